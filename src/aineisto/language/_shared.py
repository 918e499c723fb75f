"""The lemmatisers that all parts of a process share."""

from __future__ import annotations

from functools import lru_cache

from aineisto.language._lemmatizer import Lemmatizer


def shared_lemmatizer(mode: str = "fast") -> Lemmatizer:
    """The lemmatiser that all parts of a process share, and its cache of words with it.

    Parameters
    ----------
    mode : {"fast", "accurate"}

    Examples
    --------
    >>> shared_lemmatizer().lemma("rajapintojen")
    'rajapinta'
    """
    # Not cached itself: it would make one of `()` and another of `("fast",)`.
    return _shared(mode)


@lru_cache(maxsize=2)
def _shared(mode: str) -> Lemmatizer:
    return Lemmatizer(mode)


def normalize_word(word: str) -> str:
    """Standard form of a word of spoken Finnish; other words as they are.

    Parameters
    ----------
    word : str

    Returns
    -------
    str
        From the closed list of spoken forms, else what regular changes of spoken Finnish
        undone lead to, if Voikko knows it. May be two words (*niinku* → *niin kuin*).

    Examples
    --------
    >>> [normalize_word(word) for word in ("mä", "taloo", "voitas", "talossa")]
    ['minä', 'taloa', 'voitaisiin', 'talossa']
    """
    return shared_lemmatizer().normalize_word(word)
