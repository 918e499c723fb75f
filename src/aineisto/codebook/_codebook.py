"""What is coded: small frozen records and the codebook that holds them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from os import PathLike
from pathlib import Path

from aineisto.core.checks import as_names
from aineisto.core.codings import NO_THEME
from aineisto.core.errors import ArgumentTypeError, CodebookError, reading
from aineisto.core.whole import write_whole


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


@dataclass(frozen=True)
class ScalePoint:
    """One step of the ordinal scale."""

    value: int
    name: Mapping[str, str]

    def label(self, lang: str = "fi") -> str:
        """Return the step's name in a language."""
        return label(self.name, lang, f"{self.value:+d}" if self.value else "0")


@dataclass(frozen=True)
class Question:
    """A question of the interview guide."""

    code: str
    name: Mapping[str, str]
    text: str
    keywords: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _as_named(self, f"The question {self.code!r}")
        _as_tuples(self, f"The question {self.code!r}", "keywords")

    def label(self, lang: str = "fi") -> str:
        """Return the question's short name in a language."""
        return label(self.name, lang, self.code)


@dataclass(frozen=True)
class ActorEntry:
    """An actor of the register: an organisation, system or service and its spellings.

    ``valid_from`` and ``valid_to`` are ISO dates or years, empty where they are not established.
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


@dataclass(frozen=True, repr=False)
class Codebook:
    """Themes, scale, questions and actors of a study.

    Attributes
    ----------
    name : str
        Name of the study or of the codebook.
    themes, scale, questions, actors, cues : tuple
        `Theme`, `ScalePoint` (ascending), `Question`, `ActorEntry` and `CueGroup` records.

    Raises
    ------
    CodebookError
        When a code is used twice, a parent is unknown or goes in a circle, a name is empty, or
        the scale is not ascending.
    """

    name: str = ""
    themes: tuple[Theme, ...] = ()
    scale: tuple[ScalePoint, ...] = DEFAULT_SCALE
    questions: tuple[Question, ...] = ()
    actors: tuple[ActorEntry, ...] = ()
    cues: tuple[CueGroup, ...] = ()

    def __post_init__(self) -> None:
        gone = [code for theme in self.themes for code in theme.merged]
        _check_unique("theme", [*(theme.code for theme in self.themes), *gone])
        _check_unique("question", [question.code for question in self.questions])
        _check_unique("actor", [actor.name for actor in self.actors])
        _check_scale([point.value for point in self.scale])
        self._check_parents()

    @classmethod
    def load(cls, path: str | PathLike[str]) -> Codebook:
        """Read a codebook from ``.toml``, ``.csv`` or ``.qdc``.

        Raises
        ------
        CodebookError
            Naming the file, the place in it and the remedy.
        """
        from aineisto.codebook import _load

        readers: dict[str, Callable[[Path], Codebook]] = {
            ".toml": _load.from_toml,
            ".csv": _load.from_csv,
            ".qdc": _load.from_qdc,
        }
        file = Path(path)
        reader = readers.get(file.suffix.lower())
        if reader is None:
            raise CodebookError(
                f"A codebook cannot be read from a {file.suffix or 'file without an ending'}.",
                file=file,
                remedy=f"Give one of {', '.join(readers)}.",
            )
        with reading(file, "codebook", error=CodebookError):
            return reader(file)

    @classmethod
    def from_toml(cls, text: str) -> Codebook:
        """Return the codebook that a TOML text holds.

        Raises
        ------
        CodebookError
            Naming the place and the remedy.
        """
        from aineisto.codebook import _load

        return _load.parse_toml(text)

    def to_toml(self) -> str:
        """Return the codebook as TOML that `from_toml` reads back to the same codebook."""
        from aineisto.codebook import _write

        return _write.to_toml(self)

    def save(self, path: str | PathLike[str]) -> None:
        """Write the codebook as a TOML file.

        Raises
        ------
        CodebookError
            When the file cannot be written.
        """
        write_whole(path, self.to_toml(), "The codebook", error=CodebookError)

    @property
    def theme_codes(self) -> tuple[str, ...]:
        """Codes of the themes, in the codebook's order."""
        return tuple(theme.code for theme in self.themes)

    def theme(self, code: str) -> Theme:
        """Return the theme of a code.

        Raises
        ------
        CodebookError
            When the codebook has no such theme.
        """
        for theme in self.themes:
            if theme.code == code:
                return theme
        raise CodebookError(
            f"The codebook has no theme {code!r}.",
            remedy=f"Use one of {', '.join(self.theme_codes)}, or add the theme to the codebook.",
        )

    def merge(self, kept: str, *others: str) -> Codebook:
        """Return the codebook with themes taken into another; it keeps its name and definition.

        In a project that is updated with it (`Project.update_codebook`) what was coded with the
        others counts as `kept`, and stays in the file as it was decided.

        Raises
        ------
        CodebookError
            When a theme is unknown, or there is none to merge.

        Examples
        --------
        >>> themes = (Theme("raha", {"fi": "Raha"}), Theme("kulut", {"fi": "Kulut"}))
        >>> Codebook("Koe", themes).merge("raha", "kulut").theme("raha").merged
        ('kulut',)
        """
        from aineisto.codebook import _revise

        return _revise.merge(self, kept, others)

    def split(self, code: str, names: Iterable[str | Mapping[str, str]]) -> Codebook:
        """Return the codebook with new themes under a theme, by their names.

        The theme itself stays, as their parent: which of its statements belong to which is for
        people to decide.

        Raises
        ------
        CodebookError
            When the theme is unknown, or fewer than two names are given.

        Examples
        --------
        >>> codebook = Codebook("Koe", (Theme("raha", {"fi": "Raha"}),))
        >>> codebook.split("raha", ["Raha riittää", "Raha ei riitä"]).theme_codes
        ('raha', 'raha-riittää', 'raha-ei-riitä')
        """
        from aineisto.codebook import _revise

        return _revise.split(self, code, names)

    def _repr_html_(self) -> str:
        from aineisto.codebook import _revise

        return _revise.shown(self)

    def __repr__(self) -> str:
        name = f"{self.name!r}, " if self.name else ""
        return (
            f"Codebook({name}{len(self.themes)} themes, {len(self.scale)} steps, "
            f"{len(self.questions)} questions, {len(self.actors)} actors)"
        )

    def _check_parents(self) -> None:
        codes = set(self.theme_codes)
        parents = {theme.code: theme.parent for theme in self.themes if theme.parent}
        sound: set[str] = set()  # codes whose parents are known to lead to a top
        for code, parent in parents.items():
            if parent not in codes:
                raise CodebookError(
                    f"Theme {code!r} names the parent {parent!r}, which the codebook lacks.",
                    place=f"theme {code}",
                    remedy="Add the parent or leave `parent` empty.",
                )
            way = {code}
            while parent in parents and parent not in sound:
                if parent in way:
                    raise CodebookError(
                        f"The parents of theme {code!r} go in a circle.",
                        place=f"theme {code}",
                        remedy="Leave `parent` empty in one of them.",
                    )
                way.add(parent)
                parent = parents[parent]
            sound |= way


def _check_unique(kind: str, codes: Iterable[str]) -> None:
    seen: set[str] = set()
    for number, code in enumerate(codes, start=1):
        place = f"{kind} {number}"
        if not code.strip():
            raise CodebookError(
                f"A {kind} has no code.",
                place=place,
                remedy=f"Give every {kind} a code of its own.",
            )
        if kind == "theme" and code == NO_THEME:
            raise CodebookError(
                f"The code {NO_THEME!r} means “no theme applies” and cannot name a theme.",
                place=place,
                remedy="Choose another code.",
            )
        if code in seen:
            raise CodebookError(
                f"The {kind} {code!r} is there twice.",
                place=place,
                remedy="Rename one of them or leave it out.",
            )
        seen.add(code)


def _check_scale(values: list[int]) -> None:
    if len(values) < 2 or values != sorted(set(values)):
        raise CodebookError(
            "The scale must have at least two steps in ascending order, each once.",
            place="[scale]",
            remedy='Write them from the lowest to the highest: "-2", "-1", "0", "1", "2".',
        )
