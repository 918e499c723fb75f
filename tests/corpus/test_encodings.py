"""Letters in every encoding: read as they were written, and said where that was a guess."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aineisto import ReadError
from aineisto.corpus import read

TEXT = (
    "Haastattelija: Miksi lähditte äänestämään jo lokakuussa?\n"
    "Haastateltava: Kävelin Töölöstä Etelä-Haagaan, eikä päässäni ollut mitään järkeä.\n"
    "Haastattelija: Entä sisko? Ööö, siis häneltä kysyttiin.\n"
    "Haastateltava: Åbo var kall – ”kylmä yö”, hän sanoi. Sää oli räntäsateinen.\n"
)
PLAIN = TEXT.replace("–", "-").replace("”", '"')


def said(corpus):
    return " ".join(corpus.statements["clean"])


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", TEXT), ("utf-8-sig", TEXT), ("utf-16", TEXT), ("utf-16-le", TEXT),
        ("utf-16-be", TEXT), ("utf-32", TEXT), ("cp1252", TEXT), ("latin-1", PLAIN),
        ("iso8859_15", PLAIN), ("mac_roman", TEXT), ("cp850", PLAIN), ("cp437", PLAIN),
    ],
)  # fmt: skip
@pytest.mark.parametrize("ending", ["txt", "srt", "csv"])
def test_every_encoding_is_read_as_it_was_written(save, encoding, text, ending):
    if ending == "csv":
        text = "puhuja;teksti\n" + text.replace(": ", ";")
    if ending == "srt":
        text = "\n\n".join(
            f"{n}\n00:00:0{n},000 --> 00:00:0{n + 1},000\n{line}"
            for n, line in enumerate(text.splitlines(), start=1)
        )
    asked = read(save(f"known.{ending}", text)).statements
    corpus = read(save(f"h.{ending}", text.encode(encoding)))
    assert corpus.statements["clean"].tolist() == asked["clean"].tolist()
    usual = encoding in {"cp1252", "latin-1", "iso8859_15"} or encoding.startswith("utf")
    told = " ".join(corpus.problems["problem"])
    if not usual:
        assert "letters are read as" in told


WORDS = ["äiti", "yö", "söi", "mökillä", "tänään", "Åsa", "Töölö", "Ähtäri", "hän", "työ", "näin"]


@settings(max_examples=40, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(
    words=st.lists(st.sampled_from(WORDS), min_size=12, max_size=40),
    encoding=st.sampled_from(["cp1252", "mac_roman", "cp850", "cp437", "latin-1"]),
)
def test_words_come_back_from_every_code_page(save, words, encoding):
    text = " ".join(words) + "."
    assert said(read(save("h.txt", text.encode(encoding)))) == text


@pytest.mark.parametrize(
    ("wrong", "times"),
    [("cp1252", 1), ("cp1252", 2), ("latin-1", 1), ("latin-1", 2), ("mac_roman", 1), ("cp437", 1)],
)
def test_letters_that_were_read_wrongly_are_turned_back_and_told(save, wrong, times):
    text = TEXT
    for _ in range(times):
        data = text.encode()
        text = data.decode(wrong, errors="surrogateescape") if wrong == "cp1252" else (
            data.decode(wrong))  # fmt: skip
        # Windows keeps the five bytes that cp1252 lacks as control characters.
        text = "".join(chr(ord(c) - 0xDC00) if 0xDC80 <= ord(c) < 0xDD00 else c for c in text)
    corpus = read(save("h.txt", text))
    assert said(corpus) == said(read(save("g.txt", TEXT)))
    assert "two encodings" in corpus.problems["problem"][0]


def test_signs_that_cannot_be_turned_back_are_told(save):
    text = PLAIN.encode().decode("mac_roman").encode().decode("mac_roman")
    assert "wrong encoding" in " ".join(read(save("h.txt", text)).problems["problem"])


def test_a_word_with_signs_in_several_places_is_one_word(save):
    text = "H: Mitä?\nV: Se oli hyv¤¤n ty¤h¤n, pit¤isi, ¤la jot¤. Niin.\n"
    problems = " ".join(read(save("h.txt", text)).problems["problem"])
    assert "inside 3 words (“hyv¤¤n”)" in problems


def test_text_in_a_foreign_script_or_with_signs_is_left_alone(save):
    text = "H: Mikä on €-merkki tai § 5?\nV: Ãngström ja Žukov, 20 °C, “näin” – ja я тоже.\n"
    corpus = read(save("h.txt", text))
    assert "Ãngström ja Žukov, 20 °C, “näin” – ja я тоже." in said(corpus)
    assert corpus.problems.empty


@pytest.mark.parametrize(
    "text",
    [
        TEXT.replace("ä", "\ufffd"),
        TEXT.replace("ä", "?").replace("ö", "?"),
        TEXT.replace("ä", "{").replace("ö", "|"),
    ],
)
def test_lost_letters_are_told_with_their_line(save, text):
    problems = read(save("h.txt", text)).problems
    assert "Letters are lost" in problems["problem"][0]
    assert problems["place"][0] == "line 1"


def test_bytes_that_make_no_words_are_refused(save):
    with pytest.raises(ReadError, match="encoding is not known"):
        read(save("h.txt", "тут говорят по-русски, много слов".encode("cp1251") * 5))
