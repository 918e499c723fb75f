"""Real small files of every format, made here by the libraries that write them."""

import io

import pytest

from aineisto.corpus import read

TURNS = [
    ("Miten kuvaisit Kelan roolia?", "interviewer"),
    ("Rooli on epäselvä. Sitä pitäisi selventää.", "interviewee"),
    ("Entä THL:n roolia?", "interviewer"),
    ("Se on, öö, selvempi ”tiedontuottaja”.", "interviewee"),
]


def said(corpus):
    frame = corpus.statements
    return [
        (" ".join(own["clean"]), own["role"].iloc[0]) for _, own in frame.groupby("turn", sort=True)
    ]


def check_offsets(corpus):
    texts = corpus.documents.set_index("document")["text"]
    for row in corpus.statements.itertuples():
        assert texts[row.document][row.start : row.end] == row.text
        assert corpus.locate(row.statement_id, 0, len(row.clean)) == (row.start, row.end)


@pytest.mark.parametrize("set_off", ["bold", "italic", "style"])
def test_docx_with_interviewer_set_off(tmp_path, set_off):
    import docx

    document = docx.Document()
    document.add_heading("Haastattelu 3", 0)
    document.sections[0].header.paragraphs[0].text = "Luottamuksellinen"
    bold_style = document.styles.add_style("Kysymystyyli", 1)
    bold_style.font.bold = True
    for text, role in TURNS:
        paragraph = document.add_paragraph()
        run = paragraph.add_run(text)
        if role == "interviewer" and set_off == "style":
            paragraph.style = bold_style
        elif role == "interviewer":
            setattr(run, set_off, True)
    document.save(tmp_path / "h.docx")
    corpus = read(tmp_path / "h.docx")
    assert said(corpus) == TURNS  # the title is no speech
    assert "Luottamuksellinen" not in corpus.documents["text"][0]
    check_offsets(corpus)


def test_docx_with_labels_tables_and_line_breaks(tmp_path):
    import docx

    document = docx.Document()
    document.add_paragraph("H: " + TURNS[0][0] + "\nV: " + TURNS[1][0])
    document.add_paragraph("H: " + TURNS[2][0])
    document.add_paragraph("V: " + TURNS[3][0])
    document.save(tmp_path / "h.docx")
    assert said(read(tmp_path / "h.docx")) == TURNS

    document = docx.Document()
    table = document.add_table(rows=0, cols=3)
    for cell, name in zip(table.add_row().cells, ["Aika", "Puhuja", "Teksti"], strict=True):
        cell.text = name
    for number, (text, role) in enumerate(TURNS):
        cells = table.add_row().cells
        cells[0].text = f"0:0{number}"
        cells[1].text = "Haastattelija" if role == "interviewer" else "Anna"
        cells[2].text = text
    document.save(tmp_path / "t.docx")
    corpus = read(tmp_path / "t.docx")
    assert said(corpus) == TURNS  # the row of names names the columns and is no speech


def test_docx_of_a_meeting_program_has_names_with_times(tmp_path):
    import docx

    document = docx.Document()
    for number, (text, role) in enumerate(TURNS):
        name = "Anna Virtanen" if role == "interviewer" else "Puro, Pekka (Vieras)"
        paragraph = document.add_paragraph()
        paragraph.add_run(name).bold = True
        paragraph.add_run(f"\xa0\xa0 1:02:0{number}").add_break()
        paragraph.add_run(text)
    document.save(tmp_path / "t.docx")
    corpus = read(tmp_path / "t.docx", interviewer="Anna Virtanen")
    assert said(corpus) == TURNS
    assert set(corpus.answers["speaker"]) == {"Puro, Pekka (Vieras)"}


def test_docx_headings_of_a_report_are_not_an_interviewer(tmp_path):
    import docx

    document = docx.Document()
    document.add_heading("Tulokset", 1)
    document.add_paragraph("Roolit ovat epäselviä.")
    document.add_paragraph().add_run("Johtopäätökset").bold = True
    document.add_paragraph("Niitä pitää selventää.")
    document.save(tmp_path / "r.docx")
    corpus = read(tmp_path / "r.docx")
    assert set(corpus.statements["role"]) == {"interviewee"}
    assert corpus.statements["clean"].tolist() == [
        "Tulokset",
        "Roolit ovat epäselviä.",
        "Johtopäätökset",
        "Niitä pitää selventää.",
    ]


def test_docx_insertions_are_read_and_deletions_not(tmp_path):
    import docx
    from docx.oxml import parse_xml

    name = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    document = docx.Document()
    paragraph = document.add_paragraph("Kela on ")
    paragraph._p.append(
        parse_xml(f'<w:del {name} w:id="1"><w:r><w:delText>hidas</w:delText></w:r></w:del>')
    )
    paragraph._p.append(parse_xml(f'<w:ins {name} w:id="2"><w:r><w:t>nopea</w:t></w:r></w:ins>'))
    document.save(tmp_path / "r.docx")
    assert read(tmp_path / "r.docx").documents["text"].tolist() == ["Kela on nopea"]


def test_odt_with_bold_styles(tmp_path):
    from odf.opendocument import OpenDocumentText
    from odf.style import Style, TextProperties
    from odf.text import H, P, S, Span

    document = OpenDocumentText()
    bold = Style(name="Lihava", family="text")
    bold.addElement(TextProperties(fontweight="bold"))
    child = Style(name="T1", family="text", parentstylename="Lihava")
    document.styles.addElement(bold)
    document.automaticstyles.addElement(child)
    document.text.addElement(H(outlinelevel=1, text="Haastattelu"))
    for number, (text, role) in enumerate(TURNS):
        paragraph = P()
        if role == "interviewer":
            paragraph.addElement(Span(stylename=[bold, child][number // 2], text=text))
        else:
            first, _, rest = text.partition(" ")
            paragraph.addText(first)
            paragraph.addElement(S(c=2))
            paragraph.addText(rest)
        document.text.addElement(paragraph)
    document.save(str(tmp_path / "h.odt"))
    corpus = read(tmp_path / "h.odt")
    assert said(corpus) == TURNS
    check_offsets(corpus)


def rtf(text):
    return "".join(c if ord(c) < 128 else f"\\u{ord(c)}?" for c in text)


def test_rtf_with_bold_and_with_labels(save):
    bold = "\\par\n".join(
        f"{{\\b {rtf(text)}}}" if role == "interviewer" else f"\\b0 {rtf(text)}"
        for text, role in TURNS
    )
    head = "{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0 Arial;}}{\\stylesheet{\\b Otsikko;}}\n"
    corpus = read(save("h.rtf", head + bold + "}"))
    assert said(corpus) == TURNS
    check_offsets(corpus)
    labelled = "\\par\n".join(
        ("H: " if role == "interviewer" else "V: ") + rtf(text) for text, role in TURNS
    )
    assert said(read(save("l.rtf", head + labelled + "}"))) == TURNS


def pdf(path, pages, header="", **options):
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfgen.canvas import Canvas

    assert pdfmetrics  # the standard fonts hold Finnish letters
    canvas = Canvas(str(path), **options)
    for number, lines in enumerate(pages, start=1):
        canvas.drawString(72, 800, header)
        for row, line in enumerate(lines):
            canvas.drawString(72, 760 - 16 * row, line)
        canvas.drawString(300, 30, str(number))
        canvas.showPage()
    canvas.save()
    return path


def test_pdf_lines_hyphens_and_headers_are_mended(tmp_path):
    pages = [
        [
            "H: Miten kuvaisit Kelan roolia tässä kokonaisuudessa, jossa on monta",
            "toimijaa?",
            "V: Kelan rooli on ollut kaikille epäselvä koko tämän ajan, ja osa-",
            "optimointi jatkuu. Sosiaali- ja terveysministeriö ohjaa maakunta- ja sote-",
            "uudistusta, mutta ICT-",
        ],
        [
            "palvelut jäävät yhtiölle. Se on kaikkien mielestä tosi huono asia, mutta",
            "näin se nyt vain menee.",
            "H: Entä THL:n roolia?",
        ],
        ["V: THL:n rooli on selvempi, koska siitä on säädetty."],
    ]
    path = pdf(tmp_path / "h.pdf", pages, "Haastattelu 7, luottamuksellinen")
    corpus = read(path)
    assert said(corpus) == [
        (
            "Miten kuvaisit Kelan roolia tässä kokonaisuudessa, jossa on monta toimijaa?",
            "interviewer",
        ),
        (
            "Kelan rooli on ollut kaikille epäselvä koko tämän ajan, ja osaoptimointi jatkuu. "
            "Sosiaali- ja terveysministeriö ohjaa maakunta- ja sote-uudistusta, mutta "
            "ICT-palvelut jäävät yhtiölle. Se on kaikkien mielestä tosi huono asia, mutta näin "
            "se nyt vain menee.",
            "interviewee",
        ),
        ("Entä THL:n roolia?", "interviewer"),
        ("THL:n rooli on selvempi, koska siitä on säädetty.", "interviewee"),
    ]
    check_offsets(corpus)
    row = corpus.statements[corpus.statements["clean"].str.contains("osaoptimointi")].iloc[0]
    start = row["clean"].index("osaoptimointi")
    low, high = corpus.locate(row["statement_id"], start, start + len("osaoptimointi"))
    assert corpus.documents["text"][0][low:high].split() == ["osa-", "optimointi"]


def test_vtt_of_teams_joins_the_cues_of_a_turn(save):
    cues = [
        ("Anna Haastattelija", "Miten kuvaisit"),
        ("Anna Haastattelija", "Kelan roolia?"),
        ("Virtanen, Pekka", "Rooli on epäselvä. Sitä"),
        ("Virtanen, Pekka", "pitäisi &amp; voitaisiin selventää."),
    ]
    text = "WEBVTT\n\n" + "\n".join(
        f"id-{n}\n00:00:0{n}.000 --> 00:00:0{n}.900\n<v {name}>{said_}</v>\n"
        for n, (name, said_) in enumerate(cues)
    )
    path = save("h.vtt", text)
    corpus = read(path, interviewer="Anna Haastattelija")
    assert said(corpus) == [
        ("Miten kuvaisit Kelan roolia?", "interviewer"),
        ("Rooli on epäselvä. Sitä pitäisi & voitaisiin selventää.", "interviewee"),
    ]
    assert corpus.documents["text"][0].splitlines()[0] == "Miten kuvaisit"
    check_offsets(corpus)


@pytest.mark.parametrize("ending", ["vtt", "srt"])
def test_subtitles_with_names_in_the_text(save, ending):
    cues = ["SPEAKER_00: Miten menee?", "SPEAKER_01: Hyvin.", "SPEAKER_01: Kiitos.", "joo"]
    mark = "." if ending == "vtt" else ","
    text = ("WEBVTT\n\n" if ending == "vtt" else "") + "\n".join(
        f"{n}\n00:00:0{n}{mark}000 --> 00:00:0{n}{mark}900\n{cue}\n"
        for n, cue in enumerate(cues, 1)
    )
    corpus = read(save(f"h.{ending}", text), interviewer="SPEAKER_00")
    assert said(corpus) == [("Miten menee?", "interviewer"), ("Hyvin. Kiitos. joo", "interviewee")]
    assert corpus.statements["speaker"].unique().tolist() == ["SPEAKER_00", "SPEAKER_01"]


def test_csv_and_xlsx_hold_a_statement_a_row(save, tmp_path):
    import pandas as pd

    rows = [
        ("a", "Anna", "haastattelija", "K1", "Miten meni? Kerro."),
        ("a", "Pekka", "haastateltava", "K1", "Hyvin. Todella hyvin."),
        ("b", "Pirjo", "vastaaja", "K2", "Huonosti."),
    ]
    frame = pd.DataFrame(rows, columns=["Dokumentti", "Puhuja", "Rooli", "Kysymys", "Teksti"])
    for name in ("t.csv", "t.xlsx"):
        path = tmp_path / name
        if name == "t.csv":
            frame.to_csv(path, index=False, sep=";")
        else:
            frame.to_excel(path, index=False)
        corpus = read(path)
        assert corpus.documents["document"].tolist() == ["a", "b"]
        assert corpus.statements["clean"].tolist() == [row[4] for row in rows]
        assert corpus.statements["role"].tolist() == ["interviewer", "interviewee", "interviewee"]
        assert corpus.statements["question"].tolist() == ["K1", "K1", "K2"]
        check_offsets(corpus)


def test_answers_of_a_survey(save):
    corpus = read(save("v.csv", "participant,text\n1,Hyvä juttu.\n2,Huono juttu.\n"))
    assert corpus.answers["participant"].tolist() == ["1", "2"]
    assert corpus.answers["turn"].tolist() == [1, 2]


def test_hard_wrapped_text_with_an_empty_line_after_every_line(save):
    text = (
        " Haastatteluissa tuli esiin, että kunnallisen tietohallinnon tulevaisuus on joulu-\n\n"
        "kuun jälkeen avoin, ja että sen vaikutusta kuntien toimintoihin ei vielä kukaan halua \n\n"
        "arvioida ääneen.  \n\nTaustaa \n\n"
        "Suomi on muiden maiden joukossa käyttänyt tähän valtavia summia viimeksi kuluneen pa-\n\n"
        "rin vuosikymmenen aikana. Tuotto ei ole vastannut niitä odotuksia, joita sille "
        "aikanaan \n\n"
        "asetettiin: \n\n- yhteistyö kuntien välillä ei ole edennyt niin kuin siitä sovittiin \n\n"
        "- rahat loppuivat. \n"
    )
    corpus = read(save("r.txt", text))
    assert corpus.statements["clean"].tolist() == [
        "Haastatteluissa tuli esiin, että kunnallisen tietohallinnon tulevaisuus on joulukuun "
        "jälkeen avoin, ja että sen vaikutusta kuntien toimintoihin ei vielä kukaan halua arvioida "
        "ääneen.",
        "Taustaa",
        "Suomi on muiden maiden joukossa käyttänyt tähän valtavia summia viimeksi kuluneen parin "
        "vuosikymmenen aikana.",
        "Tuotto ei ole vastannut niitä odotuksia, joita sille aikanaan asetettiin:",
        "yhteistyö kuntien välillä ei ole edennyt niin kuin siitä sovittiin",
        "rahat loppuivat.",
    ]
    check_offsets(corpus)


def test_markdown_marks_are_left_out_of_the_clean_text(save):
    corpus = read(save("h.md", "# Haastattelu\n\n**H:** Miten?\n\n**V:** *Hyvin* **todella**.\n"))
    assert corpus.answers["clean"].tolist() == ["Hyvin todella."]
    check_offsets(corpus)
    bold = "\n\n".join(f"**{text}**" if role == "interviewer" else text for text, role in TURNS)
    assert said(read(save("b.md", bold))) == TURNS


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "utf-32"])
def test_encodings_are_recognised(save, encoding):
    text = "H: Mitä?\r\nV: Äänestäjät – ”tyytyväisiä”…\r\n"
    corpus = read(save("h.txt", text, encoding))
    assert corpus.documents["text"].tolist() == [text.replace("\r\n", "\n")]
    assert corpus.answers["clean"].tolist() == ["Äänestäjät – ”tyytyväisiä”…"]


def test_encoding_may_be_said(save):
    path = save("h.txt", "H: Mitä?\nV: Äiti.", "mac-roman")
    assert read(path, encoding="mac-roman").answers["clean"].tolist() == ["Äiti."]


def test_progress_is_shown_on_stderr(save, capsys):
    path = save("h.txt", "Teksti.")
    read(path)
    assert capsys.readouterr() == ("", "")
    read(path, progress=True)
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "Reading" in shown.err


def test_pages_without_text_are_listed(tmp_path):
    from reportlab.pdfgen.canvas import Canvas

    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    canvas.drawString(72, 700, "Ensimmäinen sivu on tekstiä.")
    canvas.showPage()
    canvas.rect(10, 10, 100, 100)
    canvas.showPage()
    canvas.save()
    (tmp_path / "h.pdf").write_bytes(buffer.getvalue())
    corpus = read(tmp_path / "h.pdf")
    assert corpus.problems["place"].tolist() == ["pages 2"]
    assert corpus.statements["clean"].tolist() == ["Ensimmäinen sivu on tekstiä."]
