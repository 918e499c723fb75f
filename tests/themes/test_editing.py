import numpy as np
import pytest

from aineisto import AineistoError
from aineisto.themes import ThemeFinder
from aineisto.themes._editing import _code

from .test_finder import TEXTS


@pytest.fixture
def found(embedder):
    return ThemeFinder(n_themes=4, embedder=embedder, n_subsamples=2).fit(["Joo.", *TEXTS])


def test_merging_keeps_the_first_number_and_all_texts(found):
    before, sizes = found.labels_.copy(), found.themes_.set_index("theme")["size"]
    assert found.merge([2, 0], name="Liikkuminen") is found
    assert set(found.labels_) == {-1, 1, 2, 3}
    assert ((found.labels_ == 2) == np.isin(before, [0, 2])).all()
    row = found.themes_.set_index("theme").loc[2]
    assert row["size"] == sizes[0] + sizes[2]
    assert row["label"] == "Liikkuminen"
    assert np.isnan(row["stability"])
    assert found.n_themes_ == 3
    assert found.themes_["size"].is_monotonic_decreasing
    assert list(found.unassigned_) == [0]


def test_splitting_divides_one_theme_and_leaves_the_others(found):
    before = found.labels_.copy()
    found.split(0, 2)
    assert set(found.labels_[before == 0]) == {0, 4}
    assert (found.labels_ == 0).sum() >= (found.labels_ == 4).sum() > 0
    assert (found.labels_[before != 0] == before[before != 0]).all()
    assert found.n_themes_ == 5


def test_names_stay_through_edits_and_reach_the_codebook(found):
    found.rename({1: "Koulu ja työrauha", 3: "Ruoka"}).merge([1, 3])
    codebook = found.to_codebook("oma")
    theme = codebook.theme("koulu-ja-tyorauha")
    assert theme.label("fi") == "Koulu ja työrauha"
    assert theme.examples
    assert len(codebook.themes) == 3
    assert found.edits_ == ["named 1 “Koulu ja työrauha”", "named 3 “Ruoka”", "merged 3 into 1"]


def test_names_alike_get_codes_of_their_own(found):
    codes = found.rename({0: "Sama", 1: "Sama"}).to_codebook().theme_codes
    assert len(set(codes)) == 4
    assert _code("None") != "none"


@pytest.mark.parametrize(
    "wrong",
    [
        lambda finder: finder.merge([0, 9]),
        lambda finder: finder.merge([1, 1]),
        lambda finder: finder.split(0, 90),
        lambda finder: finder.split(7),
        lambda finder: finder.rename({0: " "}),
        lambda finder: finder.rename({8: "Raha"}),
    ],
)
def test_what_cannot_be_done_is_refused_and_nothing_changes(found, wrong):
    before = found.labels_.copy(), found.themes_.copy()
    with pytest.raises(AineistoError):
        wrong(found)
    assert (found.labels_ == before[0]).all()
    assert found.themes_.equals(before[1])


def test_the_summary_states_how_many_have_no_theme(found):
    assert "145 lausumaa, 4 teemaa; ilman teemaa 1 (0,7 %)" in found.summary()
    assert "145 statements, 4 themes; without a theme 1 (0.7 %)" in found.summary("en")
    with pytest.raises(AineistoError, match="language"):
        found.summary("sv")
