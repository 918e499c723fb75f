"""What a name finder makes of the words of documents: probabilities, not its verdict alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from aineisto.language import defaults, name_finder, tokenize
from aineisto.pseudonyms._tokens import NameToken

#: What a row of probabilities tells of, in this order; the rest is that it is no name.
GROUPS = ("person", "organisation", "place", "work", "other")
_OF_LABEL = {
    **dict.fromkeys(("PERSON", "PER"), "person"),
    "ORG": "organisation",
    **dict.fromkeys(("PRODUCT", "PRO", "WORK_OF_ART", "EVENT"), "work"),
    **dict.fromkeys(("GPE", "LOC", "FAC"), "place"),
}
#: How sure a finder is taken to be that says only what a name is: log-odds near ±4.6.
_VERDICT = 0.99
_LINE = re.compile(r"[^\n]{1,20000}")
Marks = dict[int, np.ndarray]


def finder_odds(
    texts: Sequence[str], tokens: Sequence[Sequence[NameToken]], finder: str | None = None
) -> list[Marks]:
    """Return by document and position of a word the probabilities (0…1) of `GROUPS`.

    Parameters
    ----------
    texts : sequence of str
        Documents.
    tokens : sequence of sequences of NameToken
        Their words.
    finder : {"encoder", "spacy"}, optional
        As in `aineisto.language.name_finder`. The encoder tells how probable a person is of every
        word, also where something else is more probable; spaCy only what it takes for a name.
    """
    soft = (finder or defaults.NAME_FINDER) == "encoder"
    marked: list[Marks] = [{} for _ in texts]
    for number, start, end, odds in _by_encoder(texts) if soft else _by_verdict(texts, finder):
        marked[number].update(dict.fromkeys(range(start, end), odds))
    return [
        {place: marks[token.start] for place, token in enumerate(words) if token.start in marks}
        for words, marks in zip(tokens, marked, strict=True)
    ]


def _by_verdict(
    texts: Sequence[str], finder: str | None
) -> Iterator[tuple[int, int, int, np.ndarray]]:
    lines = [
        (line.group(), (number, line.start()))
        for number, text in enumerate(texts)
        for line in _LINE.finditer(text)
    ]
    for doc, (number, place) in name_finder(finder).pipe(lines, as_tuples=True, batch_size=32):
        for entity in doc.ents:
            group = _OF_LABEL.get(entity.label_, "other")
            odds = np.array([_VERDICT if name == group else 0.0 for name in GROUPS])
            yield number, place + entity.start_char, place + entity.end_char, odds


def _by_encoder(texts: Sequence[str]) -> Iterator[tuple[int, int, int, np.ndarray]]:
    from aineisto.corpus import split_sentences
    from aineisto.encoder import shared_encoder

    encoder = shared_encoder()
    columns = _columns(encoder.name_labels)
    for number, text in enumerate(texts):
        spans = [
            (line.start() + start, line.start() + end)
            for line in _LINE.finditer(text)
            for start, end in split_sentences(line.group())
        ]
        sentences = [tokenize(text[start:end]) for start, end in spans]
        words = [[token.text for token in sentence] for sentence in sentences]
        found = encoder.name_probabilities(words)
        for (offset, _), sentence, rows in zip(spans, sentences, found, strict=True):
            for token, odds in zip(sentence, rows @ columns, strict=True):
                yield number, offset + token.start, offset + token.end, odds


def _columns(labels: Sequence[str]) -> np.ndarray:
    """Return which label belongs to which group, 0 or 1 (labels, groups)."""
    kinds = [label.partition("-")[2] for label in labels]
    groups = [_OF_LABEL.get(kind, "other") if kind else "" for kind in kinds]
    return np.array([[group == name for name in GROUPS] for group in groups], dtype=float)


_FURTHEST = 9.0
_NONE = np.zeros(len(GROUPS))


def finder_features(
    positions: Sequence[int],
    scores: np.ndarray,
    odds: Mapping[int, np.ndarray],
    groups: Mapping[int, list[int]],
) -> np.ndarray:
    """Return the third step's input, one row a word.

    It is the score of the steps before, what the finder says of the word, and what it says of
    the same name elsewhere.
    """
    rows = []
    for position, score in zip(positions, scores, strict=True):
        own = odds.get(position, _NONE)
        others = [odds.get(o, _NONE) for o in groups.get(position, ()) if o != position]
        elsewhere = [_log_odds(other[0]) for other in others]
        here = _log_odds(own[0])
        rows.append(
            [
                min(max(float(score), -8.0), 8.0),
                here,
                *own,
                float(np.mean(elsewhere)) if elsewhere else here,
                max(elsewhere, default=here),
                min(elsewhere, default=here),
                bool(elsewhere),
                float(np.mean([other[2:].sum() for other in others])) if others else 0.0,
            ]
        )
    return np.array(rows, dtype=float)


def _log_odds(probability: float) -> float:
    smallest = 1e-12
    bounded = min(max(float(probability), smallest), 1 - smallest)
    value = np.log(bounded / (1 - bounded))
    return float(min(max(value, -_FURTHEST), _FURTHEST))
