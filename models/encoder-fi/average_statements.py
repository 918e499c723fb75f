"""Average the weights of checkpoints of one run, and say what the studies kept apart make of them.

    python average_statements.py statements2 statements3 --weights 1 2 --name soup

Checkpoints that began from one another lie in one valley: their mean generalises better than each
(Wortsman et al. 2022, *Model soups*).
"""

from __future__ import annotations

import argparse
import json

import torch
from interviews import load
from safetensors.torch import load_file, save_file
from scoring_statements import score
from statement_batches import Pieces
from train_statements import CHECKPOINTS, HERE, read_whole


def averaged(names: list[str], shares: list[float]) -> dict[str, torch.Tensor]:
    """Return the mean of checkpoints, weighed by shares."""
    every = [load_file(CHECKPOINTS / f"{name}.safetensors") for name in names]
    whole = sum(shares)
    return {
        key: sum(share / whole * part[key] for share, part in zip(shares, every, strict=True))
        if value.is_floating_point()
        else value
        for key, value in every[-1].items()
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="+")
    parser.add_argument("--weights", nargs="*", type=float)
    parser.add_argument("--name", help="of the checkpoint to write")
    parser.add_argument("--watch", nargs="*", default=["S7"])
    options = parser.parse_args()
    weights = averaged(options.names, options.weights or [1.0] * len(options.names))
    model, heads, config = read_whole(weights)
    studies, dialogues = load(CHECKPOINTS / "interviews.json")
    test = [dialogue for dialogue in dialogues if dialogue.study in options.watch]
    found = score(
        model, heads, test, {study.name: study for study in studies}, Pieces(HERE, config)
    )
    print(json.dumps({"of": options.names, "weights": options.weights} | found), flush=True)
    if options.name:
        kept = {key: value.contiguous() for key, value in weights.items()}
        save_file(kept, CHECKPOINTS / f"{options.name}.safetensors")


if __name__ == "__main__":
    main()
