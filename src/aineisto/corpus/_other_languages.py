"""Answers that are not in Finnish: what the library says of them was never measured."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from textwrap import shorten

from aineisto.core.text import words
from aineisto.corpus._remarks import Remark, remark

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
#: Words that make up a third of running text, and are none of Finnish, spoken or written.
_COMMON = {
    "sv": words(
        """
        och att det är som inte jag på för med har av till vi kan ett så var också när hur vad dom
        skulle finns från vara eller bara mycket sig oss ska sku nog här där blir hade honom henne
        """
    ),
    "en": words(
        """
        the and is that it of to you was are for with this have not what we they there be so do
        like know don't it's i'm that's you're would about because very really were
        """
    ),
}
_LEAST_WORDS = 4
_SHARE = 0.25  # of the words of an answer that are common ones of the language
_OTHER_LETTER = re.compile(r"[^\W\d_A-Za-zÀ-ɏ]")
_LETTER = re.compile(r"[^\W\d_]")
#: Of the words of all answers, and how many, that are worth a remark.
_WORTH, _WORTH_WORDS = 0.05, 15
_SHOWN_CHARS = 80  # of an answer in a remark
#: The language of a text in another script, which is not told apart further.
SCRIPT = "script"


def other_language(text: str) -> str:
    """Return the language of an answer where it is none of Finnish.

    Parameters
    ----------
    text : str

    Returns
    -------
    str
        ``"sv"``, ``"en"``, ``"script"`` for letters that are mostly not Latin; empty for Finnish
        and for what is too short to tell.

    Examples
    --------
    >>> other_language("Det är ganska rörigt och ingen vet."), other_language("No go, sanoin.")
    ('sv', '')
    """
    return _language_of(text, _WORD.findall(text))


def _language_of(text: str, found: Sequence[str]) -> str:
    """Return the language of an answer whose words are found already."""
    if len(found) < _LEAST_WORDS:
        return ""
    others = len(_OTHER_LETTER.findall(text))  # nearly always none
    if others and 2 * others > len(_LETTER.findall(text)):
        return SCRIPT
    said = [word.lower().replace("’", "'") for word in found]
    share, language = max((sum(map(its.__contains__, said)), name) for name, its in _COMMON.items())
    return language if share >= _SHARE * len(said) else ""


def _mostly_other(answers: Sequence[str]) -> tuple[str, list[str]]:
    """Return the language in which the most answers are that are not in Finnish, and those answers.

    Parameters
    ----------
    answers : sequence of str
        What the interviewees of a document say, turn by turn.

    Returns
    -------
    language : str
        As of `other_language`; empty where hardly anything is in another language.
    list of str
        The answers in it.
    """
    words_of = [_WORD.findall(text) for text in answers]
    languages = list(map(_language_of, answers, words_of))
    counts: Counter[str] = Counter()
    for language, found in zip(languages, words_of, strict=True):
        counts[language] += len(found)
    total = counts.total()
    del counts[""]
    if not counts:
        return "", []
    language, most = counts.most_common(1)[0]
    if most < _WORTH_WORDS or most < _WORTH * total:
        return "", []
    return language, [t for t, its in zip(answers, languages, strict=True) if its == language]


def other_languages(answers: Sequence[str]) -> list[Remark]:
    """Return a remark on a document's answers in another language, where there are such."""
    language, others = _mostly_other(answers)
    if not others:
        return []
    return [
        remark(
            "other_language",
            "",
            "Code them by hand, or read a Finnish translation of them.",
            language=language,
            text=shorten(max(others, key=len), _SHOWN_CHARS, placeholder=" …"),
            n=len(others),
            total=len(answers),
        )
    ]
