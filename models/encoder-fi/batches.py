"""Batches of the arrays that ``prepare.py`` wrote."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from texts import UNKNOWN


@dataclass
class Marks:
    """Ids of the pieces that stand around a text."""

    start: list[int]
    end: int
    pad: int


class Words:
    """Sentences with labels by word; a chunk is one sentence or several of one document."""

    def __init__(self, arrays: dict[str, np.ndarray], marks: Marks, features: int) -> None:
        self.a, self.marks, self.features = arrays, marks, features
        self.voikko = np.unpackbits(self.a["voikko"], axis=1, count=features)
        self.word_at = np.concatenate([[0], np.cumsum(self.a["words"])])
        self.piece_at = np.concatenate([[0], np.cumsum(self.a["pieces_of_word"])])
        self.sentences = len(self.a["words"])

    @classmethod
    def load(cls, path: Path, marks: Marks, features: int) -> Words:
        with np.load(path) as file:
            return cls({name: file[name] for name in file.files}, marks, features)

    def size(self, sentence: int) -> int:
        first, last = self.word_at[sentence], self.word_at[sentence + 1]
        return int(self.piece_at[last] - self.piece_at[first])

    def chunks(
        self, random: np.random.Generator, limit: int, single: float
    ) -> list[tuple[int, int]]:
        """Return (first sentence, last sentence + 1): a share alone, the rest in groups of up to
        `limit` pieces, so that the encoder can read both with and without context."""
        chunks, start = [], 0
        documents = self.a["documents"]
        while start < self.sentences:
            stop, total = start + 1, self.size(start)
            if random.random() >= single:
                while (
                    stop < self.sentences
                    and documents[stop] == documents[start]
                    and total + self.size(stop) <= limit
                ):
                    total += self.size(stop)
                    stop += 1
            chunks.append((start, stop))
            start = stop
        return chunks

    def batch(self, chunks: list[tuple[int, int]], device: str) -> dict[str, torch.Tensor]:
        rows = []
        for start, stop in chunks:
            w0, w1 = self.word_at[start], self.word_at[stop]
            p0, p1 = self.piece_at[w0], self.piece_at[w1]
            offset = len(self.marks.start) - p0
            rows.append((w0, w1, p0, p1, offset))
        t = min(512, max(p1 - p0 for _, _, p0, p1, _ in rows) + len(self.marks.start) + 1)
        w = max(w1 - w0 for w0, w1, *_ in rows)
        n = len(rows)
        ids = np.full((n, t), self.marks.pad)
        mask = np.zeros((n, t), dtype=np.int64)
        first, last = np.zeros((n, w), dtype=np.int64), np.zeros((n, w), dtype=np.int64)
        voikko = np.zeros((n, w, self.voikko.shape[1]), dtype=np.float32)
        upos, names = (np.full((n, w), UNKNOWN) for _ in range(2))
        feats = np.full((n, w, self.a["feats"].shape[1]), UNKNOWN)
        for r, (w0, w1, p0, p1, offset) in enumerate(rows):
            row = [*self.marks.start, *self.a["pieces"][p0:p1], self.marks.end][:t]
            ids[r, : len(row)] = row
            mask[r, : len(row)] = 1
            k = w1 - w0
            first[r, :k] = np.minimum(self.piece_at[w0:w1] + offset, t - 1)
            last[r, :k] = np.minimum(self.piece_at[w0 + 1 : w1 + 1] - 1 + offset, t - 1)
            voikko[r, :k] = self.voikko[w0:w1]
            upos[r, :k], names[r, :k] = self.a["upos"][w0:w1], self.a["names"][w0:w1]
            feats[r, :k] = self.a["feats"][w0:w1]
        arrays = {
            "input_ids": ids,
            "attention_mask": mask,
            "first": first,
            "last": last,
            "voikko": voikko,
            "upos": upos,
            "names": names,
            "feats": feats,
        }
        return {name: torch.from_numpy(array).to(device) for name, array in arrays.items()}


def exchange_names(words: Words, labels: dict, share: float, random: np.random.Generator) -> Words:
    """Put other names of the same type and inflection in the place of a share of the names.

    Inflection is the features of a name's last word, so that tags and features stay right.
    """
    a, begins = words.a, [i for i, name in enumerate(labels["names"]) if name.startswith("B-")]
    starts = np.flatnonzero(np.isin(a["names"], begins))
    spans = []
    sentence_end = words.word_at[np.searchsorted(words.word_at, starts, side="right")]
    for start, limit in zip(starts, sentence_end, strict=True):
        stop = start + 1
        while stop < limit and a["names"][stop] == a["names"][start] + 1:  # I- follows its B-
            stop += 1
        spans.append((int(start), int(stop)))
    alike: dict[tuple, list[tuple[int, int]]] = {}
    keys = [(int(a["names"][start]), a["feats"][stop - 1].tobytes()) for start, stop in spans]
    for key, span in zip(keys, spans, strict=True):
        alike.setdefault(key, []).append(span)
    order, at, grown = [], 0, np.zeros(words.sentences, dtype=np.int64)
    for key, (start, stop) in zip(keys, spans, strict=True):
        if random.random() < share:
            other = alike[key][random.integers(len(alike[key]))]
            order += [np.arange(at, start), np.arange(*other)]
            sentence = np.searchsorted(words.word_at, start, side="right") - 1
            grown[sentence] += (other[1] - other[0]) - (stop - start)
            at = stop
    source = np.concatenate([*order, np.arange(at, len(a["names"]))])
    by_word = ("pieces_of_word", "upos", "feats", "names", "voikko")
    arrays = {name: a[name][source] for name in by_word}
    first, size = words.piece_at[source], a["pieces_of_word"][source]
    within = np.arange(size.sum()) - np.repeat(np.cumsum(size) - size, size)
    arrays["pieces"] = a["pieces"][np.repeat(first, size) + within]
    arrays |= {"words": a["words"] + grown, "documents": a["documents"]}
    return Words(arrays, words.marks, words.features)


class Texts:
    """Texts with a value or a teacher's vector."""

    def __init__(self, path: Path, marks: Marks) -> None:
        with np.load(path) as file:
            self.pieces, self.sizes, self.values = file["pieces"], file["sizes"], file["values"]
        self.at = np.concatenate([[0], np.cumsum(self.sizes)])
        self.marks = marks

    def __len__(self) -> int:
        return len(self.sizes)

    def batch(self, rows: np.ndarray, device: str) -> tuple[torch.Tensor, torch.Tensor]:
        own = [
            [*self.marks.start, *self.pieces[self.at[r] : self.at[r + 1]], self.marks.end]
            for r in rows
        ]
        t = max(map(len, own))
        ids = np.full((len(own), t), self.marks.pad)
        mask = np.zeros((len(own), t), dtype=np.int64)
        for r, row in enumerate(own):
            ids[r, : len(row)] = row
            mask[r, : len(row)] = 1
        return torch.from_numpy(ids).to(device), torch.from_numpy(mask).to(device)


def by_size(sizes: np.ndarray, budget: int, random: np.random.Generator) -> Iterator[np.ndarray]:
    """Yield rows of like size whose padded total stays within a budget, in random order."""
    jittered = sizes * random.uniform(0.9, 1.1, len(sizes))
    order = np.argsort(jittered, kind="stable")
    batches, start = [], 0
    while start < len(order):
        stop = start + 1
        while (
            stop < len(order)
            and (stop + 1 - start) * sizes[order[start : stop + 1]].max() <= budget
        ):
            stop += 1
        batches.append(order[start:stop])
        start = stop
    for index in random.permutation(len(batches)):
        yield batches[index]


def forever(sizes: np.ndarray, budget: int, random: np.random.Generator) -> Iterator[np.ndarray]:
    while True:
        yield from by_size(sizes, budget, random)
