"""Learning on a study whose stance is plain in its words: forty answers of eight people."""

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import cohen_kappa_score

from aineisto import AineistoError
from aineisto.codebook import Codebook, CueGroup, Theme
from aineisto.codings import make_codings
from aineisto.corpus import Corpus
from aineisto.project import Project
from aineisto.review import ReviewSession, ReviewWidget, _background, _learning, advise, learn
from aineisto.review._fitted import FittedThemes, chance_misses, linear_kappa
from aineisto.review._labelled import Dialogue, Labelled, labelled
from aineisto.stance import chance_error, selective_coverage

# Words that the machine's lexicon of judgement does not know, with what this coder means by them.
WORDS = [
    ("Kaukolaina kulkee naapurista talvella", 2),
    ("Lossi seisoo laiturissa aamulla", -2),
    ("Kirja on hyllyssä", 0),
]
THEMES = {2: "laina", -2: "lossi", 0: "none"}
PEOPLE = 8
TURNS = 18


@pytest.fixture
def study(tmp_path):
    rows = []
    rng = np.random.default_rng(0)
    for person in range(PEOPLE):
        for _ in range(TURNS):
            words, value = WORDS[rng.integers(len(WORDS))]
            rows.append((f"p{person}", f"{words}, numero {rng.integers(9)}.", value))
    frame = pd.DataFrame(rows, columns=["participant", "clean", "truth"])
    n = len(frame)
    end = (frame["clean"].str.len() + 1).cumsum()
    statements = frame[["participant", "clean"]].assign(
        statement_id=[f"d:{row:03}" for row in range(n)],
        document="d",
        speaker="V",
        role="interviewee",
        question="",
        turn=range(n),
        start=end - frame["clean"].str.len() - 1,
        end=end - 1,
        text=frame["clean"],
    )
    text = "\n".join(frame["clean"])
    documents = pd.DataFrame({"document": ["d"], "path": ["d.txt"], "format": "txt", "text": text})
    participants = pd.DataFrame({"participant": frame["participant"].unique()})
    corpus = Corpus(documents, participants, statements)
    themes = (Theme("laina", {"fi": "Kaukolaina"}), Theme("lossi", {"fi": "Lossi"}))
    with Project.create(tmp_path / "s.aineisto", corpus, Codebook("Koe", themes)) as project:
        cold = statements[["statement_id"]].assign(
            family="stance", code="stance", value=-1, confidence=0.3, status="suggested"
        )
        project.add_judgements(make_codings(cold.assign(coder="machine:stance-cold@0.1")))
        yield project, dict(zip(statements["statement_id"], frame["truth"], strict=True))


def by_stance(project, learn_every=30):
    return ReviewSession(project, "anna", families=["stance"], learn_every=learn_every)


def code(session, truth, n):
    for _ in range(n):
        session.decide(value=truth[session.current.statement_id])


def code_themes(session, truth, n):
    for _ in range(n):
        session.decide(codes=[THEMES[truth[session.current.statement_id]]])


def machine(project):
    codings = project.codings
    return codings[codings["coder"].str.startswith("machine:stance")].set_index("statement_id")


def test_the_machine_learns_after_so_many_decisions_and_judges_the_rest(study):
    project, truth = study
    session = by_stance(project)
    code(session, truth, 29)
    session.wait()
    assert session.improvements == {}
    # before it has learnt, what the machine knows of other text is all there is
    assert session.current.suggestions[0].value in session.candidates.get("stance", (-1,))
    code(session, truth, 1)
    session.wait()
    assert session.problem == ""
    improvement = session.improvements["stance"]
    assert (improvement.labels, improvement.after > 0.9, improvement.before < 0.3) == (
        30,
        True,
        True,
    )
    after = machine(project)
    decided = set(project.in_force("anna")["statement_id"])
    learnt = after[after["coder"].str.startswith("machine:stance@")]
    # what was decided keeps what was suggested then; the rest has one suggestion, the newest
    assert set(learnt.index) == set(truth) - decided
    assert len(after) == len(truth)
    right = [value == truth[name] for name, value in learnt["value"].items()]
    assert np.mean(right) > 0.9
    # nothing was taken away: the first run is still in the file
    assert project._store.rows("SELECT COUNT(*) FROM judgements WHERE run = 1") == [(len(truth),)]


def test_the_newest_suggestion_is_shown_and_accepting_it_is_accepting_it(study):
    project, truth = study
    session = by_stance(project)
    code(session, truth, 30)
    on_screen = session.current
    session.wait()
    assert on_screen.suggestions[0].value == -1
    # decided in sight of the old suggestion, although a newer one is in the file by now
    assert session.decide(value=-1)[0].status == "accepted"
    assert session.current.suggestions[0].value == truth[session.current.statement_id]
    assert session.current.suggestions[0].value in session.candidates["stance"]
    assert len(session.candidates["stance"]) <= 3


def test_a_new_session_knows_what_was_learnt_and_stores_nothing_twice(study):
    project, truth = study
    session = by_stance(project)
    code(session, truth, 30)
    session.wait()
    runs = project._store.rows("SELECT COUNT(*) FROM runs")
    again = by_stance(project)
    again.wait()
    assert again.candidates
    assert again.improvements == session.improvements
    assert project._store.rows("SELECT COUNT(*) FROM runs") == runs


def test_short_sessions_add_up(study):
    project, truth = study
    for _ in range(3):
        session = by_stance(project)
        code(session, truth, 10)
        session.wait()
    assert session.improvements["stance"].labels == 30
    lessons = project.models[project.models["coder"].str.startswith("machine:stance@")]
    assert [entry["labels"] for entry in lessons["parameters"]] == [30]
    assert lessons["parameters"].iloc[0]["learnt_from"] == "anna"


def test_blind_coding_neither_learns_nor_sees_what_was_learnt(study):
    project, truth = study
    code(ReviewSession(project, "ville", families=["stance"], learn_every=None), truth, 40)
    assert learn(project, "ville").run == 2
    blind = ReviewSession(project, "anna", families=["stance"], blind=True, learn_every=2)
    code(blind, truth, 12)
    blind.wait()
    assert (blind.improvements, blind.candidates, blind.current.suggestions) == ({}, {}, ())
    assert project._store.rows("SELECT COUNT(*) FROM runs") == [(2,)]


def test_nothing_is_learnt_from_too_little_or_from_one_kind(study):
    project, truth = study
    session = by_stance(project, learn_every=None)
    code(session, truth, 9)
    assert learn(project, "anna") is None
    for _ in range(9):
        session.undo()
    for _ in range(12):
        session.decide(value=1)
    assert learn(project, "anna") is None


def test_what_is_no_better_replaces_nothing(study):
    project, truth = study
    session = by_stance(project, learn_every=None)
    # With every second interviewee the coder means the opposite: what others teach is wrong.
    for _ in range(40):
        row = int(session.current.statement_id.removeprefix("d:"))
        sign = 1 if row // TURNS % 2 else -1
        session.decide(value=sign * truth[session.current.statement_id])
    training_run = learn(project, "anna")
    assert training_run.improvement.after < training_run.improvement.before
    assert training_run.run is None
    assert set(machine(project)["coder"]) == {"machine:stance-cold@0.1"}


def test_themes_are_learnt_too(study):
    project, truth = study
    session = ReviewSession(project, "anna", families=["theme"], learn_every=30)
    code_themes(session, truth, 30)
    session.wait()
    assert session.problem == ""
    assert session.improvements["theme"].after > 0.9
    codings = project.codings
    learnt = codings[codings["coder"].str.startswith("machine:themes")]
    right = [
        code == THEMES[truth[name]]
        for name, code in zip(learnt["statement_id"], learnt["code"], strict=True)
    ]
    assert len(right) >= len(truth) - 30
    assert np.mean(right) > 0.9


@pytest.mark.parametrize("family", ["stance", "theme"])
def test_what_is_learnt_judges_each_by_itself_where_the_study_was_precoded_so(study, family):
    project, truth = study
    coder = {"stance": "stance-cold", "theme": "themes"}[family]
    session = ReviewSession(project, "anna", families=[family], learn_every=None)
    for _ in range(30):
        value = truth[session.current.statement_id]
        theme = {2: "laina", -2: "lossi", 0: "none"}[value]
        session.decide(**({"value": value} if family == "stance" else {"codes": [theme]}))
    rest = pd.DataFrame({"statement_id": session.queue[30:], "status": "suggested"})
    judged = rest.assign(family=family, confidence=0.3)
    judged[["code", "value"]] = ("stance", -1) if family == "stance" else ("none", None)
    # The newest run tells how, another coder's says nothing, and what was learnt is a run, too.
    for name, alone in ((f"{coder}@0.1+alone", True), ("own@1", True), (f"{coder}@0.1", False)):
        project.add_judgements(make_codings(judged.assign(coder=f"machine:{name}")))
        for _ in range(2):
            made = learn(project, "anna", family)
            assert made.model.model.together is not alone
            stored = project.models.query("run == @made.run")["coder"]
            assert [said.endswith("+alone") for said in stored] == [alone]


def test_a_session_learns_to_which_themes_a_question_leads(study):
    # What is said tells nothing of the theme, what was asked does.
    project, _ = study
    rows = project.corpus.answers.head(60).reset_index(drop=True)
    rows["question"] = ["etu", "haitta"] * 30
    codes = [{"laina"} if asked == "etu" else {"lossi"} for asked in rows["question"]]
    dialogue = Dialogue(project.corpus, project.codebook)
    if dialogue.of(rows["statement_id"]) is None:
        pytest.skip("the encoder is not installed")
    decided = frozenset(rows["statement_id"])
    known = Labelled(rows, codes, np.ones(len(rows), dtype=bool), rows, decided)
    lesson = FittedThemes(project, known, dialogue)
    assert lesson.improvement.after > lesson.improvement.before + 0.2
    assert lesson.improvement.after > 0.75


def test_a_lesson_judges_what_comes_next_and_on_demand_all_the_rest(study, monkeypatch):
    project, truth = study
    monkeypatch.setattr(_background, "AHEAD", 7)
    session = by_stance(project)
    code(session, truth, 30)
    session.wait()
    learnt = machine(project).query("coder.str.startswith('machine:stance@')")
    assert set(learnt.index) <= set(session.queue[30:39])
    assert len(learnt) == 7
    improvements = session.learn()
    assert improvements["stance"].labels == 30
    learnt = machine(project).query("coder.str.startswith('machine:stance@')")
    assert set(learnt.index) == set(session.queue[30:])


def test_a_rejection_teaches_nothing_and_is_not_suggested_anew(study):
    project, truth = study
    session = by_stance(project, learn_every=None)
    session.reject()
    code(session, truth, 30)
    known = labelled(project, "anna", "stance", project.corpus.answers)
    assert (len(known.rows), len(known.decided)) == (30, 31)
    assert len(known.open) == len(truth) - 31
    assert learn(project, "anna").improvement.labels == 30


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
@pytest.mark.parametrize(("lang", "said"), [("fi", "Kone ei voinut oppia"), ("en", "could not")])
def test_an_error_of_the_learning_thread_reaches_the_coder(study, monkeypatch, lang, said):
    project, truth = study

    def broken(project, known, dialogue):
        raise ZeroDivisionError("of the program")

    with monkeypatch.context() as patch:
        patch.setitem(_learning.FITTED, "stance", broken)
        session = by_stance(project)
        code(session, truth, 30)
        session.wait()
    assert session.problem == "ZeroDivisionError: of the program"
    (note,) = ReviewWidget(session, lang).progress["notes"]
    assert said in note
    assert "ZeroDivisionError: of the program." in note
    assert len(project.in_force("anna")) == 30
    session.learn()  # and is gone when the next lesson succeeds
    assert (session.problem, ReviewWidget(session, lang).progress["notes"]) == ("", [])


# Advice


def test_what_is_plain_can_be_left_to_the_machine(study):
    project, truth = study
    code(by_stance(project, learn_every=None), truth, 72)
    advice = advise(project, "anna", 0.8)
    assert advice.automatable
    assert 0 < advice.low <= advice.share <= advice.high <= 1
    assert advice.share > 0.8
    assert not set(advice.statements) & set(project.in_force("anna")["statement_id"])
    assert not advice.blind  # they were decided in sight of suggestions
    assert "could code" in str(advice)


def test_themes_that_are_plain_can_be_left_to_the_machine_too(study):
    project, truth = study
    session = ReviewSession(project, "anna", families=["theme"], learn_every=60, agreement=0.9)
    code_themes(session, truth, 60)
    session.wait()
    quick = session.advices["theme"]
    whole = session.advice(family="theme")
    for advice in (quick, whole):
        assert (advice.family, advice.agreement, advice.reason) == ("theme", 0.9, "")
        assert 0 < advice.low <= advice.share <= advice.high <= 1
    assert advice.text("fi").startswith("Teemat: kone voisi koodata")
    assert "yksimielisyydellä 0,9" in advice.text("fi")
    assert str(advice).startswith("Themes: the machine could code")
    with pytest.raises(AineistoError, match="'sv'"):
        advice.text("sv")
    with pytest.raises(AineistoError, match="learns no 'actor'"):
        session.advice(family="actor")


def test_noise_cannot(study):
    project, _ = study
    session = ReviewSession(project, "anna", families=["stance"], blind=True)
    for value in np.random.default_rng(1).integers(-2, 3, 72):
        session.decide(value=int(value))
    advice = session.advice(0.8)
    assert (advice.automatable, advice.low, advice.statements) == (False, 0, ())
    assert advice.blind
    assert "not automatable" in str(advice)


def test_few_labels_promise_nothing(study):
    project, truth = study
    session = by_stance(project, learn_every=None)
    assert not session.advice().automatable
    code(session, truth, 30)
    assert session.advice().reason == "few"
    assert "30 decisions" in str(session.advice())
    with pytest.raises(AineistoError, match="between 0 and 1"):
        session.advice(80)


def test_the_gate_opens_as_far_as_the_mean_error_allows():
    expected = np.arange(60) / 10
    error = np.r_[np.zeros(50), np.ones(10)]
    # bar of the mean error, statements within it: 5 of 55 are within 0.1, 6 of 56 are not
    for bar, within in ((0.0, 50), (0.1, 55), (0.25, 60)):
        found = selective_coverage(error, expected, expected, 1.0, agreement=1 - bar)
        assert found.share == pytest.approx(within / 60)
    assert (
        selective_coverage(np.ones(60), expected, expected, 1.0, agreement=0.5).reason == "unsure"
    )


def test_the_studys_own_cues_are_heard_in_a_lesson(study):
    project, truth = study
    own = CueGroup("strength", ("kaukolaina",))
    edited = replace(project.codebook, cues=(own,))
    known = {}
    code(by_stance(project, learn_every=None), truth, 30)
    for name, codebook in (("without", project.codebook), ("with", edited)):
        project.update_codebook(codebook)
        known[name] = learn(project, "anna").improvement.before
    assert known["with"] > known["without"]


def test_chance_is_that_of_all_pairs():
    rng = np.random.default_rng(5)
    truth, guess = rng.integers(-2, 3, (2, 40))
    pairs = [abs(a - b) for a in truth for b in guess]
    assert chance_error(truth, guess) == pytest.approx(np.mean(pairs))
    sets = [("a", "b"), ("b",), ("none",)]
    guesses = ["a", "b", "b"]
    missed = [code not in codes for codes in sets for code in guesses]
    assert chance_misses(sets, guesses) == pytest.approx(np.mean(missed))


def test_linear_kappa_is_that_of_scikit_learn():
    rng = np.random.default_rng(4)
    truth, guess = rng.integers(-2, 3, (2, 60))
    expected = cohen_kappa_score(truth, guess, weights="linear", labels=[-2, -1, 0, 1, 2])
    assert linear_kappa(truth, guess) == pytest.approx(expected)
    assert linear_kappa(truth, truth) == 1
    assert linear_kappa(np.ones(3), np.ones(3)) == 0


def test_a_program_ends_when_the_machine_has_learnt(study):
    project, truth = study
    code(by_stance(project, learn_every=None), truth, 30)
    script = """
import atexit, sys
atexit.register(lambda: print(session._background.busy))  # what registers later runs before
import aineisto
from aineisto.review import ReviewSession
project = aineisto.Project.open(sys.argv[1])
session = ReviewSession(project, "anna", families=["stance"], learn_every=1000)
assert session._background.busy
"""
    command = [sys.executable, "-c", script, str(project.path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "False\n"), done.stderr
