"""The data of every figure, computed again by plain pandas from the files they rest on."""

import pytest

from aineisto.report._blocks import Drawing
from aineisto.report._content import make_report
from aineisto.report._names import Names
from aineisto.report._texts import texts

from .recomputed import LANGUAGES, near, numbers, of_branch


def drawings(study, lang):
    """Return each figure's rows by the key of its caption."""
    t, found = texts(lang), {}
    keys = [f"{name}_figure" for name in (
        "who_groups", "stance", "sources", "groups", "profile", "radar", "distribution", "themes",
        "saturation", "actors", "actor_themes", "agreement",
    )]  # fmt: skip
    by_caption = {t(key): key for key in keys}
    for section in make_report(study.summary, lang).sections:
        for block in section.blocks:
            if isinstance(block, Drawing):
                of_themes = block.caption in (t("themes_figure"), t("actor_themes_figure"))
                assert (t("how_group_branches") in block.how) == of_themes
                sets = block.chart().to_dict()["datasets"].values()
                found[by_caption[block.caption]] = [row for rows in sets for row in rows]
    return found


@LANGUAGES
def test_every_figure_shows_what_the_files_hold(drawn, lang):
    found = drawings(drawn, lang)
    names, counted = Names(drawn.codebook, texts(lang)), drawn.counted
    stance = counted[counted["family"] == "stance"]
    themes = counted[counted["family"] == "theme"]
    actors = counted[counted["family"] == "actor"]
    answers = drawn.answers(counted, ["question", "group"])
    checked = dict.fromkeys(found, 0)

    def here(frame, row):
        every = row["group"] == "__all__"
        return frame if every else frame[frame["group"] == row["group"]]

    for key in ("groups_figure", "profile_figure", "radar_figure"):
        for row in found.get(key, []):
            if "mean" in row and "question" in row and "group" in row:
                part = here(answers[answers["question"] == row["question"]], row)
                assert row["mean"] == pytest.approx(part["value"].mean())
                assert row["n"] == len(part)
                checked[key] += 1
    for row in found.get("who_groups_figure", []):
        part = drawn.people[drawn.people["group"].fillna("") == row["group"]]
        said = drawn.statements[drawn.statements["group"] == row["group"]]
        assert (row["participants"], row["statements"]) == (len(part), len(said))
        checked["who_groups_figure"] += 1
    for row in found["distribution_figure"]:
        part = stance[stance["question"] == row["question"]]
        own = part.loc[part["value"] == row["value"], "weight"].sum()
        assert row["share"] == pytest.approx(own / part["weight"].sum())
        checked["distribution_figure"] += 1
    for row in found["actors_figure"]:
        if "mentions" in row:
            part = actors[actors["code"] == row["actor"]]
            said = counted[counted["statement_id"].isin(part["statement_id"])]
            assert row["mentions"] == pytest.approx(part["weight"].sum())
            assert row["mean"] == pytest.approx(drawn.answers(said, [])["value"].mean())
            checked["actors_figure"] += 1
    for row in found["actor_themes_figure"]:
        mentions = actors[actors["code"] == row["actor"]]
        both = themes[themes["statement_id"].isin(mentions["statement_id"])]
        branch = of_branch(both, row["theme"], drawn.codebook)
        assert row["statements"] == pytest.approx(branch)
        assert row["share"] == pytest.approx(branch / both["statement_id"].nunique())
        assert row["theme_label"].startswith("– ") == bool(
            drawn.codebook.theme(row["theme"]).parent
        )
        checked["actor_themes_figure"] += 1
    heard = set()
    order = list(drawn.statements["document"].unique())
    for row in found["saturation_figure"]:
        part = themes[(themes["document"] == order[row["interview"] - 1])]
        now = set(part["code"]) - {"none"}
        assert (row["new"], row["total"]) == (len(now - heard), len(heard | now))
        heard |= now
        checked["saturation_figure"] += 1
    for row in found.get("sources_figure", []):
        part = stance[stance["coder"].str.startswith("human:")]
        if row["question"] != "__statements__":
            part = part[part["question"] == row["question"]]
        if row["kind"] == "people":
            assert row["mean"] == pytest.approx(part["value"].mean())
            assert row["units"] == len(part)
        checked["sources_figure"] += 1
    # The dots of agreement and of means are those of their tables, which are computed again.
    for row in found["stance_figure"]:
        if "mean" in row:
            part = answers if row["question"] == "__all__" else answers[
                answers["question"] == row["question"]
            ]  # fmt: skip
            part = part[part["question"] != ""]
            assert row["mean"] == pytest.approx(part["value"].mean())
            assert near(row["shown"], row["mean"])
            assert numbers(row["n_shown"]) == [len(part)]
            checked["stance_figure"] += 1
    for row in found["themes_figure"]:
        part = here(themes, row)
        branch = of_branch(part, row["theme"], drawn.codebook)
        assert row["share"] == pytest.approx(branch / part["statement_id"].nunique())
        assert near(row["shown"], 100 * row["share"], 0)
        checked["themes_figure"] += 1
    whole = drawn.summary.agreement.table
    for row in found.get("agreement_figure", []):
        if "value" in row:
            same = whole[whole["alpha"].sub(row["value"]).abs() < 1e-9]
            assert names.family(same["family"].iloc[0]) in row["label"]
            checked["agreement_figure"] += 1
    assert all(checked.values()), checked
