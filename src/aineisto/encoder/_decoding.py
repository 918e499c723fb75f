"""Tags and names out of the network's scores: what can stand together, in sequences that can be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from aineisto.morphology import Tag

#: Stands for a feature that a word has not, and for no features at all.
NONE = "_"
#: How the names of a place's institutions begin: *Yhdysvaltain laivasto*, *Helsingin yliopisto*.
_INSTITUTIONS = (
    *("yliopisto", "ammattikorkeakoulu", "kauppakorkeakoulu", "korkeakoulu", "konservatorio"),
    *("tiedeakatemia", "parlament", "kongressi", "senaatti", "senaati", "keskuspank", "pörssi"),
    *("kauppakamari", "käräjäoike", "hovioike", "hallinto-oike", "poliisilaito", "pelastuslaito"),
    *("laivasto", "armeija", "ilmavoim", "maavoim", "merivoim", "asevoim", "puolustusvoim"),
    *("suurlähetystö", "lähetystö", "hiippakun", "seurakun", "maakuntaliit", "lääninhallit"),
    *("keskussairaala", "sairaanhoitopiiri", "hyvinvointialue", "kuntayhtymä"),
    *("kaupunginvaltuusto", "kaupunginhallitu", "kunnanvaltuusto", "kunnanhallitu"),
    *("kaupunginteatteri", "kaupunginorkesteri", "kansallisooppera", "hallituks", "hallitus"),
)  # fmt: skip
#: How far a type must lead, by the sum of the names' confidence, for another to give way.
LEAD = 1.3
_CASES = (
    *("ssa", "ssä", "sta", "stä", "lla", "llä", "lta", "ltä", "lle", "ksi", "een", "iin", "aan"),
    *("ään", "oon", "uun", "yyn", "öön", "han", "hin", "in", "en", "an", "än", "on", "un", "yn"),
    *("ön", "na", "nä", "ta", "tä", "a", "ä", "n", "i"),
)
_LEAST_STEM = 3
_OF_TYPES = frozenset({"PER", "ORG", "LOC", "PRO", "EVENT"})


class TagDecoder:
    """Choose the part of speech, then the likeliest features seen with it.

    The network judges every feature by itself. A combination that no word of the training text had
    (a case without a number, a noun with a mood) is an error somewhere, and the best of those it
    had mends it.

    Parameters
    ----------
    upos : sequence of str
        Parts of speech, the columns of their scores.
    feats : mapping of str to sequence of str
        Values of every feature, ``_`` first; laid one after another they are the columns.
    combinations : mapping of str to sequence of str
        For a part of speech the features seen together, as CoNLL-U writes them. Of a part of
        speech without any, each feature is chosen by itself.
    """

    def __init__(
        self,
        upos: Sequence[str],
        feats: Mapping[str, Sequence[str]],
        combinations: Mapping[str, Sequence[str]],
    ) -> None:
        self._upos = tuple(upos)
        self._feats = {name: tuple(values) for name, values in feats.items()}
        self._ends = np.cumsum([len(values) for values in self._feats.values()])
        self._texts = {
            part: tuple("" if text == NONE else text for text in texts)
            for part, texts in combinations.items()
        }
        self._columns = {
            part: np.array([self._marks(text) for text in texts], dtype=np.float32)
            for part, texts in self._texts.items()
        }

    def decode(self, upos: np.ndarray, feats: np.ndarray) -> list[Tag]:
        """Return the tags of words.

        Parameters
        ----------
        upos : ndarray of float (words, parts of speech)
        feats : ndarray of float (words, all values of all features)

        Returns
        -------
        list of Tag
        """
        parts = upos.argmax(axis=1)
        likely = self._log_probabilities(feats)
        texts = np.empty(len(parts), dtype=object)
        for number in np.unique(parts):
            rows = np.flatnonzero(parts == number)
            texts[rows] = self._best(self._upos[number], likely[rows])
        return [Tag(self._upos[number], text) for number, text in zip(parts, texts, strict=True)]

    def _best(self, part: str, likely: np.ndarray) -> list[str]:
        columns = self._columns.get(part)
        if columns is None or len(columns) == 0:
            return [self._alone(row) for row in likely]
        return [self._texts[part][i] for i in (likely @ columns.T).argmax(axis=1)]

    def _alone(self, row: np.ndarray) -> str:
        chosen = zip(self._feats.items(), np.split(row, self._ends[:-1]), strict=True)
        pairs = [(name, values[scores.argmax()]) for (name, values), scores in chosen]
        pairs.sort(key=lambda pair: pair[0].lower())
        return "|".join(f"{name}={value}" for name, value in pairs if value != NONE)

    def _log_probabilities(self, feats: np.ndarray) -> np.ndarray:
        """Return logarithms of the probability of each value within its feature."""
        result = np.empty(feats.shape, dtype=np.float32)
        begin = 0
        for end in self._ends:
            scores = feats[:, begin:end] - feats[:, begin:end].max(axis=1, keepdims=True)
            result[:, begin:end] = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
            begin = end
        return result

    def _marks(self, text: str) -> list[float]:
        """Return 1 in the column of every value of a combination, that of ``_`` for the absent."""
        has = dict(pair.split("=", 1) for pair in text.split("|")) if text else {}
        return [
            float(value == has.get(name, NONE))
            for name, values in self._feats.items()
            for value in values
        ]


def read_combinations(path: Path) -> dict[str, list[str]]:
    """Read the features seen with each part of speech; nothing when there is no such file."""
    found: dict[str, list[str]] = {}
    if path.exists():
        for line in path.read_text(encoding="utf-8").splitlines():
            part, _, text = line.partition("\t")
            found.setdefault(part, []).append(text)
    return found


class Name(NamedTuple):
    """A name in a sentence.

    Attributes
    ----------
    start, end : int
        Numbers of its first word and of the word after its last.
    label : str
        ``PER``, ``ORG``, ``LOC``, ``PRO`` (product), ``EVENT`` or ``DATE``.
    confidence : float
        Mean probability of its words' labels, 0…1.

    Examples
    --------
    >>> find_names([["Soitin", "Maija", "Meikäläiselle", "."]])[0][0].label
    'PER'
    """

    start: int
    end: int
    label: str
    confidence: float


def decode_names(logits: np.ndarray, labels: Sequence[str]) -> list[Name]:
    """Find names by Viterbi's algorithm under the constraints of BIO.

    Parameters
    ----------
    logits : ndarray of float (words, labels)
        Scores of the labels for each word.
    labels : sequence of str
        ``O``, ``B-PER``, ``I-PER``, …: what the columns mean.

    Returns
    -------
    list of Name
        In order, without overlap. An ``I`` follows only ``B`` or ``I`` of the same kind.
    """
    if len(logits) == 0:
        return []
    scores = logits - logits.max(axis=1, keepdims=True)
    scores = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
    path = best_path(scores, tuple(labels))
    probability = np.exp(scores[np.arange(len(path)), path])
    names: list[Name] = []
    start = None
    for word, label in enumerate([*(labels[i] for i in path), "O"]):
        if start is not None and label[:1] != "I":
            kind = labels[path[start]].partition("-")[2]
            names.append(Name(start, word, kind, float(probability[start:word].mean())))
            start = None
        if label[:1] == "B":
            start = word
    return names


def best_path(scores: np.ndarray, labels: tuple[str, ...]) -> np.ndarray:
    """Return the allowed sequence of labels with the highest sum of scores, int (words,)."""
    begins, follows = _allowed(labels)
    path = scores.argmax(axis=1)
    if begins[path[0]] == 0 and not follows[path[:-1], path[1:]].any():
        return path  # the best label of each word is allowed: nothing can be better
    best = scores[0] + begins
    origins = np.zeros(scores.shape, dtype=np.intp)
    for word in range(1, len(scores)):
        ways = best[:, None] + follows
        origins[word] = ways.argmax(axis=0)
        best = ways.max(axis=0) + scores[word]
    path[-1] = best.argmax()
    for word in range(len(scores) - 1, 0, -1):
        path[word - 1] = origins[word, path[word]]
    return path


@lru_cache(maxsize=4)
def _allowed(labels: tuple[str, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Penalties 0 or −∞: of a label at the beginning, and of one label after another."""
    inside = np.array([label[:1] == "I" for label in labels])
    kinds = np.array([label.partition("-")[2] for label in labels])
    forbidden = inside[None, :] & (kinds[:, None] != kinds[None, :])
    return np.where(inside, -np.inf, 0.0), np.where(forbidden, -np.inf, 0.0)


def with_majority_types(
    names: Sequence[Sequence[Name]],
    sentences: Sequence[Sequence[str]],
    documents: Sequence[Hashable],
) -> list[list[Name]]:
    """Return names with the type that they have most often in their document.

    A place and the institution of its after it (*Yhdysvaltain laivasto*) are one organisation.

    Parameters
    ----------
    names : sequence of sequences of Name
        The names of each sentence.
    sentences : sequence of sequences of str
        Their words.
    documents : sequence
        For every sentence a mark of its document.
    """
    joined = [_institutions(some, words) for some, words in zip(names, sentences, strict=True)]
    votes: dict[tuple[Hashable, str], dict[str, float]] = defaultdict(dict)
    for some, words, document in zip(joined, sentences, documents, strict=True):
        for name in some:
            if name.label in _OF_TYPES:
                own = votes[document, _key(name, words)]
                own[name.label] = own.get(name.label, 0.0) + name.confidence
    return [
        [_majority_types(name, votes[document, _key(name, words)]) for name in some]
        for some, words, document in zip(joined, sentences, documents, strict=True)
    ]


def _majority_types(name: Name, votes: Mapping[str, float]) -> Name:
    if name.label not in _OF_TYPES or len(votes) < 2:
        return name
    label, most = max(votes.items(), key=lambda vote: vote[1])
    return name._replace(label=label) if most >= LEAD * votes[name.label] else name


def _key(name: Name, words: Sequence[str]) -> str:
    """Return a name's words, the last without its ending, so that its forms are one."""
    *first, last = (word.casefold() for word in words[name.start : name.end])
    stem = last.partition(":")[0]
    for case in _CASES:
        if stem.endswith(case) and len(stem) - len(case) >= _LEAST_STEM:
            stem = stem[: -len(case)]
            break
    return " ".join([*first, stem])


def _institutions(names: Sequence[Name], words: Sequence[str]) -> list[Name]:
    found: list[Name] = []
    for name in names:
        before = found[-1] if found else None
        if before is not None and name.start < before.end:
            continue  # the institution itself, a name of its own
        end = name.end
        if (
            name.label == "LOC"
            and words[end - 1].endswith(("n", "N"))
            and end < len(words)
            and words[end].startswith(_INSTITUTIONS)
        ):
            name = name._replace(end=end + 1, label="ORG")
        found.append(name)
    return found
