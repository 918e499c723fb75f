import sys

import pytest

from aineisto import ModelError
from aineisto.language import Tag, _tagging, name_finder, shared_lemmatizer, spacy_pipeline, tag
from aineisto.search._index import WordIndex
from aineisto.search._query import similar_lemmas

TEXTS = [
    "Haastattelimme Liisa Virtasta. Hän työskentelee Turun kaupungilla.",
    "",
    "  Kela:n palvelut\nHelsingissä toimivat.",
]


@pytest.fixture
def said(monkeypatch):
    """An encoder that takes every word with a capital for a person's name."""
    import aineisto.encoder as encoder

    def find_names(sentences, documents):
        assert len(sentences) == len(documents)
        return [
            [encoder.Name(i, i + 1, "PER", 0.9) for i, w in enumerate(s) if w[:1].isupper()]
            for s in sentences
        ]

    monkeypatch.setattr(encoder, "find_names", find_names)


def test_places_of_names_are_places_in_the_text(said):
    found = list(name_finder("encoder").pipe(TEXTS))
    assert [doc.text for doc in found] == TEXTS
    for doc in found:
        for entity in doc.ents:
            assert doc.text[entity.start_char : entity.end_char] == entity.text
            assert (entity.label_, len(entity)) == ("PERSON", 1)
    texts = [[entity.text for entity in doc.ents] for doc in found]
    assert texts == [
        ["Haastattelimme", "Liisa", "Virtasta", "Hän", "Turun"],
        [],
        ["Kela:n", "Helsingissä"],
    ]


def test_contexts_go_along(said):
    pairs = [(text, number) for number, text in enumerate(TEXTS * 20)]
    found = list(name_finder("encoder").pipe(pairs, as_tuples=True, batch_size=7))
    assert [number for _, number in found] == list(range(60))
    assert [doc.text for doc, _ in found] == TEXTS * 20


def test_one_text(said):
    assert [e.text for e in name_finder("encoder")("Nähdään Turussa.").ents] == [
        "Nähdään",
        "Turussa",
    ]


def test_spacy_finds_names_too():
    pytest.importorskip("spacy_fi_experimental_web_md", reason='needs "aineisto[spacy]"')
    (doc,) = name_finder("spacy").pipe(["Presidentti Sauli Niinistö puhui."])
    assert [(e.text, e.label_) for e in doc.ents] == [("Sauli Niinistö", "PERSON")]


def test_spacy_tags_too():
    pytest.importorskip("spacy_fi_experimental_web_md", reason='needs "aineisto[spacy]"')
    assert tag([["Kela", "maksaa", "."]], tagger="spacy")[0][1].upos == "VERB"


def test_the_encoder_tags(monkeypatch):
    import aineisto.encoder as encoder

    monkeypatch.setattr(
        encoder, "tag_words", lambda sentences: [[Tag("X", "") for _ in s] for s in sentences]
    )
    assert tag([["a", "b"], []], tagger="encoder") == [[Tag("X", "")] * 2, []]


def test_another_finder_or_tagger_is_refused():
    with pytest.raises(ValueError, match="encoder"):
        name_finder("stanza")
    with pytest.raises(ValueError, match="encoder"):
        tag([], tagger="stanza")


@pytest.fixture
def no_spacy(monkeypatch):
    """A Python in which spaCy is not installed."""
    monkeypatch.setitem(sys.modules, "spacy", None)
    spacy_pipeline.cache_clear()
    yield
    spacy_pipeline.cache_clear()


@pytest.mark.parametrize(
    "ask",
    [
        lambda: name_finder("spacy"),
        lambda: spacy_pipeline("tags"),
        lambda: similar_lemmas("tuki", WordIndex(["Tuki ja apu."], shared_lemmatizer()), 1),
    ],
    ids=["names", "tags", "words used alike"],
)
def test_who_asks_for_spacy_without_it_is_told_the_extra(no_spacy, ask):
    with pytest.raises(ModelError, match=r"aineisto\[spacy\]"):
        ask()


def test_a_pipeline_that_is_not_installed_says_what_to_install(monkeypatch):
    pytest.importorskip("spacy", reason='needs "aineisto[spacy]"')
    monkeypatch.setattr(_tagging, "PIPELINE", "spacy_fi_that_is_nowhere")
    spacy_pipeline.cache_clear()
    with pytest.raises(ModelError, match=r"aineisto\[spacy\]"):
        name_finder("spacy")
    spacy_pipeline.cache_clear()


def test_tags_and_accurate_lemmas_and_a_whole_study_need_no_spacy(run_alone, tmp_path):
    code = (
        "import sys; sys.modules['spacy'] = None\n"
        "from aineisto.language import Lemmatizer, tag\n"
        "print(tag([['Kela', 'maksaa', 'tuen', '.']])[0][1].upos)\n"
        "print(*Lemmatizer('accurate').lemmatize([['Hän', 'sai', 'tukea', '.']])[0])\n"
        "import aineisto; from aineisto.core.data import data_path\n"
        f"corpus = aineisto.read({str(tmp_path)!r}, interviewer='I')\n"
        "codings = aineisto.precode(corpus, aineisto.Codebook.load(data_path(\n"
        "    'corpora/demo-study/codebook.toml')))\n"
        "print(len(codings) > 0, len(corpus.search('Kela')))\n"
    )
    text = "I: Mitä?\n\nV: Kelan tuki on hyvä. Liisa Virtanen sai tukea.\n"
    (tmp_path / "h.txt").write_text(text, encoding="utf-8")
    printed = run_alone(code)
    assert printed.split("\n")[:3] == ["VERB", "hän saada tuki .", "True 1"]
