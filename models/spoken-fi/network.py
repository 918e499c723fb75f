"""The network of `aineisto.language._spoken_net`, in torch, for training only."""

from __future__ import annotations

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from aineisto.language._spoken_net import windows

LEAK = 0.1
Batch = tuple[torch.Tensor, ...]


class Network(nn.Module):
    """Characters read inside words, words inside utterances, an edit for every character."""

    def __init__(
        self, chars: int, edits: int, size: int = 192, wide: int = 256, dropout: float = 0.1
    ) -> None:
        super().__init__()
        self.emb = nn.Embedding(chars, 48)
        self.c = nn.ModuleList([nn.Linear(5 * 48, size)])
        self.c.extend(nn.Linear(3 * size, size) for _ in range(2))
        self.w = nn.ModuleList(nn.Linear(5 * size, size) for _ in range(2))
        self.a = nn.Linear(size, wide)
        self.b, self.u = (nn.Linear(size, wide, bias=False) for _ in range(2))
        self.o = nn.Linear(wide, edits)
        self.dropout = nn.Dropout(dropout)

    def forward(self, batch: Batch) -> torch.Tensor:
        """Logits of the edits of every character of the words to be edited."""
        chars, near_chars, of_type, type_of, near_words, speech, edited, place, owner = batch
        hidden = functional.relu(convolve(self.emb(chars), near_chars, self.c[0]))
        for layer in list(self.c)[1:]:
            hidden = hidden + functional.relu(
                convolve(self.dropout(hidden), near_chars[:, 1:4], layer)
            )
        vectors = functional.embedding(of_type, functional.pad(hidden, (0, 0, 0, 1))).amax(1)
        # Without standardising, the rectifiers below die within an epoch: maxima are all positive.
        vectors = functional.layer_norm(vectors, vectors.shape[-1:], eps=1e-3)
        words = functional.embedding(type_of, self.dropout(vectors))
        words = functional.leaky_relu(convolve(words, near_words, self.w[0]), LEAK)
        more = functional.leaky_relu(convolve(self.dropout(words), near_words, self.w[1]), LEAK)
        # What the whole utterance sounds like tells its dialect.
        sums = words.new_zeros(int(speech.max()) + 1, words.shape[1]).index_add(0, speech, words)
        sound = sums / torch.bincount(speech)[:, None]
        words = self.dropout(words + more)
        context = self.b(functional.embedding(edited, words))
        context = context + functional.embedding(speech[edited], self.u(self.dropout(sound)))
        own = self.a(self.dropout(hidden))
        both = functional.relu(
            functional.embedding(place, own) + functional.embedding(owner, context)
        )
        return self.o(self.dropout(both))


def convolve(x: torch.Tensor, near: torch.Tensor, layer: nn.Module) -> torch.Tensor:
    padded = functional.pad(x, (0, 0, 0, 1))  # the last row stands where there is nothing
    return layer(functional.embedding(near, padded).reshape(len(near), -1))


def tensors(
    types: list[np.ndarray], type_of: list[int], lengths: list[int], edited: list[int]
) -> Batch:
    """What `Network` reads.

    Parameters
    ----------
    types : list of array of int
        Character codes of each word type.
    type_of : list of int
        The type of each word of the utterances laid end to end.
    lengths : list of int
        Words of each utterance.
    edited : list of int
        Which words get edits.
    """
    sizes = np.array([len(codes) for codes in types])
    starts = np.concatenate([[0], np.cumsum(sizes)])
    columns = np.arange(sizes.max())[None]
    of_type = np.where(columns < sizes[:, None], starts[:-1, None] + columns, starts[-1])
    edited_types = [type_of[i] for i in edited]
    owner = np.repeat(np.arange(len(edited)), sizes[edited_types])
    place = np.concatenate([np.arange(starts[t], starts[t + 1]) for t in edited_types])
    parts = (
        np.concatenate(types), windows(sizes), of_type, np.array(type_of),
        windows(np.array(lengths)), np.repeat(np.arange(len(lengths)), lengths),
        np.array(edited), place, owner,
    )  # fmt: skip
    return tuple(map(torch.as_tensor, parts))
