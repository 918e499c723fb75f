"""Coding sheets: read whole or not at all, written blind."""

import shutil
import subprocess

import pandas as pd
import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter

from aineisto import CodingsError
from aineisto.codebook import Codebook, Theme
from aineisto.codings import (
    make_codings,
    open_sheet,
    read_marked_sheets,
    read_sheets,
    write_sheet,
)
from aineisto.core.cells import unguard

CODEBOOK = Codebook(
    themes=(
        Theme("keinot", {"fi": "Keinot"}, "Yhteistyö ja luottamus."),
        Theme("roolit", {"fi": "Roolit ja vastuut"}),
    )
)
STATEMENTS = pd.DataFrame(
    {
        "statement_id": ["h1", "h2", "h3"],
        "clean": ["=SUM(A1) sanoi hän", "KELA:lle; ”näin”,\nrivi", "mä oon\x07 niinku"],
    }
)


def short(codings):
    """Return codings as tuples of who, what and on which statement."""
    values = codings["value"].astype(object).where(codings["value"].notna(), None)
    return set(
        zip(codings["statement_id"], codings["family"], codings["code"], values, strict=True)
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_in_every_dress(tmp_path, encoding, delimiter):
    file = tmp_path / "coder_anna.csv"
    actors = '"Kela;THL"' if delimiter == ";" else "Kela;THL"
    rows = [
        ["Statement_ID", "text", "theme", "theme2", "stance", "actors"],
        ["h1", "hyvää", "keinot", "roolit", "-2", actors],
        ["h2", "yötä", "", "", "+1", ""],
        ["h3", "ei koodattu", "", "", "", ""],
    ]
    file.write_bytes("\r\n".join(delimiter.join(row) for row in rows).encode(encoding))
    codings = read_sheets(file, CODEBOOK)
    assert set(codings["coder"]) == {"human:anna"}
    assert set(codings["status"]) == {"blind"}
    assert short(codings) == {
        ("h1", "theme", "keinot", None),
        ("h1", "theme", "roolit", None),
        ("h1", "stance", "stance", -2),
        ("h1", "actor", "Kela", None),
        ("h1", "actor", "THL", None),
        ("h2", "theme", "none", None),
        ("h2", "stance", "stance", 1),
    }


def test_a_sheet_without_a_family_leaves_it_out(tmp_path):
    (tmp_path / "bo.csv").write_text("statement_id,stance\nh1,0\n")
    (tmp_path / "cai.csv").write_text("statement_id,themes,coder\nh1,keinot; roolit,human:eeva\n")
    codings = read_sheets([tmp_path / "bo.csv", tmp_path / "cai.csv"])
    assert short(codings) == {
        ("h1", "stance", "stance", 0),
        ("h1", "theme", "keinot", None),
        ("h1", "theme", "roolit", None),
    }
    assert set(codings["coder"]) == {"human:bo", "human:eeva"}


def test_every_deviation_is_listed_by_file_and_cell(tmp_path):
    one, two = tmp_path / "coder_a.csv", tmp_path / "coder_b.xlsx"
    one.write_text(
        "statement_id,theme,theme2,stance\n"
        "h1,keinot,,3\n"
        ",roolit,,1\n"
        "h2,keino,none,1\n"
        "h3,keinot,none,kyllä\n"
        "h1,roolit,,0\n"
    )
    book = Workbook()
    for cells in (["coder a"], [], ["statement_id", "stance", "coder"], ["h1", 0.5, "machine:x"]):
        book.active.append(cells)
    book.save(two)
    with pytest.raises(CodingsError) as caught:
        read_sheets([one, two], CODEBOOK)
    text = str(caught.value)
    for place, problem in [
        (f"{one}, D2 (stance)", "'3' is not on the scale"),
        (f"{one}, A3 (statement_id)", "names no statement"),
        (f"{one}, B4 (theme)", "no theme 'keino'"),
        (f"{one}, B5 (theme)", "'none' stands beside a theme"),
        (f"{one}, D5 (stance)", "'kyllä' is not on the scale"),
        (f"{one}, A6 (statement_id)", f"'h1' already in {one}, row 2"),
        (f"{two}, B4 (stance)", "'0.5' is not on the scale"),
        (f"{two}, C4 (coder)", "not a person"),
    ]:
        line = next(line for line in text.splitlines() if place in line)
        assert problem in line
    assert text.startswith("8 cells")


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("a.csv", b"", "no column 'statement_id'"),
        ("a.csv", b"id,theme\n1,keinot\n", "no column 'statement_id'"),
        ("a.csv", b"statement_id,luokka\n1,keinot\n", "no codes"),
        ("a.csv", b"statement_id,theme2\n1,keinot\n", "no column 'theme'"),
        ("a.csv", b"statement_id,theme_2\n1,keinot\n", "'theme_2'"),
        ("a.csv", b"statement_id,teema,teema 2\n1,keinot,keinot\n", "'teema 2'"),
        ("a.csv", b"statement_id,teema,Toimijaa\n1,keinot,Kela\n", "'toimijaa'"),
        ("a.csv", b"statement_id,theme,theme\n1,a,b\n", "'theme' twice"),
        ("a.csv", b'statement_id,theme\n1,"keinot\n', "not a CSV table"),
        ("a.csv", b"statement_id\x00\x81,theme\n", "not text in an encoding"),
        ("a.xlsx", b"PK\x03\x04 broken", "cannot be opened"),
        ("a.xlsx", b"", "cannot be opened"),
    ],
)
def test_what_is_no_coding_sheet_is_refused(tmp_path, name, content, problem):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(CodingsError, match=problem) as caught:
        read_sheets([tmp_path / name])
    assert caught.value.remedy
    assert name in str(caught.value)


@pytest.mark.parametrize("name", ["no.csv", "no.xlsx"])
def test_a_file_that_is_not_there(tmp_path, name):
    with pytest.raises(CodingsError, match=name):
        read_sheets(tmp_path / name)


def fill(path, **cells):
    book = load_workbook(path)
    for place, value in cells.items():
        book.worksheets[0][place] = value
    book.save(path)


def test_a_written_workbook_is_safe_and_reads_back(tmp_path):
    file = tmp_path / "koodaaja_anna.xlsx"
    write_sheet(STATEMENTS, file, CODEBOOK)
    book = load_workbook(file)
    sheet, guide = book.worksheets
    assert (sheet.title, guide.title) == ("Koodaus", "Ohje")
    assert [cell.value for cell in sheet[1]] == [
        "lausuman tunnus",
        "lausuma",
        "teema",
        "teema2",
        "kanta",
        "toimijat",
        "rivi",
    ]
    assert (sheet["B2"].value, sheet["B2"].data_type) == ("=SUM(A1) sanoi hän", "s")
    assert sheet["B4"].value == "mä oon niinku"
    assert sheet.protection.sheet
    assert sheet["B2"].protection.locked
    assert not sheet["C2"].protection.locked
    rules = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert rules == {
        "C2:C4": "'Ohje'!$A$1:$A$3",
        "D2:D4": "'Ohje'!$A$1:$A$3",
        "E2:E4": '"-2,-1,0,1,2"',
    }
    assert [guide[f"A{row}"].value for row in (1, 2, 3)] == ["keinot", "roolit", "none"]
    assert read_sheets(file, CODEBOOK).empty
    fill(file, C2="keinot", E2=-1, E3=2, F3="Kela ; THL")
    codings = read_sheets(file, CODEBOOK)
    assert set(codings["coder"]) == {"human:anna"}
    assert short(codings) == {
        ("h1", "theme", "keinot", None),
        ("h1", "stance", "stance", -1),
        ("h2", "theme", "none", None),
        ("h2", "stance", "stance", 2),
        ("h2", "actor", "Kela", None),
        ("h2", "actor", "THL", None),
    }


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_rows_that_are_lost_doubled_or_renumbered_are_listed_by_cell(tmp_path, suffix):
    file = tmp_path / f"anna{suffix}"
    write_sheet(STATEMENTS, file, CODEBOOK, lang="en")
    table = pd.read_csv(file, dtype=str) if suffix == ".csv" else pd.read_excel(file, dtype=str)
    table.loc[0, "stance"] = "1"
    sorted_otherwise = table.iloc[[2, 0, 1]]
    broken = table.iloc[[0, 0, 2]].assign(row=["1 (3)", "1 (3)", "kolmas"])
    for frame in (sorted_otherwise, broken):
        if suffix == ".csv":
            frame.to_csv(file, index=False)
        else:
            frame.to_excel(file, index=False)
        if frame is sorted_otherwise:
            assert len(read_sheets(file, CODEBOOK)) == 2
    with pytest.raises(CodingsError) as caught:
        read_sheets(file, CODEBOOK)
    message = str(caught.value)
    assert "G3 (row): row 1 stands already in row 2" in message
    assert "G4 (row): 'kolmas' is no row's number" in message
    assert "G3 (row): row 2 of 3 is missing" in message
    assert "G4 (row): row 3 of 3 is missing" in message


@pytest.fixture(scope="module")
def calc(tmp_path_factory):
    """Return what saves sheets as another kind with LibreOffice, where it has its Calc."""
    if shutil.which("soffice") is None:
        pytest.skip("no LibreOffice on this machine")
    own = tmp_path_factory.mktemp("libreoffice")
    command = ["soffice", "--headless", f"-env:UserInstallation={own.as_uri()}"]

    def save(kind, out, *sources):
        csv = ["--infilter=CSV:44,34,UTF8"] if sources[0].suffix == ".csv" else []
        subprocess.run(
            [*command, *csv, "--convert-to", kind, "--outdir", out, *sources], check=True
        )

    probe = own / "probe.csv"
    probe.write_text("a,b\n1,2\n")
    save("xlsx", own, probe)
    if not probe.with_suffix(".xlsx").exists():
        pytest.skip("LibreOffice is installed without Calc")
    return save


@pytest.mark.slow
def test_what_libreoffice_saves_keeps_the_lists_and_the_locks(tmp_path, calc):
    file = tmp_path / "anna.xlsx"
    write_sheet(STATEMENTS, file, CODEBOOK)
    out = tmp_path / "saved"
    for kind, source in (("ods", file), ("xlsx", out / "anna.ods")):
        calc(kind, out, source)
    sheet = load_workbook(out / "anna.xlsx").worksheets[0]
    rules = {str(rule.sqref): rule.type for rule in sheet.data_validations.dataValidation}
    assert rules == dict.fromkeys(("C2:C4", "D2:D4", "E2:E4"), "list")
    assert sheet.protection.sheet
    assert sheet["B2"].protection.locked
    assert not sheet["C2"].protection.locked
    fill(out / "anna.xlsx", C2="keinot", E2=-1)
    assert len(read_sheets(out / "anna.xlsx", CODEBOOK, STATEMENTS)) == 2


LIKE_FORMULAS = pd.DataFrame(
    {
        "statement_id": ["h1", "h2", "h3", "h4", "h5"],
        "clean": ["-No joo", "=1+1", "+358 soitti", "@anna sanoi", "'-niin"],
    }
)


@pytest.mark.slow
def test_texts_that_begin_like_a_formula_come_back_from_a_spreadsheet(tmp_path, calc):
    sheets = [tmp_path / "anna.xlsx", tmp_path / "ville.csv"]
    for file in sheets:
        write_sheet(LIKE_FORMULAS, file, CODEBOOK)
    out = tmp_path / "saved"
    for file in sheets:
        calc("xlsx", out, file)
    for file in sheets:
        saved = out / f"{file.stem}.xlsx"
        column = [cell.value for cell in load_workbook(saved).worksheets[0]["B"]]
        fill(saved, C2="keinot", E2=-1)
        assert len(read_sheets(saved, CODEBOOK, LIKE_FORMULAS)) == 2, column
    xlsx = [cell.value for cell in load_workbook(out / "anna.xlsx").worksheets[0]["B"]]
    assert xlsx[1:] == list(LIKE_FORMULAS["clean"])


def test_a_text_that_a_cell_cannot_hold_is_refused_and_fits_into_csv(tmp_path):
    long = STATEMENTS.assign(clean="a" * 32_768)
    with pytest.raises(CodingsError, match=r"does not fit into a cell.*\.csv"):
        write_sheet(long, tmp_path / "a.xlsx", CODEBOOK)
    write_sheet(long, tmp_path / "a.csv", CODEBOOK)
    assert set(pd.read_csv(tmp_path / "a.csv")["text"].str.len()) == {32_768}


def test_a_sheet_that_shows_suggestions_is_not_blind(tmp_path):
    machine = {"coder": "machine:x@1", "status": "suggested"}
    suggestions = make_codings(
        [
            {"statement_id": "h1", "family": "theme", "code": "keinot", **machine},
            {"statement_id": "h1", "family": "stance", "code": "stance", "value": 1, **machine},
        ]
    )
    file = tmp_path / "s.xlsx"
    write_sheet(STATEMENTS, file, CODEBOOK, coder="anna", suggestions=suggestions, lang="en")
    sheet = load_workbook(file).worksheets[0]
    header = [cell.value for cell in sheet[1]]
    assert header[2:5] == ["suggested_theme", "suggested_stance", "suggested_actor"]
    assert (sheet["C2"].value, sheet["D2"].value) == ("keinot", "1")
    fill(file, F2="keinot", H2=0, H3=1)
    codings = read_sheets(file, CODEBOOK)
    status = {(row.statement_id, row.family): row.status for row in codings.itertuples(index=False)}
    assert status == {
        ("h1", "theme"): "accepted",
        ("h1", "stance"): "changed",
        ("h2", "theme"): "accepted",
        ("h2", "stance"): "changed",
    }
    assert set(codings["coder"]) == {"human:anna"}


def test_a_written_csv_reads_back(tmp_path):
    file = tmp_path / "x.csv"
    write_sheet(STATEMENTS, file, CODEBOOK, coder="anna")
    frame = pd.read_csv(file, dtype=str)
    assert list(frame["text"].map(unguard)) == list(STATEMENTS["clean"])
    frame.loc[0, "theme"] = "roolit"
    frame.to_csv(file, index=False)
    assert short(read_sheets(file)) == {("h1", "theme", "roolit", None)}


def test_a_sheet_is_written_whole_or_not_at_all(tmp_path):
    with pytest.raises(CodingsError, match="cannot be written"):
        write_sheet(STATEMENTS, tmp_path / "none" / "x.xlsx", CODEBOOK)
    with pytest.raises(CodingsError, match=r"cannot be written as \.ods"):
        write_sheet(STATEMENTS, tmp_path / "x.ods", CODEBOOK)
    with pytest.raises(CodingsError, match="no column 'statement_id'"):
        write_sheet(STATEMENTS[["clean"]], tmp_path / "x.csv", CODEBOOK)
    assert list(tmp_path.iterdir()) == []


def test_finnish_column_names_and_names_of_themes_are_understood(tmp_path):
    codebook = Codebook(themes=(Theme("keinot", {"fi": "Keinot", "en": "Means"}),))
    sheet = tmp_path / "coder_anna.csv"
    sheet.write_text("statement_id;Teema;Kanta;Toimijat\n1;keinot;-1;Kela\n2;Means;2;\n", "utf-8")
    codings = read_sheets(sheet, codebook)
    themes = codings[codings["family"] == "theme"]
    assert list(themes["code"]) == ["keinot", "keinot"]
    assert list(codings.loc[codings["family"] == "stance", "value"]) == [-1, 2]
    assert list(codings.loc[codings["family"] == "actor", "code"]) == ["Kela"]


def place(head, name):
    return f"{get_column_letter(head.index(name) + 1)}2"


def test_a_workbook_in_finnish_is_the_same_sheet_as_one_in_english(tmp_path):
    machine = {"coder": "machine:x@1", "status": "suggested"}
    stance = {"statement_id": "h1", "family": "stance", "code": "stance", "value": 1, **machine}
    shown = make_codings([stance])
    around = STATEMENTS.assign(question="Q", before="B", time_start=5.0)
    marks = dict.fromkeys(STATEMENTS["statement_id"], "shown")
    read = {}
    for lang in ("fi", "en"):
        file = tmp_path / f"{lang}.xlsx"
        write_sheet(around, file, CODEBOOK, "anna", shown, lang, marks)
        head = [cell.value for cell in load_workbook(file).worksheets[0][1]]
        assert not set(head) & set(read)  # no name is of both languages
        read |= dict.fromkeys(head)
        theme, stance = ("teema", "kanta") if lang == "fi" else ("theme", "stance")
        fill(file, **{place(head, theme): "keinot", place(head, stance): 1})
        told, found = read_marked_sheets(file, CODEBOOK, STATEMENTS)
        assert dict(zip(told["family"], told["status"], strict=True)) == {
            "theme": "changed", "stance": "accepted",
        }  # fmt: skip
        assert found["human:anna", "h1"] == "shown"
    assert len(read) == 30
    # What a coder's own column is called is hers: without our first column it is not our sheet.
    (tmp_path / "own.csv").write_text("statement_id,kanta,lausuma,rivi\nh1,1,muuta,1\n", "utf-8")
    assert len(read_sheets(tmp_path / "own.csv", CODEBOOK, STATEMENTS)) == 1
    bad = tmp_path / "fi.xlsx"
    head = [cell.value for cell in load_workbook(bad).worksheets[0][1]]
    fill(bad, **{place(head, "lausuma"): "muuta"})
    with pytest.raises(CodingsError, match=r"2 .lausuma.: the text is not that of 'h1'"):
        read_sheets(bad, CODEBOOK, STATEMENTS)


def test_changed_text_and_unknown_statements_are_listed_by_cell(tmp_path):
    statements = pd.DataFrame({"statement_id": ["1", "2"], "clean": ["Kela  toimii.", "Ei toimi."]})
    sheet = tmp_path / "coder_anna.csv"
    sheet.write_text(
        "statement_id,text,stance\n1,Kela toimii.,1\n2,Toimii.,0\n9,Mitä?,0\n", "utf-8"
    )
    with pytest.raises(CodingsError) as caught:
        read_sheets(sheet, statements=statements)
    assert "B3 (text)" in str(caught.value)
    assert "A4 (statement_id)" in str(caught.value)
    assert "B2" not in str(caught.value)


def test_a_sheet_that_may_hold_codes_is_not_replaced(tmp_path):
    statements = pd.DataFrame({"statement_id": ["1"], "clean": ["Kela toimii."]})
    sheet = tmp_path / "anna.csv"
    sheet.write_text("coded", "utf-8")
    with pytest.raises(CodingsError, match="already"):
        write_sheet(statements, sheet, Codebook())
    assert sheet.read_text("utf-8") == "coded"


def test_question_and_what_was_said_before_are_shown(tmp_path):
    statements = pd.DataFrame(
        {"statement_id": ["1"], "clean": ["Kyllä."], "question": ["Roolit"], "before": ["Onko?"]}
    )
    write_sheet(statements, tmp_path / "anna.csv", Codebook())
    (row,) = pd.read_csv(tmp_path / "anna.csv", dtype=str).to_dict("records")
    assert (row["question"], row["before"], row["text"]) == ("Roolit", "Onko?", "Kyllä.")


def test_formulas_errors_and_merged_cells_are_no_codes(tmp_path):
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    for row in (
        ["statement_id", "theme", "stance"],
        ["s1", "keinot", "=1+1"],
        ["s2", "#N/A", 1],
        ["s3", "keinot", 0],
        ["s4", None, 0],
    ):
        sheet.append(row)
    sheet.merge_cells("B4:B5")
    path = tmp_path / "anna.xlsx"
    book.save(path)
    with pytest.raises(CodingsError) as caught:
        read_sheets(path)
    message = str(caught.value)
    for part in ("C2 (stance): the cell holds a formula", "B3 (theme): #N/A", "B4:B5 are merged"):
        assert part in message

    (tmp_path / "eero.csv").write_text("statement_id,theme\ns1,=B2\ns2,#REF!\n", encoding="utf-8")
    with pytest.raises(CodingsError) as caught:
        read_sheets(tmp_path / "eero.csv")
    assert "B2 (theme): '=B2' is a formula" in str(caught.value)
    assert "#REF! is a spreadsheet's error" in str(caught.value)


def test_errors_in_finnish_and_a_name_over_two_columns_lose_no_codes(tmp_path):
    from openpyxl import Workbook

    (tmp_path / "eero.csv").write_text("statement_id,theme\ns1,#PUUTTUU!\n", encoding="utf-8")
    with pytest.raises(CodingsError, match=r"B2 .theme.: #PUUTTUU! is a spreadsheet's error"):
        read_sheets(tmp_path / "eero.csv")
    book = Workbook()
    sheet = book.active
    for row in (["statement_id", "theme", "stance", "x"], ["s1", "keinot", 2, "k"]):
        sheet.append(row)
    sheet.merge_cells("D1:E1")  # a column of the coder's own
    book.save(tmp_path / "anna.xlsx")
    assert set(read_sheets(tmp_path / "anna.xlsx")["family"]) == {"stance", "theme"}
    sheet.merge_cells("B1:C1")
    book.save(tmp_path / "anna.xlsx")
    with pytest.raises(CodingsError, match=r"B1 .theme.: the cells B1:C1 are merged"):
        read_sheets(tmp_path / "anna.xlsx")


def test_a_sheet_shows_when_a_statement_is_heard(tmp_path):
    statements = pd.DataFrame(
        {"statement_id": ["a", "b"], "clean": ["Joo.", "Ei."], "time_start": [65.0, float("nan")]}
    )
    write_sheet(statements, tmp_path / "s.csv", Codebook(), coder="anna")
    table = pd.read_csv(tmp_path / "s.csv", keep_default_na=False)
    assert table["time"].tolist() == ["01:05", ""]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_sheet_that_is_open_is_read_without_its_file(tmp_path, ending):
    file = tmp_path / f"coder_anna.{ending}"
    cells = [["statement_id", "theme", "stance"], ["h1", "keinot", "1"], ["h2", "roolit", "7"]]
    if ending == "csv":
        file.write_text("".join(",".join(row) + "\n" for row in cells), "utf-8")
    else:
        book = Workbook()
        for row in cells:
            book.active.append(row)
        book.save(file)
    sheet = open_sheet(file)
    file.unlink()
    assert not sheet.is_of_disputes
    for _ in range(2):  # the second reading tells what is wrong once, as the first
        with pytest.raises(CodingsError, match="1 cell of the coding sheets") as told:
            read_sheets(sheet, CODEBOOK)
        assert told.value.file == file
    sheet.rows.pop()
    assert set(read_sheets(sheet, CODEBOOK)["coder"]) == {"human:anna"}


def test_a_name_that_two_themes_have_stands_for_none(tmp_path):
    sheet = tmp_path / "coder_a.csv"
    sheet.write_text("statement_id,theme\n1,Raha\n", "utf-8")
    alike = Codebook("Koe", (Theme("a", {"fi": "Raha"}), Theme("b", {"fi": "raha"})))
    with pytest.raises(CodingsError, match="no theme 'Raha'"):
        read_sheets(sheet, alike)
