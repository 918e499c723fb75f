"""When is it enough: saturation of codes over interviews, and recall of a rare code."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from aineisto.codings import NO_THEME, is_human, same_coders, same_codes
from aineisto.core.errors import AineistoError
from aineisto.reliability._select import of_statements


def saturation(
    codings: pd.DataFrame,
    statements: pd.DataFrame,
    *,
    families: Sequence[str] = ("theme",),
    by: str = "document",
    base: int = 4,
    run: int = 2,
    threshold: float = 0.05,
) -> pd.DataFrame:
    """Return how many codes each interview brings that none before it had.

    Parameters
    ----------
    codings, statements : DataFrame
        The codings table, of which people's codes count where people coded (the consensus where
        there is one), else the machine's;
        the corpus's statements with the column `by`, in the order of the interviews.
    families : sequence of str
        Families whose codes are counted.
    by : str
        Column of the interviews.
    base, run : int
        Interviews of the base, and of each run after it.
    threshold : float
        Saturated is where a run brings at most this share of the base's codes.

    Returns
    -------
    DataFrame
        One row an interview: ``interview`` (from 1), column `by`, ``codes`` (different ones in
        it), ``new`` (that none before had), ``total`` (so far), ``ratio`` (new codes of the run
        that ends here over the codes of the base; missing before the first run) and ``saturated``.

    References
    ----------
    Guest, G., Namey, E. & Chen, M. (2020). A simple method to assess and report thematic
    saturation in qualitative research. *PLoS ONE* 15(5), e0232076 (base 4, run 2 or 3, ≤ 5 % or
    0 % new information).

    Examples
    --------
    >>> found = saturation(codings, corpus.statements)
    >>> found[["document", "new", "total", "saturated"]]
             document  new  total  saturated
    0  haastattelu-08    8      8      False
    1  haastattelu-09    0      8      False
    2  haastattelu-12    0      8      False
    """
    if base < 1 or run < 1 or not 0 <= threshold < 1:
        raise AineistoError(
            "The base and the run are 1 or more, and the threshold lies in 0…1.",
            remedy="Leave them out, or give base=4, run=2, threshold=0.05.",
        )
    table = same_coders(same_codes(codings))
    rows = table[table["family"].isin(list(families)) & (table["status"] != "rejected")]
    people = rows[is_human(rows["coder"])]
    coded = set(people[["statement_id", "family"]].itertuples(index=False, name=None))
    keys = list(rows[["statement_id", "family"]].itertuples(index=False, name=None))
    human = is_human(rows["coder"]).to_numpy()
    keep = [own or key not in coded for own, key in zip(human, keys, strict=True)]
    rows = rows[np.array(keep, dtype=bool)]
    pairs_of = pd.MultiIndex.from_frame(rows[["statement_id", "family"]])
    settled = (rows["status"] == "consensus").to_numpy()
    rows = rows[settled | ~pairs_of.isin(pairs_of[settled])]
    rows = rows[rows["code"] != NO_THEME]
    where = of_statements(statements, by)[by]
    found = rows.assign(interview=rows["statement_id"].map(where)).dropna(subset="interview")
    pairs = {
        name: set(part[["family", "code"]].itertuples(index=False, name=None))
        for name, part in found.groupby("interview")
    }
    seen: set[tuple[str, str]] = set()
    made: list[dict[str, object]] = []
    new: list[int] = []
    for number, name in enumerate(dict.fromkeys(statements[by]), start=1):
        here = pairs.get(name, set())
        fresh = here - seen
        seen |= fresh
        new.append(len(fresh))
        base_codes = sum(new[:base])
        whole = number >= base + run and base_codes > 0
        ratio = sum(new[-run:]) / base_codes if whole else math.nan
        made.append(
            {
                "interview": number, by: name, "codes": len(here), "new": len(fresh),
                "total": len(seen), "ratio": ratio, "saturated": ratio <= threshold,
            }
        )  # fmt: skip
    names = ["interview", by, "codes", "new", "total", "ratio", "saturated"]
    return pd.DataFrame(made, columns=names)


@dataclass(frozen=True)
class RecallAdvice:
    """Whether one may stop looking for a rare code.

    Attributes
    ----------
    stop : bool
        Whether a recall below the target is ruled out at the confidence asked for.
    p : float
        Of the hypothesis that the target has been missed.
    recall : float
        The target, 0…1.
    found : int
        Statements with the code that were found in all.
    missed_at_most : int
        As many more as are left at most, at that confidence.
    more : int
        Statements still to draw at random, if none of them has the code; 0 where one may stop.

    Examples
    --------
    >>> advice = recall_advice(found_before=18, left=400, drawn=150, found=0)
    >>> advice.stop, advice.more
    (False, 230)
    """

    stop: bool
    p: float
    recall: float
    found: int
    missed_at_most: int
    more: int


def recall_advice(
    found_before: int,
    left: int,
    drawn: int,
    found: int,
    *,
    recall: float = 0.95,
    confidence: float = 0.95,
) -> RecallAdvice:
    """Say whether enough of a rare code has been found to stop looking.

    First the likeliest statements are read (`Project.rare_sample`), then statements drawn at
    random from those left (its ``at_random``; `ReviewSession.recall_advice` counts them); the
    test is of the second part and holds whatever the ranking is worth.

    Parameters
    ----------
    found_before : int
        Statements with the code found before the random part began.
    left : int
        Statements left unread at that time.
    drawn, found : int
        Statements drawn at random from them since, and how many of these have the code.
    recall, confidence : float
        The share of all that should be found, and how sure one wants to be, between 0 and 1.

    References
    ----------
    Callaghan, M. W. & Müller-Hansen, F. (2020). Statistical stopping criteria for automated
    screening in systematic reviews. *Systematic Reviews* 9, 273. On such rules for technology-
    assisted review: Lewis, D. D., Yang, E. & Frieder, O. (2021). Certifying one-phase technology-
    assisted reviews. *CIKM*.

    Examples
    --------
    >>> recall_advice(found_before=18, left=400, drawn=60, found=0).stop
    False
    >>> recall_advice(found_before=18, left=400, drawn=400, found=0).stop
    True
    """
    if not (0 <= found <= drawn <= left and found_before >= 0):
        raise AineistoError(
            f"{found} of {drawn} drawn of {left} left is not possible.",
            remedy="Give counts of statements; drawn at most left, found at most drawn.",
        )
    if not (0 < recall <= 1 and 0 < confidence < 1):
        raise AineistoError(
            "The recall and the confidence lie between 0 and 1.", remedy="Give 0.95, say."
        )
    alpha = 1 - confidence
    p = _missed(found_before, left, drawn, found, recall)
    stop = drawn == left or p < alpha
    low, more = 0, 0 if stop else left - drawn
    while more - low > 1:  # the fewest more, none of them with the code, that would suffice
        middle = (low + more) // 2
        enough = _missed(found_before, left, drawn + middle, found, recall) < alpha
        low, more = (low, middle) if enough else (middle, more)
    return RecallAdvice(
        stop, p, recall, found_before + found, _at_most(left, drawn, found, alpha), more
    )


def _missed(before: int, left: int, drawn: int, found: int, recall: float) -> float:
    """Return P(so few were found | so many are left that the target has been missed)."""
    from scipy.stats import hypergeom

    # The fewest with the code among those left at which the recall now would lie below the target.
    many = math.floor((before + found) / recall - before + 1 + 1e-9)
    if many > left - drawn + found:
        return 0.0  # not even all that are unread would make it so many
    return float(hypergeom.cdf(found, left, many, drawn))


def _at_most(left: int, drawn: int, found: int, alpha: float) -> int:
    """Return how many with the code are unread at most, by the hypergeometric distribution."""
    from scipy.stats import hypergeom

    low, high = found, left - drawn + found
    while low < high:  # the most in `left` under which so few drawn are not yet too unlikely
        middle = (low + high + 1) // 2
        if hypergeom.cdf(found, left, middle, drawn) >= alpha:
            low = middle
        else:
            high = middle - 1
    return low - found
