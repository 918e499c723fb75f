import pytest
from hypothesis import given
from hypothesis import strategies as st

from aineisto.language import split_contraction, tokenize


def words(text: str) -> list[str]:
    return [token.text for token in tokenize(text)]


@pytest.mark.parametrize(
    "word",
    [
        "KELA:lle",
        "sote-uudistus",
        "1.1.2020",
        "VM/STM:n",
        "VRK/JulkICT:n",
        "18:n",
        "3,5",
        "12.30",
        "1990-luvulla",
        "vaa'an",
        "esim.",
        "sosiaali-",
        "-palvelut",
        "https://www.example.fi/sivu?x=1",
        "etu.suku@example.fi",
        "...",
        "H&M:n",
        "89/662/ETY",
        "1967–1969",
        "#lemmatisointi",
        "Suomi.fi:ssä",
        "suomi.fi-palvelut",
        "touko-/kesäkuu",
        "v1.2",
    ],
)
def test_is_one_token(word):
    assert words(f"ja {word} on") == ["ja", word, "on"]


def test_sentence_with_marks():
    assert words("”No niin”, sanoi Kela (ja THL).") == [
        "”", "No", "niin", "”", ",", "sanoi", "Kela", "(", "ja", "THL", ")", ".",
    ]  # fmt: skip


def test_halves_of_compounds():
    assert words("sosiaali- ja terveys-palvelut – ja/tai") == [
        "sosiaali-", "ja", "terveys-palvelut", "–", "ja", "/", "tai",
    ]  # fmt: skip


def test_full_stop_after_word_is_its_own_token():
    assert words("Se on talo.") == ["Se", "on", "talo", "."]


def test_full_stop_of_an_ordinal_an_initial_and_an_item_is_theirs():
    assert words("18. tammikuuta J. K. Paasikivi") == ["18.", "tammikuuta", "J.", "K.", "Paasikivi"]
    assert words("1. Mene\n2. Tule") == ["1.", "Mene", "2.", "Tule"]
    assert words("Meitä on 3. Sitten") == ["Meitä", "on", "3", ".", "Sitten"]
    assert words("Niitä on 18.") == ["Niitä", "on", "18", "."]


def test_decomposed_letters_and_soft_hyphens_stay_inside_words():
    assert words("pa\u0308a\u0308tös maa\u00adkunta") == ["pa\u0308a\u0308tös", "maa\u00adkunta"]


@given(st.text(max_size=200))
def test_offsets_hold_and_every_character_that_is_no_space_is_covered_once(text):
    end = 0
    for token in tokenize(text):
        assert token.text == text[token.start : token.end]
        assert token.text
        assert text[end : token.start].strip() == ""
        end = token.end
    assert text[end:].strip() == ""


@given(st.text(alphabet="aäK1.:-/'’ \u0301\n", max_size=120))
def test_the_same_for_the_characters_that_rules_look_at(text):
    covered = "".join(token.text for token in tokenize(text))
    assert covered == "".join(text.split())


def test_long_runs_are_cut_in_one_pass():
    for run in ("a-" * 20_000, "1.1." * 20_000, "a:" * 20_000, "A/" * 20_000, "'" * 50_000):
        assert sum(len(token.text) for token in tokenize(run)) == len(run)


def test_numbers_grouped_by_spaces_are_one_token():
    assert words("Hinta on 10 000 euroa, yht. 1 250 000.") == [
        "Hinta",
        "on",
        "10 000",
        "euroa",
        ",",
        "yht.",
        "1 250 000",
        ".",
    ]
    assert words("puh. 040 123 456") == ["puh.", "040", "123", "456"]
    assert words("vuonna 2010 150 henkeä") == ["vuonna", "2010", "150", "henkeä"]


def test_the_last_full_stop_is_the_sentences():
    assert words("koulut jne.") == ["koulut", "jne", "."]
    assert words("koulut jne. puuttuvat") == ["koulut", "jne.", "puuttuvat"]
    assert words("Matti Meikäläinen (vihr.) puhui") == [
        "Matti",
        "Meikäläinen",
        "(",
        "vihr.",
        ")",
        "puhui",
    ]


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("ettemme", (("että", "että"), ("emme", "ei"))),
        ("Muttei", (("mutta", "mutta"), ("ei", "ei"))),
        ("ettenkö", (("että", "että"), ("enkö", "ei"))),
        ("elleivät", (("jos", "jos"), ("eivät", "ei"))),
        ("koskette", ()),  # koskea
        ("etten-", ()),
        ("eikä", ()),
        ("mutta", ()),
    ],
)
def test_a_conjunction_and_the_verb_of_negation_are_two_words(word, expected):
    assert split_contraction(word) == expected
