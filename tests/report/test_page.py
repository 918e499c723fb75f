"""The page: self-contained, escaped, the summary's numbers in it, in both languages."""

import re
from dataclasses import fields, is_dataclass, replace
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise

import pandas as pd
import pytest

import aineisto
from aineisto.codebook import Codebook
from aineisto.codings import empty_codings
from aineisto.report import build_summary, tables, write_report
from aineisto.report._blocks import Drawing
from aineisto.report._content import make_report
from aineisto.report._draw import specification
from aineisto.report._html import to_html
from aineisto.report._respondents import is_plain_code
from aineisto.report._texts import all_texts, number, percent
from aineisto.report._write import _write

from .conftest import HOSTILE, make_study

VOID = {"meta", "link", "br", "img", "input", "hr"}


class Page(HTMLParser):
    """What a browser would see: elements, their attributes, the text outside style."""

    def __init__(self, html):
        super().__init__()
        self.elements, self.open, self.text, self.unbalanced = [], [], [], []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.unbalanced.append(tag)

    def handle_data(self, data):
        if "style" not in self.open:
            self.text.append(data)

    @property
    def words(self):
        return " ".join("".join(self.text).split())

    def all(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture(scope="module")
def page(html):
    return Page(html)


def strings(content, figures=True):
    """Return every text of a report's content, and what its figures say."""
    if isinstance(content, str):
        yield content
    elif isinstance(content, Drawing):
        drawn = specification(content.chart()) if figures else ""
        yield from (content.caption, content.how, content.mark, str(drawn))
    elif isinstance(content, list | tuple):
        for part in content:
            yield from strings(part, figures)
    elif is_dataclass(content):
        yield from strings([getattr(content, field.name) for field in fields(content)], figures)


def test_the_page_asks_the_network_for_nothing(html, page):
    assert not re.search(r"https?:|//\w+\.|@import|url\((?!#)", html)
    assert {name for name, _ in page.elements}.isdisjoint(
        {"script", "link", "img", "iframe", "object", "embed", "form"}
    )


def test_the_page_is_small(html):
    assert len(html.encode()) < 2_000_000


def test_markup_is_balanced_and_identifiers_are_unique(page):
    assert page.unbalanced == []
    assert page.open == []
    identifiers = [found["id"] for _, found in page.elements if "id" in found]
    assert len(identifiers) == len(set(identifiers))


def test_landmarks_headings_and_tables_are_accessible(page):
    assert len(page.all("h1")) == len(page.all("main")) == len(page.all("nav")) == 1
    levels = [int(name[1]) for name, _ in page.elements if re.fullmatch("h[1-6]", name)]
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert len(page.all("caption")) == len(page.all("table")) > 3
    assert all("scope" in found for found in page.all("th"))
    figures = page.all("svg")
    assert len(figures) >= 10
    assert all(found["role"] == "img" and found["aria-label"] for found in figures)
    targets = {found["id"] for _, found in page.elements if "id" in found}
    for _, found in page.elements:
        assert found.get("aria-labelledby", "main") in targets
        if found.get("href"):
            assert found["href"][1:] in targets


def test_the_language_is_declared(page):
    assert page.all("html") == [{"lang": "fi"}]


def test_what_interviewees_said_is_shown_as_text(page):
    assert {"script", "img", "i", "u", "em"}.isdisjoint(name for name, _ in page.elements)
    assert HOSTILE in page.words
    assert "<script>otsikko</script>" in page.words
    assert "</style><em> # 1. määritelmä" in page.words


def test_nothing_names_an_interviewee(html, page):
    assert "Virtanen" not in html
    assert "Haastateltava 1" in page.words
    assert is_plain_code("haastattelu-03")
    assert is_plain_code("H4")
    assert not is_plain_code("Virtanen 3")
    assert not is_plain_code("haastattelu")


def test_both_languages_have_every_text():
    for key, both in all_texts().items():
        assert set(both) == {"fi", "en"}, key
        places = [set(re.findall(r"{(\w+)}", text)) for text in both.values()]
        assert places[0] == places[1], key
        assert all(text.strip() for text in both.values()), key


def test_english_reports_hold_no_finnish_of_our_own(reports):
    words = " ".join(strings(reports["en"].sections))
    assert "Interviewee 2" in words
    for finnish in ("Näin luku", "Taulukko", "Kuva", "haastatelta", "Haastatelta", "koneen"):
        assert finnish not in words


def test_every_cell_of_every_table_is_on_the_page(hostile, page):
    found = tables(hostile, "fi")
    assert {"stance", "stance_sources", "theme_groups", "agreement", "disputed"} <= set(found)
    for frame in found.values():
        assert frame.attrs["caption"] in page.words
        for cell in [*frame.columns, *frame.to_numpy().ravel()]:
            assert " ".join(cell.split()) in page.words


def test_numbers_are_written_as_each_language_writes_them():
    assert number(-1.25, 2, "fi") == "−1,25"
    assert number(1234.5, 1, "fi") == "1\u00a0234,5"
    assert number(1234.5, 1, "en") == "1,234.5"
    assert number(-0.001, 2, "en", sign=True) == "0.00"
    assert number(0.5, 1, "fi", sign=True) == "+0,5"
    assert number(float("nan")) == "–"
    assert percent(0.125, "en", 1) == "12.5%"
    assert percent(0.5, "fi") == "50\u00a0%"


def test_machine_means_carry_their_mark_in_text_and_figure(summary, study):
    mark = "Koneen ehdotuksia, ihmisen vahvistamatta"
    blocks = [b for section in make_report(summary).sections for b in section.blocks]
    marked = [block for block in blocks if getattr(block, "mark", "") == mark]
    assert len([block for block in marked if isinstance(block, Drawing)]) >= 6
    assert len(marked) >= 12
    assert mark in str(specification(marked[0].chart())["title"])
    corpus, codebook, codings = study
    people = codings[codings["family"] == "stance"].assign(coder="human:anna", status="accepted")
    unmarked = make_report(build_summary(corpus, codebook, people))
    assert not any("vahvistamatta" in text for text in strings(unmarked.sections, figures=False))


@cache
def _cases():
    corpus, codebook, codings = make_study()
    one = corpus.statements[corpus.statements["participant"] == "p1"]
    few = codings[codings["statement_id"].isin(one["statement_id"])]
    ungrouped = corpus.participants[["participant"]]
    alone = replace(corpus, statements=one, participants=ungrouped.head(1))
    nobody = replace(
        corpus,
        documents=corpus.documents.head(0),
        participants=corpus.participants.head(0),
        statements=corpus.statements.head(0),
    )
    unasked = corpus.statements.assign(question="")
    problem = pd.DataFrame([["a.pdf", "s. 1", "<rikki>", "korjaa"]])
    problem.columns = ["file", "place", "problem", "remedy"]
    return {
        "no codes": (corpus, codebook, empty_codings()),
        "one participant, no groups": (alone, codebook, few),
        "one statement": (alone, codebook, few.head(1)),
        "no questions": (replace(corpus, statements=unasked), codebook, codings),
        "no participants": (
            replace(
                corpus,
                participants=corpus.participants.head(0),
                statements=corpus.statements.assign(participant=""),
            ),
            codebook,
            codings,
        ),
        "empty codebook": (corpus, Codebook(), codings),
        "one blind coder": (corpus, codebook, codings.assign(coder="human:anna", status="blind")),
        "nothing at all": (nobody, Codebook(), empty_codings()),
        "a file left out": (replace(corpus, problems=problem), codebook, empty_codings()),
    }  # fmt: skip


@pytest.mark.parametrize("case", _cases())
def test_a_study_that_lacks_something_still_has_its_report(case):
    report = make_report(build_summary(*_cases()[case]), lang="en")
    assert len(report.sections) == 8
    assert all(section.blocks for section in report.sections)
    # What is missing in these two changes no figure.
    figures = case not in ("no participants", "a file left out")
    words = " ".join(strings(report, figures))
    assert not re.search(r"\bnan\b", words, re.IGNORECASE)
    assert "__all__'" not in " ".join(report.abstract)
    if case == "a file left out":
        assert "<rikki>" in words
    if case == "nothing at all":
        assert Page(to_html(report)).unbalanced == []


def test_the_file_is_written_whole_and_its_progress_shown(study, tmp_path, capsys):
    corpus, codebook, codings = study
    target = tmp_path / "a" / "report.html"
    options = {"lang": "en", "title": "A <title>", "progress": True}
    path = write_report(corpus, codebook, codings.head(1), target, **options)
    told = capsys.readouterr().err
    assert "Report: 100%" in told
    assert "Drawing: 100%" in told
    assert path.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert "A &lt;title&gt;" in path.read_text(encoding="utf-8")
    assert [found.name for found in path.parent.iterdir()] == ["report.html"]


def test_a_place_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(aineisto.AineistoError, match=r"report\.html"):
        _write(b"page", tmp_path / "file" / "report.html")


def test_an_unknown_language_is_refused(study, tmp_path):
    with pytest.raises(aineisto.AineistoError, match="'fi' or 'en'"):
        write_report(*study, tmp_path / "report.html", lang="sv")
    assert list(tmp_path.iterdir()) == []
