"""The last two sections: agreement, and how the numbers were made."""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd

from aineisto.report import figures
from aineisto.report._agreement import DISPUTED, RELIABLE, TENTATIVE
from aineisto.report._blocks import Definitions, Numbering, Section, Text
from aineisto.report._names import Names
from aineisto.report._sections import columns
from aineisto.report._summary import Summary


def agreement(summary: Summary, names: Names, numbered: Numbering) -> Section:
    """How far coders agree, where people coded blind."""
    t, found = names.t, summary.agreement
    if not found.there:
        blocks: list[Any] = [Text(t("agreement_none"), "note"), Text(t("agreement_how_to"))]
        return Section("agreement", t("s_agreement"), blocks)
    blocks = [Text(t("agreement_text"))]
    if len(found.coders) < 2:
        blocks.append(Text(t("agreement_one_coder"), "note"))
    whole = found.table[found.table["code"] == "all"]
    drawn = pd.DataFrame(
        {
            "label": [
                f"{_family(names, r)}: {_coders(names, r.coders)}" for r in whole.itertuples()
            ],
            "coefficient": "α",
            "value": whole["alpha"].to_numpy(),
            "low": whole["alpha_low"].to_numpy(),
            "high": whole["alpha_high"].to_numpy(),
            "n": whole["n"].to_numpy(),
            "pair": whole["kind"].map(_pair).to_numpy(),
        }
    )
    draw = partial(figures.agreement_intervals, drawn, lang=t.lang)
    blocks.append(numbered.figure(t("agreement_figure"), draw, how=t("how_agreement_figure")))
    rows = [
        [_family(names, r), _coders(names, r.coders), *_values(names, r)]
        for r in whole.itertuples()
    ]
    heads = columns(t, "family coders", "n percent") + _coefficient_columns(names)
    how = t("how_agreement_table")
    blocks.append(numbered.table(t("agreement_table"), heads, rows=rows, how=how))
    codes = found.table[found.table["code"] != "all"]
    if len(codes):
        rows = [
            [_code(names, r), _coders(names, r.coders), *_values(names, r)]
            for r in codes.itertuples()
        ]
        heads = columns(t, "theme coders", "n percent") + _coefficient_columns(names)
        blocks.append(numbered.table(t("agreement_codes_table"), heads, rows=rows, how=how))
    blocks += _disputed(summary, names, numbered)
    return Section("agreement", t("s_agreement"), blocks)


def _coefficient_columns(names: Names) -> list[tuple[str, str]]:
    t = names.t
    numeric = ["κ", "α", t("col_interval"), "AC"]
    return [*((title, "num") for title in numeric), (t("col_reading"), "text")]


def _values(names: Names, row: Any) -> list[str]:
    n = names.number
    low, high = row.alpha_low, row.alpha_high
    interval = "–" if pd.isna(low) else f"{n(low)}…{n(high)}"
    return [
        names.count(row.n), names.percent(row.percent), n(row.kappa), n(row.alpha), interval,
        n(row.ac), reading(names, row.alpha),
    ]  # fmt: skip


def reading(names: Names, alpha: float) -> str:
    """Return what Krippendorff's bounds say of an alpha."""
    if pd.isna(alpha):
        return names.t("reading_none")
    if alpha >= RELIABLE:
        return names.t("reading_reliable")
    return names.t("reading_tentative" if alpha >= TENTATIVE else "reading_low")


def _disputed(summary: Summary, names: Names, numbered: Numbering) -> list[Any]:
    t, frame = names.t, summary.agreement.disputed
    if frame.empty:
        return []
    first, second = str(frame["coders"].iloc[0]).split(", ")
    rows = [
        [r.clean, t(f"family_{r.family}"), *(_judged(names, r.family, x) for x in (r.a, r.b))]
        for r in frame.itertuples()
    ]
    heads = [
        *columns(t, "statement family"),
        (_coders(names, first), "text"),
        (_coders(names, second), "text"),
    ]
    caption, how = t("agreement_disputed_table"), t("how_disputed", n=DISPUTED)
    return [numbered.table(caption, heads, rows=rows, how=how)]


def _judged(names: Names, family: str, text: str) -> str:
    if family == "stance":
        return names.stance(float(text))
    codes = [code for code in text.split(";") if code != "none"]
    shown = [names.theme(code) if family == "theme" else code for code in codes]
    return ", ".join(shown) or "–"


def _family(names: Names, row: Any) -> str:
    return names.t(f"family_{row.family}").capitalize()


def _code(names: Names, row: Any) -> str:
    return names.theme(row.code) if row.family == "theme" else str(row.code)


def _coders(names: Names, text: str) -> str:
    """Return coders' names as people say them: “anna – eero”, “kone stance@0.1 – anna”."""
    told = {"human": "", "machine": f"{names.t('machine')} "}
    pairs = [coder.split(":", 1) for coder in text.split(", ")]
    return " – ".join(told.get(kind, "") + name for kind, name in pairs)


def _pair(kind: str) -> str:
    return "human" if kind == "human-human" else "machine"


def methods(summary: Summary, names: Names, numbered: Numbering) -> Section:
    """How every number was made, with what, and where the limits are."""
    t, made, c = names.t, summary.methods, names.count
    scale = summary.codebook.scale
    sources = summary.sources.values()
    used = sorted({coder for source in sources for coder in source.coders})
    machines = [coder for coder in used if coder.startswith("machine:")]
    people = [coder.split(":", 1)[1] for coder in used if coder.startswith("human:")]
    texts = {
        "units": t(
            "m_units_text",
            statements=c(summary.counts.statements),
        ),
        "codes": t(
            "m_codes_text",
            themes=c(len(summary.codebook.themes)),
            low=names.number(scale[0].value, 0, sign=True),
            high=names.number(scale[-1].value, 0, sign=True),
        ),
        "machine": t("m_machine_text", coders=names.listed(machines))
        if machines
        else t("m_machine_none"),
        "people": t("m_people_text", coders=names.listed(people)) if people else t("m_people_none"),
        "interval": t("m_interval_text"),
        "agreement": t("m_agreement_text"),
        "language": t("m_language_text", lemmatizer=made.lemmatizer),
        "software": t(
            "m_software_text",
            version=made.aineisto,
            python=made.python,
            date=names.date(made.date),
        ),
        "limits": t("m_limits_text"),
    }
    blocks: list[Any] = [Definitions([(t(f"m_{key}"), text) for key, text in texts.items()])]
    rows = [
        [t(f"family_{s.family}").capitalize(), c(s.people), c(s.machine), names.source(s.source)]
        for s in sources
    ]
    heads = columns(t, "family", "people machine", "source")
    blocks.append(numbered.table(t("methods_whose_table"), heads, rows=rows, how=t("how_whose")))
    if len(summary.coders):
        rows = [
            [r.coder, t(f"family_{r.family}"), c(r.codings), c(r.statements), c(r.blind)]
            for r in summary.coders.itertuples()
        ]
        heads = columns(t, "coder family", "codings statements blind")
        blocks.append(
            numbered.table(t("methods_coders_table"), heads, rows=rows, how=t("how_coders"))
        )
    return Section("methods", t("s_methods"), blocks)
