"""Reading statements in context: frames, contexts, what is refused."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aineisto import AineistoError
from aineisto.codebook import Question
from aineisto.language import read_corpus, read_statements
from aineisto.language._dialogue import _around, _Line
from aineisto.language._reading import Lines, Surroundings

TEXTS = ["Lomake palautu taas, neljäs kerta.", "No ei todellakaan.", "Joo."]


def frame(roles=("interviewer", "interviewee", "interviewee")):
    texts = ["Toimiiko järjestelmä hyvin?", "No ei todellakaan.", "Joka viikko jumissa."]
    return pd.DataFrame(
        {
            "document": "a",
            "role": roles,
            "question": "Q1",
            "start": [0, 50, 80],
            "clean": texts,
        }
    )


def test_statements_alone_are_read_each_by_itself():
    together, apart = read_statements(TEXTS), [read_statements([text]) for text in TEXTS]
    for row, one in enumerate(apart):
        np.testing.assert_allclose(together.stance[row], one.stance[0], atol=2e-2)
    assert together.stance.sum(axis=1) == pytest.approx(1.0)


def test_a_context_of_empty_columns_is_a_speaker_alone_and_costs_nothing():
    empty = pd.DataFrame({"asked": ["", "", ""], "before": [None, "", ""]})
    with_empty = read_statements(TEXTS, empty)
    assert len(with_empty) == 3
    assert np.abs(with_empty.stance - read_statements(TEXTS).stance).max() < 0.35


def test_rows_of_a_corpus_are_its_rows_in_whatever_order_they_come():
    corpus = frame()
    reading = read_corpus(corpus)
    assert not reading.stance[0].any()  # the interviewer's
    turned = read_corpus(corpus.iloc[::-1])
    np.testing.assert_allclose(turned.stance[::-1], reading.stance, atol=1e-6)


def test_without_an_interviewer_the_guide_asks():
    answers = frame().iloc[1:]
    guide = (Question("Q1", {"fi": "Toimivuus"}, text="Toimiiko järjestelmä hyvin?"),)
    asked, unasked = read_corpus(answers, guide), read_corpus(answers)
    heard = read_corpus(frame()).stance[1:]
    assert np.abs(asked.stance - heard).max() < np.abs(unasked.stance - heard).max()


def test_evidence_stands_at_its_place():
    text = "Se (naurahtaa) ei toimi ollenkaan."
    words = read_statements([text]).words(0)
    assert [text[token.start : token.end] for token, _ in words] == [t.text for t, _ in words]
    assert "naurahtaa" not in {token.text for token, _ in words}


@pytest.mark.parametrize(
    ("context", "says"),
    [
        (pd.DataFrame({"asked": ["Miten?"]}), "rows of context"),
        (pd.DataFrame({"kysymys": ["", "", ""]}), "asked, before, after"),
        (["Miten?"] * 3, "frame"),
    ],
)
def test_a_context_that_cannot_be_used_is_refused(context, says):
    with pytest.raises(AineistoError, match=says):
        read_statements(TEXTS, context)


def test_a_reading_of_other_texts_is_refused():
    with pytest.raises(AineistoError, match="other texts"):
        read_statements(["Jotain muuta."], read_statements(["Joo."]))


@given(st.lists(st.tuples(st.sampled_from(["asks", "answers", ""]), st.sampled_from(["", "a"]))))
def test_around_a_line_stand_the_last_question_and_the_speakers_own_words(said):
    lines = [_Line(speaker, text) for speaker, text in said]
    for at, (line, sides) in enumerate(zip(lines, _around(lines), strict=True)):
        asked = [j for j in range(at) if lines[j].speaker == "asks" and lines[j].text]
        own = [j for j, other in enumerate(lines) if other.speaker == line.speaker and other.text]
        wanted = (asked[-1:], [j for j in own if j < at][-2:], [j for j in own if j > at][:1])
        assert tuple(sides.values()) == (wanted if line.speaker else ([], [], []))


def test_surroundings_are_sums_of_the_lines_that_stand_there():
    rows = np.arange(12, dtype=np.float16).reshape(4, 3)
    around = Surroundings(
        Lines(list("abcd"), rows, 2 * rows), np.array([[2, 3], [1, -1], [-1, -1]])
    )
    assert around.texts == [["c", "d"], ["b"], []]
    assert around.counts.tolist() == [2, 1, 0]
    np.testing.assert_array_equal(around.subject, [[15, 17, 19], [3, 4, 5], [0, 0, 0]])
    np.testing.assert_array_equal(around.take([1]).vectors, [[6, 8, 10]])
