"""From statements to rows of the codings table, with the words that speak for a theme."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from numbers import Real
from typing import Any

import numpy as np
import pandas as pd

from aineisto.codings import make_codings, now
from aineisto.core.checks import as_count, check_statements
from aineisto.core.errors import ArgumentError, CodingsError
from aineisto.themes._constants import (
    FEWEST_WORDS,
    LEAST_CONFIDENCE,
    LEAST_EVIDENCE,
    LEAST_EVIDENCE_SHARE,
    LEAST_FROM_CONTEXT,
)
from aineisto.themes._features import ThemeSpace
from aineisto.themes._prior import Prior
from aineisto.themes._words import Word


def neighbours_of(statements: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Return the order of the statements in their documents, and the turn of each in that order.

    Without the columns ``document`` and ``turn`` every statement stands alone.
    """
    check_statements(statements, error=CodingsError)
    if not {"document", "turn"} <= set(statements.columns):
        return np.arange(len(statements)), np.arange(len(statements))
    keys = ["document", "start"] if "start" in statements else ["document", "turn"]
    places = statements[keys].reset_index(drop=True)
    order = places.sort_values(keys, kind="stable").index.to_numpy()
    turns = statements.groupby(["document", "turn"], sort=False).ngroup().to_numpy()[order]
    return order, turns


def as_codings(
    ids: Sequence[str],
    texts: Sequence[str],
    words: Sequence[Sequence[Word]],
    p: np.ndarray,
    classes: np.ndarray,
    evidence: Evidence,
    constants: Prior,
    *,
    asked: np.ndarray,
    threshold: float | None,
    most: int,
    coder: str,
) -> pd.DataFrame:
    """Return the codings of statements: the themes that are sure enough, else ``"none"``.

    `p` (n, k + 1) is how probable each code is as the main one; a row's confidence is how probable
    the theme is at all. What the questions added to the utilities, `asked` (n, k + 1), is set
    against the words.
    """
    evidence.prepare(texts, words)
    most = as_count(most, "max_themes")
    if threshold is not None and (not isinstance(threshold, Real) or not 0 <= threshold <= 1):
        raise ArgumentError(
            f"The threshold {threshold!r} does not lie between 0 and 1.",
            remedy="Give 0.25, say, or leave it out.",
        )
    second = LEAST_CONFIDENCE if threshold is None else threshold
    # Read in its dialogue, no theme is a judgement of its own, and not what is left over.
    first = 0.0 if threshold is None and constants.hears_questions else second
    sure = marginal_probabilities(p, constants)
    created = now()
    rows: list[dict[str, Any]] = []
    for row, statement_id in enumerate(ids):
        shared = {
            "statement_id": statement_id,
            "family": "theme",
            "coder": coder,
            "status": "suggested",
            "created": created,
        }
        places = {
            k: _evidence_of(texts[row], evidence.words(texts[row], words[row], k), asked[row, k])
            for k in _chosen(p[row], sure[row], first, second, most)
        }
        least = LEAST_FROM_CONTEXT if len(words[row]) >= FEWEST_WORDS else 1.0
        if constants.hears_questions:  # read in its dialogue: a short answer has its theme from it
            least = 0.0
        kept = [k for k, place in places.items() if place or sure[row, k] >= least]
        none = len(classes) - 1
        for k in kept or [none]:
            judged = {"code": str(classes[k]), "confidence": round(float(sure[row, k]), 4)}
            rows.append(shared | judged | places.get(k, {}))
    return make_codings(rows)


def _chosen(p: np.ndarray, sure: np.ndarray, first: float, second: float, most: int) -> list[int]:
    """Return the columns of the themes to suggest, the likeliest first."""
    best = np.argsort(-p[:-1], kind="stable")[:most]
    # Where “none” is likelier than the best theme there is none, whatever the thresholds.
    if not len(best) or p[best[0]] < p[-1]:
        return []
    return [int(k) for k in best if sure[k] >= (first if k == best[0] else second)]


def marginal_probabilities(p: np.ndarray, constants: Prior) -> np.ndarray:
    """Return how probable each theme is at all, the main one or not, and none, (n, k + 1).

    Parameters
    ----------
    p : ndarray (n, k + 1)
        How probable each is as the main one, no theme last.
    constants : Prior
    """
    main = p[:, :-1].argmax(axis=1)
    others = np.ones(p.shape, dtype=bool)
    others[np.arange(len(p)), main] = False
    others[:, -1] = False
    # No other theme is surer than the main one.
    return np.where(others, np.minimum(constants.of_second(p), p.max(axis=1, keepdims=True)), p)


def _evidence_of(text: str, found: list[tuple[Word, float]], asked: float) -> dict[str, Any]:
    """Return the words that carry a theme, unless the question carries more than they do."""
    if sum(weight for _, weight in found) <= asked:
        return {}
    strongest = found[0][0]
    spoken = dict.fromkeys(text[word.start : word.end] for word, _ in found)
    return {"evidence": ", ".join(spoken), "start": strongest.start, "end": strongest.end}


class Evidence:
    """Weights of words: how near the word itself is to the theme, and whether the codebook has it.

    Nearness is that of the static table whatever embedding judges the text: there the vector of a
    text is a sum over its words, so a word's own nearness is (up to the text's length) what it
    adds; a sentence encoder is not made for single words, and slow on all of a study's.
    """

    def __init__(
        self, space: ThemeSpace, constants: Prior, rarity: Mapping[str, float] | None = None
    ) -> None:
        self._rarity = rarity
        self._space = space
        self._constants = constants
        self._known: dict[str, np.ndarray] = {}
        self._weights: dict[tuple[Any, ...], np.ndarray | None] = {}

    def words(
        self, text: str, words: Sequence[Word], theme: int, most: int = 5
    ) -> list[tuple[Word, float]]:
        """Return (word, weight) that speak for a theme, the strongest first."""
        self.prepare([text], [words])
        share = self._constants.meaning / max(len(words), 1)
        scored = []
        for word in words:
            kind = (word.lemma, word.units)
            if kind not in self._weights:
                self._weights[kind] = self._space.weights(word, self._rarity)
            own = self._weights[kind]
            score = share * float(self._known[text[word.start : word.end]][theme])
            score += 0.0 if own is None else self._constants.wording * float(own[theme])
            scored.append((word, score))
        scored.sort(key=lambda item: -item[1])
        least = max(LEAST_EVIDENCE_SHARE * scored[0][1], LEAST_EVIDENCE) if scored else 0
        return [(word, score) for word, score in scored if score >= least][:most]

    def spoken(self, text: str, words: Sequence[Word]) -> list[list[tuple[str, float]]]:
        """Return for each theme the words that speak for it, as they stand in the text."""
        return [
            [(text[w.start : w.end], round(s, 3)) for w, s in self.words(text, words, theme)]
            for theme in range(len(self._space.vectors))
        ]

    def prepare(self, texts: Sequence[str], words: Sequence[Sequence[Word]]) -> None:
        """Encode the words of many texts at once."""
        forms = {t[w.start : w.end] for t, some in zip(texts, words, strict=True) for w in some}
        new = sorted(form for form in forms if form not in self._known)
        if new:
            space = self._space.lexicon
            # Near the whole theme: any word is somewhat near some single keyword.
            words_of = space.centred(space.embedder.encode(new))
            near = words_of @ space.vectors.T / space.background.cosine_sd
            self._known.update(zip(new, near, strict=True))
