"""Two words written as one: a conjunction and the verb of negation."""

from __future__ import annotations

import re

_CONJUNCTIONS = {
    "ett": "että",
    "jott": "jotta",
    "joll": "jos",
    "ell": "jos",
    "miks": "miksi",
    "mutt": "mutta",
    "vaikk": "vaikka",
    "kosk": "koska",
}
_CONTRACTION = re.compile(
    r"(?P<first>ett|jott|joll|ell|miks|mutt|vaikk|kosk(?=ei))"
    r"(?P<second>(?:en|et|ei|emme|ette|eivät)(?:kö|kä|hän|pä|kään)?)"
)


def split_contraction(word: str) -> tuple[tuple[str, str], ...]:
    """The two words in a conjunction that has taken in the verb of negation.

    Universal Dependencies counts *ettei* as *että* and *ei*. The token stays one: this is what
    it stands for, so that who looks for *ei* finds it.

    Parameters
    ----------
    word : str

    Returns
    -------
    tuple of (str, str)
        Form and lemma of each; empty for any other word.

    Examples
    --------
    >>> split_contraction("etteivät"), split_contraction("eikä")
    ((('että', 'että'), ('eivät', 'ei')), ())
    """
    match = _CONTRACTION.fullmatch(word if word == "Ellen" else word.lower())
    if match is None:
        return ()
    first = _CONJUNCTIONS[match["first"]]
    return ((first, first), (match["second"], "ei"))
