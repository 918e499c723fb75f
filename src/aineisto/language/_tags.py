"""Parts of speech and features in context, from the encoder or the Finnish spaCy pipeline."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING

from aineisto.core.checks import as_sentence, one_of, refuse_one_string
from aineisto.core.errors import ModelError
from aineisto.language import defaults
from aineisto.morphology import Tag

if TYPE_CHECKING:
    from spacy.language import Language

_PIPELINE = "spacy_fi_experimental_web_md"
# Small batches keep the activations in the processor's cache.
_BATCH = 32


@cache
def tagging_pipeline() -> Language:
    """The spaCy pipeline with the components that tag, loaded once for the process.

    The lemmatiser is left out: it needs the native libvoikko. The parser and the
    recogniser of names are left out: nothing here reads them.

    Raises
    ------
    ModelError
        When spaCy or the pipeline is not installed.
    """
    try:
        import spacy

        nlp = spacy.load(_PIPELINE, exclude=["lemmatizer", "ner", "parser"])
    except (ImportError, OSError) as error:
        raise ModelError(
            f"The spaCy pipeline {_PIPELINE} cannot be loaded: {error}.",
            remedy='Install it: pip install "aineisto[spacy]".',
        ) from error
    _use_numpy_gemm(nlp)
    return nlp


def _use_numpy_gemm(nlp: Language) -> None:
    """Let NumPy multiply matrices: 2.5 times as fast as BLIS here, with the same tags."""
    from thinc.api import NumpyOps

    ops = NumpyOps(use_blis=False)
    for _, component in nlp.pipeline:
        model = getattr(component, "model", None)
        if not hasattr(model, "walk"):  # the attribute ruler has no weights
            continue
        for node in model.walk():  # type: ignore[union-attr]
            if isinstance(node.ops, NumpyOps):
                node.ops = ops


def tag(sentences: Sequence[Sequence[str]], *, tagger: str | None = None) -> list[list[Tag]]:
    """Part of speech and features of every word.

    Parameters
    ----------
    sentences : sequence of sequences of str
        Words of each sentence, as `tokenize` cuts them.
    tagger : {"encoder", "spacy"}, optional
        The Finnish encoder of the library, or spaCy's pipeline ``fi_experimental_web_md``. None
        is spaCy's where it is installed, else the encoder.

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
    if tagger is None:
        installed = defaults.TAGGER != "spacy" or find_spec(_PIPELINE) is not None
        tagger = defaults.TAGGER if installed else "encoder"
    if tagger == "encoder":
        from aineisto.encoder import tag_words

        return tag_words(sentences)
    one_of(tagger, ("encoder", "spacy"), "tagger")
    return _spacy_tags(sentences)


def _spacy_tags(sentences: Sequence[Sequence[str]]) -> list[list[Tag]]:
    from spacy.tokens import Doc

    nlp = tagging_pipeline()
    # spaCy refuses words that are empty or carry half of a surrogate pair
    docs = (Doc(nlp.vocab, words=[_sayable(word) for word in sentence]) for sentence in sentences)
    return [
        [Tag(token.pos_ or "X", str(token.morph)) for token in doc]
        for doc in nlp.pipe(docs, batch_size=_BATCH)
    ]


def _sayable(word: str) -> str:
    return word.encode("utf-8", "replace").decode("utf-8") or "_"
