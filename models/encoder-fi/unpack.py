"""Read a shipped ``model.onnx`` back into the torch module, its eight bits brought to floats.

A further cycle can so begin from what is installed, without the checkpoints of the earlier ones.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import onnx
import torch
from network import HEADS_OF_WORDS, LAYERS, POSITIONS, SIZE, Encoder, StatementHeads
from onnx import numpy_helper


def build(config: dict, pieces: int, dropout: float = 0.0) -> Encoder:
    """Return an untaught encoder of the sizes that ``config.json`` tells."""
    feats = sum(len(values) for values in config["feats"].values())
    sizes = (len(config["voikko"]), len(config["upos"]), feats, len(config["names"]), 5)
    return Encoder(pieces, *sizes, dimensions=config["dimensions"], dropout=dropout)


def unpack(folder: Path, dropout: float = 0.0) -> tuple[Encoder, dict]:
    """Return the encoder of a folder (``model.onnx``, ``config.json``) and its configuration.

    Heads that the file does not hold are left as they are born. Those of statements are read by
    `unpack_statements`.
    """
    config, graph, stored = _read(folder)
    state = {
        name.removeprefix("model."): values
        for name, values in stored.items()
        if name.startswith(("model.", "triples.")) and not name.endswith((".int8", ".scale"))
    }
    for weight, bias in _products(graph, stored):
        if not bias.startswith("heads."):
            state[bias.removeprefix("model.").removesuffix("bias") + "weight"] = weight.T
    state |= _layers(stored)
    for layer in range(LAYERS):
        for kind in ("weight", "bias"):
            parts = np.split(state.pop(f"triples.{layer}.{kind}"), 3)
            for name, part in zip(("query", "key", "value"), parts, strict=True):
                state[f"trunk.layers.{layer}.{name}.{kind}"] = part
    table = next(name for name in stored if name.endswith(".int8"))
    scale = stored[table.removesuffix("int8") + "scale"]
    state["trunk.pieces.weight"] = stored[table].astype(np.float32) * scale
    state["trunk.positions.weight"] = np.zeros((POSITIONS, SIZE), dtype=np.float32)
    state["trunk.positions.weight"][: len(stored["positions"])] = stored["positions"]
    for number, head in enumerate(HEADS_OF_WORDS):
        state[f"{head}.mixture"] = _mixture(stored, number)
    model = build(config, len(stored[table]), dropout)
    tensors = {name: torch.from_numpy(np.array(values)) for name, values in state.items()}
    missing, unexpected = model.load_state_dict(tensors, strict=False)
    if unexpected:
        raise ValueError(f"The file holds what the network has not: {unexpected}.")
    config["untaught"] = sorted(missing)
    return model, config


def unpack_statements(folder: Path) -> StatementHeads:
    """Return the heads of statements of a folder that has them (version 0.3 on)."""
    config, graph, stored = _read(folder)
    state = {
        name.removeprefix("heads."): values
        for name, values in stored.items()
        if name.startswith("heads.") and not name.endswith((".int8", ".scale"))
    }
    for weight, bias in _products(graph, stored):
        if bias.startswith("heads."):
            state[bias.removeprefix("heads.").removesuffix("bias") + "weight"] = weight.T
    state["mixture"] = _mixture(stored, len(HEADS_OF_WORDS))
    state["sharpness"] = np.log(np.float32(config["sharpness"]))
    heads = StatementHeads(len(config["stance"]), len(config["kind"]), config["dimensions"])
    heads.load_state_dict({name: torch.from_numpy(np.array(v)) for name, v in state.items()})
    return heads


def _read(folder: Path) -> tuple[dict, onnx.GraphProto, dict[str, np.ndarray]]:
    """Return the configuration, the graph and its tensors, weights as whole matrices."""
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    graph = onnx.load(folder / "model.onnx").graph
    stored = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    _unblock(graph, stored)
    return config, graph, stored


def _layers(stored: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Return the layers' weights and biases in floats, which version 0.11 on keeps in integers."""
    state = {}
    for name in [key.removesuffix(".inverse") for key in stored if key.endswith(".inverse")]:
        _, layer, product = name.split(".")
        scale = stored[f"{name}.scale"] * stored[f"{name}.inverse"][:, None]
        own = f"triples.{layer}" if product == "triple" else f"trunk.layers.{layer}.{product}"
        state[f"{own}.weight"] = (stored[f"{name}.weight"].astype(np.float32) * scale).T
        state[f"{own}.bias"] = stored[f"{name}.bias"]
    return state


def _mixture(stored: dict[str, np.ndarray], number: int) -> np.ndarray:
    """Return what a head mixes the layers by: one share a layer, head after head."""
    shares = [float(values) for name, values in stored.items() if name.startswith("onnx::Mul_")]
    part = shares[number * (LAYERS + 1) : (number + 1) * (LAYERS + 1)]
    if not np.isclose(sum(part), 1.0, atol=1e-4):
        raise ValueError(f"The shares of the layers of head {number} are not where they should be.")
    return np.log(part).astype(np.float32)


def _unblock(graph: onnx.GraphProto, stored: dict[str, np.ndarray]) -> None:
    """Bring the weights that version 0.3 on keeps in blocks of eight bits to whole matrices."""
    made = {name for node in graph.node for name in node.output}
    for name in [key.removesuffix(".shape") for key in stored if key.endswith(".shape")]:
        blocks = stored.pop(f"{name}.int8").astype(np.float32) * stored.pop(f"{name}.scale")
        whole = blocks.reshape(stored.pop(f"{name}.shape"))
        stored[name] = whole.T if f"{name}.whole" in made else whole


def _products(graph: onnx.GraphProto, stored: dict[str, np.ndarray]):
    """Yield the weight (inputs, outputs) of each product and the name of the bias added to it."""
    adds = {given: node for node in graph.node if node.op_type == "Add" for given in node.input}
    for node in graph.node:
        if node.op_type == "MatMulNBits":
            facts = {attribute.name: attribute.i for attribute in node.attribute}
            packed = stored[node.input[1]].reshape(facts["N"], -1, facts["block_size"])
            scale = stored[node.input[2]].reshape(facts["N"], -1, 1).astype(np.float32)
            weight = ((packed.astype(np.float32) - 128.0) * scale).reshape(facts["N"], -1)
            weight = weight[:, : facts["K"]].T
        elif node.op_type == "MatMul" and node.input[1] in stored:
            weight = stored[node.input[1]]
        else:
            continue
        add = adds.get(node.output[0])
        bias = next((name for name in add.input if name in stored), "") if add is not None else ""
        if bias:
            yield weight, bias
