"""What a model answered: checked against schema and codebook, its quotations found in the text."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from aineisto.codings import NO_THEME
from aineisto.llm._prompt import MOST

_THINKING = re.compile(r"^\s*<think(?:ing)?>.*?</think(?:ing)?>", re.DOTALL)
_FENCE = re.compile(r"^\s*```(?:json)?\s*\n(.*?)\n?\s*```\s*$", re.DOTALL)
#: Signs that people and models write in more than one way, and that may stand around a quotation.
_SAME = str.maketrans("“”„‟«»‘’‚‛‐‑–—\u00a0", '""""""\'\'\'\'---- ')
_AROUND = " \t\n\"'.…,;:"


@dataclass(frozen=True)
class Judged:
    """One code of an answer. ``start`` and ``end`` are code points into the statement."""

    code: str
    value: int | None
    confidence: float
    quoted: bool
    start: int | None = None
    end: int | None = None

    @property
    def located(self) -> bool:
        """Whether the quotation stands in the statement."""
        return self.start is not None


class OffSchemaError(Exception):
    """An answer that is off the schema or the codebook; says what is wrong with it."""


def parse_answer(
    family: str, answer: str, statement: str, codes: Collection[str | int], finish: str = ""
) -> list[Judged]:
    """Return what an answer says of a statement.

    Parameters
    ----------
    family : {"stance", "theme", "actor"}
        What was asked.
    answer : str
        The model's text: JSON, perhaps after its thoughts or in a fence.
    statement : str
        The statement, in which quotations are looked for.
    codes : collection
        What may be chosen; of actors any name may where this is empty.
    finish : str
        Why the server says that the answer ended.

    Raises
    ------
    OffSchemaError
        When it is no answer.
    """
    found = _json(answer, finish)
    if family == "stance":
        return [_stance(found, statement, codes)]
    key = {"theme": "themes", "actor": "actors"}[family]
    _fields(found, (key,))
    items = found[key]
    if not isinstance(items, list) or len(items) > MOST[family]:
        raise OffSchemaError(f'"{key}" is no list of at most {MOST[family]}')
    judged = [_item(one, statement, codes, family) for one in items]
    if family == "theme":
        chosen = [one.code for one in judged]
        if not chosen or (NO_THEME in chosen and len(set(chosen)) > 1):
            raise OffSchemaError(f'give themes, or "{NO_THEME}" alone')
        return list({one.code: one for one in reversed(judged)}.values())[::-1]
    return judged


def _json(answer: str, finish: str) -> dict[str, Any]:
    text = _THINKING.sub("", answer)
    fenced = _FENCE.match(text)
    try:
        found = json.loads(
            fenced[1] if fenced else text, parse_constant=_refuse, object_pairs_hook=_once
        )
    except (ValueError, RecursionError) as error:
        cut = "the answer was cut off" if finish == "length" else "it is no JSON"
        raise OffSchemaError(cut) from error
    if not isinstance(found, dict):
        raise OffSchemaError("it is no JSON object")
    return found


def _once(fields: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(fields)) < len(fields):
        raise OffSchemaError("a field is there twice")
    return dict(fields)


def _refuse(constant: str) -> float:
    raise ValueError(constant)


def _fields(found: Any, wanted: Sequence[str]) -> None:
    if not isinstance(found, dict):
        raise OffSchemaError("an entry is no object")
    if set(found) != set(wanted):
        raise OffSchemaError(f"its fields are not {', '.join(wanted)}")


def _stance(found: dict[str, Any], statement: str, codes: Collection[str | int]) -> Judged:
    _fields(found, ("evidence", "value", "confidence"))
    value = found["value"]
    if isinstance(value, bool) or not isinstance(value, int | float) or value not in codes:
        raise OffSchemaError(f'"value" is none of {", ".join(map(str, sorted(codes, key=str)))}')
    return _judged("stance", int(value), found, statement)


def _item(found: Any, statement: str, codes: Collection[str | int], family: str) -> Judged:
    _fields(found, ("evidence", "code", "confidence"))
    code = found["code"]
    known = {*codes, NO_THEME} if family == "theme" else set(codes)
    if not isinstance(code, str) or not code.strip() or (known and code not in known):
        raise OffSchemaError(f"{str(code)[:60]!r} is no code of the codebook")
    return _judged(code.strip(), None, found, statement)


def _judged(code: str, value: int | None, found: dict[str, Any], statement: str) -> Judged:
    confidence, evidence = found["confidence"], found["evidence"]
    if isinstance(confidence, bool) or not isinstance(confidence, int | float):
        raise OffSchemaError('"confidence" is no number')
    if not 0 <= confidence <= 1:
        raise OffSchemaError('"confidence" is not between 0 and 1')
    if not isinstance(evidence, str):
        raise OffSchemaError('"evidence" is no text')
    span = locate(evidence, statement)
    start, end = span or (None, None)
    return Judged(code, value, float(confidence), bool(evidence.strip(_AROUND)), start, end)


def locate(quotation: str, text: str) -> tuple[int, int] | None:
    """Return where a quotation stands in a text, in code points; None where it does not.

    White space, letter case, the kind of quotation marks and dashes, and what stands around a
    quotation may differ; no letter may. A whole word is found before a part of one.
    """
    wanted = quotation.strip(_AROUND)
    if not wanted:
        return None
    needle, _ = _folded(wanted)
    hay, places = _folded(text)
    whole = re.search(rf"(?<!\w){re.escape(needle)}(?!\w)", hay)
    found = whole.start() if whole else hay.find(needle)
    if found < 0:
        return None
    return places[found], places[found + len(needle) - 1] + 1


def _folded(text: str) -> tuple[str, list[int]]:
    """Return a text with what may differ made alike, and where each of its letters came from."""
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        same = letter.translate(_SAME)
        if same.isspace():
            if letters and letters[-1] == " ":
                continue
            same = " "
        for each in same.lower():
            letters.append(each)
            places.append(place)
    return "".join(letters), places
