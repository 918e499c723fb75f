import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aineisto.pseudonyms._identifiers import (
    find_identifiers,
    is_business_id,
    is_iban,
    is_identity_code,
    is_old_account,
)

CONTROL = "0123456789ABCDEFHJKLMNPRSTUVWXY"
AROUND = st.sampled_from([("Se on ", "."), ("(", ") niin"), ("", ""), ("no ", ", ja sitten")])


def found(text, kind):
    return [text[f.start : f.end] for f in find_identifiers(text) if f.kind == kind]


@st.composite
def identity_codes(draw):
    day, month, year = draw(st.integers(1, 28)), draw(st.integers(1, 12)), draw(st.integers(0, 99))
    number = draw(st.integers(2, 899))
    digits = f"{day:02}{month:02}{year:02}"
    sign = draw(st.sampled_from("+-YXWVUABCDEF"))
    return f"{digits}{sign}{number:03}{CONTROL[int(f'{digits}{number:03}') % 31]}"


@settings(max_examples=1000, deadline=None)
@given(identity_codes(), AROUND)
def test_every_identity_code_is_found(code, around):
    assert found(code.join(around), "identity code") == [code]


@settings(max_examples=200, deadline=None)
@given(identity_codes())
def test_a_wrong_control_character_is_no_code(code):
    wrong = CONTROL[(CONTROL.index(code[-1]) + 1) % 31]
    assert not is_identity_code(code[:-1] + wrong)


def test_published_examples():
    assert is_business_id("0112038-9")  # Nokia Oyj
    assert not is_business_id("0112038-8")
    assert is_old_account("123456-785")  # its IBAN is FI21 1234 5600 0007 85
    assert not is_old_account("123456-786")
    assert is_identity_code("131052-308T")  # the agency's own example
    assert is_iban("GB82 WEST 1234 5698 7654 32")  # ISO 13616's example
    assert is_iban("FI2112345600000785")
    assert not is_iban("FI2212345600000785")


@settings(max_examples=1000, deadline=None)
@given(
    st.from_regex(r"[a-zäö0-9]{1,9}([._+-][a-zäö0-9]{1,9}){0,2}", fullmatch=True),
    st.from_regex(r"[a-zäö0-9]{1,9}(-[a-z0-9]{1,5})?(\.[a-z]{2,5}){1,2}", fullmatch=True),
    AROUND,
)
def test_every_email_is_found(user, host, around):
    assert found(f"{user}@{host}".join(around), "e-mail") == [f"{user}@{host}"]


@settings(max_examples=1000, deadline=None)
@given(
    st.sampled_from(["0", "+358 ", "+358", "+358 (0)", "00358 "]),
    st.sampled_from(["40", "44", "50", "9", "14", "400", "457"]),
    st.sampled_from([" ", "-", ""]),
    st.from_regex(r"[0-9]{3} ?[0-9]{3,4}", fullmatch=True),
    AROUND,
)
def test_every_phone_number_is_found(start, area, gap, rest, around):
    number = start + area + gap + rest
    assert found(number.join(around), "phone") == [number]


STREETS = ["Mannerheimintie", "Kirkkokatu", "Koivukuja", "Rantapolku", "Hämeenkatu", "Storgatan"]
HOUSE = r"[1-9][0-9]{0,2}( [A-Ha-h]( [1-9][0-9]?)?)?"


@settings(max_examples=1000, deadline=None)
@given(
    st.sampled_from(STREETS),
    st.from_regex(HOUSE, fullmatch=True),
    st.sampled_from(["", ", 00100 Helsinki", ", 33210 Tampere"]),
    AROUND,
)
def test_every_street_address_is_found(street, house, town, around):
    address = f"{street} {house}{town}"
    assert found(address.join(around), "address") == [address]


@settings(max_examples=1000, deadline=None)
@given(st.from_regex(r"[A-ZÅÄÖ]{2,3}-[1-9][0-9]{0,2}", fullmatch=True), AROUND)
def test_every_vehicle_registration_is_found(plate, around):
    assert found(plate.join(around), "vehicle") == [plate]


@settings(max_examples=300, deadline=None)
@given(st.from_regex(r"[a-zåäö]{2,3}-[1-9][0-9]{0,2}", fullmatch=True))
def test_a_registration_written_small_needs_a_car(plate):
    assert found(f"auton rekkari oli {plate} kai", "vehicle") == [plate]
    assert found(f"kohdassa {plate} sanotaan", "vehicle") == []


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("tili FI21 1234 5600 0007 85 on", "IBAN", "FI21 1234 5600 0007 85"),
        ("tili DE89 3704 0044 0532 0130 00 ja muuta", "IBAN", "DE89 3704 0044 0532 0130 00"),
        ("auto ABC-123 oli", "vehicle", "ABC-123"),
        ("asuu osoitteessa Kirkkokatu 12 B, kai", "address", "Kirkkokatu 12 B"),
        ("Asuu Mannerheimintie 5 A 12:ssa.", "address", "Mannerheimintie 5 A 12:ssa"),
        ("Osoite Vanha Turuntie 3 b", "address", "Vanha Turuntie 3 b"),
        ("Muutin Aleksis Kiven katu 7:ään.", "address", "Aleksis Kiven katu 7:ään"),
        ("Hän asui Koivukadulla 12, 00100 Helsinki", "address", "Koivukadulla 12, 00100 Helsinki"),
        ("se oli mannerheimintie 5 b 3 muistaakseni", "address", "mannerheimintie 5 b 3"),
        ("bor på Storgatan 4", "address", "Storgatan 4"),
        ("se auton rekkari oli abc-123", "vehicle", "abc-123"),
        ("matti.m(at)kela.fi", "e-mail", "matti.m(at)kela.fi"),
        ("131052–308T", "identity code", "131052–308T"),
        ("hetu on 131052 - 308 t joo", "identity code", "131052 - 308 t"),
        ("hetu oli 131052-308A kai", "identity code", "131052-308A"),  # misheard at its end
        ("olen syntynyt 13.10.1952 Porissa", "birth date", "13.10.1952"),
        ("Syntymäaika: 3. maaliskuuta 1931.", "birth date", "3. maaliskuuta 1931"),
        (
            "oon syntyny kolmastoista lokakuuta viiskytkaks ja",
            "birth date",
            "kolmastoista lokakuuta viiskytkaks",
        ),
        ("blogi on https://maijanelama.fi/2019.", "web address", "https://maijanelama.fi/2019"),
        ("facebook.com/maija.virtanen.52 on sivu", "web address", "facebook.com/maija.virtanen.52"),
        ("Instassa olen @maijav_77.", "user name", "@maijav_77"),
        ("y-tunnus on 1234567-1 ja", "business ID", "1234567-1"),
        ("tilinumero oli 123456-785 ennen", "IBAN", "123456-785"),
        ("auton kilvessä luki ZYX 987 kai", "vehicle", "ZYX 987"),
        (
            "se on nolla neljä nolla viis viis viis yks kaks kolme",
            "phone",
            "nolla neljä nolla viis viis viis yks kaks kolme",
        ),
        (
            "posti on matti piste meikä ät kunta piste fi joo",
            "e-mail",
            "matti piste meikä ät kunta piste fi",
        ),
        ("muutettiin koivukujalle 5 a 3 sit", "address", "koivukujalle 5 a 3"),
        ("asuin hämeenkatu kolmetoista silloin", "address", "hämeenkatu kolmetoista"),
    ],
)
def test_written_examples(text, kind, expected):
    assert found(text, kind) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "vuonna 2018",
        "1.1.2020 alkaen",
        "12 000 euroa",
        "s. 12-15",
        "0,5 prosenttia",
        "klo 08.30",
        "Valtatie on pitkä",
        "moottoritie 20 km",
        "Asuu Oulussa 5 vuotta",
        "se oli kyl-12 juttu",
        "kello 06.04.2013 tai 06-05-05 ja 1 050 000 euroa",
        "lasketaan yks kaks kolme neljä viis kuus seittemän",
        "valtatie 4 ja moottoritiellä kaks autoa",
        "kinkkuja kaks, ja samantien kolme, siitä lähtien 10",
        "laki syntyi, ja 1.5.2019 se tuli voimaan",
        "numero 1234567-2 ei ole y-tunnus",
        "kela.fi ja yle.fi tiedän",
        "auto oli ihan uus 12 vuotta",
    ],
)
def test_other_numbers_are_none(text):
    assert find_identifiers(text) == []
