"""A codebook as it grows: themes merged and split, and how it shows itself in a notebook."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from aineisto.codebook._records import Theme
from aineisto.core.errors import CodebookError
from aineisto.core.options import options
from aineisto.core.shown import Markup, say, shortened, table

if TYPE_CHECKING:
    from aineisto.codebook._codebook import Codebook


def merge(codebook: Codebook, kept: str, others: Sequence[str]) -> Codebook:
    """Return the codebook with themes taken into another."""
    whole = codebook.theme(kept)
    parts = [codebook.theme(code) for code in dict.fromkeys(others)]
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
        parent = codebook.theme(parent).parent
    made = replace(
        whole,
        merged=merged,
        keywords=tuple(dict.fromkeys(words)),
        examples=tuple(dict.fromkeys(examples)),
        parent="" if parent == kept else parent,
    )
    themes = [made if theme is whole else theme for theme in codebook.themes]
    return replace(
        codebook,
        themes=tuple(
            replace(theme, parent=kept) if theme.parent in gone and theme is not made else theme
            for theme in themes
            if theme.code not in gone
        ),
    )


def split(codebook: Codebook, code: str, names: Iterable[str | Mapping[str, str]]) -> Codebook:
    """Return the codebook with new themes under a theme."""
    codebook.theme(code)
    given = [{"fi": name} if isinstance(name, str) else dict(name) for name in names]
    given = [{lang: name.strip() for lang, name in one.items() if name.strip()} for one in given]
    given = [one for one in given if one]
    if len(given) < 2:
        raise CodebookError("A theme is split into two or more.", remedy="Give their names.")
    taken = {*codebook.theme_codes, *(code for one in codebook.themes for code in one.merged)}
    parts = []
    for one in given:
        parts.append(Theme(_code(next(iter(one.values())), taken), one, parent=code))
        taken.add(parts[-1].code)
    place = codebook.theme_codes.index(code) + 1
    return replace(codebook, themes=(*codebook.themes[:place], *parts, *codebook.themes[place:]))


def _code(name: str, taken: set[str]) -> str:
    stem = re.sub(r"[^\w]+", "-", name.lower()).strip("-") or "teema"
    found, number = stem, 2
    while found in taken or found == "none":
        found, number = f"{stem}-{number}", number + 1
    return found


def shown(codebook: Codebook) -> str:
    """Return a codebook as a table of its themes."""
    lang = options.lang
    rows = (
        (
            f"{'– ' * bool(theme.parent)}{theme.code}",
            theme.label(lang),
            shortened(theme.definition),
            shortened(", ".join(theme.keywords)),
        )
        for theme in codebook.themes
    )
    scale = " · ".join(f"{point.value:+d} {point.label(lang)}" for point in codebook.scale)
    size = say(
        "codebook",
        themes=len(codebook.themes),
        questions=len(codebook.questions),
        actors=len(codebook.actors),
    )
    told = Markup("<p><b>{}</b><br>{}<br>{}</p>").format(
        codebook.name or say("a_codebook"), size, scale.replace("-", "−").replace("+0", "0")
    )
    return str(told) + table(map(say, ("code", "name", "definition", "keywords")), rows)
