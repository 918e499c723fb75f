"""How a study's things show themselves in a notebook: in Finnish, or in English where one asks."""

import tomllib
from html.parser import HTMLParser
from importlib.resources import files
from string import Formatter

import pytest

import aineisto
from aineisto.themes import ThemeAssigner


@pytest.fixture
def english():
    aineisto.options.lang = "en"
    yield
    aineisto.options.lang = "fi"


class Cells(HTMLParser):
    """The cells of a table's body, row by row, and the tags that were met."""

    def __init__(self, html):
        super().__init__()
        self.rows, self.tags = [], set()
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_data(self, data):
        if self.rows and self.rows[-1]:
            self.rows[-1][-1] += data


def test_statements_stand_whole_beside_what_each_coder_gave(project):
    project.decide("d:1", "anna", value=-2, blind=True)
    project.decide("d:1", "anna", family="theme", codes=["raha", "roolit"], blind=True)
    coded = project.coded()
    assert list(coded.columns) == ["statement_id", "participant", "clean", "anna", "machine"]
    first = coded.iloc[0]
    assert (first["anna"], first["machine"]) == ("Raha · Roolit · −2", "Raha · −2")
    shown = Cells(coded._repr_html_())
    assert shown.rows[1][2] == "Raha ei riitä <b>mihinkään</b>."  # text stays text
    assert "b" not in shown.tags
    assert len(shown.rows) == 1 + 5  # what nobody coded is left out
    assert "Money" in project.coded("en").iloc[0]["machine"]


def test_a_dispute_shows_what_was_said_and_who_gave_what(project):
    project.decide("d:1", "anna", value=-2, blind=True)
    project.decide("d:1", "bertta", value=0, blind=True)
    found = project.disputes()
    assert found["clean"].tolist() == ["Raha ei riitä <b>mihinkään</b>."]
    assert found["codes"].tolist() == [("-2", "0")]
    shown = Cells(found._repr_html_())
    assert shown.rows[1] == ["d:1", found["clean"].iloc[0], "kanta", "anna: -2bertta: 0"]
    assert "b" not in shown.tags
    assert Cells(project.disputes(least=1)._repr_html_()).rows[1:] == []


def test_agreement_by_an_attribute_that_nobody_has_says_which_there_are(project):
    project.decide("d:1", "anna", value=-2, blind=True)
    with pytest.raises(aineisto.AineistoError, match=r"Give one of group\."):
        project.agreement(by="region")


def test_agreement_draws_each_interval_and_stays_a_frame(project):
    for number, (one, other) in enumerate([(-2, -2), (0, 1), (1, 1), (2, 2), (0, 0)], start=1):
        project.decide(f"d:{number}", "anna", value=one, blind=True)
        project.decide(f"d:{number}", "bertta", value=other, blind=True)
    table = project.agreement(n_boot=50, family="stance")
    people = table[(table["kind"] == "human-human") & (table["coefficient"] != "percent_agreement")]
    shown = Cells(people._repr_html_())
    assert table["coefficient"].eq("percent_agreement").any()
    assert people._repr_html_().count("<circle") == len(people)
    assert "<circle" not in table.query("coefficient == 'percent_agreement'")._repr_html_()
    assert f"{people['value'].iloc[0]:.2f}".replace(".", ",") in shown.rows[1][4]
    assert type(table[["family", "value"]])._repr_html_ is not type(people)._repr_html_


def test_a_corpus_shows_its_documents_and_a_codebook_its_themes(project):
    corpus = Cells(project.corpus._repr_html_())
    assert corpus.rows[1][:2] == ["d", "V: haastateltava, vuoroja 6"]
    codebook = Cells(project.codebook._repr_html_())
    assert codebook.rows[1][:3] == ["raha", "Raha", "Rahasta."]


def test_an_estimator_shows_itself_as_those_of_scikit_learn(project):
    assert "sk-estimator" in ThemeAssigner(project.codebook)._repr_html_()


def test_everything_shows_itself_in_the_language_of_the_options(project, english):
    project.decide("d:1", "anna", value=-2, blind=True)
    shown = {
        "V: interviewee, turns 6": project.corpus,
        "statements to code": project,
        "definition": project.codebook,
        "5 statements": project.coded(),
        "0 hits": project.corpus.search("avaruus"),
        "words: interviewer, interviewees": project.corpus.check(),
    }
    for told, one in shown.items():
        assert told in one._repr_html_()
    aineisto.options.lang = "fi"
    assert "Seuraavaksi" in project._repr_html_()
    assert "Osumia 0" in project.corpus.search("avaruus")._repr_html_()


def test_a_language_that_is_not_there_is_refused_and_the_old_one_stays():
    with pytest.raises(aineisto.AineistoError, match=r"no options\.lang 'sv'"):
        aineisto.options.lang = "sv"
    assert aineisto.options.lang == "fi"


def test_both_languages_say_the_same_with_the_same_places():
    text = files("aineisto.core").joinpath("displays.toml").read_text(encoding="utf-8")
    both = tomllib.loads(text)
    places = {
        lang: {key: {field for _, field, _, _ in Formatter().parse(text) if field} for key, text in
               table.items()}
        for lang, table in both.items()
    }  # fmt: skip
    assert places["fi"] == places["en"]
