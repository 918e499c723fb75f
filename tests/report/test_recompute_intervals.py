"""Intervals of the smaller tables, again by plain loops over the interviewees."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from aineisto.codings import make_codings
from aineisto.report import tables
from aineisto.report._names import Names
from aineisto.report._texts import texts

from .generated import _rows
from .recomputed import LANGUAGES, Study, near, numbers, rows_of
from .test_recompute_coding import (
    alpha,
    both,
    coders_of,
    family_of,
    far_of,
    judgements,
    of_all_three,
    theme_of,
)
from .test_recompute_statistics import jackknifed


def clustered(y, design, people, alike=0.0):
    """Return the first coefficient, its error by CR2 and its degrees of freedom.

    Bell and McCaffrey (2002); `alike` is the working correlation of one interviewee's statements
    (Imbens and Kolesár 2016).
    """
    y, design, people = (np.asarray(part) for part in (y, design, people))
    solved = np.linalg.pinv(design)
    left = np.eye(len(y)) - design @ solved
    residual, error, columns = left @ y, 0.0, []
    for person in pd.unique(people):
        here = people == person
        values, vectors = np.linalg.eigh(left[np.ix_(here, here)])
        roots = np.array([0.0 if v < 1e-9 else v**-0.5 for v in values])
        weight = vectors @ np.diag(roots) @ vectors.T @ solved[0, here]
        error += float(weight @ residual[here]) ** 2
        columns.append(left[:, here] @ weight)
    same = people[:, None] == people[None, :]
    covariance = np.where(same, alike, 0.0) + np.eye(len(y)) * (1 - alike)
    spread = np.array(columns) @ covariance @ np.array(columns).T
    return float(solved[0] @ y), error**0.5, np.trace(spread) ** 2 / (spread**2).sum()


def intraclass(y, people):
    """Return the correlation of one interviewee's values by one-way analysis of variance."""
    frame = pd.DataFrame({"y": np.asarray(y, dtype=float), "who": np.asarray(people)})
    by = frame.groupby("who")["y"]
    sizes, n = by.size(), len(frame)
    between = (sizes * (by.mean() - frame["y"].mean()) ** 2).sum() / (len(sizes) - 1)
    within = ((frame["y"] - by.transform("mean")) ** 2).sum() / (n - len(sizes))
    usual = (n - (sizes**2).sum() / n) / (len(sizes) - 1)
    return min(1.0, max(0.0, (between - within) / (between + (usual - 1) * within)))


def ends(y, design, people, alike=0.0):
    """Return the coefficient's 95 % interval and its p."""
    centre, error, df = clustered(y, design, people, alike)
    reach = stats.t.ppf(0.975, df) * error
    return [centre - reach, centre + reach], 2 * stats.t.sf(abs(centre) / error, df)


def interviewees(study):
    return study.statements.set_index("statement_id")["participant"]


@LANGUAGES
def test_the_machine_against_people(drawn, lang):
    for row in rows_of(drawn, "against", lang):
        family = family_of(row[0], lang)
        common, (a, b, machine) = of_all_three(drawn, family)
        far = far_of(family)
        apart = [
            (far(m, x) + far(m, y)) / 2 - far(x, y) for m, x, y in zip(machine, a, b, strict=True)
        ]
        people = interviewees(drawn)[common]
        whole = np.ones((len(apart), 1))
        expected, _ = ends(apart, whole, people, intraclass(apart, people))
        assert numbers(row[6]) == pytest.approx(expected, abs=0.006)


@LANGUAGES
def test_agreement_theme_by_theme(drawn, lang):
    values = []
    for row in rows_of(drawn, "agreement_codes", lang):
        code = theme_of(drawn, row[0], lang)
        first, second = coders_of(drawn, row[1], lang)
        given = judgements(drawn, "theme")
        common = [n for n in given[first] if n in given[second]]

        def value(among, code=code, first=first, second=second):
            sets = both(drawn, "theme", (first, second), set(among))
            return alpha([(code in a, code in b) for a, b in sets], lambda a, b: float(a != b))

        there = np.array([[code in given[one][n] for one in (first, second)] for n in common])
        share = there.mean(axis=0)
        by_chance = share.prod() + (1 - share).prod()
        kappa = ((there[:, 0] == there[:, 1]).mean() - by_chance) / (1 - by_chance)
        assert numbers(row[2]) == [len(common)]
        assert near(row[4], kappa)
        low, high = jackknifed(common, interviewees(drawn)[common].to_numpy(), value)
        assert numbers(row[6]) == pytest.approx([low, high], abs=0.006)
        values.append(value(common))
        assert row[8] == texts(lang)("reading_low") or values[-1] >= 0.667
    assert values == sorted(values)  # the lowest first, as the caption says


@LANGUAGES
def test_anchoring(drawn, lang):
    found = tables(drawn.summary, lang).get("anchoring")
    if found is None:
        return
    mine = drawn.codings.query("family == 'stance' and coder == 'human:anna'")
    mine = mine.merge(drawn.statements, on="statement_id")
    mine = mine[mine["status"].isin(["blind", "accepted", "changed"])]
    mine["seen"] = (mine["status"] != "blind").astype(float)
    mine["same"] = mine["statement_id"].map(judgements(drawn, "stance")["machine:m@1"])
    mine["same"] = (mine["same"] == mine["value"]).astype(float)
    ways = mine.groupby("question")["seen"].transform("nunique")
    part = mine[ways == 2]
    questions = pd.get_dummies(part["question"]).to_numpy(dtype=float)
    design = np.column_stack([part["seen"], questions])
    assert min((part["seen"] == 1).sum(), (part["seen"] == 0).sum()) >= 10
    for row, what in zip(found.values.tolist(), ("value", "same"), strict=True):
        low, high = numbers(row[7])
        expected, _ = ends(part[what].to_numpy(), design, part["participant"])
        assert [low, high] == pytest.approx(expected, abs=0.006)
        assert numbers(row[6])[0] == pytest.approx(sum(expected) / 2, abs=0.006)


def scored_units(study):
    """Return every statement with the machine's score, and people's code where there is one.

    A suggestion without a score is its own.
    """
    machine = study.codings.query("family == 'stance' and coder == 'machine:m@1'")
    machine = machine.set_index("statement_id")
    machine = machine["score"].fillna(machine["value"])
    human = study.counted[study.counted["coder"].str.startswith("human:")]
    human = human[human["family"] == "stance"].groupby("statement_id")["value"].median()
    units = study.statements.set_index("statement_id")[["participant", "question"]]
    return units.join(machine).join(human.rename("value")).dropna(subset="score")


def slope_within_questions(units):
    """Return PPI++'s weight: the slope of codes on scores, shrunken by its own uncertainty."""
    coded = units.dropna(subset="value")
    by = coded.groupby("question")
    y, f = (coded[name] - by[name].transform("mean") for name in ("value", "score"))
    free = len(coded) - by.ngroups - 1
    if free < 2 or (f**2).sum() < 1e-12 or (f * y).sum() <= 0:
        return 0.0
    slope = (f * y).sum() / (f**2).sum()
    noise = ((y**2).sum() - slope * (f * y).sum()) / free / (f**2).sum()
    return slope * max(1 - 4 * max(noise, 0) / slope**2, 0)


def parts(units, question):
    """Return the mean of people's codes, and what the machine says of the others beside it."""
    here = units if question is None else units[units["question"] == question]
    coded = here.dropna(subset="value")
    return coded["value"].mean(), here["score"].mean() - coded["score"].mean()


@LANGUAGES
def test_people_and_machine_together(drawn, lang):
    found = tables(drawn.summary, lang).get("stance_sources")
    if found is None:
        return
    units, names = scored_units(drawn), Names(drawn.codebook, texts(lang))
    everybody = units["participant"].unique()
    without = [units[units["participant"] != person] for person in everybody]
    weights = np.array([slope_within_questions(part) for part in without])
    whole = slope_within_questions(units)
    coders = units.dropna(subset="value").groupby("question")["participant"].nunique()
    left = {q: np.array([parts(part, q) for part in without]) for q in [*coders.index, None]}

    def cap(questions):
        """Return the weight at which the jackknife's variances sum to least."""
        moved = [left[q] - left[q].mean(axis=0) for q in questions]
        spread = sum((m[:, 1] ** 2).sum() for m in moved)
        return max(0.0, -sum((m[:, 0] * m[:, 1]).sum() for m in moved) / spread)

    def error(values, people):
        return np.sqrt((people - 1) / people * ((values - values.mean()) ** 2).sum())

    shared = cap([q for q in coders.index if coders[q] > 1])
    for row in found.values.tolist():
        every = row[0] == texts(lang)("all_statements")
        question = None if every else next(q for q in coders.index if names.question(q) == row[0])
        most = cap([None]) if every else shared
        here = units if every else units[units["question"] == question]
        coded = here.dropna(subset="value")
        people = coded["participant"].nunique()
        mean, added = parts(units, question)
        joint = mean + min(whole, most) * added
        assert near(row[1], mean)
        assert near(row[4], joint)
        if people < 5:
            assert row[2] == row[5] == row[6] == "–"
            continue
        alone = error(left[question][:, 0], people)
        moved = left[question][:, 0] + np.minimum(weights, most) * left[question][:, 1]
        both_ = error(moved, people)
        reach = stats.t.ppf(0.975, people - 1)
        assert numbers(row[2]) == pytest.approx(
            [mean - reach * alone, mean + reach * alone], abs=0.006
        )
        assert numbers(row[5]) == pytest.approx(
            [joint - reach * both_, joint + reach * both_], abs=0.006
        )
        assert near(row[6], len(coded) * (alone / both_) ** 2, 0)


def _always_money(codings, corpus):
    """Anna gives one theme to nearly all, ever more readily; the machine to every other."""
    rng = np.random.default_rng(5)
    rows = []
    for place, name in enumerate(corpus.statements["statement_id"]):
        there = rng.random() < (0.85 if place < 40 else 0.97)
        rows += _rows(name, "human:anna", "blind", 0, ["ohjaus"] if there else [], [])
        rows += _rows(name, "machine:m@1", "suggested", 0, ["ohjaus"] if place % 2 else [], [])
    return make_codings(rows)


@LANGUAGES
def test_drift_of_a_theme(tmp_path, lang):
    study = Study(0, tmp_path, _always_money)
    found = tables(study.summary, lang)["drift"]
    name = Names(study.codebook, texts(lang)).theme("ohjaus")
    (row,) = [row for row in found.values.tolist() if row[1] == name]
    sets = judgements(study, "theme")
    order = study.statements["statement_id"]  # as anna coded them
    y = np.array([float("ohjaus" in sets["human:anna"][n]) for n in order])
    # First: up to the fiftieth use, then the later ones.
    last = int(np.flatnonzero(y)[49])
    later = (np.arange(len(y)) > last).astype(float)
    machine = np.array([float("ohjaus" in sets["machine:m@1"][n]) for n in order])
    design = np.column_stack([later, machine, 1 - machine])
    people = interviewees(study)[order].to_numpy()
    assert numbers(row[2]) == [last + 1]
    assert near(row[3], y[later == 0].mean())
    assert numbers(row[4]) == [later.sum()]
    assert near(row[5], y[later == 1].mean())
    (low, high), p = ends(y, design, people)
    assert near(row[6], (low + high) / 2)
    assert numbers(row[7]) == pytest.approx([low, high], abs=0.006)
    # Stance never moves, and has no p: the theme's is the only one, and stands uncorrected.
    assert near(row[8], p, 3)
