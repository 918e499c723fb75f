"""Interviews read anew: people's codes stay at the words that they were given to."""

import shutil
import unicodedata

import pandas as pd
import pytest
from tests.coded import coded

import aineisto
from aineisto import Codebook, Project
from aineisto.codebook import Theme
from aineisto.codings import make_codings
from aineisto.core.errors import AineistoWarning, ArgumentTypeError

FIRST = """H: Miten järjestelmä on toiminut?
V: Toimihan se. Se ei oikein auennut minulle. Mutta tuki oli hyvää.
H: Entä yhteistyö?
V: Toimihan se. Se on kyllä parantunut. Kela auttoi.
"""
CORRECTED = """H: Miten järjestelmä on toiminut?
V: Toimihan se. Aluksi oli vaikeaa. Se ei oikein avautunut minulle. Mutta tuki oli hyvää.
H: Entä yhteistyö?
V: Toimihan se. Se on kyllä parantunut. Kela auttoi.
"""
SECOND = "H: Miten?\nV: Hyvinhän se Kuusamossa meni.\n"
CODEBOOK = Codebook("Koe", [Theme("tuki", {"fi": "Tuki"})])


def read(folder, **texts):
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return aineisto.read(folder, interviewer="H")


@pytest.fixture
def old(tmp_path):
    corpus = read(tmp_path / "texts", ä=FIRST, b=SECOND)
    with Project.create(tmp_path / "old.aineisto", corpus, CODEBOOK) as project:
        for value, name in enumerate(corpus.answers["statement_id"], start=-2):
            project.decide(name, "anna", value=min(value, 2), blind=True)
        kela = corpus.answers.query("clean == 'Kela auttoi.'").iloc[0]
        place = {"start": int(kela["start"]), "end": int(kela["start"]) + 4, "evidence": "Kela"}
        row = coded(kela["statement_id"], "human:ville", "Kela", family="actor", **place)
        project.add_decisions(make_codings(pd.DataFrame([row])))
        yield project


def stances(project):
    """Return the stances in order, with the words that they stand at."""
    said = project.corpus.statements.set_index("statement_id")["clean"]
    rows = project.codings.query("family == 'stance'")
    return [(said[name], value) for name, value in zip(rows.statement_id, rows.value, strict=True)]


def test_codes_stay_at_their_words_and_what_has_changed_is_told(old, tmp_path):
    before = stances(old)
    corpus = read(tmp_path / "texts", ä=CORRECTED, b=SECOND)
    with Project.create(tmp_path / "new.aineisto", corpus, CODEBOOK) as new:
        with pytest.warns(AineistoWarning, match=r"1 of 8 decisions stay in .*old\.aineisto"):
            left = new.take_decisions(old)
        assert left["statement_id"].tolist() == ["ä:0003"]
        assert stances(new) == [one for one in before if "auennut" not in one[0]]
        assert set(new.codings["status"]) == {"blind"}
        (actor,) = new.codings.query("family == 'actor'").to_dict("records")
        text = corpus.documents.set_index("document").at["ä", "text"]
        assert text[actor["start"] : actor["end"]] == actor["evidence"] == "Kela"


def test_a_document_of_another_name_is_known_by_its_words(old, tmp_path):
    apart = unicodedata.normalize("NFD", "ä")
    for texts in ({apart: FIRST, "b": SECOND}, {"a-1": FIRST, "c": SECOND}):
        corpus = read(tmp_path / "texts", **texts)
        with Project.create(tmp_path / f"{'-'.join(texts)}.aineisto", corpus, CODEBOOK) as new:
            assert new.take_decisions(old).empty
            assert sorted(stances(new)) == sorted(stances(old))
            assert new.take_decisions(old).empty
            assert len(new.decisions) == len(old.decisions)  # stored once


def test_who_withdrew_is_in_the_new_file_with_no_word(old, tmp_path):
    corpus = read(tmp_path / "texts", ä=FIRST)
    path = tmp_path / "new.aineisto"
    told = pytest.warns(AineistoWarning, match="1 of 8 decisions")
    with Project.create(path, corpus, CODEBOOK) as new, told:
        assert set(new.take_decisions(old)["statement_id"]) == {"b:0002"}
    assert b"Kuusamossa" in old.path.read_bytes()
    assert b"Kuusamossa" not in path.read_bytes()


def test_what_is_no_project_is_refused(old):
    with pytest.raises(ArgumentTypeError, match="open project"):
        old.take_decisions("old.aineisto")
