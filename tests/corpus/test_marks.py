"""Marks among the words of a transcript: how it was said, and what a transcriber notes."""

import pytest

from aineisto.corpus import read

# After the conventions of Jefferson (2004), as Finnish conversation analysts use them.
SPOKEN = """\
01 H:   no mites sä (.) tota, (0.8) päädyit tähän työhö.
02 V:   .hhh no mä olin eka: (0.5) THL:n kaupas töis
03      ja sit mä hain [tänne
04 H:                  [joo:
05 V:   @ei siin muuta ollu@ >ku et tarvittiin rahaa<
06      (0.4)
07 H:   ↑oikeesti.
08 V:   joo, (2.0) <kyl> se siitä.= ((naurua))
09 H:   =niin niin, [ihan to]ta
10 V:   °oon mä° tyytyväi:nen ei (h)riitä [naurua] klo 12:30
"""
CLEAN = [
    ("H", "no mites sä tota, päädyit tähän työhö."),
    ("V", "no mä olin eka THL:n kaupas töis"),
    ("V", "ja sit mä hain tänne"),
    ("H", "joo"),
    ("V", "ei siin muuta ollu ku et tarvittiin rahaa"),
    ("H", "oikeesti."),
    ("V", "joo, kyl se siitä. ((naurua))"),
    ("H", "niin niin, ihan tota"),
    ("V", "oon mä tyytyväinen ei riitä [naurua] klo 12:30"),
]


def test_marks_of_conversation_analysis_are_not_among_the_words(save):
    corpus = read(save("h.txt", SPOKEN), interviewer="H")
    assert list(corpus.statements[["speaker", "clean"]].itertuples(index=False, name=None)) == CLEAN
    text = corpus.documents["text"].iloc[0]
    for row in corpus.statements.itertuples():
        assert text[row.start : row.end] == row.text
    assert "(0.8)" in corpus.statements["text"].iloc[0]


def test_other_texts_keep_their_brackets_and_signs(save):
    text = "H: Miten <sitten> kävi (.)?\nV: Kulut > tulot, ja EU:n [tuki] = nolla.\n" * 3
    assert (
        "Kulut > tulot, ja EU:n [tuki] = nolla."
        in read(save("h.txt", text)).answers["clean"].tolist()
    )


@pytest.mark.parametrize(
    "note", ["[Tallenne 1 päättyy 00:45:10]", "[Tallenne 2 alkaa]", "<Media jätettiin pois>"]
)
def test_what_is_noted_of_recordings_and_chats_is_no_statement(save, note):
    text = f"H: Miten kävi?\nV: Hyvin.\n{note}\nH: Niinkö?\nV: Niin."
    corpus = read(save("h.txt", text))
    assert corpus.statements["clean"].tolist() == ["Miten kävi?", "Hyvin.", "Niinkö?", "Niin."]
    assert note in corpus.problems["problem"].iloc[0]
