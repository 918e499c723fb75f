"""Small functions on text that several rooms use."""

from __future__ import annotations

import re

#: *[epäselvä]*, *((puhelin soi))*, *(naurahtaa)*.
_NOTE = re.compile(r"\[[^\[\]]{0,60}\]|\(\([^()]{0,60}\)\)|\((?:[a-zåäö.]+ ?){1,2}\)")


def words(text: str) -> frozenset[str]:
    """Return the words of a text parted by white space: lists as people write them."""
    return frozenset(text.split())


def without_notes(text: str) -> str:
    """Return a text with the transcriber's notes blanked out; places stay as they are."""
    return _NOTE.sub(lambda note: " " * len(note.group()), text)


def decimal(number: float, places: int, lang: str) -> str:
    """Return a number with the language's decimal mark; “–” where there is none."""
    if number != number:
        return "–"
    shown = f"{number:.{places}f}"
    return shown.replace(".", ",") if lang == "fi" else shown
