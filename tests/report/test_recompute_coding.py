"""Agreement, what the team did and the smaller tables, computed again by plain pandas."""

import re
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from aineisto.report import tables
from aineisto.report._content import make_report
from aineisto.report._names import Names
from aineisto.report._texts import texts

from .recomputed import LANGUAGES, near, numbers, of_branch, printed, rows_of

FAMILIES = ("stance", "theme", "actor")


def judgements(study, family):
    """Return each coder's judgement of each statement: a step, or a set of codes."""
    codings = study.codings
    blind = codings[codings["status"].isin(["blind", "suggested"])]
    found = {}
    for coder, mine in blind.groupby("coder"):
        own = mine[mine["family"] == family]
        if own.empty:
            continue
        read = mine["statement_id"].unique() if family == "actor" else own["statement_id"].unique()
        if family == "stance":
            found[coder] = own.set_index("statement_id")["value"].to_dict()
        else:
            codes = own.groupby("statement_id")["code"].agg(set).to_dict()
            found[coder] = {n: frozenset(codes.get(n, ())) - {"none"} for n in read}
    return found


def masi(a, b):
    """Return Passonneau's distance (2006) of two sets."""
    if a == b:
        return 0.0
    kind = 2 / 3 if a <= b or b <= a else 1 / 3 if a & b else 0.0
    return 1 - kind * len(a & b) / len(a | b)


def ordinal(values):
    """Return Krippendorff's ordinal distance, of how often each step was given."""
    counts = Counter(values)

    def distance(a, b):
        between = sum(n for v, n in counts.items() if min(a, b) <= v <= max(a, b))
        return (between - (counts[a] + counts[b]) / 2) ** 2

    return distance


def alpha(pairs, distance):
    """Return Krippendorff's alpha of units with two judgements each."""
    given = Counter(one for pair in pairs for one in pair)
    total = sum(given.values())
    expected = sum(n * m * distance(a, b) for a, n in given.items() for b, m in given.items()) / (
        total * (total - 1)
    )
    return 1 - np.mean([distance(a, b) for a, b in pairs]) / expected


def alpha_of(family, pairs):
    """Return alpha by the distance of a family: of steps in their order, or of sets."""
    return alpha(pairs, ordinal([v for p in pairs for v in p]) if family == "stance" else masi)


def both(study, family, coders, among=None):
    found = judgements(study, family)
    a, b = (found[one] for one in coders)
    return [(a[name], b[name]) for name in a if name in b and (among is None or name in among)]


def coders_of(study, shown, lang):
    """Return the coders that a printed cell names."""
    names = [name.removeprefix(f"{texts(lang)('machine')} ") for name in shown.split(" – ")]
    known = {
        coder.split(":", 1)[1].replace("@", " "): coder for coder in study.codings["coder"].unique()
    }
    return [known[name] for name in names]


def theme_of(study, shown, lang):
    """Return the theme that a printed cell names."""
    names = Names(study.codebook, texts(lang))
    return next(code for code in study.codebook.theme_codes if names.theme(code) == shown)


def both_by_theme(study, row, lang):
    """Return of each statement of a row whether the one and the other coder gave its theme."""
    code = theme_of(study, row[0], lang)
    pairs = both(study, "theme", coders_of(study, row[1], lang))
    return [(code in a, code in b) for a, b in pairs]


def far_of(family):
    """Return how far two judgements of a family are apart."""
    return (lambda a, b: abs(a - b)) if family == "stance" else masi


def of_all_three(study, family):
    """Return what both people and the machine said of the statements that all three judged."""
    given = judgements(study, family)
    coders = ["human:anna", "human:eero", "machine:m@1"]
    common = [n for n in given[coders[0]] if all(n in given[one] for one in coders)]
    return common, [[given[one][n] for n in common] for one in coders]


def family_of(shown, lang):
    return {texts(lang)(f"family_{f}").capitalize(): f for f in FAMILIES}[shown]


@LANGUAGES
def test_agreement(drawn, lang):
    found = tables(drawn.summary, lang).get("agreement")
    blind = drawn.codings[drawn.codings["status"] == "blind"]
    assert (found is None) == blind.empty
    if found is None:
        return
    t = texts(lang)
    for row in found.values.tolist():
        family = family_of(row[0], lang)
        pairs = both(drawn, family, coders_of(drawn, row[1], lang))
        value = alpha_of(family, pairs)
        assert numbers(row[2]) == [len(pairs)]
        assert near(row[3], 100 * np.mean([a == b for a, b in pairs]), 0)
        # Kappa's chance is of each coder's own codes; stance by squared steps.
        far = (lambda a, b: (a - b) ** 2) if family == "stance" else masi
        chance = np.mean([far(a, b) for a, _ in pairs for _, b in pairs])
        assert near(row[4], 1 - np.mean([far(a, b) for a, b in pairs]) / chance)
        assert near(row[5], value)
        kind = "reliable" if value >= 0.8 else "tentative" if value >= 0.667 else "low"
        said = t(f"reading_{kind}")
        bound = {"reliable": 0.8, "tentative": 0.667}.get(kind, -9)
        wide = bool(numbers(row[6])) and numbers(row[6])[0] < bound
        assert row[8] == (t("reading_wide", reading=said) if wide else said)


@LANGUAGES
def test_agreement_by_theme_and_by_group(drawn, lang):
    names = Names(drawn.codebook, texts(lang))
    for row in rows_of(drawn, "agreement_codes", lang):
        pairs = both_by_theme(drawn, row, lang)
        assert near(row[3], 100 * np.mean([a == b for a, b in pairs]), 0)
        assert near(row[5], alpha(pairs, lambda a, b: float(a != b)))
    for row in rows_of(drawn, "subgroups", lang):
        family = family_of(row[1], lang)
        coders = coders_of(drawn, row[2], lang)
        said = drawn.statements.set_index("statement_id")["group"]
        here = set(said[said.map(names.group) == row[0]].index)
        pairs = both(drawn, family, coders, here)
        rest = both(drawn, family, coders, set(said[said != ""].index) - here)
        far = far_of(family)
        assert numbers(row[3]) == [len(pairs)]
        if row[4] != "–":
            assert near(row[4], alpha_of(family, pairs))
        apart = np.mean([far(*p) for p in pairs]) - np.mean([far(*p) for p in rest])
        assert near(row[6], apart)


@LANGUAGES
def test_machine_against_people_and_disputes(drawn, lang):
    found = tables(drawn.summary, lang)
    people = sorted(drawn.codings.query("status == 'blind'")["coder"].unique())
    assert ("against" in found) == (len(people) > 1)
    if len(people) < 2:
        return
    for row in found["against"].values.tolist():
        family = family_of(row[0], lang)
        judged = judgements(drawn, family)
        a, b, machine = (judged[one] for one in (*people, "machine:m@1"))
        common = [name for name in a if name in b and name in machine]
        far = far_of(family)
        between = np.mean([far(a[n], b[n]) for n in common])
        off = np.mean([(far(machine[n], a[n]) + far(machine[n], b[n])) / 2 for n in common])
        assert numbers(row[2]) == [len(common)]
        assert near(row[3], between)
        assert near(row[4], off)
        assert near(row[5], off - between)
    names, t = Names(drawn.codebook, texts(lang)), texts(lang)
    frame = drawn.summary.agreement.disputed
    shown = found["disputed"].values.tolist()
    for row, one in zip(shown, frame.itertuples(), strict=True):
        a, b = (judgements(drawn, one.family)[who][one.statement_id] for who in people)
        assert a != b
        assert row[1] == t(f"family_{one.family}")
        if one.family == "stance":
            assert row[2:4] == [names.stance(a), names.stance(b)]
        else:
            told = [{names.theme(c) for c in codes} or {"–"} for codes in (a, b)]
            assert [set(cell.split(", ")) for cell in row[2:4]] == told


@LANGUAGES
def test_anchoring(drawn, lang):
    found = tables(drawn.summary, lang).get("anchoring")
    mine = drawn.codings.query("family == 'stance' and coder == 'human:anna'")
    mine = mine.merge(drawn.statements[["statement_id", "question"]], on="statement_id")
    blind = mine[mine["status"] == "blind"]
    seen = mine[mine["status"].isin(["accepted", "changed"])]
    common = set(blind["question"]) & set(seen["question"])
    assert (found is not None) == bool(common)
    if not common:
        return
    machine = judgements(drawn, "stance")["machine:m@1"]
    mean, same = found.values.tolist()
    for part, n, at in ((blind, 2, 3), (seen, 4, 5)):
        part = part[part["question"].isin(common)]
        assert numbers(mean[n]) == [len(part)]
        assert near(mean[at], part["value"].mean())
        equal = (part["value"] == part["statement_id"].map(machine)).mean()
        assert near(same[at], 100 * equal, 0)


@LANGUAGES
def test_groups_of_answers_and_of_themes(drawn, lang):
    found = tables(drawn.summary, lang)
    names = Names(drawn.codebook, texts(lang))
    answers = drawn.answers(drawn.counted, ["question", "group"])
    codes = drawn.counted[drawn.counted["family"] == "theme"]
    everybody = names.group("__all__")
    named = [name for name in dict.fromkeys(drawn.statements["group"]) if name]
    assert ("theme_groups" in found) == bool(named)
    for name in ("stance_groups", "theme_groups") if named else ():
        frame = found[name]
        # All are told apart from the groups: with one group too, where some are in none.
        assert set(frame.columns[1:]) == {*named, everybody}
        for row in frame.to_dict("records"):
            first = row.pop(frame.columns[0]).strip()
            for group, cell in row.items():
                if name == "stance_groups":
                    part = answers[answers["question"].map(names.question) == first]
                    part = part if group == everybody else part[part["group"] == group]
                    shown = names.mean_n(part["value"].mean(), len(part)) if len(part) else "–"
                    assert cell == shown
                else:
                    part = codes if group == everybody else codes[codes["group"] == group]
                    (code,) = (t for t in drawn.codebook.theme_codes if names.theme(t) == first)
                    branch = of_branch(part, code, drawn.codebook)
                    share, count = numbers(cell)
                    assert abs(share - 100 * branch / part["statement_id"].nunique()) <= 0.5 + 1e-9
                    assert abs(count - branch) <= 0.05 + 1e-9
    if named:
        assert texts(lang)("how_group_branches") in found["theme_groups"].attrs["note"]


@LANGUAGES
def test_how_sure_a_groups_means_are_is_told_of_five_people_or_more(drawn, lang):
    found = tables(drawn.summary, lang).get("group_intervals")
    names = Names(drawn.codebook, texts(lang))
    answers = drawn.answers(drawn.counted, ["question", "group"])
    large = {}
    for (question, group), part in answers.groupby(["question", "group"]):
        if question and group and len(part) >= 5:
            large[names.question(question), group] = part["value"]
    rows = [] if found is None else found.values.tolist()
    assert {(row[0], row[1]) for row in rows} == set(large)
    for question, group, mean, n, interval in rows:
        y = large[question, group]
        reach = stats.t.ppf(0.975, len(y) - 1) * y.std() / np.sqrt(len(y))
        assert near(mean, y.mean())
        assert numbers(n) == [len(y)]
        assert numbers(interval) == pytest.approx([y.mean() - reach, y.mean() + reach], abs=0.006)


@LANGUAGES
def test_what_was_asked_is_told_where_the_questions_names_do_not_say_it(drawn, lang):
    summary = drawn.summary
    asked = tables(summary, lang)["questions"].values.tolist()
    texts_of = {one.code: one.text for one in drawn.codebook.questions}
    assert [row[1] for row in asked] == [texts_of[code] for code in summary.questions]
    said = [replace(q, name={lang: q.text}) for q in drawn.codebook.questions]
    plain = replace(summary, codebook=replace(drawn.codebook, questions=tuple(said)))
    assert "questions" not in tables(plain, lang)


@LANGUAGES
def test_no_line_ends_between_a_number_and_what_it_is_of(drawn, lang):
    report = make_report(drawn.summary, lang)
    blocks = [block for section in report.sections for block in section.blocks]
    said = [report.status, *report.abstract, *(getattr(block, "how", "") for block in blocks)]
    said += [block.text for block in blocks if block.block == "text"]
    for block in blocks:
        if block.block == "definitions":
            said += [part for item in block.items for part in item]
        elif block.block == "table":
            said += [cell for row in block.rows for cell in row]
    torn = [found for text in said for found in re.findall(r".{9}(?:\d %|[=<>≥≤] \d|\bn =)", text)]
    assert len(said) > 100
    # Headings and captions are what a user types to find a column or a figure.
    names = [title for block in blocks if block.block == "table" for title, _ in block.columns]
    assert "\u00a0" not in "".join(names + [getattr(block, "caption", "") for block in blocks])
    assert not torn, torn


@LANGUAGES
def test_the_models_table_and_the_statisticians(drawn, lang):
    found = tables(drawn.summary, lang)
    names = Names(drawn.codebook, texts(lang))
    asked = drawn.asked()
    for row in found["stance_model"].values.tolist():
        y = asked.loc[asked["question"].map(names.question) == row[0], "value"]
        error = y.std() / np.sqrt(len(y))
        levels = [
            level
            for level in (*range(95, 0, -5), 1)
            if abs(y.mean()) > stats.norm.ppf(0.5 + level / 200) * error
        ]
        level = levels[0] if levels else 1
        reach = stats.norm.ppf(0.5 + level / 200) * error
        told = [y.mean(), y.std(), len(y), level, reach / error, error, reach, y.mean() - reach,
                y.mean() + reach]  # fmt: skip
        for cell, value, decimals in zip(row[1:], told, (2, 2, 0, 0, 2, 2, 2, 2, 2), strict=True):
            assert near(cell, value, decimals)
    for row in found["stance_tests"].values.tolist():
        y = asked.loc[asked["question"].map(names.question) == row[0], "value"]
        assert near(row[1], y.mean())
        assert near(row[3], (y > 0).mean() - (y < 0).mean())
        assert (row[2] == "–") == (row[6] == "–") == (len(y) < 5)
        if len(y) >= 5:
            low, high = stats.t.interval(0.95, len(y) - 1, y.mean(), y.std() / np.sqrt(len(y)))
            assert numbers(row[2]) == pytest.approx([low, high], abs=0.006)


@LANGUAGES
def test_people_and_machine_apart(drawn, lang):
    found = tables(drawn.summary, lang).get("stance_sources")
    stance = drawn.counted[drawn.counted["family"] == "stance"]
    human = stance["coder"].str.startswith("human:")
    assert (found is None) == bool(human.all())
    if found is None:
        return
    names = Names(drawn.codebook, texts(lang))
    for row in found.values.tolist():
        every = row[0] == texts(lang)("all_statements")
        here = stance if every else stance[stance["question"].map(names.question) == row[0]]
        people, machine = here[human.loc[here.index]], here[~human.loc[here.index]]
        assert near(row[1], people["value"].mean())
        assert numbers(row[3]) == [len(people)]
        assert near(row[7], machine["value"].mean())
        assert numbers(row[8]) == [len(machine)]
        few = people["participant"].nunique() < 5
        assert (row[2] == "–") == (row[5] == "–") == few


@LANGUAGES
def test_documents_saturation_and_drift(drawn, lang):
    st = drawn.statements
    for row in printed(drawn, "documents", lang).values.tolist():
        part = st[st["document"] == row[0]]
        assert numbers(row[3]) == [len(part)]
        assert numbers(row[4]) == [part["clean"].str.split().str.len().sum()]
    codes = drawn.counted.query("family == 'theme' and code != 'none'")
    heard, brought, last = set(), [], []
    for row, document in zip(
        printed(drawn, "saturation", lang).values.tolist(), st["document"].unique(), strict=True
    ):
        here = set(codes.loc[codes["document"] == document, "code"])
        brought.append(len(here - heard))
        heard |= here
        assert [numbers(cell)[0] for cell in row[1:4]] == [len(here), brought[-1], len(heard)]
        if len(brought) < 6:
            assert row[4] == "–"
            continue
        ratio = sum(brought[-2:]) / sum(brought[:4])
        assert near(row[4], 100 * ratio, 0)
        last.append(row[5] == texts(lang)("yes"))
        assert last[-1] == (ratio <= 0.05)
    for row in rows_of(drawn, "drift", lang):
        mine = drawn.codings[drawn.codings["coder"] == f"human:{row[0]}"]
        mine = mine[(mine["family"] == "stance") & (mine["status"] != "consensus")]
        n_first, first, n_later, later = (numbers(cell)[0] for cell in row[2:6])
        assert n_first == 50
        if set(mine["status"]) == {"blind"}:
            assert n_first + n_later == len(mine)
            told = (n_first * first + n_later * later) / len(mine)
            assert told == pytest.approx(mine["value"].mean(), abs=0.011)


@LANGUAGES
def test_what_the_abstract_and_the_key_figures_say(drawn, lang):
    report = make_report(drawn.summary, lang)
    shown = [numbers(value)[0] for value, _ in report.key_figures]
    st = drawn.statements
    groups = len({name for name in st["group"] if name})
    people = drawn.people["participant"].nunique()
    words = st["clean"].str.split().str.len().sum()
    assert shown == [st["document"].nunique(), people, groups, len(st), words]
    asked = drawn.answers(drawn.counted, ["question"])
    means = asked[asked["question"] != ""].groupby("question")["value"].mean()
    said = " ".join(report.abstract)
    names = Names(drawn.codebook, texts(lang))
    for mean in (means.max(), means.min()):
        question = names.question(means.index[means == mean][0])
        assert re.search(
            re.escape(question) + '[”"]: ' + re.escape(names.number(mean, sign=True)), said
        )
