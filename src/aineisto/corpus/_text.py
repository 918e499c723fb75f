"""Small helpers for text that every part of reading uses."""

from __future__ import annotations

import re

# Characters that XML cannot hold and people cannot see. Each becomes one other character, so that
# offsets do not move.
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f\x80-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_LINE_MARKS = "\x0b\x0c\x1c\x1d\x1e"


def safe_text(text: str) -> str:
    """Return `text` with line marks as line feeds and control characters as spaces."""
    return _UNSAFE.sub(lambda found: "\n" if found.group() in _LINE_MARKS else " ", text)
