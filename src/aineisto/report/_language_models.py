"""Language models that coded: how, and where the statements were sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from aineisto.codings import is_language_model
from aineisto.core.codings import LANGUAGE_MODEL
from aineisto.report._names import Names


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


def sentences_on(models: tuple[LanguageModelUse, ...], names: Names) -> list[str]:
    """Return what a paper says of the language models that coded."""
    return [sentence for one in models for sentence in _sentences(one, names)]


def _sentences(one: LanguageModelUse, names: Names) -> list[str]:
    t = names.t
    model, _, digest = one.coder.removeprefix(LANGUAGE_MODEL).partition("@")
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
        how = t("p_llm_hidden" if known["pseudonymised"] else "p_llm_plain")
        said.append(t("p_llm_sent", host=known["host"], how=how))
    else:
        said.append(t("p_llm_local"))
    return said
