"""The encoder's earlier answers, as batches and losses."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import torch
from interviews import Utterance
from statement_batches import Pieces
from torch.nn.functional import kl_div, log_softmax

GAP = 4.0  # weight of the differences between all vectors of a batch
CONTEXT = 150  # pieces of neighbouring sentences that are read together


class Held:
    """General text with what the encoder said of it before; see ``hold.py``."""

    def __init__(self, folder: Path, pieces: Pieces, config: dict) -> None:
        with np.load(folder / "hold.npz") as file:
            self.sentences = json.loads(str(file["words"]))
            self.tags, self.names = file["tags"], file["names"]
            self.voikko = np.unpackbits(file["voikko"], axis=1, count=len(config["voikko"]))
            self.documents, lengths = file["documents"], file["lengths"]
            self.vectors, self.polarity = file["vectors"], file["polarity"]
        self.at = np.concatenate([[0], np.cumsum(lengths)])
        self.sizes = [len(pieces.words(words)) for words in self.sentences]
        self.pieces, self.upos = pieces, len(config["upos"])
        self.categories = [len(values) for values in config["feats"].values()]
        with np.load(folder / "alone.npz") as file:
            self._row = {text: i for i, text in enumerate(json.loads(str(file["texts"])))}
            self._alone = file["vectors"]

    def alone(self, every: list[list[Utterance]]) -> torch.Tensor:
        """Return the vectors of utterances read alone, (windows, statements, dimensions)."""
        most = max(map(len, every))
        vectors = np.zeros((len(every), most, self.vectors.shape[1]), dtype=np.float32)
        for r, utterances in enumerate(every):
            for c, utterance in enumerate(utterances):
                vectors[r, c] = self._alone[self._row[" ".join(utterance.standard)]]
        return torch.from_numpy(vectors)

    def batch(self, budget: int, random: np.random.Generator) -> dict[str, torch.Tensor]:
        """Return windows of sentences, alone or with their neighbours in a document."""
        groups, left = [], budget
        while left > 0:
            start = stop = int(random.integers(len(self.sentences)))
            room, size = (CONTEXT, 0) if random.random() < 0.5 else (0, 0)
            while stop < len(self.sentences) and self.documents[stop] == self.documents[start]:
                if stop > start and size + self.sizes[stop] > room:
                    break
                size += self.sizes[stop]
                stop += 1
            groups.append((start, stop))
            left -= size
        rows, first, last, spans_of = [], [], [], []
        for start, stop in groups:
            row, begins, ends, spans = list(self.pieces.before), [], [], []
            for sentence in range(start, stop):
                at = len(row)
                for word in self.sentences[sentence]:
                    begins.append(len(row))
                    row += self.pieces.word(word)
                    ends.append(len(row) - 1)
                spans.append((at, len(row)))
            rows.append([*row[: self.pieces.longest], *self.pieces.after])
            first.append(begins)
            last.append(ends)
            spans_of.append(spans)
        ids, mask = self.pieces.rows(rows)
        words, most = max(map(len, first)), max(stop - start for start, stop in groups)
        arrays = {
            "first": np.zeros((len(rows), words), dtype=np.int64),
            "last": np.zeros((len(rows), words), dtype=np.int64),
            "known": np.zeros((len(rows), words), dtype=np.float32),
            "voikko": np.zeros((len(rows), words, self.voikko.shape[1]), dtype=np.float32),
            "tags": np.zeros((len(rows), words, self.tags.shape[1]), dtype=np.float32),
            "names": np.zeros((len(rows), words, self.names.shape[1]), dtype=np.float32),
            "spans": np.zeros((len(rows), most, ids.shape[1]), dtype=np.float32),
            "vectors": np.zeros((len(rows), most, self.vectors.shape[1]), dtype=np.float32),
            "polarity": np.zeros((len(rows), most, self.polarity.shape[1]), dtype=np.float32),
        }
        edge = ids.shape[1] - 1
        for r, (start, stop) in enumerate(groups):
            k, inside = len(first[r]), slice(self.at[start], self.at[stop])
            arrays["first"][r, :k] = np.minimum(first[r], edge)
            arrays["last"][r, :k] = np.minimum(last[r], edge)
            arrays["known"][r, :k] = np.array(last[r]) < edge
            for name, source in (
                ("voikko", self.voikko),
                ("tags", self.tags),
                ("names", self.names),
            ):
                arrays[name][r, :k] = source[inside]
            for c, (begin, end) in enumerate(spans_of[r]):
                arrays["spans"][r, c, begin : min(end, edge)] = 1
            arrays["vectors"][r, : stop - start] = self.vectors[start:stop]
            arrays["polarity"][r, : stop - start] = self.polarity[start:stop]
        batch = {name: torch.from_numpy(array) for name, array in arrays.items()}
        return batch | {"input_ids": ids, "attention_mask": mask}

    def tags_gap(self, said: torch.Tensor, batch: dict) -> torch.Tensor:
        sizes = [self.upos, *self.categories]
        said, wanted = said.split(sizes, -1), batch["tags"].split(sizes, -1)
        gaps = [_apart(a, b, batch["known"]) for a, b in zip(said, wanted, strict=True)]
        return gaps[0] + sum(gaps[1:])

    def names_gap(self, said: torch.Tensor, batch: dict) -> torch.Tensor:
        return _apart(said, batch["names"], batch["known"])

    def polarity_gap(self, said: torch.Tensor, batch: dict) -> torch.Tensor:
        known = (batch["spans"].sum(-1) > 0).float()
        wanted = batch["polarity"].clamp(min=1e-4)
        loss = kl_div(log_softmax(said, -1), wanted, reduction="none").sum(-1)
        return (loss * known).sum() / known.sum().clamp(min=1)

    def gap(self, said: torch.Tensor, wanted: torch.Tensor, spans: torch.Tensor) -> torch.Tensor:
        """Return how far vectors lie from what they were, and from each other as they did."""
        known = (spans.sum(-1) > 0) & (wanted.abs().sum(-1) > 0)
        a, b = said[known], wanted[known]
        if not len(a):
            return said.sum() * 0
        return 1 - (a * b).sum(1).mean() + GAP * (a @ a.T - b @ b.T).pow(2).mean()


def _apart(said: torch.Tensor, wanted: torch.Tensor, known: torch.Tensor) -> torch.Tensor:
    target = torch.softmax(wanted, -1)
    loss = kl_div(log_softmax(said, -1), target, reduction="none").sum(-1)
    return (loss * known).sum() / known.sum().clamp(min=1)
