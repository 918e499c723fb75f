"""Train the normaliser of spoken Finnish.

    python models/spoken-fi/train.py net      # the network: torch, about an hour of one core
    python models/spoken-fi/train.py memory   # what was seen: seconds
    python models/spoken-fi/train.py choice   # the weights that choose: a minute

Needs the data folder (environment variable ``AINEISTO_DATA``, else ``../shared/data`` beside the
repository): skn-spoken, tdt2013, xed, UD Finnish-TDT (dev only).
"""

from __future__ import annotations

import csv
import json
import lzma
import math
import os
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from colloquial import speak
from edits import edits

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
DATA = Path(os.environ.get("AINEISTO_DATA", ROOT.parent / "shared" / "data"))
MAX_CHARS, MAX_WORDS, BATCH_WORDS = 28, 45, 1100
EPOCHS, LEARNING_RATE = 7, 2e-3
Pair = tuple[str, str]
Utterance = list[Pair]


def skn(part: str) -> list[Utterance]:
    utterances: list[Utterance] = [[]]
    with lzma.open(DATA / "skn-spoken" / f"{part}.tsv.xz", "rt", encoding="utf-8") as lines:
        for line in lines:
            spoken, _, standard = line.rstrip("\n").lower().partition("\t")
            if spoken:
                standard = standard.replace("_", " ").replace("\xa0", " ").strip()
                utterances[-1].append((spoken, standard))
            elif utterances[-1]:
                utterances.append([])
    return [utterance for utterance in utterances if utterance]


def treebank() -> list[list[str]]:
    """Sentences of TDT 2013 without marks, in lower case."""
    sentences: list[list[str]] = [[]]
    path = DATA / "tdt2013" / "tdt2013.train.tsv.xz"
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            word = line.split("\t")[0].strip().lower()
            if not word:
                sentences.append([])
            elif any(c.isalpha() for c in word):
                sentences[-1].append(word)
    return [sentence for sentence in sentences if len(sentence) > 1]


def subtitles(*names: str) -> list[list[str]]:
    """Sentences of film subtitles (XED): standard Finnish that is nearly speech."""
    sentences = []
    for name in names:
        column = 1 if name.startswith("neu") else 0
        for line in (DATA / "xed" / name).read_text(encoding="utf-8").splitlines():
            words = re.findall(r"[\w\-:']+", line.split("\t")[column].lower())
            if 3 <= len(words) < 30 and all(re.fullmatch(r"[^\W\d_][^\d_]*", w) for w in words):
                sentences.append(words)
    return sentences


def train_net() -> None:
    import torch
    from network import Network
    from torch.nn import functional

    torch.set_num_threads(1)
    torch.manual_seed(1)
    rng = random.Random(1)
    train, dev = skn("train"), skn("dev")[:700]
    alphabet = _alphabet(train)
    reader = _Reader(alphabet, Counter(spoken for u in train for spoken, _ in u), rng)
    written, said = treebank(), subtitles("fi-annotated.tsv", "neu_fi.txt")
    network = Network(len(alphabet["chars"]) + 4, len(alphabet["edits"]))
    optimizer = torch.optim.AdamW(network.parameters(), lr=LEARNING_RATE, weight_decay=1e-4)
    steps, step, began = 380 * EPOCHS, 0, time.process_time()
    for epoch in range(EPOCHS):
        standard = [[(word, word) for word in words] for words in rng.sample(written, 1800)]
        today = [speak(words, rng) for words in rng.sample(said, 3500) + rng.sample(written, 1200)]
        for batch in _batches(train + standard + today, rng):
            rate = 0.03 + 0.97 * 0.5 * (1 + math.cos(math.pi * min(step / steps, 1)))
            for group in optimizer.param_groups:
                group["lr"] = LEARNING_RATE * rate * min(1, (step + 1) / 150)
            inputs, gold = reader.read(batch)
            with torch.autocast("cpu", torch.bfloat16):
                logits = network(inputs)
            loss = functional.cross_entropy(logits.float(), torch.as_tensor(gold), ignore_index=-1)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            step += 1
        _save(network, alphabet)
        print(epoch, "dev", _measure(dev), "CPU s", round(time.process_time() - began), flush=True)


def _alphabet(train: list[Utterance]) -> dict[str, list[str]]:
    pairs = {pair for utterance in train for pair in utterance}
    chars = Counter(c for spoken, _ in pairs for c in spoken)
    names = Counter(edit for pair in pairs for edit in edits(*pair))
    return {
        "chars": [c for c, n in chars.most_common() if n >= 5],
        "edits": [edit for edit, n in names.most_common() if n >= 6],
    }


class _Reader:
    """Utterances as tensors. Common words are taught less often than they are said."""

    def __init__(
        self, alphabet: dict[str, list[str]], counts: Counter[str], rng: random.Random
    ) -> None:
        self._char = {c: i + 4 for i, c in enumerate(alphabet["chars"])}
        self._edit = {edit: i for i, edit in enumerate(alphabet["edits"])}
        self._counts, self._rng = counts, rng
        self._gold: dict[Pair, list[int]] = {}

    def read(self, batch: list[Utterance]) -> tuple[tuple, np.ndarray]:
        from network import tensors

        types: dict[str, int] = {}
        type_of, edited, gold = [], [], []
        for pair in (pair for utterance in batch for pair in utterance):
            share = (30 / max(self._counts[pair[0]], 1)) ** 0.3
            if self._rng.random() < min(max(share, 0.25), 1):
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


def _save(network: object, alphabet: dict[str, list[str]]) -> None:
    state = network.state_dict()  # type: ignore[attr-defined]
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


def write_memory(parts: tuple[str, ...]) -> None:
    counts = Counter(pair for part in parts for utterance in skn(part) for pair in utterance)
    text = "".join(
        f"{spoken}\t{'' if spoken == standard else standard}\t{n}\n"
        for (spoken, standard), n in sorted(counts.items())
        if standard
    )
    packed = lzma.compress(text.encode("utf-8"), preset=9 | lzma.PRESET_EXTREME)
    (HERE / "memory.tsv.xz").write_bytes(packed)


def fit_choice() -> None:
    """Weights of `FEATURES`: a log-linear model over the options of every word.

    Fitted on places that the network and the memory have not seen (write the memory of
    train alone first), on standard text, on speech made of subtitles that the network has
    not seen and on the developing half of the colloquial forms.
    """
    from scipy.optimize import minimize

    from aineisto.language._spoken_choice import FEATURES

    rows, gold, weights = _choices()
    sizes = np.array([len(row) for row in rows])
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    owner = np.repeat(np.arange(len(rows)), sizes)
    x, right, weight = np.concatenate(rows), starts + np.array(gold), np.array(weights)

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        scores = x @ w
        top = np.maximum.reduceat(scores, starts)
        shares = np.exp(scores - top[owner])
        total = np.add.reduceat(shares, starts)
        gain = (weight * (scores[right] - top - np.log(total))).sum()
        slope = weight @ x[right] - (weight[owner] * shares / total[owner]) @ x
        return 2 * w @ w - gain, 4 * w - slope

    found = minimize(loss, np.zeros(len(FEATURES)), jac=True, method="L-BFGS-B").x
    choice = {name: round(float(w), 3) for name, w in zip(FEATURES, found, strict=True)}
    (HERE / "choice.json").write_text(json.dumps(choice, indent=1) + "\n", encoding="utf-8")
    print(choice)


def _choices() -> tuple[list[np.ndarray], list[int], list[float]]:
    """Features of the options of words, which option is right, how much each word weighs."""
    from aineisto.language import shared_lemmatizer, tokenize
    from aineisto.language._spoken_normalizer import load_normalizer

    rng = random.Random(99)
    lemmatizer = shared_lemmatizer()
    normalizer = load_normalizer(lemmatizer._voikko, lemmatizer._alone.lexicon)
    speech = [speak(words, rng) for words in rng.sample(subtitles("fi-projections.tsv"), 700)]
    path = ROOT / "benchmarks" / "spoken" / "colloquial.tsv"
    with path.open(encoding="utf-8", newline="") as lines:
        listed = [row for row in csv.DictReader(lines, delimiter="\t") if row["half"] == "develop"]
    today = [
        [
            (t.text, row["standard"] if t.text == row["form"] else "")
            for t in tokenize(row["sentence"])
        ]
        for row in listed
    ]
    sets = ((skn("dev")[:700], 40, 1.0), (_written(), 40, 3.0), (speech, 4, 1.0), (today, 1, 6.0))
    rows, gold, weights = [], [], []
    for utterances, together, weight in sets:
        for begin in range(0, len(utterances), together):
            for features, right in _options(normalizer, utterances[begin : begin + together]):
                rows.append(features)
                gold.append(right)
                weights.append(weight)
    return rows, gold, weights


def _options(normalizer, utterances: list[Utterance]) -> Iterator[tuple[np.ndarray, int]]:
    from aineisto.language._spoken_choice import FEATURES

    keys = [tuple(spoken for spoken, _ in utterance) for utterance in utterances]
    read, shares = normalizer.read(keys), normalizer.speech(keys)
    slopes = np.array([name.endswith("in speech") for name in FEATURES])
    for key, utterance, share in zip(keys, utterances, shares, strict=True):
        for at, (options, (spoken, standard)) in enumerate(zip(read[key], utterance, strict=True)):
            forms = [option.form for option in options]
            if share is None or len(forms) < 2 or standard.lower() not in forms:
                continue
            name = at > 0 and spoken[:1].isupper()
            x = np.array([normalizer.judge.features(spoken.lower(), f, name) for f in forms])
            x[:, 0] = [option.net for option in options]
            x[:, -1] = x[:, 0] * normalizer.judge.is_common(spoken.lower())
            x[:, slopes] *= share
            yield x, forms.index(standard.lower())


def _written() -> list[Utterance]:
    """UD Finnish-TDT dev: standard text, which must stay."""
    sentences: list[Utterance] = [[]]
    path = DATA / "ud-finnish-tdt" / "fi_tdt-ud-dev.conllu"
    for line in path.read_text(encoding="utf-8").splitlines():
        cells = line.split("\t")
        if len(cells) == 10 and cells[0].isdigit():
            sentences[-1].append((cells[1], cells[1]))
        elif not line and sentences[-1]:
            sentences.append([])
    return [sentence for sentence in sentences if sentence]


def main() -> None:
    stage = sys.argv[1] if len(sys.argv) == 2 else ""
    if stage == "net":
        train_net()
    elif stage == "memory":
        write_memory(("train", "dev"))
    elif stage == "choice":
        write_memory(("train",))
        fit_choice()
        write_memory(("train", "dev"))
    else:
        sys.exit(str(__doc__))


if __name__ == "__main__":
    main()
