"""Mentions of actors against a table written by hand."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from aineisto.actors import ActorRecognizer

_SPEC = importlib.util.spec_from_file_location("actor_cases", Path(__file__).with_name("cases.py"))
assert _SPEC is not None
assert _SPEC.loader is not None
cases = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(cases)

RECOGNIZER = ActorRecognizer()


@pytest.mark.parametrize(("text", "expected"), cases.CASES)
def test_mentions_of_the_table(text: str, expected: list[tuple[str, str]]) -> None:
    found = RECOGNIZER.find([text])
    assert list(zip(found["mention"], found["actor"], strict=True)) == expected
    assert all(text[start:end] == m for start, end, m in found[["start", "end", "mention"]].values)
