"""Lemmas, tags and speed of the lemmatiser on gold tokens.

    python benchmarks/language/run.py [--quick]

Prints a table and writes ``benchmarks/results/language.json``. Needs the data folder (environment
variable ``AINEISTO_DATA``, else ``../shared/data`` beside the repository): UD Finnish-TDT and
UD Finnish-OOD test. No choice was made on either. The list of spoken forms lies beside this file.

Strict: equal but for capitals and the ``#`` that UD puts between parts of compounds (read as the
hyphen where the word has one there). Lenient: hyphens do not count either.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from aineisto.language import Lemmatizer, tag
from aineisto.language._tags import tagging_pipeline
from aineisto.language._voikko import Voikko, load_voikko

ROOT = Path(__file__).parents[2]
DATA = Path(os.environ.get("AINEISTO_DATA", ROOT.parent / "shared" / "data"))
SETS = {
    "TDT test": DATA / "ud-finnish-tdt" / "fi_tdt-ud-test.conllu",
    "OOD test": DATA / "ud-finnish-ood" / "fi_ood-ud-test.conllu",
}
Sentences = list[list[str]]
System = Callable[[Sentences], Sentences]


def read(path: Path) -> list[list[tuple[str, str, str]]]:
    """Form, lemma and UPOS of every word, by sentence."""
    sentences: list[list[tuple[str, str, str]]] = [[]]
    for line in path.read_text(encoding="utf-8").splitlines():
        cells = line.split("\t")
        if len(cells) == 10 and cells[0].isdigit():
            sentences[-1].append((cells[1], cells[2], cells[3]))
        elif not line and sentences[-1]:
            sentences.append([])
    return [sentence for sentence in sentences if sentence]


def strict(lemma: str) -> str:
    return (lemma.replace("#", "") or "#").lower()


def lenient(lemma: str) -> str:
    return strict(lemma).replace("-", "") or "-"


def systems() -> dict[str, System]:
    found: dict[str, System] = {}
    backends = [b for b in ("libvoikko", "pyvoikko") if _available(b)]
    for backend in backends:
        for mode in ("fast", "accurate"):
            found[f"aineisto {mode}, {backend}"] = Lemmatizer(mode, backend).lemmatize
    for backend in backends:
        found[f"Voikko, first reading, {backend}"] = _first_reading(load_voikko(backend))
    if find_spec("simplemma"):
        import simplemma

        found["simplemma"] = lambda s: [[simplemma.lemmatize(w, lang="fi") for w in x] for x in s]
    if "libvoikko" in backends:
        found["spaCy web-md, whole pipeline"] = _spacy_lemmas()
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


def _spacy_lemmas() -> System:
    import spacy
    from spacy.tokens import Doc

    nlp = spacy.load("spacy_fi_experimental_web_md", exclude=["ner", "parser"])

    def lemmatize(sentences: Sentences) -> Sentences:
        docs = (Doc(nlp.vocab, words=words) for words in sentences)
        return [[token.lemma_ for token in doc] for doc in nlp.pipe(docs, batch_size=32)]

    return lemmatize


def measure(system: System, sentences: list[list[tuple[str, str, str]]]) -> dict[str, float]:
    words = [[form for form, _, _ in sentence] for sentence in sentences]
    n = sum(map(len, words))
    began = time.process_time()
    answers = system(words)
    cold = n / max(time.process_time() - began, 1e-9)
    began = time.process_time()
    system(words)
    warm = n / max(time.process_time() - began, 1e-9)
    pairs = [
        (answer, lemma)
        for given, sentence in zip(answers, sentences, strict=True)
        for answer, (_, lemma, _) in zip(given, sentence, strict=True)
    ]
    return {
        "strict": 100 * sum(strict(a) == strict(g) for a, g in pairs) / n,
        "lenient": 100 * sum(lenient(a) == lenient(g) for a, g in pairs) / n,
        "tokens_per_cpu_second_cold": round(cold),
        "tokens_per_cpu_second_warm": round(warm),
        "tokens": n,
    }


def measure_tags(sentences: list[list[tuple[str, str, str]]]) -> dict[str, float]:
    words = [[form for form, _, _ in sentence] for sentence in sentences]
    n = sum(map(len, words))
    began = time.process_time()
    tags = tag(words)
    seconds = time.process_time() - began
    right = sum(
        t.upos == upos
        for given, sentence in zip(tags, sentences, strict=True)
        for t, (_, _, upos) in zip(given, sentence, strict=True)
    )
    return {"UPOS": 100 * right / n, "tokens_per_cpu_second": round(n / seconds)}


def spoken(system: System) -> float:
    rows = (Path(__file__).parent / "colloquial.tsv").read_text(encoding="utf-8").splitlines()[1:]
    pairs = [row.split("\t") for row in rows]
    # A word beside which there is no doubt that somebody speaks.
    answers = system([[form, "niinku"] for form, _ in pairs])
    right = sum(a[0].lower() in (g, _other(g)) for a, (_, g) in zip(answers, pairs, strict=True))
    return 100 * right / len(pairs)


def _other(lemma: str) -> str:
    """UD and dictionaries differ: *nuo* or *tuo*, *semmoinen* or *sellainen*."""
    same = {"nuo": "tuo", "semmoinen": "sellainen", "tämmöinen": "tällainen"}
    return same.get(lemma, lemma)


def backends_differ(sentences: list[list[tuple[str, str, str]]]) -> dict[str, float] | None:
    """Share of word types with other lemmas from the native library than from the wheels."""
    if not _available("libvoikko"):
        return None
    types = sorted({form for sentence in sentences for form, _, _ in sentence})
    native, pure = Lemmatizer(backend="libvoikko"), Lemmatizer(backend="pyvoikko")
    readings = sum(set(native.analyses(w)) != set(pure.analyses(w)) for w in types)
    lemmas = sum(native.lemma(w) != pure.lemma(w) for w in types)
    return {
        "types": len(types),
        "readings_differ_percent": 100 * readings / len(types),
        "lemma_differs_percent": 100 * lemmas / len(types),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="the first 200 sentences of each set")
    quick = parser.parse_args().quick
    missing = [str(path) for path in SETS.values() if not path.is_file()]
    if missing:
        print("Skipped: the data is not here: " + ", ".join(missing), file=sys.stderr)
        print("Set AINEISTO_DATA to the folder that holds it.", file=sys.stderr)
        return
    sets = {name: read(path)[: 200 if quick else None] for name, path in SETS.items()}
    tagging_pipeline()
    report: dict[str, object] = {"python": platform.python_version(), "quick": quick}
    print(f"{'system':38s}{'set':10s}{'strict':>8s}{'lenient':>9s}{'cold/s':>9s}{'warm/s':>10s}")
    lemmas: dict[str, dict[str, dict[str, float]]] = {}
    for name, system in systems().items():
        for set_name, sentences in sets.items():
            its = measure(system, sentences)
            lemmas.setdefault(name, {})[set_name] = its
            print(
                f"{name:38s}{set_name:10s}{its['strict']:8.2f}{its['lenient']:9.2f}"
                f"{its['tokens_per_cpu_second_cold']:9.0f}{its['tokens_per_cpu_second_warm']:10.0f}"
            )
        lemmas[name]["spoken"] = {"right": spoken(system)}
        print(f"{name:38s}{'spoken':10s}{lemmas[name]['spoken']['right']:8.1f}")
    report["lemmas"] = lemmas
    report["tags"] = {name: measure_tags(sentences) for name, sentences in sets.items()}
    report["backends"] = backends_differ(sets["TDT test"] + sets["OOD test"])
    print("tags:", report["tags"])
    print("native against wheels:", report["backends"])
    results = ROOT / "benchmarks" / "results"
    results.mkdir(parents=True, exist_ok=True)
    (results / "language.json").write_text(
        json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main()
