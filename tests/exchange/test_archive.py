"""The archive of a REFI-QDA project."""

import unicodedata
import zipfile

import pytest

from aineisto import ExchangeError
from aineisto.exchange._archive import QdpxArchive


def test_entries_are_listed_once_however_many_sources_are_read(tmp_path):
    path = tmp_path / "many.qdpx"
    with zipfile.ZipFile(path, "w") as made:
        for number in range(20):
            made.writestr(f"sources/{number}.txt", "V: Hyvin.")
    with QdpxArchive(path) as archive:
        entries, listed = archive._zip.namelist(), []
        archive._zip.namelist = lambda: listed.append(1) or entries
        for number in range(20):
            assert archive.source(f"internal://{number}.TXT") == b"V: Hyvin."
            assert archive.beside("absent.json") is None
    assert len(listed) == 1


SPELT = [
    ("internal://Äiti.txt", unicodedata.normalize("NFD", "Sources/Äiti.txt")),
    ("internal://Oma%20teksti%20%C3%A4.txt", "sources/Oma teksti ä.txt"),
    ("internal://100%25.txt", "sources/100%25.txt"),
    ("C:\\Omat\\Haastattelu 1.TXT", "Projekti/Sources/haastattelu 1.txt"),
]


@pytest.mark.parametrize(("path", "entry"), SPELT)
def test_a_path_finds_its_entry_however_programs_spell_it(tmp_path, path, entry):
    with zipfile.ZipFile(tmp_path / "a.qdpx", "w") as made:
        made.writestr(entry, "V: Hyvin.")
    with QdpxArchive(tmp_path / "a.qdpx") as archive:
        assert archive.source(path) == b"V: Hyvin."


def test_a_name_in_utf_8_without_its_flag_is_read_as_such(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.qdpx", "w") as made:
        made.writestr("Sources/AAiti.txt", "V: Hyvin.")
    packed = (tmp_path / "a.qdpx").read_bytes().replace(b"AAiti", "Äiti".encode())
    (tmp_path / "a.qdpx").write_bytes(packed)
    with QdpxArchive(tmp_path / "a.qdpx") as archive:
        assert archive.source("internal://Äiti.txt") == b"V: Hyvin."


def test_of_files_of_one_name_that_in_the_named_folder_is_taken(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.qdpx", "w") as made:
        for folder in ("Media", "Sources/a", "Sources", "Sources/b", "Muut/c", "Lisää/c"):
            made.writestr(f"{folder}/t.txt", folder)
    with QdpxArchive(tmp_path / "a.qdpx") as archive:
        found = {p: archive.source(p).decode() for p in ("internal://t.txt", "internal://b/t.txt")}
        assert found == {"internal://t.txt": "Sources", "internal://b/t.txt": "Sources/b"}
        with pytest.raises(ExchangeError, match="several"):
            archive.source("internal://c/t.txt")
