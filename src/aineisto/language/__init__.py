"""Finnish words: tokens, lemmas, tags, sentence vectors."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from aineisto.core.renamed import renamed
from aineisto.language._analyzer import STOPWORDS, LemmaAnalyzer
from aineisto.language._capitals import capital_kind
from aineisto.language._contractions import split_contraction
from aineisto.language._lemmatizer import Lemmatizer
from aineisto.language._shared import normalize_word, shared_lemmatizer
from aineisto.language._tagging import name_finder, spacy_pipeline, tag
from aineisto.language._tokens import Token, tokenize
from aineisto.morphology import Analysis, Tag

if TYPE_CHECKING:
    from aineisto.language._dialogue import answers_of, can_read, read_corpus, read_statements
    from aineisto.language._embedder import (
        Embedder,
        NoVectors,
        check_embedder,
        embedder_of,
        shared_embedder,
    )
    from aineisto.language._reading import Reading, ReadingStore
    from aineisto.language._register import register_of
    from aineisto.language._transformer import LemmaTransformer

__all__ = [
    "STOPWORDS",
    "Analysis",
    "Embedder",
    "LemmaAnalyzer",
    "LemmaTransformer",
    "Lemmatizer",
    "NoVectors",
    "Reading",
    "ReadingStore",
    "Tag",
    "Token",
    "answers_of",
    "can_read",
    "capital_kind",
    "check_embedder",
    "embedder_of",
    "name_finder",
    "normalize_word",
    "read_corpus",
    "read_statements",
    "register_of",
    "shared_embedder",
    "shared_lemmatizer",
    "spacy_pipeline",
    "split_contraction",
    "tag",
    "tokenize",
]


#: What is read when it is asked for, and where it stands: the embedder brings its table of vectors
#: with it, and scikit-learn takes a while to import.
_LATER = {
    **dict.fromkeys(
        ("Embedder", "NoVectors", "check_embedder", "embedder_of", "shared_embedder"), "_embedder"
    ),
    **dict.fromkeys(("answers_of", "can_read", "read_corpus", "read_statements"), "_dialogue"),
    "LemmaTransformer": "_transformer",
    **dict.fromkeys(("Reading", "ReadingStore"), "_reading"),
    "register_of": "_register",
}


def __getattr__(name: str) -> Any:
    if name in _LATER:
        return getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
    return renamed(__name__, name, {"Kept": "ReadingStore", "fused_words": "split_contraction"})
