"""Make the seeds: small valid files of every format, with everything that readers look at.

python -m tests.fuzz.make_seeds

The files `given_…` are copies of transcripts that were made for tests of reading.
"""

# ruff: noqa: E501 (what is written is seen best in one line)

import json
import zipfile
from contextlib import chdir

import docx
import openpyxl
from odf import opendocument, table, text
from reportlab.pdfgen.canvas import Canvas

from .harness import ROOT, SEEDS

DEMO = ROOT / "corpora" / "demo-study"
LINES = [
    "H: Mitä hyötyä järjestelmästä on?",
    "V: Rajapinnat puuttuvat 😀 kokonaan. KELA:lle siitä on iloa, niinku.",
    "H: Entä [epäselvä] kustannukset?",
    "V: No, se maksaa 1,5 milj. euroa (naurahtaa). En minä muuta tiedä.",
]


def _docx(path):
    document = docx.Document()
    document.add_heading("Haastattelu 1", 1)
    for line in LINES:
        label, _, rest = line.partition(": ")
        paragraph = document.add_paragraph()
        paragraph.add_run(f"{label}: ").bold = label == "H"
        paragraph.add_run(rest)
    grid = document.add_table(2, 2)
    for row, line in zip(grid.rows, LINES, strict=False):
        row.cells[0].text, _, row.cells[1].text = line.partition(": ")
    document.save(path)


def _odt(path):
    document = opendocument.OpenDocumentText()
    document.text.addElement(text.H(outlinelevel=1, text="Haastattelu"))
    for line in LINES:
        paragraph = text.P(text=line)
        paragraph.addElement(text.LineBreak())
        document.text.addElement(paragraph)
    grid = table.Table()
    row = table.TableRow()
    cell = table.TableCell()
    cell.addElement(text.P(text="V: Solussa."))
    row.addElement(cell)
    grid.addElement(row)
    document.text.addElement(grid)
    document.save(path)


def _rtf(path):
    body = "\\par\n".join(
        line.replace("ä", "\\'e4").replace("ö", "\\'f6").replace("😀", "\\u-10179?\\u-8704?")
        for line in LINES
    )
    path.write_text(
        "{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0 Arial;}}{\\*\\generator x;}"
        f"\\f0\\b {body}\\plain\\par}}",
        encoding="ascii",
    )


def _pdf(path):
    canvas = Canvas(str(path), invariant=1)
    for page in range(2):
        for number, line in enumerate(LINES):
            canvas.drawString(
                60, 760 - 20 * number, line.replace("😀", "").encode("cp1252").decode("cp1252")
            )
        canvas.drawString(280, 30, str(page + 1))
        canvas.showPage()
    canvas.save()


def _subtitles(vtt, srt):
    head = "WEBVTT\n\nNOTE huomautus\n\n"
    times = [f"00:00:0{n}.000 --> 00:00:0{n + 1}.000" for n in range(len(LINES))]
    cues = [line.split(": ", 1) for line in LINES]
    vtt.write_text(
        head
        + "\n".join(
            f"{t}\n<v {who}>{said}</v>\n" for t, (who, said) in zip(times, cues, strict=True)
        ),
        "utf-8",
    )
    srt.write_text(
        "\n".join(
            f"{n}\n{t.replace('.', ',')}\n{line}\n"
            for n, (t, line) in enumerate(zip(times, LINES, strict=True), start=1)
        ),
        "utf-8",
    )


def _tables(folder):
    rows = [["document", "speaker", "role", "question", "text"]]
    rows += [["h1", *line.split(": ", 1)] for line in LINES]
    rows = [rows[0]] + [
        [r[0], r[1], "interviewer" if r[1] == "H" else "haastateltava", "K1", r[2]]
        for r in rows[1:]
    ]
    sheet = [["row", "statement_id", "text", "theme", "theme2", "stance", "actors"]]
    sheet += [
        [f"{n} (4)", f"h1:000{n}", line, "raha", "", n - 2, "Kela"]
        for n, line in enumerate(LINES, 1)
    ]
    codes = [["code", "name", "name_en", "definition", "keywords", "examples", "parent"]]
    codes += [["raha", "Rahoitus", "Money", "Rahan riittävyys.", "raha;budjetti", "", ""]]
    codes += [["lisa", "Lisäraha", "", "", "", "", "raha"]]
    for name, table_ in (("statements", rows), ("sheet_anna", sheet)):
        book = openpyxl.Workbook()
        for row in table_:
            book.active.append(row)
        book.save(folder / f"{name}.xlsx")
    for name, table_ in (("statements", rows), ("sheet_anna", sheet), ("codebook", codes)):
        lines = [";".join(map(str, row)) if name != "codebook" else ",".join(row) for row in table_]
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", "utf-8")


def _exchange(folder):
    from types import SimpleNamespace

    from aineisto import Codebook, ThemeAssigner, read, write_qdc, write_qdpx

    corpus = read(folder / "interview.txt")
    codebook = Codebook.load(folder / "codebook.toml")
    codings = ThemeAssigner(codebook).code(corpus.answers)
    codings["created"] = "2026-01-01T00:00:00Z"
    study = SimpleNamespace(corpus=corpus, codebook=codebook, codings=codings)
    write_qdpx(study, folder / "study.qdpx")
    write_qdc(codebook, folder / "codes.qdc")
    deflated = zipfile.ZIP_DEFLATED
    with (
        zipfile.ZipFile(folder / "study.qdpx") as full,
        zipfile.ZipFile(folder / "other.qdpx", "w", deflated) as other,
    ):
        for entry in full.infolist():
            if entry.filename != "aineisto.json":
                data = full.read(entry).replace(b'origin="aineisto', b'origin="NVivo 12')
                other.writestr(entry, data)


def _speech(folder):
    segments = [
        {"start": 2.0 * n, "end": 2.0 * n + 1.5, "text": line[3:], "speaker": line[0],
         "words": [{"word": w, "start": 2.0 * n, "end": 2.0 * n + 0.1} for w in line[3:].split()]}
        for n, line in enumerate(LINES)
    ]  # fmt: skip
    (folder / "interview.json").write_text(json.dumps({"segments": segments}), "utf-8")
    (folder / "interview.tsv").write_text("start\tend\ttext\n0\t900\tNo niin.\n900\t1900\tJoo.\n")
    (folder / "interview.cha").write_text(
        "@Begin\n@Participants:\tINV Haastattelija Investigator, PAR Anna Participant\n"
        "*INV:\tMiten menee ? \x151_900\x15\n*PAR:\tHyvin [/] hyvin &-öö menee . \x15900_2000\x15\n@End\n",
        "utf-8",
    )
    tiers = "".join(
        f'    item [{n}]:\n        class = "IntervalTier"\n        name = "{name}"\n        xmin = 0\n'
        f"        xmax = 4\n        intervals: size = 1\n        intervals [1]:\n            xmin = {n}\n"
        f'            xmax = {n + 1}\n            text = "{said}"\n'
        for n, (name, said) in enumerate(
            [("Haastattelija", "Miten menee?"), ("Anna", "Hyvin menee.")], 1
        )
    )
    (folder / "interview.textgrid").write_text(
        'File type = "ooTextFile"\nObject class = "TextGrid"\n\nxmin = 0\nxmax = 4\ntiers? <exists>\n'
        f"size = 2\nitem []:\n{tiers}",
        "utf-8",
    )


def _besides(folder):
    from aineisto import Codebook, Project, read
    from aineisto.pseudonyms import pseudonymise, write_confirmation

    (folder / "participants_a.csv").write_text(
        "participant,document,speaker,group\nANNA,interview,V,kunta\n", "utf-8"
    )
    (folder / "guide_a.txt").write_text(
        "1. Mitä hyötyä järjestelmästä on?\n2. Entä kustannukset?\n", "utf-8"
    )
    with chdir(folder):  # a project keeps the path of its texts
        corpus = read("interview.txt")
    write_confirmation(pseudonymise(corpus).found, folder / "confirmation.xlsx")
    codebook = Codebook.load(folder / "codebook.toml")
    Project.create(folder / "study.aineisto", corpus, codebook, overwrite=True).close()


def main():
    SEEDS.mkdir(exist_ok=True)
    for name in ("interview.txt", "interview.md"):
        (SEEDS / name).write_text("\n".join(LINES) + "\n", "utf-8")
    (SEEDS / "codebook.toml").write_text(
        (DEMO / "codebook.toml").read_text("utf-8")[:2500].rpartition("\n[[")[0] + "\n", "utf-8"
    )
    _docx(SEEDS / "interview.docx")
    _odt(SEEDS / "interview.odt")
    _rtf(SEEDS / "interview.rtf")
    _pdf(SEEDS / "interview.pdf")
    _subtitles(SEEDS / "interview.vtt", SEEDS / "interview.srt")
    _tables(SEEDS)
    _exchange(SEEDS)
    _speech(SEEDS)
    _besides(SEEDS)


if __name__ == "__main__":
    main()
