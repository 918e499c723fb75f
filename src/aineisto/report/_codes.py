"""Which codes a report counts: people's where people coded, else the machine's suggestions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from aineisto.codings import (
    STANCE,
    answer_value_by,
    is_blind,
    is_human,
    is_language_model,
    make_codings,
    suggestions,
)

if TYPE_CHECKING:
    from pandas.api.typing import SeriesGroupBy

#: Where a code comes from, as the ``source`` column says it.
PEOPLE = "people"
MACHINE = "machine"
MIXED = "mixed"
NONE = "none"

#: Decisions that put a code on a statement; a rejection takes the suggestion off and adds none.
_DECIDED = ("accepted", "changed", "blind", "unknown", "consensus")

#: Codes of people that numbers are marked for: suggestions taken over as they were, and codes of
#: which it is not known whether a suggestion was seen.
MARKED = ("accepted", "unknown")


def chosen_codes(codings: pd.DataFrame, answers: pd.DataFrame) -> pd.DataFrame:
    """Return the codes that count, each with its statement and its source.

    Once a person has decided anything on a statement in a family (theme, stance, actor), only
    people's codes of that family count there; elsewhere the newest suggestions stand. A person's
    later decision replaces the same person's earlier one. Where coders have settled on a consensus,
    that alone counts.

    Parameters
    ----------
    codings : DataFrame
        The codings table.
    answers : DataFrame
        The interviewees' statements, with ``respondent`` and ``group``.

    Returns
    -------
    DataFrame
        Columns of the codings table and of `answers`, ``source`` (``people`` or ``machine``),
        ``accepted`` (a suggestion that a person took over as it was; a consensus on it is one
        too), ``unknown`` (likewise: a person's code of which it is not known whether a suggestion
        was seen), ``shared`` (0…1: how many of
        the coders who count there gave the code) and
        ``weight``: 1 divided by the number of coders whose codes count at the statement, so that
        a statement coded by two people weighs as much as one coded by one.
    """
    table = make_codings(codings)
    table = table[table["statement_id"].isin(answers["statement_id"])]
    people = _people(table)
    decided = _decided_on(people)
    machine = standing_suggestions(table)
    seen = pd.MultiIndex.from_frame(decided)
    open_ = ~pd.MultiIndex.from_frame(machine[["statement_id", "family"]]).isin(seen)
    own = {status: _judgements_of(people[people["status"] == status]) for status in MARKED}
    people = _settled(people)
    people = people[people["status"].isin(_DECIDED)].assign(source=PEOPLE)
    codes = pd.concat([people, machine[open_].assign(source=MACHINE)], ignore_index=True)
    coders = codes.groupby(["statement_id", "family"])["coder"].transform("nunique")
    codes["weight"] = 1.0 / coders.astype(float)
    # Talk does not make blind what one of those who talked had taken over from the machine.
    for status, judged in own.items():
        talked = (codes["status"] == "consensus") & _judgements_of(codes).isin(judged)
        codes[status] = (codes["status"] == status) | talked
    value = codes["value"].astype("Float64").fillna(0.0)
    same = codes.assign(_value=value).groupby(["statement_id", "family", "code", "_value"])
    codes["shared"] = same["coder"].transform("nunique").astype(float) * codes["weight"]
    context = ["statement_id", "document", "respondent", "group", "question", "clean", "time_start"]
    known = [name for name in context if name in answers]  # older studies know no times
    return codes.merge(answers[known], on="statement_id", how="left")


def _judgements_of(codes: pd.DataFrame) -> pd.MultiIndex:
    """Return what each row says of which statement, whoever says it."""
    value = codes["value"].astype("Float64").fillna(0.0)
    return pd.MultiIndex.from_frame(
        codes[["statement_id", "family", "code"]].assign(value=value.astype(float))
    )


def _people(table: pd.DataFrame) -> pd.DataFrame:
    people = table[is_human(table["coder"])]
    # A stance has one value a statement, so a later one replaces it; a theme or a mention is
    # replaced only by a decision on the same theme or the same mention.
    stance = people["family"] == STANCE
    keys = people.assign(
        _code=people["code"].where(~stance, ""),
        _start=people["start"].where(people["family"] == "actor"),
    )
    keys = keys.sort_values("created", kind="stable")
    last = ~keys.duplicated(["coder", "statement_id", "family", "_code", "_start"], keep="last")
    return people[last.reindex(people.index)]


def _settled(people: pd.DataFrame) -> pd.DataFrame:
    """Return people's codes with the coders' own left out where a consensus stands."""
    keys = ["statement_id", "family"]
    settled = people["status"] == "consensus"
    there = pd.MultiIndex.from_frame(people.loc[settled, keys])
    return people[settled | ~pd.MultiIndex.from_frame(people[keys]).isin(there)]


def _decided_on(people: pd.DataFrame) -> pd.DataFrame:
    """Return the pairs of statement and family on which a person has decided.

    No code says that a statement mentions no actor: who coded it blind for anything, and codes
    actors at all, has found none there.
    """
    pairs = people[["statement_id", "family"]]
    names = people.loc[people["family"] == "actor", "coder"].unique()
    read = people[(people["status"] == "blind") & people["coder"].isin(names)]
    return pd.concat([pairs, read[["statement_id"]].assign(family="actor")]).drop_duplicates()


def newest_machine(table: pd.DataFrame) -> pd.DataFrame:
    """Return the suggestions of the machine coder that coded each family last.

    A language model counts only in families that no other machine has coded.
    """
    machine = suggestions(table)
    if machine.empty:
        return machine
    newest = machine.sort_values("created", kind="stable").groupby("family")["coder"].last()
    return machine[machine["coder"] == machine["family"].map(newest)]


def standing_suggestions(table: pd.DataFrame) -> pd.DataFrame:
    """Return the suggestions that stand: each statement's newest.

    A machine that learns in a review judges anew what comes next, and not all; what an earlier one
    said of the other statements still stands. No row says that a statement mentions no actor:
    there the newest machine's silence counts.
    """
    newest = newest_machine(table)
    machine = suggestions(table)
    machine = machine[machine["family"] != "actor"].sort_values("created", kind="stable")
    last = machine.groupby(["statement_id", "family"])["coder"].transform("last")
    stands = machine.index[machine["coder"] == last]
    return table.loc[table.index.isin(stands.union(newest.index[newest["family"] == "actor"]))]


def measured(table: pd.DataFrame) -> pd.DataFrame:
    """Return the codes of which agreement is told.

    They are people's blind ones, the suggestions that the report counts, and each language
    model's as those of a coder of its own.
    """
    models = table[is_language_model(table["coder"])]
    parts = [table[is_blind(table)], standing_suggestions(table), models]
    return pd.concat(parts, ignore_index=True).drop_duplicates(ignore_index=True)


def source_of(sources: pd.Series) -> str:
    """Return the one word for a number made of codes of these sources."""
    kinds = set(sources.dropna())
    if not kinds:
        return NONE
    return MIXED if len(kinds) > 1 else str(kinds.pop())


def sources_of(groups: SeriesGroupBy) -> pd.Series:
    """Return `source_of` of each group, of all of them at once."""
    one = groups.first()  # of what is not missing
    return one.where(groups.nunique() < 2, MIXED).fillna(NONE)


def rests_on(codes: pd.DataFrame) -> dict[str, object]:
    """Return what a number made of these codes rests on: ``source``, ``accepted``, ``unknown``."""
    marks = {status: bool(codes[status].any()) for status in MARKED}
    return {"source": source_of(codes["source"]), **marks}


def both_sources(
    codes: pd.DataFrame, others: pd.DataFrame, on: Sequence[str] = ("statement_id",)
) -> pd.Series:
    """Return whose each row's code is, taken with those of the same statement among `others`."""
    keys = list(on)
    found = sources_of(others.groupby(keys)["source"]).rename("other").reset_index()
    other = codes[keys].merge(found, on=keys, how="left")["other"].set_axis(codes.index)
    same = other.isna() | (other == codes["source"])
    return codes["source"].where(same, MIXED)


def statement_values(codes: pd.DataFrame) -> pd.DataFrame:
    """Return one row a statement with a stance: the median of its coders' values.

    Returns
    -------
    DataFrame
        ``statement_id``, ``respondent``, ``group``, ``question``, ``clean``, ``value`` (−2…2),
        ``confidence`` (0…1; a person's code without one counts as 1), ``source``, ``accepted``
        (rests on a suggestion that was accepted as it was), ``unknown`` (rests on a code of which
        it is not known whether a suggestion was seen), ``codes`` (the values that its coders
        gave, in order) and ``shared`` (1 where they gave the same).
    """
    stance = codes[codes["family"] == STANCE].copy()
    stance["value"] = stance["value"].astype(float)
    stance["confidence"] = stance["confidence"].astype(float).fillna(1.0)
    rules = {
        "respondent": ("respondent", "first"),
        "group": ("group", "first"),
        "question": ("question", "first"),
        "clean": ("clean", "first"),
        "value": ("value", "median"),
        "confidence": ("confidence", "mean"),
        "source": ("source", "first"),
        **{status: (status, "max") for status in MARKED},
        "codes": ("value", lambda given: tuple(sorted(int(value) for value in given))),
        "shared": ("shared", "min"),
    }
    if "time_start" in stance:
        rules["time_start"] = ("time_start", "first")
    return stance.groupby("statement_id", sort=False).agg(**rules).reset_index()


def answer_values(values: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Return one row an answer: a respondent's statements within `by` as one value.

    Statements of one speaker are not independent, so the respondent's answer, not the statement,
    is the unit that is counted (see `aineisto.codings.answer_value`). What is no single
    respondent's (a number below zero) is no answer.
    """
    values = values[values["respondent"] > 0]
    groups = values.groupby([*by, "respondent"], sort=False)
    frame = groups.agg(statements=("value", "size"))
    frame.insert(0, "value", answer_value_by(values, [*by, "respondent"]))
    frame["source"] = sources_of(groups["source"])
    for status in MARKED:
        frame[status] = groups[status].max()
    return frame.reset_index()
