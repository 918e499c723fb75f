"""What the report tells of a language model: no number without a mark, and how far to trust it."""

import json

import krippendorff
import numpy as np
import pandas as pd
import pytest
from tests.report.conftest import make_study

from aineisto.codings import is_human, make_codings
from aineisto.report import build_summary, tables
from aineisto.report._names import Names
from aineisto.report._sections import compose
from aineisto.report._texts import texts

MODEL = "machine:llm:testi:1b@1a2b"


def said_by(model, codings, turned=False):
    """Return codings in which a language model said what the machine did, or the contrary."""
    machine = codings["coder"].str.startswith("machine:")
    table = codings.assign(coder=codings["coder"].where(~machine, model))
    if turned:
        other = {"raha": "none", "none": "raha", "Kela": "THL", "THL": "Kela"}
        table["value"] = table["value"].where(~machine, -table["value"])
        table["code"] = table["code"].where(~machine, table["code"].replace(other))
    return make_codings(table)


def shown(corpus, codebook, codings, lang):
    """Return what the report shows but sentences, with the mark of each, by section and title."""
    names = Names(codebook, texts(lang))
    found = {}
    for section in compose(build_summary(corpus, codebook, codings), names):
        for number, block in enumerate(section.blocks):
            key = (section.name, number, block.block)
            if block.block == "table":
                found[key] = (block.rows, block.mark)
            elif block.block == "figure":
                drawn = json.dumps(block.chart().to_dict(validate=False), default=str)
                found[key] = (drawn, block.mark)
            elif block.block == "cards":
                marks = block.mark or all(card.mark for card in block.cards)
                found[key] = (block.cards, marks)
            elif block.block == "quotes":
                found[key] = (block.quotations, block.mark)
    return found


def blind(codings, coders=("anna", "eero"), seed=0):
    """Return codings with stances and themes that people gave blind to every statement."""
    rng = np.random.default_rng(seed)
    names = codings["statement_id"].unique()
    parts = [codings]
    for coder in coders:
        said = {"statement_id": names, "coder": f"human:{coder}", "status": "blind"}
        value, theme = rng.integers(-2, 3, len(names)), rng.choice(["raha", "none"], len(names))
        stances = {"family": "stance", "code": "stance", "value": value}
        parts += [
            make_codings(pd.DataFrame({**said, **stances})),
            make_codings(pd.DataFrame({**said, "family": "theme", "code": theme})),
        ]
    return pd.concat(parts, ignore_index=True)


def moved(codings, lang):
    """Return what the report shows otherwise when the model says the contrary, with the marks."""
    corpus, codebook, _ = make_study()
    first, second = (
        shown(corpus, codebook, said_by(MODEL, codings, turned), lang) for turned in (False, True)
    )
    # Who coded how much, and agreement, have sections of their own, and are no results.
    return {
        key: mark
        for key, (content, mark) in first.items()
        if content != second.get(key, ("",))[0] and key[0] not in ("agreement", "methods")
    }


@pytest.mark.parametrize("lang", ["fi", "en"])
def test_whatever_depends_on_what_it_alone_said_is_marked(lang):
    found = moved(make_study()[2], lang)
    sections, _, kinds = (set(part) for part in zip(*found, strict=True))
    assert sections >= {"stance", "groups", "distribution", "themes", "actors"}
    assert kinds == {"table", "figure", "cards", "quotes"}
    assert [key for key, mark in found.items() if not mark] == []


def test_beside_peoples_codes_nothing_but_what_sharpens_them_is_without_a_mark():
    _, _, codings = make_study()
    some = blind(codings[codings["statement_id"].isin(["s0", "s1", "s3", "s5", "s6"])])
    rest = codings[~codings["statement_id"].isin(some["statement_id"])]
    found = moved(pd.concat([some, rest], ignore_index=True), "fi")
    bare = [key for key, mark in found.items() if not mark]
    # People's codes with the model's score as covariate, and intervals that hold for people.
    assert [(section, kind) for section, _, kind in bare] == [("stance", "figure")]


def test_beside_our_own_coder_no_result_depends_on_it():
    corpus, codebook, codings = make_study()
    both = (
        pd.concat([codings, said_by(MODEL, codings, turned)], ignore_index=True)
        for turned in (False, True)
    )
    first, second = (shown(corpus, codebook, one, "fi") for one in both)
    results = [key for key in first if key[0] not in ("agreement", "methods")]
    assert all(first[key] == second[key] for key in results)


@pytest.mark.parametrize("lang", ["fi", "en"])
def test_by_group_and_code_it_stands_beside_people_and_our_coder(lang):
    corpus, codebook, codings = make_study()
    rng = np.random.default_rng(5)
    said = said_by(MODEL, codings)
    said.loc[said["family"] == "theme", "code"] = rng.choice(["raha", "none"], 8)
    table = blind(pd.concat([codings, said], ignore_index=True))
    found = tables(build_summary(corpus, codebook, table), lang)["agreement_groups"]
    model = {"fi": "Kielimalli testi:1b 1a2b", "en": "Language model testi:1b 1a2b"}[lang]
    words = {
        "fi": ("Ihmiset keskenään", "ihmiset", "Aineisto-ohjelma", "Raha", "Kaikki"),
        "en": ("People with each other", "people", "Aineisto", "Money", "All"),
    }[lang]
    alone, people, ours, money, everyone = words
    heads = [alone, f"{model} – {people}", f"{ours} – {people}"]
    assert found.columns[3:].tolist() == [*heads, f"{model} – {ours.lower()}"]
    families = {"fi": ["Teemat", "Kanta"], "en": ["Themes", "Stance"]}[lang]
    assert found.iloc[:, 0].unique().tolist() == families  # no person coded actors
    # Alpha of "raha" by the independent package, the mean of the pairs.
    themes = table[table["family"] == "theme"]
    has = themes.assign(has=themes["code"] == "raha")
    wide = has.pivot(index="statement_id", columns="coder", values="has").astype(float)
    group = corpus.statements.set_index("statement_id")["participant"].map(
        corpus.participants.set_index("participant")["group"]
    )
    humans = [name for name in wide if name.startswith("human:")]
    pairs = {
        heads[0]: [tuple(humans)],
        heads[1]: [(MODEL, one) for one in humans],
        heads[2]: [("machine:themes@1", one) for one in humans],
        found.columns[-1]: [(MODEL, "machine:themes@1")],
    }
    rows = found[found.iloc[:, 1] == money].set_index(found.columns[2])
    for name in (everyone, "Kunnat", "Virastot"):
        part = wide if name == everyone else wide[group[wide.index] == name]
        for head, compared in pairs.items():
            alphas = [
                krippendorff.alpha(
                    part[list(two)].to_numpy().T, level_of_measurement="nominal",
                    value_domain=[0.0, 1.0],
                )
                for two in compared
            ]  # fmt: skip
            cell = rows.loc[name, head].replace("−", "-").replace(",", ".")
            value, n = cell.rstrip(")").split(" (")
            assert float(value) == pytest.approx(np.mean(alphas), abs=0.0051), (name, head)
            assert int(n) == len(part)
    subgroups = tables(build_summary(corpus, codebook, table), lang)["subgroups"]
    told = subgroups.iloc[:, 2].str.lower()
    assert told.str.contains(model.lower(), regex=False).any()


def test_codes_made_in_sight_are_no_measure_of_it():
    corpus, codebook, codings = make_study()
    table = blind(said_by(MODEL, codings))
    seen = table.assign(status=table["status"].where(~is_human(table["coder"]), "changed"))
    assert "agreement_groups" not in tables(build_summary(corpus, codebook, seen))
    assert "agreement_groups" in tables(build_summary(corpus, codebook, table))


def test_without_a_language_model_there_is_no_such_table():
    corpus, codebook, codings = make_study()
    assert "agreement_groups" not in tables(build_summary(corpus, codebook, blind(codings)))
