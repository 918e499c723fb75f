"""Two copies of a study that were coded apart become one."""

import itertools
import time

import pytest

from aineisto.core.errors import ProjectError
from aineisto.project import Project, merge_projects
from aineisto.store import Choice


@pytest.fixture
def copies(project, tmp_path):
    """Return two copies of a project in which anna has decided one statement."""
    project.decide(project.next("anna").statement_id, "anna", value=1)
    there = project.backup(tmp_path / "there.aineisto")
    return project, Project.open(there)


def content(project):
    keys = ["statement_id", "family", "coder", "code", "value", "status"]
    rows = project.decisions.query("kind == 'decide'")[keys].astype(str)
    return sorted(rows.itertuples(index=False, name=None))


def test_decisions_of_both_are_there_and_the_copies_stay(copies, tmp_path):
    here, there = copies
    ids = here.corpus.answers["statement_id"].tolist()
    here.decide(ids[1], "anna", value=2, memo="täällä")
    there.decide(ids[2], "ville", value=-1, blind=True)
    there.decide(ids[3], "ville", value=0)
    there.undo("ville")
    there.update_codebook(there.codebook)
    before = content(here), content(there)
    merged = merge_projects(here.path, there.path, tmp_path / "both.aineisto")
    assert (content(here), content(there)) == before
    with Project.open(merged.path) as both:
        # One that both had, one of here, two of there.
        assert content(both) == sorted([*before[0], *set(before[1]) - set(before[0])])
        assert len(content(both)) == 4
        assert both.standing("ville")["statement_id"].tolist() == [ids[2]]  # the undo came along
        assert both.memos["text"].tolist() == ["täällä"]
        assert (both.log["event"] == "codebook").sum() == 1
        both.decide(ids[4], "ville", value=1)  # it goes on as any other
        with pytest.raises(Exception, match="never changed"):
            both._store.rows("UPDATE decisions SET coder = 'human:x'")
    assert merged.conflicts.empty


@pytest.mark.parametrize("later", [0, 1])
def test_the_later_decision_stands_and_the_conflict_is_listed(copies, tmp_path, later, monkeypatch):
    stamps = itertools.count(1)
    monkeypatch.setattr(
        "aineisto.store._decisions.now", lambda: f"2030-01-01T00:00:{next(stamps):02}+00:00"
    )
    statement = copies[0].corpus.answers["statement_id"].iloc[1]
    values = {}
    for side in (1 - later, later):
        values[side] = side + 1
        copies[side].decide(statement, "anna", value=values[side])
    merged = merge_projects(copies[0].path, copies[1].path, tmp_path / "both.aineisto")
    (conflict,) = merged.conflicts.to_dict("records")
    assert conflict["coder"] == "human:anna"
    assert (conflict["first"], conflict["second"]) == ("stance 1", "stance 2")
    assert conflict["stands"] == f"stance {later + 1}"
    with Project.open(merged.path) as both:
        found = both.standing("anna").set_index("statement_id")["value"]
        assert found[statement] == later + 1


def test_blind_in_one_copy_is_not_blind_where_the_other_had_shown_it(copies, tmp_path):
    here, there = copies
    statement = next(
        one
        for one in here.codings.query("family == 'stance'")["statement_id"]
        if one not in here.seen("anna")
    )
    here.view(statement, "anna", ["stance"])
    there.decide(statement, "anna", value=1, blind=True)
    merged = merge_projects(here.path, there.path, tmp_path / "both.aineisto")
    assert merged.conflicts["stands"].tolist() == ["not blind"]
    with Project.open(merged.path) as both:
        own = both.standing("anna").set_index("statement_id")["status"]
        assert own[statement] == "unknown"


def unseen(project, *coders):
    seen = set().union(*(project.seen(coder) for coder in coders))
    suggested = project.codings.query("family == 'stance'")["statement_id"]
    return next(one for one in suggested if one not in seen)


@pytest.mark.parametrize("turned", [False, True])
def test_what_one_coder_was_shown_makes_anothers_codes_no_less_blind(copies, tmp_path, turned):
    here, there = copies
    statement = unseen(here, "anna", "ville")
    here.decide(statement, "anna", value=1, blind=True)
    there.view(statement, "ville", ["stance"])
    there.decide(statement, "ville", value=-1)
    both = [here.path, there.path][:: -1 if turned else 1]
    merged = merge_projects(*both, tmp_path / "both.aineisto")
    assert merged.conflicts.empty
    with Project.open(merged.path) as found:
        rows = found.codings.query("statement_id == @statement and family == 'stance'")
        status = rows.set_index("coder")["status"]
        assert status["human:anna"] == "blind"
        assert status["human:ville"] in ("accepted", "changed")
        assert statement in found.seen("ville")
        assert statement not in found.seen("anna")


@pytest.mark.parametrize("first", ["decided", "shown"])
def test_a_coder_is_blind_where_she_decided_before_the_other_copy_showed(
    copies, tmp_path, first, monkeypatch
):
    here, there = copies
    statement = unseen(here, "anna")
    stamps = itertools.count(1)
    for module in ("_decisions", "_statements"):
        monkeypatch.setattr(
            f"aineisto.store.{module}.now",
            lambda: f"2030-01-01T00:00:{next(stamps):02}+00:00",
            raising=False,
        )
    acts = [
        lambda: there.decide(statement, "Anna", value=1, blind=True),  # the same person
        lambda: here.view(statement, "anna", ["stance"]),
    ]
    for act in acts if first == "decided" else acts[::-1]:
        act()
    merged = merge_projects(here.path, there.path, tmp_path / "both.aineisto")
    expected = "blind" if first == "decided" else "unknown"
    with Project.open(merged.path) as both:
        assert set(both.decisions["coder"]) == {"human:anna"}
        own = both.standing("anna").set_index("statement_id")["status"]
        assert own[statement] == expected
        assert statement in both.seen("anna")  # what the other copy showed is kept
        raw = both._store.rows(
            "SELECT status FROM decisions WHERE statement_id = ? AND family = 'stance'",
            (statement,),
        )
        assert raw == [("blind",)]  # and that it was made blind where it was made
    assert merged.conflicts["stands"].tolist() == ([] if first == "decided" else ["not blind"])


def test_what_the_others_had_coded_is_known_in_both_copies(copies, tmp_path):
    here, there = copies
    statement = unseen(here, "anna", "ville")
    for project in copies:
        project.decide(statement, "ville", value=2, blind=True)
        project.decide(statement, "bea", value=-2, blind=True)
    here.open_dispute(statement, "stance", ["anna", "ville"])
    there.decide(statement, "anna", value=2, blind=True)
    merged = merge_projects(here.path, there.path, tmp_path / "both.aineisto")
    assert merged.conflicts.query("coder == 'human:anna'")["stands"].tolist() == ["not blind"]
    with Project.open(merged.path) as both:
        status = both.standing("anna").set_index("statement_id")["status"]
        assert status[statement] == "unknown"


def test_a_coder_spelt_in_two_ways_is_one_whose_disagreement_is_listed(copies, tmp_path):
    here, there = copies
    statement = unseen(here, "bea")
    here.decide(statement, "Bea", value=2, blind=True)
    there.decide(statement, "bea\u200b", value=-2, blind=True)
    there.settle(statement, Choice("stance", value=1), people=["bea", "anna"], reason="puhuttu")
    merged = merge_projects(here.path, there.path, tmp_path / "both.aineisto")
    # Both were stored in one second, and are two decisions all the same.
    assert merged.conflicts.iloc[0][["coder", "first", "second"]].tolist() == [
        "human:Bea",
        "stance 2",
        "stance -2",
    ]
    with Project.open(merged.path) as both:
        assert set(both.decisions["coder"]) == {"human:anna", "human:Bea", "human:konsensus"}
        assert both.consensus["people"].tolist() == ["Bea, anna"]


def test_another_study_is_refused(copies, tmp_path, corpus, codebook):
    time.sleep(1.1)  # a study is known by its texts and by the second that it was made in
    other = Project.create(tmp_path / "other.aineisto", corpus, codebook)
    with pytest.raises(ProjectError, match="no copy of the same study"):
        merge_projects(copies[0].path, other.path, tmp_path / "both.aineisto")
    assert not (tmp_path / "both.aineisto").exists()


def test_themes_that_were_merged_count_as_one(project):
    first, second = project.codebook.theme_codes[:2]
    ids = project.corpus.answers["statement_id"].tolist()
    project.decide(ids[0], "anna", family="theme", codes=[first, second], blind=True)
    project.decide(ids[1], "anna", family="theme", codes=[second], blind=True)
    stored = project.decisions
    project.update_codebook(project.codebook.merge(first, second))
    own = project.standing("anna")
    assert own["code"].tolist() == [first, first]
    assert second not in set(project.codings["code"])
    assert project.decisions.equals(stored)  # nothing was rewritten


def test_every_table_that_grows_is_merged(project):
    from aineisto.store._merge import _TABLES
    from aineisto.store._schema import APPEND_ONLY

    assert set(APPEND_ONLY) <= {table.name for table in _TABLES}
