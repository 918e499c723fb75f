"""The name finder: the encoder, or spaCy's Finnish pipeline with all but names left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from aineisto.core.checks import one_of
from aineisto.language import defaults
from aineisto.language._pipeline import spacy_pipeline
from aineisto.language._tokens import tokenize
from aineisto.language.sentences import split_sentences

#: spaCy's labels, so that whoever reads names need not know who found them.
_LABELS = {"PER": "PERSON", "PRO": "PRODUCT"}


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
