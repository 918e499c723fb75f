"""Interviews by letter: what is an answer in them, and what is none."""

import pytest

from aineisto.corpus import read, told_problems

ASKED = "Miten yhteistyö toimii teillä?", "Riittääkö raha?"
SAID = ["Se toimii vaihtelevasti.", "Ei riitä, koska leikataan.", "Toivotaan parempaa."]


def answers(corpus):
    return corpus.answers["clean"].tolist()


@pytest.mark.parametrize(
    "end",
    [
        "Terveisin\nAnna Virtanen\nKehittämispäällikkö\nEsimerkin kunta\np. 040 123 4567\n",
        "Ystävällisin terveisin,\n\nAnna Virtanen",
        "Terveisin Anna",
        "t. Anna\n\n-- \nAnna Virtanen\nEsimerkki Oy\nanna.virtanen@example.fi",
        "Hyvää kevättä toivottaen\nAnna",
        "Mukavaa viikonloppua!\n\nyst. terv. Anna V.\n\nLähetetty iPhonesta",
        "T: Anna",
        "Med vänlig hälsning\nAnna Virtanen",
    ],
)
@pytest.mark.parametrize("form", ["labelled", "numbered", "quoted"])
def test_the_end_of_a_letter_is_no_answer(save, form, end):
    asks, answer = {
        "labelled": ("H: {}", "V: {}"), "numbered": ("1. {}", "{}"), "quoted": ("> {}", "{}"),
    }[form]  # fmt: skip
    first, second = asks.format(ASKED[0]), asks.format(ASKED[1]).replace("1.", "2.")
    body = [first, answer.format(SAID[0]), second, answer.format(" ".join(SAID[1:]))]
    corpus = read(save("h.txt", "\n\n".join([*body, end])))
    assert answers(corpus) == SAID
    told = told_problems(corpus.problems, "fi")["problem"]
    assert told.str.contains("allekirjoitukset.*Anna").sum() == 1
    assert corpus.statements["role"].tolist() == ["interviewer", "interviewee"] * 2 + [
        "interviewee"
    ]


def test_each_letter_of_several_has_its_end(save):
    letters = [f"H: {asked}\n\nV: {said}\n\nTerveisin\nAnna\n" for asked, said in
               zip(ASKED, SAID, strict=False)]  # fmt: skip
    assert answers(read(save("h.txt", "\n".join(letters)))) == SAID[:2]


@pytest.mark.parametrize(
    "said",
    [
        "Terveisin ja toivotuksin on turha elää",
        "Terveiset sinne kotiin.",
        "T: Joo\nV: Niin\nT: Kyllä",
        "Hyvää työtä",
    ],
)
def test_what_only_begins_like_the_end_of_a_letter_is_said(save, said):
    text = f"H: {ASKED[0]}\nV: {SAID[0]}\nH: {ASKED[1]}\nV: {SAID[1]}\n{said}\nV: Niin se on."
    corpus = read(save("h.txt", text), interviewer="H")
    assert said.split()[-1].strip(".") in " ".join(corpus.statements["clean"])
    assert not corpus.problems["problem"].str.contains("signatures").any()


MEET = """Haastattelu Anna – Transkriptio

Teppo T: Miten yhteistyö toimii teillä?
Anna V: Se toimii vaihtelevasti.
Teppo T: Riittääkö raha?
Anna V: Ei riitä, koska leikataan.
Kokous päättyi 00:32:10 jälkeen 👋
Tämä muokattava transkriptio on luotu tietokoneella, ja siinä voi olla virheitä. Ihmiset voivat \
myös muuttaa tekstiä sen luomisen jälkeen.
"""
TEAMS = """Haastattelu Anna-20260303_140012-Kokouksen tallenne
3. maaliskuuta 2026, 12.00 ip.
1 t 2 min 20 s

Teppo T   0:03
Miten yhteistyö toimii teillä?

Anna V   0:07
Se toimii vaihtelevasti.

Teppo T   1:02:12
Riittääkö raha?

Anna V   1:02:16
Ei riitä, koska leikataan.

Teppo T pysäytti litteroinnin
"""


@pytest.mark.parametrize("text", [MEET, TEAMS], ids=["meet", "teams"])
def test_what_meeting_programs_write_in_finnish_is_nobodys(save, text):
    corpus = read(save("h.txt", text), interviewer="Teppo T")
    assert corpus.statements["clean"].tolist() == [ASKED[0], SAID[0], ASKED[1], SAID[1]]


@pytest.mark.parametrize(
    "form",
    [
        "3.3.2026 klo {hour}.{minute} - {name}: {text}",
        "[3.3.2026 klo {hour}.{minute}.12] {name}: {text}",
        "[3.3.2026, {hour}:{minute}:12] {name}: {text}",
        "3/3/26, {hour}:{minute} - {name}: {text}",
        "2026-03-03 {hour}:{minute} - {name}: {text}",
    ],
)
def test_a_chat_has_a_speaker_for_each_message_and_no_times_of_a_recording(save, form):
    said = [("Teppo T", ASKED[0]), ("Anna", "Hyvin toimii"), ("Anna", "Tai välillä tökkii"),
            ("Teppo T", ASKED[1]), ("Anna", "Ei riitä")]  # fmt: skip
    lines = [
        form.format(hour=23 if n < 3 else "0", minute=f"{n:02}", name=name, text=text)
        for n, (name, text) in enumerate(said)
    ]
    corpus = read(save("h.txt", "\n".join(lines)), interviewer="Teppo T")
    assert corpus.statements[["speaker", "clean"]].to_numpy().tolist() == [list(x) for x in said]
    assert corpus.statements["time_start"].isna().all()
