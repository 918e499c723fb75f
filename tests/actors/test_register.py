"""The built-in register, and how a codebook's actors change it."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from aineisto.actors import ActorRecognizer, builtin_register, merge_register
from aineisto.codebook import ActorEntry

REGISTER = builtin_register()


def found(recognizer: ActorRecognizer, text: str) -> list[list[str]]:
    return recognizer.find([text])[["mention", "actor", "kind"]].values.tolist()


def test_the_register_holds_at_least_250_actors_once_each() -> None:
    assert len(REGISTER) >= 250
    assert max(Counter(entry.name for entry in REGISTER).values()) == 1


def test_a_spelling_names_one_actor_at_a_time() -> None:
    owners: dict[str, dict[str, ActorEntry]] = {}
    for entry in REGISTER:
        for spelling in (entry.name, *entry.aliases, *entry.names.values()):
            owners.setdefault(spelling.lower(), {})[entry.name] = entry
    for spelling, entries in owners.items():
        if len(entries) > 1:
            before, after = sorted(entries.values(), key=lambda entry: entry.valid_to or "9999")
            assert before.successor == after.name, spelling
            assert before.valid_to < after.valid_from, spelling


def test_successors_are_in_the_register_and_kinds_and_sources_are_there() -> None:
    names = {entry.name for entry in REGISTER}
    assert {entry.successor for entry in REGISTER if entry.successor} <= names
    assert all(entry.kind and entry.source for entry in REGISTER)


def test_dates_are_iso_dates_or_years_and_in_order() -> None:
    for entry in REGISTER:
        for date in (entry.valid_from, entry.valid_to):
            assert date == "" or re.fullmatch(r"\d{4}(-\d\d-\d\d)?", date), entry
        if entry.valid_from and entry.valid_to:
            assert entry.valid_from < entry.valid_to


def test_a_successor_is_another_actor_that_began_when_its_predecessor_ended() -> None:
    by_name = {entry.name: entry for entry in REGISTER}
    for entry in REGISTER:
        seen = {entry.name}
        while entry.successor:  # a chain ends: VRK → DVV
            after = by_name[entry.successor]
            assert after.name not in seen
            if entry.valid_to and after.valid_from:
                assert (
                    entry.valid_to[:4] <= after.valid_from[:4] <= str(int(entry.valid_to[:4]) + 1)
                )
            if after.valid_to:
                assert entry.valid_to <= after.valid_to
            seen.add(after.name)
            entry = after


SHORT_NAMES = """
VM STM LVM TEM OKM MMM YM OM SM UM PLM VNK Kela THL VRK DVV Luova AVI Valvira ELY-keskus
Verohallinto PRH Traficom Maanmittauslaitos Tilastokeskus Valtori Palkeet Hansel Fimea  Findata
Migri Poliisihallitus OPH HUS Eksote Soite Essote PHHYKY Keusote Istekki Medbit 2M-IT  Tiera LapIT
SoteDigi Vimana DigiFinland Monetra Sarastia KuntaPro Kanta Omakanta Apotti UNA  ODA Virtu
Suomi.fi PTV Palveluväylä KaPA Omaolo Terveyskylä Lifecare Pegasos Effica Uranus  ESKO Mediatri
Aster Tulorekisteri Kuntaliitto Sitra SOSTE KT Lääkäriliitto Tehy SuPer JHL  Helsinki Espoo
Tampere Vantaa Oulu Turku Tieto TietoEVRY CGI Epic Gofore Microsoft Solita EU  JulkICT
"""


@pytest.mark.parametrize("name", SHORT_NAMES.split())
def test_the_short_name_people_use_is_in_the_register(name: str) -> None:
    assert name in {entry.name for entry in REGISTER}


def test_all_wellbeing_services_counties_are_there() -> None:
    counties = [entry for entry in REGISTER if entry.kind == "county"]
    assert len(counties) == 22  # 21 and HUS


def test_a_new_actor_of_the_codebook_is_found_beside_the_register() -> None:
    own = ActorRecognizer([ActorEntry("Tilapalvelu", aliases=("Tipa",), kind="unit")])
    assert found(own, "Tipalta ja Kelalta kysyttiin.") == [
        ["Tipalta", "Tilapalvelu", "unit"],
        ["Kelalta", "Kela", "agency"],
    ]


def test_the_codebook_overrides_an_actor_of_the_same_name_and_keeps_its_spellings() -> None:
    own = ActorRecognizer([ActorEntry("Vimana", aliases=("Vimppa",), kind="project")])
    assert found(own, "Vimpalla ja Wimanalla.") == [
        ["Vimpalla", "Vimana", "project"],
        ["Wimanalla", "Vimana", "project"],
    ]


@pytest.mark.parametrize(
    ("text", "mention", "actor"),
    [
        ("kunnilta lähti sote", "kunnilta", "kunnat"),
        ("kuntien raha", "kuntien", "kunnat"),
    ],
)
def test_a_short_plural_name_of_the_codebook_is_found_in_the_plural(
    text: str, mention: str, actor: str
) -> None:
    own = ActorRecognizer([ActorEntry("kunnat")])
    assert [mention, actor, ""] in found(own, text)


def test_the_codebook_may_call_an_actor_by_one_of_its_aliases() -> None:
    own = ActorRecognizer([ActorEntry("Kansaneläkelaitos", kind="agency")])
    assert found(own, "Kelalle") == [["Kelalle", "Kansaneläkelaitos", "agency"]]


def test_a_spelling_that_the_codebook_gives_away_leaves_its_old_actor() -> None:
    own = ActorRecognizer([ActorEntry("Oma Effica", aliases=("Effica",), kind="system")])
    assert found(own, "Efficassa") == [["Efficassa", "Oma Effica", "system"]]


def test_merging_without_actors_is_the_register_itself() -> None:
    assert merge_register(None) == REGISTER
    assert merge_register([]) == REGISTER


def test_merging_onto_another_base() -> None:
    base = [ActorEntry("Yksi", aliases=("Eka",), kind="unit")]
    merged = merge_register([ActorEntry("Kaksi", aliases=("Eka",))], base)
    assert [(entry.name, entry.aliases) for entry in merged] == [("Kaksi", ("Eka",)), ("Yksi", ())]
