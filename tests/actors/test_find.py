"""Mentions of actors against a table written by hand."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from aineisto.actors import ActorRecognizer
from aineisto.actors._context import Mention, Rule
from aineisto.actors._unknown import Name, combined_confidence

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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (  # in a row with known actors, and then everywhere in every case
            "Mukana ovat Kela, THL ja Zemplari. Nyt Zemplarin rooli on epäselvä.",
            [("Kela", True), ("THL", True), ("Zemplari", False), ("Zemplari", False)],
        ),
        ("Sopimus tehtiin: Zemplari Oy ja Kela.", [("Zemplari", False), ("Kela", True)]),
        ("Kelan ja Valviran rooli on selvä.", [("Kela", True), ("Valvira", True)]),
    ],
)
def test_what_the_register_lacks_is_proposed(text: str, expected: list[tuple[str, bool]]) -> None:
    found = RECOGNIZER.find([text], unknown=True)
    assert list(zip(found["actor"], found["known"], strict=True)) == expected


def mention(form: str, rule: Rule) -> Mention:
    place = {"start": 0, "end": len(form), "first": 0, "last": 0, "actor": 0, "stem": len(form)}
    how = {"shape": "capital", "ending": "", "colon": False, "compound": "", "words": 1}
    return Mention(**place, **how, rule=rule, has_legal_form=False, form=form)


@pytest.mark.parametrize(
    ("form", "rule", "label", "before", "after"),
    [
        ("Tieto", Rule(), "ORG", 0.0, 0.7),  # the finder resolves an alias left open
        ("Tieto", Rule(), "ORG", 0.88, 0.88),
        ("Esko", Rule(), "PERSON", 0.75, 0.0),  # a system that people are called, too
        ("Kela", Rule(), "PERSON", 0.97, 0.97),  # sure without the finder
        ("Apotti", Rule(), "PERSON", 0.88, 0.88),  # nobody is called so
        ("Oulu", Rule(place="inner"), "ORG", 0.0, 0.0),
    ],
)
def test_the_finder_decides_what_the_words_around_leave_open(
    form: str, rule: Rule, label: str, before: float, after: float
) -> None:
    names = [Name(0, len(form), label)]
    assert combined_confidence(mention(form, rule), before, names) == after
