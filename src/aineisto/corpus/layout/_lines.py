"""Mend hard-wrapped text on a copy: paragraphs out of lines, and the edits between the two."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from itertools import pairwise

from aineisto.core.errors import ModelError
from aineisto.core.text import words
from aineisto.corpus._edits import Edit
from aineisto.corpus._source import Paragraph
from aineisto.corpus.layout._headers import Line, physical_lines, without_headers
from aineisto.morphology import clean_word, load_voikko

_BULLET = re.compile(r"(?:[•●▪■◦‣○·\uf000-\uf0ff]|[-–—*](?=\s))[ \t\xa0]*(?=\S)|\uf0b7")
_NUMBER = re.compile(r"\(?(?:\d{1,2}|[a-zåäö])[.)][ \t\xa0]+(?=\S)")
_SECTION = re.compile(r"\d{1,2}(?:\.\d{1,2}){0,4}\.?[ \t\xa0]+(?=[^\W\d_a-zåäö])")
_LOWER = re.compile(r"(?:\d{1,2}\. ?)?[^\W\d_A-ZÅÄÖ]")  # 5. kesäkuuta too
_TERMINAL = re.compile(r"[.!?:;…][”\"»’')\]]*\Z|[”\"»]\Z")
_STOP = re.compile(r"[.!?…][”\"»’')\]]*\Z")
#: White space that is not one space.
_SPACES = (
    r"[ \t\n\xa0\u2000-\u200a\u202f\u205f\u3000]{2,}|[\t\n\xa0\u2000-\u200a\u202f\u205f\u3000]"
)
_TIDY = re.compile(
    # A joiner after an emoji, or a letter that is not Latin, is part of what is seen.
    r"(?P<invisible>[\xad\u200b\u2060\ufeff]+|(?<![\u0250-\U0010ffff])[\u200c\u200d]+)"
    rf"|(?P<space>{_SPACES})"
    r"|(?P<ligature>[\ufb00-\ufb06])"
    r"|(?P<composed>[^\W\d_][\u0300-\u036f]+)"
)
_TIDY_USUAL = re.compile(_SPACES)
#: What makes a text one in which more than white space is tidied.
_RARE = re.compile(r"[\xad\u200b-\u200d\u2060\ufeff\ufb00-\ufb06\u0300-\u036f]")

#: A Markdown paragraph that is a heading, bold or italic.
_SET_OFF = re.compile(r"#{1,6}[ \t].*|(?:\*{2,3}|__?)\S.*(?:\*{2,3}|__?)|\*[^\s*].*\*", re.DOTALL)
_HYPHENS = "-‐\xad"
_SUSPENDING = words("ja tai sekä eli kuin vai että ym jne tms taikka saati")
_LAST_WORD = re.compile(r"[^\s()”\"“»/]*\Z")
_FIRST_WORD = re.compile(r"[^\W_]+(?:[-:][^\W_]+)*")
_VOWELS = "aeiouyäöå"
#: First parts that are written with a hyphen: *sote-uudistus*, *e-resepti*.
_PREFIXES = words("sote ict it te eu e c b a d x ex non pre post avi ely kela tki hr")


def is_wrapped(lines: Sequence[Line]) -> bool:
    """Tell whether lines end where the page was full rather than where a paragraph does.

    So it is when at least a fifth of the lines go on in lower case after a line of some length
    that ends in no full stop, and no line is longer than a page is wide.
    """
    if len(lines) < 4 or _quantile([line.width for line in lines], 0.95) > 140:
        return False
    going_on = [line.width for line, after in pairwise(lines) if _goes_on(line, after)]
    return len(going_on) >= max(3, 0.2 * (len(lines) - 1)) and _quantile(going_on, 0.5) >= 25


def _goes_on(line: Line, after: Line) -> bool:
    return bool(_LOWER.match(after.text)) and not _TERMINAL.search(line.text)


def _quantile(values: Iterable[int], share: float) -> int:
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(share * len(ranked)))] if ranked else 0


def mend_lines(
    text: str, pages: Sequence[int], labelled: Collection[int] = ()
) -> tuple[list[Paragraph], list[Edit]]:
    """Return the paragraphs of hard-wrapped text and the edits that join their lines.

    Parameters
    ----------
    text : str
        The document's text.
    pages : sequence of int
        Where its pages begin; repeated headers, footers and page numbers at their edges are left
        out.
    labelled : collection of int
        Where lines with a speaker label begin (before white space is stripped or after).
    """
    lines = without_headers(physical_lines(text, pages), len(pages))
    if not lines:
        return [], []
    layout = _Layout(lines)
    paragraphs: list[Paragraph] = []
    edits: list[Edit] = []
    first = 0
    for number, (line, after) in enumerate(pairwise(lines), start=1):
        if after.start in labelled or layout.parts(line, after, first == number - 1):
            paragraphs.append(Paragraph(lines[first].start, line.end))
            first = number
        else:
            edits.append(_join(line, after))
    paragraphs.append(Paragraph(lines[first].start, lines[-1].end))
    return paragraphs, edits


class _Layout:
    """How a text is set: the width of its lines and the empty lines between them."""

    def __init__(self, lines: Sequence[Line]) -> None:
        body = [line.width for line in lines if line.width > 20] or [line.width for line in lines]
        self.width = _quantile(body, 0.85)
        wrapped = [after.gap for line, after in pairwise(lines)
                   if _goes_on(line, after) and line.page == after.page]  # fmt: skip
        # Text drawn from a pdf can have an empty line after every line.
        self.gap = 1 if wrapped and 2 * sum(gap == 1 for gap in wrapped) > len(wrapped) else 0

    def parts(self, line: Line, after: Line, is_first: bool) -> bool:
        """Tell whether a new paragraph begins with the line `after`."""
        if list_marker(after.text) or _begins_section(line, after):
            return True
        unfinished = _goes_on(line, after) or _hangs(line.text)
        if after.page != line.page:
            return not unfinished and (self._ended_early(line, after) or _is_heading(line))
        if after.gap > self.gap:
            return not unfinished
        if is_first and _SECTION.match(line.text) and not _TERMINAL.search(line.text):
            return not unfinished
        if unfinished and _LOWER.match(after.text):
            return False
        return self._ended_early(line, after) or self._introduces(line, after, is_first)

    def _introduces(self, line: Line, after: Line, is_first: bool) -> bool:
        """Tell whether a line nearly full is an item, what comes before a list, or a heading."""
        if not after.text[0].isupper() or not self._fits(line, after, 0.97):
            return line.text.endswith(";") and after.text[0].isupper()
        if line.text[-1] in ":;":
            return True
        return is_first and not _TERMINAL.search(line.text) and not after.text[:2].isupper()

    def _ended_early(self, line: Line, after: Line) -> bool:
        """Tell whether the next word would still have fitted on the line."""
        return self._fits(line, after, 0.92 if _STOP.search(line.text) else 0.85)

    def _fits(self, line: Line, after: Line, share: float) -> bool:
        word = after.text.split(maxsplit=1)[0]
        return line.width + 1 + len(word) < share * self.width


def list_marker(text: str) -> int:
    """Return the length of a bullet or number that begins a list item, or 0."""
    match = _BULLET.match(text) or _NUMBER.match(text)
    if match is None:
        return 0
    rest = text[match.end() :].lstrip(" \t\xa0")
    ordinal = text[0].isdigit() and rest[:1].islower()  # 5. kesäkuuta
    return 0 if ordinal else match.end()


def bullet(text: str) -> int:
    """Return the length of a bullet (not a number) that begins a list item, or 0."""
    match = _BULLET.match(text)
    return match.end() if match else 0


def _begins_section(line: Line, after: Line) -> bool:
    match = _SECTION.match(after.text)
    if match is None or _hangs(line.text):
        return False
    return "." in match.group() or bool(_TERMINAL.search(line.text)) or after.gap > 0


def _is_heading(line: Line) -> bool:
    return bool(_SECTION.match(line.text)) and not _TERMINAL.search(line.text)


def _hangs(text: str) -> bool:
    """Tell whether a line breaks off within a word or a list of words."""
    return text[-1] in "-\xad‐," or text.endswith((" ja", " tai", " sekä", " että", " eli"))


def _join(line: Line, after: Line) -> Edit:
    start, replacement = join_hyphen(line.text, after.text)
    return Edit(line.end - start, after.start, replacement)


def tidy_edits(text: str, taken: Sequence[Edit]) -> list[Edit]:
    """Return `taken` with the edits that white space, ligatures and invisible characters need.

    Runs of white space become one space, soft hyphens and zero-width characters go, *ﬁ* becomes
    *fi*, and a letter with a combining mark becomes one character.
    """
    edits = list(taken)
    pattern = _TIDY if _RARE.search(text) else _TIDY_USUAL
    bounds = [(0, 0), *((edit.start, edit.end) for edit in taken), (len(text), len(text))]
    for (_, start), (end, _) in pairwise(bounds):
        for found in pattern.finditer(text, start, end):
            replacement = _tidied(found) if pattern is _TIDY else " "
            if replacement != found.group():
                edits.append(Edit(*found.span(), replacement))
    return sorted(edits, key=lambda edit: (edit.start, edit.end))


def _tidied(found: re.Match[str]) -> str:
    if found["invisible"]:
        return ""
    if found["space"]:
        return " "
    form = "NFKC" if found["ligature"] else "NFC"
    return unicodedata.normalize(form, found.group())  # type: ignore[arg-type]


def is_set_off(text: str) -> bool:
    """Tell whether all of a Markdown paragraph is a heading, bold or italic."""
    return _SET_OFF.fullmatch(text.strip()) is not None


def join_hyphen(line: str, after: str) -> tuple[int, str]:
    """Return how many characters at a line's end to replace, and with what, to join the next.

    Parameters
    ----------
    line, after : str
        Two lines of a paragraph without the white space around them.

    Notes
    -----
    A hyphen stays before *ja*, *tai*, *sekä*, *eli*, *kuin* (*sosiaali- ja terveysministeriö*), a
    capital or a digit, after an abbreviation (*ICT-*), between the same two vowels
    (*linja-auto*), which the orthography demands, and where the dictionary knows both parts but
    not the word without it. Otherwise the line broke within a word and it goes.
    """
    last = line[-1:]
    if last not in _HYPHENS or len(line) < 2:
        return 0, " "
    if last == "\xad":
        return 1, ""
    word = _LAST_WORD.search(line[:-1])
    before = word.group() if word else ""
    if not before:
        # ”ja -|rakenteiden” hangs on the word after it; a dash stands between words.
        # and after an abbreviation the space is a slip: sote -|sektorilla.
        previous = line[:-1].rstrip().rpartition(" ")[2]
        hangs = previous.lower() in _SUSPENDING | _PREFIXES or _is_acronym(previous)
        return (0, "") if hangs and after[0].islower() else (0, " ")
    follow = _FIRST_WORD.match(after)
    first = follow.group() if follow else ""
    if not first or first.lower() in _SUSPENDING:
        return 0, " "
    inside = bool(re.search(r"[^\W_,;][ ]+\Z", line[: -len(before) - 1]))
    return (0, "") if _keeps(before, first, inside=inside) else (1, "")


def _keeps(before: str, first: str, *, inside: bool) -> bool:
    """Tell whether a hyphen belongs to the word; `inside` a sentence a capital shows a name."""
    part = before.rpartition("-")[2]
    if not first[0].islower() or not part or not part[-1].isalpha():
        return True
    if part.lower() in _PREFIXES or _is_acronym(part):
        return True
    if part[-1].lower() == first[0] and first[0] in _VOWELS:
        return True
    both = _is_word(part) and _is_word(first)
    if any(letter.isupper() for letter in part[1:]):
        return True  # SoteDigi-yhtiö
    if part[0].isupper() and inside and _lookup():
        return both or not _is_word(part + first)  # Kanta-palvelut, but Helsin|kiin
    return both and not _is_word(part + first)


def _is_acronym(word: str) -> bool:
    return len(word) > 1 and word.isupper()


@lru_cache(maxsize=4096)
def _is_word(word: str) -> bool:
    """Tell whether the dictionary knows a word; False where there is no dictionary."""
    lookup = _lookup()
    return bool(lookup and lookup(clean_word(word)))


@lru_cache(maxsize=1)
def _lookup():
    try:
        return load_voikko().analyses  # the lemmatiser's models say nothing of whether it is a word
    except (ImportError, ModelError):
        return None
