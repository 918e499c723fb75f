"""The static table in other libraries' hands, and their models in ours; skipped without them."""

import json
import shutil
import socket

import numpy as np
import pytest

from aineisto import ModelError
from aineisto.core.data import data_path
from aineisto.language import Embedder

TEXTS = [
    "Raha ei riitä.",
    "Tietojärjestelmät eivät keskustele keskenään.",
    "Blörgähtivätköhän 🙂",
    "Sää oli kaunis ja aurinko paistoi. " * 400,
]
FOLDER = data_path("models/embedding-fi")
needs = 'needs pip install "aineisto[topics]"'


@pytest.fixture
def no_network(monkeypatch):
    def refuse(*args):
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.fixture(scope="module")
def ours():
    return Embedder("fast").encode(TEXTS)


def test_the_folder_is_a_model_of_sentence_transformers(ours, no_network):
    library = pytest.importorskip("sentence_transformers", reason=needs)
    model = library.SentenceTransformer(str(FOLDER), local_files_only=True)
    assert type(model[0]).__name__ == "StaticEmbedding"
    np.testing.assert_allclose(model.encode(TEXTS), ours, atol=1e-5)


def test_the_folder_is_a_model_of_model2vec(ours, no_network):
    library = pytest.importorskip("model2vec", reason="needs pip install model2vec")
    model = library.StaticModel.from_pretrained(FOLDER)
    np.testing.assert_allclose(model.encode(TEXTS), ours, atol=1e-5)


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """A small transformer, made up, saved as sentence-transformers saves."""
    library = pytest.importorskip("sentence_transformers", reason=needs)
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    folder = tmp_path_factory.mktemp("hub")
    from tokenizers import Tokenizer, models, pre_tokenizers

    words = ["[PAD]", "[UNK]", "raha", "juna", "auto", "koulu", "talo"]
    tokenizer = Tokenizer(models.WordLevel({w: i for i, w in enumerate(words)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    fast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, pad_token="[PAD]", unk_token="[UNK]", model_max_length=16
    )
    bert = BertModel(
        BertConfig(
            vocab_size=7,
            hidden_size=16,
            num_hidden_layers=1,
            num_attention_heads=2,
            intermediate_size=16,
            max_position_embeddings=16,
        )
    )
    bert.save_pretrained(folder / "bert")
    fast.save_pretrained(folder / "bert")
    try:
        from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    except ImportError:  # their older place
        from sentence_transformers.models import Pooling, Transformer
    transformer = Transformer(str(folder / "bert"))
    transformer.max_seq_length = 16
    model = library.SentenceTransformer(modules=[transformer, Pooling(16)], device="cpu")
    model.save(str(folder / "small"))
    return folder / "small"


def test_a_saved_model_is_read_without_a_network(saved, no_network):
    embedder = Embedder(saved)
    vectors = embedder.encode(["raha juna", "", "auto " * 200 + "talo " * 200])
    assert vectors.shape == (3, 16)
    np.testing.assert_allclose(np.linalg.norm(vectors[[0, 2]], axis=1), 1, atol=1e-5)
    assert not vectors[1].any()
    assert embedder.version == "sentence-transformers:small"


def test_the_end_of_a_long_text_counts(saved):
    embedder = Embedder(str(saved))
    plain, ended = embedder.encode(["raha " * 100, "raha " * 100 + "juna " * 100])
    assert not np.allclose(plain, ended, atol=1e-3)


def test_vectors_are_kept_by_what_is_in_the_folder(saved, tmp_path):
    from safetensors.numpy import load_file, save_file

    other = tmp_path / "small"  # of the same name
    shutil.copytree(saved, other)
    weights = load_file(other / "model.safetensors")
    save_file({k: v + 0.5 for k, v in weights.items()}, other / "model.safetensors")
    cache = tmp_path / "kept"
    first = Embedder(saved, cache=cache).encode(["raha juna"])
    second = Embedder(other, cache=cache).encode(["raha juna"])
    assert not np.allclose(first, second)
    np.testing.assert_array_equal(second, Embedder(other, cache=cache).encode(["raha juna"]))


def test_a_model_of_the_hub_is_not_fetched_and_the_folders_are_named(no_network, tmp_path):
    pytest.importorskip("sentence_transformers", reason=needs)
    from huggingface_hub.constants import HF_HUB_CACHE

    with pytest.raises(ModelError, match="offline=False") as caught:
        Embedder("someone/some-model-that-is-not-there")
    assert HF_HUB_CACHE in str(caught.value)
    assert "some-model-that-is-not-there" in str(caught.value)


def test_a_model_in_the_hubs_cache_is_read_by_name(saved, tmp_path, monkeypatch, no_network):
    pytest.importorskip("sentence_transformers", reason=needs)
    import huggingface_hub.constants as hub

    monkeypatch.setattr(hub, "HF_HUB_CACHE", str(tmp_path))
    monkeypatch.setenv("SENTENCE_TRANSFORMERS_HOME", str(tmp_path))
    # As the hub's client lays a fetched model down.
    place = tmp_path / "models--someone--small"
    commit = "0" * 40
    shutil.copytree(saved, place / "snapshots" / commit)
    (place / "refs").mkdir()
    (place / "refs" / "main").write_text(commit)
    by_name = Embedder("someone/small").encode(["raha juna"])
    np.testing.assert_allclose(by_name, Embedder(saved).encode(["raha juna"]), atol=1e-6)


def test_the_shipped_table_is_small():
    assert sum(p.stat().st_size for p in FOLDER.iterdir() if p.is_file()) < 12_000_000
    assert json.loads((FOLDER / "config.json").read_text())["normalize"] is True
