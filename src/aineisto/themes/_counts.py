"""Counts of themes: by group, by question, together in one unit."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd

from aineisto.codebook import Codebook
from aineisto.codings import NO_THEME
from aineisto.core.errors import CodingsError

#: A quotation in a tooltip is no longer than this.
LONGEST = 240


def theme_occurrences(
    codings: pd.DataFrame, statements: pd.DataFrame, codebook: Codebook, lang: str = "fi"
) -> pd.DataFrame:
    """Return themes of statements as the pictures read them, from a table of codings.

    Parameters
    ----------
    codings : DataFrame
        `aineisto.codings.COLUMNS`; the themes in it count, of one coder or several.
    statements : DataFrame
        ``statement_id``, ``clean`` (or ``text``) and what there is of ``group``, ``question``,
        ``turn``, ``document``, ``participant``.
    codebook : Codebook
        Names and order of the themes.

    Returns
    -------
    DataFrame
        One row a statement and theme: ``statement`` (its place in `statements`), ``theme``,
        ``label``, ``quotation`` and the statement's other columns; a statement without a theme
        has one row, whose ``theme`` is empty.
    """
    themes = codings[(codings["family"] == "theme") & (codings["code"] != NO_THEME)]
    pairs = themes[["statement_id", "code"]].drop_duplicates()
    names = codebook.theme_labels(lang)
    frame = statements.reset_index(drop=True).rename_axis("statement").reset_index()
    text = "clean" if "clean" in frame else "text"
    frame["quotation"] = frame[text].map(shortened)
    joined = frame.merge(pairs, on="statement_id", how="left").rename(columns={"code": "theme"})
    joined["label"] = joined["theme"].map(names).fillna(joined["theme"])
    order = {code: place for place, code in enumerate(names)}
    rank = joined["theme"].map(order).fillna(len(order))
    return joined.iloc[np.lexsort((joined["statement"], rank))].reset_index(drop=True)


def shortened(text: object) -> str:
    """Return a quotation that fits a tooltip."""
    shown = " ".join(str(text).split())
    return shown if len(shown) <= LONGEST else shown[: LONGEST - 1].rsplit(" ", 1)[0] + "…"


def shares(frame: pd.DataFrame, by: str) -> pd.DataFrame:
    """Return the share of the statements of each value of a column that have each theme.

    Returns
    -------
    DataFrame
        ``theme``, ``label``, the column `by`, ``share`` (0…1), ``statements``, ``n`` (all
        statements with that value, with a theme or without), ``quotation`` (one of them).
    """
    _has(frame, by)
    known = frame[frame[by].notna() & (frame[by].astype(str) != "")]
    total = known.groupby(by, sort=False)["statement"].nunique()
    themes = frame.dropna(subset="theme").drop_duplicates("theme")
    rows = []
    for theme, label in zip(themes["theme"], themes["label"], strict=True):
        mine = known[known["theme"] == theme]
        for value in sorted(total.index, key=str):
            part = mine[mine[by] == value].drop_duplicates("statement")
            quotation = part["quotation"].iloc[0] if len(part) else ""
            share = len(part) / int(total[value])
            rows.append((theme, label, value, share, len(part), int(total[value]), quotation))
    names = ["theme", "label", by, "share", "statements", "n", "quotation"]
    return pd.DataFrame(rows, columns=names)


def cooccurrences(frame: pd.DataFrame, unit: str = "statement") -> pd.DataFrame:
    """Return in how many units each two themes are both.

    Parameters
    ----------
    frame : DataFrame
        ``theme``, ``label``, ``quotation`` and the column `unit`: a statement, a turn, a person.

    Returns
    -------
    DataFrame
        One row a pair, either way round: ``theme``, ``label``, ``other``, ``other_label``,
        ``units`` (with both), ``expected`` (were the themes independent), ``quotation``.
    """
    _has(frame, unit)
    total = frame[unit].nunique()
    themes = frame.dropna(subset="theme")
    labels = dict(zip(themes["theme"], themes["label"], strict=True))
    units = {theme: set(part[unit]) for theme, part in themes.groupby("theme", sort=False)}
    rows = []
    for a, b in combinations(labels, 2):
        both = units[a] & units[b]
        expected = len(units[a]) * len(units[b]) / total
        quotation = ""
        if both:
            where = themes[(themes["theme"] == b) & themes[unit].isin(both)]
            quotation = where["quotation"].iloc[0]
        for one, other in ((a, b), (b, a)):
            pair = (one, labels[one], other, labels[other])
            rows.append((*pair, len(both), expected, quotation))
    names = ["theme", "label", "other", "other_label", "units", "expected", "quotation"]
    return pd.DataFrame(rows, columns=names)


def _has(frame: pd.DataFrame, column: str) -> None:
    if column not in frame:
        raise CodingsError(
            f"There is no column {column!r} to count by.",
            remedy=f"There are {', '.join(map(str, frame.columns))}.",
        )
