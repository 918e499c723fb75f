"""Write the encoder of the third cycle as ONNX: ``model.onnx`` and ``config.json``.

python export_statements.py --name statements --out FOLDER
"""

from __future__ import annotations

import argparse
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from export import Exported, write_int8
from held import Held
from integers import integer_products, run_layer
from interviews import load
from network import StatementHeads
from safetensors.torch import load_file
from scoring_statements import cut, read
from statement_batches import Pieces, batch_of
from torch import nn
from train_statements import CHECKPOINTS, HERE, read_whole

VERSION = "0.11"
INPUTS = ("input_ids", "attention_mask", "spans", "first", "last", "voikko")
#: Studies that nothing was learnt from: the test, and those that choose and calibrate.
APART = {"S3", "S7", "T33", "T38", "T146", "T154", "T170", "T176"}
APART |= {f"T{number}" for number in range(204, 213)}
OUTPUTS = (
    "embedding",
    "polarity",
    "stance",
    "kind",
    "aside",
    "subject",
    "evidence",
    "upos",
    "feats",
    "names",
    "words",
)


class WithStatements(Exported):
    """The encoder and the heads of statements, as they are run."""

    def __init__(self, model, heads: StatementHeads) -> None:
        super().__init__(model)
        self.heads = heads
        self.register_buffer("steps", torch.arange(-2.0, 3.0))
        self.products: nn.ModuleList | None = None  # in integers, where they are made

    def states(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> list[torch.Tensor]:
        if self.products is None:
            return super().states(input_ids, attention_mask)
        x = self.before_layers(input_ids)
        states = [x]
        for layer, products in zip(self.model.trunk.layers, self.products, strict=True):
            x = run_layer(layer, products, x, attention_mask)
            states.append(x)
        return states

    def forward(self, input_ids, attention_mask, spans, first, last, voikko):
        model, heads = self.model, self.heads
        states = self.states(input_ids, attention_mask)
        tag_words, tags = model.tags(states, first, last, voikko)
        _, names = model.names(states, first, last, voikko)
        answer = heads(states, spans)
        # What a piece adds to the stance: its attention times how far its vote leans.
        votes = torch.tanh(heads.inner(heads.mix(states)))
        leaning = votes @ (self.steps @ heads.stance.weight)
        evidence = (answer["weight"] * spans).sum(1) * leaning
        return (
            model.embed_spans(states, spans),
            model.polarity_spans(states, spans),
            answer["stance"],
            answer["kind"],
            answer["aside"],
            answer["subject"],
            evidence,
            tags[..., : model.upos],
            tags[..., model.upos :],
            names,
            tag_words,
        )


def write(module: WithStatements, features: int, path: Path) -> None:
    """Write a module as ONNX, its products of floats or of integers."""
    ids = torch.ones((2, 9), dtype=torch.int64)
    words, spans = torch.ones((2, 4), dtype=torch.int64), torch.ones((2, 3, 9))
    example = (ids, torch.ones_like(ids), spans, words, words, torch.zeros((2, 4, features)))
    axes = {name: {0: "rows", 1: "pieces"} for name in ("input_ids", "attention_mask", "evidence")}
    axes |= {name: {0: "rows", 1: "words"} for name in ("first", "last", "voikko")}
    axes |= {name: {0: "rows", 1: "words"} for name in ("upos", "feats", "names", "words")}
    axes |= {
        name: {0: "rows", 1: "statements"}
        for name in ("embedding", "polarity", "stance", "kind", "aside", "subject")
    }
    axes["spans"] = {0: "rows", 1: "statements", 2: "pieces"}
    torch.onnx.export(
        module.eval(),
        example,
        str(path),
        input_names=INPUTS,
        output_names=OUTPUTS,
        dynamic_axes=axes,
        opset_version=17,
        custom_opsets={"com.microsoft": 1},
        dynamo=False,
    )


def looked_at(config: dict) -> Iterator[dict]:
    """Yield batches of what the encoder has learnt from: speech, written statements, sentences."""
    _, dialogues = load(CHECKPOINTS / "interviews.json")
    pieces, random = Pieces(HERE, config), np.random.default_rng(5)
    learnt = [d for d in dialogues if d.study not in APART]
    for long, number in ((True, 40), (False, 60)):
        some = [d for d in learnt if (len(d.utterances) > 3) == long]
        for place in random.choice(len(some), number, replace=False):
            for window, _ in cut(some[place], pieces, standard=random.random() < 0.8):
                yield batch_of([window], pieces)
    held = Held(CHECKPOINTS, pieces, config)
    for _ in range(120):
        yield held.batch(250, random)


@torch.no_grad()
def middle_of_subjects(model, heads, config) -> list[float]:
    """Return the mean subject of statements that were learnt from."""
    _, dialogues = load(CHECKPOINTS / "interviews.json")
    random = np.random.default_rng(1)
    learnt = [d for d in dialogues if d.study not in ("S3", "S7", "statements")]
    some = [learnt[i] for i in random.choice(len(learnt), 24, replace=False)]
    rows = read(model, heads, some, Pieces(HERE, config))
    return np.mean([answer["subject"] for _, _, answer in rows], axis=0).round(5).tolist()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--name", default="statements")
    parser.add_argument("--out", type=Path, default=HERE)
    options = parser.parse_args()
    options.out.mkdir(exist_ok=True, parents=True)
    model, heads, config = read_whole(load_file(CHECKPOINTS / f"{options.name}.safetensors"))
    source = CHECKPOINTS / f"{options.name}-float.onnx"
    module = WithStatements(model.eval(), heads.eval())
    write(module, len(config["voikko"]), source)
    module.products = integer_products(model, module.triples, looked_at(config))
    whole = CHECKPOINTS / f"{options.name}-integers.onnx"
    write(module, len(config["voikko"]), whole)
    write_int8(whole, options.out / "model.onnx")
    config |= {
        "version": VERSION,
        "stance": [-2, -1, 0, 1, 2],
        "kind": ["arvio", "vaatimus", "kuvaus", "kysymys", "muu"],
        "sharpness": float(heads.sharpness.detach().exp()),
        "subject_middle": middle_of_subjects(model, heads, config),
        "speakers": {"asks": "K:", "answers": "V:"},
    }
    text = json.dumps(config, ensure_ascii=False, indent=1)
    (options.out / "config.json").write_text(text + "\n", encoding="utf-8")
    for name in ("tokenizer.json", "combinations.tsv"):
        if options.out != HERE:
            shutil.copy(HERE / name, options.out / name)
    print({f.name: f.stat().st_size for f in (source, options.out / "model.onnx")})


if __name__ == "__main__":
    main()
