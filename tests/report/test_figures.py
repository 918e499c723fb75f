"""The figures: valid specifications that show the frame's numbers, n and a quotation."""

import re
from importlib.resources import files
from itertools import pairwise

import pandas as pd
import pytest

from aineisto.core import figures as style
from aineisto.report import figures
from aineisto.report._draw import specification, to_svg


def _sources():
    row = {"question": "q1", "people": 0.5, "people_low": 0.1, "people_high": 0.9, "n_people": 20}
    row |= {"joint": 0.4, "joint_low": 0.2, "joint_high": 0.6, "effective": 31.5}
    return pd.DataFrame([row | {"quotation": "Näin."}])


def _charts(summary, **options):
    frame = summary.actors
    coefficients = pd.DataFrame(
        {
            "label": ["Kanta: anna – eero"], "coefficient": ["α"], "value": [0.71], "low": [0.6],
            "high": [0.8], "n": [90], "pair": ["human"], "quotation": ["Näin."],
        }
    )  # fmt: skip
    return {
        "groups": figures.interviewees_by_group(summary.groups, **options),
        "stance": figures.stance_by_question(summary.stance, **options),
        "tiles": figures.stance_by_question_and_group(summary.stance_groups, **options),
        "profile": figures.strengths_profile(summary.stance_groups, **options),
        "radar": figures.strengths_radar(summary.stance_groups, **options),
        "sources": figures.stance_by_source(_sources(), **options),
        "crossed": figures.actors_by_theme(summary.actor_themes, **options),
        "distribution": figures.stance_distribution(summary.distribution, **options),
        "themes": figures.themes_by_group(summary.theme_groups, **options),
        "actors": figures.actors(frame, **options),
        "agreement": figures.agreement_intervals(coefficients, **options),
    }


def test_every_figure_is_valid(summary):
    for chart in _charts(summary, lang="fi").values():
        assert chart.to_dict()["$schema"]  # Altair checks the specification here


@pytest.mark.parametrize("name", ["radar", "sources"])  # the page's tests draw the others
def test_a_figure_draws_by_itself(summary, name):
    svg = to_svg(_charts(summary)[name], title="Otsikko", name=name)
    assert svg.startswith("<svg ")
    assert "http" not in svg
    assert "<title>" in svg


def _tooltips(node):
    """Return the titles of every tooltip in a specification, mark by mark."""
    if isinstance(node, dict):
        if "tooltip" in node:
            yield [tip["title"] for tip in node["tooltip"]]
        for part in node.values():
            yield from _tooltips(part)
    elif isinstance(node, list):
        for part in node:
            yield from _tooltips(part)


def test_every_mark_shows_its_number_and_a_quotation(summary):
    numbers = {"Answers", "Statements", "Statements in all", "Interviewees", "Units"}
    for name, chart in _charts(summary, lang="en", width=350, dark=True).items():
        found = list(_tooltips(specification(chart)))
        assert found, name
        for titles in found:
            assert numbers & set(titles), name
            assert "Quotation" in titles, name


def test_dots_of_the_profile_are_the_groups_means_and_hollow_where_few(summary):
    spec = figures.strengths_profile(summary.stance_groups).to_dict()
    rows = [row for data in spec["datasets"].values() for row in data]
    cell = next(r for r in rows if r["question"] == "q1" and r["group"] == "Kunnat")
    assert (cell["mean"], cell["small"]) == (0.75, True)


def test_the_web_puts_a_mean_at_its_radius_and_its_questions_angle(summary):
    spec = figures.strengths_radar(summary.stance_groups).to_dict()
    rows = [row for data in spec["datasets"].values() for row in data if "question" in row]
    towns = {r["question"]: r for r in rows if r["group"] == "Kunnat"}
    # Of two questions the first points up and the second down; the middle is −2.
    assert (towns["q1"]["x_"], towns["q1"]["y_"]) == pytest.approx((0, 2.75))
    mean = summary.stance_groups.set_index(["question", "group"]).loc[("q2", "Kunnat"), "mean"]
    assert towns["q2"]["y_"] == pytest.approx(-(mean + 2))


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


@pytest.mark.parametrize(
    "name", ["stance", "tiles", "radar", "distribution", "agreement", "saturation"]
)
def test_what_is_said_at_the_pointer_names_no_column(summary, name):
    heard = pd.DataFrame({"interview": [1, 2], "new": [2, 1], "total": [2, 3]})
    charts = _charts(summary, lang="fi") | {"saturation": figures.saturation(heard, lang="fi")}
    chart = charts[name]
    columns = {key for rows in chart.to_dict()["datasets"].values() for row in rows for key in row}
    svg = to_svg(chart, title="x", name="x")
    titles = re.findall(r"<title>(.*?)</title>", svg, re.S)
    assert titles
    assert [key for key in re.findall(r"(\w+): ", " ".join(titles)) if key in columns] == []


def test_heads_of_tiles_do_not_run_into_each_other(summary):
    """Each longest word is no wider than its column, by the widths of Helvetica's letters."""
    widths = {"Y": 667, "A": 667, "m": 833, "i": 222, "l": 222, "t": 278, "r": 333, "k": 500}
    widths |= dict.fromkeys("svyk", 500)
    heads = ["Yhteentoimivuus", "Asiakaslähtöisyys", *(f"Teema {n}" for n in range(6))]
    frame = pd.DataFrame({"actor": "Kela", "theme": heads, "statements": 1.0, "share": 0.1})
    frame = frame.assign(label="Kela", theme_label=heads, source="people", n=10.0)
    chart = figures.actors_by_theme(frame).to_dict()
    axis = chart["layer"][0]["encoding"]["x"]["axis"]
    wide = sum(widths.get(letter, 556) for letter in heads[0]) / 1000
    assert wide * axis["labelFontSize"] <= chart["width"] / len(heads)
    assert axis["labelFontSize"] >= 8


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
    source = files("aineisto.report").joinpath("templates/figures.css").read_text(encoding="utf-8")
    return dict(re.findall(r'\[fill="(#\w{6})"\] \{ fill: (#\w{6}); \}', source))


def test_text_on_every_tile_can_be_read_on_a_light_and_on_a_dark_page():
    assert _contrast("#ffffff", "#000000") == pytest.approx(21)
    dark = _dark_fills()
    for colour in style.GROUP_COLOURS:
        assert min(_contrast(colour, "#fdfcf9"), _contrast(colour, "#15171a")) >= 3, colour
    colours = pd.Series([*style.DIVERGING, *style.SEQUENTIAL, *style.SCALE_COLOURS.values()])
    for colour, ink in zip(colours, style.tile_ink(colours), strict=True):
        assert _contrast(colour, ink) >= 4.5, colour
        assert _contrast(dark[colour], dark[ink]) >= 4.5, colour


def _across(chart):
    return float(re.search(r'viewBox="0 0 ([\d.]+) ', to_svg(chart, title="x", name="x"))[1])


@pytest.mark.parametrize("draw", [figures.strengths_profile, figures.strengths_radar])
def test_a_long_name_of_a_group_does_not_widen_the_figure(summary, draw):
    frame = summary.stance_groups
    long = "Valtakunnallisen strategisen ohjausryhmän jäsenet ja kutsutut asiantuntijat "
    named = frame.assign(group=frame["group"].replace({"Kunnat": long + long}))
    assert _across(draw(named)) <= 710  # of 700


def test_the_web_does_not_tell_a_mean_where_a_group_has_none(summary):
    frame = summary.stance_groups
    third = frame[frame["question"] == "q1"].assign(question="q3")
    frame = pd.concat([frame, third[third["group"] != "Kunnat"]], ignore_index=True)
    spec = figures.strengths_radar(frame).to_dict()
    paths = [
        rows
        for rows in spec["datasets"].values()
        if set(rows[0]) == {"group_", "order_", "x_", "y_"}
    ]
    towns = [row["x_"] for row in paths[0] if row["group_"] == "Kunnat"]
    assert [x is None for x in towns] == [False, False, True, False]
