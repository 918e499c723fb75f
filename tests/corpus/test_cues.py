"""When statements are heard: cues, stamps and what they say of the statements around them."""

from itertools import pairwise
from math import nan

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from aineisto.corpus._cues import Cue, times_of


def test_a_statement_lies_within_the_cues_it_is_heard_in():
    cues = [Cue(0, 10, 1.0, 2.0), Cue(10, 20, 2.5, 4.0)]
    assert times_of([(0, 4), (5, 15), (16, 20)], cues) == [(1.0, 2.0), (1.0, 4.0), (2.5, 4.0)]


def test_a_place_times_what_begins_and_what_ends_there_and_nothing_else():
    cues = [Cue(0, 0, 1.0), Cue(10, 10, 5.0, 5.0), Cue(15, 15, 7.0, 7.0)]
    found = times_of([(0, 4), (5, 10), (11, 20), (21, 30)], cues)
    assert np.array_equal(found, [(1.0, nan), (nan, 5.0), (5.0, nan), (nan, nan)], equal_nan=True)


@given(st.lists(st.integers(1, 9), min_size=1), st.lists(st.integers(1, 9), min_size=1))
def test_times_never_leave_the_cues(lengths, cue_lengths):
    ends = np.cumsum(lengths)
    spans = list(zip([0, *ends[:-1]], ends, strict=True))
    bounds = [0, *np.cumsum(cue_lengths)]
    cues = [Cue(a, b, float(a), float(b)) for a, b in pairwise(bounds)]
    for (start, end), (time_start, time_end) in zip(spans, times_of(spans, cues), strict=True):
        if start < bounds[-1]:
            assert time_start <= start
            assert time_end >= min(end, bounds[-1])
        else:
            assert np.isnan(time_start)
