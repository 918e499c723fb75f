"""The report tells how a team worked: rounds, versions, who settled, whether to stop looking."""

from dataclasses import replace

import pandas as pd
import pytest

from aineisto import agreement
from aineisto.project import Choice, Project
from aineisto.report import build_summary, methods_paragraph, tables
from aineisto.report._methods import terms
from aineisto.report._names import Names
from aineisto.report._texts import texts

from .generated import generated
from .recomputed import LANGUAGES, near, numbers


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


@LANGUAGES
def test_rounds_with_their_agreement(project, summary, page, lang):
    frame, t = tables(summary, lang)["rounds"], texts(lang)
    training = t("training_round", name="Harjoitus")
    assert list(dict.fromkeys(frame.iloc[:, 0])) == [training, "Varsinainen", "Tyhjä"]
    assert frame.iloc[:, 1].tolist()[0] == "1"
    assert set(frame[frame.iloc[:, 0] != training].iloc[:, 1]) == {"2"}
    assert set(frame.iloc[-1, 2:]) == {"–"}
    codings = project.codings
    mine = codings[(codings["family"] == "stance") & (codings["status"] == "blind")]
    wide = mine.pivot(index="statement_id", columns="coder", values="value")
    wide = wide[["human:anna", "human:eero"]].dropna()
    first = wide.index.isin(project.corpus.statements["statement_id"].head(30))
    stance = frame[frame.iloc[:, 2] == t("family_stance").capitalize()]
    whose = mine["statement_id"].isin(wide.index)
    for cells, part in zip(stance.values.tolist(), (wide[first], wide[~first]), strict=True):
        assert numbers(cells[4]) == [len(part)]
        assert near(cells[5], 100 * (part["human:anna"] == part["human:eero"]).mean(), 0)
        rows = mine[whose & mine["statement_id"].isin(part.index)]
        again = agreement(rows, family="stance", n_boot=0, scale=(-2, -1, 0, 1, 2))
        alpha = again.loc[again["coefficient"] == "krippendorff_alpha", "value"].item()
        assert near(cells[6], alpha)
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
    advice = project.rare_advice().iloc[0]
    assert rare[0] == f"{'Teema' if lang == 'fi' else 'Theme'} tieto"
    mine = project.codings.query("coder == 'human:olli' and family == 'theme'")
    with_it = int((mine["code"] == "tieto").sum())
    everything = len(project.corpus.answers)
    read = [[with_it], [8], [with_it], [everything - 8]]
    assert [numbers(cell) for cell in rare[2:6]] == read
    assert numbers(rare[6]) == [advice["missed_at_most"]]
    assert rare[8] == t("rare_stop" if advice["stop"] else "rare_on")
    for name in ("rounds", "changes", "settled", "rare"):
        assert t(f"table_{name}") in page[lang]


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
