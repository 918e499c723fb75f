"""Themes of statements that were read in their dialogue, by arrays made up for it."""

import tracemalloc
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from aineisto.codebook import Question
from aineisto.encoder import shared_encoder
from aineisto.language import Reading, read_corpus
from aineisto.language._reading import CONTEXT, Lines, Surroundings
from aineisto.themes import ThemeAssigner, _utilities
from aineisto.themes._dialogue import with_context

WORDS = ["Budjetti", "rajapinta", "koulutus", "potilas", "säästö", "ohjelmisto"]


def made_up(many: int) -> Reading:
    """A reading of so many statements, each the line after the one that stands before it."""
    random = np.random.default_rng(17)
    texts = [f"{WORDS[row % 6]} {WORDS[row // 6 % 6]}." for row in range(many)]
    wide = shared_encoder().dimensions
    subject, vectors = random.standard_normal((2, many, wide)).astype(np.float16) / np.sqrt(wide)
    lines = Lines(texts, subject, vectors)
    own = np.arange(many)[:, None]
    return Reading(
        texts,
        stance=np.full((many, 5), 0.2),
        kind=np.full((many, 5), 0.2),
        aside=np.zeros(many),
        polarity=np.full((many, 5), 0.2),
        spoken=np.ones(many),
        signs=[np.zeros(3)] * many,
        own=Surroundings(lines, own),
        around={name: Surroundings(lines, own - 1) for name in CONTEXT},
        guided=np.zeros(many, dtype=bool),
    )


@pytest.fixture(scope="module")
def assigner(codebook):
    one = ThemeAssigner(codebook, "encoder")
    one.code(statements(made_up(8)), context=made_up(8))  # what is loaded and kept once
    return one


def statements(reading: Reading) -> pd.DataFrame:
    ids = [f"s{row}" for row in range(len(reading))]
    return pd.DataFrame({"statement_id": ids, "clean": reading.texts})


def test_what_stands_around_is_added_without_what_all_share():
    reading = made_up(3)
    mean = np.full(shared_encoder().dimensions, 0.25)  # float64, as a mean may be
    weights = {"asked": 0.5, "before": 0.0, "after": 0.0}
    found = with_context(reading, "vectors", mean, weights)
    own = reading.vectors - mean
    np.testing.assert_allclose(found, own + 0.5 * np.vstack([own[:1] * 0, own[:-1]]), atol=1e-6)
    assert found.dtype == np.float32


def test_read_in_parts_statements_get_the_same_themes(assigner, monkeypatch):
    reading = made_up(50)
    whole = assigner.predict_proba(reading.texts, context=reading)
    monkeypatch.setattr(_utilities, "ROWS", 7)
    parts = assigner.predict_proba(reading.texts, context=reading)
    np.testing.assert_allclose(parts, whole, atol=1e-5)


def test_the_themes_of_a_large_study_take_less_memory_than_its_vectors_side_by_side(assigner):
    reading = made_up(12_000)
    beside = 4 * shared_encoder().dimensions * 4  # meaning and subject, both with what is around
    tracemalloc.start()
    assigner.predict_proba(reading.texts, context=reading)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < beside * len(reading)


def test_words_are_cut_anew_and_those_of_context_alone_are_none():
    reading = made_up(2)
    assert [word.text for word in reading.tokens[1]] == ["rajapinta", "Budjetti", "."]
    reading.signs[0] = np.zeros(0)
    assert reading.tokens[0] == reading.words(0) == []
    assert len(reading.words(1)) == 3


def test_labels_tell_to_which_themes_a_question_leads(codebook):
    # The texts are alike and tell nothing; the question does.
    reading = made_up(80)
    questions = np.array(["Q1", "Q2"])[np.arange(80) % 2].tolist()
    first, second = codebook.theme_codes[:2]
    codes = [first if asked == "Q1" else second for asked in questions]
    known, new = np.arange(60), np.arange(60, 80)

    def judged(**told):
        model = ThemeAssigner(codebook, "encoder")
        texts = [reading.texts[row] for row in known]
        model.fit(texts, [codes[row] for row in known], context=reading.take(known), **told)
        return model

    asked = [questions[row] for row in new]
    texts, around = [reading.texts[row] for row in new], reading.take(new)
    taught = judged(question=[questions[row] for row in known])
    with_it = taught.predict_proba(texts, question=asked, context=around)
    without = taught.predict_proba(texts, context=around)
    column = {code: k for k, code in enumerate(taught.classes_)}
    right = [column[codes[row]] for row in new]
    rows = np.arange(len(new))
    assert with_it[rows, right].mean() > without[rows, right].mean() + 0.05
    # A question that no label has says nothing of its own.
    unheard = taught.predict_proba(texts, question=["Q9"] * len(new), context=around)
    assert unheard[rows, right].mean() < with_it[rows, right].mean() - 0.05
    sets = taught.predict_set(texts, question=asked, context=around)
    assert sets[rows, right].mean() >= 0.5


def test_where_the_guide_stands_for_the_interviewer_themes_are_less_sure(assigner):
    reading = made_up(60)
    guided = replace(reading, guided=np.ones(60, dtype=bool))
    sure, less = (
        np.log(assigner.predict_proba(one.texts, context=one)) for one in (reading, guided)
    )
    # A power of the odds, by which answers without the interviewer's turns surprise least.
    apart = [odds[:, 1:] - odds[:, :1] for odds in (sure, less)]
    np.testing.assert_allclose(apart[1], 0.71 * apart[0], atol=1e-6)


def test_the_guide_stands_for_an_interviewer_only_where_none_was_written_down():
    guide = [Question("Q1", {"fi": "Tieto"}, "Miten tieto kulkee?")]
    rows = [("a", "interviewer", "Miten tieto kulkee?"), ("a", "interviewee", "Huonosti.")]
    rows += [("b", "interviewee", "Hyvin."), ("b", "interviewee", "Ei kulje.")]
    frame = pd.DataFrame(rows, columns=["document", "role", "clean"])
    frame = frame.assign(start=range(4), question="Q1")
    assert read_corpus(frame, guide).guided.tolist() == [False, False, True, True]
    assert not read_corpus(frame).guided.any()
