"""The report tells how a team worked: rounds, versions, who settled, whether to stop looking."""

import math
from dataclasses import replace
from fractions import Fraction

import krippendorff
import numpy as np
import pandas as pd
import pytest

from aineisto.project import Choice, Project
from aineisto.report import build_summary, methods_paragraph, tables, write_report
from aineisto.report._methods import terms
from aineisto.report._names import Names
from aineisto.report._texts import texts

from .generated import generated
from .recomputed import LANGUAGES, near, numbers
from .test_recompute_coding import family_of, masi
from .test_recompute_statistics import jackknifed


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """Return a project of two rounds, the first for training, with a codebook mended between."""
    corpus, codebook, codings = generated(0)
    people = codings[codings["status"] == "blind"]
    first = set(corpus.statements["statement_id"].head(30))
    path = tmp_path_factory.mktemp("work") / "study.aineisto"
    with Project.create(path, corpus, codebook) as made:
        made.begin_round("Harjoitus", training=True)
        made.add_decisions(people[people["statement_id"].isin(first)])
        themes = list(codebook.themes)
        themes[0] = replace(themes[0], definition="Rahasta, ei resursseista. " * 20)
        made.update_codebook(replace(codebook, themes=tuple(themes)))
        made.begin_round("Varsinainen")
        made.add_decisions(people[~people["statement_id"].isin(first)])
        made.begin_round("Tyhjä")
        for row in made.disputes(family="stance").head(3).itertuples():
            made.settle(row.statement_id, Choice("stance", value=0), ["anna", "eero"], "puhuttiin")
        row = made.disputes(family="theme").iloc[0]
        made.settle(row["statement_id"], Choice("theme"), ["anna", "eero", "olli"], "puhuttiin")
        for name in made.rare_sample("tieto", "olli", 8, at_random=True):
            made.decide(name, "olli", "theme", "tieto" if name < "s050" else "none", blind=True)
        made.rare_sample("tieto", "olli", 3, at_random=True)
        yield made


@pytest.fixture(scope="module")
def page(project, tmp_path_factory):
    folder = tmp_path_factory.mktemp("page")
    return {
        lang: project.report(folder / f"{lang}.md", lang=lang).read_text() for lang in ("fi", "en")
    }


@pytest.fixture(scope="module")
def summary(project):
    from aineisto.project._state import team_work

    return build_summary(project.corpus, project.codebook, project.codings, work=team_work(project))


def judged(codings, family):
    """Return each person's blind judgement of each statement: a step, or a set of codes."""
    blind = codings[codings["status"] == "blind"]
    found = {}
    for coder, mine in blind.groupby("coder"):
        own = mine[mine["family"] == family]
        if family == "stance":
            found[coder] = own.set_index("statement_id")["value"].astype(int).to_dict()
        else:
            # Who coded actors at all has found none in what was read and has none.
            read = mine if family == "actor" else own
            codes = own.groupby("statement_id")["code"].agg(frozenset).to_dict()
            found[coder] = {
                s: codes.get(s, frozenset()) - {"none"} for s in read["statement_id"].unique()
            }
    return found


def packaged_alpha(given, among):
    """Return alpha of anna and eero in some statements by the package `krippendorff`."""
    rows = [[given[coder][s] for s in among] for coder in ("human:anna", "human:eero")]
    if all(isinstance(value, int) for value in rows[0]):
        return krippendorff.alpha(
            reliability_data=rows, level_of_measurement="ordinal", value_domain=[-2, -1, 0, 1, 2]
        )
    sets = list(dict.fromkeys(value for row in rows for value in row))
    far = np.array([[masi(a, b) for b in sets] for a in sets])
    return krippendorff.alpha(
        reliability_data=[[sets.index(value) for value in row] for row in rows],
        level_of_measurement=lambda v1, v2, **_: far[v1.astype(int), v2.astype(int)],
        value_domain=list(range(len(sets))),
    )


def chance(found, left, many, drawn):
    """Return the chance of at most so many with the code among the drawn, `many` being left."""
    ways = sum(math.comb(many, k) * math.comb(left - many, drawn - k) for k in range(found + 1))
    return Fraction(ways, math.comb(left, drawn))


def missed(before, left, drawn, found, recall):
    """Return p that the target has been missed, as Callaghan and Müller-Hansen (2020) tell.

    K = ⌊all found / target − found before the drawing + 1⌋ is the least number among those left
    at which the target would be missed; p is the hypergeometric chance of so few drawn.
    """
    many = math.floor((before + found) / recall - before + 1)
    return chance(found, left, many, drawn) if many <= left - drawn + found else 0


@LANGUAGES
def test_rounds_with_their_agreement(project, summary, page, lang):
    frame, t = tables(summary, lang)["rounds"], texts(lang)
    training = t("training_round", name="Harjoitus")
    assert list(dict.fromkeys(frame.iloc[:, 0])) == [training, "Varsinainen", "Tyhjä"]
    assert frame.iloc[:, 1].tolist()[0] == "1"
    assert set(frame[frame.iloc[:, 0] != training].iloc[:, 1]) == {"2"}
    assert set(frame.iloc[-1, 2:]) == {"–"}
    first = set(project.corpus.statements["statement_id"].head(30))
    who = project.corpus.statements.set_index("statement_id")["participant"]
    for name, _, family, coders, n, percent, alpha, interval in frame.values.tolist()[:-1]:
        assert coders == "anna – eero"
        given = judged(project.codings, family_of(family, lang))
        here = [s for s in given["human:anna"] if (s in first) == (name == training)]
        here = [s for s in here if s in given["human:eero"]]
        pairs = [(given["human:anna"][s], given["human:eero"][s]) for s in here]
        assert numbers(n) == [len(here)]
        assert near(percent, 100 * np.mean([a == b for a, b in pairs]), 0)
        assert near(alpha, packaged_alpha(given, here))
        assert who[here].nunique() >= 5
        expected = jackknifed(here, who[here].to_numpy(), lambda s, g=given: packaged_alpha(g, s))
        assert numbers(interval) == pytest.approx(expected, abs=0.006)
    assert len(frame) == 2 * 3 + 1
    assert training in page[lang]


@LANGUAGES
def test_training_is_in_no_other_agreement(project, summary, lang):
    found = tables(summary, lang)["agreement"]
    row = found[found.iloc[:, 0] == texts(lang)("family_stance").capitalize()].iloc[0]
    people = project.codings.query("family == 'stance' and status == 'blind'")
    late = ~people["statement_id"].isin(project.corpus.statements["statement_id"].head(30))
    both = people[late].groupby("statement_id")["coder"].nunique() > 1
    assert numbers(row.iloc[2]) == [int(both.sum())]


def test_machine_against_people_leaves_training_out(project):
    machine = generated(0)[2]
    machine = machine[machine["status"] == "suggested"].assign(coder="machine:toinen@1")
    codings = pd.concat([project.codings, machine], ignore_index=True)
    from aineisto.reliability import machine_against_people

    late = ~codings["statement_id"].isin(project.corpus.statements["statement_id"].head(30))
    again = machine_against_people(codings[late], respondent=project._people())
    assert project.add_judgements(machine) == 1
    pd.testing.assert_frame_equal(project.machine_against_people(), again)


@LANGUAGES
def test_what_changed_who_settled_and_when_to_stop(project, summary, page, lang):
    found, t = tables(summary, lang), texts(lang)
    change = found["changes"].iloc[0].tolist()
    assert change[:5] == ["2", t("part_themes"), "raha", t("change_definition"), ""]
    assert change[5].startswith("Rahasta")
    assert len(change[5]) <= 160
    settled = found["settled"].values.tolist()
    assert settled == [
        ["anna, eero", t("family_stance").capitalize(), "3"],
        ["anna, eero, olli", t("family_theme").capitalize(), "1"],
    ]
    rare = found["rare"].iloc[0].tolist()
    assert rare[0] == f"{'Teema' if lang == 'fi' else 'Theme'} tieto"
    mine = project.codings.query("coder == 'human:olli' and family == 'theme'")
    with_it = int((mine["code"] == "tieto").sum())
    assert with_it
    left = len(project.corpus.answers)
    read = [[with_it], [8], [with_it], [left - 8]]
    assert [numbers(cell) for cell in rare[2:6]] == read
    likely = (m for m in range(left - 8 + 1) if chance(with_it, left, with_it + m, 8) >= 0.05)
    assert numbers(rare[6]) == [max(likely)]
    drawn = next(
        d for d in range(8, left + 1) if missed(0, left, d, with_it, Fraction("0.95")) < 0.05
    )
    assert drawn > 8
    assert numbers(rare[7]) == [drawn - 8]
    assert rare[8] == t("rare_on")
    for name in ("rounds", "changes", "settled", "rare"):
        assert t(f"table_{name}") in page[lang]


def test_the_published_rule_tells_when_to_stop(project):
    found = int((project.codings.query("coder == 'human:olli'")["code"] == "tieto").sum())
    said = set()
    for recall in ("0.04", "0.05", "0.07", "0.5", "0.95"):
        for confidence in (0.5, 0.8, 0.95):
            advice = project.rare_advice(float(recall), confidence).iloc[0]
            p = missed(0, len(project.corpus.answers), 8, found, Fraction(recall))
            assert advice["p"] == pytest.approx(float(p), abs=1e-9)
            assert advice["stop"] == (p < 1 - confidence)
            said.add(bool(advice["stop"]))
    assert said == {True, False}


@LANGUAGES
def test_the_methods_tell_what_was_settled_and_count_no_consensus_as_a_coder(
    project, summary, lang
):
    t = texts(lang)
    left = len(project.disputes())
    assert left
    told = methods_paragraph(summary, lang)
    assert t("p_settled", n=4) in told
    assert t("p_unsettled", n=left) in told
    told = dict(terms(summary, Names(project.codebook, t)))[t("m_people")]
    assert "olli" in told
    assert "konsensus" not in told


def test_themes_that_the_codebook_no_longer_has_are_told(tmp_path):
    corpus, codebook, codings = generated(0)
    people = codings[codings["status"] == "blind"]
    gone = codebook.themes[-1].code
    of = (people["family"] == "theme") & (people["code"] == gone)
    mended = replace(codebook, themes=codebook.themes[:-1])
    summary = build_summary(corpus, mended, people)
    assert summary.themes_gone == {gone: people.loc[of, "statement_id"].nunique()}
    assert build_summary(corpus, codebook, people).themes_gone == {}
    for lang, told in (("fi", "ei enää ole"), ("en", "no longer has")):
        path = tmp_path / f"{lang}.md"
        write_report(corpus, mended, people, path, lang=lang)
        assert f"{gone} ({summary.themes_gone[gone]})" in path.read_text().split(told)[1]
