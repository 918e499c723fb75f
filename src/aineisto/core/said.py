"""Texts in English that can be told in Finnish too."""

from __future__ import annotations

from collections.abc import Iterable


class Said(str):
    """A text in English, as any other, which knows what it is in Finnish.

    Parameters
    ----------
    en, fi : str
        The text in either language.

    Examples
    --------
    >>> said = Said("The file is empty.", "Tiedosto on tyhjä.")
    >>> said == "The file is empty.", said.fi
    (True, 'Tiedosto on tyhjä.')
    """

    fi: str

    def __new__(cls, en: str, fi: str) -> Said:
        """Return the text in English with its Finnish beside it."""
        made = super().__new__(cls, en)
        made.fi = fi
        return made

    @classmethod
    def joined(cls, separator: str, parts: Iterable[str]) -> Said:
        """Return texts one after another; those that are not `Said` are alike in both.

        Examples
        --------
        >>> Said.joined(", ", ["C4", Said("a formula", "kaava")]).fi
        'C4, kaava'
        """
        listed = list(parts)
        finnish = separator.join(in_language(part, "fi") for part in listed)
        return cls(separator.join(listed), finnish)

    def __getnewargs__(self) -> tuple[str, str]:  # type: ignore[override]
        return str(self), self.fi


def in_language(text: str, lang: str) -> str:
    """Return a text in a language; in English where it is not said in that.

    Examples
    --------
    >>> in_language(Said("row 3", "rivi 3"), "fi"), in_language("row 3", "fi")
    ('rivi 3', 'row 3')
    """
    return text.fi if lang == "fi" and isinstance(text, Said) else str(text)


def is_said(text: str, lang: str) -> bool:
    """Tell whether a text is said in a language; an empty one is in every language."""
    return not text or lang == "en" or isinstance(text, Said)
