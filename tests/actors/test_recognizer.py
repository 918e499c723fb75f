"""The recogniser's frames, codings and offsets."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aineisto import AineistoError
from aineisto.actors import ActorRecognizer, builtin_register
from aineisto.codings import check_codings

RECOGNIZER = ActorRecognizer()
NAMES = sorted({s for e in builtin_register() for s in (e.name, *e.aliases)})


def test_the_frame_has_its_columns_and_kinds_even_when_nothing_is_found() -> None:
    for texts in ([], ["Ei mitään."], ["Kela"]):
        frame = RECOGNIZER.find(texts)
        columns = ["text", "start", "end", "mention", "actor", "kind", "known"]
        assert list(frame.columns) == columns
        assert [str(frame[name].dtype) for name in ("text", "start", "end", "known")] == [
            "int64",
            "int64",
            "int64",
            "bool",
        ]


def test_texts_are_numbered_by_position_whatever_their_index() -> None:
    texts = pd.Series(["Kela", "ei", "THL"], index=["a", "b", "c"])
    frame = RECOGNIZER.find(texts)
    assert frame[["text", "actor"]].values.tolist() == [[0, "Kela"], [2, "THL"]]
    assert frame["known"].all()


def test_missing_texts_hold_nothing() -> None:
    assert RECOGNIZER.find([None, float("nan"), "Kela"])["text"].tolist() == [2]  # type: ignore[list-item]


def test_offsets_are_code_points() -> None:
    frame = RECOGNIZER.find(["😀 Kelalle"])
    assert frame[["start", "end"]].values.tolist() == [[2, 9]]


def test_codings_are_valid_and_point_into_clean() -> None:
    statements = pd.DataFrame(
        {
            "statement_id": ["d1:1", "d1:2"],
            "clean": ["KELA:lle sovitettiin.", "VM/STM:n työnjako."],
        }
    )
    codings = check_codings(RECOGNIZER.code(statements))
    assert codings[
        ["statement_id", "family", "code", "start", "end", "evidence"]
    ].values.tolist() == [
        ["d1:1", "actor", "Kela", 0, 8, "KELA:lle"],
        ["d1:2", "actor", "VM", 0, 2, "VM"],
        ["d1:2", "actor", "STM", 3, 8, "STM:n"],
    ]
    assert set(codings["coder"]) == {"machine:actors@0.1"}
    assert set(codings["status"]) == {"suggested"}


def test_what_context_decided_is_less_sure_than_what_is_plain() -> None:
    statements = pd.DataFrame(
        {"statement_id": ["a", "b"], "clean": ["Kelalla se on.", "tiedot tallennetaan kantaan"]}
    )
    plain, decided = RECOGNIZER.code(statements)["confidence"]
    assert decided < plain <= 1


def test_statements_without_clean_are_refused_with_a_remedy() -> None:
    with pytest.raises(AineistoError, match="clean"):
        RECOGNIZER.code(pd.DataFrame({"statement_id": ["a"]}))


def test_two_recognisers_do_not_disturb_each_other() -> None:
    from aineisto.codebook import ActorEntry

    other = ActorRecognizer([ActorEntry("Kelaryhmä", aliases=("Kela",), kind="unit")])
    assert other.find(["Kelan"])["actor"].tolist() == ["Kelaryhmä"]
    assert RECOGNIZER.find(["Kelan"])["actor"].tolist() == ["Kela"]


PIECES = st.one_of(
    st.sampled_from(NAMES),
    st.text(max_size=12),
    st.sampled_from(
        [":n", ":lle", "-palvelut", "- ", "-\n", "/", " ja ", ". ", "\u00ad", "n", "lla", " "]
    ),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=12).map("".join))
def test_offsets_are_exact_and_mentions_do_not_overlap(text: str) -> None:
    frame = RECOGNIZER.find([text])
    last = 0
    for start, end, mention in frame[["start", "end", "mention"]].values:
        assert text[start:end] == mention
        assert last <= start < end <= len(text)
        last = end


#: Names that are other words so often that they need something in their surroundings.
NEED_CONTEXT = {
    *("DNA", "Elisa", "Esko", "Hali", "Kaste", "Tieto", "Toimeksi"),
    *("kuntatieto", "tilakeskus"),
}


def test_every_spelling_of_the_register_is_found_alone_in_a_sentence() -> None:
    owners = {
        s: e.name
        for e in sorted(builtin_register(), key=lambda e: e.valid_to or "9999")  # the last stays
        for s in (e.name, *e.aliases, *e.names.values())
    }
    names = sorted(owners)
    frame = RECOGNIZER.find([f"Tämä on {name}." for name in names])
    found = {names[t]: (m, a) for t, m, a in frame[["text", "mention", "actor"]].values}
    assert set(names) - set(found) == NEED_CONTEXT
    assert {name: found[name] for name in found} == {name: (name, owners[name]) for name in found}
