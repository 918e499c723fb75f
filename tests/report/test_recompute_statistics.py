"""Gwet's coefficients, intervals, p values and drift, again by their published formulae."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.stats.multitest import multipletests

from aineisto.report import methods_paragraph, tables
from aineisto.report._names import Names
from aineisto.report._texts import texts

from .recomputed import LANGUAGES, near, numbers
from .test_recompute_coding import (
    alpha,
    both,
    coders_of,
    family_of,
    judgements,
    masi,
    ordinal,
)


def gwet(pairs, categories, weight):
    """Return Gwet's AC2 of two coders (Handbook of Inter-Rater Reliability, 2014)."""
    place = {category: number for number, category in enumerate(categories)}
    w = np.array([[weight(a, b) for b in categories] for a in categories])
    given = np.zeros((len(pairs), len(categories)))
    for unit, pair in enumerate(pairs):
        for one in pair:
            given[unit, place[one]] += 1
    shares = given.mean(axis=0) / 2
    chance = w.sum() / (len(w) * (len(w) - 1)) * (shares * (1 - shares)).sum()
    seen = np.mean([w[place[a], place[b]] for a, b in pairs])
    return (seen - chance) / (1 - chance)


def by_steps(a, b):
    return 1 - ((a - b) / 4) ** 2


def by_sets(a, b):
    return 1 - masi(a, b)


@LANGUAGES
def test_gwets_coefficients(drawn, lang):
    found = tables(drawn.summary, lang)
    for row in found["agreement"].values.tolist() if "agreement" in found else []:
        family = family_of(row[0], lang)
        pairs = both(drawn, family, coders_of(drawn, row[1], lang))
        sets = {one for pair in pairs for one in pair}
        stance = family == "stance"
        expected = gwet(pairs, range(-2, 3) if stance else sets, by_steps if stance else by_sets)
        assert near(row[7], expected)
    names = Names(drawn.codebook, texts(lang))
    for row in found["agreement_codes"].values.tolist() if "agreement_codes" in found else []:
        code = next(c for c in drawn.codebook.theme_codes if names.theme(c) == row[0])
        sets = both(drawn, "theme", coders_of(drawn, row[1], lang))
        pairs = [(code in a, code in b) for a, b in sets]
        assert near(row[7], gwet(pairs, [False, True], lambda a, b: float(a == b)))


@LANGUAGES
def test_intervals_of_alpha_leave_out_one_interviewee_at_a_time(drawn, lang):
    found = tables(drawn.summary, lang)
    who = drawn.statements.set_index("statement_id")["participant"]
    for row in found["agreement"].values.tolist() if "agreement" in found else []:
        family = family_of(row[0], lang)
        coders = coders_of(drawn, row[1], lang)
        given = judgements(drawn, family)
        common = [n for n in given[coders[0]] if n in given[coders[1]]]

        def value(names, family=family, coders=coders):
            pairs = both(drawn, family, coders, set(names))
            stance = family == "stance"
            return alpha(pairs, ordinal([v for p in pairs for v in p]) if stance else masi)

        people = who[common].unique()
        left = np.array([value([n for n in common if who[n] != one]) for one in people])
        size = len(left)
        error = np.sqrt((size - 1) / size * ((left - left.mean()) ** 2).sum())
        # Symmetric on the scale of log(1 − alpha).
        gap = 1 - value(common)
        step = np.exp(stats.t.ppf(0.975, size - 1) * error / gap)
        low, high = max(-1, 1 - gap * step), 1 - gap / step
        assert numbers(row[6]) == pytest.approx([low, high], abs=0.006)
    if "agreement" in found:
        # Of so few interviewees the jackknife is what table and paragraph tell of.
        assert texts(lang)("method_jackknife") in methods_paragraph(drawn.summary, lang)


@LANGUAGES
def test_p_values_of_the_means(drawn, lang):
    names = Names(drawn.codebook, texts(lang))
    asked = drawn.answers(drawn.counted, ["question"])
    asked = asked[asked["question"] != ""]
    rows = tables(drawn.summary, lang)["stance_tests"].values.tolist()
    expected = []
    for row in rows:
        y = asked.loc[asked["question"].map(names.question) == row[0], "value"].to_numpy()

        def signed(x, axis=-1):
            return (np.sign(x) * stats.rankdata(np.abs(x), axis=axis)).sum(axis=axis)

        # Wilcoxon's statistic with Pratt's zeros, all exchanges of signs by SciPy.
        test = stats.permutation_test(
            (y,), signed, permutation_type="samples", n_resamples=np.inf, vectorized=True
        )
        expected.append(test.pvalue if len(y) >= 5 else np.nan)
        assert near(row[6], expected[-1], 3)
    known = [p for p in expected if not np.isnan(p)]
    corrected = multipletests(known, method="holm")[1] if known else []
    shown = [row[7] for row in rows if row[7] != "–"]
    for cell, p in zip(shown, corrected, strict=True):
        assert near(cell, p, 3)


@LANGUAGES
def test_p_of_the_machine_against_people(drawn, lang):
    found = tables(drawn.summary, lang).get("against")
    who = drawn.statements.set_index("statement_id")["participant"]
    rng = np.random.default_rng(7)
    for row in found.values.tolist() if found is not None else []:
        family = family_of(row[0], lang)
        given = judgements(drawn, family)
        coders = ["human:anna", "human:eero", "machine:m@1"]
        common = [n for n in given[coders[0]] if all(n in given[one] for one in coders)]
        far = (lambda a, b: abs(a - b)) if family == "stance" else masi
        apart = pd.DataFrame(
            [
                [
                    np.mean([far(given[one][n], given[c][n]) for c in coders if c != one])
                    - far(*(given[c][n] for c in coders if c != one))
                    for one in coders
                ]
                for n in common
            ]
        )
        sums = apart.groupby(who[common].to_numpy()).sum().to_numpy()
        # In each interviewee any of the three may stand in the machine's place.
        drawn_sums = sums[np.arange(len(sums)), rng.integers(0, 3, (20_000, len(sums)))].sum(axis=1)
        p = (drawn_sums >= sums[:, 2].sum() - 1e-9).mean()
        assert abs(numbers(row[7])[0] - p) < 0.02


def slope(y, design, people):
    """Return the first coefficient and its error by CR2, after Bell and McCaffrey (2002)."""
    hat = design @ np.linalg.pinv(design)
    residual = y - hat @ y
    row = np.linalg.pinv(design)[0]
    total = 0.0
    for person in np.unique(people):
        here = people == person
        values, vectors = np.linalg.eigh((np.eye(len(y)) - hat)[np.ix_(here, here)])
        adjust = vectors @ np.diag([v**-0.5 if v > 1e-9 else 0.0 for v in values]) @ vectors.T
        total += float(row[here] @ adjust @ residual[here]) ** 2
    return float((np.linalg.pinv(design) @ y)[0]), total**0.5


@LANGUAGES
def test_drift_and_what_differs_between_groups(drawn, lang):
    who = drawn.statements.set_index("statement_id")["participant"]
    frame = drawn.summary.team.drift
    found = tables(drawn.summary, lang).get("drift")
    machine = judgements(drawn, "stance")["machine:m@1"]
    rows = found.values.tolist() if found is not None else []
    for row, one in zip(rows, frame.itertuples(), strict=True):
        if one.code != "stance":
            continue
        mine = drawn.codings[drawn.codings["coder"] == f"human:{row[0]}"]
        mine = mine[(mine["family"] == "stance") & ~mine["status"].isin(["rejected", "consensus"])]
        mine = mine[mine["statement_id"].isin(machine)]
        y = mine["value"].to_numpy(dtype=float)
        later = (np.arange(len(y)) >= 50).astype(float)
        alike = pd.get_dummies(mine["statement_id"].map(machine)).to_numpy(dtype=float)
        people = who[mine["statement_id"]].to_numpy()
        moved, error = slope(y, np.column_stack([later, alike]), people)
        cells = [numbers(cell)[0] for cell in row[2:7]]
        expected = [50, y[:50].mean(), len(y) - 50, y[50:].mean(), moved]
        assert cells == pytest.approx(expected, abs=0.006)
        if row[7] == "–":  # too few
            assert np.isnan(one.p)
            continue
        low, high = numbers(row[7])
        assert (low + high) / 2 == pytest.approx(moved, abs=0.006)
        # The quantile is t's, of fewer degrees of freedom than there are interviewees.
        quantile = (one.high - one.low) / 2 / error
        assert quantile > stats.t.ppf(0.975, len(np.unique(people)) - 1)
        df = min(np.linspace(1, 60, 60_000), key=lambda d: abs(stats.t.ppf(0.975, d) - quantile))
        assert one.p == pytest.approx(2 * stats.t.sf(abs(moved) / error, df), abs=1e-3)
    for part, name, at in ((frame, "drift", -1), (drawn.summary.team.subgroups, "subgroups", -1)):
        shown = tables(drawn.summary, lang).get(name)
        if shown is None:
            continue
        p = part["p"].to_numpy(dtype=float)
        known = ~np.isnan(p)
        corrected = np.full(len(p), np.nan)
        if known.any():
            corrected[known] = multipletests(p[known], method="holm")[1]
        for cell, value in zip(shown.iloc[:, at], corrected, strict=True):
            assert near(cell, value, 3)
