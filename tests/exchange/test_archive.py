"""The archive of a REFI-QDA project."""

import zipfile

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
