"""Small functions on text, numbers and times that several rooms use."""

from __future__ import annotations

import math
import re

#: *[epäselvä]*, *((puhelin soi))*, *(naurahtaa)*.
_NOTE = re.compile(r"\[[^\[\]]{0,60}\]|\(\([^()]{0,60}\)\)|\((?:[a-zåäö.]+ ?){1,2}\)")

#: Control characters, lone surrogates and the two non-characters.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def words(text: str) -> frozenset[str]:
    """Return the words of a text parted by white space: lists as people write them."""
    return frozenset(text.split())


def without_notes(text: str) -> str:
    """Return a text with the transcriber's notes blanked out; places stay as they are."""
    return _NOTE.sub(lambda note: " " * len(note.group()), text)


def decoded(data: bytes) -> str | None:
    """Return text in UTF-8, UTF-16 or Windows-1252, as spreadsheets save it; None for what is none.

    Parameters
    ----------
    data : bytes
        A file's content.
    """
    utf16 = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if utf16 else ("utf-8-sig", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    return None


def xml_text(text: object) -> str:
    """Return text without what XML 1.0 has no way to say: control characters above all."""
    return _NOT_XML.sub("", str(text))


def quoted(text: str, lang: str) -> str:
    """Return a text in the quotation marks of a language: ”näin”, “so”."""
    left, right = "””" if lang == "fi" else "“”"
    return f"{left}{text}{right}"


def decimal(number: float, places: int, lang: str) -> str:
    """Return a number with the language's decimal mark; “–” where there is none."""
    if number != number:
        return "–"
    shown = f"{number:.{places}f}"
    return shown.replace(".", ",") if lang == "fi" else shown


def clock(seconds: float | None) -> str:
    """Return seconds as ``mm:ss``, from an hour on ``h:mm:ss``; nothing where they are unknown.

    Examples
    --------
    >>> clock(65.7), clock(3723), clock(float("nan"))
    ('01:05', '1:02:03', '')
    """
    if seconds is None or math.isnan(seconds):
        return ""
    whole = int(seconds)
    minutes = f"{whole // 60 % 60:02d}:{whole % 60:02d}"
    return f"{whole // 3600}:{minutes}" if whole >= 3600 else minutes


def signed(number: float, places: int, lang: str) -> str:
    """Return a number as `decimal` does, with its sign: “+0,5”, “−0,5”, “0,0”.

    Examples
    --------
    >>> signed(-0.25, 2, "fi"), signed(-0.01, 1, "en")
    ('−0,25', '0.0')
    """
    shown = decimal(abs(number), places, lang)
    if not any(digit in "123456789" for digit in shown):
        return shown
    return ("+" if number > 0 else "\u2212") + shown
