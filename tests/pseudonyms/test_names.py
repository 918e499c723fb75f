import pytest

from aineisto.pseudonyms._detector import persons_in
from aineisto.pseudonyms._inflection import FormTable, inflect, paradigm, read_nen
from aineisto.pseudonyms._lists import read_list
from aineisto.pseudonyms._names import Persons


@pytest.mark.parametrize(
    ("name", "case", "form"),
    [
        ("Virtanen", "Gen", "Virtasen"), ("Mäkinen", "Par", "Mäkistä"), ("Lahti", "Gen", "Lahden"),
        ("Mäki", "All", "Mäelle"), ("Järvi", "Ill", "Järveen"), ("Aalto", "Gen", "Aallon"),
        ("Pekka", "Gen", "Pekan"), ("Heikki", "Ade", "Heikillä"), ("Saari", "Par", "Saarta"),
        ("Mattila", "Ill", "Mattilaan"), ("Niemelä", "Ine", "Niemelässä"),
        ("Markus", "Gen", "Markuksen"), ("Stubb", "Gen", "Stubbin"), ("Vainio", "Par", "Vainiota"),
        ("Anna-Maija", "Abl", "Anna-Maijalta"), ("Tuomas", "Gen", "Tuomaan"),
        ("Joki", "Gen", "Joen"), ("Koski", "Ess", "Koskena"), ("Ranta", "Gen", "Rannan"),
        ("Lehto", "Gen", "Lehdon"), ("Lampi", "Gen", "Lammen"), ("Kurki", "Gen", "Kurjen"),
        ("Laine", "Gen", "Laineen"), ("Rinne", "All", "Rinteelle"), ("Kilpi", "Gen", "Kilven"),
        ("Kuusi", "Par", "Kuusta"), ("Ylärinne", "Par", "Ylärinnettä"),
    ],
)  # fmt: skip
def test_names_are_inflected_as_in_finnish(name, case, form):
    assert inflect(name, case) == form


def test_every_form_of_every_listed_name_is_read_back():
    for name in (*read_list("first_names")[::9], *read_list("surnames")[::9]):
        table = FormTable([name])
        for case, forms in paradigm(name).items():
            for form in forms:
                assert (name, case) in {(f.lemma, f.case) for f in table.read(form)}


@pytest.mark.parametrize(
    ("word", "lemma", "case"),
    [("Kumpusalmisen", "Kumpusalminen", "Gen"), ("Kuvitteiseltakin", "Kuvittenen", None)],
)
def test_unlisted_names_in_nen(word, lemma, case):
    read = read_nen(word)
    assert case is None or (read.lemma, read.case) == (lemma, case)


def test_lists_are_long_enough():
    assert len(read_list("first_names")) >= 400
    assert len(read_list("surnames")) >= 400


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Johtaja Liisa Ahokas puhui.", ["Liisa Ahokas"]),
        ("Asiasta kertoi Heikkiselle eilen Tuula.", ["Heikkiselle", "Tuula"]),
        ("Sen teki J. Niinistö eilen.", ["J. Niinistö"]),
        ("Kelan ja Valviran työnjako on selvä.", []),
        ("Kanta-palvelut toimivat Suomessa.", []),
        ("Mut ei. Semmosta se on, mut semmosta.", []),
        ("Helsingin ja Oulun mallit ovat erilaiset.", []),
        ("Se on Virtasen Matti, joka hoitaa sen.", ["Virtasen Matti"]),
        ("no korhosen liisa sano et joo", ["korhosen liisa"]),
        ("Mut Jonna soitti Tuula Koskinen-Laaksolle.", ["Jonna", "Tuula Koskinen-Laaksolle"]),
        ("Osoite on pekka.virtanen/sivu eikä muuta.", []),
        ("H: Miten se meni?\nV: No Jonna hoiti.\nHaastattelija: Ai niin.", ["Jonna"]),
        ("siin aijassa se tehtiin niinko aina", []),
        ("Emmä tiiä. Täähän on niinku se juttu. Rahhaa ei oo.", []),
        ("Tuommoseen mä en oo lähteny. Masentunu mä oon. Kumpiki on.", []),
        ("siellä pohjosen porukan kanssa. Helsingis on toisin.", []),
        ("Se oli Pekka Haaviston idea, pekka.h@x.fi.", ["Pekka Haaviston"]),
        ("mut niina kokkonen ja partanen tuli", ["niina kokkonen", "partanen"]),
        ("no pekka lahtiselta mä kysyin ja lahtisella oli", ["pekka lahtiselta", "lahtisella"]),
        ("ni tauno mäki ja laineen pentti mäen päällä", ["tauno mäki", "laineen pentti"]),
        ("leena mäkinen oli ja mäkisen mielestä joo", ["leena mäkinen", "mäkisen"]),
        ("maija kuusi vuotta kesti ja matti kesti sen", ["maija", "matti"]),
        (
            "Opettaja oli Kirsti Aalto, ja Aallolta sain kympin. Luin sen Aallossa.",
            ["Kirsti Aalto", "Aallolta"],
        ),
        ("Siellä Matleena Oinas juoksi karkuun.", ["Matleena Oinas"]),
        ("Kollegani Mohammed al-Hassan tuli.", ["Mohammed al-Hassan"]),
        ("Ja Yli-Mäkelän Aune keitti kahavit.", ["Yli-Mäkelän Aune"]),
        ("Aallon Kirsti opetti meitä.", ["Aallon Kirsti"]),
        ("Tutkijat olivat Aallosta ja Aallon kampukselta.", []),
        ("isat ja mutsit valkonen talo pohjosessa mäen takana aamulla", []),
    ],
)
def test_persons_and_not_actors_or_places(text, names):
    (found,) = persons_in([text])
    assert [text[p.start : p.end] for p in found] == names


def test_a_word_that_was_a_surname_beside_a_first_name_is_shown_and_not_replaced():
    text = "ni tauno mäki tuli ja mäen talo oli siinä"
    (shown,) = persons_in([text], doubtful=True)
    assert [text[p.start : p.end] for p in shown] == ["tauno mäki", "mäen"]


def test_an_ending_that_two_cases_share_is_the_genitive():
    people = Persons(["Seppo Laine", "Laineen", "Rinteen Aimo"])
    last = people.pseudonym("Seppo Laine").split()[1]
    assert people.identity("Rinteen Aimo") == "Aimo Rinne"
    assert people.pseudonym("Laineen") == inflect(last, "Gen")


def test_a_surname_before_the_first_name_is_the_same_person():
    people = Persons(["Matti Virtanen", "Virtasen Matti", "Virtaselle", "Niemen Kaisa"])
    assert people.identity("Virtasen Matti") == "Matti Virtanen"
    first, last = people.pseudonym("Matti Virtanen").split()
    assert people.pseudonym("Virtasen Matti") == f"{last[:-3]}sen {first}"
    assert people.pseudonym("Virtaselle") == f"{last[:-3]}selle"
    assert people.identity("Niemen Kaisa") == "Kaisa Niemi"


def test_a_name_written_small_is_the_person_who_has_it_with_a_capital():
    people = Persons(["Maija Pylvänäinen", "maija pylvänäiselle", "pylvänäinen"])
    assert people.identity("maija pylvänäiselle") == "Maija Pylvänäinen"
    first, last = people.pseudonym("Maija Pylvänäinen").split()
    assert people.pseudonym("maija pylvänäiselle") == f"{first} {inflect(last, 'All')}".lower()
    assert people.pseudonym("pylvänäinen") == last.lower()
