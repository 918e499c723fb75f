"""The OpenAI protocol's answers, whole or in pieces: what is said in them, and what is broken."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

#: How the shape of an answer is asked for, the strictest first; a server may know only the later.
FORMATS = ("json_schema", "json_object", "none")
#: Answers of more characters are broken: a model that repeats itself has no end.
LONGEST = 200_000
#: So many tokens nobody sends.
_MOST_TOKENS = 10**12


class Reply(NamedTuple):
    """What a server answered; numbers of tokens are None where it does not tell them."""

    text: str
    finish: str
    prompt_tokens: int | None
    answer_tokens: int | None
    seconds: float


class BrokenAnswerError(Exception):
    """The server answered something that is no answer of the protocol; ask again."""


def shape_of_answer(name: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return the part of a request that asks for a shape in one of the `FORMATS`."""
    if name == "json_schema":
        wrapped = {"name": "coding", "strict": True, "schema": schema}
        return {"response_format": {"type": name, "json_schema": wrapped}}
    return {"response_format": {"type": name}} if name == "json_object" else {}


class Pieces:
    """An answer that comes in pieces (server-sent events)."""

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._length = 0
        self._finish = ""
        self._usage: Mapping[str, Any] = {}
        self._done = False

    def add(self, line: str) -> None:
        """Take a line of the stream."""
        if not line.startswith("data:"):
            return
        data = line.removeprefix("data:").strip()
        if data == "[DONE]":
            self._done = True
            return
        piece = _object(data)
        if "error" in piece:
            raise BrokenAnswerError(f"an error in the stream: {str(piece['error'])[:200]}")
        if isinstance(piece.get("usage"), dict):
            self._usage = piece["usage"]
        choice = _first(piece)
        delta = choice.get("delta")
        text = delta.get("content") if isinstance(delta, dict) else None
        if isinstance(text, str):
            self._texts.append(text)
            self._length += len(text)
        if self._length > LONGEST:
            raise BrokenAnswerError("an answer without end")
        self._finish = str(choice.get("finish_reason") or self._finish)

    def whole(self) -> tuple[str, str, Mapping[str, Any]]:
        """Return the text, why it ended, and the numbers of tokens."""
        if not (self._done or self._finish):
            raise BrokenAnswerError("the stream broke off")
        return _sound("".join(self._texts)), self._finish, self._usage


def whole_answer(body: bytes) -> tuple[str, str, Mapping[str, Any]]:
    """Return an answer that came at once: its text, why it ended, and the numbers of tokens."""
    found = _object(body)
    choice = _first(found)
    message = choice.get("message")
    if not isinstance(message, dict):
        raise BrokenAnswerError("no message in the answer")
    usage = found.get("usage")
    text = message.get("content")
    return (
        _sound(text) if isinstance(text, str) else "",
        str(choice.get("finish_reason") or ""),
        usage if isinstance(usage, dict) else {},
    )


def _sound(text: str) -> str:
    """Return a text with a question mark for each half of a letter, which no file can hold."""
    return text.encode("utf-8", errors="replace").decode("utf-8")


def _object(text: str | bytes) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BrokenAnswerError("an answer that is no JSON") from error
    if not isinstance(found, dict):
        raise BrokenAnswerError("an answer that is no JSON object")
    return found


def _first(found: Mapping[str, Any]) -> Mapping[str, Any]:
    choices = found.get("choices")
    first = choices[0] if isinstance(choices, list) and choices else {}
    return first if isinstance(first, dict) else {}


def number_of_tokens(value: Any) -> int | None:
    """Return a number of tokens that a server tells; None where it is no such number."""
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return value if is_number and 0 < value < _MOST_TOKENS else None
