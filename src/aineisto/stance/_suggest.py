"""Evidence words of a stance, and suggestions in the shape of codings."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from aineisto.codings import STANCE, make_codings
from aineisto.stance._prior import ColdReading

#: A word of less weight is no evidence.
_LEAST = 0.1
_SHOWN = 3
_EXPLANATION = ("start", "end", "word", "weight")


def explain_words(text: str, cold: ColdReading, learnt: np.ndarray | None) -> pd.DataFrame:
    """Return the words of a statement with their weights, strongest first."""
    weights = cold.weights if learnt is None else cold.weights / 2 + learnt
    rows = [
        (word.start, word.end, text[word.start : word.end], float(weight))
        for word, weight in zip(cold.words, weights, strict=True)
        if word.is_word and weight
    ]
    rows.sort(key=lambda row: (-abs(row[3]), row[0]))
    return pd.DataFrame(rows, columns=list(_EXPLANATION)).astype(
        {"start": "int64", "end": "int64", "word": "str", "weight": "float64"}
    )


def suggest(
    ids: Sequence[str],
    texts: Sequence[str],
    values: np.ndarray,
    scores: np.ndarray,
    confidence: np.ndarray,
    explain: Callable[[str], pd.DataFrame],
    coder: str,
) -> pd.DataFrame:
    """Return suggestions as codings, with evidence where they are not neutral."""
    rows = []
    for name, text, value, score, sure in zip(ids, texts, values, scores, confidence, strict=True):
        start, end, evidence = _evidence(text, int(value), explain) if value else (None, None, "")
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


def _evidence(
    text: str, value: int, explain: Callable[[str], pd.DataFrame]
) -> tuple[int | None, int | None, str]:
    """Return the place of the strongest word and the words that speak for a value."""
    words = explain(text)
    weights = words["weight"].to_numpy() * np.sign(value)
    if not (weights > 0).any():
        return None, None, ""
    least = min(_LEAST, float(weights.max()))
    speaking = words[weights >= least].head(_SHOWN).sort_values("start")
    strongest = words[weights > 0].iloc[0]
    shown = dict.fromkeys(speaking["word"])
    return int(strongest["start"]), int(strongest["end"]), ", ".join(shown)
