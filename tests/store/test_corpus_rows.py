from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aineisto.codebook import Question
from aineisto.core import errors
from aineisto.corpus import Corpus
from aineisto.project import Project

FRAMES = ("documents", "participants", "statements", "problems")


def assert_same(found, expected):
    for name in FRAMES:
        pd.testing.assert_frame_equal(getattr(found, name), getattr(expected, name))
    assert dict(found.edits) == dict(expected.edits)
    assert found.questions == expected.questions


def test_a_reopened_project_gives_the_corpus_and_codebook_that_were_stored(
    tmp_path, corpus, codebook
):
    path = tmp_path / "study.aineisto"
    Project.create(path, corpus, codebook).close()
    with Project.open(path) as project:
        assert_same(project.corpus, corpus)
        assert project.codebook == codebook
        # the offsets still lead into the document: "rooli" of "epäselvä rooli" without the hyphen
        clean = project.corpus.statements.set_index("statement_id").loc["a:3", "clean"]
        start, end = project.corpus.locate("a:3", clean.index("rooli"), clean.index("rooli") + 5)
        assert corpus.documents.loc[0, "text"][start:end] == "rooli"


def test_problems_of_reading_are_kept(tmp_path, corpus, codebook):
    problems = pd.DataFrame(
        [["c.pdf", "page 1", "no text", "scan it again"]],
        columns=["file", "place", "problem", "remedy"],
    )
    guide = (
        Question("k1", {"fi": "Raha", "en": "Money"}, "Mistä raha?", ("raha",), ("Riittääkö?",)),
    )
    whole = replace(corpus, problems=problems, questions=guide)
    with Project.create(tmp_path / "s.aineisto", whole, codebook) as project:
        assert_same(project.corpus, whole)


def test_what_is_done_to_the_frames_does_not_reach_the_project(project):
    corpus = project.corpus
    corpus.statements["clean"] = "muutettu"
    assert "muutettu" not in set(project.corpus.statements["clean"])


def test_an_empty_corpus_can_be_stored(tmp_path, corpus, codebook):
    empty = Corpus(
        corpus.documents.iloc[:0], corpus.participants.iloc[:0], corpus.statements.iloc[:0]
    )
    with Project.create(tmp_path / "s.aineisto", empty, codebook) as project:
        assert_same(project.corpus, empty)
        assert project.next("anna") is None


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
CELLS = {
    "str": TEXT | st.none(),
    "int64": st.integers(-(2**53), 2**53),
    "float64": st.floats(allow_infinity=False) | st.none(),
    "bool": st.booleans(),
    "Int64": st.integers(-(2**53), 2**53) | st.none(),
}


@st.composite
def participants(draw):
    size = draw(st.integers(1, 4))
    columns = {"participant": pd.Series([f"p{n}" for n in range(size)], dtype="str")}
    for name in draw(st.lists(TEXT.filter(lambda name: name != "participant"), unique=True)):
        kind = draw(st.sampled_from(sorted(CELLS)))
        cells = draw(st.lists(CELLS[kind], min_size=size, max_size=size))
        columns[name] = pd.Series(cells, dtype=kind)
    return pd.DataFrame(columns)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(frame=participants(), text=TEXT)
def test_any_attributes_and_any_text_come_back(tmp_path, corpus, codebook, frame, text):
    documents = corpus.documents.assign(text=text)
    stored = Corpus(documents, frame, corpus.statements.assign(clean=text))
    path = tmp_path / "any.aineisto"
    with Project.create(path, stored, codebook, overwrite=True) as project:
        assert_same(project.corpus, stored)


def test_a_statement_that_is_there_twice_is_refused_and_nothing_is_written(
    tmp_path, corpus, codebook
):
    doubled = Corpus(
        corpus.documents, corpus.participants, pd.concat([corpus.statements, corpus.statements[:1]])
    )
    with pytest.raises(errors.ProjectError, match="'a:1' more than once"):
        Project.create(tmp_path / "s.aineisto", doubled, codebook)
    assert list(tmp_path.iterdir()) == []


def test_a_broken_character_is_named(tmp_path, corpus, codebook):
    broken = Corpus(
        corpus.documents,
        corpus.participants,
        corpus.statements.assign(
            clean=pd.Series(["\ud83d"] * len(corpus.statements), dtype="object")
        ),
    )
    with pytest.raises(errors.ProjectError, match="half of a character"):
        Project.create(tmp_path / "s.aineisto", broken, codebook)
    assert list(tmp_path.iterdir()) == []
