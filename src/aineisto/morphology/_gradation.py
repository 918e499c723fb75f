"""Consonant gradation: which consonants of a word's last syllable weaken, and to what.

After Iso suomen kielioppi (VISK § 41).
"""

from __future__ import annotations

import re

_WEAK_GRADES = {
    **{"kk": "k", "pp": "p", "tt": "t", "nk": "ng", "nt": "nn", "mp": "mm", "lt": "ll"},
    **{"rt": "rr", "ht": "hd", "rk": "r", "lk": "l", "t": "d", "k": "", "p": "v"},
}
_STRONG_END = re.compile(r"(.*?)(kk|pp|tt|nk|nt|mp|lt|rt|ht|rk|lk|(?<![stk])[tkp])([aeiouyäö])$")


def strong_grade(word: str) -> str:
    """Return the consonants before a word's last vowel that weaken, or an empty string.

    Parameters
    ----------
    word : str
        A vowel stem in the strong grade, in lower case.

    Examples
    --------
    >>> strong_grade("pekka"), strong_grade("aho"), strong_grade("matti")
    ('kk', '', 'tt')
    """
    found = _STRONG_END.match(word)
    return found[2] if found else ""


def weak_grade(word: str) -> str:
    """Return a word with its last consonants in the weak grade, or itself where none weaken.

    Whether the word, a stem as for `strong_grade`, shows gradation at all is not asked: names waver
    (*Aki : Akin*).

    Examples
    --------
    >>> weak_grade("helsinki"), weak_grade("mäki"), weak_grade("aho")
    ('helsingi', 'mäi', 'aho')
    """
    found = _STRONG_END.match(word)
    return found[1] + _WEAK_GRADES[found[2]] + found[3] if found else word
