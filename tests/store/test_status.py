import pandas as pd

from aineisto.codings import FAMILIES, empty_codings

WANTED = ["family", "coder", "decided", "skipped", "open", "blind", "accepted", "suggested"]


def rows(project):
    return {(row["family"], row["coder"]): row for row in project.status().to_dict("records")}


def test_a_fresh_project_has_the_machines_rows_alone(project):
    found = project.status()
    assert found[["family", "coder", "suggested"]].values.tolist() == [
        ["theme", "machine:theme@0.1", 2],
        ["stance", "machine:stance@0.1", 3],
        ["actor", "machine:actor@0.1", 1],
    ]
    assert found["decided"].isna().all()


def test_progress_by_coder_and_family(project):
    project.decide("a:2", "anna", value=1)  # as suggested
    project.decide("a:3", "anna", value=1)
    project.decide("a:3", "anna", value=2)  # on second thoughts: one decision stands
    project.decide("b:2", "anna", value=0, blind=True)
    project.skip("b:3", "anna")
    project.skip("b:5", "anna")
    project.undo("anna")
    project.decide("a:2", "ville", "theme", code="raha", blind=True)
    stance = rows(project)["stance", "human:anna"]
    names = ("decided", "skipped", "open", "accepted", "changed", "rejected", "blind")
    assert [stance[name] for name in names] == [3, 1, 3, 1, 1, 0, 1]
    theme = rows(project)["theme", "human:ville"]
    assert [theme[name] for name in names] == [1, 0, 6, 0, 0, 0, 1]
    assert pd.isna(theme["suggested"])


def test_a_skipped_statement_that_is_decided_after_all_counts_once(project):
    project.skip("a:2", "anna")
    project.decide("a:2", "anna", value=1)
    stance = rows(project)["stance", "human:anna"]
    assert (stance["decided"], stance["skipped"], stance["open"]) == (1, 0, 6)


def test_agreement_so_far_is_that_of_blind_codes(project):
    for statement, value in (("a:2", 1), ("a:3", -2), ("b:2", 0), ("b:3", 2)):
        project.decide(statement, "anna", value=value, blind=True)
        project.decide(statement, "ville", value=value, blind=True)
    found = rows(project)
    # the two are at one, and with the machine where it suggested something
    assert found["stance", "human:anna"]["agreement"] == 1
    assert found["stance", "machine:stance@0.1"]["agreement"] == 1


def test_a_complete_run_that_finds_nothing_retires_what_stood(project, judgements):
    stances = judgements[judgements["family"] == "stance"]
    project.add_judgements(stances, complete=True)
    assert set(project.codings["family"]) == set(FAMILIES)  # it did not look for the others
    project.add_judgements(stances, complete=True, families=FAMILIES)
    assert set(project.codings["family"]) == {"stance"}
    project.add_judgements(empty_codings(), complete=True, families=FAMILIES)
    assert project.codings.empty
    # nothing was taken out of the file
    assert project._store.rows("SELECT COUNT(*) FROM judgements") == [(7 + 3 + 3,)]
