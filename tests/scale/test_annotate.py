"""The pure function: what it adds, and that nothing but the row itself decides it."""

import dataclasses
import hashlib
import os
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import aineisto
from aineisto.codebook import Codebook, CueGroup, Theme
from aineisto.scale import annotate, annotated_columns

SMALL = Codebook(
    themes=(
        Theme("raha", {"fi": "Rahoitus"}, keywords=("raha", "budjetti")),
        Theme("tieto", {"fi": "Tietojärjestelmät"}, keywords=("rajapinta",)),
    )
)


def test_each_statement_gets_its_lemmas_theme_stance_and_actors():
    frame = pd.DataFrame(
        {"text": ["Rajapinta KELA:lle ei toimi.", "Budjetti riittää hyvin."], "id": [7, 8]},
        index=["b", "a"],
    )
    found = annotate(frame, SMALL)
    assert list(found.index) == ["b", "a"]
    assert list(found.columns[:2]) == ["text", "id"]
    assert found["lemmas"].tolist()[1] == "budjetti riittää hyvin"
    assert found["theme"].tolist() == ["tieto", "raha"]
    assert found["actors"].tolist() == ["Kela", ""]
    assert found["stance"].iloc[0] < 0 < found["stance"].iloc[1]
    assert found["theme_confidence"].between(0, 1).all()


def test_it_is_what_the_coders_say_of_the_statement_alone(statements, codebook):
    texts = statements["clean"].iloc[:80].tolist()
    found = annotate(pd.DataFrame({"text": texts}), codebook)
    themes = aineisto.ThemeAssigner(codebook, aineisto.Embedder("fast"), together=False)
    assert found["theme"].tolist() == list(themes.predict(texts))
    fast = aineisto.StanceClassifier(embedder="fast", cues=codebook.cues)
    assert found["stance"].tolist() == list(fast.predict(texts))
    assert found["stance_score"].tolist() == list(fast.decision_score(texts).round(4))


def test_the_codebooks_own_cues_are_heard():
    cued = dataclasses.replace(SMALL, cues=(CueGroup("strength", ("hyrrätä",), 2.0),))
    frame = pd.DataFrame({"text": ["Se hyrrää meillä.", "Se on meillä."]})
    plain, heard = annotate(frame, SMALL), annotate(frame, cued)
    assert plain["stance"].tolist() == [0, 0]
    assert heard["stance"].iloc[0] > 0
    assert heard["stance"].iloc[1] == 0


def test_accurate_models_give_the_same_in_any_partitioning(statements, codebook):
    """An int8 network scales a batch as a whole: rows must not be read in batches."""
    pytest.importorskip("onnxruntime")
    parts = ["themes", "stance"]
    sample = statements.iloc[:40][["clean"]]
    whole = annotate(sample, codebook, parts=parts, models="accurate")
    order = np.random.default_rng(0).permutation(len(sample))
    pieces = [
        annotate(sample.iloc[rows], codebook, parts=parts, models="accurate")
        for rows in np.split(order, [1, 8, 9, 30])
    ]
    pd.testing.assert_frame_equal(pd.concat(pieces).sort_index(), whole, check_exact=True)


def test_fast_and_accurate_are_different_models(statements, codebook):
    pytest.importorskip("onnxruntime")
    sample = statements.iloc[:40][["clean"]]
    both = [
        annotate(sample, codebook, parts=["themes", "stance"], models=models)
        for models in ("fast", "accurate")
    ]
    for column in ("theme_confidence", "stance_score"):
        assert both[0][column].tolist() != both[1][column].tolist()


def test_without_a_codebook_there_are_no_themes_and_without_texts_nothing_to_say():
    found = annotate(pd.DataFrame({"clean": ["", None, "Joo."]}))
    assert "theme" not in found
    assert found["lemmas"].tolist() == ["", "", "joo"]
    assert found["actors"].tolist() == ["", "", ""]
    assert found["stance"].tolist() == [0, 0, 0]


def test_an_empty_partition_has_the_same_columns():
    frame = pd.DataFrame({"text": ["Raha puuttuu."]})
    whole, empty = annotate(frame, SMALL), annotate(frame.iloc[:0], SMALL)
    assert list(whole.columns) == list(empty.columns) == ["text", *annotated_columns(SMALL)]
    assert (whole.dtypes == empty.dtypes).all()


@pytest.fixture(scope="module")
def sample(statements):
    return statements.iloc[:700][["statement_id", "clean"]]


@pytest.fixture(scope="module")
def at_once(sample, codebook):
    return annotate(sample, codebook)


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), pieces=st.integers(1, 40))
def test_any_partitioning_in_any_order_gives_the_same(sample, at_once, codebook, seed, pieces):
    rng = np.random.default_rng(seed)
    cuts = np.sort(rng.integers(0, len(sample), pieces))
    parts = np.split(rng.permutation(len(sample)), cuts)
    again = pd.concat([annotate(sample.iloc[part], codebook) for part in parts]).sort_index()
    pd.testing.assert_frame_equal(again, at_once, check_exact=True)


CHILD = """
import sys
import pandas as pd
from aineisto.codebook import Codebook
from aineisto.scale import annotate
frame = pd.read_csv(sys.argv[1], keep_default_na=False)
sys.stdout.write(annotate(frame, Codebook.load(sys.argv[2])).to_csv())
"""


def test_another_process_gives_the_same(statements, codebook, tmp_path):
    """Sets of strings are ordered by the process's hash seed: nothing may come of it."""
    statements[["clean"]].iloc[:400].to_csv(tmp_path / "in.csv", index=False)
    codebook.save(tmp_path / "codebook.toml")
    answers = {
        hashlib.sha256(
            subprocess.run(
                [sys.executable, "-c", CHILD, tmp_path / "in.csv", tmp_path / "codebook.toml"],
                env={**os.environ, "PYTHONHASHSEED": seed},
                capture_output=True,
                check=True,
            ).stdout
        ).hexdigest()
        for seed in ("1", "2")
    }
    assert len(answers) == 1


@pytest.mark.parametrize(
    ("frame", "options", "problem"),
    [
        ({"teksti": ["a"]}, {}, "no column clean or text"),
        ({"teksti": ["a"]}, {"text": "puhe"}, "no column puhe"),
        ({"text": ["a", 3]}, {}, "not text"),
        ({"text": ["a"], "lemmas": ["b"]}, {}, "already"),
        ({"text": ["a"]}, {"parts": ["moods"]}, "moods"),
        ({"text": ["a"]}, {"models": "slow"}, "slow"),
    ],
)
def test_what_cannot_be_annotated_is_told(frame, options, problem):
    with pytest.raises(aineisto.AineistoError, match=problem):
        aineisto.annotate(pd.DataFrame(frame), **options)


def test_spark_and_dask_can_take_it_as_it_is(sample, at_once, codebook):
    """`mapInPandas` wants frames in and frames out; Dask wants the columns beforehand."""
    batches = (sample.iloc[start : start + 64] for start in range(0, len(sample), 64))
    spark = pd.concat([annotate(batch, codebook) for batch in batches])
    pd.testing.assert_frame_equal(spark, at_once, check_exact=True)
    dd = pytest.importorskip("dask.dataframe")
    lazy = dd.from_pandas(sample, npartitions=3).map_partitions(
        annotate, codebook, meta=annotate(sample.iloc[:0], codebook)
    )
    computed = lazy.compute(scheduler="sync")
    assert computed["theme"].tolist() == at_once["theme"].tolist()
    assert computed["stance_score"].tolist() == at_once["stance_score"].tolist()
