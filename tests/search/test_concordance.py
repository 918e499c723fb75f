from dataclasses import replace

import pandas as pd
import pytest

import aineisto
from aineisto import AineistoError
from aineisto.language import Lemmatizer
from aineisto.search._index import index_words

ROLES = """\
I: Mikä on Kelan rooli?

V: Kelan rooli on selkeä. Roolit sekoittuvat, ja rooleista riidellään. Avainrooli on meillä.

V2: Mä toivon selkeämpiä, yhteisiä rooleja. Roolijako puuttuu! Sote-uudistus etenee.

I: Entä roolista?

V: Selkeän mutta aika ison roolin sai VM/STM. Mun mielest se siis on näin.
"""


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    folder = tmp_path_factory.mktemp("search")
    (folder / "h1.txt").write_text(ROLES, encoding="utf-8")
    people = pd.DataFrame(
        {
            "participant": ["p1", "p2"],
            "document": ["h1", "h1"],
            "speaker": ["V", "V2"],
            "group": ["kunnat", "valtio"],
        }
    )
    return aineisto.read(folder, participants=people, interviewer="I")


def answered(folder, text):
    """Return the corpus of one answer."""
    (folder / "h.txt").write_text(f"I: Mitä?\n\nV: {text}\n", encoding="utf-8")
    return aineisto.read(folder / "h.txt", interviewer="I")


def test_every_inflected_form_is_found_where_the_document_has_it(corpus):
    hits = corpus.search("rooli")
    assert list(hits["keyword"]) == ["rooli", "Roolit", "rooleista", "rooleja", "roolin"]
    text = corpus.documents["text"].iat[0]
    assert [text[a:b] for a, b in zip(hits["start"], hits["end"], strict=True)] == list(
        hits["keyword"]
    )
    assert list(hits["group"]) == ["kunnat", "kunnat", "kunnat", "valtio", "kunnat"]
    assert list(hits["participant"]) == ["p1", "p1", "p1", "p2", "p1"]


def test_context_stays_in_the_turn(corpus):
    hit = corpus.search("rooli", width=200).iloc[1]
    assert hit["left"] == "Kelan rooli on selkeä. "
    assert hit["right"] == " sekoittuvat, ja rooleista riidellään. Avainrooli on meillä."


def test_context_is_cut_between_words(corpus):
    hit = corpus.search("rooli", width=12).iloc[1]
    assert (hit["left"], hit["right"]) == ("on selkeä. ", " sekoittuvat")


@pytest.mark.parametrize("query", ["roolista", "ROOLI", "Rooleja"])
def test_any_form_or_case_of_the_word_asks_for_it(corpus, query):
    assert len(corpus.search(query)) == 5


def test_interviewer_on_request(corpus):
    assert len(corpus.search("rooli", interviewer=True)) == 7


def test_parts_of_compounds_on_request(corpus):
    found = set(corpus.search("rooli", compounds=True)["keyword"])
    assert {"Avainrooli", "Roolijako"} <= found
    assert set(corpus.search("uudistus", compounds=True)["keyword"]) == {"Sote-uudistus"}
    assert not len(corpus.search("uudistus"))


@pytest.mark.parametrize("query", ["yhtenäinen", "yhtenäis", "politiikka"])
def test_parts_are_found_by_their_base_form_and_as_they_stand(tmp_path, query):
    corpus = answered(tmp_path, "Yhtenäispolitiikan keinot.")
    assert list(corpus.search(query, compounds=True)["keyword"]) == ["Yhtenäispolitiikan"]
    assert not len(corpus.search(query))


@pytest.mark.parametrize("query", ["sote-uudistus", "soteuudistus", "STM", "VM"])
def test_hyphens_and_slashes_do_not_hide_a_word(corpus, query):
    assert len(corpus.search(query)) == 1


def test_phrases_with_and_without_gap(corpus):
    assert list(corpus.search("Kelan rooli")["keyword"]) == ["Kelan rooli"]
    assert list(corpus.search("selkeä * rooli")["keyword"]) == [
        "selkeämpiä, yhteisiä rooleja",
        "Selkeän mutta aika ison roolin",
    ]
    assert list(corpus.search("selkeä * rooli", gap=1)["keyword"]) == [
        "selkeämpiä, yhteisiä rooleja"
    ]
    assert not len(corpus.search("selkeä rooli"))


def test_phrases_do_not_cross_statements(corpus):
    assert not len(corpus.search("selkeä roolit"))


def test_letters_left_open(corpus):
    assert set(corpus.search("rooli*")["keyword"]) >= {"rooli", "rooleista", "Roolijako"}
    assert "rooleja" in set(corpus.search("roole*")["keyword"])


def test_spoken_forms_are_found_by_the_standard_word(corpus):
    assert {"Mä", "Mun", "meillä"} == set(corpus.search("minä")["keyword"])


def test_a_spoken_word_that_stands_for_two_is_found_by_either_and_by_itself(tmp_path):
    corpus = answered(tmp_path, "Mä oon niinku sitä mieltä et niin se on.")
    assert list(corpus.search("kuin")["keyword"]) == ["niinku"]
    assert list(corpus.search("niin")["keyword"]) == ["niinku", "niin"]
    assert list(corpus.search("niinku")["keyword"]) == ["niinku"]
    assert "niin kuin" not in set(corpus.frequencies()["lemma"])


def test_a_fused_negation_is_found_by_either_word_and_by_itself(tmp_path):
    corpus = answered(tmp_path, "Sanoin, ettemme tiedä. Kela ei tiedä, muttei kysy.")
    assert list(corpus.search("ei")["keyword"]) == ["ettemme", "ei", "muttei"]
    assert list(corpus.search("että")["keyword"]) == ["ettemme"]
    assert list(corpus.search("muttei")["keyword"]) == ["muttei"]
    assert "että ei" not in set(corpus.frequencies()["lemma"])


def test_synonyms_are_words_of_the_corpus(tmp_path):
    corpus = answered(
        tmp_path, "Lääkäri tuli. Hoitaja lähti. Potilasta hoidettiin. Juna myöhästyi."
    )
    found = list(corpus.search("lääkäri", synonyms=2)["keyword"])
    assert found == ["Lääkäri", "Hoitaja", "Potilasta"]


def test_frame_shows_itself_and_is_a_plain_table_besides(corpus, tmp_path):
    hits = corpus.search("rooli")
    html = hits._repr_html_()
    assert "<b>Roolit</b>" in html
    assert "Osumia 5" in html
    assert "kunnat" in html
    assert hits.sort_values("right")._repr_html_().count("<b>") == 5
    hits.to_csv(tmp_path / "hits.csv", index=False)
    assert list(pd.read_csv(tmp_path / "hits.csv")["keyword"]) == list(hits["keyword"])
    assert repr(hits).splitlines()[-1] == "5 hits"
    assert type(hits[["keyword", "group"]]) is pd.DataFrame


def test_markup_in_the_text_is_shown_as_text_and_the_time_beside_it(tmp_path):
    text = "[00:12:01] I: Mitä?\n\n[00:12:05] V: Se <b>rooli</b> & muu.\n"
    (tmp_path / "h.txt").write_text(text, encoding="utf-8")
    hits = aineisto.read(tmp_path / "h.txt", interviewer="I").search("rooli")
    html = hits._repr_html_()
    assert "&lt;b&gt;" in html
    assert "&amp;" in html
    assert hits["time_start"].tolist() == [725.0]
    assert ">12:05</td>" in html


def test_nothing_found_is_an_empty_frame(corpus):
    hits = corpus.search("avaruus")
    assert not len(hits)
    assert "statement_id" in hits.columns
    assert hits._repr_html_() == "<p>Osumia 0</p>"


@pytest.mark.parametrize("query", ["", "  ", "*", "* *", "!?"])
def test_a_query_without_a_word_is_refused(corpus, query):
    with pytest.raises(AineistoError, match="no word"):
        corpus.search(query)


def test_changed_texts_are_read_again(corpus):
    copy = aineisto.Corpus(corpus.documents, corpus.participants, corpus.statements.copy())
    assert len(copy.search("rooli")) == 5
    copy.statements.loc[copy.statements.index[-1], "clean"] = "Rooli rooli."
    assert len(copy.search("rooli")) == 7


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("yhtenäispolitiikkaa", ("yhtenäinen", "politiikka")),
        ("digimuutosjohtajalle", ("digi", "muutos", "johtaja")),
        ("mielenterveyspalvelut", ("mieli", "terveys", "palvelu")),
        ("ammatinharjoittaja", ("ammatti", "harjoittaja")),
        ("Kanta-palveluissa", ("Kanta", "palvelu")),
        ("naisjohtajan", ("nainen", "johtaja")),
        ("talossa", ("talo",)),
        ("Helsingin", ("Helsinki",)),
        ("xqzwv", ("xqzwv",)),
        ("-", ("-",)),
        ("", ("",)),
    ],
)
def test_parts_of_a_compound_are_base_forms(word, parts):
    assert Lemmatizer().parts(word) == parts


@pytest.mark.parametrize("query", ["kela taksi", "Kelataksit", "kela-taksilla", "KELA TAKSEISTA"])
def test_a_compound_is_found_however_it_is_written(tmp_path, query):
    said = (
        "Kela-taksi tuli, kelataksin kuski, Kela taksilla menin. Kela–taksi. Kela, taksi ja minä."
    )
    found = answered(tmp_path, said).search(query)["keyword"].tolist()
    comma = ["Kela, taksi"] if " " in query else []  # a phrase goes over a comma, a word does not
    assert found == ["Kela-taksi", "kelataksin", "Kela taksilla", "Kela–taksi", *comma]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("te toimisto", ["TE-toimistossa", "te toimistoon"]),
        ("TE-toimisto", ["TE-toimistossa", "te toimistoon"]),
        ("hyvinvointialue uudistus", ["hyvinvointialueuudistusta"]),
        ("uusi hyvinvointialue uudistus", ["uutta hyvinvointialueuudistusta"]),
        ("uusi * uudistus", []),  # a gap is between words
        ("onni", ["Onni"]),  # not "on ni"
        ("on ni", ["on ni"]),  # not "onni"
        ("on onni", []),
    ],
)
def test_words_are_parted_and_joined_at_the_border_of_a_compound_alone(tmp_path, query, found):
    said = (
        "TE-toimistossa kävin, te toimistoon soitin. Onni potkaisi. Se on ni hyvä. "
        "Odotan uutta hyvinvointialueuudistusta."
    )
    assert answered(tmp_path, said).search(query)["keyword"].tolist() == found


def test_parts_of_a_compound_are_asked_for_apart(tmp_path):
    corpus = answered(tmp_path, "Sote-uudistuslaki tuli. Soteuudistus jatkuu.")
    assert corpus.search("sote uudistus")["keyword"].tolist() == ["Soteuudistus"]
    both = ["Sote-uudistuslaki", "Soteuudistus"]
    assert corpus.search("sote uudistus", compounds=True)["keyword"].tolist() == both


def test_each_copy_of_a_projects_corpus_is_not_read_anew(corpus):
    copy = replace(corpus, statements=corpus.statements.copy())
    assert index_words(corpus) is index_words(copy)
    other = replace(corpus, statements=corpus.statements.assign(clean="Toinen teksti."))
    assert index_words(other) is not index_words(corpus)
    assert other.search("teksti")["keyword"].unique().tolist() == ["teksti"]
