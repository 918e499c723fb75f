"""The tokenizer of multilingual-e5-small, over some of its pieces."""

from __future__ import annotations

import re

SPACE = "\N{LOWER ONE EIGHTH BLOCK}"  # SentencePiece's mark of a space


def tokenizer_of(pieces: list[tuple[str, float]], unknown: int = 0):
    """Return a `tokenizers` Unigram tokenizer of pieces, without marks around a text.

    `unknown` is the number of the piece that stands for what no piece covers.
    """
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


def untokenise(text: str) -> str:
    """Put punctuation back to the word it belongs to."""
    text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    text = re.sub(r"\s+([.,;:!?%)\]”…])", r"\1", text)
    return re.sub(r"([(\[])\s+", r"\1", text).strip()
