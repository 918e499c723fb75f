"""Lemmas, sentences, tags and speed, all systems in one run.

    python benchmarks/language/run.py [--quick] [--all]

Prints tables and writes ``benchmarks/results/language.json``. Needs the data folder (environment
variable ``AINEISTO_DATA``, else ``../shared/data`` beside the repository): UD Finnish-TDT and
UD Finnish-OOD test. No choice was made on either: see the card of ``models/lemma-fi`` for how often
they were looked at. ``--all`` adds the slower combinations; Stanza joins where it is installed and
``AINEISTO_STANZA`` names a folder of its models. Spoken Finnish is measured in
``benchmarks/spoken``.

Strict: equal but for capitals and the ``#`` that UD puts between parts of compounds. Lenient:
hyphens do not count either (UD writes *1980-luku* as *1980#luku*). On gold words, and on raw text
by the alignment of the CoNLL 2018 shared task (``conll18.py``). Speed in tokens per second of
processor time, cold (caches empty, models loaded) and as a ratio to spaCy's whole pipeline.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import conll18

from aineisto.corpus import split_sentences
from aineisto.language import Lemmatizer, split_contraction, tag, tokenize
from aineisto.morphology import Voikko, load_voikko

ROOT = Path(__file__).parents[2]
DATA = Path(os.environ.get("AINEISTO_DATA", ROOT.parent / "shared" / "data"))
SETS = {
    "TDT test": DATA / "ud-finnish-tdt" / "fi_tdt-ud-test.conllu",
    "OOD test": DATA / "ud-finnish-ood" / "fi_ood-ud-test.conllu",
}
SPACY = "spaCy web-md, whole pipeline"
TAGGERS = ["encoder", *(["spacy"] if find_spec("spacy_fi_experimental_web_md") else [])]
#: Standard text and speech: what either needs is loaded before the clock runs.
WARMING = [
    ["Talossa", "on", "ovi", "."],
    ["mä", "oon", "niinku", "kattellu", "sitä", "ku", "se", "män"],
]
Sentences = list[list[str]]
System = Callable[[Sentences], Sentences]
Gold = list[list[tuple[str, str, str, str]]]


def read(path: Path) -> Gold:
    """Form, lemma, UPOS and section (*tweet*, *poem*, …) of every word, by sentence."""
    sentences: Gold = [[]]
    section = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        cells = line.split("\t")
        if line.startswith("# sent_id"):
            section = line.split("=")[1].strip().rstrip("0123456789.-_")
        elif len(cells) == 10 and cells[0].isdigit():
            sentences[-1].append((cells[1], cells[2], cells[3], section))
        elif not line and sentences[-1]:
            sentences.append([])
    return [sentence for sentence in sentences if sentence]


def strict(lemma: str) -> str:
    return (lemma.replace("#", "") or "#").lower()


def lenient(lemma: str) -> str:
    return strict(lemma).replace("-", "") or "-"


def systems(every: bool) -> dict[str, System]:
    found: dict[str, System] = {}
    if find_spec("spacy"):
        found[SPACY] = _spacy_lemmas()
    backends = [b for b in ("libvoikko", "pyvoikko") if _available(b)]
    for backend in backends:
        for mode in ("fast", "accurate"):
            if every or mode == "fast" or backend == backends[0]:
                found[f"aineisto {mode}, {backend}"] = Lemmatizer(mode, backend).lemmatize
    if "spacy" in TAGGERS:
        by_spacy = Lemmatizer("accurate", backends[0], tagger=partial(tag, tagger="spacy"))
        found[f"aineisto accurate, {backends[0]}, tags of spaCy"] = by_spacy.lemmatize
    plain = Lemmatizer("fast", backends[0], spoken=False)
    found[f"aineisto fast, {backends[0]}, without the normaliser of speech"] = plain.lemmatize
    for backend in backends if every else backends[:1]:
        found[f"Voikko, first reading, {backend}"] = _first_reading(load_voikko(backend))
    if find_spec("simplemma"):
        import simplemma

        found["simplemma"] = lambda s: [[simplemma.lemmatize(w, lang="fi") for w in x] for x in s]
    folder = os.environ.get("AINEISTO_STANZA")
    if folder and find_spec("stanza"):
        found["Stanza"] = Lemmatizer(backend="stanza", model=folder).lemmatize
    return found


def _available(backend: str) -> bool:
    from aineisto import AineistoError

    try:
        load_voikko(backend)
    except AineistoError as error:
        print(f"skipped: {error}", file=sys.stderr)
        return False
    return True


def _first_reading(voikko: Voikko) -> System:
    def lemma(word: str) -> str:
        readings = voikko.analyses(word)
        return readings[0].lemma if readings else word

    return lambda sentences: [[lemma(word) for word in sentence] for sentence in sentences]


def _spacy(exclude: tuple[str, ...] = ()):
    import spacy

    return spacy.load("spacy_fi_experimental_web_md", exclude=list(exclude))


def _spacy_lemmas() -> System:
    from spacy.tokens import Doc

    nlp = _spacy()

    def lemmatize(sentences: Sentences) -> Sentences:
        docs = (Doc(nlp.vocab, words=words) for words in sentences)
        return [[token.lemma_ for token in doc] for doc in nlp.pipe(docs, batch_size=32)]

    return lemmatize


def measure(system: System, gold: Gold) -> dict[str, object]:
    words = [[word[0] for word in sentence] for sentence in gold]
    n = sum(map(len, words))
    system(WARMING)
    began = time.process_time()
    answers = system(words)
    cold = n / max(time.process_time() - began, 1e-9)
    pairs = [
        (answer, lemma, section)
        for given, sentence in zip(answers, gold, strict=True)
        for answer, (_, lemma, _, section) in zip(given, sentence, strict=True)
    ]
    sections = sorted({section for _, _, section in pairs})
    return {
        "strict": percent(strict(a) == strict(g) for a, g, _ in pairs),
        "lenient": percent(lenient(a) == lenient(g) for a, g, _ in pairs),
        "cold": round(cold),
        "tokens": n,
        "sections": {
            name: percent(strict(a) == strict(g) for a, g, s in pairs if s == name)
            for name in sections
        }
        if len(sections) < 10
        else {},
    }


def percent(truths) -> float:
    values = list(truths)
    return round(100 * sum(values) / len(values), 2)


def measure_raw(quick: bool) -> dict[str, dict[str, dict[str, float]]]:
    """Lemmas and sentences where nobody has cut the text: ours, and spaCy with its parser."""
    report: dict[str, dict[str, dict[str, float]]] = {}
    nlp = _spacy(("ner",)) if find_spec("spacy") else None
    for set_name, path in SETS.items():
        treebank = conll18.read(path)
        spans = split_sentences(treebank.text)
        tokens = [
            [t._replace(start=t.start + start, end=t.end + start) for t in tokenize(text)]
            for start, end in spans
            for text in (treebank.text[start:end],)
        ]
        for mode in ("fast",) if quick else ("fast", "accurate"):
            lemmas = Lemmatizer(mode).lemmatize([[t.text for t in its] for its in tokens])
            words = [
                (t.start, t.end, form, its_lemma)
                for its, given in zip(tokens, lemmas, strict=True)
                for t, lemma in zip(its, given, strict=True)
                for form, its_lemma in split_contraction(t.text) or ((t.text, lemma),)
            ]
            report.setdefault(f"aineisto {mode}", {})[set_name] = _raw(treebank, words, spans)
        if nlp is not None:
            words, spans = _spacy_raw(nlp, treebank.text)
            report.setdefault("spaCy web-md", {})[set_name] = _raw(treebank, words, spans)
    return report


def _raw(treebank: conll18.Treebank, words, spans) -> dict[str, float]:
    return {
        "words": round(conll18.lemma_f1(treebank, words, lambda a, b: True), 2),
        "strict": round(conll18.lemma_f1(treebank, words, lambda a, b: strict(a) == strict(b)), 2),
        "lenient": round(
            conll18.lemma_f1(treebank, words, lambda a, b: lenient(a) == lenient(b)), 2
        ),
        "sentence_ends": round(conll18.boundary_f1(treebank, spans), 2),
    }


def _spacy_raw(nlp, text: str):
    words, spans = [], []
    at = 0
    while at < len(text):  # some pages at a time: spaCy holds a document's activations
        end = text.rfind(". ", at, at + 20_000) + 2 if at + 20_000 < len(text) else len(text)
        doc = nlp(text[at:end])
        words += [
            (at + t.idx, at + t.idx + len(t.text), t.text, t.lemma_) for t in doc if t.text.strip()
        ]
        spans += [
            (at + s.start_char, at + s.start_char + len(s.text.rstrip()))
            for s in doc.sents
            if s.text.strip()
        ]
        at = end
    return words, spans


def measure_tags(gold: Gold, tagger: str) -> dict[str, float]:
    words = [[word[0] for word in sentence] for sentence in gold]
    n = sum(map(len, words))
    began = time.process_time()
    tags = tag(words, tagger=tagger)
    seconds = time.process_time() - began
    right = sum(
        t.upos == word[2]
        for given, sentence in zip(tags, gold, strict=True)
        for t, word in zip(given, sentence, strict=True)
    )
    return {"UPOS": round(100 * right / n, 2), "tokens_per_cpu_second": round(n / seconds)}


def measure_memory() -> dict[str, float]:
    """Megabytes at most, each in a process of its own, over 50,000 words (Linux)."""
    if not Path("/proc/self/status").is_file():
        return {}
    text = "words = ['talossa', 'rajapintojen', 'Kelan', 'ja', 'ministeriöiltäkin'] * 10_000\n"
    # Not getrusage: its maximum is handed down from the process that starts this one.
    peak = (
        "lines = open('/proc/self/status').read().splitlines()\n"
        "print(int(next(x for x in lines if x.startswith('VmHWM')).split()[1]) / 1024)"
    )
    programs = {
        "aineisto fast": "from aineisto.language import Lemmatizer\n"
        + "Lemmatizer().lemmatize([words])\n",
        "spaCy web-md": "import spacy; from spacy.tokens import Doc\n"
        + "nlp = spacy.load('spacy_fi_experimental_web_md')\n"
        + "list(nlp.pipe(Doc(nlp.vocab, words[i:i+50]) for i in range(0, 5_000, 50)))\n",
    }
    found = {}
    for name, program in programs.items():
        code = text + program + peak
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
        if done.returncode == 0:
            found[name] = round(float(done.stdout.split()[-1]))
    return found


def backends_differ(gold: Gold) -> dict[str, float] | None:
    """Share of word types with other lemmas from the native library than from the wheels."""
    if not _available("libvoikko"):
        return None
    types = sorted({word[0] for sentence in gold for word in sentence})
    native, pure = Lemmatizer(backend="libvoikko"), Lemmatizer(backend="pyvoikko")
    readings = sum(set(native.analyses(w)) != set(pure.analyses(w)) for w in types)
    lemmas = sum(native.lemma(w) != pure.lemma(w) for w in types)
    return {
        "types": len(types),
        "readings_differ_percent": round(100 * readings / len(types), 2),
        "lemma_differs_percent": round(100 * lemmas / len(types), 2),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="the first 200 sentences of each set")
    parser.add_argument("--all", action="store_true", help="every combination")
    arguments = parser.parse_args()
    missing = [str(path) for path in SETS.values() if not path.is_file()]
    if missing:
        print("Skipped: the data is not here: " + ", ".join(missing), file=sys.stderr)
        print("Set AINEISTO_DATA to the folder that holds it.", file=sys.stderr)
        return
    quick = arguments.quick
    sets = {name: read(path)[: 200 if quick else None] for name, path in SETS.items()}
    for tagger in TAGGERS:
        tag(WARMING, tagger=tagger)  # loaded before anything is measured
    report: dict[str, object] = {"python": platform.python_version(), "quick": quick}
    report["lemmas"] = _lemma_table(systems(arguments.all), sets)
    report["tags"] = {
        tagger: {name: measure_tags(gold, tagger) for name, gold in sets.items()}
        for tagger in TAGGERS
    }
    print("tags:", report["tags"])
    report["raw"] = measure_raw(quick)
    for name, results in report["raw"].items():  # type: ignore[attr-defined]
        print(f"raw text, {name}: {results}")
    report["memory_mb"] = measure_memory()
    report["backends"] = backends_differ(sets["TDT test"] + sets["OOD test"])
    print("memory, MB:", report["memory_mb"])
    print("native against wheels:", report["backends"])
    results = ROOT / "benchmarks" / "results"
    results.mkdir(parents=True, exist_ok=True)
    (results / "language.json").write_text(
        json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )


def _lemma_table(found: dict[str, System], sets: dict[str, Gold]) -> dict[str, dict]:
    print(f"{'system':62s}{'set':10s}{'strict':>8s}{'lenient':>9s}{'cold/s':>9s}{'ratio':>7s}")
    lemmas: dict[str, dict] = {}
    for name, system in found.items():
        for set_name, gold in sets.items():
            its = measure(system, gold)
            lemmas.setdefault(name, {})[set_name] = its
            base = lemmas.get(SPACY, {}).get(set_name, {}).get("cold")
            its["ratio"] = round(its["cold"] / base, 2) if base else None  # type: ignore[operator]
            print(
                f"{name:62s}{set_name:10s}{its['strict']:8.2f}{its['lenient']:9.2f}"
                f"{its['cold']:9.0f}{its['ratio'] or 0:7.1f}  {its['sections'] or ''}",
                flush=True,
            )
    return lemmas


if __name__ == "__main__":
    main()
