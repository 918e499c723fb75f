"""Any course of decisions, skips and undos against a model made of plain dictionaries."""

from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aineisto.project import Project

STATEMENTS = ("a:2", "a:3", "b:2")
CODERS = ("anna", "ville")
STEPS = st.one_of(
    st.tuples(
        st.just("stance"),
        st.sampled_from(CODERS),
        st.sampled_from(STATEMENTS),
        st.integers(-2, 2),
        st.booleans(),
    ),
    st.tuples(
        st.just("theme"),
        st.sampled_from(CODERS),
        st.sampled_from(STATEMENTS),
        st.sets(st.sampled_from(["raha", "roolit"])),
        st.booleans(),
    ),
    st.tuples(st.just("skip"), st.sampled_from(CODERS), st.sampled_from(STATEMENTS)),
    st.tuples(st.just("undo"), st.sampled_from(CODERS)),
    st.just(("reopen",)),
)
SUGGESTED = {
    ("a:2", "stance"): {1},
    ("a:3", "stance"): {-2},
    ("b:2", "stance"): {0},
    ("a:2", "theme"): {"raha"},
    ("a:3", "theme"): {"raha", "roolit"},
}


class Model:
    """What the project ought to hold: a stack of acts for each coder."""

    def __init__(self):
        self.acts = {coder: [] for coder in CODERS}
        self.seen = set()

    def decide(self, coder, statement, family, content, blind):
        key = (coder, statement, family)
        suggested = SUGGESTED.get((statement, family))
        if suggested is None or (blind and key not in self.seen):
            status = "blind"
        else:
            self.seen.add(key)
            status = "accepted" if content == suggested else "changed"
        self.acts[coder].append((statement, family, content, status))

    def standing(self):
        last = {}
        for coder, acts in self.acts.items():
            for statement, family, content, status in acts:
                if content is not None:
                    last[coder, statement, family] = (content, status)
        return {
            (f"human:{coder}", statement, family, code, status)
            for (coder, statement, family), (content, status) in last.items()
            for code in content
        }


def standing(project):
    frame = project.codings
    frame = frame[frame["coder"].str.startswith("human:")]
    return {
        (
            row.coder,
            row.statement_id,
            row.family,
            row.value if row.family == "stance" else row.code,
            row.status,
        )
        for row in frame.itertuples()
    }


@pytest.fixture(scope="module")
def study(tmp_path_factory, corpus, codebook, judgements):
    """Return a maker of fresh copies of one project."""
    folder = tmp_path_factory.mktemp("replay")
    with Project.create(folder / "template.aineisto", corpus, codebook) as project:
        project.add_judgements(judgements, complete=True)
    template = project.path.read_bytes()
    numbers = count()

    def make():
        path = folder / f"{next(numbers)}.aineisto"
        path.write_bytes(template)
        return Project.open(path)

    return make


def apply(project, model, step):
    kind, coder, *rest = step
    if kind == "stance":
        statement, value, blind = rest
        project.decide(statement, coder, value=value, blind=blind)
        model.decide(coder, statement, "stance", {value}, blind)
    elif kind == "theme":
        statement, codes, blind = rest
        project.decide(statement, coder, "theme", codes=sorted(codes), blind=blind)
        model.decide(coder, statement, "theme", codes or {"none"}, blind)
    elif kind == "skip":
        project.skip(rest[0], coder)
        model.acts[coder].append((rest[0], "stance", None, None))
    else:
        assert bool(project.undo(coder)) == bool(model.acts[coder])
        model.acts[coder] = model.acts[coder][:-1]


@settings(max_examples=15, deadline=None)
@given(steps=st.lists(STEPS, max_size=20))
def test_what_stands_is_what_a_plain_model_says(study, steps):
    project, model = study(), Model()
    for step in steps:
        if step[0] == "reopen":
            project.close()
            project = Project.open(project.path)
        else:
            apply(project, model, step)
    assert standing(project) == model.standing()
    rows = project.decisions.drop_duplicates("decision")
    undone = set(rows["undoes"].dropna())
    assert len(undone) == (rows["kind"] == "undo").sum()
    project.close()
