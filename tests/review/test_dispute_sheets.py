"""Disputes on a sheet: written, talked over, read back as consensus beside the coders' codes."""

import subprocess
import sys
from itertools import product

import pandas as pd
import pytest
from openpyxl import load_workbook

from aineisto import AineistoError, AineistoWarning, Project
from aineisto.review import AdjudicationSession

from .test_adjudication import disputed  # noqa: F401

PEOPLE = ["anna", "eero"]
FINNISH = {"yhteinen ratkaisu": "consensus", "ketkä sopivat": "people", "perustelu": "reason"}


def fill(path, **by_column):
    """Write into the rows of a sheet, by column, in their order."""
    if path.suffix == ".csv":
        table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
        for name, values in by_column.items():
            table[name] = values
        table.to_csv(path, index=False, encoding="utf-8-sig")
        return
    book = load_workbook(path)
    sheet = book.worksheets[0]
    columns = {FINNISH.get(cell.value, cell.value): cell.column for cell in sheet[1]}
    for name, values in by_column.items():
        for row, value in enumerate(values, start=2):
            sheet.cell(row, columns[name]).value = value or None
    book.save(path)


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_a_sheet_of_disputes_goes_out_and_comes_back(disputed, tmp_path, ending):  # noqa: F811
    own = disputed.codings
    before = disputed.agreement(n_boot=0)
    file = tmp_path / f"riidat.{ending}"
    rows = disputed.write_disputes(file, PEOPLE)
    assert list(zip(rows["statement_id"], rows["family"], strict=True)) == [
        ("d:1", "stance"), ("d:2", "theme"), ("d:2", "stance"),
    ]  # fmt: skip
    assert rows.at[0, "codes: anna"].endswith("(-2)")
    assert rows.at[0, "memo: eero"] == "ironiaa <b>?</b>"
    assert rows.at[1, "codes: eero"] == "Roolit (roolit)"
    assert "Sitä on haettu." in rows.at[0, "after"]
    if ending == "xlsx":
        head, first = list(load_workbook(file).worksheets[0].values)[:2]
        assert "koodit: anna" in head
        assert "muistiinpano: eero" in head
        assert first[head.index("mitä koodataan")] == "kanta"
    with pytest.raises(AineistoError, match="stay as they were"):
        disputed.decide("d:2", "anna", value=2, blind=True)

    assert disputed.import_disputes(file).empty  # nothing is settled yet
    settled = {
        "consensus": ["-2", "Raha; roolit", ""],
        "reason": ["ei ironiaa", "molemmista", ""],
    }
    fill(file, **settled, people=["anna, eero", "anna; eero, Olli", "anna, eero"])
    found = disputed.import_disputes(file)
    assert found["new"].tolist() == [True, True]
    assert not disputed.import_disputes(file)["new"].any()
    consensus = disputed.consensus
    assert consensus["consensus"].tolist() == ["-2", "raha;roolit"]
    assert consensus["people"].tolist() == ["anna, eero", "anna, eero, Olli"]
    assert consensus["reason"].tolist() == ["ei ironiaa", "molemmista"]
    codings = disputed.codings
    now = codings.query("coder == 'human:konsensus'")
    assert set(now["status"]) == {"consensus"}
    pd.testing.assert_frame_equal(
        codings.drop(now.index).reset_index(drop=True), own.reset_index(drop=True)
    )
    pd.testing.assert_frame_equal(disputed.agreement(n_boot=0), before)

    # What is settled is on a later sheet; settled otherwise, the sheet stands and that is told.
    again = tmp_path / f"uudestaan.{ending}"
    shown = disputed.write_disputes(again, PEOPLE, settled=True, lang="en")
    assert shown["consensus"].tolist() == ["-2", "raha;roolit", ""]
    assert not disputed.import_disputes(again)["new"].any()
    fill(again, consensus=["1", "none", "0"], reason=["a", "b", "c"])
    with pytest.warns(AineistoWarning, match="2 disputes were settled otherwise"):
        assert disputed.import_disputes(again)["new"].all()
    assert disputed.consensus["consensus"].tolist() == ["1", "none", "0"]


def test_a_dispute_is_findable_in_the_recording(project, tmp_path, timed):
    with Project.create(tmp_path / "t.aineisto", timed, project.codebook) as own:
        for coder, value in (("anna", -2), ("eero", 2)):
            own.decide("d:1", coder, value=value, blind=True)
        assert own.write_disputes(tmp_path / "r.csv", PEOPLE)["time"].tolist() == ["01:05"]
        assert own.import_disputes(tmp_path / "r.csv").empty


def test_cells_that_cannot_be_used_are_named_and_nothing_is_stored(disputed, tmp_path):  # noqa: F811
    file = tmp_path / "riidat.xlsx"
    disputed.write_disputes(file, PEOPLE, lang="en")
    both = ["anna, eero"] * 3
    bad = [
        ({"consensus": ["3", "", ""], "reason": ["r", "", ""]}, "(consensus): '3' is not on"),
        ({"consensus": ["", "rahat", ""], "reason": ["", "r", ""]}, "no theme 'rahat'"),
        ({"consensus": ["", "raha;none", ""], "reason": ["", "r", ""]}, "stands beside"),
        ({"consensus": ["1", "", ""], "reason": ["", "", ""]}, "(reason): a consensus needs"),
        ({"consensus": ["", "", ""], "reason": ["r", "", ""]}, "a reason but no consensus"),
        ({"consensus": ["1", "", ""], "reason": ["r", "", ""], "people": ["anna", "", ""]},
         "(people): a consensus is one of two"),
        ({"text": ["toista", "", ""]}, "(text): the text is not that of 'd:1'"),
        ({"row": ["2 (3)", "2 (3)", "3 (3)"]}, "row 2 stands already"),
    ]  # fmt: skip
    for cells, told in bad:
        blank = {"consensus": [""] * 3, "reason": [""] * 3, "people": both}
        fill(file, **{**blank, **cells})
        with pytest.raises(AineistoError) as error:
            disputed.import_disputes(file)
        assert told in str(error.value)
        assert "riidat.xlsx" in str(error.value)
    assert disputed.consensus.empty
    with pytest.raises(AineistoError, match="sheet of disputes"):
        disputed.import_sheet(file)
    with pytest.raises(AineistoError, match="there already"):
        disputed.write_disputes(file, PEOPLE)
    with pytest.raises(AineistoError, match="two coders"):
        disputed.write_disputes(tmp_path / "yksin.csv", ["anna"])


def test_one_spelling_of_an_actor_is_no_dispute(project):
    named = (["Kela"], ["Kansaneläkelaitos"])
    for (coder, actors), statement in product(zip(PEOPLE, named, strict=True), ("d:4", "d:5")):
        project.decide(statement, coder, value=0, blind=True)
        given = actors if statement == "d:4" else actors if coder == "anna" else []
        project.decide(statement, coder, "actor", codes=given, blind=True)
    assert AdjudicationSession(project, PEOPLE, family="actor").queue == [("d:5", "actor")]
    assert project.disputes(family="actor")["statement_id"].tolist() == ["d:5"]


def test_the_commands(disputed, tmp_path):  # noqa: F811
    def run(*command):
        done = subprocess.run(
            [sys.executable, "-m", "aineisto.cli", *map(str, command)],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    file = tmp_path / "riidat.csv"
    told = run("disputes", disputed.path, "--people", "anna,eero", "--out", file)
    assert "3 disputes" in told
    fill(file, consensus=["1", "", ""], reason=["lievä", "", ""])
    assert run("import-sheet", disputed.path, file) == "1 decisions stored\n"
    assert disputed.consensus["reason"].tolist() == ["lievä"]


@pytest.mark.parametrize("lang", ["fi", "en"])
def test_a_coders_cell_may_be_copied_as_the_consensus(disputed, tmp_path, lang):  # noqa: F811
    for who, actor in (("anna", "Kela"), ("eero", "none")):
        disputed.decide("d:3", who, "actor", actor, blind=True)
    file = tmp_path / "riidat.csv"
    rows = disputed.write_disputes(file, PEOPLE, lang=lang)
    copied = rows["codes: eero"].tolist()
    assert all(cell.endswith(")") for cell in copied)
    fill(file, consensus=copied, reason=["r"] * len(rows), people=["anna, eero"] * len(rows))
    disputed.import_disputes(file)
    settled = [cell.rpartition("(")[2].removesuffix(")") for cell in copied]
    found = disputed.consensus.set_index(["statement_id", "family"])["consensus"]
    where = zip(rows["statement_id"], rows["family"], strict=True)
    assert [found[at] for at in where] == settled
    assert {"none", "roolit"} < set(settled)


def test_a_copied_cell_is_read_where_two_themes_are_called_alike(disputed, tmp_path):  # noqa: F811
    renamed = disputed.codebook.rename("raha", "Muu").rename("roolit", "Muu")
    with pytest.warns(AineistoWarning, match="mistaken for each other"):
        disputed.update_codebook(renamed)
    file = tmp_path / "riidat.csv"
    rows = disputed.write_disputes(file, PEOPLE, family="theme")
    copied = rows["codes: anna"].tolist()
    fill(file, consensus=copied, reason=["r"] * len(rows), people=["anna, eero"] * len(rows))
    disputed.import_disputes(file)
    assert disputed.consensus["consensus"].tolist() == ["raha"]
