"""Two copies of a study that were coded apart become one."""

import itertools
import time

import pytest

from aineisto.core.errors import ProjectError
from aineisto.project import Project, merge_projects


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
