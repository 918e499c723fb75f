"""Sentence vectors for the kernel, where an encoder is there, each text encoded once."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

import numpy as np

from aineisto._errors import AineistoError, ModelError

_KEPT = 20_000
_known: OrderedDict[tuple[str, str], np.ndarray] = OrderedDict()


def encode(embedder: Any, texts: list[str]) -> np.ndarray | None:
    """Return vectors of unit length, shape (n, d), or None where there is no encoder."""
    model = _resolve(embedder)
    if model is None:
        return None
    name = str(getattr(model, "version", id(model)))
    new = list(dict.fromkeys(text for text in texts if (name, text) not in _known))
    if new:
        vectors = np.asarray(model.encode(new), dtype=np.float64)
        _known.update({(name, text): row for text, row in zip(new, vectors, strict=True)})
    result = np.array([_known[name, text] for text in texts])
    while len(_known) > _KEPT:
        _known.popitem(last=False)
    norm = np.linalg.norm(result, axis=1, keepdims=True)
    return result / np.where(norm > 0, norm, 1.0)


def _resolve(embedder: Any) -> Any:
    if embedder is None:
        return None
    if not isinstance(embedder, str) and hasattr(embedder, "encode"):  # strings have one too
        return embedder
    if embedder != "default":
        raise AineistoError(
            f"{embedder!r} is no embedder.",
            remedy='Give "default", None or an object with .encode.',
        )
    try:
        from aineisto.language import shared_embedder

        return shared_embedder()
    except (ModelError, ImportError):
        return None  # the n-grams do without
