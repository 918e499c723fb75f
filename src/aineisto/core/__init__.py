"""The nouns of the library and what all of it shares: errors, the codings table, small functions.

Nothing here knows another package of aineisto.
"""

__version__ = "0.2.0"
