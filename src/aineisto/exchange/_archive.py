"""Open a .qdpx archive without trusting it."""

from __future__ import annotations

import lzma
import shutil
import stat
import zipfile
import zlib
from collections.abc import Mapping
from functools import cached_property
from os import PathLike
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import Any

from aineisto.core.errors import ExchangeError

MAX_BYTES = 500_000_000  # unpacked, in all
MAX_RATIO = 200  # unpacked to packed, of one entry
#: A fixed time, so that the same project gives the same bytes.
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
_PACKED = {".jpg", ".jpeg", ".png", ".mp3", ".m4a", ".mp4", ".ogg", ".pdf", ".docx", ".mov"}
_READ = (".qde", ".txt", ".json", ".md", ".vtt", ".srt")
_UNPACKING = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    RuntimeError,  # encrypted
    NotImplementedError,
    OSError,
    EOFError,
    ValueError,
)
_DAMAGED = "Export the project again from the program it came from."


class QdpxArchive:
    """The entries of a .qdpx archive, read into memory and nowhere else.

    Raises
    ------
    ExchangeError
        When the file is no zip archive, or an entry's name leads out of the archive, or it
        unpacks to more than any study holds.
    """

    #: Of codings, beside the project; there are none.
    details: Mapping[tuple[str, str], Mapping[str, Any]] = MappingProxyType({})

    def __init__(self, path: str | PathLike[str]) -> None:
        self.path = Path(path)
        try:
            self._zip = zipfile.ZipFile(self.path)
        except FileNotFoundError as error:
            raise ExchangeError(
                "There is no such file.", file=self.path, remedy="Check the path."
            ) from error
        except (zipfile.BadZipFile, OSError, ValueError) as error:
            raise ExchangeError(
                "This is not a REFI-QDA project (a zip archive).", file=self.path, remedy=_DAMAGED
            ) from error
        try:
            self._check()
        except ExchangeError:
            self._zip.close()
            raise

    def __enter__(self) -> QdpxArchive:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def _check(self) -> None:
        entries = self._zip.infolist()
        # Recordings, pictures and pdf files are never unpacked, only copied.
        if sum(e.file_size for e in entries if e.filename.lower().endswith(_READ)) > MAX_BYTES:
            raise self._refusal("the archive", f"unpacks to more than {MAX_BYTES // 10**6} MB")
        for entry in entries:
            name = PurePosixPath(entry.filename.replace("\\", "/"))
            if name.is_absolute() or ".." in name.parts or ":" in "".join(name.parts[:1]):
                raise self._refusal(entry.filename, "leads out of the archive")
            if stat.S_ISLNK(entry.external_attr >> 16):
                raise self._refusal(entry.filename, "is a link to another file")
            if entry.file_size > 1_000_000 and entry.file_size > MAX_RATIO * entry.compress_size:
                raise self._refusal(entry.filename, "unpacks to far more than it holds")

    def _refusal(self, entry: str, problem: str) -> ExchangeError:
        return ExchangeError(
            f"The entry {problem}.", file=self.path, place=entry, remedy="The file is not opened."
        )

    def project(self) -> bytes:
        """Return the project's XML: the one entry that ends in .qde."""
        names = [
            name
            for name in self._zip.namelist()
            # What macOS puts beside a file in an archive is called ._ and its name.
            if name.lower().endswith(".qde") and not PurePosixPath(name).name.startswith("._")
        ]
        if len(names) != 1:
            raise ExchangeError(
                f"The archive holds {len(names)} project files (.qde), not one.",
                file=self.path,
                remedy=_DAMAGED,
            )
        return self._read(names[0])

    def beside(self, name: str) -> bytes | None:
        """Return an entry beside the project, or None where there is none."""
        return self._read(name) if name in self._zip.NameToInfo else None

    def entries(self) -> dict[str, int]:
        """Return the checksum of each file of the archive."""
        return {one.filename: one.CRC for one in self._zip.infolist() if not one.is_dir()}

    def entry_of(self, reference: str) -> str | None:
        """Return the name of the entry that a source's path names, or None."""
        wanted = reference.removeprefix("internal://").replace("\\", "/").rpartition("/")[2].lower()
        return self._names.get(wanted)

    @cached_property
    def _names(self) -> dict[str, str]:
        """The first entry of each name, without its folder, in small letters."""
        names: dict[str, str] = {}
        for entry in self._zip.namelist():
            names.setdefault(PurePosixPath(entry).name.lower(), entry)
        return names

    def copy(self, name: str, target: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
        """Copy an entry into another archive, unread."""
        try:
            with self._zip.open(name) as source, target.open(info, "w", force_zip64=True) as sink:
                shutil.copyfileobj(source, sink, 1 << 20)
        except _UNPACKING as error:
            raise self._damaged(name, error) from error

    def source(self, reference: str) -> bytes:
        """Return the entry that a source's path names, in any folder's upper or lower case."""
        name = self.entry_of(reference)
        if name is not None:
            return self._read(name)
        raise ExchangeError(
            "The project names a source that the archive lacks.",
            file=self.path,
            place=reference,
            remedy="Export the project again with its sources inside.",
        )

    def _read(self, name: str) -> bytes:
        try:
            return self._zip.read(name)
        except _UNPACKING as error:
            raise self._damaged(name, error) from error

    def _damaged(self, name: str, error: Exception) -> ExchangeError:
        problem = f"The entry cannot be unpacked ({error})."
        return ExchangeError(problem, file=self.path, place=name, remedy=_DAMAGED)


def entry(name: str) -> zipfile.ZipInfo:
    """Return an entry of an archive that is written."""
    info = zipfile.ZipInfo(name, _ZIP_TIME)
    packed = PurePosixPath(name).suffix.lower() in _PACKED
    info.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
    return info
