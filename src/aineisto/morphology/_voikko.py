"""Voikko, through the native library where it is, through wheels where it is not.

The native library leaves out the readings of compounds that Finnish spells otherwise, with or
without a hyphen, and the bare transducer of the wheels does not: `is_spelled` does it here, so that
the two backends answer alike. Slang that Voikko does not know is bent as a word that it knows:
*dösassa* as *kissassa*.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import re
import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from aineisto.core.data import data_path
from aineisto.core.errors import ModelError
from aineisto.morphology._analysis import Analysis, parse_fst

#: What of an answer is no letter of the word, but for the boundary between parts of a compound.
_NO_LETTERS = re.compile(r"\[X[a-z]\].*?\[X\]|\[(?!Bh\])[^\]]*\]")
_BOUNDARY = re.compile(r"(.?)([^-])(-?)\[Bh\](.)")
_VOWELS = frozenset("aeiouyäöå")


def is_spelled(answer: str) -> bool:
    """Return whether a compound has its hyphens where they belong, and no others.

    Between two equal vowels a hyphen has to stand (*linja-auto*); elsewhere it may after a
    combining form in *-is* (*pohjois-suomi*), a number (*12-sivuinen*) and a foreign word
    (*internet-yhteys*), and between two other common nouns it may not (*kantapalvelu*, not
    *kanta-palvelu*: that is a name and a noun, which Voikko does not know).

    Parameters
    ----------
    answer : str
        The transducer's raw answer.
    """
    if "[Bh]" not in answer:
        return True
    for before, last, hyphen, first in _BOUNDARY.findall(_NO_LETTERS.sub("", answer)):
        if last == first and last in _VOWELS:
            if not hyphen:
                return False
        elif hyphen and not (before + last == "is" or last.isdigit() or "[Isf]" in answer):
            return False
    return True


# Longer strings are not words; the native library refuses them at 255.
MAX_WORD = 120
# Words whose answers are kept, some 0.3 kB each: the lemmatiser and the normaliser of speech
# ask for the same ones.
_CACHED_LOOKUPS = 30_000
_HALF_PAIR = re.compile("[\ud800-\udfff]")  # half a character, which no library takes


class Voikko(NamedTuple):
    """A loaded Voikko.

    Attributes
    ----------
    name : str
        ``"libvoikko"`` or ``"pyvoikko"``.
    description : str
        One line for people.
    lookup : callable
        Lower-case word → the transducer's raw answers.

    Examples
    --------
    >>> load_voikko().analyses("kissojen")[0].lemma
    'kissa'
    """

    name: str
    description: str
    lookup: Callable[[str], tuple[str, ...]]

    def analyses(self, word: str) -> tuple[Analysis, ...]:
        """Every different reading of a word; none when Voikko does not know it."""
        if not word or len(word) > MAX_WORD:
            return ()
        readings = (parse_fst(output) for output in self.lookup(word.lower()))
        return tuple(dict.fromkeys(reading for reading in readings if reading is not None))


def clean_word(word: str) -> str:
    r"""The word composed (NFC), without soft hyphens, with one kind of hyphen and apostrophe.

    Examples
    --------
    >>> clean_word("sote\u00ad\u2010uudistus")
    'sote-uudistus'
    """
    if word.isascii():
        return word
    word = unicodedata.normalize("NFC", word).replace("\u00ad", "")
    return word.replace("\u2010", "-").replace("\u2011", "-").replace("’", "'")


def load_voikko(backend: str = "auto") -> Voikko:
    """Load Voikko once for the process.

    Parameters
    ----------
    backend : {"auto", "libvoikko", "pyvoikko"}
        ``"auto"`` takes the native library where it and a Finnish dictionary
        are found, else pyvoikko.

    Raises
    ------
    ModelError
        When the backend asked for is not on this machine.

    Examples
    --------
    >>> load_voikko().analyses("talossa")[0].lemma
    'talo'
    """
    # ctypes cannot share a Voikko handle between a parent and its forked child safely
    return _load_voikko(backend, os.getpid())


@lru_cache(maxsize=4)
def _load_voikko(backend: str, _process: int) -> Voikko:
    if backend in ("auto", "libvoikko"):
        native = _native()
        if native is not None:
            return native._replace(lookup=with_slang(native.lookup))
        if backend == "libvoikko":
            raise ModelError(
                "The native library libvoikko or its Finnish dictionary is not on this machine.",
                remedy="Install both (Debian: apt install libvoikko1 voikko-fi; "
                'macOS: brew install libvoikko), or use backend="auto".',
            )
    pure = _pure()
    return pure._replace(lookup=with_slang(pure.lookup))


def _native() -> Voikko | None:
    if find_spec("libvoikko") is None:
        return None
    import libvoikko

    try:
        library = libvoikko.VoikkoLibrary.open()
        if not any(d.language == "fi" for d in libvoikko.Voikko.listDicts()):
            return None
        lookup = _native_lookup(library._name)
    except (OSError, AttributeError, libvoikko.VoikkoException):
        return None
    version = libvoikko.Voikko.getVersion()
    if isinstance(version, bytes):
        version = version.decode()
    return Voikko("libvoikko", f"Voikko: libvoikko {version} (native)", lookup)


def _native_lookup(library: str) -> Callable[[str], tuple[str, ...]]:
    """The transducer's answers from the native library, and nothing else of its analyses.

    The package's own ``analyze`` fetches a dozen values of every analysis, one call each: three
    times as slow. ``PyDLL`` keeps other threads away while the library, which no two may use
    at a time, has the word.
    """
    calls = ctypes.PyDLL(library)
    analyze, value, free = (
        calls.voikkoAnalyzeWordUcs4,
        calls.voikko_mor_analysis_value_ucs4,
        calls.voikko_free_mor_analysis,
    )
    calls.voikkoInit.restype = ctypes.c_void_p
    analyze.restype = ctypes.POINTER(ctypes.c_void_p)
    analyze.argtypes = (ctypes.c_void_p, ctypes.c_wchar_p)
    value.restype = ctypes.c_wchar_p
    value.argtypes = (ctypes.c_void_p, ctypes.c_char_p)
    free.restype = None
    free.argtypes = (ctypes.POINTER(ctypes.c_void_p),)
    error = ctypes.c_char_p()
    handle = calls.voikkoInit(ctypes.byref(error), b"fi", None)
    if error.value is not None or not handle:
        raise OSError(f"libvoikko cannot read its Finnish dictionary: {error.value!r}")

    @lru_cache(_CACHED_LOOKUPS)
    def lookup(word: str) -> tuple[str, ...]:
        if "\0" in word or (not word.isascii() and _HALF_PAIR.search(word)):
            return ()
        readings = analyze(handle, word)
        if not readings:
            return ()
        outputs = []
        for reading in readings:  # an array that a null pointer ends
            if reading is None:
                break
            outputs.append(value(reading, b"FSTOUTPUT"))
        free(readings)
        return tuple(output for output in outputs if output)

    return lookup


def _pure() -> Voikko:
    spec = find_spec("pyvoikko")
    places = spec.submodule_search_locations if spec is not None else None
    if not places:
        raise ModelError(
            "Neither libvoikko nor pyvoikko is installed.",
            remedy="Install the wheels: pip install pyvoikko kfst-rs.",
        )
    # The transducer is read directly: pyvoikko's own layer builds objects that we would
    # take apart again.
    from kfst import FST, TokenizationException  # type: ignore[import-untyped]

    transducer = FST.from_kfst_file(str(Path(places[0]) / "voikko.kfst"))

    @lru_cache(_CACHED_LOOKUPS)
    def lookup(word: str) -> tuple[str, ...]:
        with contextlib.suppress(TokenizationException, UnicodeEncodeError):
            answers = transducer.lookup(word)
            return tuple(answer for answer, _weight in answers if is_spelled(answer))
        return ()

    description = (
        f"Voikko: pyvoikko {metadata.version('pyvoikko')} (pure Python wheels); "
        "install libvoikko for faster first passes over new words"
    )
    return Voikko("pyvoikko", description, lookup)


_BENT = 3  # letters at the end of a word that change with its cases, at most
Lookup = Callable[[str], tuple[str, ...]]


class _SlangWord(NamedTuple):
    """A word of slang and the word that it is bent as, each with what of it does not bend."""

    lemma: str
    stem: str
    model: str
    model_stem: str


@cache
def _slang_words() -> dict[str, tuple[_SlangWord, ...]]:
    """Stem → the words of slang that have it."""
    text = data_path("models/lemma-fi/slang.tsv").read_text(encoding="utf-8")
    found: dict[str, tuple[_SlangWord, ...]] = {}
    for line in text.splitlines():
        lemma, model = line.split("\t")
        most = min(_BENT, len(lemma) - 2)
        same = next(n for n in range(most, 0, -1) if lemma[-n:] == model[-n:])
        word = _SlangWord(lemma, lemma[:-same], model, model[:-same])
        found[word.stem] = (*found.get(word.stem, ()), word)
    return found


def with_slang(lookup: Lookup) -> Lookup:
    """A lookup that knows slang too.

    Parameters
    ----------
    lookup : callable
        Lower-case word → the transducer's raw answers.

    Returns
    -------
    callable
        The same; for a word that has no answers, those of the word that it is bent as, with
        the slang in its place.
    """
    words = _slang_words()
    shortest = min(map(len, words))
    lengths: dict[str, list[int]] = {}  # of the stems that begin alike
    for stem in sorted(words, key=len):
        its = lengths.setdefault(stem[:shortest], [])
        if len(stem) not in its:
            its.append(len(stem))

    def look(word: str) -> tuple[str, ...]:
        answers = lookup(word)
        if answers:
            return answers
        for end in lengths.get(word[:shortest], ()):
            for slang in words.get(word[:end], ()):
                answers = lookup(slang.model_stem + word[end:])
                put = (
                    f"[Xp]{slang.model}[X]{slang.model_stem}",
                    f"[Xp]{slang.lemma}[X]{slang.stem}",
                )
                found = tuple(
                    a.replace(*put, 1) for a in answers if put[0] in a.partition("[Bc]")[0]
                )
                if found:
                    return found
        return ()

    return look
