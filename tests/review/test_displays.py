"""How a study's things show themselves in a notebook."""

from html.parser import HTMLParser

from aineisto.themes import ThemeAssigner


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
    assert f"{people['value'].iloc[0]:.2f}" in shown.rows[1][4]
    assert type(table[["family", "value"]])._repr_html_ is not type(people)._repr_html_


def test_a_corpus_shows_its_documents_and_a_codebook_its_themes(project):
    corpus = Cells(project.corpus._repr_html_())
    assert corpus.rows[1][:2] == ["d", "V: interviewee, 6 turns"]
    codebook = Cells(project.codebook._repr_html_())
    assert codebook.rows[1][:3] == ["raha", "Raha", "Rahasta."]


def test_an_estimator_shows_itself_as_those_of_scikit_learn(project):
    assert "sk-estimator" in ThemeAssigner(project.codebook)._repr_html_()
