"""What Voikko's dictionary says of a word by itself, and the tag a word has in its sentence."""

from aineisto.morphology._analysis import Analysis, Tag, parse_fst
from aineisto.morphology._compounds import compound_parts, part_base
from aineisto.morphology._voikko import MAX_WORD, Voikko, clean_word, load_voikko

__all__ = [
    "MAX_WORD",
    "Analysis",
    "Tag",
    "Voikko",
    "clean_word",
    "compound_parts",
    "load_voikko",
    "parse_fst",
    "part_base",
]
