"""What was renamed works under its old name, and says what it is called now."""

import pytest

from aineisto import StanceClassifier, exchange, language, review, stance
from aineisto.codebook import Codebook
from aineisto.exchange import QdpxStudy
from aineisto.themes import figures


@pytest.mark.parametrize(
    ("module", "old", "new"),
    [
        (review, "Gain", "Improvement"),
        (review, "Lesson", "TrainingRun"),
        (stance, "Verdict", "SelectiveCoverage"),
        (stance, "verdict", "selective_coverage"),
        (figures, "placed", "theme_occurrences"),
        (language, "fused_words", "split_contraction"),
        (language, "Kept", "ReadingStore"),
    ],
)
def test_names_of_modules(module, old, new):
    with pytest.warns(DeprecationWarning, match=f"{old} is called {new}") as told:
        assert getattr(module, old) is getattr(module, new)
    assert told[0].filename == __file__


def test_names_of_objects():
    improvement = review.Improvement("stance", 30, 0.1, 0.2)
    run = review.TrainingRun(improvement, None, None)
    qdpx = QdpxStudy(None, Codebook(themes=()), None, None, None, None, None)
    for thing, old, new in (
        (run, "gain", "improvement"),
        (qdpx, "kept", "provenance"),
        (StanceClassifier(embedder=None), "is_cold", "is_zero_shot"),
    ):
        with pytest.warns(DeprecationWarning, match=f"{old} is called {new}") as told:
            assert getattr(thing, old) == getattr(thing, new)
        assert told[0].filename == __file__


def test_a_name_that_never_was_is_none():
    for module in (review, stance, figures, exchange):
        with pytest.raises(AttributeError):
            module.Loss  # noqa: B018
