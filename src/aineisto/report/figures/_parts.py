"""What every figure is put together from: names, tooltips, tiles, the mark of the machine."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

import altair as alt
import pandas as pd

from aineisto.core import figures as style
from aineisto.core.drawing import FLAG, Column
from aineisto.report._codes import MACHINE, MARKED, MIXED, NONE, PEOPLE
from aineisto.report._names import called
from aineisto.report._quotations import Quotation, shorten
from aineisto.report._stance import SMALL
from aineisto.report._texts import Texts, count, number

#: Whose codes a number is of.
SOURCE = Column("name", known=(PEOPLE, MACHINE, MIXED, NONE))
#: What every figure reads where its frame has it.
BASIS = {"source": SOURCE.optional, **dict.fromkeys(MARKED, FLAG)}
#: The same where marks are drawn by whose codes they are of.
CODED = BASIS | {"source": SOURCE}
#: A point of the scale.
POINT = Column(known=(-2, -1, 0, 1, 2), missing=False, key=True)
#: Below this width names are broken into more lines and side columns are left out.
NARROW = 500
#: Where a syllable begins: at the consonant before a vowel.
_SYLLABLE = re.compile("[bcdfghjklmnpqrstvwxz][aeiouyäöå]", re.IGNORECASE)
_CHARACTER = 6.7  # width of a letter at the size of names, in pixels


@dataclass
class Figure:
    """A frame ready to be drawn: with ``name_`` broken into lines, and the room for marks.

    Attributes
    ----------
    data : DataFrame
        The frame, with ``name_``.
    field : float
        Width left for the marks beside the names, in pixels.
    row : int
        Height of a row of marks, in pixels.
    """

    data: pd.DataFrame
    field: float
    row: int
    narrow: bool
    width: int

    @classmethod
    def of(
        cls, frame: pd.DataFrame, name: str, width: int, t: Texts, *, row: int, side: int = 0
    ) -> Figure:
        """Prepare a frame: `side` pixels stay free at the right for numbers."""
        data = frame.reset_index(drop=True).copy()
        return cls._laid(data, labels(data, name, t, label="label"), width, row, side)

    @classmethod
    def _laid(cls, data: pd.DataFrame, names: pd.Series, width: int, row: int, side: int) -> Figure:
        narrow = width < NARROW
        data["called_"], data["name_"] = names, wrap(names, 16 if narrow else 32)
        widest = [len(line) for text in data["name_"] for line in text.split("\n")]
        room = max(widest, default=0) * _CHARACTER + 16
        tallest = lines(data["name_"])
        field = max(110.0, width - room - side)
        return cls(data, field, max(row, 15 * tallest + 8), narrow, width)

    def turned(self, names: pd.Series) -> tuple[Figure, pd.Series]:
        """Return the figure with other names down, and its own."""
        across = self.data["called_"]
        return Figure._laid(self.data.copy(), names, self.width, self.row, 0), across

    def names(self, gap: float = 0.0) -> alt.Y:
        """Return the axis of names, in the frame's order; `gap` 0…1 parts the rows of tiles."""
        order = list(dict.fromkeys(self.data["name_"]))
        scale = alt.Scale(domain=order, paddingInner=gap, paddingOuter=0)
        axis = category_axis(labelBaseline=two_line_baseline())
        return alt.Y("name_:N", sort=order, title=None, axis=axis, scale=scale)


def labels(data: pd.DataFrame, name: str, t: Texts, label: str = "") -> pd.Series:
    """Return the names to show of a column of codes; codes of one name are told apart by numbers.

    They are read from the column `label`, by default that of the codes with ``_label``, where the
    frame has it.
    """
    label = label or f"{name}_label"
    shown = data[label] if label in data else data[name].map(lambda code: called(code, name, t))
    known = pd.DataFrame({"code": data[name], "shown": shown.astype(str)}).drop_duplicates("code")
    place = known.groupby("shown", sort=False).cumcount()
    known["shown"] += [f" ({number + 1})" if number else "" for number in place]
    return data[name].map(dict(zip(known["code"], known["shown"], strict=True)))


def few(data: pd.DataFrame) -> pd.Series:
    """Return which means are of fewer answers than tell: as the frame says, else by ``n``."""
    return data["small"] if "small" in data else data["n"] < SMALL


def wrap(names: pd.Series, characters: int, longest: int = 0) -> pd.Series:
    """Return names broken into lines of at most `characters`.

    Words of more than `longest` letters, by default as many, are parted between syllables.
    """
    longest = longest or characters

    def broken(name: object) -> str:
        parted = " ".join(_parted(word, longest) for word in str(name).split(" "))
        return "\n".join(textwrap.wrap(parted, characters, break_long_words=False))

    return names.map(broken)


def _parted(word: str, longest: int) -> str:
    """Return a word in parts that a line holds, cut where a Finnish syllable begins."""
    if len(word) <= longest:
        return word
    start = max(word.rfind(mark, 0, longest) + 1 for mark in "-/–")
    borders = [m.start() for m in _SYLLABLE.finditer(word, 2) if m.start() < longest]
    at = start or (borders[-1] if borders else longest - 1)
    hyphen = "" if word[at - 1] in "-/–" else "-"
    return f"{word[:at]}{hyphen} {_parted(word[at:], longest)}"


def fitting(names: list[str], room: float, least: float = 8.0) -> float:
    """Return the size of text, `least` or more, at which the longest line of names fits `room`."""
    every = [line for name in names for line in name.split("\n")]
    longest = max((sum(map(_em, line)) for line in every), default=1.0)
    return max(least, round((room - 4) / max(1.0, longest), 1))


def _em(letter: str) -> float:
    """Return the width of a letter over the size of the text, as of Arial."""
    if letter in "ijlftrI.,:;'!|()-":
        return 0.28
    if letter in "mwMW%@":
        return 0.83
    return 0.67 if letter.isupper() else 0.54


def legend(names: list[str], room: float, most: int, **options: Any) -> alt.Legend:
    """Return a legend of at most `most` columns that fits `room` pixels.

    A name that does not fit a column by itself is broken into lines.
    """
    symbol = 24.0  # with the gaps around it
    letters = max(10, int((room - symbol) / _CHARACTER))
    broken = {name: textwrap.wrap(name, letters) for name in names}
    wide = [
        symbol + 12 * max((sum(map(_em, line)) for line in text), default=0.0)
        for text in broken.values()
    ]
    columns = next(
        (
            n
            for n in range(most, 1, -1)
            if sum(max(wide[i::n], default=0) for i in range(n)) <= room
        ),
        1,
    )
    long = {name: text for name, text in broken.items() if len(text) > 1}
    if long:
        options["labelExpr"] = f"{json.dumps(long)}[datum.label] || datum.label"
    # Without a limit of its own Vega leaves out all but thirty names.
    return alt.Legend(title=None, columns=columns, symbolLimit=0, **options)


def lines(names: pd.Series) -> int:
    """Return the number of lines of the name with most."""
    return int(max((name.count("\n") + 1 for name in names), default=1))


def category_axis(**options: Any) -> alt.Axis:
    """Return an axis of names, broken where `wrap` broke them."""
    return alt.Axis(labelExpr=r"split(datum.label, '\n')", labelLineHeight=14, **options)


def two_line_baseline() -> dict[str, Any]:
    """Return a baseline that sets two lines about the middle: the first rests on it."""
    two = {"test": r"indexof(datum.value, '\n') >= 0", "value": "line-bottom"}
    return {"condition": two, "value": "middle"}


def tooltips(t: Texts, data: pd.DataFrame, **titles: str) -> list[alt.Tooltip]:
    """Return tooltips of columns, titled by keys of the texts, what a mark rests on, its quotation.

    What it rests on is told where that is not people's blind codes alone; ``whose`` among the
    columns tells the source already.
    """
    tips = [alt.Tooltip(f"{name}:N", title=t(key)) for name, key in titles.items()]
    data["rests"] = [". ".join(warnings(row, t, "whose" in titles)) for row in _rows(data)]
    if data["rests"].any():
        tips.append(alt.Tooltip("rests:N", title=t("rests_on")))
    if "quotation" in data:
        data["quotation"] = data["quotation"].map(lambda q: _cited(q, t.lang))
        tips.append(alt.Tooltip("quotation:N", title=t("quotation")))
    return tips


def _rows(data: pd.DataFrame) -> list[dict[str, Any]]:
    known = [name for name in ("source", *MARKED) if name in data]
    return data[known].to_dict("records") if known else [{} for _ in range(len(data))]


def warnings(basis: Mapping[str, Any], t: Texts, source_is_told: bool = False) -> list[str]:
    """Return what is said of codes that are suggestions, or not known to be blind."""
    source = "" if source_is_told else basis.get("source", "")
    said = [t(f"mark_{source}")] if source in ("machine", "mixed") else []
    return said + [t(f"mark_{status}") for status in MARKED if basis.get(status)]


def _cited(quotation: object, lang: str) -> str:
    if isinstance(quotation, Quotation):
        return replace(quotation, text=shorten(quotation.text, 240)).cited(lang)
    return quotation if isinstance(quotation, str) else ""


def describe(data: pd.DataFrame, line: Callable[[Any], str]) -> None:
    """Put into ``description`` what a mark says to a screen reader and in a printed tooltip."""
    none = pd.Series("", index=data.index)
    quotes, rests = (data.get(name, none) for name in ("quotation", "rests"))
    data["description"] = [
        "\n".join(filter(None, (line(row), basis, quote))).strip()
        for row, basis, quote in zip(data.itertuples(), rests, quotes, strict=True)
    ]


def means(values: pd.Series, lang: str) -> pd.Series:
    """Return means of stance as text: “+0,40”."""
    return values.map(lambda value: number(value, 2, lang, sign=True))


def units(numbers: pd.Series, lang: str) -> pd.Series:
    """Return how many a mark is of: “n = 12”."""
    return numbers.map(lambda n: f"n = {count(n, lang)}")


def ranges(low: pd.Series, high: pd.Series, lang: str) -> list[str]:
    """Return intervals as text: “−0,12…0,40”."""
    return [
        f"{number(a, 2, lang)}…{number(b, 2, lang)}" if pd.notna(a) else "–"
        for a, b in zip(low, high, strict=True)
    ]


def at_end(base: Any, column: str, x: float, align: str = "left", **options: Any) -> Any:
    """Return text of a column at a fixed place, to the right of the field."""
    return base.mark_text(align=align, clip=False, **options).encode(
        x=alt.value(x), text=f"{column}:N"
    )


def numbers_at_end(base: Any, x: float) -> list[Any]:
    """Return ``shown`` and ``n_shown`` to the right of the field, a column each."""
    shown = at_end(base, "shown", x, "right", fontWeight=600)
    return [shown, at_end(base, "n_shown", x + 14)]


def stance_field(
    data: pd.DataFrame, at: str, lang: str, title: str, ends: Collection[str] = ()
) -> tuple[alt.X, Any]:
    """Return the axis of the scale for a column, and the line at its middle.

    Intervals may reach beyond the scale: the columns of their `ends` are cut to it.
    """
    for name in ends:
        data[name] = data[name].clip(-2, 2)
    axis = style.stance_axis(title=title)
    x = alt.X(f"{at}:Q", scale=alt.Scale(domain=[-2, 2]), axis=axis)
    return x, middle(data)


def middle(data: pd.DataFrame) -> Any:
    """Return the line at zero."""
    return alt.Chart(data).mark_rule(color=style.RULE).encode(x=alt.datum(0))


def source_colour() -> alt.Color:
    """Return the colour of people's and of the machine's marks."""
    return alt.Color(
        "source:N",
        scale=alt.Scale(
            domain=[PEOPLE, "machine", "mixed"],
            range=[style.PEOPLE_MARK, style.MACHINE_MARK, style.MACHINE_MARK],
        ),
        legend=None,
    )


def finish(
    chart: Any, figure: Figure, t: Texts, caption: str, *, dark: bool, height: Any = None
) -> Any:
    """Return the chart sized, styled and marked where the machine's suggestions count.

    `caption` is the key of what the figure is called, which a screen reader reads.
    """
    marks = marked(figure.data, t)
    if height is not False:
        chart = chart.properties(width=figure.field, height=height or alt.Step(figure.row))
    return headed(chart, t(caption), marks, 40 if figure.narrow else 90, dark=dark)


def headed(chart: Any, caption: str, marks: list[str], characters: int, *, dark: bool) -> Any:
    """Return the chart styled and titled by its marks."""
    if marks:
        # The title carries the warning, so that a figure cut out of its page keeps it.
        chart = chart.properties(title=alt.Title(textwrap.wrap(". ".join(marks), characters)))
    return style.styled(chart, dark=dark, said=". ".join([caption, *marks]))


def marked(data: pd.DataFrame, t: Texts) -> list[str]:
    """Return what is said of what numbers rest on, unless that is people's blind codes."""
    sources = set(data["source"]) - {"none"} if "source" in data else set()
    marks = {s: data[s].astype(bool).any() for s in MARKED if s in data}
    said = warnings({"source": sources.pop() if len(sources) == 1 else "", **marks}, t)
    if len(sources) > 0:
        said.insert(0, t("mark_mixed"))
    return said


def filling() -> Any:
    """Return how dots are filled: only those of people's codes that all are known to be blind."""
    full = " && ".join(["datum.source == 'people'", *(f"!datum.{status}" for status in MARKED)])
    shown = alt.when(full).then(alt.value(style.PEOPLE_MARK))
    return shown.otherwise(alt.value(style.HOLLOW))
