"""A codebook as a table, with the slips that spreadsheets and people make in it."""

import pytest
from openpyxl import Workbook

from aineisto import AineistoWarning, Codebook, CodebookError


@pytest.fixture
def load(tmp_path):
    def of(text, encoding="utf-8"):
        path = tmp_path / "codes.csv"
        path.write_bytes(text.encode(encoding))
        return Codebook.load(path)

    return of


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_what_a_spreadsheet_saves_is_read(load, encoding):
    found = load("code;name\r\nyhteisö;Työyhteisö – me\r\n;;\r\n\r\nraha;Raha\r\n", encoding)
    assert [(theme.code, theme.label()) for theme in found.themes] == [
        ("yhteisö", "Työyhteisö – me"),
        ("raha", "Raha"),
    ]


@pytest.mark.parametrize(
    "head",
    [
        "Koodi,Nimi,Määritelmä,Avainsanat,Ylempi",
        " code , name_fi,Description,keywords,parent",
        "Koodikirja 2026,,,,\n,,,,\ncode,name,definition,keywords,parent",
        "sep=,\ncode,name,definition,keywords,parent",
    ],
)
def test_columns_are_known_by_their_other_names(load, head):
    first, second = load(f'{head}\nraha,Raha,Rahasta,"hinta, kulu",\nlaina,,,,RAHA\n').themes
    assert (first.code, first.label(), first.definition) == ("raha", "Raha", "Rahasta")
    assert first.keywords == ("hinta", "kulu")
    assert second.parent == "raha"


def test_numbers_that_a_program_made_decimals_are_the_codes_they_were(load):
    assert load("code,name,parent\n1.0,Raha,\n2.0,Laina,1.0\n").theme_codes == ("1", "2")
    assert load("code,name,parent\n1.0,Raha,\n2.0,Laina,1.0\n").themes[1].parent == "1"
    # These number the parts of a whole.
    assert load("code,name\n1.0,Raha\n1.1,Laina\n1.10,Korko\n").theme_codes == (
        "1.0",
        "1.1",
        "1.10",
    )


def test_what_cannot_be_seen_in_a_code_is_not_in_it(load):
    assert load("code,name\nyhteiso\u0308\u200b\u00a0,Me\n").theme_codes == ("yhteisö",)


def test_a_column_that_is_not_read_is_told(load):
    with pytest.warns(AineistoWarning, match="not read: 'text'.*TOML"):
        load("code,name,text,\nraha,Raha,Riittääkö raha?,\n")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            "code,name\nraha,Raha\nRaha ,Kulut\n",
            r"lines 2 and 3: .*there twice \(line 2 has 'raha'",
        ),
        ("code,name\nraha,Raha\n,Kulut\n", "line 3: The row has no code.*merged"),
        ("code,name\nNone,Ei\n", "line 2: .*no theme applies"),
        ("code,name\nnan,Ei\n", "line 2: 'nan' is .* no code"),
        ("code,name\n#PUUTTUU!,Ei\n", "spreadsheet's error"),
        ("code,definition\nraha,Rahasta, hinnoista\n", "line 2: The row has 3 cells but .* 2"),
        ("code,name,nimi\nraha,Raha,Rahat\n", "`name` is there twice"),
    ],
)
def test_a_slip_is_told_with_its_line(load, text, problem):
    with pytest.raises(CodebookError, match=problem):
        load(text)


@pytest.mark.parametrize("ending", ["xls", "ods", "docx"])
def test_a_table_of_another_program_is_told_what_to_do(tmp_path, ending):
    with pytest.raises(CodebookError, match="as xlsx or CSV, a row a theme with the columns"):
        Codebook.load(tmp_path / f"codes.{ending}")


@pytest.fixture
def workbook(tmp_path):
    def of(**sheets):
        book, path = Workbook(), tmp_path / "koodikirja.xlsx"
        book.remove(book.active)
        for name, rows in sheets.items():
            sheet = book.create_sheet(name)
            for row in rows:
                sheet.append(row)
        book.save(path)
        return path

    return of


def test_themes_are_read_from_the_sheet_of_a_workbook(workbook):
    path = workbook(
        Ohje=[["Teemat ovat toisella välilehdellä."]],
        Teemat=[
            ["Koodikirja 2026"],
            ["Koodi", "Nimi", "Määritelmä", "Avainsanat", "Esimerkit", "Ylempi"],
            [1, "Raha", "Rahasta, ja hinnoista", "hinta, kulu", "Raha loppui; Hinnat", None],
            [],
            [2.0, "Laina", None, "velka\nkorko", None, 1],
        ],
    )
    with pytest.warns(AineistoWarning, match="sheets are not read: 1"):
        first, second = Codebook.load(path).themes
    assert (first.code, first.label(), first.definition) == ("1", "Raha", "Rahasta, ja hinnoista")
    assert (first.keywords, first.examples) == (("hinta", "kulu"), ("Raha loppui", "Hinnat"))
    assert (second.code, second.parent, second.keywords) == ("2", "1", ("velka", "korko"))


def test_a_slip_in_a_workbook_is_told_with_its_row(workbook, tmp_path):
    rows = [["koodi", "nimi"], ["raha", "Raha"], [None, "Kulut"]]
    with pytest.raises(CodebookError, match=r"koodikirja.xlsx, row 3: The row has no code"):
        Codebook.load(workbook(Teemat=rows))
    with pytest.raises(CodebookError, match="row 1: The codebook has no column `code`"):
        Codebook.load(workbook(Teemat=[["a", "b"], ["c", "d"]]))
    (tmp_path / "rikki.xlsx").write_bytes(b"not a workbook")
    with pytest.raises(CodebookError, match=r"rikki\.xlsx: The file is not an Excel workbook"):
        Codebook.load(tmp_path / "rikki.xlsx")
