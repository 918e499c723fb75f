"""Sentence vectors for the kernel, where an encoder is there, each text encoded once."""

from __future__ import annotations

from typing import Any

import numpy as np

from aineisto.core.errors import ModelError
from aineisto.core.vectors import unit

_KEPT = 20_000
_known: dict[tuple[str, str], np.ndarray] = {}


def encode(embedder: Any, texts: list[str]) -> np.ndarray | None:
    """Return vectors of unit length, shape (n, d), or None where there is no encoder."""
    model = _resolve(embedder)
    if model is None:
        return None
    name = str(getattr(model, "version", id(model)))
    # A copy of what is needed: another thread may learn meanwhile and clear the store.
    found = {text: _known[name, text] for text in set(texts) if (name, text) in _known}
    new = [text for text in dict.fromkeys(texts) if text not in found]
    if new:
        vectors = np.asarray(model.encode(new), dtype=np.float32)
        found |= dict(zip(new, vectors, strict=True))
        if len(_known) + len(new) > _KEPT:
            _known.clear()
        _known.update({(name, text): found[text] for text in new[:_KEPT]})
    return unit(np.array([found[text] for text in texts])) if texts else None


def encoder_polarity(texts: list[str]) -> np.ndarray:
    """Return the polarity of texts by the encoder's head, −2…2, shape (n,)."""
    from aineisto.encoder import shared_encoder

    proba = np.asarray(shared_encoder().polarity(texts), dtype=float)
    return proba @ np.linspace(-2.0, 2.0, proba.shape[1])


def encoder_version() -> str:
    """Return the version of the encoder that is installed, or ""."""
    try:
        from aineisto.encoder import shared_encoder

        return shared_encoder().version
    except (ModelError, ImportError):
        return ""


def _resolve(embedder: Any) -> Any:
    from aineisto.language import embedder_of

    try:
        return embedder_of(embedder)
    except (ModelError, ImportError):
        if isinstance(embedder, str) and embedder == "default":
            return None  # the n-grams do without
        raise
