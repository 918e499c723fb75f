"""Figures of frames that users make themselves: wrong ones are told, odd ones are drawn."""

import re

import altair as alt
import numpy as np
import pandas as pd
import pytest

from aineisto import AineistoError
from aineisto.actors import actor_network
from aineisto.core import figures as style
from aineisto.report import figures
from aineisto.report._texts import all_texts

GRID = pd.DataFrame(
    [
        (question, group, mean, n)
        for question, mean in (("q1", 0.5), ("q2", -1.0), ("q3", 1.5))
        for group, n in (("A", 2), ("B", 4))
    ],
    columns=["question", "group", "mean", "n"],
)  # fmt: skip
MEANS = pd.DataFrame(
    {
        "question": ["q1", "q2"], "mean": [0.5, -1.0], "n": [3, 4], "level": [0.95, 0.8],
        "low": [0.1, -1.5], "high": [0.9, -0.5], "low95": [0.0, -2.0], "high95": [1.0, 0.0],
        "source": ["people", "machine"],
    }
)  # fmt: skip
SHARES = pd.DataFrame(
    [(t, g, 0.25, 5, 20) for t in ("raha", "aika") for g in ("A", "B")],
    columns=["theme", "group", "share", "statements", "n"],
)
FRAMES = {
    "interviewees_by_group": pd.DataFrame(
        {"group": ["A", "B"], "participants": [1, 2], "statements": [3, 4]}
    ),
    "stance_by_question": MEANS,
    "stance_by_question_and_group": GRID,
    "strengths_profile": GRID,
    "strengths_radar": GRID,
    "stance_distribution": pd.DataFrame(
        [("q1", v, 0.2, 3, 15) for v in range(-2, 3)],
        columns=["question", "value", "share", "statements", "n"],
    ),
    "themes_by_group": SHARES,
    "actors_by_theme": SHARES.rename(columns={"theme": "actor", "group": "theme"}),
    "actors": pd.DataFrame(
        {
            "actor": ["Kela", "VM"], "mentions": [4, 2], "respondents": [2, 1], "mean": [0.5, -1.0],
            "n": [3, 2], "low": [0.1, np.nan], "high": [0.9, np.nan],
            "source": ["people", "people"],
        }
    ),
    "agreement_intervals": pd.DataFrame(
        {
            "label": ["Kanta", "Teemat"], "coefficient": ["α", "α"], "value": [0.7, 0.6],
            "low": [0.6, 0.5], "high": [0.8, 0.7], "n": [90, 80],
        }
    ),
    "stance_by_source": pd.DataFrame(
        {
            "question": ["q1"], "people": [0.5], "people_low": [0.1], "people_high": [0.9],
            "n_people": [20], "joint": [0.4], "joint_low": [0.2], "joint_high": [0.6],
            "effective": [31.5],
        }
    ),
    "saturation": pd.DataFrame({"interview": [1, 2], "new": [3, 1], "total": [3, 4]}),
}  # fmt: skip
CELLS = [(name, column) for name, frame in FRAMES.items() for column in frame]
NUMBERS = [(n, c) for n, c in CELLS if pd.api.types.is_numeric_dtype(FRAMES[n][c])]
#: Numbers without which there is no mark.
WHOLE = {
    ("interviewees_by_group", "participants"), ("stance_distribution", "value"),
    ("stance_distribution", "share"), ("actors", "mentions"), ("saturation", "interview"),
    ("saturation", "new"), ("saturation", "total"),
}  # fmt: skip


def draw(name, frame, **options):
    return getattr(figures, name)(frame, **options)


def rows(chart):
    return [row for rows in chart.to_dict()["datasets"].values() for row in rows]


@pytest.mark.parametrize(("name", "column"), CELLS)
def test_a_missing_column_is_named_with_what_the_figure_draws(name, column):
    with pytest.raises(AineistoError, match=f"(?s){name} have no column '{column}'.*rename"):
        draw(name, FRAMES[name].drop(columns=column))


@pytest.mark.parametrize("name", FRAMES)
def test_what_is_no_table_is_told(name):
    for given in (None, "x.csv", [1, 2]):
        with pytest.raises(AineistoError, match=name):
            draw(name, given)
    with pytest.raises(AineistoError, match="width is '700'"):
        draw(name, FRAMES[name], width="700")


@pytest.mark.parametrize("name", FRAMES)
def test_without_rows_a_figure_says_so(name):
    for lang, said in (("fi", "Ei mitään piirrettävää."), ("en", "There is nothing to draw.")):
        chart = draw(name, FRAMES[name].head(0).astype(object), lang=lang)
        assert [row["text"] for row in rows(chart)] == [said]


@pytest.mark.parametrize(("name", "column"), NUMBERS)
def test_text_in_place_of_a_number_is_told_with_its_row(name, column):
    frame = FRAMES[name].astype({column: object})
    frame.loc[frame.index[-1], column] = "paljon"
    with pytest.raises(
        AineistoError, match=f"row {len(frame)}: The column '{column}' holds 'paljon'"
    ):
        draw(name, frame)


@pytest.mark.parametrize("name", FRAMES)
def test_the_kind_of_a_column_changes_nothing(name):
    frame = FRAMES[name]
    plain = rows(draw(name, frame))
    for given in (
        frame.convert_dtypes().set_axis([7] * len(frame)),
        frame.astype(object),
        frame.astype("category"),
    ):
        assert rows(draw(name, given)) == plain


@pytest.mark.parametrize(("name", "column"), NUMBERS)
def test_a_number_that_is_not_there_is_a_dash_or_is_told(name, column):
    frame = FRAMES[name].convert_dtypes().astype({column: "Float64"})
    frame.loc[0, column] = pd.NA
    if (name, column) in WHOLE:
        with pytest.raises(AineistoError, match=f"row 1: The column '{column}' holds nothing"):
            draw(name, frame)
    else:
        assert draw(name, frame).to_dict()


@pytest.mark.parametrize(
    ("name", "column", "value", "remedy"),
    [
        ("stance_by_question", "mean", 4, "from -2 to 2"),
        ("themes_by_group", "share", 25, "from 0 to 1"),
        ("stance_distribution", "value", 0.5, "one of -2, -1, 0, 1, 2"),
        ("actors", "source", "kone", "one of people, machine, mixed, none"),
        ("interviewees_by_group", "participants", -1, "from 0 on"),
        ("strengths_profile", "n", float("inf"), "from 0 on"),
    ],
)
def test_what_is_outside_the_scale_is_told(name, column, value, remedy):
    frame = FRAMES[name].astype({column: object})
    frame.loc[0, column] = value
    with pytest.raises(AineistoError, match=f"row 1: The column '{column}' .*{remedy}"):
        draw(name, frame)


@pytest.mark.parametrize("name", FRAMES)
def test_two_rows_of_one_mark_are_told(name):
    frame = FRAMES[name]
    with pytest.raises(AineistoError, match=rf"rows 1, {len(frame) + 1}: {name} draws one mark"):
        draw(name, pd.concat([frame, frame.head(1)]))


def test_few_answers_are_known_by_their_number():
    small = {row["n"]: row["small"] for row in rows(figures.strengths_profile(GRID)) if "n" in row}
    assert small == {2: True, 4: False}
    tiles = rows(figures.stance_by_question_and_group(GRID))
    assert {row["shown"][0] == "(" for row in tiles if row["n"] == 2} == {True}


def test_what_stands_for_all_is_called_by_words(summary):
    for draw_, frame, lang, words in (
        (figures.stance_by_question, summary.stance, "fi", "Kaikki vastaukset"),
        (figures.stance_by_question, summary.stance, "en", "All answers"),
        (figures.stance_by_question_and_group, summary.stance_groups, "fi", "Kaikki"),
    ):
        shown = {
            r.get(name) for r in rows(draw_(frame, lang=lang)) for name in ("name_", "column_")
        }
        assert words in shown
        assert not [text for text in shown if text and "__" in text]
    told = rows(figures.stance_by_question(summary.stance.assign(source="people"), lang="en"))
    assert "" not in {row.get("sure") for row in told}


def test_questions_that_are_called_alike_stay_apart():
    chart = figures.stance_by_question(MEANS.assign(label="Rahoitus"))
    assert {row["name_"] for row in rows(chart) if "mean" in row} == {"Rahoitus", "Rahoitus (2)"}
    groups = figures.strengths_profile(GRID.assign(group_label="Kunnat"))
    assert {row["group_"] for row in rows(groups) if "mean" in row} == {"Kunnat", "Kunnat (2)"}


def test_coefficients_of_one_pair_are_told_apart():
    frame = FRAMES["agreement_intervals"].assign(label="Kanta", coefficient=["α", "AC2"])
    names = {row["name_"] for row in rows(figures.agreement_intervals(frame)) if "name_" in row}
    assert names == {"Kanta, α", "Kanta, AC2"}


def test_each_of_many_groups_has_a_mark_of_its_own_and_stands_in_the_legend():
    groups = pd.DataFrame({"group": [f"Ryhmä {n}" for n in range(36)], "mean": 0.5, "n": 4})
    chart = figures.strengths_profile(groups.assign(question="q1")).to_dict()
    (marks,) = (layer["encoding"] for layer in chart["layer"] if "shape" in layer["encoding"])
    looks = zip(marks["color"]["scale"]["range"], marks["shape"]["scale"]["range"], strict=True)
    assert len(set(looks)) == 36
    assert marks["shape"]["legend"]["symbolLimit"] == 0


def spoken(chart):
    """Return what a screen reader is told of a chart that Altair wrote itself."""
    import vl_convert

    return re.findall(r'aria-label="([^"]*)"', vl_convert.vegalite_to_svg(chart.to_dict()))


@pytest.mark.parametrize("name", FRAMES)
def test_a_figure_that_altair_saves_is_told_in_words(name):
    """Neither columns' names nor Vega's English stand in what is read aloud."""
    for lang in ("fi", "en"):
        chart = draw(name, FRAMES[name], lang=lang)
        said = spoken(chart)
        assert said
        columns = {key for row in rows(chart) for key in row}
        assert [key for key in re.findall(r"(\w+): ", " ".join(said)) if key in columns] == []
        assert [text for text in said if "axis" in text or "legend" in text] == []
        assert chart.to_dict()["description"] in {text[lang] for text in all_texts().values()} | {
            f"{all_texts()['stance_figure'][lang]}. {all_texts()['mark_mixed'][lang]}"
        }


def test_figures_stand_together(tmp_path, study):
    means = figures.stance_by_question(MEANS.assign(source="machine"), width=350)
    own = alt.Chart(GRID).mark_bar().encode(x="n:Q", y="group:N")
    net = actor_network(study[0], study[2])
    whole = figures.together(means, draw("actors", FRAMES["actors"]), own, net, titles=list("ABCD"))
    spec = whole.to_dict()
    assert spec["config"] == means.to_dict()["config"]
    assert not any("config" in part for part in spec["concat"])
    assert [part["title"]["text"] for part in spec["concat"]] == list("ABCD")
    assert spec["concat"][0]["title"]["subtitle"] == ["Koneen ehdotuksia, ihmisen vahvistamatta"]
    assert means.to_dict()["title"]["text"] == ["Koneen ehdotuksia, ihmisen vahvistamatta"]
    for kind in ("svg", "png", "pdf"):
        whole.save(tmp_path / f"whole.{kind}")
    whole.save(tmp_path / "whole.html", inline=True)
    page = (tmp_path / "whole.html").read_text(encoding="utf-8")
    assert not re.search(r'(src|href)="https?:', page)


def test_what_cannot_stand_together_is_told():
    chart = draw("actors", FRAMES["actors"])
    for given, titles, why in (
        ((), (), "no chart"),
        ((chart, MEANS), (), "chart 2 is a DataFrame"),
        ((chart, chart), ["A"], "2 charts and 1 titles"),
    ):
        with pytest.raises(AineistoError, match=why):
            figures.together(*given, titles=titles)


def test_what_is_shown_alike_looks_alike_and_what_is_missing_is_pale():
    """By hand: −0.75 and 0.75 are as far from nought; 14.6 and 15.4 per cent are both “15 %”."""
    colours = lambda frame, draw_: [row["colour"] for row in rows(draw_(frame))]  # noqa: E731
    means = [-0.75, 0.75, -0.25, 0.25, 0.17, None]
    frame = pd.DataFrame({"question": "q1", "group": list("ABCDEF"), "mean": means, "n": 5})
    found = colours(frame, figures.stance_by_question_and_group)
    place = [style.DIVERGING.index(colour) for colour in found[:5]]
    assert place == [1, 5, 3, 3, 3]
    assert found[5] == style.SEQUENTIAL[0]
    shares = SHARES.assign(share=[0.146, 0.154, 0.144, np.nan])
    found = colours(shares, figures.themes_by_group)
    assert found[0] == found[1] != found[2]
    assert found[3] == style.SEQUENTIAL[0]


def test_many_groups_stand_down_where_their_columns_would_be_too_narrow():
    groups = [f"Ryhmä {n} Pohjois-Karjala" for n in range(40)]
    frame = pd.DataFrame(
        [(q, g, 0.5, 4) for q in ("Rahoitus", "Osaaminen") for g in groups],
        columns=["question", "group", "mean", "n"],
    )
    chart = figures.stance_by_question_and_group(frame, lang="en").to_dict()
    encoding = chart["layer"][0]["encoding"]
    assert len(encoding["y"]["scale"]["domain"]) == 40
    assert encoding["x"]["scale"]["domain"] == ["Rahoitus", "Osaaminen"]
    tips = {tip["title"]: tip["field"] for tip in encoding["tooltip"]}
    assert (tips["Question"], tips["Group"]) == ("column_", "name_")
    six = figures.stance_by_question_and_group(frame[frame["group"].isin(groups[:6])]).to_dict()
    assert len(six["layer"][0]["encoding"]["x"]["scale"]["domain"]) == 6


def test_a_word_that_fits_no_line_is_parted_between_syllables():
    long = "Lentokonesuihkuturbiinimoottoriapumekaanikko"
    frame = MEANS.assign(label=[long, "Muut"])
    (name,) = {row["name_"] for row in rows(figures.stance_by_question(frame)) if "n" in row} - {
        "Muut"
    }
    assert name.replace("-\n", "") == long
    assert max(map(len, name.split("\n"))) <= 32
    assert [line[0] for line in name.split("\n")[1:]] == ["r"]  # moot-to-ri
