"""Statements in their dialogue: windows, batches, evidence."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from aineisto.encoder import Line, shared_encoder
from aineisto.encoder._statements import BEFORE, OWN, windows_of_dialogue

SIZES = st.lists(st.tuples(st.integers(3, 400), st.booleans()), min_size=1, max_size=60)


@given(SIZES)
def test_every_line_is_answered_for_once_and_windows_keep_their_room(sizes):
    pieces = [size for size, _ in sizes]
    answered = []
    for first, start, stop in windows_of_dialogue(pieces, [asks for _, asks in sizes]):
        assert first <= start < stop
        assert sum(pieces[first:start]) <= BEFORE
        assert stop - start == 1 or sum(pieces[start:stop]) <= OWN
        answered += range(start, stop)
    assert answered == list(range(len(sizes)))


def lines(*texts, document=0):
    return [Line(text.split(), "answers", document) for text in texts]


def test_a_statement_is_read_the_same_whatever_else_is_asked_for():
    encoder = shared_encoder()
    some = lines("Lomake palautui taas , neljäs kerta .", document="a")
    others = [line for n in range(9) for line in lines(f"Pöydällä on {n} kirjaa .", document=n)]
    alone = encoder.read_lines(some)
    among = encoder.read_lines([*others, *some])
    np.testing.assert_allclose(among.stance[-1], alone.stance[0], atol=2e-2)
    np.testing.assert_allclose(among.subject[-1], alone.subject[0], atol=2e-2)


def test_the_question_before_a_short_answer_is_heard():
    encoder = shared_encoder()

    def answer(question):
        asked = Line(question.split(), "asks", 0, False)
        return encoder.read_lines([asked, *lines("No ei todellakaan .")]).stance[1]

    good = answer("Onko tässä uudessa järjestelmässä ollut jotain vikaa ?")
    bad = answer("Toimiiko tämä uusi järjestelmä teillä hyvin ?")
    assert not np.allclose(good, bad, atol=0.1)


def test_what_is_only_context_has_no_answer():
    rows = shared_encoder().read_lines(
        [Line(["Miten", "menee", "?"], "asks", 0, False), *lines("Hyvin menee .")]
    )
    assert not rows.stance[0].any()
    assert rows.stance[1].any()


def test_every_word_has_its_part_in_the_evidence_also_in_a_statement_too_long_to_read():
    encoder = shared_encoder()
    long = " ".join(f"sana{n}" for n in range(900))
    rows = encoder.read_lines([*lines("Se toimii hyvin ."), *lines(long, document=1)])
    assert [len(signs) for signs in rows.evidence] == [4, 900]
    assert rows.evidence[0].any()
    assert np.isfinite(rows.stance).all()


def test_empty_statements_have_a_row_of_zeros():
    rows = shared_encoder().read_lines([Line([], "answers", 0), *lines("Joo .")])
    assert not rows.stance[0].any()
    assert rows.stance[1].any()
