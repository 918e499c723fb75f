"""A theme as the name and the description that other programs have for a code, and back.

Their codes have a name, a description and nothing more. What else a theme holds stands in the last
lines of the description, where a reader sees it and a program keeps it.
"""

from __future__ import annotations

import re

from aineisto.codebook._codebook import ActorEntry, Theme

_NAME = "Nimi"
_KEYWORDS, _KEYWORD, _EXAMPLE, _CODE = "Avainsanat", "Avainsana", "Esimerkki", "Tunnus"
_LINE = re.compile(rf"({_NAME} \((\w+)\)|{_KEYWORDS}|{_KEYWORD}|{_EXAMPLE}|{_CODE}): (.*)")
_KIND, _ALIASES, _ALIAS = "Laji", "Muut nimet", "Muu nimi"
_BETWEEN = "; "


def describe(theme: Theme) -> str:
    """Return the description of a theme: its definition, then a line for each thing more."""
    shown = theme.label("fi")
    # An empty line keeps a definition apart that reads like one of the lines after it.
    lines = [theme.definition, ""] if theme.definition else []
    lines += [
        f"{_NAME} ({lang}): {_flat(name)}" for lang, name in theme.name.items() if name != shown
    ]
    if any(_BETWEEN.strip() in word for word in theme.keywords):
        lines += [f"{_KEYWORD}: {_flat(word)}" for word in theme.keywords]
    elif theme.keywords:
        lines.append(f"{_KEYWORDS}: {_BETWEEN.join(map(_flat, theme.keywords))}")
    lines += [f"{_EXAMPLE}: {_flat(example)}" for example in theme.examples]
    return "\n".join([*lines, f"{_CODE}: {theme.code}"])


def one_line(text: str) -> str:
    """Return a name as XML keeps it: without line breaks and space around it."""
    return re.sub(r"[\t\n\r]", " ", text).strip()


def _flat(text: str) -> str:
    return " ".join(text.split())


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
    aliases = [_flat(alias) for alias in entry.aliases]
    lines = [f"{_KIND}: {_flat(entry.kind)}"]
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
