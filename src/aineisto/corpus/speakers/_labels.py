"""Find the speaker labels of a transcript: which beginnings of lines name a speaker.

A colon makes no label by itself (*Sanoin näin: …*). Labels are learnt from the whole document:
a name counts when it recurs, a known word (*Haastattelija:*) or letter (*H:*) sooner.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from aineisto.core.text import words

_TIME = r"\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?"
_STAMP = rf"[\[(<]?{_TIME}(?:\s*(?:-->|-|–)\s*{_TIME})?[\])>]?"
_WORD = r"[\w.&'’/-]{1,30}"
_NAME = rf"[^\W_]{_WORD}(?:,?[ _\xa0]{_WORD}){{0,3}}(?:[ ]\([^()\n]{{1,30}}\))?|[^\W\d_]\d{{0,2}}"
_LABEL = re.compile(
    rf"""[ \t\xa0]*(?:\d{{1,4}}[.)]?[ \t\xa0]+)?(?:[-–][ ])?\**_{{0,2}}
    (?:(?P<stamp>{_STAMP})[ \t\xa0]*[-–]?[ \t\xa0]*)?\**
    (?: \[(?P<bracket>[^\[\]\n:]{{1,40}})\](?P<colon>:?)
      | (?P<name>{_NAME})(?:[ \t\xa0]*{_STAMP})?\**:
    )\**_{{0,2}}(?=\s|\Z)[ \t\xa0]*""",
    re.VERBOSE,
)
#: A line of its own before what is said: ``Nimi Sukunimi 0:15`` or ``00:01:23 Nimi``.
_HEADER = re.compile(
    rf"""[ \t\xa0]*\**(?:(?P<after>{_NAME})[ \t\xa0]+{_STAMP}|{_STAMP}[ \t\xa0]+(?P<before>{_NAME}))
    \**:?[ \t\xa0]*(?=\n|\Z)""",
    re.VERBOSE,
)
_STAMP_ALONE = re.compile(rf"[ \t\xa0]*(?:[\[(<]{_TIME}(?:\s*(?:-->|-|–)\s*{_TIME})?[\])>]"
                          rf"|\d{{1,2}}:\d{{2}}:\d{{2}}(?:[.,]\d{{1,3}})?)[ \t\xa0]*")  # fmt: skip

INTERVIEWER_WORDS = words(
    "haastattelija interviewer moderator moderaattori kysyjä kysymys question fasilitaattori "
    "facilitator tutkija researcher"
)
INTERVIEWEE_WORDS = words(
    "haastateltava vastaaja vastaus answer interviewee respondent participant osallistuja "
    "informantti"
)
_NEUTRAL_WORDS = words("speaker puhuja unknown tuntematon ääni voice")
_KNOWN_WORDS = INTERVIEWER_WORDS | INTERVIEWEE_WORDS | _NEUTRAL_WORDS
_LETTER = re.compile(r"[^\W\d_]\d{0,2}\Z")
_NUMBERED = re.compile(r"(.*?)(?:[ .]*(\d{1,3})|[ .]+([a-zåäö]))?\Z", re.DOTALL)

#: Words that stand before a colon in ordinary text.
_NO_LABELS = words(
    """
    esim esimerkiksi huom huomio huomautus nb ps p.s klo lähde lähteet kuva kuvio taulukko liite
    eli siis toisaalta ensinnäkin toiseksi kolmanneksi lisäksi sitten ja mutta niin joo no sanoin
    sanoi kysyin kysyi vastasin vastasi totesi ajattelin tarkoitan puh tel fax email sähköposti
    päivämäärä pvm aika paikka kesto aihe otsikko haastattelu http https www tavoite tulos yhteensä
    example note source figure table date time place duration
    """
)
#: What transcribers put in brackets and is no name.
_NO_BRACKETS = re.compile(
    r"epäsel|naur|tauko|hiljai|keskey|päälle|puhelin|äänit|nauh|musiik|inaud|laugh|pause|silence"
    r"|music|cross|applau|yskä|huoka|hymäh|naput|kolin|\.\.\.|…|poist|kuulu",
    re.IGNORECASE,
)


_MOSTLY = 0.8


@dataclass(frozen=True)
class Label:
    """A label that may stand at ``start``; what is said begins at ``body``."""

    start: int
    body: int
    name: str
    certain: bool  # the form says so: a name with a time on a line of its own

    @property
    def key(self) -> str:
        """The name as labels are compared."""
        return label_key(self.name)


def label_key(name: str) -> str:
    """Return a label in the form in which labels are compared."""
    return " ".join(re.sub(r"[\s_]+", " ", name).strip(" .:*[]").casefold().split())


def label_word(name: str) -> str:
    """Return the word of a label without its number: *Haastateltava 4*, *SPEAKER_00*, *H1*."""
    match = _NUMBERED.match(label_key(name))
    return match[1] if match and match[1] else label_key(name)


def find_labels(text: str, starts: Iterable[int], known: Collection[str] = ()) -> dict[int, Label]:
    """Return the labels among the beginnings of lines, by the place where their line starts.

    Parameters
    ----------
    text : str
        The document's text.
    starts : iterable of int
        Where its lines begin.
    known : collection of str
        Labels that the user named (interviewer, participants' ``speaker``).
    """
    lines = [start for start in starts if text[start : start + 1].strip()]
    candidates = [label for label in (_candidate(text, start) for start in lines) if label]
    accepted = _learn(candidates, {label_key(name) for name in known})
    labelled = sum(label.key in accepted for label in candidates)
    if len(accepted) > 1 and labelled >= _MOSTLY * len(lines):
        # Where nearly every line has a label, a name that occurs once is one who speaks once.
        accepted |= {label.key for label in candidates}
    return {label.start: label for label in candidates if label.key in accepted}


def skip_stamp(text: str, start: int) -> int:
    """Return where the words begin after a time stamp at `start`, or `start`."""
    match = _STAMP_ALONE.match(text, start)
    return match.end() if match else start


def _candidate(text: str, start: int) -> Label | None:
    header = _HEADER.match(text, start)
    if header:
        name = header["after"] or header["before"]
        if _is_name(name):
            return Label(start, header.end(), name.strip(), certain=True)
    match = _LABEL.match(text, start)
    if match is None:
        return None
    if match["bracket"] is not None:
        name = match["bracket"].strip()
        if re.fullmatch(_TIME, name) or _NO_BRACKETS.search(name) or not _is_name(name):
            return None
    else:
        name = match["name"]
        if not _is_name(name):
            return None
    return Label(start, match.end(), name, certain=bool(match["stamp"]))


def _is_name(name: str) -> bool:
    """Tell whether words have the form of a name: capitals, digits, or a known word."""
    if label_word(name) in _KNOWN_WORDS:
        return True
    first = re.split(r"[\s_]+", name.strip())
    if label_key(name) in _NO_LABELS or first[0].casefold().strip(".") in _NO_LABELS:
        return False
    plain = re.sub(r"\([^()]*\)", "", name)
    parts = [part for part in re.split(r"[\s_\xa0]+", plain) if part]
    small = {"von", "af", "de", "van", "der", "ja"}
    return bool(parts) and all(
        part[0].isupper() or part[0].isdigit() or part in small for part in parts
    ) and parts[0][0].isalpha()  # fmt: skip


def _learn(candidates: list[Label], known: set[str]) -> set[str]:
    """Return the keys of the labels that are speakers."""
    counts = Counter(label.key for label in candidates)
    timed = Counter(label.key for label in candidates if label.certain)
    letters = {label.key for label in candidates if _LETTER.match(label.name)}
    # *vastaus:* in small letters, once, is a line of ordinary text that a page has broken.
    written = {label.key for label in candidates if not label.name[0].islower()}
    words = {
        key
        for key, count in counts.items()
        if label_word(key) in _KNOWN_WORDS and (count > 1 or key in written)
    }
    accepted = known & set(counts)
    accepted |= words
    if len(letters) > 1 or accepted:
        accepted |= letters
    accepted |= {key for key in letters if counts[key] > 1}
    if sum(timed.values()) > 1:
        accepted |= {key for key, count in timed.items() if count > 1 or accepted or len(timed) > 1}
    recurring = {key for key, count in counts.items() if count > 1}
    if len(accepted | recurring) > 1:
        accepted |= recurring
    return accepted
