"""No table, figure or sentence gives an interval of fewer than five interviewees."""

from io import BytesIO

import docx
import pytest

from aineisto.report import build_summary, methods_paragraph, tables
from aineisto.report._blocks import Drawing
from aineisto.report._content import make_report
from aineisto.report._docx import to_docx
from aineisto.report._texts import texts

from .generated import generated
from .recomputed import LANGUAGES

#: The column of the interval that is by interviewee, by table.
INTERVALS = {"agreement": 6, "agreement_codes": 6, "against": 6, "subgroups": 5}


def of_the_first(people):
    """Return the summary of the study in which only some interviewees' statements are coded."""
    corpus, codebook, codings = generated(0)
    names = corpus.participants["participant"][:people]
    said = corpus.statements[corpus.statements["participant"].isin(names)]
    return build_summary(corpus, codebook, codings[codings["statement_id"].isin(said.statement_id)])


@LANGUAGES
@pytest.mark.parametrize("people", [4, 5])
def test_intervals_of_agreement_are_of_five_interviewees_or_more(people, lang):
    summary = of_the_first(people)
    found, report = tables(summary, lang), make_report(summary, lang)
    for name, column in INTERVALS.items():
        if name not in found:
            continue  # four of one group are not compared with another
        cells = found[name].iloc[:, column]
        if people < 5:
            assert set(cells) == {"–"}, name
        elif name != "subgroups":
            assert not set(cells) & {"–"}, name
    caption = texts(lang)("agreement_figure")
    drawings = [b for s in report.sections for b in s.blocks if isinstance(b, Drawing)]
    chart = next(d for d in drawings if d.caption == caption).chart().to_dict()
    rows = [row for data in chart["datasets"].values() for row in data if "value" in row]
    assert {row["range"] == "–" for row in rows} == {people < 5}
    assert {row["low"] is None for row in rows} == {people < 5}
    # What Word prints is what the table says.
    heads = list(found["agreement"].columns)
    printed = docx.Document(BytesIO(to_docx(report))).tables
    (word,) = [t for t in printed if [cell.text for cell in t.rows[0].cells] == heads]
    cells = [row.cells[6].text for row in word.rows[1:]]
    assert [cell.replace("\u2060", "") for cell in cells] == found["agreement"].iloc[:, 6].tolist()
    said = methods_paragraph(summary, lang)
    assert ("…" in said) == (people >= 5)
    assert "[–]" not in said


@LANGUAGES
def test_no_mean_of_fewer_than_five_leads(lang):
    heads = [texts(lang)(f"sum_stance_{key}").split("{")[0] for key in ("high", "low")]
    told = make_report(of_the_first(4), lang).abstract
    assert not [line for line in told if line.startswith(tuple(heads))]


@LANGUAGES
def test_no_suggestion_is_told_where_people_coded_all_and_no_mean_leads_where_all_are_equal(lang):
    corpus, codebook, codings = generated(0)
    codings = codings[codings["coder"] == "human:anna"]
    unconfirmed = {"fi": "vahvistamattomi", "en": "unconfirmed"}[lang]
    summary = build_summary(corpus, codebook, codings)
    assert unconfirmed not in methods_paragraph(summary, lang)
    heads = [texts(lang)(f"sum_stance_{key}").split("{")[0] for key in ("high", "low")]
    told = [
        sum(line.startswith(tuple(heads)) for line in make_report(one, lang).abstract)
        for one in (summary, build_summary(corpus, codebook, codings.assign(value=1.0)))
    ]
    assert told == [2, 0]
