"""The pieces the encoder keeps of multilingual-e5-small's 250,000, and its tokenizer."""

from __future__ import annotations

import unicodedata

import numpy as np
from e5_weights import E5Weights

#: Pieces kept: those of Finnish text, then the most frequent of any language in Latin script.
PIECES = 36_000
SPACE = "\N{LOWER ONE EIGHTH BLOCK}"


def tokenizer_of(pieces: list[tuple[str, float]], unknown: int):
    """Return a `tokenizers` Unigram tokenizer as multilingual-e5-small's, without its marks."""
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=unknown, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Replace("\u00ad", ""),  # soft hyphens of typeset text
            normalizers.NFKC(),
            normalizers.Replace(Regex(r"\s+"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.WhitespaceSplit(),
            pre_tokenizers.Metaspace(replacement=SPACE, prepend_scheme="always"),
        ]
    )
    return tokenizer


def choose_pieces(source: E5Weights, texts: list[str]) -> list[int]:
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
