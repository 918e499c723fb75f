"""A study for the Finnish Social Science Data Archive."""

import re

import pandas as pd
import pytest

import aineisto
from aineisto import ExchangeError
from aineisto.exchange import write_deposit


def table(path):
    return pd.read_csv(path, dtype="str", keep_default_na=False)


def test_codings_are_of_the_words_in_the_files_deposited(study, tmp_path):
    files = write_deposit(study, tmp_path / "d", identifier="FSD1234")
    rows = table(files["koodaukset"])
    assert len(rows) == (study.codings["status"] != "rejected").sum()
    for row in rows.itertuples():
        text = (tmp_path / "d" / row.file).read_text("utf-8")
        assert text[int(row.start) : int(row.end)] == row.text != ""
    (mention,) = rows[rows["family"] == "actor"].itertuples()
    assert (mention.text, mention.label) == ("KELA:lle", "Kela")
    lowest = study.codebook.scale[0].label("fi")
    assert rows.query("value == '-2'")["label"].tolist() == [f"-2 {lowest}"]
    assert rows.query("code == 'rp'")["label"].unique().tolist() == ["Rajapinnat"]
    names = sorted(path.name for path in (tmp_path / "d").iterdir())
    assert names == ["FSD1234_h01.txt", "FSD1234_h02.txt", "FSD1234_koodaukset.csv",
                     "FSD1234_koodikirja.csv", "FSD1234_lausumat.csv",
                     "FSD1234_taustatiedot.csv", "LUEMINUT.txt", "README.txt"]  # fmt: skip


def test_the_texts_begin_with_their_background_and_read_as_the_same_statements(study, tmp_path):
    files = write_deposit(study, tmp_path / "d")
    text = files["h01"].read_text("utf-8")
    assert text.startswith(
        "Tutkimus: Koe\nTiedosto: h01.txt\nHaastateltavat: anni (group Kaupungit)\n\nH:"
    )
    back = aineisto.read([files["h01"], files["h02"]])
    columns = ["document", "speaker", "role", "clean"]
    pd.testing.assert_frame_equal(back.statements[columns], study.corpus.statements[columns])
    people = table(files["taustatiedot"])
    assert people.to_dict("records")[0] == {
        "file": "h01.txt", "document": "h01", "participant": "anni", "group": "Kaupungit",
    }  # fmt: skip


def test_codings_join_the_statements_of_the_texts_by_their_places(study, tmp_path):
    files = write_deposit(study, tmp_path / "d", identifier="FSD1234")
    rows = table(files["lausumat"])
    statements = study.corpus.statements.set_index("statement_id")
    for row in rows.itertuples():
        text = (tmp_path / "d" / row.file).read_text("utf-8")
        assert text[int(row.start) : int(row.end)] == statements.loc[row.statement_id, "text"]
    fresh = aineisto.read([files["h01"], files["h02"]]).statements
    places = fresh["document"] + ".txt:" + fresh["start"].astype("str")
    names = dict(zip(rows["file"] + ":" + rows["start"], rows["statement_id"], strict=True))
    assert [names[place] for place in places] == study.corpus.statements["statement_id"].tolist()
    assert set(table(files["koodaukset"])["statement_id"]) <= set(rows["statement_id"])


@pytest.mark.parametrize("name", ["LUEMINUT", "README"])
def test_every_variable_is_described_in_both_languages(study, tmp_path, name):
    files = write_deposit(study, tmp_path)
    told = files[name].read_text("utf-8")
    for kind in ("taustatiedot", "lausumat", "koodaukset", "koodikirja"):
        part = told.partition(f"  {kind}.csv\n")[2]
        for column in table(files[kind]):
            found = re.search(
                rf"^    {column}: .+ \([\w ]+ (\d+), \w+ (\d+)\)$", part, re.MULTILINE
            )
            assert found, column
            cells = table(files[kind])[column].replace("", None)
            assert [int(n) for n in found.groups()] == [cells.nunique(), cells.isna().sum()]
    assert "human:anna" in told
    assert ("Koodaajat" in told) == (name == "LUEMINUT")


def test_names_are_plain_and_differ(study, tmp_path):
    corpus = study.corpus
    names = {"h01": "Äiti & poika", "h02": "aiti poika"}
    corpus.documents["document"] = corpus.documents["document"].replace(names)
    corpus.statements["document"] = corpus.statements["document"].replace(names)
    files = write_deposit(study, tmp_path)
    assert [files[name].name for name in names.values()] == ["Aiti_poika.txt", "aiti_poika-2.txt"]


def test_an_identifier_that_is_not_the_archive_s_is_refused(study, tmp_path):
    with pytest.raises(ExchangeError, match="no identifier"):
        write_deposit(study, tmp_path, identifier="1234")


def test_the_interviews_are_not_replaced_by_their_deposit(study, tmp_path):
    own = tmp_path / "h01.txt"
    own.write_text("as it was transcribed", encoding="utf-8")
    with pytest.raises(ExchangeError, match=r"h01\.txt: The deposit would replace a file"):
        write_deposit(study, tmp_path)
    assert own.read_text(encoding="utf-8") == "as it was transcribed"
    own.unlink()
    for _ in range(2):
        assert write_deposit(study, tmp_path)["h01"] == own
