"""Labels of several speakers at once, or of one whom nobody knows: *Useita:*, *?:*, *V1 ja V2:*.

They begin turns of their own, and what they say is no single participant's.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from aineisto.core.text import words
from aineisto.corpus.speakers._labels import ALONE, COLON, Label, TextLine
from aineisto.corpus.speakers._names import is_known, label_key

_LABEL = re.compile(
    r"[ \t\xa0]*(?:[-–—•][ \t\xa0]+)?[*_]{0,3}\[?(?P<name>[^\s:\[\]*_][^:\n\[\]*_]{0,50})\]?"
    r"[*_]{0,3}[ \t\xa0]*:[*_]{0,3}(?=\s|\Z|[”\"“(\[…])[ \t\xa0]*"
)
_ALONE = re.compile(r"[ \t\xa0]*[*_]{0,3}(?P<name>[^\s*_][^\n*_]{0,50})[*_]{0,3}[ \t\xa0]*\Z")
_BRACKETED = re.compile(
    r"[ \t\xa0]*(?:[\[](?P<bracket>[^\[\]()\n:]{1,50})\]|\((?P<paren>[^\[\]()\n:]{1,50})\))"
    r"[ \t\xa0]*:?[ \t\xa0]*"
)
_DIRECTION = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\Z")  # how it is said
_DOUBT = re.compile(r"\(?\s*\?+\s*\)?\Z")
_FEWEST = 2  # labels of a document: who asks and who answers
_BETWEEN = re.compile(r"\s*[+&/,;]\s*|\s+(?:ja|sekä|and|och)\s+")
_NOBODY = words(
    "osallistujat haastateltavat vastaajat miehet naiset pojat tytöt participants "
    "useita useat useampi useammat usea monta moni monet kaikki molemmat muut joku jotkut yleisö "
    "tuntematon tuntemattomat tunnistamaton several multiple many everyone everybody all both "
    "others someone somebody unknown unidentified audience alla flera många båda någon okänd"
)
#: What may stand beside those words.
_BESIDE = words(
    """
    puhuja puhujat puhujia puhujista osallistuja osallistujat osallistujia osallistujista henkilö
    henkilöt henkilöitä ääni äänet ääniä haastateltava haastateltavat haastateltavia
    haastateltavista vastaaja vastaajat vastaajia mies miehet miehistä miesääni nainen naiset
    naisista naisääni tyttö tytöt tytöistä poika pojat pojista muu muut muista ryhmästä yleisöstä
    joukosta taustalla taustalta yhdessä yhtaikaa samanaikaisesti yhteen ääneen yhtä aikaa
    speaker speakers voice voices participant participants person people man men woman women male
    female together talare röst röster deltagare man kvinna
    """
)


def is_nobodys(name: str, others: Collection[str]) -> bool:
    """Tell whether a label is that of several speakers, or of one who is not known.

    Parameters
    ----------
    name : str
        The label: ``"Useita"``, ``"?"``, ``"P2?"``, ``"V1 ja V2"``.
    others : collection of str
        The labels of the document, as they are compared.
    """
    plain = name.strip()
    base = _DOUBT.sub("", plain).strip()
    if base != plain:
        return not base or _is_like(label_key(base), others)
    plain = _DIRECTION.sub("", plain)
    first, *beside = [part for part in label_key(plain).split() if not part.isdigit()] or [""]
    if first in _NOBODY and all(part in _BESIDE for part in beside):
        return True
    parts = {label_key(part) for part in _BETWEEN.split(plain)}
    return len(parts) > 1 and bool(parts & set(others)) and parts <= {*others, *_NOBODY}


def is_speaker(name: str) -> bool:
    """Tell whether a word is by itself that of one who speaks: *Moderaattori*, *Useita*, *?*."""
    return is_known(name) or is_nobodys(name, ())


def of_nobody(
    labels: Sequence[str], everyone: Collection[str], named: Collection[str] = ()
) -> list[str]:
    """Return the labels that are no single participant's, where others are.

    Parameters
    ----------
    labels : sequence of str
        Those who answer in a document.
    everyone : collection of str
        All labels of the document.
    named : collection of str
        Labels that have a row of the participants' table: these are somebody's.
    """
    keys, known = {label_key(one) for one in everyone}, {label_key(one) for one in named}
    found = [
        one for one in labels
        if label_key(one) not in known and is_nobodys(one, keys - {label_key(one)})
    ]  # fmt: skip
    return found if len(found) < len(labels) else []


def _is_like(key: str, others: Collection[str]) -> bool:
    """Tell whether a label is one of the document's, or its word without the number."""
    return key in others or is_known(key) or any(
        re.fullmatch(rf"{re.escape(key)}[ .]?\d{{1,3}}", other) for other in others
    )  # fmt: skip


def nobodys_labels(
    text: str, lines: Sequence[TextLine], found: Mapping[int, Label]
) -> dict[int, Label]:
    """Return the labels of several speakers or of unknown ones that are not among those found.

    Parameters
    ----------
    text, lines, found
        What `find_labels` read, and what it returned.
    """
    keys = {label.key for label in found.values()}
    if len(keys) < _FEWEST:
        return {}
    first = min(found)
    form = Counter(label.form for label in found.values()).most_common(1)[0][0]
    bracketed = all(text[label.at - 1 : label.at] in {"[", "("} for label in found.values())
    labels = {}
    for line in lines:
        if line.start in found or line.start < first:
            continue
        match = _LABEL.match(text, line.start)
        kind = COLON
        if match is None and form == ALONE:
            match, kind = _ALONE.match(text[: line.end], line.start), ALONE
        if match is not None and is_nobodys(match["name"], keys):
            labels[line.start] = line.label(match, kind)
        match = _BRACKETED.match(text, line.start) if bracketed else None
        name = match and (match["bracket"] or match["paren"])
        if match and name and is_nobodys(name, keys):
            at = match.start(match.lastgroup or 0)
            labels[line.start] = Label(line.start, match.end(), name, COLON, line.stamped, at)
    return labels
