"""What was seen of speech: which standard forms a spoken form had, and how often."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from aineisto.language._tables import read_lines, write_rows


class SpokenMemory:
    """Spoken forms with their standard forms, and how often each standard word was seen.

    A line is taken apart when its word is asked for, since a text has few of the 80,000.

    Parameters
    ----------
    folder : path-like
        ``memory.tsv.xz``: a spoken form, ``w`` where it is in the dictionary, then its standard
        forms (empty: the same), each with how often. ``standard.tsv.xz``: a word of standard
        forms, how often it was seen, ``s`` where it is in the dictionary.
    """

    def __init__(self, folder: Path) -> None:
        self._spoken = dict(line.split("\t", 1) for line in read_lines(folder / "memory.tsv.xz"))
        self._standard = dict(
            line.split("\t", 1) for line in read_lines(folder / "standard.tsv.xz")
        )

    def __contains__(self, word: str) -> bool:
        """Whether a lower-case word was seen in speech."""
        return word in self._spoken

    def forms(self, word: str) -> dict[str, int]:
        """Return the standard forms of a spoken word and how often each; empty where unseen."""
        line = self._spoken.get(word)
        if line is None:
            return {}
        _, *cells = line.split("\t")
        return {
            form or word: int(often) for form, often in zip(cells[::2], cells[1::2], strict=True)
        }

    def count(self, word: str) -> int:
        """Return how often a word was seen in standard forms."""
        line = self._standard.get(word)
        return 0 if line is None else int(line.partition("\t")[0])

    def in_dictionary(self, word: str) -> bool | None:
        """Return whether a word that was seen is in the dictionary; None where it was not seen."""
        line = self._spoken.get(word)
        if line is not None:
            return line.startswith("w")
        line = self._standard.get(word)
        return None if line is None else line.endswith("s")

    def words(self) -> Iterable[str]:
        """Return every word of speech and of standard forms."""
        return self._spoken.keys() | self._standard.keys()


def write_memory(
    folder: Path, counts: dict[tuple[str, str], int], in_dictionary: dict[str, bool]
) -> None:
    """Write what `SpokenMemory` reads.

    Parameters
    ----------
    folder : path-like
    counts : dict of (str, str) to int
        How often a spoken form had a standard form, of one word or more.
    in_dictionary : dict of str to bool
        Of every spoken form and every word of the standard forms.
    """
    spoken: dict[str, list[str]] = {}
    standard: dict[str, int] = {}
    for (word, form), often in sorted(counts.items()):
        row = spoken.setdefault(word, [word, "w" * in_dictionary[word]])
        row += ("" if form == word else form, str(often))
        for part in form.split(" "):
            standard[part] = standard.get(part, 0) + often
    write_rows(folder / "memory.tsv.xz", spoken.values())
    write_rows(
        folder / "standard.tsv.xz",
        ((word, str(often), "s" * in_dictionary[word]) for word, often in sorted(standard.items())),
    )
