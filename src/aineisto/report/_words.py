"""The words a theme is spoken of with: lemmas by class-based TF-IDF."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence

#: Parts of speech that tell what is spoken of.
_CONTENT = frozenset({"NOUN", "PROPN", "ADJ", "VERB"})
#: Words of every subject: they pass as content but tell nothing of a theme.
_LIGHT = frozenset(
    word
    for line in (
        "olla voida pitää saada tulla tehdä antaa ottaa käydä mennä sanoa puhua ajatella",
        "tarkoittaa katsoa nähdä tietää alkaa jäädä löytyä näyttää tuntua haluta täytyä kannattaa",
        "lähteä panna laittaa luulla uskoa kuulua kysyä asia juttu kohta tapa puoli kerta aika",
        "päivä vuosi ihminen mieli sana kysymys hyvä iso suuri pieni uusi sama oma moni eri koko",
        "yksi kaksi kolme joku muu toinen kaikki itse varmaan ehkä tietty semmoinen tämmöinen",
        "tuommoinen esimerkki lopu loppu",
    )
    for word in line.split()
)
_SHORTEST = 3
#: A word must be said this often within a theme, or it may be one person's slip.
_LEAST = 2


def typical_words(
    themes: Mapping[str, Sequence[str]], rest: Sequence[str] = (), n: int = 8
) -> dict[str, tuple[str, ...]]:
    """Return each theme's most typical lemmas, the most typical first.

    The weight of a lemma in a theme is its share of the theme's words times
    ``log(1 + A / f)``, where ``f`` is how often it is said in all and ``A`` the mean number of
    words of a theme.

    Parameters
    ----------
    themes : mapping of str to sequence of str
        By theme: the statements that carry it.
    rest : sequence of str
        Statements without a theme, to weigh against.
    n : int
        Words for each theme.

    References
    ----------
    Grootendorst, M. (2022). BERTopic: Neural topic modeling with a class-based TF-IDF procedure.
    arXiv:2203.05794.
    """
    counts = {code: Counter(_lemmas(texts)) for code, texts in themes.items()}
    everything: Counter[str] = Counter(_lemmas(rest))
    for counter in counts.values():
        everything.update(counter)
    mean = sum(everything.values()) / max(1, len(counts) + bool(rest))
    found = {}
    for code, counter in counts.items():
        total = sum(counter.values())
        weights = {
            lemma: times / total * math.log(1 + mean / everything[lemma])
            for lemma, times in counter.items()
            if times >= _LEAST
        }
        found[code] = tuple(sorted(weights, key=lambda lemma: (-weights[lemma], lemma))[:n])
    return found


def _lemmas(texts: Sequence[str]) -> list[str]:
    from aineisto.language import STOPWORDS, shared_lemmatizer, tokenize

    lemmatizer = shared_lemmatizer()
    light = _LIGHT | STOPWORDS
    found = []
    for text in texts:
        for token in tokenize(text):
            word = token.text
            if len(word) < _SHORTEST or not word[0].isalpha():
                continue
            lemma = lemmatizer.lemma(word)
            if lemma.lower() in light or len(lemma) < _SHORTEST:
                continue
            readings = lemmatizer.analyses(word)
            # A form that can be a function word is one nearly always; an unknown word counts
            # only where it looks like a name.
            content = all(reading.pos in _CONTENT for reading in readings)
            if content and (readings or word[0].isupper()):
                found.append(lemma)
    return found
