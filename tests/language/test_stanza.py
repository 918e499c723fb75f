"""The Stanza backend, with a model trained here where Stanza is installed."""

import importlib.util
import os
from pathlib import Path

import pytest

from aineisto import ModelError
from aineisto.language import Lemmatizer
from aineisto.language._stanza import _cleaned

needs_stanza = pytest.mark.skipif(
    importlib.util.find_spec("stanza") is None, reason="stanza is not installed"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder of models: that of AINEISTO_STANZA where it is set, else one trained now."""
    given = os.environ.get("AINEISTO_STANZA")
    if given:
        return Path(given)
    spec = importlib.util.spec_from_file_location(
        "train_stanza", Path(__file__).with_name("train_stanza.py")
    )
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    made = tmp_path_factory.mktemp("stanza")
    script.train(made, n_words=4000, epochs=4)
    return made


@needs_stanza
@pytest.mark.slow
def test_a_real_model_lemmatises(folder):
    lemmatizer = Lemmatizer(backend="stanza", model=folder)
    assert lemmatizer.backend_ == "stanza"
    assert str(folder) in lemmatizer.describe()
    words = ["vuonna", "Suomen", "olivat", "ihmisten", "ja"]
    assert lemmatizer.lemmatize([words])[0] == ["vuosi", "Suomi", "olla", "ihminen", "ja"]


@needs_stanza
@pytest.mark.slow
def test_as_many_lemmas_as_words_whatever_the_words(folder):
    lemmatizer = Lemmatizer(backend="stanza", model=folder)
    sentences = [["", " ", "\ud800", "#", "<UNK>", "a b", "😀"], [], ["on"] * 900]
    lemmas = lemmatizer.lemmatize(sentences)
    assert [len(its) for its in lemmas] == [7, 0, 900]
    assert lemmas[0][:6] == ["", " ", "\ud800", "#", "<UNK>", "a b"]
    assert not any("#" in lemma for lemma in lemmatizer.lemmatize([["maakunnan", "eduskunta"]])[0])


def test_marks_and_sentinels_are_cleaned():
    assert _cleaned("maa#kunta", "maakunnan") == "maakunta"
    assert _cleaned("tal<UNK>", "taloћ") == "taloћ"
    assert _cleaned("_", "talo") == "talo"
    assert _cleaned(None, "talo") == "talo"
    assert _cleaned("#", "#") == "#"
    assert _cleaned("#aihe", "#aihe") == "#aihe"


def test_without_its_folder_the_error_says_which(tmp_path):
    with pytest.raises(ModelError, match=str(tmp_path)) as error:
        Lemmatizer(backend="stanza", model=tmp_path)
    assert "stanza.download" in error.value.remedy


@needs_stanza
def test_a_folder_with_broken_models_is_a_model_error(tmp_path):
    (tmp_path / "fi" / "lemma").mkdir(parents=True)
    (tmp_path / "resources.json").write_text('{"fi": {"lemma": {"x": {}}}}')
    with pytest.raises(ModelError, match=str(tmp_path)):
        Lemmatizer(backend="stanza", model=tmp_path)
