"""Coded interviews and statements as windows of words: what the heads of statements learn from.

A `Dialogue` is an interview (or a lone statement): utterances in order, each with its words as they
were said and in standard forms, and for the coded ones the mean of the coders' codes. A `Window` is
a run of its utterances that the encoder reads together.
"""

from __future__ import annotations

import csv
import json
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from aineisto.language import Lemmatizer, tokenize

KINDS = ("arvio", "vaatimus", "kuvaus", "kysymys", "muu")
STANCES = (-2, -1, 0, 1, 2)
NO_THEME = "none"
SECOND = 0.25  # what a second theme counts beside the first


@dataclass
class Utterance:
    """What somebody said, a statement long. Codes are shares of the coders, None where uncoded."""

    role: str  # K asks, V answers
    question: str
    said: list[str]
    standard: list[str]
    stance: np.ndarray | None = None
    kind: np.ndarray | None = None
    themes: dict[str, float] = field(default_factory=dict)


@dataclass
class Dialogue:
    """Utterances in order."""

    study: str
    name: str
    utterances: list[Utterance]


@dataclass
class Study:
    """A codebook's themes (code to name, definition, keywords) and the guide's questions."""

    name: str
    themes: dict[str, tuple[str, str, list[str]]]
    questions: dict[str, str]


def read_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))


def read_studies(folder: Path) -> tuple[list[Study], list[Dialogue]]:
    """Read studies: folders with ``codebook.toml``, ``codes.tsv`` and an ``*.tsv`` an interview."""
    studies, dialogues = [], []
    for place in sorted(path.parent for path in folder.glob("*/codes.tsv")):
        book = tomllib.loads((place / "codebook.toml").read_text(encoding="utf-8"))
        themes = {
            theme["code"]: (
                theme["name"]["fi"] if isinstance(theme["name"], dict) else theme["name"],
                theme.get("definition", ""),
                list(theme.get("keywords", [])),
            )
            for theme in book["themes"]
        }
        questions = {row["code"]: _finnish(row["text"]) for row in book["questions"]}
        studies.append(Study(place.name, themes, questions))
        codes = defaultdict(list)
        for row in read_rows(place / "codes.tsv"):
            codes[row["interview"], row["n"]].append(row)
        for file in sorted(place.glob("H*.tsv")):
            rows = read_rows(file)
            keys = [(row["interview"], row["n"]) for row in rows]
            dialogues.append(
                Dialogue(place.name, file.stem, _utterances(rows, [codes.get(k) for k in keys]))
            )
    return studies, dialogues


def read_singles(folder: Path) -> list[Dialogue]:
    """Read lone interviews: ``NN.tsv`` with ``NN-codes.tsv``."""
    dialogues = []
    for file in sorted(folder.glob("[0-9][0-9].tsv")):
        codes = defaultdict(list)
        for row in read_rows(file.with_name(f"{file.stem}-codes.tsv")):
            codes[row["id"]].append(row)
        rows = read_rows(file)
        utterances = _utterances(rows, [codes.get(row["id"]) for row in rows])
        dialogues.append(Dialogue("singles", file.stem, utterances))
    return dialogues


def read_statements(folder: Path) -> list[Dialogue]:
    """Read lone statements, each a dialogue of its own."""
    codes = defaultdict(list)
    for row in read_rows(folder / "codes.tsv"):
        codes[row["id"]].append(row)
    rows = [row | {"speaker": ""} for row in read_rows(folder / "statements.tsv")]
    utterances = _utterances(rows, [codes.get(row["id"]) for row in rows], alone=True)
    return [
        Dialogue("statements", row["id"], [utterance])
        for row, utterance in zip(rows, utterances, strict=True)
    ]


def _finnish(text: str | dict[str, str]) -> str:
    return text["fi"] if isinstance(text, dict) else text


def _utterances(
    rows: list[dict[str, str]], codes: list[list[dict[str, str]] | None], alone: bool = False
) -> list[Utterance]:
    said = [[token.text for token in tokenize(row["text"])] for row in rows]
    standard = standard_forms(said, alone)
    return [
        Utterance(row["speaker"], row.get("question") or "", words, forms, *_codes(coded or []))
        for row, words, forms, coded in zip(rows, said, standard, codes, strict=True)
    ]


_LEMMATIZER = Lemmatizer()


def standard_forms(sentences: list[list[str]], alone: bool = False) -> list[list[str]]:
    """Return the words of a text, or of texts that stand alone, in their standard forms."""
    if not alone:
        return _LEMMATIZER.standard_forms(sentences)
    return [_LEMMATIZER.standard_forms([words])[0] for words in sentences]


def _codes(coded: list[dict[str, str]]):
    if not coded:
        return None, None, {}
    stance = np.mean([[int(row["stance"]) == step for step in STANCES] for row in coded], axis=0)
    kind = np.mean([[row["kind"] == kind for kind in KINDS] for row in coded], axis=0)
    themes: dict[str, float] = defaultdict(float)
    for row in coded:
        first, second = row.get("theme") or row.get("topic") or "", row.get("theme2") or ""
        if first:
            themes[first] += (1.0 - SECOND if second else 1.0) / len(coded)
        if second:
            themes[second] += SECOND / len(coded)
    return stance, kind, dict(themes)


# --- Kept between runs ----------------------------------------------------------------------


def save(path: Path, studies: Iterable[Study], dialogues: Iterable[Dialogue]) -> None:
    def plain(u: Utterance) -> list:
        codes = [None if a is None else a.tolist() for a in (u.stance, u.kind)]
        return [u.role, u.question, u.said, u.standard, *codes, u.themes]

    rows = [[d.study, d.name, [plain(u) for u in d.utterances]] for d in dialogues]
    books = [[s.name, s.themes, s.questions] for s in studies]
    path.write_text(json.dumps([books, rows], ensure_ascii=False), encoding="utf-8")


def load(path: Path) -> tuple[list[Study], list[Dialogue]]:
    books, rows = json.loads(path.read_text(encoding="utf-8"))
    studies = [
        Study(name, {c: tuple(t) for c, t in themes.items()}, q) for name, themes, q in books
    ]

    def whole(row: list) -> Utterance:
        *head, stance, kind, themes = row
        arrays = [None if a is None else np.array(a, dtype=np.float32) for a in (stance, kind)]
        return Utterance(*head, *arrays, themes)

    return studies, [Dialogue(s, n, [whole(u) for u in us]) for s, n, us in rows]


# --- Windows --------------------------------------------------------------------------------


@dataclass
class Window:
    """Utterances read together, and the guide's question that stands before them, if any."""

    utterances: list[Utterance]
    question: str
    standard: bool
    study: str


def windows(
    dialogue: Dialogue,
    sizes: list[int],
    random: np.random.Generator,
    questions: dict[str, str],
    *,
    least: int,
    most: int,
    before: int,
    alone: float,
    asked: float,
    as_said: float,
) -> Iterator[Window]:
    """Cut a dialogue into windows of random length, each with some words before it.

    Parameters
    ----------
    sizes : list of int
        Pieces of each utterance.
    least, most : int
        Pieces of a window's own part.
    before : int
        Pieces of what stands before that, at most.
    alone, asked, as_said : float
        Shares of windows of one statement, of windows that begin with the guide's question, and
        of windows in the words as said.
    """
    at, every = 0, dialogue.utterances
    while at < len(every):
        room = 1 if random.random() < alone * 0.25 else int(random.integers(least, most + 1))
        stop, total = at + 1, sizes[at]
        while stop < len(every) and total + sizes[stop] <= room:
            total += sizes[stop]
            stop += 1
        start, left = at, int(random.integers(0, before + 1)) if room > 1 else 0
        while start > 0 and sizes[start - 1] <= left:
            start -= 1
            left -= sizes[start]
        question = every[at].question if random.random() < asked else ""
        yield Window(
            every[start:stop],
            questions.get(question, ""),
            random.random() >= as_said,
            dialogue.study,
        )
        at = stop
