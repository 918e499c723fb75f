"""A sheet shows who said what before a statement, enough to judge a short answer by."""

import pandas as pd
import pytest

from aineisto.codebook import Codebook
from aineisto.corpus import read
from aineisto.project import Project

TALK = """H: No niin. Miten jaksat etätyössä?
V: Hyvin. Paremmin kuin ennen. Aamut ovat rauhallisia. Kokouksia on liikaa.
H: Joo niin.
V: Niin on. Liikaa.
H: Entä iltaisin?
V: Samoin.
"""
BEFORE = {
    "Hyvin.": "Haastattelija: No niin. Miten jaksat etätyössä?",
    "Kokouksia on liikaa.": "Haastattelija: Miten jaksat etätyössä?\n…\n"
    "P1: Paremmin kuin ennen. Aamut ovat rauhallisia.",
    "Niin on.": "Haastattelija: Miten jaksat etätyössä?\n…\nP1: Kokouksia on liikaa.\n"
    "Haastattelija: Joo niin.",
    "Samoin.": "P1: Liikaa.\nHaastattelija: Entä iltaisin?",
}


@pytest.fixture
def talk(tmp_path):
    (tmp_path / "talk.txt").write_text(TALK, encoding="utf-8")
    people = pd.DataFrame({"participant": ["P1"], "document": ["talk"]})
    corpus = read(tmp_path / "talk.txt", participants=people)
    with Project.create(tmp_path / "s.aineisto", corpus, Codebook()) as made:
        yield made


@pytest.mark.parametrize(("lang", "asks"), [("fi", "Haastattelija"), ("en", "Interviewer")])
def test_a_blind_sheet_shows_who_asked_what(talk, tmp_path, lang, asks):
    rows = talk.write_sheet(tmp_path / f"{lang}.csv", "ville", lang=lang)
    told = dict(zip(rows["clean"], rows["before"], strict=True))
    assert len(told) == 7
    for text, before in BEFORE.items():
        assert told[text] == before.replace("Haastattelija", asks)
    sheet = pd.read_csv(tmp_path / f"{lang}.csv", dtype=str, keep_default_na=False)
    assert set(rows["before"]) <= {before for column in sheet for before in sheet[column]}


def test_of_a_long_question_the_end_is_shown(tmp_path):
    (tmp_path / "h.txt").write_text(f"H: {'Siis tuota ' * 60}mitä mieltä?\nV: En osaa.\n", "utf-8")
    corpus = read(tmp_path / "h.txt")
    with Project.create(tmp_path / "s.aineisto", corpus, Codebook()) as made:
        (before,) = made.write_sheet(tmp_path / "v.csv", "ville")["before"]
    assert before.startswith("Haastattelija: … ")
    assert before.endswith("tuota mitä mieltä?")
    assert 300 < len(before) < 450


def test_a_sheet_of_disputes_shows_it_too(talk, tmp_path):
    answers = talk.corpus.answers.set_index("clean")["statement_id"]
    for coder, value in (("anna", -1), ("eero", 1)):
        talk.decide(answers["Samoin."], coder, value=value, blind=True)
        talk.decide(answers["Niin on."], coder, value=value, blind=True)
    rows = talk.write_disputes(tmp_path / "r.csv", ["anna", "eero"]).set_index("text")
    assert rows.at["Samoin.", "before"] == BEFORE["Samoin."]
    assert rows.at["Niin on.", "after"] == "P1: Liikaa.\nHaastattelija: Entä iltaisin?"
