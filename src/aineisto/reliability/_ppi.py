"""Means of people's codes, sharpened by the machine's score: prediction-powered inference."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from aineisto.core.errors import AineistoError
from aineisto.core.statistics import check_level
from aineisto.reliability._numbers import numbers_of

#: Name of the row that takes all groups together.
ALL = "all"
#: Columns of `ppi_mean` after the one that names the group.
COLUMNS = (
    "mean",
    "low",
    "high",
    "se",
    "labels_mean",
    "labels_low",
    "labels_high",
    "n_labels",
    "n_machine",
    "respondents",
    "lambda",
    "effective",
    "gained",
    "source",
    "note",
)
#: The machine has a say from here on: slope over its standard error. With fewer labels a weight
#: estimated from them costs more than the machine can give (``benchmarks/reliability``).
SURE = 2.0
#: Why people's codes stand alone.
NOT_WHOLE = "people's codes alone: the machine did not score all of them"
PEOPLE, ASSISTED, MACHINE = "people", "people and machine", "machine"

#: What a unit contributes, in this order; the first seven from labelled units alone.
_FEATURES = ("w", "wy", "wf", "wff", "wfy", "wyy", "n", "N", "F")
_W, _WY, _WF, _WFF, _WFY, _WYY, _N_LAB, _N_ALL, _F_ALL = range(len(_FEATURES))


class _Answer(NamedTuple):
    """Of each group: means of the labels and of the machine, what it adds; and its weight."""

    labels: np.ndarray
    machine: np.ndarray
    added: np.ndarray
    weight: np.ndarray

    def mean(self, place: int, cap: float) -> np.ndarray:
        """Return the mean of a group with the machine's weight not above a cap."""
        weight = np.minimum(self.weight, cap)
        moved = weight * np.where(weight > 0, self.added[..., place], 0.0)
        return np.asarray(self.labels[..., place] + moved)


def ppi_mean(
    values: Any,
    score: Any,
    *,
    by: Any = None,
    respondent: Any = None,
    weights: Any = None,
    level: float = 0.95,
    machine_only: bool = False,
    whole: bool = False,
) -> pd.DataFrame:
    """Return means of people's codes with the machine's score as a covariate.

    The mean of a group is the mean of its human codes plus λ times what the machine says about
    the units that people did not code: the mean score of all units less that of the coded ones.
    Whatever the score is worth, this is unbiased where the coded units are a random sample (or
    `weights` make up for how they were drawn). λ is estimated so that the interval is shortest
    ("power tuning"): the slope of the codes on the score within groups, shrunken by its own
    uncertainty (to 0 where it is less than twice its standard error), but no more than makes the
    variance over respondents least. At 0, where the machine does not help, the labels speak
    alone. Groups share one λ; ``all`` has its own.

    The score of a coded unit must not have been learned from that unit's code: take scores from
    before the coding, or held-out ones (`aineisto.stance.StanceClassifier.held_out_`).

    Parameters
    ----------
    values : array-like of float, shape (n_units,)
        Human codes, NaN where no person coded the unit.
    score : array-like of float, shape (n_units,)
        The machine's score of every unit; units without one are left out.
    by : array-like, shape (n_units,), optional
        Group of each unit, for example its question.
    respondent : array-like, shape (n_units,), optional
        Each unit's respondent. Units of one respondent are not independent; with this, intervals
        count respondents.
    weights : array-like of float, shape (n_units,), optional
        Of the coded units, one over the probability of having been drawn for coding; equal when
        None.
    level : float
        Confidence level, 0…1.
    machine_only : bool
        Give the machine's own mean where no person coded anything. It has no interval, because
        nothing tells how far it is off, and its ``source`` is ``machine``.
    whole : bool
        Keep every coded unit: where one has no score, people's codes stand alone everywhere, and
        ``lambda``, ``effective`` and ``gained`` are missing. By default such units are left out.

    Returns
    -------
    DataFrame
        One row a group in order of appearance, then ``all``: ``group``, ``mean``, ``low``,
        ``high``, ``se``; ``labels_mean``, ``labels_low``, ``labels_high`` of human codes alone;
        ``n_labels``, ``n_machine`` (scored units, the coded ones included), ``respondents`` (with
        human codes), ``lambda``, ``effective`` (how many human codes alone would give as short an
        interval), ``gained`` (those less `n_labels`), ``source`` and ``note``.

    Raises
    ------
    AineistoError
        When the columns differ in length, or no unit has a human code and `machine_only` is not
        set.

    Notes
    -----
    Intervals are the jackknife's over respondents, λ estimated anew each time, with quantiles of
    Student's t by the number of respondents who have human codes. In the notation of Angelopoulos
    et al. (2023b) with N units that are not coded, this λ is theirs times (n + N) / N.

    References
    ----------
    Angelopoulos, A. N., Bates, S., Fannjiang, C., Jordan, M. I. & Zrnic, T. (2023a).
    Prediction-powered inference. *Science* 382, 669–674. Angelopoulos, A. N., Duchi, J. C. &
    Zrnic, T. (2023b). PPI++: efficient prediction-powered inference. arXiv:2311.01453.

    Examples
    --------
    >>> from aineisto.reliability import ppi_mean
    >>> table = ppi_mean([1, 2, None, 0, None], [0.8, 1.5, 1.0, 0.1, 0.4])
    >>> table[["group", "n_labels", "n_machine"]].to_dict("records")
    [{'group': 'all', 'n_labels': 3, 'n_machine': 5}]
    """
    check_level(level)
    units = _units(values, score, by, respondent, weights)
    alone = whole and bool((units["value"].notna() & units["score"].isna()).any())
    if alone:
        units.loc[units["value"].notna() & units["score"].isna(), "score"] = 0.0
    unscored = units.loc[units["score"].isna(), "group"].value_counts()
    units = units[units["score"].notna()]
    if not machine_only and not units["value"].notna().any():
        raise AineistoError(
            "No unit has a human code, and a mean of the machine's codes alone is biased.",
            remedy="Code a random sample by hand, or ask for machine_only=True, which is marked.",
        )
    groups, names = pd.factorize(units["group"].to_numpy(dtype=object))
    people, _ = pd.factorize(units["respondent"].to_numpy(dtype=object), use_na_sentinel=False)
    sums = _sums(units, groups, people, len(names))
    total = sums.sum(axis=0)
    means = _means(total)
    without = _means(total - sums)
    labelled = (sums[:, :, _N_LAB] > 0).sum(axis=0)
    shared = _cap(without, [place for place in range(len(names)) if labelled[place] > 1])
    caps = [shared] * len(names) + [_cap(without, [len(names)]) if labelled[-1] > 1 else 0.0]
    if alone:
        caps = [0.0] * len(caps)
    rows = []
    for place, name in [*enumerate(names), (len(names), ALL)]:
        people_coded, cap = int(labelled[place]), caps[place]
        row = _row(means, without, place, total[place], people_coded, cap, level, machine_only)
        left_out = int(unscored.sum() if place == len(names) else unscored.get(name, 0))
        if left_out:
            row["note"] = _noted(row["note"], f"{left_out} units without a score left out")
        if alone and people_coded:
            row |= dict.fromkeys(("lambda", "effective", "gained"), np.nan)
            row["note"] = _noted(row["note"], NOT_WHOLE)
        rows.append({"group": name, **row})
    if by is None:
        rows = rows[-1:]
    return pd.DataFrame(rows, columns=["group", *COLUMNS])


def _noted(*notes: str) -> str:
    return "; ".join(filter(None, notes))


def _units(values: Any, score: Any, by: Any, respondent: Any, weights: Any) -> pd.DataFrame:
    numbers = {"value": values, "score": score, "weight": weights}
    labels = {"group": by, "respondent": respondent}
    columns: dict[str, np.ndarray] = {}
    for name, column in numbers.items():
        if column is not None:
            columns[name] = numbers_of(column, f"The column {name!r}")
    for name, column in labels.items():
        if column is not None:
            columns[name] = np.array([*column, None], dtype=object)[:-1]
    lengths = {len(column) for column in columns.values()}
    if len(lengths) > 1:
        raise AineistoError(
            f"The columns have different lengths: {', '.join(map(str, sorted(lengths)))}.",
            remedy="Give one value, score, group, respondent and weight for each unit.",
        )
    size = lengths.pop()
    columns.setdefault("weight", np.ones(size))
    columns.setdefault("group", np.full(size, ALL, dtype=object))
    columns.setdefault("respondent", np.arange(size).astype(object))
    units = pd.DataFrame(columns)
    if not (units.loc[units["value"].notna(), "weight"] > 0).all():
        raise AineistoError(
            "The weights of coded units must be positive numbers.",
            remedy="Give one over the probability with which each unit was drawn for coding.",
        )
    return units


def _sums(units: pd.DataFrame, groups: np.ndarray, people: np.ndarray, size: int) -> np.ndarray:
    """Return what each respondent contributes to each group and, last, to all together."""
    value, score = units["value"].to_numpy(), units["score"].to_numpy()
    coded = ~np.isnan(value)
    weight = np.where(coded, units["weight"].to_numpy(), 0.0)
    y = np.where(coded, value, 0.0)
    own = (weight, weight * y, weight * score, weight * score**2, weight * score * y)
    features = np.column_stack([*own, weight * y**2, coded, np.ones(len(units)), score])
    sums = np.zeros((people.max(initial=-1) + 1, size + 1, len(_FEATURES)))
    grouped = groups >= 0
    np.add.at(sums, (people[grouped], groups[grouped]), features[grouped])
    np.add.at(sums[:, size], people, features)
    return sums


def _means(sums: np.ndarray) -> _Answer:
    """Return the means that follow from sums of shape (…, n_groups + 1, n_features)."""
    with np.errstate(invalid="ignore", divide="ignore"):
        labels = sums[..., _WY] / sums[..., _W]
        machine = sums[..., _F_ALL] / sums[..., _N_ALL]
        coded = sums[..., _WF] / sums[..., _W]
    return _Answer(labels, machine, machine - coded, _weight(sums[..., :-1, :]))


def _weight(sums: np.ndarray) -> np.ndarray:
    """Return λ: the slope of codes on scores within groups, shrunken by its uncertainty."""
    weight = np.maximum(sums[..., _W], 1e-300)
    spread_f = np.maximum(sums[..., _WFF] - sums[..., _WF] ** 2 / weight, 0).sum(axis=-1)
    spread_y = np.maximum(sums[..., _WYY] - sums[..., _WY] ** 2 / weight, 0).sum(axis=-1)
    shared = (sums[..., _WFY] - sums[..., _WF] * sums[..., _WY] / weight).sum(axis=-1)
    free = sums[..., _N_LAB].sum(axis=-1) - (sums[..., _N_LAB] > 0).sum(axis=-1) - 1
    with np.errstate(invalid="ignore", divide="ignore"):
        slope = shared / spread_f
        noise = (spread_y - slope * shared) / free / spread_f
        kept = np.maximum(1 - SURE**2 * np.maximum(noise, 0) / slope**2, 0)
    defined = (spread_f > 1e-12) & (free >= 2) & (slope > 0)
    return np.where(defined, slope * kept, 0.0)


def _cap(without: _Answer, places: list[int]) -> float:
    """Return the weight at which the variances of the groups at these places sum to least.

    By the jackknife over respondents: where they differ more than their statements do, the slope
    among statements would weigh the machine too much.
    """
    labels, added = without.labels[:, places], without.added[:, places]
    labels, added = labels - labels.mean(axis=0), added - added.mean(axis=0)
    spread = float((added**2).sum())
    return max(0.0, -float((labels * added).sum()) / spread) if spread > 1e-18 else 0.0


def _row(
    whole: _Answer,
    without: _Answer,
    place: int,
    total: np.ndarray,
    labelled: int,
    cap: float,
    level: float,
    machine_only: bool,
) -> dict[str, Any]:
    counts = {
        "n_labels": int(total[_N_LAB]),
        "n_machine": int(total[_N_ALL]),
        "respondents": labelled,
    }
    nothing = dict.fromkeys(COLUMNS, np.nan)
    if not counts["n_labels"]:
        alone = float(whole.machine[place]) if machine_only else np.nan
        source = MACHINE if machine_only else ""
        note = "machine alone: no interval" if machine_only else "no human codes"
        return nothing | counts | {"mean": alone, "source": source, "note": note}
    mean, labels = float(whole.mean(place, cap)), float(whole.labels[place])
    weight = min(float(whole.weight), cap)
    found = {"mean": mean, "labels_mean": labels, "lambda": weight, "note": ""}
    found["source"] = ASSISTED if weight > 0 else PEOPLE
    if labelled < 2:
        return nothing | counts | found | {"note": "human codes of fewer than two respondents"}
    se, alone = (
        _jackknife_error(means, labelled)
        for means in (without.mean(place, cap), without.labels[:, place])
    )
    reach = _reach(level, labelled)
    found |= {"se": se, "low": mean - reach * se, "high": mean + reach * se}
    found |= {"labels_low": labels - reach * alone, "labels_high": labels + reach * alone}
    if se > 1e-12:
        effective = counts["n_labels"] * (alone / se) ** 2
        found |= {"effective": effective, "gained": effective - counts["n_labels"]}
    else:
        found["note"] = "all human codes are the same"
    return nothing | counts | found


def _jackknife_error(without: np.ndarray, labelled: int) -> float:
    # The usual factor (k − 1)/k counts those alone whose leaving out matters for the labels.
    spread = ((without - without.mean()) ** 2).sum()
    return float(np.sqrt((labelled - 1) / labelled * spread))


def _reach(level: float, labelled: int) -> float:
    from scipy.stats import t

    return float(t.ppf((1 + level) / 2, labelled - 1))
