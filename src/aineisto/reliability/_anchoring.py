"""What seeing a suggestion does to a coder's codes: her blind codes against those made in sight."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from aineisto.codings import STANCE, check_codings, is_blind, is_human, is_machine, same_coders
from aineisto.core.errors import AineistoError
from aineisto.reliability._interval import LEAST_RESPONDENTS
from aineisto.reliability._means import t_quantile

#: With fewer codes of either kind, or fewer respondents, an interval says nothing.
LEAST_CODES = 10
_SEEN = ("accepted", "changed")
_COLUMNS = [
    "coder", "measure", "blind", "seen", "difference", "low", "high", "n_blind", "n_seen",
    "respondents", "note",
]  # fmt: skip


def anchoring(
    codings: pd.DataFrame,
    statements: pd.DataFrame,
    *,
    by: str | None = "question",
    respondent: str = "participant",
    level: float = 0.95,
) -> pd.DataFrame:
    """Compare each coder's blind stances with those that she gave in sight of a suggestion.

    Comparable are statements of the same question (`by`) of which she coded some blind and some
    not; draw them with `aineisto.Project.blind_audit`, so that chance decides which are blind.

    Parameters
    ----------
    codings : DataFrame
        The codings table; rejected suggestions do not count, since they put no code in place.
    statements : DataFrame
        ``statement_id`` and the columns `by` and `respondent`.
    by : str or None
        Column within whose values codes are compared; None for all together.
    respondent : str
        Column of the respondents, by whom standard errors are clustered.
    level : float
        Confidence level, 0…1.

    Returns
    -------
    DataFrame
        Two rows a coder: ``measure`` ``mean`` (the stance) and ``same`` (share of codes equal to
        the machine's newest suggestion); ``blind`` and ``seen``: their means over the comparable
        statements; ``difference`` of seen less blind within `by`, with its interval ``low``,
        ``high`` (CR2, Satterthwaite); ``n_blind``, ``n_seen``, ``respondents`` and ``note``.
        Empty where no coder has coded both ways.

    References
    ----------
    Tversky, A. & Kahneman, D. (1974). Judgment under uncertainty. *Science* 185 (anchoring);
    standard errors as in `mean_interval`.

    Examples
    --------
    >>> seen = stances.assign(coder="human:a", status="accepted")
    >>> found = anchoring(pd.concat([codings, seen]), corpus.statements)
    >>> found[["coder", "measure", "n_blind", "n_seen"]].head(1)
         coder measure  n_blind  n_seen
    0  human:a    mean       34      34
    """
    for column in ("statement_id", respondent, *([by] if by else [])):
        if column not in statements:
            raise AineistoError(
                f"The statements have no column {column!r}.",
                remedy=f"They have {', '.join(map(str, statements.columns))}.",
            )
    table = same_coders(check_codings(codings))
    stance = table[table["family"] == STANCE].sort_values("created", kind="stable")
    machine = stance[is_machine(stance["coder"])].drop_duplicates("statement_id", keep="last")
    suggested = machine.set_index("statement_id")["value"]
    people = stance[is_human(stance["coder"])]
    people = people.assign(seen=people["status"].isin(_SEEN), blind=is_blind(people))
    people = people[people["seen"] | people["blind"]]
    context = statements.drop_duplicates("statement_id").set_index("statement_id")
    frame = pd.DataFrame(
        {
            "coder": people["coder"].to_numpy(),
            "seen": people["seen"].to_numpy(dtype=float),
            "mean": people["value"].to_numpy(dtype=float),
            "suggested": people["statement_id"]
            .map(suggested)
            .to_numpy(dtype=float, na_value=np.nan),
            "stratum": people["statement_id"].map(context[by]).fillna("").to_numpy() if by else "",
            "who": people["statement_id"].map(context[respondent]).to_numpy(),
        }
    )
    frame["same"] = (frame["mean"] == frame["suggested"]).astype(float)
    frame = frame[frame["who"].notna()]
    rows = [
        _row(str(coder), measure, part, level)
        for coder, own in frame.groupby("coder")
        for part in [_comparable(own)]
        if len(part)
        for measure in ("mean", "same")
    ]
    return pd.DataFrame(rows, columns=_COLUMNS)


def _comparable(own: pd.DataFrame) -> pd.DataFrame:
    """Return the codes of the strata in which the coder coded both ways."""
    both = own.groupby("stratum")["seen"].nunique()
    return own[own["stratum"].isin(both[both == 2].index)]


def _row(coder: str, measure: str, part: pd.DataFrame, level: float) -> Mapping[str, Any]:
    part = part[part["suggested"].notna()] if measure == "same" else part
    part = _comparable(part)
    seen = part["seen"] == 1
    counts: dict[str, Any] = {
        "coder": coder,
        "measure": measure,
        "n_blind": int((~seen).sum()),
        "n_seen": int(seen.sum()),
        "respondents": int(part["who"].nunique()),
    }
    nothing = dict.fromkeys(_COLUMNS, np.nan) | counts
    if not len(part):
        return nothing | {"note": "no comparable statements"}
    strata = pd.get_dummies(part["stratum"], dtype=float).to_numpy()
    design = np.column_stack([part["seen"].to_numpy(), strata])
    y = part[measure].to_numpy()
    people = pd.factorize(part["who"])[0]
    slope = float(np.linalg.lstsq(design, y, rcond=None)[0][0])
    found = nothing | {
        "blind": float(y[~seen].mean()),
        "seen": float(y[seen].mean()),
        "difference": slope,
        "note": "",
    }
    few = min(counts["n_blind"], counts["n_seen"]) < LEAST_CODES
    if few or counts["respondents"] < LEAST_RESPONDENTS:
        note = f"fewer than {LEAST_CODES} codes of a kind or {LEAST_RESPONDENTS} respondents"
        return found | {"note": note}
    if rests_on_one(design, people):
        return found | {"note": ONE_ALONE}
    error, df = clustered_slope_error(y, design, people)
    if error < 1e-12:
        return found | {"note": "the codes do not vary"}
    margin = t_quantile(level, df) * error
    return found | {"low": slope - margin, "high": slope + margin}


#: What is told where `rests_on_one` holds.
ONE_ALONE = "one respondent alone is on one side of the comparison"


def rests_on_one(design: np.ndarray, people: np.ndarray) -> bool:
    """Tell whether the first coefficient cannot be had without some one person.

    Her residuals then sum to nothing, and no error of the coefficient knows how far she is from
    another person in her place.
    """
    for person in range(people.max() + 1):
        side, others = design[people != person, 0], design[people != person, 1:]
        if not len(side):
            return True
        left = side - others @ np.linalg.lstsq(others, side, rcond=None)[0]
        if float(left @ left) < 1e-9:
            return True
    return False


def clustered_slope_error(
    y: np.ndarray, design: np.ndarray, people: np.ndarray
) -> tuple[float, float]:
    """Return CR2's standard error of the first coefficient and its degrees of freedom."""
    bread = np.linalg.pinv(design.T @ design)
    residual = y - design @ (bread @ design.T @ y)
    variance, rows = 0.0, []
    for person in range(people.max() + 1):
        here = np.flatnonzero(people == person)
        x = design[here]
        values, vectors = np.linalg.eigh(np.eye(len(here)) - x @ bread @ x.T)
        root = np.where(values > 1e-10, 1 / np.sqrt(np.maximum(values, 1e-10)), 0.0)
        weight = (bread @ x.T)[0] @ ((vectors * root) @ vectors.T)
        variance += float(weight @ residual[here]) ** 2
        row = -(weight @ x) @ bread @ design.T
        row[here] += weight
        rows.append(row)
    spread = np.array(rows)
    covariance = spread @ spread.T
    return float(np.sqrt(variance)), float(np.trace(covariance) ** 2 / (covariance**2).sum())
