"""A folder of a sentence-transformers model as the embedder of the themes."""

import numpy as np
import pytest

from aineisto import ModelError
from aineisto.core.data import data_path
from aineisto.language import Embedder
from aineisto.themes import ThemeAssigner

TEXTS = ["Budjetti ei riitä mihinkään.", "Rajapinnat puuttuvat.", "Potilaat odottavat.", ""]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Our own table, saved by sentence-transformers as one of its models."""
    models = pytest.importorskip(
        "sentence_transformers", reason='needs pip install "aineisto[topics]"'
    )
    try:
        from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    except ImportError:  # its older place
        from sentence_transformers.models import StaticEmbedding
    source = data_path("models/embedding-fi")
    path = tmp_path_factory.mktemp("model") / "taulukko"
    static = StaticEmbedding.load(str(source))
    models.SentenceTransformer(modules=[static], device="cpu").save(str(path))
    return path


def test_the_table_is_a_static_embedding_of_sentence_transformers(folder):
    # Another implementation of the same sum over the same pieces.
    theirs, ours = Embedder(str(folder)).encode(TEXTS), Embedder("fast").encode(TEXTS)
    np.testing.assert_allclose(theirs, ours, atol=1e-5)
    assert not theirs[-1].any()


def test_a_folder_serves_the_themes(folder, codebook):
    embedder = Embedder(folder)
    assert embedder.version == "sentence-transformers:taulukko"
    codes = ThemeAssigner(codebook, embedder=embedder).predict(TEXTS)
    assert list(codes) == ["raha", "tieto", "asiakas", "none"]


def test_a_folder_without_a_model_is_refused_and_nothing_is_fetched(folder, tmp_path):
    with pytest.raises(ModelError, match="No model"):
        Embedder(str(tmp_path / "tyhjä"))
