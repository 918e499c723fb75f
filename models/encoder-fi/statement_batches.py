"""Windows of dialogue as arrays of pieces, with the places of their statements."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from interviews import Utterance, Window
from tokenizers import Tokenizer

#: The word that stands before whoever begins to speak; lone statements have none.
SPEAKER = {"K": "K:", "V": "V:"}


class Pieces:
    """Pieces of words and of rows, as the library cuts them."""

    def __init__(self, folder: Path, config: dict) -> None:
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._known: dict[str, list[int]] = {}
        self.before = [config["start_id"], *config["prefix_ids"]]
        self.after = [config["end_id"]]
        self.pad = config["pad_id"]
        self.unknown = self._tokenizer.token_to_id("<unk>")
        self.longest = 280

    def word(self, word: str) -> list[int]:
        if word not in self._known:
            self._known[word] = self._tokenizer.encode(word).ids[:24] or [self.unknown]
        return self._known[word]

    def words(self, words: list[str]) -> list[int]:
        return [piece for word in words for piece in self.word(word)]

    def size(self, utterance: Utterance) -> int:
        return len(self.words(utterance.standard)) + 2

    def window_size(self, window: Window) -> int:
        asked = len(self.words(window.question.split())) + 2 if window.question else 0
        return sum(map(self.size, window.utterances)) + asked + 5

    def rows(self, rows: list[list[int]]) -> tuple[torch.Tensor, torch.Tensor]:
        width = max(map(len, rows))
        ids = np.full((len(rows), width), self.pad)
        mask = np.zeros((len(rows), width), dtype=np.int64)
        for r, row in enumerate(rows):
            ids[r, : len(row)] = row
            mask[r, : len(row)] = 1
        return torch.from_numpy(ids), torch.from_numpy(mask)

    def texts(self, texts: list[str]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Return arrays of texts that stand alone, each one span."""
        rows = [[*self.before, *self.words(text.split())[:120], *self.after] for text in texts]
        ids, mask = self.rows(rows)
        spans = mask.clone().float()[:, None]
        spans[:, :, : len(self.before)] = 0
        for r, row in enumerate(rows):
            spans[r, 0, len(row) - 1] = 0
        return ids, mask, spans


def batch_of(some: list[Window], pieces: Pieces) -> dict:
    rows, spans_of, every = [], [], []
    for window in some:
        row, spans, last = list(pieces.before), [], ""
        if window.question:
            row += pieces.words([SPEAKER["K"], *window.question.split()])
            last = "K"
        for utterance in window.utterances:
            if utterance.role != last and utterance.role in SPEAKER:
                row += pieces.word(SPEAKER[utterance.role])
            last = utterance.role
            begin = len(row)
            words = utterance.standard if window.standard else utterance.said
            row += pieces.words(words)
            spans.append((begin, len(row)))
        row = row[: pieces.longest]
        rows.append([*row, *pieces.after])
        spans_of.append([(b, min(e, len(row))) for b, e in spans if b < len(row)])
        every.append(window.utterances[: len(spans_of[-1])])
    ids, mask = pieces.rows(rows)
    most = max(map(len, spans_of))
    spans = torch.zeros(len(rows), most, ids.shape[1])
    stance, kind = torch.zeros(len(rows), most, 5), torch.zeros(len(rows), most, 5)
    coded_mask, coded = torch.zeros(len(rows), most), {}
    for r, (places, utterances) in enumerate(zip(spans_of, every, strict=True)):
        for c, ((begin, end), utterance) in enumerate(zip(places, utterances, strict=True)):
            spans[r, c, begin:end] = 1
            if utterance.stance is not None:
                stance[r, c] = torch.from_numpy(utterance.stance)
                kind[r, c] = torch.from_numpy(utterance.kind)
                coded_mask[r, c] = 1
                coded[r, c] = utterance
    return {
        "input_ids": ids,
        "attention_mask": mask,
        "spans": spans,
        "stance": stance,
        "kind": kind,
        "mask": coded_mask,
        "coded": coded,
        "every": every,
    }


def describe(name: str, definition: str, keywords: list[str], random=None) -> str:
    """Return a theme in words; with `random`, at times without its definition or keywords."""
    some, whole = list(keywords), True
    if random is not None:
        whole = random.random() < 0.6
        if some and random.random() < 0.8:
            keep = random.integers(0, len(some) + 1)
            some = [some[i] for i in random.permutation(len(some))[:keep]]
    words = f"{name} . {definition}" if whole and definition else f"{name} ."
    return f"{words} {' , '.join(some)}" if some else words
