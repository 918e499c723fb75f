import sqlite3
import subprocess
import sys

import numpy as np
import pytest

from aineisto import ModelError
from aineisto.language import Embedder
from aineisto.language._embedder import FILE, VectorCache


class Counting:
    """A model that says how many texts it was given."""

    def __init__(self, version="counting@1"):
        self.version = version
        self.given = []

    def encode(self, texts):
        self.given += texts
        return np.array([[len(text), 1.0, 0.5] for text in texts])


TEXTS = ["Raha ei riitä.", "Juna myöhästyi.", "Raha ei riitä.", ""]


def test_a_text_is_encoded_once(tmp_path):
    model = Counting()
    embedder = Embedder(model, cache=tmp_path)
    first = embedder.encode(TEXTS)
    assert model.given == ["Raha ei riitä.", "Juna myöhästyi.", ""]
    again = Embedder(Counting(), cache=tmp_path)
    np.testing.assert_array_equal(again.encode(TEXTS[::-1]), first[::-1])
    assert again.model.given == []
    np.testing.assert_array_equal(first, Embedder(Counting()).encode(TEXTS))


def test_another_version_has_vectors_of_its_own(tmp_path):
    Embedder(Counting("a@1"), cache=tmp_path).encode(TEXTS)
    other = Counting("a@2")
    Embedder(other, cache=tmp_path).encode(TEXTS)
    assert len(other.given) == 3


def test_a_model_without_a_version_is_not_kept(tmp_path):
    model = Counting()
    del model.version
    embedder = Embedder(model, cache=tmp_path)
    embedder.encode(TEXTS)
    embedder.encode(TEXTS)
    assert len(model.given) == 8


def test_nothing_is_kept_unless_asked_for(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Embedder("fast").encode(TEXTS)
    assert list(tmp_path.iterdir()) == []
    monkeypatch.setenv("AINEISTO_CACHE", str(tmp_path / "kept"))
    Embedder("fast").encode(TEXTS)
    assert [path.name for path in (tmp_path / "kept").iterdir()] == [FILE]


def test_no_text_is_on_the_disk(tmp_path):
    Embedder("fast", cache=tmp_path).encode(TEXTS)
    data = (tmp_path / FILE).read_bytes()
    assert b"Juna" not in data
    assert "riitä".encode() not in data


def test_many_texts_and_odd_ones(tmp_path):
    texts = [f"teksti {i}" for i in range(1300)] + ["\ud800", "\0"]
    first = Embedder(Counting(), cache=tmp_path).encode(texts)
    np.testing.assert_array_equal(Embedder(Counting(), cache=tmp_path).encode(texts), first)


def test_a_damaged_file_is_named(tmp_path):
    (tmp_path / FILE).write_bytes(b"no database, and long enough to tell" * 50)
    with pytest.raises(ModelError, match=rf"{FILE}.*Delete the file"):
        Embedder("fast", cache=tmp_path).encode(TEXTS)


def test_a_folder_that_cannot_be_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ModelError, match="another folder"):
        Embedder("fast", cache=tmp_path / "file")


WRITER = """
import sys
import numpy as np
from aineisto.language._embedder import VectorCache
cache = VectorCache(sys.argv[1])
for i in range(60):
    cache.put("m", {f"{i}-{j}": np.full(4, i, np.float32) for j in range(5)})
"""


def test_writers_do_not_break_each_other(tmp_path):
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path)], stderr=subprocess.PIPE)
        for _ in range(3)
    ]
    for writer in writers:
        _, errors = writer.communicate()
        assert writer.returncode == 0, errors.decode()
    keys = [f"{i}-{j}" for i in range(60) for j in range(5)]
    found = VectorCache(tmp_path).get("m", keys)
    assert all(found[key][0] == int(key.partition("-")[0]) for key in keys)
    with sqlite3.connect(tmp_path / FILE) as base:
        assert base.execute("select count(*) from vectors").fetchone() == (300,)
