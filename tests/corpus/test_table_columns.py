"""Transcripts in tables: whatever the order of the columns, with and without a row of names."""

import itertools

import docx
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aineisto import read
from aineisto.corpus.readers._columns import find_columns
from aineisto.corpus.readers._left_out import LeftOut
from aineisto.corpus.readers._office import table_parts

TURNS = [
    ("Haastattelija", "Kerro aluksi, mitä teet työksesi?", "00:00:02", "taustat"),
    ("Anna", "Ajan bussia, olen ajanut jo kymmenen vuotta. Se on hyvää työtä.", "00:00:05", ""),
    ("Haastattelija", "Mikä siinä on parasta?", "00:00:12", ""),
    ("Anna", "Aamut. Silloin kaupunki on hiljaa.", "00:00:14", "aamut, hiljaisuus"),
]
NAMES = {
    "fi": ("Puhuja", "Teksti", "Aika", "Huomiot"),
    "en": ("Speaker", "Transcript", "Time", "Notes"),
}


def table(order, header):
    rows = [[turn[column] for column in order] for turn in TURNS]
    return [[NAMES[header][column] for column in order], *rows] if header else rows


def as_docx(path, rows, _):
    document = docx.Document()
    made = document.add_table(0, len(rows[0]))
    for row in rows:
        for cell, text in zip(made.add_row().cells, row, strict=True):
            cell.text = text
    document.save(path)


def as_odt(path, rows, write_odt):
    cells = "".join(
        "<table:table-row>"
        + "".join(f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>" for cell in row)
        + "</table:table-row>"
        for row in rows
    )
    write_odt(path, f"<table:table>{cells}</table:table>")


def as_rtf(path, rows, _):
    lines = "".join(
        "\\trowd" + "".join(f"\\cellx{2000 * (n + 1)}" for n in range(len(row)))
        + "".join(f"\\intbl {cell}\\cell" for cell in row) + "\\row\n"
        for row in rows
    )  # fmt: skip
    rtf = "{\\rtf1\\ansi\n" + lines + "\\pard}"
    path.write_text("".join(c if ord(c) < 128 else f"\\u{ord(c)}?" for c in rtf), "ascii")


def as_csv(path, rows, _):
    path.write_text("\n".join(";".join(f'"{cell}"' for cell in row) for row in rows), "utf-8")


def as_xlsx(path, rows, _):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)


FORMATS = {"docx": as_docx, "odt": as_odt, "rtf": as_rtf, "csv": as_csv, "xlsx": as_xlsx}


@pytest.mark.parametrize("ending", FORMATS)
@pytest.mark.parametrize("header", ["fi", "en", ""])
@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 0, 1), (1, 0, 3), (2, 1, 3, 0)], ids=str)
def test_columns_are_found_in_every_format(tmp_path, ending, header, order, write_odt):
    path = tmp_path / f"a.{ending}"
    FORMATS[ending](path, table(order, header), write_odt)
    corpus = read(path)
    turns = corpus.statements.groupby("turn", sort=True)
    assert turns["clean"].agg(" ".join).tolist() == [turn[1] for turn in TURNS]
    assert turns["speaker"].first().tolist() == [turn[0] for turn in TURNS]
    assert turns["role"].first().tolist() == ["interviewer", "interviewee"] * 2
    name = NAMES[header][3] if header else f"column_{order.index(3) + 1}"
    assert turns[name].first().tolist() == [turn[3] for turn in TURNS]
    assert len(corpus.problems) == 0


def test_speakers_under_each_other_and_headings_across():
    rows = [["Puhuja", "Teksti"], ["Teema 1", ""], ["H", "Miten menee?"], ["A", "Hyvin."],
            ["", "Oikein hyvin."], ["H", ""], ["A", ""]]  # fmt: skip
    cells = [[[(cell, _plain())] for cell in row] for row in rows]
    parts = list(table_parts(cells, LeftOut(), "table 1"))
    assert [(text, one.speaker, one.role) for text, one in parts] == [
        ("Teema 1", "", "interviewer"), ("Miten menee?", "H", ""), ("Hyvin.", "A", ""),
        ("Oikein hyvin.", "A", ""),
    ]  # fmt: skip


def test_a_row_with_notes_and_no_speech_is_told():
    rows = [["Puhuja", "Teksti", "Huomiot"], ["H", "Miten menee?", ""], ["A", "", "ei vastaa"]]
    left_out = LeftOut()
    cells = [[[(cell, _plain())] for cell in row] for row in rows]
    list(table_parts(cells, left_out, "table 1"))
    ((place, problem, *_),) = left_out.remarks()
    assert place == "table 1 row 3"
    assert "ei vastaa" in problem


def _plain():
    from aineisto.corpus._source import Paragraph

    return Paragraph(0, 0)


@pytest.mark.parametrize(
    "rows",
    [
        [["Haastattelija", "MM"], ["Päivä", "3.5.2021"], ["Kesto", "45 min"]],
        [["Nimi", "Ikä", "Kunta"], ["Anna", "45", "Espoo"], ["Pekka", "51", "Kuopio"]],
        [["2019", "12"], ["2020", "15"], ["2021", "19"]],
        [["Haastattelija: Miten menee?\nAnna: Hyvin."]],
    ],
)
def test_other_tables_are_no_transcript(rows):
    assert find_columns(rows) is None


words = st.text("abcdefghij", min_size=1, max_size=8)
speech = st.lists(words, min_size=5, max_size=12).map(" ".join)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(speech, min_size=6, max_size=10, unique=True), st.permutations(range(4)), st.booleans()
)
def test_every_word_comes_back_once(said, order, header):
    """Speaker, speech, time and a note in any order: each row's words, once, under its name."""
    names = itertools.cycle(["Mari", "Onni"])
    rows = [(next(names), text, f"0:{n:02d}", f"muistio {n} x") for n, text in enumerate(said)]
    head = [("Speaker", "Text", "Time", "Notes")] if header else []
    cells = [[[(row[c], _plain())] for c in order] for row in [*head, *rows]]
    parts = list(table_parts(cells, LeftOut(), ""))
    assert [(p.speaker, text, p.time_start) for text, p in parts] == [
        (name, text, float(n)) for n, (name, text, _, _) in enumerate(rows)
    ]
    assert [dict(p.data).popitem()[1] for _, p in parts] == [row[3] for row in rows]


def test_tsv_of_whisper_is_read_as_cues_with_times_in_seconds(tmp_path):
    (tmp_path / "a.tsv").write_text(
        "start\tend\ttext\n0\t2500\tNo minä olen asunut\n2500\t5100\ttäällä aina.\n"
        "5100\t7200\tJa viihdyn hyvin.\n"
    )
    corpus = read(tmp_path / "a.tsv")
    assert corpus.answers["clean"].tolist() == [
        "No minä olen asunut täällä aina.",
        "Ja viihdyn hyvin.",
    ]
    assert corpus.answers["time_start"].tolist() == [0, 5.1]
    assert corpus.answers["time_end"].tolist() == [5.1, 7.2]


def test_the_delimiter_is_what_parts_rows_alike(tmp_path):
    (tmp_path / "a.csv").write_text(
        "Haastattelija;Kerro, kuka olet, mitä teet, ja miksi?\n"
        "Anna;Olen Anna, bussikuski, ja pidän työstäni.\nHaastattelija;Kiitos, siinä kaikki, hei.\n"
    )
    assert read(tmp_path / "a.csv").answers["clean"].tolist() == [
        "Olen Anna, bussikuski, ja pidän työstäni."
    ]
