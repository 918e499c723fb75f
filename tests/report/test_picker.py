"""Quotations, tables and the methods paragraph: what a researcher takes into a paper."""

from dataclasses import replace

import pandas as pd
import pytest

import aineisto
from aineisto.report import methods_paragraph, quotations, tables

from .conftest import SAID, by_person


def test_quotations_are_found_by_theme_group_stance_and_actor(study):
    found = quotations(*study, theme="raha", group="Kunnat", stance=(1, 2), actor="Kela")
    assert found["statement_id"].tolist() == ["s0"]
    assert found["text"].tolist() == [SAID[0][-1]]
    assert found["label"].tolist() == ["Haastateltava 1"]
    assert found[["group", "stance", "document"]].values.tolist() == [
        ["Kunnat", 2.0, "haastattelu-p1"]
    ]


def test_everyone_is_quoted_once_before_anyone_twice(study):
    found = quotations(*study, n=5, lang="en", with_group=True)
    assert len(found) == 5
    assert sorted(found["label"].head(3)) == [
        "Interviewee 1, Kunnat", "Interviewee 2, Kunnat", "Interviewee 3, Virastot",
    ]  # fmt: skip
    assert not found["statement_id"].duplicated().any()
    assert len(quotations(*study, n=100)) == 8
    assert quotations(*study, n=0).empty


def test_peoples_codes_come_first_and_a_rejected_one_is_gone(study):
    corpus, codebook, codings = study
    codings = by_person(codings, "s5", -1)
    found = quotations(corpus, codebook, codings, stance=-1)
    assert found["statement_id"].iloc[0] == "s5"
    assert found["source"].tolist() == ["people", "machine", "machine"]
    rejected = by_person(codings, "s6", -1, status="rejected")
    assert "s6" not in set(quotations(corpus, codebook, rejected, stance=-1)["statement_id"])


def test_numbers_follow_the_participants_table_whoever_speaks(study):
    corpus, codebook, codings = study
    silent = pd.DataFrame([["Aino Aalto", "Kunnat"]], columns=["participant", "group"])
    people = pd.concat([silent, corpus.participants], ignore_index=True)
    found = quotations(replace(corpus, participants=people), codebook, codings, actor="THL")
    assert set(found["label"]) == {"Haastateltava 3", "Haastateltava 4"}


@pytest.mark.parametrize("wrong", [{"theme": "x"}, {"group": "x"}, {"actor": "x"}])
def test_what_the_study_has_not_is_named(study, wrong):
    with pytest.raises(aineisto.AineistoError, match=r"raha|Kunnat|Kela"):
        quotations(*study, **wrong)


def test_tables_are_printed_as_their_language_prints(summary):
    finnish, english = tables(summary, "fi"), tables(summary, "en")
    assert list(finnish) == list(english)
    # q2: −1, −2, −1; sd and se by hand.
    row = english["stance"].set_index("Question").loc["Guidance"]
    assert row[["mean", "sd", "n", "se"]].tolist() == ["−1.33", "0.58", "3", "0.33"]
    assert finnish["stance"].set_index("Kysymys").loc["Ohjaus", "ka."] == "−1,33"
    groups = english["stance_groups"].set_index("Question")
    assert groups.loc["Funding", "Kunnat"] == "+0.75\u00a0(2)"
    assert "Machine suggestions" in english["stance"].attrs["mark"]
    assert "stance_sources" not in english


def test_means_are_told_apart_by_whose_codes_they_rest_on(study):
    from aineisto.report import build_summary

    corpus, codebook, codings = study
    for statement, value in (("s0", 2), ("s3", 1), ("s5", -2)):
        codings = by_person(codings, statement, value, status="blind")
    found = build_summary(corpus, codebook, codings).stance_sources.set_index("question")
    assert found.loc["q1", ["people", "n_people"]].tolist() == [pytest.approx(1 / 3), 3]
    # The machine's for the others: s1 and s7.
    assert found.loc["q1", ["machine", "n_machine"]].tolist() == [-0.5, 2]
    assert found.loc["q2", "n_people"] == 0
    assert pd.isna(found.loc["q2", "joint"])


def test_codes_that_the_newest_machine_did_not_judge_are_in_the_mean_of_people(study):
    from aineisto.report import build_summary

    corpus, codebook, codings = study
    for statement, value in (("s0", 2), ("s3", 1), ("s5", -2)):
        codings = by_person(codings, statement, value, status="blind")
    # One that learns from the codes judges what is still open alone.
    learnt = (codings["family"] == "stance") & codings["coder"].str.startswith("machine:")
    learnt &= codings["statement_id"] != "s0"
    codings.loc[learnt, "coder"] = "machine:learnt@1"
    codings.loc[learnt, "created"] = codings["created"].max()
    found = build_summary(corpus, codebook, codings).stance_sources.set_index("question")
    assert found.loc["q1", ["people", "n_people"]].tolist() == [pytest.approx(1 / 3), 3]
    assert found[["joint", "joint_low", "effective"]].isna().all(axis=None)


def test_what_an_earlier_machine_suggests_stands_where_the_newest_judged_nothing(study):
    from aineisto.report import build_summary

    corpus, codebook, codings = study
    before = build_summary(corpus, codebook, codings)
    codings = codings.copy()
    learnt = (codings["family"] == "stance") & codings["statement_id"].isin(["s0", "s1"])
    codings.loc[learnt, "coder"] = "machine:learnt@1"
    codings.loc[learnt, "created"] = "2099-01-01T00:00:00+00:00"
    after = build_summary(corpus, codebook, codings)
    assert after.distribution["statements"].sum() == before.distribution["statements"].sum()
    assert after.stance["mean"].tolist() == before.stance["mean"].tolist()


def test_blind_codes_of_a_study_without_questions_are_counted(study):
    from aineisto.report import build_summary

    corpus, codebook, codings = study
    for statement, value in (("s0", 2), ("s3", 1), ("s5", -2)):
        codings = by_person(codings, statement, value, status="blind")
    unasked = replace(corpus, statements=corpus.statements.assign(question=""))
    row = build_summary(unasked, codebook, codings).stance_blind.iloc[-1]
    coded = unasked.answers[unasked.answers["statement_id"].isin(["s0", "s3", "s5"])]
    assert row["n_blind"] == coded["participant"].nunique()
    assert row["machine"] > 0


def test_the_methods_paragraph_names_what_a_reviewer_asks_for(hostile):
    text = methods_paragraph(hostile, "en")
    for part in (
        f"version {hostile.methods.aineisto}",
        hostile.methods.lemmatizer,
        "stance 1 (stance)",
        "anna: stance blind 4",
        "at least two coded the same 4 statements blind",
        "Krippendorff's alpha (ordinal)",
        "Cohen's kappa (quadratic weights)",
        "Gwet's AC2",
        "jackknife",
        "CR2",
        "[Computer software]",
    ):
        assert part in text, part
    assert "Ohjelmiston viite" in methods_paragraph(hostile)


def test_the_methods_paragraph_of_machine_codes_alone_warns(summary):
    assert "should not be published as results" in methods_paragraph(summary, "en")
    assert "kappa" not in methods_paragraph(summary, "en")
