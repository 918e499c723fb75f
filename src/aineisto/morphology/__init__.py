"""What Voikko's dictionary says of a word, the tag it has in its sentence, consonant gradation."""

from aineisto.morphology._analysis import Analysis, Tag, parse_fst
from aineisto.morphology._compounds import compound_parts, part_base
from aineisto.morphology._gradation import strong_grade, weak_grade
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
    "strong_grade",
    "weak_grade",
]
