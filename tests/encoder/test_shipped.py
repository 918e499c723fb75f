"""The encoder that ships: what anyone would expect of it on plain Finnish."""

import os
import platform

import numpy as np
import pytest
from tests.paraphrases import are_nearest

from aineisto import AineistoError
from aineisto.core.data import data_path
from aineisto.encoder import find_names, polarity, read_words, shared_encoder, tag_words
from aineisto.language import Embedder, tokenize


def _absent():
    try:
        return not (data_path("models/encoder-fi") / "model.onnx").exists()
    except AineistoError:
        return True


pytestmark = pytest.mark.skipif(_absent(), reason="the encoder's weights are not here")


def words(text):
    return [token.text for token in tokenize(text)]


def test_what_means_the_same_is_nearest():
    embedder = Embedder("encoder")
    assert are_nearest(embedder)
    assert embedder.version == shared_encoder().version


def test_a_text_does_not_depend_on_its_company():
    # Eight-bit products that share a scale within a batch would make it.
    texts = [f"Kunta numero {i} päätti asiasta {'taas ' * (i % 9)}." for i in range(40)]
    together = shared_encoder().encode(texts)
    alone = np.concatenate([shared_encoder().encode([text]) for text in texts[:5]])
    assert (together[:5] * alone).sum(axis=1).min() > 0.9999


def test_tags_of_a_sentence():
    tags = tag_words([words("Liisa maksoi tuen asiakkaalle.")])[0]
    assert [tag.upos for tag in tags] == ["PROPN", "VERB", "NOUN", "NOUN", "PUNCT"]
    assert "Case=All" in tags[3].feats.split("|")
    assert {"Mood=Ind", "Person=3", "Tense=Past"} <= set(tags[1].feats.split("|"))


def test_the_sentence_decides():
    noun = tag_words([words("Tarvitsemme tukea .")])[0][1]
    verb = tag_words([words("Haluamme tukea heitä .")])[0][1]
    assert (noun.upos, verb.upos) == ("NOUN", "VERB")


def test_names_of_a_sentence():
    sentence = words("Sauli Niinistö tapasi Nokian johtajan Helsingissä maanantaina.")
    (names,) = find_names([sentence])
    found = {(" ".join(sentence[n.start : n.end]), n.label) for n in names}
    assert {("Sauli Niinistö", "PER"), ("Nokian", "ORG"), ("Helsingissä", "LOC")} <= found


def test_one_pass_or_two():
    sentence = words("Sauli Niinistö asuu Helsingissä.")
    (reading,) = read_words([sentence])
    assert reading.tags == tag_words([sentence])[0]
    assert [n[:3] for n in reading.names] == [n[:3] for n in find_names([sentence])[0]]


def test_polarity_tells_praise_from_blame():
    if not shared_encoder().polarity_labels:
        pytest.skip("this encoder has no head for polarity")
    chances = polarity(["Aivan ihana palvelu, kiitos!", "Täysin ala-arvoista ja huonoa toimintaa."])
    np.testing.assert_allclose(chances.sum(axis=1), 1, rtol=1e-5)
    means = chances @ np.arange(chances.shape[1])
    assert means[0] > means[1] + 1


def test_other_languages_and_marks_are_not_lost():
    tags = tag_words([["Jag", "är", "från", "Åbo", "😀", "漢字", "“"]])[0]
    assert len(tags) == 7


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
def test_a_forked_child_can_use_it(run_alone):
    # In a process of its own: this one may hold other libraries' threads, which no fork survives.
    code = (
        "import multiprocessing\n"
        "import numpy as np\n"
        "from aineisto.encoder import shared_encoder\n"
        "def encode(texts): return shared_encoder().encode(texts)\n"
        "own = encode(['Raha.'])\n"
        "with multiprocessing.get_context('fork').Pool(1) as pool:\n"
        "    child = pool.apply_async(encode, (['Raha.'],)).get(timeout=120)\n"
        "np.testing.assert_allclose(child, own, atol=1e-5)\n"
    )
    run_alone(code)


def test_no_connection_is_opened_and_little_is_imported(run_alone):
    code = (
        "import socket, sys\n"
        "def refuse(*args): raise AssertionError('a connection was opened')\n"
        "socket.socket.connect = refuse; socket.getaddrinfo = refuse\n"
        "from aineisto.encoder import find_names; find_names([['Kela', '.']])\n"
        "print(sorted({'torch', 'spacy', 'sklearn', 'transformers'} & set(sys.modules)))"
    )
    assert run_alone(code).strip() == "[]"


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="needs glibc")
def test_loading_leaves_little_more_than_the_weights_in_memory(run_alone):
    """21 million weights of a byte; made floats they were 85 MB, and 330 MB on the way."""
    code = """
import onnxruntime, resource, tokenizers
from pathlib import Path
from aineisto.encoder import Encoder
def held():
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()
before = held()
Encoder().load()
print((held() - before) // 10**6)
"""
    assert int(run_alone(code)) < 120
