"""Every number of the report, computed again by plain pandas from the files it rests on."""

import re

import numpy as np
import pytest
from scipy import stats

from aineisto.report import tables
from aineisto.report._blocks import Drawing
from aineisto.report._content import make_report
from aineisto.report._names import Names
from aineisto.report._texts import texts

from .recomputed import LANGUAGES, near, numbers, of_branch, printed


@pytest.fixture
def study(drawn):
    return drawn


@LANGUAGES
def test_stance_by_question(study, lang):
    frame = printed(study, "stance", lang)
    asked = study.asked()
    names = Names(study.codebook, texts(lang))
    for _, row in frame.iterrows():
        cells = row.tolist()
        everyone = cells[0] == texts(lang)("all_questions")
        part = asked if everyone else asked[asked["question"].map(names.question) == cells[0]]
        y, people = part["value"], part["participant"].nunique()
        mean, sd, n, hlo, se, df, interval = cells[1:8]
        assert near(mean, y.mean())
        assert near(sd, y.std())
        assert (numbers(n), numbers(hlo)) == ([len(y)], [people])
        sums = (y - y.mean()).groupby(part["participant"]).agg(["sum", "size"])
        error = np.sqrt((sums["sum"] ** 2 / (1 - sums["size"] / len(y))).sum()) / len(y)
        assert near(se, error)
        if not everyone:
            assert near(df, people - 1, 1)
        if people < 5:
            assert interval == "–"
        else:
            reach = stats.t.ppf(0.975, people - 1) * error
            low, high = numbers(interval)
            if not everyone:
                assert (low, high) == pytest.approx((y.mean() - reach, y.mean() + reach), abs=0.006)
            else:
                assert low < y.mean() < high
        told = cells[10]
        assert (texts(lang)("verdict_few") == told) == (people < 8)


@LANGUAGES
def test_means_of_blind_codes_and_of_all(study, lang):
    found = tables(study.summary, lang).get("stance_blind")
    stance = study.counted[study.counted["family"] == "stance"]
    blind = study.codings[study.codings["status"] == "blind"]
    machine = stance[stance["coder"].str.startswith("machine:")]
    seen = stance["status"].isin(["accepted", "changed", "unknown"]).any()
    assert (found is not None) == bool(seen or (len(machine) and len(blind)))
    if found is None:
        return
    answers = study.answers(blind, ["question"])
    every = study.answers(study.counted, ["question"])
    asked = set(every["question"]) - {""}
    names = Names(study.codebook, texts(lang))
    for _, row in found.iterrows():
        cells = row.tolist()
        pick = (
            (lambda f: f[f["question"].isin(asked)])
            if cells[0] == texts(lang)("all_questions")
            else (lambda f, name=cells[0]: f[f["question"].map(names.question) == name])
        )
        assert near(cells[1], pick(every)["value"].mean())
        suggested = pick(machine).groupby(["participant", "question"]).ngroups
        assert near(cells[3], 100 * suggested / len(pick(every)), 0)
        assert near(cells[4], 100 * pick(every)["taken"].mean(), 0)
        assert near(cells[5], 100 * pick(every)["unknown"].mean(), 0)
        part = pick(answers)
        assert near(cells[6], part["value"].mean() if len(part) else np.nan)
        assert numbers(cells[7]) == [len(part)]
        if part["participant"].nunique() < 5:
            assert cells[9] == "–"


@LANGUAGES
def test_groups_add_up(study, lang):
    found = tables(study.summary, lang).get("groups")
    if "group" not in study.people:
        assert found is None
        return
    *rows, total = found.values.tolist()
    for column in (1, 2, 3):
        assert sum(numbers(row[column])[0] for row in rows) == numbers(total[column])[0]
    assert numbers(total[1]) == [len(study.people)]
    assert numbers(total[2]) == [len(study.statements)]


@LANGUAGES
def test_shares_and_remainders_of_themes(study, lang):
    frame = printed(study, "themes", lang)
    codes = study.counted[study.counted["family"] == "theme"]
    coded = codes["statement_id"].nunique()
    names = Names(study.codebook, texts(lang))
    where = list(frame.columns).index(texts(lang)("col_branch"))
    seen = []
    for _, row in frame.iterrows():
        cells = row.tolist()
        code = next(t for t in study.codebook.theme_codes if names.theme(t) == cells[0].strip())
        seen.append(code)
        own = codes[codes["code"] == code]["weight"].sum()
        assert near(cells[1], own, 1)
        assert near(cells[2], 100 * own / coded, 0)
        branch = of_branch(codes, code, study.codebook)
        share, number = numbers(cells[where])
        assert abs(number - branch) <= 0.05 + 1e-9
        assert abs(share - 100 * branch / coded) <= 0.5 + 1e-9
        parent = study.codebook.theme(code).parent
        assert cells[0].startswith("\u2003") == bool(parent)
        assert not parent or parent in seen
    none = codes[codes["code"] == "none"]["weight"].sum()
    said = " ".join(
        block.text
        for section in make_report(study.summary, lang).sections
        if section.name == "themes"
        for block in section.blocks
        if hasattr(block, "text")
    )
    assert near(str(numbers(said)[1]), none, 1)
    # Each coder's share of a statement has a theme or has none: the two add to all of them.
    some = codes[codes["code"] != "none"].drop_duplicates(["statement_id", "coder"])
    assert some["weight"].sum() + none == pytest.approx(coded)


@LANGUAGES
def test_distribution_counts_codes_of_the_scale(study, lang):
    frame = printed(study, "distribution", lang)
    stance = study.counted[study.counted["family"] == "stance"]
    names = Names(study.codebook, texts(lang))
    total = 0
    for _, row in frame.iterrows():
        cells = row.tolist()
        part = stance[stance["question"].map(names.question) == cells[0]]
        total += numbers(cells[-1])[0]
        for value, cell in zip(range(-2, 3), cells[1:-1], strict=True):
            weight = part.loc[part["value"] == value, "weight"].sum()
            share, count = numbers(cell)
            assert abs(share - 100 * weight / part["weight"].sum()) <= 0.5 + 1e-9
            assert abs(count - weight) <= 0.05 + 1e-9
    assert total == pytest.approx(stance["statement_id"].nunique(), abs=0.2)


@LANGUAGES
def test_actors_and_who_coded_what(study, lang):
    frame = printed(study, "actors", lang)
    actors = study.counted[study.counted["family"] == "actor"]
    for _, row in frame.iterrows():
        part = actors[actors["code"] == row.iloc[0]]
        assert near(row.iloc[1], part["weight"].sum(), 1)
        assert numbers(row.iloc[2]) == [part["participant"].nunique()]
        said = study.counted[study.counted["statement_id"].isin(part["statement_id"])]
        answers = study.answers(said, [])
        assert near(row.iloc[4], answers["value"].mean())
        assert (row.iloc[6] == "–") == (len(answers) < 5)
    coders = printed(study, "coders", lang)
    people = study.codings[study.codings["coder"].str.startswith("human:")]
    for _, row in coders.iterrows():
        if row.iloc[3] == "–":
            continue
        mine = people[people["coder"].str.endswith(f":{row.iloc[0]}")]
        mine = mine[[texts(lang)(f"family_{f}") == row.iloc[1] for f in mine["family"]]]
        for status, cell in zip(
            ("blind", "accepted", "changed", "rejected", "unknown", "consensus"),
            row.iloc[3:9],
            strict=True,
        ):
            assert numbers(cell) == [mine.loc[mine["status"] == status, "statement_id"].nunique()]
    whose = printed(study, "whose", lang)
    for _, row in whose.iterrows():
        family = {texts(lang)(f"family_{f}").capitalize(): f for f in ("stance", "theme", "actor")}
        part = study.counted[study.counted["family"] == family[row.iloc[0]]]
        human = part[part["coder"].str.startswith("human:")]
        assert numbers(row.iloc[1]) == [human["statement_id"].nunique()]
        for status, cell in (("accepted", row.iloc[2]), ("unknown", row.iloc[3])):
            part = human[human["status"] == status]
            assert numbers(cell) == [part["statement_id"].nunique()]


@LANGUAGES
def test_figures_show_what_the_tables_do_and_say_what_they_rest_on(study, lang):
    report = make_report(study.summary, lang)
    t = texts(lang)
    taken = study.counted[study.counted["status"] == "accepted"]
    drawings = [b for s in report.sections for b in s.blocks if isinstance(b, Drawing)]
    stance = next(d for d in drawings if d.caption == t("stance_figure"))
    assert (t("mark_accepted") in stance.mark) == bool((taken["family"] == "stance").any())
    values = {}
    for rows in stance.chart().to_dict()["datasets"].values():
        for row in rows:
            if "mean" in row:
                values[row["name_"].replace("\n", " ")] = row["mean"]
    frame = printed(study, "stance", lang)
    for name, mean in zip(frame.iloc[:, 0], frame.iloc[:, 1], strict=True):
        assert near(mean, values[name])
    themes = next(d for d in drawings if d.caption == t("themes_figure"))
    codes = study.counted[study.counted["family"] == "theme"]
    for rows in themes.chart().to_dict()["datasets"].values():
        for row in rows:
            if "share" not in row:
                continue
            group = codes if row["group"] == "__all__" else codes[codes["group"] == row["group"]]
            branch = of_branch(group, row["theme"], study.codebook)
            assert row["share"] == pytest.approx(branch / group["statement_id"].nunique())
    assert t("how_group_branches") in themes.how
    assert ("accepted" in report.status or "hyväksy" in report.status) == bool(len(taken))


@LANGUAGES
def test_no_caption_promises_what_is_not_there(study, lang):
    """Intervals only where five people or more spoke; brackets where they are spoken of."""
    found = tables(study.summary, lang)
    report = make_report(study.summary, lang)
    words = " ".join(
        block.how for s in report.sections for block in s.blocks if hasattr(block, "how")
    )
    assert not re.search("bootstrap haastateltavittain|bootstrap by interviewee", words)
    if "stance_groups" in found and re.search(
        "suluissa|brackets", found["stance_groups"].attrs["note"]
    ):
        assert all(
            "(" in c or c == "–" for c in found["stance_groups"].iloc[:, 1:].to_numpy().ravel()
        )
    # A quotation shows codes of the scale, never a value between two.
    for theme in study.summary.themes:
        for quotation in theme.quotations:
            shown = Names(study.codebook, texts(lang)).quoted(quotation)
            assert "5" not in shown
