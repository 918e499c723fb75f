"""Found themes: described, merged, split, renamed, and made a codebook of."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import Any, Self

import numpy as np
import pandas as pd

from aineisto.codebook import Codebook, Theme
from aineisto.codings import NO_THEME
from aineisto.core.errors import ArgumentError
from aineisto.themes._clustering import consensus
from aineisto.themes._constants import FEWEST_TO_SPLIT

#: Words that describe a theme, and quotations that show it.
WORDS, EXAMPLES = 10, 3


class Editing:
    """Merging, splitting and renaming of `ThemeFinder`'s themes. Numbers of others stay."""

    labels_: np.ndarray
    themes_: pd.DataFrame
    edits_: list[str]
    random_state: int
    _texts: list[str]
    _lemmas: list[list[str]]
    _vectors: np.ndarray
    _words: Any
    _names: dict[int, str]
    _held: dict[int, tuple[float, float, float]]

    def merge(self, themes: Iterable[int], name: str = "") -> Self:
        """Make one theme of several; it keeps the first one's number.

        Parameters
        ----------
        themes : iterable of int
            Numbers as in ``themes_["theme"]``, at least two.
        name : str, optional
            Name of the whole; by default the name that the first was given, or its words.

        Raises
        ------
        AineistoError
            When there is no such theme, or only one is given.
        """
        chosen = list(dict.fromkeys(self._known(theme) for theme in themes))
        if len(chosen) < 2:
            raise ArgumentError("One theme cannot be merged.", remedy="Give two or more numbers.")
        kept, *gone = chosen
        self.labels_ = np.where(np.isin(self.labels_, gone), kept, self.labels_)
        for theme in gone:
            self._names.pop(theme, None)
        self._forget(*chosen)
        if name:
            self._names[kept] = name
        self.edits_.append(f"merged {', '.join(map(str, gone))} into {kept}")
        return self._describe()

    def split(self, theme: int, number: int = 2) -> Self:
        """Divide a theme; the largest part keeps the number, the others get new ones.

        Raises
        ------
        AineistoError
            When there is no such theme, or it has too few texts.
        """
        members = np.flatnonzero(self.labels_ == self._known(theme))
        if len(members) < FEWEST_TO_SPLIT or not 2 <= number <= len(members) // 2:
            raise ArgumentError(
                f"Theme {theme} has {len(members)} texts, which cannot be divided into {number}.",
                remedy=f"Split a theme of at least {FEWEST_TO_SPLIT} texts into at most half their "
                "number.",
            )
        parts = consensus(self._vectors[members], self._words[members], number, self.random_state)
        new = int(self.labels_.max()) + 1
        self.labels_ = self.labels_.copy()
        self.labels_[members] = np.where(parts == 0, theme, new + parts - 1)
        self._forget(theme)
        made = range(new, new + int(parts.max()))
        self.edits_.append(f"split {theme} into {theme}, {', '.join(map(str, made))}")
        return self._describe()

    def rename(self, names: Mapping[int, str]) -> Self:
        """Give themes names: ``finder.rename({0: "Rahoitus"})``.

        Raises
        ------
        AineistoError
            When there is no such theme, or a name is empty.
        """
        checked = {self._known(theme): str(name).strip() for theme, name in names.items()}
        if not all(checked.values()):
            raise ArgumentError("A theme's name is empty.", remedy="Give each a name.")
        self._names |= checked
        self.edits_ += [f"named {theme} “{name}”" for theme, name in checked.items()]
        return self._describe()

    def to_codebook(self, name: str = "") -> Codebook:
        """Return the themes as a codebook to go on from: words as keywords, quotations as examples.

        A theme without a name of your own (`rename`) is named by its first words; a person should
        name it better, and write a definition.
        """
        self._check_found()
        codes: list[str] = []
        for theme in self.themes_["theme"]:
            given = _code(self._names.get(theme, "")) or f"teema-{theme + 1}"
            taken = given in codes
            codes.append(f"{given}-{theme + 1}" if taken else given)
        themes = [
            Theme(
                code=code,
                name={"fi": row.label},
                keywords=tuple(row.words),
                examples=tuple(row.examples),
            )
            for code, row in zip(codes, self.themes_.itertuples(), strict=True)
        ]
        return Codebook(name=name, themes=tuple(themes))

    def _describe(self) -> Self:
        """Make `themes_` and what follows from the labels."""
        self.unassigned_ = np.flatnonzero(self.labels_ < 0)
        frame = describe(self._texts, self._lemmas, self._vectors, self.labels_, self._names)
        self.n_themes_ = len(frame)
        # What a person has made of the groups was not among those looked for in subsamples.
        missing = (np.nan, np.nan, np.nan)
        held = [self._held.get(theme, missing) for theme in frame["theme"]]
        frame[["stability", "low", "high"]] = np.array(held, dtype=float)
        self.themes_ = frame[[*frame.columns.drop("examples"), "examples"]]
        return self

    def _forget(self, *themes: int) -> None:
        for theme in themes:
            self._held.pop(theme, None)

    def _known(self, theme: int) -> int:
        self._check_found()
        if theme not in set(self.themes_["theme"]):
            raise ArgumentError(
                f"There is no theme {theme}.",
                remedy=f"There are {', '.join(map(str, sorted(self.themes_['theme'])))}.",
            )
        return int(theme)

    def _check_found(self) -> None:
        if not hasattr(self, "themes_"):
            raise ArgumentError("No themes have been found yet.", remedy="Call fit(texts) first.")


def _code(name: str) -> str:
    """Return a code made of a name: “Rahoitus ja säästöt” → ``rahoitus-ja-saastot``."""
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    code = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    return f"{code}-" if code == NO_THEME else code


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
