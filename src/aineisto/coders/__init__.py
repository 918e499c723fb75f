"""The machine coders together: themes, stance and actors of a whole corpus in one table."""

from aineisto.coders._precode import in_document, precode

__all__ = ["in_document", "precode"]
