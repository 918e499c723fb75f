"""Which reader reads which file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from aineisto.core.errors import ReadError, Said, in_language, reading
from aineisto.corpus._source import Source
from aineisto.corpus.readers._annotated import read_chat, read_eaf, read_textgrid
from aineisto.corpus.readers._characters import lost_letters
from aineisto.corpus.readers._docx import read_docx
from aineisto.corpus.readers._html import read_html
from aineisto.corpus.readers._odt import read_odt
from aineisto.corpus.readers._pdf import read_pdf
from aineisto.corpus.readers._plain import read_characters, read_markdown, read_plain, read_string
from aineisto.corpus.readers._recognised import read_json
from aineisto.corpus.readers._rtf import read_rtf
from aineisto.corpus.readers._subtitles import is_subtitles, read_subtitles, subtitles
from aineisto.corpus.readers._tables import read_statements

#: The formats that can be read, by the file's ending.
FORMATS = (
    ".docx", ".odt", ".rtf", ".pdf", ".txt", ".md", ".html", ".vtt", ".srt", ".csv", ".tsv",
    ".xlsx", ".json", ".otr", ".eaf", ".textgrid", ".cha",
)  # fmt: skip

#: Readers of documents that say themselves how their characters are written.
_OFFICE: Mapping[str, Callable[[Path], Source]] = {
    ".docx": read_docx,
    ".odt": read_odt,
    ".rtf": read_rtf,
    ".pdf": read_pdf,
}


def _plain_or_subtitles(path: Path, encoding: str | None) -> Source:
    """Read a text file, which may be subtitles that were saved as text."""
    text = read_string(path, encoding)
    return subtitles(path, text) if is_subtitles(text) else read_plain(path, encoding)


#: Readers of text in an encoding that may be given.
_TEXT: Mapping[str, Callable[[Path, str | None], Source]] = {
    ".txt": _plain_or_subtitles,
    ".text": _plain_or_subtitles,
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".html": read_html,
    ".htm": read_html,
    ".json": read_json,
    ".otr": read_json,
    ".eaf": read_eaf,
    ".textgrid": read_textgrid,
    ".cha": read_chat,
}

#: Where letters are guessed; eaf and cha say how they are written.
_IN_CHARACTERS = {*_TEXT, ".vtt", ".srt", ".csv", ".tsv"} - {".eaf", ".cha"}


def read_source(path: Path, encoding: str | None) -> list[Source]:
    """Return the documents in a file as its format's reader finds them.

    Parameters
    ----------
    path : Path
        The file; its ending tells the format.
    encoding : str or None
        Encoding of a text file, where the user gave it.

    Raises
    ------
    ReadError
        When the format is unknown or the file is not what its ending says.
    """
    with reading(path):
        sources = _read(path, encoding)
        if path.suffix.lower() in _IN_CHARACTERS and sources:
            remarks = read_characters(path, encoding)[1]
            sources[0] = replace(sources[0], remarks=(*remarks, *sources[0].remarks))
        return [replace(one, remarks=(*one.remarks, *lost_letters(one.text))) for one in sources]


def _read(path: Path, encoding: str | None) -> list[Source]:
    ending = path.suffix.lower()
    if ending in _OFFICE:
        return [_OFFICE[ending](path)]
    if ending in _TEXT:
        return [_TEXT[ending](path, encoding)]
    if ending in {".vtt", ".srt"}:
        return [read_subtitles(path, encoding)]
    if ending in {".csv", ".tsv", ".xlsx", ".xlsm"}:
        return read_statements(path, encoding)
    old = Said(" Save it as docx.", " Tallenna se docx-tiedostona.") if ending == ".doc" else ""
    known = ", ".join(FORMATS)
    raise ReadError(
        Said(
            f"The format {ending or '(no ending)'} is not known.",
            f"Muotoa {ending or '(ei päätettä)'} ei tunneta.",
        ),
        file=path,
        remedy=Said(
            f"Give one of {known}.{old}",
            f"Anna jokin näistä: {known}.{in_language(old, 'fi')}",
        ),
    )
