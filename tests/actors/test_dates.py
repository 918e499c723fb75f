"""Actors as of the day of the interview, and people's own spellings of them."""

from __future__ import annotations

import pandas as pd
import pytest

from aineisto.actors import ActorRecognizer, actor_table, current_actor, name_actors
from aineisto.codebook import ActorEntry, Codebook, current_actors
from aineisto.coders import precode
from aineisto.codings import make_codings
from aineisto.core.errors import ArgumentError, CodebookError
from aineisto.corpus import interview_dates, read
from aineisto.reliability import agreement
from aineisto.report import build_summary

SWEDISH = "social- och hälsovårdsministeriet"
WITHOUT_HYPHEN = "Sosiaali ja terveysministeriö"
HOSPITALS = [
    ("KYS:ssa", "PSSHP", "Pohjois-Savon hyvinvointialue"),
    ("Taysissa", "PSHP", "Pirha"),
    ("TYKSin", "VSSHP", "Varha"),
    ("OYS:iin", "PPSHP", "Pohde"),
    ("Kuopion yliopistollisessa sairaalassa", "PSSHP", "Pohjois-Savon hyvinvointialue"),
]


def actors(text: str, date: str = "") -> list[str]:
    return ActorRecognizer().find([text], date=date)["actor"].tolist()


@pytest.mark.parametrize(("form", "before", "after"), HOSPITALS)
def test_a_hospital_is_its_owners_of_the_day(form: str, before: str, after: str) -> None:
    text = f"Se oli {form} jo silloin."
    assert actors(text, "2018-05-04") == actors(text, "2018") == actors(text, "2022-12-31")
    assert actors(text, "2018-05-04") == [before]
    assert actors(text, "2023-01-01") == actors(text, "2024") == actors(text) == [after]


def test_an_abolished_district_keeps_its_own_name_and_is_linked() -> None:
    assert actors("Silloin oli vielä PSHP.", "2024") == ["PSHP"]
    assert current_actor("PSHP") == "Pirha"
    assert current_actor("Pirkanmaan sairaanhoitopiiri", date="2022-12-31") == "PSHP"
    assert current_actor("VRK") == current_actor("Maistraatit") == "DVV"
    assert current_actor("Meidän oma yhdistys") == "Meidän oma yhdistys"
    names = ["PSHP", "VRK", "Meidän oma yhdistys"]
    assert list(current_actors(names).items()) == [(name, current_actor(name)) for name in names]


def test_each_text_has_its_own_date_and_they_are_as_many() -> None:
    found = ActorRecognizer().find(["Tays osti.", "Tays osti."], date=["2019", "2024"])
    assert found["actor"].tolist() == ["PSHP", "Pirha"]
    with pytest.raises(ArgumentError):
        ActorRecognizer().find(["Tays osti."], date=["2019", "2024"])


UNIONS = [
    ("Mä oon Superin jäsen.", ["SuPer"]),
    ("mä kuulun superiin ku oon lähihoitaja", ["SuPer"]),
    ("tehy ja super teki sen", ["Tehy", "SuPer"]),
    ("Luottamusmies tulee SuPerista.", ["SuPer"]),
    ("Superliitto neuvotteli sen.", ["SuPer"]),
    ("Superin jäsenet lakkoilee.", ["SuPer"]),
    ("Super hyvä juttu, hoitajat tykkäs.", []),
    ("se oli super kiva ja liittoki oli mukana", []),
    ("ihan superia, jäsenet kiitti", []),
    ("JHL:n luottamusmies ja Jytyn edustaja", ["JHL", "Jyty"]),
    ("Soitin Potilasvakuutuskeskukseen.", ["Potilasvakuutuskeskus"]),
    ("PVK hylkäsi hakemuksen.", ["Potilasvakuutuskeskus"]),
]


@pytest.mark.parametrize(("text", "expected"), UNIONS)
def test_unions_and_not_everyday_words(text: str, expected: list[str]) -> None:
    assert actors(text) == expected


def study(folder, dates):
    for name in dates:
        text = (
            "H: Kenen kanssa teitte työtä?\nV: Tays oli mukana koko ajan.\nH: Miten?\nV: Hyvin.\n"
        )
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    people = pd.DataFrame(
        {
            "participant": list(dates),
            "document": list(dates),
            "haastattelupäivä": list(dates.values()),
        }
    )
    return read(folder, participants=people)


def test_the_day_stands_with_the_participants_or_in_the_files_name(tmp_path) -> None:
    corpus = study(tmp_path, {"Anna": "4.5.2018", "Eero": "2024"})
    found = interview_dates(corpus)
    answers = corpus.answers
    assert answers["statement_id"].map(found).tolist() == ["2018-05-04"] * 2 + ["2024"] * 2
    codings = precode(corpus, Codebook(themes=()), progress=False)
    named = codings[codings["family"] == "actor"].merge(answers, on="statement_id")
    assert named.set_index("participant")["code"].to_dict() == {
        "Anna": "PSHP",
        "Eero": "Pirha",
    }
    assert ActorRecognizer().code(corpus)["code"].tolist() == ["PSHP", "Pirha"]
    now = build_summary(corpus, Codebook(themes=()), codings).actors.set_index("actor")["now"]
    assert now.to_dict() == {"PSHP": "Pirha", "Pirha": ""}


def coded(*rows: tuple[str, str, str]) -> pd.DataFrame:
    return make_codings(
        [
            {
                "statement_id": statement, "family": "actor", "code": code, "coder": coder,
                "status": "suggested" if coder.startswith("machine") else "blind",
            }
            for statement, coder, code in rows
        ]
    )  # fmt: skip


def test_spellings_of_one_actor_are_one_code() -> None:
    codings = coded(
        ("s1", "human:anna", "Sosiaali- ja terveysministeriö"),
        ("s1", "human:eero", "STM"),
        ("s2", "human:anna", "kansaneläkelaitos"),
        ("s2", "human:eero", "Kela"),
        ("s3", "human:anna", "SUPER ry"),
        ("s3", "human:eero", "SuPer"),
        ("s4", "human:anna", "Naapurin yhdistys"),
        ("s4", "human:eero", "THL"),
    )
    named = name_actors(codings)
    assert named["code"].tolist() == [
        "STM", "STM", "Kela", "Kela", "SuPer", "SuPer", "Naapurin yhdistys", "THL",
    ]  # fmt: skip
    assert codings["code"].tolist()[0] == "Sosiaali- ja terveysministeriö"  # the study's own stays
    table = agreement(codings, family="actor", n_boot=0)
    whole = table[(table["code"] == "all") & (table["coefficient"] == "percent_agreement")]
    assert whole["value"].tolist() == [0.75]
    assert "Sosiaali- ja terveysministeriö" not in set(table["code"])


def test_one_coders_two_spellings_are_one_and_dates_decide() -> None:
    twice = coded(("s1", "human:anna", "STM"), ("s1", "human:anna", SWEDISH))
    assert name_actors(twice)["code"].tolist() == ["STM"]
    hospital = coded(("s1", "human:anna", "KYS"), ("s2", "human:anna", "KYS"))
    assert name_actors(hospital, dates={"s1": "2018"})["code"].tolist() == [
        "PSSHP",
        "Pohjois-Savon hyvinvointialue",
    ]


def test_a_codebooks_own_actor_stays_its_own() -> None:
    own = [ActorEntry("KYS", kind="hospital")]
    assert name_actors(coded(("s1", "human:anna", "kys")), own)["code"].tolist() == ["KYS"]
    beside = coded(("s1", "human:anna", "KYS"), ("s1", "machine:actors@0.1", "KYS"))
    assert name_actors(beside)["code"].tolist() == ["KYS", "KYS"]
    with pytest.raises(CodebookError):
        name_actors(pd.DataFrame({"code": []}))


def test_the_table_of_actors_counts_one(tmp_path) -> None:
    corpus = study(tmp_path, {"Anna": "2018", "Eero": "2024"})
    first, _, second, _ = corpus.answers["statement_id"]
    codings = coded((first, "human:anna", "Tays"), (second, "human:anna", WITHOUT_HYPHEN))
    assert set(actor_table(corpus, codings)["actor"]) == {"PSHP", "STM"}


@pytest.mark.parametrize(
    ("name", "date", "actor"),
    [
        ("Liikennevirastosta", "2016-04-01", "Liikennevirasto"),
        ("Kuluttajavirasto", "2010", "Kuluttajavirasto"),
        ("Tampereen teknillisessä yliopistossa", "2015", "TTY"),
    ],
)
def test_an_agency_that_was_merged_away_has_its_own_name(name: str, date: str, actor: str) -> None:
    assert ActorRecognizer().find([name], date=date)["actor"].tolist() == [actor]
    assert current_actor(actor) not in ("", actor)
