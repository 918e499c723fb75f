"""Generated interviews, written in every shape: the words of each speaker come back, in order."""

import json
from dataclasses import dataclass
from html import escape
from io import BytesIO
from itertools import groupby
from textwrap import wrap

import docx
import openpyxl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from aineisto.corpus import read
from aineisto.corpus.readers._formats import FORMATS

from .conftest import odt

TEXT = """
minä sinä talo metsä haastattelija vastaus kysymys tiedän menin kotiin, aika paikka kello klo puoli
kolme 14:30 ehkä vähän (naurua) sitten koska äiti isä naapuri kunta Kela Kuopiossa 2019 toinen
asia: sanoi että niin juuri joo öö ääni kesto nauhoitus
"""
WORDS = TEXT.split()


@dataclass(frozen=True)
class Said:
    """A sentence: who says it, what, and when."""

    who: str
    text: str
    start: float
    end: float


@st.composite
def interviews(draw):
    said, at = [], 1.0
    for who, mark in [("A", "?"), ("B", ".")] * draw(st.integers(3, 5)):
        for _ in range(1 if who == "A" else draw(st.integers(1, 3))):
            words = draw(st.lists(st.sampled_from(WORDS), min_size=3, max_size=9))
            text = " ".join([words[0].strip("(),:").capitalize(), *words[1:]]).strip(",:")
            said.append(Said(who, f"{text} loppu{mark}", at, at + 2))
            at += 2.5
    return said


#: Times that are said are words, also at the beginning of a turn.
SAID_TIMES = [
    Said("A", "Minä minä minä loppu?", 1.0, 3.0), Said("B", "Minä minä minä loppu.", 3.5, 5.5),
    Said("A", "Minä minä minä loppu?", 6.0, 8.0), Said("B", "Minä minä minä loppu.", 8.5, 10.5),
    Said("A", "14:30 (naurua) minä loppu?", 11.0, 13.0),
    Said("B", "14:30 Kela minä loppu.", 13.5, 15.5),
]  # fmt: skip
# What is said may begin with the word that labels a speaker.
SAID_LABELS = [
    *SAID_TIMES[:4],
    Said("A", "Haastattelija Kela minä loppu?", 11.0, 13.0),
    Said("B", "Haastattelija Kela minä loppu.", 13.5, 15.5),
]


def turns(said):
    for who, own in groupby(said, key=lambda one: one.who):
        group = list(own)
        yield who, " ".join(one.text for one in group), group[0].start, group[-1].end


def clock(seconds, mark="."):
    return (
        f"{int(seconds // 3600):02d}:{int(seconds % 3600 // 60):02d}:{seconds % 60:06.3f}".replace(
            ".", mark
        )
    )


def labelled(form, names=("H", "V"), gap="\n"):
    def write(said):
        name = dict(zip("AB", names, strict=True))
        return gap.join(
            form.format(name=name[who], text=text, at=clock(start)[:8])
            for who, text, start, _ in turns(said)
        )

    return write


def cues(mark, form, head=""):
    def write(said):
        return head + "\n\n".join(
            f"{n}\n{clock(one.start, mark)} --> {clock(one.end, mark)}\n"
            + form.format(name={"A": "Haastattelija", "B": "Anna"}[one.who], text=one.text)
            for n, one in enumerate(said, start=1)
        )

    return write


def segments(said):
    return json.dumps(
        {"segments": [{"speaker": {"A": "Haastattelija", "B": "Anna"}[one.who], "text": one.text,
                       "start": one.start, "end": one.end} for one in said]}
    )  # fmt: skip


def table(said):
    rows = [
        f'"{text}";{ {"A": "Haastattelija", "B": "Anna"}[who] };{clock(start)[:8]}'
        for who, text, start, _ in turns(said)
    ]
    return "\n".join(["teksti;puhuja;aika", *rows])


def chat(said):
    lines = ["@Begin", "@Participants:\tINT Interviewer, PAR Participant"]
    for one in said:
        name = {"A": "INT", "B": "PAR"}[one.who]
        times = f"\x15{int(one.start * 1000)}_{int(one.end * 1000)}\x15"
        lines.append(f"*{name}:\t{one.text} {times}")
    return "\n".join([*lines, "@End"])


def textgrid(said):
    lines = ['File type = "ooTextFile"', 'Object class = "TextGrid"', "0 999", "<exists>", "2"]
    for who, name in (("A", "Haastattelija"), ("B", "Haastateltava")):
        own = [one for one in said if one.who == who]
        lines += ['"IntervalTier"', f'"{name}"', "0 999", str(len(own))]
        lines += [f'{one.start} {one.end} "{one.text}"' for one in own]
    return "\n".join(lines)


def page(said):
    return "".join(
        f'<p><a name="ts_{int(start * 1000)}_{int(end * 1000)}_x">'
        f"{ {'A': 'Haastattelija', 'B': 'Anna'}[who] }: {text}</a></p>"
        for who, text, start, end in turns(said)
    )


NAMES = {"A": "Haastattelija", "B": "Anna"}


def labelled_lines(said):
    return [f"[{clock(start)[:8]}] {NAMES[who]}: {text}" for who, text, start, _ in turns(said)]


def written(save_to):
    out = BytesIO()
    save_to(out)
    return out.getvalue()


def word(said):
    document = docx.Document()
    for line in labelled_lines(said):
        document.add_paragraph(line)
    return written(document.save)


def open_document(said):
    body = "".join(f"<text:p>{escape(line)}</text:p>" for line in labelled_lines(said))
    return odt(BytesIO(), body).getvalue()


def rich(said):
    text = "\\par\n".join(labelled_lines(said))
    coded = "".join(one if one.isascii() else f"\\u{ord(one)}?" for one in text)
    return f"{{\\rtf1\\ansi {coded}\\par}}"


def printed(said):
    out = BytesIO()
    page = Canvas(out)
    lines = [one for line in labelled_lines(said) for one in wrap(line, 70)]
    for number, line in enumerate(lines):
        if number and number % 40 == 0:
            page.showPage()
        page.drawString(72, 780 - 16 * (number % 40), line)
    page.save()
    return out.getvalue()


def rows_of(said):
    yield "aika", "puhuja", "teksti"
    for who, text, start, _ in turns(said):
        yield clock(start)[:8], NAMES[who], text


def workbook(said):
    book = openpyxl.Workbook()
    for row in rows_of(said):
        book.active.append(row)
    return written(book.save)


def tabs(said):
    return "\n".join("\t".join(row) for row in rows_of(said))


def otranscribe(said):
    text = "".join(
        f'<p><span class="timestamp" data-timestamp="{start}">{clock(start)[3:8]}</span> '
        f"{NAMES[who]}: {text}</p>"
        for who, text, start, _ in turns(said)
    )
    return json.dumps({"text": text, "media": "", "media-time": 0})


def elan(said):
    slots = "".join(
        f'<TIME_SLOT TIME_SLOT_ID="t{n}" TIME_VALUE="{int(1000 * time)}"/>'
        for n, time in enumerate(time for one in said for time in (one.start, one.end))
    )
    tiers = ""
    for who, name in NAMES.items():
        own = "".join(
            f'<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a{n}" TIME_SLOT_REF1="t{2 * n}" '
            f'TIME_SLOT_REF2="t{2 * n + 1}"><ANNOTATION_VALUE>{escape(one.text)}'
            "</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>"
            for n, one in enumerate(said)
            if one.who == who
        )
        tiers += f'<TIER TIER_ID="{name}">{own}</TIER>'
    return f"<ANNOTATION_DOCUMENT><TIME_ORDER>{slots}</TIME_ORDER>{tiers}</ANNOTATION_DOCUMENT>"


SHAPES = {
    "letters.txt": labelled("{name}: {text}"),
    "spaced.txt": labelled("{name}: {text}", ("Haast.", "Vast."), "\n\n"),
    "capitals.txt": labelled("{name} {text}", ("HAASTATTELIJA", "HAASTATELTAVA")),
    "own-line.txt": labelled("{name}\n{text}", ("Haastattelija", "Marja Aho"), "\n\n"),
    "own-colon.txt": labelled("{name}:\n{text}", ("Haastattelija", "Marja Aho")),
    "brackets.txt": labelled("[{name}] {text}", ("Kysyjä", "Vastaaja")),
    "stamped.txt": labelled("[{at}] {name}: {text}", ("Haastattelija", "Marja")),
    "trailing.txt": labelled("{name}: {text} #{at}-0#", ("I", "IP"), "\n\n"),
    "header.txt": labelled(
        "{name}   {at}\n{text}", ("Haastattelija", "Aho, Marja (Vieras)"), "\n\n"
    ),
    "svenska.txt": labelled("{name}: {text}", ("Fråga", "Svar")),
    "answers.txt": lambda said: "\n\n".join(
        (f"V: {text}" if who == "B" else text) for who, text, *_ in turns(said)
    ),
    "questions.txt": lambda said: "\n\n".join(
        (f"H: {text}" if who == "A" else text) for who, text, *_ in turns(said)
    ),
    "bold.md": labelled("**{name}:** {text}", ("Tutkija", "Marja"), "\n\n"),
    "voices.vtt": cues(".", "<v {name}>{text}</v>", "WEBVTT\n\n"),
    "labels.vtt": cues(".", "{name}: {text}", "WEBVTT\n\n"),
    "labels.srt": cues(",", "[{name}]: {text}"),
    "whisperx.json": segments,
    "table.csv": table,
    "chat.cha": chat,
    "praat.TextGrid": textgrid,
    "noscribe.html": page,
    "word.docx": word,
    "open.odt": open_document,
    "rich.rtf": rich,
    "print.pdf": printed,
    "book.xlsx": workbook,
    "tabs.tsv": tabs,
    "typed.otr": otranscribe,
    "elan.eaf": elan,
}


def test_every_format_has_a_shape():
    assert {f".{name.rpartition('.')[2].lower()}" for name in SHAPES} == set(FORMATS)


@pytest.mark.parametrize("name", SHAPES)
@settings(
    max_examples=5,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(said=interviews())
@example(said=SAID_TIMES)
@example(said=SAID_LABELS)
def test_words_offsets_and_times_come_back(save, name, said):
    corpus = read(save(name, SHAPES[name](said)))
    rows = corpus.statements
    for role, who in (("interviewer", "A"), ("interviewee", "B")):
        expected = " ".join(one.text for one in said if one.who == who)
        assert " ".join(rows.loc[rows["role"] == role, "clean"]).split() == expected.split()
    text = corpus.documents["text"][0]
    found = [text[a:b] for a, b in zip(rows["start"], rows["end"], strict=True)]
    assert found == rows["text"].tolist()
    ends = [*rows["start"].tolist()[1:], len(text)]
    assert all(a <= b <= c for a, b, c in zip(rows["start"], rows["end"], ends, strict=True))
    timed = rows[rows["time_start"].notna()]
    for row in timed.itertuples():
        own = [one for one in said if one.text.split()[:2] == row.clean.split()[:2]]
        if own and name not in {"trailing.txt"}:
            first = min(abs(one.start - row.time_start) for one in own)
            assert first <= 1.0 or any(
                start - 1 <= row.time_start <= end for _, _, start, end in turns(said)
            )
