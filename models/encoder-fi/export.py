"""Write the encoder as ONNX with eight-bit weights: ``model.onnx`` and ``config.json``.

    python export.py            # from checkpoints/model.safetensors
    python export.py --untaught # multilingual-e5-small itself, heads untrained (to compare)

The float model stays in ``checkpoints/float.onnx``, so that a benchmark can state what eight bits
cost. Pieces that no text of the training used are dropped down to `PIECES`, the rarest first.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import onnx
import torch
from integers import attention
from network import LAYERS, SIZE, Encoder
from onnx import TensorProto, helper, numpy_helper
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import nn
from torch.nn.functional import gelu
from train import CHECKPOINTS, CYCLES, DIMENSIONS, build, marks_of, start
from vocabulary import PREFIX, tokenizer_of

HERE = Path(__file__).resolve().parent
VERSION = "0.2"
PIECES = 34_000
MAX_PIECES, POSITIONS = 256, 288  # of a window, without and with the marks and the prefix
BLOCK, SMALL = 64, 4096  # inputs that share a scale, at most; numbers of a weight left as it is
INPUTS = ("input_ids", "attention_mask", "first", "last", "voikko")
OUTPUTS = ("embedding", "upos", "feats", "names", "polarity", "words")


class Exported(nn.Module):
    """The encoder as it is run: query, key and value in one product, plain attention."""

    def __init__(self, model: Encoder) -> None:
        super().__init__()
        self.model = model
        self.positions = nn.Parameter(model.trunk.positions.weight.data[:POSITIONS].clone())
        self.triples = nn.ModuleList()
        for layer in model.trunk.layers:
            triple = nn.Linear(SIZE, 3 * SIZE)
            parts = (layer.query, layer.key, layer.value)
            triple.weight.data = torch.cat([part.weight.data for part in parts])
            triple.bias.data = torch.cat([part.bias.data for part in parts])
            self.triples.append(triple)

    def before_layers(self, input_ids: torch.Tensor) -> torch.Tensor:
        trunk = self.model.trunk
        return trunk.norm(trunk.pieces(input_ids) + self.positions[: input_ids.shape[1]])

    def states(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> list[torch.Tensor]:
        x = self.before_layers(input_ids)
        states = [x]
        for layer, triple in zip(self.model.trunk.layers, self.triples, strict=True):
            x = layer.norm_1(x + layer.out(attention(triple(x), attention_mask)))
            x = layer.norm_2(x + layer.outer(gelu(layer.inner(x))))
            states.append(x)
        return states

    def forward(self, input_ids, attention_mask, first, last, voikko):
        model = self.model
        states = self.states(input_ids, attention_mask)
        tag_words, tags = model.tags(states, first, last, voikko)
        _, names = model.names(states, first, last, voikko)
        upos, feats = tags[..., : model.upos], tags[..., model.upos :]
        polarity = model.polarity_of(states, attention_mask)
        return model.embed(states, attention_mask), upos, feats, names, polarity, tag_words


def smaller_tokenizer() -> tuple[Tokenizer, list[int]]:
    """Return the tokenizer with `PIECES` pieces and the training's ids of them."""
    full = Tokenizer.from_file(str(CHECKPOINTS / "tokenizer.json"))
    pieces = [tuple(piece) for piece in json.loads(full.to_str())["model"]["vocab"]]
    used = np.zeros(len(pieces), dtype=bool)
    for path in set(CHECKPOINTS.glob("*.npz")) - set(CHECKPOINTS.glob("test-*")):
        with np.load(path) as file:
            if "pieces" in file.files:
                used[file["pieces"]] = True
    used |= [len(piece) == 1 or piece.startswith("<") for piece, _ in pieces]
    used[full.encode(PREFIX).ids] = True
    spare = sorted(np.flatnonzero(~used), key=lambda row: -pieces[row][1])
    kept = sorted([*np.flatnonzero(used), *spare[: max(0, PIECES - int(used.sum()))]])
    names = [pieces[row] for row in kept]
    unknown = [piece for piece, _ in names].index("<unk>")
    return tokenizer_of(names, unknown), [int(row) for row in kept]


def write_float(model: Encoder, features: int, path: Path) -> None:
    ids = torch.ones((2, 9), dtype=torch.int64)
    words = torch.ones((2, 4), dtype=torch.int64)
    example = (ids, torch.ones_like(ids), words, words, torch.zeros((2, 4, features)))
    axes = {name: {0: "texts", 1: "pieces"} for name in INPUTS[:2]}
    axes |= {name: {0: "texts", 1: "words"} for name in INPUTS[2:]}
    axes |= {name: {0: "texts", 1: "words"} for name in ("upos", "feats", "names", "words")}
    axes |= {name: {0: "texts"} for name in ("embedding", "polarity")}
    torch.onnx.export(
        Exported(model).eval(),
        example,
        str(path),
        input_names=INPUTS,
        output_names=OUTPUTS,
        dynamic_axes=axes,
        opset_version=17,
        dynamo=False,
    )


def write_int8(source: Path, target: Path) -> None:
    """Keep weights at eight bits, with a scale for each block of up to 64 inputs.

    They become floats again when the model is loaded (onnxruntime folds constants). That is so for
    the heads, which are small; the products of the layers are of integers already where
    ``integers.py`` has made them so, and are left as they are.
    """
    model = onnx.load(source)
    graph = model.graph
    quantise_table(graph)
    stored = {tensor.name: tensor for tensor in graph.initializer}
    unpacking = []
    for node in list(graph.node):
        if node.op_type not in ("MatMul", "Gemm") or node.input[1] not in stored:
            continue
        weight = numpy_helper.to_array(stored[node.input[1]])
        if weight.size < SMALL:
            continue
        turned = any(a.name == "transB" and a.i for a in node.attribute)
        unpacking += quantise(graph, node.input[1], weight.T if turned else weight, turned)
        graph.initializer.remove(stored.pop(node.input[1]))
    for node in reversed(unpacking):
        graph.node.insert(0, node)
    onnx.save(model, target)


def quantise(graph: onnx.GraphProto, name: str, weight: np.ndarray, turned: bool) -> list:
    """Store a weight (inputs, outputs) in blocks; return the nodes that make it a float matrix."""
    inputs, outputs = weight.shape
    block = max(size for size in range(1, BLOCK + 1) if inputs % size == 0)
    blocks = weight.reshape(inputs // block, block, outputs)
    scale = np.maximum(np.abs(blocks).max(axis=1, keepdims=True), 1e-9).astype(np.float32) / 127
    parts = {
        "int8": np.rint(blocks / scale).astype(np.int8),
        "scale": scale,
        "shape": np.array([inputs, outputs], dtype=np.int64),
    }
    for kind, values in parts.items():
        graph.initializer.append(numpy_helper.from_array(values, f"{name}.{kind}"))
    whole = f"{name}.whole" if turned else name
    nodes = [
        helper.make_node("Cast", [f"{name}.int8"], [f"{name}.float"], to=TensorProto.FLOAT),
        helper.make_node("Mul", [f"{name}.float", f"{name}.scale"], [f"{name}.blocks"]),
        helper.make_node("Reshape", [f"{name}.blocks", f"{name}.shape"], [whole]),
    ]
    if turned:
        nodes.append(helper.make_node("Transpose", [whole], [name]))
    return nodes


def quantise_table(graph: onnx.GraphProto) -> None:
    """Keep the rows of the embedding table as int8 with a scale each; both are gathered."""
    table = max(
        (t for t in graph.initializer if t.data_type == TensorProto.FLOAT),
        key=lambda t: np.prod(t.dims),
    )
    rows = numpy_helper.to_array(table)
    scale = np.maximum(np.abs(rows).max(axis=1, keepdims=True), 1e-9).astype(np.float32) / 127
    small = np.rint(rows / scale).astype(np.int8)
    (node,) = [n for n in graph.node if n.op_type == "Gather" and n.input[0] == table.name]
    at = list(graph.node).index(node)
    ids, out, name = node.input[1], node.output[0], table.name
    graph.initializer.remove(table)
    graph.initializer.append(numpy_helper.from_array(small, f"{name}.int8"))
    graph.initializer.append(numpy_helper.from_array(scale, f"{name}.scale"))
    graph.node.remove(node)
    new = [
        helper.make_node("Gather", [f"{name}.int8", ids], [f"{out}.int8"]),
        helper.make_node("Gather", [f"{name}.scale", ids], [f"{out}.scale"]),
        helper.make_node("Cast", [f"{out}.int8"], [f"{out}.float"], to=TensorProto.FLOAT),
        helper.make_node("Mul", [f"{out}.float", f"{out}.scale"], [out]),
    ]
    for offset, part in enumerate(new):
        graph.node.insert(at + offset, part)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--untaught", action="store_true")
    parser.add_argument("--out", type=Path, default=HERE)
    options = parser.parse_args()
    tokenizer, kept = smaller_tokenizer()
    labels = json.loads((CHECKPOINTS / "labels.json").read_text(encoding="utf-8"))
    with np.load(CHECKPOINTS / "pieces.npz") as file:
        model = build(labels, len(file["kept"]))
    step = 0
    if options.untaught:
        start(model)
    else:
        model.load_state_dict(load_file(CHECKPOINTS / "model.safetensors"))
        reached = json.loads((CHECKPOINTS / "step.json").read_text())
        step = sum(cycle.steps for cycle in CYCLES[: reached["cycle"] - 1]) + reached["step"]
    model.trunk.pieces.weight.data = model.trunk.pieces.weight.data[kept]
    model.eval()
    tokenizer.save(str(options.out / "tokenizer.json"), pretty=False)
    source = CHECKPOINTS / ("float-untaught.onnx" if options.untaught else "float.onnx")
    write_float(model, len(labels["voikko"]), source)
    write_int8(source, options.out / "model.onnx")
    marks = marks_of(tokenizer)
    note = {
        "name": "encoder-fi",
        "version": "0.0" if options.untaught else VERSION,
        "teacher": "multilingual-e5-small",
        "steps": step,
        "prefix_ids": marks.start[1:],
        "start_id": marks.start[0],
        "end_id": marks.end,
        "pad_id": marks.pad,
        "max_pieces": MAX_PIECES,
        "layers": LAYERS,
        "dimensions": DIMENSIONS,
        **labels,
        "polarity": [-2, -1, 0, 1, 2],
    }
    text = json.dumps(note, ensure_ascii=False, indent=1)
    (options.out / "config.json").write_text(text + "\n", encoding="utf-8")
    print({file.name: file.stat().st_size for file in (source, options.out / "model.onnx")})


if __name__ == "__main__":
    main()
