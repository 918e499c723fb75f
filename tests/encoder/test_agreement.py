"""Names of one document agree."""

from aineisto.encoder._decoding import Name, with_majority_types

SENTENCES = [
    ["Hypatia", "opetti", "."],
    ["Oppilaat", "tulivat", "Hypatian", "luo", "."],
    ["Lähdimme", "Hypatiaan", "."],
]
NAMES = [
    [Name(0, 1, "PER", 0.9)],
    [Name(2, 3, "PER", 0.8)],
    [Name(1, 2, "LOC", 0.6)],
]


def test_a_name_has_the_type_it_has_most_often_in_its_document():
    labels = [
        [name.label for name in some] for some in with_majority_types(NAMES, SENTENCES, ["a"] * 3)
    ]
    assert labels == [["PER"], ["PER"], ["PER"]]


def test_another_document_and_a_narrow_majority_change_nothing():
    assert with_majority_types(NAMES, SENTENCES, ["a", "a", "b"]) == NAMES
    narrow = [[Name(0, 1, "PER", 0.9)], [], [Name(1, 2, "LOC", 0.8)]]
    assert with_majority_types(narrow, SENTENCES, ["a"] * 3) == narrow


def test_dates_are_left_alone():
    words = [["Toukokuu", "tuli"], ["Toukokuu", "meni"], ["Toukokuu", "on"]]
    names = [[Name(0, 1, "DATE", 0.5)], [Name(0, 1, "PRO", 0.9)], [Name(0, 1, "PRO", 0.9)]]
    assert with_majority_types(names, words, [0] * 3) == names


def test_a_place_and_its_institution_are_one_organisation():
    words = ["Yhdysvaltain", "laivasto", "lähti", "Suomen", "rannalta", "."]
    places = [Name(0, 1, "LOC", 0.9), Name(3, 4, "LOC", 0.9)]
    assert with_majority_types([places], [words], [0]) == [
        [Name(0, 2, "ORG", 0.9), Name(3, 4, "LOC", 0.9)]
    ]
    apart = [Name(0, 1, "LOC", 0.9), Name(1, 2, "ORG", 0.7)]
    assert with_majority_types([apart], [words], [0]) == [[Name(0, 2, "ORG", 0.9)]]
