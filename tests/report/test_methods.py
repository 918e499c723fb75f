"""The methods paragraph tells what was done, and of two machines which is meant."""

from dataclasses import replace

import pandas as pd

from aineisto.codebook import Theme
from aineisto.report import build_summary, methods_paragraph, tables
from aineisto.report._content import make_report
from aineisto.report._texts import texts

from .generated import generated
from .recomputed import LANGUAGES


def coded_in_part():
    """Return a study of whose statements people have coded each second."""
    corpus, codebook, codings = generated(0)
    odd = codings["statement_id"].str[-1].isin(list("13579"))
    return corpus, codebook, codings[odd | (codings["status"] == "suggested")]


def learnt(codings):
    """Return codings in which a newer machine judged what people have not coded, and one more."""
    people = codings[codings["status"] == "blind"]
    first = codings["coder"].str.startswith("machine:") & (codings["family"] == "stance")
    coded = people["statement_id"].unique()
    later = codings[first & ~codings["statement_id"].isin(coded[1:])]
    later = later.assign(coder="machine:stance@9", created="2027-01-01T00:00:00+00:00")
    return pd.concat([codings, later], ignore_index=True)


@LANGUAGES
def test_means_that_no_machine_sharpened_are_not_told_to_be(lang):
    t = texts(lang)
    corpus, codebook, codings = coded_in_part()
    for given, sharpened in ((codings, True), (learnt(codings), False)):
        summary = build_summary(corpus, codebook, given)
        assert len(summary.stance_sources)
        assert (t("p_ppi") in methods_paragraph(summary, lang)) == sharpened
        report = make_report(summary, lang)
        captions = [getattr(b, "caption", "") for s in report.sections for b in s.blocks]
        assert any(t("sources_figure") in str(caption) for caption in captions) == sharpened


@LANGUAGES
def test_of_two_machines_each_is_named_with_its_agreement(lang):
    corpus, codebook, codings = coded_in_part()
    machine = texts(lang)("machine")
    told = methods_paragraph(build_summary(corpus, codebook, learnt(codings)), lang)
    assert f"({machine} stance 9 – anna)" in told
    assert "(anna)" in told  # themes have one machine
    one = methods_paragraph(build_summary(corpus, codebook, codings), lang)
    assert f"({machine}" not in one


@LANGUAGES
def test_a_study_coded_blind_by_people_is_told_without_zeros_and_columns_of_one_word(lang):
    t = texts(lang)
    corpus, codebook, codings = generated(0)
    people = codings[codings["status"] == "blind"]
    codebook = replace(codebook, themes=(*codebook.themes, Theme("unused", {"fi": "Muu"})))
    summary = build_summary(corpus, codebook, people)
    told = methods_paragraph(summary, lang)
    n = people.loc[people["family"] == "stance", "statement_id"].nunique()
    assert f"{t('p_family', family=t('family_stance'), people=n)}; " in told
    for kind in ("accepted", "unknown", "machine"):
        assert t(f"p_family_{kind}", n=0) not in told
    # A theme that nobody spoke of does not make the others' sources differ.
    assert t("col_source") not in tables(summary, lang)["themes"]
