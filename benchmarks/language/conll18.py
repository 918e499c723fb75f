"""Lemmas and sentences on raw text, scored by the alignment of the CoNLL 2018 shared task.

Words of the system and of the treebank are aligned by their characters, white space apart: a word
counts only where both have the same characters as one word. Words that the treebank splits off a
longer token (*ettei* → *että* + *ei*) are aligned by their forms within that token (longest
common subsequence). F1 is over all words of both (Zeman et al. 2018, *CoNLL 2018 Shared Task*).
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple


class Word(NamedTuple):
    """A word of the treebank; ``start`` and ``end`` count characters without white space."""

    form: str
    lemma: str
    start: int
    end: int
    split: bool


class Treebank(NamedTuple):
    """A treebank as raw text.

    Attributes
    ----------
    text : str
        Sentences joined by a space, paragraphs and documents by an empty line.
    words : list of Word
    ends : set of int
        Ends of sentences, in characters without white space.
    """

    text: str
    words: list[Word]
    ends: set[int]


def read(path: Path) -> Treebank:
    pieces: list[str] = []
    words: list[Word] = []
    ends: set[int] = set()
    place, token_end, token_start = 0, 0, 0
    inside = 0  # last word of the multi-word token that is being read
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith(("# newdoc", "# newpar")) and pieces:
            pieces.append("\n\n")
        if not line:
            ends.add(place)
            inside = 0
            pieces.append(" ")
        cells = line.split("\t")
        if len(cells) != 10 or "." in cells[0]:
            continue
        of_token = cells[0].isdigit() and int(cells[0]) <= inside
        if not of_token:
            token_start, token_end = place, place + len("".join(cells[1].split()))
            place = token_end
            pieces.append(cells[1] + ("" if "SpaceAfter=No" in cells[9] else " "))
        if "-" in cells[0]:
            inside = int(cells[0].split("-")[1])
        else:
            words.append(Word(cells[1], cells[2], token_start, token_end, of_token))
    return Treebank("".join(pieces), words, ends)


def squeeze(text: str) -> list[int]:
    """For each place in a text, how many characters that are no white space stand before it."""
    places, n = [], 0
    for character in text:
        places.append(n)
        n += not character.isspace()
    return [*places, n]


def lemma_f1(treebank: Treebank, system: list[tuple[int, int, str, str]], same) -> float:
    """F1 of lemmas in percent.

    Parameters
    ----------
    treebank : Treebank
    system : list of (int, int, str, str)
        Start and end in the raw text, form and lemma of every word.
    same : callable
        Whether two lemmas are taken for equal.
    """
    places = squeeze(treebank.text)
    its: dict[tuple[int, int], list[tuple[str, str]]] = {}
    for start, end, form, lemma in system:
        its.setdefault((places[start], places[end]), []).append((form, lemma))
    right = sum(
        len(found) == 1 and same(found[0][1], word.lemma)
        for word in treebank.words
        if not word.split and (found := its.get((word.start, word.end)))
    )
    right += sum(_right_in_token(words, its, same) for words in _tokens(treebank.words))
    return 200 * right / (len(treebank.words) + len(system))


def _tokens(words: list[Word]) -> list[list[Word]]:
    """The words of each multi-word token."""
    tokens: dict[tuple[int, int], list[Word]] = {}
    for word in words:
        if word.split:
            tokens.setdefault((word.start, word.end), []).append(word)
    return list(tokens.values())


def _right_in_token(words: list[Word], its, same) -> int:
    """Right lemmas in a multi-word token, its words aligned in their order by their forms."""
    given, at, right = its.get((words[0].start, words[0].end), []), 0, 0
    for word in words:
        for number, (form, lemma) in enumerate(given[at:], at):
            if form.lower() == word.form.lower():
                right += same(lemma, word.lemma)
                at = number + 1
                break
    return right


def boundary_f1(treebank: Treebank, spans: list[tuple[int, int]]) -> float:
    """F1 of the ends of sentences in percent."""
    places = squeeze(treebank.text)
    found = {places[end] for _, end in spans}
    return 200 * len(found & treebank.ends) / (len(found) + len(treebank.ends))
