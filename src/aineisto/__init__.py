"""Mine Finnish interviews in a notebook.

Names are imported when they are first used, so that ``import aineisto`` costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from aineisto.core import __version__ as __version__
from aineisto.core import quiet  # noqa: F401  # before any library that would report its use

if TYPE_CHECKING:
    from aineisto._study import copy_demo
    from aineisto.actors import ActorRecognizer
    from aineisto.codebook import Codebook
    from aineisto.coders import precode
    from aineisto.codings import read_codings, read_sheets, write_codings, write_sheet
    from aineisto.core.errors import (
        AineistoError,
        AineistoWarning,
        CodebookError,
        CodingsError,
        ExchangeError,
        ModelError,
        ParticipantsError,
        ProjectError,
        ReadError,
        SpeakerError,
    )
    from aineisto.core.options import options
    from aineisto.corpus import Corpus, read
    from aineisto.exchange import read_qdpx, write_qdc, write_qdpx, write_tables
    from aineisto.language import Embedder, Lemmatizer
    from aineisto.llm import LanguageModelCoder, llm_sensitivity
    from aineisto.project import Project
    from aineisto.pseudonyms import pseudonymise
    from aineisto.reliability import Direction, agreement, direction, direction_table
    from aineisto.report import write_report
    from aineisto.scale import annotate
    from aineisto.stance import StanceClassifier
    from aineisto.themes import ThemeAssigner, ThemeFinder

_HOMES = {
    "core.errors": (
        "AineistoError",
        "AineistoWarning",
        "CodebookError",
        "CodingsError",
        "ExchangeError",
        "ModelError",
        "ParticipantsError",
        "ProjectError",
        "ReadError",
        "SpeakerError",
    ),
    "core.options": ("options",),
    "_study": ("copy_demo",),
    "actors": ("ActorRecognizer",),
    "coders": ("precode",),
    "codebook": ("Codebook",),
    "codings": ("read_codings", "read_sheets", "write_codings", "write_sheet"),
    "corpus": ("Corpus", "read"),
    "exchange": ("read_qdpx", "write_qdc", "write_qdpx", "write_tables"),
    "language": ("Embedder", "Lemmatizer"),
    "llm": ("LanguageModelCoder", "llm_sensitivity"),
    "project": ("Project",),
    "pseudonyms": ("pseudonymise",),
    "reliability": ("Direction", "agreement", "direction", "direction_table"),
    "report": ("write_report",),
    "scale": ("annotate",),
    "stance": ("StanceClassifier",),
    "themes": ("ThemeAssigner", "ThemeFinder"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "ActorRecognizer",
    "AineistoError",
    "AineistoWarning",
    "Codebook",
    "CodebookError",
    "CodingsError",
    "Corpus",
    "Direction",
    "Embedder",
    "ExchangeError",
    "LanguageModelCoder",
    "Lemmatizer",
    "ModelError",
    "ParticipantsError",
    "Project",
    "ProjectError",
    "ReadError",
    "SpeakerError",
    "StanceClassifier",
    "ThemeAssigner",
    "ThemeFinder",
    "agreement",
    "annotate",
    "copy_demo",
    "direction",
    "direction_table",
    "llm_sensitivity",
    "options",
    "precode",
    "pseudonymise",
    "read",
    "read_codings",
    "read_qdpx",
    "read_sheets",
    "write_codings",
    "write_qdc",
    "write_qdpx",
    "write_report",
    "write_sheet",
    "write_tables",
]


def __getattr__(name: str) -> Any:
    home = _HOME_OF.get(name)
    if home is None:
        if not name.startswith("_") and find_spec(f"{__name__}.{name}") is not None:
            return import_module(f"{__name__}.{name}")  # aineisto.encoder.tag_words
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{home}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
