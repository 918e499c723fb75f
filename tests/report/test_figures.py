"""The figures: valid specifications that show the frame's numbers, n and a quotation."""

import re
from importlib.resources import files
from itertools import pairwise

import pandas as pd
import pytest

from aineisto.report import figures
from aineisto.report._draw import to_svg
from aineisto.report.figures import _style as style


def _charts(summary, **options):
    frame = summary.actors.assign(quotation="")
    coefficients = pd.DataFrame(
        {
            "label": ["Kanta: anna – eero"], "coefficient": ["α"], "value": [0.71], "low": [0.6],
            "high": [0.8], "n": [90], "pair": ["human"],
        }
    )  # fmt: skip
    return {
        "groups": figures.interviewees_by_group(summary.groups, **options),
        "stance": figures.stance_by_question(summary.stance, **options),
        "tiles": figures.stance_by_question_and_group(summary.stance_groups, **options),
        "distribution": figures.stance_distribution(summary.distribution, **options),
        "themes": figures.themes_by_group(summary.theme_groups, **options),
        "actors": figures.actors(frame, **options),
        "agreement": figures.agreement_intervals(coefficients, **options),
    }


@pytest.mark.parametrize("options", [{"lang": "fi"}, {"lang": "en", "width": 350, "dark": True}])
def test_every_figure_is_valid_and_draws(summary, options):
    for name, chart in _charts(summary, **options).items():
        assert chart.to_dict()["$schema"]  # Altair checks the specification here
        svg = to_svg(chart, title="Otsikko", name=name)
        assert svg.startswith("<svg ")
        assert "http" not in svg
        assert "<title>" in svg, name


def test_figures_leave_their_frame_as_it_was(summary):
    before = summary.stance.copy(deep=True)
    figures.stance_by_question(summary.stance)
    pd.testing.assert_frame_equal(summary.stance, before)


def test_tooltips_show_n_and_a_quotation(summary):
    spec = str(figures.stance_by_question(summary.stance, lang="en").to_dict())
    assert "Answers" in spec
    assert "Quotation" in spec
    svg = to_svg(figures.stance_by_question(summary.stance, lang="fi"), title="x", name="x")
    titles = re.findall(r"<title>(.*?)</title>", svg, re.S)
    assert any("n = 3" in title and "(Haastateltava" in title for title in titles)


def test_finnish_figures_have_decimal_commas(summary):
    chart = figures.stance_by_question(summary.stance, lang="fi")
    assert "−1,33" in to_svg(chart, title="x", name="x")
    chart = figures.stance_by_question(summary.stance, lang="en")
    assert "−1.33" in to_svg(chart, title="x", name="x")


def test_bars_of_the_distribution_meet_and_neutral_is_centred(summary):
    spec = figures.stance_distribution(summary.distribution).to_dict()
    (data,) = (rows for rows in spec["datasets"].values())
    q1 = sorted((r for r in data if r["question"] == "q1"), key=lambda row: row["value"])
    for before, after in pairwise(q1):
        assert before["to_"] == pytest.approx(after["from_"])
    neutral = next(row for row in q1 if row["value"] == 0)
    assert neutral["from_"] == pytest.approx(-neutral["to_"])


def test_machine_suggestions_are_named_in_the_figure_and_peoples_codes_are_not(summary):
    chart = figures.stance_by_question(summary.stance, lang="en")
    assert "Machine suggestions, not confirmed by people" in str(chart.to_dict()["title"])
    people = summary.stance.assign(source="people")
    assert "title" not in figures.stance_by_question(people, lang="en").to_dict()


def _contrast(a, b):
    high, low = sorted((style._luminance(a), style._luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _dark_fills():
    source = files("aineisto.report").joinpath("templates/style.css").read_text(encoding="utf-8")
    return dict(re.findall(r'\[fill="(#\w{6})"\] \{ fill: (#\w{6}); \}', source))


def test_text_on_every_tile_can_be_read_on_a_light_and_on_a_dark_page():
    assert _contrast("#ffffff", "#000000") == pytest.approx(21)
    dark = _dark_fills()
    colours = pd.Series([*style.DIVERGING, *style.SEQUENTIAL, *style.SCALE_COLOURS.values()])
    for colour, ink in zip(colours, style.tile_ink(colours), strict=True):
        assert _contrast(colour, ink) >= 4.5, colour
        assert _contrast(dark[colour], dark[ink]) >= 4.5, colour
