"""Which files a reader is asked to read, and what their documents are called."""

from __future__ import annotations

import os
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from os import PathLike
from pathlib import Path

import pandas as pd

from aineisto.core.checks import as_path
from aineisto.core.errors import ReadError
from aineisto.core.text import words
from aineisto.corpus.readers import FORMATS

#: What lies in a folder beside transcripts and is no document: passed over without a word.
_BESIDE = words(
    """
    .mp3 .wav .m4a .aac .ogg .opus .flac .wma .mp4 .mov .avi .mkv .webm .jpg .jpeg .png .gif .tif
    .tiff .bmp .heic .svg .toml .qdc .qdpx .aineisto .py .ipynb .yaml .yml .r .ini .lnk .db
    .log .bak .tmp .zip .parquet
    """
)
_NO_TRANSCRIPTS = words(
    """
    participants participant osallistujat osallistuja haastateltavat vastaajat taustatiedot
    codebook koodikirja koodisto guide interview-guide haastattelurunko runko readme lueminut
    license changelog
    """
)


def find_files(
    paths: str | PathLike[str] | Iterable[str | PathLike[str]], besides: Collection[Path] = ()
) -> tuple[list[Path], Path]:
    """Return the files to read, each once and in order, and the folder they are named from.

    Parameters
    ----------
    paths : path or iterable of paths
        Files, folders or patterns (``interviews/*.docx``); folders are searched with all below
        them.
    besides : collection of Path
        Files that are no transcripts (participants, guide).

    Raises
    ------
    ReadError
        When a path does not exist or a folder has nothing to read.
    """
    if isinstance(paths, pd.DataFrame) or not isinstance(paths, str | PathLike | Iterable):
        as_path(paths, error=ReadError)  # refused, with what to give
    given = [paths] if isinstance(paths, str | PathLike) else list(paths)
    if not given:
        raise ReadError("There is nothing to read.", remedy="Give a file or a folder.")
    taken = {_real(path) for path in besides}
    files: dict[Path, Path] = {}
    for item in given:
        path = as_path(item, error=ReadError)
        if path.is_dir():
            found = [file for file in _walk(path) if _real(file) not in taken]
            if not found:
                raise ReadError(
                    "The folder has no transcripts.",
                    file=path,
                    remedy=f"Put files in it with one of the endings {', '.join(FORMATS)}.",
                )
        elif path.exists():
            found = [path]
        elif found := _matching(path):
            pass
        else:
            raise ReadError(
                "There is no such file or folder.",
                file=path,
                remedy="Check the spelling, and from which folder you run.",
            )
        for file in found:
            _check_name(file)
            files.setdefault(_real(file), file)
    return list(files.values()), _common_folder(given, files)


def _check_name(file: Path) -> None:
    """Refuse a name that is no text, as a zip of another system leaves it: a document's is one."""
    try:
        str(file).encode("utf-8")
    except UnicodeEncodeError as error:
        raise ReadError(
            "The name of this file or folder is in another encoding than this system's.",
            file=os.fsencode(file).decode("utf-8", "backslashreplace"),
            remedy="Rename it.",
        ) from error


def _matching(pattern: Path) -> list[Path]:
    """Return the files that a pattern such as ``interviews/*.docx`` names, in order."""
    if not re.search(r"[*?\[]", str(pattern)):
        return []
    found = Path(pattern.anchor).glob(str(pattern.relative_to(pattern.anchor)))
    return sorted(path for path in found if path.is_file() and not _is_hidden(path.name))


def _walk(folder: Path) -> list[Path]:
    """Return the transcripts of a folder and of all below it; links to folders are followed."""
    found: list[Path] = []
    seen: set[str] = set()
    for root, folders, names in os.walk(folder, onerror=_unreadable, followlinks=True):
        real = os.path.realpath(root)
        if real in seen:  # a link that leads back
            folders[:] = []
            continue
        seen.add(real)
        folders[:] = sorted(name for name in folders if not _is_hidden(name))
        found += [Path(root) / name for name in sorted(names) if _is_transcript(name)]
    return found


def _unreadable(error: OSError) -> None:
    raise ReadError(
        f"The folder cannot be opened ({error.strerror}).",
        file=error.filename,
        remedy="Get the right to read it, or give the files and folders that are to be read.",
    ) from error


def _real(path: Path) -> Path:
    return Path(os.path.realpath(path))  # resolve() stops at links that lead to themselves


def _is_hidden(name: str) -> bool:
    return name.startswith((".", "~$", "~", "__MACOSX")) or name.lower() in {
        "thumbs.db",
        "desktop.ini",
    }


def _is_transcript(name: str) -> bool:
    path = Path(name)
    return not (
        _is_hidden(name) or path.suffix.lower() in _BESIDE or path.stem.lower() in _NO_TRANSCRIPTS
    )


def _common_folder(given: Sequence[str | PathLike[str]], files: Iterable[Path]) -> Path:
    if len(given) == 1 and as_path(given[0]).is_dir():
        return _real(as_path(given[0]))
    return Path(os.path.commonpath([file.parent for file in files]))


def document_names(files: Sequence[Path], folder: Path) -> list[str]:
    """Return the documents' names: the stem; where stems collide the path below `folder` without
    ending; where that collides too, with it.
    """
    relative = [_below(file, folder) for file in files]
    names = [file.stem for file in files]
    for longer in (
        [path.with_suffix("").as_posix() for path in relative],
        [path.as_posix() for path in relative],
        [file.as_posix() for file in files],
    ):
        counts = Counter(_key(name) for name in names)
        names = [
            other if counts[_key(name)] > 1 else name
            for name, other in zip(names, longer, strict=True)
        ]
    return [unicodedata.normalize("NFC", name) for name in names]


def _below(file: Path, folder: Path) -> Path:
    resolved = _real(file)
    return resolved.relative_to(folder) if resolved.is_relative_to(folder) else Path(file.name)


def _key(name: str) -> str:
    return unicodedata.normalize("NFC", name)
