"""Word and Markdown: the same content as the page, in forms that other programs read."""

import re
from dataclasses import replace
from io import BytesIO
from itertools import pairwise

import docx
import markdown
import pytest
from docx.oxml.ns import qn

import aineisto
from aineisto.report import write_report
from aineisto.report._blocks import Drawing, Section, Table, Text
from aineisto.report._content import make_report
from aineisto.report._docx import to_docx
from aineisto.report._markdown import escape, to_markdown
from aineisto.report._write import save

from .conftest import HOSTILE
from .test_page import Page


@pytest.fixture(scope="module")
def blocks(reports):
    return [block for section in reports["fi"].sections for block in section.blocks]


@pytest.fixture(scope="module")
def document(reports):
    return docx.Document(BytesIO(to_docx(reports["fi"])))


@pytest.fixture(scope="module")
def written(reports):
    return to_markdown(reports["fi"], "raportti-figures")


def read(text):
    """Return what a reader of the Markdown sees."""
    return Page(markdown.markdown(text, extensions=["tables"]))


def words(document):
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return " ".join(" ".join([*(p.text for p in document.paragraphs), *cells]).split())


def test_word_has_real_headings_in_order(document, reports):
    headings = [p for p in document.paragraphs if p.style.name.startswith(("Heading", "Title"))]
    assert headings[0].text == "<script>otsikko</script>"
    levels = [int(p.style.name[-1]) for p in headings[1:]]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    titles = [p.text for p in headings if p.style.name == "Heading 1"][1:]
    assert titles == [f"{n} {s.title}" for n, s in enumerate(reports["fi"].sections, 1)]


def test_word_has_every_table_with_a_header_row_and_a_caption(document, blocks):
    tables = [block for block in blocks if isinstance(block, Table)]
    assert len(document.tables) == len(tables) > 8
    for made, table in zip(document.tables, tables, strict=True):
        assert [cell.text for cell in made.rows[0].cells] == [title for title, _ in table.columns]
        assert made.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert [[c.text for c in row.cells] for row in made.rows[1:]] == table.rows
    captions = [p.text for p in document.paragraphs if p.style.name == "Caption"]
    figures = [block for block in blocks if isinstance(block, Drawing)]
    assert len(captions) == len(tables) + len(figures)


def test_words_pictures_have_alternative_text(document, blocks):
    figures = [block for block in blocks if isinstance(block, Drawing)]
    properties = [shape._inline.docPr for shape in document.inline_shapes]
    assert [found.get("descr") for found in properties] == [figure.alt for figure in figures]


def test_what_interviewees_said_is_text_in_word_and_markdown(document, written):
    assert HOSTILE in words(document)
    text, _ = written
    page = read(text)
    assert HOSTILE in page.words
    assert {"script", "u", "i", "del", "a"}.isdisjoint(name for name, _ in page.elements)
    assert "Virtanen" not in words(document) + text


def test_markdown_has_its_tables_and_figures(written, blocks):
    text, figures = written
    page = read(text)
    tables = [block for block in blocks if isinstance(block, Table)]
    assert len(page.all("table")) == len(tables)
    pictures = page.all("img")
    assert [f"raportti-figures/{name}" for name in figures] == [p["src"] for p in pictures]
    assert all(picture["alt"] for picture in pictures)
    assert all(picture.startswith(b"\x89PNG") for picture in figures.values())
    for table in tables:
        for row in table.rows:
            assert all(" ".join(cell.split()) in page.words for cell in row)


@pytest.mark.parametrize(
    "text", [HOSTILE, "1. ei luettelo", "# ei otsikko", "- ei", "a | b", "`x` $y$ \\ 2 > 1"]
)
def test_escaped_text_reads_as_it_was(text):
    page = read(escape(text))
    assert page.words == text
    assert {name for name, _ in page.elements} == {"p"}


def test_paragraphs_are_the_same_everywhere(document, written, html, blocks):
    read_as = (words(document), read(written[0]).words, Page(html).words)
    for block in blocks:
        if isinstance(block, Text):
            assert all(" ".join(block.text.split()) in found for found in read_as)


def test_the_ending_chooses_the_kind_of_file(reports, tmp_path):
    save(reports["fi"], tmp_path / "Raportti.DOCX")
    assert (tmp_path / "Raportti.DOCX").read_bytes().startswith(b"PK")
    folder = tmp_path / "minun raportti-figures"
    folder.mkdir()
    (folder / "figure-99.png").write_bytes(b"old")
    (folder / "oma.png").write_bytes(b"mine")
    save(reports["fi"], tmp_path / "minun raportti.md")
    text = (tmp_path / "minun raportti.md").read_text(encoding="utf-8")
    for picture in read(text).all("img"):
        assert (tmp_path / picture["src"]).is_file()
    assert (folder / "oma.png").exists()
    assert not (folder / "figure-99.png").exists()


@pytest.mark.parametrize("name", ["report.pdf", "report"])
def test_an_unknown_ending_is_refused_before_the_work(study, tmp_path, name):
    with pytest.raises(aineisto.AineistoError, match=r"\.html, \.docx, \.md"):
        write_report(*study, tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_characters_that_xml_forbids_are_left_out(summary):
    report = make_report(summary, title="A\x0bB\ud800C\x00")
    assert report.title == "ABC"


@pytest.fixture(scope="module", params=["fi", "en"])
def nested(request, drawn):
    """Return a drawn study of nested themes as a Word document without figures, and its report."""
    report = make_report(drawn.summary, request.param)
    sections = [
        replace(one, blocks=[block for block in one.blocks if not isinstance(block, Drawing)])
        for one in report.sections
    ]
    report = replace(report, sections=sections)
    return docx.Document(BytesIO(to_docx(report))), report


def test_themes_under_another_are_moved_in_with_every_line(nested):
    document, report = nested
    names = {"fi": "Teema {}", "en": "Theme {}"}[report.t.lang]
    found = {}
    for cell in (row.cells[0] for table in document.tables for row in table.rows):
        found.setdefault(cell.text, set()).add(cell.paragraphs[0].paragraph_format.left_indent)
    assert {bool(indent) for indent in found[names.format("raha")]} == {False}
    for child in ("raha-oma", "raha-valtio"):
        # Tables of agreement stand by its size, not by branches.
        assert max(indent or 0 for indent in found[names.format(child)]) > 0
    headings = [p.text for p in document.paragraphs if p.style.name == "Heading 3"]
    assert f"{names.format('raha')} › {names.format('raha-oma')}" in headings
    assert names.format("tieto") in headings


def test_a_mean_and_its_number_stand_together(nested):
    document, _ = nested
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    counted = [cell for cell in cells if re.fullmatch(r"[−+]?[\d.,]+\s?%?\s\([\d.,]+\)", cell)]
    assert len(counted) > 10
    assert not [cell for cell in counted if " " in cell]


def test_what_is_said_before_a_table_that_lies_lies_with_it(reports):
    wide = [(f"Otsake{n}", "text") for n in range(12)]
    table = Table("t", "Leveä", wide, [["sana"] * 11 + [""]], "Näin.")
    said = [Text("Aluksi."), Text("Vielä."), table, Text("Siitä."), table, Text("Lopuksi.")]
    report = replace(reports["fi"], sections=[Section("s", "Osa", said)])
    document = docx.Document(BytesIO(to_docx(report)))
    place, found = 0, {}
    for one in document.element.body:
        text = "".join(node.text or "" for node in one.iter(qn("w:t")))
        found[text] = document.sections[place].page_width > document.sections[place].page_height
        place += one.find(f"{qn('w:pPr')}/{qn('w:sectPr')}") is not None
    lying = [found[text] for text in ("Aluksi.", "Vielä.", "Siitä.", "Lopuksi.")]
    assert lying == [False, False, True, False]
    # An empty cell is no taller than one with text.
    size = document.tables[0].cell(1, 0).paragraphs[0].runs[0].font.size.pt
    (mark,) = document.tables[0].cell(1, 11).paragraphs[0]._p.pPr.findall(qn("w:rPr"))
    assert mark.find(qn("w:sz")).get(qn("w:val")) == str(round(2 * size))


def test_machines_are_called_as_a_reader_would_call_them(nested):
    document, report = nested
    said = words(document).replace("\u00a0", " ")
    assert "@" not in said
    assert re.search(r"machine:\S", said) is None
    kind, given = {"fi": ("kone", "Ehdottajat: m 1."), "en": ("machine", "Suggested by m 1.")}[
        report.t.lang
    ]
    assert f"{kind} m 1" in said
    assert given in said  # also where none of its codes are in a number
