import copy

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

from aineisto.language import STOPWORDS, LemmaAnalyzer, Lemmatizer, tag


@pytest.mark.parametrize(
    ("tagger", "payer", "its_tag"),
    [("spacy", "Kela", "PROPN"), ("encoder", "Helsinki", "PROPN"), (None, "Valtio", "NOUN")],
)
def test_tags_of_a_sentence(tagger, payer, its_tag):
    tags = tag([[payer, "maksaa", "tuen", "asiakkaalle", "."], []], tagger=tagger)
    assert [t.upos for t in tags[0]] == [its_tag, "VERB", "NOUN", "NOUN", "PUNCT"]
    assert "Case=All" in tags[0][3].feats
    assert tags[1] == []


def test_accurate_mode_lets_the_sentence_decide():
    lemmatizer = Lemmatizer(mode="accurate")
    noun = lemmatizer.lemmatize([["Tarvitsemme", "tukea", "."]])[0][1]
    verb = lemmatizer.lemmatize([["Haluamme", "tukea", "heitä", "."]])[0][1]
    assert (noun, verb) == ("tuki", "tukea")


def test_accurate_mode_takes_any_words():
    words = ["\ud800", "", " ", "a" * 500, "talossa", "😀"]
    lemmas = Lemmatizer(mode="accurate").lemmatize([words, []])
    assert [len(s) for s in lemmas] == [6, 0]


def test_analyzer_serves_scikit_learn():
    vectorizer = TfidfVectorizer(analyzer=LemmaAnalyzer())
    matrix = vectorizer.fit_transform(
        ["Rajapinnat puuttuvat.", "rajapintojen puute", "mä oon sitä mieltä"]
    )
    assert matrix.shape == (3, 3)
    assert set(vectorizer.get_feature_names_out()) == {"rajapinta", "puuttua", "puute"}
    assert np.asarray(matrix[2].sum()) == 0


def test_analyzer_keeps_what_it_is_told_to():
    assert LemmaAnalyzer(stopwords=None)("Se on 3 taloa.") == ["se", "olla", "talo"]
    assert LemmaAnalyzer(numbers=True)("Se on 3 taloa.") == ["3", "talo"]
    analyzer = copy.deepcopy(LemmaAnalyzer(stopwords={"talo"}))
    assert analyzer("Talossa on ovi") == ["olla", "ovi"]


def test_stop_words_are_lemmas():
    assert {"minä", "olla", "ei", "ja"} <= STOPWORDS
    assert not {"kela", "rajapinta", "haaste", "mahdollisuus", "hyvä", "huono"} & STOPWORDS
