from importlib.util import find_spec

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.metrics import adjusted_rand_score, homogeneity_score

from aineisto import AineistoError, AineistoWarning, ModelError
from aineisto.language import read_statements, shared_lemmatizer
from aineisto.themes import ThemeAssigner, ThemeFinder
from aineisto.themes._clustering import by_size, eigengap
from aineisto.themes._dialogue import (
    context_words,
    permuted_words,
    random_vectors_in_dialogue,
    words_in_dialogue,
)
from aineisto.themes._editing import class_words, npmi
from aineisto.themes._words import content_words

SUBJECTS = {
    "liikenne": (
        ["Juna", "Bussi", "Raitiovaunu", "Lähijuna", "Linja-auto", "Metro"],
        ["on aina myöhässä", "jäi asemalle seisomaan", "kulkee liian harvoin", "ajoi pysäkin ohi"],
        ["ja matkustajat odottavat pysäkillä.", "eikä aikataulu pidä."],
    ),
    "ruoka": (
        ["Keitto", "Leipä", "Kalaruoka", "Puuro", "Perunamuusi", "Salaatti"],
        ["maistuu suolaiselta", "paloi pohjaan", "tarjottiin kylmänä", "on kokin bravuuri"],
        ["ja lounas jäi syömättä.", "eikä mausteita ole riittävästi."],
    ),
    "koulu": (
        ["Opettaja", "Oppilas", "Luokka", "Rehtori", "Koululainen", "Abiturientti"],
        ["myöhästyi oppitunnilta", "valmistautuu kokeeseen", "sai todistuksen", "luki läksyt"],
        ["ja lukukausi päättyy.", "eikä koulussa ole rauhaa."],
    ),
}
TEXTS = [
    f"{who} {does} {how}"
    for whos, doings, hows in SUBJECTS.values()
    for who in whos
    for does in doings
    for how in hows
]
TRUTH = np.repeat(list(SUBJECTS), 48)


@pytest.fixture(scope="module")
def found():
    return ThemeFinder(n_themes=3).fit(TEXTS)


def test_the_subjects_are_found(found):
    assert adjusted_rand_score(TRUTH, found.labels_) > 0.9


def test_the_same_texts_give_the_same_themes(found):
    again = ThemeFinder(n_themes=3)
    assert np.array_equal(again.fit_predict(TEXTS), found.labels_)
    pd.testing.assert_frame_equal(again.themes_, found.themes_)
    assert again.stability_ == found.stability_


def test_the_frame_of_themes(found):
    themes = found.themes_
    assert list(themes.columns) == [
        "theme",
        "label",
        "words",
        "size",
        "share",
        "coherence",
        "stability",
        "low",
        "high",
        "examples",
    ]
    assert themes.attrs["unassigned"] == 0
    assert (themes["low"] <= themes["stability"]).all()
    assert themes["stability"].between(0.5, 1).all()
    assert list(themes["size"]) == sorted(np.bincount(found.labels_), reverse=True)
    assert themes["share"].sum() == pytest.approx(1)
    assert themes["coherence"].between(-1, 1).all()
    for theme in themes.itertuples():
        mine = {text for text, k in zip(TEXTS, found.labels_, strict=True) if k == theme.theme}
        assert set(theme.examples) <= mine
        assert len(theme.examples) == 3
    words = themes["words"].sum()
    assert {"juna", "opettaja", "keitto"} <= set(words) | {"juna", "opettaja", "keitto"}
    assert not {"ja", "ei", "olla"} & set(words)
    # Base forms: the texts say pysäkillä, kokeeseen, todistuksen.
    assert not {"pysäkillä", "kokeeseen", "todistuksen", "oppitunnilta"} & set(words)


def test_clear_subjects_are_stable(found):
    assert 0.7 < found.stability_ <= 1


def test_a_number_is_suggested_with_its_reason():
    finder = ThemeFinder(n_subsamples=0).fit(TEXTS)
    assert finder.n_themes_ == len(finder.themes_)
    assert 3 <= finder.n_themes_ <= 6
    assert finder.n_themes_reason_.startswith(f"Teemojen määräksi ehdotetaan {finder.n_themes_}:")
    assert f"{finder.n_themes_} themes are suggested" in finder.summary("en")
    assert np.isnan(finder.stability_)


def test_texts_without_content_are_unassigned():
    finder = ThemeFinder(n_themes=3, n_subsamples=0)
    labels = finder.fit_predict(["Joo.", *TEXTS, "", "Niin."])
    assert list(finder.unassigned_) == [0, 145, 146]
    assert (labels[[0, 145, 146]] == -1).all()
    assert (labels[1:145] >= 0).all()


def test_few_texts_warn_and_offer_the_codebook():
    with pytest.warns(AineistoWarning, match="codebook"):
        ThemeFinder(n_themes=2, n_subsamples=0).fit(TEXTS[::4])


@pytest.mark.parametrize("texts", [[], ["Joo."] * 50, TEXTS[:9]])
def test_too_few_texts_are_an_error(texts):
    with pytest.raises(AineistoError, match="ThemeAssigner"):
        ThemeFinder().fit(texts)


@pytest.mark.parametrize("number", [1, 0, 73, 2.5, "many"])
def test_an_impossible_number_is_an_error(number):
    with pytest.raises(AineistoError, match=r"2…72"):
        ThemeFinder(n_themes=number).fit(TEXTS)


@pytest.mark.parametrize("number", [-1, 1.5, "many", None])
def test_an_impossible_number_of_draws_is_an_error(number):
    with pytest.raises(AineistoError, match="n_subsamples is"):
        ThemeFinder(n_subsamples=number).fit(TEXTS)


def test_an_unknown_engine_is_an_error():
    with pytest.raises(AineistoError, match="spectral"):
        ThemeFinder(engine="lda").fit(TEXTS)


def has_bertopic() -> bool:
    return find_spec("bertopic") is not None


@pytest.mark.skipif(has_bertopic(), reason="bertopic is installed")
def test_without_bertopic_its_absence_is_told():
    with pytest.raises(ModelError, match=r"aineisto\[topics\]"):
        ThemeFinder(engine="bertopic").fit(TEXTS)


@pytest.fixture(scope="module")
def by_bertopic():
    pytest.importorskip("bertopic", reason='needs pip install "aineisto[topics]"')
    return ThemeFinder(engine="bertopic").fit(["Joo.", *TEXTS, "Niin."])


def test_bertopic_finds_the_subjects(by_bertopic):
    labels = by_bertopic.labels_[1:-1]
    assert labels.shape == (144,)
    some = labels >= 0
    assert some.mean() > 0.5
    # It may split a subject (by its sentence pattern), but does not mix subjects.
    assert homogeneity_score(TRUTH[some], labels[some]) > 0.8
    assert list(by_bertopic.labels_[[0, -1]]) == [-1, -1]
    assert set(by_bertopic.unassigned_) == set(np.flatnonzero(by_bertopic.labels_ < 0))


def test_bertopic_gives_the_same_frame_and_repeats_itself(by_bertopic, found):
    assert list(by_bertopic.themes_.columns) == list(found.themes_.columns)
    assert by_bertopic.n_themes_ == len(by_bertopic.themes_) >= 3
    assert by_bertopic.themes_["size"].is_monotonic_decreasing
    again = ThemeFinder(engine="bertopic").fit(["Joo.", *TEXTS, "Niin."])
    assert np.array_equal(again.labels_, by_bertopic.labels_)


def test_bertopics_own_words_keep_their_letters(by_bertopic):
    topics = by_bertopic.bertopic_.get_topics()
    assert any("ä" in word for words in topics.values() for word, _ in words)


def test_bertopic_merges_themes_to_the_number_asked_for(by_bertopic):
    two = ThemeFinder(n_themes=2, engine="bertopic").fit(TEXTS)
    assert two.n_themes_ == 2
    assert "teemoja pyydettiin 2." in two.n_themes_reason_
    assert "2 themes were asked for." in two.summary("en")


def test_bertopic_refuses_a_handful_of_texts(by_bertopic):
    with pytest.warns(AineistoWarning), pytest.raises(AineistoError, match="spectral"):
        ThemeFinder(engine="bertopic").fit(TEXTS[::10])


def test_context_is_held_against_random_vectors():
    # Turns of four whose texts are of one subject: reading with neighbours is bound to help.
    turns = np.arange(len(TEXTS)) // 4
    finder = ThemeFinder(n_themes=3, n_subsamples=2).fit(TEXTS, turn=turns)
    control = finder.control_
    assert list(control.index) == ["texts", "random vectors", "chance"]
    same = control["same_turn"]
    assert same["texts"] > 0.9
    # What random vectors show is no finding.
    assert same["texts"] > same[["random vectors", "chance"]].max() + 0.3
    assert control.loc["texts", "stability"] == finder.stability_
    assert "satunnaisilla vektoreilla" in finder.summary()
    assert ThemeFinder(n_themes=3, n_subsamples=0).fit(TEXTS).control_ is None
    with pytest.raises(AineistoError, match="144 texts and 3 turns"):
        ThemeFinder().fit(TEXTS, turn=[1, 2, 3])


LITTLE = [
    "vaihdella",
    "viikko",
    "tuntua",
    "kivalta",
    "huono",
    "aamu",
    "sanoa",
    "vaikea",
    "asia",
    "muistaa",
    "ajatella",
    "loppu",
    "alku",
    "iso",
    "pieni",
    "pitää",
    "yrittää",
    "vuosi",
    "paikka",
    "hetki",
    "tavallinen",
    "outo",
    "kerta",
    "puoli",
]


def test_answers_that_say_little_are_grouped_by_what_was_asked():
    asked = [f"Entä kun {text[0].lower()}{text[1:]}" for text in TEXTS]
    draw = np.random.default_rng(0)
    said = [" ".join(draw.choice(LITTLE, 4, replace=False)) for _ in TEXTS]
    options = {"n_themes": 3, "n_subsamples": 2}
    alone = ThemeFinder(**options).fit(said)
    finder = ThemeFinder(**options).fit(said, context=pd.DataFrame({"asked": asked}))
    assert adjusted_rand_score(TRUTH, alone.labels_) < 0.1
    assert adjusted_rand_score(TRUTH, finder.labels_) > 0.6
    assert list(finder.control_.index) == ["texts", "random vectors", "chance"]


def test_a_question_that_is_its_own_makes_no_groups():
    """Random vectors read in the dialogue are alike where the same was asked, and only there."""
    context = pd.DataFrame({"asked": np.repeat(["Mitä kuuluu?", "Entä työ?"], 72)})
    noise = random_vectors_in_dialogue(
        read_statements(TEXTS, context), 64, np.random.default_rng(0)
    )
    alike = noise @ noise.T
    same = np.kron(np.eye(2), np.ones((72, 72))).astype(bool) & ~np.eye(144, dtype=bool)
    other = np.kron(1 - np.eye(2), np.ones((72, 72))).astype(bool)
    assert alike[same].mean() > 0.3 > 0.1 > abs(alike[other].mean())


def test_words_of_the_control_are_read_in_the_dialogue_too():
    """Words dealt out to other texts are alike where the same was asked: the reading makes that."""
    asked = np.repeat(["Kuinka juna kulkee asemalle?", "Maistuuko lounas koulun ruokalassa?"], 72)
    reading = read_statements(TEXTS, pd.DataFrame({"asked": asked}))
    lemmatizer = shared_lemmatizer()
    told = context_words(reading, [content_words(t, lemmatizer) for t in TEXTS], lemmatizer)
    dealt = permuted_words(told, np.random.default_rng(0))
    assert sorted(map(str, dealt.values())) == sorted(map(str, told.values()))
    alike = words_in_dialogue(reading, dealt, range(144))
    alike = (alike @ alike.T).toarray()
    assert alike[:72, :72].mean() > alike[:72, 72:].mean() + 0.2


def test_only_the_encoder_reads_a_dialogue():
    with pytest.raises(AineistoError, match="cannot read a text in its dialogue"):
        ThemeFinder(embedder=None).fit(TEXTS, context=pd.DataFrame({"asked": TEXTS}))


def test_identical_texts_do_not_break_it():
    with pytest.warns(AineistoWarning):
        labels = ThemeFinder(n_themes=2, n_subsamples=2).fit_predict(["Juna on myöhässä."] * 30)
    assert len(labels) == 30


def test_sklearn_conventions():
    finder = ThemeFinder(n_themes=4, random_state=7)
    assert clone(finder).get_params() == finder.get_params()


def test_to_codebook_can_be_assigned_from(found):
    codebook = found.to_codebook("löydetyt")
    assert codebook.theme_codes == ("teema-1", "teema-2", "teema-3")
    assert codebook.themes[0].keywords == tuple(found.themes_.loc[0, "words"])
    codes = ThemeAssigner(codebook).predict(TEXTS)
    wanted = np.array([f"teema-{k + 1}" for k in found.labels_])
    assert (codes == wanted).mean() > 0.9
    with pytest.raises(AineistoError, match="fit"):
        ThemeFinder().to_codebook()


def test_coherence_by_hand():
    # a and b always together in half the texts: PMI = log 2 = -log p, so NPMI is 1.
    assert npmi(["a", "b"], [{"a", "b"}, set()]) == pytest.approx(1)
    # Never together: -1. As often as by chance: 0.
    assert npmi(["a", "b"], [{"a"}, {"b"}]) == -1
    assert npmi(["a", "b"], [{"a", "b"}, {"a"}, {"b"}, set()]) == pytest.approx(0)


def test_class_words_prefer_what_one_theme_has():
    lemmas = [["raha", "yhteinen"], ["raha", "yhteinen"], ["tieto", "yhteinen"], ["tieto"]]
    words = class_words(lemmas, np.array([0, 0, 1, 1]), 2)
    assert [some[0] for some in words] == ["raha", "tieto"]


def test_labels_are_numbered_by_size():
    assert list(by_size(np.array([5, 2, 2, -1, 2, 5, 9]))) == [1, 0, 0, -1, 0, 1, 2]


def test_eigengap_finds_cliques():
    from scipy.sparse import block_diag, csr_matrix

    blocks = block_diag([np.ones((12, 12)) - np.eye(12)] * 5).tocsr()
    threads = csr_matrix(([1e-3] * 4, ([0, 12, 24, 36], [12, 24, 36, 48])), shape=(60, 60))
    number, _ = eigengap((blocks + threads + threads.T).tocsr(), 12)
    assert number == 5
