"""Open a .qdpx archive without trusting it."""

from __future__ import annotations

import lzma
import shutil
import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import takewhile
from os import PathLike
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Any
from urllib.parse import unquote

from aineisto.core.checks import as_path
from aineisto.core.errors import ExchangeError

MAX_BYTES = 500_000_000  # unpacked, in all
#: The standard's folder of sources; the flag of an entry whose name is UTF-8.
_SOURCES, _UTF8 = "sources", 0x800
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
        self.path = as_path(path, error=ExchangeError)
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
        """Return the name of the entry that a source's path names, or None.

        The path may be spelt otherwise than the entry: capitals, ``%20``, letters with their
        accents apart, other folders.

        Raises
        ------
        ExchangeError
            When it may be several.
        """
        asked = reference.removeprefix("internal://")
        found = next(filter(None, map(self._entries_of, (asked, unquote(asked)))), [])
        if len(found) > 1:
            raise ExchangeError(
                f"The archive has several files that the source may be: {', '.join(found)}.",
                file=self.path,
                place=reference,
                remedy=_DAMAGED,
            )
        return found[0] if found else None

    def _entries_of(self, path: str) -> list[str]:
        """Return the entries of a path's name whose folders are most like its own."""
        wanted = [_SOURCES, *_spelt(path)]
        named = self._names.get(wanted[-1], {})
        alike = {entry: _common_end(wanted, parts) for entry, parts in named.items()}
        return [entry for entry, number in alike.items() if number == max(alike.values())]

    @cached_property
    def _names(self) -> dict[str, dict[str, list[str]]]:
        """The entries by their name without its folder, each with its path in parts."""
        names: dict[str, dict[str, list[str]]] = {}
        for entry in self._zip.namelist():
            parts = _spelt(_as_named(entry, self._zip.NameToInfo[entry]))
            names.setdefault(parts[-1], {})[entry] = parts
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


def _as_named(name: str, info: zipfile.ZipInfo) -> str:
    """Return an entry's name as who packed it wrote it: without its flag, UTF-8 is not read so."""
    if info.flag_bits & _UTF8 or name.isascii():
        return name
    try:
        return name.encode("cp437").decode("utf-8")
    except UnicodeError:
        return name


def _spelt(path: str) -> list[str]:
    """Return the parts of a path in small letters, each letter encoded in one way."""
    return unicodedata.normalize("NFC", path).lower().replace("\\", "/").strip("/").split("/")


def _common_end(one: Sequence[str], other: Sequence[str]) -> int:
    """Return how many parts two paths share at their ends."""
    pairs = zip(reversed(one), reversed(other), strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def entry(name: str) -> zipfile.ZipInfo:
    """Return an entry of an archive that is written."""
    info = zipfile.ZipInfo(name, _ZIP_TIME)
    packed = PurePosixPath(name).suffix.lower() in _PACKED
    info.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
    return info
