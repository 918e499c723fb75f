from hypothesis import given
from hypothesis import strategies as st

from aineisto.encoder._rows import batches, windows

sizes = st.lists(st.integers(1, 20), max_size=200)


@given(sizes)
def test_windows_answer_for_every_word_once_and_stay_within_the_room(sizes):
    found = windows(sizes, room=20, overlap=8)
    assert [i for w in found for i in range(w.first, w.stop)] == list(range(len(sizes)))
    for window in found:
        assert window.begin <= window.first <= window.stop <= window.end
        assert sum(sizes[window.begin : window.end]) <= 20


@given(st.integers(1, 500))
def test_a_word_is_answered_where_it_stands_furthest_from_a_cut(length):
    found = windows([1] * length, room=30, overlap=12)
    for word in range(length):
        room = {
            w: min(
                word - w.begin if w.begin else length,
                w.end - 1 - word if w.end < length else length,
            )
            for w in found
            if w.begin <= word < w.end
        }
        (own,) = [w for w in found if w.first <= word < w.stop]
        # An even number of shared words has two in the middle.
        assert room[own] >= max(room.values()) - 1


def test_what_fits_is_one_window():
    assert [tuple(w) for w in windows([3, 4, 5], room=12, overlap=4)] == [(0, 3, 0, 3)]


@given(st.lists(st.integers(1, 300), max_size=80))
def test_batches_hold_every_row_once_within_the_budget(lengths):
    found = list(batches(lengths, 256))
    assert sorted(i for batch in found for i in batch) == list(range(len(lengths)))
    for batch in found:
        padded = max(lengths[i] for i in batch) * len(batch)
        assert padded <= 256 or len(batch) == 1


def test_rows_of_like_length_come_together():
    assert list(batches([1, 100, 1, 100, 1], 200)) == [[1, 3], [0, 2, 4]]
