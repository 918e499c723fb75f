"""Where the sentences of a text begin and end: the statements that are coded."""

from aineisto.corpus.sentences._split import split_sentences

__all__ = ["split_sentences"]
