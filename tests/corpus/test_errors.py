"""Bad input gets an error that names file, place and remedy; the good files are read."""

import zipfile

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aineisto import AineistoError, AineistoWarning, ReadError
from aineisto.corpus import read


def fails(path, *words, **options):
    with pytest.raises(ReadError) as caught:
        read(path, **options)
    error = caught.value
    assert error.file == path
    assert error.remedy
    for word in words:
        assert word in str(error)
    return error


def zipped(path, members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def test_no_such_path_and_empty_folder(tmp_path):
    fails(tmp_path / "puuttuu", "no such file")
    (tmp_path / ".hidden.txt").write_text("x")
    (tmp_path / "~$lock.docx").write_text("x")
    (tmp_path / "codebook.toml").write_text("")
    fails(tmp_path, "no transcripts", ".docx")


def test_unknown_format(save):
    fails(save("h.pages", "x"), ".pages", ".docx")
    fails(save("h.doc", b"\xd0\xcf\x11\xe0"), "Save it as docx")


@pytest.mark.parametrize("name", ["h.docx", "h.odt", "h.xlsx"])
def test_a_renamed_zip(tmp_path, name):
    fails(zipped(tmp_path / name, {"kuva.txt": "x"}), "zip archive but not")


@pytest.mark.parametrize("name", ["h.docx", "h.odt", "h.xlsx", "h.pdf", "h.rtf"])
def test_what_is_not_what_its_ending_says(save, name):
    fails(save(name, "Tämä on tekstiä."), "not a")


@pytest.mark.parametrize("name", ["h.docx", "h.xlsx"])
def test_password_protected_office_document(save, name):
    fails(save(name, b"\xd0\xcf\x11\xe0" + b"\x00" * 600), "password")


def test_encrypted_pdf_and_scanned_pdf(tmp_path):
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    locked = Canvas(str(tmp_path / "a.pdf"), encrypt=StandardEncryption("salaisuus"))
    locked.drawString(72, 700, "Tekstiä")
    locked.save()
    fails(tmp_path / "a.pdf", "password")
    picture = Canvas(str(tmp_path / "b.pdf"))
    picture.rect(10, 10, 100, 100, fill=1)
    picture.save()
    fails(tmp_path / "b.pdf", "scanned", "OCR")


def test_subtitles_without_cues(save):
    fails(save("h.vtt", "WEBVTT\n\n"), "no cues")
    fails(save("h.vtt", "Tekstiä vain"), "vtt")
    fails(save("h.srt", "Tekstiä vain"), "srt")


def test_empty_file_and_binary(save):
    fails(save("h.txt", b""), "empty")
    fails(save("w.txt", b" \n \n"), "empty")
    fails(save("h.txt", b"abc\x00\x01def"), "not text")
    fails(save("h.txt", b"PK\x03\x04xxxx"), "zip archive")


def test_mixed_encodings_name_the_line(save):
    data = "H: Mitä äiti?\nV: ".encode() + "Hyvää\n".encode("cp1252")
    error = fails(save("h.txt", data), "two encodings", "UTF-8")
    assert error.place.startswith("line 2, byte ")
    fails(save("h.txt", "ä", "cp1252"), "not utf-8", encoding="utf-8")
    fails(save("h.txt", "ä"), "encoding", encoding="ei-ole")


def test_a_table_without_text_or_with_stray_cells(save):
    fails(save("t.csv", "speaker,kuvaus\nA,hei\n"), "`text`", "row 1")
    fails(save("t.csv", "speaker,text\nA,hei, mitä\n"), "row 2")
    fails(save("t.csv", "role,text\nkissa,miau\n"), "row 2", "kissa")


def test_decompression_bomb_and_entities(tmp_path):
    bomb = zipped(tmp_path / "b.docx", {"word/document.xml": b"0" * 60_000_000})
    fails(bomb, "unpacks to more")
    entities = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
    fails(zipped(tmp_path / "e.docx", {"word/document.xml": entities}), "entities")
    fails(zipped(tmp_path / "e.odt", {"content.xml": entities}), "entities")
    late = entities.replace("<!DOC", f"<!--{' ' * 5000}--><!DOC")
    fails(zipped(tmp_path / "l.docx", {"word/document.xml": late}), "EntitiesForbidden")


def test_of_several_files_the_good_are_read_and_the_bad_listed(save, tmp_path):
    save("d/a.txt", "H: Mitä?\nV: Ei mitään.")
    save("d/b.pdf", "ei")
    save("d/c.txt", "Anna: Mitä?\nPekka: Ei.\nAnna: Niin.\nPekka: Joo.")
    with pytest.warns(AineistoWarning, match="left out"):
        corpus = read(tmp_path / "d")
    assert corpus.documents["document"].tolist() == ["a"]
    assert [name[-5:] for name in corpus.problems["file"]] == ["b.pdf", "c.txt"]
    assert (corpus.problems["remedy"] != "").all()
    assert "Anna" in corpus.problems["problem"][1]


def test_when_nothing_is_readable_one_error_lists_all(save, tmp_path):
    save("d/a.pdf", "ei")
    save("d/b.vtt", "ei")
    with pytest.raises(ReadError) as caught:
        read(tmp_path / "d")
    assert "a.pdf" in str(caught.value)
    assert "b.vtt" in str(caught.value)


def test_names_of_documents(save, tmp_path):
    for name in ("x/h1.txt", "y/h1.txt", "y/h2.txt", "y/h2.md", "z.txt"):
        save(f"d/{name}", "Teksti.")
    corpus = read(tmp_path / "d")
    names = ["x/h1", "y/h1", "y/h2.md", "y/h2.txt", "z"]
    assert sorted(corpus.documents["document"]) == names
    assert set(corpus.statements["statement_id"]) == {f"{name}:0001" for name in names}
    assert len(read([tmp_path / "d", tmp_path / "d" / "z.txt"]).documents) == 5


def attempt(path, **options):
    try:
        return read(path, **options), None
    except AineistoError as error:
        return None, error


TRANSCRIPT = st.lists(
    st.sampled_from(
        ["H: ", "V: ", "Anna: ", "[00:01] ", "\n", "\n\n", "\f", "- ", "1. ", "osa-", "\xad", " ",
         "se on", "Mitä?", "Niin.", "sosiaali- ", "ja ", "ﬁ", "a\u0308", "\r\n", "\t", "**", "…"]
    ) | st.text(max_size=8),
    max_size=60,
).map("".join)  # fmt: skip


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=TRANSCRIPT)
def test_offsets_hold_for_any_text(save, text):
    path = save("h.txt", text.encode("utf-8", "surrogatepass"))
    corpus, error = attempt(path, interviewer=["H", "Anna"])
    if corpus is None:
        assert error.remedy
        return
    document = corpus.documents["text"][0]
    covered = set()
    for row in corpus.statements.itertuples():
        assert document[row.start : row.end] == row.text != ""
        assert corpus.locate(row.statement_id, 0, len(row.clean)) == (row.start, row.end)
        places = set(range(row.start, row.end))
        assert not covered & places
        covered |= places


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=200))
@pytest.mark.parametrize("name", ["h.txt", "h.csv", "h.vtt", "h.srt", "h.rtf", "h.pdf", "h.docx"])
def test_any_bytes_raise_nothing_but_our_errors(save, name, data):
    start = {"h.vtt": b"WEBVTT\n\n", "h.rtf": b"{\\rtf1 ", "h.pdf": b"%PDF-1.4\n"}.get(name, b"")
    path = save(name, start + data)
    corpus, error = attempt(path)
    assert corpus is not None or (error.file == path and error.remedy)


def test_paths_as_they_are_written_in_notebooks(tmp_path, monkeypatch):
    for name in ("a", "b"):
        (tmp_path / f"{name}.txt").write_text(f"H: Mitä kuuluu?\nV: Hyvää, {name}.\n", "utf-8")
    (tmp_path / "c.md").write_text("H: Mitä?\nV: Ei tätä.\n", "utf-8")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    for paths in (
        "~/*.txt",
        "*.txt",
        tmp_path / "*.txt",
        tmp_path.glob("*.txt"),
        ["~/a.txt", "b.txt"],
    ):
        corpus = read(paths, interviewer="H")
        assert set(corpus.documents["document"]) == {"a", "b"}, paths
    # What the pattern names is read again when roles are given.
    again = read(tmp_path.glob("*.txt"), interviewer="H").roles({"H": "interviewee"})
    assert len(again.documents) == 2
    for paths in ("*.docx", None, pd.DataFrame({"text": ["Moi."]})):
        with pytest.raises(ReadError, match=r"no such file|A path is needed"):
            read(paths)
