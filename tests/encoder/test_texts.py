"""Vectors and polarity come of one pass over a text, and are what two passes would give."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aineisto.encoder import Encoder
from aineisto.encoder import _outputs as module

from .conftest import write_tiny

TEXTS = ["xab", "xaab xh", "", "xb " * 300, "xc"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_tiny(tmp_path_factory.mktemp("tiny") / "m")


def passed(encoder, monkeypatch):
    """Return a list that grows by the rows of every run of the network."""
    files, rows = encoder._files(), []
    run = files.run

    def counted(outputs, inputs):
        rows.append(len(next(iter(inputs.values()))))
        return run(outputs, inputs)

    monkeypatch.setattr(files, "run", counted)
    return rows


@pytest.mark.parametrize("first", ["encode", "polarity"])
def test_what_the_other_asks_for_has_been_read_already(folder, monkeypatch, first):
    encoder = Encoder(folder)
    second = {"encode": "polarity", "polarity": "encode"}[first]
    rows = passed(encoder, monkeypatch)
    getattr(encoder, first)(TEXTS)
    once = sum(rows)
    found = getattr(encoder, second)(TEXTS)
    assert sum(rows) == once > 0
    np.testing.assert_array_equal(found, getattr(Encoder(folder), second)(TEXTS))
    # It has been handed over; whoever asks again has it read again.
    getattr(encoder, second)(TEXTS)
    assert sum(rows) == 2 * once


def test_what_is_forgotten_is_read_again(folder, monkeypatch):
    encoder = Encoder(folder)
    encoder.encode(TEXTS)
    encoder.forget()
    rows = passed(encoder, monkeypatch)
    encoder.polarity(TEXTS)
    assert rows


def test_no_more_is_kept_than_allowed(folder, monkeypatch):
    monkeypatch.setattr(module, "KEPT", {"embedding": 10, "polarity": 10})
    encoder = Encoder(folder)
    for number in range(40):
        encoder.encode([f"x{'ab'[number % 2] * number}", "xc"])
        assert sum(map(len, encoder._texts._kept.values())) <= 10


steps = st.lists(
    st.tuples(st.sampled_from(["encode", "polarity"]), st.lists(st.sampled_from(TEXTS), max_size=6))
)


@settings(max_examples=40, deadline=None)
@given(steps=steps)
def test_in_any_order_of_asking_the_answers_are_the_same(folder, steps):
    encoder, fresh = Encoder(folder), Encoder(folder)
    for asked, texts in steps:
        fresh.forget()
        found = getattr(encoder, asked)(texts)
        np.testing.assert_allclose(found, getattr(fresh, asked)(texts), rtol=1e-5, atol=1e-6)
