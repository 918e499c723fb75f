from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone

from aineisto import AineistoError, CodebookError
from aineisto.codebook import Codebook, Question, Theme
from aineisto.codings import COLUMNS, NO_THEME, check_codings
from aineisto.themes import ThemeAssigner

# Each is about its theme without doubt; some do not use a word of the codebook.
CLEAR = {
    "Ensi vuoden budjetista puuttuu puolet.": "raha",
    "Rahoitusta on leikattu kovalla kädellä.": "raha",
    "Ammattitaitoisia tekijöitä on vaikea löytää.": "osaaminen",
    "Väkeä pitäisi opettaa ja perehdyttää paremmin.": "osaaminen",
    "Rajapintojen kautta mikään ei vielä kulje.": "tieto",
    "Potilastietojärjestelmähanke viivästyi taas.": "tieto",
    "Potilaat ovat olleet tyytyväisiä ajanvaraukseen.": "asiakas",
}
FILLERS = [
    "Joo.",
    "Kiitos.",
    "Nii-i.",
    "No joo, kyllä.",
    "Mmm.",
    "",
    "   ",
    "(naurahtaa) Niin.",
    "…",
]


@pytest.fixture(scope="module")
def assigner(codebook, embedder):
    return ThemeAssigner(codebook, embedder)


def test_clear_statements_get_their_theme_before_any_label(assigner):
    assert list(assigner.predict(list(CLEAR))) == list(CLEAR.values())


def test_fillers_get_none(assigner):
    assert set(assigner.predict(FILLERS)) == {NO_THEME}


def test_a_matter_foreign_to_the_codebook_gets_none_or_little_confidence(assigner):
    foreign = ["Kissa nukkui ikkunalaudalla.", "Koirat haukkuivat pihalla."]
    assert set(assigner.code(statements(*foreign))["code"]) == {NO_THEME}
    weather = ["Eilen satoi räntää ja meri oli harmaa."]
    assert assigner.predict_proba(weather)[:, assigner.classes_ != NO_THEME].max() < 0.4


def test_probabilities_follow_classes_and_sum_to_one(assigner, codebook):
    p = assigner.predict_proba([*CLEAR, *FILLERS])
    assert list(assigner.classes_) == sorted([*codebook.theme_codes, NO_THEME])
    assert p.shape == (len(CLEAR) + len(FILLERS), 5)
    np.testing.assert_allclose(p.sum(axis=1), 1)
    assert list(assigner.classes_[p.argmax(axis=1)][: len(CLEAR)]) == list(CLEAR.values())


def test_a_prediction_does_not_depend_on_its_company(assigner):
    texts = list(CLEAR)
    together = assigner.predict_proba(texts)
    apart = np.vstack([assigner.predict_proba([text]) for text in texts])
    np.testing.assert_allclose(together, apart, atol=1e-5)


def test_nothing_in_gives_nothing_out(assigner):
    assert assigner.predict([]).shape == (0,)
    assert assigner.predict_proba([]).shape == (0, 5)


def test_sklearn_conventions(codebook):
    assigner = ThemeAssigner(codebook, threshold=0.4)
    assert set(assigner.get_params(deep=False)) == {
        "codebook",
        "embedder",
        "lemmatizer",
        "threshold",
        "max_themes",
        "C",
        "together",
    }
    copy = clone(assigner)
    assert copy.threshold == 0.4
    assert not hasattr(copy, "learner_")
    texts, codes = list(CLEAR), list(CLEAR.values())
    assert copy.fit(texts, codes) is copy
    assert not hasattr(clone(copy), "learner_")
    assert copy.score(texts, codes) == 1.0


def test_a_changed_codebook_is_noticed(codebook):
    assigner = ThemeAssigner(codebook)
    assigner.predict(["Budjetti ei riitä."])
    assigner.set_params(codebook=Codebook(themes=codebook.themes[1:]))
    assert "raha" not in assigner.classes_
    assert assigner.predict_proba(["Budjetti ei riitä."]).shape == (1, 4)


def test_fit_learns_what_the_codebook_does_not_say(codebook):
    # In this imagined study lifts are coded as clients' business, against every likeness.
    texts = [
        "Hissi on taas rikki.",
        "Hissin ovi jumittaa joka aamu.",
        "Kukaan ei korjaa hissiä.",
        "Uusi hissi tuli viime viikolla.",
        *CLEAR,
    ]
    codes = ["asiakas"] * 4 + list(CLEAR.values())
    before, after = ThemeAssigner(codebook), ThemeAssigner(codebook).fit(texts, codes)
    new = ["Hissi pysähtyi kerrosten väliin."]
    column = list(after.classes_).index("asiakas")
    assert after.predict(new) == ["asiakas"]
    assert after.predict_proba(new)[0, column] > before.predict_proba(new)[0, column] + 0.2
    assert list(after.predict(list(CLEAR))) == list(CLEAR.values())
    assert list(after.predict(FILLERS)) == [NO_THEME] * len(FILLERS)


def test_few_labels_move_the_codebook_little(codebook):
    p = ThemeAssigner(codebook).predict_proba(list(CLEAR))
    weak = ThemeAssigner(codebook, C=1e-6).fit(["Raha ratkaisee."], ["tieto"])
    np.testing.assert_allclose(weak.predict_proba(list(CLEAR)), p, atol=1e-3)


def test_fit_takes_several_codes_for_a_text(codebook):
    both = ThemeAssigner(codebook).fit(
        ["Ohjelmistoihin on pantu hirveästi rahaa."] * 3, [("raha", "tieto")] * 3
    )
    p = both.predict_proba(["Ohjelmistoihin on pantu hirveästi rahaa."])[0]
    assert p[np.isin(both.classes_, ["raha", "tieto"])].min() > 0.3


def test_fit_refuses_a_code_that_the_codebook_lacks(codebook):
    with pytest.raises(CodebookError, match=r"code 2.*rahaa"):
        ThemeAssigner(codebook).fit(["a", "b"], ["raha", "rahaa"])


@pytest.mark.parametrize(("texts", "codes"), [([], []), (["a", "b"], ["raha"])])
def test_fit_refuses_texts_and_codes_that_do_not_match(codebook, texts, codes):
    with pytest.raises(AineistoError, match=r"one code|1 labels"):
        ThemeAssigner(codebook).fit(texts, codes)


def test_a_codebook_without_themes_is_refused():
    with pytest.raises(CodebookError, match="no themes"):
        ThemeAssigner(Codebook("tyhjä")).predict(["Raha ei riitä."])


def test_a_codebook_of_bare_and_nested_names_works():
    nested = Codebook(
        themes=(
            Theme("talous", {"fi": "Talous"}),
            Theme("verot", {"fi": "Verotus"}, parent="talous"),
            Theme("terveys", {"fi": "Terveydenhuolto"}),
        )
    )
    found = ThemeAssigner(nested).predict(["Verotusta pitäisi keventää.", "Lääkärille ei pääse."])
    assert list(found) == ["verot", "terveys"]


def test_one_theme_is_enough():
    only = Codebook(themes=(Theme("raha", {"fi": "Raha"}, keywords=("budjetti",)),))
    assert list(ThemeAssigner(only).predict(["Budjetti ei riitä.", "Niin."])) == ["raha", NO_THEME]


def test_explain_names_the_words_and_their_weights(assigner):
    why = assigner.explain("Budjetti on pieni mutta rajapinnat toimivat.")
    assert list(why["confidence"]) == sorted(why["confidence"], reverse=True)
    words = why.set_index("code")["words"]
    assert [word for word, _ in words["raha"]][:1] == ["Budjetti"]
    assert [word for word, _ in words["tieto"]][:1] == ["rajapinnat"]
    assert all(weight > 0 for some in words for _, weight in some)


def test_explain_shows_the_nearest_coded_statement_after_fit(codebook):
    fitted = ThemeAssigner(codebook).fit(list(CLEAR), list(CLEAR.values()))
    why = fitted.explain("Budjetista puuttuu kolmannes.").set_index("code")
    assert why.loc["raha", "nearest"] == "Ensi vuoden budjetista puuttuu puolet."
    assert why["similarity"].astype(float).idxmax() == "raha"


def statements(*texts: str, turns=None) -> pd.DataFrame:
    frame = pd.DataFrame({"statement_id": [f"s{i}" for i in range(len(texts))], "clean": texts})
    if turns is not None:
        frame = frame.assign(document="d", turn=turns, start=range(len(texts)))
    return frame


def test_code_gives_a_valid_table_with_evidence_in_its_place(assigner):
    frame = statements(*CLEAR, *FILLERS)
    codings = check_codings(assigner.code(frame))
    assert list(codings.columns) == list(COLUMNS)
    assert set(codings["statement_id"]) == set(frame["statement_id"])
    assert set(codings["status"]) == {"suggested"}
    assert codings["coder"].str.startswith("machine:themes@").all()
    clean = frame.set_index("statement_id")["clean"]
    themed = codings[codings["code"] != NO_THEME]
    assert len(themed) >= len(CLEAR)
    for row in themed[themed["start"].notna()].itertuples():
        assert clean[row.statement_id][row.start : row.end] == row.evidence.split(", ")[0]
    none = codings[codings["code"] == NO_THEME]
    assert none["start"].isna().all()
    assert (none["evidence"] == "").all()


def test_a_keyword_inside_a_compound_is_evidence(assigner):
    codings = assigner.code(statements("Meidän hankintabudjettimme on jäissä."))
    assert codings.loc[0, ["code", "evidence"]].tolist() == ["raha", "hankintabudjettimme"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Pilvi-rajapinnat kiinnostavat naapuria.", "tieto"),  # after a hyphen
        ("Asiakaslähtöisesti edetään syksyyn.", "asiakas"),  # at the beginning of an adverb
        ("Koulutuspäivät venyivät iltaan.", "osaaminen"),  # the modifier of a compound
    ],
)
def test_a_keyword_is_heard_inside_other_words(assigner, text, code):
    why = assigner.explain(text)
    assert why.loc[why["code"] != NO_THEME, "code"].iloc[0] == code


def test_texts_of_a_study_are_read_together(codebook, embedder):
    # No word of the codebook, and no meaning a machine would see: only their likeness tells.
    strange = [
        f"Hissi {verb} kerroksessa {n}." for n in range(6) for verb in ("jumittaa", "odottaa")
    ]
    texts = [*list(CLEAR) * 6, *strange, *FILLERS]
    codes = [["asiakas"]] * 3
    fitted = ThemeAssigner(codebook, embedder).fit(strange[:3], codes)
    alone = ThemeAssigner(codebook, embedder, together=False).fit(strange[:3], codes)
    column = list(fitted.classes_).index("asiakas")
    there, apart = fitted.predict_proba(texts), alone.predict_proba(texts)
    rows = slice(len(CLEAR) * 6 + 3, len(CLEAR) * 6 + len(strange))
    themes, none = fitted.classes_ != NO_THEME, fitted.classes_ == NO_THEME
    assert (fitted.classes_[themes][there[rows][:, themes].argmax(axis=1)] == "asiakas").all()
    assert there[rows, column].mean() > apart[rows, column].mean()
    # Three lifts change little of what is about something else.
    before = ThemeAssigner(codebook, embedder).predict_proba(texts)
    np.testing.assert_allclose(there[: len(CLEAR)], before[: len(CLEAR)], atol=0.1)
    # Whether a text has a theme at all is its own affair.
    np.testing.assert_allclose(there[-len(FILLERS) :, none], 1)
    np.testing.assert_allclose(there.sum(axis=1), 1)


def test_apart_a_prediction_depends_on_no_company_however_many(codebook, embedder):
    apart = ThemeAssigner(codebook, embedder, together=False)
    many = apart.predict_proba([*list(CLEAR) * 20])
    np.testing.assert_allclose(many[: len(CLEAR)], apart.predict_proba(list(CLEAR)), atol=1e-5)


def test_a_statement_may_have_two_themes_and_no_more_than_allowed(codebook):
    text = "Rahaa ja budjettia on, mutta rajapinnat ja ohjelmistot puuttuvat."
    two = ThemeAssigner(codebook, threshold=0.2).code(statements(text))
    assert set(two["code"]) == {"raha", "tieto"}
    one = ThemeAssigner(codebook, threshold=0.2, max_themes=1).code(statements(text))
    assert len(one) == 1


def test_what_stands_beside_in_the_turn_is_read_with_it(assigner):
    texts = ["Budjetti on loppu.", "Kissa nukkui ikkunalaudalla.", "Säästöjä pitäisi löytyä."]
    bare = assigner.code(statements(*texts, turns=[1, 2, 3])).set_index("statement_id")
    together = assigner.code(statements(*texts, turns=[1, 1, 1])).set_index("statement_id")
    assert bare.loc["s1", "code"] == NO_THEME
    assert together.loc["s1", "code"] == "raha"


GUIDE = (
    Question("K1", {"fi": "Rahoitus"}, "Mistä rahat tulevat ja riittävätkö ne?"),
    Question("K2", {"fi": "Lopuksi"}, "Mitä muuta tulee mieleen?"),
)
#: Says nothing of any theme by itself.
VAGUE = "Viime syksynä näytti vielä paremmalta kuin keväällä."


def asked(question: str, *texts: str) -> pd.DataFrame:
    return statements(*texts).assign(question=question)


def test_the_question_decides_where_the_statement_says_little(assigner):
    told = assigner.code(asked("K1", VAGUE), questions=GUIDE)
    assert told["code"].tolist() == ["raha"]
    for untold in (
        assigner.code(asked("K1", VAGUE)),  # the codebook has no questions
        assigner.code(asked("K2", VAGUE), questions=GUIDE),  # about nothing in particular
        assigner.code(asked("K9", VAGUE), questions=GUIDE),  # not in the guide
        assigner.code(asked("", VAGUE), questions=GUIDE),
        assigner.code(statements(VAGUE), questions=GUIDE),
    ):
        assert untold["code"].tolist() == [NO_THEME]


def test_a_theme_that_rests_on_the_question_shows_no_words_and_is_less_sure(assigner):
    codings = assigner.code(asked("K1", VAGUE, "Budjetista puuttuu rahaa."), questions=GUIDE)
    assert codings["code"].tolist() == ["raha", "raha"]
    assert codings["evidence"].tolist() == ["", "rahaa, Budjetista"]
    assert codings["start"].isna().tolist() == [True, False]
    assert codings.loc[0, "confidence"] < codings.loc[1, "confidence"]


def test_the_question_does_not_override_what_is_said_clearly(assigner):
    codings = assigner.code(asked("K1", *CLEAR), questions=GUIDE)
    first = codings.drop_duplicates("statement_id").set_index("statement_id")["code"]
    assert first.tolist() == list(CLEAR.values())


def test_fillers_get_none_whatever_was_asked(assigner):
    codings = assigner.code(asked("K1", *FILLERS, "Sopii mainiosti."), questions=GUIDE)
    assert set(codings["code"]) == {NO_THEME}


def test_the_codebooks_own_questions_are_the_default(codebook):
    assigner = ThemeAssigner(replace(codebook, questions=GUIDE))
    assert assigner.code(asked("K1", VAGUE))["code"].tolist() == ["raha"]
    assert assigner.code(asked("K1", VAGUE), questions=())["code"].tolist() == [NO_THEME]


def test_the_order_of_rows_does_not_matter(assigner):
    frame = statements(*CLEAR, turns=[1, 1, 2, 2, 3, 3, 4])
    keys = ["statement_id", "code", "confidence", "start"]
    there = assigner.code(frame).sort_values(keys[:2], ignore_index=True)
    back = assigner.code(frame.iloc[::-1]).sort_values(keys[:2], ignore_index=True)
    pd.testing.assert_frame_equal(there[keys], back[keys])


def test_a_frame_without_statements_gives_a_table_without_rows(assigner):
    assert assigner.code(statements()).empty


def test_a_frame_without_the_columns_is_refused(assigner):
    with pytest.raises(AineistoError, match="clean"):
        assigner.code(pd.DataFrame({"statement_id": ["a"], "text": ["b"]}))


def test_neighbours_in_the_turn_speak_for_a_text_that_says_little(assigner):
    texts = ["Rahoitusta on leikattu.", "Ei se riitä mihinkään.", "Budjetti on tyhjä."]
    column = list(assigner.classes_).index("raha")
    beside = assigner.predict_proba(texts, turn=["a", "a", "a"])[1, column]
    alone = assigner.predict_proba(texts)[1, column]
    assert beside > alone + 0.1
    np.testing.assert_allclose(assigner.predict_proba(texts, turn=[1, 2, 3])[1, column], alone)


def test_turns_that_do_not_match_the_texts_are_refused(assigner):
    with pytest.raises(AineistoError, match="2 texts and 1 turns"):
        assigner.predict_proba(["Raha.", "Tieto."], turn=["a"])


def test_a_second_theme_is_never_surer_than_the_first(assigner):
    texts = ["Ohjelmistoihin on pantu hirveästi rahaa.", *CLEAR]
    sure = ThemeAssigner(assigner.codebook, assigner.embedder, threshold=0.0, max_themes=2)
    codings = sure.code(statements(*texts))
    both = [some["confidence"].tolist() for _, some in codings.groupby("statement_id")]
    assert any(len(some) == 2 for some in both)
    assert all(some == sorted(some, reverse=True) for some in both)
