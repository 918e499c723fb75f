"""The name finder: spaCy's Finnish pipeline with all but names left out."""

from __future__ import annotations

from functools import cache
from typing import Any

from aineisto._errors import ModelError

_PIPELINE = "spacy_fi_experimental_web_md"
_UNUSED = ["lemmatizer", "parser", "morphologizer", "tagger", "attribute_ruler"]


@cache
def name_finder() -> Any:
    """Return the spaCy pipeline that marks names in ``doc.ents``, one per process.

    Raises
    ------
    ModelError
        When spaCy's Finnish model is not installed.
    """
    import spacy

    try:
        return spacy.load(_PIPELINE, exclude=_UNUSED)
    except OSError as error:
        raise ModelError(
            f"spaCy's Finnish model {_PIPELINE} is not installed.",
            remedy="Install aineisto again with pip.",
        ) from error
