"""What seeing a suggestion does to a coder's codes: her blind codes against those made in sight."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from aineisto.codings import STANCE, check_codings, is_blind, is_human, is_machine, same_coders
from aineisto.reliability._means import difference_of_sides
from aineisto.reliability._select import of_statements

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
    context = of_statements(statements, respondent, *([by] if by else []))
    table = same_coders(check_codings(codings))
    stance = table[table["family"] == STANCE].sort_values("created", kind="stable")
    machine = stance[is_machine(stance["coder"])].drop_duplicates("statement_id", keep="last")
    suggested = machine.set_index("statement_id")["value"]
    people = stance[is_human(stance["coder"])]
    people = people.assign(seen=people["status"].isin(_SEEN), blind=is_blind(people))
    people = people[people["seen"] | people["blind"]]
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


def _row(coder: str, measure: str, part: pd.DataFrame, level: float) -> dict[str, Any]:
    part = part[part["suggested"].notna()] if measure == "same" else part
    part = _comparable(part)
    seen = part["seen"] == 1
    y = part[measure].to_numpy()
    found: dict[str, Any] = {
        "coder": coder,
        "measure": measure,
        "n_blind": int((~seen).sum()),
        "n_seen": int(seen.sum()),
        "respondents": int(part["who"].nunique()),
    }
    if not len(part):
        return found | {"note": "no comparable statements"}
    found |= {"blind": float(y[~seen].mean()), "seen": float(y[seen].mean())}
    return found | difference_of_sides(
        y,
        part["seen"].to_numpy(),
        part["who"].to_numpy(),
        level,
        part["stratum"].to_numpy(),
        units="codes of a kind",
        constant="the codes do not vary",
    )
