"""Agreement between coders, as the report tells it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import pandas as pd

from aineisto.codings import is_blind, is_human, is_language_model, is_machine
from aineisto.reliability import LEAST_RESPONDENTS
from aineisto.report._codes import measured
from aineisto.report._quotations import one
from aineisto.report._stance import ALL

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
        One row a family × pair of coders who judged any unit in common, and between people one
        row a theme: ``family``,
        ``code`` (``all`` for the whole family), ``kind`` (``human-human``, ``machine-human``),
        ``coders``, ``n``, the values ``percent``, ``kappa``, ``alpha`` and ``ac``, and
        ``alpha_low``, ``alpha_high`` and ``quotation`` (the statement on which the two are
        furthest apart).
    unshared : DataFrame
        ``family``, ``kind``, ``coders``: pairs who judged no unit in common. Where no two people
        did, ``coders`` is empty.
    coefficients : DataFrame
        The rows of `aineisto.reliability.agreement` for whole families.
    against : DataFrame
        The rows of `aineisto.reliability.machine_against_people` that have a value.
    by_group : DataFrame
        Where a language model coded: alpha of people with each other, of each machine with
        people, and of the machines with each other, by group (``subgroup``) and code.
    disputed : DataFrame
        ``statement_id``, ``family``, ``coders``, ``a``, ``b``, ``quotation``: the statements on
        which the first two people are furthest apart.
    both_blind : int
        Statements that two people or more coded blind.
    respondents : int
        Interviewees who said the statements coded blind.
    """

    coders: tuple[str, ...] = ()
    table: pd.DataFrame = field(default_factory=pd.DataFrame)
    unshared: pd.DataFrame = field(default_factory=pd.DataFrame)
    coefficients: pd.DataFrame = field(default_factory=pd.DataFrame)
    against: pd.DataFrame = field(default_factory=pd.DataFrame)
    by_group: pd.DataFrame = field(default_factory=pd.DataFrame)
    disputed: pd.DataFrame = field(default_factory=pd.DataFrame)
    both_blind: int = 0
    respondents: int = 0

    @property
    def there(self) -> bool:
        """Tell whether any two coders judged the same units."""
        return len(self.table) > 0


def summarise_agreement(
    codings: pd.DataFrame, answers: pd.DataFrame, scale: Iterable[int]
) -> AgreementSummary:
    """Return agreement of blind codes: people with each other, and the machine with people."""
    table = codings[codings["statement_id"].isin(answers["statement_id"])]
    blind = table[is_blind(table)]
    coders = tuple(sorted(blind["coder"].unique()))
    if not coders:
        return AgreementSummary()
    compared = measured(table)
    found = _coefficients(compared, answers, scale)
    unshared = _unshared(found, blind)
    found = found[found["n"] > 0]
    whole = found[found["code"] == "all"]
    apart = _apart(compared, whole, answers)
    read = answers["statement_id"].isin(blind["statement_id"])
    return AgreementSummary(
        coders=coders,
        table=_one_row_each(found, apart),
        unshared=unshared,
        coefficients=whole[whole["value"].notna()].reset_index(drop=True),
        against=_against(compared, coders, answers),
        by_group=_by_group(compared, answers, scale),
        disputed=_disputed(coders, apart),
        both_blind=int((blind.groupby("statement_id")["coder"].nunique() > 1).sum()),
        respondents=int(answers.loc[read, "respondent"].nunique()),
    )


def _against(codings: pd.DataFrame, coders: tuple[str, ...], answers: pd.DataFrame) -> pd.DataFrame:
    from aineisto.reliability import machine_against_people

    if len(coders) < 2 or not is_machine(codings["coder"]).any():
        return pd.DataFrame()
    respondent = answers.set_index("statement_id")["respondent"]
    found = machine_against_people(codings, respondent=respondent)
    few = found["respondents"] < LEAST_RESPONDENTS
    found.loc[few, ["low", "high"]] = float("nan")
    return found[found["difference"].notna()].reset_index(drop=True)


def _coefficients(
    codings: pd.DataFrame, answers: pd.DataFrame, scale: Iterable[int]
) -> pd.DataFrame:
    """Return agreement of whole families, and of themes one by one between people."""
    from aineisto.reliability import agreement

    respondent = answers.set_index("statement_id")["respondent"]
    found = agreement(codings, respondent=respondent, scale=scale, by_code=False)
    people = codings[is_human(codings["coder"])]
    if people["coder"].nunique() > 1 and (people["family"] == "theme").any():
        by_code = agreement(people, respondent=respondent, family="theme")
        found = pd.concat([found, by_code[by_code["code"] != "all"]], ignore_index=True)
    return found


def _unshared(found: pd.DataFrame, blind: pd.DataFrame) -> pd.DataFrame:
    """Return who judged no unit in common, by family; without names where no two people did."""
    whole = found[found["code"] == "all"].drop_duplicates(["family", "kind", "coders"])
    people = whole["kind"] == "human-human"
    rows = []
    for family in blind["family"].drop_duplicates() if blind["coder"].nunique() > 1 else ():
        if not (people & (whole["family"] == family) & (whole["n"] > 0)).any():
            rows.append((family, "human-human", ""))
    told = people & whole["family"].isin([family for family, *_ in rows])
    pairs = whole[~told & (whole["n"] == 0) & whole["coders"].str.contains(", ")]
    rows += list(pairs[["family", "kind", "coders"]].itertuples(index=False, name=None))
    return pd.DataFrame(rows, columns=["family", "kind", "coders"])


def _by_group(codings: pd.DataFrame, answers: pd.DataFrame, scale: Iterable[int]) -> pd.DataFrame:
    """Return agreement by group and code where a language model coded, of all groups first.

    Machines too count only in statements that a person coded blind.
    """
    from aineisto.reliability import agreement

    if not is_language_model(codings["coder"]).any():
        return pd.DataFrame()
    read = codings.loc[is_human(codings["coder"]), "statement_id"]
    rows = codings[codings["statement_id"].isin(read)]
    group = rows["statement_id"].map(answers.set_index("statement_id")["group"])
    named = [name for name in dict.fromkeys(group) if name]
    parts = {ALL: rows, **({name: rows[group == name] for name in named} if named[1:] else {})}
    found = [
        agreement(part, scale=scale, n_boot=0, machines=True).assign(subgroup=name)
        for name, part in parts.items()
    ]
    table = pd.concat(found, ignore_index=True)
    pairs = table["coders"].str.count(", ") == 1
    return table[pairs & (table["coefficient"] == "krippendorff_alpha")].reset_index(drop=True)


def _one_row_each(found: pd.DataFrame, apart: pd.DataFrame) -> pd.DataFrame:
    """Return the coefficients of the same codes and coders side by side."""
    keys = ["family", "code", "kind", "coders"]
    furthest = apart.drop_duplicates(["family", "coders"]).set_index(["family", "coders"])
    rows = []
    for key, part in found.groupby(keys, sort=False):
        names = part["coefficient"]
        alpha = part[names == "krippendorff_alpha"]
        row = dict(zip(keys, key, strict=True)) | {"n": int(part["n"].max())}
        row["percent"] = _value(part[names == "percent_agreement"])
        row["kappa"] = _value(part[names.str.endswith("kappa")])
        row |= {"alpha": _value(alpha), "ac": _value(part[names.str.startswith("gwet")])}
        row |= {f"alpha_{end}": _value(alpha, end) for end in ("low", "high")}
        row["quotation"] = furthest["quotation"].get((row["family"], row["coders"]))
        rows.append(row)
    return pd.DataFrame(rows)


def _value(part: pd.DataFrame, column: str = "value") -> float:
    # Of the two weighted kappas of an ordinal scale the last is the quadratic one.
    return float(part[column].iloc[-1]) if len(part) else float("nan")


def _apart(codings: pd.DataFrame, whole: pd.DataFrame, answers: pd.DataFrame) -> pd.DataFrame:
    """Return the statements on which pairs of coders are furthest apart, with their words."""
    from aineisto.reliability import disagreements_of_pairs

    named = [str(coders).split(", ") for coders in whole["coders"].unique()]
    found = disagreements_of_pairs(codings, [(a, b) for a, b in (c for c in named if len(c) == 2)])
    frame = found.groupby(["coders", "family"], sort=False).head(DISPUTED)
    columns = ["statement_id", "family", "coders", "a", "b", "quotation"]
    if frame.empty:
        return pd.DataFrame(columns=columns)
    said = answers.assign(confidence=1.0, source="people").set_index("statement_id", drop=False)
    quotations = [one(said.loc[[name]], longest=220) for name in frame["statement_id"]]
    return frame.assign(quotation=quotations)[columns].reset_index(drop=True)


def _disputed(coders: tuple[str, ...], apart: pd.DataFrame) -> pd.DataFrame:
    pair = ", ".join(coders[:2])
    return apart[apart["coders"] == pair].reset_index(drop=True)
