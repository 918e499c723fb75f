"""What a codebook is made of: small frozen records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aineisto.core.checks import as_names
from aineisto.core.errors import ArgumentTypeError, CodebookError


def label(names: Mapping[str, str], lang: str, default: str) -> str:
    """Return the name in a language, else in the other, else `default`."""
    return names.get(lang) or next(iter(names.values()), "") or default


def _as_tuples(record: object, what: str, *fields: str) -> None:
    """Make tuples of a record's lists of strings; one string for a list is refused."""
    for field in fields:
        given = getattr(record, field)
        object.__setattr__(record, field, as_names(given, f"{what}: {field}"))


def _as_named(record: Theme | Question, what: str) -> None:
    """Check that a record's names are told by language."""
    if not isinstance(record.name, Mapping):
        raise ArgumentTypeError(
            f"{what}: name is {record.name!r}, not names by language.",
            remedy=f'Write {{"fi": {record.name!r}}}.',
        )


@dataclass(frozen=True)
class Theme:
    """A theme: its code and what a coder needs to know to use it.

    ``merged`` holds the codes of themes that were taken into this one: what was coded with them
    in a project counts as this.

    Examples
    --------
    >>> theme = Theme("raha", {"fi": "Rahoitus", "en": "Funding"}, keywords=("budjetti",))
    >>> theme.label("en"), theme.keywords
    ('Funding', ('budjetti',))
    """

    code: str
    name: Mapping[str, str]
    definition: str = ""
    keywords: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    parent: str = ""
    merged: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _as_named(self, f"The theme {self.code!r}")
        _as_tuples(self, f"The theme {self.code!r}", "keywords", "examples", "merged")

    def label(self, lang: str = "fi") -> str:
        """Return the theme's name in a language."""
        return label(self.name, lang, self.code)


def labels_apart(themes: Sequence[Theme], lang: str) -> dict[str, str]:
    """Return the themes' names by code, no two alike: with the parent's before, or the code."""
    labels = {theme.code: theme.label(lang) for theme in themes}
    shared = _shared(labels)
    told = {
        theme.code: f"{labels[theme.parent]}: {labels[theme.code]}"
        if theme.parent and labels[theme.code] in shared
        else labels[theme.code]
        for theme in themes
    }
    shared = _shared(told)
    return {code: f"{one} ({code})" if one in shared else one for code, one in told.items()}


def _shared(labels: Mapping[str, str]) -> set[str]:
    return {label for label, n in Counter(labels.values()).items() if n > 1}


@dataclass(frozen=True)
class ScalePoint:
    """One step of the ordinal scale.

    Examples
    --------
    >>> ScalePoint(-1, {"fi": "riski", "en": "risk"}).label("fi")
    'riski'
    """

    value: int
    name: Mapping[str, str]

    def label(self, lang: str = "fi") -> str:
        """Return the step's name in a language."""
        return label(self.name, lang, f"{self.value:+d}" if self.value else "0")


@dataclass(frozen=True)
class Question:
    """A question of the interview guide.

    ``wordings`` are other ways in which it is asked: a turn is compared with each, and with `text`.

    Examples
    --------
    >>> Question("raha", {"fi": "Rahoitus", "en": "Funding"}, "Riittääkö raha?").label("en")
    'Funding'
    >>> Question("raha", {}, "Riittääkö raha?", wordings=("Miten pärjäätte?",)).asked
    ('Riittääkö raha?', 'Miten pärjäätte?')
    """

    code: str
    name: Mapping[str, str]
    text: str
    keywords: tuple[str, ...] = ()
    wordings: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _as_named(self, f"The question {self.code!r}")
        _as_tuples(self, f"The question {self.code!r}", "keywords", "wordings")

    @property
    def asked(self) -> tuple[str, ...]:
        """All ways in which the question is asked: its text first."""
        return tuple(dict.fromkeys(text for text in (self.text, *self.wordings) if text))

    def label(self, lang: str = "fi") -> str:
        """Return the question's short name in a language."""
        return label(self.name, lang, self.code)


@dataclass(frozen=True)
class ActorEntry:
    """An actor of the register: an organisation, system or service and its spellings.

    ``valid_from`` and ``valid_to`` are ISO dates or years, empty where they are not established.

    Examples
    --------
    >>> entry = ActorEntry("Kansaneläkelaitos", aliases=("KELA", "Kela"), kind="virasto")
    >>> entry.aliases
    ('KELA', 'Kela')
    """

    name: str
    aliases: tuple[str, ...] = ()
    kind: str = ""
    names: Mapping[str, str] = None  # type: ignore[assignment]
    valid_from: str = ""
    valid_to: str = ""
    successor: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        if self.names is None:
            object.__setattr__(self, "names", {})
        _as_tuples(self, f"The actor {self.name!r}", "aliases")


#: What a group of cue words may speak for, as the shipped scale has it.
CUE_KINDS = ("weakness", "risk", "opportunity", "strength")


@dataclass(frozen=True)
class CueGroup:
    """Words of the study that speak for a kind of stance.

    Attributes
    ----------
    kind : {"weakness", "risk", "opportunity", "strength"}
        What they speak for.
    words : tuple of str
        Words and phrases: a lemma or a form, ``*loppu``, ``alku*``, ``tämä|tuo``, ``EI`` for the
        negation verb, ``..`` for up to three words between.
    value : float, optional
        −2…2; the kind's usual value when not given. 0 takes a cue that ships away.

    Raises
    ------
    CodebookError
        When the kind is unknown, a word is empty or the value not on the scale.

    Examples
    --------
    >>> from dataclasses import replace
    >>> cues = (CueGroup("strength", ("yhden luukun malli",), value=1.0),)
    >>> own = replace(codebook, cues=cues)
    >>> (code,) = aineisto.StanceClassifier(cues=own.cues).predict(["Se on yhden luukun malli."])
    >>> int(code) > 0
    True
    """

    kind: str
    words: tuple[str, ...]
    value: float | None = None

    def __post_init__(self) -> None:
        _as_tuples(self, f"The group of cues ({self.kind})", "words")
        name = f"The cues {', '.join(self.words) or '(no words)'}"
        if self.kind not in CUE_KINDS:
            raise CodebookError(
                f"{name} have the kind {self.kind!r}.",
                place="[[cues]]",
                remedy=f"Use one of {', '.join(CUE_KINDS)}.",
            )
        if not self.words or not all(word.strip(" .") for word in self.words):
            raise CodebookError(
                f"{name} have an empty one among them.",
                place="[[cues]]",
                remedy='Write words = ["riski", "huolest*"].',
            )
        if self.value is not None and not -2 <= self.value <= 2:
            raise CodebookError(
                f"{name} have the value {self.value:g}.",
                place="[[cues]]",
                remedy="Give a value from −2 to 2; 0 takes a cue away.",
            )


DEFAULT_SCALE: tuple[ScalePoint, ...] = (
    ScalePoint(-2, {"fi": "merkittävä heikkous", "en": "significant weakness"}),
    ScalePoint(-1, {"fi": "riski", "en": "risk"}),
    ScalePoint(0, {"fi": "neutraali", "en": "neutral"}),
    ScalePoint(1, {"fi": "mahdollisuus", "en": "opportunity"}),
    ScalePoint(2, {"fi": "merkittävä vahvuus", "en": "significant strength"}),
)
