import pandas as pd
import pytest

from aineisto import AineistoError, CodingsError
from aineisto.project import Project
from aineisto.review import ReviewSession


def walk(session):
    """Return the statements of a session, none of them decided."""
    seen = []
    while session.current.statement_id not in seen:
        seen.append(session.current.statement_id)
        session.next()
    return seen


def test_strategies(project):
    assert walk(ReviewSession(project, "anna")) == [f"d:{n}" for n in range(1, 7)]
    by_topic = ReviewSession(project, "anna", strategy="by_topic")
    # raha, roolit, then again; the fifth has no suggestion, and its question is "raha"
    assert walk(by_topic) == ["d:1", "d:4", "d:2", "d:6", "d:3", "d:5"]
    surest_first = ReviewSession(project, "anna", strategy="doubtful_last")
    assert walk(surest_first) == ["d:1", "d:3", "d:4", "d:6", "d:2", "d:5"]
    doubtful_first = ReviewSession(project, "anna", strategy="doubtful_first")
    assert walk(doubtful_first) == ["d:5", "d:2", "d:6", "d:4", "d:3", "d:1"]
    # raha: −2, 0, +1 and one unknown, sd 1.247, at 0.5, 1.5, … / (4 · 1.247) = .10, .30, .501, .70
    # roolit: +2, −1, sd 1.5, at 0.5 and 1.5 / (2 · 1.5) = .17 and .5
    by_variance = ReviewSession(project, "anna", strategy="by_variance")
    assert walk(by_variance) == ["d:1", "d:4", "d:2", "d:6", "d:3", "d:5"]


def test_what_there_is_to_decide(project, study):
    assert ReviewSession(project, "anna").families == ("stance", "theme")
    mention = study[2].iloc[:1].assign(family="actor", code="Kela", value=None)
    project.add_judgements(mention.assign(coder="machine:actors@0.1"))
    assert ReviewSession(project, "anna").families == ("stance", "theme", "actor")
    assert ReviewSession(project, "anna", blind=True).families == ("stance", "theme")


def test_blind_codes_stand_when_the_actors_are_gone_through(project, study):
    """Accepting a suggested actor accepts nothing where the coder has a code of her own."""
    blind = ReviewSession(project, "anna", blind=True)
    one = blind.current.statement_id
    blind.decide(value=1, codes=["roolit"])
    mention = study[2].iloc[:1].assign(family="actor", code="Kela", value=None, statement_id=one)
    project.add_judgements(mention.assign(coder="machine:actors@0.1"))
    session = ReviewSession(project, "anna", statements=[one])
    assert {entry.family for entry in session.current.suggestions} == {"actor"}
    assert [(made.family, made.status) for made in session.accept()] == [("actor", "accepted")]
    own = project.codings.query("coder == 'human:anna'").set_index("family")
    assert own["status"].to_dict() == {"stance": "blind", "theme": "blind", "actor": "accepted"}
    assert (own.loc["stance", "value"], own.loc["theme", "code"]) == (1, "roolit")
    # Taken back, the statement comes again for its actors; a code that she gives counts.
    session.undo()
    assert session.current.statement_id == one
    made = session.decide(value=-1)
    assert [(each.family, each.status) for each in made] == [
        ("stance", "changed"), ("actor", "accepted")
    ]  # fmt: skip


def test_a_rejection_leaves_no_code_and_goes_on(project):
    session = ReviewSession(project, "anna")
    assert [made.status for made in session.reject()] == ["rejected", "rejected"]
    # what was chosen counts, the rest is rejected
    assert [made.status for made in session.decide(value=1, reject=True)] == ["changed", "rejected"]
    assert session.current.statement_id == "d:3"
    assert session.progress.changed == 4
    for _ in range(2):
        session.accept()
    assert session.current.statement_id == "d:5"
    with pytest.raises(CodingsError, match="no suggestion for the stance"):
        session.reject()
    blind = ReviewSession(project, "ville", blind=True)
    with pytest.raises(CodingsError, match="no suggestion"):
        blind.reject()


def test_accept_change_and_what_needs_a_choice(project):
    session = ReviewSession(project, "anna")
    assert [made.status for made in session.accept()] == ["accepted", "accepted"]
    assert [made.status for made in session.decide(value=1)] == ["changed", "accepted"]
    assert [made.status for made in session.decide(codes=[])] == ["accepted", "changed"]
    session.accept()
    assert session.current.statement_id == "d:5"
    with pytest.raises(CodingsError, match="no suggestion for the stance"):
        session.accept()
    assert len(project.in_force("anna")) == 8
    assert [made.status for made in session.decide(0, ["raha"])] == ["blind", "blind"]
    assert session.accept()
    assert session.current is None
    with pytest.raises(CodingsError, match="No statement is left"):
        session.accept()
    progress = session.progress
    assert (progress.done, progress.total, progress.accepted, progress.changed) == (6, 6, 8, 2)
    assert progress.acceptance == 0.8


def test_undo_shows_the_statement_again(project):
    session = ReviewSession(project, "anna")
    session.accept()
    session.accept()
    assert session.undo()[0].statement_id == "d:2"
    assert session.current.statement_id == "d:2"
    assert session.progress.done == 1
    session.undo()
    assert session.undo() == []
    assert session.progress.done == 0


def test_skipped_statements_stay_away_and_passed_ones_return(project):
    session = ReviewSession(project, "anna")
    session.skip()
    assert session.current.statement_id == "d:2"
    session.next()
    for _ in range(2):
        session.accept()
    assert session.progress.skipped == 1
    session.decide(0, [])  # d:5
    session.accept()
    assert session.current.statement_id == "d:2"
    session.accept()
    assert session.current is None


def test_memo(project):
    session = ReviewSession(project, "anna")
    session.memo("Kysy Villeltä.")
    assert project.memos.loc[0, ["statement_id", "coder"]].tolist() == ["d:1", "human:anna"]


def test_a_session_goes_on_where_the_last_one_ended(project):
    session = ReviewSession(project, "anna")
    session.accept()
    session.skip()
    project.close()
    with Project.open(project.path) as again:
        assert ReviewSession(again, "anna").current.statement_id == "d:3"
        assert ReviewSession(again, "ville").current.statement_id == "d:1"


# Blind


def test_a_blind_session_hides_every_suggestion(project):
    session = ReviewSession(project, "anna", blind=True)
    while session.current is not None:
        assert session.current.suggestions == ()
        assert {made.status for made in session.decide(0, [])} == {"blind"}
    assert set(project.decisions["status"]) == {"blind"}


def test_what_was_seen_is_not_in_the_blind_sample(project):
    ReviewSession(project, "anna")  # shows d:1
    assert set(ReviewSession(project, "anna", blind=True).queue) == {f"d:{n}" for n in range(2, 7)}
    assert len(ReviewSession(project, "ville", blind=True).queue) == 6


def test_the_blind_sample_is_stratified_and_the_same_for_all_coders(project):
    strata = {"d:1": 1, "d:2": 1, "d:3": 1, "d:4": 2, "d:5": 3, "d:6": 4}
    first = ReviewSession(project, "anna", blind=True, n=4, seed=3)
    second = ReviewSession(project, "ville", blind=True, n=4, seed=3)
    assert first.queue == second.queue
    assert {strata[statement] for statement in first.queue} == {1, 2, 3, 4}
    samples = {tuple(sorted(project.blind_sample(4, seed))) for seed in range(30)}
    assert len(samples) == 3  # each of the three statements of the large stratum is drawn


def test_unknown_options(project):
    with pytest.raises(AineistoError, match="by_topic"):
        ReviewSession(project, "anna", strategy="random")
    with pytest.raises(AineistoError, match="no family"):
        ReviewSession(project, "anna", families=["mood"])


# Places and actors


def test_a_place_in_the_statement_becomes_one_in_the_document(project):
    session = ReviewSession(project, "anna")
    session.next()
    text = session.current.text  # "Sitä on haettu."
    session.decide(1, ["raha"], span=(8, 14))
    rows = project.codings.query("coder == 'human:anna'")
    assert rows["evidence"].tolist() == ["haettu", "haettu"]
    document = project.corpus.documents.loc[0, "text"]
    assert {document[a:b] for a, b in zip(rows["start"], rows["end"], strict=True)} == {"haettu"}
    with pytest.raises(CodingsError, match="not in the statement"):
        session.decide(1, ["raha"], span=(3, len(text) + 90))
    assert len(project.in_force("anna")) == 2


def test_actors_are_accepted_taken_away_and_named(project, mentioned):
    mentioned("d:4")
    session = ReviewSession(project, "anna", families=["actor"])
    assert session.accept()[0].codes == ()  # nothing suggested: nobody is mentioned
    session.decide(actors=["Kunta"])
    session.accept()
    assert session.current.statement_id == "d:4"
    assert session.accept()[0].status == "accepted"
    session.undo()
    assert session.decide(actors=[])[0].status == "rejected"


def test_what_was_decided_before_a_split_or_a_round_comes_again_when_asked(project):
    first, second = project.corpus.answers["statement_id"].tolist()[:2]
    for name in (first, second):
        project.decide(name, "anna", family="theme", code="raha", blind=True)

    def queue(**options):
        session = ReviewSession(
            project, "anna", families=["theme"], blind=True, statements=[first, second], **options
        )
        return session, [session.current.statement_id] if session.current else []

    assert queue()[1] == queue(anew=True)[1] == []  # nothing is new yet
    project.update_codebook(project.codebook.split("raha", ["Oma raha", "Vieras raha"]))
    assert queue()[1] == []
    session, shown = queue(anew=True)
    assert (shown, session.progress.done, session.progress.total) == ([first], 0, 2)
    session.decide(codes=["oma-raha"])
    project.update_codebook(project.codebook.rename("oma-raha", "Omat rahat"))  # no other theme
    session, shown = queue(anew=True)
    assert (shown, session.progress.done) == ([second], 1)
    session.undo()  # what was done in an earlier session
    assert session.current.statement_id == first
    session.undo()  # and before the split
    assert session.current.statement_id == second
    project.begin_round("toinen")
    project.decide(first, "anna", family="theme", code="raha", blind=True)
    assert queue(anew=True)[1] == [second]


@pytest.mark.parametrize("statements", [["x:1"], "d:1", pd.DataFrame({"a": ["d:1"], "b": 1})])
def test_a_queue_of_what_the_project_lacks_is_refused(project, statements):
    with pytest.raises(AineistoError, match=r"no answer 'x:1'|one string|one of its columns"):
        ReviewSession(project, "anna", statements=statements)
    assert ReviewSession(project, "anna", statements=pd.Series(["d:2"])).queue == ["d:2"]


def test_a_rare_code_that_the_codebook_lacks_is_refused(project):
    with pytest.raises(AineistoError, match="no theme 'hinta'"):
        project.rare_sample("hinta", "anna")
