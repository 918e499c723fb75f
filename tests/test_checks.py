"""What comes in is checked in one way everywhere, and a user's error is of the usual kinds."""

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone

import aineisto
from aineisto.actors import ActorRecognizer
from aineisto.codebook import ActorEntry, Codebook, CueGroup, Question, Theme
from aineisto.core.checks import as_column, as_count, as_texts
from aineisto.core.errors import ArgumentError
from aineisto.encoder import Encoder
from aineisto.language import Embedder, Lemmatizer, tag
from aineisto.scale import annotate
from aineisto.stance import StanceClassifier
from aineisto.store import Choice
from aineisto.themes import ThemeAssigner, ThemeFinder

CODEBOOK = Codebook(
    themes=(
        Theme("raha", {"fi": "Rahoitus"}, keywords=("raha", "budjetti")),
        Theme("tieto", {"fi": "Tietojärjestelmät"}, keywords=("rajapinta",)),
    )
)
TEXT = "Budjetti ei riitä."


@pytest.mark.parametrize(
    "call",
    [
        lambda: Theme("raha", {"fi": "Raha"}, keywords="budjetti"),
        lambda: Theme("raha", {"fi": "Raha"}, examples="Budjetti ei riitä."),
        lambda: Question("q", {"fi": "Kysymys"}, "?", keywords="raha"),
        lambda: ActorEntry("Kela", aliases="KELA"),
        lambda: CueGroup("risk", "riski"),
        lambda: Choice("actor", "Kela"),
        lambda: StanceClassifier(embedder=None).predict(TEXT),
        lambda: StanceClassifier(embedder=None).fit(TEXT, [1]),
        lambda: StanceClassifier(embedder=None).predict([TEXT], question="q1"),
        lambda: ThemeAssigner(CODEBOOK, embedder=None).predict(TEXT),
        lambda: ThemeAssigner(CODEBOOK, embedder=None).fit(TEXT, ["raha"]),
        lambda: ThemeAssigner(CODEBOOK, embedder=None).fit([TEXT] * 4, "raha"),
        lambda: ThemeFinder(embedder=None).fit(TEXT),
        lambda: ActorRecognizer().find("Kela maksaa."),
        lambda: Embedder("fast").encode(TEXT),
        lambda: Encoder().polarity(TEXT),
        lambda: list(Encoder().read([TEXT])),
        lambda: Lemmatizer().lemmatize(TEXT),
        lambda: Lemmatizer().lemmatize([TEXT]),
        lambda: Lemmatizer().standard_forms([TEXT]),
        lambda: tag([TEXT]),
        lambda: annotate(pd.DataFrame({"text": [TEXT]}), parts="stance"),
    ],
)
def test_one_string_is_no_list(call):
    with pytest.raises(aineisto.AineistoError, match=r"one string|codes") as caught:
        call()
    assert isinstance(caught.value, ValueError)


FRAME = pd.DataFrame({"statement_id": ["d:1", "d:2"], "clean": [TEXT, "Rajapinta toimii."]})


@pytest.mark.parametrize(
    "call",
    [
        lambda: StanceClassifier(embedder=None).predict(FRAME),
        lambda: ThemeAssigner(CODEBOOK, embedder=None).predict(FRAME),
        lambda: ThemeFinder(embedder=None).fit(FRAME),
        lambda: ActorRecognizer().find(FRAME),
        lambda: Embedder("fast").encode(FRAME),
    ],
)
def test_a_table_is_no_list_of_texts(call):
    with pytest.raises(aineisto.AineistoError, match="one of its columns: 'statement_id', 'clean'"):
        call()


def test_a_table_of_one_column_is_its_texts():
    model = StanceClassifier(embedder=None)
    assert model.predict(FRAME[["clean"]]).tolist() == model.predict(FRAME["clean"]).tolist()


#: Statements and codes that each coder tells apart.
LEARNT = {
    "stance": (StanceClassifier(embedder=None), {-1: "Se on huono.", 1: "Se on hyvä."}),
    "theme": (
        ThemeAssigner(CODEBOOK, embedder=None),
        {"raha": TEXT, "none": "Joo.", "tieto": "Rajapinta toimii."},
    ),
    "actor": (ActorRecognizer(), {"Kela": "Kela maksaa.", "none": "Joo."}),
}
every = pytest.mark.parametrize(("coder", "kinds"), LEARNT.values(), ids=LEARNT)


@every
def test_labels_are_taken_in_every_form_of_a_list(coder, kinds):
    y, X = list(kinds) * 8, list(kinds.values()) * 8
    whole = clone(coder).fit(X, y)
    expected = whole.predict_proba(X)
    forms = [
        lambda: iter(y),
        lambda: dict(enumerate(y)).values(),
        lambda: np.array(y, dtype=object),
        lambda: pd.DataFrame({"code": y}),
        lambda: pd.Series(y, index=[7] * len(y), dtype="category"),
    ]
    for form in forms:
        np.testing.assert_array_equal(clone(coder).fit(X, form()).predict_proba(X), expected)
        assert whole.score(X, form()) == 1
    # Half of them right, a third of the weight.
    wrong = [*y[: len(y) // 2], *[y[0] if code != y[0] else y[1] for code in y[len(y) // 2 :]]]
    weights = np.repeat([1, 2], len(y) // 2)
    assert whole.score(X, wrong) == 0.5
    assert whole.score(X, wrong, sample_weight=weights) == pytest.approx(1 / 3)


@every
def test_labels_that_are_none_are_told_with_their_place(coder, kinds):
    y, X = list(kinds) * 8, list(kinds.values()) * 8
    whole = clone(coder).fit(X, y)
    for missing in (None, float("nan"), pd.NA, pd.NaT):
        with_gap = [*y[:3], missing, *y[4:]]
        for call in (clone(coder).fit, whole.score):
            for labels in (with_gap, np.array(with_gap, dtype=object), pd.Series(with_gap)):
                with pytest.raises(ArgumentError, match="no label") as caught:
                    call(X, labels)
                assert caught.value.place == "label 4"
    other = 1 if isinstance(y[0], str) else str(y[0])
    calls = [
        lambda: clone(coder).fit(X, None),
        lambda: clone(coder).fit(X, np.array([y, y]).T),
        lambda: clone(coder).fit([], []),
        lambda: whole.score(X, None),
        lambda: whole.score(X, y[0]),
        lambda: whole.score(X, y[:1]),
        lambda: whole.score(X, [other] * len(X)),
        lambda: whole.score([], []),
        lambda: whole.score(X, y, sample_weight=[1.0]),
        lambda: whole.score(X, y, sample_weight=[0.0] * len(X)),
        lambda: whole.score(X, y, sample_weight=["a"] * len(X)),
        lambda: whole.predict_set(X, level="high"),
        lambda: whole.predict(X, question=[["q1", "q2"]] * len(X)),
        lambda: whole.predict([1, 2]),
        lambda: whole.predict([b"Joo."]),
        lambda: whole.explain([TEXT]),
        lambda: whole.explain(None),
    ]
    for call in calls:
        with pytest.raises(aineisto.AineistoError) as caught:
            call()
        assert isinstance(caught.value, ValueError)
        assert caught.value.remedy
    np.testing.assert_array_equal(whole.predict(X), y)


def test_one_of_several_labels_is_right_and_none_at_all_is_refused():
    kinds = LEARNT["theme"][1]
    X = list(kinds.values())
    model = ThemeAssigner(CODEBOOK, embedder=None)
    assert model.score(X, [{"raha", "tieto"}, ["none"], np.array(["raha"], dtype=object)]) == 2 / 3
    with pytest.raises(ArgumentError, match="no label") as caught:
        model.fit(X, [["raha"], [], ["tieto"]])
    assert caught.value.place == "label 2"


def test_a_coder_is_shown_without_a_warning_or_a_model(recwarn, monkeypatch):
    monkeypatch.setattr(ThemeAssigner, "_space", property(lambda _: pytest.fail("it is read")))
    for coder in (*(coder for coder, _ in LEARNT.values()), ThemeAssigner(Codebook())):
        coder._repr_html_()
    assert not recwarn.list


@pytest.mark.parametrize("coder", [coder for coder, _ in LEARNT.values()], ids=LEARNT)
def test_statements_to_code_have_a_text_and_a_name_each(coder):
    for column, missing in (("clean", None), ("clean", float("nan")), ("statement_id", pd.NA)):
        frame = FRAME.astype(object)
        frame.loc[1, column] = missing
        with pytest.raises(aineisto.CodingsError, match="Leave out rows") as caught:
            coder.code(frame)
        assert caught.value.place == "row 2"
    with pytest.raises(aineisto.CodingsError, match="Give text"):
        coder.code(FRAME.assign(clean=[TEXT, 5]))
    with pytest.raises(aineisto.CodingsError, match="several times"):
        coder.code(pd.concat([FRAME, FRAME[["clean"]]], axis=1))


@pytest.mark.parametrize(
    "make",
    [
        lambda: StanceClassifier((0.5, 1.5), None),
        lambda: StanceClassifier(["a", "b"], None),
        lambda: StanceClassifier(5, None),
        lambda: StanceClassifier(Codebook().scale, None),
        lambda: StanceClassifier(embedder=None, cues=["hyvä"]),
        lambda: StanceClassifier(embedder=None, cues=None),
        lambda: ThemeAssigner(None, None),
        lambda: ThemeAssigner("codebook.toml", None),
        lambda: ThemeAssigner(CODEBOOK, None, lemmatizer="fast"),
        lambda: ThemeAssigner(CODEBOOK, None, C=0),
        lambda: ThemeAssigner(CODEBOOK, None, C=float("nan")),
        lambda: ThemeAssigner(CODEBOOK, None, threshold=2),
        lambda: ThemeAssigner(CODEBOOK, None, threshold="low"),
        lambda: ThemeAssigner(CODEBOOK, None, max_themes=0),
        lambda: ActorRecognizer(["Kela"]),
        lambda: ActorRecognizer([{"name": "Kela"}]),
    ],
)
def test_parameters_that_mean_nothing_are_told(make):
    kinds = next(k for coder, k in LEARNT.values() if isinstance(make(), type(coder)))
    with pytest.raises(aineisto.AineistoError) as caught:
        make().fit(list(kinds.values()) * 8, list(kinds) * 8).code(FRAME)
    assert isinstance(caught.value, ValueError)
    assert caught.value.remedy


CODERS = [
    StanceClassifier(embedder=None),
    ThemeAssigner(CODEBOOK, embedder=None),
    ActorRecognizer(),
]


@pytest.mark.parametrize("coder", CODERS, ids=lambda coder: type(coder).__name__)
def test_statements_that_a_merge_doubled_are_not_coded(coder):
    with pytest.raises(aineisto.CodingsError, match=r"'d:1' is there 3 times.*Give each") as caught:
        coder.code(pd.concat([FRAME, FRAME.iloc[[0, 0]]]))
    assert caught.value.place == "rows 1, 3, 4"
    with pytest.raises(aineisto.CodingsError, match="not a table but a list"):
        coder.code([TEXT])


@pytest.mark.parametrize("what", ["corpus", "codebook", "swapped", "path"])
def test_what_is_no_corpus_or_codebook_is_named(tmp_path, what):
    corpus = aineisto.Corpus(pd.DataFrame(), pd.DataFrame(), FRAME)
    given = {
        "corpus": (tmp_path / "s", FRAME, CODEBOOK),
        "codebook": (tmp_path / "s", corpus, "codebook.toml"),
        "swapped": (tmp_path / "s", CODEBOOK, corpus),
        "path": (corpus, CODEBOOK, tmp_path / "s"),
    }[what]
    for make in (aineisto.Project.create, aineisto.Project.open_or_create):
        with pytest.raises(aineisto.AineistoError, match=r"Read one|Load it|A path is needed"):
            make(*given)
    if what != "path":
        with pytest.raises(ArgumentError):
            aineisto.precode(*given[1:])


@pytest.mark.parametrize("n", ["60", 0, -1, 2.5, None, True, float("nan")])
def test_a_count_is_a_whole_number(n):
    with pytest.raises(ArgumentError, match="whole number from 1 on"):
        as_count(n, "n")
    assert (as_count(60.0, "n"), as_count(np.int64(2), "n")) == (60, 2)


def test_one_string_is_not_stored_as_letters(tmp_path):
    statements = pd.DataFrame({"speaker": ["A", "B"], "text": ["Kuka maksaa?", "Kela maksaa."]})
    source = tmp_path / "a.csv"
    statements.to_csv(source, index=False)
    corpus = aineisto.read(source, interviewer="A")
    with aineisto.Project.create(tmp_path / "s.aineisto", corpus, CODEBOOK) as project:
        statement = project.next("anna", "actor")
        with pytest.raises(TypeError, match=r"codes is one string \('Kela'\)"):
            project.decide(statement.statement_id, "anna", "actor", codes="Kela")
        with pytest.raises(TypeError, match="families is one string"):
            project.skip(statement.statement_id, "anna", "stance")
        assert project.decisions.empty


def test_users_errors_are_of_the_usual_kinds():
    from aineisto.core import errors

    for kind in (errors.CodebookError, errors.CodingsError, errors.ParticipantsError):
        assert issubclass(kind, ValueError)
    assert not issubclass(errors.ModelError, ValueError)
    with pytest.raises(ValueError, match="scale"):
        StanceClassifier(scale=(1, 0), embedder=None).predict([TEXT])
    with pytest.raises(TypeError, match="text 2"):
        as_texts(["a", None])
    with pytest.raises(ValueError, match="3 texts"):
        as_column(["a"], 3, "question")
    with pytest.raises(ValueError, match="engine"):
        ThemeFinder(engine="magic", embedder=None).fit([f"Raha {n}" for n in range(20)])
    assert issubclass(ArgumentError, aineisto.AineistoError)


def test_columns_of_every_kind_are_taken():
    assert as_texts(pd.Series(["a", "b"], index=[5, 6])) == ["a", "b"]
    assert as_texts(np.array([["a"], ["b"]], dtype=object)) == ["a", "b"]
    assert as_column([1, None, "x"], 3, "turn").tolist() == ["1", "", "x"]


@pytest.mark.parametrize(
    "make",
    [
        lambda embedder: StanceClassifier(embedder=embedder).predict_proba([TEXT]),
        lambda embedder: ThemeAssigner(CODEBOOK, embedder=embedder).predict_proba([TEXT]),
    ],
)
def test_words_for_an_embedder_mean_the_same(make):
    none, fast = make(None), make("fast")
    assert np.array_equal(fast, make(Embedder("fast")))
    assert not np.array_equal(none, make("default"))
    for wrong in (Embedder, 7):
        with pytest.raises(TypeError, match="no embedder"):
            make(wrong)


def test_without_vectors_themes_go_by_words():
    assigner = ThemeAssigner(CODEBOOK, embedder=None)
    texts = ["Rahaa ei ole.", "Rajapinta puuttuu."]
    assert assigner.predict(texts).tolist() == ["raha", "tieto"]
    found = ThemeFinder(n_themes=2, embedder=None, n_subsamples=0).fit(texts * 60)
    assert found.labels_[0] != found.labels_[1]
