"""Train a small Stanza lemmatiser, so that ``backend="stanza"`` is tested with a real model.

    python tests/language/train_stanza.py FOLDER [--words 8000] [--epochs 6]

Needs ``pip install aineisto[stanza]`` and nothing else: the words are the commonest of the table
that ships with aineisto, compounds with the ``#`` between their parts that Stanza's own Finnish
models give. One to two minutes on one core. FOLDER then holds ``resources.json`` and ``fi/`` as
``stanza.download`` lays them out.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

from aineisto.core.data import data_path
from aineisto.language import Lemmatizer
from aineisto.language._lexicon import Lexicon

PACKAGE = "small"


def pairs(n: int) -> list[tuple[str, str]]:
    """The commonest forms, each with its commonest lemma, parts of compounds marked."""
    lemmatizer = Lemmatizer()
    forms = Lexicon.load(data_path("models/lemma-fi")).forms
    common = sorted(forms, key=lambda form: (-sum(forms[form].values()), form))
    words = [form for form in common if form.isalpha()][:n]
    return [(form, marked(max(forms[form], key=forms[form].get), lemmatizer)) for form in words]


def marked(lemma: str, lemmatizer: Lemmatizer) -> str:
    last = lemmatizer.parts(lemma)[-1]
    head = lemma.removesuffix(last)
    return f"{head}#{last}" if head and head != lemma else lemma


def write_conllu(path: Path, words: list[tuple[str, str]]) -> None:
    lines = []
    for at in range(0, len(words), 20):
        for number, (form, lemma) in enumerate(words[at : at + 20], start=1):
            head = number - 1
            lines.append(f"{number}\t{form}\t{lemma}\tX\t_\t_\t{head}\tdep\t_\t_")
        lines.append("")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def train(folder: Path, n_words: int = 8000, epochs: int = 6) -> None:
    from stanza.models import lemmatizer as stanza_lemmatizer

    words = pairs(n_words)
    with tempfile.TemporaryDirectory() as scratch:
        train_file, dev_file = Path(scratch, "train.conllu"), Path(scratch, "dev.conllu")
        write_conllu(train_file, words)
        write_conllu(dev_file, words[::20])
        stanza_lemmatizer.main(
            [
                "--train_file", str(train_file), "--eval_file", str(dev_file),
                "--shorthand", "fi_small", "--save_dir", str(folder / "fi" / "lemma"),
                "--save_name", f"{PACKAGE}.pt", "--no_pos", "--hidden_dim", "96",
                "--num_epoch", str(epochs), "--batch_size", "64", "--cpu",
            ]
        )  # fmt: skip
    resources = {
        "fi": {
            "lang_name": "Finnish",
            "tokenize": {PACKAGE: {}},
            "lemma": {PACKAGE: {}},
            "packages": {"default": {"tokenize": PACKAGE, "lemma": PACKAGE}},
        }
    }
    (folder / "resources.json").write_text(json.dumps(resources), encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--words", type=int, default=8000)
    parser.add_argument("--epochs", type=int, default=6)
    arguments = parser.parse_args()
    train(arguments.folder, arguments.words, arguments.epochs)
