"""Write the encoder of the third cycle as ONNX: ``model.onnx`` and ``config.json``.

python export_statements.py --name statements --out FOLDER
"""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path

import numpy as np
import torch
from export import Exported, write_int8
from interviews import load
from network import StatementHeads
from safetensors.torch import load_file
from scoring_statements import read
from statement_batches import Pieces
from train_statements import CHECKPOINTS, HERE, read_whole

VERSION = "0.10"
INPUTS = ("input_ids", "attention_mask", "spans", "first", "last", "voikko")
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


def write_float(model, heads, features: int, path: Path) -> None:
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
        WithStatements(model, heads).eval(),
        example,
        str(path),
        input_names=INPUTS,
        output_names=OUTPUTS,
        dynamic_axes=axes,
        opset_version=17,
        dynamo=False,
    )


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
    write_float(model.eval(), heads.eval(), len(config["voikko"]), source)
    write_int8(source, options.out / "model.onnx")
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
