"""A statement as words with lemmas, and the borders of its clauses and sentences."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from aineisto.language import Lemmatizer, Token, shared_lemmatizer, tokenize


@dataclass(frozen=True, slots=True)
class WordReadings:
    """What is known of a word by itself.

    ``form`` is the word in small letters, ``lemma`` the lemmatiser's choice. ``lemmas`` holds the
    others too: without context *toimi* may be the noun or the verb, and a cue that fits any reading
    is worth finding. ``heads`` are the last parts of compounds; ``traits`` the moods, cases and
    parts of speech after Universal Dependencies that some reading has. ``is_word`` tells whether it
    has a letter or a digit, ``negates`` whether it is of the negation verb (`is_negator`).
    """

    form: str
    lemma: str
    lemmas: frozenset[str]
    heads: frozenset[str]
    traits: frozenset[str]
    is_word: bool
    negates: bool


@dataclass(frozen=True, slots=True)
class Word(WordReadings):
    """A token in small letters, with its readings, and where it is in the text."""

    start: int
    end: int
    clause: int
    sentence: int


_NEGATORS = re.compile(
    r"(e[nti]|emme|ette|eivät|ei(?:v?ä|vat)|emm?[äe]|et+[äe])"
    r"(?:kä|pä|hän|kään|s|pähän|päs)?|ett(?:en|et|ei|emme|ette|eivät)|ettei(?:hän|kä)"
    r"|(?:jott|mutt|vaikk|kosk)(?:en|et|ei|emme|ette|eivät)|[äe]lä|älkää|älköön"
)
_CLAUSE_WORDS = frozenset(
    {
        *("mutta", "muttai", "mutte", "muttei", "mut", "vaan", "koska", "että", "jotta", "kun"),
        *("ku", "jos", "vaikka", "joten", "niin", "eli", "mikäli"),
    }
)
_YOU = frozenset({"sä", "sää", "sinä", "sie", "säkään", "sinäkään", "nää"})
#: Bare stems that the third person shares: *et saa*, *et voi*.
_STEMS = frozenset({"saa", "voi", "jää", "käy", "vie", "tuo", "syö", "juo", "myy", "oo", "nää"})
_CLAUSE_LEMMAS = frozenset({"joka"})
_SENTENCE_ENDS = frozenset(".?!…")


#: What the transcriber added: [epäselvä], (naurahtaa), ((puhelin soi)).
_NOTE = re.compile(r"\[[^\]]{0,60}\]|\(\(.{0,60}?\)\)|\(\w+(?: \w+)?\)")


def is_negator(form: str) -> bool:
    """Tell whether a form (small letters) is of the negation verb, clitics and speech included."""
    return form not in ("että", "etten kö", "eikö") and _NEGATORS.fullmatch(form) is not None


@lru_cache(maxsize=65_536)  # some 0.9 kB each
def _look_up(word: str, denied: bool, lemmatizer: Lemmatizer) -> WordReadings:
    lemma = lemmatizer.lemma(word).lower()
    if not any(character.isalpha() for character in word):
        is_word = any(character.isalnum() for character in word)
        return WordReadings(
            word, lemma, frozenset((lemma,)), frozenset(), frozenset(), is_word, False
        )
    readings = lemmatizer.analyses(word)
    # Readings that cut a word into more parts than need be are nearly always wrong, and a form
    # that stands only with a negation (or commands) is not meant where nothing is denied.
    fewest = min((len(reading.parts) for reading in readings), default=0)
    plain = [reading for reading in readings if len(reading.parts) == fewest]
    if not denied:
        stated = [r for r in plain if r.mood != "Imp" and not r.connegative]
        plain = stated or plain
    lemmas = frozenset((lemma, *(reading.lemma.lower() for reading in plain)))
    heads = frozenset(reading.parts[-1].lower() for reading in plain if len(reading.parts) > 1)
    traits = frozenset(
        trait for r in plain for trait in (r.pos, r.case, r.mood, r.comparison) if trait
    )
    return WordReadings(word, lemma, lemmas, heads, _one(traits), True, is_negator(word))


@lru_cache(maxsize=4096)
def _one(traits: frozenset[str]) -> frozenset[str]:
    """Return one object for all equal sets: there are many words and few sets of traits."""
    return traits


def _denies_you(tokens: list[Token], place: int, lemmatizer: Lemmatizer) -> bool:
    """Tell whether *et* is "you … not": beside *sinä* or before a bare stem; else it is *että*."""
    beside = [
        token.text.lower()
        for token in (*tokens[max(place - 1, 0) : place], *tokens[place + 1 : place + 2])
    ]
    if not _YOU.isdisjoint(beside):
        return True
    after = beside[-1] if place + 1 < len(tokens) else ""
    stem = after in _STEMS or any(r.connegative for r in lemmatizer.analyses(after))
    return bool(after) and stem


def _without_notes(text: str) -> list[Token]:
    tokens = tokenize(text)
    notes = [match.span() for match in _NOTE.finditer(text)]
    if not notes:
        return tokens
    return [
        token for token in tokens if not any(start <= token.start < end for start, end in notes)
    ]


@lru_cache(maxsize=2048)  # some 3 kB each
def read_words(text: str) -> tuple[Word, ...]:
    """Split a text into words with lemmas, numbered by clause and sentence.

    Parameters
    ----------
    text : str
        A statement.

    Returns
    -------
    tuple of Word
        Punctuation is among them, the transcriber's notes are not. A clause ends at punctuation
        and before a conjunction; the numbers of clauses run through the whole text.
    """
    lemmatizer = shared_lemmatizer()
    words: list[Word] = []
    clause = sentence = 0
    denied = -1  # the clause in which a negator last stood
    tokens = _without_notes(text)
    for place, token in enumerate(tokens):
        form = token.text.lower()
        if form == "et" and not _denies_you(tokens, place, lemmatizer):
            form = "että"
        entry = _look_up(form, denied == clause, lemmatizer)
        # "eivät vaan toimi" and "niin hyvin" stand inside a clause, not at its border.
        inside = form in ("vaan", "niin") and bool(words) and words[-1].is_word
        if (form in _CLAUSE_WORDS or entry.lemma in _CLAUSE_LEMMAS) and not inside:
            clause += 1
        word = Word(
            entry.form,
            entry.lemma,
            entry.lemmas,
            entry.heads,
            entry.traits,
            entry.is_word,
            entry.negates,
            token.start,
            token.end,
            clause,
            sentence,
        )
        words.append(word)
        if word.negates:
            denied = clause
        if not word.is_word and form not in "-–—\"”’'«»":
            clause += 1
            if form[0] in _SENTENCE_ENDS:
                sentence += 1
    return tuple(words)
