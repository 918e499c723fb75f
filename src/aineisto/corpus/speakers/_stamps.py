"""Time stamps in the text of a transcript: where they stand and when they say it is.

Stamps are never words. Those in brackets count anywhere, bare ones at the edges of a line, and
both only where they go on with the recording: *(14:30)* in a sentence is a time of day.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import nan

from aineisto.corpus._source import Paragraph
from aineisto.corpus._times import Cue, begins_again, parse_time

_CLOCK = r"\d{1,3}:(?:\d{1,2}:)?\d{1,2}(?:[.,]\d{1,3}|-\d{1,2}(?![\d:]))?"
_TO = r"\s*(?:-{1,2}>|-|–|—)\s*"
_PAIR = rf"(?P<one>{_CLOCK})(?:{_TO}(?P<other>{_CLOCK}))?"
_BARE = rf"(?P<first>{_CLOCK})(?:{_TO}(?P<second>{_CLOCK}))?"
_SPELT = (
    r"(?:\d+\s*(?:hours?|tuntia?|tim(?:mar|me)|h)\s+)?"
    r"(?:(?P<minutes>\d+)\s*(?:minutes?|minuuttia?|minut(?:er)?|min)\s+(?:and\s+|ja\s+|och\s+)?)?"
    r"(?P<seconds>\d+)\s*(?:seconds?|sekuntia?|sekund(?:er)?|sek)"
)
_STAMP = re.compile(
    rf"""(?P<open>[\[({{<\#])\s*{_PAIR}\s*[\])}}>\#]
    | (?:^|(?<=[ \t\xa0])|(?<=:))(?P<bare>{_BARE})
      (?=[ \t\xa0]|:(?!\d)|$)
    | ^[ \t\xa0]*(?P<spelt>{_SPELT})[ \t\xa0]*$
    """,
    re.VERBOSE | re.MULTILINE,
)
#: What a chat program writes before a message: *3.3.2026 klo 14.05 -*, *[3/3/26, 14:05:12]*.
_MESSAGE = re.compile(
    r"^[ \t\u200e]*\[?\d{1,4}[./-]\d{1,2}[./-]\d{2,4},?(?: klo| kl\.?| at)?[ ,\u202f\xa0]+"
    r"\d{1,2}[.:]\d{2}(?:[.:]\d{2})?(?:[ \u202f]?[AP]M)?(?:\][ \t]*|[ \t]+[-–][ \t]+)"
    r"(?=[^\n:]{1,60}:)",
    re.MULTILINE,
)
_FEWEST_MESSAGES = 4
_DOTTED = re.compile(
    r"(?<=[\[(])\d{1,2}\.[0-5]\d(?:\.[0-5]\d)?(?=[\])])|^\d{1,2}\.[0-5]\d\.[0-5]\d(?=[ \t])",
    re.MULTILINE,
)
_FEWEST_DOTTED, _MOSTLY = 4, 0.9
#: What every stamp has.
_TIMES = re.compile(r"\d(?::\d|\s*se)")
_DASH = re.compile(r"[ \t\xa0]*[-–—][ \t\xa0]+")
_SAID = re.compile(r"\S")
_MARKS = re.compile(r"[ :*]*+")
_NAME_LENGTH = 400  # what is longer on a line is no name
_HOURS = re.compile(r"(\d+)\s*(?:h|t)")


@dataclass(frozen=True, slots=True)
class Stamp:
    """A time stamp: where it stands, and the seconds that it says; ``until`` is NaN without end."""

    start: int
    end: int
    at: float
    until: float
    trails: bool  # it stands at the end of a line of words, or inside it
    bare: bool


def find_stamps(text: str) -> list[Stamp]:
    """Return the time stamps of a text, in order and without overlap."""
    dated = _dated(text)
    if dated:
        return dated
    found = _in_one_place(list(_candidates(text)))
    if not found:
        text = _with_colons(text)
        found = _in_one_place(list(_candidates(text)))
    going_on = _going_on([one.at for one in found])
    # A recording goes on: one time that is said again and again is no stamp.
    moves = len({found[number].at for number in going_on}) > 1
    sure = moves and len(going_on) >= 0.6 * len(found)
    stamps = []
    for number, one in enumerate(found):
        if sure and number in going_on:
            stamps.append(one)
        elif _is_plain(text, one):
            stamps.append(replace(one, at=nan, until=nan) if sure else one)
    return stamps


def _dated(text: str) -> list[Stamp]:
    """Return the dates and times of day before the messages of a chat: it has no recording."""
    found = [Stamp(*match.span(), nan, nan, False, False) for match in _MESSAGE.finditer(text)]
    return found if len(found) >= _FEWEST_MESSAGES else []


def _with_colons(text: str) -> str:
    """Return a text with colons in its times, where they are written with full stops: *[0.12.05]*.

    So they are where there are several that go on, and stand in brackets or begin a line.
    """
    found = [match.group().replace(".", ":") for match in _DOTTED.finditer(text)]
    times = [parse_time(one) or 0.0 for one in found]
    if len(set(times)) < _FEWEST_DOTTED or len(_going_on(times)) < _MOSTLY * len(times):
        return text
    return _DOTTED.sub(lambda match: match.group().replace(".", ":"), text)


def _in_one_place(found: list[Stamp]) -> list[Stamp]:
    """Leave out the bare times that stand elsewhere than most do: behind a name, before words."""
    bare = [one for one in found if one.bare]
    behind = sum(one.trails for one in bare)
    if 2 * behind == len(bare):
        return found
    return [one for one in found if not one.bare or one.trails == (2 * behind > len(bare))]


def _candidates(text: str) -> Iterator[Stamp]:
    if not _TIMES.search(text):
        return
    line_start, line_end, place = 0, -1, 0
    for match in _STAMP.finditer(text):
        line_start = max(line_start, text.rfind("\n", place, match.start()) + 1)
        place = match.start()
        if match.end() > line_end:
            line_end = text.find("\n", match.end())
            line_end = len(text) if line_end < 0 else line_end
        # A line may hold thousands of stamps: what is around each is looked at, not copied.
        before = _SAID.search(text, line_start, match.start())
        after = _SAID.search(text, match.end(), line_end)
        if match["spelt"]:
            at, until = _spelt(match), nan
        else:
            one, other = match["one"] or match["first"], match["other"] or match["second"]
            first, second = parse_time(one), parse_time(other) if other else nan
            if first is None or second is None:
                continue
            at, until = first, second
        bare = bool(match["bare"])
        if bare and not _stands_at_an_edge(match, before, after, line_end):
            continue
        end = match.end()
        if not before and after:
            dash = _DASH.match(text, end)
            end = dash.end() if dash else end
        yield Stamp(match.start(), end, at, until, bool(before), bare)


def _spelt(match: re.Match[str]) -> float:
    hours = _HOURS.match(match["spelt"])
    whole = 3600 * int(hours[1]) if hours else 0
    return whole + 60 * int(match["minutes"] or 0) + int(match["seconds"])


def _stands_at_an_edge(
    stamp: re.Match[str], before: re.Match[str] | None, after: re.Match[str] | None, line_end: int
) -> bool:
    """Tell whether a bare time begins a line, or ends one that is a name.

    `before` and `after` find the first character that is no white space on its line.
    """
    text, time = stamp.string, stamp["bare"]
    if before is None:
        plain = after is None or not after.group().islower()
        return plain or time.count(":") > 1 or "-" in time
    if after is not None and after.group() != ":":
        marks = _MARKS.match(text, after.start())
        if marks is None or _SAID.search(text, marks.end(), line_end):
            return False
    if stamp.start() - before.start() > _NAME_LENGTH:
        return False
    parts = text[before.start() : stamp.start()].strip().strip("*_ ").split()
    return len(parts) <= 5 and all(not part[0].islower() for part in parts)


def _is_plain(text: str, one: Stamp) -> bool:
    """Tell whether a stamp cannot be anything else: hours, hashes, brackets."""
    written = text[one.start : one.end].strip()
    return written.count(":") > 1 or written[0] in "#[<{" or (written[0] == "(" and not one.trails)


def _going_on(times: Sequence[float]) -> set[int]:
    """Return the numbers of the times that go on, in each recording of several."""
    begins = [0, *(n for n in range(1, len(times)) if begins_again(times, n)), len(times)]
    return {
        first + number
        for first, after in pairwise(begins)
        for number in _longest_ascent(times[first:after])
    }


def _longest_ascent(times: Sequence[float]) -> set[int]:
    """Return the numbers of the longest run of times, gaps allowed, that never goes back."""
    tails: list[int] = []
    before: list[int] = []
    for number, time in enumerate(times):
        place = bisect_right(tails, time, key=times.__getitem__)
        before.append(tails[place - 1] if place else -1)
        tails[place : place + 1] = [number]
    run: set[int] = set()
    number = tails[-1] if tails else -1
    while number >= 0:
        run.add(number)
        number = before[number]
    return run


def without_stamps(text: str, stamps: Sequence[Stamp]) -> str:
    """Return the text with spaces for its stamps, as long as it was."""
    return blanked(text, [(stamp.start, stamp.end) for stamp in stamps])


def blanked(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """Return the text with spaces for stretches of it, as long as it was."""
    parts = []
    place = 0
    for start, end in spans:
        parts += [text[place:start], " " * (end - start)]
        place = end
    return "".join(parts) + text[place:]


def cue_of(paragraph: Paragraph) -> Cue:
    """Return when a paragraph with a time is heard."""
    time_start = nan if paragraph.time_start is None else paragraph.time_start
    if paragraph.time_end is None:  # a time without an end is that of the first words
        return Cue(paragraph.start, paragraph.start, time_start)
    return Cue(paragraph.start, paragraph.end, time_start, paragraph.time_end)


def cues_of(text: str, stamps: Sequence[Stamp], heads: Sequence[tuple[int, int]]) -> Iterator[Cue]:
    """Yield what the stamps say of the words around them.

    Parameters
    ----------
    text : str
    stamps : sequence of Stamp
    heads : sequence of (int, int)
        Where labels lie: a stamp before, in or after a label is that of the turn that begins.
    """
    ends = [*(stamp.start for stamp in stamps), len(text)][1:]
    labels = sorted(heads)
    number = 0
    for stamp, end in zip(stamps, ends, strict=False):
        while number < len(labels) and labels[number][1] < stamp.start:
            number += 1
        begins = number < len(labels) and labels[number][0] <= stamp.end
        if stamp.until == stamp.until:
            yield Cue(stamp.end, max(end, stamp.end + 1), stamp.at, stamp.until)
        else:
            closes = stamp.trails and not begins
            yield Cue(stamp.start, stamp.start, stamp.at, stamp.at if closes else nan)
