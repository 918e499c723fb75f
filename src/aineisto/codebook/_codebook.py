"""The codebook: what is coded in a study."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from os import PathLike
from pathlib import Path

from aineisto.codebook._records import (
    DEFAULT_SCALE,
    ActorEntry,
    CueGroup,
    Question,
    ScalePoint,
    Theme,
    labels_apart,
)
from aineisto.core.checks import as_path
from aineisto.core.codings import NO_THEME
from aineisto.core.errors import CodebookError, reading
from aineisto.core.options import options
from aineisto.core.shown import Markup, say, shortened, table
from aineisto.core.whole import write_whole

_TABLE = (
    "as xlsx or CSV, a row a theme with the columns code, name, definition, keywords, examples, "
    "parent; or write it as TOML. A list of codes of MAXQDA or ATLAS.ti: "
    "aineisto.exchange.read_code_list."
)
#: What to do with a codebook in a table of another program.
_AS_TABLE = {
    **dict.fromkeys((".xls", ".ods"), f"Save its sheet {_TABLE}"),
    **dict.fromkeys((".docx", ".doc", ".odt"), f"Copy its table to a workbook, saved {_TABLE}"),
}


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

    Examples
    --------
    >>> len(codebook.themes), [point.value for point in codebook.scale]
    (8, [-2, -1, 0, 1, 2])
    >>> codebook.theme("roolit").label("en")
    'Roles and responsibilities'
    >>> codebook.save("own.toml")
    >>> Codebook.load("own.toml") == codebook
    True
    """

    name: str = ""
    themes: tuple[Theme, ...] = ()
    scale: tuple[ScalePoint, ...] = DEFAULT_SCALE
    questions: tuple[Question, ...] = ()
    actors: tuple[ActorEntry, ...] = ()
    cues: tuple[CueGroup, ...] = ()

    def __post_init__(self) -> None:
        # Made of lists, a codebook equals what was saved of it.
        for name in ("themes", "questions", "actors", "scale", "cues"):
            object.__setattr__(self, name, tuple(getattr(self, name)))
        gone = [code for theme in self.themes for code in theme.merged]
        _check_unique("theme", [*(theme.code for theme in self.themes), *gone])
        _check_unique("question", [question.code for question in self.questions])
        _check_unique("actor", [actor.name for actor in self.actors])
        _check_scale([point.value for point in self.scale])
        self._check_parents()

    @classmethod
    def load(cls, path: str | PathLike[str]) -> Codebook:
        """Read a codebook from ``.toml``, ``.csv``, ``.xlsx`` or ``.qdc``.

        Raises
        ------
        CodebookError
            Naming the file, the place in it and the remedy.
        """
        from aineisto.codebook import _csv, _files

        readers: dict[str, Callable[[Path], Codebook]] = {
            ".toml": _files.from_toml,
            ".csv": _csv.from_csv,
            **dict.fromkeys((".xlsx", ".xlsm"), _csv.from_workbook),
            ".qdc": _files.from_qdc,
        }
        file = as_path(path, error=CodebookError)
        reader = readers.get(file.suffix.lower())
        if reader is None:
            raise CodebookError(
                f"A codebook cannot be read from a {file.suffix or 'file without an ending'}.",
                file=file,
                remedy=_AS_TABLE.get(file.suffix.lower(), f"Give one of {', '.join(readers)}."),
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
        from aineisto.codebook import _files

        return _files.parse_toml(text)

    def to_toml(self) -> str:
        """Return the codebook as TOML that `from_toml` reads back to the same codebook."""
        from aineisto.codebook import _files

        return _files.to_toml(self)

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

    def theme_labels(self, lang: str = "fi") -> dict[str, str]:
        """Return each theme's name by code: where two are alike, behind the parent's name.

        Examples
        --------
        >>> Codebook(themes=(Theme("a", {"fi": "Raha"}), Theme("b", {"fi": "Aika"}))).theme_labels()
        {'a': 'Raha', 'b': 'Aika'}
        """
        return labels_apart(self.themes, lang)

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
        whole = self.theme(kept)
        parts = [self.theme(code) for code in dict.fromkeys(others)]
        if not parts or whole in parts:
            raise CodebookError(
                f"There is nothing to merge into {kept!r}.", remedy="Give other themes than itself."
            )
        gone = {part.code for part in parts}
        merged = (*whole.merged, *(code for part in parts for code in (part.code, *part.merged)))
        words = (*whole.keywords, *(word for part in parts for word in part.keywords))
        examples = (*whole.examples, *(one for part in parts for one in part.examples))
        parent = whole.parent
        while parent in gone:  # a theme that was under what it takes in goes where that was
            parent = self.theme(parent).parent
        made = replace(
            whole,
            merged=merged,
            keywords=tuple(dict.fromkeys(words)),
            examples=tuple(dict.fromkeys(examples)),
            parent="" if parent == kept else parent,
        )
        themes = [made if theme is whole else theme for theme in self.themes]
        return replace(
            self,
            themes=tuple(
                replace(theme, parent=kept) if theme.parent in gone and theme is not made else theme
                for theme in themes
                if theme.code not in gone
            ),
        )

    def rename(
        self,
        code: str,
        name: str | Mapping[str, str] | None = None,
        *,
        to: str | None = None,
    ) -> Codebook:
        """Return the codebook with a theme under another name, or another code, or both.

        In a project that is updated with it what was coded with the old code counts as the new.

        Parameters
        ----------
        code : str
            The theme's code.
        name : str or mapping, optional
            Its new name, in Finnish or by language; a language that is not given keeps its name.
        to : str, optional
            Its new code; themes under it and what it has merged go along.

        Raises
        ------
        CodebookError
            When the theme is unknown, the name empty, or the new code taken.

        Examples
        --------
        >>> codebook = Codebook("Koe", (Theme("raha", {"fi": "Raha"}),))
        >>> theme = codebook.rename("raha", {"en": "Economy"}, to="talous").theme("talous")
        >>> theme.name, theme.merged
        ({'fi': 'Raha', 'en': 'Economy'}, ('raha',))
        """
        old = self.theme(code)
        given = {"fi": name} if isinstance(name, str) else dict(name or {})
        given = {lang: text.strip() for lang, text in given.items()}
        if not all(given.values()):
            raise CodebookError("A theme's name is empty.", remedy="Give it a name.")
        new = code if to is None else to.strip()
        merged = old.merged
        if new != code:  # a code that it had before may be its code again
            merged = tuple(gone for gone in (*old.merged, code) if gone != new)
        made = replace(old, code=new, name={**old.name, **given}, merged=merged)
        return replace(
            self,
            themes=tuple(
                made
                if theme is old
                else replace(theme, parent=new)
                if theme.parent == code
                else theme
                for theme in self.themes
            ),
        )

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
        self.theme(code)
        given = [{"fi": name} if isinstance(name, str) else dict(name) for name in names]
        given = [
            {lang: name.strip() for lang, name in one.items() if name.strip()} for one in given
        ]
        given = [one for one in given if one]
        if len(given) < 2:
            raise CodebookError("A theme is split into two or more.", remedy="Give their names.")
        taken = {*self.theme_codes, *(code for one in self.themes for code in one.merged)}
        parts = []
        for one in given:
            parts.append(Theme(_new_code(next(iter(one.values())), taken), one, parent=code))
            taken.add(parts[-1].code)
        place = self.theme_codes.index(code) + 1
        return replace(self, themes=(*self.themes[:place], *parts, *self.themes[place:]))

    def _repr_html_(self) -> str:
        lang = options.lang
        rows = (
            (
                f"{'– ' * bool(theme.parent)}{theme.code}",
                theme.label(lang),
                shortened(theme.definition),
                shortened(", ".join(theme.keywords)),
            )
            for theme in self.themes
        )
        scale = " · ".join(f"{point.value:+d} {point.label(lang)}" for point in self.scale)
        size = say(
            "codebook",
            themes=len(self.themes),
            questions=len(self.questions),
            actors=len(self.actors),
        )
        told = Markup("<p><b>{}</b><br>{}<br>{}</p>").format(
            self.name or say("a_codebook"), size, scale.replace("-", "−").replace("+0", "0")
        )
        return str(told) + table(map(say, ("code", "name", "definition", "keywords")), rows)

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


def _new_code(name: str, taken: set[str]) -> str:
    stem = re.sub(r"[^\w]+", "-", name.lower()).strip("-") or "teema"
    found, number = stem, 2
    while found in taken or found == NO_THEME:
        found, number = f"{stem}-{number}", number + 1
    return found


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
