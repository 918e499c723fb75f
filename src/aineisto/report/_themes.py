"""What was spoken of: themes, their words and the quotations that show them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from aineisto.codebook import Codebook
from aineisto.codings import NO_THEME
from aineisto.reliability import LEAST_RESPONDENTS
from aineisto.report._codes import MARKED, answer_values, both_sources, rests_on, source_of
from aineisto.report._quotations import Quotation, one, pick
from aineisto.report._stance import ALL, with_all
from aineisto.report._words import typical_words


@dataclass(frozen=True)
class ThemeSummary:
    """One theme: how much, by whom, in what words.

    ``statements`` counts a statement coded by two people, of whom one gave the theme, as half;
    ``share`` is that of ``coded`` statements, with its interval ``low``, ``high`` by respondent.
    ``stance`` is the mean of the respondents' medians
    over the theme's statements, ``stance_n`` their number. ``level`` is how deep the theme stands
    under others, and ``branch`` counts the statements that carry it or a theme below it, each once.
    """

    code: str
    statements: float
    coded: int
    share: float
    low: float
    high: float
    accepted: bool
    unknown: bool
    respondents: int
    stance: float
    stance_n: int
    source: str
    words: tuple[str, ...]
    quotations: tuple[Quotation, ...]
    level: int = 0
    branch: float = 0.0
    above: tuple[str, ...] = ()

    @property
    def branch_share(self) -> float:
        """Share of the coded statements that carry the theme or one below it, 0…1."""
        return self.branch / self.coded if self.coded else 0.0


def summarise_themes(
    codes: pd.DataFrame, values: pd.DataFrame, codebook: Codebook
) -> tuple[ThemeSummary, ...]:
    """Return the themes, the most frequent first; a theme nobody spoke of stays, with 0.

    Themes under a theme follow it, and the order is that of whole branches.

    Codes that the codebook lacks (a theme since removed) are left out of the list but count
    among the coded statements.
    """
    themes = codes[codes["family"] == "theme"]
    coded = int(themes["statement_id"].nunique())
    texts = {
        code: themes[themes["code"] == code].drop_duplicates("statement_id")["clean"].tolist()
        for code in codebook.theme_codes
    }
    rest = themes[themes["code"] == NO_THEME].drop_duplicates("statement_id")["clean"].tolist()
    words = typical_words(texts, rest)
    valued = themes.merge(values[["statement_id", "value"]], on="statement_id", how="left")
    if "value_y" in valued:
        valued = valued.drop(columns="value_x").rename(columns={"value_y": "value"})
    given = values.set_index("statement_id")["codes"]
    found: list[ThemeSummary] = []
    used: set[str] = set()
    for code in codebook.theme_codes:
        part = valued[valued["code"] == code]
        stance = answer_values(part.dropna(subset="value").drop_duplicates("statement_id"), [])
        number = float(part["weight"].sum())
        ends = _share_ends(themes, part)
        said = part.assign(codes=part["statement_id"].map(given), basis=both_sources(part, values))
        quotations = pick(said, 3, used=used)
        used.update(quotation.statement_id for quotation in quotations)
        found.append(
            ThemeSummary(
                code=code,
                statements=number,
                coded=coded,
                share=number / coded if coded else 0.0,
                low=ends[0],
                high=ends[1],
                accepted=bool(part["accepted"].any()),
                unknown=bool(part["unknown"].any()),
                respondents=int(part["respondent"].nunique()),
                stance=float(stance["value"].mean()) if len(stance) else float("nan"),
                stance_n=len(stance),
                source=source_of(part["source"]),
                words=words[code],
                quotations=quotations,
            )
        )
    return _in_branches(found, codebook, themes)


def _in_branches(
    found: list[ThemeSummary], codebook: Codebook, themes: pd.DataFrame
) -> tuple[ThemeSummary, ...]:
    """Return the themes with each branch together, the largest branch first."""
    known = {theme.code: theme for theme in found}
    below: dict[str, list[str]] = {}
    for entry in codebook.themes:
        parent = entry.parent if entry.parent in known else ""
        below.setdefault(parent, []).append(entry.code)

    def branch(code: str) -> set[str]:
        return {code}.union(*(branch(child) for child in below.get(code, [])))

    def size(code: str) -> float:
        return statements_of(themes[themes["code"].isin(branch(code))])

    def ordered(parent: str, above: tuple[str, ...]) -> list[ThemeSummary]:
        own = [
            replace(known[code], level=len(above), branch=size(code), above=above)
            for code in below.get(parent, [])
        ]
        own.sort(key=lambda theme: -theme.branch)
        found = []
        for theme in own:
            found += [theme, *ordered(theme.code, (*above, theme.code))]
        return found

    return tuple(ordered("", ()))


def _share_ends(themes: pd.DataFrame, part: pd.DataFrame) -> tuple[float, float]:
    """Return the ends of the interval of a theme's share; missing of fewer than five people."""
    from aineisto.reliability import share_interval

    units = themes.drop_duplicates("statement_id").set_index("statement_id")["respondent"]
    carried = part.groupby("statement_id")["weight"].sum().reindex(units.index).fillna(0.0)
    found = share_interval(carried.to_numpy(), respondent=units.to_numpy())
    if found.respondents < LEAST_RESPONDENTS:
        return float("nan"), float("nan")
    return found.low, found.high


def themes_by_group(
    codes: pd.DataFrame, themes: tuple[ThemeSummary, ...], groups: list[str]
) -> pd.DataFrame:
    """Return the share of each group's coded statements that carry each theme or one below it.

    Returns
    -------
    DataFrame
        ``theme``, ``group``, ``share``, ``statements`` (of the theme's whole branch, a statement
        once), ``n`` (the group's coded statements), ``quotation``; ``source``, ``accepted``,
        ``unknown``: what the group's codes are.
    """
    rows = []
    coded = codes[codes["family"] == "theme"]
    branches = theme_branches(themes)
    for group in with_all(groups, coded):
        here = coded if group == ALL else coded[coded["group"] == group]
        n, basis = int(here["statement_id"].nunique()), rests_on(here)
        for theme, branch in branches.items() if n else ():
            part = here[here["code"].isin(branch)]
            number = statements_of(part)
            rows.append((theme, group, number / n, number, n, one(part), *basis.values()))
    names = ["theme", "group", "share", "statements", "n", "quotation", "source", *MARKED]
    return pd.DataFrame(rows, columns=names)


def theme_branches(themes: tuple[ThemeSummary, ...]) -> dict[str, list[str]]:
    """Return each theme with itself and all themes below it, in the order given."""
    return {
        theme.code: [other.code for other in themes if theme.code in (other.code, *other.above)]
        for theme in themes
    }


def statements_of(part: pd.DataFrame) -> float:
    """Return the number of statements that carry any of these codes.

    A statement that carries two of them counts once, and one that one coder of two gave them half.
    """
    return float(part.drop_duplicates(["statement_id", "coder"])["weight"].sum())


def count_without_theme(codes: pd.DataFrame) -> float:
    """Return the number of statements that were read and carry no theme.

    On the same basis as the themes' shares: where one of two coders found none, half a statement.
    """
    none = (codes["family"] == "theme") & (codes["code"] == NO_THEME)
    return float(codes.loc[none, "weight"].sum())
