"""A project with twelve answers in four strata, some of them suggested."""

from dataclasses import replace

import pandas as pd
import pytest

from aineisto.codebook import Codebook, Question, Theme
from aineisto.codings import make_codings
from aineisto.corpus import Corpus
from aineisto.project import Project

# participant, question, text, suggested stance, its confidence, suggested theme
ANSWERS = [
    ("p1", "raha", "Raha ei riitä <b>mihinkään</b>.", -2, 0.9, "raha"),
    ("p1", "raha", "Sitä on haettu.", 0, 0.5, "raha"),
    ("p1", "raha", "Kyllä se siitä.", 1, 0.8, "raha"),
    ("p1", "vastuu", "Kela vastaa 👍🏽 hyvin.", 2, 0.7, "roolit"),
    ("p2", "raha", "En osaa sanoa.", None, None, None),
    ("p2", "vastuu", "Kuka tietää.", -1, 0.6, "roolit"),
]
COLUMNS = ["participant", "question", "clean", "value", "confidence", "theme"]


@pytest.fixture(scope="session")
def study():
    """Return corpus, codebook and judgements."""
    answers = pd.DataFrame(ANSWERS, columns=COLUMNS)
    length = answers["clean"].str.len() + 1
    end = length.cumsum() - 1
    statements = answers[["participant", "question", "clean"]].assign(
        statement_id=[f"d:{number}" for number in range(1, 7)],
        document="d",
        speaker="V",
        role="interviewee",
        turn=range(1, 7),
        start=end - length + 1,
        end=end,
        text=answers["clean"],
    )
    text = "\n".join(answers["clean"])
    documents = pd.DataFrame(
        {"document": ["d"], "path": ["d.txt"], "format": ["txt"], "text": text}
    )
    participants = pd.DataFrame({"participant": ["p1", "p2"], "group": ["kunta", "valtio"]})
    questions = (
        Question("raha", {"fi": "Rahoitus", "en": "Funding"}, "Mistä raha?"),
        Question("vastuu", {"fi": "Vastuut", "en": "Duties"}, "Kuka vastaa?"),
    )
    themes = (
        Theme("raha", {"fi": "Raha", "en": "Money"}, "Rahasta."),
        Theme("roolit", {"fi": "Roolit", "en": "Roles"}),
    )
    suggested = statements[["statement_id"]].join(answers).dropna(subset=["value"])
    stance = suggested.assign(family="stance", code="stance", coder="machine:stance@0.1")
    theme = suggested.assign(family="theme", code=suggested["theme"], value=None)
    theme["coder"] = "machine:themes@0.1"
    kept = ["statement_id", "family", "code", "value", "confidence", "coder"]
    frames = [frame[kept].astype("object") for frame in (stance, theme)]
    judgements = make_codings(pd.concat(frames).assign(status="suggested"))
    return (
        Corpus(documents, participants, statements),
        Codebook("Koe", themes, questions=questions),
        judgements,
    )


@pytest.fixture
def project(tmp_path, study):
    corpus, codebook, judgements = study
    with Project.create(tmp_path / "study.aineisto", corpus, codebook) as made:
        made.add_judgements(judgements, complete=True)
        yield made


@pytest.fixture
def mentioned(project, study):
    """Return what has the machine find Kela in a statement."""

    def mention(statement):
        keys = {"family": "actor", "code": "Kela", "value": None, "coder": "machine:actors@0.1"}
        project.add_judgements(study[2].iloc[:1].assign(statement_id=statement, **keys))

    return mention


@pytest.fixture
def timed(project):
    """Return the corpus with a time on every statement."""
    statements = project.corpus.statements.assign(time_start=65.0)
    return replace(project.corpus, statements=statements)
