import copy
import os
import pickle
import string
import subprocess
import sys

import numpy as np
import pytest

from aineisto import ModelError
from aineisto.encoder import Encoder, _outputs
from aineisto.encoder._voikko import features

from .conftest import LABELS, MAX_PIECES, UPOS, write_tiny

LETTERS = string.ascii_lowercase


def piece_of(word):
    return 5 + LETTERS.index(word[0])


def vector(text):
    """What the tiny network gives: how often a…h stand inside the words."""
    inside = "".join(word[1:] for word in text.split())
    counts = np.array([inside.count(c) for c in "abcdefgh"], dtype=float)
    return counts / (np.linalg.norm(counts) or 1)


def test_vectors_come_back_in_order_whatever_their_length(tiny):
    random = np.random.default_rng(1)
    texts = ["x" + "".join(random.choice(list("abcdefgh"), n)) for n in random.integers(1, 12, 700)]
    np.testing.assert_allclose(tiny.encode(texts), [vector(t) for t in texts], atol=1e-5)
    np.testing.assert_allclose(
        tiny.encode(iter(texts[:9])), [vector(t) for t in texts[:9]], atol=1e-5
    )


def test_no_text_is_cut_short(tiny):
    long = "xa " * 500 + "xb " * 500
    found = tiny.encode([long, "xc"])
    assert abs(found[0][0] - found[0][1]) < 0.02
    assert found[0][:2].min() > 0.7
    np.testing.assert_allclose(found[1], vector("xc"), atol=1e-6)


@pytest.mark.parametrize("text", ["", " \n"])
def test_a_text_without_words_is_zero(tiny, text):
    assert not tiny.encode([text, "xa"])[0].any()


def test_nothing_gives_no_rows(tiny):
    assert tiny.encode([]).shape == (0, 8)
    assert tiny.polarity([]).shape == (0, 3)
    assert tiny.tag_words([]) == []


def test_one_text_is_refused(tiny):
    with pytest.raises(TypeError, match="list"):
        tiny.encode("xa")


def test_polarity_is_the_softmax_of_its_columns(tiny):
    weights = np.exp([2.0, 1.0, 0.0])
    np.testing.assert_allclose(tiny.polarity(["xaab"])[0], weights / weights.sum(), rtol=1e-5)
    assert tiny.polarity_labels == ("negative", "neutral", "positive")


def test_a_model_without_polarity_says_so(tmp_path):
    encoder = Encoder(write_tiny(tmp_path / "m", polarity=[]))
    with pytest.raises(ModelError, match="no head for polarity"):
        encoder.polarity(["a"])


def test_tags_of_words_by_first_and_last_piece(tiny):
    sentences = [["cat", "b"], [], ["zebra"]]
    tags = tiny.tag_words(sentences)
    assert [len(some) for some in tags] == [2, 0, 1]
    assert [tag.upos for tag in tags[0]] == [UPOS[piece_of(w) % 17] for w in sentences[0]]
    assert tags[2][0].upos == UPOS[piece_of("z") % 17]
    # last piece of cat: t inside a word, 31 + 19 = 50, 50 % 5 = 0: Case=_ ; all Number 0: "_"
    assert tags[0][0].feats == ""
    # last piece of b: 6, 6 % 5 = 1
    assert tags[0][1].feats == "Case=Nom"


def test_names_in_words(tiny):
    # Pieces 14 and 15 (j, k) are B-PER and I-PER; 13 (i) is O.
    assert [LABELS[piece_of(c) % 13] for c in "ijk"] == ["O", "B-PER", "I-PER"]
    (names,) = tiny.find_names([["i", "j", "k", "i", "k"]])
    assert [name[:3] for name in names] == [(1, 3, "PER")]


def test_one_pass_gives_tags_names_and_vectors(tiny):
    sentence = ["i", "j", "k"]
    (reading,) = tiny.read([sentence], vectors=True)
    assert reading.tags == tiny.tag_words([sentence])[0]
    assert reading.names == tiny.find_names([sentence])[0]
    assert reading.vectors.shape == (3, 4)
    (only,) = tiny.read([sentence], names=False)
    assert only.names is None
    assert only.vectors is None


def test_asking_for_nothing_is_refused(tiny):
    with pytest.raises(ValueError, match="Ask for"):
        list(tiny.read([["a"]], tags=False, names=False))


def test_voikko_features_reach_their_word(tiny):
    words = ["Kela", "maksaa", ".", "talossa"]
    found = tiny.word_vectors([["xx"], words])[1][:, 3]
    np.testing.assert_allclose(found, features(words).sum(axis=1))


def test_words_of_a_long_sentence_answer_far_from_the_cuts(tiny):
    words = [LETTERS[i % 26] for i in range(100)]
    found = tiny.word_vectors([["ab"], words])[1]
    assert found.shape == (100, 4)
    np.testing.assert_allclose(found[:, 0], [piece_of(word) for word in words])
    place, size = found[:, 1] - 2, found[:, 2] - 3
    assert size.max() <= MAX_PIECES - 3
    # Inside the sentence every word has neighbours on both sides in its window.
    assert (place[1:-1] >= 1).all()
    assert (place[1:-1] < size[1:-1] - 1).all()


def test_a_word_longer_than_a_window_is_not_lost(tiny):
    found = tiny.word_vectors([["a", "b" * 100, "c"]])[0]
    np.testing.assert_allclose(found[:, 0], [piece_of(c) for c in "abc"])


@pytest.mark.parametrize("word", ["", " ", "\ud800", "漢字", "a b"])
def test_any_word_has_an_answer(tiny, word):
    assert [len(tags) for tags in tiny.tag_words([["a", word, "b"]])] == [3]


def test_copies_and_pickles_are_small_and_alike(tiny):
    data = pickle.dumps(tiny)
    assert len(data) < 1000
    for again in (pickle.loads(data), copy.deepcopy(tiny)):
        assert np.array_equal(again.encode(["xab"]), tiny.encode(["xab"]))


def test_version(tiny):
    assert tiny.version == "tiny@1"


def test_an_absent_or_damaged_model_names_the_file(tmp_path):
    with pytest.raises(ModelError, match="nowhere"):
        Encoder(tmp_path / "nowhere").load()
    folder = write_tiny(tmp_path / "m")
    (folder / "model.onnx").write_bytes(b"no network")
    with pytest.raises(ModelError, match=r"model\.onnx.*Install"):
        Encoder(folder).load()
    (folder / "tokenizer.json").write_text("[]")
    with pytest.raises(ModelError, match="cannot be read"):
        Encoder(folder).load()


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("model.onnx", b"ReduceSum", b"ReduceSun"),  # a step that this onnxruntime does not know
        ("model.onnx", b"at_2", b"at_9"),  # a value that nothing gives
        ("model.onnx", b"input_ids", b"inqut_ids"),
        ("tokenizer.json", b'"type"', b'"tipe"'),
        ("config.json", b'"names"', b'"nemas"'),
    ],
)
def test_no_class_of_error_of_another_library_gets_through(tmp_path, file, old, new):
    folder = write_tiny(tmp_path / "m")
    whole = (folder / file).read_bytes()
    assert old in whole
    (folder / file).write_bytes(whole.replace(old, new, 1))
    with pytest.raises(ModelError, match=r"cannot be read.*Install"):
        Encoder(folder).load()


def test_other_features_than_it_was_trained_on_are_refused(tmp_path):
    with pytest.raises(ModelError, match="other features"):
        Encoder(write_tiny(tmp_path / "m", voikko=["Ln"])).load()


@pytest.mark.parametrize("threads", [0, -1, 1.5, True])
def test_threads_must_be_a_number(tiny_folder, threads):
    with pytest.raises(ValueError, match="threads"):
        Encoder(tiny_folder, threads=threads).load()


def threads(folder):
    return Encoder(folder)._files()._session.get_session_options().intra_op_num_threads


def test_threads_can_be_set_from_outside(tiny_folder, monkeypatch):
    monkeypatch.setenv("AINEISTO_THREADS", "many")
    with pytest.raises(ValueError, match="AINEISTO_THREADS"):
        Encoder(tiny_folder).load()
    monkeypatch.setenv("OMP_NUM_THREADS", "3")
    monkeypatch.setenv("AINEISTO_THREADS", "2")
    assert threads(tiny_folder) == 2
    monkeypatch.delenv("AINEISTO_THREADS")
    assert threads(tiny_folder) == 3


def test_neighbours_of_one_document_are_read_together(tiny, monkeypatch):
    monkeypatch.setattr(_outputs, "CONTEXT", 5)
    sentences = [["a", "b"], ["c"], ["d"], [], ["e", "f", "g"], ["j"], ["k"]]
    documents = [1, 1, 2, 2, 2, 3, 3]
    readings = list(tiny.read(sentences, documents, vectors=True))
    assert [len(reading.tags) for reading in readings] == [2, 1, 1, 0, 3, 1, 1]
    vectors = np.concatenate([reading.vectors for reading in readings])
    np.testing.assert_allclose(vectors[:, 0], [piece_of(c) for c in "abcdefgjk"])
    sizes = [{int(v) - 3 for v in reading.vectors[:, 2]} for reading in readings]
    assert sizes == [{3}, {3}, {4}, set(), {4}, {2}, {2}]
    # A name does not reach from one sentence into the next (j begins one, k would go on).
    assert [[n[:2] for n in reading.names] for reading in readings[-2:]] == [[(0, 1)], []]


def test_a_group_is_no_longer_than_the_context(tiny, monkeypatch):
    monkeypatch.setattr(_outputs, "CONTEXT", 5)
    found = tiny.read([["a", "b", "c"]] * 5, [0] * 5, vectors=True)
    assert {int(size) - 3 for reading in found for size in reading.vectors[:, 2]} == {3}


FIRST = """
import os, sys, warnings
{first}
import aineisto
from aineisto.core import quiet
assert os.environ["ORT_DISABLE_TELEMETRY"] == "1"
import onnxruntime
with warnings.catch_warnings(record=True) as said:
    warnings.simplefilter("always")
    quiet.say_if_too_late()
print(len(said))
"""


@pytest.mark.parametrize(
    ("first", "known", "warnings"),
    [
        ("", {}, 0),
        ("", {"ORT_DISABLE_TELEMETRY": "0"}, 0),
        ("import onnxruntime", {"ORT_DISABLE_TELEMETRY": "1"}, 0),
        ("import onnxruntime", {}, 1),
    ],
)
def test_onnxruntime_is_quiet_whoever_imports_it(first, known, warnings, tmp_path):
    """After aineisto its telemetry is off; where it was on before, the user is told."""
    pytest.importorskip("onnxruntime")
    run = [sys.executable, "-c", FIRST.format(first=first)]
    places = {"HOME": str(tmp_path), "PATH": os.environ["PATH"], **known}
    done = subprocess.run(run, env=places, check=True, capture_output=True, text=True)
    assert done.stdout == f"{warnings}\n"
    assert warnings or not list(tmp_path.iterdir())  # no device id in ~/.cache
