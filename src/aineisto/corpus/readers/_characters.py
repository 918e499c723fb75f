"""How the bytes of a text stand for letters, where the text does not say it.

Finnish and Swedish in UTF-8, cp1252, Mac Roman and the code pages of DOS differ in their letters
alone: what is read in a wrong one has capitals, quotation marks and signs inside its words. Each
is tried, and that is taken in which the letters stand as letters do; where none is, none is.
Text that was written as UTF-8 and once read as something else (*mojibake*: *Ã¤* for *ä*) is
turned back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from aineisto.corpus._remarks import Remark, remark

#: What is tried, the likelier first: of two that fit equally the first is taken.
_TRIED = ("cp1252", "mac_roman", "cp850", "cp437", "iso8859_15")
_NAMES = {"mac_roman": "Mac Roman", "cp850": "DOS (cp850)", "cp437": "DOS (cp437)",
          "iso8859_15": "ISO 8859-15", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16"}  # fmt: skip
_NORDIC = frozenset("åäöÅÄÖéÉüÜ")
_QUOTES = frozenset("“”„‘’‚»«‹›")
_DASHES = frozenset("–—…")
_SIGNS = frozenset("\xa0€£§°½¼¾´·•×®©¨±²³µ¶")
_HIGH = re.compile(r"[^\x00-\x7f]")
_SAMPLE = 5_000  # letters beyond ASCII that decide
_LOST = "\ufffd"
_SAVE_AGAIN = "Save the transcript again, as UTF-8, from the program that wrote it."
_SIGN = re.compile(r"[^\w\s\x00-\x7f’‘“”«»–—…·•°´\u00ad\u200b-\u200f\u2010-\u2012]")
_SIGN_IN_WORD = re.compile(rf"(?<=[^\W\d_]){_SIGN.pattern}+[^\W\d_]+")
_LETTERS_BEFORE = re.compile(r"[^\W\d_]*\Z")


def encoding_of(data: bytes) -> str:
    """Return the encoding in which bytes that are no UTF-8 read as text, or nothing.

    Examples
    --------
    >>> encoding_of("Millä mielellä?".encode("mac_roman"))
    'mac_roman'
    >>> encoding_of("Millä mielellä?".encode("cp1252"))
    'cp1252'
    """
    wide = _wide(data)
    if wide:
        return wide
    best, score = "", 0.0
    for name in _TRIED:
        try:
            own = _fit(data.decode(name))
        except UnicodeDecodeError:
            continue
        if not best or own > score:
            best, score = name, own
    return best if score >= 0 else ""


def _wide(data: bytes) -> str:
    """Return the UTF-16 without a mark that the bytes are, or nothing."""
    half = len(data) // 2
    if half < 4 or len(data) % 2:
        return ""
    if data[1::2].count(0) > 0.7 * half > 5 * data[::2].count(0):
        return "utf-16-le"
    return "utf-16-be" if data[::2].count(0) > 0.7 * half > 5 * data[1::2].count(0) else ""


def _fit(text: str) -> float:
    """Return how well the letters beyond ASCII stand where such letters do: 1 well, -1 badly."""
    marks = []
    for match in _HIGH.finditer(text):
        at = match.start()
        marks.append(_mark(match.group(), text[at - 1 : at], text[at + 1 : at + 2]))
        if len(marks) == _SAMPLE:
            break
    return sum(marks) / len(marks) if marks else 1.0


def _mark(letter: str, before: str, after: str) -> float:
    within = before.isalpha() and after.isalpha()
    if letter.isalpha() and letter not in "ªº":
        if letter.isupper() and before.islower():
            return -1.0
        if letter in _NORDIC:
            return 1.0
        # Latin has no words of accents alone; other alphabets read as Latin have.
        among = all(
            one.isalpha() and one > "\x7f" and one not in _NORDIC for one in (before, after)
        )
        return 0.4 if ord(letter) < 0x250 and not among else -1.0
    if letter in _QUOTES:
        return 0.5 if not within or letter == "’" else -1.0
    if letter in _DASHES:
        return 0.0 if within else 0.5
    return 0.2 if letter in _SIGNS and not within else -1.0


def name_of(encoding: str) -> str:
    """Return what an encoding is called by people, or nothing where nobody asks."""
    return _NAMES.get(encoding, "")


def guessed(encoding: str, text: str) -> tuple[Remark, ...]:
    """Return a remark on an encoding that was taken for its letters, where it is not usual."""
    if not name_of(encoding):
        return ()
    found = re.search(r"(?<!\w)\w*?[^\W\d_a-zA-Z]\w*", text)
    remedy = "Check them, and save the file as UTF-8 or give encoding=."
    example = found.group()[:40] if found else ""
    return (remark("encoding", "", remedy, encoding=name_of(encoding), example=example),)


@cache
def _table(encoding: str) -> dict[str, int]:
    """Return the byte of each character of an encoding; those without one keep their number."""
    pairs = {}
    for byte in range(0x80, 0x100):
        pairs[chr(byte)] = byte
    for byte in range(0x80, 0x100):
        try:
            pairs[bytes([byte]).decode(encoding)] = byte
        except UnicodeDecodeError:
            continue
    return pairs


@cache
def _mojibake(encoding: str) -> re.Pattern[str]:
    """Return what letters and marks in UTF-8 look like when read in an encoding."""
    characters: dict[int, set[str]] = {}
    for character, byte in _table(encoding).items():
        characters.setdefault(byte, set()).add(character)

    def one_of(*numbers: int) -> str:
        return f"[{''.join(re.escape(c) for n in numbers for c in sorted(characters[n]))}]"

    goes_on = one_of(*range(0x80, 0xC0))
    return re.compile(
        rf"(?P<letter>{one_of(0xC3)}{goes_on})|{one_of(0xC2, 0xC5)}{goes_on}"
        rf"|(?P<mark>{one_of(0xE2)}{one_of(0x80, 0x82)}{goes_on})"
    )


@cache
def _any_mojibake() -> re.Pattern[str]:
    """Return the beginning of what any encoding makes of letters and marks in UTF-8."""
    begins, goes_on = (
        "".join(sorted({re.escape(character) for name in _TRIED[:4]
                        for character, byte in _table(name).items() if byte in those}))
        for those in ({0xC2, 0xC3, 0xC5, 0xE2}, range(0x80, 0xC0))
    )  # fmt: skip
    return re.compile(f"[{begins}][{goes_on}]")


def without_mojibake(text: str) -> tuple[str, tuple[Remark, ...]]:
    """Return a text with the letters that were once read in a wrong encoding as they were written.

    Examples
    --------
    >>> without_mojibake("HÃ¤n tuli")[0]
    'Hän tuli'
    >>> without_mojibake("Hän tuli")
    ('Hän tuli', ())
    """
    if text.isascii() or not _any_mojibake().search(text):
        return text, ()
    remarks: list[Remark] = []
    for _ in range(3):
        mended = next(filter(None, (_repaired(text, name) for name in _TRIED[:4])), None)
        mended = mended or next(
            filter(None, (_repaired_twice(text, name) for name in _TRIED[:4])), None
        )
        if mended is None:
            break
        place = next(n for n, (a, b) in enumerate(zip(text, mended, strict=False)) if a != b)
        line = text.count("\n", 0, place) + 1
        first = text[place : place + 2], mended[place]
        remarks = [
            remark(
                "two_encodings",
                f"line {line}",
                "Check them, and save the transcript as UTF-8.",
                text=repr(first[0]),
                meant=repr(first[1]),
            )
        ]
        text = mended
    return text, tuple(remarks)


def _repaired_twice(text: str, encoding: str) -> str | None:
    """Return the text turned back where it was read in an encoding two times, or None."""
    once = _repaired(text, encoding, anything=True)
    return None if once is None else _repaired(once, encoding)


def _repaired(text: str, encoding: str, *, anything: bool = False) -> str | None:
    """Return the text turned back where it was read in an encoding, or None where it was not."""
    pattern, table = _mojibake(encoding), _table(encoding)

    def written(match: re.Match[str]) -> str:
        data = bytes(table[character] for character in match.group())
        try:
            return data.decode()
        except UnicodeDecodeError:
            return match.group()

    sure = [m for m in pattern.finditer(text) if m["letter"] or m["mark"]]
    if not anything and not any(written(match) in _NORDIC | _QUOTES | _DASHES for match in sure):
        return None
    mended = pattern.sub(written, text)
    return mended if mended != text else None


def _words_with_signs(text: str) -> Iterator[tuple[int, str]]:
    """Yield the words that have signs between their letters, each with its start."""
    end = -1  # of the last such sign and the letters after it
    for match in _SIGN_IN_WORD.finditer(text):
        if match.start() != end:
            before = _LETTERS_BEFORE.search(text, max(0, match.start() - 40), match.start())
            start = before.start() if before else match.start()
            yield start, text[start : match.end()]
        end = match.end()


def lost_letters(text: str) -> tuple[Remark, ...]:
    """Return a remark where letters are gone: *h�n*, *h?n*, *h{n*, *h√§n*."""
    ways = (
        (_LOST, re.compile(rf"(?<!\w)\w*{_LOST}+\w*"), 1),
        ("?", re.compile(r"(?<![^\W\d_])[^\W\d_]+\?[^\W\d_]+"), 3),
        ("{ and |", re.compile(r"(?<![^\W\d_])[^\W\d_]+[{|][^\W\d_]+"), 3),
    )
    for sign, pattern, least in ways:
        if sign != _LOST and ("ä" in text or "ö" in text):
            continue
        found = [] if sign[0] not in text else list(pattern.finditer(text))
        if len(found) >= least:
            line = text.count("\n", 0, found[0].start()) + 1
            return (
                remark(
                    "letters_lost",
                    f"line {line}",
                    _SAVE_AGAIN,
                    sign=sign,
                    n=len(found),
                    text=found[0].group()[:40],
                ),
            )
    signs = list(_words_with_signs(text))
    if len(signs) >= 3:
        start, word = signs[0]
        line = text.count("\n", 0, start) + 1
        return (
            remark("signs_in_words", f"line {line}", _SAVE_AGAIN, n=len(signs), text=word[:40]),
        )
    return ()
