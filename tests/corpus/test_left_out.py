"""What a document holds beside the speech is no speech, and the user is told of it."""

import zipfile
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from aineisto import AineistoWarning, read
from aineisto.corpus.readers._left_out import LeftOut

W = nsdecls("w")
ASKED, SAID = "Haastattelija: Miten työ sujuu?", "Haastateltava: Hyvin se sujuu."
EXTRA = {
    "hidden text": f"<w:r {W}><w:rPr><w:vanish/></w:rPr><w:t> Tarkista.</w:t></w:r>",
    "struck text": f"<w:r {W}><w:rPr><w:strike/></w:rPr><w:t> Tarkista.</w:t></w:r>",
    "deleted text of tracked changes": f"<w:del {W}><w:r><w:delText> Tarkista.</w:delText></w:r>"
    "</w:del>",
    "text boxes": f'<w:r {W}><w:pict><v:rect xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox>'
    "<w:txbxContent><w:p><w:r><w:t>Tarkista.</w:t></w:r></w:p></w:txbxContent></v:textbox></v:rect>"
    "</w:pict></w:r>",
}


def interview(extra=None):
    document = docx.Document()
    document.add_paragraph(ASKED)
    paragraph = document.add_paragraph(SAID)
    if extra:
        paragraph._p.append(parse_xml(extra))
    return document


def with_part(path, name, kind, xml):
    """Add a part that python-docx does not write to a document."""
    with zipfile.ZipFile(path) as archive:
        entries = {one: archive.read(one) for one in archive.namelist()}
    rels = entries["word/_rels/document.xml.rels"].decode()
    base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    link = f'<Relationship Id="rId99" Type="{base}/{kind}" Target="{name}"/>'
    entries["word/_rels/document.xml.rels"] = rels.replace(
        "</Relationships>", link + "</Relationships>"
    )
    entries[f"word/{name}"] = xml
    with zipfile.ZipFile(path, "w") as archive:
        for one, data in entries.items():
            archive.writestr(one, data)


@pytest.mark.parametrize("kind", EXTRA)
def test_docx_says_what_it_leaves_out(tmp_path, kind):
    interview(EXTRA[kind]).save(tmp_path / "a.docx")
    corpus = read(tmp_path / "a.docx")
    assert corpus.answers["clean"].tolist() == ["Hyvin se sujuu."]
    assert corpus.problems["file"].tolist() == [str(tmp_path / "a.docx")]
    problem = corpus.problems["problem"].iat[0]
    assert kind in problem
    assert "Tarkista." in problem
    assert corpus.problems["remedy"].iat[0]


@pytest.mark.parametrize("kind", ["footnotes", "endnotes", "comments"])
def test_docx_notes_and_comments(tmp_path, kind):
    interview().save(tmp_path / "a.docx")
    one = kind[:-1]
    xml = (
        f'<w:{kind} {W}><w:{one} w:type="separator" w:id="0"><w:p><w:r><w:t>---</w:t></w:r></w:p>'
        f'</w:{one}><w:{one} w:id="1"><w:p><w:r><w:t>Katso liite.</w:t></w:r></w:p></w:{one}>'
        f"</w:{kind}>"
    )
    with_part(tmp_path / "a.docx", f"{kind}.xml", kind, xml)
    corpus = read(tmp_path / "a.docx")
    assert corpus.answers["clean"].tolist() == ["Hyvin se sujuu."]
    assert [kind in text and "Katso liite." in text for text in corpus.problems["problem"]] == [
        True
    ]


def test_docx_headers_are_told_and_page_numbers_not(tmp_path):
    document = interview()
    document.sections[0].header.paragraphs[0].text = "Luottamuksellinen"
    document.sections[0].footer.paragraphs[0].text = "3 / 12"
    document.save(tmp_path / "a.docx")
    problems = read(tmp_path / "a.docx").problems["problem"].tolist()
    assert len(problems) == 1
    assert "Luottamuksellinen" in problems[0]


def test_docx_that_stands_in_text_boxes_is_read(tmp_path):
    document = docx.Document()
    for text in (ASKED, SAID):
        document.add_paragraph()._p.append(
            parse_xml(EXTRA["text boxes"].replace("Tarkista.", text))
        )
    document.save(tmp_path / "a.docx")
    corpus = read(tmp_path / "a.docx")
    assert corpus.statements["clean"].tolist() == ["Miten työ sujuu?", "Hyvin se sujuu."]
    assert len(corpus.problems) == 0


def test_docx_of_a_program_that_numbers_its_main_part(tmp_path):
    interview().save(tmp_path / "a.docx")
    with zipfile.ZipFile(tmp_path / "a.docx") as archive:
        entries = {one: archive.read(one) for one in archive.namelist()}
    entries["word/document2.xml"] = entries.pop("word/document.xml")
    entries["_rels/.rels"] = entries["_rels/.rels"].replace(
        b"word/document.xml", b"word/document2.xml"
    )
    with zipfile.ZipFile(tmp_path / "b.docx", "w") as archive:
        for one, data in entries.items():
            archive.writestr(one, data)
    assert len(read(tmp_path / "b.docx").answers) == 1


def test_docx_styles_based_on_each_other_end(tmp_path):
    """A style based on itself made a reader go round for ever."""
    document = interview()
    style = document.styles.add_style("Oma", 1)
    other = document.styles.add_style("Toinen", 1)
    style.base_style, other.base_style = other, style
    other.font.bold = True
    document.paragraphs[0].style = style
    document.save(tmp_path / "a.docx")
    assert len(read(tmp_path / "a.docx").statements) == 2


ODT_EXTRA = {
    "footnotes": "<text:note><text:note-citation>1</text:note-citation><text:note-body>"
    "<text:p>Tarkista.</text:p></text:note-body></text:note>",
    "comments": "<office:annotation><text:p>Tarkista.</text:p></office:annotation>",
    "hidden text": '<text:span text:style-name="h"> Tarkista.</text:span>',
    "struck text": '<text:span text:style-name="s"> Tarkista.</text:span>',
    "text boxes": "<draw:frame><draw:text-box><text:p>Tarkista.</text:p></draw:text-box>"
    "</draw:frame>",
    "contents": "</text:p><text:table-of-content><text:index-body><text:p>Tarkista.</text:p>"
    "</text:index-body></text:table-of-content><text:p>",
}
ODT_STYLES = (
    '<style:style style:name="h"><style:text-properties text:display="none"/></style:style>'
    '<style:style style:name="s"><style:text-properties style:text-line-through-style="solid"/>'
    "</style:style>"
)


@pytest.mark.parametrize("kind", ODT_EXTRA)
def test_odt_says_what_it_leaves_out(tmp_path, kind, write_odt):
    body = f"<text:p>{ASKED}</text:p><text:p>{SAID}{ODT_EXTRA[kind]}</text:p>"
    corpus = read(write_odt(tmp_path / "a.odt", body, ODT_STYLES))
    assert corpus.answers["clean"].tolist() == ["Hyvin se sujuu."]
    problem = corpus.problems["problem"].iat[0]
    assert kind in problem
    assert "Tarkista." in problem


def test_numbered_paragraphs_of_odt_are_read_and_headers_of_left_pages_told(tmp_path, write_odt):
    numbered = "".join(
        f"<text:numbered-paragraph><text:p>{one}</text:p></text:numbered-paragraph>"
        for one in (ASKED, SAID)
    )
    path = write_odt(tmp_path / "a.odt", numbered)
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "text", "style")
    )
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(
            "styles.xml",
            f"<office:document-styles {spaces}><style:header-left><text:p>Luottamuksellinen"
            "</text:p></style:header-left></office:document-styles>",
        )
    corpus = read(path)
    assert corpus.statements["clean"].tolist() == ["Miten työ sujuu?", "Hyvin se sujuu."]
    assert ["Luottamuksellinen" in p for p in corpus.problems["problem"]] == [True]


def test_comments_and_fields_of_a_pdf_are_told(tmp_path):
    import pypdf
    from pypdf.generic import DictionaryObject, NameObject, TextStringObject

    given = Path(__file__).parent / "transcripts" / "03_taulukko_huomiot.pdf"
    writer = pypdf.PdfWriter(clone_from=given)
    for kind, key, text in (("Text", "Contents", "Tarkista nauhalta."), ("Widget", "V", "Aho"),
                            ("Link", "Contents", "ei mitään")):  # fmt: skip
        note = {"/Type": NameObject("/Annot"), "/Subtype": NameObject(f"/{kind}"),
                "/Rect": pypdf.generic.RectangleObject((0, 0, 9, 9)),
                f"/{key}": TextStringObject(text)}  # fmt: skip
        own = DictionaryObject({NameObject(name): value for name, value in note.items()})
        writer.add_annotation(0, own)
    writer.write(tmp_path / "a.pdf")
    before, after = read(given), read(tmp_path / "a.pdf")
    assert after.statements["clean"].tolist() == before.statements["clean"].tolist()
    told = " ".join(after.problems["place"] + after.problems["problem"])
    assert "page 1Not read as speech: comments, “Tarkista nauhalta.”" in told
    assert "form fields, “Aho”" in told
    assert "ei mitään" not in told


def test_a_remark_shows_how_many_and_where():
    left_out = LeftOut()
    for number in range(1, 8):
        left_out.add("comments", "sana " * 30, f"paragraph {number}")
    left_out.add("comments", "  ", "paragraph 9")
    ((place, problem, remedy, _),) = left_out.remarks()
    assert place == "paragraph 1, paragraph 2, paragraph 3, paragraph 4, paragraph 5 …"
    assert "7 places" in problem
    assert len(problem) < 120
    assert remedy


def nested_docx(path, depth, write_odt):
    document = docx.Document()
    cell = document.add_table(1, 1).cell(0, 0)
    for _ in range(depth):
        cell = cell.add_table(1, 1).cell(0, 0)
    cell.text = ASKED
    cell.add_paragraph(SAID)
    document.save(path)
    return path


def nested_odt(path, depth, write_odt):
    inside = f"<text:p>{ASKED}</text:p><text:p>{SAID}</text:p>"
    for _ in range(depth + 1):
        cell = f"<table:table-cell>{inside}</table:table-cell>"
        inside = f"<table:table><table:table-row>{cell}</table:table-row></table:table>"
    return write_odt(path, inside)


@pytest.mark.parametrize("make", [nested_docx, nested_odt])
def test_a_table_in_a_table_is_read_once(tmp_path, make, write_odt):
    path = tmp_path / f"a.{make.__name__[-4:].strip('_')}"
    corpus = read(make(path, 12, write_odt))
    assert corpus.statements["clean"].tolist() == ["Miten työ sujuu?", "Hyvin se sujuu."]


def test_files_that_are_passed_over_in_a_folder_are_told(save, tmp_path):
    save("a.txt", f"{ASKED}\n{SAID}\n")
    save("data.xyz", "x")
    with pytest.warns(AineistoWarning, match="left out"):
        problems = read(tmp_path).problems
    assert problems["file"].tolist() == [str(tmp_path / "data.xyz")]


@pytest.mark.parametrize(
    ("extra", "kind"),
    [
        (r"{\v  Tarkista.}", "hidden"), (r"{\strike  Tarkista.}", "struck"),
        (r"{\footnote\pard Tarkista.}", "footnotes"),
        (r"{\*\annotation\pard Tarkista.}", "comments"),
        (r"{\header\pard Tarkista.\par}", "headers and footers"),
        (r"{\shp{\*\shpinst{\sp{\sv 2}}{\shptxt \pard Tarkista.\par}}}", "text boxes"),
        (r"{\*\do\dptxbx{\dptxbxtext\pard Tarkista.\par}}", "text boxes"),
    ],
)  # fmt: skip
def test_rtf_says_what_it_leaves_out(save, extra, kind):
    asked = ASKED.replace("ö", r"\'f6")
    corpus = read(save("a.rtf", rf"{{\rtf1\ansi\ansicpg1252 {asked}\par {SAID}{extra}\par}}"))
    assert corpus.statements["clean"].tolist() == ["Miten työ sujuu?", "Hyvin se sujuu."]
    assert [kind in p and "Tarkista." in p for p in corpus.problems["problem"]] == [True]


def test_other_sheets_of_a_workbook_are_told(tmp_path):
    import openpyxl

    book = openpyxl.Workbook()
    for row in (["Puhuja", "Puhe"], ["Haastattelija", "Miten menee?"], ["Anna", "Hyvin."]):
        book.active.append(row)
    book.create_sheet("Muu").append(["Toinen taulukko"])
    book.save(tmp_path / "a.xlsx")
    corpus = read(tmp_path / "a.xlsx")
    assert corpus.answers["clean"].tolist() == ["Hyvin."]
    assert ["Toinen taulukko" in problem for problem in corpus.problems["problem"]] == [True]


def test_an_image_written_out_in_markdown_is_no_speech(tmp_path):
    path = tmp_path / "kuva.md"
    image = "![kuva](data:image/png;base64,iVBORw0KGgoAAAANSUhEUg)"
    path.write_text(f"**H:** Miten?\n\n**V:** Hyvin {image} se meni.\n", "utf-8")
    corpus = read(path)
    assert corpus.statements.clean.tolist() == ["Miten?", "Hyvin se meni."]
    assert "line 3" in str(corpus.check())
    assert "image" in str(corpus.check())


def table_docx(path, rows, below, write_odt):
    document = docx.Document()
    table = document.add_table(0, 2)
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    document.add_paragraph(below)
    document.save(path)
    return path


def table_odt(path, rows, below, write_odt):
    cells = "".join(
        "<table:table-row>"
        + "".join(f"<table:table-cell><text:p>{text}</text:p></table:table-cell>" for text in row)
        + "</table:table-row>"
        for row in rows
    )
    return write_odt(path, f"<table:table>{cells}</table:table><text:p>{below}</text:p>")


@pytest.mark.parametrize("make", [table_docx, table_odt])
@pytest.mark.parametrize("below", ["Litteroinut: Kaisa", "Nauha katkesi tässä, ja loppu puuttuu."])
def test_what_stands_below_a_table_is_not_its_last_speakers(tmp_path, make, below, write_odt):
    rows = [("Puhuja", "Puhe"), ("H", "Miten meni?"), ("V", "Hyvin."), ("H", "Ai?"), ("V", "Niin.")]
    corpus = read(make(tmp_path / f"a.{make.__name__[-4:].strip('_')}", rows, below, write_odt))
    assert corpus.statements["clean"].tolist() == [said for _, said in rows[1:]]
    assert below in corpus.problems["problem"].item()


@pytest.mark.parametrize("rule", ["", "________________\n"])
@pytest.mark.parametrize("space", ["", " "])
def test_comments_that_stand_below_a_text_are_not_the_last_speakers(save, rule, space):
    text = (
        "H: Miten meni?[a]\n\nV: Luin [b]lehden siellä.\n\nH: Entä?\nV: En muista.\n"
        f"{rule}[a]{space}kysyttiin kahdesti\n[b]{space}Kaleva, Savon Sanomat.\nvai Ilkka?\n"
    )
    corpus = read(save("g.txt", text))
    assert corpus.statements["clean"].tolist() == [
        "Miten meni?", "Luin lehden siellä.", "Entä?", "En muista.",
    ]  # fmt: skip
    assert "Kaleva" in corpus.problems["problem"].item()


def test_letters_in_brackets_that_begin_turns_are_no_comments(save):
    text = "[a] Miten meni?\n[b] Hyvin.\n[a] Niinkö?\n[b] Niin.\n"
    assert len(read(save("g.txt", text), interviewer="a").statements) == 4


def test_notes_of_a_transcriber_are_no_statements(save):
    text = (
        "H: Miten meni?\nV: Hyvin. [naurua] Ihan hyvin. (nauraa)\n[puhelin soi]\nH: Vai niin.\n"
        "V: [naurahtaa] Niin.\nV: [joo]\nV: (se oli)\nH: (tauko) [hiljaisuus]\nV: Loppu."
    )
    corpus = read(save("h.txt", text))
    assert corpus.statements["clean"].tolist() == [
        "Miten meni?", "Hyvin.", "[naurua] Ihan hyvin. (nauraa)", "Vai niin.", "[naurahtaa] Niin.",
        "[joo]", "(se oli)", "Loppu.",
    ]  # fmt: skip
    told = "a transcriber's notes (2 places), “[puhelin soi] / (tauko) [hiljaisuus]”"
    assert told in corpus.problems["problem"].item()
    # Identifiers of what is coded do not move when notes are told from speech.
    assert corpus.statements["statement_id"].tolist()[-1] == "h:0011"


def test_a_row_of_a_table_that_is_a_note_stays(save):
    text = "speaker,text\nH,Miten?\nV,(naurua)\nH,Vai?\nV,Niin."
    assert "(naurua)" in read(save("h.csv", text)).statements["clean"].tolist()


DIALOGUE = (
    "[H1]: Miten te näette ohjauksen?\nV: Sekavalta se näyttää.\n[H2]: Mitä tekisitte?\n"
    "V: Ottaisin lainaa.\n[H1]: Kiitos.\nV: Kiitos itsellenne.\n"
)
ARCHIVED = {
    "facts below prose": "FSD3215 Maakuntajohtajien haastattelut 2017\n\nTämä tiedosto on osa yllä "
    "nimettyä, Tietoarkistoon (FSD) arkistoitua aineistoa.\nAineiston kuvailu: https://urn.fi/x\n\n"
    "Haastattelun tunniste: 01\nIkä: 52\nSukupuoli: nainen\nHaastattelijat: [H1] ja [H2]\n\n",
    "a legend below prose": "Tämä tiedosto on osa yllä nimettyä aineistoa.\n\n------\n\n"
    "Tiedoston nimi: a.txt\nHuom. Osa on jätetty litteroimatta teknisen vian vuoksi.\n\n"
    "H1 = Haastattelija\nH2 = Haastattelija\nV = Vastaaja\n(--) = tauko\n\n------\n\n",
    "names below prose": "Haastattelu nro 3\nTämä haastattelu tehtiin etäyhteydellä. Haastateltava "
    "pyysi, ettei hänen nimeään mainita.\n\nHaastattelijat: Maija Meikäläinen (H1) ja Pekka Puupää "
    "(H2)\nHaastateltava: talousjohtaja (V)\n\n",
}


@pytest.mark.parametrize("above", ARCHIVED.values(), ids=ARCHIVED)
def test_what_an_archive_writes_above_a_labelled_interview_is_nobodys_words(tmp_path, above):
    (tmp_path / "a.txt").write_text(above + DIALOGUE, encoding="utf-8")
    statements = read(tmp_path).statements
    roles = statements.groupby("speaker")["role"].unique().str.join(" ").to_dict()
    assert roles == {"H1": "interviewer", "H2": "interviewer", "V": "interviewee"}
    assert statements["clean"].iat[0] == "Miten te näette ohjauksen?"


def test_somebodys_words_above_the_first_label_are_told(tmp_path):
    words = "Olen ollut tässä tehtävässä kymmenen vuotta. Tehtävä: se on ollut sama koko ajan.\n"
    (tmp_path / "a.txt").write_text(words + DIALOGUE, encoding="utf-8")
    corpus = read(tmp_path, interviewer=["H1", "H2"])
    assert "Olen ollut tässä tehtävässä kymmenen vuotta." in set(corpus.statements["clean"])
    (told,) = corpus.problems["problem"]
    assert told.startswith("What stands above the first label (13 words) is read as no answer")


def test_a_question_above_the_first_label_is_asked_and_not_told(tmp_path):
    text = "1. Miten sujuu?\n\nVastaus: Hyvin sujuu.\n\n2. Entä raha?\n\nVastaus: Riittää.\n"
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    problems = read(tmp_path).problems["problem"]
    assert not problems.str.contains("above the first label").any()
