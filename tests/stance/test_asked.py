"""What a question makes of its answer: one that asks for faults, and a bare denial."""

import numpy as np
import pandas as pd
import pytest

from aineisto import StanceClassifier
from aineisto.language import read_statements
from aineisto.stance._asked import affirmed, faults_asked
from aineisto.stance._prior import shared_prior

FAULTS = [
    ("Onko uudesta järjestelmästä ollut haittaa?", "Ei."),
    ("Onks siinä ollu jotain vikaa?", "No ei."),
    ("Eikö se ole raskasta?", "Ei."),
    ("Pelottaako sua tämä muutos?", "Ei mun mielestä."),
    ("Kiitos. Puuttuuko siitä jotain?", "Ei puutu."),
]
GOODS = [
    ("Onko siitä ollut hyötyä?", "Ei."),
    ("Toimiiko puhelin kentällä?", "No ei."),
    ("Onko teillä tarpeeksi hoitajia?", "Ei oo."),
    ("Oliko siellä turvallista?", "Ei ollut."),
]


def _means(asked, answers, before=None):
    context = pd.DataFrame({"asked": asked})
    if before is not None:
        context["before"] = before
    proba = StanceClassifier().predict_proba(answers, context=context)
    return proba @ np.arange(-2, 3)


def test_that_no_fault_is_there_is_no_blame():
    means = _means(*zip(*FAULTS, strict=True))
    assert (means > 0).all(), means


def test_that_nothing_good_is_there_stays_blame():
    means = _means(*zip(*GOODS, strict=True))
    assert (means < 0).all(), means


def test_only_the_answer_itself_is_turned():
    asked, answers = ["Onko siinä ollut jotain vikaa?"] * 3, ["Ei.", "Ei.", "Ei toimi puhelin."]
    after_another = _means(asked, answers, before=["", "Puhelin ei toimi.", ""])
    assert after_another[0] > 0
    assert after_another[1] < 0
    assert after_another[2] < 0


def test_what_is_named_as_a_fault_is_one():
    answers = ["No varmaan se aikataulu.", "No se tietoturva.", "Ajanvaraus."]
    faults = ["Mikä on ollut vaikeinta?", "Mitä riskejä näet?", "Entä huonoja puolia?"]
    plain = ["Mistä puhuitte?", "Mitä muuta näet?", "Entä muita palveluja?"]
    assert (_means(faults, answers) < _means(plain, answers) - 0.2).all()


def test_a_question_for_what_would_be_done_asks_for_no_fault():
    reading = read_statements(
        ["Kävelen.", "Kävelen."],
        pd.DataFrame({"asked": ["Mitä teet, kun kone ei toimi?", "Mikä koneessa on vikana?"]}),
    )
    supposed, named = faults_asked(reading, shared_prior())
    assert supposed == 0 > named


@pytest.mark.parametrize(
    ("question", "statement"),
    [
        ("Onko siitä haittaa?", "On siitä haittaa."),
        ("No oliks siellä jonoja?", "No oli siellä jonoja."),
        ("Eikö se toiminut?", "se toiminut."),
        ("Millaisia vikoja siinä on?", ""),
        ("Siinä on vikaa.", ""),
        ("", ""),
    ],
)
def test_what_a_question_asks_for(question, statement):
    assert affirmed(question) == statement
