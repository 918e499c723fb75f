"""What Voikko and the look of a word tell the encoder: one row of 0 and 1 for each word.

The weights are trained on these features, so their order and their meaning stand still.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

import numpy as np

from aineisto.morphology import MAX_WORD, clean_word, load_voikko

# Voikko's tags for the last part of a word (L class, T mood or infinitive, S case, N number,
# P person, A tense, R participle, E denied, C comparison, O owner, F clitic).
_TAGS = (
    *("Ln", "Ll", "Lnl", "Lt", "La", "Ls", "Lu", "Lur", "Lr", "Lc", "Ld", "Lk", "Lp", "Lh"),
    *("Lee", "Les", "Lep", "Lem"),
    *("Tn1", "Tn2", "Tn3", "Tn4", "Tn5", "Tt", "Te", "Tk", "Tm"),
    *("Sn", "Sg", "Sp", "Ses", "Str", "Sine", "Sela", "Sill", "Sade", "Sabl", "Sall", "Sab"),
    *("Sko", "Sin", "Ssti", "Sak", "Ny", "Nm", "P1", "P2", "P3", "P4", "Ap", "Ai"),
    *("Rv", "Ra", "Ru", "Rt", "Rm", "Re", "Et", "Eb", "Cc", "Cs"),
    *("O1y", "O1m", "O2y", "O2m", "O3", "Fkin", "Fkaan", "Fko"),
)
_OF_READINGS = ("derived_from_verb", "compound", "known", "ambiguous")
# Where the readings come from when Voikko does not know the word itself.
_BY_WAY = ("by_ending", "by_last_part")
_LOOKS = (
    *("first_upper", "all_upper", "inner_upper", "all_lower", "has_digit", "all_digits"),
    *("has_colon", "has_hyphen", "has_stop", "punctuation", "one_letter"),
)
#: Names of the features, in the order of the columns.
FEATURES: tuple[str, ...] = (*_TAGS, *_OF_READINGS, *_BY_WAY, *_LOOKS)

_INDEX = {name: number for number, name in enumerate(FEATURES)}
_TAG = re.compile(r"\[([^\]]*)\]")
_BOUNDARY = re.compile(
    r"([^\[\]-])(?:\[[^\]]*\])*(-?)(?:\[[^\]]*\])*\[Bh\]\[Bc\](?:\[[^\]]*\])*([^\[])"
)
_VOWELS = "aeiouyäöå"
# Endings after a colon (KELA:lle, EU:n) and the case they mark.
_ENDINGS = {
    **{"n": "Sg", "in": "Sg", "den": "Sg", "ien": "Sg", "a": "Sp", "ä": "Sp", "ta": "Sp"},
    **{"tä": "Sp", "ita": "Sp", "itä": "Sp", "na": "Ses", "nä": "Ses", "ksi": "Str"},
    **{"ssa": "Sine", "ssä": "Sine", "sta": "Sela", "stä": "Sela", "lla": "Sade", "llä": "Sade"},
    **{"lta": "Sabl", "ltä": "Sabl", "lle": "Sall", "tta": "Sab", "ttä": "Sab", "t": "Sn"},
}
_ILLATIVE = re.compile(r"i?(?:h[aeiouyäö]n|[aeiouyäö]{2}n|seen|siin)$")
_CACHED_WORDS = 100_000


def features(words: Sequence[str]) -> np.ndarray:
    """Return the features of words.

    Parameters
    ----------
    words : sequence of str
        Word forms as they stand in the text.

    Returns
    -------
    ndarray of float32 (words, features)
        0 and 1; the columns are `FEATURES`.

    Notes
    -----
    A word's readings are put together: a word that may be genitive or accusative has both. A word
    that Voikko does not know is read by its part before a colon or by its last part after a
    hyphen. Spoken words should be given in their standard forms.

    Examples
    --------
    >>> row = features(["KELA:lle"])[0]
    >>> [name for name, value in zip(FEATURES, row) if value]
    ['Ln', 'Sall', 'Ny', 'by_ending', 'first_upper', 'all_upper', 'has_colon']
    """
    if len(words) == 0:
        return np.zeros((0, len(FEATURES)), dtype=np.float32)
    packed = np.frombuffer(b"".join(map(_packed, words)), dtype=np.uint8)
    rows = np.unpackbits(packed.reshape(len(words), -1), axis=1, count=len(FEATURES))
    return rows.astype(np.float32)


@lru_cache(_CACHED_WORDS)
def _packed(word: str) -> bytes:
    row = np.zeros(len(FEATURES), dtype=bool)
    clean = clean_word(word)
    row[[_INDEX[name] for name in {*_readings(clean.lower()), *_looks(clean)}]] = True
    return np.packbits(row).tobytes()


def _readings(lower: str) -> set[str]:
    """Return what the dictionary says of a lower-case word, itself known or by a way round."""
    found = _look_up(lower)
    if found:
        return found | {"known"}
    if not any(c.isalpha() for c in lower):
        return set()
    stem, colon, ending = lower.rpartition(":")
    if colon and stem:
        return {*_of_stem(stem), *_case_of(ending), "by_ending"}
    tail = lower.rpartition("-")[2]
    if tail != lower and len(tail) > 1:
        found = _look_up(tail)
        if found:
            return found | {"by_last_part"}
    return set()


def _look_up(lower: str) -> set[str]:
    """Return the tags of all readings, those of the last part of a compound only."""
    if not lower or len(lower) > MAX_WORD:
        return set()
    readings = _sound(load_voikko().lookup(lower))
    names = set().union(*map(_tags, readings))
    if len(readings) > 1:
        names.add("ambiguous")
    return names


def _tags(reading: str) -> set[str]:
    parts = reading.split("[Bc]")
    # Tens and hundreds stand after the part that has the class: kaksi[Bc]kymmentä.
    at = max((n for n, part in enumerate(parts) if "[L" in part), default=0)
    tags = _TAG.findall("".join(parts[at:]))
    classes = [tag for tag in tags if tag[:1] == "L"]
    names = {tag for tag in tags if tag in _INDEX and tag[:1] != "L"} | set(classes[-1:])
    if "Lt" in classes[:-1]:
        names.add("derived_from_verb")
    if at > 0:
        names.add("compound")
    return names & _INDEX.keys()


def _sound(readings: Iterable[str]) -> set[str]:
    """Return the readings both backends can give.

    The native library drops compounds that break the rule of the hyphen (it stands between like
    vowels and only there, names apart); the transducer alone gives them.
    """
    return {reading for reading in readings if all(map(_keeps, _BOUNDARY.finditer(reading)))}


def _keeps(boundary: re.Match[str]) -> bool:
    before, hyphen, after = boundary.groups()
    alike = before.lower() == after.lower() and before.lower() in _VOWELS
    return alike == bool(hyphen)


def _of_stem(stem: str) -> set[str]:
    """Return class and number of a word before its colon; the ending tells the case."""
    return {name for name in _look_up(stem) if name[:1] in "LN" and name != "Nm"}


def _case_of(ending: str) -> set[str]:
    case = _ENDINGS.get(ending) or ("Sill" if _ILLATIVE.match(ending) else "")
    return {case} if case else set()


def _looks(word: str) -> set[str]:
    """Return how a word looks."""
    letters = [c for c in word.partition(":")[0] if c.isalpha()]
    upper = [c.isupper() for c in letters]
    looks = {
        "first_upper": word[:1].isupper(),
        "all_upper": len(letters) > 1 and all(upper),
        "inner_upper": any(upper[1:]) and not all(upper),
        "all_lower": bool(letters) and not any(upper),
        "has_digit": any(c.isdigit() for c in word),
        "all_digits": word.isdigit(),
        "has_colon": ":" in word[1:],
        "has_hyphen": "-" in word[1:-1],
        "has_stop": "." in word and bool(letters),
        "punctuation": not any(c.isalnum() for c in word),
        "one_letter": len(word) == 1 and bool(letters),
    }
    return {name for name, holds in looks.items() if holds}
