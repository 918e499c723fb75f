"""What a reviewer who doubts could take a report to say, and must not."""

import pandas as pd
import pytest

from aineisto.report import build_summary, methods_paragraph, tables
from aineisto.report._content import make_report
from aineisto.report._names import Names
from aineisto.report._sections import Parts
from aineisto.report._texts import texts

from .conftest import make_study
from .generated import generated
from .recomputed import LANGUAGES, numbers

#: Tables whose intervals, directions or p rest on the codes that count.
UNCERTAIN = ("stance", "stance_tests", "stance_model", "themes", "actors")


@pytest.fixture(scope="module")
def partly():
    """Return a study of which a person coded a third blind, and the machine the rest."""
    corpus, codebook, codings = generated(0)
    third = codings["statement_id"].str[-1].isin(list("147"))
    person = (codings["coder"] == "human:anna") & third
    kept = codings[person | (codings["coder"] == "machine:m@1")]
    return corpus, codebook, kept, build_summary(corpus, codebook, kept)


@LANGUAGES
def test_suggestions_have_no_direction_and_peoples_codes_stand_beside_them(partly, lang):
    corpus, codebook, codings, summary = partly
    t, names = texts(lang), Names(codebook, texts(lang))
    stance_lines = make_report(summary, lang).abstract[:4]
    for verdict in ("strong", "moderate", "weak", "none"):
        assert not any(t(f"verdict_{verdict}") in line for line in stance_lines[:3])
    assert all(t("source_mixed") in line for line in stance_lines[:3])
    # By plain pandas: the median of each person's blind codes that take a stand, by question.
    blind = codings[(codings["family"] == "stance") & (codings["status"] == "blind")]
    said = blind.merge(corpus.statements, on="statement_id")
    said = said[said["question"] != ""]
    one = said.groupby(["participant", "question"])["value"].agg(
        lambda v: v[v != 0].astype(float).median() if (v != 0).any() else 0.0
    )
    line = stance_lines[3]
    assert line.startswith(t("sum_stance_blind", mean="|", n="", interval="").split("|")[0])
    assert names.number(one.mean(), sign=True) in line
    assert f"n\u00a0=\u00a0{len(one)}" in line
    assert t("mark_mixed") in tables(summary, lang)["stance_blind"].attrs["mark"]
    people = build_summary(corpus, codebook, codings[codings["coder"] == "human:anna"])
    for found, told in ((tables(summary, lang), True), (tables(people, lang), False)):
        for name in UNCERTAIN:
            assert (t("how_machine") in found[name].attrs["note"]) == told, name


@LANGUAGES
def test_no_row_that_holds_suggestions_tells_a_direction(partly, lang):
    corpus, codebook, codings, _ = partly
    t, names = texts(lang), Names(codebook, texts(lang))
    # Of the last question the machine's suggestions alone count, of the first people's codes alone.
    asked = corpus.statements.set_index("statement_id")["question"]
    question = codings["statement_id"].map(asked)
    machine = codings["coder"] == "machine:m@1"
    kept = codings[(question != "q0") & ~((question == "q2") & ~machine)]
    first = generated(0)[2]
    first = first[(first["coder"] == "human:anna") & (first["statement_id"].map(asked) == "q0")]
    summary = build_summary(corpus, codebook, pd.concat([kept, first], ignore_index=True))
    assert list(summary.stance["source"]) == ["people", "mixed", "machine", "mixed"]
    assert not set(summary.stance["verdict"]) & {"few", "", "undefined"}  # the API tells what it is
    table = tables(summary, lang)["stance"]
    told = table[t("col_verdict")].tolist()
    assert told[0] == names.verdict(
        summary.stance["verdict"][0], summary.stance["mean"][0], "people"
    )
    assert told[0] != "–"
    assert told[1:] == ["–"] * 3
    assert names.labelled(summary.stance)["verdict_label"].tolist() == told
    people = build_summary(corpus, codebook, first)
    for found, withheld in ((summary, True), (people, False)):
        note = tables(found, lang)["stance"].attrs["note"]
        for said in (note, methods_paragraph(found, lang)):
            assert (t("how_withheld") in said) == withheld


@LANGUAGES
def test_no_p_is_nought_and_no_probability_is_one(partly, lang):
    names = Names(partly[1], texts(lang))
    assert [numbers(names.p(p)) for p in (0.0001, 0.0104)] == [[0.001], [0.01]]
    assert names.p(0.0001).startswith("< ")
    assert names.probability(0.9999) == "> " + names.number(0.99)
    assert names.probability(0.94) == names.number(0.94)


@LANGUAGES
def test_who_is_interviewed_twice_is_one_interviewee(lang):
    corpus, codebook, codings = make_study()
    statements = corpus.statements.assign(document=corpus.statements["statement_id"])
    corpus = type(corpus)(corpus.documents, corpus.participants, statements)
    t = texts(lang)
    found = tables(build_summary(corpus, codebook, codings), lang)
    for name, spoken in (("themes", 3), ("actors", 3)):  # raha and Kela, by all three people
        assert numbers(found[name][t("col_participants")].iloc[0]) == [spoken]


@LANGUAGES
def test_codes_of_a_sheet_have_no_order_and_no_drift(lang):
    corpus, codebook, codings = generated(0)
    assert "drift" in tables(build_summary(corpus, codebook, codings), lang)
    at_once = codings.assign(created="2026-03-02T08:00:00+00:00")
    assert "drift" not in tables(build_summary(corpus, codebook, at_once), lang)


@LANGUAGES
def test_a_caption_that_points_elsewhere_points_at_what_is_there(lang):
    t = texts(lang)
    assert t("table_agreement") in t("how_agreement_codes")
    corpus, codebook, codings = generated(0)
    parts = Parts.of(build_summary(corpus, codebook, codings), Names(codebook, t))
    assert {"agreement", "against", "agreement_codes"} <= set(parts.tables)


def test_fourteen_interviewees_exchange_all_their_signs():
    from itertools import product

    import numpy as np

    from aineisto.reliability import direction_tests

    y = np.array([-2, -1, -1, 0.5, 1, -1.5, 0, -1, 2, -0.5, -1, 1, -2, 1.5, -1])
    ranks = pd.Series(np.abs(y)).rank().to_numpy()[y != 0]
    signs = np.array(list(product([-1, 1], repeat=len(ranks))))
    reached = np.abs(signs @ ranks) >= abs((np.sign(y[y != 0]) * ranks).sum()) - 1e-9
    found = direction_tests(pd.DataFrame({"question": "q", "value": y}), by="question")
    assert found["p"].iloc[0] == pytest.approx(reached.mean(), abs=1e-12)
