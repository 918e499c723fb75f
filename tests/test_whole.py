"""Every writer writes beside and renames: what was there before survives a disk that is full."""

import os
import re
import resource
import signal
import stat
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
import pytest

import aineisto
from aineisto import AineistoError, Codebook
from aineisto.core import whole
from aineisto.core.unfinished import unfinished, unfinished_folder
from aineisto.core.whole import whole_file, whole_files, write_whole
from aineisto.pseudonyms import write_confirmation

SOURCE = Path(aineisto.__file__).parent


@contextmanager
def full_disk(room):
    """Let no file of this process grow beyond `room` bytes: an EFBIG instead of an ENOSPC."""
    old = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, old[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, old)
        signal.signal(signal.SIGXFSZ, handler)


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    folder = tmp_path_factory.mktemp("study")
    text = "H: Mitä mieltä olet?\n" + "".join(
        f"Liisa: Matti Virtanen sanoi {number} kertaa, että yhteistyö toimii hyvin.\n"
        for number in range(200)
    )
    (folder / "a.txt").write_text(text, encoding="utf-8")
    corpus = aineisto.read(folder)
    return corpus, Codebook.from_toml('name = "Koe"\n[[themes]]\ncode = "yhteistyo"\n'), folder


def codings_of(corpus):
    rows = [
        {"statement_id": name, "family": "theme", "code": "yhteistyo", "coder": "human:anna",
         "status": "blind"}
        for name in corpus.answers["statement_id"]
    ]  # fmt: skip
    return pd.DataFrame(rows)


class Study:
    def __init__(self, corpus, codebook):
        self.corpus, self.codebook = corpus, codebook
        self.codings = aineisto.codings.make_codings(codings_of(corpus))


FOUND = pd.DataFrame(
    [["a", 28, 42, "Matti Virtanen", "person", "", 0.9, True]],
    columns=["document", "start", "end", "text", "kind", "replacement", "confidence", "accept"],
)
WRITERS = {
    "codings.csv": lambda path, c, b: aineisto.write_codings(codings_of(c), path),
    "codebook.toml": lambda path, c, b: b.save(path),
    "codebook.qdc": lambda path, c, b: aineisto.write_qdc(b, path),
    "study.qdpx": lambda path, c, b: aineisto.write_qdpx(Study(c, b), path),
    "report.html": lambda path, c, b: aineisto.write_report(c, b, codings_of(c), path),
    "found.html": lambda path, c, b: write_confirmation(FOUND, path, c),
    "found.xlsx": lambda path, c, b: write_confirmation(FOUND, path),
    "statements.csv": lambda path, c, b: aineisto.write_tables(Study(c, b), path.parent),
}


@pytest.mark.skipif(os.name != "posix", reason="limits of file sizes are POSIX's")
@pytest.mark.parametrize("name", WRITERS)
def test_a_full_disk_leaves_the_file_that_was_there(name, study, tmp_path):
    corpus, codebook, _ = study
    path = tmp_path / name
    path.write_bytes(b"of old")
    with full_disk(64), pytest.raises(AineistoError) as caught:
        WRITERS[name](path, corpus, codebook)
    assert "cannot be written" in str(caught.value)
    assert str(tmp_path) in str(caught.value)
    assert path.read_bytes() == b"of old"
    assert [file.name for file in tmp_path.iterdir() if not file.is_dir()] == [name]
    WRITERS[name](path, corpus, codebook)
    assert path.read_bytes() != b"of old"


@pytest.mark.parametrize("name", WRITERS)
def test_the_users_own_folder_is_no_folder_called_tilde(name, study, tmp_path, monkeypatch):
    corpus, codebook, _ = study
    home, here = tmp_path / "home", tmp_path / "here"
    home.mkdir()
    here.mkdir()
    monkeypatch.chdir(here)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USERPROFILE", str(home))
    WRITERS[name](Path("~") / name, corpus, codebook)
    assert (home / name).is_file()
    assert list(here.iterdir()) == []


def test_nobody_makes_a_writer_by_hand():
    """Paths are written to by `write_whole` or within its drafts, and nowhere else."""
    by_hand = re.compile(
        r"\bmkdtemp|\bmkstemp|TemporaryFile|TemporaryDirectory|os\.(replace|rename)\("
        r"|shutil\.move|\.write_(text|bytes)\("
    )
    found = [
        f"{path.relative_to(SOURCE)}: {line.strip()}"
        for path in sorted(SOURCE.rglob("*.py"))
        if "_packed" not in path.parts and path != Path(whole.__file__)
        for line in path.read_text(encoding="utf-8").splitlines()
        if by_hand.search(line) and not line.lstrip().startswith((">>>", "..."))  # an example
    ]
    assert found == []


def test_the_mode_of_a_file_is_its_own_the_users_or_private(tmp_path):
    old = os.umask(0o027)
    try:
        path = write_whole(tmp_path / "a", "x")
        assert mode(path) == 0o640
        path.chmod(0o604)
        assert mode(write_whole(path, "y")) == 0o604
        assert mode(write_whole(path, "y", private=True)) == 0o600
        with whole_file(tmp_path / "b") as draft:
            assert mode(draft) == 0o600  # while it is written, nobody else reads it
        with whole_files(tmp_path, "They") as drafts:
            assert mode(drafts) == 0o700
    finally:
        os.umask(old)


def test_a_link_is_followed_and_a_device_written_to(tmp_path):
    real, link = tmp_path / "real", tmp_path / "link"
    real.write_text("old")
    link.symlink_to(real)
    write_whole(link, "new")
    assert link.is_symlink()
    assert real.read_text() == "new"
    write_whole(os.devnull, "x")
    assert Path(os.devnull).is_char_device()
    with pytest.raises(AineistoError, match="directory"):
        write_whole(tmp_path, "x")


def test_a_block_that_fails_leaves_nothing(tmp_path):
    with pytest.raises(KeyboardInterrupt), whole_file(tmp_path / "a"):
        raise KeyboardInterrupt
    with pytest.raises(KeyError), whole_files(tmp_path, "They") as drafts:
        raise KeyError((drafts / "a").write_text("half"))
    assert list(tmp_path.iterdir()) == []


def test_a_name_as_long_as_the_system_takes_is_written(tmp_path):
    assert write_whole(tmp_path / ("ä" * 127), "x").read_text() == "x"


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL")
def test_what_a_killed_writer_left_is_swept_by_the_next(tmp_path):
    code = """
import os, signal, sys
from pathlib import Path
from aineisto.core.unfinished import unfinished_folder
from aineisto.core.whole import whole_file
with whole_file(Path(sys.argv[1]) / "a") as draft, unfinished_folder(draft.parent) as folder:
    draft.write_text("half")
    (folder / "b").write_text("half")
    os.kill(os.getpid(), signal.SIGKILL)
"""
    assert subprocess.run([sys.executable, "-c", code, str(tmp_path)]).returncode == -9
    left = list(tmp_path.iterdir())
    assert {mode(path) for path in left} == {0o600, 0o700}
    ours = unfinished(tmp_path / "c")
    ours.touch()  # this process is at work on it
    with unfinished_folder(tmp_path):
        assert not any(path.exists() for path in left)
    assert list(tmp_path.iterdir()) == [ours]
