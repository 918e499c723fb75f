"""Evidence words of a stance, and suggestions in the shape of codings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from aineisto.codings import STANCE, make_codings
from aineisto.stance._constants import LEAST_EVIDENCE, LEAST_EVIDENCE_SHARE
from aineisto.stance._prior import PriorReading
from aineisto.stance._words import Word

_SHOWN = 3
_GRAMMAR = frozenset({"PRON", "CONJ", "NUM"})
_CONTENT = frozenset({"NOUN", "VERB", "ADJ", "ADV"})


class WordWeight(NamedTuple):
    """A word of a statement, where it is and what it adds to the stance."""

    start: int
    end: int
    word: str
    weight: float


def weigh_words(text: str, prior: PriorReading, learnt: np.ndarray | None) -> list[WordWeight]:
    """Return the words of a statement with their weights, strongest first."""
    weights = prior.weights if learnt is None else prior.weights / 2 + learnt
    rows = [
        WordWeight(word.start, word.end, text[word.start : word.end], float(weight))
        for word, weight in zip(prior.words, weights, strict=True)
        if weight and _can_judge(word)
    ]
    return sorted(rows, key=lambda row: (-abs(row.weight), row.start))


def _can_judge(word: Word) -> bool:
    # Pronouns and conjunctions take part in n-grams but are no evidence; negation is.
    grammar = not word.traits.isdisjoint(_GRAMMAR) and word.traits.isdisjoint(_CONTENT)
    return word.is_word and (not grammar or word.negates)


def as_frame(words: Sequence[WordWeight]) -> pd.DataFrame:
    """Return weighted words as a frame."""
    return pd.DataFrame(words, columns=list(WordWeight._fields)).astype(
        {"start": "int64", "end": "int64", "word": "str", "weight": "float64"}
    )


def suggest(
    ids: Sequence[str],
    values: np.ndarray,
    scores: np.ndarray,
    confidence: np.ndarray,
    weigh: Callable[[int], list[WordWeight]],
    coder: str,
) -> pd.DataFrame:
    """Return suggestions as codings, with evidence where they are not neutral."""
    rows = []
    each = zip(ids, values, scores, confidence, strict=True)
    for row, (name, value, score, sure) in enumerate(each):
        start, end, evidence = _evidence(int(value), weigh(row)) if value else (None, None, "")
        rows.append(
            {
                "statement_id": name,
                "family": "stance",
                "code": STANCE,
                "value": int(value),
                "score": round(float(score), 4),
                "start": start,
                "end": end,
                "coder": coder,
                "confidence": round(float(sure), 4),
                "evidence": evidence,
                "status": "suggested",
            }
        )
    return make_codings(rows)


def _evidence(value: int, words: Sequence[WordWeight]) -> tuple[int | None, int | None, str]:
    """Return the place of the strongest word and the words that speak for a value."""
    sign = 1 if value > 0 else -1
    speaking = [word for word in words if word.weight * sign > 0]
    if not speaking:
        return None, None, ""
    strongest = speaking[0]
    least = min(
        max(LEAST_EVIDENCE, LEAST_EVIDENCE_SHARE * abs(strongest.weight)), abs(strongest.weight)
    )
    shown = [word for word in speaking if abs(word.weight) >= least][:_SHOWN]
    spoken = dict.fromkeys(word.word for word in sorted(shown))
    return strongest.start, strongest.end, ", ".join(spoken)
