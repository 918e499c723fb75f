"""Blind is what the project knows that it showed, not what a file claims."""

from dataclasses import replace

import pandas as pd
import pytest

from aineisto import AineistoWarning, ProjectError
from aineisto.codebook import Theme
from aineisto.codings import is_blind, make_codings, read_sheets
from aineisto.project import Choice, Project
from aineisto.reliability import agreement


def filled(path, **columns):
    """Fill a csv sheet and return its frame."""
    sheet = pd.read_csv(path, dtype=str, keep_default_na=False).assign(**columns)
    sheet.to_csv(path, index=False)
    return sheet


def statuses(project, coder="human:ville", family="stance"):
    rows = project.codings.query("coder == @coder and family == @family")
    return dict(rows[["statement_id", "status"]].itertuples(index=False, name=None))


def test_a_name_in_capitals_is_the_same_coder(project):
    project.decide("a:2", "anna", value=1, blind=True)
    assert project.decide("a:3", " Anna ", value=1, blind=True).coder == "human:anna"
    assert project.coders == ["human:anna"]
    assert project.next("ANNA").statement_id not in ("a:2", "a:3")


@pytest.mark.parametrize("name", ["Human:Anna", "anna\u200b", "\ufeffan\u00adna", "Ａnna"])
def test_a_name_that_looks_the_same_is_the_same_coder(project, name):
    project.view("a:3", "anna", ("stance",))
    decision = project.decide("a:3", name, value=1, blind=True)
    assert (decision.coder, decision.status) == ("human:anna", "changed")
    assert project.coders == ["human:anna"]


@pytest.mark.parametrize("name", ["Machine:stance@1", "human:machine:stance@1"])
def test_a_machine_is_nobody(project, judgements, name):
    with pytest.raises(ProjectError, match="no person"):
        project.decide("a:3", name, value=1, blind=True)
    under = f"human:{name.removeprefix('human:')}"
    rows = judgements.assign(coder=under, status="blind", confidence=pd.NA, score=pd.NA)
    assert not is_blind(rows).any()
    with pytest.raises(ProjectError, match="no person"):
        project.add_decisions(rows)


def test_what_another_project_showed_is_not_blind_here(project, tmp_path, corpus, codebook):
    path = tmp_path / "ville.csv"
    project.write_sheet(path, "ville", blind=False)
    sheet = filled(path, stance="1")
    sheet = sheet.drop(columns=[c for c in sheet if c.startswith("suggested_")])
    sheet.to_csv(path, index=False)
    with Project.create(tmp_path / "other.aineisto", corpus, codebook) as other:
        with pytest.warns(AineistoWarning, match="not known"):
            other.import_sheet(path)
        assert set(statuses(other).values()) == {"unknown"}
    # A row whose mark was taken out tells nothing either, with a project or without one.
    sheet.assign(mark="").to_csv(path, index=False)
    assert set(read_sheets(path)["status"]) == {"unknown"}


def test_names_that_differ_in_case_are_one_coder_in_agreement():
    rows = [
        {"statement_id": f"s{i}", "family": "stance", "code": "stance", "value": v, "coder": coder}
        | {"status": "blind"}
        for i, v in enumerate([1, -1, 0])
        for coder in ("human:Anna", "human:anna", "human:eero")
    ]
    found = agreement(make_codings(rows), n_boot=0)
    assert set(found["coders"]) == {"human:Anna, human:eero"}


def test_a_blind_sheet_comes_back_blind(project, tmp_path):
    project.write_sheet(tmp_path / "v.csv", "Ville", n=4)
    filled(tmp_path / "v.csv", stance="-1")
    project.import_sheet(tmp_path / "v.csv")
    assert set(statuses(project, "human:Ville").values()) == {"blind"}


def test_a_sheet_whose_suggestions_were_cut_off_is_not_blind(project, tmp_path):
    path = tmp_path / "v.csv"
    project.write_sheet(path, "ville", blind=False)
    sheet = filled(path, stance="1")
    sheet.drop(columns=[c for c in sheet if c.startswith("suggested_")]).to_csv(path, index=False)
    project.import_sheet(path)
    found = statuses(project)
    assert found["a:2"] == "accepted"
    assert found["a:3"] == "changed"
    # Nor when another name stands in it, whom the project showed nothing.
    sheet = pd.read_csv(path, dtype=str, keep_default_na=False).assign(coder="eero")
    sheet.to_csv(path, index=False)
    with pytest.warns(AineistoWarning, match="not known"):
        project.import_sheet(path)
    assert set(statuses(project, "human:eero").values()) <= {"unknown", "blind"}
    assert statuses(project, "human:eero")["a:2"] == "unknown"


def test_a_mark_that_was_written_by_hand_is_none(project, tmp_path):
    path = tmp_path / "v.csv"
    project.write_sheet(path, "ville", blind=False)
    sheet = filled(path, stance="1", mark="blind:0123456789abcdef", coder="eero")
    sheet.drop(columns=[c for c in sheet if c.startswith("suggested_")]).to_csv(path, index=False)
    with pytest.warns(AineistoWarning):
        project.import_sheet(path)
    assert statuses(project, "human:eero")["a:2"] == "unknown"


def test_a_sheet_of_ones_own_is_unknown_unless_vouched_for(project, tmp_path):
    path = tmp_path / "ville.csv"
    path.write_text("statement_id,stance\na:2,1\na:3,2\n", encoding="utf-8")
    with pytest.warns(AineistoWarning, match="2 decisions"):
        project.import_sheet(path)
    assert statuses(project) == {"a:2": "unknown", "a:3": "unknown"}
    assert project.status().query("coder == 'human:ville'")["unknown"].tolist() == [2]
    project.import_sheet(path, vouched="anna: koodattu ennen konetta")
    assert statuses(project) == {"a:2": "blind", "a:3": "blind"}


def test_what_came_before_the_machine_is_blind(tmp_path, corpus, codebook, judgements):
    path = tmp_path / "ville.csv"
    path.write_text("statement_id,stance\na:2,1\n", encoding="utf-8")
    with Project.create(tmp_path / "study.aineisto", corpus, codebook) as project:
        project.import_sheet(path)
        project.add_judgements(judgements, complete=True)
        assert statuses(project) == {"a:2": "blind"}


def test_a_machines_rows_under_a_persons_name_are_not_believed(project, judgements):
    # Whatever words it rests on: a machine's row has its confidence, or its score.
    renamed = judgements.assign(coder="human:ville", status="blind", evidence="")
    with pytest.warns(AineistoWarning):
        project.add_decisions(renamed, vouched="anna")
    assert set(project.codings.query("coder == 'human:ville'")["status"]) == {"unknown"}
    other = renamed.assign(coder="human:eero", confidence=pd.NA, score=pd.NA)
    both = pd.concat([renamed, other], ignore_index=True)
    assert (agreement(both, n_boot=0)["n"] == 0).all()


def test_silence_about_actors_is_a_suggestion_that_was_seen(project):
    # The machine has looked at every statement and names no actor in a:2.
    assert project.view("a:2", "anna", ("stance", "actor")).suggestions
    assert project.decide("a:2", "anna", "actor", codes=["Kela"]).status == "changed"
    assert project.decide("b:2", "anna", "actor").status == "accepted"
    assert project.decide("a:2", "ville", "actor", codes=["Kela"], blind=True).status == "blind"
    # Who saw the silence cannot forget it.
    project.view("b:3", "ville", ("actor",))
    assert project.decide("b:3", "ville", "actor", codes=["Kela"], blind=True).status == "changed"


def test_who_codes_actors_has_read_the_statements_where_none_is_named(
    tmp_path, corpus, codebook, judgements
):
    sheets = {"ville": "a:2,1,Kela\na:3,0,\n", "eero": "a:2,1,\na:3,0,\n"}
    for name, rows in sheets.items():
        sheet = f"statement_id,stance,actors\n{rows}"
        (tmp_path / f"{name}.csv").write_text(sheet, encoding="utf-8")
    with Project.create(tmp_path / "study.aineisto", corpus, codebook) as project:
        project.import_sheet(tmp_path / "ville.csv", tmp_path / "eero.csv")
        project.add_judgements(judgements, complete=True)
        project.view("b:2", "ville", ("stance",))
        assert project.decide("b:2", "ville", value=0).status == "accepted"  # actors: later
        table = project.status().set_index(["family", "coder"])
        answers = len(project.corpus.answers)
        ville = table.loc[("actor", "human:ville"), ["decided", "blind", "open"]].tolist()
        assert ville == [2, 2, answers - 2]
        assert ("actor", "human:eero") not in table.index  # who codes none has none open


def test_a_consensus_stands_beside_the_coders_own_codes(project):
    project.decide("a:2", "anna", value=2, blind=True)
    project.decide("a:2", "ville", value=-1, blind=True)
    before = project.agreement(family="stance", n_boot=0)
    made = project.settle("a:2", Choice("stance", value=1), ["Anna", "ville"], "ironiaa")
    assert [(one.coder, one.status) for one in made] == [("human:konsensus", "consensus")]
    rows = project.codings.query("family == 'stance' and statement_id == 'a:2'")
    assert dict(zip(rows["coder"], rows["value"], strict=True))["human:konsensus"] == 1
    left = project.status().set_index(["family", "coder"])["open"]
    assert pd.isna(left["stance", "human:konsensus"])  # no coder, to whom the rest were open
    assert set(rows["value"]) == {1, 2, -1}
    settled = project.consensus.iloc[0]
    assert (settled["people"], settled["reason"]) == ("anna, ville", "ironiaa")
    pd.testing.assert_frame_equal(project.agreement(family="stance", n_boot=0), before)
    assert project.coders == ["human:anna", "human:ville"]
    for people, reason in ((["anna"], "x"), (["anna", "ANNA"], "x"), (["anna", "ville"], " ")):
        with pytest.raises(Exception, match="consensus"):
            project.settle("a:2", Choice("stance", value=1), people, reason)


def test_rounds_part_decisions(project):
    project.decide("a:2", "anna", value=1, blind=True)
    assert project.begin_round("harjoitus", training=True) == 1
    project.decide("a:3", "anna", value=1, blind=True)
    project.begin_round("varsinainen")
    project.decide("b:2", "anna", value=1, blind=True)
    found = project.round_of.set_index("statement_id")["round"].to_dict()
    assert found == {"a:2": 0, "a:3": 1, "b:2": 2}
    assert project.rounds["training"].tolist() == [True, False]
    with pytest.raises(Exception, match="already"):
        project.begin_round("harjoitus")


def test_a_blind_audit_keeps_its_statements_from_sessions_with_suggestions(project):
    from aineisto.review import ReviewSession

    project.decide("a:2", "anna", value=1)
    kept = project.blind_audit("anna", 2)
    assert len(kept) == 2
    assert "a:2" not in kept
    assert project.blind_audit("anna", 2) == kept
    session = ReviewSession(project, "anna", families=["stance"], learn_every=None)
    assert set(kept).isdisjoint(session.queue)
    blind = ReviewSession(project, "anna", blind=True, families=["stance"], statements=kept)
    assert blind.queue == kept
    assert blind.decide(value=0)[0].status == "blind"


def test_training_is_left_out_of_agreement_and_told_apart(project):
    for coder, value in (("anna", 1), ("ville", -1)):
        project.decide("a:2", coder, value=value, blind=True)
    project.begin_round("harjoitus", training=True)
    for coder, value in (("anna", 2), ("ville", 2)):
        project.decide("a:3", coder, value=value, blind=True)
    people = "kind == 'human-human' and family == 'stance' and coefficient == 'percent_agreement'"
    assert project.agreement(n_boot=0).query(people)["n"].tolist() == [1]
    assert project.agreement(n_boot=0, training=True).query(people)["n"].tolist() == [2]
    rounds = project.agreement_by_round(n_boot=0).query(people)
    assert rounds[["name", "training", "value"]].to_numpy().tolist() == [
        ["", False, 0.0],
        ["harjoitus", True, 1.0],
    ]


def test_disputes_come_with_memos_until_they_are_settled(project):
    project.decide("a:2", "anna", value=1, blind=True, memo="ironiaa?")
    project.decide("a:2", "ville", value=-1, blind=True)
    found = project.disputes(family="stance")
    assert found[["statement_id", "memos"]].to_numpy().tolist() == [["a:2", "anna: ironiaa?"]]
    project.settle("a:2", Choice("stance", value=1), ["anna", "ville"], "luettiin yhdessä")
    assert project.disputes(family="stance").empty


def test_what_changed_between_versions_of_the_codebook(project):
    assert project.codebook_changes.empty
    book = project.codebook
    first, *rest = book.themes
    mended = replace(first, definition="Uusi määritelmä.", keywords=("a", "b"))
    added = Theme("uusi", {"fi": "Uusi"})
    project.update_codebook(replace(book, themes=(mended, *rest[1:], added)))
    project.begin_round("toinen")
    found = project.codebook_changes[["codebook", "part", "code", "change", "after"]]
    assert found.to_numpy().tolist() == [
        [2, "themes", first.code, "definition", "Uusi määritelmä."],
        [2, "themes", first.code, "keywords", "a, b"],
        [2, "themes", rest[0].code, "removed", ""],
        [2, "themes", "uusi", "added", "Uusi"],
    ]
    assert project.rounds["codebook"].tolist() == [2]
