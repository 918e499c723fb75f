"""What the normaliser is taught with: edits lead to the standard form, dialects keep the sounds."""

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

MODEL = Path(__file__).parents[2] / "models" / "spoken-fi"
words = st.text("aeiäkstnlmh", min_size=1, max_size=9)


@pytest.fixture(autouse=True, scope="module")
def training():
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(MODEL))
        yield


def applied(word, names):
    parts = [
        c + name[1:] if c and name[:1] == "=" else name if c else name[1:]
        for c, name in zip(("", *word, ""), names, strict=True)
    ]
    return "".join(parts)


@given(words, words)
def test_edits_lead_to_the_standard_form(spoken, standard):
    from edits import edits

    assert applied(spoken, edits(spoken, standard)) == standard


@given(words, words)
def test_every_sound_of_the_standard_form_became_something_and_nothing_is_lost(spoken, standard):
    from dialect import _outcomes

    outcomes = _outcomes(spoken, standard)
    assert len(outcomes) == len(standard)
    assert "".join(outcomes) == spoken


def test_a_dialect_says_words_as_its_donors_do():
    from dialect import Dialect, _outcomes

    donor = [("mie", "minä"), ("sanoin", "sanoin"), ("mehtä", "metsä"), ("olj", "oli")]
    dialect = Dialect([donor], lambda pair: _outcomes(*pair))
    sentence = [(word, word) for word in ("minä", "etsä", "oli", "xyz")]
    said = dialect.render(sentence, random.Random(0))
    assert [spoken for spoken, _ in said] == ["mie", "ehtä", "olj", "xyz"]
    assert [standard for _, standard in said] == ["minä", "etsä", "oli", "xyz"]
