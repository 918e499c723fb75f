"""Read transcripts of linguists' programs: ELAN (eaf), Praat (TextGrid) and CHAT (cha)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import nan
from pathlib import Path
from xml.etree import ElementTree

from aineisto.core.errors import ReadError, Said
from aineisto.core.packages import read_bytes
from aineisto.corpus._corpus import INTERVIEWER
from aineisto.corpus._remarks import Remark, remark
from aineisto.corpus._source import Source, Spoken, timed
from aineisto.corpus.readers._plain import read_string

_TOKEN = re.compile(
    r'"(?P<string>(?:[^"]|"")*)"|(?P<number>(?<![\w.\[])-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?(?![\w\]]))'
)
_ASKING = re.compile(r"interviewer|investigator|haastattelija", re.IGNORECASE)
_BULLET = re.compile(r"\x15(\d+)_(\d+)\x15|\x15%\w+:[^\x15]*\x15")


def read_eaf(path: Path, encoding: str | None = None) -> Source:
    """Read an ELAN file: each tier a speaker, called as the tier or its participant is.

    Tiers that hang on others (translations, codes) are left out, and said to be.
    """
    del encoding  # the file says it
    data = read_bytes(path)
    try:
        if b"<!ENTITY" in data:
            raise ElementTree.ParseError("it defines entities")
        root = ElementTree.fromstring(data)
    except ElementTree.ParseError as error:
        raise ReadError(
            Said(
                f"The file is not an ELAN file, or it is damaged ({error}).",
                f"Tiedosto ei ole ELAN-tiedosto, tai se on vioittunut ({error}).",
            ),
            file=path,
            remedy=Said(
                "Open it in ELAN and save it again, or export it as text.",
                "Avaa se ELANissa ja tallenna uudelleen tai vie se tekstinä.",
            ),
        ) from error
    slots = {
        slot.get("TIME_SLOT_ID"): int(value) / 1000 if (value := slot.get("TIME_VALUE")) else nan
        for slot in root.iter("TIME_SLOT")
    }
    pieces: list[Spoken] = []
    remarks: list[Remark] = []
    for tier in root.iter("TIER"):
        own = list(_annotations(tier, slots))
        if tier.get("PARENT_REF"):
            texts = [value.text or "" for value in tier.iter("ANNOTATION_VALUE")]
            remarks += _not_read(f"tier {tier.get('TIER_ID')}", texts)
        else:
            pieces += own
    return _in_order(path, "eaf", pieces, remarks)


def _annotations(tier: ElementTree.Element, slots: dict[str | None, float]) -> Iterator[Spoken]:
    speaker = _tier_name(tier.get("TIER_ID") or "", tier.get("PARTICIPANT") or "")
    for one in tier.iter("ALIGNABLE_ANNOTATION"):
        text = " ".join((one.findtext("ANNOTATION_VALUE") or "").split())
        start = slots.get(one.get("TIME_SLOT_REF1"), nan)
        end = slots.get(one.get("TIME_SLOT_REF2"), nan)
        if text:
            yield Spoken(speaker, text, start, end)


def _tier_name(tier: str, participant: str) -> str:
    plain = tier.partition("@")[2] or tier  # tx@Anna
    return participant if not plain or plain.casefold() in {"default", "text", "tx"} else plain


def read_textgrid(path: Path, encoding: str | None = None) -> Source:
    """Read a Praat TextGrid, in its long or its short form: each tier of intervals a speaker."""
    text = read_string(path, encoding)
    if "TextGrid" not in text[:200]:
        raise ReadError(
            Said("The file is not a Praat TextGrid.", "Tiedosto ei ole Praatin TextGrid."),
            file=path,
            place="line 1",
            remedy=Said(
                "Save it from Praat as a text file (Save as text file).",
                "Tallenna se Praatista tekstitiedostona (Save as text file).",
            ),
        )
    values = list(_values(text))
    pieces: list[Spoken] = []
    remarks: list[Remark] = []
    try:
        place = values.index("IntervalTier") if "IntervalTier" in values else len(values)
        if "TextTier" in values:
            place = min(place, values.index("TextTier"))
        while place < len(values):
            kind, name, count = values[place], str(values[place + 1]), float(values[place + 4])
            place += 5
            width = 3 if kind == "IntervalTier" else 2
            if not 0 <= count <= (len(values) - place) / width:
                raise ValueError(f"tier {name!r} says that it has {count:.0f} rows")
            count = int(count)
            rows = [values[place + width * n : place + width * (n + 1)] for n in range(count)]
            place += width * count
            if kind == "IntervalTier":
                pieces += [Spoken(name, " ".join(str(row[2]).split()), float(row[0]), float(row[1]))
                           for row in rows]  # fmt: skip
            else:
                remarks += _not_read(f"tier {name}", [str(row[1]) for row in rows])
    except (ValueError, IndexError) as error:
        raise ReadError(
            Said(
                f"The TextGrid breaks off or is damaged ({error}).",
                f"TextGrid loppuu kesken tai on vioittunut ({error}).",
            ),
            file=path,
            remedy=Said(
                "Open it in Praat and save it again.", "Avaa se Praatissa ja tallenna uudelleen."
            ),
        ) from error
    return _in_order(path, "textgrid", [one for one in pieces if one.text], remarks)


def _values(text: str) -> Iterator[str | float]:
    for match in _TOKEN.finditer(text):
        if match["number"] is None:
            yield match["string"].replace('""', '"')
        else:
            yield float(match["number"])


def read_chat(path: Path, encoding: str | None = None) -> Source:
    """Read a CHAT transcript: main lines by their speakers, with the times of their bullets.

    Dependent tiers (``%com:``) are left out, and said to be.
    """
    try:
        text = read_bytes(path).decode(encoding or "utf-8-sig")
    except (UnicodeError, LookupError) as error:
        raise ReadError(
            Said(
                f"The file cannot be decoded ({error}).",
                f"Tiedoston merkistöä ei voi lukea ({error}).",
            ),
            file=path,
            remedy=Said(
                "Save it as UTF-8, or give its encoding with encoding=.",
                "Tallenna se UTF-8-muodossa tai kerro sen merkistö (encoding=).",
            ),
        ) from error
    lines = re.sub(r"\r\n?", "\n", text).replace("\n\t", " ").split("\n")
    asking: set[str] = set()
    names: dict[str, str] = {}
    pieces: list[Spoken] = []
    beside: dict[str, list[str]] = {}
    for line in lines:
        tier, _, said = line.partition(":")
        if line.startswith("@Participants"):
            for one in said.split(","):
                parts = one.split()
                if len(parts) > 1 and _ASKING.search(parts[-1]):
                    asking.add(parts[0])
        elif line.startswith("*") and said.strip():
            name = names.setdefault(tier[1:].strip(), tier[1:].strip())
            pieces += _utterance(name, said, INTERVIEWER if name in asking else "")
        elif line.startswith("%") and said.strip():
            beside.setdefault(tier, []).append(said.strip())
    remarks = [one for tier, texts in beside.items() for one in _not_read(f"tier {tier}", texts)]
    return _in_order(path, "cha", pieces, remarks)


def _utterance(name: str, said: str, role: str) -> Iterator[Spoken]:
    place = 0
    for match in _BULLET.finditer(said):
        text = " ".join(said[place : match.start()].split())
        place = match.end()
        if text:
            times = (int(match[1]) / 1000, int(match[2]) / 1000) if match[1] else (nan, nan)
            yield Spoken(name, text, *times, role=role)
    rest = " ".join(said[place:].split())
    if rest:
        yield Spoken(name, rest, nan, nan, role=role)


def _not_read(place: str, texts: Sequence[str]) -> list[Remark]:
    filled = [text.strip() for text in texts if text.strip()]
    if not filled:
        return []
    return [
        remark(
            "annotations",
            place,
            "Nothing, if nobody says them.",
            n=len(filled),
            text=filled[0][:60],
        )
    ]


def _in_order(path: Path, format: str, pieces: Sequence[Spoken], remarks: list[Remark]) -> Source:
    if not pieces:
        raise ReadError(
            Said("The file holds no speech.", "Tiedostossa ei ole puhetta."),
            file=path,
            remedy=Said(
                "Check that its tiers hold the transcript, and are not all hung on others.",
                "Tarkista, että litterointi on kerroksilla, jotka eivät kaikki riipu toisista.",
            ),
        )
    times = []
    last = 0.0
    for piece in pieces:
        last = piece.start if piece.start == piece.start else last
        times.append(last)
    order = sorted(range(len(pieces)), key=lambda number: times[number])
    # In a CHAT file the lines are in order; tiers are put into the order of their times.
    ordered = pieces if format == "cha" else [pieces[number] for number in order]
    return replace(timed(format, ordered), remarks=tuple(remarks))
