"""What holds for the whole process: the language in which things show themselves."""

from __future__ import annotations

from aineisto.core.checks import one_of

LANGUAGES = ("fi", "en")


class Options:
    """Options of the library, for the whole process.

    Attributes
    ----------
    lang : {"fi", "en"}
        Language in which corpora, codebooks, projects and tables show themselves in a notebook.
        Reports, figures, sheets and widgets have an argument `lang` of their own.

    Raises
    ------
    AineistoError
        When the language is another.

    Examples
    --------
    >>> aineisto.options.lang
    'fi'
    >>> aineisto.options.lang = "en"
    """

    def __init__(self) -> None:
        self._lang = LANGUAGES[0]

    @property
    def lang(self) -> str:
        """Language in which things show themselves."""
        return self._lang

    @lang.setter
    def lang(self, lang: str) -> None:
        self._lang = one_of(lang, LANGUAGES, "options.lang")

    def __repr__(self) -> str:
        return f"Options(lang={self._lang!r})"


options = Options()
