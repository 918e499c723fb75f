"""Read coded interviews and statements for ``train_statements.py``; ask the encoder what it knows.

    python prepare_statements.py PATH_OF_DATA [--vectors-of FOLDER]

Needs aineisto itself with the encoder of the cycle before. Interviews of our own lie in
``corpora/spoken-studies``, those of others and the statements under the path. Vectors may be held
to those of an earlier encoder: held to the one before only, they drift a little in every cycle.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from hold import write_alone, write_hold
from interviews import read_singles, read_statements, read_studies, save

HERE = Path(__file__).resolve().parent
CHECKPOINTS = HERE / "checkpoints"
OWN = HERE.parent.parent / "corpora/spoken-studies"


def prepare(data: Path, vectors_of: Path | None) -> None:
    CHECKPOINTS.mkdir(exist_ok=True)
    studies, dialogues = read_studies(data / "coded-interviews/studies")
    own, spoken = read_studies(OWN)
    dialogues += spoken + read_singles(data / "coded-interviews/singles")
    dialogues += read_statements(data / "coded-statements")
    save(CHECKPOINTS / "interviews.json", [*studies, *own], dialogues)
    if not (CHECKPOINTS / "hold.npz").exists():
        write_hold(data, CHECKPOINTS / "hold.npz", vectors_of)
    texts = [" ".join(u.standard) for d in dialogues for u in d.utterances]
    write_alone(CHECKPOINTS / "alone.npz", texts, vectors_of)
    coded = sum(u.stance is not None for d in dialogues for u in d.utterances)
    print(
        f"{len(studies) + len(own)} studies, {len(dialogues)} dialogues, {coded} coded statements"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, nargs="?", default=HERE / "../../../shared/data")
    parser.add_argument("--vectors-of", type=Path, help="folder of an earlier encoder")
    options = parser.parse_args()
    prepare(options.data, options.vectors_of)
