"""Codes of REFI-QDA, and the themes, the scale and the actors that they stand for.

Standard: REFI-QDA 1.0 (Project.xsd, Codebook.xsd, 18 March 2019), https://www.qdasoftware.org.

A code there has a name, a description and nothing more. What else a theme or an actor holds stands
in the last lines of the description, where a reader sees it and a program keeps it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from uuid import UUID, uuid5
from xml.etree.ElementTree import Element

from aineisto.codebook._records import DEFAULT_SCALE, ActorEntry, ScalePoint, Theme
from aineisto.core.codings import NO_THEME, STANCE

_NAME = "Nimi"
_KEYWORDS, _KEYWORD, _EXAMPLE, _CODE = "Avainsanat", "Avainsana", "Esimerkki", "Tunnus"
_LINE = re.compile(rf"({_NAME} \((\w+)\)|{_KEYWORDS}|{_KEYWORD}|{_EXAMPLE}|{_CODE}): (.*)")
_KIND, _ALIASES, _ALIAS = "Laji", "Muut nimet", "Muu nimi"
_BETWEEN = "; "
_ROOT = UUID("6f1b7e0e-55a5-5c39-9a55-2f6f8d0c4a11")
_COLOUR = re.compile(r"#(?:[0-9A-Fa-f]{6}|[0-9A-Fa-f]{3})")


def guid(*parts: object) -> str:
    """Return the identifier of a thing: the same parts always give the same one."""
    text = "\x1f".join(map(str, parts))
    return str(uuid5(_ROOT, text.encode("utf-8", "replace").decode("utf-8")))


def bare(identifier: str | None) -> str:
    """Return an identifier without braces and in small letters, as it is compared and kept."""
    return (identifier or "").strip().strip("{}").lower()


#: Parents that hold the scale's steps and the actors; nothing is coded with them as such.
_PARENTS = {guid("scale"), guid("actors")}
#: A scale of more steps than this is none that people code with.
_WIDEST = 100
_STEPS = {guid("stance", value): value for value in range(-_WIDEST, _WIDEST + 1)}


@dataclass
class Codes:
    """Codes that were read: the themes, and what each identifier means as (family, code).

    ``guids`` are the themes' identifiers, ``colours`` their colours; ``groups`` cannot be coded.
    """

    themes: list[Theme] = field(default_factory=list)
    meaning: dict[str, tuple[str, str]] = field(default_factory=dict)
    guids: dict[tuple[str, str], str] = field(default_factory=dict)
    colours: dict[str, str] = field(default_factory=dict)
    groups: set[str] = field(default_factory=set)
    steps: dict[int, str] = field(default_factory=dict)
    actors: dict[str, ActorEntry] = field(default_factory=dict)
    _taken: set[str] = field(default_factory=lambda: {NO_THEME})
    _next: dict[str, int] = field(default_factory=dict)

    @property
    def scale(self) -> tuple[ScalePoint, ...]:
        """The scale that the codes have, or the usual one."""
        usual = {point.value: point.label("fi") for point in DEFAULT_SCALE}
        if len(self.steps) < 2 or self.steps == usual:
            return DEFAULT_SCALE
        return tuple(ScalePoint(value, {"fi": self.steps[value]}) for value in sorted(self.steps))

    def add(self, element: Element, parent: str) -> str:
        """Add a code, and return the theme that those below it are under."""
        identifier, name = bare(element.get("guid")), one_line(element.get("name") or "")
        # Some programs write the description as an attribute.
        texts = [child.text or "" for child in element if local(child) == "Description"]
        description = "\n".join(texts) or element.get("description") or ""
        if identifier in _STEPS:
            self.meaning[identifier] = (STANCE, str(_STEPS[identifier]))
            self.steps[_STEPS[identifier]] = description
        elif identifier == guid("actor", name):
            self.meaning[identifier] = ("actor", name)
            entry = actor_described(name, description)
            if entry is not None:
                self.actors[name] = entry
        elif identifier == guid("theme", NO_THEME):
            self.meaning[identifier] = ("theme", NO_THEME)
        elif identifier not in _PARENTS:
            return self._add_theme(element, identifier, name, description, parent)
        return parent

    def _add_theme(
        self, element: Element, identifier: str, name: str, description: str, parent: str
    ) -> str:
        theme = described(name or identifier or "koodi", description, parent)
        code, number = theme.code, self._next.get(theme.code, 2)
        while code in self._taken or not code.strip():
            code, number = f"{theme.code}-{number}", number + 1
        self._taken.add(code)
        self._next[theme.code] = number
        self.themes.append(replace(theme, code=code))
        self.meaning[identifier] = ("theme", code)
        self.guids["theme", code] = identifier
        colour = element.get("color", "")
        if _COLOUR.fullmatch(colour):
            self.colours[code] = colour
        if element.get("isCodable", "true").strip() in ("false", "0"):
            self.groups.add(code)
        return code


def read_codes(elements: Iterable[Element]) -> Codes:
    """Return codes, each with those below it, in the order they stand in the file."""
    codes = Codes()
    # A stack, not recursion: nothing says how deep another's codes are nested.
    waiting = [(element, "") for element in reversed(list(elements))]
    while waiting:
        element, parent = waiting.pop()
        below = codes.add(element, parent)
        children = [child for child in element if local(child) == "Code"]
        waiting += [(child, below) for child in reversed(children)]
    return codes


def local(element: Element) -> str:
    """Return an element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def describe(theme: Theme, shown: str | None = None) -> str:
    """Return the description of a theme: its definition, then a line for each thing more.

    `shown` is the name that the code has, where it is not the theme's own in Finnish.
    """
    label = theme.label("fi")
    # An empty line keeps a definition apart that reads like one of the lines after it.
    lines = [theme.definition, ""] if theme.definition else []
    if shown is not None and shown != label:
        lines.append(f"{_NAME} (fi): {one_line(label)}")
    lines += [
        f"{_NAME} ({lang}): {one_line(name)}" for lang, name in theme.name.items() if name != label
    ]
    if any(_BETWEEN.strip() in word for word in theme.keywords):
        lines += [f"{_KEYWORD}: {one_line(word)}" for word in theme.keywords]
    elif theme.keywords:
        lines.append(f"{_KEYWORDS}: {_BETWEEN.join(map(one_line, theme.keywords))}")
    lines += [f"{_EXAMPLE}: {one_line(example)}" for example in theme.examples]
    return "\n".join([*lines, f"{_CODE}: {theme.code}"])


def one_line(text: str) -> str:
    """Return a text as a line of its own: without line breaks and space around it."""
    return re.sub(r"[\t\n\r]", " ", text).strip()


def described(name: str, description: str, parent: str = "") -> Theme:
    """Return the theme of a code's name and description, as `describe` writes it or another does.

    The lines are read from the last upwards; a description without the last one is a definition
    to its end. The code of the theme is then its name.
    """
    lines = description.replace("\r\n", "\n").split("\n")
    if not lines[-1].startswith(f"{_CODE}: "):
        return Theme(name, {"fi": name}, description.strip(), parent=parent)
    found: list[tuple[str, str, str]] = []
    while lines and (match := _LINE.fullmatch(lines[-1])):
        found.append((match[1], match[2] or "", match[3]))
        lines.pop()
    if found and lines and not lines[-1]:
        lines.pop()
    found.reverse()
    names = {lang: text for _, lang, text in found if lang}
    words = [text for key, _, text in found if key == _KEYWORD]
    for key, _, text in found:
        if key == _KEYWORDS:
            words += [word for word in text.split(_BETWEEN) if word]
    return Theme(
        code=next(text for key, _, text in reversed(found) if key == _CODE),
        name={"fi": name, **names},
        definition="\n".join(lines),
        keywords=tuple(words),
        examples=tuple(text for key, _, text in found if key == _EXAMPLE),
        parent=parent,
    )


def describe_actor(entry: ActorEntry) -> str:
    """Return the description of an actor of the codebook."""
    aliases = [one_line(alias) for alias in entry.aliases]
    lines = [f"{_KIND}: {one_line(entry.kind)}"]
    if any(_BETWEEN.strip() in alias for alias in aliases):
        lines += [f"{_ALIAS}: {alias}" for alias in aliases]
    elif aliases:
        lines.append(f"{_ALIASES}: {_BETWEEN.join(aliases)}")
    return "\n".join(lines)


def actor_described(name: str, description: str) -> ActorEntry | None:
    """Return the actor that `describe_actor` described, or None where it is another's text."""
    kind, *lines = description.split("\n")
    if not kind.startswith(f"{_KIND}:"):
        return None
    aliases: list[str] = []
    for line in lines:
        if line.startswith(f"{_ALIAS}: "):
            aliases.append(line.removeprefix(f"{_ALIAS}: "))
        else:
            aliases += line.removeprefix(f"{_ALIASES}: ").split(_BETWEEN)
    return ActorEntry(
        name,
        aliases=tuple(alias for alias in aliases if alias),
        kind=kind.removeprefix(f"{_KIND}:").strip(),
    )
