"""Write ``tiny.onnx``, a network with the encoder's inputs and outputs that only looks, not thinks.

    python tests/encoder/make_tiny.py        # needs the package onnx

Its outputs say what came in, so that tests can tell where a word's answer comes from:

- ``embedding``: how often each of pieces 31…38 (a…h inside words) occurs, made length 1;
- ``upos``: 1 in the column of the word's first piece, modulo 17;
- ``feats``: likewise for its last piece, modulo 5;
- ``names``: a table of scores of the first piece, by piece modulo 13;
- ``polarity``: as the embedding, its first 3 columns, not made length 1;
- ``words``: first piece, its place in the row, length of the row, sum of the Voikko features.
"""

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper


def main() -> None:
    pieces, voikko = 64, 86
    tables = {
        "counted": np.eye(pieces, 8, -31, dtype=np.float32),
        "upos_of": np.eye(17, dtype=np.float32)[np.arange(pieces) % 17],
        "feats_of": np.eye(5, dtype=np.float32)[np.arange(pieces) % 5],
        "names_of": 9 * np.eye(13, dtype=np.float32)[np.arange(pieces) % 13],
    }
    constants = {
        "at_2": np.array([2], np.int64),
        "at_1": np.array([1], np.int64),
        "at_0": np.array([0], np.int64),
        "at_3": np.array([3], np.int64),
        "axis_1": np.array([1], np.int64),
        "axis_2": np.array([2], np.int64),
        "tiny": np.array([1e-9], np.float32),
        "minus_1": np.array([-1], np.int64),
    }
    node = helper.make_node
    nodes = [
        node("Gather", ["counted", "input_ids"], ["rows"]),
        node("Cast", ["attention_mask"], ["mask"], to=TensorProto.FLOAT),
        node("Unsqueeze", ["mask", "at_2"], ["mask_3"]),
        node("Mul", ["rows", "mask_3"], ["seen"]),
        node("ReduceSum", ["seen", "axis_1"], ["sum"], keepdims=0),
        node("ReduceL2", ["sum", "axis_1"], ["length"], keepdims=1),
        node("Add", ["length", "tiny"], ["length_"]),
        node("Div", ["sum", "length_"], ["embedding"]),
        node("Slice", ["sum", "at_0", "at_3", "axis_1"], ["polarity"]),
        node("GatherElements", ["input_ids", "first"], ["first_piece"], axis=1),
        node("GatherElements", ["input_ids", "last"], ["last_piece"], axis=1),
        node("Gather", ["upos_of", "first_piece"], ["upos"]),
        node("Gather", ["feats_of", "last_piece"], ["feats"]),
        node("Gather", ["names_of", "first_piece"], ["names"]),
        node("Cast", ["first_piece"], ["piece_f"], to=TensorProto.FLOAT),
        node("Cast", ["first"], ["place_f"], to=TensorProto.FLOAT),
        node("ReduceSum", ["mask", "axis_1"], ["size"], keepdims=1),
        node("Mul", ["place_f", "tiny"], ["nothing"]),
        node("Add", ["nothing", "size"], ["size_w"]),
        node("ReduceSum", ["voikko", "axis_2"], ["voikko_sum"], keepdims=0),
        *(
            node("Unsqueeze", [name, "at_2"], [f"{name}_3"])
            for name in ("piece_f", "place_f", "size_w", "voikko_sum")
        ),
        node("Concat", ["piece_f_3", "place_f_3", "size_w_3", "voikko_sum_3"], ["words"], axis=2),
    ]
    whole, real = TensorProto.INT64, TensorProto.FLOAT
    inputs = [
        helper.make_tensor_value_info("input_ids", whole, ["b", "t"]),
        helper.make_tensor_value_info("attention_mask", whole, ["b", "t"]),
        helper.make_tensor_value_info("first", whole, ["b", "w"]),
        helper.make_tensor_value_info("last", whole, ["b", "w"]),
        helper.make_tensor_value_info("voikko", real, ["b", "w", voikko]),
    ]
    outputs = [
        helper.make_tensor_value_info("embedding", real, ["b", 8]),
        helper.make_tensor_value_info("polarity", real, ["b", 3]),
        helper.make_tensor_value_info("upos", real, ["b", "w", 17]),
        helper.make_tensor_value_info("feats", real, ["b", "w", 5]),
        helper.make_tensor_value_info("names", real, ["b", "w", 13]),
        helper.make_tensor_value_info("words", real, ["b", "w", 4]),
    ]
    graph = helper.make_graph(
        nodes,
        "tiny",
        inputs,
        outputs,
        [numpy_helper.from_array(array, name) for name, array in {**tables, **constants}.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
    onnx.checker.check_model(model)
    onnx.save(model, Path(__file__).parent / "tiny.onnx")


if __name__ == "__main__":
    main()
