"""Which of a study's conclusions stay when another model, prompt or seed codes it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from aineisto.codebook import Codebook
from aineisto.codings import (
    FAMILIES,
    NO_THEME,
    check_codings,
    is_blind,
    is_human,
    is_language_model,
    is_machine,
)
from aineisto.core.errors import ArgumentError
from aineisto.corpus import Corpus
from aineisto.llm._coder import LanguageModelCoder
from aineisto.reliability import compare_pairs, mean_interval

#: What a conclusion says that its interval does not settle.
UNCLEAR = "unclear"
_PEOPLE = "people"
COLUMNS = (
    "conclusion", "about", "reference", "says", "variants", "stay", "turn", "unclear", "lowest",
    "highest", "turned_by",
)  # fmt: skip


def llm_sensitivity(
    coders: Sequence[LanguageModelCoder] | pd.DataFrame,
    corpus: Corpus,
    codebook: Codebook,
    *,
    families: Sequence[str] = ("stance", "theme"),
    decisions: pd.DataFrame | None = None,
    exclude: Iterable[str] = (),
    group: str | None = "group",
    progress: bool = False,
) -> pd.DataFrame:
    """Tell which conclusions stay and which turn over models, prompts and seeds.

    Three kinds of conclusions are drawn from each variant's codings as if they were the study's:
    the direction of the mean stance of each question (positive or negative where the 95 % interval
    over respondents is clear of the scale's middle), which of two groups is the more positive at a
    question (where Cliff's delta's interval is clear of zero), and the most frequent theme. They
    are set against those of people's blind codes where there are any, else of our own coder, else
    of the first variant.

    Parameters
    ----------
    coders : sequence of LanguageModelCoder, or DataFrame
        Variants, as `LanguageModelCoder.variants` gives them; each is run, and what is stored is
        not asked again. Or a codings table that holds several coders.
    corpus, codebook
        The study.
    families : sequence of str
        ``stance``, ``theme``.
    decisions : DataFrame, optional
        The codings table of the study, with people's codes and our coder's. A statement that two
        people coded counts once: their mean stance, and half a theme that one of them gave.
    exclude : iterable of str
        As in `LanguageModelCoder.code`; of a project ``project.meant_blind()``.
    group : str, optional
        Attribute of the participants whose groups are compared.
    progress : bool
        Show progress on standard error.

    Returns
    -------
    DataFrame
        One row a conclusion: its kind and what it is ``about``, whose the ``reference`` is and
        what it ``says``; of the ``variants`` how many ``stay`` with it, ``turn`` to the opposite
        or another, or are ``unclear``; the ``lowest`` and ``highest`` estimate; ``turned_by``,
        and a column for each coder with what it says.

    Examples
    --------
    >>> llm = codings[codings["coder"] == "human:b"]
    >>> llm = llm.assign(coder="machine:llm:qwen3@1", status="suggested")
    >>> found = llm_sensitivity(llm, corpus, codebook, decisions=codings)
    >>> found[["conclusion", "about", "says"]].head(3)
      conclusion         about     says
    0  direction       asiakas  unclear
    1  direction        hyodyt  unclear
    2  direction  investoinnit  unclear
    """
    table = _codings(coders, corpus, codebook, families, decisions, exclude, progress)
    names = list(dict.fromkeys(table["coder"]))
    found = {name: _conclusions(table[table["coder"] == name], corpus, group) for name in names}
    reference = _reference(table, names)
    variants = [name for name in names if name not in (reference, _PEOPLE)]
    keys = dict.fromkeys(key for name in names for key in found[name])
    rows = [_row(key, found, reference, variants) for key in keys]
    return pd.DataFrame(rows, columns=[*COLUMNS, *names])


def _codings(
    coders: Sequence[LanguageModelCoder] | pd.DataFrame,
    corpus: Corpus,
    codebook: Codebook,
    families: Sequence[str],
    decisions: pd.DataFrame | None,
    exclude: Iterable[str],
    progress: bool,
) -> pd.DataFrame:
    if isinstance(coders, pd.DataFrame):
        parts = [coders]
    else:
        options: Any = {"decisions": decisions, "exclude": set(exclude), "progress": progress}
        made = [coder.code(corpus, codebook, families, **options) for coder in coders]
        parts = [*made, *([] if decisions is None else [decisions])]
    if not parts:
        raise ArgumentError("There are no variants.", remedy="Give two coders or more.")
    table = check_codings(pd.concat(parts, ignore_index=True))
    table = table[table["family"].isin([one for one in families if one in FAMILIES])]
    table = table[is_blind(table) | is_machine(table["coder"])]
    table = table.sort_values("created", kind="stable")
    keys = ["coder", "statement_id", "family", "code"]
    table = table.drop_duplicates(keys, keep="last").sort_index()
    people = is_human(table["coder"])
    coded_by = table[people].groupby(["statement_id", "family"])["coder"].transform("nunique")
    share = (1 / coded_by).reindex(table.index, fill_value=1.0)
    return table.assign(coder=table["coder"].where(~people, _PEOPLE), share=share)


def _reference(table: pd.DataFrame, names: Sequence[str]) -> str:
    own = table.loc[~is_language_model(table["coder"]) & is_machine(table["coder"]), "coder"]
    if _PEOPLE in names:
        return _PEOPLE
    return str(own.iloc[-1]) if len(own) else names[0]


def _conclusions(
    rows: pd.DataFrame, corpus: Corpus, group: str | None
) -> dict[tuple[str, str], tuple[str, float]]:
    """Return by kind and subject what a coder's codings say, with the estimate."""
    known = corpus.answers[["statement_id", "question", "participant"]]
    if group is not None and group in corpus.participants:
        of = corpus.participants.set_index("participant")[group]
        known = known.assign(group=known["participant"].map(of))
    found: dict[tuple[str, str], tuple[str, float]] = {}
    given = rows[rows["family"] == "stance"].astype({"value": float})
    stance = known.merge(given.groupby("statement_id", as_index=False)["value"].mean())
    for question, part in stance.groupby("question"):
        mean = mean_interval(part["value"], respondent=part["participant"])
        says = _side(mean.low, mean.high, "positive", "negative")
        found["direction", str(question)] = (says, float(mean.mean))
    if "group" in stance and stance["group"].nunique() > 1:
        pairs = compare_pairs(stance, respondent="participant", n_perm=1)
        pair: Any
        for pair in pairs.itertuples():
            about = f"{pair.question}: {pair.a} / {pair.b}"
            says = _side(pair.low, pair.high, f"{pair.a} higher", f"{pair.b} higher")
            found["groups", about] = (says, float(pair.delta))
    themes = rows[(rows["family"] == "theme") & (rows["code"] != NO_THEME)]
    if len(themes):
        counts = themes.groupby("code")["share"].sum().round(6)
        best = sorted(counts[counts == counts.max()].index)
        read = rows.loc[rows["family"] == "theme", "statement_id"].nunique()
        says = str(best[0]) if len(best) == 1 else UNCLEAR
        found["most frequent theme", "all"] = (says, float(counts.max() / read))
    return found


def _side(low: float, high: float, above: str, below: str) -> str:
    if np.isnan(low) or np.isnan(high):
        return UNCLEAR
    return above if low > 0 else below if high < 0 else UNCLEAR


def _row(
    key: tuple[str, str],
    found: dict[str, dict[tuple[str, str], tuple[str, float]]],
    reference: str,
    variants: Sequence[str],
) -> dict[str, Any]:
    nothing = ("", np.nan)
    says, _ = found[reference].get(key, nothing)
    told = {name: found[name].get(key, nothing) for name in found}
    answered = {name: told[name] for name in variants if told[name][0]}
    stays = [name for name, (one, _) in answered.items() if one == says]
    vague = [name for name, (one, _) in answered.items() if one != says and UNCLEAR in (one, says)]
    turned = [name for name in answered if name not in stays and name not in vague]
    estimates = [value for _, value in answered.values()]
    return {
        "conclusion": key[0],
        "about": key[1],
        "reference": reference,
        "says": says,
        "variants": len(answered),
        "stay": len(stays),
        "turn": len(turned),
        "unclear": len(vague),
        "lowest": min(estimates, default=np.nan),
        "highest": max(estimates, default=np.nan),
        "turned_by": ", ".join(turned),
        **{name: one for name, (one, _) in told.items()},
    }
