"""The recordings that a widget plays: one, one a document, or a folder of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from aineisto.core.errors import AineistoError

if TYPE_CHECKING:
    import pandas as pd

_ADDRESS = re.compile(r"(?:https?|data|blob):")
_SOUND = frozenset(
    {".mp3", ".wav", ".m4a", ".aac", ".ogg", ".opus", ".flac", ".mp4", ".webm", ".mov"}
)
#: A recording larger than this is not sent to a notebook's page.
MAX_BYTES = 400_000_000

Place = str | PathLike[str]


class Media:
    """Where the recording of each document is.

    Parameters
    ----------
    media : path, address, mapping or None
        A file or an address for all documents, a folder whose files are called as the documents
        are, or a mapping from document to file or address.

    Raises
    ------
    AineistoError
        When a file is not there.
    """

    def __init__(self, media: Place | Mapping[str, Place] | None) -> None:
        self._one: Place | None = None
        self._many: dict[str, Place] = {}
        if isinstance(media, Mapping):
            self._many = dict(media)
        elif media is not None and not _is_address(media) and Path(media).is_dir():
            files = sorted(Path(media).iterdir())
            self._many = {one.stem: one for one in files if one.suffix.lower() in _SOUND}
        else:
            self._one = media
        for place in [*self._many.values(), *([self._one] if self._one else [])]:
            if not _is_address(place) and not Path(place).is_file():
                raise AineistoError(
                    "There is no such recording.",
                    file=Path(place),
                    remedy="Give media= a file, a folder, or a mapping from document to file.",
                )

    def of(self, document: str) -> str | Path | None:
        """Return the address or the file of a document's recording, or None."""
        place = self._many.get(document, self._one)
        if place is None:
            return None
        return str(place) if _is_address(place) else Path(place)


def _is_address(place: Place) -> bool:
    return isinstance(place, str) and _ADDRESS.match(place) is not None


def sound_of(path: Path) -> bytes:
    """Return a recording's bytes.

    Raises
    ------
    AineistoError
        When it cannot be read or is too large for a page.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise AineistoError(
                f"The recording is larger than {MAX_BYTES // 1_000_000} MB.",
                file=path,
                remedy="Save it as mp3 or m4a, which is smaller.",
            )
        return path.read_bytes()
    except OSError as error:
        raise AineistoError(
            f"The recording cannot be read ({error.strerror}).",
            file=path,
            remedy="Check the path and your right to read it.",
        ) from error


def times_of(statements: pd.DataFrame) -> dict[str, float]:
    """Return when statements begin in the recording, by their identifier, where it is known."""
    if "time_start" not in statements:  # older studies know none
        return {}
    known = statements[statements["time_start"].notna()]
    return dict(zip(known["statement_id"], known["time_start"], strict=True))
