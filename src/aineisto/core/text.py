"""Small functions on text that several rooms use."""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """Return the words of a text parted by white space: lists as people write them."""
    return frozenset(text.split())
