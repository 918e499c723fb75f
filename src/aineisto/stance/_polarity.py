"""What the cues of a statement say once negation, degree, modality and questions are heard.

The rules follow the description of Finnish negation and modality in *Iso suomen kielioppi*
(https://scripta.kotus.fi/visk, §§ 1603–1637, 1551–1599); their numbers are judgement, not
estimates, and stand here where they can be read.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from aineisto.stance._cues import CueList
from aineisto.stance._words import Word

_SCOPE = 6  # words after a negator that it reaches within its clause
_BACK_SCOPE = 3  # words before it: "hyötyä siitä ei ole"
_DENIED_GOOD, _DENIED_BAD = -0.9, -0.55  # "ei hyvä" is bad; "ei ongelmia" is mildly good
_LIMIT_IF_POSSIBLE = 1.1  # what may be is a risk or an opportunity, no weakness or strength
_DEMANDED_GOOD, _DEMANDED_BAD = 0.1, 0.6  # "pitäisi toimia" praises nothing; an ill stays one
_PLAIN = frozenset({"weakness", "strength"})  # kinds that say how things are
_PLAIN_VALUE = 0.9
_LIMIT_IF_NOT_PLAIN = 1.25
_CONCEDED = 0.4  # after *vaikka*
_ASKED = 0.1  # a question judges nothing
_BEFORE_BUT, _AFTER_BUT = 0.6, 1.2
# Where nothing after *mutta* speaks for itself, praise before it was a concession: the argument
# goes the other way (Anscombre & Ducrot 1977, *Deux mais en français?*). A complaint is softened.
_CONCEDED_GOOD, _CONCEDED_BAD = -0.4, 0.5
_QUOTED = 0.3  # in quotation marks: another's word, or meant ironically
_COMPARED = 0.2  # after *kuin*: what it is measured by
_DOUBTED = -0.8  # "toimii, jos toimii"
_AFINN_SHARE = 0.2  # AFINN runs −5…5 and is made for tweets
_CEILING = 2.4
_LONGEST_COURTESY = 4  # words

_WITHOUT = frozenset({"ilman", "vailla", "tuskin"})
_NOT_ONLY = frozenset({"pelkästään", "ainoastaan", "yksinomaan", "vain"})
_BUT = frozenset({"mutta", "mut"})
_COURTESY = re.compile(
    r"kiitos|kiitti|kiitoksia|kiitokset|kiitän|moi|moikka|hei|terve|heippa|näkemiin|hyvää"
)
_DEMAND = re.compile(
    r"pit(?:t?ää|äisi|äis|äs)(?:hän|kin|ki)?|täyty[yi](?:si|is)?|tarvi(?:tsee|tsisi|is|i)"
)
_COMES = frozenset({"tulee", "tulisi", "tulis"})  # with an infinitive
_IS = frozenset({"on", "ovat", "olisi", "olis", "ois"})  # with a participle or a noun
_NEEDED = frozenset({"tarvitaan", "tarvittaisiin", "tarvitaa", "tarvittais", "edellyttää"})
_MAY_DEMAND = _COMES | _IS | _NEEDED
_NO_MUST = re.compile(
    r"(?:loista|mahta|merkittä|riittä|huomatta|ymmärrettä|vaikutta|kiinnosta|järkyttä|hirvittä"
    r"|luotetta|kannatta|tavatta|tehtä)v[aä]"
)
_MUST_FORM = re.compile(r".{2,}t[aä]v[aä][aä]?")
_POSSIBLE = re.compile(
    r"jos|mikäli|voip?|voisi|vois|voida|saattaa|saattaisi|ehkä|mahdollisesti|kenties|ois|olis"
)
_INDIRECT = frozenset({"miten", "kuinka", "mitenkä", "millainen", "minkälainen", "miksi"})
_QUOTES = frozenset('"”“„»«')
_LONGEST_QUOTE = 25  # words
_PARTICIPLE = re.compile(r".*(?:[td][uy]|[nl]ut|[nl]yt|[td]uj?[ea].*|[td]yj?[eä].*)")
_SPOKEN_CONDITIONAL = re.compile(r".+(?:[aä]is|ois|lis|t[aä]s)$")


@dataclass(frozen=True, slots=True)
class Sign:
    """A word or phrase that speaks for or against: where it is and what it weighs."""

    positions: tuple[int, ...]
    value: float
    kind: str


@dataclass(frozen=True, slots=True)
class PolarityReading:
    """The signs of a statement and their sum on the scale −2…2.

    ``demand`` tells whether it asks for something to be done, ``silent`` whether it only asks a
    question or says thanks or goodbye. ``limit`` bounds the whole statement's score: worries and
    hopes alone, however many, are a risk or an opportunity, no weakness or strength. ``muted``
    are the words whose tone is not the speaker's: quoted, or no judgement here.
    """

    signs: tuple[Sign, ...]
    score: float
    demand: bool
    silent: bool
    limit: float
    muted: frozenset[int] = frozenset()


class PolarityReader:
    """Read the signs of a statement.

    Parameters
    ----------
    cues : CueList
        The cue words.
    lexicon : mapping of str to float
        Polarity of lemmas, −5…5, for words that are no cues.
    """

    def __init__(self, cues: CueList, lexicon: Mapping[str, float]) -> None:
        self._cues = cues
        self._lexicon = lexicon

    def read(self, words: Sequence[Word]) -> PolarityReading:
        """Return the signs and the score of a statement's words."""
        signs = self._found(words)
        clauses = _Clauses(words)
        weighed = [
            self._weighed(sign, words, clauses)
            for sign in signs
            if words[sign.positions[0]].sentence not in clauses.courtesies
        ]
        weighed = _turned(weighed, words, clauses)
        total = sum(sign.value for sign in weighed)
        sentences = 1 + max((word.sentence for word in words if word.is_word), default=0)
        # Two signs in one sentence add up; in a long answer they thin out.
        spread = math.sqrt(sentences)
        score = _CEILING * math.tanh(total / (_CEILING * spread))
        silent = clauses.all_questions or clauses.all_courtesies
        limit = _limit(weighed)
        score = max(-limit, min(limit, score))
        empty = {place for sign in signs if not sign.value for place in sign.positions}
        muted = frozenset(empty | clauses.quoted | clauses.doubted)
        return PolarityReading(tuple(weighed), score, bool(clauses.demands), silent, limit, muted)

    def _found(self, words: Sequence[Word]) -> list[Sign]:
        matches = self._cues.find(words)
        taken = {position for match in matches for position in match.positions}
        signs = [Sign(match.positions, match.cue.value, match.cue.kind) for match in matches]
        for position, word in enumerate(words):
            if position not in taken and word.is_word:
                value = self._lexicon.get(word.form, self._lexicon.get(word.lemma, 0.0))
                if value:
                    signs.append(Sign((position,), _AFINN_SHARE * value, "lexicon"))
        signs.sort(key=lambda sign: sign.positions)
        begins = {sign.positions[0] for sign in signs}
        # In "hyvin epäselvä" the adverb only strengthens what follows.
        return [s for s in signs if not self._only_degree(s, words, begins)]

    def _only_degree(self, sign: Sign, words: Sequence[Word], begins: set[int]) -> bool:
        last = sign.positions[-1]
        return (
            len(sign.positions) == 1
            and self._cues.factor(words[last]) != 1.0
            and (last + 1 in begins or _strengthens(words, last))
        )

    def _weighed(self, sign: Sign, words: Sequence[Word], clauses: _Clauses) -> Sign:
        first = sign.positions[0]
        value = sign.value * self._degree(words, first)
        inside = any(words[position].negates for position in sign.positions)
        if not inside and clauses.denied(first):
            value *= _DENIED_GOOD if value > 0 else _DENIED_BAD
        clause, sentence, kind = words[first].clause, words[first].sentence, sign.kind
        if clause in clauses.demands:
            value *= _DEMANDED_GOOD if value > 0 else _DEMANDED_BAD
        elif clause in clauses.possible:
            value = max(-_LIMIT_IF_POSSIBLE, min(_LIMIT_IF_POSSIBLE, value))
            if kind in _PLAIN:
                kind = "opportunity" if value > 0 else "risk"
        if clause in clauses.conceded:
            value *= _CONCEDED
        if sentence in clauses.questions or (value > 0 and clauses.asked(first)):
            value *= _ASKED
        if first in clauses.quoted:
            value *= _QUOTED
        if first in clauses.compared:
            value *= _COMPARED
        if value > 0 and not clauses.doubted.isdisjoint(sign.positions):
            value *= _DOUBTED
        return Sign(sign.positions, value, kind)

    def _degree(self, words: Sequence[Word], position: int) -> float:
        factor = 1.0
        for before in (position - 1, position - 2):
            if before < 0 or words[before].clause != words[position].clause:
                break
            step = self._cues.factor(words[before])
            if step == 1.0:
                break
            factor *= step
        return min(factor, 1.6)


class _Clauses:
    """Which clauses deny, demand, suppose or ask."""

    def __init__(self, words: Sequence[Word]) -> None:
        self._words = words
        self._negators = [i for i, word in enumerate(words) if self._denies(i)]
        self._but = {
            word.sentence: i
            for i, word in enumerate(words)
            if word.form in _BUT and i > 0 and words[i - 1].sentence == word.sentence
        }
        self.conceded = {word.clause for i, word in enumerate(words) if self._concedes(i)}
        self.demands = {words[i].clause for i in range(len(words)) if self._demands_at(i)}
        self.possible = {word.clause for word in words if _is_possible(word)}
        self.questions = {word.sentence for word in words if word.form.startswith("?")}
        self.courtesies = _courtesies(words)
        self.quoted = _quoted(words)
        self.compared = _compared(words)
        self.doubted = _doubted(words)
        real = {word.sentence for word in words if word.is_word}
        self.all_questions = bool(real) and real <= self.questions
        self.all_courtesies = bool(real) and real <= self.courtesies

    def denied(self, position: int) -> bool:
        """Whether a negator in the clause reaches a word."""
        word = self._words[position]
        if "Abe" in word.traits and "VERB" not in word.traits:
            return True  # ongelmitta
        for negator in self._negators:
            if self._words[negator].clause != word.clause:
                continue
            if 0 < position - negator <= _SCOPE:
                return True
            # Finnish fronts what is denied in the partitive: "rahaa ei ole".
            fronted = "Par" in word.traits or "VERB" in word.traits
            if 0 < negator - position <= _BACK_SCOPE and fronted:
                return True
        return False

    def but(self, position: int) -> int | None:
        """Return where the *mutta* of a word's sentence stands."""
        return self._but.get(self._words[position].sentence)

    def asked(self, position: int) -> bool:
        """Whether a word stands in an indirect question: *miten se toimii*, *toimiiko se*."""
        word = self._words[position]
        if "VERB" in word.traits and word.form.endswith(("ko", "kö")):
            return True
        before = self._words[max(position - _SCOPE, 0) : position]
        return any(
            other.clause == word.clause and not _INDIRECT.isdisjoint(other.lemmas | {other.form})
            for other in before
        )

    def _denies(self, position: int) -> bool:
        word = self._words[position]
        if word.form in _WITHOUT:
            return True
        if not word.negates:
            return False
        after = [other.form for other in self._words[position + 1 : position + 3]]
        return _NOT_ONLY.isdisjoint(after)

    def _concedes(self, position: int) -> bool:
        # "…, vaikka laki kaatuisi" concedes; "otetaan vaikka Kela" gives an example.
        if self._words[position].form not in ("vaikka", "vaikkei"):
            return False
        return not position or not self._words[position - 1].is_word

    def _demands_at(self, position: int) -> bool:
        word = self._words[position]
        act = _speech_act_of(word.form)
        if not act.demand and word.form not in _MAY_DEMAND:
            return False
        following = self._words[position + 1 : position + 7]
        same = [other for other in following if other.clause == word.clause]
        if act.demand:
            return not any(other.form in ("kiinni", "paikkansa") for other in same)
        if word.form in _COMES:
            return any("Inf1" in other.traits for other in same)
        if word.form in _IS:
            must = any(_is_must(other) for other in same[:3])
            return must or any(other.form in ("syytä", "pakko") for other in same[:2])
        return word.form in _NEEDED


def _limit(signs: Sequence[Sign]) -> float:
    plain = any(sign.kind in _PLAIN and abs(sign.value) >= _PLAIN_VALUE for sign in signs)
    return math.inf if plain or not signs else _LIMIT_IF_NOT_PLAIN


def _turned(signs: Sequence[Sign], words: Sequence[Word], clauses: _Clauses) -> list[Sign]:
    """Weigh signs by their place about their sentence's last *mutta*."""
    speaks = {
        words[sign.positions[0]].sentence
        for sign in signs
        if sign.value and sign.positions[0] > (clauses.but(sign.positions[0]) or 0)
    }
    result = []
    for sign in signs:
        place = sign.positions[0]
        but = clauses.but(place)
        factor = 1.0
        if but is not None and place > but:
            factor = _AFTER_BUT
        elif but is not None and words[place].sentence in speaks:
            factor = _BEFORE_BUT
        elif but is not None:
            factor = _CONCEDED_GOOD if sign.value > 0 else _CONCEDED_BAD
        result.append(Sign(sign.positions, factor * sign.value, sign.kind))
    return result


def _quoted(words: Sequence[Word]) -> set[int]:
    """Return the positions between quotation marks that open and close within reach."""
    marks = [i for i, word in enumerate(words) if word.form and word.form[0] in _QUOTES]
    pairs = zip(marks[::2], marks[1::2], strict=False)
    return {i for a, b in pairs if b - a <= _LONGEST_QUOTE for i in range(a + 1, b)}


def _compared(words: Sequence[Word]) -> set[int]:
    """Return the positions after *kuin* where a comparative stands before it in the sentence."""
    found: set[int] = set()
    for i, word in enumerate(words):
        if word.form not in ("kuin", "ku"):
            continue
        before = [w for w in words[max(i - _SCOPE, 0) : i] if w.sentence == word.sentence]
        if any("Cmp" in w.traits or w.form in ("enemmän", "vähemmän", "ennemmin") for w in before):
            after = range(i + 1, min(i + 1 + _SCOPE, len(words)))
            found |= {j for j in after if words[j].sentence == word.sentence}
    return found


def _doubted(words: Sequence[Word]) -> set[int]:
    """Return the positions of what is taken back at once: *toimii, jos toimii*."""
    found: set[int] = set()
    for i, word in enumerate(words[:-1]):
        if word.form in ("jos", "mikäli"):
            before = range(max(i - 3, 0), i)
            same = {j for j in before if not words[j].lemmas.isdisjoint(words[i + 1].lemmas)}
            found |= {*same, i + 1} if same else set()
    return found


def _strengthens(words: Sequence[Word], position: int) -> bool:
    """Tell whether *hyvin* only strengthens the next word: *hyvin erilaisia*."""
    if words[position].form not in ("hyvin", "hyvi") or position + 1 >= len(words):
        return False
    after = words[position + 1]
    same = after.clause == words[position].clause
    degree = not after.traits.isdisjoint({"ADJ", "ADV"}) and "VERB" not in after.traits
    return same and degree and not _PARTICIPLE.fullmatch(after.form)


def _courtesies(words: Sequence[Word]) -> set[int]:
    """Return the short sentences that only thank or greet."""
    lengths: dict[int, int] = {}
    polite = set()
    for word in words:
        if word.is_word:
            lengths[word.sentence] = lengths.get(word.sentence, 0) + 1
            if _speech_act_of(word.form).courtesy:
                polite.add(word.sentence)
    return {sentence for sentence in polite if lengths[sentence] <= _LONGEST_COURTESY}


def _is_must(word: Word) -> bool:
    return not _NO_MUST.fullmatch(word.lemma) and _MUST_FORM.fullmatch(word.form) is not None


def _is_possible(word: Word) -> bool:
    return _speech_act_of(word.form).possible or "Cnd" in word.traits


class _SpeechAct(NamedTuple):
    """What a form by itself may do: ask for something, suppose it, thank or greet."""

    demand: bool
    possible: bool
    courtesy: bool


@lru_cache(maxsize=32_768)
def _speech_act_of(form: str) -> _SpeechAct:
    possible = _POSSIBLE.fullmatch(form) or _SPOKEN_CONDITIONAL.fullmatch(form)
    return _SpeechAct(
        _DEMAND.fullmatch(form) is not None,
        possible is not None,
        _COURTESY.fullmatch(form) is not None,
    )
