"""Parts of speech and features in context, from the encoder or the Finnish spaCy pipeline."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from aineisto.core.checks import as_sentence, one_of, refuse_one_string
from aineisto.language import defaults
from aineisto.language._pipeline import spacy_pipeline
from aineisto.morphology import Tag

# Small batches keep the activations in the processor's cache.
_BATCH = 32


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
