"""Whatever rests on codes that are not known to be blind says so: in words, tables and figures."""

import json
from functools import cache

import pandas as pd
import pytest

from aineisto.report import build_summary, methods_paragraph, tables
from aineisto.report._codes import MACHINE, MIXED, NONE, PEOPLE
from aineisto.report._content import make_report
from aineisto.report._team import _with_basis
from aineisto.report._texts import texts

from .generated import generated
from .recomputed import LANGUAGES, numbers

#: Of the codes: what is told of who spoke, of agreement and of the work rests on none of them.
MARKED = {
    "stance", "stance_blind", "stance_tests", "stance_model", "stance_groups", "group_intervals",
    "distribution",
    "themes", "theme_groups", "saturation", "actors",
}  # fmt: skip
PLAIN = {"who_groups_figure", "agreement_figure"}


#: Statements of which nobody knows whether anna saw the suggestion.
CHOSEN = ("s000", "s001", "s002")


@cache
def told(status, some=()):
    """Return the summary of anna's codes: all of them, or of some statements, of a status."""
    corpus, codebook, codings = generated(0)
    mine = codings[codings["coder"] == "human:anna"]
    here = mine["statement_id"].isin(some) if some else mine["statement_id"] != ""
    return build_summary(corpus, codebook, mine.assign(status=mine["status"].where(~here, status)))


@LANGUAGES
@pytest.mark.parametrize("status", ["blind", "accepted", "unknown"])
def test_every_table_and_figure_of_codes_says_what_it_rests_on(status, lang):
    summary, t = told(status), texts(lang)
    marks = {"accepted": t("mark_accepted"), "unknown": t("mark_unknown")}
    report = make_report(summary, lang)
    found = tables(summary, lang)
    expected = {t(f"table_{name}") for name in MARKED}
    if status == "blind":  # nothing to lay beside them
        expected -= {t("table_stance_blind")}
    shown = {}
    for name, frame in found.items():
        shown[t(f"table_{name}")] = {key for key, m in marks.items() if m in frame.attrs["mark"]}
    of_codes = {name for name, given in shown.items() if given}
    assert expected <= set(shown)
    assert of_codes == (set() if status == "blind" else expected)
    assert all(given <= {status} for given in shown.values())
    plain = {t(name) for name in PLAIN}
    for drawing in report.figures:
        picture = json.dumps(drawing.chart().to_dict(), ensure_ascii=False)
        for key, mark in marks.items():
            here = key == status and drawing.caption not in plain
            # In the caption, and in the picture, which may be cut out of its page.
            assert (mark in drawing.mark) == (mark in picture.replace('", "', " ")) == here


def marks_in(chart):
    """Return each row that a figure shows, with what its tooltip says of what it rests on."""
    specification = chart.to_dict()
    rows = [row for rows in specification["datasets"].values() for row in rows]
    return [row for row in rows if "rests" in row], json.dumps(specification)


@LANGUAGES
@pytest.mark.parametrize("status", ["blind", "accepted", "unknown"])
def test_every_tooltip_and_description_says_what_its_mark_rests_on(status, lang):
    """Of some statements alone: a mark says it of its own codes, not of the whole figure's."""
    summary, t = told(status, CHOSEN), texts(lang)
    corpus, _, codings = generated(0)
    said = corpus.statements.set_index("statement_id").loc[list(CHOSEN)]
    mine = codings[(codings["coder"] == "human:anna") & (codings["family"] == "actor")]
    named = mine["statement_id"].isin(CHOSEN).any()
    (person,) = set(said["participant"])
    group = corpus.participants.set_index("participant").at[person, "group"]
    mark = "" if status == "blind" else t(f"mark_{status}")
    for drawing in make_report(summary, lang).figures:
        rows, specification = marks_in(drawing.chart())
        plain = drawing.caption in {t(name) for name in PLAIN}
        of_actors = any("actor" in row for row in rows)
        here = bool(mark) and not plain and (named or not of_actors)
        assert (json.dumps(t("rests_on")) in specification) == here, drawing.caption
        assert any(row["rests"] for row in rows) == here, drawing.caption
        for row in rows:
            assert row["rests"] in ("", mark)
            assert (mark in row["description"]) == (not mark or row["rests"] == mark)
            own = (
                row["question"] in set(said["question"]) | {"__all__"} if "question" in row
                else row["interview"] >= 1 if "interview" in row else True
            )  # fmt: skip
            if "group" in row:
                own = own and row["group"] in (group, "__all__")
            if not plain and not of_actors:
                assert bool(row["rests"]) == (bool(mark) and own), row


@LANGUAGES
@pytest.mark.parametrize("status", ["accepted", "unknown"])
def test_where_all_codes_bear_a_mark_every_tooltip_does(status, lang):
    t = texts(lang)
    for drawing in make_report(told(status), lang).figures:
        if drawing.caption not in {t(name) for name in PLAIN}:
            rows, _ = marks_in(drawing.chart())
            assert {row["rests"] for row in rows} == {t(f"mark_{status}")}, drawing.caption


@LANGUAGES
def test_a_tooltip_tells_the_machines_suggestions(lang):
    corpus, codebook, codings = generated(0)
    machine = codings[codings["coder"].str.startswith("machine:")]
    one = codings[(codings["coder"] == "human:anna") & (codings["statement_id"] == "s000")]
    t = texts(lang)
    for table, mark in ((machine, "machine"), (pd.concat([machine, one]), "mixed")):
        report = make_report(build_summary(corpus, codebook, table), lang)
        for drawing in report.figures:
            if drawing.caption in {t(name) for name in (*PLAIN, "sources_figure")}:
                continue
            rows, _ = marks_in(drawing.chart())
            shown = {row["rests"] or row["whose"] for row in rows}
            told_of = t(f"source_{mark}") if drawing.caption == t("stance_figure") else t(
                f"mark_{mark}"
            )  # fmt: skip
            assert told_of in shown, drawing.caption


@LANGUAGES
def test_the_banner_the_abstract_and_the_paragraph_count_codes_not_known_to_be_blind(lang):
    summary = told("unknown", CHOSEN)
    corpus, _, codings = generated(0)
    mine = codings[codings["coder"] == "human:anna"]
    n = int(mine["statement_id"].isin(CHOSEN).sum())
    t, report = texts(lang), make_report(summary, lang)
    assert report.status_kind == "mixed"
    assert report.status.endswith(t("lead_unknown", n=n))
    assert report.status.startswith(t("lead_people"))
    assert t("p_unknown", n=n) in methods_paragraph(summary, lang)
    assert t("p_accepted", n=0) not in methods_paragraph(summary, lang)
    asked = corpus.statements[corpus.statements["question"] != ""]
    answers = asked.groupby(["participant", "question"])["statement_id"].agg(set)
    share = 100 * answers.map(lambda ids: bool(ids & set(CHOSEN))).mean()
    said = t("source_unknown", share="|").split("|")[1]
    told_shares = [line.split(said)[0] for line in report.abstract if said in line]
    assert any(abs(numbers(line)[-1] - share) <= 0.5 for line in told_shares)
    whose = tables(summary, lang)["whose"]
    assert {numbers(cell)[0] for cell in whose.iloc[:, 3]} <= {0, 1, 2, 3}
    assert numbers(whose.iloc[0, 3]) == [3]
    assert make_report(told("blind"), lang).status_kind == "people"


@LANGUAGES
def test_who_accepts_all_in_a_breath_is_told_to_have_done_so(lang):
    """Older projects keep times by the second: of three in each second the median gap is 0."""
    corpus, codebook, codings = generated(0)
    mine = codings[codings["coder"] == "human:anna"].assign(status="accepted")
    order = mine["statement_id"].str[1:].astype(int)
    pressed = pd.Timestamp("2026-11-02T08:00:00Z") + pd.to_timedelta(order // 3, unit="s")
    mine["created"] = pressed.map(lambda time: time.isoformat())
    summary = build_summary(corpus, codebook, mine)
    t, report = texts(lang), make_report(summary, lang)
    assert t("did_pace_quick") in report.status
    # Nothing was coded blind, so nothing can stand beside what was accepted.
    assert t("lead_no_blind") in report.status
    assert t("lead_beside") not in report.status
    coders = tables(summary, lang)["coders"]
    assert "< 1" in set(coders[t("col_pace")])
    some = told("accepted", CHOSEN)
    assert t("lead_beside") in make_report(some, lang).status


def paced(times, lang):
    """Return what the report gives as the pace of a coder who decided at these times."""
    corpus, codebook, codings = generated(0)
    mine = codings[codings["coder"] == "human:anna"].assign(status="blind")
    order = mine["statement_id"].str[1:].astype(int).rank(method="dense").astype(int) - 1
    mine["created"] = order.map(lambda place: times(place).isoformat())
    coders = tables(build_summary(corpus, codebook, mine), lang)["coders"]
    (shown,) = set(coders[texts(lang)("col_pace")])
    return shown


@LANGUAGES
def test_a_sheet_tells_no_pace_and_nobody_decides_in_no_time(lang):
    morning = pd.Timestamp("2026-11-02T08:00:00Z")
    seconds = lambda n: morning + pd.Timedelta(seconds=n)  # noqa: E731
    once = texts(lang)("at_once")
    assert paced(lambda place: morning, lang) == once
    # Two sheets three minutes apart are no pace of a few seconds either.
    assert paced(lambda place: seconds(180 * (place > 20)), lang) == once
    assert paced(lambda place: seconds(0.3 * place), lang) == "< 1"
    # Twenty on a sheet, then some in the browser, seven seconds each.
    assert paced(lambda place: seconds(7 * max(0, place - 20)), lang) == "7"


def test_saturation_rests_on_the_codes_heard_so_far():
    rows = [
        ("theme", "b", MACHINE, False, False),
        ("stance", "a", PEOPLE, True, True),  # no theme: it counts for nothing
        ("theme", "d", PEOPLE, True, False),
        ("theme", "d", PEOPLE, False, False),
        ("theme", "e", MACHINE, False, True),
    ]
    codes = pd.DataFrame(rows, columns=["family", "document", "source", "accepted", "unknown"])
    found = _with_basis(pd.DataFrame({"document": list("abcde")}), codes)
    assert found[["source", "accepted", "unknown"]].to_numpy().tolist() == [
        [NONE, False, False],
        [MACHINE, False, False],
        [MACHINE, False, False],
        [MIXED, True, False],
        [MIXED, True, True],
    ]
