"""Answers that are not in Finnish are told: what is suggested for them was never measured."""

import pytest

from aineisto.corpus import read
from aineisto.corpus._check import told_rows
from aineisto.corpus._other_languages import other_language

FINNISH = (
    "Haastattelija: Miten ohjaus toimii?\n"
    "Haastateltava: No se on vähän sekavaa, kukaan ei oikein tiedä kuka päättää.\n"
)
ANSWERS = {
    "sv": (
        "Det är ganska rörigt, ingen vet riktigt vem som bestämmer.",
        "Pengarna räcker inte till, men vi har fått hjälp av FPA och det är bra.",
        "ruotsiksi (2/2)",
    ),
    "en": (
        "It's rather messy, nobody really knows who decides in the county.",
        "There is too little money but they have been very helpful and kind to us.",
        "englanniksi (2/2)",
    ),
    "script": (
        "Это довольно запутанно, никто толком не знает, кто решает.",
        "Денег слишком мало, но нам очень помогли, и мы за это благодарны.",
        "muilla kuin latinalaisilla kirjaimilla (2/2)",
    ),
}


@pytest.mark.parametrize("language", ANSWERS)
def test_an_interview_in_another_language_is_told(save, language):
    first, second, told = ANSWERS[language]
    text = f"H: Miten?\nV: {first}\nH: Entä rahoitus?\nV: {second}\n"
    save("a.txt", FINNISH)
    corpus = read(save("b.txt", text).parent, interviewer=["H", "Haastattelija"])
    assert corpus.problems["file"].str.endswith("b.txt").tolist() == [True]
    finnish, other = told_rows(corpus.check(), "fi")
    assert finnish["warnings"] == []
    assert f"Vastauksia {told}: ”{second[:20]}" in other["warnings"][0]


@pytest.mark.parametrize(
    "text",
    [
        "Ihan no go, sanoin, että se on must have ja sitten lähdettiin.",
        "Mää oon sitä mieltä et toi on just hyvä ja se riittää.",
        "Joo, okei, thank you ja hei hei.",
        "Se sano et nu ska vi ordna det här ja niin se sitten järjesty ihan hyvin lopulta.",
        "Pohjoisotus- ja Vaasan seudulla puhutaan ruotsia.",
        "Yes.",
    ],
)
def test_finnish_with_words_of_others_is_finnish(text):
    assert other_language(text) == ""


def test_a_quotation_in_a_long_finnish_interview_is_not_told(save):
    answers = ["No kyllä se on niin, että ohjaus puuttuu ja rahaa on liian vähän."] * 40
    answers.insert(7, "Det är som det är.")
    text = "".join(f"H: Entä sitten?\nV: {one}\n" for one in answers)
    assert read(save("a.txt", text), interviewer="H").problems.empty
