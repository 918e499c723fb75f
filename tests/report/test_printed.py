"""The Word report as it is printed: through LibreOffice to PDF, its words and its ink measured."""

import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from collections import Counter
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from aineisto.report import TeamWork, build_summary
from aineisto.report._blocks import Drawing, Table
from aineisto.report._content import make_report
from aineisto.report._write import save

from .generated import generated

#: Of LibreOffice's Writer; the program without it opens no Word file.
WRITER = next((p for p in ("soffice", "libreoffice") if shutil.which(p)), "")
NEEDED = pytest.mark.skipif(
    not (WRITER and shutil.which("pdftotext") and shutil.which("pdftoppm")),
    reason="needs LibreOffice with Writer (libreoffice-writer-nogui) and poppler-utils",
)
#: The page's margins are 2.2 cm; nothing may be nearer to its edge than this, in points.
EDGE = 2.0 * 72 / 2.54
LONG = "Sosiaali- ja terveydenhuollon digitalisaatiokehityksen rahoitusvastuukysymykset"
WORD = "{http://www.w3.org/1999/xhtml}"


def hard():
    """Return a study whose names are long, with everything that a team's report tells."""
    corpus, codebook, codings = generated(0)
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
        replace(one, name={"fi": f"{LONG}, osa {one.code}", "en": f"{LONG}, part {one.code}"})
        for one in codebook.questions
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
    return replace(corpus, participants=people), codebook, codings, None, work


def _studies():
    return {"0": generated(0), "1": generated(1), "2": generated(2), "hard": hard()}


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    """Return by study and language the report's tables and the file printed from it."""
    folder = tmp_path_factory.mktemp("printed")
    found = {}
    for name, study in _studies().items():
        summary = build_summary(*study)
        for lang in ("fi", "en"):
            report = make_report(summary, lang)
            # Figures are as wide as the text; to draw them would take most of the time.
            sections = [
                replace(one, blocks=[b for b in one.blocks if not isinstance(b, Drawing)])
                for one in report.sections
            ]
            save(replace(report, sections=sections), folder / f"{name}-{lang}.docx")
            tables = [b for one in sections for b in one.blocks if isinstance(b, Table)]
            found[f"{name}-{lang}"] = (tables, folder / f"{name}-{lang}.pdf")
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
