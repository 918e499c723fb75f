"""What the file does when it is absent, foreign, newer, damaged, unwritable or in the way."""

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import tempfile
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from aineisto.core import errors
from aineisto.project import Project
from aineisto.store import _schema, _store

PRAGMAS = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def refused(path, *words):
    with pytest.raises(errors.ProjectError) as caught:
        Project.open(path)
    assert caught.value.file == path
    assert caught.value.remedy
    for word in words:
        assert word in str(caught.value)


def edit(path, sql):
    with sqlite3.connect(path) as connection:
        connection.execute(sql)
    connection.close()


@contextmanager
def being_read(path):
    """Let somebody read a project: what is written stays in the journal meanwhile."""
    with closing(sqlite3.connect(path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM decisions").fetchall()
        yield


def test_the_file_is_marked_and_durable(project):
    for name, value in PRAGMAS.items():
        assert project._store.rows(f"PRAGMA {name}")[0][0] == value
    assert project._store.rows("PRAGMA application_id")[0][0] == int.from_bytes(b"AINE", "big")
    assert project._store.rows("PRAGMA busy_timeout")[0][0] >= 5_000


def test_no_file(tmp_path):
    refused(tmp_path / "none.aineisto", "no such project", "Project.create")


def test_a_folder(tmp_path):
    refused(tmp_path, "cannot be opened")


def test_another_kind_of_file(tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("Hei!")
    refused(path, "no aineisto project")


def test_another_programs_database(tmp_path):
    path = tmp_path / "other.db"
    edit(path, "CREATE TABLE t (x)")
    refused(path, "no aineisto project")


def test_a_newer_project(project):
    project.close()
    edit(project.path, "PRAGMA user_version = 7")
    refused(
        project.path, "schema 7", f"reads up to {_schema.SCHEMA_VERSION}", "pip install -U aineisto"
    )


@pytest.mark.parametrize("where", [0.3, 0.6, 0.9])
def test_a_damaged_project(project, where):
    project.close()
    size = project.path.stat().st_size
    with project.path.open("r+b") as file:
        file.seek(int(size * where) // 4096 * 4096)
        file.write(b"\xff" * 4096)
    refused(project.path, "damaged")


def test_a_project_cut_short(project):
    project.close()
    os.truncate(project.path, project.path.stat().st_size // 2)
    refused(project.path, "damaged")


def test_a_full_disk_loses_nothing_that_was_acknowledged(project):
    project.decide("a:2", "anna", value=1)
    pages = project._store.rows("PRAGMA page_count")[0][0]
    project._store.rows(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(errors.ProjectError, match="disk is full"):
        project.memo("x" * 100_000, "anna")
    project._store.rows("PRAGMA max_page_count = 1000000")
    assert len(project.memos) == 0
    assert len(project.decisions) == 1
    assert project._store.rows("PRAGMA integrity_check") == [("ok",)]


@pytest.fixture
def read_only(project, request):
    """A project in a folder without the right to write, seen by a user who is not root."""
    if sys.platform == "win32":
        pytest.skip("rights of folders")
    journal = getattr(request, "param", False)
    if not journal:
        project.close()
    user = os.geteuid()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "study.aineisto"
        with being_read(project.path):
            if journal:
                project.memo("kesken", "anna")
                Path(f"{path}-wal").write_bytes(Path(f"{project.path}-wal").read_bytes())
                Path(f"{path}-wal").chmod(0o444)
            path.write_bytes(project.path.read_bytes())
        path.chmod(0o444)
        Path(folder).chmod(0o555)
        # What is imported and read when first used may lie where only root may read.
        with Project.open(project.path) as same:
            same.status()
        if user == 0:
            os.seteuid(65534)
        try:
            yield path
        finally:
            os.seteuid(user)
            Path(folder).chmod(0o755)


def test_a_project_that_cannot_be_written_is_opened_to_be_read(read_only, corpus, codebook):
    with pytest.warns(errors.AineistoWarning, match="can be read but not written"):
        project = Project.open(read_only)
    with project:
        assert len(project.corpus.statements) == len(corpus.statements)
        assert len(project.codings) == 7
        assert set(project.status()["family"]) == {"theme", "stance", "actor"}
        with pytest.raises(errors.ProjectError, match="cannot be written"):
            project.decide("a:2", "anna", value=1, blind=True)
    assert [path.name for path in read_only.parent.iterdir()] == [read_only.name]
    with pytest.raises(errors.ProjectError, match="cannot be written"):
        Project.create(read_only.with_name("new.aineisto"), corpus, codebook)


def test_what_a_link_leads_to_is_read_with_its_journal(project, tmp_path):
    link = tmp_path / "elsewhere" / "link.aineisto"
    link.parent.mkdir()
    link.symlink_to(project.path)
    with being_read(project.path):
        made = project.decide("a:2", "anna", value=1)
        connection = _store._open_to_read(link)
        found = connection.execute("SELECT decision FROM decisions").fetchall()
        connection.close()
    assert found == [(made.decision,)]


@pytest.mark.parametrize("read_only", [True], indirect=True)
def test_decisions_in_a_journal_that_cannot_be_read_are_not_passed_over(read_only):
    with pytest.raises(errors.ProjectError, match=r"newest decisions.*-wal file"):
        Project.open(read_only)


def test_a_project_and_its_copies_are_their_owners_alone(project, tmp_path, corpus, codebook):
    project.decide("a:2", "anna", value=1)
    copy = project.backup(tmp_path / "copy.aineisto")
    files = [project.path, Path(f"{project.path}-wal"), Path(f"{project.path}-shm"), copy]
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}


def test_a_backup_of_an_open_project_holds_the_newest_decisions(project, tmp_path):
    with being_read(project.path):
        made = project.decide("a:2", "anna", value=1)
        assert Path(f"{project.path}-wal").stat().st_size
        copy = project.backup(tmp_path / "copy.aineisto")
    with Project.open(copy) as again:
        assert again.decisions["decision"].tolist() == [made.decision]
    with pytest.raises(errors.ProjectError, match="already a file"):
        project.backup(copy)
    with pytest.raises(errors.ProjectError, match="cannot be written"):
        project.backup(tmp_path / "none" / "copy.aineisto")


def test_a_plain_copy_of_an_open_project_is_whole(project, tmp_path):
    made = project.decide("a:2", "anna", value=1)
    copy = shutil.copy(project.path, tmp_path / "copied.aineisto")
    with Project.open(copy) as again:
        assert again.decisions["decision"].tolist() == [made.decision]


DIE = """
import os, sys
from aineisto.project import Project
project = Project.open(sys.argv[1])
project.backup(sys.argv[2])
for number in range(200):
    project.decide("a:3", "anna", value=number % 5 - 2, memo="x" * 500)
os._exit(9)
"""


def test_a_backup_in_the_place_of_a_project_that_was_killed_is_as_it_was(project, tmp_path):
    project.decide("a:2", "anna", value=1)
    project.close()
    copy = tmp_path / "copy.aineisto"
    subprocess.run([sys.executable, "-c", DIE, str(project.path), str(copy)])
    shutil.copy(copy, project.path)
    with Project.open(project.path) as again:
        assert again._store.rows("PRAGMA integrity_check") == [("ok",)]
        assert again.decisions["statement_id"].tolist() == ["a:2"]
        assert again.memos.empty


@pytest.mark.skipif(sys.platform == "win32", reason="an open file stays where it is there")
@pytest.mark.parametrize("how", ["moved", "replaced", "deleted"])
def test_nothing_is_stored_in_a_file_that_is_no_longer_there(project, tmp_path, how, monkeypatch):
    monkeypatch.chdir(tmp_path)
    project.close()
    project = Project.open("study.aineisto")
    monkeypatch.chdir(tmp_path.parent)  # the path was of the folder that was
    first = project.decide("a:2", "anna", value=1)
    before = project.backup(tmp_path / "before.aineisto")
    if how == "moved":
        (tmp_path / "study.aineisto").rename(tmp_path / "elsewhere.aineisto")
    elif how == "replaced":
        before.replace(tmp_path / "study.aineisto")
    else:
        (tmp_path / "study.aineisto").unlink()
    with pytest.raises(errors.ProjectError, match=r"moved, deleted or replaced.*project\.backup"):
        project.decide("a:3", "anna", value=1)
    rescued = project.backup(tmp_path / "rescued.aineisto")
    project.close()
    with Project.open(rescued) as again:
        assert again.decisions["decision"].tolist() == [first.decision]


def test_a_text_that_was_changed_in_the_file_is_told(project):
    project.close()
    edit(project.path, "UPDATE documents SET text = 'Muu.' || text WHERE document = 'a'")
    with (
        Project.open(project.path) as again,
        pytest.warns(errors.AineistoWarning, match="text of a was changed"),
    ):
        assert len(again.corpus.documents) == 2


@pytest.mark.parametrize(
    ("change", "table"),
    [
        ("UPDATE statements SET clean = 'Muu.' WHERE statement_id = 'a:2'", "statements"),
        ("UPDATE participants SET attributes = '{}' WHERE participant = 'p-a'", "participants"),
    ],
)
def test_a_table_that_was_changed_in_the_file_is_told(project, change, table):
    project.close()
    edit(project.path, change)
    with (
        Project.open(project.path) as again,
        pytest.warns(errors.AineistoWarning, match=f"table of {table} was changed"),
    ):
        assert len(again.corpus.statements) == 11


def test_an_index_without_its_rows_is_damage(project):
    project.close()
    with sqlite3.connect(project.path) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        index = connection.execute(
            "SELECT * FROM sqlite_master WHERE name = 'decisions_by_statement'"
        ).fetchone()
        connection.execute("DELETE FROM sqlite_master WHERE name = 'decisions_by_statement'")
    connection.close()
    columns = "decision, act, kind, statement_id, family, coder, codebook, created, stored"
    edit(
        project.path,
        f"INSERT INTO decisions ({columns}) VALUES "
        "(1, 1, 'skip', 'a:2', 'stance', 'human:anna', 1, '', '')",
    )
    with sqlite3.connect(project.path) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("INSERT INTO sqlite_master VALUES (?, ?, ?, ?, ?)", index)
    connection.close()
    refused(project.path, "damaged", "index")


def test_a_row_that_refers_to_nothing_is_damage(project):
    project.close()
    edit(project.path, "UPDATE statements SET statement_id = 'a:20' WHERE statement_id = 'a:2'")
    refused(project.path, "damaged", "judgements", "statements")


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE documents SET edits = '[[1]]'",
        "UPDATE documents SET text = CAST(x'ff' AS TEXT)",
        "UPDATE participants SET attributes = '{'",
        "UPDATE statements SET turn = 'viisi'",
        "UPDATE statements SET attributes = '[]'",
        "UPDATE study SET value = '[]' WHERE key = 'columns:statements'",
        "UPDATE study SET value = '{\"x\": \"nonsense\"}' WHERE key = 'columns:documents'",
        "UPDATE study SET value = '[1]' WHERE key = 'questions'",
        "DELETE FROM study",
        "DROP TRIGGER codebooks_no_update; UPDATE codebooks SET toml = 'themes = 3'",
        "DROP TRIGGER codebooks_no_delete; DELETE FROM codebooks",
        "DROP TRIGGER judgements_no_update; UPDATE judgements SET value = 'paljon'",
        "DROP TRIGGER judgements_no_update; UPDATE judgements SET confidence = 'x'",
        "DROP TRIGGER models_no_update; UPDATE models SET parameters = '{'",
    ],
)
@pytest.mark.filterwarnings("ignore::aineisto.AineistoWarning")
def test_damaged_contents_end_in_an_error_that_names_the_file(project, damage):
    project.close()
    with sqlite3.connect(project.path) as connection:
        connection.executescript(damage)
    connection.close()
    said = ""
    try:
        with Project.open(project.path) as again:
            _ = again.corpus, again.codebook, again.codings, again.models, again.decisions
    except errors.ProjectError as error:
        said = f"{error.file} {error.remedy}"
    assert not said or (str(project.path) in said and "Do not save over it" in said)


def test_a_folder_that_is_not_there(tmp_path, corpus, codebook):
    with pytest.raises(errors.ProjectError, match="folder for the project does not exist"):
        Project.create(tmp_path / "none" / "s.aineisto", corpus, codebook)


def test_create_does_not_replace_a_project_unasked(project, corpus, codebook):
    before = project.path.read_bytes()
    with pytest.raises(errors.ProjectError, match="already a file"):
        Project.create(project.path, corpus, codebook)
    assert project.path.read_bytes() == before


def test_create_does_not_replace_what_another_made_in_the_meantime(project):
    def fill(connection):
        project.path.with_name("moved").rename(project.path)

    project.close()
    before = project.path.read_bytes()
    project.path.rename(project.path.with_name("moved"))
    with pytest.raises(errors.ProjectError, match="already a file"):
        _store.create_store(project.path, fill)
    assert project.path.read_bytes() == before


def test_overwriting_keeps_a_copy_of_what_people_decided(project, corpus, codebook):
    project.decide("a:2", "anna", value=-1)
    project.close()
    with pytest.warns(errors.AineistoWarning, match=r"names included.*Remove that file"):
        Project.create(project.path, corpus, codebook, overwrite=True).close()
    with Project.open(project.path) as new:
        assert new.decisions.empty
        assert new.codings.empty
    (copy,) = project.path.parent.glob("*-backup")
    with Project.open(copy) as old:
        assert old.decisions["value"].tolist() == [-1]
    assert {p.name for p in project.path.parent.iterdir()} == {project.path.name, copy.name}


@pytest.mark.parametrize(
    "work",
    [
        lambda project: project.memo("Palaa tähän.", "anna"),
        lambda project: project.begin_round("harjoitus"),
        lambda project: project.update_codebook(project.codebook),
    ],
    ids=["memo", "round", "codebook"],
)
def test_overwriting_keeps_whatever_people_did(project, corpus, codebook, work):
    work(project)
    kept = project.log["event"].tolist(), project.memos["text"].tolist()
    project.close()
    with pytest.warns(errors.AineistoWarning, match="What people did in the project"):
        Project.create(project.path, corpus, codebook, overwrite=True).close()
    (copy,) = project.path.parent.glob("*-backup")
    with Project.open(copy) as old:
        assert (old.log["event"].tolist(), old.memos["text"].tolist()) == kept


def test_overwriting_keeps_no_copy_where_none_is_wanted(project, corpus, codebook):
    project.decide("a:2", "anna", value=-1)
    project.close()
    Project.create(project.path, corpus, codebook, overwrite=True, keep_replaced=False).close()
    assert [path.name for path in project.path.parent.iterdir()] == [project.path.name]


def test_overwriting_spares_files_that_are_no_projects(tmp_path, corpus, codebook):
    path = tmp_path / "thesis.docx"
    path.write_text("three years of work")
    with pytest.raises(errors.ProjectError, match="no aineisto project"):
        Project.create(path, corpus, codebook, overwrite=True)
    assert path.read_text() == "three years of work"


def test_overwriting_waits_for_no_one_who_codes(project, corpus, codebook, monkeypatch):
    monkeypatch.setattr(_store, "_WAIT", 0.1)
    project.decide("a:2", "anna", value=-1)
    with pytest.raises(errors.ProjectError, match=r"Another program.* holds"):
        Project.create(project.path, corpus, codebook, overwrite=True)
    assert len(project.decisions) == 1


def test_a_closed_project_says_so(project):
    project.close()
    with pytest.raises(errors.ProjectError, match="closed"):
        project.next("anna")
    with pytest.raises(errors.ProjectError, match="closed"):
        project.backup(project.path.with_name("copy.aineisto"))


def test_a_migration_keeps_a_copy_and_happens_whole_or_not_at_all(project):
    project.decide("a:2", "anna", value=1)
    project.close()
    connection = sqlite3.connect(project.path, isolation_level=None)
    good = (*_schema.MIGRATIONS, ("CREATE TABLE spans (x)", "INSERT INTO spans VALUES (1)"))
    bad = (*good, ("CREATE TABLE half (x)", "INSERT INTO nowhere VALUES (1)"))
    with pytest.raises(sqlite3.OperationalError):
        _schema.migrate(connection, project.path, bad)
    assert _schema.version(connection) == len(_schema.MIGRATIONS) + 1
    assert connection.execute("SELECT x FROM spans").fetchall() == [(1,)]
    assert not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'half'").fetchall()
    connection.close()
    with Project.open(
        project.path.with_name(f"study.aineisto.v{len(_schema.MIGRATIONS)}-1-backup")
    ) as copy:
        assert len(copy.decisions) == 1


def test_a_file_of_the_first_schema_opens_with_all_that_was_decided(tmp_path):
    # schema-1.sql is a dump of a file that the first version of aineisto made: keep it as it is.
    path = tmp_path / "study.aineisto"
    with sqlite3.connect(path) as connection:
        connection.executescript(Path(__file__).with_name("schema-1.sql").read_text("utf-8"))
    connection.close()
    older = path.read_bytes()
    before = path.with_name("study.aineisto.v1-1-backup")
    before.write_text("of another day")
    copy = path.with_name("study.aineisto.v1-2-backup")
    with pytest.warns(errors.AineistoWarning, match=f"names included, it is kept in {copy}"):
        project = Project.open(path)
    with project:
        assert project._store.rows("PRAGMA user_version") == [(_schema.SCHEMA_VERSION,)]
        assert project.decisions["kind"].tolist() == ["decide"] * 3 + ["undo", "skip"]
        rows = project.codings.query("coder == 'human:anna'")
        found = [tuple(row) for row in rows[["statement_id", "code", "status"]].to_numpy()]
        assert found == [("a:2", "stance", "accepted"), ("a:3", "raha", "blind")]
        assert project.memos["text"].tolist() == ["ks. a:3"]
        assert len(project.corpus.statements) == 11
        assert project.next("anna").statement_id == "a:3"
    assert sorted(tmp_path.glob("*-backup")) == [before, copy]
    assert before.read_text() == "of another day"
    with closing(sqlite3.connect(copy)) as kept, closing(sqlite3.connect(":memory:")) as was:
        was.deserialize(older)
        assert list(kept.iterdump()) == list(was.iterdump())
