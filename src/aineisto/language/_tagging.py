"""Tags and names of words in context: by the encoder, or spaCy's Finnish pipeline."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any

from aineisto.core.checks import as_sentence, one_of, refuse_one_string
from aineisto.core.errors import ModelError
from aineisto.language import defaults
from aineisto.language._tokens import tokenize
from aineisto.language.sentences import split_sentences
from aineisto.morphology import Tag

if TYPE_CHECKING:
    from spacy.language import Language

PIPELINE = "spacy_fi_experimental_web_md"
#: Components by what they give; the lemmatiser among them needs the native libvoikko.
COMPONENTS = {
    "tags": ("tok2vec", "tagger", "morphologizer", "attribute_ruler"),
    "names": ("tok2vec", "ner"),
    "word vectors": (),
}
# Small batches keep the activations in the processor's cache.
_BATCH = 32
#: spaCy's labels, so that whoever reads names need not know who found them.
_LABELS = {"PER": "PERSON", "PRO": "PRODUCT"}


@cache
def spacy_pipeline(gives: str) -> Language:
    """Return the pipeline with the components of one task, loaded once for the process.

    Parameters
    ----------
    gives : {"tags", "names", "word vectors"}

    Returns
    -------
    spacy.language.Language

    Raises
    ------
    ModelError
        When spaCy or the pipeline is not installed.
    """
    try:
        import spacy

        nlp = spacy.load(PIPELINE, exclude=_others(COMPONENTS[gives]))
    except (ImportError, OSError) as error:
        raise ModelError(
            f"spaCy's Finnish pipeline {PIPELINE}, which gives {gives}, cannot be loaded: {error}.",
            remedy='Install it: pip install "aineisto[spacy]".',
        ) from error
    return nlp


def _others(wanted: Sequence[str]) -> list[str]:
    import spacy

    folder = spacy.util.get_package_path(PIPELINE)
    settings = next(folder.glob("*/config.cfg"), None)
    if settings is None:
        raise OSError(f"there is no config.cfg in {folder}")
    return [one for one in spacy.util.load_config(settings)["nlp"]["pipeline"] if one not in wanted]


@cache
def _pipeline() -> Any:
    """The pipeline with NumPy to multiply its matrices: 2.5 times as fast as BLIS, same tags."""
    nlp = spacy_pipeline("tags")
    _use_numpy_gemm(nlp)
    return nlp


def _use_numpy_gemm(nlp: Any) -> None:
    from thinc.api import NumpyOps

    ops = NumpyOps(use_blis=False)
    for _, component in nlp.pipeline:
        model = getattr(component, "model", None)
        if model is None or not hasattr(model, "walk"):  # the attribute ruler has no weights
            continue
        for node in model.walk():
            if isinstance(node.ops, NumpyOps):
                node.ops = ops


def tag(sentences: Sequence[Sequence[str]], *, tagger: str | None = None) -> list[list[Tag]]:
    """Part of speech and features of every word.

    Parameters
    ----------
    sentences : sequence of sequences of str
        Words of each sentence, as `tokenize` cuts them.
    tagger : {"encoder", "spacy"}, optional
        The Finnish encoder of the library, which is what None means, or spaCy's pipeline
        ``fi_experimental_web_md`` (``pip install "aineisto[spacy]"``).

    Returns
    -------
    list of list of Tag
        As many tags as words.

    Raises
    ------
    ValueError
        For another tagger.
    ModelError
        When what the tagger needs is not on this machine.

    Examples
    --------
    >>> tag([["Kela", "maksaa", "tuen", "."]])[0][1].upos
    'VERB'
    """
    refuse_one_string(sentences, "sentences", "sentences")
    sentences = list(map(as_sentence, sentences))
    tagger = tagger or defaults.TAGGER
    if tagger == "encoder":
        from aineisto.encoder import tag_words

        return tag_words(sentences)
    one_of(tagger, ("encoder", "spacy"), "tagger")
    return _spacy_tags(sentences)


def _spacy_tags(sentences: Sequence[Sequence[str]]) -> list[list[Tag]]:
    from spacy.tokens import Doc

    nlp = _pipeline()
    # spaCy refuses words that are empty or carry half of a surrogate pair
    docs = (Doc(nlp.vocab, words=[_sayable(word) for word in sentence]) for sentence in sentences)
    return [
        [Tag(token.pos_ or "X", str(token.morph)) for token in doc]
        for doc in nlp.pipe(docs, batch_size=_BATCH)
    ]


def _sayable(word: str) -> str:
    return word.encode("utf-8", "replace").decode("utf-8") or "_"


@dataclass(frozen=True, slots=True)
class NamedEntity:
    """A name in a text, with the attributes of spaCy's entities; its length is in words.

    Attributes
    ----------
    text : str
    start_char, end_char : int
        Code points from the beginning of the text.
    label_ : str
        ``PERSON``, ``ORG``, ``LOC``, ``PRODUCT``, ``EVENT`` or ``DATE``.
    confidence : float
        0…1.
    words : int
    """

    text: str
    start_char: int
    end_char: int
    label_: str
    confidence: float
    words: int

    def __len__(self) -> int:
        return self.words


@dataclass(frozen=True, slots=True)
class NamedText:
    """A text and its names."""

    text: str
    ents: tuple[NamedEntity, ...]


class EncoderNameFinder:
    """Names by the library's encoder, sentence by sentence; called as a spaCy pipeline is."""

    def __call__(self, text: str) -> NamedText:
        """Return the text with its names."""
        return next(self.pipe([text]))

    def pipe(
        self, texts: Iterable[Any], *, as_tuples: bool = False, batch_size: int = 32
    ) -> Iterator[Any]:
        """Find the names in a stream of texts, or of pairs of text and context."""
        stream = iter(texts)
        while some := list(islice(stream, batch_size)):
            found = _find([item[0] if as_tuples else item for item in some])
            yield from zip(found, (item[1] for item in some)) if as_tuples else found  # noqa: B905


def _find(texts: list[str]) -> list[NamedText]:
    from aineisto.encoder import find_names

    owners, offsets, sentences = [], [], []
    for number, text in enumerate(texts):
        for start, end in split_sentences(text):
            owners.append(number)
            offsets.append(start)
            sentences.append(tokenize(text[start:end]))
    entities: list[list[NamedEntity]] = [[] for _ in texts]
    found = find_names([[token.text for token in tokens] for tokens in sentences], owners)
    for owner, offset, tokens, names in zip(owners, offsets, sentences, found, strict=True):
        for name in names:
            start = offset + tokens[name.start].start
            end = offset + tokens[name.end - 1].end
            label = _LABELS.get(name.label, name.label)
            entities[owner].append(
                NamedEntity(
                    texts[owner][start:end],
                    start,
                    end,
                    label,
                    name.confidence,
                    name.end - name.start,
                )
            )
    return [NamedText(text, tuple(names)) for text, names in zip(texts, entities, strict=True)]


def name_finder(finder: str | None = None) -> Any:
    """Return what marks names in texts, one per process.

    Parameters
    ----------
    finder : {"encoder", "spacy"}, optional
        The Finnish encoder of the library, or spaCy's pipeline ``fi_experimental_web_md``
        (``pip install "aineisto[spacy]"``).

    Returns
    -------
    object
        Its ``pipe(texts)`` yields documents whose ``ents`` have ``text``, ``start_char``,
        ``end_char`` and ``label_`` (``PERSON``, ``ORG``, ``PRODUCT``, ``LOC``, ``EVENT``,
        ``DATE``; spaCy's pipeline has others as well, such as ``GPE``).

    Raises
    ------
    ValueError
        For another finder.
    ModelError
        When what the finder needs is not on this machine.

    Examples
    --------
    >>> named = name_finder()("Juha Sipilä asuu Oulussa.")
    >>> [name.label_ for name in named.ents]
    ['PERSON', 'LOC']
    """
    finder = finder or defaults.NAME_FINDER
    if finder == "encoder":
        return EncoderNameFinder()
    one_of(finder, ("encoder", "spacy"), "finder")
    return spacy_pipeline("names")
