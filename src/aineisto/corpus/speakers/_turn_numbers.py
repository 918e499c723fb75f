"""Labels whose numbers count the questions: K1, V1, K2, V2 are two speakers and not four."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from aineisto.corpus._remarks import Remark, remark
from aineisto.corpus._source import Paragraph
from aineisto.corpus.speakers._names import label_key

_NUMBERED = re.compile(r"(?P<word>[^\W\d_].*?)[ ._]*(?P<number>\d{1,3})", re.DOTALL)
_FEWEST = 3  # questions


def without_turn_numbers(
    paragraphs: Sequence[Paragraph], named: Collection[str]
) -> tuple[list[Paragraph], Remark | None]:
    """Return the paragraphs with labels without such numbers, and a remark where there were any.

    The numbers count questions where those of one label grow by one from a turn to the next and
    every other label bears the number of the question before it. Numbers of speakers do not.

    Parameters
    ----------
    paragraphs : sequence of Paragraph
        Of the whole document, with their labels.
    named : collection of str
        Labels that the user or a legend in the document names: these are speakers.
    """
    names = dict.fromkeys(one.speaker for one in paragraphs)
    found = {name: match for name in names if (match := _NUMBERED.fullmatch(name))}
    words = {name: match["word"] for name, match in found.items()}
    spoken = [
        (label_key(words[one.speaker]), int(found[one.speaker]["number"]))
        for one in paragraphs
        if one.speaker in found
    ]
    keys = {label_key(name) for name in words}
    if keys & {label_key(name) for name in named} or not _count_questions(spoken):
        return list(paragraphs), None
    given = [one._replace(speaker=words.get(one.speaker, one.speaker)) for one in paragraphs]
    told = remark(
        "turns_numbered",
        "",
        "If they number people, say who asks with roles= and give each a row of the participants' "
        "table with the label in the column `speaker`.",
        text=", ".join(list(words)[:4]),
        labels=list(dict.fromkeys(words.values())),
    )
    return given, told


def _count_questions(spoken: Sequence[tuple[str, int]]) -> bool:
    """Tell whether numbers of labels, in their order, are those of questions."""
    if len({word for word, _ in spoken}) != 2:
        return False
    asking, number = spoken[0]
    answered = set()
    for word, own in spoken:
        if word != asking and own == number:
            answered.add(own)
        elif word != asking or not number <= own <= number + 1:
            return False
        number = own
    return len(answered) >= _FEWEST
