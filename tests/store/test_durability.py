"""Killed writers and two writers at once."""

import os
import random
import shutil
import subprocess
import sys
import time

import pytest

from aineisto.core import unfinished
from aineisto.project import Project
from aineisto.store import _store

WRITER = """
import sys
from aineisto.project import Project

path, coder, first = sys.argv[1], sys.argv[2], int(sys.argv[3])
with Project.open(path) as project:
    statements = ["a:2", "a:3", "a:5", "a:6", "b:2", "b:3", "b:5"]
    print("ready", flush=True)
    for number in range(first, int(sys.argv[4])):
        memo = f"{coder} {number}"
        made = project.decide(statements[number % 7], coder, value=number % 5 - 2, memo=memo)
        print(made.decision, number, flush=True)
"""


def writer(path, coder, first, last=1_000_000):
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), coder, str(first), str(last)],
        stdout=subprocess.PIPE,
        text=True,
    )


def acknowledged(lines):
    """Return (decision, number) of every whole line that a writer printed."""
    return [tuple(map(int, line.split())) for line in lines if line.endswith("\n")]


def test_a_killed_writer_loses_nothing_that_it_acknowledged(project):
    project.close()
    rng = random.Random(0)
    promised = []
    for kill in range(10):
        process = writer(project.path, "anna", 1000 * kill)
        assert process.stdout.readline() == "ready\n"
        promised += acknowledged([process.stdout.readline()])
        time.sleep(rng.uniform(0, 0.08))
        process.kill()
        promised += acknowledged(process.stdout.readlines())
        process.wait()
        process.stdout.close()
    with Project.open(project.path) as again:
        assert again._store.rows("PRAGMA integrity_check") == [("ok",)]
        decisions = again.decisions.set_index("decision")
        memos = again.memos["text"].tolist()
    assert len(promised) >= 10
    for decision, number in promised:
        assert decisions.loc[decision, "value"] == number % 5 - 2
    # A decision and its memo are one act: both are there or neither; nothing is there twice.
    assert len(memos) == len(set(memos)) == len(decisions)
    assert {f"anna {number}" for _, number in promised} <= set(memos)
    # At most the one that was under way at each kill was stored without being acknowledged.
    assert len(decisions) <= len(promised) + 10


def test_two_coders_in_two_processes(project):
    coders = ("anna", "ville")
    processes = [writer(project.path, coder, 0, 150) for coder in coders]
    found = [
        acknowledged(process.communicate()[0].splitlines(keepends=True)[1:])
        for process in processes
    ]
    assert [process.returncode for process in processes] == [0, 0]
    assert [len(lines) for lines in found] == [150, 150]
    decisions = project.decisions.set_index("decision")
    assert len(decisions) == 300
    for coder, lines in zip(coders, found, strict=True):
        for decision, number in lines:
            row = decisions.loc[decision]
            assert (row["coder"], row["value"]) == (f"human:{coder}", number % 5 - 2)
    # what stands is each coder's last word: the last number that fell on each statement
    last = project.codings.query("coder == 'human:ville'")["value"].tolist()
    statements = ["a:2", "a:3", "a:5", "a:6", "b:2", "b:3", "b:5"]
    expected = {statements[number % 7]: number % 5 - 2 for number in range(150)}
    assert last == [expected[statement] for statement in statements]


def test_a_creator_killed_midway_leaves_no_project(tmp_path, corpus, codebook):
    child = """
import os, signal, sys
from pathlib import Path
from aineisto.store import _store
def fill(connection):
    connection.execute("INSERT INTO study VALUES ('a', 'b')")
    os.kill(os.getpid(), signal.SIGKILL)
_store.create_store(Path(sys.argv[1]), fill)
"""
    path = tmp_path / "study.aineisto"
    assert subprocess.run([sys.executable, "-c", child, str(path)]).returncode == -9
    assert not path.exists()
    assert list(tmp_path.iterdir())  # the unfinished one; a killed process cannot tidy up
    foreign = tmp_path / f".{path.name}.00000000-{2**22 + 1}.tmp"  # another machine's
    alive = unfinished.unfinished(path).with_name(
        unfinished.unfinished(path).name.replace(str(os.getpid()), str(os.getppid()))
    )
    for file in (foreign, alive):
        file.touch()
    with Project.create(path, corpus, codebook) as project:
        assert project.next("anna").statement_id == "a:2"
    assert set(tmp_path.iterdir()) == {path, foreign, alive}


def test_a_creator_stopped_by_the_keyboard_leaves_nothing(tmp_path):
    def fill(connection):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        _store.create_store(tmp_path / "study.aineisto", fill)
    assert list(tmp_path.iterdir()) == []


BACKUP = """
import resource, signal, sys
from aineisto.core.errors import ProjectError
from aineisto.project import Project
project = Project.open(sys.argv[1])
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))
try:
    project.backup(sys.argv[2])
except ProjectError as error:
    print(error.file)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no limit of file sizes")
def test_a_backup_for_which_there_is_no_room_names_the_backup(project, tmp_path):
    project.close()
    before, copy = project.path.read_bytes(), tmp_path / "stick.aineisto"
    done = subprocess.run(
        [sys.executable, "-c", BACKUP, str(project.path), str(copy)], capture_output=True, text=True
    )
    assert done.stdout.strip() == str(copy), done.stderr
    assert project.path.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == [project.path.name]


LIMITED = """
import resource, signal, sys
from pathlib import Path
from aineisto.core.errors import ProjectError
from aineisto.project import Project
project = Project.open(sys.argv[1])
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
room = Path(sys.argv[1]).stat().st_size + 200_000
resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
for number in range(100_000):
    try:
        made = project.decide("a:2", "anna", value=number % 5 - 2, memo="x" * 2000)
    except ProjectError as error:
        print("refused", error)
        break
    print(made.decision, flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no limit of file sizes")
def test_when_the_system_gives_no_more_room_what_was_acknowledged_is_there(project):
    project.close()
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(project.path)], capture_output=True, text=True
    )
    *made, refused = done.stdout.splitlines()
    assert "acknowledged before is safe" in refused
    assert len(made) > 3
    with Project.open(project.path) as again:
        assert again.decisions["decision"].tolist() == [int(number) for number in made]
        assert again._store.rows("PRAGMA integrity_check") == [("ok",)]
        again.decide("a:2", "anna", value=0)


FULL = """
import shutil, sys
from pathlib import Path
from aineisto.core.errors import ProjectError
from aineisto.codings import write_sheet
from aineisto.project import Project

source, disk, out = map(Path, sys.argv[1:4])
path = disk / "study.aineisto"
shutil.copy(source, path)
filler = disk / "filler"
filler.write_bytes(bytes(200_000))
with Project.open(path) as project:
    for number in range(100_000):
        try:
            made = project.decide("a:2", "anna", value=number % 5 - 2, memo="x" * 2000)
        except ProjectError as error:
            print("refused", error, flush=True)
            break
        print(made.decision, flush=True)
    try:
        Project.create(disk / "new.aineisto", project.corpus, project.codebook)
    except ProjectError as error:
        print("refused", error, flush=True)
    print("left", sorted(file.name for file in disk.iterdir() if "new" in file.name), flush=True)
    filler.unlink()
    print("after", project.decide("a:2", "anna", value=0).decision, flush=True)
shutil.copy(path, out)
"""


@pytest.mark.skipif(shutil.which("unshare") is None, reason="no disk of one's own to fill")
def test_on_a_disk_that_is_full_what_was_acknowledged_is_there(project, tmp_path):
    project.close()
    disk, out = tmp_path / "disk", tmp_path / "out.aineisto"
    disk.mkdir()
    mount = 'mount -t tmpfs -o size=1m tmpfs "$1" && shift && exec "$@"'
    program = [sys.executable, "-c", FULL, str(project.path), str(disk), str(out)]
    command = ["unshare", "--map-root-user", "--mount", "sh", "-c", mount, "sh", str(disk)]
    done = subprocess.run([*command, *program], capture_output=True, text=True)
    if "mount" in done.stderr or "unshare" in done.stderr:
        pytest.skip("the system mounts nothing for a user")
    lines = done.stdout.splitlines()
    made = [int(line) for line in lines if line.isdecimal()]
    refused = [line for line in lines if line.startswith("refused")]
    assert "The disk is full" in refused[0]
    assert "Make room on the disk" in refused[0]
    assert "full" in refused[1]
    assert "left []" in lines  # nothing half-made
    assert len(made) > 3
    assert lines[-1] == f"after {made[-1] + 1}"
    with Project.open(out) as again:
        assert again.decisions["decision"].tolist() == [*made, made[-1] + 1]
        assert again._store.rows("PRAGMA integrity_check") == [("ok",)]
