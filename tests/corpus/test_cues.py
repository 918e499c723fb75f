"""When statements are heard: cues, stamps and what they say of the statements around them."""

from itertools import pairwise
from math import nan

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aineisto.corpus import read
from aineisto.corpus._times import Cue, times_of


def test_a_statement_lies_within_the_cues_it_is_heard_in():
    cues = [Cue(0, 10, 1.0, 2.0), Cue(10, 20, 2.5, 4.0)]
    assert times_of([(0, 4), (5, 15), (16, 20)], cues) == [(1.0, 2.0), (1.0, 4.0), (2.5, 4.0)]


def test_a_place_times_what_begins_and_what_ends_there_and_nothing_else():
    cues = [Cue(0, 0, 1.0), Cue(10, 10, 5.0, 5.0), Cue(15, 15, 7.0, 7.0)]
    found = times_of([(0, 4), (5, 10), (11, 20), (21, 30)], cues)
    assert np.array_equal(found, [(1.0, nan), (nan, 5.0), (5.0, nan), (nan, nan)], equal_nan=True)


_LENGTHS = st.lists(st.integers(1, 9), min_size=1, max_size=20)


@settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(_LENGTHS, _LENGTHS)
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


def test_speech_without_punctuation_is_cut_at_pauses_and_it_is_said(save):
    words = [f"sana{n}" for n in range(90)]
    cue_texts = [" ".join(words[n : n + 6]) for n in range(0, 90, 6)]
    starts = [4.0 * n + (2.0 if n >= 7 else 0.0) for n in range(15)]  # a pause before the eighth
    text = "\n\n".join(
        f"{n}\n00:00:{a:06.3f} --> 00:00:{a + 4:06.3f}\n{one}".replace(".", ",")
        for n, (a, one) in enumerate(zip(starts, cue_texts, strict=True), start=1)
        if a + 4 < 60
    )
    corpus = read(save("a.srt", text))
    rows = corpus.statements
    assert len(rows) > 3
    assert " ".join(rows["clean"]) == " ".join(" ".join(cue_texts).split()[: 6 * 14])
    assert any(row.startswith("sana42") for row in rows["clean"])
    assert rows["time_start"].notna().all()
    assert "punctuation" in corpus.problems["problem"].str.cat()


def test_speech_without_punctuation_or_times_is_cut_before_clauses(save):
    text = " ".join(f"ja sitten minä menin paikkaan {n} jossa oli paljon väkeä" for n in range(12))
    corpus = read(save("a.txt", text))
    assert corpus.statements["clean"].str.split().str.len().between(12, 40).all()
    assert " ".join(corpus.statements["clean"]) == text


def test_unknown_times_are_reckoned_only_when_asked_and_marked(save):
    text = "[00:00:10] H: Mitä?\nV: Aaaa. Bbbb.\n[00:00:40] H: Entä?\nV: Ei.\n"
    corpus = read(save("h.txt", text))
    assert corpus.statements["time_start"].isna().sum() == 3
    rows = corpus.interpolated().statements
    assert rows["time_interpolated"].tolist() == [False, True, True, False, False]
    assert 10 < rows["time_start"][1] < rows["time_start"][2] < 40
    assert np.isnan(rows["time_start"][4])
