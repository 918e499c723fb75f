"""Open answers of a questionnaire: a row a respondent, a column a question."""

import pandas as pd
import pytest

from aineisto import Codebook, read
from aineisto.codebook import Question
from aineisto.core.errors import ReadError
from aineisto.corpus._check import told_rows

GUIDE = Codebook(
    questions=[
        Question("ohjaus", {"fi": "Ohjaus"}, "Miten digitalisaatiota ohjataan?"),
        Question("raha", {"fi": "Rahoitus"}, "Entä rahoitus?"),
    ]
)
FORM = {
    "Vastaajan ID": [11, 12, 13],
    "Aikaleima": ["1.2.2024 12:30", "2.2.2024 9:10", "2.2.2024 9:15"],
    "Vastaajaryhmä": ["kunta", "valtio", "kunta"],
    "Kuinka tärkeää ohjaus on (1–5)?": [5, 4, 5],
    "1. Miten digitalisaatiota ohjataan?": ["Sekavasti. Kukaan ei päätä.", "Hyvin kyllä.", None],
    "2. Entä rahoitus?": ["Rahaa puuttuu.", "Se riittää toistaiseksi.", "En osaa sanoa."],
}


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_a_questionnaire_is_read_by_its_open_questions(tmp_path, ending):
    path = tmp_path / f"webropol.{ending}"
    frame = pd.DataFrame(FORM)
    frame.to_excel(path, index=False) if ending == "xlsx" else frame.to_csv(path, index=False)
    corpus = read(path, guide=GUIDE)
    rows = corpus.statements
    assert rows[["document", "participant", "question", "clean"]].to_numpy().tolist() == [
        ["webropol-11", "11", "ohjaus", "Sekavasti."],
        ["webropol-11", "11", "ohjaus", "Kukaan ei päätä."],
        ["webropol-11", "11", "raha", "Rahaa puuttuu."],
        ["webropol-12", "12", "ohjaus", "Hyvin kyllä."],
        ["webropol-12", "12", "raha", "Se riittää toistaiseksi."],
        ["webropol-13", "13", "raha", "En osaa sanoa."],
    ]
    assert set(rows["role"]) == {"interviewee"}
    assert rows["Vastaajaryhmä"].tolist() == ["kunta"] * 3 + ["valtio"] * 2 + ["kunta"]
    (told,) = told_rows(corpus.check(), "fi")[0]["warnings"]
    assert "3 vastaajaa" in told
    assert "Kuinka tärkeää ohjaus on (1–5)?" in told.partition("säilyvät")[2]


def test_other_columns_of_a_questionnaire_are_attributes_of_its_respondents(tmp_path):
    path = tmp_path / "lomake.xlsx"
    pd.DataFrame(FORM).assign(Ikä=[34, 51, None]).to_excel(path, index=False)
    people = read(path, guide=GUIDE).participants.set_index("participant")
    assert people.index.tolist() == ["11", "12", "13"]
    assert people["group"].tolist() == ["kunta", "valtio", "kunta"]
    assert people["Ikä"].tolist() == ["34", "51", ""]
    assert people["Kuinka tärkeää ohjaus on (1–5)?"].tolist() == ["5", "4", "5"]
    assert "answered_at" not in people


def test_columns_that_differ_within_a_participant_are_of_statements_alone(tmp_path):
    path = tmp_path / "vastaukset.csv"
    path.write_text(
        "osallistuja,ryhmä,huomio,teksti\na,kunta,x,Yksi.\na,kunta,y,Kaksi.\nb,valtio,x,Kolme.\n",
        "utf-8",
    )
    people = read(path).participants
    assert people.columns.tolist() == ["participant", "group"]
    assert people["group"].tolist() == ["kunta", "valtio"]


def test_respondents_without_a_number_are_counted(tmp_path):
    path = tmp_path / "lomake.csv"
    pd.DataFrame(FORM).drop(columns="Vastaajan ID").to_csv(path, index=False)
    assert read(path).statements["participant"].unique().tolist() == ["1", "2", "3"]


@pytest.mark.parametrize(
    "table",
    [
        {"ID": [1, 2, 3], "Oletko tyytyväinen?": ["kyllä", "kyllä", "ei"]},  # no one's own words
        {
            "nimi": ["a b c", "d e f", "g h i"],
            "huomio": ["yksi kaksi", "kolme neljä", "viisi kuusi"],
        },
        {"ID": [1], "Miten menee?": ["Ihan hyvin menee."]},
    ],
)
def test_other_tables_are_no_questionnaires(tmp_path, table):
    path = tmp_path / "t.csv"
    pd.DataFrame(table).to_csv(path, index=False)
    try:
        problems = read(path).problems["problem"]
    except ReadError as error:
        problems = pd.Series([str(error)])
    assert not problems.str.contains("questionnaire").any()


def test_a_table_may_name_the_guides_questions_by_their_words(tmp_path):
    path = tmp_path / "t.csv"
    pd.DataFrame(
        {
            "question": ["K1. Entä rahoitus?", "raha", "ENTÄ RAHOITUS"],
            "text": ["Yksi.", "Kaksi.", "Kolme."],
        }
    ).to_csv(path, index=False)
    corpus = read(path, guide=GUIDE)
    assert corpus.statements["question"].tolist() == ["raha"] * 3
    assert corpus.problems.empty
