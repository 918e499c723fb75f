"""The normaliser of spoken Finnish: expectations are Finnish as we know it, not its own answers."""

import csv
import lzma
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aineisto.language import Lemmatizer, shared_lemmatizer, tokenize
from aineisto.language._spoken_choice import CLOSE
from aineisto.language._spoken_net import windows
from aineisto.language._spoken_normalizer import SpokenNormalizer, like, load_normalizer
from aineisto.language._surroundings import Pairs

LIST = Path(__file__).parents[2] / "benchmarks" / "spoken" / "colloquial.tsv"


@pytest.fixture(scope="module")
def normalizer() -> SpokenNormalizer:
    return shared()


def shared():
    lemmatizer = shared_lemmatizer()
    return load_normalizer(lemmatizer._voikko, lemmatizer._alone.lexicon)


def said(normalizer, *texts):
    sentences = [[token.text for token in tokenize(text)] for text in texts]
    return [" ".join(forms) for forms in normalizer.normalize(sentences)]


@pytest.mark.parametrize(
    ("spoken", "standard"),
    [
        ("en mä tiiä mitä meijän pitäs tehä", "en minä tiedä mitä meidän pitäisi tehdä"),
        ("mä oon niinku sitä mieltä", "minä olen niin kuin sitä mieltä"),
        ("tää ei oo kauheen hyvä juttu", "tämä ei ole kauhean hyvä juttu"),
        ("mutku se on semmonen", "mutku se on semmoinen"),
    ],
)
def test_todays_speech(normalizer, spoken, standard):
    given_words = spoken.split()
    answer = said(normalizer, spoken)[0]
    if "mutku" in given_words:  # two words at once, which may stay
        answer = answer.replace("mutta kun", "mutku")
    assert answer == standard


@pytest.mark.parametrize(
    ("spoken", "standard"),
    [
        ("niil ol kolome lehmee", "niillä oli kolme lehmää"),
        ("niil ol kolome vanahaa lehmee", "niillä oli kolme vanhaa lehmää"),
        ("ee oo mittää", "ei ole mitään"),
        ("ja sitte se lähti mun Gans", "ja sitten se lähti minun kanssa"),
        ("myö oltii siel mehtäs ja mie sanoin", "me oltiin siellä metsässä ja minä sanoin"),
        ("mää menin sinnem mettään", "minä menin sinne metsään"),
        ("vanhav vaimok kans sie menit", "vanhan vaimon kanssa sinä menit"),
    ],
)
def test_dialects(normalizer, spoken, standard):
    assert said(normalizer, spoken)[0] == standard


def test_a_word_that_the_others_changed_votes_again(normalizer):
    assert said(normalizer, "mie sanoi n ette se oli hyvä")[0].split()[2] == "niin"


@pytest.mark.parametrize(
    ("spoken", "word"),
    [
        ("se on isompi ku mä", "kuin"),
        ("ne on nuorempii ku me", "kuin"),
        ("ei se oo muuta ku työtä", "kuin"),
        ("No niin ku mä sanoin , ei se haittaa .", "kuin"),
        ("Siel on enemmän porukkaa ku meillä .", "kuin"),
        ("Mä teen niin ku pomo käskee .", "kuin"),
        ("niin ku ne aina sanoo , se on hoidettu", "kuin"),
        ("se oli ihan ku se ei ois kuullu", "kuin"),
        ("meil on ihan eri tavat ku niillä", "kuin"),
        ("se on enemmänki haitta ku apu", "kuin"),
        ("ei meit ollu ku kolme", "kuin"),
        ("en mä jaksa ku on niin kuuma", "kun"),
        ("No niin , ku mä tulin ni se lähti .", "kun"),
        ("Se on vaikeeta ku ei oo rahaa .", "kun"),
        ("ku mä tulin ni se lähti", "kun"),
        ("mä lähin ku se tuli", "kun"),
    ],
)
def test_what_is_compared_tells_kun_from_kuin(normalizer, spoken, word):
    assert said(normalizer, spoken)[0].split()[spoken.split().index("ku")] == word


@pytest.mark.parametrize(
    ("spoken", "standard"),
    [
        ("Meetsä sinne huomenna ?", "Menetkö sinä sinne huomenna ?"),
        ("Eksä tiedä sitä ?", "Etkö sinä tiedä sitä ?"),
        ("Kävitsä siellä ?", "Kävitkö sinä siellä ?"),
        ("Haluutteks te kahvia ?", "Haluatteko te kahvia ?"),
        ("Ollaaks me siellä ?", "Ollaanko me siellä ?"),
        ("Tuleekse tänne ?", "Tuleeko se tänne ?"),
        ("Muistaks sä sen ?", "Muistatko sinä sen ?"),
        ("Enmä oo ollu siellä .", "En minä ole ollut siellä ."),
        ("Sitmä lähin kotiin .", "Sitten minä lähdin kotiin ."),
        (
            "se lähti sairaanhoitajaks ja mä vieraaks",
            "se lähti sairaanhoitajaksi ja minä vieraaksi",
        ),
    ],
)
def test_verbs_that_took_in_their_question_and_their_person(normalizer, spoken, standard):
    assert said(normalizer, spoken)[0] == standard


@pytest.mark.parametrize("english", ["let's go", "don't go there", "go live"])
def test_go_is_english_beside_english(normalizer, english):
    assert english in said(normalizer, f"ne sano et {english} ja sit me lähettiin")[0]


@pytest.mark.parametrize("share", [-1.0, 0.5, 3.0])
def test_forms_that_are_not_looked_up_could_not_have_won(normalizer, share):
    judge = normalizer.judge
    said_so = "niil ol kolome vanahaa lehmee ja mää meni sinnem mettää kattomaa talos"
    sentence = tuple(said_so.split())
    for options in normalizer.read([sentence], [3.0])[0]:
        weighed = [
            (o, o.score + o.slope * share + judge.weights["dictionary"] * judge.standard(o.form))
            for o in options
        ]
        most = max((score for _, score in weighed), default=0.0)
        assert judge.close(options, share) == [row for row in weighed if row[1] > most - CLOSE]


def test_a_form_is_chosen_by_the_words_beside_it(tmp_path):
    table = "hyvää\tpäivää:31\t$:-7\n$\thyvää:12\n"
    (tmp_path / "pairs.tsv.xz").write_bytes(lzma.compress(table.encode()))
    pairs = Pairs(tmp_path)
    assert [pairs.meet("hyvää", "päivää"), pairs.meet("hyvää", "$")] == [3.1, -0.7]
    assert [pairs.meet("$", "hyvää"), pairs.meet("päivää", "hyvää")] == [1.2, 0.0]


@pytest.mark.parametrize(
    "text",
    [
        "KELA:lle ja VM/STM:n työryhmälle lähetettiin 1.1.2020 kirje sote-uudistuksesta.",
        "Vimanan ja Kelankin edustajat toivat esiin rajapintojen puutteet.",
        "Mies toi kirjeen tänne ja lähti pois.",
        "Hauki ja kuha ovat kaloja, ja musta auto ajoi ohi.",
        "Sosiaali- ja terveyspalvelut siirtyvät hyvinvointialueille.",
        "Ministeriö antoi asetuksen 3 §:n nojalla, kts. www.finlex.fi tai kirjaamo@vm.fi.",
    ],
)
def test_standard_text_stays(normalizer, text):
    words = [token.text for token in tokenize(text)]
    assert normalizer.normalize([words]) == [words]


def test_hesitations_and_cut_offs_stay(normalizer):
    words = ["öö", "mä", "aattelin", "jo-", "jos", "tää", "hmm", "toimis"]
    forms = normalizer.normalize([words])[0]
    assert [forms[0], forms[3], forms[6]] == ["öö", "jo-", "hmm"]
    assert forms[1] == "minä"


def test_long_sounds_marked_in_transcripts(normalizer):
    assert said(normalizer, "mä oon ni:in väsynyt")[0] == "minä olen niin väsynyt"


def test_negation_is_not_a_conjunction(normalizer):
    assert said(normalizer, "sä et tiiä sitä")[0] == "sinä et tiedä sitä"
    assert said(normalizer, "mä luulen et se on niinku hyvä")[0].split()[2] == "että"


def test_a_form_of_both_is_read_by_what_is_around(normalizer):
    standard, spoken = said(
        normalizer, "Mies toi kirjeen postiin.", "mä oon nähny et toi on semmonen juttu"
    )
    assert standard.split()[1] == "toi"
    assert "tuo on semmoinen" in spoken


def test_capitals_are_kept():
    assert [like("minä", "Mä"), like("tuota", "TOTA"), like("minä", "mä")] == [
        "Minä", "TUOTA", "minä",
    ]  # fmt: skip


def test_answers_do_not_depend_on_what_was_asked_before(normalizer):
    sentences = [["mä", "oon", "tääl"], ["se", "on", "semmonen"], ["mitä", "sä", "meinaat"]]
    first = normalizer.normalize(sentences)
    normalizer.normalize([["aivan", "muuta"], ["mä", "oon", "tääl"]])
    assert normalizer.normalize(sentences) == first


@given(st.lists(st.lists(st.text(min_size=1, max_size=12), max_size=8), max_size=4))
@settings(max_examples=40, deadline=None)
def test_any_text_returns_as_many_forms_as_words(sentences):
    forms = shared().normalize(sentences)
    assert [len(row) for row in forms] == [len(row) for row in sentences]
    assert all(form for row in forms for form in row)


@given(st.lists(st.integers(1, 6), min_size=1, max_size=6), st.integers(1, 3))
def test_windows_stay_inside_their_sequence(lengths, reach):
    sizes = np.array(lengths)
    owner = np.repeat(np.arange(len(sizes)), sizes)
    near = windows(sizes, reach)
    for place, row in enumerate(near):
        inside = row[row < len(owner)]
        assert place in inside
        assert set(owner[inside]) == {owner[place]}
        assert len(inside) == sum(
            0 <= place + step < len(owner) and owner[place + step] == owner[place]
            for step in range(-reach, reach + 1)
        )


def test_the_spoken_layer_can_be_left_out():
    words = [["semmonen", "juttu"]]
    assert Lemmatizer(spoken=False).standard_forms(words) == words
    assert Lemmatizer().standard_forms(words) == [["semmoinen", "juttu"]]


def test_colloquial_list_is_whole():
    with LIST.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    assert sum(row["form"] != row["standard"] for row in rows) >= 300
    halves = [row["half"] for row in rows]
    assert abs(halves.count("develop") - halves.count("report")) <= 1
    assert all(
        [token.text for token in tokenize(row["sentence"])].count(row["form"]) == 1 for row in rows
    )


@pytest.mark.parametrize(
    ("text", "foreign"),
    [
        ("se oli ok mulle", ["ok"]),
        ("mä olin et no way en tuu", ["no", "way"]),
        ("se sano mulle et too much", ["too", "much"]),
        ("se on ihan no go mulle", ["no", "go"]),
        ("me sovittiin et no go", ["no", "go"]),
        ("tää on ihan must have juttu", ["must", "have"]),
        ("sit mummo tuli ja han sa att vi ses", ["sa", "att"]),
        ("mul on deadline meeting koht", ["deadline", "meeting"]),
        ("mä kysyin et hur mår du", ["hur", "mår", "du"]),
        ("mä sanoin sille jag vet inte", ["jag", "vet", "inte"]),
    ],
)
def test_english_and_swedish_words_stay_in_speech(text, foreign):
    lemmatizer = shared_lemmatizer()
    words = text.split()
    forms, lemmas = lemmatizer.standard_forms([words])[0], lemmatizer.lemmatize([words])[0]
    assert forms != words  # the rest is speech
    for word in foreign:
        at = words.index(word)
        assert (forms[at], lemmas[at]) == (word, word)


@pytest.mark.parametrize(
    ("said", "form"), [("no go mää sanoi", "kun"), ("must se on hyvä", "minusta")]
)
def test_a_particle_and_an_opinion_are_finnish(said, form):
    assert form in shared_lemmatizer().standard_forms([said.split()])[0]


def test_a_dialect_form_that_is_also_english_needs_an_english_neighbour():
    forms = shared_lemmatizer().standard_forms([["see", "on", "kyl", "niiku", "mä", "sanoin"]])[0]
    assert forms[0] == "se"


def test_where_little_is_spoken_words_of_the_dictionary_are_not_thought_of_as_others(normalizer):
    sentence = ("mut", "aitoa", "ei", "kertny")
    little, dialect = normalizer.read([sentence, sentence], [-1.0, 3.0])
    assert [bool(its) for its in little] == [True, False, False, True]
    assert "aitaa" in {option.form for option in dialect[1]}


def test_sentences_without_a_wanted_word_change_nothing_for_the_others(normalizer):
    asked, other = ["niil", "ol", "kolome"], ["talo", "on", "valkoinen"]
    alone = normalizer._net.candidates([asked], [[True] * 3])
    beside = normalizer._net.candidates(
        [other, asked, other], [[False] * 3, [True] * 3, [False] * 3]
    )
    assert [[form for form, _ in its] for its in beside[1]] == [
        [form for form, _ in its] for its in alone[0]
    ]
    assert beside[0] == beside[2] == [[], [], []]
