"""Lemmas from a Stanza pipeline in a local folder."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from aineisto.core.errors import ModelError

# Memory grows with the longest sentence of a batch.
_LONGEST_SENTENCE = 400
_FOLDER_VARIABLE = "STANZA_RESOURCES_DIR"


class StanzaLemmatizer:
    """Tagging and lemmatising by Stanza; nothing is ever downloaded.

    Parameters
    ----------
    model : path-like, optional
        Folder that ``stanza.download("fi", model_dir=…)`` filled; the environment's
        ``STANZA_RESOURCES_DIR`` or ``~/stanza_resources`` when None.

    Raises
    ------
    ModelError
        When Stanza is not installed or the folder has no Finnish models.
    """

    def __init__(self, model: str | os.PathLike[str] | None = None) -> None:
        folder = Path(
            model or os.environ.get(_FOLDER_VARIABLE, "") or Path.home() / "stanza_resources"
        )
        if not (folder / "fi").is_dir() or not (folder / "resources.json").is_file():
            raise ModelError(
                "No Finnish models of Stanza in this folder (expected resources.json and fi/).",
                file=folder,
                remedy='Fetch them once with stanza.download("fi", model_dir=...) and give the '
                "folder as model=..., or use another backend.",
            )
        try:
            import stanza
        except ImportError as error:
            raise ModelError(
                'backend="stanza" needs the package stanza, which is not installed.',
                file=folder,
                remedy='Install it: pip install "aineisto[stanza]".',
            ) from error
        self.description = f"Stanza {stanza.__version__} ({folder})"
        try:
            self._pipeline: Any = stanza.Pipeline(
                "fi",
                dir=str(folder),
                processors=",".join(_processors(folder)),
                tokenize_pretokenized=True,
                download_method=None,
                verbose=False,
            )
            if "lemma" not in self._pipeline.processors:
                raise ValueError("no model for lemmas among them.")
        except (OSError, ValueError, KeyError, RuntimeError) as error:
            raise ModelError(
                f"Stanza cannot load its Finnish models: {error}",
                file=folder,
                remedy='Fetch them again with stanza.download("fi", model_dir=...).',
            ) from error

    def lemmatize(self, sentences: Sequence[Sequence[str]]) -> list[list[str]]:
        """As many lemmas as words, without Stanza's marks of compounds."""
        pieces = [
            [_sayable(word) for word in sentence[at : at + _LONGEST_SENTENCE]]
            for sentence in sentences
            for at in range(0, len(sentence), _LONGEST_SENTENCE)
        ]
        if not pieces:
            return [[] for _ in sentences]
        document = self._pipeline(pieces)
        # Without multi-word expansion every token is one word.
        lemmas = iter(word.lemma for sentence in document.sentences for word in sentence.words)
        return [[_cleaned(next(lemmas), word) for word in words] for words in sentences]


def _processors(folder: Path) -> list[str]:
    """What of tagging and lemmatising the folder has models for."""
    kept = json.loads((folder / "resources.json").read_text(encoding="utf-8")).get("fi", {})
    return ["tokenize", *(("pos",) if "pos" in kept else ()), "lemma"]


def _sayable(word: str) -> str:
    """Stanza drops words without a character to see, and torch refuses halves of surrogates."""
    word = "".join(word.split()).encode("utf-8", "replace").decode("utf-8")
    return word or "_"


def _cleaned(lemma: str | None, word: str) -> str:
    """Stanza marks compounds with ``#`` and leaks sentinels such as ``<UNK>`` for rare letters.

    A word that has a ``#`` of its own is no compound.
    """
    if not lemma or lemma == "_" or "<" in lemma or "#" in word or _sayable(word) != word:
        return word
    return lemma.replace("#", "") or word
