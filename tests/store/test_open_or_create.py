"""A cell that runs twice opens the project, and says where the corpus is no longer the same."""

from dataclasses import replace

import pandas as pd
import pytest

import aineisto
from aineisto import Codebook, Project
from aineisto.codebook import Theme
from aineisto.core.errors import AineistoWarning, ProjectError

TURNS = [
    "AA: Miten se uus järjestelmä on toiminu?",
    "BB: No ei se oikein auennu ku piti. Mut tuki oli hyvää.",
    "AA: Entä yhteistyö?",
    "BB: Se on kyl parantunu.",
]
CODEBOOK = Codebook("Koe", [Theme("tuki", {"fi": "Tuki"})])


@pytest.fixture
def corpus(tmp_path):
    (tmp_path / "a.txt").write_text("\n".join(TURNS), encoding="utf-8")
    return aineisto.read(tmp_path / "a.txt", interviewer="AA")


def test_the_same_corpus_opens_what_is_there(corpus, tmp_path):
    for _ in range(2):
        with Project.open_or_create(tmp_path / "s.aineisto", corpus, CODEBOOK) as project:
            assert len(project.corpus.answers) == 3


def test_roles_that_were_mended_are_not_passed_over_in_silence(corpus, tmp_path):
    path = tmp_path / "s.aineisto"
    Project.open_or_create(path, corpus, CODEBOOK).close()
    before = path.read_bytes()
    mended = corpus.roles({"AA": "interviewee", "BB": "interviewer"})
    with pytest.raises(ProjectError, match=r"other participants, roles.*the first is a:0001"):
        Project.open_or_create(path, mended, CODEBOOK)
    assert path.read_bytes() == before


def test_questions_of_another_guide_are_told(corpus, tmp_path):
    path = tmp_path / "s.aineisto"
    Project.open_or_create(path, corpus, CODEBOOK).close()
    other = aineisto.read(
        tmp_path / "a.txt", interviewer="AA", guide=["Miten uusi järjestelmä on toiminut?"]
    )
    with pytest.raises(ProjectError, match="other questions") as told:
        Project.open_or_create(path, other, CODEBOOK)
    with pytest.warns(AineistoWarning, match="no questions 'K1', to which 3 statements"):
        Project.create(tmp_path / "n", other, CODEBOOK).close()
    with Project.open(path) as old, Project.open(tmp_path / "n") as new:
        old.decide("a:0002", "anna", "stance", value=-1, blind=True)
        assert "new.take_decisions(" in told.value.remedy
        assert new.take_decisions(old).empty
        assert new.codings["status"].tolist() == ["blind"]
        assert new.corpus.answers["question"].iloc[0] == "K1"


def test_a_group_that_was_added_to_the_participants_is_told(corpus, tmp_path):
    path = tmp_path / "s.aineisto"
    Project.open_or_create(path, corpus, CODEBOOK).close()
    grouped = replace(corpus, participants=corpus.participants.assign(group="kunta"))
    with pytest.warns(AineistoWarning, match=r"differ from those given in 'group'.*take_decisions"):
        project = Project.open_or_create(path, grouped, CODEBOOK)
    assert "group" not in project.corpus.participants
    project.close()


def test_participants_of_any_kind_are_the_same_when_they_come_again(tmp_path, corpus):
    kinds = corpus.participants.assign(
        age=pd.array([None], dtype="Int64"), weight=[float("nan")], since=pd.to_datetime([None])
    )
    whole = replace(corpus, participants=kinds)
    for _ in range(2):  # a warning would be an error here
        Project.open_or_create(tmp_path / "s.aineisto", whole, CODEBOOK).close()
