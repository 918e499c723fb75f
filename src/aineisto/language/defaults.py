"""Which model answers where none is asked for by name."""

#: ``Embedder("default")``: ``"encoder"`` (``models/encoder-fi``) or ``"fast"``, the static table.
EMBEDDER = "encoder"
#: `tag` and the accurate lemmatiser: ``"encoder"`` or ``"spacy"``.
TAGGER = "encoder"
#: `name_finder`: ``"encoder"`` or ``"spacy"``.
NAME_FINDER = "encoder"
