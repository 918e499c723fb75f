import pytest
import spacy

from aineisto.encoder import _spacy as module
from aineisto.encoder._spacy import EncoderComponent

from .conftest import UPOS


@pytest.fixture
def pipeline(tiny, monkeypatch):
    monkeypatch.setattr(module, "shared_encoder", lambda: tiny)
    return spacy.blank("fi")


def test_components_are_registered(pipeline):
    pipeline.add_pipe("aineisto_tagger")
    pipeline.add_pipe("aineisto_ner")
    doc = pipeline("i j k  i\nj")
    assert [token.pos_ for token in doc if not token.is_space] == [
        UPOS[(5 + "abcdefghijk".index(c)) % 17] for c in "ijkij"
    ]
    assert {token.pos_ for token in doc if token.is_space} == {"SPACE"}
    assert [(ent.text, ent.label_) for ent in doc.ents] == [("j k", "PER"), ("j", "PER")]
    # Pieces 13, 14, 15; the fifth column of the features is Number=Sing.
    assert [str(token.morph) for token in doc[:3]] == ["", "Number=Sing", ""]


def test_tagger_can_set_names_in_the_same_pass(pipeline):
    pipeline.add_pipe("aineisto_tagger", config={"names": True, "labels": {"PER": "PERSON"}})
    doc = pipeline("i j k")
    assert doc[0].pos_
    assert [(ent.text, ent.label_) for ent in doc.ents] == [("j k", "PERSON")]


def test_sentences_of_the_pipeline_are_kept(pipeline):
    pipeline.add_pipe("sentencizer", config={"punct_chars": ["i"]})
    pipeline.add_pipe("aineisto_ner")
    # A name does not reach over the end of a sentence.
    doc = pipeline("j i k")
    assert [ent.text for ent in doc.ents] == ["j"]


def test_names_already_there_stay(pipeline):
    ruler = pipeline.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": "OWN", "pattern": "k"}])
    pipeline.add_pipe("aineisto_ner")
    assert [(e.text, e.label_) for e in pipeline("j i j k").ents] == [("j", "PER"), ("k", "OWN")]


def test_many_documents_keep_their_order(pipeline):
    pipeline.add_pipe("aineisto_ner")
    texts = ["i " * n + "j" for n in range(100)] + [""]
    found = [[ent.start for ent in doc.ents] for doc in pipeline.pipe(texts, batch_size=7)]
    assert found == [[n] for n in range(100)] + [[]]


def test_a_pipeline_is_saved_and_loaded(pipeline, tmp_path):
    pipeline.add_pipe("aineisto_tagger", config={"names": True})
    pipeline.to_disk(tmp_path / "pipeline")
    again = spacy.load(tmp_path / "pipeline")
    assert [e.text for e in again("i j k").ents] == ["j k"]
    bytes_ = pipeline.to_bytes()
    other = spacy.blank("fi")
    other.add_pipe("aineisto_tagger", config={"names": True})
    assert [e.text for e in other.from_bytes(bytes_)("i j k").ents] == ["j k"]


def test_the_component_works_without_a_pipeline(tiny):
    doc = spacy.blank("fi")("j k")
    component = EncoderComponent("own", tags=False, names=True, encoder=tiny)
    assert [e.text for e in component(doc).ents] == ["j k"]
