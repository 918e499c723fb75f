"""Edits lead from a text to its copy and spans lead back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aineisto.corpus import Edit, EditMap


@st.composite
def texts_with_edits(draw):
    text = draw(st.text(max_size=60))
    bounds = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8)))
    pairs = list(zip(bounds[::2], bounds[1::2], strict=False))
    return text, [
        Edit(start, end, draw(st.text(max_size=3))) for start, end in pairs if start < end
    ]


@given(texts_with_edits(), st.data())
def test_a_span_of_the_copy_lies_in_the_original(case, data):
    text, edits = case
    copy = EditMap(edits).apply(text)
    start = data.draw(st.integers(0, len(copy)))
    end = data.draw(st.integers(start, len(copy)))
    low, high = EditMap(edits).to_original(start, end)
    assert 0 <= low <= high <= len(text) or start == end
    inside = [edit for edit in edits if low <= edit.start and edit.end <= high]
    shown = EditMap([Edit(e.start - low, e.end - low, e.replacement) for e in inside])
    if start < end:
        assert copy[start:end] in shown.apply(text[low:high])


def replaced(text, edits):
    for edit in reversed(edits):
        text = text[: edit.start] + edit.replacement + text[edit.end :]
    return text


@given(texts_with_edits())
def test_apply_is_replacing_from_the_end(case):
    text, edits = case
    assert EditMap(edits).apply(text) == replaced(text, edits)


@given(texts_with_edits(), st.data())
def test_a_part_is_mended_by_the_edits_that_lie_in_it(case, data):
    text, edits = case
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    expected = replaced(text[:end], [e for e in edits if start <= e.start and e.end <= end])
    assert EditMap(edits).clean(text, start, end) == expected[start:]
    assert EditMap(edits).within(start, end).apply(text[start:end]) == expected[start:]


def test_hyphen_and_line_break():
    text = "yh-\nteistyö on osa-\noptimointia"
    edits = EditMap([Edit(2, 4, ""), Edit(18, 20, "")])
    copy = edits.apply(text)
    assert copy == "yhteistyö on osaoptimointia"
    start = copy.index("osaoptimointia")
    assert text[slice(*edits.to_original(start, len(copy)))] == "osa-\noptimointia"


def test_edits_must_not_overlap():
    with pytest.raises(ValueError, match="overlaps"):
        EditMap([Edit(0, 3, ""), Edit(2, 4, "")])
