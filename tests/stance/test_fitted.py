import numpy as np
import pytest

from aineisto.core.errors import AineistoError
from aineisto.stance import StanceClassifier

TOPICS = ["palvelu", "hanke", "ohjaus", "rahoitus", "tuki", "työ", "laki", "malli"]
# Words without judgement: only the labels can teach which way they point.
DEGREES = ["sinisessä", "vihreässä", "keltaisessa", "punaisessa", "ruskeassa"]


def study(n, seed=0):
    rng = np.random.default_rng(seed)
    y = rng.choice([-2, -1, 0, 1, 2], n, p=[0.1, 0.25, 0.3, 0.25, 0.1])
    seen = np.clip(y + rng.choice([-1, 0, 0, 0, 1], n), -2, 2)
    texts = [
        f"{rng.choice(TOPICS)} on {DEGREES[k + 2]} talossa numero {rng.integers(40)}" for k in seen
    ]
    return texts, y


TEXTS, Y = study(400)
FITTED = StanceClassifier(embedder=None).fit(TEXTS, Y)


def test_learns_what_the_prior_cannot_know():
    texts, y = study(300, seed=1)
    cold = np.corrcoef(StanceClassifier(embedder=None).decision_score(texts), y)[0, 1]
    assert np.corrcoef(FITTED.decision_score(texts), y)[0, 1] > max(cold, 0) + 0.4
    assert np.mean(np.abs(FITTED.predict(texts) - y)) < 0.8


def test_fit_returns_self_and_names_the_coder_anew():
    cold = StanceClassifier(embedder=None)
    assert cold.coder.startswith("machine:stance-cold@")
    assert cold.fit(TEXTS[:40], Y[:40]) is cold
    assert cold.coder.startswith("machine:stance@")


def test_predictions_of_a_new_study_fall_into_its_sets_as_often_as_asked():
    covered = []
    for seed in range(6):
        texts, y = study(240, seed=10 + seed)
        model = StanceClassifier(embedder=None).fit(texts[:120], y[:120])
        sets = model.predict_set(texts[120:], level=0.8)
        covered.append(sets[np.arange(120), y[120:] + 2])
    # 720 draws: three standard errors of the binomial and the calibration samples' own spread.
    assert 0.72 <= np.mean(covered) <= 0.9


def test_probabilities_are_honest_on_new_statements():
    texts, y = study(600, seed=3)
    proba = FITTED.predict_proba(texts)
    assert np.allclose(proba.sum(axis=1), 1)
    for column in range(5):
        assert abs(proba[:, column].mean() - np.mean(y == column - 2)) < 0.06


def test_few_labels_do_not_spoil_what_was_known():
    good, bad = "Se toimii hyvin.", "Se ei toimi ollenkaan."
    texts = [f"{good if k % 2 else bad} Kohta {k}." for k in range(12)]
    y = [1 if k % 2 else -1 for k in range(12)]
    model = StanceClassifier(embedder=None).fit(texts, y)
    assert model.share_ < 0.9
    new = ["Kokeilu onnistui yli odotusten.", "Rahaa puuttuu ja ongelmia riittää."]
    assert np.sign(model.predict(new)).tolist() == [1, -1]


def test_question_tells_apart_what_the_text_does_not():
    rng = np.random.default_rng(5)
    question = rng.choice(["tavoitteet", "roolit"], 80)
    y = np.where(question == "roolit", -1, 1)
    texts = [f"Siitä puhuttiin {rng.choice(TOPICS)} edellä." for _ in y]
    model = StanceClassifier(embedder=None).fit(texts, y, question=question)
    guess = model.predict(["Siitä puhuttiin."] * 2, question=["tavoitteet", "roolit"])
    assert guess[0] > 0 > guess[1]


def test_learnt_words_are_in_the_explanation():
    words = FITTED.explain("hanke on ruskeassa talossa")
    assert words.iloc[0]["word"] == "ruskeassa"
    assert words.iloc[0]["weight"] > 0


def test_same_labels_give_the_same_model():
    again = StanceClassifier(embedder=None).fit(TEXTS, Y)
    assert np.array_equal(again.decision_score(TEXTS[:20]), FITTED.decision_score(TEXTS[:20]))


@pytest.mark.parametrize(
    ("texts", "y", "said"),
    [
        (TEXTS[:9], Y[:9], "at least 10"),
        (TEXTS[:12], [1] * 12, "same"),
        (TEXTS[:12], [7, *Y[:11]], "label 1"),
        (TEXTS[:12], Y[:11], "11 labels"),
        ("Yksi lause.", [1], "list"),
    ],
)
def test_labels_that_teach_nothing_are_refused_with_the_remedy(texts, y, said):
    with pytest.raises(AineistoError, match=said):
        StanceClassifier(embedder=None).fit(texts, y)
