"""The Finnish pipeline of spaCy, where it is installed: the extra ``aineisto[spacy]``."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from aineisto.core.errors import ModelError

if TYPE_CHECKING:
    from spacy.language import Language

PIPELINE = "spacy_fi_experimental_web_md"
#: Components by what they give; the lemmatiser among them needs the native libvoikko.
COMPONENTS = {
    "tags": ("tok2vec", "tagger", "morphologizer", "attribute_ruler"),
    "names": ("tok2vec", "ner"),
    "word vectors": (),
}


@cache
def spacy_pipeline(gives: str) -> Language:
    """Return the pipeline with the components of one task, loaded once for the process.

    Parameters
    ----------
    gives : {"tags", "names", "word vectors"}

    Returns
    -------
    spacy.language.Language

    Raises
    ------
    ModelError
        When spaCy or the pipeline is not installed.
    """
    try:
        import spacy

        nlp = spacy.load(PIPELINE, exclude=_others(COMPONENTS[gives]))
    except (ImportError, OSError) as error:
        raise ModelError(
            f"spaCy's Finnish pipeline {PIPELINE}, which gives {gives}, cannot be loaded: {error}.",
            remedy='Install it: pip install "aineisto[spacy]".',
        ) from error
    return nlp


def _others(wanted: Sequence[str]) -> list[str]:
    import spacy

    folder = spacy.util.get_package_path(PIPELINE)
    settings = next(folder.glob("*/config.cfg"), None)
    if settings is None:
        raise OSError(f"there is no config.cfg in {folder}")
    return [one for one in spacy.util.load_config(settings)["nlp"]["pipeline"] if one not in wanted]
