"""A small network that edits spoken words into standard ones, character by character.

Characters of a word are read by convolutions inside the word, words by convolutions inside the
utterance; then every character gets an edit: keep it, drop it, put something else. What a word
looks like is worked out once a word type, what it means beside its neighbours once a word.
"""

from __future__ import annotations

import json
import math
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from threading import Lock
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from threadpoolctl import ThreadpoolController

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

MAX_CHARS = 28
_SPECIAL = 4  # padding, unknown, beginning, end come before the characters
_CACHED_TYPES = 8_000
_LEAK = 0.1  # of the rectifiers that read words
_SURE = 3.5  # distance of the two best edits above which the second is not tried
_ALONE = Lock()  # the number of threads is the process's: who sets it back must be the last
_EDITS_TRIED = 4  # of a character, where no likelier one makes a word


class _Beam(NamedTuple):
    """How far candidates of a word are looked for.

    Attributes
    ----------
    width : float
        How much less likely than the best a candidate may be.
    tried, changes : int
        Edits of a character; characters of a word.
    varied, kept : int
        Candidates that are changed further; candidates that are given.
    """

    width: float
    tried: int
    changes: int
    varied: int
    kept: int


_NEAR = _Beam(5.0, 3, 8, 24, 12)
_FAR = _Beam(8.0, _EDITS_TRIED, 12, 64, 30)


class Candidate(NamedTuple):
    """A standard form and its log-probability."""

    form: str
    score: float


class _Type(NamedTuple):
    """What is kept of a word type: hidden rows of its characters, its vector."""

    rows: npt.NDArray[np.float16]
    vector: Floats


class SpokenNet:
    """The network, in numpy.

    Parameters
    ----------
    folder : path-like
        Holds ``edits.json`` (``chars``, ``edits``) and ``weights.npz``.
    known : callable, optional
        Whether a form is in the dictionary: where no likely candidate is, less likely ones are
        looked for.
    """

    def __init__(self, folder: Path, known: Callable[[str], bool] | None = None) -> None:
        self._known = known
        alphabet = json.loads((folder / "edits.json").read_text(encoding="utf-8"))
        self._char = {c: i + _SPECIAL for i, c in enumerate(alphabet["chars"])}
        self.edits: list[str] = alphabet["edits"]
        with np.load(folder / "weights.npz", allow_pickle=False) as arrays:
            self._w = {name: arrays[name].astype(np.float32) for name in arrays.files}
        self._keeps = np.array([edit in ("=", "+") for edit in self.edits])
        self._types: OrderedDict[str, _Type] = OrderedDict()
        self._libraries = ThreadpoolController()

    def candidates(
        self, utterances: Sequence[Sequence[str]], wanted: Sequence[Sequence[bool]]
    ) -> list[list[list[Candidate]]]:
        """Standard forms of the words of utterances, likeliest first.

        Parameters
        ----------
        utterances : sequence of sequences of str
            Lower-case words without punctuation.
        wanted : sequence of sequences of bool
            Which words to edit; the others are only context.

        Returns
        -------
        list of list of list of Candidate
            Empty lists for words that were not wanted or are too long.
        """
        answers: list[list[list[Candidate]]] = [[[] for _ in utterance] for utterance in utterances]
        # Utterances are read apart: one of which nothing is wanted need not be.
        read = [n for n, flags in enumerate(wanted) if any(flags)]
        words = [word for n in read for word in utterances[n]]
        flags = [flag for n in read for flag in wanted[n]]
        chosen = [i for i, word in enumerate(words) if flags[i] and len(word) <= MAX_CHARS]
        if chosen:
            found: list[list[Candidate]] = [[] for _ in words]
            lengths = [len(utterances[n]) for n in read]
            # Products this small take longer on two cores than on one, which wait for each other.
            with _ALONE, self._libraries.limit(limits=1, user_api="blas"):
                self._fill(found, words, lengths, np.array(chosen))
            at = 0
            for n in read:
                answers[n] = found[at : at + len(utterances[n])]
                at += len(utterances[n])
        return answers

    def _fill(
        self,
        found: list[list[Candidate]],
        words: list[str],
        lengths: list[int],
        chosen: Ints,
    ) -> None:
        types = self._read_types(words)
        vectors = np.stack([types[word].vector for word in words])
        context = self._read_context(vectors, np.array(lengths), chosen)
        rows = [types[words[i]].rows for i in chosen]
        sizes = np.array([len(r) for r in rows])
        starts = np.cumsum(sizes) - sizes
        hidden = np.concatenate(rows).astype(np.float32)
        hidden += np.repeat(context, sizes, axis=0)
        np.maximum(hidden, 0, out=hidden)
        logits = hidden @ self._w["o.weight"].T + self._w["o.bias"]
        best, top, second = _two_best(logits)
        unsure = np.maximum.reduceat(second - top, starts) > -_SURE
        kept = np.logical_and.reduceat(self._keeps[best], starts)
        asked = np.repeat(unsure, sizes)
        norm = np.zeros(len(logits), np.float32)
        norm[asked] = -np.log(np.exp(logits[asked] - top[asked, None]).sum(1))
        base = np.add.reduceat(norm, starts)
        for n in np.flatnonzero(~unsure).tolist():
            word = words[chosen[n]]
            top_edits = best[starts[n] : starts[n] + sizes[n]].tolist()
            form = word if kept[n] else "".join(self._put(word, top_edits))
            found[chosen[n]] = [Candidate(form, 0.0)]
        varied = [n for n, i in enumerate(chosen) if unsure[n] or self._is_unknown(found[i])]
        asked = np.repeat(np.isin(np.arange(len(sizes)), varied), sizes)
        every_edit, every_gap = _likeliest(logits[asked], best[asked], (second - top)[asked])
        end = 0
        for n in varied:
            word, i = words[chosen[n]], chosen[n]
            here = slice(end, end + int(sizes[n]))
            end = here.stop
            edits, gaps = every_edit[here], every_gap[here]
            if unsure[n]:
                found[i] = self._beam(word, edits, gaps, float(base[n]), _NEAR)
            if not unsure[n] or self._is_unknown(found[i]):
                found[i] = self._beam(word, edits, gaps, float(base[n]), _FAR)

    def _is_unknown(self, candidates: list[Candidate]) -> bool:
        """Whether no candidate is in the dictionary."""
        return self._known is not None and not any(self._known(form) for form, _ in candidates)

    def _put(self, word: str, edits: Sequence[int]) -> list[str]:
        """What each place of a word gives: its beginning, its characters, its end."""
        return [self._given(c, e) for c, e in zip(("", *word, ""), edits, strict=True)]

    def _given(self, char: str, edit: int) -> str:
        name = self.edits[edit]
        if char:
            return char + name[1:] if name[:1] == "=" else name
        # "+x" at the two edges adds; anything else there is nonsense and adds nothing.
        return name[1:] if name[:1] == "+" else ""

    def _beam(
        self, word: str, edits: list[list[int]], gaps: list[list[float]], base: float, beam: _Beam
    ) -> list[Candidate]:
        """The likeliest forms when the least certain characters are varied."""
        parts = self._put(word, [tried[0] for tried in edits])
        chars = ("", *word, "")
        likely = sorted(
            (gap, place, self._given(chars[place], edit))
            for place, (tried, apart) in enumerate(zip(edits, gaps, strict=True))
            if apart[1] > -beam.width
            for edit, gap in zip(tried[1 : beam.tried], apart[1 : beam.tried], strict=True)
            if gap > -beam.width
        )[-beam.changes :]
        forms = {"".join(parts): base}
        # Changes go from left to right, one a character, as long as all together are likely.
        varied = [(base, -1, parts)]
        for gap, place, given in sorted(likely, key=lambda change: change[1]):
            for score, last, before in varied[: beam.varied]:
                if last != place and score + gap > base - beam.width:
                    after = [*before[:place], given, *before[place + 1 :]]
                    varied.append((score + gap, place, after))
                    _add(forms, "".join(after), score + gap)
        best = sorted(forms.items(), key=lambda item: -item[1])[: beam.kept]
        return [Candidate(form, score) for form, score in best]

    def _read_types(self, words: Sequence[str]) -> dict[str, _Type]:
        types: dict[str, _Type] = {}
        new: list[str] = []
        for word in dict.fromkeys(words):
            known = self._types.get(word)
            if known is None:
                new.append(word)
            else:
                self._types.move_to_end(word)
                types[word] = known
        for word, its in self._encode(new):
            types[word] = self._types[word] = its
        while len(self._types) > _CACHED_TYPES:
            self._types.popitem(last=False)
        return types

    def _encode(self, words: Sequence[str]) -> Iterator[tuple[str, _Type]]:
        for begin in range(0, len(words), 500):
            part = words[begin : begin + 500]
            yield from zip(part, self._encode_part(part), strict=True)

    def _encode_part(self, words: Sequence[str]) -> Iterator[_Type]:
        codes = [[2, *(self._char.get(c, 1) for c in word[:MAX_CHARS]), 3] for word in words]
        sizes = np.array([len(code) for code in codes])
        near = windows(sizes)
        x = self._w["emb.weight"][np.concatenate(codes)]
        hidden = _convolve(x, near, self._w["c.0.weight"], self._w["c.0.bias"])
        for layer in ("c.1", "c.2"):
            hidden += _convolve(hidden, near, self._w[f"{layer}.weight"], self._w[f"{layer}.bias"])
        rows = (hidden @ self._w["a.weight"].T + self._w["a.bias"]).astype(np.float16)
        starts = np.concatenate([[0], np.cumsum(sizes)])
        vectors = _standardize(np.maximum.reduceat(hidden, starts[:-1], axis=0))
        for n in range(len(words)):
            yield _Type(rows[starts[n] : starts[n + 1]], vectors[n])

    def _read_context(self, vectors: Floats, lengths: Ints, chosen: Ints) -> Floats:
        """What the words around some words and the whole utterance add to their characters."""
        near = windows(lengths)
        first, second = ((self._w[f"w.{n}.weight"], self._w[f"w.{n}.bias"]) for n in range(2))
        hidden = _convolve(vectors, near, *first, leak=_LEAK)
        sound = _means(hidden, lengths) @ self._w["u.weight"].T
        owner = np.repeat(np.arange(len(lengths)), lengths)[chosen]
        around = hidden[chosen] + _convolve(hidden, near[chosen], *second, leak=_LEAK)
        return around @ self._w["b.weight"].T + sound[owner]


def _two_best(logits: Floats) -> tuple[Ints, Floats, Floats]:
    """The likeliest edit of every character, its logit and that of the next."""
    every = np.arange(len(logits))
    best = logits.argmax(1)
    top = logits[every, best]
    logits[every, best] = -np.inf
    second = logits.max(1)
    logits[every, best] = top
    return best, top, second


def _likeliest(
    logits: Floats, best: Ints, behind: Floats
) -> tuple[list[list[int]], list[list[float]]]:
    """The likeliest edits of characters and how far each is behind the first.

    Of a character whose second edit is too far behind for any beam, the first alone.
    """
    edits, gaps = [[at] for at in best.tolist()], [[0.0, -math.inf]] * len(best)
    near = np.flatnonzero(behind > -_FAR.width)
    some = logits[near]
    order = np.argpartition(-some, _EDITS_TRIED, axis=1)[:, :_EDITS_TRIED]
    scores = np.take_along_axis(some, order, 1)
    rank = np.argsort(-scores, axis=1)
    scores = np.take_along_axis(scores, rank, 1)
    found = np.take_along_axis(order, rank, 1).tolist()
    for at, its, apart in zip(near, found, (scores - scores[:, :1]).tolist(), strict=True):
        edits[at], gaps[at] = its, apart
    return edits, gaps


def windows(lengths: Ints, reach: int = 2) -> Ints:
    """For every place of sequences laid end to end, the places around it in its own sequence.

    Parameters
    ----------
    lengths : array of int
        Of the sequences.
    reach : int
        How far to each side.

    Returns
    -------
    array of int, shape (sum of lengths, 2 * reach + 1)
        The sum of lengths stands where there is nothing.
    """
    total = int(lengths.sum())
    owner = np.repeat(np.arange(len(lengths)), lengths)
    place = np.arange(total)[:, None] + np.arange(-reach, reach + 1)[None]
    inside = np.clip(place, 0, max(total - 1, 0))
    same = (place >= 0) & (place < total) & (owner[inside] == owner[:, None])
    return np.where(same, inside, total)


def _means(rows: Floats, lengths: Ints) -> Floats:
    """The mean of the rows of each sequence; nothing for an empty one."""
    means = np.zeros((len(lengths), rows.shape[1]), np.float32)
    full = lengths > 0
    starts = (np.cumsum(lengths) - lengths)[full]
    means[full] = np.add.reduceat(rows, starts, axis=0) / lengths[full, None]
    return means


def _add(forms: dict[str, float], form: str, score: float) -> None:
    if form in forms:
        high, low = max(forms[form], score), min(forms[form], score)
        score = high + math.log1p(math.exp(low - high))
    forms[form] = score


def _standardize(vectors: Floats) -> Floats:
    mean, spread = vectors.mean(1, keepdims=True), vectors.std(1, keepdims=True)
    return (vectors - mean) / (spread + 1e-3)


def _convolve(x: Floats, near: Ints, weight: Floats, bias: Floats, leak: float = 0.0) -> Floats:
    padded = np.concatenate([x, np.zeros((1, x.shape[1]), np.float32)])
    beyond = (near.shape[1] - weight.shape[1] // x.shape[1]) // 2  # of what the layer reads
    near = near[:, beyond : near.shape[1] - beyond]
    out = padded[near].reshape(len(near), -1) @ weight.T + bias
    return np.maximum(out, leak * out if leak else 0, out=out)
