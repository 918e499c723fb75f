"""Names and numbers of a summary in the report's language."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from aineisto.codebook import Codebook
from aineisto.core.codings import LANGUAGE_MODEL
from aineisto.report._codes import MACHINE, MARKED, MIXED, NONE, PEOPLE
from aineisto.report._quotations import Quotation, pseudonym
from aineisto.report._stance import ALL, ALL_STATEMENTS
from aineisto.report._texts import Texts, number, percent, stance, tally

if TYPE_CHECKING:
    from aineisto.report._summary import FamilySource

#: Sources of a number that holds unconfirmed suggestions.
_SUGGESTED = frozenset({MACHINE, MIXED})


class Names:
    """Names and numbers as a reader of the report's language expects them."""

    def __init__(self, codebook: Codebook, t: Texts) -> None:
        self.t = t
        self.lang = t.lang
        self._themes = codebook.theme_labels(t.lang)
        self._questions = {q.code: q.label(t.lang) for q in codebook.questions}
        self._scale = {point.value: point.label(t.lang) for point in codebook.scale}

    def theme(self, code: str) -> str:
        """Return a theme's name."""
        return self._themes.get(code, code)

    def question(self, code: str) -> str:
        """Return a question's name; all of them together and none have names too."""
        return self._questions.get(code) or called(code, "question", self.t)

    def group(self, name: str) -> str:
        """Return a group's name."""
        return called(name, "group", self.t)

    def stance(self, value: float | None) -> str:
        """Return a stance as “+1 mahdollisuus”; between two points only the number."""
        if value is None or math.isnan(value):
            return ""
        name = self._scale.get(int(value), "") if float(value).is_integer() else ""
        return f"{stance(value, self.lang)} {name}".strip()

    def quoted(self, quotation: Quotation) -> str:
        """Return a quotation's stance; both codes where its coders gave it different ones."""
        if not quotation.disputed:
            return self.stance(quotation.value)
        given = " / ".join(
            stance(float(value), self.lang) for value in dict.fromkeys(quotation.codes)
        )
        return self.t("disputed_stance", codes=given)

    def under(self, quotation: Quotation) -> str:
        """Return what stands under a quotation: its stance, and that codes are the machine's."""
        whose = quotation.basis
        mark = self.t(f"quote_{whose}") if whose in _SUGGESTED else ""
        return " · ".join(part for part in (self.quoted(quotation), mark) if part)

    def scale(self) -> dict[int, str]:
        """Return the names of the scale's points."""
        return dict(self._scale)

    def number(self, value: float, decimals: int = 2, *, sign: bool = False) -> str:
        """Return a number."""
        return number(value, decimals, self.lang, sign=sign)

    def p(self, p: float) -> str:
        """Return a p-value, which is never nought: “0,012”, “< 0,001”."""
        return f"< {self.number(0.001, 3)}" if p < 0.001 else self.number(p, 3)

    def probability(self, share: float) -> str:
        """Return a probability, which is never one: “0,94”, “> 0,99”."""
        return f"> {self.number(0.99)}" if share >= 0.995 else self.number(share)

    def count(self, value: float) -> str:
        """Return a count, with one decimal where coders share it."""
        return tally(value, self.lang)

    def percent(self, share: float) -> str:
        """Return a share as per cent."""
        return percent(share, self.lang)

    def verdict(self, verdict: str, mean: float, source: str) -> str:
        """Return a direction in words: “kielteinen, vahva”.

        Of a mean that holds unconfirmed suggestions it is a dash: interviewees who are alike tell
        nothing of whether the machine is right.
        """
        return direction(verdict, mean, source, self.t)

    def mark(self, sources: Iterable[str]) -> str:
        """Return the warning that numbers of these sources carry, empty where people coded."""
        found = set(sources) - {"none"}
        if MIXED in found or (MACHINE in found and len(found) > 1):
            return self.t("mark_mixed")
        return self.t("mark_machine") if MACHINE in found else ""

    def marks(self, frame: pd.DataFrame) -> str:
        """Return `mark`, and that numbers rest on codes that are not known to be blind.

        The frame has a ``source``, and ``accepted`` and ``unknown`` (0, or how much of a number
        rests on such codes); without rows it carries none.
        """
        if frame.empty:
            return ""
        found = [self.mark(frame["source"])] if "source" in frame else []
        found += [self.t(f"mark_{status}") for status in MARKED if frame[status].astype(bool).any()]
        return ". ".join(part for part in found if part)

    def directions(self, how: str, frame: pd.DataFrame) -> str:
        """Return what is said of directions, and where none is told since suggestions count."""
        return f"{how} {self.t('how_withheld')}" if _holds_suggestions(frame) else how

    def by_machine(self, how: str, frame: pd.DataFrame) -> str:
        """Return a caption of intervals, with what they leave out where suggestions count."""
        return f"{how} {self.t('how_machine')}" if _holds_suggestions(frame) else how

    def marks_of(self, family: FamilySource) -> str:
        """Return `marks` of the numbers of a family."""
        return self.marks(pd.DataFrame([family.basis]))

    def basis(self, frame: pd.DataFrame) -> str:
        """Return `marks` within a sentence: “ – osin koneen ehdotuksia”; empty as they are."""
        found = set(frame["source"]) - {NONE}
        said = [] if found <= {PEOPLE} else [self.source(found.pop() if len(found) == 1 else MIXED)]
        said += [self.t(f"basis_{status}") for status in MARKED if frame[status].astype(bool).any()]
        return self.t("basis", said=self.listed(said)) if said else ""

    def source(self, source: str) -> str:
        """Return whose codes a number is of."""
        return self.t(f"source_{source}")

    def quotation(self, quotation: Quotation | None) -> str:
        """Return a quotation with who said it, for a tooltip."""
        return quotation.cited(self.lang) if quotation is not None else ""

    def family(self, family: str) -> str:
        """Return a family of codes as a heading."""
        return self.t(f"family_{family}").capitalize()

    def person(self, number: int) -> str:
        """Return what an interviewee is called."""
        return pseudonym(number, self.lang)

    def actor(self, name: str, now: str = "") -> str:
        """Return an actor's name, with who carries on its work where it has ended."""
        return self.t("actor_now", actor=name, now=now) if now else name

    def document(self, name: str, number: int) -> str:
        """Return a document's name, or its number where the name is no plain code."""
        return name or self.t("document_number", n=number)

    def interval(self, low: float, high: float) -> str:
        """Return an interval: “−0,12…0,40”."""
        return "–" if math.isnan(low) else f"{self.number(low)}…{self.number(high)}"

    def percents(self, low: float, high: float) -> str:
        """Return an interval of a share: “4…19 %”."""
        return "–" if math.isnan(low) else f"{self.number(100 * low, 0)}…{self.percent(high)}"

    def mean_n(self, mean: float, n: float) -> str:
        """Return a mean with its number of answers: “+0,40 (12)”."""
        return f"{self.number(mean, sign=True)}\u00a0({self.count(n)})"

    def share_n(self, share: float, n: float) -> str:
        """Return a share with its number of statements: “24 % (12)”."""
        return f"{self.percent(share)}\u00a0({self.count(n)})"

    def judged(self, family: str, text: str) -> str:
        """Return a coder's judgement, as `aineisto.reliability.disagreements` writes it."""
        if family == "stance":
            return self.stance(float(text))
        codes = [code for code in text.split(";") if code != "none"]
        return ", ".join(self.theme(c) if family == "theme" else c for c in codes) or "–"

    def coders(self, text: str) -> str:
        """Return coders' names as people say them: “anna – eero”, “kone stance 0.1 – anna”."""
        return " – ".join(map(self._coder, text.split(", ")))

    def model(self, coder: str) -> str:
        """Return a machine coder's name as a paper gives it: “stance-cold 0.1”, “kielimalli x”."""
        plain = coder.removeprefix(LANGUAGE_MODEL)
        name, _, version = plain.removeprefix("machine:").partition("@")
        kind = f"{self.t('language_model')} " if plain != coder else ""
        return f"{kind}{name} {version}".strip()

    def _coder(self, coder: str) -> str:
        if coder.startswith(LANGUAGE_MODEL):
            return self.model(coder)
        if coder.startswith("machine:"):
            return f"{self.t('machine')} {self.model(coder)}"
        return coder.partition(":")[2]

    def date(self, iso: str) -> str:
        """Return an ISO date as a reader writes it: “22.11.2026”, “22 November 2026”."""
        day = date.fromisoformat(iso)
        if self.lang == "fi":
            return f"{day.day}.{day.month}.{day.year}"
        return f"{day.day} {day:%B} {day.year}"

    def listed(self, names: list[str]) -> str:
        """Return names as a list in words: “a, b ja c”."""
        if len(names) < 2:
            return "".join(names)
        return f"{', '.join(names[:-1])} {self.t('and')} {names[-1]}"

    def labelled(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return a frame with the names its figure shows."""
        data = frame.copy()
        for column, name in (("theme", self.theme), ("question", self.question)):
            if column in data:
                data["label"] = data[column].map(name)
            if column in data and "depth" in data:
                dashes = data["depth"].map(lambda depth: "– " * depth)
                data["label"] = dashes + data["label"]
        if "actor" in data:
            if "theme" in data:
                data["theme_label"] = data["label"]
            data["label"] = data["actor"]
        if "group" in data:
            data["group_label"] = data["group"].map(self.group)
            if "label" not in data:
                data["label"] = data["group_label"]
        if "verdict" in data:
            told = zip(data["verdict"], data["mean"], data["source"], strict=True)
            data["verdict_label"] = [self.verdict(*row) for row in told]
        return data


def called(code: str, column: str, t: Texts) -> str:
    """Return what a question or a group without a name of its own is called; others as they are."""
    if column == "question":
        special = {ALL: "all_questions", ALL_STATEMENTS: "all_statements", "": "outside"}
    elif column == "group":
        special = {ALL: "all_groups", "": "no_group"}
    else:
        return code
    return t(special[code]) if code in special else code


def direction(verdict: str, mean: float, source: str, t: Texts) -> str:
    """Return a direction in words, as `Names.verdict` does."""
    if source in _SUGGESTED and verdict in ("strong", "moderate", "weak", "none"):
        return "–"
    text = t(f"verdict_{verdict or 'undefined'}")
    if verdict in ("strong", "moderate", "weak"):
        return f"{t('positive' if mean > 0 else 'negative')}, {text}"
    return text


def _holds_suggestions(frame: pd.DataFrame) -> bool:
    """Tell whether a number of a frame holds unconfirmed suggestions."""
    return not _SUGGESTED.isdisjoint(frame["source"])
