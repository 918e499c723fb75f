"""The errors of aineisto: each names the file, the place in it, and the remedy.

What a user can mend in what she gave is a `ValueError` too, and a `TypeError` where it is of the
wrong kind, so that the usual handlers work.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from os import PathLike
from pathlib import Path


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


class AineistoError(Exception):
    """Base of every error that aineisto raises on purpose.

    Parameters
    ----------
    problem : str
        What is wrong, in one sentence.
    file : path-like, optional
        The file in which it is wrong.
    place : str, optional
        Where in the file: a line, a cell, a table and row, a page.
    remedy : str, optional
        What the user can do about it.

    Each may be a `Said`, which is told in Finnish too.
    """

    def __init__(
        self,
        problem: str,
        *,
        file: str | PathLike[str] | None = None,
        place: str = "",
        remedy: str = "",
    ) -> None:
        self.problem = problem
        self.file = None if file is None else Path(file)
        self.place = place
        self.remedy = remedy
        super().__init__(str(self))

    def __str__(self) -> str:
        return self.told("en")

    def told(self, lang: str) -> str:
        """Return it in a language; what is not said in that stays in English."""
        problem, place, remedy = (
            in_language(part, lang) for part in (self.problem, self.place, self.remedy)
        )
        where = ", ".join(part for part in (str(self.file or ""), place) if part)
        text = f"{where}: {problem}" if where else problem
        return f"{text} {remedy}" if remedy else text

    def is_told(self, lang: str) -> bool:
        """Tell whether what is wrong and what to do are said in a language."""
        return is_said(self.problem, lang) and is_said(self.remedy, lang)

    def __reduce__(self):
        # Exceptions with keyword arguments do not travel between processes by themselves.
        return (_rebuild, (type(self), self.problem, self.file, self.place, self.remedy))


def _rebuild(
    kind: type[AineistoError], problem: str, file: Path | None, place: str, remedy: str
) -> AineistoError:
    return kind(problem, file=file, place=place, remedy=remedy)


class ArgumentError(AineistoError, ValueError):
    """A value that was given is not one the function can work with."""


class ArgumentTypeError(ArgumentError, TypeError):
    """What was given is of another kind than what the function needs."""


class ReadError(AineistoError):
    """A document cannot be read."""


class SpeakerError(ReadError):
    """The roles of the speakers cannot be known from the transcript."""


class ParticipantsError(AineistoError, ValueError):
    """The table of participants does not fit the documents."""


class CodebookError(AineistoError, ValueError):
    """The codebook contradicts itself or names something that does not exist."""


class CodingsError(AineistoError, ValueError):
    """A table of codings or a coding sheet breaks its own rules."""


class ProjectError(AineistoError):
    """The project file cannot be opened, read or written."""


class ModelError(AineistoError):
    """A model or language resource is absent or damaged."""


class ExchangeError(AineistoError):
    """A file of another tool cannot be read or written."""


class AineistoWarning(UserWarning):
    """Something the user should know, which does not stop the work."""


@contextmanager
def reading(
    file: str | PathLike[str],
    kind: str = "",
    *,
    error: type[AineistoError] = ReadError,
    remedy: str = Said(
        "Open it in the program that wrote it and save it again.",
        "Avaa se ohjelmassa, jolla se on tehty, ja tallenna se uudelleen.",
    ),
) -> Iterator[None]:
    """The boundary around a reader: whatever a damaged file makes it raise names the file.

    No list of what a library raises on damaged files is ever complete. An interruption, a lack of
    memory and a warning go through, and so does what is an `AineistoError` already.

    Parameters
    ----------
    file : path-like
        The file that is read.
    kind : str
        What it should be: ``"Word document (docx)"``; where it is a `Said`, so is what is told.
    error : type of AineistoError
        The error to raise.
    remedy : str
        What the user can do.
    """
    try:
        yield
    except (AineistoError, MemoryError, Warning):
        raise
    except Exception as found:
        if isinstance(found, FileNotFoundError) and not Path(file).exists():
            raise error("There is no such file.", file=file, remedy="Check the path.") from found
        article = "an" if kind[:1] in "AEIOUaeio" else "a"
        what = f"The file is not {article} {kind}, or it" if kind else "The file"
        problem = f"{what} is damaged ({type(found).__name__})."
        if is_said(kind, "fi"):
            which = f", tai se ei ole {in_language(kind, 'fi')}" if kind else ""
            problem = Said(problem, f"Tiedosto on vioittunut{which} ({type(found).__name__}).")
        raise error(problem, file=file, remedy=remedy) from found
