"""Train the normaliser of spoken Finnish.

    python models/spoken-fi/train.py net      # the network: torch, about 20 minutes of one core
    python models/spoken-fi/train.py memory   # what was seen: seconds
    python models/spoken-fi/train.py choice   # the weights that choose: a minute

Needs the data folder (environment variable ``AINEISTO_DATA``, else ``../shared/data`` beside the
repository): skn-spoken, tdt2013, xed, eduskunta-vkk, UD Finnish-TDT (dev only). A training of the
network that is broken off goes on from ``checkpoints/`` when it is started again; take that folder
away to begin anew. Every step has its own seed, so that both give the same.
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from choice import fit_choice, remember
from colloquial import speak
from dialect import Dialects
from edits import edits
from material import Pair, Utterance, ministries, skn, subtitles, treebank

HERE = Path(__file__).parent
CHECKPOINT = HERE / "checkpoints" / "net.pt"
MAX_CHARS, MAX_WORDS, BATCH_WORDS = 28, 45, 1300
SEED, STEPS, LEARNING_RATE = 1, 4000, 2e-3
FALL_FROM, FALL_TO = 3300, 4400  # steps between which the learning rate goes down to nothing
MEAN_FROM, EVERY = 3700, 100  # the weights are means of those at these steps
LENT = 0.25  # share of the utterances that are read in another dialect than their own


def train_net() -> None:
    import torch
    from network import Network
    from torch.nn import functional

    torch.set_num_threads(1)
    torch.manual_seed(SEED)
    train, dev = skn("train"), skn("dev")[:700]
    alphabet = _alphabet(train)
    reader = _Reader(alphabet, Counter(spoken for u in train for spoken, _ in u))
    lessons = _Lessons(train)
    network = Network(len(alphabet["chars"]) + 4, len(alphabet["edits"]))
    optimizer = torch.optim.AdamW(network.parameters(), lr=LEARNING_RATE, weight_decay=1e-3)
    step, epoch, at, spent = 0, 0, 0, 0.0
    states: list[dict] = []  # what the mean is taken of
    if CHECKPOINT.exists():
        kept = torch.load(CHECKPOINT)
        network.load_state_dict(kept["network"])
        optimizer.load_state_dict(kept["optimizer"])
        (step, epoch, at, spent), states = kept["where"], kept["states"]
    began, losses = time.process_time() - spent, []
    while step < STEPS:
        for batch in lessons.epoch(epoch)[at:]:
            torch.manual_seed(SEED + step)
            for group in optimizer.param_groups:
                group["lr"] = LEARNING_RATE * _rate(step)
            inputs, gold = reader.read(batch, random.Random(SEED + step))
            with torch.autocast("cpu", torch.bfloat16):
                logits = network(inputs)
            loss = functional.cross_entropy(logits.float(), torch.as_tensor(gold), ignore_index=-1)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            step, at = step + 1, at + 1
            losses.append(float(loss.detach()))
            if step % EVERY == 0:
                if step >= MEAN_FROM:
                    states.append({n: t.clone() for n, t in network.state_dict().items()})
                spent = time.process_time() - began
                _keep(network, optimizer, states, (step, epoch, at, spent))
                print(step, f"loss {np.mean(losses[-EVERY:]):.4f}, {spent / 60:.1f} CPU min")
            if step == STEPS:
                break
        epoch, at = epoch + 1, 0
    mean = {name: sum(state[name] for state in states) / len(states) for name in states[0]}
    _save(mean, alphabet)
    print("network alone, dev:", _measure(dev))


def _rate(step: int) -> float:
    """The learning rate's share: it warms up, stays, goes down."""
    left = (FALL_TO - step) / (FALL_TO - FALL_FROM)
    return min(1.0, (step + 1) / 150, left)


def _keep(network, optimizer, states: list[dict], where: tuple) -> None:
    """Write what goes on from here when the training is broken off."""
    import torch

    CHECKPOINT.parent.mkdir(exist_ok=True)
    kept = {
        "network": network.state_dict(), "optimizer": optimizer.state_dict(),
        "states": states, "where": where,
    }  # fmt: skip
    torch.save(kept, CHECKPOINT.with_suffix(".part"))
    CHECKPOINT.with_suffix(".part").replace(CHECKPOINT)


class _Lessons:
    """What is read in an epoch: dialects as they were said and lent to other sentences, standard
    text as it is, the same and film subtitles as they are said today.
    """

    def __init__(self, train: list[Utterance]) -> None:
        self._train = train
        self._dialects = Dialects(train)
        self._written = treebank() + ministries(8000, random.Random(SEED))
        self._said = subtitles("fi-annotated.tsv", "neu_fi.txt")

    def epoch(self, number: int) -> list[list[Utterance]]:
        rng = random.Random(f"{SEED} {number}")
        lent = [u for u in self._train if rng.random() < LENT]
        chosen = set(map(id, lent))
        utterances = [u for u in self._train if id(u) not in chosen]
        lent += map(_as_it_is, rng.sample(self._said, 1800) + rng.sample(self._written, 900))
        rng.shuffle(lent)
        for begin in range(0, len(lent), 12):
            dialect = self._dialects.pick(rng)
            utterances += (dialect.render(u, rng) for u in lent[begin : begin + 12])
        utterances += map(_as_it_is, rng.sample(self._written, 1800))
        today = rng.sample(self._said, 3000) + rng.sample(self._written, 1500)
        utterances += (speak(words, rng) for words in today)
        return list(_batches(utterances, rng))


def _as_it_is(words: list[str]) -> Utterance:
    return [(word, word) for word in words]


def _alphabet(train: list[Utterance]) -> dict[str, list[str]]:
    pairs = sorted({pair for utterance in train for pair in utterance})  # the same in every run
    chars = Counter(c for spoken, _ in pairs for c in spoken)
    names = Counter(edit for pair in pairs for edit in edits(*pair))
    return {
        "chars": [c for c, n in chars.most_common() if n >= 5],
        "edits": [edit for edit, n in names.most_common() if n >= 6],
    }


class _Reader:
    """Utterances as tensors. Common words are taught less often than they are said."""

    def __init__(self, alphabet: dict[str, list[str]], counts: Counter[str]) -> None:
        self._char = {c: i + 4 for i, c in enumerate(alphabet["chars"])}
        self._edit = {edit: i for i, edit in enumerate(alphabet["edits"])}
        self._counts = counts
        self._gold: dict[Pair, list[int]] = {}

    def read(self, batch: list[Utterance], rng: random.Random) -> tuple[tuple, np.ndarray]:
        from network import tensors

        types: dict[str, int] = {}
        type_of, edited, gold = [], [], []
        for pair in (pair for utterance in batch for pair in utterance):
            share = (30 / max(self._counts[pair[0]], 1)) ** 0.3
            if rng.random() < min(max(share, 0.2), 1):
                edited.append(len(type_of))
                gold.extend(self._gold_of(pair))
            type_of.append(types.setdefault(pair[0], len(types)))
        codes = [
            np.array([2, *(self._char.get(c, 1) for c in word[:MAX_CHARS]), 3]) for word in types
        ]
        return tensors(codes, type_of, [len(u) for u in batch], edited), np.array(gold)

    def _gold_of(self, pair: Pair) -> list[int]:
        if pair not in self._gold:
            long = len(pair[0]) > MAX_CHARS
            names = [""] * (MAX_CHARS + 2) if long else edits(*pair)
            self._gold[pair] = [-1 if long else self._edit.get(name, -1) for name in names]
        return self._gold[pair]


def _batches(utterances: list[Utterance], rng: random.Random) -> Iterator[list[Utterance]]:
    pieces = [u[i : i + MAX_WORDS] for u in utterances for i in range(0, len(u), MAX_WORDS)]
    rng.shuffle(pieces)
    batch: list[Utterance] = []
    for piece in pieces:
        batch.append(piece)
        if sum(map(len, batch)) >= BATCH_WORDS:
            yield batch
            batch = []


def _save(state: dict, alphabet: dict[str, list[str]]) -> None:
    arrays = {name: tensor.numpy().astype(np.float16) for name, tensor in state.items()}
    np.savez_compressed(HERE / "weights.npz", **arrays)
    (HERE / "edits.json").write_text(json.dumps(alphabet, ensure_ascii=False), encoding="utf-8")


def _measure(dev: list[Utterance]) -> float:
    """Word accuracy of the network alone."""
    from aineisto.language._spoken_net import SpokenNet

    words = [[spoken for spoken, _ in utterance] for utterance in dev]
    answers = SpokenNet(HERE).candidates(words, [[True] * len(row) for row in words])
    pairs = [
        (found[0].form if found else spoken, standard)
        for row, utterance in zip(answers, dev, strict=True)
        for found, (spoken, standard) in zip(row, utterance, strict=True)
    ]
    return round(sum(form == standard for form, standard in pairs) / len(pairs), 4)


def main() -> None:
    stage = sys.argv[1] if len(sys.argv) == 2 else ""
    if stage == "net":
        train_net()
    elif stage == "memory":
        remember(("train", "dev"))
    elif stage == "choice":
        remember(("train",))
        fit_choice()
        remember(("train", "dev"))
    else:
        sys.exit(str(__doc__))


if __name__ == "__main__":
    main()
