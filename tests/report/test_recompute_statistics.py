"""Gwet's coefficients, intervals, p values and drift, again by their published formulae."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.miscmodels.ordinal_model import OrderedModel
from statsmodels.stats.multitest import multipletests

from aineisto.report import methods_paragraph, tables
from aineisto.report._names import Names
from aineisto.report._texts import texts

from .recomputed import LANGUAGES, near, numbers, rows_of
from .test_recompute_coding import (
    alpha_of,
    both,
    both_by_theme,
    coders_of,
    family_of,
    far_of,
    judgements,
    masi,
    of_all_three,
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
    for row in rows_of(drawn, "agreement", lang):
        family = family_of(row[0], lang)
        pairs = both(drawn, family, coders_of(drawn, row[1], lang))
        sets = {one for pair in pairs for one in pair}
        stance = family == "stance"
        expected = gwet(pairs, range(-2, 3) if stance else sets, by_steps if stance else by_sets)
        assert near(row[7], expected)
    for row in rows_of(drawn, "agreement_codes", lang):
        pairs = both_by_theme(drawn, row, lang)
        assert near(row[7], gwet(pairs, [False, True], lambda a, b: float(a == b)))


def jackknifed(names, people, value):
    """Return the interval of an alpha by leaving out one interviewee at a time."""
    of = pd.Series(people, index=names)
    left = np.array([value([n for n in names if of[n] != one]) for one in of.unique()])
    size = len(left)
    error = np.sqrt((size - 1) / size * ((left - left.mean()) ** 2).sum())
    # Symmetric on the scale of log(1 − alpha).
    gap = 1 - value(names)
    step = np.exp(stats.t.ppf(0.975, size - 1) * error / gap)
    return max(-1, 1 - gap * step), 1 - gap / step


@LANGUAGES
def test_intervals_of_alpha_leave_out_one_interviewee_at_a_time(drawn, lang):
    found = tables(drawn.summary, lang)
    who = drawn.statements.set_index("statement_id")["participant"]
    for row in rows_of(drawn, "agreement", lang):
        family = family_of(row[0], lang)
        coders = coders_of(drawn, row[1], lang)
        given = judgements(drawn, family)
        common = [n for n in given[coders[0]] if n in given[coders[1]]]

        def value(names, family=family, coders=coders):
            return alpha_of(family, both(drawn, family, coders, set(names)))

        expected = jackknifed(common, who[common].to_numpy(), value)
        assert numbers(row[6]) == pytest.approx(expected, abs=0.006)
    if "agreement" in found:
        # Of so few interviewees the jackknife is what table and paragraph tell of.
        assert texts(lang)("method_jackknife") in methods_paragraph(drawn.summary, lang)


@LANGUAGES
def test_p_values_of_the_means(drawn, lang):
    names = Names(drawn.codebook, texts(lang))
    asked = drawn.asked()
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
    who = drawn.statements.set_index("statement_id")["participant"]
    rng = np.random.default_rng(7)
    for row in rows_of(drawn, "against", lang):
        family = family_of(row[0], lang)
        common, given = of_all_three(drawn, family)
        far = far_of(family)
        apart = pd.DataFrame(
            [
                [
                    (far(own, first) + far(own, second)) / 2 - far(first, second)
                    for own, first, second in ((a, b, m), (b, a, m), (m, a, b))
                ]
                for a, b, m in zip(*given, strict=True)
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


def apart_by_person(far, here, people):
    """Return the difference of two means, its error by CR2 and Satterthwaite's degrees of freedom.

    Interviewees lie within the groups, where Bell and McCaffrey's adjustment (2002) of a person's
    residuals is division by the root of 1 − her share of the group's statements.
    """
    variance, rows = 0.0, []
    for side in (here, ~here):
        sums = (far[side] - far[side].mean()).groupby(people[side]).agg(["sum", "size"])
        n, size = side.sum(), sums["size"].to_numpy(dtype=float)
        root = 1 / np.sqrt(1 - size / n)
        variance += ((sums["sum"] * root / n) ** 2).sum()
        between = -np.outer(size * root, size * root) / n**3
        np.fill_diagonal(between, size / n**2)
        rows.append(between)
    squares = sum((rows_of**2).sum() for rows_of in rows)
    df = sum(np.trace(rows_of) for rows_of in rows) ** 2 / squares
    return far[here].mean() - far[~here].mean(), variance**0.5, df


@LANGUAGES
def test_intervals_and_p_of_the_subgroups(drawn, lang):
    found = tables(drawn.summary, lang).get("subgroups")
    if found is None:
        return
    names = Names(drawn.codebook, texts(lang))
    said = drawn.statements[drawn.statements["group"] != ""].set_index("statement_id")
    expected = []
    for row in found.values.tolist():
        family, coders = family_of(row[1], lang), coders_of(drawn, row[2], lang)
        first, second = (judgements(drawn, family)[one] for one in coders)
        common = [n for n in first if n in second and n in said.index]
        people, group = said["participant"][common], said["group"][common].map(names.group)

        def value(among, first=first, second=second, family=family):
            return alpha_of(family, [(first[n], second[n]) for n in among])

        here = group == row[0]
        own = people[here]
        if own.nunique() < 5:
            assert row[5] == "–"
        else:
            ends = jackknifed(list(own.index), own.to_numpy(), value)
            assert numbers(row[5]) == pytest.approx(ends, abs=0.006)
        far = pd.Series([far_of(family)(first[n], second[n]) for n in common], index=common)
        apart, error, df = apart_by_person(far, here, people)
        reach = stats.t.ppf(0.975, df) * error
        assert numbers(row[7]) == pytest.approx([apart - reach, apart + reach], abs=0.006)
        expected.append(2 * stats.t.sf(abs(apart) / error, df))
    # Of all rows at once.
    for cell, p in zip(found.iloc[:, 8], multipletests(expected, method="holm")[1], strict=True):
        assert near(cell, p, 3)


@LANGUAGES
def test_the_ordinal_models_places(drawn, lang):
    names = Names(drawn.codebook, texts(lang))
    asked = drawn.asked()
    dummies = pd.get_dummies(asked["question"].map(names.question), dtype=float)
    # With each answer its mirror image stands, so that the free cut points lie about zero alike;
    # one interviewee's answers and images are one cluster, which keeps the variance as it is.
    value = np.concatenate([asked["value"], -asked["value"]])
    people = np.tile(pd.factorize(asked["participant"])[0], 2)
    clusters = people.max() + 1
    model = OrderedModel(
        pd.Series(pd.Categorical(value, ordered=True)),
        np.vstack([dummies, -dummies]),
        distr="logit",
    )
    by_person = {"groups": people, "use_correction": False}
    fitted = model.fit(
        method="bfgs", maxiter=500, disp=False, cov_type="cluster", cov_kwds=by_person
    )
    places = np.asarray(fitted.params)
    errors = np.asarray(fitted.bse) * np.sqrt(clusters / (clusters - 1))
    for row in tables(drawn.summary, lang)["stance_tests"].values.tolist():
        at = list(dummies.columns).index(row[0])
        n = int(dummies[row[0]].sum())
        reach = stats.t.ppf(0.975, n - 1) * errors[at]
        assert numbers(row[4])[0] == pytest.approx(places[at], abs=0.01)
        if n < 5:
            assert row[5] == "–"
            continue
        ends = [places[at] - reach, places[at] + reach]
        # The report's weak prior (10 log odds) draws some hundredths of a wide interval in.
        assert numbers(row[5]) == pytest.approx(ends, abs=0.006 + 0.01 * reach)


@LANGUAGES
def test_drift_and_what_differs_between_groups(drawn, lang):
    who = drawn.statements.set_index("statement_id")["participant"]
    frame = drawn.summary.team.drift
    machine = judgements(drawn, "stance")["machine:m@1"]
    rows = rows_of(drawn, "drift", lang)
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


@LANGUAGES
def test_drift_says_where_a_suggestion_may_be_what_moved_the_coder(drawn, lang):
    found, t = tables(drawn.summary, lang).get("drift"), texts(lang)
    if found is None:
        return
    shown = drawn.summary.team.drift[["coder", "family"]].drop_duplicates()
    given = drawn.codings.merge(shown)["status"]
    statuses = set(given) - {"rejected", "consensus"}
    for status in ("accepted", "unknown"):
        assert (t(f"mark_{status}") in found.attrs["mark"]) == (status in statuses)
    assert (t("how_drift_in_sight") in found.attrs["note"]) == (statuses != {"blind"})
