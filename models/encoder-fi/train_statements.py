"""Third cycle: teach the encoder to read statements in their dialogue, holding it to what it knew.

    python prepare_statements.py PATH_OF_DATA   # windows' words, and the encoder's own answers
    python train_statements.py --leave-out S3   # resumes where it was stopped
    python train_statements.py --leave-out S3 S7 --name try --steps 300

Stance, kind and theme of statements are learnt from coded interviews read in windows of dialogue;
beside every step the encoder is held to its earlier tags, names, polarity and vectors.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import numpy as np
import torch
from batches import by_size
from held import Held
from interviews import NO_THEME, Dialogue, Study, Window, load, windows
from network import Encoder, StatementHeads
from safetensors.torch import load_file, save_file
from scoring_statements import score
from statement_batches import Pieces, batch_of, describe
from torch.nn.functional import log_softmax
from unpack import build, unpack, unpack_statements

HERE = Path(__file__).resolve().parent
CHECKPOINTS = HERE / "checkpoints"

MAIN, HELD = 760, 110  # pieces in a step
LEAST, MOST, BEFORE = 30, 180, 70  # pieces of a window
ALONE, ASKED, AS_SAID = 0.5, 0.3, 0.2
HEAD_RATE, WARM = 1e-3, 0.06
STATEMENTS = 0.5  # share of the lone statements read in a round
SMOOTH = 0.06  # of a stance goes to each neighbouring step
WEIGHT = {
    "stance": 1.0,
    "kind": 0.4,
    "theme": 0.6,
    "topic": 0.2,
    "near": 6.0,
    "tags": 1.0,
    "names": 3.0,
    "polarity": 0.3,
}
THEMES = 3  # every so many steps a study's themes are read
LOG = 25


def smoothed(stance: torch.Tensor) -> torch.Tensor:
    """Give a little of every step's share to its neighbours: the scale is ordinal."""
    wide = torch.nn.functional.pad(stance, (1, 1))
    spread = (1 - 2 * SMOOTH) * stance + SMOOTH * (wide[..., :-2] + wide[..., 2:])
    return spread / spread.sum(-1, keepdim=True).clamp(min=1e-6)


def rounds(
    dialogues: list[Dialogue],
    studies: dict[str, Study],
    pieces: Pieces,
    random: np.random.Generator,
    new: list[str],
    known: float,
):
    """Yield (study, windows) batches, every round over `new` and a share `known` of the others."""
    while True:
        jobs: dict[str, list[Window]] = {}
        for dialogue in dialogues:
            lone = dialogue.study == "statements"
            read = known if new and dialogue.study not in new else 1.0
            if random.random() > read * (STATEMENTS if lone else 1.0):
                continue
            sizes = [pieces.size(u) for u in dialogue.utterances]
            questions = studies[dialogue.study].questions if dialogue.study in studies else {}
            jobs.setdefault(dialogue.study, []).extend(
                windows(
                    dialogue,
                    sizes,
                    random,
                    questions,
                    least=LEAST,
                    most=MOST,
                    before=BEFORE,
                    alone=ALONE,
                    asked=ASKED,
                    as_said=0.0 if lone else AS_SAID,
                )
            )
        batches = []
        for name, some in jobs.items():
            sizes = np.array([pieces.window_size(window) for window in some])
            batches += [(name, [some[i] for i in rows]) for rows in by_size(sizes, MAIN, random)]
        for index in random.permutation(len(batches)):
            yield batches[index]


def soft(logits: torch.Tensor, wanted: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    loss = -(wanted * log_softmax(logits.float(), dim=-1)).sum(-1)
    return (loss * mask).sum() / mask.sum().clamp(min=1)


def theme_loss(model, heads, answer, batch, study: Study, pieces, random) -> torch.Tensor:
    codes = list(study.themes)
    texts = [describe(*study.themes[code], random) for code in codes]
    ids, mask, spans = pieces.texts(texts)
    described = heads.subject(model.trunk(ids, mask), spans)[:, 0]
    close = answer["subject"] @ described.T * heads.sharpness.exp()
    logits = torch.cat([close, answer["aside"][..., None]], dim=-1)
    wanted = torch.zeros_like(logits)
    for (row, column), utterance in batch["coded"].items():
        for code, share in utterance.themes.items():
            at = codes.index(code) if code in codes else len(codes)
            wanted[row, column, at] += share
    mask = (wanted.sum(-1) > 0).float()
    return soft(logits, wanted / wanted.sum(-1, keepdim=True).clamp(min=1e-6), mask)


def topic_loss(model, heads, answer, batch, pieces) -> torch.Tensor | None:
    """Tell the topic of each statement from those of the batch's others."""
    topics = sorted({t for u in batch["coded"].values() for t in u.themes if t != NO_THEME})
    if len(topics) < 4:
        return None
    ids, mask, spans = pieces.texts(topics)
    described = heads.subject(model.trunk(ids, mask), spans)[:, 0]
    logits = answer["subject"] @ described.T * heads.sharpness.exp()
    wanted = torch.zeros_like(logits)
    for (row, column), utterance in batch["coded"].items():
        for topic, share in utterance.themes.items():
            if topic in topics:
                wanted[row, column, topics.index(topic)] += share
    mask = (wanted.sum(-1) > 0).float()
    return soft(logits, wanted / wanted.sum(-1, keepdim=True).clamp(min=1e-6), mask)


def teach(options: argparse.Namespace) -> None:
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    random = np.random.default_rng(options.seed)
    folder = HERE if options.start is None else options.start
    model, config = unpack(folder, dropout=0.1)
    pieces = Pieces(HERE, config)
    heads = born(model, config) if "stance" not in config else unpack_statements(folder)
    studies_, dialogues = load(CHECKPOINTS / "interviews.json")
    studies = {study.name: study for study in studies_}
    held = Held(CHECKPOINTS, pieces, config)
    train = [d for d in dialogues if d.study not in options.leave_out]
    test = [d for d in dialogues if d.study in options.watch]
    for module in (model.trunk.pieces, model.trunk.positions, model.trunk.norm, model.project):
        module.requires_grad_(False)
    for layer in model.trunk.layers[: options.frozen]:
        layer.requires_grad_(False)
    groups = [
        {"params": [p for p in model.parameters() if p.requires_grad], "top": options.rate},
        {"params": list(heads.parameters()), "top": HEAD_RATE},
    ]
    optimiser = torch.optim.AdamW(groups, lr=options.rate, weight_decay=0.01)
    path = CHECKPOINTS / f"{options.name}.safetensors"
    done = resume(path, model, heads, optimiser)
    if not done and options.begin:
        put_weights(load_file(CHECKPOINTS / f"{options.begin}.safetensors"), model, heads)
    batches = rounds(train, studies, pieces, random, options.new, options.known)
    sums: dict[str, list[float]] = {}
    clock = time.time()
    for step in range(done, options.steps):
        model.train(), heads.train()
        rate = min(1.0, (step + 1) / (WARM * options.steps)) * max(0.0, 1 - step / options.steps)
        for group in optimiser.param_groups:
            group["lr"] = group["top"] * rate
        name, some = next(batches)
        batch = batch_of(some, pieces)
        states = model.trunk(batch["input_ids"], batch["attention_mask"])
        answer = heads(states, batch["spans"])
        mask = batch["mask"]
        losses = {
            "stance": soft(answer["stance"], smoothed(batch["stance"]), mask),
            "kind": soft(answer["kind"], batch["kind"], mask),
        }
        if name in studies and step % THEMES == 0:
            losses["theme"] = theme_loss(model, heads, answer, batch, studies[name], pieces, random)
        elif name not in studies:
            topic = topic_loss(model, heads, answer, batch, pieces)
            losses |= {} if topic is None else {"topic": topic}
        wanted = held.alone(batch["every"])
        vectors = model.embed_spans(states, batch["spans"])
        losses["near"] = 0.5 * held.gap(vectors, wanted, batch["spans"])
        total(losses, sums).backward()
        part = held.batch(HELD, random)
        states = model.trunk(part["input_ids"], part["attention_mask"])
        _, tags = model.tags(states, part["first"], part["last"], part["voikko"])
        _, names = model.names(states, part["first"], part["last"], part["voikko"])
        losses = {
            "tags": held.tags_gap(tags, part),
            "names": held.names_gap(names, part),
            "near": held.gap(
                model.embed_spans(states, part["spans"]), part["vectors"], part["spans"]
            ),
            "polarity": held.polarity_gap(model.polarity_spans(states, part["spans"]), part),
        }
        total(losses, sums).backward()
        torch.nn.utils.clip_grad_norm_([*model.parameters(), *heads.parameters()], 1.0)
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
        if (step + 1) % LOG == 0:
            text = " ".join(f"{n} {np.mean(v[-LOG:]):.3f}" for n, v in sums.items())
            print(
                f"{step + 1}/{options.steps} {(time.time() - clock) / LOG:.2f} s; {text}",
                flush=True,
            )
            clock = time.time()
        if (step + 1) % options.every == 0 or step + 1 == options.steps:
            save(path, model, heads, optimiser, step + 1)
            if test:
                print(json.dumps(score(model, heads, test, studies, pieces)), flush=True)
            clock = time.time()


def born(model: Encoder, config: dict) -> StatementHeads:
    """Return heads that know nothing yet, but that subjects lie near the vectors."""
    heads = StatementHeads(5, 5, config["dimensions"])
    heads.project.load_state_dict(model.project.state_dict())
    return heads


def total(losses: dict[str, torch.Tensor], sums: dict[str, list[float]]) -> torch.Tensor:
    for name, loss in losses.items():
        sums.setdefault(name, []).append(float(loss.detach()))
    return sum(WEIGHT[name] * loss for name, loss in losses.items())


def save(path: Path, model, heads, optimiser, step: int) -> None:
    weights = {f"model.{k}": v for k, v in model.state_dict().items()}
    weights |= {f"heads.{k}": v for k, v in heads.state_dict().items()}
    state = optimiser.state_dict()["state"]
    flat = {f"{i}.{name}": value for i, values in state.items() for name, value in values.items()}
    for target, tensors in ((path, weights), (path.with_suffix(".optimiser"), flat)):
        partial = target.with_suffix(".tmp")
        save_file({k: v.contiguous() for k, v in tensors.items()}, partial)
        partial.replace(target)
    path.with_suffix(".json").write_text(json.dumps({"step": step}))


def resume(path: Path, model, heads, optimiser) -> int:
    if not path.with_suffix(".json").exists():
        return 0
    put_weights(load_file(path), model, heads)
    state: dict[int, dict[str, torch.Tensor]] = {}
    for key, value in load_file(path.with_suffix(".optimiser")).items():
        number, name = key.split(".", 1)
        state.setdefault(int(number), {})[name] = value
    groups = optimiser.state_dict()["param_groups"]
    optimiser.load_state_dict({"state": state, "param_groups": groups})
    return json.loads(path.with_suffix(".json").read_text())["step"]


def put_weights(weights: dict[str, torch.Tensor], model, heads) -> None:
    for module, prefix in ((model, "model."), (heads, "heads.")):
        own = {k.removeprefix(prefix): v for k, v in weights.items() if k.startswith(prefix)}
        module.load_state_dict(own)


def read_whole(weights: dict[str, torch.Tensor]) -> tuple[Encoder, StatementHeads, dict]:
    """Return the encoder and the heads of a checkpoint's weights, and the configuration."""
    config = json.loads((HERE / "config.json").read_text(encoding="utf-8"))
    model = build(config, len(weights["model.trunk.pieces.weight"]))
    heads = StatementHeads(5, 5, config["dimensions"])
    put_weights(weights, model, heads)
    return model, heads, config


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--leave-out", nargs="*", default=["S3", "S7"], help="studies not learnt from"
    )
    parser.add_argument("--watch", nargs="*", default=["S7"], help="left out, to choose by")
    parser.add_argument("--new", nargs="*", default=[], help="studies read more than the others")
    parser.add_argument("--known", type=float, default=0.5, help="share of the others read a round")
    parser.add_argument("--name", default="statements", help="of the checkpoint")
    parser.add_argument("--begin", help="name of a checkpoint to go on from, at a new rate")
    parser.add_argument("--rate", type=float, default=1.2e-4, help="of the layers, at its height")
    parser.add_argument("--start", type=Path, help="folder of the encoder to begin from")
    parser.add_argument("--steps", type=int, default=2400)
    parser.add_argument("--frozen", type=int, default=2, help="layers from below that stand still")
    parser.add_argument("--seed", type=int, default=20181)
    parser.add_argument("--every", type=int, default=200, help="steps between checkpoints")
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    teach(parser.parse_args())


if __name__ == "__main__":
    main()
