"""Give every person the same pseudonym throughout, in the case of each mention."""

from __future__ import annotations

import random
import re
from collections.abc import Collection, Iterable, Mapping

from aineisto.pseudonyms._inflection import (
    COLON,
    Form,
    FormTable,
    declension,
    harmonise,
    inflect,
    paradigm,
    read_nen,
)
from aineisto.pseudonyms._lists import first_names, is_first_name, read_list, surnames
from aineisto.pseudonyms._tokens import PARTICLES

_WORD = re.compile(r"[^\W\d_]+(?:[-–’'][^\W\d_]+)*(?::[a-zäö]+)?")
_COLON_CASE = {ending: case for case, ending in COLON.items()}
_ENDINGS = (
    ("lle", "All"), ("lta", "Abl"), ("ltä", "Abl"), ("lla", "Ade"), ("llä", "Ade"),
    ("ssa", "Ine"), ("ssä", "Ine"), ("sta", "Ela"), ("stä", "Ela"), ("ksi", "Tra"),
)  # fmt: skip


class Reader:
    """Read the words of names as base form, case and clitic, one base form for all cases.

    Parameters
    ----------
    words : collection of str
        The words of all mentions: a form among them tells of another what it is a form of.
    """

    def __init__(self, words: Collection[str]) -> None:
        self._seen = FormTable(
            word for word in dict.fromkeys(words) if not (first_names().read(word))
        )
        self._words = frozenset(words)

    def read(self, word: str, *, first: bool) -> Form:
        """Return a word's reading; `first` says whether a first name is likelier."""
        stem, colon, ending = word.partition(":")
        if stem.islower():  # pylvänäinen is Pylvänäinen, wherever she is written so
            stem = stem.title()
            word = stem + colon + ending
        if colon:
            return Form(stem, _colon_case(ending))
        tables = (first_names(), surnames()) if first else (surnames(), first_names())
        readings = [form for table in tables for form in table.read(word)]
        if readings:
            return self._likeliest(readings)
        nen = read_nen(word)
        if nen is not None and (nen.case != "Par" or nen.lemma in self._words):
            return nen
        seen = [form for form in self._seen.read(word) if form.lemma != word]
        shorter = [form for form in seen if len(form.lemma) <= len(word)]
        if shorter:
            return min(shorter, key=lambda form: len(form.lemma))
        return _guess(word)

    def _likeliest(self, readings: list[Form]) -> Form:
        return next((form for form in readings if form.lemma in self._words), readings[0])


def _colon_case(ending: str) -> str:
    plain = harmonise(ending, back=False)
    if plain in _COLON_CASE:
        return _COLON_CASE[plain]
    return "Ill" if plain.endswith("n") and len(plain) > 1 else "Par" if plain in "tä" else "Gen"


def _guess(word: str) -> Form:
    """Read a word of which nothing is known by an ending that hardly any name has by nature."""
    for ending, case in _ENDINGS:
        stem = word[: -len(ending)]
        if word.endswith(ending) and len(stem) > 2 and stem[-1] in "aeiouyäöå":
            foreign = stem[-1] == "i" and len(stem) > 4 and stem[-2] not in "aeiouyäöå"
            return Form(stem[:-1] if foreign and stem[-3] not in "aeiouyäö" else stem, case)
    return Form(word, "Nom")


class Namer:
    """Choose pseudonyms: for a surname one of its declension, for a first name a neutral one.

    Parameters
    ----------
    taken : collection of str
        Base forms of names that occur in the corpus: no pseudonym is one of them.
    given : mapping of str to str
        Pseudonyms that the researcher chose, by the base form of a name or a part of it.
    seed : int
        Seed of the choice.
    """

    def __init__(self, taken: Collection[str], given: Mapping[str, str], seed: int) -> None:
        shuffle = random.Random(seed)
        self.first: dict[str, str] = {}
        self.last: dict[str, str] = {}
        for name, pseudonym in given.items():
            self._give(name, pseudonym)
        used = {*taken, *self.first.values(), *self.last.values()}
        self._firsts = [name for name in read_list("neutral_names") if name not in used]
        shuffle.shuffle(self._firsts)
        self._lasts: dict[str, list[str]] = {}
        for name in sorted(set(read_list("surnames"))):
            if name not in used and "-" not in name and name not in first_names():
                self._lasts.setdefault(declension(name), []).append(name)
        for names in self._lasts.values():
            shuffle.shuffle(names)
        self._number = 1

    def _give(self, name: str, pseudonym: str) -> None:
        parts, new = name.split(), pseudonym.split()
        if len(parts) > 1 and len(new) > 1:
            self.first[parts[0]], self.last[parts[-1]] = new[0], new[-1]
        elif parts and new:
            self.first[parts[0]] = self.last[parts[0]] = new[-1]

    def first_name(self, lemma: str) -> str:
        """Return the pseudonym of a first name."""
        if lemma not in self.first:
            self.first[lemma] = self._firsts.pop() if self._firsts else self._made("Nimi")
        return self.first[lemma]

    def surname(self, lemma: str) -> str:
        """Return the pseudonym of a surname."""
        if lemma not in self.last:
            kind = declension(lemma)
            pool = next(
                (self._lasts[k] for k in (kind, "nen", "la", "vowel") if self._lasts.get(k)), None
            )
            self.last[lemma] = pool.pop() if pool else self._made("Suku")
        return self.last[lemma]

    def _made(self, stem: str) -> str:
        self._number += 1
        letters, number = "", self._number
        while number:
            number, rest = divmod(number, 10)
            letters = "aeioulmnrs"[rest] + letters
        return stem + letters + "la"


class Persons:
    """The persons of a corpus: who each mention names, and what to write in its place.

    Parameters
    ----------
    mentions : sequence of str
        The texts of all mentions.
    given, taken, seed
        As in `Namer`; `taken` is added to the names read from the mentions.
    chosen : mapping of str to str
        Mentions with the replacement they already have: who is named so stays named so.
    """

    def __init__(
        self,
        mentions: Iterable[str],
        given: Mapping[str, str] | None = None,
        taken: Collection[str] = (),
        seed: int = 0,
        chosen: Mapping[str, str] | None = None,
    ) -> None:
        mentions = list(dict.fromkeys(mentions))
        self._reader = Reader(frozenset(w for m in mentions for w in _WORD.findall(m)))
        read = {mention: self.read(mention) for mention in mentions}
        lemmas = {form.lemma for forms in read.values() for form, _ in forms}
        words = {word for text in (chosen or {}).values() for word in _WORD.findall(text)}
        self.namer = Namer({*taken, *lemmas, *_pseudonyms_in(words)}, given or {}, seed)
        self._surnames: dict[str, set[str]] = {}
        self._firsts: dict[str, set[str]] = {}
        for mention in read:
            names = self._full_name(mention)
            if len(names) > 1:
                full = f"{names[0]} {names[-1]}"
                self._surnames.setdefault(names[-1], set()).add(full)
                self._firsts.setdefault(names[0], set()).add(full)
        self._numbers: dict[str, int] = {}
        for mention, replacement in (chosen or {}).items():
            self._learn(mention, replacement)

    def _learn(self, mention: str, replacement: str) -> None:
        number = re.match(r"\W*nimi(\d+)\W", replacement)
        if number:
            self._numbers.setdefault(self.identity(mention), int(number[1]))
            return
        words = _words(mention)
        new = _WORD.findall(replacement)
        if len(words) != len(new):
            return
        for (form, initial), first, word in zip(
            self.read(mention), _firsts(words), new, strict=True
        ):
            lemma = next(iter(_pseudonyms_in({word}, form)), None)
            if lemma and not initial:
                first = first and not self._is_only_surname(form.lemma, len(words))
                names = self.namer.first if first else self.namer.last
                names.setdefault(form.lemma, lemma)

    def read(self, mention: str) -> list[tuple[Form, bool]]:
        """Return each word of a mention as a form, with whether it is an initial."""
        words = _words(mention)
        firsts = _firsts(words)
        return [
            (Form(word, "Nom"), True)
            if len(word) == 1
            else (self._reader.read(word, first=first), False)
            for word, first in zip(words, firsts, strict=True)
        ]

    def _full_name(self, mention: str) -> list[str]:
        """Return the base forms of a mention's names, the surname last."""
        words = _words(mention)
        names = [
            (form.lemma, first)
            for (form, initial), first in zip(self.read(mention), _firsts(words), strict=True)
            if not initial
        ]
        return [name for name, _ in sorted(names, key=lambda pair: not pair[1])]

    def identity(self, mention: str) -> str:
        """Return whom a mention names: the full name where only one person bears the part."""
        names = self._full_name(mention)
        if not names:
            return mention
        if len(names) > 1:
            return f"{names[0]} {names[-1]}"
        bearers = self._surnames.get(names[0], set()) | self._firsts.get(names[0], set())
        return next(iter(bearers)) if len(bearers) == 1 else names[0]

    def pseudonym(self, mention: str) -> str:
        """Return a mention with every name in it replaced, each in its case."""
        words = [found for found in _WORD.finditer(mention) if found[0] not in PARTICLES]
        forms = self.read(mention)
        if not words:
            return mention
        parts: list[str] = []
        place = words[0].start()
        parts.append(mention[:place])
        for number, (found, (form, initial)) in enumerate(zip(words, forms, strict=True)):
            gap = mention[place : found.start()]
            parts.append(" " if any(c.isalpha() for c in gap) else gap)
            parts.append(self._replaced(found[0], form, initial, mention, number, len(words)))
            place = found.end()
        return "".join(parts) + mention[place:]

    def _replaced(
        self, word: str, form: Form, initial: bool, mention: str, number: int, count: int
    ) -> str:
        if initial:
            return self._initial(word, mention)
        plain = _words(mention)
        first = _firsts(plain)[number] and not self._is_only_surname(form.lemma, count)
        namer = self.namer.first_name if first else self.namer.surname
        new = inflect(namer(form.lemma), form.case, form.clitic)
        if word.islower():
            return new.lower()
        return new.upper() if word.isupper() and len(word) > 1 else new

    def parts(self, mentions: Iterable[str]) -> set[str]:
        """Return the base forms of the words of mentions, initials left out."""
        return {form.lemma for m in mentions for form, initial in self.read(m) if not initial}

    def _is_only_surname(self, lemma: str, count: int) -> bool:
        return count == 1 and lemma in self._surnames and lemma not in self._firsts

    def _initial(self, letter: str, mention: str) -> str:
        names = [form.lemma for form, initial in self.read(mention) if not initial]
        bearers = self._surnames.get(names[-1], set()) if names else set()
        full = sorted(name for name in bearers if name.startswith(letter))
        name = full[0].split()[0] if full else f"{letter}."
        return self.namer.first_name(name)[0]

    def bracketed(self, mention: str, marks: tuple[str, str]) -> str:
        """Return ``[nimi1]`` with the mention's case after a colon."""
        following = max(self._numbers.values(), default=0) + 1
        number = self._numbers.setdefault(self.identity(mention), following)
        forms = self.read(mention)
        case, clitic = (forms[-1][0].case, forms[-1][0].clitic) if forms else ("Nom", "")
        ending = COLON[case] + harmonise(clitic, back=False)
        return f"{marks[0]}nimi{number}{marks[1]}" + (f":{ending}" if ending else "")


def _pseudonyms_in(words: Collection[str], like: Form | None = None) -> set[str]:
    """Return the pseudonyms of which the words are forms, where given in a mention's case."""
    return {
        name
        for name in (*read_list("neutral_names"), *read_list("surnames"))
        for word in words
        if word[:2].lower() == name[:2].lower()
        and (
            word == inflect(name, like.case, like.clitic)
            if like is not None
            else any(word.startswith(form) for forms in paradigm(name).values() for form in forms)
        )
    }


def _words(mention: str) -> list[str]:
    """Return the names of a mention, without particles like *von*."""
    return [word for word in _WORD.findall(mention) if word not in PARTICLES]


def _firsts(words: list[str]) -> list[bool]:
    """Tell of each word of a mention whether it stands where a first name does.

    That is before the last, or alone as one; behind the surname in *Virtasen Matti* and
    *Virtanen, Matti*.
    """
    if len(words) == 2 and _is_surname_first(*words):
        return [False, True]
    if len(words) != 1:
        return [number < len(words) - 1 for number in range(len(words))]
    word = words[0]
    if surnames().read(word) and not first_names().read(word):
        return [False]
    return [is_first_name(word)]


def _is_surname_first(one: str, other: str) -> bool:
    form = next(iter(surnames().read(one)), None) or read_nen(one)
    if form is None or form.case not in ("Gen", "Nom") or is_first_name(one):
        return False
    return bool(first_names().read(other)) and not surnames().read(other)
