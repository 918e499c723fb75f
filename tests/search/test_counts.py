import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import power_divergence

import aineisto
from aineisto import AineistoError
from aineisto.search import gries_dp, log_likelihood


def test_dispersion_of_the_example_in_gries_2008():
    # The corpus of five parts and 50 words there: a occurs 15 times, x twice in the last part.
    sizes = [9, 10, 10, 10, 11]
    dp = gries_dp([[1, 2, 3, 4, 5], [0, 0, 0, 0, 2]], sizes, normalise=False)
    np.testing.assert_allclose(dp, [0.18, 0.78])
    np.testing.assert_allclose(gries_dp([1, 2, 3, 4, 5], sizes), [0.18 / 0.82])


def test_dispersion_is_nought_where_shares_follow_sizes_and_one_where_one_part_has_all():
    assert gries_dp([2, 4, 6], [10, 20, 30])[0] == pytest.approx(0)
    assert gries_dp([7, 0, 0], [10, 20, 30])[0] == pytest.approx(1)
    assert np.isnan(gries_dp([0, 0], [1, 1])[0])


@given(st.integers(0, 500), st.integers(0, 500), st.integers(1000, 10**6), st.integers(1000, 10**6))
def test_log_likelihood_is_that_of_the_statistics_library(a, b, n, m):
    if a + b:
        share = (a + b) / (n + m)
        g, _ = power_divergence([a, b], [n * share, m * share], lambda_="log-likelihood")
        assert log_likelihood(a, b, n, m) == pytest.approx(g, abs=1e-8)
    else:
        assert log_likelihood(a, b, n, m) == 0


def test_log_likelihood_by_hand():
    # 20 and 10 in corpora of one size: 2 (20 ln 20/15 + 10 ln 10/15)
    by_hand = 2 * (20 * np.log(4 / 3) + 10 * np.log(2 / 3))
    assert log_likelihood(20, 10, 1000, 1000) == pytest.approx(by_hand)
    assert log_likelihood(5, 10, 1000, 2000) == pytest.approx(0)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    folder = tmp_path_factory.mktemp("counts")
    (folder / "a.txt").write_text(
        "I: Kerro rahasta?\n\nV: Talo maksaa. Talosta maksetaan. Mä en tiedä.\n", encoding="utf-8"
    )
    (folder / "b.txt").write_text(
        "I: Kerro rahasta?\n\nV: Juna maksaa. Junat junissa. Se on talo.\n", encoding="utf-8"
    )
    people = pd.DataFrame({"participant": ["a", "b"], "group": ["kunta", "valtio"]})
    return aineisto.read(folder, participants=people, interviewer="I")


def test_a_noun_that_is_a_name_too_is_a_noun(tmp_path):
    text = "I: Milloin?\n\nV: Joka päivä ja aamu on maa märkä. Irja on Espoosta.\n"
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    frame = aineisto.read(tmp_path, interviewer="I").frequencies()
    pos = dict(zip(frame["lemma"], frame["pos"], strict=True))
    assert {pos[one] for one in ("päivä", "aamu", "maa")} == {"NOUN"}
    assert {pos[one] for one in ("Irja", "Espoo")} == {"PROPN"}


def test_lemmas_are_counted_without_small_words(corpus):
    frame = corpus.frequencies()
    counts = dict(zip(frame["lemma"], frame["count"], strict=True))
    assert counts == {"talo": 3, "juna": 3, "maksaa": 3}
    by_lemma = frame.set_index("lemma")
    assert by_lemma.loc["talo", "participants"] == 2
    assert by_lemma.loc["juna", "participants"] == 1
    # 7 of the 14 words are a's: |2/3 - 1/2| / 2 + |1/3 - 1/2| / 2, over 1 - 1/2
    assert by_lemma.loc["talo", "dp"] == pytest.approx((1 / 6) / 0.5)
    assert by_lemma.loc["juna", "dp"] == pytest.approx(1)
    assert by_lemma.loc["juna", "per_1000"] == pytest.approx(1000 * 3 / 14)


def test_frequencies_by_group(corpus):
    frame = corpus.frequencies("group", min_count=2)
    assert list(frame[["group", "lemma", "count"]].itertuples(index=False, name=None)) == [
        ("kunta", "maksaa", 2),
        ("kunta", "talo", 2),
        ("valtio", "juna", 3),
    ]


def test_every_word_on_request(corpus):
    every = corpus.frequencies(content_words=False, stopwords=[])
    assert {"minä", "ei", "se", "olla", "tietää"} <= set(every["lemma"])
    assert every["count"].sum() == 14
    assert "talo" not in set(corpus.frequencies(stopwords={"talo"})["lemma"])
    assert "raha" in set(corpus.frequencies(interviewer=True)["lemma"])


def test_key_words_of_a_group(corpus):
    frame = corpus.keyness("group", min_count=2)
    juna = frame[(frame["group"] == "valtio") & (frame["lemma"] == "juna")].iloc[0]
    assert (juna["count"], juna["reference_count"]) == (3, 0)
    assert juna["log_likelihood"] == pytest.approx(2 * 3 * np.log(2))
    assert juna["log_ratio"] == pytest.approx(np.log2(3 / 0.5))
    assert np.isinf(juna["percent_diff"])
    talo = frame[(frame["group"] == "valtio") & (frame["lemma"] == "talo")].iloc[0]
    assert talo["log_ratio"] == pytest.approx(-1)
    assert talo["percent_diff"] == pytest.approx(-50)
    assert list(frame["group"].unique()) == ["kunta", "valtio"]
    assert frame[frame["group"] == "kunta"]["log_likelihood"].is_monotonic_decreasing


def test_one_group_against_another(corpus):
    frame = corpus.keyness("group", reference="kunta", min_count=1)
    assert set(frame["group"]) == {"valtio"}
    assert (frame["p_holm"] >= frame["p_value"]).all()
    assert (frame["p_holm"] <= 1).all()


def test_what_cannot_be_compared_is_refused(corpus):
    with pytest.raises(AineistoError, match="organisaatio"):
        corpus.frequencies("organisaatio")
    with pytest.raises(AineistoError, match="two or more"):
        corpus.keyness("role")
    with pytest.raises(AineistoError, match="seurakunta"):
        corpus.keyness("group", reference="seurakunta")
