"""What is nobody's answer in interviews by letter: closings, names and addresses below them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from aineisto.corpus.speakers._labels import TextLine

#: How a letter ends: *Terveisin*, *Hyvää kesää toivottaen*, *t. Matti*; and the name behind it.
_CLOSING = re.compile(
    r"(?:(?:\w{3,12}in|kesä\w*|kevä\w*|syys\w*|joulu\w*|yst\.?|parhain|iloisin|hyvin) )?"
    r"(?:terveisin|terveiset|terveisiä|terkuin|terkut|terkkuja|terv\.?|tv\.?|kunnioit\w+|kiittäen|"
    r"(?:\w+(?:ä|a)) \S+(?: \S+)? toivo(?:ttaen|en)|(?:best |kind |warm )?regards|"
    r"(?:med )?(?:vänlig|varm|bäst)\w* hälsning\w*|hälsningar|mvh|(?P<short>t[.:])|--)"
    r"[ ,.!:]*(?P<name>(?:[^\W\d_][\w.-]*,? ?){0,4})",
    re.IGNORECASE,
)
_DEVICE = re.compile(
    r"(?:lähetetty|sent from|skickat från|hanki|get) (?:\w+ )?\S*(?:iphon|ipad|android|puhelim|"
    r"outlook|samsung|galaxy|mobil|phone)\w*.{0,30}",
    re.IGNORECASE,
)
_WISH = re.compile(
    r"(?:kiitos|hyvää|mukavaa|ihanaa|aurinkoista|leppoisaa|oikein)\b.{0,40}\b(?:jatkoa|kevättä|kesää|"
    r"syksyä|talvea|viikonloppua|viikkoa|loppuviikkoa|päivää|päivänjatkoa|joulua)[!. ]*",
    re.IGNORECASE,
)
_CONTACT = re.compile(
    r"(?:p|puh|gsm|tel|mob|s-posti|sähköposti|email)\w*[.:]? ?[\w+(]|.*(?:@|www\.)", re.I
)
_SIGNED = 7  # lines below the closing of a letter, at most
_SENTENCE = re.compile(r"[.!?…][”\"»)]*\Z")


def find_signatures(lines: Sequence[TextLine]) -> list[TextLine]:
    """Return the lines with which letters end: the closing, the name and what stands below it.

    Parameters
    ----------
    lines : sequence of TextLine
        A document's lines below its header.
    """
    counts = Counter(line.colon.key for line in lines if line.colon)
    found: list[TextLine] = []
    number = 0
    while number < len(lines):
        below = _signed(lines, number, counts)
        if (
            below
            and number
            and _WISH.fullmatch(lines[number - 1].text)
            and not lines[number - 1].colon
        ):
            found.append(lines[number - 1])
        found += lines[number : number + below]
        number += below or 1
    return found


def _signed(lines: Sequence[TextLine], number: int, counts: Counter[str]) -> int:
    """Return how many lines from one on are the end of a letter."""
    first = lines[number]
    if _DEVICE.fullmatch(first.text):
        return 1
    closing = _CLOSING.fullmatch(first.text.strip())
    if closing is None or (first.colon and counts[first.colon.key] > 1):
        return 0
    name = closing["name"].split()
    if not all(word[0].isupper() for word in name) or (closing["short"] and not name):
        return 0
    end = number + 1
    while end < len(lines) and end - number <= _SIGNED and _is_signed(lines[end]):
        if lines[end].gap and end - number + bool(name) > 1 and not _CONTACT.match(lines[end].text):
            break
        end += 1
    # What is not told by its words is told by where it stands: below all, under a name.
    sure = not closing["short"] and first.text.strip() != "--"
    return end - number if sure or end == len(lines) or _signed(lines, end, counts) else 0


def _is_signed(line: TextLine) -> bool:
    """Tell whether a line may stand below a letter: a name, a title, an address."""
    if _CONTACT.match(line.text) or _DEVICE.fullmatch(line.text):
        return True
    few = len(line.text.split()) <= 6 and not _SENTENCE.search(line.text)
    return few and line.colon is None and (line.text[0].isupper() or line.text[0].isdigit())
