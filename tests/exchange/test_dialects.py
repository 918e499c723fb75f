"""Other programs' ways of counting: recognised by their origin, checked against the text."""

import zipfile
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aineisto import ExchangeError, read_qdpx, write_qdpx
from aineisto.exchange._offsets import DIALECTS, STANDARD, Dialect, choose, dialect_of, to_span

from .studies import strip

GUID = "{0:08d}-0000-0000-0000-000000000000"
#: Line breaks and a smiley before what is selected, so that no two ways of counting agree.
TEXT = """H: Mitä hyötyä?
V: Rajapinnat 😀 puuttuvat kokonaan.
KELA:lle siitä on iloa 😀.
Loppu on hyvä.
"""
PHRASES = ["Rajapinnat 😀 puuttuvat kokonaan.", "KELA:lle siitä on iloa 😀.", "Loppu on hyvä."]


def counted(text, end, unit, newline):
    """The number of a place as a program counts it: the oracle, by encoding what is before."""
    before = text[:end].replace("\n", newline)
    return len(before.encode("utf-16-le")) // 2 if unit == "utf-16" else len(before)


def project(tmp_path, origin, unit, newline, *, mark="", names=False, inline=False, as_="utf-8"):
    selections = ""
    for number, phrase in enumerate(PHRASES):
        start = TEXT.index(phrase)
        low = counted(TEXT, start, unit, newline) + len(mark)
        high = counted(TEXT, start + len(phrase), unit, newline) + len(mark)
        name = f'name="{phrase[:12]}…"' if names else ""
        selections += (
            f'<PlainTextSelection guid="{GUID.format(40 + number)}" {name} startPosition="{low}" '
            f'endPosition="{high}"><Coding guid="{GUID.format(50 + number)}">'
            f'<CodeRef targetGUID="{GUID.format(2)}"/></Coding></PlainTextSelection>'
        )
    content = f"<PlainTextContent>{TEXT}</PlainTextContent>" if inline else ""
    path = "" if inline else 'plainTextPath="internal://a.txt"'
    xml = (
        f'<Project xmlns="urn:QDA-XML:project:1.0" name="x" origin="{origin}"><CodeBook><Codes>'
        f'<Code guid="{GUID.format(2)}" name="k" isCodable="true"/></Codes></CodeBook><Sources>'
        f'<TextSource guid="{GUID.format(3)}" name="a" {path}>{content}{selections}</TextSource>'
        "</Sources></Project>"
    )
    file = tmp_path / "x.qdpx"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("project.qde", xml)
        archive.writestr("Sources/a.TXT", (mark + TEXT.replace("\n", newline)).encode(as_))
    return file


def coded(study):
    clean = study.corpus.statements.set_index("statement_id")["clean"]
    return [clean[name] for name in study.codings["statement_id"]]


@pytest.mark.parametrize(
    ("origin", "unit", "newline", "mark"),
    [
        ("NVivo 14.23.2", "utf-16", "\r\n", ""),
        ("NVivo for Mac 15.0.0", "utf-16", "\n", ""),
        ("ATLAS.ti for Windows 23.2.3", "utf-16", "\n", ""),
        ("MAXQDA 2022", "code points", "\n", ""),
        ("QualCoder 3.8", "code points", "\n", ""),
        ("QualCoder 3.8", "code points", "\n", "\ufeff"),
        # A program that counts otherwise than it is known to.
        ("MAXQDA 2022", "utf-16", "\r\n", ""),
        ("NVivo 14.23.2", "code points", "\n", ""),
        ("", "code points", "\r\n", ""),
    ],
)
def test_codings_are_of_the_words_that_were_selected(tmp_path, origin, unit, newline, mark):
    study = read_qdpx(project(tmp_path, origin, unit, newline, mark=mark))
    assert coded(study) == PHRASES
    assert study.codings["start"].isna().all()  # each is a whole statement, to the letter
    (chosen,) = study.offsets[study.offsets["chosen"]].itertuples(index=False)
    assert (chosen.selections, chosen.inside, chosen.at_words) == (3, 3, 3)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be"])
@pytest.mark.parametrize(("unit", "newline"), [("utf-16", "\r\n"), ("code points", "\n")])
def test_a_text_of_sixteen_bits_that_says_so_is_read(tmp_path, encoding, unit, newline):
    mark = "\ufeff" if encoding == "utf-16-be" else ""  # the other writes its own
    file = project(tmp_path, "Muu ohjelma", unit, newline, mark=mark, as_=encoding)
    study = read_qdpx(file)
    assert coded(study) == PHRASES
    assert study.corpus.documents["text"].tolist() == [TEXT]


def test_an_excerpt_as_the_name_of_a_selection_decides(tmp_path):
    study = read_qdpx(project(tmp_path, "", "utf-16", "\r\n", names=True))
    (chosen,) = study.offsets[study.offsets["chosen"]].itertuples(index=False)
    assert chosen.offsets == "UTF-16 units, CRLF"
    assert chosen.named == 3


def test_text_inside_the_project_is_counted_alike(tmp_path):
    path = project(tmp_path, "NVivo 12", "utf-16", "\r\n", inline=True)
    assert coded(read_qdpx(path)) == PHRASES


def test_the_way_of_counting_can_be_said(tmp_path):
    path = project(tmp_path, "NVivo 12", "utf-16", "\r\n")
    study = read_qdpx(path, offsets="code points, LF")
    assert coded(study) != PHRASES or study.codings["start"].notna().any()
    with pytest.raises(ExchangeError, match="UTF-16 units, CRLF"):
        read_qdpx(path, offsets="bytes")


def test_selections_that_fit_in_no_way_are_refused_unless_the_way_is_said(tmp_path):
    path = tmp_path / "x.qdpx"
    selection = '<PlainTextSelection guid="{}" startPosition="{}" endPosition="{}"/>'
    spans = [(2, 5), (11, 23), (10**30, 4), (-3, 9), (900, 901)]
    xml = (
        '<Project xmlns="urn:QDA-XML:project:1.0" name="x"><Sources><TextSource name="a" '
        f'guid="{GUID.format(3)}"><PlainTextContent>V: Rajapinnat puuttuvat kokonaan.'
        "</PlainTextContent>"
        + "".join(selection.format(GUID.format(n), *span) for n, span in enumerate(spans))
        + "</TextSource></Sources></Project>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("project.qde", xml)
    with pytest.raises(ExchangeError, match="of 5 selections 2 lie inside") as caught:
        read_qdpx(path)
    assert str(path) in str(caught.value)
    study = read_qdpx(path, offsets="code points, LF")
    assert study.left_out["problem"].str.contains("outside the text").sum() == 3


TEXTS = st.text(st.sampled_from("aä 😀\n\u0301𝄞.x"), min_size=1, max_size=40)


@given(text=TEXTS, data=st.data())
def test_every_place_is_found_again_in_every_way_of_counting(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    for dialect in DIALECTS:
        unit = "utf-16" if dialect.utf16 else "code points"
        newline = "\r\n" if dialect.newline == "CRLF" else "\n"
        low, high = (counted(text, at, unit, newline) + dialect.mark for at in (start, end))
        assert to_span(dialect.places(text), low, high) == (start, end)


@given(text=TEXTS, start=st.integers(-5, 90), end=st.integers(-5, 90))
def test_what_is_no_place_is_none(text, start, end):
    found = to_span(Dialect(utf16=True, newline="CRLF").places(text), start, end)
    if found is not None:
        units = text.replace("\n", "\r\n").encode("utf-16-le")
        cut = units[2 * start : 2 * end].decode("utf-16-le")
        assert cut.replace("\r\n", "\n") == text[found[0] : found[1]]


def test_where_nothing_tells_the_ways_apart_the_programs_own_is_taken():
    assert choose({"a": "Sama teksti."}, [], "NVivo 12")[0] == dialect_of("NVivo 12")
    assert choose({"a": "Sama teksti."}, [], "Uusi ohjelma")[0] == STANDARD
    assert np.array_equal(STANDARD.places("ab"), [0, 1, 2])


@pytest.mark.parametrize("lone", [1, 20, 2])  # every line feed alone, 5 %, half
@pytest.mark.parametrize("unit", ["code points", "utf-16"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_of_several_kinds_shift_no_coding(tmp_path, lone, unit, mark):
    sentences = [f"Lause {number} on tässä 😀." for number in range(20)]
    raw = mark
    selections = ""
    for number, sentence in enumerate(sentences):
        low = len(raw) if unit == "code points" else len(raw.encode("utf-16-le")) // 2
        raw += sentence
        high = len(raw) if unit == "code points" else len(raw.encode("utf-16-le")) // 2
        raw += "\n" if number % lone == 0 else "\r\n"
        selections += (
            f'<PlainTextSelection guid="{GUID.format(40 + number)}" startPosition="{low}" '
            f'endPosition="{high}"><Coding guid="{GUID.format(80 + number)}">'
            f'<CodeRef targetGUID="{GUID.format(2)}"/></Coding></PlainTextSelection>'
        )
    xml = (
        '<Project xmlns="urn:QDA-XML:project:1.0" name="x" origin="NVivo 14"><CodeBook><Codes>'
        f'<Code guid="{GUID.format(2)}" name="k" isCodable="true"/></Codes></CodeBook><Sources>'
        f'<TextSource guid="{GUID.format(3)}" name="a" plainTextPath="internal://a.txt">'
        f"{selections}</TextSource></Sources></Project>"
    )
    path = tmp_path / "x.qdpx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("project.qde", xml)
        archive.writestr("sources/a.txt", raw.encode("utf-8"))
    study = read_qdpx(path)
    assert coded(study) == sentences
    assert study.codings["start"].isna().all()
    # And again, in the file that goes back, whose lines end in line feeds.
    assert coded(read_qdpx(write_qdpx(study, tmp_path / "back.qdpx"))) == sentences
    bare = strip(tmp_path / "back.qdpx", tmp_path / "bare.qdpx")
    assert coded(read_qdpx(bare)) == sentences


def test_one_text_that_its_selections_do_not_fit_is_refused_by_name(tmp_path):
    sentence = "Rajapinnat puuttuvat kokonaan."
    sources = ""
    for number, (name, moved) in enumerate([("ehjä", 0), ("rikki", 4)]):
        count = 6 if moved else 30
        places = [(31 * n + moved, 31 * n + 30 + moved) for n in range(count)]
        selections = "".join(
            f'<PlainTextSelection guid="{GUID.format(100 * number + 10 + n)}" '
            f'startPosition="{low}" endPosition="{high}"/>'
            for n, (low, high) in enumerate(places)
        )
        text = (sentence + "\n") * (count + 1)
        sources += (
            f'<TextSource guid="{GUID.format(number + 1)}" name="{name}"><PlainTextContent>{text}'
            f"</PlainTextContent>{selections}</TextSource>"
        )
    head = '<Project xmlns="urn:QDA-XML:project:1.0" name="x">'
    path = tmp_path / "x.qdpx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("project.qde", f"{head}<Sources>{sources}</Sources></Project>")
    with pytest.raises(ExchangeError, match="one text do not fit") as error:
        read_qdpx(path)
    assert error.value.place == "rikki"
    assert len(read_qdpx(path, offsets="code points, LF").corpus.documents) == 2


def test_a_source_with_two_texts_that_differ_is_refused_by_name(tmp_path):
    path = project(tmp_path, "NVivo 12", "utf-16", "\r\n", inline=True)
    with zipfile.ZipFile(path) as archive:
        xml = archive.read("project.qde").decode()
    xml = xml.replace('name="a" ', 'name="a" plainTextPath="internal://a.txt"')
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("project.qde", xml)
        archive.writestr("sources/a.txt", TEXT.replace("\n", "\r\n"))
    assert coded(read_qdpx(path)) == PHRASES  # the same but for line ends
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("project.qde", xml)
        archive.writestr("sources/a.txt", "Muu teksti.")
    with pytest.raises(ExchangeError, match=r"x\.qdpx, a: .*two texts"):
        read_qdpx(path)


@pytest.mark.parametrize("origin", ["ATLAS.ti for Windows 23", "QualCoder 4.0"])
def test_what_is_selected_in_a_notes_own_words_stays_where_it_is(tmp_path, origin):
    unit = "utf-16" if origin.startswith("ATLAS") else "code points"
    low, high = (counted(TEXT, TEXT.index(PHRASES[2]) + n, unit, "\n") for n in (0, 14))
    path = project(tmp_path, origin, unit, "\n")
    with zipfile.ZipFile(path) as archive:
        xml = archive.read("project.qde").decode()
    note = (
        f'<Notes><Note guid="{GUID.format(70)}"><PlainTextContent>{"Muistiinpano. " * 9}'
        f'</PlainTextContent><PlainTextSelection guid="{GUID.format(71)}" startPosition="{low}" '
        f'endPosition="{high}"/></Note></Notes>'
    )
    xml = xml.replace("</TextSource>", f'<NoteRef targetGUID="{GUID.format(70)}"/></TextSource>')
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("project.qde", xml.replace("</Sources>", f"</Sources>{note}"))
        archive.writestr("Sources/a.TXT", TEXT.encode("utf-8"))
    study = read_qdpx(path)
    # QualCoder's annotations alone are notes that select in the text they are on.
    assert set(study.notes["kind"]) == {"statement" if origin.startswith("Q") else "source"}
    written = write_qdpx(study, tmp_path / "back.qdpx")
    assert read_qdpx(written).notes.equals(study.notes)
    with zipfile.ZipFile(written) as archive:
        back = ET.fromstring(archive.read("project.qde"))
    (passage,) = back.findall("{*}Notes/{*}Note/{*}PlainTextSelection")
    assert (passage.get("startPosition"), passage.get("endPosition")) == (str(low), str(high))
