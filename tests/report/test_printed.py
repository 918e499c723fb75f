"""The Word report as it is printed: through LibreOffice to PDF, its words and its ink measured."""

import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from collections import Counter
from dataclasses import replace
from io import BytesIO

import numpy as np
import pandas as pd
import pytest
from docx import Document
from PIL import Image

from aineisto.report import TeamWork, build_summary
from aineisto.report._blocks import Drawing, Table
from aineisto.report._content import make_report
from aineisto.report._docx import to_docx
from aineisto.report._write import save

from .generated import generated

#: Of LibreOffice's Writer; the program without it opens no Word file.
WRITER = next((p for p in ("soffice", "libreoffice") if shutil.which(p)), "")
NEEDED = pytest.mark.skipif(
    not (WRITER and shutil.which("pdftotext") and shutil.which("pdftoppm")),
    reason="needs LibreOffice with Writer (libreoffice-writer-nogui) and poppler-utils",
)
#: Questions of the study with long names, so that figures are tall.
MANY = 24
#: The page's margins are 2.2 cm; nothing may be nearer to its edge than this, in points.
EDGE = 2.0 * 72 / 2.54
LONG = "Sosiaali- ja terveydenhuollon digitalisaatiokehityksen rahoitusvastuukysymykset"
WORD = "{http://www.w3.org/1999/xhtml}"


def hard():
    """Return a study of many questions with long names, and all that a team's report tells."""
    corpus, codebook, codings = generated(0)
    asked = corpus.statements["question"] != ""
    spread = [f"q{number % MANY}" for number in range(len(asked))]
    statements = corpus.statements.assign(
        question=corpus.statements["question"].mask(asked, pd.Series(spread))
    )
    people = corpus.participants.assign(
        group=corpus.participants["group"].map(
            {"Kunnat": "Hyvinvointialueyhtymät", "Virastot": "Keskushallintoviranomaiset"}
        )
    )
    themes = tuple(
        replace(one, name={"fi": f"{LONG} {one.code}", "en": f"{LONG} {one.code}"})
        for one in codebook.themes
    )
    questions = tuple(
        replace(
            codebook.questions[0],
            code=f"q{number}",
            name={"fi": f"{LONG}, osa {number}", "en": f"{LONG}, part {number}"},
        )
        for number in range(MANY)
    )
    for short, name in (("anna", "annaliisakoodaaja"), ("eero", "eero-kustaankoodaaja")):
        codings = codings.assign(coder=codings["coder"].str.replace(short, name))
    agreement = pd.DataFrame(
        [
            {"round": n, "kind": "human-human", "code": "all", "family": family, "n": 1234,
             "coders": "human:annaliisakoodaaja, human:eero-kustaankoodaaja",
             "coefficient": name, "value": value, "low": -0.123, "high": 0.987}
            for n in (0, 1)
            for family in ("stance", "theme", "actor")
            for name, value in (("krippendorff_alpha", 0.456), ("percent_agreement", 0.875))
        ]
    )  # fmt: skip
    work = TeamWork(
        rounds=pd.DataFrame(
            {"round": [1], "name": ["Harjoituskierros ennen varsinaista"], "training": [True],
             "codebook": [12]}
        ),
        agreement=agreement,
        changes=pd.DataFrame(
            {"codebook": [2], "part": ["themes"], "code": ["raha-valtio"],
             "change": ["definition"], "before": [LONG * 2], "after": [LONG * 3]}
        ),
        consensus=pd.DataFrame({"people": ["anna, eero, olli"], "family": ["stance"]}),
        rare=pd.DataFrame(
            {"coder": ["human:annaliisakoodaaja"], "family": ["theme"], "code": ["raha-valtio"],
             "found": [1234], "left": [56789], "drawn": [4321], "drawn_found": [123],
             "unread": [52468], "missed_at_most": [1234], "more": [51234], "stop": [False]}
        ),
    )  # fmt: skip
    codebook = replace(codebook, themes=themes, questions=questions)
    corpus = replace(corpus, participants=people, statements=statements)
    return corpus, codebook, codings, None, work


@pytest.fixture(scope="module")
def hard_reports():
    summary = build_summary(*hard())
    return {f"hard-{lang}": make_report(summary, lang) for lang in ("fi", "en")}


def _plain(report):
    """Return a report without figures: to draw them takes most of the time."""
    sections = [
        replace(one, blocks=[b for b in one.blocks if not isinstance(b, Drawing)])
        for one in report.sections
    ]
    return replace(report, sections=sections)


def _reports(hard_reports):
    """Return reports by study and language; figures are drawn in the hardest alone."""
    found = {"hard-fi": hard_reports["hard-fi"], "hard-en": _plain(hard_reports["hard-en"])}
    for name in (0, 1, 2):
        summary = build_summary(*generated(name))
        found |= {f"{name}-{lang}": _plain(make_report(summary, lang)) for lang in ("fi", "en")}
    return found


@pytest.fixture(scope="module")
def printed(tmp_path_factory, hard_reports):
    """Return by study and language the report's tables and the file printed from it."""
    folder = tmp_path_factory.mktemp("printed")
    found = {}
    for case, report in _reports(hard_reports).items():
        save(report, folder / f"{case}.docx")
        blocks = [block for section in report.sections for block in section.blocks]
        tables = [block for block in blocks if isinstance(block, Table)]
        found[case] = (tables, folder / f"{case}.pdf")
    done = subprocess.run(
        [WRITER, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to",
         "pdf", "--outdir", str(folder), *map(str, sorted(folder.glob("*.docx")))],
        check=False, capture_output=True, timeout=900, text=True,
    )  # fmt: skip
    if not all(path.exists() for _, path in found.values()):
        pytest.skip(f"LibreOffice is installed without Writer: {done.stderr[-200:]}")
    return found


CASES = pytest.mark.parametrize(
    "case", [f"{name}-{lang}" for name in ("0", "1", "2", "hard") for lang in ("fi", "en")]
)


def pages(path):
    """Return each page's width and its words with where they begin and end."""
    said = subprocess.run(
        ["pdftotext", "-bbox", str(path), "-"], check=True, capture_output=True
    ).stdout
    return [
        (
            float(page.get("width")),
            [(w.text or "", float(w.get("xMin")), float(w.get("xMax")))
             for w in page.iter(f"{WORD}word")],
        )
        for page in ET.fromstring(said).iter(f"{WORD}page")
    ]  # fmt: skip


def whole(word):
    """Return the parts of a word that no line may break: a hyphen may end a line."""
    return re.split(r"(?<=-)(?=.)", word)


def on_page(path, title):
    """Return the pages on which a title stands."""
    flat = ["".join(word for word, *_ in words) for _, words in pages(path)]
    return [number for number, text in enumerate(flat, start=1) if "".join(title.split()) in text]


def test_a_figure_fits_its_page_and_nothing_in_it_is_cut_off(hard_reports):
    report = hard_reports["hard-fi"]
    document = Document(BytesIO(to_docx(report)))
    assert len(document.inline_shapes) == len(report.figures)
    page = document.sections[0]
    wide = page.page_width - page.left_margin - page.right_margin
    high = page.page_height - page.top_margin - page.bottom_margin
    for shape, drawing in zip(document.inline_shapes, report.figures, strict=True):
        picture = Image.open(BytesIO(drawing.png)).convert("L")
        assert shape.width / shape.height == pytest.approx(picture.width / picture.height, rel=0.01)
        # Its caption shares the page with it.
        assert shape.width <= wide + 9525
        assert shape.height <= 0.85 * high
        ink = np.asarray(picture)
        for edge in (ink[0], ink[-1], ink[:, 0], ink[:, -1]):
            assert edge.min() > 250, drawing.caption


@NEEDED
def test_a_figure_stands_on_the_page_of_its_caption(printed, hard_reports):
    _, path = printed["hard-fi"]
    done = subprocess.run(["pdfimages", "-list", str(path)], check=True, capture_output=True)
    rows = [line.split() for line in done.stdout.decode().splitlines()[2:]]
    shown = [int(row[0]) for row in rows if row[2] == "image"]
    figures, t = hard_reports["hard-fi"].figures, hard_reports["hard-fi"].t
    assert len(shown) == len(figures)
    for page, drawing in zip(shown, figures, strict=True):
        assert page in on_page(path, f"{t('figure')} {drawing.number}. {drawing.caption}")


@NEEDED
@CASES
def test_no_number_and_no_word_of_a_table_is_broken_or_lost(printed, case):
    tables, path = printed[case]
    there = Counter(
        part for _, words in pages(path) for word, _, _ in words for part in whole(word)
    )
    # Poppler parts words at spaces that do not break, too.
    wanted = Counter(
        part
        for one in tables
        for row in ([title for title, _ in one.columns], *one.rows)
        for cell in row
        for word in cell.split()
        for part in whole(word)
    )
    lost = wanted - there
    assert not lost, lost


@NEEDED
@CASES
def test_no_page_is_empty(printed, case):
    assert all(words for _, words in pages(printed[case][1]))


@NEEDED
@CASES
def test_nothing_runs_over_the_page(printed, case):
    _, path = printed[case]
    over = [
        word
        for width, words in pages(path)
        for word, low, high in words
        if low < EDGE or high > width - EDGE
    ]
    assert over == []
    folder = path.with_suffix("")
    folder.mkdir()
    dots = 36
    subprocess.run(
        ["pdftoppm", "-gray", "-r", str(dots), str(path), str(folder / "page")], check=True
    )
    edge = int(EDGE * dots / 72)
    for picture in sorted(folder.iterdir()):
        kind, width, height, _, ink = picture.read_bytes().split(maxsplit=4)
        grey = np.frombuffer(ink, dtype=np.uint8).reshape(int(height), int(width))
        assert kind == b"P5"
        # Rules of a table that is too wide are seen here where its words are cut off.
        assert grey[:, :edge].min() > 200
        assert grey[:, -edge:].min() > 200
