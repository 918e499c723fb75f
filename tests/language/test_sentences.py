"""Sentence borders against hand-written expectation; cover of any text."""

import os
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aineisto.corpus import split_sentences
from aineisto.language import capital_kind
from aineisto.language._candidates import NAMES_INSIDE
from aineisto.language._models import load_models


def sentences(text):
    return [text[start:end] for start, end in split_sentences(text)]


@pytest.mark.parametrize(
    "expected",
    [
        ["Se on valmis.", "Nyt jatketaan."],
        ["Näin on esim. Kainuussa.", "Muualla ei."],
        ["Mukana olivat mm. Kela ja ns. kuusikkokunnat.", "Muut eivät."],
        ["Kutsuja lähetettiin n. 130 henkilölle.", "Puolet vastasi."],
        [["Siellä on sairaalat, koulut jne.", " puuttuvat."][0], "Muut puuttuvat."],
        ["Meillä on mittarit ym. asiat kunnossa.", "Hyvä niin."],
        ["VM:n ja THL:n linja on selvä.", "Kelan ei."],
        ["Laki tuli voimaan 1.1.2020 koko maassa.", "Sitä ei odotettu."],
        ["Kokous on 18. tammikuuta.", "Sinne mennään."],
        ["Näin tapahtui vuonna 2015.", "Sitten muuttui."],
        ["Puhuin J. K. Paasikiven patsaalla.", "Oli kylmä."],
        ["1. Tavoitteet puuttuvat.", "Ne pitää asettaa."],
        ["Hän sanoi: ”Ei tästä tule mitään.”", "Sitten hän lähti."],
        ["”Tuleeko tästä mitään?” kysyi johtaja.", "Kukaan ei vastannut."],
        ["Niin… se jäi kesken.", "Harmi."],
        ["…olisi joku malli.", "Ei ole."],
        ["Mitä!?", "Eihän se niin mennyt."],
        ["Kasvu oli 3.5 prosenttia ja hinta 2,50 euroa.", "Se riitti."],
        ["Katso www.kela.fi ja https://thl.fi/a.b?c=d siitä.", "Kiitos."],
        ["Hanke päättyi.", "Sitten alkoi uusi."],
        ["No (.) en mä tiedä.", "Ehkä."],
        ["Meillä on 3 milj. euroa rahaa.", "Se ei riitä."],
        ["Kuvio 1. Turun vahvuudet"],
        ["Miten se meni (naurahtaa) silloin?", "Hyvin."],
        ["joo se on niin.", "sit me mentiin."],
        ["Toimivat (läh. Medbit) hyvin.", "Joo."],
    ],
)
def test_borders(expected):
    assert sentences(" ".join(expected)) == expected


def test_missing_space_ends_a_sentence_but_not_an_address():
    assert sentences("Se päättyi.Sitten lähdettiin.") == ["Se päättyi.", "Sitten lähdettiin."]
    assert sentences("Osoite on anna.Maija@kela.fi tänään.") == [
        "Osoite on anna.Maija@kela.fi tänään."
    ]


def test_empty_line_and_bullet_end_a_sentence():
    assert sentences("Otsikko\n\nTeksti alkaa") == ["Otsikko", "Teksti alkaa"]
    assert sentences("Asiat:\n• yksi\n• kaksi") == ["Asiat:", "• yksi", "• kaksi"]
    assert sentences("rivi\njatkuu") == ["rivi\njatkuu"]


TEXTS = st.text(
    st.sampled_from("aAäb.!?…:;,”\"()[]-– \n\t19jneesim•'") | st.characters(), max_size=200
)


@given(TEXTS)
def test_sentences_cover_every_character_once(text):
    spans = split_sentences(text)
    places = [place for start, end in spans for place in range(start, end)]
    assert len(places) == len(set(places))
    assert {n for n, character in enumerate(text) if not character.isspace()} <= set(places)
    for start, end in spans:
        assert text[start:end] == text[start:end].strip() != ""
    assert spans == sorted(spans)


@pytest.mark.parametrize(
    ("text", "second"),
    [
        ("Paistettu kiinankaali Tämän hetken lisäke on hyvä.", "Tämän"),
        ("Tavoitteet ja periaatteet Mitä tavoitteita näet?", "Mitä"),
        ("Meillä on aika kesäistä :) Viime viikon säät jatkuvat.", "Viime"),
        ("Muutetaan päätöstä seuraavasti: 1. Lisätään sana.", "1."),
    ],
)
def test_sentence_may_begin_where_no_mark_ends_the_one_before(text, second):
    spans = split_sentences(text)
    assert text[spans[1][0] :].startswith(second)


@pytest.mark.parametrize(
    "text",
    [
        "Tiedot menevät Kantaan ja Luovan tehtävät Vimanalle.",
        "(naurahtaa) Siis en tiedä.",
        "(naurahtaa) Se on hyvä.",
        "SoteDigi ja Vimana, ja sit vielä Kuntaliitto ja Sitra siinä ympärillä.",
        "Ja sitten Ministeriö sanoi et ei käy.",
        "Luin kirjan Minä ja Hän.",
        "Ohjaus on Kelan ja Suomen asia.",
    ],
)
def test_names_and_notes_do_not_begin_a_sentence(text):
    assert split_sentences(text) == [(0, len(text))]


@pytest.mark.parametrize(
    "expected",
    [
        ["Makkaran valmistuksen mahdollisuudet", "Vaikka makkara onkin halpa, se maistuu."],
        ["Kävin kaupassa ihan aamulla", "Sitten menin kotiin nukkumaan."],
        ["Noudata ohjeita:", "1. Avaa ovi ja katso sisään", "2. Sulje ovi", "3. Odota."],
        ["Tarkoitus on hyvä :)", "Sitä en kiellä."],
    ],
)
def test_a_sentence_begins_though_no_mark_ends_the_one_before(expected):
    assert sentences(" ".join(expected)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Siitä puhuttiin sitten Kuntaliiton ja Kelan kanssa Helsingissä.",
        "Silloin Kanta otettiin käyttöön, ja Omakanta tuli perässä.",
        "Perustettiin Vimana Oy ja SoteDigi Oy.",
        "Sen mukaan direktiivin 5 artikla ei koske tätä.",
    ],
)
def test_names_begin_no_sentence(text):
    assert sentences(text) == [text]


CHILD = """
from aineisto.corpus import split_sentences
print(split_sentences("Mihin helskattiin Vain jotta hemmoteltu kakara pääsee mietiskelemään?"))
print(split_sentences("Ketkä kaikki Ikaalislaiset siis ymmärtänyt kommenttiani?"))
"""


def test_what_a_capital_tells_needs_no_lemmas_and_is_what_they_say():
    models = load_models()
    written = {"Kela", "Kelan", "KELA", "Kanta", "kanta", "Kannan", "Straße", "Zyzzyva", "Mä"}
    for form in [*models.answers, *models.fast.lexicon.forms][::97]:
        written |= {form, form.capitalize(), form.upper()}
    kinds = set()
    for word in written:
        lower, seen = word.lower(), models.fast.lexicon.lemmas(word.lower())
        names = sum(n for lemma, n in seen.items() if lemma[:1].isupper())
        if models.answers.get(lower, lower).capitalize() in NAMES_INSIDE:
            expected = "name"
        elif word not in models.answers:
            expected = "open" if lower in models.answers else "unknown"
        elif seen:
            half = sum(seen.values()) / 2
            expected = "name" if names > half else "both" if names else "common"
        else:
            expected = "common" if models.answers[word][:1].islower() else "name"
        assert capital_kind(word) == expected, word
        kinds.add(expected)
    assert kinds == {"name", "common", "both", "open", "unknown"}


def test_a_doubtful_border_is_the_same_in_every_process():
    """The weights of these sum up to the very threshold: their order may not decide."""
    answers = {
        subprocess.run(
            [sys.executable, "-c", CHILD],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("2", "3", "5")
    }
    assert len(answers) == 1
