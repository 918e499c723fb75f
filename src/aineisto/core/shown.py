"""How things show themselves in a notebook: a table of HTML, with nothing of a text as markup."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable
from functools import lru_cache, partial, wraps
from importlib.resources import files
from typing import Any, ClassVar

import pandas as pd
from markupsafe import Markup as Markup

from aineisto.core.options import options
from aineisto.core.text import decimal as written

_CELL = "text-align:left;vertical-align:top"


class ShownFrame(pd.DataFrame):
    """A frame that shows itself in its own way, as long as it has the columns which that takes.

    Selections of rows stay what they are; of columns, a plain frame comes.
    """

    _needed: ClassVar[frozenset[str]] = frozenset()

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        for name in ("_repr_html_", "__repr__"):
            if name in vars(cls):
                setattr(cls, name, _or_plain(vars(cls)[name], name))

    @property
    def _constructor(self) -> Callable[..., Any]:
        return partial(_shown_or_plain, type(self))


def _or_plain(own: Callable[[Any], str], name: str) -> Callable[[Any], str]:
    """Return a display that is a plain frame's where columns were renamed or became the index."""

    @wraps(own)
    def shown(self: ShownFrame) -> str:
        if type(self)._needed <= set(self.columns):
            return own(self)
        plain: str = getattr(pd.DataFrame(self), name)()
        return plain

    return shown


def _shown_or_plain(kind: type[ShownFrame], *args: Any, **kwargs: Any) -> pd.DataFrame:
    frame = pd.DataFrame(*args, **kwargs)
    return kind(frame) if kind._needed <= set(frame.columns) else frame


@lru_cache(maxsize=1)
def _words() -> dict[str, dict[str, str]]:
    text = files("aineisto.core").joinpath("displays.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def say(key: str, *, lang: str | None = None, **values: Any) -> str:
    """Return a text of the displays in a language, by default that of `aineisto.options`."""
    text = _words()[lang or options.lang][key]
    return text.format(**values) if values else text


def size_of(corpus: Any) -> str:
    """Return how large a corpus is, in words."""
    return say(
        "corpus",
        documents=len(corpus.documents),
        participants=len(corpus.participants),
        statements=len(corpus.answers),
    )


def word(name: str, lang: str | None = None) -> str:
    """Return what a column or a code of ours is called; a name of the study stays as it is."""
    return _words()[lang or options.lang].get(name, name)


def heads(columns: Iterable[object]) -> list[Markup]:
    """Return the heads of a frame's columns: what they are called, their names on hovering."""
    return [Markup('<span title="{}">{}</span>').format(name, word(str(name))) for name in columns]


def decimal(number: float) -> str:
    """Return a number to two decimals, as the displays' language writes it."""
    return written(number, 2, options.lang).replace("-", "−")


def table(head: Iterable[str], rows: Iterable[Iterable[object]], note: str = "") -> str:
    """Return a table of HTML, with a line under it.

    Parameters
    ----------
    head : iterable of str
        Names of the columns.
    rows : iterable of iterable
        Cells; what is not `markupsafe.Markup` is text.
    note : str
        The line, left out where it is empty.
    """
    heads = Markup("").join(Markup('<th style="text-align:left">{}</th>').format(n) for n in head)
    lines = Markup("").join(
        Markup("<tr>{}</tr>").format(
            Markup("").join(Markup('<td style="{}">{}</td>').format(_CELL, cell) for cell in row)
        )
        for row in rows
    )
    under = Markup("<p>{}</p>").format(note) if note else ""
    return str(
        Markup(
            "<div style='overflow-x:auto'><table><thead><tr>{}</tr></thead>"
            "<tbody>{}</tbody></table></div>{}"
        ).format(heads, lines, under)
    )


def shortened(text: str, longest: int = 160) -> str:
    """Return a text, cut at a word where it is long."""
    return text if len(text) <= longest else f"{text[:longest].rsplit(' ', 1)[0]} …"
