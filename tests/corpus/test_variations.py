"""The same interview in forms that people and programs give it: each one is read alike."""

import json
import re

import pytest

from aineisto.corpus import read

SAID = [
    ("Mistä olet kotoisin?", 2.0, 4.0),
    ("Olen Kuopiosta, torin laidalta. Isä myi kalaa ja äiti leipoi kukkoja.", 4.6, 11.0),
    ("Milloin muutit etelään?", 11.5, 13.0),
    ("Vuonna 1988, kun tehdas suljettiin. Sitä itkettiin.", 13.4, 19.0),
    ("Kaipaatko takaisin?", 19.5, 21.0),
    ("Kesällä kaipaan. Talvella en, lumi on liian raskasta lapioida.", 21.4, 27.0),
    ("Mitä kertoisit nuorille?", 27.5, 29.0),
    ("Menkää rohkeasti. Aina pääsee kotiin, jos ikävä tulee.", 29.4, 34.0),
]
ROLES = ("interviewer", "interviewee")
Q, A = "Haastattelija", "Eino"


def lines(form, question=Q, answer=A, gap="\n"):
    return gap.join(
        form.format(n=(question, answer)[number % 2], t=text, s=int(start))
        for number, (text, start, _) in enumerate(SAID)
    )


def said(corpus, role):
    own = corpus.statements
    return " ".join(own.loc[own["role"] == role, "clean"])


def expected(role):
    return " ".join(text for text, *_ in SAID[ROLES.index(role) :: 2])


def segments(**names):
    return [
        {names["text"]: text, names["start"]: str(start), names["end"]: str(end),
         names["speaker"]: (Q, A)[number % 2]}
        for number, (text, start, end) in enumerate(SAID)
    ]  # fmt: skip


def word_speakers():
    """Segments that hold a question and its answer, with the speaker of each word."""
    return [
        {"text": " ".join(text for text, *_ in pair), "start": pair[0][1], "end": pair[1][2],
         "speaker": A, "words": [{"word": word, "start": start, "end": start + 0.1,
                                  "speaker": (Q, A)[side]}
                                 for side, (text, start, _) in enumerate(pair)
                                 for word in text.split()]}
        for pair in zip(SAID[::2], SAID[1::2], strict=True)
    ]  # fmt: skip


HEADERS = {
    "fi": "Haastattelu 12\nHaastattelijan nimi: Liisa Mäki\nHaastateltavan koodi: N5 (nainen)\n"
    "Haastattelupaikka: kirjasto\nNauhoituksen kesto: 1 h 12 min\n\n",
    "en": "INTERVIEWER: Dr. Jane Smith\nRESPONDENT: Participant 4\nDATE: 4 May 2019\n\n",
    "sv": "Intervju nr 3\nDatum: 4.5.2020\nPlats: Vasa\nIntervjuare: KS\n\n",
}
FILES = {
    **{f"header-{name}.txt": head + lines("{n}: {t}") for name, head in HEADERS.items()},
    "dash.txt": lines("{n} – {t}"),
    "semicolon.txt": lines("{n}; {t}"),
    "parentheses.txt": lines("({n}) {t}"),
    "angles.txt": lines("<{n}> {t}"),
    "hash.txt": lines("#{n}: {t}"),
    "no-space.txt": lines("{n}:{t}"),
    "tab.txt": lines("{n}\t{t}"),
    "stamp-in-label.txt": lines("{n} [00:00:{s:02d}]: {t}"),
    "stamp-above.txt": lines("00:00:{s:02d}\n{n}: {t}", gap="\n\n"),
    "numbers.txt": "\n".join(
        f"{number // 2 + 1}) {text}" if not number % 2 else text
        for number, (text, *_) in enumerate(SAID)
    ),
    "name-answers.txt": "\n\n".join(
        text if not number % 2 else f"Eino: {text}" for number, (text, *_) in enumerate(SAID)
    ),
    "meet.txt": "Eino – Transcript\nAttendees\nEino Aho, Kaisa\nTranscript\n" + lines("{n}: {t}")
    + "\nMeeting ended after 00:00:35\nThis editable transcript was computer generated and might "
    "contain errors.",
    "ends.txt": lines("{n}: {t}")
    + "\n\n[Nauhoitus päättyy 34:12]\n\nLitteroinut: Spoken Oy 12.3.2021\n",
    "service.txt": lines("{n}: {t}", gap="\n\n")
    + "\n\nTämä litteraatti on tehty automaattisesti palvelussa Kone.fi\nwww.kone.fi",
    "pages.txt": "\n".join(
        f"{line}\n\nHaastattelu 4\nSivu {number}/8\n"
        for number, line in enumerate(lines("{n}: {t}").split("\n"), start=1)
    ),
    "question-answer.csv": "kysymys;vastaus\n" + "\n".join(
        f'"{q[0]}";"{a[0]}"' for q, a in zip(SAID[::2], SAID[1::2], strict=True)
    ),
    "noscribe.vtt": "WEBVTT\n\n" + "\n\n".join(
        f"00:{start:06.3f} --> 00:{end:06.3f}\n<v {(Q, A)[n % 2]}>{(Q, A)[n % 2]}: {text}"
        for n, (text, start, end) in enumerate(SAID)
    ),
    "service.json": json.dumps({"results": {
        "transcripts": [{"transcript": " ".join(text for text, *_ in SAID)}],
        "audio_segments": segments(text="transcript", start="start_time", end="end_time",
                                   speaker="speaker_label"),
    }}),
    "word-speakers.json": json.dumps({"segments": word_speakers()}),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_questions_and_answers_come_back_from_every_form(save, name):
    corpus = read(save(name, FILES[name]))
    for role in ROLES:
        assert re.sub(r"\d\) ", "", said(corpus, role)) == expected(role)


def test_a_workbook_with_a_title_above_its_header(tmp_path):
    import openpyxl

    book = openpyxl.Workbook()
    for row in [["Haastattelu 9"], [], ["Puhuja", "Alku", "Loppu", "Puhe"]]:
        book.active.append(row)
    for number, (text, start, end) in enumerate(SAID):
        book.active.append([(Q, A)[number % 2], f"0:{int(start):02d}", f"0:{int(end):02d}", text])
    book.save(tmp_path / "t.xlsx")
    corpus = read(tmp_path / "t.xlsx")
    assert said(corpus, "interviewee") == expected("interviewee")
    assert corpus.statements["time_start"].notna().all()
    assert "Haastattelu 9" in corpus.problems["problem"][0]


def test_questions_in_bold_with_the_answer_after_a_line_break(tmp_path):
    import docx

    document = docx.Document()
    for (question, *_), (answer, *_) in zip(SAID[::2], SAID[1::2], strict=True):
        paragraph = document.add_paragraph()
        paragraph.add_run(question).bold = True
        paragraph.add_run().add_break()
        paragraph.add_run(answer)
    document.save(tmp_path / "b.docx")
    corpus = read(tmp_path / "b.docx")
    for role in ROLES:
        assert said(corpus, role) == expected(role)


def test_one_who_speaks_once_in_a_group_is_a_speaker(save):
    text = (
        "Mod: Kuka kertoo ensin?\nNainen 1: Minä voin.\nMies 2: Minä asuin täällä.\n"
        "Mod: Entä muut?\nNainen 3: Olen syntynyt täällä.\nNainen 1: Niin äitisikin.\n"
    )
    rows = read(save("g.txt", text), interviewer="Mod").statements
    assert rows["speaker"].tolist() == ["Mod", "Nainen 1", "Mies 2", "Mod", "Nainen 3", "Nainen 1"]
    rows = read(save("o.txt", text.replace("Mod:", "Mod:").replace(": ", "\n").replace(
        "Nainen ", "N").replace("Mies ", "M")), interviewer="Mod").statements  # fmt: skip
    assert rows["speaker"].tolist() == ["Mod", "N1", "M2", "Mod", "N3", "N1"]


def test_labels_written_otherwise_are_shown(save):
    text = lines("{n}: {t}", "H", "V")
    for was, now in (("V: Vuonna", "v. Vuonna"), ("H: Kaip", "H, Kaip"), ("V: Kes", "V:Kes"),
                     ("V: Menk", "V Menk")):  # fmt: skip
        text = text.replace(was, now)
    corpus = read(save("n.txt", text))
    assert said(corpus, "interviewee") == expected("interviewee")
    assert {"line 4", "line 5", "line 8"} <= set(corpus.problems["place"])


CAPTIONS = [
    "no aluksi mentiin sinne joelle", "ja siellä oli kylmä vesi", "me uitiin silti joka päivä",
    "eikä kukaan sairastunut ollenkaan", "sitten tuli syksy ja lopetettiin",
]  # fmt: skip
WORDS = " ".join(CAPTIONS).split()
SHOWN = {
    "two lines": [" \n".join(CAPTIONS[max(0, n - 1) : n + 1]) for n in range(len(CAPTIONS))],
    "each twice": [line for line in CAPTIONS for _ in range(2)],
    "windows": [" ".join(WORDS[max(0, n - 6) : n + 3]) for n in range(0, len(WORDS), 3)],
    "growing": [" ".join(line.split()[:n]) for line in CAPTIONS
                for n in range(1, len(line.split()) + 1)],
}  # fmt: skip


@pytest.mark.parametrize("shape", SHOWN)
@pytest.mark.parametrize("ending", ["vtt", "srt"])
def test_captions_that_show_words_again_are_read_once(save, shape, ending):
    text = "\n\n".join(
        f"{n + 1}\n00:00:{n:02d}.000 --> 00:00:{n + 1:02d}.000\n{shown}"
        for n, shown in enumerate(SHOWN[shape])
    )
    text = "WEBVTT\n\n" + text if ending == "vtt" else text.replace(".000", ",000")
    assert " ".join(read(save(f"c.{ending}", text)).statements["clean"]).split() == WORDS


@pytest.mark.parametrize("label", ["H", "Haastattelija"])
@pytest.mark.parametrize(
    "said", ["Vastaus tähän on siis ei\nkö vain?", "Asiakas se vain on meillä aina\nniin?"]
)
def test_a_turn_that_begins_with_a_word_for_a_role_is_no_legend(save, label, said):
    turns = [f"{label}: {said}", "V: Niin on.", f"{label}: Miksi?", "V: En tiedä.", f"{label}: Ai?"]
    rows = read(save("a.txt", "\n".join(turns))).statements
    first = " ".join(rows.loc[rows["turn"] == rows["turn"].min(), "clean"])
    assert first == said.replace("\n", " ")
    assert rows["role"].iloc[0] == "interviewer"


@pytest.mark.parametrize(
    "title", ["", "Haastattelu 4\n", "Talvipyöräily kaupungissa\n\n4.3.2026\n"]
)
@pytest.mark.parametrize("asks", ["KL", "Kati Laine"])
def test_who_asked_may_stand_below_a_title(save, title, asks):
    """The line is no turn, with a title above it or without, and nobody is interviewed by it."""
    turns = ["KL: Miten se sujuu?", "Haastateltava 4: Ihan hyvin.", "KL: Entä tiet?"]
    text = "\n".join([f"{title}Haastattelija: {asks}", *turns, "Haastateltava 4: Huonot on."])
    rows = read(save("a.txt", text)).statements
    assert dict(zip(rows["speaker"], rows["role"], strict=True)) == {
        "KL": "interviewer",
        "Haastateltava 4": "interviewee",
    }
    assert len(rows) == 4


def test_a_first_turn_below_a_title_is_a_turn(save):
    text = (
        "Haastattelu 4\nHaastattelija: Miten menee?\nV: Hyvin.\nHaastattelija: Miksi?\nV: Muuten."
    )
    assert len(read(save("a.txt", text)).statements) == 4
