"""Lines joined to paragraphs on a copy."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aineisto.corpus import EditMap
from aineisto.corpus.layout import is_wrapped, mend_lines, physical_lines, tidy_edits
from aineisto.corpus.layout._lines import join_hyphen


@pytest.mark.parametrize(
    ("line", "after", "joined"),
    [
        ("se on osa-", "optimointia", "se on osaoptimointia"),
        ("kuntien yh-", "teistyö", "kuntien yhteistyö"),
        ("osa\xad", "optimointi", "osaoptimointi"),
        ("sosiaali-", "ja terveysministeriö", "sosiaali- ja terveysministeriö"),
        ("maakunta- ja sote-", "uudistuksessa", "maakunta- ja sote-uudistuksessa"),
        ("kaikki ICT-", "alan yritykset", "kaikki ICT-alan yritykset"),
        ("Etelä-", "Pohjanmaalla", "Etelä-Pohjanmaalla"),
        ("vanha linja-", "auto", "vanha linja-auto"),
        ("uusi SoteDigi-", "yhtiö", "uusi SoteDigi-yhtiö"),
        ("siellä Kanta-", "palvelut toimivat", "siellä Kanta-palvelut toimivat"),
        ("mennään Helsin-", "kiin huomenna", "mennään Helsinkiin huomenna"),
        ("toimintatapojen ja -", "rakenteiden", "toimintatapojen ja -rakenteiden"),
        ("se oli hyvä -", "ainakin minusta", "se oli hyvä - ainakin minusta"),
        ("rivi", "jatkuu", "rivi jatkuu"),
    ],
)
def test_hyphens_at_the_ends_of_lines(line, after, joined):
    cut, between = join_hyphen(line, after)
    assert line[: len(line) - cut] + between + after == joined


def mended(text, pages=()):
    paragraphs, edits = mend_lines(text, pages)
    edit_map = EditMap(tidy_edits(text, edits))
    return [
        edit_map.within(one.start, one.end).apply(text[one.start : one.end]) for one in paragraphs
    ]


def test_headings_lists_and_paragraphs_are_kept_apart():
    text = """2.1 Huolenaiheet ja riskit
Keskeisenä huolenaiheena nähtiin, että ohjauksesta ei tule tarpeeksi
keskitettyä. Riskinä on hajaannus.
Sudenkuopiksi nimettiin seuraavat asiat, joista jokainen oli jo
tiedossa:
1. Valtion tason siilomainen hallinto, jossa yhtenäiset käsitteet
puuttuvat.
2. 18 itsenäisen maakunnan ohjaaminen on vaikeaa.
\uf0b7 Rahoitus loppuu
- osaajat loppuvat

Toinen kappale alkoi vuonna 2015 ja se päättyi vasta
5. kesäkuuta."""
    assert mended(text) == [
        "2.1 Huolenaiheet ja riskit",
        "Keskeisenä huolenaiheena nähtiin, että ohjauksesta ei tule tarpeeksi keskitettyä. "
        "Riskinä on hajaannus.",
        "Sudenkuopiksi nimettiin seuraavat asiat, joista jokainen oli jo tiedossa:",
        "1. Valtion tason siilomainen hallinto, jossa yhtenäiset käsitteet puuttuvat.",
        "2. 18 itsenäisen maakunnan ohjaaminen on vaikeaa.",
        "\uf0b7 Rahoitus loppuu",
        "- osaajat loppuvat",
        "Toinen kappale alkoi vuonna 2015 ja se päättyi vasta 5. kesäkuuta.",
    ]


def test_headers_within_a_sentence_goes():
    bodies = [f"lause {word} jatkuu niin pitkään,\nettä {word} jatkuu sivulta"
              for word in ("yksi", "kaksi", "kolme", "neljä")]  # fmt: skip
    pages = [f"Raportti 2018\n{body}\nSivu {n}" for n, body in enumerate(bodies, start=1)]
    starts = [0]
    for page in pages[:-1]:
        starts.append(starts[-1] + len(page) + 2)
    assert mended("\n\n".join(pages), starts) == [" ".join(bodies).replace("\n", " ")]


def test_speech_typed_a_turn_a_line_is_not_wrapped():
    turns = "H: mitä kuuluu\nV: hyvää vaan\nH: ai jaa\nV: joo niin se on\n"
    assert not is_wrapped(physical_lines(turns))


LINES = st.lists(
    st.text("abAäÖ1. -–,•\xad\u0308ﬁ", max_size=70) | st.just(""), min_size=1, max_size=12
)


@given(LINES, st.booleans())
def test_mending_loses_no_letter(lines, paged):
    text = "\n".join(lines)
    paragraphs, edits = mend_lines(text, ())
    edit_map = EditMap(tidy_edits(text, edits))  # raises where edits overlap
    copy = "".join(mended(text))
    assert "\n" not in copy
    letters = [character for character in text if character.isalnum()]
    if "ﬁ" not in text and "\u0308" not in text:
        assert [character for character in copy if character.isalnum()] == letters
    bounds = [place for one in paragraphs for place in (one.start, one.end)]
    assert bounds == sorted(bounds)
    assert len(edit_map.apply(text)) <= len(text) + text.count("ﬁ")
