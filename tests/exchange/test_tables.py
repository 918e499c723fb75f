"""Tables for spreadsheets, statistics programs, databases and learning."""

import json

import pandas as pd
import pytest

from aineisto import ExchangeError
from aineisto.codings import read_codings
from aineisto.exchange import write_tables


def test_csv_comes_back_as_the_same_codings(study, tmp_path):
    paths = write_tables(study, tmp_path / "tables")
    pd.testing.assert_frame_equal(read_codings(paths["codings"]), study.codings)
    assert set(paths) == {"participants", "statements", "codings", "wide", "dictionary"}
    assert sorted(path.name for path in (tmp_path / "tables").iterdir()) == sorted(
        path.name for path in paths.values()
    )


def test_wide_has_a_row_a_statement_and_a_column_a_coder(study, tmp_path):
    wide = pd.read_csv(write_tables(study, tmp_path)["wide"], keep_default_na=False)
    assert list(wide["statement_id"]) == list(study.corpus.answers["statement_id"])
    first, second, third, fourth = wide.to_dict("records")
    assert first["theme_anna"] == first["theme_machine"] == "rp"
    assert first["stance_anna"] == "-2"
    assert second["actor_machine"] == "Kela"
    assert third["stance_ville"] == "2"
    assert fourth["theme_anna"] == "none"
    assert fourth["stance_ville"] == ""  # rejected: nobody's code


def test_the_dictionary_says_what_every_column_code_and_step_is(study, tmp_path):
    paths = write_tables(study, tmp_path)
    words = pd.read_csv(paths["dictionary"], keep_default_na=False)
    for name in ("participants", "statements", "codings", "wide"):
        columns = pd.read_csv(paths[name], nrows=0).columns
        told = words[(words["table"] == name) & (words["value"] == "")]
        assert list(told["column"]) == list(columns)
    assert (words[["fi", "en"]] != "").all(axis=None)
    assert set(words.loc[words["kind"] == "theme", "value"]) == {"yt", "rp"}
    assert set(words.loc[words["kind"] == "step", "value"]) == {"-2", "-1", "0", "1", "2"}


def test_xlsx_holds_every_statement_and_runs_no_formula(study, tmp_path):
    study.corpus.statements.loc[0, "clean"] = "=1+1"
    study.corpus.statements.loc[1, "clean"] = "a" * 40_000
    paths = write_tables(study, tmp_path, format="xlsx")
    back = pd.read_excel(paths["statements"])
    assert len(back) == len(study.corpus.statements)
    assert back.loc[0, "clean"] == "'=1+1"
    assert back.loc[1, "clean"].endswith("a…")


def test_parquet_keeps_the_kinds(study, tmp_path):
    pytest.importorskip("pyarrow")
    codings = pd.read_parquet(write_tables(study, tmp_path, format="parquet")["codings"])
    pd.testing.assert_frame_equal(codings, study.codings)


def test_examples_hold_the_text_and_its_codings(study, tmp_path):
    paths = write_tables(study, tmp_path, format="jsonl")
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
    path = write_tables(study, tmp_path, format="duckdb")["study"]
    with duckdb.connect(str(path), read_only=True) as database:
        question = "SELECT clean FROM coded WHERE family = 'stance' AND value < 0"
        assert database.execute(question).fetchall() == [("Rajapinnat puuttuvat 😀 kokonaan.",)]
        assert database.execute("SELECT count(*) FROM codings").fetchone() == (len(study.codings),)


def test_an_unknown_format_names_those_that_are(study, tmp_path):
    with pytest.raises(ExchangeError, match="csv, xlsx, parquet, jsonl, duckdb"):
        write_tables(study, tmp_path, format="sav")


def test_what_cannot_be_written_leaves_the_tables_that_are_there(study, tmp_path):
    before = write_tables(study, tmp_path)["codings"].read_bytes()
    study.codings["code"] = [object()] * len(study.codings)  # no frame of ours: the writer stumbles
    with pytest.raises(TypeError):
        write_tables(study, tmp_path)
    assert (tmp_path / "codings.csv").read_bytes() == before
    (tmp_path / "file").write_text("")
    with pytest.raises(ExchangeError, match="cannot be written"):
        write_tables(study, tmp_path / "file")
