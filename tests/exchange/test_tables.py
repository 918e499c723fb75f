"""Tables for spreadsheets, statistics programs, databases and learning."""

import csv
import json
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

import aineisto
from aineisto import ExchangeError, read_qdpx, write_qdpx
from aineisto.codings import STATUSES, read_codings
from aineisto.core.cells import LONGEST_CELL, guard, unguard
from aineisto.exchange import qdpx_losses, write_tables

from .studies import in_order, strip


def test_csv_comes_back_as_the_same_codings(study, tmp_path):
    paths = write_tables(study, tmp_path / "tables")
    pd.testing.assert_frame_equal(read_codings(paths["codings"]), study.codings)
    assert set(paths) == {"participants", "statements", "codings", "wide", "dictionary"}
    assert sorted(path.name for path in (tmp_path / "tables").iterdir()) == sorted(
        path.name for path in paths.values()
    )


def test_wide_has_a_row_a_statement_and_a_column_a_coder(study, tmp_path):
    wide = pd.read_csv(write_tables(study, tmp_path / "t")["wide"], keep_default_na=False)
    assert list(wide["statement_id"]) == list(study.corpus.answers["statement_id"])
    first, second, third, fourth = wide.to_dict("records")
    assert first["theme_anna"] == first["theme_machine"] == "rp"
    assert first["stance_anna"] == "-2"
    assert second["actor_machine"] == "Kela"
    assert third["stance_ville"] == "2"
    assert fourth["theme_anna"] == "none"
    assert fourth["stance_ville"] == ""  # rejected: nobody's code


def test_a_code_with_a_semicolon_is_told_from_two_codes_in_wide(study, tmp_path):
    codes = ["raha; aika", 'sanoo "ei"', "rp"]
    rows = [study.codings.iloc[[1]].assign(code=code) for code in codes]
    study.codings = pd.concat(rows, ignore_index=True)
    cell = pd.read_csv(write_tables(study, tmp_path / "t")["wide"])["theme_anna"].iloc[0]
    (found,) = csv.reader([cell], delimiter=";", skipinitialspace=True)
    assert found == codes


def test_a_person_called_as_the_machine_has_a_column_of_her_own_in_wide(study, tmp_path):
    first = study.codings["statement_id"].iloc[0]
    row = study.codings.iloc[[1]].assign(coder="human:machine", code="yt")
    study.codings = pd.concat([study.codings, row], ignore_index=True)
    paths = write_tables(study, tmp_path / "t")
    wide = pd.read_csv(paths["wide"]).set_index("statement_id")
    assert wide.loc[first, ["theme_machine", "theme_human:machine"]].tolist() == ["rp", "yt"]
    # Nor is she taken for the machine where none has coded.
    study.codings = study.codings[study.codings["coder"].str.startswith("human:")]
    assert "theme_machine" not in pd.read_csv(write_tables(study, tmp_path / "t")["wide"])


def test_the_dictionary_says_what_every_column_code_and_step_is(study, tmp_path):
    paths = write_tables(study, tmp_path / "t")
    words = pd.read_csv(paths["dictionary"], keep_default_na=False)
    for name in ("participants", "statements", "codings", "wide"):
        columns = pd.read_csv(paths[name], nrows=0).columns
        told = words[(words["table"] == name) & (words["value"] == "")]
        assert list(told["column"]) == list(columns)
    assert (words[["fi", "en"]] != "").all(axis=None)
    assert set(words.loc[words["kind"] == "theme", "value"]) == {"yt", "rp"}
    assert set(words.loc[words["kind"] == "step", "value"]) == {"-2", "-1", "0", "1", "2"}
    told = words[(words["table"] == "codings") & (words["column"] == "status")].iloc[0]
    assert all(status in told["fi"] and status in told["en"] for status in STATUSES)


LIKE_FORMULAS = ["=1+1", "-No joo", "+358 soitti", "@anna sanoi", "'=x", "#NIMI?"]


def begins_like_formulas(study):
    clean = study.corpus.statements["clean"].tolist()
    clean[: len(LIKE_FORMULAS)] = LIKE_FORMULAS[: len(clean)]
    study.corpus.statements["clean"] = clean
    return clean


def test_in_xlsx_a_text_is_a_text_whatever_it_begins_with(study, tmp_path):
    clean = begins_like_formulas(study)
    paths = write_tables(study, tmp_path / "t", format="xlsx")
    sheet = load_workbook(paths["statements"]).worksheets[0]
    header = [cell.value for cell in sheet[1]]
    cells = [row[header.index("clean")] for row in sheet.iter_rows(min_row=2)]
    assert [cell.value for cell in cells] == clean  # nothing put before it
    assert {cell.data_type for cell in cells} == {"s"}
    assert [bool(cell.quotePrefix) for cell in cells] == [text[0] in "=+-@" for text in clean]
    back = pd.read_excel(paths["statements"])
    assert list(back["start"]) == list(study.corpus.statements["start"])  # numbers are numbers


@pytest.mark.parametrize("letter", ["a", "😀"])
def test_a_text_that_a_cell_cannot_hold_is_refused_not_cut(study, tmp_path, letter):
    whole = LONGEST_CELL // (len(letter.encode("utf-16-le")) // 2)
    study.corpus.statements.loc[1, "clean"] = letter * whole
    paths = write_tables(study, tmp_path / "t", format="xlsx")
    assert pd.read_excel(paths["statements"]).loc[1, "clean"] == letter * whole
    study.corpus.statements.loc[1, "clean"] = letter * (whole + 1)
    with pytest.raises(ExchangeError, match=r"does not fit into a cell.*csv"):
        write_tables(study, tmp_path / "t", format="xlsx")
    assert write_tables(study, tmp_path / "t")["statements"].exists()


def test_csv_holds_the_texts_as_they_are_and_guarded_where_asked(study, tmp_path):
    clean = begins_like_formulas(study)
    plain = pd.read_csv(write_tables(study, tmp_path / "plain")["statements"])
    assert list(plain["clean"]) == clean
    kept = pd.read_csv(write_tables(study, tmp_path / "kept", guard=True)["statements"])
    assert not kept["clean"].str.match(r"[=+\-@]").any()
    assert [unguard(text) for text in kept["clean"]] == clean
    assert list(kept["start"]) == list(plain["start"])  # a number below zero is a number


@given(st.text(alphabet="'=+-@\t\ra", max_size=6))
def test_a_guarded_text_comes_back(text):
    assert unguard(guard(text)) == text
    assert not guard(text).startswith(("=", "+", "-", "@", "\t", "\r"))


def test_parquet_keeps_the_kinds(study, tmp_path):
    pytest.importorskip("pyarrow")
    codings = pd.read_parquet(write_tables(study, tmp_path / "t", format="parquet")["codings"])
    pd.testing.assert_frame_equal(codings, study.codings)


def test_examples_hold_the_text_and_its_codings(study, tmp_path):
    paths = write_tables(study, tmp_path / "t", format="jsonl")
    lines = paths["examples"].read_text("utf-8").splitlines()
    found = [json.loads(line) for line in lines]
    assert [one["text"] for one in found] == list(study.corpus.answers["clean"])
    assert found[0]["attributes"] == {"group": "Kaupungit"}
    assert [c["code"] for c in found[0]["codings"]] == ["rp", "rp", "stance"]
    assert {tuple(one) for one in found} == {tuple(found[0])}  # the same keys on every line
    long = pd.read_json(paths["codings"], lines=True)
    assert list(long["code"]) == list(study.codings["code"])


def test_a_database_has_the_tables_and_a_view_of_what_is_coded(study, tmp_path):
    duckdb = pytest.importorskip("duckdb")
    path = write_tables(study, tmp_path / "t", format="duckdb")["study"]
    with duckdb.connect(str(path), read_only=True) as database:
        question = "SELECT clean FROM coded WHERE family = 'stance' AND value < 0"
        assert database.execute(question).fetchall() == [("Rajapinnat puuttuvat 😀 kokonaan.",)]
        assert database.execute("SELECT count(*) FROM codings").fetchone() == (len(study.codings),)


def test_an_unknown_format_names_those_that_are(study, tmp_path):
    with pytest.raises(ExchangeError, match="csv, xlsx, parquet, jsonl, duckdb"):
        write_tables(study, tmp_path / "t", format="sav")


def test_what_cannot_be_written_leaves_the_tables_that_are_there(study, tmp_path):
    before = write_tables(study, tmp_path / "t")["codings"].read_bytes()
    study.codings["code"] = [object()] * len(study.codings)  # no frame of ours: the writer stumbles
    with pytest.raises(TypeError):
        write_tables(study, tmp_path / "t")
    assert (tmp_path / "t" / "codings.csv").read_bytes() == before
    (tmp_path / "file").write_text("")
    with pytest.raises(ExchangeError, match="cannot be written"):
        write_tables(study, tmp_path / "file")


def test_a_coded_statement_of_the_interviewer_is_in_wide_too(study, tmp_path):
    asked = study.corpus.statements.query("role == 'interviewer'")["statement_id"].iloc[0]
    row = study.codings.iloc[[1]].assign(statement_id=asked)
    study.codings = pd.concat([study.codings, row], ignore_index=True)
    wide = pd.read_csv(write_tables(study, tmp_path / "t")["wide"], keep_default_na=False)
    assert wide.set_index("statement_id").loc[asked, "theme_anna"] == "rp"
    assert len(wide) == len(study.corpus.answers) + 1


def test_a_database_without_codings_has_columns_of_their_kinds(study, tmp_path):
    duckdb = pytest.importorskip("duckdb")
    study.codings = study.codings.iloc[:0]
    path = write_tables(study, tmp_path / "t", format="duckdb")["study"]
    with duckdb.connect(str(path), read_only=True) as database:
        columns = database.execute("DESCRIBE codings").fetchall()
        kinds = {name: kind for name, kind, *_ in columns}
    assert {kinds[name] for name in ("statement_id", "code", "coder")} == {"VARCHAR"}
    assert (kinds["value"], kinds["confidence"]) == ("BIGINT", "DOUBLE")


def test_joined_signs_stay_joined_in_what_is_read(tmp_path):
    (tmp_path / "a.txt").write_text("H: Mitä?\nV: Perhe 👩‍👩‍👧 on, soft­sana ja a‍b.\n")
    (_, clean) = aineisto.read(tmp_path / "a.txt").statements["clean"]
    assert clean == "Perhe 👩‍👩‍👧 on, softsana ja ab."


def test_what_was_settled_and_what_may_have_been_seen_goes_out_too(study, tmp_path):
    row = study.codings.iloc[[1]]
    more = [row.assign(coder="human:konsensus", status="consensus", code="yt"),
            row.assign(coder="human:ville", status="unknown")]  # fmt: skip
    study.codings = pd.concat([study.codings, *more], ignore_index=True)
    first = pd.read_csv(write_tables(study, tmp_path / "t")["wide"], keep_default_na=False).iloc[0]
    assert (first["theme_konsensus"], first["theme_ville"]) == ("yt", "rp")
    assert "1 rejected suggestions" in set(qdpx_losses(study)["problem"])
    path = write_qdpx(study, tmp_path / "x.qdpx")
    for file in (path, strip(path, tmp_path / "y.qdpx")):
        found = read_qdpx(file).codings
        assert {"consensus", "unknown"} <= set(found["status"])
        keys = ["statement_id", "code", "coder"]
        wanted = study.codings[study.codings["status"] != "rejected"][keys]
        assert in_order(found[keys]).equals(in_order(wanted))


def test_attributes_keep_their_kinds(study, tmp_path):
    about = {"ikä": [47, 51], "paino": [70.5, None], "jäsen": [True, False],
             "pvm": pd.to_datetime(["2026-03-01", None]), "numero": ["007", ""]}  # fmt: skip
    study.corpus = replace(study.corpus, participants=study.corpus.participants.assign(**about))
    paths = write_tables(study, tmp_path / "t", format="jsonl")
    lines = map(json.loads, paths["examples"].read_text("utf-8").splitlines())
    found = {line["participant"]: line["attributes"] for line in lines}
    assert found["anni"] == {"group": "Kaupungit", "ikä": 47, "paino": 70.5, "jäsen": True,
                             "pvm": "2026-03-01T00:00:00", "numero": "007"}  # fmt: skip
    assert found["olli"] == {"group": "", "ikä": 51, "paino": None, "jäsen": False,
                             "pvm": None, "numero": ""}  # fmt: skip
    rows = list(map(json.loads, paths["participants"].read_text("utf-8").splitlines()))
    assert [row["pvm"] and row["pvm"][:10] for row in rows] == ["2026-03-01", None]
    sheet = load_workbook(write_tables(study, tmp_path / "t", format="xlsx")["participants"]).active
    header = [cell.value for cell in sheet[1]]
    first = dict(zip(header, (cell.data_type for cell in sheet[2]), strict=True))
    assert [first[name] for name in about] == ["n", "n", "b", "d", "s"]


def test_the_studys_own_participants_are_not_replaced(study, tmp_path):
    own = tmp_path / "participants.csv"
    own.write_text("participant;phone\n", encoding="utf-8")
    with pytest.raises(ExchangeError, match="would replace a file that is there"):
        write_tables(study, tmp_path)
    assert own.read_text(encoding="utf-8") == "participant;phone\n"
    assert not (tmp_path / "dictionary.csv").exists()
    own.unlink()
    for _ in range(2):  # what it wrote itself it replaces
        assert write_tables(study, tmp_path)["participants"] == own
