"""Find names that were written without a capital, as speech recognisers write them."""

from __future__ import annotations

from collections.abc import Sequence

from aineisto.pseudonyms._inflection import FormTable, read_nen
from aineisto.pseudonyms._lists import (
    INNER,
    first_names,
    is_common,
    is_hardly_a_word,
    is_short_for_another,
    surnames,
)
from aineisto.pseudonyms._tokens import NameToken

_JOINTS = frozenset("@._/")
#: Forms in which a person is hardly spoken of: *aijassa* is *ajassa*, *isat* is *isät*.
_HARDLY = INNER | {"Tra", "Abe", "Plu"}
#: Surnames that are no nouns besides: *matti kesti sen*, *maija kuusi vuotta*.
_NO_NOUNS = frozenset({"Kesti", "Kuusi", "Salli", "Suomi"})
#: Surnames that are adjectives as they are said: *valkonen* is *valkoinen*.
_AS_SAID = frozenset({"Pohjonen", "Ruusunen", "Sulonen", "Valkonen"})


def small_names(tokens: Sequence[NameToken]) -> tuple[set[int], set[int]]:
    """Return the positions of a document's names that are written small, and of doubtful ones.

    A word of the language is a name beside another name (*tauno mäki*, *laineen pentti*). Where it
    stands alone besides, it may be either (*mäen talo*, *mäen päällä*), but not *mäkisen*.
    """
    found = {position for position in range(len(tokens)) if _is_name(tokens, position)}
    heard, paired = FormTable(), -1
    for position in range(len(tokens) - 1):
        one, other = tokens[position], tokens[position + 1]
        near = other.start - one.end == 1 and paired < position
        if not (near and _is_small(one) and _is_small(other)):
            continue
        lemma = _surname_after(one.text, other.text) or _surname_before(one.text, other.text)
        if lemma:
            found |= {position, position + 1}
            heard.add(lemma)
            paired = position + 1
    echoes = {
        position
        for position, token in enumerate(tokens)
        if position not in found and _is_small(token) and heard.read(token.text)
    }
    sure = {place for place in echoes if _is_no_word_here(tokens[place].text, heard)}
    return found | sure, echoes - sure


def _is_no_word_here(word: str, heard: FormTable) -> bool:
    return not is_common(word) or any(form.lemma.endswith("nen") for form in heard.read(word))


def _is_small(token: NameToken) -> bool:
    return len(token.text) > 2 and token.text.islower() and ":" not in token.text


def _is_name(tokens: Sequence[NameToken], position: int) -> bool:
    """Tell whether a name stands here: *virtasen kanssa*, *pekka sano*."""
    word = tokens[position].text
    if len(word) < 4 or not _is_small(tokens[position]) or _is_in_an_address(tokens, position):
        return False
    if _is_first(word):
        return True
    return len(word) > 4 and bool(surnames().read(word)) and not _is_word(word)


def _surname_after(one: str, other: str) -> str:
    """Return the surname of *pekka lahtiselta* in the nominative; nothing where it is none."""
    nominative = any(f.case == "Nom" and not f.clitic for f in first_names().read(one))
    return _surname(other) if nominative and _is_first(one) else ""


def _surname_before(one: str, other: str) -> str:
    """Return the surname of *laineen pentille* in the nominative; nothing where it is none."""
    if not _is_first(other) or not _is_case(one, "Gen"):
        return ""
    return _surname(one)


def _is_case(word: str, case: str) -> bool:
    nen = read_nen(word)
    return any(f.case == case for f in surnames().read(word)) or (
        nen is not None and nen.case == case
    )


def _surname(word: str) -> str:
    for form in surnames().read(word):
        if form.lemma not in _NO_NOUNS and not form.clitic:
            return form.lemma
    nen = read_nen(word)
    if nen is None or nen.clitic or _is_word(word):
        return ""
    return nen.lemma.capitalize()


def _is_first(word: str) -> bool:
    """Tell whether a word is a form of a first name and nothing else."""
    named = any(f.case not in _HARDLY and not f.clitic for f in first_names().read(word))
    return named and len(word) > 3 and not (is_common(word) and not is_hardly_a_word(word))


def _is_word(word: str) -> bool:
    """Tell whether a word is one of the language, as it is written or is said."""
    if is_hardly_a_word(word):
        return False
    said = any(form.lemma in _AS_SAID for form in surnames().read(word))
    return said or is_common(word) or is_short_for_another(word)


def _is_in_an_address(tokens: Sequence[NameToken], position: int) -> bool:
    """Tell whether a word is a part of an e-mail or web address, a handle or a file's name."""
    token = tokens[position]
    before = tokens[position - 1] if position else None
    if before is not None and before.end == token.start and before.text in _JOINTS:
        return True
    after = tokens[position + 1 : position + 3]
    return (
        len(after) == 2
        and after[0].text in _JOINTS
        and token.end == after[0].start
        and after[0].end == after[1].start
    )
