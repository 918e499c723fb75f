"""The lemmatiser as a spaCy component: ``nlp.add_pipe("aineisto_lemmatizer")``."""

# No annotations from __future__: spaCy before 3.8.12 reads those of a factory as they stand.
from collections.abc import Iterable, Iterator
from itertools import islice

from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from aineisto.language._lemmatizer import Lemmatizer
from aineisto.language._shared import shared_lemmatizer
from aineisto.morphology import Tag

# Conjunctions without their last vowel, and what spaCy parts from them.
_CUT = frozenset("ett jott kosk mutt vaikk ehk miks siks joll ell".split())  # noqa: SIM905
_NEGATIONS = frozenset("en et ei emme ette eivat eivät".split())  # noqa: SIM905


class LemmatizerComponent:
    """Set ``token.lemma_`` of every token.

    Sentences are those the pipeline has set; a document without them is read as one. In
    ``"accurate"`` mode the parts of speech and features are the document's own where the
    pipeline has set them, else those of the library's tagger.

    Parameters
    ----------
    name : str
        Name of the component in its pipeline.
    mode : {"fast", "accurate"}
        Of the lemmatiser.
    overwrite : bool
        Replace lemmas that are already there.
    """

    def __init__(self, name: str, mode: str = "fast", overwrite: bool = True) -> None:
        self.name = name
        self.overwrite = overwrite
        self.lemmatizer: Lemmatizer = shared_lemmatizer(mode)

    def __call__(self, doc: Doc) -> Doc:
        """Return the document with its lemmas."""
        return next(self.pipe([doc]))

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 64) -> Iterator[Doc]:
        """Lemmatise a stream of documents, some at a time."""
        documents = iter(stream)
        while docs := list(islice(documents, batch_size)):
            accurate = self.lemmatizer.mode == "accurate"
            tagged = [accurate and doc.has_annotation("POS") for doc in docs]
            for known in set(tagged):
                some = [doc for doc, its in zip(docs, tagged, strict=True) if its is known]
                self._set_lemmas([part for doc in some for part in _sentences(doc)], known)
            yield from docs

    def _set_lemmas(self, sentences: list[Span], tagged: bool) -> None:
        """Set the lemmas of sentences, of which all have tags or none is asked for them."""
        words = [list(map(_word, sentence)) for sentence in sentences]
        tags = (
            [[Tag(t.pos_ or "X", str(t.morph)) for t in sentence] for sentence in sentences]
            if tagged
            else None
        )
        lemmas = self.lemmatizer.lemmatize(words, tags=tags)
        for sentence, its in zip(sentences, lemmas, strict=True):
            for token, lemma in zip(sentence, its, strict=True):
                if self.overwrite or not token.lemma_:
                    token.lemma_ = lemma


def _word(token: Token) -> str:
    """What a token stands for: spaCy cuts *jollet* into *joll*, which is *jos*, and *et*."""
    doc, at = token.doc, token.i
    cut = not token.whitespace_ and at + 1 < len(doc) and doc[at + 1].lower_ in _NEGATIONS
    return token.norm_ if cut and token.lower_ in _CUT else token.text


def _sentences(doc: Doc) -> list[Span]:
    if doc.has_annotation("SENT_START"):
        return list(doc.sents)
    return [doc[:]] if len(doc) else []


@Language.factory(
    "aineisto_lemmatizer",
    assigns=["token.lemma"],
    default_config={"mode": "fast", "overwrite": True},
    default_score_weights={"lemma_acc": 1.0},
)
def create_lemmatizer(nlp: Language, name: str, mode: str, overwrite: bool) -> LemmatizerComponent:
    """Create the component (entry point ``spacy_factories``)."""
    return LemmatizerComponent(name, mode, overwrite)
