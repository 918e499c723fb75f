from math import nan

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aineisto.corpus import read, told_problems
from aineisto.corpus._times import interpolated_times, parse_time
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


def told(corpus, lang="fi"):
    return " ".join(told_problems(corpus.problems, lang)["problem"])


@pytest.mark.parametrize("form", ["{name} {at}\n{text}\n", "[{at}] {name}: {text}"])
def test_times_of_two_recordings_are_each_in_its_own(save, form):
    lines = [
        form.format(name="Teppo" if n % 2 else "Anna", at=f"{n}:{second:02}", text=f"Kohta {n}.")
        for last, second in ((44, 10), (29, 5))
        for n in range(1, last, 3)
    ]
    corpus = read(save("h.txt", "\n".join(lines)), interviewer="Teppo")
    starts = [60.0 * n + second for last, second in ((44, 10), (29, 5)) for n in range(1, last, 3)]
    assert corpus.statements["time_start"].tolist() == starts
    assert "tallenteita on 2" in told(corpus)
    # One time that is out of its order begins no recording.
    slip = [*lines[:8], lines[0].replace("1:10", "0:10"), *lines[8:15]]
    assert "tallenteita" not in told(read(save("i.txt", "\n".join(slip)), interviewer="Teppo"))


@pytest.mark.parametrize(
    "form",
    [
        "[{name}] {hour}:{minute:02}:05\n{text}\n",  # Zoom's saved captions
        "{hour}:{minute:02}:05 {name}: {text}",
        "{hour}:{minute:02} {name}: {text}",
    ],
)
def test_times_of_day_are_counted_from_the_first_and_told(save, form):
    said = ", ja ".join(["asia eteni omalla painollaan ilman apua", "sitten tuli muuta"] * 4) + "."
    minutes = range(3, 123, 3)
    lines = [
        form.format(name="Teppo" if n % 2 else "Anna", hour=14 + n // 60, minute=n % 60, text=said)
        for n in minutes
    ]
    corpus = read(save("h.txt", "\n".join(lines)), interviewer="Teppo")
    assert corpus.statements["time_start"].tolist() == [60.0 * (n - 3) for n in minutes]
    assert "14:03" in told(corpus)
    assert "times of day" in told(corpus, "en")


def test_a_recording_of_hours_keeps_its_times(save):
    lines = [f"[{n}:59:58] {'T' if n % 2 else 'A'}: Kohta {n}." for n in range(9)]
    corpus = read(save("h.txt", "\n".join(lines)), interviewer="T")
    assert corpus.statements["time_start"].tolist() == [3600.0 * n + 3598 for n in range(9)]
    assert corpus.problems.empty


@pytest.mark.parametrize(
    "form",
    ["[0.{n:02}.05] {name}: {text}", "{name} ({n}.05): {text}", "0.{n:02}.05 {name}: {text}"],
)
def test_times_with_full_stops_as_finns_write_them(save, form):
    lines = [form.format(n=n, name="TA"[n % 2], text=f"Kohta {n}.") for n in range(1, 9)]
    corpus = read(save("h.txt", "\n".join(lines)), interviewer="A")
    assert corpus.statements["time_start"].tolist() == [60.0 * n + 5 for n in range(1, 9)]
    assert corpus.statements["clean"].tolist() == [f"Kohta {n}." for n in range(1, 9)]


def test_numbers_in_brackets_are_no_times(save):
    said = ["Hinta oli (3.50) euroa", "ja sitten (2.10)", "(1.20) ja (3.50)", "(0.45) tai (0.30)"]
    text = "\n".join(f"H: Paljonko {n}?\nV: {one}." for n, one in enumerate(said))
    corpus = read(save("h.txt", text))
    assert corpus.answers["clean"].tolist() == [f"{one}." for one in said]


def test_no_times_are_reckoned_from_one_recording_into_another():
    frame = pd.DataFrame(
        {"document": "d", "start": [0, 10, 20, 30, 40], "time_start": [50, nan, 90, nan, 5.0]}
    )
    assert interpolated_times(frame)["time_start"].fillna(-1).tolist() == [50, 70, 90, -1, 5]
