"""What a found theme is about: its words, how they hang together, its quotations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np
import pandas as pd

#: Words that describe a theme, and quotations that show it.
WORDS, EXAMPLES = 10, 3


def describe(
    texts: Sequence[str],
    lemmas: Sequence[Sequence[str]],
    vectors: np.ndarray,
    labels: np.ndarray,
    names: Mapping[int, str],
) -> pd.DataFrame:
    """Return the frame of themes: theme, label, words, size, share, coherence, examples.

    Themes without a name in `names` are labelled by their three first words.
    """
    themes, places = np.unique(labels, return_inverse=True)
    if themes[0] < 0:
        themes, places = themes[1:], places - 1
    words = class_words(lemmas, places, len(themes))
    present = [set(some) for some in lemmas]
    rows = []
    for place, theme in enumerate(themes.tolist()):
        members = np.flatnonzero(labels == theme)
        rows.append(
            {
                "theme": theme,
                "label": names.get(theme) or ", ".join(words[place][:3]),
                "words": words[place],
                "size": len(members),
                "share": len(members) / len(labels),
                "coherence": npmi(words[place], present),
                "examples": quotations(texts, vectors, members),
            }
        )
    frame = pd.DataFrame(rows).sort_values("size", ascending=False, kind="stable")
    frame.attrs["unassigned"] = int((labels < 0).sum())
    return frame.reset_index(drop=True)


def class_words(
    lemmas: Sequence[Sequence[str]], labels: np.ndarray, number: int
) -> list[list[str]]:
    """Return the words of each theme by class-based TF-IDF (Grootendorst 2022), best first."""
    total = Counter(word for some, k in zip(lemmas, labels, strict=True) if k >= 0 for word in some)
    texts_with = Counter(word for some in lemmas for word in set(some))
    classes = [Counter[str]() for _ in range(number)]
    for some, k in zip(lemmas, labels, strict=True):
        if k >= 0:
            classes[k].update(some)
    average = sum(total.values()) / max(number, 1)
    chosen = []
    for counts in classes:
        size = max(sum(counts.values()), 1)
        score = {
            word: count / size * np.log1p(average / total[word]) for word, count in counts.items()
        }
        # A word of a single text describes that text, not the theme, unless nothing else is there.
        order = sorted(score, key=lambda w: (texts_with[w] < 2, -score[w], w))
        chosen.append(order[:WORDS])
    return chosen


def npmi(words: Sequence[str], present: Sequence[set[str]]) -> float:
    """Return the coherence of words, -1…1: normalised pointwise mutual information.

    Mean over all pairs of how much more often than by chance two words stand in one text (Bouma
    2009; Lau, Newman & Baldwin 2014); a pair that never does counts -1.
    """
    total = len(present)
    single = {word: sum(word in text for text in present) for word in words}
    values = []
    for a, b in combinations(words, 2):
        both = sum(a in text and b in text for text in present)
        if both == 0:
            values.append(-1.0)
        elif both == total:
            values.append(1.0)
        else:
            pmi = np.log(both * total / (single[a] * single[b]))
            values.append(float(pmi / -np.log(both / total)))
    return float(np.mean(values)) if values else 0.0


def quotations(texts: Sequence[str], vectors: np.ndarray, members: np.ndarray) -> list[str]:
    """Return the texts nearest to the middle of a theme, no two alike, whole sentences first."""
    centre = vectors[members].mean(axis=0)
    order = members[np.argsort(-(vectors[members] @ centre), kind="stable")]
    ranked = sorted(order, key=lambda row: not 5 <= len(texts[row].split()) <= 60)
    chosen: list[int] = []
    for row in ranked:
        alike = any(
            texts[row] == texts[other] or float(vectors[row] @ vectors[other]) > 0.95
            for other in chosen
        )
        if not alike:
            chosen.append(int(row))
        if len(chosen) == EXAMPLES:
            break
    return [texts[row] for row in chosen]
