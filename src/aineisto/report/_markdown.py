"""The report as Markdown, its figures beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from aineisto.report._blocks import (
    Cards,
    Definitions,
    Drawing,
    Heading,
    Quote,
    Quotes,
    Section,
    Table,
    Text,
)
from aineisto.report._content import Report

#: Written as entities, which every dialect of Markdown reads; the rest take a backslash.
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "|": "&#124;", "~": "&#126;", "$": "&#36;"}
_SPECIAL = re.compile(r"[&<>|~$\\`*_\[\]]")
_BEGINS = re.compile(r"^(\s*)([#+=-]|\d+[.)])", re.MULTILINE)


def escape(text: str) -> str:
    """Return text on one line that no dialect of Markdown takes for markup."""
    line = " ".join(text.split())
    plain = _SPECIAL.sub(lambda found: _ENTITIES.get(found[0], "\\" + found[0]), line)
    return _BEGINS.sub(lambda found: f"{found[1]}{found[2][:-1]}\\{found[2][-1]}", plain)


def to_markdown(report: Report, folder: str) -> tuple[str, dict[str, bytes]]:
    """Return a report as Markdown and its figures by file name, to lie in `folder`."""
    writer = _Writer(report, folder)
    return writer.write(), writer.figures


class _Writer:
    def __init__(self, report: Report, folder: str) -> None:
        self.report = report
        self.t = report.t
        self.folder = folder
        self.figures: dict[str, bytes] = {}

    def write(self) -> str:
        report = self.report
        key = " · ".join(f"**{value}** {name}" for value, name in report.key_figures)
        parts = [f"# {escape(report.title)}", f"{report.kind} · {report.made}"]
        parts += [f"> **{escape(report.status)}**", key]
        if report.abstract:
            parts.append(f"## {self.t('abstract')}")
            parts.append("\n".join(f"- {escape(line)}" for line in report.abstract))
        for number, section in enumerate(report.sections, start=1):
            parts += self.section(number, section)
        return "\n\n".join(parts) + "\n"

    def section(self, number: int, section: Section) -> Iterable[str]:
        yield f"## {number}. {escape(section.title)}"
        for block in section.blocks:
            yield from getattr(self, block.block)(block)

    def text(self, block: Text) -> Iterable[str]:
        text = escape(block.text)
        yield f"> {text}" if block.kind == "note" else text

    def heading(self, block: Heading) -> Iterable[str]:
        yield f"### {escape(block.text)}"

    def table(self, block: Table) -> Iterable[str]:
        yield self.caption("table", block)
        heads = [escape(title) or " " for title, _ in block.columns]
        line = ["---:" if kind == "num" else "---" for _, kind in block.columns]
        rows = [[escape(cell) for cell in row] for row in block.rows]
        if block.total and rows:
            rows[-1] = [f"**{cell}**" for cell in rows[-1]]
        yield "\n".join(f"| {' | '.join(row)} |" for row in [heads, line, *rows])
        yield self.how(block.how)

    def figure(self, block: Drawing) -> Iterable[str]:
        name = f"figure-{block.number}.png"
        self.figures[name] = block.png
        yield self.caption("figure", block)
        # Angle brackets let the folder's name hold spaces.
        yield f"![{escape(block.alt)}](<{self.folder}/{name}>)"
        yield self.how(block.how)

    def cards(self, block: Cards) -> Iterable[str]:
        yield self.headed(block.title, block.mark)
        for card in block.cards:
            yield f"#### {escape(card.name)}"
            yield escape(card.share) + (f" **{card.mark}**" if card.mark else "")
            if card.definition:
                yield escape(card.definition)
            for key, words in (("words", card.words), ("keywords", card.keywords)):
                if words:
                    yield f"*{self.t(key)}:* {escape(', '.join(words))}"
            for quotation in card.quotations:
                yield self.quotation(quotation)
        yield self.how(block.how)

    def quotes(self, block: Quotes) -> Iterable[str]:
        yield self.headed(block.title, block.mark)
        yield from map(self.quotation, block.quotations)

    def definitions(self, block: Definitions) -> Iterable[str]:
        for term, said in block.items:
            yield f"**{escape(term)}.** {escape(said)}"

    def quotation(self, q: Quote) -> str:
        of = f"> **{escape(q.of)}**\n>\n" if q.of else ""
        stance = f" · {escape(q.stance)}" if q.stance else ""
        return f"{of}> ”{escape(q.text)}” ({escape(q.who)}){stance}"

    def headed(self, title: str, mark: str) -> str:
        return f"### {escape(title)}" + (f"\n\n**{mark}**" if mark else "")

    def caption(self, kind: str, block: Any) -> str:
        mark = f" **{block.mark}**" if block.mark else ""
        return f"**{self.t(kind)} {block.number}.** {escape(block.caption)}.{mark}"

    def how(self, text: str) -> str:
        return f"*{self.t('how')}.* {escape(text)}"
