"""Tables of the coding: agreement, where coders differ, who coded what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from aineisto.core.codings import LANGUAGE_MODEL
from aineisto.report._agreement import DISPUTED, RELIABLE, TENTATIVE
from aineisto.report._blocks import Table
from aineisto.report._codes import MARKED
from aineisto.report._names import Names
from aineisto.report._summary import Summary
from aineisto.report._tables import Columns, columns, table


def _agreement(summary: Summary, names: Names) -> Iterator[Table]:
    found = summary.agreement
    if not found.there:
        return
    whole = found.table[found.table["code"] == "all"]
    kinds = [names.family(family) for family in whole["family"]]
    yield from _coefficient_table("agreement", names, "family", kinds, whole, "how_agreement_table")


def said_of_missing(summary: Summary, names: Names) -> list[str]:
    """Return what of agreement cannot be told, and why: a sentence each."""
    found, t = summary.agreement, names.t
    if not found.coders:
        return [t("agreement_none")]
    said = [t("agreement_one_coder")] if len(found.coders) == 1 else []
    alone = found.unshared["coders"] == ""
    for kind, part in ("unshared", found.unshared[alone]), ("pairs", found.unshared[~alone]):
        if len(part):
            told = [
                f"{t(f'family_{r.family}')} {f'({names.coders(r.coders)})' if r.coders else ''}"
                for r in part.itertuples()
            ]
            said.append(t(f"agreement_{kind}", told=names.listed([one.strip() for one in told])))
    return said


def _coefficient_table(
    name: str, names: Names, head: str, first: Sequence[str], found: pd.DataFrame, note: str
) -> Iterator[Table]:
    """Yield a table of coefficients, a row each of `found`, with `first` as its first column."""
    rows = [
        [cell, names.coders(r.coders), *_values(names, r)]
        for cell, r in zip(first, found.itertuples(), strict=True)
    ]
    heads = columns(names, f"{head} coders", "n percent") + _coefficients(names)
    yield from table(name, names, heads, rows, names.t(note))


def _against(summary: Summary, names: Names) -> Iterator[Table]:
    n, frame = names.number, summary.agreement.against
    rows = [
        [
            names.family(r.family), names.model(r.machine), names.count(r.n),
            n(r.human_human), n(r.machine_human), n(r.difference, sign=True),
            names.interval(r.low, r.high), names.p(r.p),
        ]
        for r in frame.itertuples()
    ]  # fmt: skip
    heads = columns(names, "family model", "n human_human machine_human difference interval p")
    yield from table("against", names, heads, rows)


def _agreement_codes(summary: Summary, names: Names) -> Iterator[Table]:
    found = summary.agreement
    if not found.there:
        return
    # The codes on which people agree least come first: they are the codebook's to mend.
    codes = found.table[found.table["code"] != "all"].sort_values("alpha", kind="stable")
    themes = [names.theme(code) for code in codes["code"]]
    yield from _coefficient_table(
        "agreement_codes", names, "theme", themes, codes, "how_agreement_codes"
    )


def _agreement_groups(summary: Summary, names: Names) -> Iterator[Table]:
    """Yield alpha by group and code: people, and beside them each machine."""
    found = summary.agreement.by_group
    if found.empty:
        return
    found = found.assign(sides=found["coders"].map(sides))
    heads = sorted(set(found["sides"]), key=lambda head: (-head.count("people"), head))
    rows = []
    for (family, code), part in found.groupby(["family", "code"], sort=False):
        for group, here in part.groupby("subgroup", sort=False):
            cells = [_mean_alpha(names, here[here["sides"] == head]) for head in heads]
            measured = [cell for cell, head in zip(cells, heads, strict=True) if "people" in head]
            if set(measured) - {"–"}:  # what people did not code tells of no trust
                rows.append(
                    [names.family(family), _code(names, family, code), names.group(group), *cells]
                )
    shown = columns(names, "family code group")
    shown += [(_titled(names, one), "num") for one in heads]
    yield from table("agreement_groups", names, shown, rows)


def sides(coders: str) -> tuple[str, ...]:
    """Return who is compared: language models, then our own machine coders, then people."""
    found = []
    for coder in coders.split(", "):
        person, model = coder.startswith("human:"), coder.startswith(LANGUAGE_MODEL)
        found.append("people" if person else coder if model else "ours")
    return tuple(sorted(found, key=lambda side: (side == "people", side == "ours", side)))


def _titled(names: Names, found: tuple[str, ...]) -> str:
    if found == ("people", "people"):
        return names.t("side_only_people").capitalize()
    told = [names.t(f"side_{one}") if ":" not in one else names.coders(one) for one in found]
    title = " – ".join(told)
    return title[0].upper() + title[1:]


def _code(names: Names, family: str, code: str) -> str:
    if family == "stance":
        return "–"  # the scale is one
    if code == "all":
        return names.t("side_all_codes")
    return names.theme(code) if family == "theme" else code


def _mean_alpha(names: Names, pairs: pd.DataFrame) -> str:
    """Return the mean alpha of pairs of coders, with the number of their statements."""
    known = pairs[pairs["value"].notna()]
    if known.empty:
        return "–"
    return f"{names.number(known['value'].mean())} ({names.count(known['n'].max())})"


def _coefficients(names: Names) -> Columns:
    numeric = ["κ", "α", names.t("col_interval"), "AC"]
    return [*((title, "num") for title in numeric), (names.t("col_reading"), "text")]


def _values(names: Names, row: Any) -> list[str]:
    n = names.number
    return [
        names.count(row.n), names.percent(row.percent), n(row.kappa), n(row.alpha),
        names.interval(row.alpha_low, row.alpha_high), n(row.ac),
        reading(names, row.alpha, row.alpha_low),
    ]  # fmt: skip


def reading(names: Names, alpha: float, low: float) -> str:
    """Return what Krippendorff's bounds say of an alpha, and whether its interval holds to it."""
    if pd.isna(alpha):
        return names.t("reading_none")
    for bound, name in ((RELIABLE, "reliable"), (TENTATIVE, "tentative")):
        if alpha >= bound:
            said = names.t(f"reading_{name}")
            return names.t("reading_wide", reading=said) if low < bound else said
    return names.t("reading_low")


def _disputed(summary: Summary, names: Names) -> Iterator[Table]:
    frame = summary.agreement.disputed
    if frame.empty:
        return
    rows = [
        [
            names.quotation(r.quotation), names.t(f"family_{r.family}"),
            names.judged(r.family, r.a), names.judged(r.family, r.b),
        ]
        for r in frame.itertuples()
    ]  # fmt: skip
    both = str(frame["coders"].iloc[0]).split(", ")
    heads = columns(names, "statement family") + [(names.coders(one), "text") for one in both]
    yield from table("disputed", names, heads, rows, names.t("how_disputed", n=DISPUTED))


def _whose(summary: Summary, names: Names) -> Iterator[Table]:
    c = names.count
    rows = [
        [
            names.family(s.family), c(s.people), *(c(getattr(s, status)) for status in MARKED),
            c(s.machine), names.source(s.source),
        ]
        for s in summary.sources.values()
    ]  # fmt: skip
    heads = columns(names, "family", "people taken_over not_known_of machine", "source")
    yield from table("whose", names, heads, rows)


#: In the report's order.
CODING = (_agreement, _against, _agreement_codes, _agreement_groups, _disputed, _whose)
