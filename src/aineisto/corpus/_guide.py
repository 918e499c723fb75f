"""Match the interviewer's turns to the questions of the guide, or infer the guide from them."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from os import PathLike
from pathlib import Path
from statistics import median
from textwrap import shorten
from typing import TYPE_CHECKING

from aineisto.codebook import Codebook, Question
from aineisto.core.errors import ReadError, reading
from aineisto.corpus._remarks import Remark, remark
from aineisto.corpus._source import Source
from aineisto.language.sentences import split_sentences

if TYPE_CHECKING:
    from aineisto.corpus._corpus import Corpus

#: Share of a question's n-grams (weighted by how telling they are) from which a turn asks it.
THRESHOLD = 0.5
_GOING_BACK = 0.15  # what it costs to return to a question already passed
_SKIPPING = 0.02  # what it costs to pass over a question
_KEYWORDS = 0.6  # what all keywords of a question say by themselves: enough, with some skipped
_WORD = re.compile(r"\w+")
_NUMBERED = re.compile(r"\A\W*(?:[A-ZÅÄÖ]?\d{1,2}[.):]|\d{1,2}\s)\s*")
_RECURS_IN = 0.6
_SAME = 0.75
_TOLD = 5  # rows and unknown codes that a remark tells
_TOLD_KNOWN = 30  # and codes of the guide


def guide_of(corpus: Corpus, codebook: Codebook) -> tuple[Question, ...]:
    """Return the interview guide of a study: the corpus's own, or else that of its codebook.

    Examples
    --------
    >>> [question.code for question in guide_of(corpus, codebook)][:2]
    ['tavoitteet', 'hyodyt']
    """
    return tuple(corpus.questions or codebook.questions)


def load_guide(guide: object) -> tuple[Question, ...]:
    """Return the questions of a guide.

    Parameters
    ----------
    guide : Codebook, sequence of Question or str, path, or None
        A path is a codebook (``.toml``) or a text file with a question a line.
    """
    if guide is None:
        return ()
    if isinstance(guide, Codebook):
        return guide.questions
    if isinstance(guide, str | PathLike):
        return _load_file(Path(guide))
    if not isinstance(guide, Sequence):
        raise ReadError(
            f"A guide cannot be made of {type(guide).__name__}.",
            remedy="Give a Codebook, a path, or a list of questions.",
        )
    return _numbered(guide)


def _load_file(path: Path) -> tuple[Question, ...]:
    if path.suffix.lower() == ".toml":
        return Codebook.load(path).questions
    if path.suffix.lower() not in {".txt", ".md"}:
        raise ReadError(
            "The interview guide is neither a codebook nor a text file.",
            file=path,
            remedy="Give a .toml codebook or a .txt with a question a line.",
        )
    from aineisto.corpus.readers import read_string

    with reading(path, "text file"):
        lines = [line.strip() for line in read_string(path).splitlines()]
    return _numbered([re.sub(r"^(?:\d{1,2}[.)]|[-•*])\s+", "", line) for line in lines if line])


def _numbered(questions: Sequence[object]) -> tuple[Question, ...]:
    return tuple(
        item if isinstance(item, Question) else Question(f"K{number}", {"fi": str(item)}, str(item))
        for number, item in enumerate(questions, start=1)
    )


def in_codes(source: Source, guide: Sequence[Question]) -> Source:
    """Return a table's source with the guide's codes for questions that are written out in it."""
    known = {question.code for question in guide}
    codes: dict[str, str] = {}
    for question in guide:
        for text in (*question.asked, *question.name.values()):
            codes.setdefault(_as_asked(text), question.code)
    now = {
        said: codes[_as_asked(said)]
        for said in source.questions
        if said not in known and _as_asked(said) in codes
    }
    if not now:
        return source
    rows: dict[str, list[int]] = {}
    for said, own in source.questions.items():
        rows.setdefault(now.get(said, said), []).extend(own)
    paragraphs = [p._replace(question=now.get(p.question, p.question))
                  for p in source.paragraphs or ()]  # fmt: skip
    return replace(source, paragraphs=tuple(paragraphs), questions=rows)


def _as_asked(text: str) -> str:
    """Return a question's words, without its number."""
    return " ".join(_WORD.findall(_NUMBERED.sub("", text).casefold()))


def unknown_questions(
    guide: Sequence[Question], given: Iterable[Mapping[str, Sequence[int]]]
) -> Remark | None:
    """Return a remark on the codes of questions in a table that a guide lacks, or None.

    Parameters
    ----------
    guide : sequence of Question
        The guide; where there is none, the table's questions are its own.
    given : iterable of mappings of str to sequence of int
        The codes that the table gives in each of its documents, and the rows of each.
    """
    known = [question.code for question in guide]
    rows = sorted(
        (row, code) for codes in given for code in codes.keys() - known for row in codes[code]
    )
    if not known or not rows:
        return None
    # Who wrote the questions themselves is told how they begin.
    unknown = [shorten(code, 60, placeholder=" …") for code in dict.fromkeys(c for _, c in rows)]
    return remark(
        "unknown_questions",
        _some((f"row {row}" for row, _ in rows), _TOLD),
        "Write the guide's codes into the table, or add the questions to the guide, and read "
        "again; until then each unknown code is a question of its own.",
        codes=_some((f"“{code}”" for code in unknown), _TOLD),
        known=_some(known, _TOLD_KNOWN),
    )


def _some(items: Iterable[str], most: int) -> str:
    listed = list(items)
    return ", ".join(listed[:most]) + " …" * (len(listed) > most)


def ngrams_of(text: str) -> frozenset[str]:
    """Return the words' beginnings and character 4-grams: case endings change little of them."""
    words = [word for word in _WORD.findall(text.lower()) if len(word) > 2]
    ngrams = {f" {word[:5]}" for word in words}
    for word in words:
        ngrams.update(word[place : place + 4] for place in range(len(word) - 3))
    return frozenset(ngrams)


class GuideMatcher:
    """How well a turn asks each question of a guide.

    Of a question in several wordings the one that fits best speaks.
    The measure is the share of the question's word beginnings and character 4-grams that the turn
    holds, each weighted by how few of the questions have it, so that *mitä* and *miten* say
    little and the question's own words much. All keywords of a question are enough by themselves,
    half of them are with some words of its text.
    """

    def __init__(self, questions: Sequence[Question]) -> None:
        self.questions = tuple(questions)
        wordings = [[ngrams_of(text) for text in one.asked] for one in self.questions]
        self._keywords = [
            [ngrams_of(keyword) for keyword in question.keywords] for question in self.questions
        ]
        counts = Counter(ngram for own in wordings for ngram in frozenset[str]().union(*own))
        total = len(self.questions)
        self._weights = {ngram: math.log(1 + total / count) for ngram, count in counts.items()}
        self._texts = [
            [(ngrams, self._weight(ngrams)) for ngrams in own if ngrams] for own in wordings
        ]

    def scores(self, text: str) -> list[float]:
        """Return, for each question, how well `text` asks it: 0…1."""
        ngrams = ngrams_of(text)
        return [self._score(ngrams, number) for number in range(len(self.questions))]

    def _score(self, ngrams: frozenset[str], number: int) -> float:
        shares = (self._weight(own & ngrams) / whole for own, whole in self._texts[number])
        share = max(shares, default=0.0)
        keywords = self._keywords[number]
        if keywords:
            hits = sum(bool(keyword) and len(keyword & ngrams) >= 0.7 * len(keyword)
                       for keyword in keywords)  # fmt: skip
            share = max(share, min(1.0, share + _KEYWORDS * hits / len(keywords)))
        return share

    def _weight(self, ngrams: frozenset[str]) -> float:
        return math.fsum(self._weights[ngram] for ngram in ngrams)

    def assign(self, turns: Sequence[str]) -> list[int | None]:
        """Return which question each interviewer's turn asks; None for a follow-up.

        The best sequence as a whole is sought (dynamic programming over turns and the question
        last asked), in which going on through the guide is free and going back costs.
        """
        if not self.questions:
            return [None] * len(turns)
        states: dict[int, tuple[float, list[int | None]]] = {-1: (0.0, [])}
        for turn in turns:
            gains = [score - THRESHOLD for score in self.scores(turn)]
            after = {last: (value, [*path, None]) for last, (value, path) in states.items()}
            for number, gain in enumerate(gains):
                if gain < 0:
                    continue
                for last, (value, path) in states.items():
                    better = value + gain - _step_cost(last, number)
                    if better > after.get(number, (-math.inf, []))[0]:
                        after[number] = (better, [*path, number])
            states = after
        return max(states.values(), key=lambda state: state[0])[1]


def _step_cost(last: int, number: int) -> float:
    return _GOING_BACK if number <= last else _SKIPPING * (number - last - 1)


def infer_guide(documents: Sequence[Sequence[str]]) -> tuple[Question, ...]:
    """Return the questions that recur nearly verbatim in most interviews, in their median order.

    Parameters
    ----------
    documents : sequence of sequences of str
        The interviewer's turns, document by document.

    Returns
    -------
    tuple of Question
        Coded K1…Kn; empty for fewer than three documents. A sentence that is asked again and
        again within an interview (*Osaatko antaa esimerkin?*) is a follow-up and left out.
    """
    asked = [_questions(turns) for turns in documents]
    asked = [questions for questions in asked if questions]
    need = math.ceil(_RECURS_IN * len(documents))
    if len(documents) < 3 or len(asked) < need:
        return ()
    # A question that recurs in most interviews is found in the first few of them.
    first_few = asked[: min(len(asked), len(asked) - need + 1, 25)]
    asked_in: dict[frozenset[str], set[int]] = defaultdict(set)
    for number, questions in enumerate(asked):
        for _, ngrams, _ in questions:
            asked_in[ngrams].add(number)
    similar = Similar(asked_in)
    found: list[tuple[float, str]] = []  # place in the interview, wording
    taken: set[frozenset[str]] = set()
    for ngrams in dict.fromkeys(one[1] for questions in first_few for one in questions):
        near = similar.to(ngrams)
        if near & taken:
            continue
        taken |= near
        where = {number for one in near for number in asked_in[one]}
        groups = [[one for one in asked[n] if one[1] in near] for n in sorted(where)]
        if len(groups) >= need and sum(map(len, groups)) <= 1.3 * len(groups):
            wordings = [one[0] for group in groups for one in group]
            # The shortest wording has no lead-in: “No mennään sitten: …”.
            wording = min(wordings, key=lambda one: (len(one), -wordings.count(one)))
            found.append((median(group[0][2] for group in groups), wording))
    found.sort()
    return _numbered([text for _, text in found])


def _questions(turns: Sequence[str]) -> list[tuple[str, frozenset[str], float]]:
    """Return an interview's question sentences, their n-grams and place (0…1)."""
    found = []
    for number, turn in enumerate(turns):
        for start, end in split_sentences(turn):
            sentence = turn[start:end]
            if sentence.rstrip("”\"»’').").endswith("?") and len(_WORD.findall(sentence)) >= 4:
                found.append((sentence, ngrams_of(sentence), number / len(turns)))
    return found


class Similar:
    """Which sets have nearly the same members: of the members of both, `_SAME` or more in common.

    So alike, two sets share one of the rarest few of each, and only those that do are compared.
    """

    def __init__(self, sets: Collection[frozenset[str]]) -> None:
        counts = Counter(member for one in sets for member in one)
        self._rank = {member: (count, member) for member, count in counts.items()}
        self._having: dict[str, list[frozenset[str]]] = defaultdict(list)
        for one in sets:
            for member in self._rarest(one):
                self._having[member].append(one)

    def _rarest(self, one: frozenset[str]) -> list[str]:
        few = len(one) - math.ceil(_SAME * len(one)) + 1
        return sorted(one, key=self._rank.__getitem__)[:few]

    def to(self, one: frozenset[str]) -> set[frozenset[str]]:
        """Return the sets that are similar to one of them, itself among them; none to none."""
        near = {other for member in self._rarest(one) for other in self._having[member]}
        return {other for other in near if len(one & other) >= _SAME * len(one | other)}
