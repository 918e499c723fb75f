"""The widget's Python half; its front end runs in Chromium in test_front_end.py."""

import pytest

from aineisto import AineistoError, Project
from aineisto.review import ReviewSession, ReviewWidget, _progress
from aineisto.review._labels import LABELS
from aineisto.review._widget import segments


@pytest.fixture
def widget(project):
    return ReviewWidget(ReviewSession(project, "anna"))


def order(widget, action, **details):
    widget.command = {"number": widget.answered + 1, "action": action, **details}


def test_it_shows_the_statement_in_its_context(widget):
    order(widget, "next")
    shown = widget.statement
    assert shown["id"] == "d:2"
    assert shown["question"] == "Rahoitus: Mistä raha?"
    assert [entry["text"] for entry in shown["before"]] == ["Raha ei riitä <b>mihinkään</b>."]
    assert [(entry["family"], entry["label"]) for entry in shown["suggestions"]] == [
        ("stance", "0 neutraali"),
        ("theme", "Raha"),
    ]


def test_commands_reach_the_project_before_they_are_answered(widget):
    project = widget.session.project
    order(widget, "decide", value=-1, codes=["roolit"])
    assert widget.answered == 1
    assert project.in_force("anna")["status"].tolist() == ["changed", "changed"]
    order(widget, "decide", value=None, codes=None)
    assert project.in_force("anna")["status"].tolist()[2:] == ["accepted", "accepted"]
    order(widget, "skip")
    order(widget, "memo", text="huom")
    order(widget, "undo")
    assert widget.statement["id"] == "d:3"
    assert widget.progress["done"] == 2
    assert project.memos["statement_id"].tolist() == ["d:4"]


def test_a_mistake_is_shown_and_the_statement_stays(widget):
    for _ in range(4):
        order(widget, "decide", value=None, codes=None)
    order(widget, "decide", value=None, codes=None)
    assert widget.problem == "Valitse ensin kanta."
    assert widget.statement["id"] == "d:5"
    order(widget, "decide", value=0, codes=[])
    assert widget.problem == ""
    assert widget.statement["id"] == "d:6"


def test_what_another_window_has_left_is_not_decided_about(widget):
    order(widget, "decide", of="d:1", value=-1, codes=["roolit"])
    assert (widget.problem, widget.statement["id"]) == ("", "d:2")
    for action in ("decide", "skip", "next"):
        order(widget, action, of="d:1", value=2, codes=["raha"])
        assert widget.problem == LABELS["fi"]["moved"]
        assert widget.statement["id"] == "d:2"
    standing = widget.session.project.in_force("anna")
    assert set(standing["statement_id"]) == {"d:1"}


def test_what_another_window_shows_is_decided_where_it_is_still_open(widget):
    seen = [["stance", "stance", -2], ["theme", "raha", None]]
    order(widget, "next", of="d:1")  # the other window shows d:1 still
    order(widget, "decide", of="d:1", suggested=[["stance", "stance", 2]])
    assert widget.problem == LABELS["fi"]["moved"]  # she would accept what she has not seen
    assert widget.statement["id"] == "d:1"
    order(widget, "next", of="d:1")
    order(widget, "decide", of="d:1", suggested=seen)
    assert widget.problem == ""
    own = widget.session.project.in_force("anna")
    assert own[["statement_id", "status"]].to_numpy().tolist() == [["d:1", "accepted"]] * 2
    assert widget.statement["id"] == "d:2"


def test_a_memo_that_was_being_written_stays_with_its_statement(widget):
    def memos():
        return widget.session.project.memos[["statement_id", "text"]].to_numpy().tolist()

    order(widget, "decide", of="d:1", value=-1, codes=["roolit"], memo="eka")
    order(widget, "next", of="d:2", memo="toka")
    assert widget.statement["id"] == "d:3"
    assert memos() == [["d:1", "eka"], ["d:2", "toka"]]
    for action in ("next", "undo"):  # of a statement that another window has left
        order(widget, action, of="d:1", memo="muualta")
    assert len(memos()) == 2


def test_what_was_coded_elsewhere_meanwhile_is_not_told_as_saved_anew(widget):
    other = ReviewWidget(ReviewSession(widget.session.project, "anna"))
    order(other, "decide", value=-1, codes=["roolit"])
    order(widget, "decide", value=None, codes=None)
    assert widget.message == LABELS["fi"]["kept"]
    assert widget.session.project.standing("anna")["code"].tolist() == ["stance", "roolit"]


def test_who_has_seen_the_others_code_is_told_so_in_her_language(project):
    for coder, value in (("anna", -2), ("bertta", 1)):
        project.decide("d:1", coder, value=value, blind=True)
    project.open_dispute("d:1", "stance", ["anna", "bertta"])
    widget = ReviewWidget(ReviewSession(project, "anna"))
    order(widget, "undo")
    order(widget, "decide", value=2, codes=["raha"])
    assert widget.problem.startswith("anna on jo nähnyt")


def test_an_error_of_the_program_is_shown_and_not_swallowed(widget):
    with pytest.raises(KeyError):
        order(widget, "dance")
    assert "KeyError" in widget.problem
    assert widget.answered == 1


def test_the_end(widget):
    for _ in range(6):
        order(widget, "decide", value=0, codes=[])
    assert widget.statement is None
    order(widget, "undo")
    assert widget.statement["id"] == "d:6"


def test_labels_in_both_languages(project):
    assert LABELS["fi"].keys() == LABELS["en"].keys()
    english = project.review("anna", lang="en")
    assert [entry["label"] for entry in english.themes] == ["Money", "Roles", "no theme"]
    assert english.scale[0]["label"] == "−2 significant weakness"
    with pytest.raises(AineistoError, match="'sv'"):
        project.review("anna", lang="sv")


def test_blind_sends_no_suggestion_to_the_browser(project):
    widget = project.review("anna", blind=True)
    assert widget.statement["suggestions"] == []
    assert not any(piece["marked"] for piece in widget.statement["segments"])


def test_segments_count_code_points():
    text = "Kela 👍🏽 hyvin"
    marks = [("actor", (0, 4)), ("stance", (8, 13)), ("theme", (8, 9))]
    pieces = segments(text, marks)
    assert "".join(piece["text"] for piece in pieces) == text
    assert [(piece["text"], piece["marked"]) for piece in pieces if piece["marked"]] == [
        ("Kela", ["actor"]),
        ("h", ["stance", "theme"]),
        ("yvin", ["stance"]),
    ]


def test_the_agreement_so_far_is_that_of_both_coders_blind_codes(project):
    values = {"anna": (2, 1, 0, -1, -2, 0), "ville": (2, 1, 0, -1, -2, 1)}
    for coder, codes in values.items():
        for number, value in enumerate(codes, start=1):
            project.decide(f"d:{number}", coder, value=value, blind=True)
    assert project.review("anna", blind=True).progress["agreement"] == []  # six say nothing
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_progress, "LEAST_COMMON", 5)
        (text,) = project.review("anna", lang="en", blind=True).progress["agreement"]
    table = project.agreement(family="stance", n_boot=0).query("metric == 'ordinal'")
    assert text == f"stance: α {table['value'].iloc[0]:.2f} with ville (6 blind)"


def test_a_statement_with_a_time_is_played_from_there(project, tmp_path, timed):
    sound = tmp_path / "d.mp3"
    sound.write_bytes(b"ID3 sound")
    project = Project.create(tmp_path / "t.aineisto", timed, project.codebook)
    widget = ReviewWidget(ReviewSession(project, "anna"), media=tmp_path)
    assert (widget.statement["time"], widget.statement["clock"]) == (65.0, "01:05")
    assert widget.statement["plays"]
    assert bytes(widget.recording) == b"ID3 sound"
    assert not ReviewWidget(ReviewSession(project, "anna")).statement["plays"]
    other = ReviewWidget(ReviewSession(project, "anna"), media={"d": "https://example.org/d.mp3"})
    assert (other.media, bytes(other.recording)) == ("https://example.org/d.mp3", b"")
    with pytest.raises(AineistoError, match="no such recording"):
        ReviewWidget(ReviewSession(project, "anna"), media=tmp_path / "no.mp3")
    project.close()
