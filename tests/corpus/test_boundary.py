"""A file whose library raises what nobody listed: an error with file and remedy, no traceback."""

import os
import sys
import tempfile
import zipfile
from pathlib import Path

import openpyxl
import pytest

from aineisto import AineistoError, AineistoWarning, Codebook, read, read_qdpx, read_sheets
from aineisto.core.errors import CodebookError, CodingsError, ExchangeError, ReadError, reading
from aineisto.pseudonyms import read_confirmation

GOOD = "Haastattelija: Miten menee?\nHaastateltava: Hyvin menee.\n"


def changed_zip(source, target, name, change):
    with zipfile.ZipFile(source) as archive:
        entries = {one: archive.read(one) for one in archive.namelist()}
    entries[name] = change(entries[name])
    with zipfile.ZipFile(target, "w") as archive:
        for one, data in entries.items():
            archive.writestr(one, data)


def bad_vtt(folder, _):
    text = f"WEBVTT\n\n00:00.000 --> 00:01.000\n<v A>moi &#{'9' * 5000};\n"
    (folder / "bad.vtt").write_text(text)


def bad_odt(folder, write_odt):
    write_odt(folder / "x.odt", "<text:p>V: moi</text:p>")
    head = b'<?xml version="1.0" encoding="UTX-8"?>'
    changed_zip(folder / "x.odt", folder / "bad.odt", "content.xml", lambda xml: head + xml)
    (folder / "x.odt").unlink()


def bad_xlsx(folder, _):
    book = openpyxl.Workbook()
    for row in (["speaker", "text"], ["A", "moi"]):
        book.active.append(row)
    book.save(folder / "x.xlsx")
    changed_zip(folder / "x.xlsx", folder / "bad.xlsx", "xl/styles.xml",
                lambda xml: xml.replace(b'numFmtId="0"', b'numFmtId="9999999999"'))  # fmt: skip
    (folder / "x.xlsx").unlink()


@pytest.mark.parametrize("make", [bad_vtt, bad_odt, bad_xlsx])
def test_one_bad_file_does_not_stop_the_folder(tmp_path, make, write_odt):
    (tmp_path / "good.txt").write_text(GOOD)
    make(tmp_path, write_odt)
    (bad,) = tmp_path.glob("bad.*")
    with pytest.raises(ReadError) as caught:
        read(bad)
    assert caught.value.file == bad
    assert caught.value.remedy
    with pytest.warns(AineistoWarning, match="left out"):
        corpus = read(tmp_path)
    assert corpus.problems["file"].tolist() == [str(bad)]
    assert corpus.answers["clean"].tolist() == ["Hyvin menee."]


@pytest.mark.parametrize("kind", [ReadError, CodebookError, CodingsError, ExchangeError])
def test_the_boundary_names_the_file_and_the_remedy(kind):
    says = r"a\.docx: .*not a Word document.*OverflowError.*save it again"
    with pytest.raises(kind, match=says), reading("a.docx", "Word document", error=kind):
        raise OverflowError("too large")


@pytest.mark.parametrize("kind", [MemoryError, KeyboardInterrupt, AineistoWarning])
def test_what_goes_through_the_boundary(kind):
    with pytest.raises(kind), reading("a.docx"):
        raise kind


def test_an_error_of_ours_stays_as_it_is():
    with pytest.raises(ReadError) as caught, reading("a.docx"):
        raise ReadError("Of page 3.", place="page 3")
    assert caught.value.place == "page 3"


@pytest.mark.parametrize(
    ("name", "reader", "kind"),
    [
        ("a.qdc", Codebook.load, CodebookError),
        ("a.qdpx", read_qdpx, ExchangeError),
        ("a.xlsx", read_sheets, CodingsError),
        ("a.xlsx", read_confirmation, AineistoError),
        ("a.json", read_confirmation, AineistoError),
    ],
)
def test_every_reader_has_the_boundary(tmp_path, name, reader, kind):
    with zipfile.ZipFile(tmp_path / name, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook>")
        archive.writestr("project.qde", '<?xml version="1.0" encoding="UTX-8"?><Project/>')
    with pytest.raises(kind) as caught:
        reader(tmp_path / name)
    assert caught.value.file == tmp_path / name
    assert caught.value.remedy


def test_a_sheet_that_claims_billions_of_merged_cells_is_refused_at_once(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["statement_id", "theme"])
    book.active.append(["a:1", "x"])
    book.active.merge_cells("D1:E2")
    book.save(tmp_path / "a.xlsx")
    changed_zip(tmp_path / "a.xlsx", tmp_path / "s.xlsx", "xl/worksheets/sheet1.xml",
                lambda xml: xml.replace(b"D1:E2", b"A1:XFD1048576"))  # fmt: skip
    with pytest.raises(CodingsError, match="merged"):
        read_sheets(tmp_path / "s.xlsx")


def test_a_file_that_is_not_there_is_not_called_damaged(tmp_path):
    missing = tmp_path / "x.xlsx"
    told = pytest.raises(ExchangeError, match="There is no such file")
    with told as caught, reading(missing, "list of codes", error=ExchangeError):
        missing.read_bytes()
    assert caught.value.file == missing


@pytest.mark.skipif(sys.platform == "win32", reason="rights of folders")
def test_a_folder_that_cannot_be_opened_is_not_passed_over():
    user = os.geteuid()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "a.txt").write_text(GOOD)
        (folder / "locked").mkdir()
        (folder / "locked" / "b.txt").write_text(GOOD)
        folder.chmod(0o755)
        (folder / "locked").chmod(0)
        if user == 0:
            os.seteuid(65534)
        try:
            with pytest.raises(ReadError, match=r"locked: The folder cannot be opened \(Perm"):
                read(folder)
        finally:
            os.seteuid(user)
            (folder / "locked").chmod(0o700)


def test_links_to_folders_are_followed_once_and_those_to_nowhere_told(tmp_path):
    (tmp_path / "interviews").mkdir()
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "b.txt").write_text(GOOD)
    for name, leads in (("drive", "../other"), ("back", "."), ("self.txt", "self.txt")):
        (tmp_path / "interviews" / name).symlink_to(leads)
    with pytest.warns(AineistoWarning, match="1 of 2 files left out"):
        corpus = read(tmp_path / "interviews")
    assert corpus.documents["document"].tolist() == ["b"]
    assert corpus.left_out["file"].str.endswith("self.txt").all()


@pytest.mark.parametrize("path", ["x" * 300, "a\0b", "~nobody-of-this-name/a.txt"])
def test_a_path_that_is_none_is_told(path):
    with pytest.raises(ReadError, match="Nothing can be looked up"):
        read(path)


def test_a_name_in_another_encoding_is_told(tmp_path):
    try:
        (tmp_path / os.fsdecode(b"h\xe4n.txt")).write_text(GOOD)
    except OSError:
        pytest.skip("this system takes no such name")
    with pytest.raises(ReadError, match=r"h\\xe4n\.txt: The name of this file .* Rename it"):
        read(tmp_path)
