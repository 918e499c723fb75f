"""Disputes put before those who settle them: session, widget, and the widget in a browser."""

import json

import pandas as pd
import pytest

from aineisto import AineistoError
from aineisto.review import AdjudicationSession, AdjudicationWidget

from .test_front_end import CHROMIUM, SYNCED, _Result, chromium, page

# stance and theme of anna and eero, blind
CODES = {
    "d:1": ((-2, "raha"), (2, "raha")),
    "d:2": ((0, "raha"), (1, "roolit")),
    "d:3": ((1, "raha"), (1, "raha")),
}


@pytest.fixture
def disputed(project):
    for statement, both in CODES.items():
        for coder, (value, theme) in zip(("anna", "eero"), both, strict=True):
            project.decide(statement, coder, value=value, blind=True)
            project.decide(statement, coder, "theme", theme, blind=True)
    project.memo("ironiaa <b>?</b>", "eero", "d:1")
    return project


def test_a_queue_of_disputes_is_settled_beside_the_coders_codes(disputed):
    before = disputed.agreement(n_boot=0)
    session = AdjudicationSession(disputed, ["anna", "eero"])
    assert session.queue == [("d:1", "stance"), ("d:2", "theme"), ("d:2", "stance")]
    first = session.current
    assert (first.statement.statement_id, first.family, first.distance) == ("d:1", "stance", 1.0)
    assert first.statement.suggestions == ()
    told = [(own.coder, own.value, own.memos) for own in first.codes]
    assert told == [("anna", -2, ()), ("eero", 2, ("ironiaa <b>?</b>",))]
    session.settle(like="anna", reason="ei ironiaa")
    assert [own.codes for own in session.current.codes] == [("raha",), ("roolit",)]
    session.settle(codes=["raha", "roolit"], reason="molemmista puhutaan")
    session.settle(value=1, reason="lievä")
    assert (session.current, session.progress.done, session.progress.total) == (None, 3, 3)
    settled = disputed.codings.query("coder == 'human:konsensus'")
    assert set(zip(settled["statement_id"], settled["code"], strict=True)) == {
        ("d:1", "stance"), ("d:2", "stance"), ("d:2", "raha"), ("d:2", "roolit"),
    }  # fmt: skip
    assert set(disputed.consensus["people"]) == {"anna, eero"}
    pd.testing.assert_frame_equal(disputed.agreement(n_boot=0), before)
    assert AdjudicationSession(disputed, ["anna", "eero"]).current is None
    assert len(AdjudicationSession(disputed, ["anna", "eero"], settled=True).queue) == 3


def test_the_queue_by_family_code_and_gap(disputed):
    def queue(**options):
        return AdjudicationSession(disputed, ["anna", "eero"], **options).queue

    assert queue(family="stance") == [("d:1", "stance"), ("d:2", "stance")]
    assert queue(code="roolit") == [("d:2", "theme")]
    assert queue(family="stance", least=0.5) == [("d:1", "stance")]


def test_what_is_not_settled_is_refused_and_nothing_is_stored(disputed):
    session = AdjudicationSession(disputed, ["anna", "eero"], family="stance")
    for options in (
        {"reason": "ei valintaa"},
        {"value": 1, "reason": " "},
        {"value": 7, "reason": "ei asteikolla"},
        {"like": "olli", "reason": "ei koodannut"},
    ):
        with pytest.raises(AineistoError):
            session.settle(**options)
    assert disputed.consensus.empty
    assert session.current.statement.statement_id == "d:1"
    with pytest.raises(AineistoError, match="two coders"):
        AdjudicationSession(disputed, ["anna"])
    with pytest.raises(AineistoError, match="anna"):
        AdjudicationSession(disputed, "anna")


def test_undo_takes_the_consensus_back(disputed):
    session = AdjudicationSession(disputed, ["anna", "eero"], family="stance")
    session.settle(value=0, reason="sovittiin")
    assert session.undo()
    assert session.current.statement.statement_id == "d:1"
    assert disputed.consensus.empty
    assert not session.undo()


def test_undo_takes_back_what_was_settled_here_and_nothing_else(disputed):
    one = AdjudicationSession(disputed, ["anna", "eero"], family="stance")
    other = AdjudicationSession(disputed, ["anna", "eero"], family="theme")
    one.settle(value=1, reason="me")
    other.settle(codes=["raha"], reason="muut")
    assert one.undo()
    assert one.current.statement.statement_id == "d:1"
    assert disputed.consensus["reason"].tolist() == ["muut"]


def test_what_others_settled_meanwhile_is_not_settled_over(disputed):
    session = AdjudicationSession(disputed, ["anna", "eero"], family="stance")
    widget = AdjudicationWidget(session)
    other = AdjudicationSession(disputed, ["anna", "eero"], family="stance")
    other.settle(value=1, reason="ensin")
    command = {"number": 1, "action": "settle", "of": "d:1 stance", "value": -2, "reason": "sitten"}
    widget.command = command
    assert widget.problem.startswith("Tämä on jo ratkaistu")
    assert (widget.answered, widget.statement["id"]) == (1, "d:2")
    assert disputed.consensus[["consensus", "reason"]].to_numpy().tolist() == [["1", "ensin"]]
    other.settle(value=0, reason="tämäkin")
    assert session.next() is None


def test_nobody_passes_what_was_talked_over_for_agreement(disputed, tmp_path):
    before = disputed.agreement(family="stance", n_boot=0)
    AdjudicationSession(disputed, ["anna", "eero"], family="stance")  # they see d:1 and stop
    with pytest.raises(AineistoError, match="stay as they were"):
        disputed.decide("d:1", "anna", value=2, blind=True)
    changed = disputed.codings.query(
        "statement_id == 'd:1' and family == 'stance' and coder == 'human:anna'"
    ).assign(value=2)
    with pytest.raises(AineistoError, match="stay as they were"):
        disputed.add_decisions(changed, vouched="anna")
    disputed.settle("d:2", _choice(1), ["anna", "eero"], "sovittiin muualla")
    with pytest.raises(AineistoError, match="stay as they were"):
        disputed.decide("d:2", "eero", value=0, blind=True)
    pd.testing.assert_frame_equal(disputed.agreement(family="stance", n_boot=0), before)
    # A third coder, who did not sit, codes on; so do they what nobody has opened.
    assert disputed.decide("d:1", "olli", value=0, blind=True).status == "blind"
    assert disputed.decide("d:3", "anna", value=0, blind=True).status == "blind"


def test_undo_does_not_take_back_what_was_talked_over(disputed):
    disputed.decide("d:4", "anna", value=2, blind=True)
    disputed.decide("d:4", "eero", value=0, blind=True)
    AdjudicationSession(disputed, ["anna", "eero"], family="stance", least=0.2).next()
    with pytest.raises(AineistoError, match="stay as they were"):
        disputed.undo("anna")


def test_one_person_is_no_consensus(disputed):
    for name in ("konsensus", "Konsensus", "human:konsensus"):
        with pytest.raises(AineistoError, match=r"project\.settle"):
            disputed.decide("d:5", name, value=1, blind=True)
    rows = disputed.codings.query("coder == 'human:anna'").assign(coder="human:konsensus")
    with pytest.raises(AineistoError, match=r"project\.settle"):
        disputed.add_decisions(rows)


def _choice(value):
    from aineisto.project import Choice

    return Choice("stance", value=value)


def order(widget, action, **details):
    widget.command = {"number": widget.answered + 1, "action": action, **details}


def test_the_widget_settles(disputed):
    widget = disputed.adjudicate(["anna", "eero"], lang="en")
    assert (len(widget.scale), widget.themes, widget.actors) == (5, [], False)
    assert [own["label"] for own in widget.dispute["codes"]] == [
        "−2 significant weakness", "+2 significant strength",
    ]  # fmt: skip
    order(widget, "settle", value=1, codes=None, reason=" ")
    assert "reason" in widget.problem
    order(widget, "settle", value=1, codes=None, reason="talked it over")
    assert (widget.problem, widget.progress) == ("", {"done": 1, "total": 3})
    assert (widget.scale, len(widget.themes), widget.dispute["family"]) == ([], 3, "theme")
    order(widget, "undo")
    assert (widget.statement["id"], widget.progress["done"]) == ("d:1", 0)
    for details in ({"value": 0}, {"codes": []}, {"value": 0}):
        order(widget, "settle", **{"value": None, "codes": None, **details}, reason="sovittu")
    assert (widget.statement, widget.dispute) == (None, None)


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
def test_the_widget_in_a_browser(disputed, tmp_path):
    widget = disputed.adjudicate(["anna", "eero"])
    script = """
      result.rows = [...root.querySelectorAll("tbody tr")].map((tr) =>
        [...tr.children].slice(0, 3).map((cell) => cell.textContent));
      root.focus();
      press("Enter");                    // nothing is chosen
      result.first = root.querySelector("[role=alert]").textContent;
      press("4");
      press("Enter");                    // no reason
      result.second = root.querySelector("[role=alert]").textContent;
      const box = root.querySelector("textarea");
      result.typing = document.activeElement === box;
      box.value = "eero kuuli ironian";
      press("x");
      press("Enter");
      answer();
      result.emptied = root.querySelector("textarea").value;
      button("Valitse tämä").click();
      result.taken = root.querySelector(".chosen").textContent;
      root.querySelector("textarea").value = "anna oikeassa";
      press("Enter");
      for (const key of ["s", "x"]) { root.focus(); press(key); }
      result.sent = sent;
      result.through = through;
      result.suggested = root.querySelectorAll(".suggested, mark").length;
    """
    state = [*SYNCED, "dispute"]
    (tmp_path / "page.html").write_text(page(widget, script, names=state), encoding="utf-8")
    parser = _Result()
    parser.feed(chromium(tmp_path, "--virtual-time-budget=2000", "--dump-dom"))
    result = json.loads(parser.text)
    assert result["rows"] == [
        ["anna", "−2 merkittävä heikkous", ""],
        ["eero", "+2 merkittävä vahvuus", "ironiaa <b>?</b>"],
    ]
    assert (result["first"], result["second"]) == (
        "Valitkaa ensin koodi.",
        "Kirjoittakaa perustelu.",
    )
    assert result["typing"]
    assert {one.pop("of") for one in result["sent"]} == {"d:1 stance"}
    assert result["sent"] == [
        {
            "number": 1,
            "action": "settle",
            "value": 1,
            "codes": None,
            "reason": "eero kuuli ironian",
        },
        {"number": 2, "action": "settle", "value": -2, "codes": None, "reason": "anna oikeassa"},
    ]
    assert (result["emptied"], result["taken"]) == ("", "1−2 merkittävä heikkous")
    assert (result["through"], result["suggested"]) == ([], 0)
