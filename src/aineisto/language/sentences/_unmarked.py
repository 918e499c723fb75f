"""Where a sentence begins although no mark ends the one before: after a heading, in raw speech."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate
from math import fsum

from aineisto.core.data import data_path

_TOKEN = re.compile(r"\w+(?:[-'’:&/]\w+)*|[^\w\s]")
_ENDS = ".!?…"
_REMARK_ENDS = ")]"  # *(naurahtaa) Se on hyvä.* is one statement
#: Log-odds above which a sentence begins, with a word that training saw there and with another. At
#: 0 the treebank is cut a little better, but interviews are cut before names and offices inside
#: their sentences (*sitten Ministeriö sanoi*); a statement in two is worse than two in one.
_THRESHOLD, _THRESHOLD_UNSEEN = 1.0, 1.3
#: With a capital, and no beginning of anything.
_NEVER = frozenset({"Oy", "Oyj", "Ab", "Ry", "Oy:n", "Oy:lle"})


def unmarked_borders(text: str, borders: Sequence[int]) -> Iterator[int]:
    """Yield where sentences begin inside those that marks have told apart.

    Parameters
    ----------
    text : str
    borders : sequence of int
        Where sentences begin or end by their marks, in order.
    """
    weights = _weights()
    for begin, end in zip([0, *borders], [*borders, len(text)], strict=True):
        if text[begin:end].strip()[1:].islower():
            continue  # no word in it begins with a capital
        matches = list(_TOKEN.finditer(text, begin, end))
        tokens = [match.group() for match in matches]
        marks = Marks(tokens)
        start = 0
        for at in range(1, len(tokens)):
            if not tokens[at][0].isupper():
                continue  # most words, told without a call
            place = matches[at].start()
            if not (may_begin(tokens, at) and text[place - 1].isspace()):
                continue
            found = set(features(tokens, at, start, marks))
            seen = f"word:{tokens[at].lower()}" in weights
            least = _THRESHOLD if seen else _THRESHOLD_UNSEEN
            if fsum(weights.get(name, 0.0) for name in found) > least:
                yield place
                start = at


def may_begin(tokens: Sequence[str], at: int) -> bool:
    """Tell whether a token could begin a sentence that no mark sets off."""
    if not tokens[at][0].isupper() or tokens[at] in _NEVER:
        return False
    if tokens[at - 1] in _ENDS or tokens[at - 1] in _REMARK_ENDS:
        return False
    return not (tokens[at - 1] == ":" and at > 1 and len(tokens[at - 2]) == 1)  # a speaker, V:


class Marks:
    """Quotation marks and brackets of some tokens, counted once for every stretch of them."""

    def __init__(self, tokens: Sequence[str]) -> None:
        self._counts = [
            [0, *accumulate(token in kind for token in tokens)] for kind in ('”"', "(", ")")
        ]

    def open(self, start: int, stop: int) -> bool:
        """Tell whether a quotation or a bracket that opens in ``start:stop`` is open there."""
        quotes, opening, closing = (counts[stop] - counts[start] for counts in self._counts)
        return quotes % 2 > 0 or (opening > 0 and not closing)


def features(tokens: Sequence[str], at: int, start: int, marks: Marks) -> Iterator[str]:
    """Yield what the words around tell of whether one begins a sentence.

    Parameters
    ----------
    tokens : sequence of str
    at : int
        The word that may begin one.
    start : int
        Where the sentence before it begins.
    marks : Marks
        Of these tokens.
    """
    from aineisto.language import capital_kind

    before, word = tokens[at - 1], tokens[at]
    after, third = (*tokens[at + 1 : at + 3], "", "")[:2]
    length, kind = at - start, capital_kind(word)
    look, look_before, look_after = _look(word), _look(before), _look(after)
    low, low_before, low_after = word.lower(), before.lower(), after.lower()
    yield "bias"
    yield f"before:{look_before}"
    yield f"before-:{low_before[-3:]}"
    yield f"before2:{_look(tokens[at - 2]) if length > 1 else ''}"
    yield f"word:{look}"
    yield f"word:{low}"
    yield f"word-:{low[-3:]}"
    yield f"kind:{kind}"
    yield f"kind:{kind}:{look_before}:{look_after}"
    yield f"kind:{kind}:{low_before[-2:]}"
    yield f"kind:{kind}:{min(length, 8)}"
    yield f"after:{look_after}"
    yield f"after:{low_after}"
    yield f"after-:{low_after[-2:]}"
    yield f"after2:{_look(third)}"
    yield f"looks:{look_before}:{look}:{look_after}"
    yield f"length:{length if length < 12 else 12 + min(length // 6, 6)}"
    yield f"open:{marks.open(start, at)}"


def _look(token: str) -> str:
    if not token or not token[0].isalnum():
        return token
    if token[0].isdigit():
        return "9"
    if token[0].isupper():
        return "AA" if len(token) > 1 and token.isupper() else "Aa"
    return "a"


@lru_cache(maxsize=1)
def _weights() -> dict[str, float]:
    path = data_path("models/sentences-fi") / "weights.json"
    return json.loads(path.read_text(encoding="utf-8"))
