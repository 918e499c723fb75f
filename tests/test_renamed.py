"""What was renamed works under its old name, and says what it is called now."""

import pandas as pd
import pytest

import aineisto
from aineisto import StanceClassifier, exchange, language, review, stance
from aineisto.codebook import Codebook
from aineisto.exchange import QdpxStudy
from aineisto.language._dialogue import forget
from aineisto.llm._stack import Stacked
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


def test_the_improvement_by_stacking():
    frame = pd.DataFrame({"coder": ["a"], "improvement": [0.1]})
    with pytest.warns(DeprecationWarning, match="gain is called improvement") as told:
        assert Stacked(None, frame).gain["gain"].tolist() == [0.1]
    assert told[0].filename == __file__


@pytest.mark.parametrize("of", [language.read_corpus, language.answers_of, language.register_of])
def test_names_of_parameters(of):
    """Where readings are kept: what is read goes there, under either name."""

    class Store(dict):
        def get(self, model, keys):
            return {}

        def put(self, model, told):
            self.update(told)

    statements = pd.DataFrame({"document": ["d"], "clean": ["Rajapinnat puuttuvat yhä."]})
    forget()
    kept = Store()
    with pytest.warns(DeprecationWarning, match="kept= is called readings=") as told:
        of(statements, kept=kept)
    assert len(told) == 1
    assert told[0].filename == __file__
    assert len(kept) == 1
    with pytest.raises(TypeError):
        of(statements, kept=kept, readings=kept)


def test_readings_of_precode(tmp_path):
    (tmp_path / "h.txt").write_text("H: Miten menee?\nV: Hyvin menee.\n", "utf-8")
    corpus, codebook = aineisto.read(tmp_path / "h.txt"), Codebook(themes=())
    with pytest.warns(DeprecationWarning, match="kept= is called readings=") as told:
        old = aineisto.precode(corpus, codebook, kept=None)
    assert told[0].filename == __file__
    new = aineisto.precode(corpus, codebook, readings=None)
    assert old["value"].tolist() == new["value"].tolist()


def test_a_name_that_never_was_is_none():
    for module in (review, stance, figures, exchange):
        with pytest.raises(AttributeError):
            module.Loss  # noqa: B018
