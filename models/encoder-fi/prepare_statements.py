"""Read coded interviews and statements for ``train_statements.py``; ask the encoder what it knows.

    python prepare_statements.py PATH_OF_DATA

Needs aineisto itself with the encoder of the cycle before. Interviews of our own lie in
``corpora/spoken-studies``, those of others and the statements under the path.
"""

from __future__ import annotations

import sys
from pathlib import Path

from hold import write_alone, write_hold
from interviews import read_singles, read_statements, read_studies, save

HERE = Path(__file__).resolve().parent
CHECKPOINTS = HERE / "checkpoints"
OWN = HERE.parent.parent / "corpora/spoken-studies"


def prepare(data: Path) -> None:
    CHECKPOINTS.mkdir(exist_ok=True)
    studies, dialogues = read_studies(data / "coded-interviews/studies")
    own, spoken = read_studies(OWN)
    dialogues += spoken + read_singles(data / "coded-interviews/singles")
    dialogues += read_statements(data / "coded-statements")
    save(CHECKPOINTS / "interviews.json", [*studies, *own], dialogues)
    if not (CHECKPOINTS / "hold.npz").exists():
        write_hold(data, CHECKPOINTS / "hold.npz")
    texts = [" ".join(u.standard) for d in dialogues for u in d.utterances]
    write_alone(CHECKPOINTS / "alone.npz", texts)
    coded = sum(u.stance is not None for d in dialogues for u in d.utterances)
    print(
        f"{len(studies) + len(own)} studies, {len(dialogues)} dialogues, {coded} coded statements"
    )


if __name__ == "__main__":
    prepare(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "../../../shared/data")
