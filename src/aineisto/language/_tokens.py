"""Words, numbers and punctuation of a Finnish text, with their offsets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple


class Token(NamedTuple):
    """A word, number or mark and where it stands.

    Attributes
    ----------
    text : str
        The characters as they are in the text.
    start, end : int
        Unicode code points from the beginning of the text, end exclusive:
        ``text == source[start:end]``.

    Examples
    --------
    >>> tokenize("Kela maksaa.")[0]
    Token(text='Kela', start=0, end=4)
    """

    text: str
    start: int
    end: int


# Abbreviations whose full stop belongs to the word wherever they stand.
_ABBREVIATIONS = (
    r"(?i:alk|ekr|em|engl|ent|esim|huom|jkr|joht|kpl|kreik|ks|lat|lkm|mm|mrd|muk|ns|nyk|o\.s|os|prof|puh|pvm"
    r"|ransk|ruots|saks|synt|toim|ts|vast|vrt|yht)\."
    # At the end of a sentence the full stop is the sentence's.
    r"|(?<![\w-])(?i:jne|tms|ym|yms)\.(?!\s*\Z)"
    r"|(?<=\()(?:jap|kesk|kok|ukr|ven|vihr)\.(?=[ )])"
)

# A letter may carry combining marks (text from macOS is often decomposed), and
# soft hyphens of word processors stand inside words.
_IN_WORD = r"[\w\u0300-\u036f\u00ad]"
_WORD = rf"\w{_IN_WORD}*(?:['’&\-‐‑]{_IN_WORD}+)*"

_TOKEN = re.compile(
    "|".join(
        (
            r"(?:https?://|www\.)[^\s<>\"”]*[^\s<>\"”.,;:!?)\]]",  # web address
            r"[\w.+-]+@\w[\w-]*(?:\.\w[\w-]*)+",  # e-mail address
            rf"(?<![\w-])(?:{_ABBREVIATIONS})",
            # 10 000, but no telephone number
            r"(?<![\w.,:/–-])(?<!\d[ \xa0])[1-9]\d{0,2}(?:[ \xa0]\d{3})+(?![\w:]|[.,]\d|[ \xa0]\d)",
            r"[:;=8]['’]?-?[)(DPpOo/|\]\[](?![^\W_])",  # smiley
            r"[#@]\w+",  # hashtag, user
            r"\d{1,2}\.\d{1,2}\.(?:\d{2,4})?",  # date
            r"(?m:^)\d{1,2}\.(?= )",  # number of an item
            r"(?<![\w.,:/–-])\d{1,3}\.(?=[ \xa0][a-zåäö])",  # ordinal: 28. päivä
            r"(?<!\w)[A-ZÅÄÖ]\.(?= ?[A-ZÅÄÖ])",  # initial: J. K. Paasikivi
            r"(?<!\w)[sn]\.(?= ?\d)",  # page, about
            r"(?<!\w)(?i:v)\.?\d+(?:\.\d+)+",  # version: v1.2
            # Suomi.fi:ssä, suomi.fi-palvelut
            rf"\w+\.(?:fi|net|com|org)(?!\w)(?:-{_IN_WORD}+)*(?::[^\W\d_]{{1,12}}(?!\w))?",
            r"[^\W\d_]+-/[^\W\d_]+",  # touko-/kesäkuu
            r"\d+(?:/\d+)*/[A-ZÅÄÖ]{2,}",  # 89/662/ETY
            # 1967–1969, 40–49-vuotias
            r"\d+(?:[.,]\d+)*(?:–\d+(?:[.,]\d+)*)+(?:[-‐‑][^\W\d_]{2,})?",
            r"\d+(?:[.,:/]\d+)+(?:[-‐‑:][^\W\d_]+)?",  # 3,5  12.30  2/2018  3,5:n
            # Capital abbreviations joined by a slash are one name: VM/STM:n, VRK/JulkICT:n
            rf"[A-ZÅÄÖ]{{2}}{_IN_WORD}*(?:/[A-ZÅÄÖ]{{1}}{_IN_WORD}*)+(?::[^\W\d_]{{1,12}}(?!\w))?",
            rf"[-‐‑](?=[^\W\d_]{{2}}){_WORD}",  # second half: sosiaali- ja -palvelut
            rf"{_WORD}(?::[^\W\d_]{{1,12}}(?![\w:]))?(?:[-‐‑](?![\w-]))?",
            r"[%‰€$£§°]:[^\W\d_]{1,12}(?![\w:])",  # %:lla, €:n
            r"\.{2,}|-{2,}|[!?]{2,}|\*+|_+",
            r"\S",
        )
    ),
)


#: Longest text whose tokens are kept: every part of an annotation asks for those of a statement.
_SHORT = 1_000


def tokenize(text: str) -> list[Token]:
    """Cut a text into words, numbers and punctuation.

    Abbreviations keep their case ending (``KELA:lle``, ``VM/STM:n``), compounds
    their hyphen (``sote-uudistus``, ``sosiaali-``), dates and numbers their
    points (``1.1.2020``). Every character that is not a space is in exactly
    one token.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    list of Token
        In the order of the text.

    Examples
    --------
    >>> [token.text for token in tokenize("KELA:lle 1.1.2020, kiitos.")]
    ['KELA:lle', '1.1.2020', ',', 'kiitos', '.']
    """
    return list(_kept(text)) if len(text) <= _SHORT else list(_cut(text))


def _cut(text: str) -> Iterator[Token]:
    return (Token(m.group(), m.start(), m.end()) for m in _TOKEN.finditer(text))


@lru_cache(maxsize=512)
def _kept(text: str) -> tuple[Token, ...]:
    return tuple(_cut(text))
