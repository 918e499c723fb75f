"""Lemmas from a Stanza pipeline in a local folder."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from aineisto._errors import ModelError

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
            import stanza  # type: ignore[import-not-found]
        except ImportError as error:
            raise ModelError(
                'backend="stanza" needs the package stanza, which is not installed.',
                file=folder,
                remedy="Install it: pip install stanza.",
            ) from error
        self.description = f"Stanza {stanza.__version__} ({folder})"
        self._pipeline: Any = stanza.Pipeline(
            "fi",
            dir=str(folder),
            processors="tokenize,mwt,pos,lemma",
            tokenize_pretokenized=True,
            download_method=None,
            verbose=False,
        )

    def lemmatize(self, sentences: Sequence[Sequence[str]]) -> list[list[str]]:
        """As many lemmas as words, without Stanza's marks of compounds."""
        pieces = [
            list(sentence[at : at + _LONGEST_SENTENCE])
            for sentence in sentences
            for at in range(0, len(sentence), _LONGEST_SENTENCE)
        ]
        if not pieces:
            return [[] for _ in sentences]
        document = self._pipeline(pieces)
        lemmas = iter(
            _without_marks(word.lemma, word.text)
            for sentence in document.sentences
            for word in sentence.words
        )
        return [[next(lemmas) for _ in sentence] for sentence in sentences]


def _without_marks(lemma: str | None, word: str) -> str:
    """Stanza marks compounds with ``#`` and leaks sentinels such as ``<UNK>`` for rare letters."""
    if not lemma or "<" in lemma:
        return word
    return lemma.replace("#", "") or word
