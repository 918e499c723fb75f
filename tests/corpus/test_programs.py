"""Transcripts as programs write them: recognisers, subtitles, annotation and meeting programs."""

import json
import re

import pytest

from aineisto import ReadError
from aineisto.corpus import read

SAID = [
    ("Anna", "Mistä kaikki alkoi?", 1.0, 2.5),
    ("Pekka", "Se alkoi torilta.", 3.0, 4.5),
    ("Pekka", "Siellä oli kylmä.", 5.0, 6.5),
    ("Anna", "Entä sitten?", 7.0, 7.5),
    ("Pekka", "Lähdin kotiin.", 8.0, 9.0),
]


def clock(seconds, mark="."):
    return f"00:00:{seconds:06.3f}".replace(".", mark)


def cues(arrow="-->", mark=".", label="{}: {}"):
    return "\n\n".join(
        f"{number}\n{clock(start, mark)} {arrow} {clock(end, mark)}\n{label.format(who, text)}"
        for number, (who, text, start, end) in enumerate(SAID, start=1)
    )


def eaf():
    slots = "".join(
        f'<TIME_SLOT TIME_SLOT_ID="ts{n}" TIME_VALUE="{int(time * 1000)}"/>'
        for n, time in enumerate(time for *_, start, end in SAID for time in (start, end))
    )
    tiers = ""
    for name in ("Anna", "Pekka"):
        own = "".join(
            f'<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a{n}" TIME_SLOT_REF1="ts{2 * n}" '
            f'TIME_SLOT_REF2="ts{2 * n + 1}"><ANNOTATION_VALUE>{text}</ANNOTATION_VALUE>'
            "</ALIGNABLE_ANNOTATION></ANNOTATION>"
            for n, (who, text, *_) in enumerate(SAID)
            if who == name
        )
        tiers += f'<TIER TIER_ID="{name}">{own}</TIER>'
    tiers += (
        '<TIER TIER_ID="koodit" PARENT_REF="Pekka"><ANNOTATION><REF_ANNOTATION ANNOTATION_ID="r" '
        'ANNOTATION_REF="a1"><ANNOTATION_VALUE>ALKU</ANNOTATION_VALUE></REF_ANNOTATION>'
        "</ANNOTATION></TIER>"
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><ANNOTATION_DOCUMENT><TIME_ORDER>'
        f"{slots}</TIME_ORDER>{tiers}</ANNOTATION_DOCUMENT>"
    )


def textgrid(short):
    lines = ["ooTextFile", "TextGrid"]
    body = ['File type = "ooTextFile"', 'Object class = "TextGrid"', "", "0", "10", "<exists>", "2"]
    for name in ("Anna", "Pekka"):
        own = [one for one in SAID if one[0] == name]
        body += ['"IntervalTier"', f'"{name}"', "0", "10", str(len(own))]
        for number, (_, text, start, end) in enumerate(own, start=1):
            rows = [str(start), str(end), f'"{text}"']
            if not short:
                rows = [f"intervals [{number}]:", f"xmin = {start}", f"xmax = {end}",
                        f'text = "{text}"']  # fmt: skip
            body += rows
    del lines
    return "\n".join(body)


FILES = {
    "a.vtt": "WEBVTT\n\n" + cues(label="<v {}>{}</v>"),
    "b.vtt": "WEBVTT\n\n" + cues(),
    "c.vtt": "WEBVTT\n\n" + cues(arrow="->", mark=","),
    "d.srt": cues(mark=","),
    "vtt-as.txt": "WEBVTT\n\n" + cues(label="<v {}>{}</v>"),
    "whisperx.json": json.dumps(
        {"segments": [{"speaker": w, "text": " " + t, "start": a, "end": b} for w, t, a, b in SAID]}
    ),
    "words.json": json.dumps(
        {
            "segments": [
                {
                    "speaker": w, "text": " " + t, "start": a, "end": b,
                    "words": [{"word": one, "start": a + n / 9, "end": a + (n + 1) / 9}
                              for n, one in enumerate(t.split())],
                }
                for w, t, a, b in SAID
            ],
        }
    ),
    "cpp.json": json.dumps(
        {
            "transcription": [
                {
                    "offsets": {"from": int(a * 1000), "to": int(b * 1000)}, "text": t,
                    "speaker": w,
                }
                for w, t, a, b in SAID
            ]
        }
    ),
    "milliseconds.json": json.dumps(
        {
            "utterances": [
                {"speaker": w, "text": t, "start": int(a * 1000), "end": int(b * 1000)}
                for w, t, a, b in SAID
            ]
        }
    ),
    "elan.eaf": eaf(),
    "long.TextGrid": textgrid(short=False),
    "short.TextGrid": textgrid(short=True),
    "chat.cha": "@Begin\n@Participants:\tAnna Interviewer, Pekka Participant\n"
    + "".join(
        f"*{w}:\t{t} \x15{int(a * 1000)}_{int(b * 1000)}\x15\n" for w, t, a, b in SAID
    )
    + "@End\n",
    "noscribe.html": "<html><head><style>p {}</style></head><body><p>Transcribed with noScribe</p>"
    + "".join(
        f'<p><a name="ts_{int(a * 1000)}_{int(b * 1000)}_S00">{w}: '
        f"<span>[00:00:0{int(a)}]</span> {t}</a></p>"
        for w, t, a, b in SAID
    )
    + "</body></html>",
    "o.otr": json.dumps(
        {
            "text": "".join(
                f'<p><span class="timestamp" data-timestamp="{a}">00:0{int(a)}</span>{w}: {t}</p>'
                for w, t, a, _ in SAID
            ),
            "media": "a.mp3",
        }
    ),
    "teams.txt": "\n".join(f"{clock(a)} --> {clock(b)}\n{w}\n{t}" for w, t, a, b in SAID),
    "web.txt": "\n".join(
        f"{w}\n0 minutes {int(a)} seconds\n0:0{int(a)}\n{t}" for w, t, a, _ in SAID
    ),
    "otter.txt": "\n\n".join(f"{w}  0:0{int(a)}\n{t}" for w, t, a, _ in SAID),
    "brackets.txt": "\n".join(f"[00:00:0{int(a)}] {w}: {t}" for w, t, a, _ in SAID),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_words_speakers_and_times_of_every_program(save, name):
    path = save(name, FILES[name])
    corpus = read(path, interviewer="Anna")
    rows = corpus.statements
    assert rows[["speaker", "clean"]].to_numpy().tolist() == [[w, t] for w, t, *_ in SAID]
    assert (rows["role"] == "interviewer").tolist() == [w == "Anna" for w, *_ in SAID]
    assert rows["time_start"].tolist() == pytest.approx([a for *_, a, _ in SAID], abs=0.01)
    text = corpus.documents["text"][0]
    assert [text[a:b] for a, b in zip(rows["start"], rows["end"], strict=True)] == (
        rows["text"].tolist()
    )


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_what_a_recogniser_did_not_tell_apart_is_told_in_a_table(save, tmp_path, ending):
    segments = [{"start": start, "end": end, "text": text} for _, text, start, end in SAID]
    bare = read(save("aamu.json", json.dumps({"segments": segments})), guide=["Entä sitten?"])
    (remedy,) = bare.problems["remedy"]
    columns = re.search(r"corpus\.statements\[(\[.*\])\]", remedy)
    table = bare.statements[json.loads(columns[1])]
    table = table.assign(speaker=[who for who, *_ in SAID])
    path = tmp_path / f"puhujat.{ending}"
    table.to_csv(path, index=False) if ending == "csv" else table.to_excel(path, index=False)
    corpus = read(path, roles={"Anna": "interviewer", "Pekka": "interviewee"})
    columns = ["speaker", "text", "time_start", "time_end"]
    assert list(corpus.statements[columns].itertuples(index=False, name=None)) == SAID
    assert set(corpus.statements["document"]) == {"aamu"}
    assert corpus.problems.empty


def test_the_guide_is_asked_for_where_it_would_help(save):
    text = save("a.txt", "Mistä kaikki alkoi? Se alkoi torilta. Entä sitten? Lähdin kotiin.")
    assert "guide=" in read(text).problems["remedy"].item()
    assert "guide=" not in read(text, guide=["Missä asut?"]).problems["remedy"].item()


def test_what_hangs_on_a_tier_or_stands_in_a_field_is_said_to_be_left_out(save):
    problems = read(save("e.eaf", eaf()), interviewer="Anna").problems
    assert "koodit" in problems["place"][0]
    assert "ALKU" in problems["problem"][0]
    content = json.loads(FILES["whisperx.json"])
    content["notes"] = "Haastateltava hymyili koko ajan"
    problems = read(save("w.json", json.dumps(content)), interviewer="Anna").problems
    assert problems["place"].tolist() == ["field notes"]


def test_text_after_a_blank_line_in_a_cue_is_read(save):
    text = "WEBVTT\n\n00:01.000 --> 00:03.000\nKellari on kostea,\n\njoten messinki vihertyy.\n"
    assert read(save("a.vtt", text)).statements["clean"].tolist() == [
        "Kellari on kostea, joten messinki vihertyy."
    ]


def test_captions_that_roll_over_are_read_once_and_an_answer_given_twice_is_kept(save):
    lines = ["no aluksi", "me mentiin", "sinne joelle", "ja siellä"]
    rolling = "WEBVTT\n\n" + "\n\n".join(
        f"00:0{n}.000 --> 00:0{n + 1}.000\n{before}\n{line}"
        for n, (before, line) in enumerate(zip([" ", *lines], lines, strict=False))
    )
    clean = " ".join(read(save("y.vtt", rolling)).statements["clean"])
    assert clean == "no aluksi me mentiin sinne joelle ja siellä"
    twice = "WEBVTT\n\n" + "\n\n".join(
        f"00:0{n}.000 --> 00:0{n + 1}.000\n{line}"
        for n, line in enumerate(
            ["Joo.", "Joo.", "Ei se haittaa.", "Menkää te.", "Sitten mennään."]
        )
    )
    assert read(save("z.vtt", twice)).statements["clean"].tolist().count("Joo.") == 2


def test_overlapping_speech_is_its_speakers(save):
    text = (
        "S00: Ehditkö tehdä työsi hyvin?\nS01: En ehdi. //S00: Ahaa.// Aikaa on vartti.\n"
        "S00: Selvä.\nS01: Niin.\n"
    )
    rows = read(save("n.txt", text), interviewer="S00").statements
    assert rows[["speaker", "clean"]].to_numpy().tolist() == [
        ["S00", "Ehditkö tehdä työsi hyvin?"],
        ["S01", "En ehdi."],
        ["S00", "Ahaa."],
        ["S01", "Aikaa on vartti."],
        ["S00", "Selvä."],
        ["S01", "Niin."],
    ]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.json", "{"), ("a.json", '{"version": 3}'), ("a.json", "[" * 50_000),
        ("a.eaf", "<ANNOTATION_DOCUMENT>"), ("a.eaf", "<ANNOTATION_DOCUMENT/>"),
        ("a.TextGrid", 'File type = "ooTextFile"\nObject class = "TextGrid"\n"IntervalTier" "A" 0'),
        ("a.TextGrid", "hei"), ("a.cha", "@Begin\n@End\n"), ("a.html", "<p></p>"),
        ("a.otr", '{"text": "<p></p>", "media": "x"}'), ("a.vtt", "WEBVTT\n\nhei\n"),
    ],
)  # fmt: skip
def test_what_is_no_transcript_is_refused_with_a_remedy(save, name, content):
    with pytest.raises(ReadError) as caught:
        read(save(name, content))
    assert caught.value.remedy


def _captions(*lines):
    return "WEBVTT\n\n" + "\n\n".join(
        f"00:{n:02}.000 --> 00:{n + 1:02}.000\n{line}" for n, line in enumerate(lines)
    )


def test_a_mark_of_another_speaker_begins_a_turn_and_is_no_word(save):
    text = _captions(
        "&gt;&gt; Mistä kaikki alkoi?", ">> Se alkoi torilta,", "kylmänä aamuna. >> Niin alkoi.",
        ">> Entä sitten?", ">> Lähdin kotiin.",
    )  # fmt: skip
    corpus = read(save("y.vtt", text), guide=["Mistä kaikki alkoi?", "Entä sitten?"])
    rows = corpus.statements
    assert rows["clean"].tolist() == [
        "Mistä kaikki alkoi?", "Se alkoi torilta, kylmänä aamuna.", "Niin alkoi.",
        "Entä sitten?", "Lähdin kotiin.",
    ]  # fmt: skip
    assert rows["question"].tolist() == ["K1", "K1", "K1", "K2", "K2"]
    assert rows["time_start"].tolist() == [0, 1, 2, 3, 4]
    assert read(save("x.vtt", text)).statements["turn"].tolist() == [1, 2, 3, 4, 5]
    assert ">>" not in corpus.documents["text"][0]


def test_captions_without_punctuation_are_said_to_be_one_voice(save):
    bare = _captions("mistä kaikki alkoi", "se alkoi torilta", "entä sitten", "lähdin kotiin")
    corpus = read(save("y.vtt", bare))
    assert "No speakers are told apart" in corpus.problems["problem"].str.cat()
    assert "column speaker" in corpus.problems["remedy"].str.cat()


def test_stretches_without_a_speaker_are_told(save):
    segments = json.loads(FILES["whisperx.json"])["segments"]
    del segments[3]["speaker"]
    (told,) = read(
        save("w.json", json.dumps({"segments": segments})), interviewer="Anna"
    ).problems.itertuples()
    assert (told.place, "Entä sitten?" in told.problem) == ("time 0:07", True)
    voices = _captions("<v Anna>Mistä?</v>", "<v Pekka>Torilta.</v>", "Ehkä niin.")
    (told,) = read(save("a.vtt", voices), interviewer="Anna").problems.itertuples()
    assert (told.place, "Ehkä niin." in told.problem) == ("time 0:02", True)


def test_what_a_service_says_of_itself_below_the_last_turn_is_no_speech(save):
    text = (
        "Anna: [00:00:01] Mistä?\n\nPekka: [00:00:03] Torilta.\n\nAnna: [00:00:05] Vai niin?\n\n"
        "Pekka: [00:00:07] Niin.\n\nSonix is the world's most advanced automated transcription, "
        "translation, and subtitling platform. Fast, accurate, and affordable.\nAutomatically "
        "convert your mp3 files to text (txt file), Microsoft Word (docx file), and SubRip Subtitle"
        " (srt file) in minutes.\n"
    )
    corpus = read(save("s.txt", text), interviewer="Anna")
    assert corpus.statements["clean"].tolist() == ["Mistä?", "Torilta.", "Vai niin?", "Niin."]
    assert "Sonix" in corpus.problems["problem"].item()


def test_a_page_copied_from_teams_has_initials_and_answers_of_a_word(save):
    said = [
        ("Sari Lehto", 3, "Miten menee?"), ("Pekka Virtanen", 9, "Hyvin."), ("Eeva Mäki", 62, "No"),
        ("Sari Lehto", 75, "Entä nyt?"), ("Pekka Virtanen", 80, "Kotona."),
    ]  # fmt: skip
    text = "".join(
        f"{''.join(part[0] for part in who.split())}\n{who}\n{at // 60} minuuttia {at % 60} "
        f"sekuntia\n{at // 60}:{at % 60:02}\n{words}\n"
        for who, at, words in said
    )
    rows = read(save("t.txt", text), interviewer="Sari Lehto").statements
    assert list(zip(rows["speaker"], rows["time_start"], rows["clean"], strict=True)) == said


def test_a_time_within_brackets_is_no_stamp_cut_short(save):
    text = "[0:00:01] H: Miten?\n[0:00:05] V: Se (epäselvää 0:11:30) meni.\n[0:00:09] H: Vai?\n"
    rows = read(save("h.txt", text)).statements
    assert rows["clean"].tolist()[1] == "Se (epäselvää 0:11:30) meni."
