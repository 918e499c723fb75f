"""Lists of coded segments and of codes: MAXQDA's, ATLAS.ti's and Taguette's tables."""

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

import aineisto
from aineisto import AineistoWarning, ExchangeError
from aineisto.codebook import Codebook, Theme
from aineisto.exchange import read_code_list, read_segments, write_code_list
from aineisto.exchange._segments import _Text

SAMPLES = Path(__file__).parent / "samples"
H01 = "H: Mitä hyötyä siitä on?\nV: Rajapinnat puuttuvat 😀 kokonaan.\nV: Joo.\nH: Ai?\nV: Joo.\n"
H02 = "H: Mitä hyötyä?\nV: Kanta toimii, se on vahvuus. Ensimmäinen\nV: En minä muuta.\n"
WORDS = "Rajapinnat puuttuvat 😀 kokonaan."
# The columns of MAXQDA 2022's and ATLAS.ti 23's own exports to Excel, by their manuals.
MAXQDA = ["Color", "Comment", "Document group", "Document name", "Code", "Beginning", "End",
          "Weight score", "Segment", "Modified by", "Modified", "Area", "Coverage %"]  # fmt: skip
MAXQDA_DE = [
    "Farbe",
    "Kommentar",
    "Dokumentgruppe",
    "Dokumentname",
    "Code",
    "Anfang",
    "Ende",
    "Gewicht",
    "Segment",
    "Bearbeitet von",
    "Bearbeitet am",
    "Fläche",
    "Abdeckung %",
]
ATLAS = ["ID", "Document", "Quotation Name", "Quotation Content", "Comment", "Codes", "Reference",
         "Density", "Created by", "Created", "Modified by", "Modified"]  # fmt: skip


@pytest.fixture
def corpus(tmp_path):
    (tmp_path / "t").mkdir()
    (tmp_path / "t" / "h01.txt").write_text(H01, "utf-8")
    (tmp_path / "t" / "h02.txt").write_text(H02, "utf-8")
    return aineisto.read(tmp_path / "t")


def coded(study):
    texts = dict(study.corpus.documents[["document", "text"]].itertuples(index=False, name=None))
    places = study.corpus.statements.set_index("statement_id")
    found = set()
    for row in study.codings.itertuples():
        place = places.loc[row.statement_id]
        low, high = (place["start"], place["end"]) if pd.isna(row.start) else (row.start, row.end)
        words = texts[place["document"]][int(low) : int(high)]
        found.add((row.coder.removeprefix("human:"), row.code, words, place["document"]))
    return found


@pytest.mark.parametrize("columns", [MAXQDA, MAXQDA_DE], ids=["English", "German"])
def test_coded_segments_of_maxqda_are_found_in_the_texts(corpus, tmp_path, columns):
    path = "Tekniikka > Rajapinnat"
    when = "2026-03-01 09:00:00"
    rows = [
        ["●", "Varma?", "", "h01", path, "2", "2", "0", WORDS, "MM", when, "31", "40,1"],
        ["●", "", "", "h01", "Tekniikka", "5", "5", "50", "Joo.", "PP", when, "4", "5"],
        ["●", "", "", "h01", "Tekniikka", "", "", "0", "Joo.", "PP", when, "4", "5"],
        ["●", "", "", "h01", "Tekniikka", "2", "2", "0", "Ei ole siellä.", "PP", when, "4", "5"],
        ["●", "", "", "h09", "Tekniikka", "2", "2", "0", "Joo.", "PP", when, "4", "5"],
        ["●", "", "", "h02", "Hyöty", "2", "2", "0", "se on\nvahvuus.", "PP", when, "4", "5"],
    ]
    pd.DataFrame(rows, columns=columns).to_excel(tmp_path / "s.xlsx", index=False)
    study = read_segments(tmp_path / "s.xlsx", corpus)
    assert coded(study) == {
        ("MM", "Rajapinnat", WORDS, "h01"),
        ("PP", "Tekniikka", "Joo.", "h01"),
        ("PP", "Hyöty", "se on vahvuus.", "h02"),
    }
    joo = study.codings.query("code == 'Tekniikka'")["statement_id"].item()
    assert joo == corpus.answers.query("clean == 'Joo.'")["statement_id"].iloc[-1]
    assert study.codebook.theme("Rajapinnat").parent == "Tekniikka"
    assert study.notes["text"].tolist() == ["Varma?"]
    assert set(study.codings["created"]) == {"2026-03-01T09:00:00Z"}
    assert study.left_out["problem"].tolist() == [
        f"not read: {columns[2]}",
        "a weight, 50",
        "its words stand 2 times in h01: 'Joo.'",
        "its words stand nowhere in h01: 'Ei ole siellä.'",
        "there is no document 'h09'",
    ]


def test_breaks_and_times_as_programs_write_them_into_cells_are_read(corpus, tmp_path):
    rows = [
        ["h01", "A > B\\C", "Rajapinnat_x000D_\npuuttuvat 😀 kokonaan.", "MM", "1.3.2026 09:05"],
        ["h02", "A", "Kanta toimii,", "MM", "01.03.2026 09:05:07"],
        ["h02", "A", "se on vahvuus.", "PP", "2026-03-01T09:05"],
        ["h02", "B", "vahvuus. Ensimmäinen", "PP", "3/1/2026 9:05 AM"],
    ]
    columns = ["Document name", "Code", "Segment", "Created by", "Created"]
    pd.DataFrame(rows, columns=columns).to_excel(tmp_path / "s.xlsx", index=False)
    study = read_segments(tmp_path / "s.xlsx", corpus)
    made = dict(study.codings[["code", "created"]].itertuples(index=False, name=None))
    assert made["C"] == "2026-03-01T09:05:00Z"
    assert set(study.codings.query("code == 'A'")["created"]) == {
        "2026-03-01T09:05:07Z", "2026-03-01T09:05:00Z"
    }  # fmt: skip
    # The first of March or the third of January: nobody can say.
    assert study.left_out["problem"].tolist() == ["a time that is not read, 3/1/2026 9:05 AM"]
    parents = {theme.code: theme.parent for theme in study.codebook.themes}
    assert parents == {"A": "", "B": "A", "C": "B", "B-2": ""}
    overlapping = {words for user, code, words, _ in coded(study) if user == "PP"}
    assert overlapping == {"se on vahvuus.", "vahvuus. Ensimmäinen"}


def test_quotations_of_atlas_ti_are_found_in_the_texts(corpus, tmp_path):
    rows = [
        ["1:1", "1: h01.docx", "", WORDS, "Varma?", "Tekniikka\nOngelma", "2 – 2", "2", "Maija",
         "2026-03-01T09:00:00", "Maija", ""],
        ["2:1", "2: h02.docx", "", "Ensimmäinen", "", "", "2 – 2", "0", "Pekka", "", "", ""],
    ]  # fmt: skip
    pd.DataFrame(rows, columns=ATLAS).to_excel(tmp_path / "q.xlsx", index=False)
    study = read_segments(tmp_path / "q.xlsx", corpus)
    assert coded(study) == {
        ("Maija", "Tekniikka", WORDS, "h01"),
        ("Maija", "Ongelma", WORDS, "h01"),
    }
    assert study.carried["problem"].tolist() == ["1 selections without a code"]


@pytest.mark.parametrize("form", ["xlsx", "csv", "html"])
def test_highlights_of_taguette_are_found_in_the_texts(corpus, form):
    study = read_segments(SAMPLES / f"taguette_highlights.{form}", corpus, coder="maija")
    assert {row[:3] for row in coded(study)} == {
        ("maija", "ongelma", WORDS),
        ("maija", "tekniikka.rajapinnat", WORDS),
        ("maija", "hyöty", "Kanta toimii, se on vahvuus."),
    }
    # One of its texts is another here: its highlight stands nowhere.
    assert study.left_out["problem"].str.contains("nowhere in h01").sum() == 1


def test_with_the_study_s_codebook_the_codes_are_its(corpus):
    book = Codebook("Koe", (Theme("ongelma", {"fi": "Ongelma"}, "Kun ei toimi."),))
    study = read_segments(SAMPLES / "taguette_highlights.csv", corpus, codebook=book)
    assert study.codebook.themes[0] == book.themes[0]
    assert "ongelma" in set(study.codings["code"])


@pytest.mark.parametrize(
    ("columns", "between"), [(("Document name", "Segment", "Code"), " > "),
                             (("Document", "Quotation Content", "Codes"), ": ")]
)  # fmt: skip
def test_codes_that_came_from_the_study_s_list_are_its_themes(corpus, tmp_path, columns, between):
    themes = (
        Theme("te", {"fi": "Tekniikka"}),
        Theme("rp", {"fi": "Rajapinnat"}, parent="te"),
        Theme("hy", {"fi": "Hyöty"}),
        Theme("hr", {"fi": "Rajapinnat"}, parent="hy"),
    )
    book = Codebook("Koe", themes)
    rows = [("h01", WORDS, f"Tekniikka{between}Rajapinnat"), ("h02", "Ensimmäinen", "Tekniikka"),
            ("h02", "se on vahvuus.", f"Hyöty{between}Rajapinnat")]  # fmt: skip
    pd.DataFrame(rows, columns=list(columns)).to_excel(tmp_path / "s.xlsx", index=False)
    study = read_segments(tmp_path / "s.xlsx", corpus, codebook=book)
    found = {(code, words) for _, code, words, _ in coded(study)}
    assert found == {("rp", WORDS), ("te", "Ensimmäinen"), ("hr", "se on vahvuus.")}
    assert study.codebook == book


@given(
    st.lists(st.sampled_from(["yksi", "kaksi", "😀", "kolme"]), min_size=1, max_size=9), st.data()
)
def test_words_are_found_whatever_the_space_between_them(words, data):
    spaces = st.sampled_from([" ", "\n", "  ", "\u2028", "\t\n"])
    text = _Text("".join(word + data.draw(spaces) for word in words))
    low = data.draw(st.integers(0, len(words) - 1))
    high = data.draw(st.integers(low, len(words) - 1))
    wanted = words[low : high + 1]
    found = [text.text[a:b].split() for a, b in text.find("\n".join(wanted), "")]
    here = [words[n : n + len(wanted)] for n in range(len(words) - len(wanted) + 1)]
    assert found == [wanted] * here.count(wanted)


@pytest.mark.parametrize("name", ["x.csv", "x.xlsx", "x.html"])
def test_what_is_no_list_is_refused(corpus, tmp_path, name):
    (tmp_path / name).write_text("a;b\n1;2\n")
    with pytest.raises(ExchangeError):
        read_segments(tmp_path / name, corpus)
    with pytest.raises(ExchangeError):
        read_code_list(tmp_path / name)


def test_a_list_of_codes_goes_to_maxqda_and_comes_back(tmp_path):
    book = Codebook("codes", (
        Theme("Tekniikka", {"fi": "Tekniikka"}, "Kaikki.\nTästä."),
        Theme("Rajapinnat", {"fi": "Rajapinnat"}, "=Yhteys", parent="Tekniikka"),
        Theme("Hyöty", {"fi": "Hyöty"}),
    ))  # fmt: skip
    path = write_code_list(book, tmp_path / "codes.xlsx")
    sheet = load_workbook(path).active
    assert [cell.value for cell in sheet[1]] == ["Code", "Memo"]
    assert [cell.value for cell in sheet[3]] == ["Tekniikka > Rajapinnat", "=Yhteys"]
    assert read_code_list(path) == book
    other = write_code_list(book, tmp_path / "a.xlsx", program="atlas.ti")
    assert load_workbook(other).active["A3"].value == "Tekniikka: Rajapinnat"
    with pytest.raises(ExchangeError, match="MAXQDA cannot have"):
        write_code_list(Codebook("x", (Theme("a", {"fi": "a" * 64}),)), tmp_path / "b.xlsx")
    with pytest.raises(ExchangeError, match="No program"):
        write_code_list(book, tmp_path / "b.xlsx", program="nvivo")


def test_lists_of_codes_of_other_programs_are_read(tmp_path):
    assert read_code_list(SAMPLES / "taguette_codebook.xlsx").theme("ongelma").definition == (
        "Mitä ongelma on."
    )
    rows = [["●", "", "Tekniikka", "Kaikki."], ["●", "Tekniikka", "Rajapinnat", ""],
            ["●", "Tekniikka\\Rajapinnat", "Vanhat", ""]]  # fmt: skip
    columns = ["Color", "Parent code", "Code", "Code memo"]
    pd.DataFrame(rows, columns=columns).to_excel(tmp_path / "m.xlsx", index=False)
    book = read_code_list(tmp_path / "m.xlsx")
    parents = {theme.code: theme.parent for theme in book.themes}
    assert parents == {"Tekniikka": "", "Rajapinnat": "Tekniikka", "Vanhat": "Rajapinnat"}
    assert book.theme("Tekniikka").definition == "Kaikki."


def test_a_code_in_several_groups_of_atlas_ti_is_under_none_and_told(tmp_path):
    rows = [["Tekniikka", "Kaikki.", "Arki"], ["Hyöty", "", "Arki\nTyö"], ["Haitta", "", ""]]
    columns = ["Code", "Comment", "Code Groups"]
    pd.DataFrame(rows, columns=columns).to_excel(tmp_path / "a.xlsx", index=False)
    with pytest.warns(AineistoWarning, match="1 codes are in several groups"):
        book = read_code_list(tmp_path / "a.xlsx")
    parents = {theme.code: theme.parent for theme in book.themes}
    assert parents == {"Arki": "", "Tekniikka": "Arki", "Hyöty": "", "Haitta": ""}
    assert book.theme("Tekniikka").definition == "Kaikki."
