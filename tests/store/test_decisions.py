import sqlite3
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest

from aineisto.codings import check_codings, make_codings
from aineisto.core import errors
from aineisto.project import Choice, Project
from aineisto.store import _schema


def standing(project):
    """Return people's standing codes as a set."""
    frame = project.codings
    people = frame[frame["coder"].str.startswith("human:")]
    keys = people[["statement_id", "family", "coder", "code", "status"]]
    return set(keys.itertuples(index=False, name=None))


# Status


def test_a_stance_equal_to_the_suggestion_is_accepted(project):
    shown = project.next("anna")
    assert (shown.statement_id, shown.suggestions[0].value) == ("a:2", 1)
    assert project.decide("a:2", "anna", value=1).status == "accepted"


def test_another_stance_is_changed(project):
    assert project.decide("a:2", "anna", value=2).status == "changed"


def test_the_set_of_themes_is_what_counts(project):
    assert project.decide("a:3", "anna", "theme", codes=["raha", "roolit"]).status == "accepted"
    assert project.decide("a:3", "anna", "theme", code="raha").status == "changed"
    assert project.decide("a:3", "anna", "theme", codes=[]).codes == ("none",)


def test_without_a_suggestion_every_decision_is_blind(project):
    assert project.next("anna", "theme").statement_id == "a:2"
    assert project.decide("b:2", "anna", "theme", code="raha").status == "blind"


def test_blind_hides_the_suggestion_and_says_so(project):
    assert project.next("anna", blind=True).suggestions == ()
    assert project.decide("a:2", "anna", value=1, blind=True).status == "blind"


def test_what_was_seen_cannot_be_decided_blind(project):
    assert project.next("anna").suggestions
    assert project.decide("a:2", "anna", value=1, blind=True).status == "accepted"
    project.undo("anna")
    assert project.decide("a:2", "anna", value=2, blind=True).status == "changed"
    # another coder, another family and another statement are untouched by that
    assert project.decide("a:2", "ville", value=1, blind=True).status == "blind"
    assert project.decide("a:2", "anna", "theme", code="raha", blind=True).status == "blind"
    assert project.decide("a:3", "anna", value=1, blind=True).status == "blind"


def test_the_status_is_of_the_suggestion_that_was_on_the_screen(project, judgements):
    project.next("anna")  # shows +1
    project.add_judgements(
        judgements.assign(value=judgements["value"].where(judgements["value"] != 1, -1))
    )
    assert project.decide("a:2", "anna", value=1).status == "accepted"
    assert project.decide("a:2", "ville", value=1).status == "changed"


def test_rejected_actors_are_kept_as_rejected(project):
    assert project.decide("a:3", "anna", "actor", codes=[]).status == "rejected"
    assert standing(project) == {("a:3", "actor", "human:anna", "Kela", "rejected")}


@pytest.mark.parametrize(
    ("family", "code", "value"), [("stance", "stance", -2), ("theme", "raha", None)]
)
def test_a_rejection_keeps_what_was_wrong_and_puts_nothing_in_its_place(
    project, family, code, value
):
    made = project.decide("a:3", "anna", family, rejected=True)
    assert (made.status, made.value) == ("rejected", None)
    rows = project.standing("anna")
    assert set(rows["status"]) == {"rejected"}
    assert code in set(rows["code"])
    assert rows["value"].dropna().tolist() == ([] if value is None else [value])
    assert rows["confidence"].isna().all()
    with pytest.raises(errors.CodingsError, match="no suggestion for the stance"):
        project.decide("a:5", "anna", rejected=True)  # nothing was suggested there
    with pytest.raises(errors.CodingsError, match="to reject"):
        project.decide("a:2", "ville", rejected=True, blind=True)
    project.undo("anna")
    assert project.standing("anna").empty


def test_evidence_of_the_machine_does_not_become_the_coders(project):
    project.decide("a:2", "anna", value=1, start=12, end=16, evidence="Raha")
    row = project.codings.query("coder == 'human:anna'").iloc[0]
    assert (row["start"], row["end"], row["evidence"]) == (12, 16, "Raha")
    assert pd.isna(row["confidence"])


# What is refused leaves nothing


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        ({"value": 3}, errors.CodingsError, "no step of the scale"),
        ({}, errors.CodingsError, "no step of the scale"),
        ({"value": 1, "code": "raha"}, errors.CodingsError, "no codes"),
        ({"family": "theme", "code": "reha"}, errors.CodebookError, "reha"),
        ({"family": "theme", "codes": ["raha", "none"]}, errors.CodingsError, "No theme applies"),
        ({"family": "theme", "value": 1}, errors.CodingsError, "no value"),
        ({"family": "mood", "value": 1}, errors.CodingsError, "no family"),
        ({"family": "actor", "code": " "}, errors.CodingsError, "no name"),
    ],
)
def test_a_decision_that_the_codebook_does_not_know(project, options, error, words):
    with pytest.raises(error, match=words):
        project.decide("a:2", "anna", **options)
    assert project.decisions.empty


def test_unknown_statements_and_coders(project):
    with pytest.raises(errors.ProjectError, match="no statement 'z:1'"):
        project.decide("z:1", "anna", value=1)
    for coder in ("", "human:", "machine:stance"):
        with pytest.raises(errors.ProjectError, match="no person's name"):
            project.decide("a:2", coder, value=1)
    assert project.decisions.empty


def test_an_act_of_several_families_is_stored_whole_or_not_at_all(project):
    with pytest.raises(errors.CodebookError):
        project.decide_all("a:2", "anna", [Choice("stance", value=1), Choice("theme", ("x",))])
    assert project.decisions.empty
    project.decide_all(
        "a:2", "anna", [Choice("stance", value=1), Choice("theme", ("raha",))], memo="ks. a:3"
    )
    assert len(standing(project)) == 2
    assert project.memos["text"].tolist() == ["ks. a:3"]
    assert len(project.undo("anna")) == 2
    assert standing(project) == set()


# Order, skip, undo


def test_next_walks_the_answers_in_order(project):
    seen = []
    while (statement := project.next("anna")) is not None:
        seen.append(statement.statement_id)
        project.decide(statement.statement_id, "anna", value=0)
    assert seen == ["a:2", "a:3", "a:5", "a:6", "b:2", "b:3", "b:5"]
    assert project.next("ville").statement_id == "a:2"


def test_skip_and_undo(project):
    project.skip("a:2", "anna")
    assert project.next("anna").statement_id == "a:3"
    assert standing(project) == set()
    project.undo("anna")
    assert project.next("anna").statement_id == "a:2"
    assert project.undo("anna") == []


def test_undo_brings_the_earlier_decision_back_and_is_the_coders_own(project):
    project.decide("a:2", "anna", value=2)
    project.decide("a:2", "ville", value=1)
    project.decide("a:2", "anna", value=1)
    assert project.undo("anna")[0].statement_id == "a:2"
    assert standing(project) == {
        ("a:2", "stance", "human:anna", "stance", "changed"),
        ("a:2", "stance", "human:ville", "stance", "accepted"),
    }
    assert project.decisions["kind"].tolist() == ["decide", "decide", "decide", "undo"]


# The view


def test_the_view_shows_context_and_marks_evidence_in_the_clean_text(project, corpus):
    text = corpus.documents.loc[0, "text"]
    start = text.index("epä-selvä")
    row = {"statement_id": "a:3", "family": "stance", "code": "stance", "value": -1}
    row |= {"coder": "machine:stance@0.2", "status": "suggested", "evidence": "epäselvä"}
    project.add_judgements(make_codings([row | {"start": start, "end": start + len("epä-selvä")}]))
    view = project.view("a:3", "anna", ["stance"])
    (suggestion,) = view.suggestions
    assert view.text == "Kelalla on epäselvä rooli."
    assert [view.text[low:high] for low, high in suggestion.marks] == ["epäselvä"]
    assert [n.text for n in view.before] == ["Mistä raha?", "Raha riittää hyvin 👍🏽."]
    assert [n.text for n in view.after] == ["Kuka vastaa?", "No en tiiä."]


def test_evidence_without_a_place_is_looked_for(project):
    row = {"statement_id": "a:2", "family": "stance", "code": "stance", "value": 1}
    row |= {"coder": "machine:stance@0.2", "status": "suggested", "evidence": "hyvin, RAHA"}
    project.add_judgements(make_codings([row]))
    (suggestion,) = project.view("a:2", "anna", ["stance"]).suggestions
    assert suggestion.marks == ((0, 4), (13, 18))


# Machine runs


def test_a_new_run_stands_and_the_old_one_stays(project, judgements):
    newer = judgements[judgements["statement_id"] == "a:2"].assign(confidence=0.5)
    newer["coder"] = newer["coder"].str.replace("0.1", "0.2")
    project.add_judgements(newer, parameters={"machine:stance@0.2": {"level": 0.9}})
    codings = project.codings
    assert len(codings) == len(judgements)  # a:2 replaced, the others as they were
    assert set(codings.query("statement_id == 'a:2'")["coder"].str[-3:]) == {"0.2"}
    assert set(codings.query("statement_id == 'a:3'")["coder"].str[-3:]) == {"0.1"}
    assert project._store.rows("SELECT COUNT(*) FROM judgements")[0][0] == len(judgements) + 2


def test_where_a_complete_run_is_silent_the_older_judgement_falls(project, judgements):
    project.add_judgements(judgements[judgements["statement_id"] == "a:2"], complete=True)
    found = project.codings
    assert found.query("family != 'actor'")["statement_id"].tolist() == ["a:2", "a:2"]


def test_a_complete_run_replaces_other_machines_and_a_partial_one_stands_beside(
    project, judgements
):
    stance = judgements[judgements["family"] == "stance"]
    other = stance.assign(coder="machine:stance-fitted@1", value=2)
    project.add_judgements(other[:1])
    beside = project.codings.query("statement_id == 'a:2' and family == 'stance'")
    assert set(beside["value"]) == {1, 2}
    # a coder sees one suggestion, the newest, and the status is of that one
    assert [s.value for s in project.view("a:2", "anna", ["stance"]).suggestions] == [2]
    assert project.decide("a:2", "anna", value=2).status == "accepted"
    project.add_judgements(other, complete=True)
    stands = project.codings.query("family == 'stance' and status == 'suggested'")
    assert set(stands["coder"]) == {"machine:stance-fitted@1"}
    assert len(project.codings.query("family == 'theme'")) == 3  # other families are untouched


def test_judgements_and_decisions_do_not_mix(project, judgements):
    with pytest.raises(errors.CodingsError, match="suggestions"):
        project.add_decisions(judgements)
    with pytest.raises(errors.CodingsError, match="human"):
        project.add_judgements(judgements.assign(coder="human:anna", status="blind"))
    with pytest.raises(errors.ProjectError, match="no statement"):
        project.add_judgements(judgements.assign(statement_id="z:9"))


# Decisions from elsewhere


@pytest.fixture
def sheet():
    rows = [
        ("a:2", "stance", "stance", 2),
        ("a:2", "theme", "raha", None),
        ("a:2", "theme", "roolit", None),
        ("a:3", "theme", "none", None),
    ]
    frame = pd.DataFrame(rows, columns=["statement_id", "family", "code", "value"])
    return make_codings(frame.assign(coder="human:ville", status="blind"))


def test_a_sheet_is_stored_once(project, sheet):
    assert project.add_decisions(sheet, vouched="anna: they coded on paper") == 3
    assert project.add_decisions(sheet, vouched="anna: they coded on paper") == 0
    assert project.log["detail"].str.contains("they coded on paper").sum() == 2
    stored = project.codings.query("coder == 'human:ville'").reset_index(drop=True)
    pd.testing.assert_frame_equal(
        stored.sort_values(["statement_id", "family", "code"], ignore_index=True), sheet
    )
    changed = sheet.assign(value=sheet["value"] - 1)
    assert project.add_decisions(changed, vouched="anna") == 1


def test_a_sheet_is_not_blind_where_the_project_showed_the_suggestion(project, sheet):
    project.next("ville")  # shows the stance +1 of a:2
    project.add_decisions(sheet, vouched="anna")
    found = {(statement, family): status for statement, family, *_, status in standing(project)}
    assert found == {
        ("a:2", "stance"): "changed",
        ("a:2", "theme"): "blind",
        ("a:3", "theme"): "blind",
    }
    assert project.add_decisions(sheet, vouched="anna") == 0


@pytest.mark.parametrize(
    ("row", "column", "value", "error"),
    [
        (3, "code", "reha", errors.CodebookError),
        (0, "value", 5, errors.CodingsError),
        (3, "statement_id", "z:9", errors.ProjectError),
        (3, "status", "suggested", errors.CodingsError),
    ],
)
def test_one_wrong_row_keeps_the_whole_sheet_out(project, sheet, row, column, value, error):
    sheet.loc[row, column] = value
    with pytest.raises(error):
        project.add_decisions(sheet)
    assert project.decisions.empty


# Nothing is ever changed


@pytest.mark.parametrize("table", _schema.APPEND_ONLY)
def test_the_file_itself_refuses_changes(project, table):
    project.decide("a:2", "anna", value=1, memo="huom")
    project.settle("a:2", Choice("stance", value=2), ["anna", "ville"], "luettiin yhdessä")
    project.begin_round("toinen")
    project.blind_audit("ville", 1)
    project.close()
    key = _schema.APPEND_ONLY[table]
    with sqlite3.connect(project.path) as connection:
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
        whole = ", ".join(f'"{name}"' for name in columns)
        for sql in (
            f"UPDATE {table} SET {key} = {key} + 1",
            f"DELETE FROM {table}",
            f"INSERT OR REPLACE INTO {table} ({whole}) SELECT {whole} FROM {table}",
        ):
            before = connection.execute(f"SELECT * FROM {table}").fetchall()
            assert before
            with pytest.raises(sqlite3.IntegrityError, match="never changed"):
                connection.execute(sql)
            assert connection.execute(f"SELECT * FROM {table}").fetchall() == before
    connection.close()


# Frames


def test_codings_keep_the_rules_of_the_table(project, sheet):
    project.add_decisions(sheet, vouched="anna")
    project.decide("a:3", "anna", value=-2)
    project.settle("a:2", Choice("stance", value=2), ["anna", "ville"], "luettiin yhdessä")
    pd.testing.assert_frame_equal(check_codings(project.codings), project.codings)


def test_decisions_of_one_second_are_told_apart_in_time(project):
    before = datetime.now(UTC)
    for statement in ("a:2", "a:3"):
        project.decide(statement, "anna", value=1)
        time.sleep(0.01)
    first, second = project.decisions["created"].map(datetime.fromisoformat)
    assert before - timedelta(milliseconds=1) <= first < second <= datetime.now(UTC)
    # Times to the second, as older files have them, stand among these where they belong.
    stamp = project.decisions["created"].iloc[0]
    whole = datetime.fromisoformat(stamp).replace(microsecond=0)
    assert whole.isoformat() <= stamp < (whole + timedelta(seconds=1)).isoformat()


def test_since_tells_what_came_later(project):
    project.decide("a:2", "anna", value=1)
    assert project.log["event"].tolist() == ["create", "precode", "decide"]
    assert project.log["detail"].iloc[2] == "accepted: stance 1"
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    yesterday = datetime.now().astimezone() - timedelta(days=1)
    assert project.since(tomorrow).empty
    assert len(project.since(yesterday)) == len(project.since(yesterday.isoformat())) == 3
    assert len(project.since()) == len(project.since("eilen")) == len(project.since("today")) == 3
    with sqlite3.connect(project.path) as connection:  # as if made three days ago
        connection.execute("DROP TRIGGER log_no_update")
        connection.execute("UPDATE log SET created = ?", ((tomorrow - timedelta(4)).isoformat(),))
    connection.close()
    assert project.since()["event"].tolist() == ["decide"]
    with pytest.raises(errors.ProjectError, match="no moment"):
        project.since("last Tuesday")


def test_a_decision_knows_the_codebook_it_was_made_with(project, codebook):
    project.decide("a:2", "anna", value=1)
    project.update_codebook(replace(codebook, name="Uusi", themes=codebook.themes[:1]))
    assert project.codebook.name == "Uusi"
    project.decide("a:3", "anna", value=1)
    assert project.decisions["codebook"].tolist() == [1, 2]


def test_agreement_counts_blind_codes_of_the_project(project):
    for coder, values in {"anna": (1, -1, 0), "ville": (1, -1, 0)}.items():
        for statement, value in zip(("a:2", "a:3", "b:2"), values, strict=True):
            project.decide(statement, coder, value=value, blind=True)
    table = project.agreement(family="stance", n_boot=20)
    people = table.query("kind == 'human-human' and coefficient.str.contains('alpha')")
    assert people["value"].tolist() == [1.0]


def test_a_sheet_goes_out_and_comes_back(project, tmp_path):
    path = tmp_path / "coder_ville.csv"
    sent = project.write_sheet(path, "ville", n=4)
    sheet = pd.read_csv(path, dtype=str, keep_default_na=False)
    assert sheet["statement_id"].tolist() == sent["statement_id"].tolist()
    assert len(sheet) == 4
    sheet["stance"] = "-1"
    sheet.to_csv(path, index=False)
    read = project.import_sheet(path)
    assert len(read) == 8  # a coded row without a theme says that none applies
    assert read["new"].all()
    assert set(read["status"]) == {"blind"}
    assert not project.import_sheet(path)["new"].any()
    assert {status for *_, status in standing(project)} == {"blind"}


def test_reopened_it_is_all_there(project):
    project.decide("a:2", "anna", value=1)
    before = project.codings, project.decisions, project.log
    project.close()
    with Project.open(project.path) as again:
        for found, expected in zip(
            (again.codings, again.decisions, again.log), before, strict=True
        ):
            pd.testing.assert_frame_equal(found, expected)
