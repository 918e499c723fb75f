import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from aineisto.store._samples import stratified_sample

SIZES = st.lists(st.integers(1, 30), min_size=1, max_size=6)


def statements(sizes):
    names = [name for name, size in enumerate(sizes) for _ in range(size)]
    return pd.DataFrame({"statement_id": map(str, range(len(names))), "stratum": names})


@given(sizes=SIZES, n=st.integers(0, 200), seed=st.integers(0, 5))
def test_every_stratum_gives_its_share(sizes, n, seed):
    frame = statements(sizes)
    sample = stratified_sample(frame, ["stratum"], n, seed)
    assert len(sample) == len(set(sample)) == min(n, len(frame))
    drawn = frame.set_index("statement_id").loc[sample, "stratum"].value_counts()
    fair = {name: min(n, len(frame)) * size / len(frame) for name, size in enumerate(sizes)}
    for name, share in fair.items():
        got = drawn.get(name, 0)
        assert got <= share + 1
        # what the smallest strata got beyond their share, the large ones gave
        assert got >= 1 or n < len(sizes)
        assert got >= share - 1 - sum(max(0.0, 1 - other) for other in fair.values())


def test_proportions_by_hand():
    frame = statements([60, 30, 10])
    drawn = frame.set_index("statement_id").loc[stratified_sample(frame, ["stratum"], 10, 0)]
    assert drawn["stratum"].value_counts().to_dict() == {0: 6, 1: 3, 2: 1}


def test_a_beginning_of_the_sample_is_a_sample():
    frame = statements([60, 30, 10])
    for seed in range(5):
        first = stratified_sample(frame, ["stratum"], None, seed)[:20]
        counts = frame.set_index("statement_id").loc[first, "stratum"].value_counts()
        assert 10 <= counts[0] <= 14
        assert 4 <= counts[1] <= 8
        assert 1 <= counts[2] <= 3


def test_statements_without_a_group_are_a_stratum_of_their_own():
    frame = statements([5, 5]).astype({"stratum": "object"})
    frame.loc[frame["stratum"] == 1, "stratum"] = None
    assert len(stratified_sample(frame, ["stratum"], None, 0)) == 10
