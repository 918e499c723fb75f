import json

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_matrix

from aineisto import AineistoError
from aineisto.themes import ThemeAssigner, ThemeFinder, figures
from aineisto.themes._counts import cooccurrences, shares
from aineisto.themes._layout import lay_out

from .test_finder import TEXTS


@pytest.fixture(scope="module")
def found(embedder):
    return ThemeFinder(n_themes=3, embedder=embedder, n_subsamples=2).fit(["Joo.", *TEXTS])


def rows_of(chart) -> pd.DataFrame:
    data = chart.to_dict()["datasets"]
    return pd.DataFrame(max(data.values(), key=len))


def test_the_map_has_each_text_with_its_quotation_and_repeats_itself(found):
    chart = found.theme_map()
    rows = rows_of(chart)
    assert set(rows["quotation"]) == {"Joo.", *TEXTS}
    assert "ilman teemaa 1 (0,7 %)" in json.dumps(chart.to_dict(), ensure_ascii=False)
    pd.testing.assert_frame_equal(rows_of(found.theme_map(lang="en", dark=True)), rows)
    # Texts of a theme lie nearer to each other than to the rest.
    places, theme = rows.dropna()[["x", "y"]].to_numpy(), rows.dropna()["theme"].to_numpy()
    apart = np.linalg.norm(places[:, None] - places[None], axis=2)
    same = theme[:, None] == theme[None]
    assert apart[same].mean() < 0.7 * apart[~same].mean()


FRAME = pd.DataFrame(
    [
        (0, "a", "A", "x", "p1", "eka"),
        (0, "b", "B", "x", "p1", "eka"),
        (1, "a", "A", "y", "p1", "toka"),
        (2, None, None, "y", "p2", "kolmas"),
        (3, "b", "B", "", "p2", "neljäs"),
    ],
    columns=["statement", "theme", "label", "group", "participant", "quotation"],
)


def test_shares_count_statements_without_a_theme_and_leave_out_the_groupless():
    table = shares(FRAME, "group").set_index(["theme", "group"])
    assert table.loc[("a", "x"), ["share", "n"]].tolist() == [1, 1]
    assert table.loc[("a", "y"), ["share", "n"]].tolist() == [0.5, 2]
    assert table.loc[("b", "y"), "statements"] == 0
    assert table.loc[("a", "y"), "quotation"] == "toka"
    with pytest.raises(AineistoError, match="statement, theme"):
        shares(FRAME, "school")


def test_themes_are_together_in_a_statement_or_a_person():
    (there, back) = cooccurrences(FRAME).itertuples()
    assert (there.theme, there.other, back.theme, back.other) == ("a", "b", "b", "a")
    assert there.units == back.units == 1
    assert there.expected == pytest.approx(2 * 2 / 4)
    assert cooccurrences(FRAME, "participant")["units"].tolist() == [1, 1]


def test_tiles_say_shares_in_the_language_asked_for(found):
    groups = ["G1", *["G1", "G2"] * 72]
    spec = json.dumps(found.themes_by(groups, "kysymys").to_dict(), ensure_ascii=False)
    assert "Teemat: kysymys" in spec
    assert "Osuus" in spec
    assert "Share" in json.dumps(found.themes_by(groups, lang="en").to_dict())
    with pytest.raises(AineistoError, match="145 texts and 2 values"):
        found.themes_by(["G1", "G2"])


def test_co_occurrence_of_found_themes_is_counted_in_units(found):
    units = np.arange(145) // 2  # two texts a unit: nearly all of one subject
    rows = rows_of(found.themes_together(units))
    assert len(rows) == 6
    assert (rows["units"] < rows["expected"] + 1).all()


def test_stability_is_drawn_with_its_range(found):
    rows = rows_of(found.stability_bars())
    assert rows["shown"].tolist() == [
        f"{value:.2f}".replace(".", ",") for value in found.themes_["stability"]
    ]
    with pytest.raises(AineistoError, match="not measured"):
        ThemeFinder(n_themes=3, embedder=found.embedder, n_subsamples=0).fit(TEXTS).stability_bars()


def test_codings_are_drawn_by_the_codebooks_names(codebook, embedder):
    statements = pd.DataFrame(
        {
            "statement_id": ["s0", "s1", "s2"],
            "clean": ["Budjetti ja rajapinnat puuttuvat.", "Joo.", "Rahaa ei ole."],
            "group": ["kunta", "kunta", "valtio"],
        }
    )
    codings = ThemeAssigner(codebook, embedder, threshold=0.2).code(statements)
    frame = figures.theme_occurrences(codings, statements, codebook, lang="en")
    assert frame.loc[frame["statement"] == 1, "theme"].isna().all()
    assert {"Funding", "Information systems"} <= set(frame["label"].dropna())
    rows = rows_of(figures.themes_by(frame, "group", lang="en"))
    assert set(rows["group"]) == {"kunta", "valtio"}
    spots = figures.with_places(frame, embedder=embedder)
    assert rows_of(figures.theme_map(spots))[["x", "y"]].notna().all(axis=None)


def test_every_picture_renders(found, tmp_path):
    vl_convert = pytest.importorskip("vl_convert")
    for chart in (found.theme_map(dark=True), found.stability_bars(), found.themes_by([1] * 145)):
        png = vl_convert.vegalite_to_png(chart.to_dict())
        assert png[:4] == bytes([0x89, 0x50, 0x4E, 0x47])


def test_the_map_is_laid_out_in_one_thread(monkeypatch):
    from sklearn.manifold import TSNE
    from threadpoolctl import threadpool_info

    threads = []
    real = TSNE.fit_transform

    def watched(self, *args):
        threads.extend(pool["num_threads"] for pool in threadpool_info())
        return real(self, *args)

    monkeypatch.setattr(TSNE, "fit_transform", watched)
    vectors = np.random.default_rng(0).normal(size=(20, 40))
    assert lay_out(vectors, csr_matrix(vectors > 1), 0).shape == (20, 2)
    assert set(threads) == {1}


STABILITY = pd.DataFrame(
    {
        "label": ["raha, budjetti"], "size": [9], "examples": [["Rahaa ei ole."]],
        "stability": [0.7], "low": [0.6], "high": [0.8],
    }
)  # fmt: skip
PLACED = FRAME.assign(x=[0.0, 0.1, 1.0, 2.0, 3.0], y=0.5)


@pytest.mark.parametrize(
    ("draw", "frame"),
    [
        (figures.theme_map, PLACED),
        (figures.themes_by, FRAME),
        (figures.themes_together, FRAME),
        (figures.stability_bars, STABILITY),
    ],
)
def test_a_frame_that_cannot_be_drawn_is_told(draw, frame):
    assert draw(frame).to_dict()
    for column in ("label", "x", "low", "examples"):
        if column in frame:
            with pytest.raises(AineistoError, match=f"{draw.__name__} have no column '{column}'"):
                draw(frame.drop(columns=column))
    with pytest.raises(AineistoError, match=draw.__name__):
        draw(None)
    assert rows_of(draw(frame.head(0), lang="en"))["text"].tolist() == ["There is nothing to draw."]


def test_a_place_that_is_no_number_is_told():
    with pytest.raises(AineistoError, match="row 2: The column 'x' holds nothing"):
        figures.theme_map(PLACED.assign(x=[0.0, None, 1.0, 2.0, 3.0]))
