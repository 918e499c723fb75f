import pandas as pd
import pytest

from aineisto import AineistoError, CodingsError
from aineisto.actors import (
    actor_heatmap,
    actor_network,
    actor_quotations,
    actor_table,
    actor_themes,
    co_mentions,
    contested,
    speakers_of,
)
from aineisto.actors._figures import lay_out
from aineisto.codebook import Codebook, Theme
from aineisto.codings import make_codings
from aineisto.corpus import Corpus

SAYS = [  # participant, stance, actors, text
    ("a1", 2, ["Kela", "Kanta"], "Kela on hoitanut Kannan erinomaisesti ja ajallaan."),
    ("a1", 1, ["Kela"], "Kela on luotettava."),
    ("a2", 2, ["Kela"], "Kelan rooli on ollut selvä ja vahva koko ajan."),
    ("b1", -2, ["Kela"], "Kela on tehnyt kaiken omista lähtökohdistaan käsin."),
    ("b1", -1, ["Kela", "Kanta"], "Kelan Kanta on hidas ja kankea käyttää."),
    ("b2", -2, ["Kela"], "Kela ei kuuntele ketään, ja se on riski koko hankkeelle."),
]


@pytest.fixture
def corpus():
    rows = [
        {
            "statement_id": f"s{n}", "document": f"d-{who}", "participant": who, "speaker": who,
            "role": "interviewee", "question": "q1", "turn": n, "start": 0, "end": len(text),
            "text": text, "clean": text,
        }
        for n, (who, _, _, text) in enumerate(SAYS)
    ]  # fmt: skip
    participants = pd.DataFrame(
        {"participant": ["a1", "a2", "b1", "b2"], "group": ["valtio", "valtio", "kunta", "kunta"]}
    )
    return Corpus(pd.DataFrame(), participants, pd.DataFrame(rows))


@pytest.fixture
def codings():
    human = {"coder": "human:anna", "status": "blind"}
    rows = []
    for n, (_, value, actors, _) in enumerate(SAYS):
        rows.append(
            {"statement_id": f"s{n}", "family": "stance", "code": "stance", "value": value, **human}
        )
        rows += [
            {"statement_id": f"s{n}", "family": "actor", "code": actor, "start": i, **human}
            for i, actor in enumerate(actors)
        ]
    rows.append({"statement_id": "s0", "family": "theme", "code": "tieto", **human})
    rows.append(  # no person has said so
        {
            "statement_id": "s1", "family": "actor", "code": "Valvira", "start": 0,
            "coder": "machine:actors@0.1", "status": "suggested",
        }
    )  # fmt: skip
    return make_codings(rows)


def test_actor_table_counts_what_people_coded(corpus, codings):
    table = actor_table(corpus, codings).set_index("actor")
    assert list(table.index) == ["Kela", "Kanta"]
    kela = table.loc["Kela"]
    assert (kela["mentions"], kela["interviews"], kela["n"], kela["respondents"]) == (6, 4, 6, 4)
    assert kela["mean"] == pytest.approx(0.0)
    assert kela["low"] < 0 < kela["high"]
    assert set(kela["groups"]) == {"valtio", "kunta"}
    assert kela["themes"] == ("tieto",)
    assert table.loc["Kanta", "mean"] == pytest.approx(0.5)


def test_quotations_are_of_different_speakers_and_the_mean_s_sign(corpus, codings):
    only = codings[~codings["statement_id"].isin(["s0", "s1", "s2"])]
    quoted = actor_table(corpus, only).set_index("actor").loc["Kela", "quotations"]
    assert quoted == ("s3", "s5")


def test_suggestions_stand_where_nobody_coded(corpus, codings):
    machine = codings[codings["coder"].str.startswith("machine")]
    table = actor_table(corpus, machine)
    assert table["actor"].tolist() == ["Valvira"]
    assert table["n"].tolist() == [0]
    assert pd.isna(table["mean"].iat[0])


def test_speakers_and_contested(corpus, codings):
    table = speakers_of(corpus, codings)
    means = table.set_index(["group", "actor"])["mean"]
    assert means["valtio", "Kela"] == pytest.approx(5 / 3)
    assert means["kunta", "Kela"] == pytest.approx(-5 / 3)
    found = contested(table)
    assert found[["actor", "for", "against"]].values.tolist() == [["Kela", "valtio", "kunta"]]
    assert found["apart"].iat[0] == pytest.approx(10 / 3)
    assert contested(table, least_n=4).empty
    people = speakers_of(corpus, codings, by="participant")
    assert people.set_index(["participant", "actor"]).loc[("b1", "Kela"), "mentions"] == 2
    with pytest.raises(CodingsError, match="ikä"):
        speakers_of(corpus, codings, by="ikä")


def test_co_mentions_and_their_network(corpus, codings):
    assert co_mentions(corpus, codings).values.tolist() == [["Kanta", "Kela", 2]]
    drawn = actor_network(corpus, codings, lang="en").to_dict()
    data = list(drawn["datasets"].values())
    assert sorted(len(rows) for rows in data) == [1, 2]
    assert drawn["title"]["text"] == "Actors mentioned in the same statement"
    assert drawn["description"] == "Actors mentioned in the same statement"


def test_actor_themes_and_their_squares(corpus, codings):
    table = actor_themes(corpus, codings)
    assert table[["actor", "theme", "statements", "mean"]].values.tolist() == [
        ["Kanta", "tieto", 1, 2.0],
        ["Kela", "tieto", 1, 2.0],
    ]
    assert table["share"].tolist() == pytest.approx([1 / 2, 1 / 6])
    book = Codebook("Tutkimus", themes=(Theme("tieto", {"fi": "Tieto", "en": "Information"}),))
    drawn = actor_heatmap(corpus, codings, book, value="stance", lang="en").to_dict()
    (rows,) = drawn["datasets"].values()
    assert {(row["actor"], row["theme"]) for row in rows} == {
        ("Kela", "Information"),
        ("Kanta", "Information"),
    }
    assert {row["shown"] for row in rows} == {"+2.0"}
    (rows,) = actor_heatmap(corpus, codings, book, value="stance").to_dict()["datasets"].values()
    assert {(row["shown"], row["told"]) for row in rows} == {("+2,0", "+2,00")}
    with pytest.raises(AineistoError, match="tone"):
        actor_heatmap(corpus, codings, value="tone")


def test_quotations_of_an_actor_judged_both_ways_are_of_both_sides(corpus, codings):
    quoted = actor_quotations(corpus, codings, "Kela", most=4)
    assert set(quoted["stance"]) == {2.0, -2.0}
    assert quoted["participant"].is_unique
    assert quoted["text"].iat[0] == SAYS[0][3]
    with pytest.raises(CodingsError, match="Valtori"):
        actor_quotations(corpus, codings, "Valtori")


def test_who_is_mentioned_together_lies_near(corpus):
    edges = pd.DataFrame([("A", "B", 9), ("C", "D", 9)], columns=["actor", "other", "statements"])
    places = lay_out(["A", "C", "B", "D", "E"], edges)
    far = lambda a, b: sum((p - q) ** 2 for p, q in zip(places[a], places[b], strict=True)) ** 0.5  # noqa: E731
    assert max(far("A", "B"), far("C", "D")) < min(far("A", "C"), far("B", "D"), far("A", "D"))
    assert all(-1 <= value <= 1 for place in places.values() for value in place)
    assert lay_out(["A"], edges.head(0)) == {"A": (0.0, 0.0)}


def test_no_interval_is_drawn_of_fewer_than_three_respondents(corpus, codings):
    table = actor_table(corpus, codings).set_index("actor")
    assert table.at["Kanta", "respondents"] == 2
    assert table.at["Kanta", "mean"] == pytest.approx((2 - 1) / 2)
    assert table.loc["Kanta", ["low", "high"]].isna().all()
    low, high = table.loc["Kela", ["low", "high"]]
    assert low < table.at["Kela", "mean"] < high
    assert speakers_of(corpus, codings)["low"].isna().all()  # two respondents a group


def test_no_codings_give_empty_tables(corpus):
    empty = make_codings([])
    assert actor_table(corpus, empty).empty
    assert contested(speakers_of(corpus, empty)).empty
    assert actor_network(corpus, empty).to_dict()["layer"]
    assert actor_heatmap(corpus, empty).to_dict()["layer"]
