"""Train the heads anew with three seeds on the taught trunk: how much is luck?

    python seeds.py PATH_OF_DATA      # prints and writes seeds.json

The trunk and the mixture of layers stay as they are; what lies above them starts from nothing.
Measured once on the tests of the treebanks and of the names, beside the parts that choose.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import torch
from batches import Words
from network import Encoder, WordHead
from prepare import Packer
from safetensors.torch import load_file
from scoring import bio_spans, found_spans
from texts import read_conllu, read_names
from tokenizers import Tokenizer
from train import CHECKPOINTS, build, cross, marks_of

HERE = Path(__file__).resolve().parent
SEEDS = (1, 2, 3)
EPOCHS, BATCH, RATE = 4, 1024, 1e-3


@torch.no_grad()
def word_vectors(model: Encoder, words: Words) -> tuple[torch.Tensor, torch.Tensor]:
    """Return what the tag head and the name head read of every word, (words, 2 * 384) each."""
    n = int(words.word_at[-1])
    tags, names = (torch.zeros((n, 768), dtype=torch.float16) for _ in range(2))
    chunks = words.chunks(np.random.default_rng(0), 96, 0.0)
    for i in range(0, len(chunks), 16):
        part = chunks[i : i + 16]
        batch = words.batch(part, "cpu")
        with torch.autocast("cpu", torch.bfloat16):
            states = model.trunk(batch["input_ids"], batch["attention_mask"])
        for store, head in ((tags, model.tags), (names, model.names)):
            mixed = head.mix(states, batch["first"], batch["last"])
            for r, (a, b) in enumerate(part):
                start, stop = words.word_at[a], words.word_at[b]
                store[start:stop] = mixed[r, : stop - start].half()
    return tags, names


def logits_of(head: WordHead, vectors: torch.Tensor, voikko: np.ndarray) -> torch.Tensor:
    return head.answer(vectors.float(), torch.from_numpy(voikko).float())[1]


def fit(head: WordHead, loss_of, sets: list[tuple[Words, torch.Tensor]], seed: int) -> None:
    optimiser = torch.optim.AdamW(head.parameters(), lr=RATE, weight_decay=0.01)
    total = EPOCHS * sum(len(vectors) // BATCH + 1 for _, vectors in sets)
    done, random = 0, np.random.default_rng(seed)
    head.train()
    for _ in range(EPOCHS):
        jobs = [
            (words, vectors, rows)
            for words, vectors in sets
            for rows in np.array_split(random.permutation(len(vectors)), len(vectors) // BATCH + 1)
        ]
        for job in random.permutation(len(jobs)):
            words, vectors, rows = jobs[job]
            for group in optimiser.param_groups:
                group["lr"] = RATE * (1 - done / total)
            loss = loss_of(logits_of(head, vectors[rows], words.voikko[rows]), words, rows)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            done += 1
    head.eval()


def label(words: Words, name: str, rows: np.ndarray) -> torch.Tensor:
    return torch.from_numpy(words.a[name][rows].astype(np.int64))


@torch.no_grad()
def tag_scores(head: WordHead, words: Words, vectors: torch.Tensor, upos: int, sizes: list[int]):
    logits = logits_of(head, vectors, words.voikko)
    right = (logits[:, :upos].argmax(1).numpy() == words.a["upos"]).mean()
    parts = torch.split(logits[:, upos:], sizes, dim=1)
    said = np.stack([part.argmax(1).numpy() for part in parts], axis=1)
    return float(right), float((said == words.a["feats"]).all(1).mean())


@torch.no_grad()
def name_score(head: WordHead, words: Words, vectors: torch.Tensor, names: list[str]) -> float:
    logits = logits_of(head, vectors, words.voikko).numpy()
    found = right = wanted = 0
    for a, b in zip(words.word_at[:-1], words.word_at[1:], strict=True):
        gold = bio_spans([names[i] for i in words.a["names"][a:b]])
        said = found_spans(logits[a:b], names)
        found, right, wanted = found + len(said), right + len(gold & said), wanted + len(gold)
    return 2 * right / (found + wanted)


def main(data: Path) -> None:
    torch.set_num_threads(1)
    labels = json.loads((CHECKPOINTS / "labels.json").read_text(encoding="utf-8"))
    tokenizer = Tokenizer.from_file(str(CHECKPOINTS / "tokenizer.json"))
    pack = Packer(tokenizer, labels)
    pack.sentences("test-tdt", read_conllu(data / "ud-finnish-tdt/fi_tdt-ud-test.conllu"))
    pack.sentences("test-ood", read_conllu(data / "ud-finnish-ood/fi_ood-ud-test.conllu"))
    pack.sentences("test-names", read_names(data, "test"))
    with np.load(CHECKPOINTS / "pieces.npz") as file:
        model = build(labels, len(file["kept"]))
    model.load_state_dict(load_file(CHECKPOINTS / "model.safetensors"))
    model.eval()
    parts = ("words-train", "words-gold", "words-choose", "names-dev")
    parts += ("test-tdt", "test-ood", "test-names")
    features = len(labels["voikko"])
    marks = marks_of(tokenizer)
    words = {part: Words.load(CHECKPOINTS / f"{part}.npz", marks, features) for part in parts}
    vectors = {part: word_vectors(model, words[part]) for part in parts}
    sizes = [len(values) for values in labels["feats"].values()]
    upos = len(labels["upos"])

    def tag_loss(logits, own, rows):
        feats = label(own, "feats", rows)
        pieces = torch.split(logits[:, upos:], sizes, dim=1)
        of_feats = sum(cross(piece, feats[:, i]) for i, piece in enumerate(pieces))
        return cross(logits[:, :upos], label(own, "upos", rows)) + of_feats

    def name_loss(logits, own, rows):
        return cross(logits, label(own, "names", rows))

    rows = []
    for seed in SEEDS:
        torch.manual_seed(seed)
        tags, names = (
            WordHead(features, 384, upos + sum(sizes)),
            WordHead(features, 256, len(labels["names"])),
        )
        silver, gold = "words-train", "words-gold"
        sets = [(words[part], vectors[part][0]) for part in (silver, gold, gold)]
        fit(tags, tag_loss, sets, seed)
        fit(names, name_loss, [(words[silver], vectors[silver][1])], seed)
        row = {}
        for part in ("words-choose", "test-tdt", "test-ood"):
            scores = tag_scores(tags, words[part], vectors[part][0], upos, sizes)
            row |= {f"upos {part}": scores[0], f"feats {part}": scores[1]}
        for part in ("names-dev", "test-names"):
            row[f"names {part}"] = name_score(names, words[part], vectors[part][1], labels["names"])
        print(seed, {name: round(value, 4) for name, value in row.items()}, flush=True)
        rows.append(row)
    summary = {
        name: {
            "mean": round(float(np.mean([row[name] for row in rows])), 4),
            "spread": round(float(np.ptp([row[name] for row in rows])), 4),
        }
        for name in rows[0]
    }
    (HERE / "seeds.json").write_text(json.dumps(summary, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(summary, indent=1))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "../../../shared/data")
