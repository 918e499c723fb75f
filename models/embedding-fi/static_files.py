"""Write a static table as the files that aineisto, model2vec and sentence-transformers read.

``model.safetensors`` is model2vec's layout: ``embeddings`` int8 and a float for each row in
``weights``. sentence-transformers (5.3 or newer) folds the two when it loads the folder.

    python static_files.py OLD.npz       # rewrite a table that was saved as rows and scale
"""

from __future__ import annotations

import json
import struct
import sys
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
MODULES = [
    ("", "StaticEmbedding"),
    ("1_Normalize", "Normalize"),
]


def write_table(folder: Path, rows: np.ndarray, scale: np.ndarray) -> None:
    """Write rows int8 (n, d) and scale float32 (n,)."""
    arrays = {"embeddings": rows.astype("i1"), "weights": scale.astype("<f4")}
    names = {"embeddings": "I8", "weights": "F32"}
    header, at = {}, 0
    for name, array in arrays.items():
        header[name] = {
            "dtype": names[name],
            "shape": list(array.shape),
            "data_offsets": [at, at + array.nbytes],
        }
        at += array.nbytes
    text = json.dumps(header).encode("ascii")
    text += b" " * (-len(text) % 8)
    with (folder / "model.safetensors").open("wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for array in arrays.values():
            file.write(array.tobytes())


def write_notes(folder: Path, note: dict[str, object]) -> None:
    """Write ``config.json`` with what model2vec asks for, and the modules of the whole."""
    # The vectors are sums made length 1, of whole texts: nothing is cut off.
    config = note | {"normalize": True, "max_length": None, "embedding_dtype": "int8"}
    _write(folder / "config.json", config)
    package = "sentence_transformers.models."
    modules = [
        {"idx": i, "name": str(i), "path": path, "type": package + kind}
        for i, (path, kind) in enumerate(MODULES)
    ]
    _write(folder / "modules.json", modules)
    (folder / "1_Normalize").mkdir(exist_ok=True)
    _write(folder / "1_Normalize" / "config.json", {})


def _write(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    with np.load(sys.argv[1]) as table:
        write_table(HERE, table["rows"], table["scale"])
    write_notes(HERE, json.loads((HERE / "config.json").read_text(encoding="utf-8")))
