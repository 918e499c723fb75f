"""A study as one row a statement, as examples for learning, and what its columns mean."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from aineisto.codebook import Codebook
from aineisto.codings import is_machine
from aineisto.exchange._located import standing

#: What stands between several themes or actors in one cell.
BETWEEN = "; "
_FILE = Path(__file__).with_name("dictionary.toml")

_PARTED = (
    " (useiden välissä puolipiste; nimi, jossa on puolipiste, lainausmerkeissä)",
    " (several with a semicolon between; a name with a semicolon in quotes)",
)
_OF_CODER = {
    "theme": ("Teemat: {}" + _PARTED[0], "Themes: {}" + _PARTED[1]),
    "stance": ("Kanta: {}", "Stance: {}"),
    "actor": ("Toimijat: {}" + _PARTED[0], "Actors: {}" + _PARTED[1]),
}


def wide(codings: pd.DataFrame, statements: pd.DataFrame) -> pd.DataFrame:
    """Return one row a statement with a column for each family and coder.

    Columns are called ``theme_anna``, ``stance_anna``, ``actor_machine``; several themes or
    actors stand in one cell, between semicolons, and one that has a semicolon itself in quotes.
    A person called as a machine's column is ``theme_human:machine``. Rejected suggestions are
    nobody's code.
    """
    rows = standing(codings)
    rows = rows.assign(column=_column_names(rows)).drop_duplicates(
        ["statement_id", "column", "code"]
    )
    table = statements.set_index("statement_id")
    for name in sorted(rows["column"].unique()):
        some = rows[rows["column"] == name].groupby("statement_id", sort=False)
        if name.startswith("stance_"):
            table[name] = some["value"].last().reindex(table.index).astype("Int64")
        else:
            cells = some["code"].agg(lambda codes: BETWEEN.join(map(_in_cell, codes)))
            table[name] = cells.reindex(table.index).fillna("")
    return table.reset_index()


def _in_cell(code: str) -> str:
    """Return a code as it stands among others: in quotes, as in CSV, where it must be."""
    if ";" in code or '"' in code or code != code.strip():
        return '"' + code.replace('"', '""') + '"'
    return code


def _column_names(rows: pd.DataFrame) -> list[str]:
    machines = rows.loc[is_machine(rows["coder"]), ["family", "coder"]].drop_duplicates()
    alone = machines["family"].value_counts() == 1

    def name(family: str, coder: str) -> str:
        kind, _, who = coder.partition(":")
        if kind == "machine":
            return f"{family}_machine" if alone.get(family, False) else f"{family}_{who}"
        return f"{family}_{who}"

    taken = {name(*pair) for pair in machines.itertuples(index=False, name=None)}
    taken |= {f"{family}_machine" for family in _OF_CODER}

    def own(family: str, coder: str) -> str:
        found = name(family, coder)
        machine = coder.startswith("machine:")
        return found if machine or found not in taken else f"{family}_{coder}"

    return [own(*pair) for pair in zip(rows["family"], rows["coder"], strict=True)]


def examples(
    codings: pd.DataFrame, statements: pd.DataFrame, participants: pd.DataFrame
) -> Iterator[dict[str, Any]]:
    """Yield statements as examples for learning: the text, who said it, and all its codings."""
    people = participants.drop(columns=["document", "speaker"], errors="ignore")
    people = people.drop_duplicates("participant").set_index("participant")
    described = dict(zip(people.index, _plain(people), strict=True))
    nobody = {
        name: "" if pd.api.types.is_string_dtype(people[name]) else None for name in people.columns
    }
    by_statement = dict(iter(codings.drop(columns="statement_id").groupby(codings["statement_id"])))
    none = codings.iloc[:0]
    for row in statements.to_dict("records"):
        yield {
            "id": row["statement_id"],
            "text": row["clean"],
            "document": row["document"],
            "participant": row["participant"],
            "role": row["role"],
            "question": row["question"],
            "attributes": described.get(row["participant"], nobody),
            "codings": _plain(by_statement.get(row["statement_id"], none)),
        }


def _plain(frame: pd.DataFrame) -> list[dict[str, Any]]:
    dates = {
        name: frame[name].map(_date) for name in frame.select_dtypes(["datetime", "datetimetz"])
    }
    objects = frame.assign(**dates).astype("object")
    return objects.where(frame.notna(), None).to_dict("records")


def _date(moment: Any) -> str:
    """Return a date as JSON can say it."""
    return "" if pd.isna(moment) else moment.isoformat()


def dictionary(tables: dict[str, pd.DataFrame], codebook: Codebook) -> pd.DataFrame:
    """Return the data dictionary: every column of every table, and every code and step.

    Returns
    -------
    DataFrame
        ``table``, ``column``, ``value`` (of a code or step; else empty), ``kind``, ``fi``, ``en``.
    """
    rows = [
        (table, column, "", str(frame[column].dtype), *meaning(table, column))
        for table, frame in tables.items()
        for column in frame.columns
    ]
    rows += [
        ("codings", "code", theme.code, "theme", _defined(theme, "fi"), _defined(theme, "en"))
        for theme in codebook.themes
    ]
    rows += [
        ("codings", "value", str(point.value), "step", point.label("fi"), point.label("en"))
        for point in codebook.scale
    ]
    rows += [
        ("statements", "question", question.code, "question", question.text, question.label("en"))
        for question in codebook.questions
    ]
    return pd.DataFrame(rows, columns=["table", "column", "value", "kind", "fi", "en"]).astype(
        "str"
    )


def _defined(theme: Any, lang: str) -> str:
    return f"{theme.label(lang)}: {theme.definition}" if theme.definition else theme.label(lang)


@lru_cache(maxsize=1)
def _texts() -> dict[str, dict[str, dict[str, str]]]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def meaning(table: str, column: str) -> tuple[str, str]:
    """Return what a column of a table is, in Finnish and in English."""
    texts = _texts()["statements" if table == "wide" else table]
    family, _, coder = column.partition("_")
    if column not in texts and table == "wide" and family in _OF_CODER:
        finnish, english = _OF_CODER[family]
        return finnish.format(coder), english.format(coder)
    told = texts.get(column) or _texts()["participants"][""]
    return told["fi"], told["en"]
