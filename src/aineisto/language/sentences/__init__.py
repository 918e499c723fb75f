"""Where the sentences of a text begin and end: the statements that are coded."""

from aineisto.language.sentences._split import split_sentences

__all__ = ["split_sentences"]
