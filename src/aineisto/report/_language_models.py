"""Language models that coded: how, and where the statements were sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from aineisto.codings import is_language_model
from aineisto.core.codings import LANGUAGE_MODEL
from aineisto.report._names import Names

if TYPE_CHECKING:
    from aineisto.report._summary import Summary


@dataclass(frozen=True)
class LanguageModelUse:
    """How a language model coded.

    Attributes
    ----------
    coder : str
        Its name in the codings.
    statements : int
        How many it coded.
    known : mapping
        What the project knows that it ran with; empty where only codings are there.
    """

    coder: str
    statements: int
    known: Mapping[str, Any] = field(default_factory=dict)


def used_models(table: pd.DataFrame, models: pd.DataFrame | None) -> tuple[LanguageModelUse, ...]:
    """Return the language models of a codings table, with what `models` knows of them."""
    rows = table[is_language_model(table["coder"])]
    known: dict[Any, Any] = {}
    if models is not None:
        known = dict(zip(models["coder"], models["parameters"], strict=True))
    return tuple(
        LanguageModelUse(str(coder), part["statement_id"].nunique(), known.get(coder, {}))
        for coder, part in rows.groupby("coder", sort=True)
    )


def by_language_models(summary: Summary, names: Names) -> list[str]:
    """Return which numbers hold a language model's suggestions, where any do."""
    found: dict[str, list[str]] = {}
    for source in summary.sources.values():
        for coder in source.suggested:
            if coder.startswith(LANGUAGE_MODEL):
                found.setdefault(_model(coder), []).append(names.t(f"family_{source.family}"))
    return [
        names.t("lead_llm", model=model, families=names.listed(families))
        for model, families in found.items()
    ]


def sentences_on(summary: Summary, names: Names) -> list[str]:
    """Return what a paper says of the language models that coded."""
    used = summary.methods.language_models
    said = [sentence for one in used for sentence in _sentences(one, names)]
    return [*said, *_sent_besides(summary, names), *by_language_models(summary, names)]


def _sent_besides(summary: Summary, names: Names) -> list[str]:
    """Return what was sent, as the project's log has it, that no coder's own sentence tells."""
    told = {
        (one.coder, one.known["host"], one.known["pseudonymised"])
        for one in summary.methods.language_models
        if one.known
    }
    return [
        names.t(
            "p_llm_sent_besides",
            model=_model(coder), host=host, how=_how(hidden, names),
        )
        for coder, host, hidden in _logged(summary)
        if (coder, host, hidden) not in told
    ]  # fmt: skip


def _logged(summary: Summary) -> list[tuple[str, str, bool]]:
    """Return coder, host and whether names were replaced of all that the log knows was sent."""
    sent = summary.work.sent
    if sent is None:
        return []
    rows = sent[["coder", "host", "pseudonymised"]].itertuples(index=False, name=None)
    return [(str(coder), str(host), bool(hidden)) for coder, host, hidden in rows]


def where_it_ran(summary: Summary, names: Names) -> str:
    """Return whether the material stayed where the study is, as far as it is known."""
    used = summary.methods.language_models
    known = {str(m.known["host"]) for m in used if m.known.get("host")}
    hosts = names.listed(sorted(known | {host for _, host, _ in _logged(summary)}))
    unknown = names.listed([_model(m.coder) for m in used if not m.known])
    if hosts and unknown:
        return names.t("m_sent_and_unknown", hosts=hosts, models=unknown)
    if hosts:
        return names.t("m_sent", hosts=hosts)
    if unknown:
        return names.t("m_where_unknown", models=unknown)
    return names.t("m_all_here" if summary.work.sent is not None else "m_codes_tell_none_sent")


def _model(coder: str) -> str:
    return coder.removeprefix(LANGUAGE_MODEL).partition("@")[0]


def _how(pseudonymised: bool, names: Names) -> str:
    return names.t("p_llm_hidden" if pseudonymised else "p_llm_plain")


def _sentences(one: LanguageModelUse, names: Names) -> list[str]:
    t = names.t
    model, digest = _model(one.coder), one.coder.removeprefix(LANGUAGE_MODEL).partition("@")[2]
    said = [t("p_llm", model=model, digest=digest, statements=names.count(one.statements))]
    if not one.known:
        return said
    known = one.known
    said.append(
        t(
            "p_llm_how",
            votes=names.count(known["n_votes"]),
            temperature=names.number(known["temperature"], 1),
            seed=known["seed"],
            prompt=str(known["prompt_sha256"])[:12],
        )
    )
    if known["host"]:
        how = _how(known["pseudonymised"], names)
        said.append(t("p_llm_sent", host=known["host"], how=how))
    else:
        said.append(t("p_llm_local"))
    return said
