"""The encoder as spaCy components: ``nlp.add_pipe("aineisto_tagger")``, ``"aineisto_ner"``."""

# No annotations from __future__: spaCy before 3.8.12 reads those of a factory as they stand.
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Self

from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from aineisto.encoder._encoder import Encoder, Reading, shared_encoder
from aineisto.encoder._rows import chunks


class EncoderComponent:
    """Set what the encoder tells of a document: tags, names, or both in one pass.

    Sentences are those the pipeline has set; a document without them is read whole, in windows
    where it is long.

    Parameters
    ----------
    name : str
        Name of the component in its pipeline.
    tags : bool
        Set ``token.pos_`` and ``token.morph``.
    names : bool
        Set ``doc.ents``. Names already there stay, and none is set across them.
    labels : mapping of str to str, optional
        Other labels for names: ``{"PER": "PERSON"}``.
    encoder : Encoder, optional
        The library's own when not given.
    """

    def __init__(
        self,
        name: str,
        *,
        tags: bool,
        names: bool,
        labels: Mapping[str, str] | None = None,
        encoder: Encoder | None = None,
    ) -> None:
        self.name = name
        self.tags = tags
        self.names = names
        self.labels = dict(labels or {})
        self.encoder = encoder or shared_encoder()

    def __call__(self, doc: Doc) -> Doc:
        """Return the document, annotated."""
        return next(self.pipe([doc]))

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 64) -> Iterator[Doc]:
        """Annotate a stream of documents, some at a time."""
        for docs in chunks(stream, batch_size):
            sentences = [words for doc in docs for words in _sentences(doc)]
            readings = self.encoder.read(
                [[token.text for token in words] for words in sentences],
                [words[0].doc for words in sentences],
                tags=self.tags,
                names=self.names,
            )
            found: dict[Doc, list[Span]] = {doc: [] for doc in docs}
            for words, reading in zip(sentences, readings, strict=True):
                if self.tags:
                    _set_tags(words, reading)
                for name in reading.names or ():
                    doc, label = words[0].doc, self.labels.get(name.label, name.label)
                    found[doc].append(
                        Span(doc, words[name.start].i, words[name.end - 1].i + 1, label=label)
                    )
            for doc in docs:
                if self.tags:
                    _set_spaces(doc)
                if self.names:
                    _set_names(doc, found[doc])
                yield doc

    # The weights are the library's, so a saved pipeline holds none of them.
    def to_bytes(self, **_: Any) -> bytes:
        """Return nothing: the model is the library's."""
        return b""

    def from_bytes(self, data: bytes, **_: Any) -> Self:
        """Read nothing: the model is the library's."""
        return self

    def to_disk(self, path: Any, **_: Any) -> None:
        """Write nothing: the model is the library's."""

    def from_disk(self, path: Any, **_: Any) -> Self:
        """Read nothing: the model is the library's."""
        return self


def _sentences(doc: Doc) -> list[list[Token]]:
    whole = [doc[:]] if not doc.has_annotation("SENT_START") else doc.sents
    words = ([token for token in span if not token.is_space] for span in whole)
    return [some for some in words if some]


def _set_tags(words: list[Token], reading: Reading) -> None:
    for token, tag in zip(words, reading.tags or (), strict=True):
        token.pos_ = tag.upos
        token.set_morph(tag.feats)  # type: ignore[attr-defined]


def _set_spaces(doc: Doc) -> None:
    for token in doc:
        if token.is_space:
            token.pos_ = "SPACE"


def _set_names(doc: Doc, found: list[Span]) -> None:
    taken = {token.i for span in doc.ents for token in span}
    free = [span for span in found if taken.isdisjoint(range(span.start, span.end))]
    doc.set_ents([*doc.ents, *free])


@Language.factory(
    "aineisto_tagger",
    assigns=["token.pos", "token.morph"],
    default_config={"names": False, "labels": {}},
)
def create_tagger(
    nlp: Language, name: str, names: bool, labels: dict[str, str]
) -> EncoderComponent:
    """Create the tagger (entry point ``spacy_factories``); with ``names`` it sets names as well."""
    return EncoderComponent(name, tags=True, names=names, labels=labels)


@Language.factory("aineisto_ner", assigns=["doc.ents"], default_config={"labels": {}})
def create_ner(nlp: Language, name: str, labels: dict[str, str]) -> EncoderComponent:
    """Create the name finder (entry point ``spacy_factories``)."""
    return EncoderComponent(name, tags=False, names=True, labels=labels)
