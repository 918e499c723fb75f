"""Where two coders share no statement, the report says so and gives no row of nothing."""

import pandas as pd
import pytest

from aineisto.report import build_summary, methods_paragraph, tables
from aineisto.report._content import make_report
from aineisto.report._texts import texts

from .generated import generated
from .recomputed import LANGUAGES


def told(change, lang):
    """Return the tables and the words of the section on agreement, of changed codings."""
    corpus, codebook, codings = generated(0)
    people = codings[codings["status"] == "blind"]
    machine = codings[codings["status"] == "suggested"]
    summary = build_summary(corpus, codebook, change(people, machine))
    report = make_report(summary, lang)
    (section,) = [section for section in report.sections if section.name == "agreement"]
    words = [block.text for block in section.blocks if hasattr(block, "text")]
    return tables(summary, lang), words, methods_paragraph(summary, lang)


def halved(people, machine, families=("theme", "stance", "actor")):
    """Return codings in which two people code the families apart."""
    odd = people["statement_id"].str[-1].isin(list("13579"))
    apart = people["family"].isin(families) & (odd == (people["coder"] == "human:anna"))
    return pd.concat([people[~apart], machine])


@LANGUAGES
@pytest.mark.parametrize("with_machine", [True, False])
def test_people_who_share_no_statement(lang, with_machine):
    t = texts(lang)
    change = lambda people, machine: halved(people, machine if with_machine else None)  # noqa: E731
    found, words, paragraph = told(change, lang)
    three = {"fi": "kanta, teemat ja toimijat", "en": "stance, themes and actors"}[lang]
    assert t("agreement_unshared", told=three) in words
    assert t("agreement_none") not in words  # both coded blind
    assert ("agreement" in found) == with_machine
    if with_machine:
        assert len(found["agreement"]) == 6  # the machine with each, three families
        assert "0" not in set(found["agreement"][t("col_n")])
        assert t("reading_none") not in set(found["agreement"].iloc[:, -1])
    assert "agreement_codes" not in found
    assert t("p_both_blind", n="|").split("|")[0] not in paragraph


@LANGUAGES
def test_one_family_shared_and_another_not(lang):
    found, words, _ = told(lambda people, machine: halved(people, machine, ["theme"]), lang)
    t = texts(lang)
    assert t("agreement_unshared", told=t("family_theme")) in words
    pairs = found["agreement"].iloc[:, 1].value_counts()
    assert pairs["anna – eero"] == 2
    assert "agreement_codes" not in found


@LANGUAGES
def test_a_pair_of_three_that_shares_nothing_is_named(lang):
    def change(people, machine):
        third = people[people["coder"] == "human:anna"].assign(coder="human:ville")
        apart = halved(people, None)
        return pd.concat([apart, third[~third["statement_id"].isin(
            apart.loc[apart["coder"] == "human:eero", "statement_id"])]])  # fmt: skip

    found, words, _ = told(change, lang)
    said = " ".join(words)
    assert "anna – eero" in said
    assert "eero – ville" in said
    assert "anna – ville" not in said
    assert set(found["agreement"].iloc[:, 1]) == {"anna – ville", "anna – eero – ville"}


@LANGUAGES
def test_one_blind_coder_without_a_machine_has_coded_blind(lang):
    t = texts(lang)
    found, words, _ = told(lambda people, _: people[people["coder"] == "human:anna"], lang)
    assert "agreement" not in found
    assert t("agreement_one_coder") in words
    assert t("agreement_none") not in words


@LANGUAGES
def test_coders_who_say_always_the_same_agree_and_have_no_alpha(lang):
    t = texts(lang)
    found, words, _ = told(
        lambda people, _: people[people["family"] == "stance"].assign(value=1), lang
    )
    assert t("agreement_none") not in words
    (row,) = found["agreement"].values.tolist()
    assert row[3].startswith("100")
    assert row[-1] == t("reading_none")
