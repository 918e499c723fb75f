"""Know who of the speakers is the interviewer, or ask."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from aineisto.core.errors import Said, SpeakerError
from aineisto.corpus._corpus import INTERVIEWEE, INTERVIEWER
from aineisto.corpus.speakers._names import (
    INTERVIEWEE_WORDS,
    INTERVIEWER_WORDS,
    PAIRS,
    label_key,
    label_word,
)

_LONGEST_LETTERS = max(len(letters) for pair in PAIRS for letters in pair)


@dataclass(frozen=True)
class Speaker:
    """A speaker of a document: the label, its turns and its first words."""

    label: str
    turns: int
    first_words: str

    @property
    def key(self) -> str:
        """The label as labels are compared."""
        return label_key(self.label)


def assign_roles(
    speakers: Sequence[Speaker],
    *,
    file: Path,
    interviewer: Sequence[str] = (),
    participants: Sequence[str] = (),
    settled: Mapping[str, str] | None = None,
    other_side: str = "",
    asked: Mapping[str, int] | None = None,
) -> dict[str, str]:
    """Return the role of each speaker, by the label's key.

    Parameters
    ----------
    speakers : sequence of Speaker
        The document's speakers.
    file : Path
        The document, for the error.
    interviewer : sequence of str
        Labels that the user says are interviewers'.
    participants : sequence of str
        Labels that the participants' table gives for this document.
    settled : mapping of str to str, optional
        Roles by the label's key that the user, or a legend in the document, gives.
    other_side : str, default ""
        The role of those whose turns have no label, where there are such turns.
    asked : mapping of str to int, optional
        By label's key, how many questions of the guide the speaker asks.

    Raises
    ------
    SpeakerError
        When the labels leave open who asks and who answers. It lists them and says the remedy.
    """
    keys = [speaker.key for speaker in speakers]
    given = settled or {}
    if all(key in given for key in keys):
        return {key: given[key] for key in keys}
    for attempt in (
        _from_user(keys, interviewer),
        _from_participants(keys, participants),
        _from_settled(keys, given),
        _from_words(keys),
        _from_letters(keys),
        _from_guide(asked or {}),
        _from_other_side(keys, other_side),
    ):
        if attempt is not None:
            roles = {key: INTERVIEWER if key in attempt else INTERVIEWEE for key in keys}
            return {**roles, **{key: role for key, role in given.items() if key in roles}}
    raise _question(speakers, file)


def known_to_ask(
    speakers: Iterable[str], interviewer: Sequence[str], settled: Mapping[str, str]
) -> set[str]:
    """Return the labels, as they are compared, that are surely interviewers'.

    Parameters
    ----------
    speakers : iterable of str
        The labels of a document.
    interviewer : sequence of str
        Labels that the user says are interviewers'.
    settled : mapping of str to str
        Roles by the label's key.
    """
    keys = list(dict.fromkeys(map(label_key, speakers)))
    asking: set[str] = set()
    for known in (_from_user(keys, interviewer), _from_words(keys), _from_letters(keys)):
        asking |= known or set()
    given = {key: role for key, role in settled.items() if key in keys}
    return {key for key in asking if key not in given} | {
        key for key, role in given.items() if role == INTERVIEWER
    }


def _from_user(keys: list[str], interviewer: Sequence[str]) -> set[str] | None:
    return {label_key(name) for name in interviewer} & set(keys) or None


def _from_participants(keys: list[str], participants: Sequence[str]) -> set[str] | None:
    named = {label_key(name) for name in participants} & set(keys)
    others = [key for key in keys if key not in named]
    if not named:
        return None
    if len(others) <= 1:
        return set(others)
    asking = {key for key in others if label_word(key) in INTERVIEWER_WORDS}
    # Whoever else is there without a row is for the participants' table to ask about.
    return asking or None


def _from_settled(keys: list[str], settled: Mapping[str, str]) -> set[str] | None:
    asking = {key for key in keys if settled.get(key) == INTERVIEWER}
    if asking:
        return asking
    others = [key for key in keys if key not in settled]
    return set(others) if len(others) == 1 and len(keys) > 1 else None


def _from_words(keys: list[str]) -> set[str] | None:
    asking = {key for key in keys if label_word(key) in INTERVIEWER_WORDS}
    if asking:
        return asking
    others = [key for key in keys if label_word(key) not in INTERVIEWEE_WORDS]
    return set(others) if len(others) < min(2, len(keys)) or not others else None


def _from_letters(keys: list[str]) -> set[str] | None:
    letters = {label_word(key) for key in keys}
    # A name beside them is a third person's.
    letters -= {word for word in letters if len(word) > _LONGEST_LETTERS}
    for asks, answers in PAIRS:
        if letters == {asks, answers}:
            return {key for key in keys if label_word(key) == asks}
    return None


def _from_guide(asked: Mapping[str, int]) -> set[str] | None:
    """Return the one speaker who asks clearly most of the guide's questions."""
    ranked = sorted(asked, key=lambda key: asked[key], reverse=True)
    if not ranked or asked[ranked[0]] < 2:
        return None
    if len(ranked) > 1 and asked[ranked[0]] < 3 * asked[ranked[1]]:
        return None
    return {ranked[0]} | _numbered_with(ranked[0], asked)


def _numbered_with(asking: str, keys: Iterable[str]) -> set[str]:
    """Return the other moderators: *M2* beside *M1* who asks, where others are called otherwise."""
    word = label_word(asking)
    others = {key for key in keys if label_word(key) != word}
    alike = {key for key in keys if label_word(key) == word and key != word}
    return alike if asking != word and len(alike) < len(others) else set()


def _from_other_side(keys: list[str], other_side: str) -> set[str] | None:
    if not other_side:
        return None
    return set(keys) if other_side == INTERVIEWEE else set()


def _question(speakers: Sequence[Speaker], file: Path) -> SpeakerError:
    listed = "; ".join(
        f"{speaker.label} ({speaker.turns} turn{'s' * (speaker.turns != 1)}, "
        f"begins “{speaker.first_words}”)"
        for speaker in speakers[:12]
    )
    example = speakers[0].label
    return SpeakerError(
        Said(
            f"Which of these speakers is the interviewer? {listed}.",
            f"Kuka näistä puhujista on haastattelija? {listed}.",
        ),
        file=file,
        remedy=Said(
            f'Say it with interviewer="{example}" (if it is that one; on the command line '
            f"--interviewer {shlex.quote(example)}), or give each interviewee "
            "a row in the table of participants with the label in a column `speaker`.",
            f'Kerro se: interviewer="{example}" (jos se on hän; komentorivillä '
            f"--interviewer {shlex.quote(example)}), tai anna kullekin haastateltavalle "
            "haastateltavien taulukkoon rivi, jonka sarakkeessa `speaker` on hänen tunnuksensa.",
        ),
    )
