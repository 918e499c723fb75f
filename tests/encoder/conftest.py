import json
import shutil
import string
from pathlib import Path

import pytest

from aineisto.encoder import VOIKKO_FEATURES, Encoder

UPOS = [
    *("ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "INTJ", "NOUN", "NUM"),
    *("PART", "PRON", "PROPN", "PUNCT", "SCONJ", "SYM", "VERB", "X"),
]
KINDS = ("PER", "ORG", "LOC", "PRO", "EVENT", "DATE")
LABELS = ["O", *(f"{mark}-{kind}" for kind in KINDS for mark in "BI")]
MAX_PIECES = 20


def write_tiny(folder: Path, **changes) -> Path:
    """A model of the encoder's form: a word's pieces are its letters (see make_tiny.py)."""
    from tokenizers import Tokenizer, models, pre_tokenizers

    letters = string.ascii_lowercase
    vocabulary = [("<unk>", -20.0), ("<pad>", -20.0), ("<s>", -20.0), ("</s>", -20.0)]
    vocabulary += [("\u2581q:", -20.0)]
    vocabulary += [(f"\u2581{c}", -1.0) for c in letters] + [(c, -2.0) for c in letters]
    tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=0, byte_fallback=False))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.WhitespaceSplit(),
            pre_tokenizers.Metaspace(replacement="\u2581", prepend_scheme="always"),
        ]
    )
    folder.mkdir(exist_ok=True)
    tokenizer.save(str(folder / "tokenizer.json"))
    shutil.copy(Path(__file__).parent / "tiny.onnx", folder / "model.onnx")
    config = {
        "name": "tiny",
        "version": "1",
        "prefix_ids": [4],
        "start_id": 2,
        "end_id": 3,
        "pad_id": 1,
        "max_pieces": MAX_PIECES,
        "dimensions": 8,
        "upos": UPOS,
        "feats": {"Case": ["_", "Nom", "Gen"], "Number": ["_", "Sing"]},
        "names": LABELS,
        "polarity": ["negative", "neutral", "positive"],
        "voikko": list(VOIKKO_FEATURES),
    }
    (folder / "config.json").write_text(json.dumps(config | changes), encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def tiny_folder(tmp_path_factory):
    return write_tiny(tmp_path_factory.mktemp("encoder") / "tiny")


@pytest.fixture(scope="session")
def tiny(tiny_folder):
    return Encoder(tiny_folder, threads=1)
