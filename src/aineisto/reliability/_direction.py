"""Does a mean point up or down, and how sure can one be?

The method of the model report's appendix 2: take the standard error of the mean, and look for the
highest confidence level on a grid whose interval leaves zero out; that level is how sure one can
be of the mean's sign. Beside it stands the probability of the direction itself.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeAlias

import pandas as pd

from aineisto.core.errors import AineistoError
from aineisto.reliability._means import Mean, answers_of, mean_interval, t_quantile

Grid: TypeAlias = Sequence[int]

#: Levels in per cent that are tried: every five per cent up to 95.
GRID: Grid = tuple(range(5, 96, 5))
#: The level that is given when no level of the grid leaves zero out.
FLOOR = 1

STRONG, MODERATE, WEAK, NONE, UNDEFINED = "strong", "moderate", "weak", "none", "undefined"
FEW = "few"
#: Of fewer people than this no direction is told: a t interval of so few hangs on the shape of the
#: answers (``benchmarks/reliability``).
LEAST_FOR_VERDICT = 8

_LABELS = {
    STRONG: {"fi": "vahva", "en": "strong"},
    MODERATE: {"fi": "kohtalainen", "en": "moderate"},
    WEAK: {"fi": "heikko", "en": "weak"},
    NONE: {"fi": "ei suuntaa", "en": "no direction"},
    FEW: {"fi": "liian vähän haastateltavia", "en": "too few respondents"},
    UNDEFINED: {"fi": "ei määritettävissä", "en": "undefined"},
}

#: Columns of `direction_table` after the one that names the question.
COLUMNS = (
    "mean",
    "sd",
    "n",
    "respondents",
    "level",
    "z",
    "se",
    "df",
    "margin",
    "low",
    "high",
    "probability",
    "verdict",
    "note",
)


@dataclass(frozen=True)
class Direction:
    """How sure the sign of a mean is.

    Attributes
    ----------
    mean, sd : float
        Mean and standard deviation (n − 1) of the answers.
    n : int
        Number of answers.
    level : float
        Confidence level, 0…0.95: the highest of the grid whose interval excludes zero; 0.01 when
        none does.
    z : float
        Two-sided critical value of the normal distribution at `level`.
    se, margin : float
        Standard error and ``z * se``.
    low, high : float
        ``mean`` less and plus the margin.
    probability : float
        Probability of the direction, 0.5…1: that the true mean has the sign of `mean`, by the t
        distribution with n − 1 degrees of freedom (with a flat prior; one less the one-sided
        p-value). It needs no grid and allows for a small n.
    verdict : {"strong", "moderate", "weak", "none", "few", "undefined"}
        Level over 90 %, over 70 %, over 40 %, less; few where respondents were given and are
        fewer than eight; undefined when it cannot be told.
    note : str
        Why the verdict is undefined, or empty.
    respondents : int
        Number of respondents; equal to `n` when they were not given.
    df : float
        Degrees of freedom of the t distribution; NaN where the normal one was used.

    Examples
    --------
    >>> found = direction(mean=-0.8, sd=0.75, n=6)
    >>> found.verdict, round(found.low, 2), round(found.high, 2)
    ('strong', -1.4, -0.2)
    """

    mean: float
    sd: float
    n: int
    level: float
    z: float
    se: float
    margin: float
    low: float
    high: float
    probability: float
    verdict: str
    note: str = ""
    respondents: int = 0
    df: float = math.nan


def direction(mean: float, sd: float, n: int, grid: Grid = GRID) -> Direction:
    """Tell how sure the sign of a mean is.

    Parameters
    ----------
    mean : float
        Mean of the answers; unrounded, since the level follows from it.
    sd : float
        Their standard deviation, with n − 1.
    n : int
        Their number.
    grid : sequence of int
        Confidence levels to try, in whole per cents between 1 and 99.

    Returns
    -------
    Direction
        With an undefined verdict and a note when n < 2 or all answers are the same.

    Raises
    ------
    AineistoError
        When n or sd is negative, or the grid holds something else than per cents.

    Notes
    -----
    The model report's own table follows from this but for two rows. A mean of 2/51 with a standard
    deviation of 1.28 is sure at 15 %, where the report prints 10 %: its z of 0.13 leaves zero
    out, and so does 0.19. With a mean of 0 no level leaves zero out; the report prints 1 %.
    The level is chosen after the data are seen, so it is no error rate: `direction_tests` gives
    what has one.

    Examples
    --------
    >>> from aineisto.reliability import direction
    >>> found = direction(mean=14 / 38, sd=0.96, n=38)
    >>> found.level, round(found.low, 2), round(found.high, 2), found.verdict
    (0.95, 0.06, 0.67, 'strong')
    """
    levels = _checked(mean, sd, n, grid)
    if n < 2 or math.isnan(mean) or math.isnan(sd):
        return _undefined(mean, math.nan, n, math.nan, "fewer than two answers")
    if sd == 0:
        return _undefined(mean, sd, n, 0.0, "all answers are the same")
    from scipy.stats import norm

    def critical(level: float) -> float:
        return float(norm.ppf(0.5 + level / 2))

    found = Mean(float(mean), float(sd), math.nan, math.nan, int(n), int(n))
    return _by_level(found, sd / math.sqrt(n), levels, critical=critical, df=n - 1)


def _by_level(
    found: Mean, se: float, levels: list[int], *, critical: Callable[[float], float], df: float
) -> Direction:
    """Return the direction of a mean by the critical values of a distribution.

    `df` are the degrees of freedom of the t distribution that tells its probability.
    """
    from scipy.stats import t

    ratio = abs(found.mean) / se
    excluding = [level for level in levels if critical(level / 100) < ratio]
    level = max(excluding, default=FLOOR) / 100
    z = critical(level)
    margin = z * se
    return Direction(
        mean=found.mean,
        sd=found.sd,
        n=found.n,
        level=level,
        z=z,
        se=se,
        margin=margin,
        low=found.mean - margin,
        high=found.mean + margin,
        probability=float(t.cdf(ratio, df)),
        verdict=_verdict(level),
        respondents=found.respondents,
    )


def _checked(mean: float, sd: float, n: int, grid: Grid) -> list[int]:
    if n < 0 or int(n) != n:
        raise AineistoError(f"n is {n}.", remedy="Give the number of answers, 0 or more.")
    if sd < 0 or math.isinf(sd) or math.isinf(mean):
        raise AineistoError(
            f"A mean of {mean} with a standard deviation of {sd} is not possible.",
            remedy="Give finite numbers and a standard deviation of 0 or more.",
        )
    levels = list(grid)
    if not levels or not all(1 <= level <= 99 and int(level) == level for level in levels):
        raise AineistoError(
            "The grid of confidence levels must hold whole per cents from 1 to 99.",
            remedy="Leave it out, or give for example range(5, 100, 5).",
        )
    return levels


def _undefined(
    mean: float, sd: float, n: int, se: float, note: str, people: int | None = None
) -> Direction:
    nan = math.nan
    n = int(n)
    who = n if people is None else people
    return Direction(float(mean), sd, n, nan, nan, se, nan, nan, nan, nan, UNDEFINED, note, who)


def _verdict(level: float) -> str:
    if level > 0.90:
        return STRONG
    if level > 0.70:
        return MODERATE
    return WEAK if level > 0.40 else NONE


def verdict_label(verdict: str, lang: str = "fi") -> str:
    """Return a verdict in words of a language, ``"fi"`` or ``"en"``.

    Raises
    ------
    AineistoError
        When there is no such verdict.

    Examples
    --------
    >>> verdict_label("strong"), verdict_label("strong", "en")
    ('vahva', 'strong')
    """
    names = _LABELS.get(verdict)
    if names is None:
        raise AineistoError(
            f"There is no verdict {verdict!r}.", remedy=f"Use one of {', '.join(_LABELS)}."
        )
    return names.get(lang, names["en"])


def direction_table(
    frame: pd.DataFrame,
    by: str = "question",
    value: str = "value",
    grid: Grid = GRID,
    respondent: str | None = None,
) -> pd.DataFrame:
    """Return the direction of each group's mean, and of all answers together.

    Without `respondent` this is the model report's method as it stands: the normal distribution,
    and answers that are independent of each other. Where people answer more than once, as in the
    row ``all``, that makes intervals too narrow and verdicts too sure; with `respondent` standard
    errors are clustered by person (`mean_interval`), the levels are Student's t's, and no verdict
    is given of fewer than eight people.

    Parameters
    ----------
    frame : DataFrame
        One row an answer.
    by : str
        Column of the groups; answers without a group count in ``all`` alone.
    value : str
        Column of the codes; rows without a code do not count.
    grid : sequence of int
        As in `direction`.
    respondent : str, optional
        Column of respondents.

    Returns
    -------
    DataFrame
        One row a group in order of appearance, then ``all``; columns `by` and those of
        `Direction`.

    Raises
    ------
    AineistoError
        When the frame lacks a column.

    Examples
    --------
    >>> answers = pd.DataFrame({"question": ["raha"] * 5, "value": [-1, -1, 0, -2, -1]})
    >>> direction_table(answers)[["question", "mean", "verdict"]]
      question  mean verdict
    0     raha  -1.0  strong
    1      all  -1.0  strong
    """
    answers = answers_of(frame, by, value, respondent)
    of = _of if respondent is None else _by_respondent
    groups = list(answers.groupby("group", sort=False))
    rows = [{by: name, **vars(of(part.dropna(subset="value"), grid))} for name, part in groups]
    rows.append({by: "all", **vars(of(answers.dropna(subset="value"), grid))})
    return pd.DataFrame(rows, columns=[by, *COLUMNS])


def _of(answers: pd.DataFrame, grid: Grid) -> Direction:
    values = answers["value"]
    mean = float(values.mean()) if len(values) else math.nan
    sd = float(values.std(ddof=1)) if len(values) > 1 else math.nan
    if len(values) > 1 and values.nunique() == 1:
        sd = 0.0  # a mean that binary fractions cannot hold leaves a spread of 1e-17
    return direction(mean, sd, len(values), grid)


def _by_respondent(answers: pd.DataFrame, grid: Grid) -> Direction:
    """Return the direction with people as what is drawn."""
    found = mean_interval(answers["value"], respondent=answers["who"])
    levels = _checked(0.0, 0.0, found.n, grid)
    if found.note:
        return _undefined(found.mean, found.sd, found.n, found.se, found.note, found.respondents)
    critical = partial(t_quantile, df=found.df)
    told = _by_level(found, found.se, levels, critical=critical, df=found.df)
    if found.respondents < LEAST_FOR_VERDICT:
        told = replace(told, verdict=FEW, note=f"fewer than {LEAST_FOR_VERDICT} respondents")
    return replace(told, df=found.df)
