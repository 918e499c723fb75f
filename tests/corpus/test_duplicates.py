"""The same interview in two files."""

import pytest

from aineisto import AineistoWarning
from aineisto.corpus import read

TURNS = [
    "Sote-uudistuksen suurin ongelma on se, ettei kukaan johda kokonaisuutta.",
    "Meillä on ihan hyvä yhteistyö naapurikunnan kanssa ollut vuosia.",
    "Rajapinnat pitäisi avata kaikille toimittajille samoin ehdoin.",
    "Rahoitus tulee myöhässä ja siitä seuraa turhaa odottelua.",
    "Asiakkaat eivät tiedä mistä palvelua pitäisi hakea ensin.",
    "Joo.",
]


def transcript(turns):
    return "\n".join(f"H: Miten sitten?\nV: {turn}" for turn in turns)


def test_a_folder_with_an_interview_in_two_formats_is_told_about(tmp_path):
    (tmp_path / "anna.txt").write_text(transcript(TURNS), "utf-8")
    # as another program saves it: other quotation, capitals and a sentence less
    other = transcript([turn.replace("ongelma", "Ongelma") for turn in TURNS[:5]])
    (tmp_path / "anna-kopio.md").write_text(other, "utf-8")
    (tmp_path / "ville.txt").write_text(transcript([t + " Niin." for t in TURNS[5:]]), "utf-8")
    with pytest.warns(AineistoWarning, match=r"anna.txt and .*anna-kopio.md hold the same"):
        corpus = read(tmp_path)
    assert len(corpus.documents) == 3


def test_what_many_people_say_makes_no_duplicates(tmp_path):
    for number in range(3):
        own = [f"{turn[:-1]} minun mielestäni {number}." for turn in TURNS[1:]]
        (tmp_path / f"h{number}.txt").write_text(transcript([TURNS[0], *own]), "utf-8")
    assert len(read(tmp_path).documents) == 3  # a warning would be an error here
