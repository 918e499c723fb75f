"""What a transcriber notes and nobody said: one rule for every reader of statements."""

from __future__ import annotations

import re

#: *[epäselvä]*, *((puhelin soi))*, *(naurahtaa)*.
_NOTE = re.compile(r"\[[^\[\]]{0,60}\]|\(\([^()]{0,60}\)\)|\((?:[a-zåäö.]+ ?){1,2}\)")


def without_notes(text: str) -> str:
    """Return a text with the transcriber's notes blanked out; places stay as they are."""
    return _NOTE.sub(lambda note: " " * len(note.group()), text)
