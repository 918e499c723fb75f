import pandas as pd
import pytest
from tests.coded import stance_of

from aineisto.codings import answer_value, answer_value_by, make_codings
from aineisto.core.errors import AineistoError
from aineisto.stance import answers

STATEMENTS = pd.DataFrame(
    {
        "statement_id": ["1", "2", "3", "4", "5"],
        "participant": ["A", "A", "A", "B", "B"],
        "question": ["roolit", "roolit", "roolit", "roolit", "rahat"],
    }
)


def coding(statement, value, coder="human:anna", status="blind", score=None, created="2026-01-01"):
    return stance_of(statement, coder, value, status, score=score, created=created)


def table(*rows):
    return answers(STATEMENTS, make_codings(rows)).set_index(["participant", "question"])


def test_median_of_a_participants_statements():
    frame = table(coding("1", -2), coding("2", -1), coding("3", 2), coding("4", 1))
    assert frame["stance"].to_dict() == {("A", "roolit"): -1, ("B", "roolit"): 1}
    assert frame["n"].to_dict() == {("A", "roolit"): 3, ("B", "roolit"): 1}


def test_neutral_statements_do_not_dilute_an_answer():
    frame = table(coding("1", 0), coding("2", 0), coding("3", 2), coding("4", 0))
    assert frame["stance"].to_dict() == {("A", "roolit"): 2, ("B", "roolit"): 0}


def test_human_goes_before_machine():
    machine = {"coder": "machine:stance-cold@0.1", "status": "suggested"}
    frame = table(
        coding("4", 2, **machine, score=1.8), coding("4", -1), coding("5", 1, **machine, score=0.6)
    )
    assert frame["stance"].to_dict() == {("B", "roolit"): -1, ("B", "rahat"): 1}
    assert frame["n_human"].to_dict() == {("B", "roolit"): 1, ("B", "rahat"): 0}


def test_two_coders_of_a_statement_count_once():
    frame = table(coding("1", -2), coding("1", 0, coder="human:ben"), coding("2", 1))
    assert frame.loc[("A", "roolit"), "stance"] == 0
    assert frame.loc[("A", "roolit"), "n"] == 2


def test_newest_code_of_a_coder_counts_and_rejected_ones_do_not():
    frame = table(
        coding("1", -2), coding("1", 1, created="2026-02-01"), coding("4", 2, status="rejected")
    )
    assert frame["stance"].to_dict() == {("A", "roolit"): 1}


def test_nothing_coded_gives_an_empty_frame():
    assert len(table()) == 0


def test_statements_without_question_are_refused():
    with pytest.raises(AineistoError, match="question"):
        answers(STATEMENTS.drop(columns="question"), make_codings([]))


JUDGED = pd.DataFrame(
    {"participant": ["A", "B"], "question": ["roolit", "rahat"], "stance": [-2, 1]}
)


def test_coders_own_judgement_goes_before_the_median():
    frame = answers(STATEMENTS, make_codings([coding("1", 1), coding("4", 2)]), JUDGED)
    frame = frame.set_index(["participant", "question"])
    assert frame["stance"].to_dict() == {("A", "roolit"): -2, ("B", "rahat"): 1, ("B", "roolit"): 2}
    assert frame["source"].tolist() == ["coder", "coder", "median"]
    assert frame["n"].tolist() == [1, 0, 1]


def test_judgement_of_an_answer_that_is_not_there_is_refused():
    strange = JUDGED.assign(question="palvelut")
    with pytest.raises(AineistoError, match="palvelut"):
        answers(STATEMENTS, make_codings([]), strange)


def test_the_stances_of_all_who_answer_are_those_of_each():
    rows = pd.DataFrame(
        {
            "who": ["b", "a", "b", "c", "b", "d", "a", "d"],
            "value": [0, 0, -1, 2, -2, 1, 0, float("nan")],
        }
    )
    found = answer_value_by(rows, ["who"])
    assert found.index.tolist() == ["b", "a", "c", "d"]
    each = {who: answer_value(part) for who, part in rows.groupby("who")["value"]}
    assert found.to_dict() == each == {"a": 0.0, "b": -1.5, "c": 2.0, "d": 1.0}
