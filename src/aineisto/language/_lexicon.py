"""What training text tells: lemmas of forms, how common lemmas are, endings of unknown words."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from sys import intern
from typing import NamedTuple

from aineisto.language._tables import read_lines, write_rows
from aineisto.morphology import Analysis

_LONGEST_ENDING = 6
# So many times as often as a name is a word that is none at a sentence's head; in its base form.
_RATHER, _RATHER_BASE = 3, 15
_SAME = "="  # in the table of answers: the verb is the lemma


class Edit(NamedTuple):
    """Cut `cut` characters from the end of a word and put `put` there."""

    cut: int
    put: str


class Lexicon:
    """Counts of forms and lemmas, and the edits that endings ask for.

    Attributes
    ----------
    forms : dict
        Lower-case form → lemma → how often.
    lemma_counts : Counter
        Lemma → how often.
    endings : dict
        ``"c"`` or ``"C"`` (capital) and an ending → edit → how many forms.
    names : frozenset of str
        Lower-case forms seen only as names.
    """

    def __init__(
        self,
        forms: dict[str, dict[str, int]],
        endings: dict[str, dict[Edit, int]],
    ) -> None:
        self.forms = forms
        self.endings = endings
        self.lemma_counts: Counter[str] = Counter()
        for lemmas in forms.values():
            for lemma, times in lemmas.items():
                self.lemma_counts[lemma] += times
        self.names = frozenset(
            form for form, lemmas in forms.items() if all(lemma[:1].isupper() for lemma in lemmas)
        )

    @classmethod
    def count(cls, pairs: Iterable[tuple[str, str]], min_ending: int = 2) -> Lexicon:
        """Count forms and lemmas of training text.

        Parameters
        ----------
        pairs : iterable of (str, str)
            Form as written and its lemma, one a token.
        min_ending : int
            An ending seen in fewer different forms is forgotten.
        """
        forms: dict[str, Counter[str]] = defaultdict(Counter)
        endings: dict[str, Counter[Edit]] = defaultdict(Counter)
        seen: set[tuple[str, str]] = set()
        for form, lemma in pairs:
            forms[form.lower()][lemma] += 1
            if (form, lemma) in seen or not form[-1:].isalpha():
                continue
            seen.add((form, lemma))
            edit = edit_between(form.lower(), lemma.lower())
            for key in ending_keys(form):
                if edit.cut < len(key) + 3:
                    endings[key][edit] += 1
        kept = _prune(endings, min_ending)
        return cls({form: dict(lemmas) for form, lemmas in forms.items()}, kept)

    @classmethod
    def load(cls, folder: Path) -> Lexicon:
        """Read ``forms.tsv.xz`` and ``endings.tsv.xz``."""
        forms: dict[str, dict[str, int]] = {}
        for form, lemma, times in _rows(folder / "forms.tsv.xz"):
            forms.setdefault(form, {})[lemma or form] = int(times)
        endings: dict[str, dict[Edit, int]] = {}
        for key, cut, put, count in _rows(folder / "endings.tsv.xz"):
            endings.setdefault(key, {})[Edit(int(cut), put)] = int(count)
        return cls(forms, endings)

    def save(self, folder: Path) -> None:
        """Write the two tables that `load` reads."""
        forms = (
            (form, "" if lemma == form else lemma, str(count))
            for form, lemmas in sorted(self.forms.items())
            for lemma, count in sorted(lemmas.items())
        )
        write_rows(folder / "forms.tsv.xz", forms)
        endings = (
            (key, str(edit.cut), edit.put, str(count))
            for key, edits in sorted(self.endings.items())
            for edit, count in sorted(edits.items())
        )
        write_rows(folder / "endings.tsv.xz", endings)

    def lemmas(self, lower: str) -> dict[str, int]:
        """Lemmas that a form had in training text."""
        return self.forms.get(lower, {})

    def prefers(self, form: str, lemma: str) -> bool:
        """Whether text has a lower-case form, and its word far oftener than the name alike."""
        names = self.lemma_counts[lemma[:1].upper() + lemma[1:]]
        seen = form in self.forms and form not in self.names
        times = _RATHER_BASE if form == lemma else _RATHER
        return seen and self.lemma_counts[lemma] > times * names

    def guess(self, word: str) -> list[tuple[str, str]]:
        """Likely lemmas of an unknown word by its ending, each with how sure it is."""
        guesses: dict[str, str] = {}
        lower = word.lower()
        levels = 0
        for key in ending_keys(word):
            edits = self.endings.get(key)
            if not edits:
                continue
            total = sum(edits.values())
            for rank, (edit, count) in enumerate(sorted(edits.items(), key=lambda e: -e[1])[:3]):
                if edit.cut <= len(lower) // 2:  # Kuosa is of no Ku
                    lemma = lower[: len(lower) - edit.cut] + edit.put
                    share = int(4 * count / total)
                    guesses.setdefault(lemma, f"{min(levels, 1)}{rank}{share}")
            levels += 1
            if levels == 2:
                break
        return list(guesses.items())


def is_small_word(
    word: str, lexicon: Lexicon, analyse: Callable[[str], tuple[Analysis, ...]]
) -> bool:
    """Whether a word with a capital is known as a common word, and not mostly as a name.

    Parameters
    ----------
    word : str
        The first of its sentence.
    lexicon : Lexicon
    analyse : callable
        Voikko's readings of a word written small.
    """
    if not (word[:1].isupper() and word[1:].islower()):
        return False
    lower = word.lower()
    seen = lexicon.lemmas(lower)
    names = sum(n for lemma, n in seen.items() if lemma[:1].isupper())
    if 2 * names > sum(seen.values()):
        return False
    return bool(seen) or any(reading.lemma.islower() for reading in analyse(lower))


def edit_between(form: str, lemma: str) -> Edit:
    """The edit that leads from a form to its lemma."""
    same = 0
    while same < min(len(form), len(lemma)) and form[same] == lemma[same]:
        same += 1
    return Edit(len(form) - same, lemma[same:])


def ending_keys(word: str) -> list[str]:
    """The endings of a word, longest first, marked for a capital beginning."""
    mark = "C" if word[:1].isupper() else "c"
    lower = word.lower()
    return [mark + lower[-n:] for n in range(min(_LONGEST_ENDING, len(lower) - 1), 0, -1)]


def count_bucket(count: float) -> int:
    """0, 1, 2, … for 0, 1, 2–3, 4–7, …, at most 8."""
    return min(8, int(math.log2(count)) + 1) if count > 0 else 0


def _prune(endings: dict[str, Counter[Edit]], least: int) -> dict[str, dict[Edit, int]]:
    """Keep an ending only where its edits differ from those of the shorter ending."""
    kept: dict[str, dict[Edit, int]] = {}
    for key in sorted(endings, key=len):
        edits = endings[key]
        if sum(edits.values()) < least:
            continue
        best = dict(edits.most_common(3))
        shorter = key[0] + key[2:]
        parent = next((kept[k] for k in _shorter(shorter) if k in kept), None)
        if parent is not None and next(iter(best)) == next(iter(parent)) and len(best) == 1:
            share = next(iter(parent.values())) / sum(parent.values())
            if share > 0.9:
                continue
        kept[key] = best
    return kept


def _shorter(key: str) -> Iterable[str]:
    while len(key) > 1:
        yield key
        key = key[0] + key[2:]


class Told(NamedTuple):
    """What a form is to its neighbours.

    Attributes
    ----------
    classes : tuple of str
        Of its readings (`word_class`).
    verb : str
        The verb that it must be a form of, where there is one.
    """

    classes: tuple[str, ...]
    verb: str


class Answer(NamedTuple):
    """What is settled beforehand of a common lower-case form.

    Attributes
    ----------
    lemma : str
        What fast mode chooses.
    capital : bool
        Whether it is the same where the form begins a sentence with a capital.
    told : Told or None
        What Voikko tells its neighbours; None for a form that it does not know.
    """

    lemma: str
    capital: bool
    told: Told | None


def load_answers(folder: Path) -> tuple[dict[str, str], dict[str, Told]]:
    """Read ``answers.tsv.xz``: lemmas chosen beforehand.

    Returns
    -------
    dict of str to str
        Lower-case form → lemma; with a capital, where a sentence begins with it and the lemma
        is the same: the form with a capital → lemma.
    dict of str to Told
        The forms that Voikko knows.
    """
    answers, told = {}, {}
    each: dict[tuple[str, str], Told] = {}  # many forms are told the same of
    for form, its, capital, classes, verb in _rows(folder / "answers.tsv.xz"):
        answers[form] = lemma = its or form
        if capital:
            answers[form[0].upper() + form[1:]] = lemma
        if classes:
            key = classes, lemma if verb == _SAME else verb
            if key not in each:
                each[key] = Told(tuple(classes.split("/")), key[1])
            told[form] = each[key]
    return answers, told


def form_lines(folder: Path) -> list[str]:
    """Return the forms of `Lexicon.load` as they are written: form, lemma, how often."""
    return read_lines(folder / "forms.tsv.xz")


def answer_lines(folder: Path) -> list[str]:
    """Return what `load_answers` reads as it is written: form, lemma, letters …"""
    return read_lines(folder / "answers.tsv.xz")


def rows_of(lines: Sequence[str], form: str) -> list[list[str]]:
    """Return the rows of a form among the lines of a table; the lemma is empty where it is it."""
    begin = f"{form}\t"
    first = bisect_left(lines, begin)
    stop = bisect_left(lines, f"{form}\n", first)  # nothing comes between a tab and a line's end
    return [line.split("\t") for line in lines[first:stop]]


def save_answers(folder: Path, answers: dict[str, Answer]) -> None:
    """Write what `load_answers` reads."""
    write_rows(
        folder / "answers.tsv.xz", (_row(form, its) for form, its in sorted(answers.items()))
    )


def _row(form: str, its: Answer) -> tuple[str, ...]:
    classes, verb = its.told or ((), "")
    return (
        form,
        "" if its.lemma == form else its.lemma,
        "c" * its.capital,
        "/".join(classes),
        _SAME if verb and verb == its.lemma else verb,
    )


def _rows(path: Path) -> Iterable[list[str]]:
    for line in read_lines(path):
        form, its, *more = line.split("\t")
        # Forms and lemmas recur, in a table and from one to the other: each is held once.
        yield [intern(form), intern(its), *more]
