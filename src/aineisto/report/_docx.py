"""The report as a Word document: real headings, captions, tables with header rows, alt text."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from itertools import takewhile
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from aineisto.report._blocks import (
    Cards,
    Definitions,
    Drawing,
    Heading,
    Quote,
    Quotes,
    Section,
    Table,
    Text,
)
from aineisto.report._content import Report
from aineisto.report._tables import INDENT

#: Width of the text on A4 in centimetres, standing and lying.
TEXT, LANDSCAPE = 16.6, 25.3
#: The height of a figure at most: its caption and the beginning of how it is read share its page.
TALLEST = 20.0
#: Sizes of the text of tables that are tried, in points, the largest first.
_SIZES = (9.0, 8.0)
#: Widths of letters in bold over the size of the text, as of the widest font that programs put in
#: the place of one that they lack (DejaVu Sans); of the others; and a cell's margins in cm.
_WIDTHS = dict.fromkeys("mwMW%@…", 1.1) | dict.fromkeys("ijlftrI.,:;'!|()-–", 0.5)
_LETTER, _MARGINS = 0.78, 0.42
#: How far a theme under another is moved in, and by how much columns are widened, in centimetres.
_STEP, _GRAIN = 0.4, 0.1
_POINT = 2.54 / 72
_MUTED, _MACHINE = RGBColor(0x5A, 0x5F, 0x64), RGBColor(0x8F, 0x4A, 0x12)


def to_docx(report: Report) -> bytes:
    """Return a report as a Word document."""
    writer = _Writer(report)
    writer.write()
    file = BytesIO()
    writer.document.save(file)
    return file.getvalue()


class _Writer:
    def __init__(self, report: Report) -> None:
        self.report = report
        self.t = report.t
        self.document: Any = Document()
        self.lying = False
        _set_up(self.document, report)

    def write(self) -> None:
        report, document = self.report, self.document
        document.add_heading(report.title, level=0)
        document.add_paragraph(f"{report.kind} · {report.made}", style="Subtitle")
        self.say(report.status, bold=True, keep=False)
        key = " · ".join(f"{value} {name}" for value, name in report.key_figures)
        document.add_paragraph(key)
        if report.abstract:
            document.add_heading(self.t("abstract"), level=1)
            for line in report.abstract:
                document.add_paragraph(line, style="List Bullet")
        for number, section in enumerate(report.sections, start=1):
            self.section(number, section)

    def section(self, number: int, section: Section) -> None:
        self.turn(landscape=False)
        self.document.add_heading(f"{number} {section.title}", level=1)
        for place, block in enumerate(section.blocks):
            # Tables that lie share a page, with what is said before them; what else comes stands.
            self.turn(landscape=_lies(section.blocks, place))
            getattr(self, block.block)(block)

    def text(self, block: Text) -> None:
        style = "Quote" if block.kind == "note" else None
        self.document.add_paragraph(block.text, style=style)

    def heading(self, block: Heading) -> None:
        self.document.add_heading(block.text, level=2)

    def table(self, block: Table) -> None:
        landscape, size, parts = fitted(block)
        self.caption("table", block)
        for number, part in enumerate(parts):
            if number:  # two tables that touch are one to Word
                self.document.add_paragraph()
            self.grid(part, size, LANDSCAPE if landscape else TEXT)
        self.how(block.how)

    def grid(self, block: Table, size: float, room: float) -> None:
        made = self.document.add_table(rows=1, cols=len(block.columns))
        made.alignment = WD_TABLE_ALIGNMENT.CENTER
        made.autofit = False
        _rules(made)
        heads = [title for title, _ in block.columns]
        _row(made.rows[0], heads, block, Pt(size), bold=True, header=True)
        for index, row in enumerate(block.rows):
            last = block.total and index == len(block.rows) - 1
            _row(made.add_row(), row, block, Pt(size), bold=last)
        for column, width in zip(made.columns, _widths(block, size, room), strict=True):
            column.width = Cm(width)
            for cell in column.cells:
                cell.width = Cm(width)

    def turn(self, *, landscape: bool) -> None:
        """Begin a page that lies, or stands again, unless this one does."""
        if landscape == self.lying:
            return
        self.lying = landscape
        page = self.document.add_section(WD_SECTION.NEW_PAGE)
        page.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
        short, long = Cm(21), Cm(29.7)
        page.page_width, page.page_height = (long, short) if landscape else (short, long)

    def figure(self, block: Drawing) -> None:
        self.caption("figure", block)
        picture = BytesIO(block.png)
        paragraph = self.document.add_paragraph()
        paragraph.paragraph_format.keep_with_next = True
        shape = paragraph.add_run().add_picture(picture)
        scale = min(Cm(TEXT) / shape.width, Cm(TALLEST) / shape.height)
        shape.width, shape.height = round(shape.width * scale), round(shape.height * scale)
        shape._inline.docPr.set("descr", block.alt)
        shape._inline.docPr.set("title", f"{self.t('figure')} {block.number}")
        self.how(block.how)

    def cards(self, block: Cards) -> None:
        self.headed(block.title, block.mark)
        for card in block.cards:
            self.document.add_heading(card.name, level=3)
            share = self.say(card.share, colour=_MUTED)
            if card.mark:
                _run(share, f" {card.mark}", bold=True, colour=_MACHINE)
            if card.definition:
                self.document.add_paragraph(card.definition)
            for key, words in (("words", card.words), ("keywords", card.keywords)):
                if words:
                    paragraph = self.say(f"{self.t(key)}: ", colour=_MUTED, keep=False)
                    _run(paragraph, ", ".join(words))
            for quotation in card.quotations:
                self.quotation(quotation)
        self.how(block.how)

    def quotes(self, block: Quotes) -> None:
        self.headed(block.title, block.mark)
        for quotation in block.quotations:
            self.quotation(quotation)

    def definitions(self, block: Definitions) -> None:
        for term, said in block.items:
            paragraph = self.document.add_paragraph()
            _run(paragraph, f"{term}. ", bold=True)
            _run(paragraph, said)

    def quotation(self, q: Quote) -> None:
        paragraph = self.document.add_paragraph(style="Quote")
        if q.of:
            _run(paragraph, f"{q.of}: ", bold=True)
        _run(paragraph, f"”{q.text}” ")
        _run(paragraph, f"({q.who})" + (f" · {q.stance}" if q.stance else ""), colour=_MUTED)

    def headed(self, title: str, mark: str) -> None:
        self.document.add_heading(title, level=2)
        if mark:
            self.say(mark, bold=True, colour=_MACHINE)

    def say(self, text: str, keep: bool = True, **look: Any) -> Paragraph:
        paragraph = self.document.add_paragraph()
        paragraph.paragraph_format.keep_with_next = keep
        _run(paragraph, text, **look)
        return paragraph

    def caption(self, kind: str, block: Any) -> None:
        paragraph = self.document.add_paragraph(style="Caption")
        paragraph.paragraph_format.keep_with_next = True
        _run(paragraph, f"{self.t(kind)} ")
        _sequence(paragraph, self.t(kind), block.number)
        _run(paragraph, f". {block.caption}.")
        if block.mark:
            _run(paragraph, f" {block.mark}", colour=_MACHINE)

    def how(self, text: str) -> None:
        paragraph = self.document.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(12)
        _run(paragraph, f"{self.t('how')}. ", bold=True, size=Pt(8), colour=_MUTED)
        _run(paragraph, text, size=Pt(8), colour=_MUTED)


def _set_up(document: Any, report: Report) -> None:
    """Set A4, the language and the look of the styles that python-docx brings."""
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2.2)
    page.top_margin = page.bottom_margin = Cm(2.2)
    facts = document.core_properties
    facts.title, facts.author, facts.comments = report.title, "", report.kind
    facts.language = report.t.lang
    facts.created = facts.modified = datetime.now(UTC).replace(tzinfo=None)
    normal = document.styles["Normal"]
    normal.font.size = Pt(10.5)
    for name in ("Title", "Subtitle", "Heading 1", "Heading 2", "Heading 3", "Caption", "Quote"):
        document.styles[name].font.color.rgb = RGBColor(0x1F, 0x24, 0x28)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), {"fi": "fi-FI", "en": "en-GB"}[report.t.lang])
    normal.element.get_or_add_rPr().append(language)


def _run(
    paragraph: Paragraph,
    text: str,
    bold: bool = False,
    colour: RGBColor | None = None,
    size: Pt | None = None,
) -> None:
    run = paragraph.add_run(text)
    run.bold = bold or None
    if colour is not None:
        run.font.color.rgb = colour
    if size is not None:
        run.font.size = size


def _sequence(paragraph: Paragraph, name: str, number: int) -> None:
    """Write a number that Word keeps: lists of tables and cross-references read it."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), f" SEQ {name} \\* ARABIC ")
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = str(number)
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


def _lies(blocks: list[Any], place: int) -> bool:
    """Tell whether a block is a table that lies, or text that leads to one in mid-section."""
    told = takewhile(lambda block: isinstance(block, Text), blocks[place:])
    after = place + len(list(told))
    if after > place and all(isinstance(block, Text) for block in blocks[:place]):
        return False  # it stands under the heading
    here = blocks[after] if after < len(blocks) else None
    return isinstance(here, Table) and fitted(here)[0]


def _row(
    row: Any, cells: list[str], block: Table, size: Pt, bold: bool, header: bool = False
) -> None:
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if header:  # repeated on every page, and read out as a header
        properties.append(OxmlElement("w:tblHeader"))
    for cell, text, (_, kind) in zip(row.cells, cells, block.columns, strict=True):
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_after = Pt(1)
        # No header stands alone at the foot of a page: one program then loses the rows below it.
        paragraph.paragraph_format.keep_with_next = header or None
        # Moved in as a whole: what does not fit on the first line stays beneath it.
        name = text.lstrip(INDENT)
        paragraph.paragraph_format.left_indent = Cm(_STEP * (len(text) - len(name))) or None
        if kind == "num":
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        _run(paragraph, name, bold=bold, size=size)
        _end(paragraph, size)


def _end(paragraph: Paragraph, size: Pt) -> None:
    """Set the size of a paragraph's end mark: its last line, or an empty one, is as tall as it."""
    mark, tall = OxmlElement("w:rPr"), OxmlElement("w:sz")
    tall.set(qn("w:val"), str(round(2 * size.pt)))
    mark.append(tall)
    paragraph._p.get_or_add_pPr().append(mark)


def _rules(table: Any) -> None:
    """Draw the three rules of a printed table, and hairlines between rows."""
    borders = OxmlElement("w:tblBorders")
    for side, width, colour in (
        ("top", "8", "1F2428"),
        ("bottom", "8", "1F2428"),
        ("insideH", "4", "D5D3CE"),
    ):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", width), ("space", "0"), ("color", colour)):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    # The schema wants the borders before the look, and Word refuses what is out of order.
    table._tbl.tblPr.find(qn("w:tblLook")).addprevious(borders)


def fitted(block: Table) -> tuple[bool, float, list[Table]]:
    """Return whether a table lies, its size of text, and its parts, so that no word is broken."""
    for landscape, room in ((False, TEXT), (True, LANDSCAPE)):
        for size in _SIZES:
            if sum(_needed(block, size)) <= room:
                return landscape, size, [block]
    return True, _SIZES[-1], _split(block, _SIZES[-1])


def _needed(block: Table, size: float) -> list[float]:
    """Return the width in centimetres that each column's longest word needs."""
    # Only a plain space may be broken at; not one within a number.
    return _columns(block, size, lambda cell: re.split(r"[ \n\t]", cell))


def _columns(block: Table, size: float, parts: Callable[[str], list[str]]) -> list[float]:
    """Return the width in centimetres of the longest part of each column's cells."""
    found = []
    for index, (title, _) in enumerate(block.columns):
        longest = 2.0 * size * _POINT
        for cell in (title, *(row[index] for row in block.rows)):
            name = cell.lstrip(INDENT)
            widest = max(_wide(part) for part in parts(name)) * size * _POINT
            longest = max(longest, widest + _STEP * (len(cell) - len(name)))
        found.append(longest + _MARGINS)
    return found


def _wide(word: str) -> float:
    return sum(_WIDTHS.get(letter, _LETTER) for letter in word)


def _split(block: Table, size: float) -> list[Table]:
    """Return a table in parts that fit a lying page, the first column in each."""
    needed = _needed(block, size)
    parts: list[list[int]] = [[0]]
    for index in range(1, len(needed)):
        used = sum(needed[place] for place in parts[-1])
        if len(parts[-1]) > 1 and used + needed[index] > LANDSCAPE:
            parts.append([0])
        parts[-1].append(index)
    return [
        replace(
            block,
            columns=[block.columns[place] for place in part],
            rows=[[row[place] for place in part] for row in block.rows],
        )
        for part in parts
    ]


def _widths(block: Table, size: float, room: float) -> list[float]:
    """Return the columns' widths in centimetres: no word is broken, long texts get the rest."""
    needed = _needed(block, size)
    rest = max(0.0, room - sum(needed))
    # What stands on the most lines is widened first; then every column alike.
    whole, wide = _columns(block, size, lambda cell: [cell]), list(needed)
    while rest >= _GRAIN:
        lines = [all_of / width for all_of, width in zip(whole, wide, strict=True)]
        longest = lines.index(max(lines))
        if lines[longest] <= 1:
            break
        wide[longest] += _GRAIN
        rest -= _GRAIN
    rest = max(0.0, room - sum(wide))
    wide = [width + rest * width / sum(wide) for width in wide]
    over = sum(wide) / room
    return [width / max(1.0, over) for width in wide]
