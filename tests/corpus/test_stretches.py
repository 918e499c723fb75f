"""Speech without punctuation, cut at cues."""

from aineisto.corpus._stretches import stretches
from aineisto.corpus._times import Cue


class Cues(list):
    def __iter__(self):
        raise AssertionError("every cue of the document is looked at")


def test_a_statement_looks_at_its_own_cues_alone():
    cues = Cues(Cue(10 * k, 10 * k + 9, 2.0 * k, 2.0 * k + 1) for k in range(1000))
    found = list(stretches("ja sitten " * 1000, 100, 159, cues))
    assert found == [(100, 119), (120, 139), (140, 159)]
