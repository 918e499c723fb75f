"""Agreement between coders, as the report tells it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import pandas as pd

from aineisto.codings import is_human
from aineisto.report._codes import newest_machine
from aineisto.report._quotations import shorten

#: Krippendorff (2004), Content Analysis, 2nd ed., p. 241: from the first bound on a coefficient
#: allows tentative conclusions, from the second on firm ones.
TENTATIVE, RELIABLE = 0.667, 0.80

#: How many disputed statements of each family are shown.
DISPUTED = 6


@dataclass(frozen=True, eq=False)
class AgreementSummary:
    """Agreement where people coded blind; empty where they did not.

    Attributes
    ----------
    coders : tuple of str
        People who coded blind.
    table : DataFrame
        One row a family × pair of coders, and between people one row a theme: ``family``,
        ``code`` (``all`` for the whole family), ``kind`` (``human-human``, ``machine-human``),
        ``coders``, ``n``, the values ``percent``, ``kappa``, ``alpha`` and ``ac``, and
        ``alpha_low`` and ``alpha_high``.
    disputed : DataFrame
        ``statement_id``, ``family``, ``coders``, ``a``, ``b``, ``clean``: the statements on which
        the first two people are furthest apart.
    """

    coders: tuple[str, ...] = ()
    table: pd.DataFrame = field(default_factory=pd.DataFrame)
    disputed: pd.DataFrame = field(default_factory=pd.DataFrame)

    @property
    def there(self) -> bool:
        """Tell whether any coefficient has a value."""
        return len(self.table) > 0 and bool(self.table["alpha"].notna().any())


def summarise_agreement(
    codings: pd.DataFrame, answers: pd.DataFrame, scale: Iterable[int]
) -> AgreementSummary:
    """Return agreement of blind codes: people with each other, and the machine with people."""
    table = codings[codings["statement_id"].isin(answers["statement_id"])]
    blind = table[is_human(table["coder"]) & (table["status"] == "blind")]
    coders = tuple(sorted(blind["coder"].unique()))
    if not coders:
        return AgreementSummary()
    # Only the machine coders whose suggestions the report counts are compared with people.
    compared = pd.concat([blind, newest_machine(table)], ignore_index=True)
    return AgreementSummary(
        coders=coders,
        table=_coefficients(compared, answers, scale),
        disputed=_disputed(compared, coders, answers),
    )


def _coefficients(
    codings: pd.DataFrame, answers: pd.DataFrame, scale: Iterable[int]
) -> pd.DataFrame:
    from aineisto.reliability import agreement

    respondent = answers.set_index("statement_id")["respondent"]
    found = agreement(codings, respondent=respondent, scale=scale, by_code=False)
    people = codings[is_human(codings["coder"])]
    if people["coder"].nunique() > 1 and (people["family"] == "theme").any():
        by_code = agreement(people, respondent=respondent, family="theme")
        found = pd.concat([found, by_code[by_code["code"] != "all"]], ignore_index=True)
    keys = ["family", "code", "kind", "coders"]
    rows = []
    for key, part in found.groupby(keys, sort=False):
        names = part["coefficient"]
        alpha = part[names == "krippendorff_alpha"]
        row = dict(zip(keys, key, strict=True)) | {"n": int(part["n"].max())}
        row["percent"] = _value(part[names == "percent_agreement"])
        row["kappa"] = _value(part[names.str.endswith("kappa")])
        row |= {"alpha": _value(alpha), "ac": _value(part[names.str.startswith("gwet")])}
        row |= {f"alpha_{end}": _value(alpha, end) for end in ("low", "high")}
        rows.append(row)
    return pd.DataFrame(rows)


def _value(part: pd.DataFrame, column: str = "value") -> float:
    # Of the two weighted kappas of an ordinal scale the last is the quadratic one.
    return float(part[column].iloc[-1]) if len(part) else float("nan")


def _disputed(
    codings: pd.DataFrame, coders: tuple[str, ...], answers: pd.DataFrame
) -> pd.DataFrame:
    from aineisto.reliability import disagreements

    columns = ["statement_id", "family", "coders", "a", "b", "clean"]
    if len(coders) < 2:
        return pd.DataFrame(columns=columns)
    found = disagreements(codings, coders[0], coders[1])
    texts = answers.set_index("statement_id")["clean"]
    return (
        found.groupby("family", sort=False)
        .head(DISPUTED)
        .assign(
            coders=", ".join(coders[:2]),
            clean=lambda frame: (
                frame["statement_id"].map(texts).map(lambda text: shorten(text, 220))
            ),
        )[columns]
    )
