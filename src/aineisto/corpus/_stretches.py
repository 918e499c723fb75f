"""Cut speech without punctuation: at cues and pauses, or before words with which clauses begin."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise
from operator import attrgetter

from aineisto.core.text import words
from aineisto.corpus._times import Cue

#: Fewer words tell nothing of how a text is punctuated.
_LEAST_WORDS = 30
#: Words without a full stop, question or exclamation mark among them.
_PER_MARK = 60
#: Seconds of silence that part two statements, and words that one has at least.
_PAUSE, _SHORTEST = 0.7, 3
#: Words from which a statement ends where a cue or a clause does, and where it ends in any case.
_LONG, _LONGEST = 12, 40
_START = attrgetter("start")
_BEGINNERS = words(
    "ja sit sitten mut mutta ni niin eli joo no koska ku kun et että vaan tai sitte siis and so "
    "but then because och men så sen"
)


def is_unpunctuated(text: str) -> bool:
    """Tell whether a text has next to no marks that end sentences."""
    count = len(text.split())
    return count >= _LEAST_WORDS and len(re.findall(r"[.?!…]", text)) * _PER_MARK < count


def stretches(text: str, start: int, end: int, cues: Sequence[Cue]) -> Iterator[tuple[int, int]]:
    """Yield the stretches of a statement that is too long, as places in the document.

    Parameters
    ----------
    text : str
        The document's text.
    start, end : int
        Where the statement lies.
    cues : sequence of Cue
        The document's cues in order.
    """
    low = bisect_left(cues, start, key=_START)
    inside = [cue for cue in cues[low : bisect_left(cues, end, lo=low, key=_START)]
              if cue.end > cue.start]  # fmt: skip
    if not inside and end - start < 2 * _LONG:
        yield start, end  # too short for that many words
        return
    pauses = {cue.start: 0.0 for cue in inside}
    for before, after in pairwise(inside):
        pauses[after.start] = after.time_start - before.time_end
    first = begin = last = start
    count = 0
    for token in re.finditer(r"\S+", text[start:end]):
        place = start + token.start()
        pause = pauses.get(place, -1.0)
        starts_clause = token.group().casefold().strip(",") in _BEGINNERS
        parts = (
            (pause >= _PAUSE and count >= _SHORTEST)
            or (count >= _LONG and (pause >= 0 if pauses else starts_clause))
            or count >= _LONGEST
        )
        if parts and count:
            yield begin, last
            begin, count = place, 0
        count += 1
        last = start + token.end()
    if last > first:
        yield begin, last
