import pytest
from hypothesis import given
from hypothesis import strategies as st

from aineisto.corpus._times import parse_time
from aineisto.corpus.speakers._stamps import find_stamps


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0:05", 5), ("1:05", 65), ("75:00", 4500), ("00:01:05", 65), ("[00:05:10]", 310),
        ("(0:05)", 5), ("#00:00:05-2#", 5.2), ("00:00:05,250", 5.25), ("1:00:05.5", 3605.5),
    ],
)  # fmt: skip
def test_times_as_they_are_written(text, seconds):
    assert parse_time(text) == pytest.approx(seconds)


@pytest.mark.parametrize("text", ["", "5", "12.5.2021", "klo 14:30", "14:3x", "1:75", "V:"])
def test_what_is_no_time(text):
    assert parse_time(text) is None


@given(st.integers(0, 99 * 3600), st.integers(0, 999))
def test_what_is_written_comes_back(whole, milliseconds):
    text = f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}.{milliseconds:03d}"
    assert parse_time(text) == pytest.approx(whole + milliseconds / 1000)


def test_what_is_before_a_stamp_is_on_its_own_line_where_the_last_one_went_over_two():
    text = "niin se oli 0:05 -\n0:10 Matti 0:20\n"
    text += "".join(f"Matti {minute}:00\nNo niin.\n" for minute in range(1, 6))
    found = [text[stamp.start : stamp.end] for stamp in find_stamps(text)]
    assert found == ["0:20", "1:00", "2:00", "3:00", "4:00", "5:00"]
