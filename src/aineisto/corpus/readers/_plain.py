"""Read plain text and Markdown: encodings, and what is no text."""

from __future__ import annotations

import codecs
import re
from bisect import bisect_left
from pathlib import Path

from aineisto.core.errors import ReadError, Said, in_language
from aineisto.core.packages import read_bytes
from aineisto.corpus._edits import Edit
from aineisto.corpus._remarks import Remark
from aineisto.corpus._source import Source, safe_text
from aineisto.corpus.readers._characters import encoding_of, guessed, without_mojibake
from aineisto.corpus.readers._left_out import LeftOut

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MAGIC = {
    b"PK\x03\x04": Said(
        "a zip archive or an office document (docx, odt, xlsx)",
        "zip-paketti tai asiakirja (docx, odt, xlsx)",
    ),
    b"%PDF": Said("a pdf document", "pdf-asiakirja"),
    b"{\\rtf": Said("an rtf document", "rtf-asiakirja"),
    b"\xd0\xcf\x11\xe0": Said(
        "an old Office document (doc, xls) or a password-protected one",
        "vanha Office-asiakirja (doc, xls) tai salasanalla suojattu",
    ),
    b"\x89PNG": Said("a picture", "kuva"),
    b"\xff\xd8\xff": Said("a picture", "kuva"),
    b"ID3": Said("a sound recording", "äänitallenne"),
    b"RIFF": Said("a sound recording", "äänitallenne"),
    b"OggS": Said("a sound recording", "äänitallenne"),
    b"\x1f\x8b": "a compressed file",
}
# Å Ä Ö å ä ö, quotation marks, dashes and the hard space as UTF-8 bytes: in cp1252 these pairs
# are such unlikely text (Ã¤, â€œ) that they show a file written in both encodings.
_UTF8_LETTERS = re.compile(rb"\xc3[\x84\x85\x96\xa4\xa5\xa9\xb6]|\xe2\x80[\x90-\xa6]|\xc2\xa0")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def read_string(path: Path, encoding: str | None = None) -> str:
    """Return a text file's content with line ends as line feeds.

    UTF-8 and UTF-16 with and without a mark, UTF-32 with one, cp1252, Mac Roman and the code
    pages of DOS are recognised; letters written in two encodings are turned back.

    Raises
    ------
    ReadError
        When the file is no text, is of another encoding or of two.
    """
    return read_characters(path, encoding)[0]


def read_characters(path: Path, encoding: str | None = None) -> tuple[str, tuple[Remark, ...]]:
    """Return a text file's content as `read_string` does, and what was guessed of its letters."""
    text, remarks = _decode(path, read_bytes(path), encoding)
    if "\x00" in text or len(_CONTROL.findall(text)) > len(text) // 50:
        raise ReadError(
            Said(
                "The file is not text: it holds NUL or control characters.",
                "Tiedosto ei ole tekstiä: siinä on ohjausmerkkejä.",
            ),
            file=path,
            place=f"character {max(text.find(chr(0)), 0)}",
            remedy=Said(
                "Save the transcript as UTF-8 text, or give encoding= if it is text.",
                "Tallenna litterointi UTF-8-tekstinä tai kerro sen merkistö (encoding=).",
            ),
        )
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise ReadError(
            Said("The file has no text.", "Tiedostossa ei ole tekstiä."),
            file=path,
            remedy=Said("Leave it out.", "Jätä se pois."),
        )
    return text, remarks


def _decode(path: Path, data: bytes, encoding: str | None) -> tuple[str, tuple[Remark, ...]]:
    if encoding is not None:
        return _decode_as(path, data, encoding), ()
    for magic, kind in _MAGIC.items():
        if data.startswith(magic):
            raise ReadError(
                Said(
                    f"The file is not text but {kind}.",
                    f"Tiedosto ei ole tekstiä vaan {in_language(kind, 'fi')}.",
                ),
                file=path,
                remedy=Said(
                    "Give it the ending of its own format, or save it as text.",
                    "Anna sille sen oma pääte tai tallenna se tekstinä.",
                ),
            )
    for mark, name in _MARKS:
        if data.startswith(mark):
            return without_mojibake(_decode_as(path, data, name))
    try:
        if 0 not in data:
            return without_mojibake(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        if _UTF8_LETTERS.search(data):
            raise ReadError(
                Said(
                    "The file mixes two encodings: most of it is UTF-8, but not "
                    f"the byte 0x{data[error.start]:02X}.",
                    "Tiedostossa on kahta merkistöä: enimmäkseen UTF-8, mutta ei "
                    f"tavu 0x{data[error.start]:02X}.",
                ),
                file=path,
                place=f"line {_line(data, error.start)}, byte {error.start}",
                remedy=Said(
                    "Open it in an editor, mend the line and save the whole file as UTF-8.",
                    "Avaa se editorissa, korjaa rivi ja tallenna koko tiedosto UTF-8-muodossa.",
                ),
            ) from error
    found = encoding_of(data)
    if not found:
        raise ReadError(
            Said(
                "The encoding is not known: no way of reading its letters makes words of them.",
                "Merkistöä ei tunneta: kirjaimista ei tule sanoja millään lukutavalla.",
            ),
            file=path,
            remedy=Said(
                "Save it as UTF-8, or give its encoding with encoding=.",
                "Tallenna se UTF-8-muodossa tai kerro sen merkistö (encoding=).",
            ),
        )
    text = _decode_as(path, data, found)
    return text, guessed(found, text)


def _decode_as(path: Path, data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except LookupError as error:
        raise ReadError(
            Said(f"No encoding is called {encoding!r}.", f"Merkistöä ”{encoding}” ei ole."),
            file=path,
            remedy=Said(
                "Use a name such as utf-8, utf-16 or cp1252.",
                "Merkistön nimi on esimerkiksi utf-8, utf-16 tai cp1252.",
            ),
        ) from error
    except UnicodeError as error:
        at = getattr(error, "start", 0)
        raise ReadError(
            Said(f"The file is not {encoding}.", f"Tiedoston merkistö ei ole {encoding}."),
            file=path,
            place=f"line {_line(data, at)}, byte {at}",
            remedy=Said(
                "Save it as UTF-8, or give its encoding with encoding=.",
                "Tallenna se UTF-8-muodossa tai kerro sen merkistö (encoding=).",
            ),
        ) from error


def _line(data: bytes, offset: int) -> int:
    return data.count(b"\n", 0, offset) + 1


def read_plain(path: Path, encoding: str | None = None) -> Source:
    """Read a text file; form feeds part its pages."""
    text = read_string(path, encoding)
    breaks = [found.end() for found in re.finditer("\f", text)]
    pages = (0, *breaks) if breaks else ()
    return Source("txt", safe_text(text), pages=tuple(pages))


_MARKUP = re.compile(
    r"(?P<image>[ \t]?!\[[^\[\]\n]*\]\([^()\n]*\))"
    r"|^#{1,6}[ \t]+|^>[ \t]?|\*\*|__(?=\S)|(?<=\S)__"
    r"|(?<![\w*])[*_](?=[^\s*_])|(?<=[^\s*_])[*_](?![\w*])",
    re.MULTILINE,
)


def read_markdown(path: Path, encoding: str | None = None) -> Source:
    """Read Markdown as text.

    Its marks of emphasis and headings are left out of the clean copy, and its images, which may be
    written out in it as one long word.
    """
    text = safe_text(read_string(path, encoding))
    left_out = LeftOut()
    edits = []
    ends = [found.start() for found in re.finditer("\n", text)]
    for found in _MARKUP.finditer(text):
        if found["image"]:
            left_out.add("image", found["image"], f"line {bisect_left(ends, found.start()) + 1}")
        edits.append(Edit(*found.span(), ""))
    return Source("md", text, edits=tuple(edits), remarks=left_out.remarks())
