"""Standard forms of spoken Finnish: accuracy, speed, what is done to standard text.

    python benchmarks/spoken/run.py [--quick | --sets]

Prints tables and writes ``benchmarks/results/spoken.json``. Needs the data folder (environment
variable ``AINEISTO_DATA``, else ``../shared/data`` beside the repository): skn-spoken, UD
Finnish-TDT and UD Finnish-OOD. The colloquial forms lie beside this file; they were written before
the rules, half of them (``develop``) was looked at, the other half (``report``) is only counted.

Word accuracy of the standard form: equal, capitals and all. Lemmas: equal but for capitals and
hyphens of compounds; a colloquial form may have several right lemmas (``|``).
"""

from __future__ import annotations

import argparse
import csv
import json
import lzma
import os
import platform
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import sets

from aineisto.language import Lemmatizer, normalize_word, shared_lemmatizer, tokenize
from aineisto.morphology import load_voikko

ROOT = Path(__file__).parents[2]
DATA = Path(os.environ.get("AINEISTO_DATA", ROOT.parent / "shared" / "data"))
SKN = DATA / "skn-spoken"
TDT = DATA / "ud-finnish-tdt"
OOD = DATA / "ud-finnish-ood" / "fi_ood-ud-test.conllu"
RESULTS = ROOT / "benchmarks" / "results" / "spoken.json"
SETS = "homographs and foreign words"
Sentences = list[list[str]]
Pairs = list[list[tuple[str, str]]]


def read_pairs(path: Path) -> Pairs:
    utterances: Pairs = [[]]
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            spoken, _, standard = line.rstrip("\n").partition("\t")
            if spoken:
                utterances[-1].append((spoken, standard.replace("_", " ")))
            elif utterances[-1]:
                utterances.append([])
    return [utterance for utterance in utterances if utterance]


def read_ud(path: Path) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """Section and (form, lemma, features) of every sentence."""
    sentences: list[tuple[str, list[tuple[str, str, str]]]] = []
    section, words = "", []
    for line in [*path.read_text(encoding="utf-8").splitlines(), ""]:
        cells = line.split("\t")
        if line.startswith("# sent_id"):
            section = "".join(c for c in line.partition("=")[2].strip() if c.isalpha())
        elif len(cells) == 10 and cells[0].isdigit():
            words.append((cells[1], cells[2], cells[5]))
        elif not line and words:
            sentences.append((section, words))
            words = []
    return sentences


def dialects(train: Pairs, test: Pairs) -> dict[str, dict[str, float]]:
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    for utterance in train:
        for spoken, standard in utterance:
            forms[spoken][standard] += 1
    usual = {spoken: its.most_common(1)[0][0] for spoken, its in forms.items()}
    systems: dict[str, Callable[[Sentences], Sentences]] = {
        "as it is": lambda s: s,
        "most frequent form": lambda s: [[usual.get(w, w) for w in u] for u in s],
        "list and rules, no context": lambda s: [[normalize_word(w) for w in u] for u in s],
        "aineisto": shared_lemmatizer().standard_forms,
    }
    words = [[spoken for spoken, _ in utterance] for utterance in test]
    n = sum(map(len, words))
    report = {}
    for name, system in systems.items():
        began = time.process_time()
        answers = system(words)
        cold = n / max(time.process_time() - began, 1e-6)
        began = time.process_time()
        system(words)
        warm = n / max(time.process_time() - began, 1e-6)
        right, unseen_right, unseen = 0, 0, 0
        for given, utterance in zip(answers, test, strict=True):
            for answer, (spoken, standard) in zip(given, utterance, strict=True):
                right += answer == standard
                if spoken not in forms:
                    unseen += 1
                    unseen_right += answer == standard
        report[name] = {
            "words": n,
            "right": right / n,
            "right of forms not in train": unseen_right / max(unseen, 1),
            "words_per_cpu_second_cold": round(cold),
            "words_per_cpu_second_warm": round(warm),
        }
        print(f"{name:28s}{right / n:8.4f}{cold:12.0f}{warm:12.0f}")
    return report


def standard_text(path: Path) -> dict[str, object]:
    sentences = read_ud(path)
    words = [[form for form, *_ in sentence] for _, sentence in sentences]
    n = sum(map(len, words))
    sections = Counter(name for name, sentence in sentences for _ in sentence)
    began = time.process_time()
    answers = shared_lemmatizer().standard_forms(words)
    speed = n / max(time.process_time() - began, 1e-6)
    changed = Counter(
        f"{word} → {answer}"
        for given, sentence in zip(answers, words, strict=True)
        for answer, word in zip(given, sentence, strict=True)
        if answer != word
    )
    where = Counter(
        name
        for (name, sentence), given in zip(sentences, answers, strict=True)
        for answer, (word, *_) in zip(given, sentence, strict=True)
        if answer != word
    )
    known = sum(
        times for pair, times in changed.items() if load_voikko().analyses(pair.split(" → ")[0])
    )
    # What the treebank itself marks as colloquial is no standard text: mä, mut, oon.
    unmarked = Counter(
        f"{word} → {answer}"
        for (_, sentence), given in zip(sentences, answers, strict=True)
        for answer, (word, _, feats) in zip(given, sentence, strict=True)
        if answer != word and "Style=Coll" not in feats
    )
    share = 100 * changed.total() / n
    apart = 100 * unmarked.total() / n
    print(f"{path.stem}: {share:.3f} % of {n} words changed, {apart:.3f} % not marked colloquial")
    return {
        "words": n,
        "changed_percent": share,
        "changed_percent_of_words_in_the_dictionary": 100 * known / n,
        "changed_percent_not_marked_colloquial": apart,
        "not_marked_colloquial": unmarked.most_common(),
        "changed_percent_by_section": {s: 100 * where[s] / sections[s] for s in sections},
        "words_per_cpu_second_cold": round(speed),
        "commonest": changed.most_common(15),
    }


def colloquial() -> dict[str, dict[str, dict[str, float]]]:
    with (Path(__file__).parent / "colloquial.tsv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    systems: dict[str, Callable[[list[str]], list[str]]] = {
        "aineisto fast": _lemmatize(),
        "aineisto fast, no normaliser": lambda words: Lemmatizer(spoken=False).lemmatize([words])[
            0
        ],
        "aineisto accurate": _lemmatize(mode="accurate"),
        "Voikko, first reading": _first_readings,
    }
    if find_spec("simplemma"):
        import simplemma

        systems["simplemma"] = lambda words: [simplemma.lemmatize(w, lang="fi") for w in words]
    report: dict[str, dict[str, dict[str, float]]] = {}
    for half in ("develop", "report"):
        for name, system in systems.items():
            counted = {"all": [0, 0], "spoken": [0, 0], "standard": [0, 0]}
            for row in rows:
                if row["half"] != half:
                    continue
                words, at = place(row)
                right = system(words)[at].lower() in row["lemma"].split("|")
                kind = "standard" if row["form"] == row["standard"] else "spoken"
                for key in ("all", kind):
                    counted[key][0] += right
                    counted[key][1] += 1
            report.setdefault(half, {})[name] = {
                key: 100 * right / n for key, (right, n) in counted.items()
            } | {"forms": counted["all"][1]}
            print(f"{half:9s}{name:30s}{report[half][name]['all']:7.1f}")
        its = [row for row in rows if row["half"] == half]
        right = sum(
            shared_lemmatizer().standard_forms([place(row)[0]])[0][place(row)[1]] == row["standard"]
            for row in its
        )
        report[half]["standard form"] = {"all": 100 * right / len(its), "forms": len(its)}
        print(f"{half:9s}{'standard form':30s}{100 * right / len(its):7.1f}")
    return report


def _lemmatize(mode: str = "fast", spoken: bool = True) -> Callable[[list[str]], list[str]]:
    lemmatizer = Lemmatizer(mode, spoken=spoken)
    return lambda words: lemmatizer.lemmatize([words])[0]


def place(row: dict[str, str]) -> tuple[list[str], int]:
    words = [token.text for token in tokenize(row["sentence"])]
    return words, words.index(row["form"])


def _first_readings(words: list[str]) -> list[str]:
    readings = [load_voikko().analyses(word) for word in words]
    return [its[0].lemma if its else w for w, its in zip(words, readings, strict=True)]


def sections(modes: tuple[str, ...]) -> dict[str, dict[str, dict[str, float]]]:
    """Lemmas of UD Finnish-OOD by section, with the normaliser and without."""
    sentences = read_ud(OOD)
    report: dict[str, dict[str, dict[str, float]]] = {}
    for mode in modes:
        for spoken in (True, False):
            right: Counter[str] = Counter()
            total: Counter[str] = Counter()
            for section in dict.fromkeys(name for name, _ in sentences):
                its = [words for name, words in sentences if name == section]
                answers = Lemmatizer(mode, spoken=spoken).lemmatize(
                    [[w for w, *_ in s] for s in its]
                )
                for given, words in zip(answers, its, strict=True):
                    for answer, (_, lemma, _) in zip(given, words, strict=True):
                        right[section] += _plain(answer) == _plain(lemma)
                        total[section] += 1
            name = f"{mode}, {'with' if spoken else 'without'} normaliser"
            report[name] = {s: 100 * right[s] / total[s] for s in total}
            report[name]["all"] = 100 * right.total() / total.total()
            print(name, {s: round(share, 2) for s, share in report[name].items()})
    return report


def _plain(lemma: str) -> str:
    return lemma.replace("#", "").replace("-", "").lower() or lemma


def measure_sets(modes: tuple[str, ...]) -> dict[str, object]:
    return {half: sets.measure(half, modes) for half in ("develop", "fit", "report")}


def _as_json(report: dict[str, object]) -> str:
    return json.dumps(report, ensure_ascii=False, indent=1) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="dev in place of test; fast mode only")
    parser.add_argument(
        "--sets", action="store_true", help="only homographs and foreign words; other results stay"
    )
    arguments = parser.parse_args()
    quick = arguments.quick
    if arguments.sets:
        report = json.loads(RESULTS.read_text(encoding="utf-8"))
        report[SETS] = measure_sets(("fast", "accurate"))
        RESULTS.write_text(_as_json(report), encoding="utf-8")
        return
    missing = [str(path) for path in (SKN, TDT, OOD) if not path.exists()]
    if missing:
        print("Skipped: the data is not here: " + ", ".join(missing), file=sys.stderr)
        print("Set AINEISTO_DATA to the folder that holds it.", file=sys.stderr)
        return
    part = "dev" if quick else "test"
    shared_lemmatizer().standard_forms([["mä"]])  # loading is not measured
    train, test = read_pairs(SKN / "train.tsv.xz"), read_pairs(SKN / f"{part}.tsv.xz")
    report = {
        "python": platform.python_version(),
        "skn": {"part": part, "systems": dialects(train, test)},
        "standard text": {"TDT": standard_text(TDT / f"fi_tdt-ud-{part}.conllu")},
        "colloquial": colloquial(),
        SETS: measure_sets(("fast",) if quick else ("fast", "accurate")),
    }
    if not quick:
        report["OOD"] = sections(("fast", "accurate"))
        RESULTS.write_text(_as_json(report), encoding="utf-8")


if __name__ == "__main__":
    main()
