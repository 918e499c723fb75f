"""The lemmatiser where users already stand: spaCy, scikit-learn, many processes."""

import copy

import joblib
import pandas as pd
import pytest
import spacy
from sklearn.base import clone
from sklearn.compose import ColumnTransformer
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_score
from sklearn.pipeline import make_pipeline
from spacy.tokens import Doc

from aineisto.core.errors import ArgumentTypeError
from aineisto.language import STOPWORDS, LemmaAnalyzer, Lemmatizer, LemmaTransformer, Tag

TEXTS = ["Rajapinnat puuttuvat.", "Rajapintoja rakennetaan Kelassa.", "Junat myöhästyivät taas."]


def test_component_lemmatises_a_blank_pipeline():
    nlp = spacy.blank("fi")
    nlp.add_pipe("aineisto_lemmatizer")
    doc = nlp("Mä kävin Helsingissä, ja talot maksoivat.")
    lemmas = {token.text: token.lemma_ for token in doc}
    assert lemmas["Mä"] == "minä"
    assert lemmas["Helsingissä"] == "Helsinki"
    assert lemmas["talot"] == "talo"
    assert lemmas[","] == ","
    assert [t.lemma_ for t in nlp("")] == []


def test_component_gives_the_same_in_batches_and_after_saving(tmp_path):
    nlp = spacy.blank("fi")
    nlp.add_pipe("aineisto_lemmatizer", config={"mode": "fast"})
    nlp.add_pipe("sentencizer", first=True)
    texts = [*TEXTS, "", "  \n "] * 30
    alone = [[t.lemma_ for t in nlp(text)] for text in texts]
    assert [[t.lemma_ for t in doc] for doc in nlp.pipe(texts, batch_size=7)] == alone
    nlp.to_disk(tmp_path / "nlp")
    again = spacy.load(tmp_path / "nlp")
    assert [t.lemma_ for t in again(TEXTS[0])] == alone[0]


def test_component_reads_the_tags_of_its_pipeline():
    nlp = spacy.blank("fi")
    accurate = nlp.add_pipe("aineisto_lemmatizer", config={"mode": "accurate"})
    noun = Doc(nlp.vocab, ["tukea"], pos=["NOUN"], morphs=["Case=Par|Number=Sing"])
    verb = Doc(nlp.vocab, ["tukea"], pos=["VERB"], morphs=["InfForm=1|VerbForm=Inf"])
    assert [doc[0].lemma_ for doc in accurate.pipe([noun, verb])] == ["tuki", "tukea"]
    # Beside a document without tags, too.
    untagged = Doc(nlp.vocab, ["tukea"])
    alone = accurate(Doc(nlp.vocab, ["tukea"]))[0].lemma_
    found = [doc[0].lemma_ for doc in accurate.pipe([noun, untagged, verb])]
    assert found == ["tuki", alone, "tukea"]


def test_component_keeps_lemmas_when_told_to():
    nlp = spacy.blank("fi")
    keeps = nlp.add_pipe("aineisto_lemmatizer", config={"overwrite": False})
    doc = Doc(nlp.vocab, ["talossa", "taloissa"], lemmas=["TALO", ""])
    assert [token.lemma_ for token in keeps(doc)] == ["TALO", "talo"]


@pytest.mark.parametrize("vectorizer", [CountVectorizer, TfidfVectorizer])
def test_vectorisers_count_lemmas_and_can_be_cloned(vectorizer):
    made = vectorizer(analyzer=LemmaAnalyzer())
    names = clone(made).fit(TEXTS).get_feature_names_out()
    assert list(names) == ["juna", "kela", "myöhästyä", "puuttua", "rajapinta", "rakentaa"]
    assert list(copy.deepcopy(made).fit(TEXTS).get_feature_names_out()) == list(names)


def test_transformer_gives_texts_of_lemmas():
    transformer = LemmaTransformer(numbers=True)
    assert list(transformer.fit_transform(["Kelassa 3 junaa", ""])) == ["kela 3 juna", ""]
    assert clone(transformer).get_params() == transformer.get_params()
    assert transformer.get_params()["stopwords"] is STOPWORDS


def test_texts_are_checked_as_they_are_read():
    table = pd.DataFrame({"clean": TEXTS})
    counts = ColumnTransformer(
        [("words", make_pipeline(LemmaTransformer(), CountVectorizer()), ["clean"])]
    )
    assert counts.fit_transform(table).shape == (3, 6)
    lemmatizer = Lemmatizer()
    for many in (
        LemmaTransformer().transform,
        lambda texts: list(lemmatizer.lemmatize_texts(texts)),
    ):
        assert len(many(table)) == 3
        for wrong in (TEXTS[0], None, [*TEXTS, None], [1], table.assign(more="")):
            with pytest.raises(ArgumentTypeError) as caught:
                many(wrong)
            assert caught.value.remedy
    first = lemmatizer.lemmatize_texts(iter([TEXTS[0], None]))
    assert next(first) == lemmatizer.lemmatize_text(TEXTS[0])
    with pytest.raises(ArgumentTypeError) as caught:
        next(first)
    assert caught.value.place == "text 2"
    with pytest.raises(ArgumentTypeError, match="one text is needed"):
        LemmaAnalyzer()(TEXTS)


def test_transformer_serves_cross_validation_over_processes():
    texts = [*TEXTS[:2], *TEXTS[:2], "Juna meni.", "Junia", "Junassa on", "Junan tulo"]
    y = [0, 0, 0, 0, 1, 1, 1, 1]
    model = make_pipeline(
        LemmaTransformer(), CountVectorizer(token_pattern=r"\S+"), LogisticRegression()
    )
    assert cross_val_score(model, texts, y, cv=2, n_jobs=2).mean() == 1.0


def test_processes_give_the_same_lemmas_in_order_and_read_as_they_go():
    lemmatizer = Lemmatizer()
    read = []

    def texts():
        for number in range(1300):
            read.append(number)
            yield f"Junat {number} myöhästyivät."

    alone = [lemmatizer.lemmatize_text(text) for text in texts()]
    read.clear()
    together = lemmatizer.lemmatize_texts(texts(), n_jobs=2)
    assert next(together) == alone[0]
    assert [alone[0], *together] == alone
    assert read[-1] == 1299
    assert list(lemmatizer.lemmatize_texts(["Junat"], n_jobs=1)) == [
        lemmatizer.lemmatize_text("Junat")
    ]


def test_analyzer_travels_to_other_processes():
    (found,) = joblib.Parallel(n_jobs=2)([joblib.delayed(LemmaAnalyzer())("Junat menivät.")])
    assert found == ["juna"]


def test_a_tagger_of_ones_own_decides_in_accurate_mode():
    def says_verb(sentences):
        return [[Tag("VERB", "InfForm=1|VerbForm=Inf") for _ in words] for words in sentences]

    def says_noun(sentences):
        return [[Tag("NOUN", "Case=Par|Number=Sing") for _ in words] for words in sentences]

    lemmas = [
        Lemmatizer("accurate", tagger=tagger).lemmatize([["tukea"]])[0][0]
        for tagger in (says_verb, says_noun)
    ]
    assert lemmas == ["tukea", "tuki"]
