import pytest

from aineisto import precode, read
from aineisto.codebook import Codebook, CueGroup
from aineisto.core.errors import CodebookError
from aineisto.stance import StanceClassifier

COLD = StanceClassifier(embedder=None)


def score(text, *groups):
    return float(StanceClassifier(embedder=None, cues=groups).decision_score([text])[0])


def test_studys_own_cue_gives_a_neutral_word_a_direction():
    text = "Meillä on yksi luukku."
    assert COLD.predict([text]).tolist() == [0]
    own = StanceClassifier(embedder=None, cues=[CueGroup("strength", ("yksi luukku",))])
    assert own.predict([text])[0] > 0
    assert "luukku" in own.explain(text)["word"].head(1).tolist()


def test_own_cue_goes_before_the_shipped_one_and_negation_turns_it():
    text = "Asia on haaste."
    assert score(text) < 0 < score(text, CueGroup("opportunity", ("haaste",)))
    assert score("Asia ei ole haaste.", CueGroup("opportunity", ("haaste",))) < 0


def test_value_of_nothing_takes_a_cue_away():
    text = "Riski kuuluu aiheeseen."
    assert COLD.predict([text])[0] < 0
    gone = CueGroup("risk", ("riski", "*riski", "riskin*"), 0.0)
    assert StanceClassifier(embedder=None, cues=[gone]).predict([text]).tolist() == [0]


BOOK = """
[[cues]]
kind = "strength"
words = ["yksi luukku", "*portaali"]

[[cues]]
kind = "risk"
words = ["riski", "*riski", "riskin*"]
value = 0
"""


def test_codebook_keeps_the_cues():
    book = Codebook.from_toml(BOOK)
    assert Codebook.from_toml(book.to_toml()) == book
    model = StanceClassifier(embedder=None, cues=book.cues)
    texts = ["Meillä on palveluportaali.", "Riski kuuluu aiheeseen."]
    assert model.predict(texts).tolist()[1] == 0
    assert model.decision_score(texts)[0] > COLD.decision_score(texts)[0] + 0.5


def test_scale_of_a_codebook_and_its_cues_reach_the_pre_coding(tmp_path):
    (tmp_path / "a.txt").write_text("H: Miten menee?\n\nV: Meillä on yksi luukku.\n", "utf-8")
    corpus = read(tmp_path)
    plain, own = (precode(corpus, Codebook.from_toml(toml)) for toml in ("", BOOK))
    values = [set(found.loc[found["family"] == "stance", "value"]) for found in (plain, own)]
    assert values[0] == {0}
    assert max(values[1]) > 0


@pytest.mark.parametrize(
    ("kind", "words", "value", "said"),
    [
        ("good", ("hyvä",), None, "kind"),
        ("risk", ("hyvä",), 5, "value 5"),
        ("risk", (" ",), None, "empty"),
        ("risk", (), None, "empty"),
    ],
)
def test_cues_that_cannot_be_read_are_refused(kind, words, value, said):
    with pytest.raises(CodebookError, match=said):
        CueGroup(kind, words, value)


@pytest.mark.parametrize(
    ("stated", "not_so"),
    [
        # What stands in quotation marks is another's word.
        ("Se on upea hanke.", "Se on ”upea” hanke."),
        # What is asked is not stated.
        ("Kyllä se järjestelmä toimii.", "Selvitetään, miten se järjestelmä toimii."),
        ("Se toimii hyvin.", "Selvitetään, toimiiko se hyvin."),
        ("Verkko toimii.", "Verkko toimii, jos toimii."),
        # Praise before *mutta* concedes where nothing after it praises.
        ("Kokoukset ovat hienoja.", "Kokoukset ovat hienoja, mutta pöytäkirjaa ei lue kukaan."),
        # Degree is no praise, nor is a greeting.
        ("Järjestelmät on tehty hyvin.", "Järjestelmät ovat hyvin erilaisia."),
        ("Sanoma oli hyvä.", "Sanoin hyvää huomenta."),
    ],
)
def test_what_only_looks_like_praise_counts_less(stated, not_so):
    sure, doubtful = COLD.decision_score([stated, not_so])
    assert sure > 0.3
    assert doubtful < sure / 2


def test_complaint_before_but_stays_one_and_praise_after_it_decides():
    assert COLD.decision_score(["Alku oli huono, mutta nyt yhteistyö toimii hienosti."])[0] > 0
    assert COLD.decision_score(["Alku oli hieno, mutta nyt yhteistyö on ihan sekavaa."])[0] < 0


@pytest.mark.parametrize(
    "text",
    ["Siinä saa odottaa viikkoja.", "Sama työ tehdään kolmeen kertaan.", "Jäi taas tekemättä."],
)
def test_what_has_to_be_endured_is_negative(text):
    assert COLD.decision_score([text])[0] < -0.3


def test_i_cannot_say_is_no_judgement():
    assert COLD.predict(["Siitä mä en osaa sanoa.", "En minä osaa siihen vastata."]).tolist() == [
        0,
        0,
    ]


def test_spoken_et_is_that_and_not_you_do_not():
    that, you = COLD.decision_score(
        ["Tuntuu, et yhteistyö toimii hyvin.", "Sä et saa siitä mitään hyötyä."]
    )
    assert that > 0 > you


@pytest.mark.parametrize("modal", ["voisi", "vois", "saattaisi"])
def test_what_may_be_is_an_opportunity_and_no_strength(modal):
    assert COLD.predict([f"Siitä {modal} tulla erinomainen palvelu."]).tolist() == [1]


@pytest.mark.parametrize("modal", ["tulee", "pitäisi", "täytyy", "pitäs"])
def test_what_should_be_praises_nothing(modal):
    assert COLD.predict([f"Palvelun {modal} toimia erinomaisesti."]).tolist() == [0]
