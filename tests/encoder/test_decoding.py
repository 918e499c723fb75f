from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from aineisto.encoder._decoding import best_path, decode_names

LABELS = ("O", "B-PER", "I-PER", "B-ORG", "I-ORG")


def allowed(path):
    before = "O"
    for label in path:
        if label[0] == "I" and before[1:] != label[1:]:
            return False
        before = label
    return True


@settings(deadline=None)
@given(st.integers(1, 5), st.integers(0, 10_000))
def test_the_best_path_is_that_of_trying_all(words, seed):
    scores = np.random.default_rng(seed).normal(size=(words, len(LABELS)))
    best = max(
        (path for path in product(range(5), repeat=words) if allowed([LABELS[i] for i in path])),
        key=lambda path: sum(scores[word, i] for word, i in enumerate(path)),
    )
    assert tuple(best_path(scores, LABELS)) == best


def logits(*path):
    rows = np.zeros((len(path), len(LABELS)))
    for word, label in enumerate(path):
        rows[word, LABELS.index(label)] = 5
    return rows


def test_names_and_their_ends():
    rows = logits("B-PER", "I-PER", "O", "B-ORG", "B-ORG")
    found = decode_names(rows, LABELS)
    assert [name[:3] for name in found] == [(0, 2, "PER"), (3, 4, "ORG"), (4, 5, "ORG")]
    probability = np.exp(5) / (np.exp(5) + 4)
    assert all(abs(name.confidence - probability) < 1e-6 for name in found)


def test_an_inside_without_a_beginning_is_mended_by_the_likelier_way():
    rows = logits("O", "I-PER", "O")
    rows[1, LABELS.index("B-PER")] = 4
    assert [name[:3] for name in decode_names(rows, LABELS)] == [(1, 2, "PER")]
    rows[1, LABELS.index("B-PER")] = 0
    rows[1, LABELS.index("O")] = 4
    assert decode_names(rows, LABELS) == []


def test_no_words_no_names():
    assert decode_names(np.zeros((0, 5)), LABELS) == []
