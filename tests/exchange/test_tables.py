"""Tables for spreadsheets and statistics programs."""

import pandas as pd
import pytest

from aineisto import ExchangeError
from aineisto.codings import read_codings
from aineisto.exchange import write_tables


def test_csv_comes_back_as_the_same_codings(study, tmp_path):
    paths = write_tables(study, tmp_path / "tables")
    pd.testing.assert_frame_equal(read_codings(paths["codings"]), study.codings)


def test_xlsx_holds_every_statement_and_runs_no_formula(study, tmp_path):
    study.corpus.statements.loc[0, "clean"] = "=1+1"
    paths = write_tables(study, tmp_path, format="xlsx")
    back = pd.read_excel(paths["statements"])
    assert len(back) == len(study.corpus.statements)
    assert back.loc[0, "clean"] == "'=1+1"


def test_an_unknown_format_names_those_that_are(study, tmp_path):
    with pytest.raises(ExchangeError, match="csv, xlsx, parquet"):
        write_tables(study, tmp_path, format="sav")
