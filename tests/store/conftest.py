"""A small study, written by hand: two documents, two people, six answers."""

import pandas as pd
import pytest

from aineisto.codebook import Codebook, Question, Theme
from aineisto.codings import make_codings
from aineisto.corpus import Corpus, Edit, EditMap
from aineisto.project import Project

# What the machine says: (statement, family, code, value, confidence).
JUDGED = [
    ("a:2", "stance", "stance", 1, 0.9),
    ("a:3", "stance", "stance", -2, 0.4),
    ("b:2", "stance", "stance", 0, 0.7),
    ("a:2", "theme", "raha", None, 0.8),
    ("a:3", "theme", "roolit", None, 0.6),
    ("a:3", "theme", "raha", None, 0.3),
    ("a:3", "actor", "Kela", None, 0.9),
]


def _document(name, turns):
    """Return a document's text and its statements, one a line, odd lines the interviewer's."""
    text = "\n".join(turns)
    rows = []
    position = 0
    for number, turn in enumerate(turns, start=1):
        role = "interviewer" if turn.endswith("?") else "interviewee"
        who = "" if role == "interviewer" else f"p-{name}"
        speaker = "H" if role == "interviewer" else "V"
        question = "rahoitus" if number < 4 else "vastuut"
        end = position + len(turn)
        rows.append((f"{name}:{number}", name, who, speaker, role, question, number, position, end))
        position = end + 1
    return text, rows


@pytest.fixture(scope="session")
def corpus():
    first, first_rows = _document(
        "a",
        [
            "Mistä raha?",
            "Raha riittää hyvin 👍🏽.",
            "Kelalla on epä-selvä rooli.",
            "Kuka vastaa?",
            "No en tiiä.",
            "Hyvä juttu.",
        ],
    )
    second, second_rows = _document("b", ["Mistä raha?", "Ei mistään.", "Vaikeaa.", "Kuka?", "Me."])
    names = [
        "statement_id",
        "document",
        "participant",
        "speaker",
        "role",
        "question",
        "turn",
        "start",
        "end",
    ]
    statements = pd.DataFrame(first_rows + second_rows, columns=names)
    documents = pd.DataFrame(
        {
            "document": ["a", "b"],
            "path": ["a.txt", "b.txt"],
            "format": ["txt", "txt"],
            "text": [first, second],
        }
    )
    texts = {"a": first, "b": second}
    hyphen = first.index("-selvä")
    edits = {"a": EditMap([Edit(hyphen, hyphen + 1, "")])}
    spans = list(zip(statements.document, statements.start, statements.end, strict=True))
    statements["text"] = [texts[name][start:end] for name, start, end in spans]
    statements["clean"] = [
        edits.get(name, EditMap()).within(start, end).apply(texts[name][start:end])
        for name, start, end in spans
    ]
    participants = pd.DataFrame(
        {
            "participant": ["p-a", "p-b"],
            "group": ["kunta", "ministeriö"],
            "age": pd.array([41, None], dtype="Int64"),
            "weight": [1.5, float("nan")],
            "lead": [True, False],
            "since": pd.to_datetime(["2017-05-01", None]),
        }
    )
    return Corpus(documents, participants, statements, edits=edits)


@pytest.fixture(scope="session")
def codebook():
    themes = (Theme("raha", {"fi": "Raha"}, 'Mistä "raha"\ntulee.'), Theme("roolit", {}))
    questions = (
        Question("rahoitus", {"fi": "Rahoitus"}, "Mistä raha?"),
        Question("vastuut", {"fi": "Vastuut"}, "Kuka vastaa?"),
    )
    return Codebook("Koe", themes, questions=questions)


@pytest.fixture(scope="session")
def judgements():
    names = ("statement_id", "family", "code", "value", "confidence")
    frame = pd.DataFrame(JUDGED, columns=names)
    return make_codings(
        frame.assign(coder="machine:" + frame["family"] + "@0.1", status="suggested")
    )


@pytest.fixture
def project(tmp_path, corpus, codebook, judgements):
    with Project.create(tmp_path / "study.aineisto", corpus, codebook) as made:
        made.add_judgements(judgements, complete=True)
        yield made
