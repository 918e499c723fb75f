"""What the encoder knew before a cycle: its answers about general text, to hold it to them.

`write_hold` and `write_alone` ask the installed encoder; `held.py` gives windows of neighbouring
sentences with those answers.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
from texts import POLARITY_TRAIN, read_names, read_polarity

from aineisto.encoder import Encoder, voikko_features
from aineisto.encoder._outputs import sentence_outputs
from aineisto.language import tokenize

#: How many sentences of each source.
NEWS, OFFICES, WEB, TALK = 5000, 2500, 2000, 2500


def sources(data: Path, random: np.random.Generator) -> tuple[list[list[str]], list[int]]:
    """Return sentences as words and the number of the document of each."""
    news = read_names(data, "train")
    begin = int(random.integers(0, len(news) - NEWS))
    sentences = [s.words for s in news[begin : begin + NEWS]]
    documents = [s.document for s in news[begin : begin + NEWS]]
    for texts in (
        _some(_offices(data), OFFICES, random),
        _some(_web(data), WEB, random),
        _some(_talk(data), TALK, random),
    ):
        for text in texts:
            words = [token.text for token in tokenize(text)][:90]
            if words:
                sentences.append(words)
                documents.append(documents[-1] + 1)
    return sentences, documents


def _some(texts: list[str], number: int, random: np.random.Generator) -> list[str]:
    return [texts[i] for i in random.choice(len(texts), min(number, len(texts)), replace=False)]


def _offices(data: Path) -> list[str]:
    with (data / "eduskunta-vkk/train.csv").open(encoding="utf-8", newline="") as stream:
        rows = csv.reader(stream)
        next(rows)
        return [text for row in rows for text in row if 30 < len(text) < 400 and " " in text]


def _web(data: Path) -> list[str]:
    found = []
    for line in (data / "fincore/dev.tsv").read_text(encoding="utf-8").splitlines():
        text = line.split("\t")[-1]
        found += [part.strip() + "." for part in text.split(". ") if 30 < len(part) < 300][:4]
    return found


def _talk(data: Path) -> list[str]:
    return [text for text, _ in read_polarity(data, POLARITY_TRAIN)]


def write_alone(path: Path, texts: list[str], vectors_of: Path | None = None) -> None:
    """Ask the encoder for the vectors of statements read alone; those asked before are kept."""
    known: dict[str, np.ndarray] = {}
    if path.exists():
        with np.load(path) as file:
            known = dict(zip(json.loads(str(file["texts"])), file["vectors"], strict=True))
    new = [text for text in dict.fromkeys(texts) if text not in known]
    known |= dict(zip(new, Encoder(vectors_of).encode(new).astype(np.float16), strict=True))
    listed = np.array(json.dumps(list(known), ensure_ascii=False))
    np.savez(path, texts=listed, vectors=np.stack(list(known.values())))


def write_hold(data: Path, path: Path, vectors_of: Path | None = None, seed: int = 5) -> None:
    """Ask the encoder about general text; vectors may be those of an earlier encoder."""
    encoder = Encoder()
    sentences, documents = sources(data, np.random.default_rng(seed))
    files = encoder._files()
    answers = list(sentence_outputs(files, sentences, documents, ["upos", "feats", "names"]))
    tags = np.concatenate([np.concatenate(parts[:2], axis=1) for parts in answers])
    texts = [" ".join(words) for words in sentences]
    np.savez(
        path,
        tags=tags.astype(np.float16),
        names=np.concatenate([parts[2] for parts in answers]).astype(np.float16),
        voikko=np.packbits(voikko_features([w for s in sentences for w in s]).astype(bool), axis=1),
        documents=np.array(documents),
        lengths=np.array([len(words) for words in sentences]),
        vectors=Encoder(vectors_of).encode(texts).astype(np.float16),
        polarity=encoder.polarity(texts).astype(np.float16),
        words=np.array(json.dumps(sentences, ensure_ascii=False)),
    )
