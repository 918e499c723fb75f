"""What the names of speakers look like, and which words and letters say who asks and answers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from aineisto.core.text import words
from aineisto.corpus._corpus import INTERVIEWEE, INTERVIEWER
from aineisto.morphology import load_voikko

_WORD = r"[\w.&'’/-]{1,30}"
#: *Anna*, *Wikström, Jan*, *Korhonen Anna (Vieras)*, *SPEAKER_00*, *Haast. 1*, *H2*.
NAME = rf"[^\W_]{_WORD}(?:,?[ _\xa0]{_WORD}){{0,3}}(?:[ ]\([^()\n]{{1,30}}\))?|[^\W\d_]\d{{0,2}}"

INTERVIEWER_WORDS = words(
    "haastattelija haast interviewer moderator moderaattori kysyjä kysymys kys question "
    "fasilitaattori facilitator tutkija researcher fråga intervjuare moderatorn toimittaja "
    "mod apumoderaattori vetäjä ryhmänvetäjä keskustelunvetäjä havainnoija muistiinpanija observer "
    "notetaker haastattelijat moderaattorit fasilitaattorit"
)
INTERVIEWEE_WORDS = words(
    "haastateltava haastatelt vastaaja vastaus vast answer interviewee respondent participant "
    "osallistuja informantti informant svar intervjuperson deltagare respondentti ip kertoja"
)
_NEUTRAL_WORDS = words("speaker puhuja unknown tuntematon ääni voice talare")
KNOWN_WORDS = INTERVIEWER_WORDS | INTERVIEWEE_WORDS | _NEUTRAL_WORDS

#: Letters that say together who is who: interviewer's, interviewees'.
PAIRS = (
    ("h", "v"), ("k", "v"), ("i", "v"), ("i", "r"), ("q", "a"), ("i", "ip"), ("i", "b"),
    ("f", "s"), ("int", "par"), ("int", "resp"), ("inv", "par"), ("int", "ip"), ("ha", "va"),
    ("iv", "ip"), ("int", "inf"), ("i", "p"),
)  # fmt: skip
#: One letter of a pair, where the other side has no label.
ASKING_LETTERS = words("h k q f")
ANSWERING_LETTERS = words("v a r b s ip")

#: What transcribers put in brackets and is no name.
NOTED = re.compile(
    r"epäsel|naur|tauko|hiljai|keskey|päälle|puhelin|äänit|nauh|tallen|musiik|inaud|laugh|pause"
    r"|jätettiin pois|omitted|silence|music|cross|applau|yskä|huoka|hymäh|naput|kolin|\.\.\.|…"
    r"|poist|kuulu",
    re.IGNORECASE,
)
_NOTE = re.compile(r"\[[^\[\]\n]{1,60}\]|<[^<>\n]{1,60}>|\(+[^()\n]{1,60}\)+|\s+|[.,;:…-]+")
_NOTE_WORDS = 6  # at most, in brackets
_GIVEN_NAME = "ee"  # as Voikko's dictionary marks them
_LETTER = re.compile(r"[^\W\d_]\d{0,2}\Z")
_NUMBERED = re.compile(r"(.*?)(?:[ .]*(\d{1,3})|[ .]+([a-zåäö]))?\Z", re.DOTALL)
#: *Haastattelija kysyy:*, *Haastateltava vastaa:*.
_SAYS = re.compile(r"(\S+) (?:kysyy|vastaa|sanoo|jatkaa|kertoo|asks|answers|says|frågar|svarar)\Z")
#: Words that are trades as well: *tutkija/opettaja* may answer.
_TRADES = words("tutkija researcher toimittaja")

#: Words that stand before a colon in ordinary text.
NO_LABELS = words(
    """
    esim esimerkiksi huom huomio huomautus nb ps p.s klo lähde lähteet kuva kuvio taulukko liite
    eli siis toisaalta ensinnäkin toiseksi kolmanneksi lisäksi sitten ja mutta niin joo no sanoin
    sanoi kysyin kysyi vastasin vastasi totesi ajattelin tarkoitan puh tel fax email sähköposti
    päivämäärä pvm aika paikka kesto aihe otsikko haastattelu http https www tavoite tulos yhteensä
    example note source figure table date time place duration
    """
)
#: Whole answers that stand on lines of their own.
_ANSWERS = words(
    """
    joo juu jep kyllä ei en eipä niin niinpä aivan mm mmm mhm hmm ok okei okay just kiitos hei moi
    yes no yeah right sure ja nej jo precis selvä totta öö tota
    """
)


@lru_cache(maxsize=4096)
def label_key(name: str) -> str:
    """Return a label in the form in which labels are compared."""
    return " ".join(re.sub(r"[\s_]+", " ", name).strip(" .:*[]").casefold().split())


@lru_cache(maxsize=4096)
def label_word(name: str) -> str:
    """Return the word of a label without its number: *Haastateltava 4*, *SPEAKER_00*, *H1*.

    Of *Haastattelija/Minna* and *Haastattelija kysyy* it is the word that says the part.
    """
    key = label_key(re.sub(r"\([^()]*\)", "", name))
    word = _without_number(key)
    said = _SAYS.match(key)
    first = _without_number(said[1]) if said else ""
    if first in KNOWN_WORDS:
        return first
    parts = {_without_number(part) for part in key.split("/")} if "/" in key else set()
    known = parts & (INTERVIEWER_WORDS | INTERVIEWEE_WORDS) - _TRADES
    return known.pop() if len(known) == 1 else word


def _without_number(key: str) -> str:
    match = _NUMBERED.match(key)
    return (match[1] if match and match[1] else key).rstrip(" .")


def role_of(name: str) -> str:
    """Return the role that a word tells, in whatever language; nothing where it tells none."""
    word = label_word(name)
    if word in INTERVIEWER_WORDS:
        return INTERVIEWER
    return INTERVIEWEE if word in INTERVIEWEE_WORDS else ""


def is_letter(name: str) -> bool:
    """Tell whether a label is a letter, perhaps with a number: *H*, *v*, *H2*."""
    return _LETTER.match(name) is not None


def is_known(name: str) -> bool:
    """Tell whether a label is a word that says a part in an interview."""
    return label_word(name) in KNOWN_WORDS


def are_sides(keys: Iterable[str]) -> bool:
    """Tell whether labels are the words or letters of those who ask and those who answer."""
    words = {label_word(key) for key in keys}
    return words <= KNOWN_WORDS or any(words == set(pair) for pair in PAIRS)


@lru_cache(maxsize=4096)
def is_name(name: str) -> bool:
    """Tell whether words have the form of a name: capitals, digits, or a known word."""
    if is_known(name) or is_letter(name):
        return True
    first = re.split(r"[\s_]+", name.strip())
    if label_key(name) in NO_LABELS or first[0].casefold().strip(".") in NO_LABELS:
        return False
    plain = re.sub(r"\([^()]*\)", "", name)
    parts = [part for part in re.split(r"[\s_\xa0]+", plain) if part]
    small = {"von", "af", "de", "van", "der", "ja"}
    return bool(parts) and all(
        part[0].isupper() or part[0].isdigit() or part in small for part in parts
    ) and parts[0][0].isalpha()  # fmt: skip


@lru_cache(maxsize=4096)
def is_person(name: str) -> bool:
    """Tell whether a name has a Finnish given name in it: *Liisa*, *Korhonen Liisa*."""
    voikko = load_voikko()
    parts = re.findall(r"[^\W\d_]{2,}(?:-[^\W\d_]+)*", re.sub(r"\([^()]*\)", "", name))
    return any(
        one.voikko_class == _GIVEN_NAME for part in parts for one in voikko.analyses(part.title())
    )


def is_note(text: str) -> bool:
    """Tell whether a text is nothing but what a transcriber notes: *[naurua]*, *(tauko)*."""
    if text[:1] not in {"[", "(", "<"} or _NOTE.sub("", text):
        return False
    notes = [one for one in _NOTE.findall(text) if one[0] in "[(<"]
    return all(NOTED.search(one) and len(one.split()) <= _NOTE_WORDS for one in notes)


def is_answer(name: str) -> bool:
    """Tell whether a line that has the form of a name is a whole answer: *Joo*, *Kyllä*."""
    return all(part.casefold() in _ANSWERS for part in re.findall(r"\w+", name))
