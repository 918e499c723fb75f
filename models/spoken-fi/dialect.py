"""Sentences in the dialect of utterances of the training data, so that words meet more dialects.

A dialect is what a handful of utterances that speak alike show: the form of whole words, what
became of a sound between its neighbours, and failing that between neighbours of their kind.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator

from edits import VOWELS, align

Pair = tuple[str, str]
Utterance = list[Pair]
OutcomesOf = Callable[[Pair], list[str]]
Place = tuple[str, str, str]  # sound before, sound, sound after; at a word's end the next word's
_LONG = 18  # words of a donor
_ASKED, _DONORS = 24, 4  # utterances compared with the first donor, those that join it
_SHOWN = 0.6  # share of the sounds of a word that the dialect must show
_EDGE = "#"


class Dialects:
    """Dialects put together from utterances that speak alike.

    Parameters
    ----------
    utterances : list of list of (str, str)
        Spoken and standard words.
    """

    def __init__(self, utterances: list[Utterance]) -> None:
        self._donors = [u for u in utterances if len(u) >= _LONG]
        self._outcomes: dict[Pair, list[str]] = {}

    def pick(self, rng: random.Random) -> Dialect:
        """What an utterance and the likest of some others show."""
        first = self._dialect([rng.choice(self._donors)])
        others = [
            (first.likeness(u, self._outcomes_of), u) for u in rng.sample(self._donors, _ASKED)
        ]
        others.sort(key=lambda other: -other[0])
        return self._dialect([*(u for _, u in others[:_DONORS]), first.donors[0]])

    def _dialect(self, donors: list[Utterance]) -> Dialect:
        return Dialect(donors, self._outcomes_of)

    def _outcomes_of(self, pair: Pair) -> list[str]:
        if pair not in self._outcomes:
            self._outcomes[pair] = _outcomes(*pair)
        return self._outcomes[pair]


class Dialect:
    """What some utterances show.

    Parameters
    ----------
    donors : list of list of (str, str)
        The last has the last word.
    outcomes_of : callable
        What became of each sound of the standard form of a pair.
    """

    def __init__(self, donors: list[Utterance], outcomes_of: OutcomesOf) -> None:
        self.donors = donors
        self._words = {standard: spoken for donor in donors for spoken, standard in donor}
        self._sounds: dict[Place, list[str]] = defaultdict(list)
        self._kinds: dict[Place, Counter[str]] = defaultdict(Counter)
        for donor in donors:
            for at in range(len(donor)):
                for place, outcome in _shown(donor, at, outcomes_of):
                    self._sounds[place].append(outcome)
                    self._kinds[_kind(place)][outcome] += 1

    def likeness(self, utterance: Utterance, outcomes_of: OutcomesOf) -> int:
        """Sounds that came out alike less twice those that did not."""
        points = 0
        for at in range(len(utterance)):
            for place, outcome in _shown(utterance, at, outcomes_of):
                known = self._sounds.get(place)
                if known and (outcome != place[1] or known[0] != place[1]):
                    points += 1 if outcome in known else -2
        return points

    def render(self, utterance: Utterance, rng: random.Random) -> Utterance:
        """The utterance in this dialect; a word of which too little is shown keeps its form."""
        rendered = []
        for at, (spoken, standard) in enumerate(utterance):
            said = self._words.get(standard)
            if said is None and " " not in standard:
                said = self._say(_places(utterance, at), rng)
            rendered.append((said or spoken, standard))
        return rendered

    def _say(self, places: list[Place], rng: random.Random) -> str | None:
        outcomes = [self._outcome(place, rng) for place in places]
        shown = sum(outcome is not None for outcome in outcomes)
        if len(places) < 3 or shown < _SHOWN * len(places):
            return None
        return "".join(
            place[1] if outcome is None else outcome
            for place, outcome in zip(places, outcomes, strict=True)
        )

    def _outcome(self, place: Place, rng: random.Random) -> str | None:
        if place in self._sounds:
            return rng.choice(self._sounds[place])
        its = self._kinds.get(_kind(place))
        return its.most_common(1)[0][0] if its else None


def _kind(place: Place) -> Place:
    before, sound, after = place
    return (
        "=" if before == sound else _kind_of(before),
        sound,
        "=" if after == sound else _kind_of(after[:1]),
    )


def _kind_of(sound: str) -> str:
    return sound if sound == _EDGE else "V" if sound in VOWELS else "C"


def _outcomes(spoken: str, standard: str) -> list[str]:
    """What of the spoken word each sound of the standard form became."""
    outcomes: list[str] = []
    lost = ""
    for char, put in zip(("", *spoken, ""), align(spoken, standard), strict=True):
        if put:
            outcomes.append(lost + char)
            outcomes.extend([""] * (len(put) - 1))
            lost = ""
        elif outcomes:
            outcomes[-1] += char
        else:
            lost += char
    return outcomes


def _places(utterance: Utterance, at: int) -> list[Place]:
    standard = utterance[at][1]
    if " " in standard:
        return []
    after = utterance[at + 1][1][:1] if at + 1 < len(utterance) else ""
    sounds = (_EDGE, *standard, _EDGE + after)
    return [(sounds[i], sounds[i + 1], sounds[i + 2]) for i in range(len(standard))]


def _shown(utterance: Utterance, at: int, outcomes_of: OutcomesOf) -> Iterator[tuple[Place, str]]:
    places = _places(utterance, at)
    return zip(places, outcomes_of(utterance[at]), strict=True) if places else iter(())
