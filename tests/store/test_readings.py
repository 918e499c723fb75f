"""A study is read by the encoder once in its life."""

import numpy as np
import pandas as pd
import pytest

import aineisto
from aineisto import Project
from aineisto.codebook import Codebook, Question, Theme
from aineisto.encoder import Encoder
from aineisto.language import _dialogue
from aineisto.language._reading import pack, unpack
from aineisto.review._labelled import Dialogue

TURNS = [
    "Haastattelija: Miten se uus järjestelmä on toiminu?",
    "Aino: No ei se oikein auennu ku piti. [naurahtaa] Mut tuki oli tosi hyvää.",
    "Haastattelija: Entä yhteistyö?",
    "Aino: Se on kyl parantunu, ihan selvästi. En tiiä muuta.",
]


@pytest.fixture
def study(tmp_path):
    (tmp_path / "aino.txt").write_text("\n".join(TURNS), encoding="utf-8")
    corpus = aineisto.read(tmp_path / "aino.txt")
    themes = [Theme("tuki", {"fi": "Tuki"}), Theme("työ", {"fi": "Yhteistyö"})]
    with Project.create(tmp_path / "s.aineisto", corpus, Codebook("Koe", themes)) as project:
        yield project


@pytest.fixture
def passes(monkeypatch):
    """How many lines of dialogue each pass of the encoder has read; nothing is known before."""
    seen, read = [], Encoder.read_lines

    def counted(self, lines):
        if any(line.speaker for line in lines):  # not the descriptions of themes
            seen.append(len(lines))
        return read(self, lines)

    monkeypatch.setattr(Encoder, "read_lines", counted)
    _dialogue.forget()
    yield seen
    _dialogue.forget()


def test_pre_coding_reads_once_and_a_later_process_not_at_all(study, passes):
    first = study.precode()
    assert passes == [len(study.corpus.statements)]
    _dialogue.forget()
    again = study.precode()
    pd.testing.assert_frame_equal(again.drop(columns="created"), first.drop(columns="created"))
    assert len(passes) == 1


def test_a_session_learns_from_what_is_kept(study, passes):
    study.precode()
    _dialogue.forget()
    asked = study.corpus.answers["statement_id"]
    reading = Dialogue(study.corpus, study.codebook, study.readings).of(asked)
    assert reading.stance.shape == (len(asked), 5)
    assert len(passes) == 1


def test_answers_without_an_interviewer_are_learnt_from_as_they_were_coded(tmp_path, passes):
    """The codebook's guide stands for the questions that nobody asks in a table of answers."""
    rows = ["document;question;text", "a;K1;No ei oikein.", "b;K1;Joo, on se ollu hyvä."]
    (tmp_path / "answers.csv").write_text("\n".join(rows), encoding="utf-8")
    corpus = aineisto.read(tmp_path / "answers.csv")
    assert not corpus.questions
    asked = Question("K1", {"fi": "Tuki"}, "Onko tuki auttanut sinua?")
    codebook = Codebook("Koe", [Theme("tuki", {"fi": "Tuki"})], questions=[asked])
    with Project.create(tmp_path / "s.aineisto", corpus, codebook) as project:
        project.precode()
        before = len(passes)
        dialogue = Dialogue(project.corpus, project.codebook, project.readings)
        dialogue.of(project.corpus.answers["statement_id"])
    assert before
    assert len(passes) == before


def test_a_statement_waits_for_its_own_document_alone(tmp_path, passes):
    for name in ("aino", "eino"):
        (tmp_path / f"{name}.txt").write_text("\n".join(TURNS), encoding="utf-8")
    corpus = aineisto.read(sorted(tmp_path.glob("*.txt")))
    dialogue = Dialogue(corpus, Codebook())
    asked = corpus.answers["statement_id"].tolist()
    one = dialogue.of(asked[:1])
    assert passes == [len(TURNS) + 2]
    both = dialogue.of(asked)
    np.testing.assert_array_equal(one.stance[0], both.stance[0])


def test_what_another_version_told_is_read_anew_and_replaced(study, passes, monkeypatch):
    study.precode()
    _dialogue.forget()
    monkeypatch.setattr(_dialogue, "version_of", lambda encoder: "another")
    study.precode()
    assert len(passes) == 2
    assert study._store.rows("SELECT DISTINCT model FROM readings") == [("another",)]


def test_without_the_table_or_with_damage_in_it_the_study_is_read_anew(study, passes):
    for harm in ("UPDATE readings SET told = x'00'", "DROP TABLE readings"):
        study.precode()
        _dialogue.forget()
        with study._store.transaction() as connection:
            connection.execute(harm)
    study.precode()
    assert len(passes) == 3


def test_bytes_give_back_what_was_told_and_are_no_reading_of_other_texts(study, passes):
    study.precode()
    texts = study.corpus.statements["clean"].tolist()
    (told,) = [told for told in _dialogue._known.values() if len(told.many) == len(texts)]
    again = unpack(pack(told), texts)
    assert again.many.tolist() == told.many.tolist()
    np.testing.assert_array_equal(again.stance, told.stance)
    for one, other in zip(again.signs_of_lines(), told.signs_of_lines(), strict=True):
        np.testing.assert_array_equal(one, other)
    assert unpack(pack(told), [*texts[:-1], "Yks."]) is None
    assert unpack(pack(told), texts[:-1]) is None


def test_a_long_study_is_read_some_dialogues_at_a_time_and_each_is_kept_when_it_is_read(
    tmp_path, passes, monkeypatch
):
    for name in ("aino", "eino"):
        (tmp_path / f"{name}.txt").write_text("\n".join([*TURNS, name]), encoding="utf-8")
    corpus = aineisto.read(sorted(tmp_path.glob("*.txt")))
    monkeypatch.setattr(_dialogue, "PASS", 3)
    with Project.create(tmp_path / "s.aineisto", corpus, Codebook("Koe")) as project:
        put = type(project.readings).put

        def stopped(*told):
            put(*told)
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr(type(project.readings), "put", stopped)
            with pytest.raises(KeyboardInterrupt):
                project.precode()
        assert len(passes) == 1
        project.precode()
    assert len(passes) == 2
