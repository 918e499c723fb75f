"""The nearest of each text: those that a stable sort of all would begin with."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from aineisto.themes._clustering import _largest

# Few different values, so that many are equal.
VALUES = st.sampled_from([-np.inf, -1.0, -0.5, 0.0, 0.25, 1.0])


@given(data=st.data(), rows=st.integers(1, 5), columns=st.integers(1, 30))
def test_equal_likeness_is_resolved_by_order(data, rows, columns):
    likeness = data.draw(arrays(np.float32, (rows, columns), elements=VALUES))
    number = data.draw(st.integers(0, columns))
    sorted_all = np.argsort(-likeness, axis=1, kind="stable")[:, :number]
    assert _largest(likeness, number).tolist() == sorted_all.tolist()
