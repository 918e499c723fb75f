"""Actors of an interview report against two human coders, and speed against spaCy's names.

    python benchmarks/actors/run.py [--show]

Needs the folder of development data (environment variable ``AINEISTO_DATA``, default
``../shared/data``) with ``interview-report/``: statements and the actors that two coders found in
75 of them. Statement and actor make a pair; a pair counts once however often it is mentioned.
Every mention of the chapters is compared with a gold made by hand (``gold-chapters.csv``: places,
the names themselves and who is meant, none of the text): a span is right when it covers the name
with its ending and goes no further than the written word or the company's form after it. What the
gold leaves open (``counts`` 0) is neither right nor wrong.

``sentences.txt`` holds sentences as people say them and as a speech recogniser writes them, with
answers by one hand: a mention is right when it stands where the answer does and names the same
actor. Rules were chosen on the odd numbers. Groups and offices without a name of their own
(*kunnat*, *sossu*) are found by the lines that a study writes into its codebook (``GROUPS``).
This part needs no data.

Speed is CPU time of one process on the report's chapters and administrative sentences, the
recogniser's first pass (nothing cached) and spaCy's tok2vec and ner alone.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path

from aineisto.actors import ActorRecognizer
from aineisto.codebook import ActorEntry

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("AINEISTO_DATA", ROOT.parent / "shared" / "data"))
GOLD = Path(__file__).with_name("gold-chapters.csv")
GOLD_OF = "acf274da6d6aa241bd294b3571ed9ca8649d1d768b29383aa5398ef3c4bb28ae"
SENTENCES = Path(__file__).with_name("sentences.txt")
#: What a study of digitalisation would write under [[actors]] of its codebook.
GROUPS = [
    ActorEntry("kunnat", ("kunta",), "group"),
    ActorEntry("maakunnat", ("maakunta",), "group"),
    ActorEntry("hyvinvointialueet", ("hyvinvointialue",), "group"),
    ActorEntry("sairaanhoitopiirit", ("sairaanhoitopiiri",), "group"),
    ActorEntry("sosiaalitoimi", ("sossu",), "group"),
    ActorEntry("poliisi", (), "group"),
]
UNUSED = ["lemmatizer", "parser", "morphologizer", "tagger", "attribute_ruler"]
Pairs = set[tuple[str, str]]


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def coder_pairs(path: Path) -> tuple[Pairs, list[str]]:
    coded = rows(path)
    pairs = {
        (row["statement_id"], actor.strip().lower())
        for row in coded
        for actor in (row["actors"] or "").split(";")
        if actor.strip()
    }
    return pairs, [row["statement_id"] for row in coded]


def scores(found: Pairs, true: Pairs) -> dict[str, float]:
    hits = len(found & true)
    precision = hits / len(found) if found else 0.0
    recall = hits / len(true) if true else 0.0
    f1 = 2 * hits / (len(found) + len(true)) if found or true else 0.0
    return {"precision": precision, "recall": recall, "f1": f1, "pairs": len(true)}


def against_coders(folder: Path) -> dict[str, object]:
    texts = {row["statement_id"]: row["text"] for row in rows(folder / "statements.csv")}
    a, coded = coder_pairs(folder / "coder_a.csv")
    b, _ = coder_pairs(folder / "coder_b.csv")
    found_rows = ActorRecognizer().find([texts[statement] for statement in coded])
    found = {(coded[text], actor.lower()) for text, actor in found_rows[["text", "actor"]].values}
    return {
        "statements": len(coded),
        "coder a": scores(found, a),
        "coder b": scores(found, b),
        "both coders agree": scores(found, a & b),
        "either coder": scores(found, a | b),
        "coder a against b": scores(a, b),
        "found, no coder has it": sorted(found - (a | b)),
        "both coders have it, not found": sorted((a & b) - found),
        "one coder has it, not found": sorted((a ^ b) - found),
    }


def against_gold(folder: Path) -> dict[str, object]:
    """Return span and identity of every mention against the hand-made gold of the chapters."""
    raw = (folder / "report-chapters-1-2.txt").read_bytes()
    if hashlib.sha256(raw).hexdigest() != GOLD_OF:
        return {"gold": "is of another version of the text"}
    gold = [
        (int(row["start"]), int(row["end"]), int(row["reach"]), row["actor"], row["counts"] == "1")
        for row in rows(GOLD)
    ]
    names = ["start", "end", "mention", "actor"]
    found = list(ActorRecognizer().find([raw.decode("utf-8")])[names].itertuples(index=False))
    wrong, hits, exact, matched = [], 0, 0, set()
    for start, end, mention, actor in found:
        for place, (low, high, reach, true, counts) in enumerate(gold):
            if low == start and high <= end <= reach and true == actor and place not in matched:
                matched.add(place)
                hits += counts
                exact += counts and end == reach
                break
        else:
            touched = [g for g in gold if g[0] < end and start < g[2]]
            if all(g[4] for g in touched):
                wrong.append(f"{mention} → {actor}")
    true = sum(counts for *_, counts in gold)
    missed = [f"{g[3]} at {g[0]}" for n, g in enumerate(gold) if g[4] and n not in matched]
    precision, recall = hits / (hits + len(wrong)), hits / true
    return {
        "mentions": true,
        "precision": precision,
        "recall": recall,
        "f1": 2 * precision * recall / (precision + recall),
        "whole extent, of the hits": exact / hits,
        "found wrongly": wrong,
        "missed": missed,
    }


def spoken(odd: bool, show: bool = False) -> dict[str, float]:
    """Return how right the actors of the spoken sentences are, of odd or even numbers."""
    find = ActorRecognizer(GROUPS).find
    hits = answers = right = found = 0
    for number, marked in re.findall(
        r"^# (\d+) .*\n(.*)$", SENTENCES.read_text(encoding="utf-8"), re.M
    ):
        if int(number) % 2 != odd:
            continue
        text, true = _answers(marked)
        given = find([text])[["start", "end", "actor"]].values.tolist()
        wanted = [answer for answer in true if answer[3]]
        missed = [a for a in wanted if not any(_same(a, mention) for mention in given)]
        open_to_both = [answer for answer in true if not answer[3]]
        counted = [m for m in given if not any(m[0] < o[1] and o[0] < m[1] for o in open_to_both)]
        wrong = [m for m in counted if not any(_same(answer, m) for answer in wanted)]
        hits, answers = hits + len(wanted) - len(missed), answers + len(wanted)
        right, found = right + len(counted) - len(wrong), found + len(counted)
        if show and (missed or wrong):
            print(number, text, *(f"\n  missed {text[a[0] : a[1]]}: {a[2]}" for a in missed))
            print(*(f"  wrong {text[m[0] : m[1]]}: {m[2]}\n" for m in wrong), end="")
    return {
        "answers": answers,
        "recall": hits / answers,
        "found": found,
        "precision": right / found,
    }


def _answers(marked: str) -> tuple[str, list[tuple[int, int, str, bool]]]:
    """Return a sentence without braces, and start, end and actor of each, and whether it counts."""
    text, answers, reached = "", [], 0
    for mark in re.finditer(r"\{(\??)([^|}]+)\|([^}]*)\}", marked):
        text += marked[reached : mark.start()]
        answers.append((len(text), len(text) + len(mark[3]), mark[2], not mark[1]))
        text += mark[3]
        reached = mark.end()
    return text + marked[reached:], answers


def _same(answer: tuple[int, int, str, bool], mention: list) -> bool:
    return mention[0] < answer[1] and answer[0] < mention[1] and mention[2] == answer[2]


def cpu_seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def speed(texts: list[str]) -> dict[str, float]:
    import spacy

    nlp = spacy.load("spacy_fi_experimental_web_md", exclude=UNUSED)
    docs = [nlp.make_doc(text) for text in texts]
    tokens = sum(len(doc) for doc in docs)
    names = dict(nlp.pipeline)
    list(names["ner"].pipe(names["tok2vec"].pipe(docs[:5])))  # warm up

    def find_names() -> None:
        fresh = (nlp.make_doc(text) for text in texts)
        for _ in names["ner"].pipe(names["tok2vec"].pipe(fresh, batch_size=64), batch_size=64):
            pass

    recognizer = ActorRecognizer()
    start = time.process_time()
    recognizer.find(["Kela"])
    build = time.process_time() - start
    first = cpu_seconds(lambda: recognizer.find(texts))
    again = cpu_seconds(lambda: recognizer.find(texts))
    ner = cpu_seconds(find_names)
    with_finder = cpu_seconds(lambda: recognizer.find(texts, unknown=True))
    return {
        "tokens": tokens,
        "building the index, s": build,
        "register, first pass, tokens/s": tokens / first,
        "register, second pass, tokens/s": tokens / again,
        "spaCy names, tokens/s": tokens / ner,
        "with the name finder, tokens/s": tokens / with_finder,
        "register first pass against spaCy": ner / first,
        "with the name finder against spaCy": ner / with_finder,
    }


def administrative(folder: Path, limit: int = 3000) -> list[str]:
    path = folder / "eduskunta-vkk" / "dev.csv"
    return [max(row.values(), key=len) for row in rows(path)][:limit] if path.exists() else []


def main() -> int:
    said = {
        "spoken sentences, odd": spoken(odd=True, show="--show" in sys.argv),
        "spoken sentences, even": spoken(odd=False),
    }
    for name, value in said.items():
        print(f"{name:<32}" + "  ".join(f"{k} {v:.4g}" for k, v in value.items()))
    folder = DATA / "interview-report"
    if not folder.exists():
        print(f"{folder} is absent: set AINEISTO_DATA to the folder of development data.")
        return 1
    chapters = (folder / "report-chapters-1-2.txt").read_text(encoding="utf-8")
    texts = [part for part in chapters.split("\n\n") if part.strip()] + administrative(DATA)
    results = {
        **said,
        "coders": against_coders(folder),
        "mentions of chapters 1-2": against_gold(folder),
        "speed": speed(texts),
    }
    for name, value in results["coders"].items():
        if isinstance(value, dict):
            line = "  ".join(f"{k} {v:.3f}" if k != "pairs" else f"n={v}" for k, v in value.items())
            print(f"{name:<32}{line}")
        else:
            print(f"{name:<32}{value}")
    for name, value in results["mentions of chapters 1-2"].items():
        print(f"{name:<32}{value:.3f}" if isinstance(value, float) else f"{name:<32}{value}")
    for name, number in results["speed"].items():
        print(f"{name:<36}{number:,.1f}")
    target = ROOT / "benchmarks" / "results" / "actors.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
