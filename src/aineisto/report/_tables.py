"""The tables of a study for publication: printed headings, printed rounding."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pandas as pd

from aineisto.corpus import told_problems
from aineisto.reliability import LEAST_RESPONDENTS
from aineisto.report._actors import CONTESTED_MEAN, CONTESTED_N
from aineisto.report._blocks import Table
from aineisto.report._names import Names
from aineisto.report._stance import ALL, SMALL
from aineisto.report._summary import Summary
from aineisto.report._texts import printable, texts

#: Actors that have a row of their own; the rest are counted in a sentence.
TOP_ACTORS = 25

#: What a theme under another is moved in by.
INDENT = "\u2003"

Columns = list[tuple[str, str]]
Rows = list[list[Any]]


def tables(summary: Summary, lang: str = "fi") -> dict[str, pd.DataFrame]:
    """Return the report's tables as they are printed.

    Parameters
    ----------
    summary : Summary
        What `build_summary` returns.
    lang : {"fi", "en"}
        Language of headings and numbers.

    Returns
    -------
    dict of str to DataFrame
        By name (``stance``, ``stance_groups``, ``themes``, ``theme_groups``, ``actors``,
        ``agreement`` …), in the report's order; a table without content is left out. Cells are
        text, rounded and written as the language writes numbers. ``frame.attrs`` holds the
        ``caption``, the ``note`` below the table and, where machine suggestions count, the
        ``mark`` that must stand beside its numbers.

    Raises
    ------
    AineistoError
        When the language is unknown.

    Examples
    --------
    >>> list(tables(summary, "en"))[:3]
    ['groups', 'documents', 'reading']
    """
    names = Names(summary.codebook, texts(lang))
    return {name: _frame(table) for name, table in make_tables(summary, names).items()}


def _frame(table: Table) -> pd.DataFrame:
    frame = pd.DataFrame(table.rows, columns=[title for title, _ in table.columns])
    frame.attrs |= {"caption": table.caption, "note": table.how, "mark": table.mark}
    return frame


def make_tables(summary: Summary, names: Names) -> dict[str, Table]:
    """Return the report's tables by name."""
    from aineisto.report._coding import anchoring_table, blind_table, coders_table
    from aineisto.report._reading import reading_table
    from aineisto.report._tables_coding import CODING
    from aineisto.report._team import drift_table, saturation_table, subgroups_table
    from aineisto.report._work import WORK

    makers: tuple[Maker, ...] = (
        _groups, _documents, reading_table, _problems, _questions, _stance, blind_table,
        anchoring_table, _stance_tests, _stance_model, _stance_sources, _stance_groups,
        _group_intervals, _distribution, _themes, _theme_groups, saturation_table, _actors,
        _contested, *CODING, subgroups_table, drift_table, *WORK, coders_table,
    )  # fmt: skip
    return {table.name: table for make in makers for table in make(summary, names)}


Maker = Callable[[Summary, Names], Iterator[Table]]


def columns(names: Names, text: str, num: str = "", last: str = "") -> Columns:
    """Return columns: keys of text columns, of numeric ones, of text again."""
    t = names.t
    return (
        [(t(f"col_{key}"), "text") for key in text.split()]
        + [(t(f"col_{key}"), "num") for key in num.split()]
        + [(t(f"col_{key}"), "text") for key in last.split()]
    )


def table(
    name: str, names: Names, heads: Columns, rows: Rows, how: str = "", **options: Any
) -> Iterator[Table]:
    """Yield a table named by the key of its caption, unless it has no rows.

    `how` says how its numbers came about; without it the text of the table's own key does.
    """
    if rows:
        how = how or names.t(f"how_{name}")
        cells = [[printable(cell) for cell in row] for row in rows]
        caption = names.t(f"table_{name}")
        yield Table(name=name, caption=caption, columns=heads, rows=cells, how=how, **options)


def _groups(summary: Summary, names: Names) -> Iterator[Table]:
    if not summary.group_names:
        return
    t, c = names.t, names.count
    rows = [
        [names.group(r.group), c(r.participants), c(r.statements), c(r.words)]
        for r in summary.groups.itertuples()
    ]
    total = summary.groups[["participants", "statements", "words"]].sum()
    rows.append([t("col_total"), *(c(value) for value in total)])
    heads = columns(names, "group", "participants statements words")
    yield from table("groups", names, heads, rows, t("how_who"), total=True)


def _documents(summary: Summary, names: Names) -> Iterator[Table]:
    c = names.count
    rows = [
        [
            names.document(r.document, r.number), ", ".join(map(names.person, r.respondents)),
            r.group, c(r.statements), c(r.words),
        ]
        for r in summary.documents.itertuples()
    ]  # fmt: skip
    heads = columns(names, "document respondent group", "statements words")
    yield from table("documents", names, heads, rows)


def _problems(summary: Summary, names: Names) -> Iterator[Table]:
    if summary.problems.empty:
        return
    listed = told_problems(summary.problems, names.lang).values.tolist()
    rows = [[_without_folders(str(cell), str(row[0])) for cell in row] for row in listed]
    heads = columns(names, "file place problem remedy")
    yield from table("problems", names, heads, rows)


def _without_folders(text: str, file: str) -> str:
    """Return a text without the folders of the file that it names: they are one machine's."""
    folders = re.match(r".*[/\\]", file)
    return text if folders is None else text.replace(folders[0], "")


def _questions(summary: Summary, names: Names) -> Iterator[Table]:
    """Yield the guide, those not recognised too, where the questions' names do not say it."""
    asked = summary.codebook.questions if summary.questions else ()
    rows = [[names.question(one.code), one.text] for one in asked if one.text.strip()]
    if all(name == text for name, text in rows):
        return
    yield from table("questions", names, columns(names, "question wording"), rows)


def _stance(summary: Summary, names: Names) -> Iterator[Table]:
    t, n, frame = names.t, names.number, summary.stance
    several = frame["source"].nunique() > 1
    rows = [
        [
            names.question(r.question), n(r.mean, sign=True), n(r.sd),
            names.count(r.n), names.count(r.respondents), n(r.se), n(r.df, 1),
            names.interval(r.low95, r.high95),
            names.probability(r.probability), names.percent(r.level),
            names.verdict(r.verdict, r.mean, r.source),
            *([names.source(r.source)] if several else []),
        ]
        for r in frame.itertuples()
    ]  # fmt: skip
    numeric = "mean sd n respondents se df interval probability level"
    heads = columns(names, "question", numeric, "verdict source" if several else "verdict")
    how = names.directions(t("how_stance_table", all=t("all_questions")), frame)
    how, mark = names.by_machine(how, frame), names.marks(frame)
    yield from table("stance", names, heads, rows, how, total=True, mark=mark)


def _of_stance(
    name: str, summary: Summary, names: Names, numeric: str, cells: Callable[[Any], list[str]]
) -> Iterator[Table]:
    """Yield a table of means by another method, which rest on the same codes."""
    rows = [
        [names.question(r.question), names.number(r.mean, sign=True), *cells(r)]
        for r in getattr(summary, name).itertuples()
    ]
    heads = columns(names, "question", numeric)
    how = names.by_machine(names.t(f"how_{name}"), summary.stance)
    yield from table(name, names, heads, rows, how, mark=names.marks(summary.stance))


def _stance_model(summary: Summary, names: Names) -> Iterator[Table]:
    n = names.number

    def cells(r: Any) -> list[str]:
        sure = (n(r.z), n(r.se), n(r.margin), n(r.low), n(r.high))
        return [n(r.sd), names.count(r.n), names.percent(r.level), *sure]

    numeric = "mean sd n level z se margin low high"
    yield from _of_stance("stance_model", summary, names, numeric, cells)


def _stance_tests(summary: Summary, names: Names) -> Iterator[Table]:
    n = names.number

    def cells(r: Any) -> list[str]:
        means = (n(r.net, sign=True), n(r.ordinal, sign=True))
        ordinal = names.interval(r.ordinal_low, r.ordinal_high)
        return [names.interval(r.low, r.high), *means, ordinal, names.p(r.p), names.p(r.p_holm)]

    numeric = "mean interval net ordinal interval p p_holm"
    yield from _of_stance("stance_tests", summary, names, numeric, cells)


def _stance_sources(summary: Summary, names: Names) -> Iterator[Table]:
    n = names.number
    rows = [
        [
            names.question(r.question),
            n(r.people, sign=True), names.interval(r.people_low, r.people_high),
            names.count(r.n_people),
            n(r.joint, sign=True), names.interval(r.joint_low, r.joint_high), n(r.effective, 0),
            n(r.machine, sign=True), names.count(r.n_machine),
        ]
        for r in summary.stance_sources.itertuples()
    ]  # fmt: skip
    keys = "people_mean interval people_statements joint_mean interval effective"
    heads = columns(names, "question", f"{keys} machine_mean machine_statements")
    marks = (names.t("mark_column"), names.marks(summary.stance_sources))
    mark = ". ".join(filter(None, marks))
    yield from table("stance_sources", names, heads, rows, total=True, mark=mark)


def _stance_groups(summary: Summary, names: Names) -> Iterator[Table]:
    frame = summary.stance_groups
    if frame.empty or not summary.group_names:
        return
    cells = {(r.question, r.group): names.mean_n(r.mean, r.n) for r in frame.itertuples()}
    heads, rows = _crossed(frame, "question", cells, names, summary)
    how = names.t("how_stance_groups", small=SMALL)
    mark = names.marks(frame)
    yield from table("stance_groups", names, heads, rows, how, mark=mark)


def _group_intervals(summary: Summary, names: Names) -> Iterator[Table]:
    """Yield how sure the means of the groups are, of those that are large enough to tell."""
    frame = summary.stance_groups
    if frame.empty or not summary.group_names:
        return
    frame = frame[(frame["group"] != ALL) & frame["low"].notna()]
    rows = [
        [
            names.question(r.question), names.group(r.group), names.number(r.mean, sign=True),
            names.count(r.n), names.interval(r.low, r.high),
        ]
        for r in frame.itertuples()
    ]  # fmt: skip
    heads = columns(names, "question group", "mean n interval")
    how = names.by_machine(names.t("how_group_intervals", least=LEAST_RESPONDENTS), frame)
    yield from table("group_intervals", names, heads, rows, how, mark=names.marks(frame))


def _distribution(summary: Summary, names: Names) -> Iterator[Table]:
    frame = summary.distribution
    rows = []
    for question, part in frame.groupby("question", sort=False):
        cells = [names.share_n(r.share, r.statements) for r in part.itertuples()]
        rows.append([names.question(str(question)), *cells, names.count(part["n"].iloc[0])])
    heads = columns(names, "question")
    heads += [(names.stance(v), "num") for v in dict.fromkeys(frame["value"])]
    heads += columns(names, "", "n")
    mark = names.marks_of(summary.sources["stance"])
    yield from table("distribution", names, heads, rows, mark=mark)


def _themes(summary: Summary, names: Names) -> Iterator[Table]:
    source = summary.sources["theme"].source
    if source == "none":
        return
    c, several = names.count, len({theme.source for theme in summary.themes} - {"none"}) > 1
    nested = is_nested(summary)
    rows = [
        [
            indented(names.theme(theme.code), theme.level), c(theme.statements),
            names.percent(theme.share),
            names.percents(theme.low, theme.high), c(theme.respondents),
            names.mean_n(theme.stance, theme.stance_n),
            *([names.share_n(theme.branch_share, theme.branch)] if nested else []),
            *([names.source(theme.source)] if several else []),
        ]
        for theme in summary.themes
    ]  # fmt: skip
    numeric = "statements share interval participants stance" + " branch" * nested
    heads = columns(names, "theme", numeric, "source" * several)
    basis = summary.sources["theme"]
    how = names.by_machine(names.t("how_themes_table"), pd.DataFrame([basis.basis]))
    how += f" {names.t('how_branches')}" if nested else ""
    mark = names.marks_of(basis)
    yield from table("themes", names, heads, rows, how, mark=mark)


def _theme_groups(summary: Summary, names: Names) -> Iterator[Table]:
    frame = summary.theme_groups
    if frame.empty or not summary.group_names:
        return
    cells = {(r.theme, r.group): names.share_n(r.share, r.statements) for r in frame.itertuples()}
    heads, rows = _crossed(frame, "theme", cells, names, summary)
    mark = names.marks_of(summary.sources["theme"])
    how = " ".join([names.t("how_theme_groups"), *branches_told(summary, names)])
    yield from table("theme_groups", names, heads, rows, how, mark=mark)


def is_nested(summary: Summary) -> bool:
    """Tell whether any theme stands under another."""
    return any(theme.level for theme in summary.themes)


def branches_told(summary: Summary, names: Names) -> list[str]:
    """Return what a caption says of themes under others, where there are any."""
    return [names.t("how_group_branches")] if is_nested(summary) else []


def indented(name: str, level: int) -> str:
    """Return a theme's name moved in by its depth, with spaces that no program drops."""
    return f"{INDENT * level}{name}"


def _crossed(
    frame: pd.DataFrame,
    by: str,
    cells: dict[tuple[str, str], str],
    names: Names,
    summary: Summary,
) -> tuple[Columns, Rows]:
    """Return the columns and rows of a table of `by` × group."""
    groups = sorted(dict.fromkeys(frame["group"]), key=lambda group: group == ALL)
    level = {theme.code: theme.level for theme in summary.themes}
    theme = lambda code: indented(names.theme(code), level.get(code, 0))  # noqa: E731
    name = names.question if by == "question" else theme
    heads = columns(names, by) + [(names.group(group), "num") for group in groups]
    rows = [
        [name(key), *(cells.get((key, group), "–") for group in groups)]
        for key in dict.fromkeys(frame[by])
    ]
    return heads, rows


def _actors(summary: Summary, names: Names) -> Iterator[Table]:
    c = names.count
    rows = [
        [
            names.actor(r.actor, r.now), c(r.mentions), c(r.respondents), c(len(r.groups)),
            names.number(r.mean, sign=True), c(r.n), names.interval(r.low, r.high),
        ]
        for r in summary.actors.head(TOP_ACTORS).itertuples()
    ]  # fmt: skip
    heads = columns(names, "actor", "mentions participants groups mean n interval")
    how = names.t("how_actors_table", least=LEAST_RESPONDENTS)
    how = names.by_machine(how, summary.actors)
    mark = names.marks(summary.actors)
    yield from table("actors", names, heads, rows, how, mark=mark)


def _contested(summary: Summary, names: Names) -> Iterator[Table]:
    t = names.t
    frame = summary.actors[summary.actors["contested"].map(len) > 0]
    rows = [
        [
            r.actor,
            *(f"{names.group(name)} {names.mean_n(mean, n)}" for name, mean, n in r.contested),
        ]
        for r in frame.itertuples()
    ]
    heads = columns(names, "actor")
    heads += [(t(key).capitalize(), "text") for key in ("positive", "negative")]
    how = t("how_contested", n=CONTESTED_N, mean=names.number(CONTESTED_MEAN))
    mark = names.marks(frame)
    yield from table("contested", names, heads, rows, how, mark=mark)
