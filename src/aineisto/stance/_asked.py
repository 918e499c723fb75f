"""What a question makes of its answer: one that asks for faults, and a bare denial.

*Se aikataulu* to *Mikä on ollut vaikeinta?* names a fault, and *Ei* to *Onko siitä ollut haittaa?*
names none, though its only word denies. The network has met few of either.
"""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np

from aineisto.language import STOPWORDS, Reading
from aineisto.stance._constants import FAULT_ASKED
from aineisto.stance._prior import StancePrior
from aineisto.stance._words import read_words

_LONGEST = 60  # characters; a longer answer says what it means
_FIRST_WORDS = 3  # of a question, among which its verb stands
#: A verb that asks: *onko, oliks, tuntuukohan, ootkos*.
_ASKS = re.compile(r"(\w{2,}?)(?:k[oö](?:han|hän|s)?|ks)", re.IGNORECASE)
_NEGATIONS = frozenset({"en", "et", "ei", "emme", "ette", "eivät"})
#: Words of a question that has something named, and of one that asks what would be done.
_NAMES = re.compile(
    r"\b(?:mikä|mitkä|mitä|mistä|missä|mihin|(?:millai|minkälai)\w+|entä|kuka|ketkä|milloin|koska|miksi)\b",
    re.IGNORECASE,
)
_SUPPOSES = re.compile(r"\b(?:kun|ku|jos)\b", re.IGNORECASE)
_MARKS = re.compile(r"(?<=[.!?…])\s+")
#: Words that give an answer no content.
_EMPTY = STOPWORDS | frozenset(
    [
        *("joo", "juu", "kyllä", "kai", "toki", "varmaan", "oikein", "oikeastaan", "todellakaan"),
        *("mielestä", "mielestäni", "lainkaan", "ollenkaan", "yhtään", "koskaan"),
        *("tuota", "hmm", "mm", "öö"),
    ]
)


def faults_asked(reading: Reading, prior: StancePrior) -> np.ndarray:
    """Return how much of a fault each statement was asked to name.

    Parameters
    ----------
    reading : Reading
    prior : StancePrior

    Returns
    -------
    ndarray (n,)
        The score of the cue words of the interviewer's last turn where it asks for a fault,
        −2.5…`FAULT_ASKED`; 0 elsewhere.
    """
    turns = [said[-1] if said else "" for said in reading.around["asked"].texts]
    asked = {turn: text for turn in dict.fromkeys(turns) if (text := _named(turn))}
    told = prior.read_all(list(asked.values()), np.zeros(len(asked)))
    scores = {turn: one.reading.score for turn, one in zip(asked, told, strict=True)}
    found = np.array([scores.get(turn, 0.0) for turn in turns])
    return np.where(found <= FAULT_ASKED, found, 0.0)


def with_denied_faults(reading: Reading, prior: StancePrior) -> Reading:
    """Return the reading with the stance of bare denials turned where a fault was asked for.

    Parameters
    ----------
    reading : Reading
    prior : StancePrior
        Tells whether what was asked for is a fault.

    Returns
    -------
    Reading
        Of an answer that leaned to blame what spoke for −1 speaks for 1 and what spoke for −2 for
        0, as that no fault is there is coded in half of the cases; its signs are turned.

    Notes
    -----
    In Finnish *ei* denies what is asked with either polarity: *Eikö se ole raskasta? – Ei* says
    that it is not.
    """
    asked = {
        row: text
        for row, answer in enumerate(reading.texts)
        if len(answer) <= _LONGEST
        and (text := affirmed(_question(reading, row)))
        and _is_bare_denial(answer, text)
    }
    if not asked:
        return reading
    scores = prior.read_all(list(asked.values()), np.zeros(len(asked)))
    rows = [
        row
        for row, told in zip(asked, scores, strict=True)
        if told.reading.score <= FAULT_ASKED and reading.stance[row] @ np.arange(-2, 3) < 0
    ]
    if not rows:
        return reading
    stance, signs = reading.stance.copy(), list(reading.signs)
    worst, bad, neither, good, best = stance[rows].T
    nothing = np.zeros(len(rows))
    stance[rows] = np.column_stack([nothing, nothing, neither + worst, good + bad, best])
    for row in rows:
        signs[row] = -signs[row]
    return replace(reading, stance=stance, signs=signs)


def affirmed(question: str) -> str:
    """Return what a question asks for as a statement without denial; empty for other questions.

    Examples
    --------
    >>> affirmed("Kiitos. Onko siitä ollut haittaa?"), affirmed("Millaista haittaa siitä on?")
    ('On siitä ollut haittaa.', '')
    """
    words = _last(question).split()
    for place, word in enumerate(words[:_FIRST_WORDS]):
        verb = _ASKS.fullmatch(word)
        if verb:
            stem = [] if verb[1].lower() in _NEGATIONS else [verb[1]]
            return " ".join([*words[:place], *stem, *words[place + 1 :]]) + "."
    return ""


def _last(turn: str) -> str:
    """Return the question that a turn ends with, without its mark; else nothing."""
    last = _MARKS.split(turn.strip())[-1]
    return last.rstrip("?") if last.endswith("?") else ""


def _named(turn: str) -> str:
    """Return the question that a turn ends with as a statement, where it has something named."""
    last = _last(turn)
    return f"{last}." if _NAMES.search(last) and not _SUPPOSES.search(last) else ""


def _question(reading: Reading, row: int) -> str:
    """Return what was asked right before a statement; empty where something was said between."""
    at, own = int(reading.around["asked"].places[row, 0]), int(reading.own.places[row, 0])
    lines = reading.own.lines.texts
    if at < 0 or any(lines[place].strip() for place in range(at + 1, own)):
        return ""
    return lines[at]


def _is_bare_denial(answer: str, asked: str) -> bool:
    """Tell whether an answer denies and has no content but what was asked."""
    words = [word for word in read_words(answer) if word.is_word]
    if not any(word.negates for word in words):
        return False
    known = STOPWORDS.union(*(word.lemmas for word in read_words(asked)))
    return all(
        word.negates or word.form in _EMPTY or not word.lemmas.isdisjoint(known) for word in words
    )
