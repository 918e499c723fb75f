"""Learn which kind of word its neighbours expect, and what each homograph usually is.

    AINEISTO_DATA=path/to/data python surroundings.py [classes] [shares] [choice] [pairs]

``classes``: a softmax over the classes of words that can be of one class only, in text that nobody
annotated (the standard side of Samples of Spoken Finnish, subtitles, FinnSentiment, answers of
Parliament, TDT 2013). ``shares``: what every homograph is how often: by how common its words are in
forms that only they have, then by expectation and maximisation over the same text, TDT 2013 counted
twice. ``choice``: the weights of the votes, on TDT dev and on the sentences of
``benchmarks/spoken/homographs.tsv`` that are not kept to report, and how rare a word of a form must
be to be left out: as rare as leaves most of the ``fit`` sentences right. ``pairs``: which words
stand beside each other more often than by chance in the same text. Some two CPU minutes.
Deterministic.
"""

from __future__ import annotations

import csv
import json
import lzma
import math
import random
import sys
from collections import Counter, defaultdict
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
import train
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from aineisto.language import Lemmatizer, tag, tokenize
from aineisto.language._candidates import _MODERN, _PRONOUNS, plural_only, sentence_starts
from aineisto.language._homographs import homograph_lemma, usual_lemmas
from aineisto.language._readings import Readings, read_readings
from aineisto.language._spoken import certainly_spoken
from aineisto.language._surroundings import EDGE, Neighbourhood, Surroundings, word_class
from aineisto.language._tables import write_rows
from aineisto.morphology import load_voikko

HERE = Path(__file__).parent
SEED = 2
EXAMPLES = 520_000
MINISTRIES = 8_000
#: A word seen more often than this counts by the root of its share, that *on* may not outvote all.
COMMON = 400
LEAST_FEATURE, LEAST_CLASS = 15, 40
EPOCHS, RATE, BATCH = 5, 0.8, 4000
OCCURRENCES, ROUNDS = 60, 5
#: How many occurrences the first guess of a form's shares is worth.
GUESS = 4.0
#: A form that TDT 2013 has so often, and this share of it as one word, needs no choice.
OFTEN, ALWAYS = 30, 0.99
#: What nobody means by forms that another word has: *vastaan* is of no whisk of birch twigs.
NEVER_MEANT = frozenset({"vasta"})
#: A word that a form is more rarely is not thought of: one of these, chosen on ``fit``.
RARELY = (0.002, 0.005, 0.01, 0.02, 0.04, 0.08)
#: Weights of so few hundred-and-twenty-sevenths of the greatest are left out: a smaller file.
LEAST_WEIGHT = 3
#: Pairs of words that meet so often and whose odds are so far from chance; the discount of a count.
LEAST_PAIR, LEAST_ODDS, MOST_ODDS, DISCOUNT = 3, 0.5, 8.0, 0.75
#: Sentences of TDT dev, and how much a homograph of theirs weighs.
WRITTEN, WEIGHT = 400, 0.5
ADVERBS = ("ADV", "ADP")

Sentences = list[list[str]]


def corpus() -> Sentences:
    """Sentences in lower case, half of the written ones without their marks."""
    rng = random.Random(1)
    sentences: Sentences = [[]]
    spoken = lzma.decompress((train.DATA / "skn-spoken" / "train.tsv.xz").read_bytes())
    for line in spoken.decode("utf-8").splitlines():
        form, _, standard = line.partition("\t")
        if form:
            sentences[-1].append(standard.lower().replace("\xa0", " ").split("_")[-1])
        else:
            sentences.append([])
    texts = []
    for name, column in (
        ("xed/fi-annotated.tsv", 0),
        ("xed/fi-projections.tsv", 0),
        ("xed/neu_fi.txt", 1),
        ("finnsentiment/FinnSentiment-1.1.tsv", -1),
    ):
        lines = (train.DATA / name).read_text(encoding="utf-8").splitlines()
        texts += [line.split("\t")[column] for line in lines]
    with (train.DATA / "eduskunta-vkk" / "train.csv").open(encoding="utf-8", newline="") as rows:
        texts += rng.sample([row["sentence"] for row in csv.DictReader(rows)], MINISTRIES)
    written = [[token.text.lower() for token in tokenize(text)] for text in texts]
    written += [[token[0].lower() for token in sentence] for sentence in train.read_tdt2013()]
    for words in written:
        bare = [word for word in words if any(map(str.isalnum, word))]
        sentences.append(bare if rng.random() < 0.5 else words)
    return [words for words in sentences if 1 < len(words) < 60]


def learn_classes(sentences: Sentences, near: Neighbourhood) -> dict[str, float]:
    """Write the weights; return the logarithm of the share of every class."""
    rng = random.Random(SEED)
    places = [
        (words, at, classes[0])
        for words in sentences
        for at, classes in enumerate(map(near.classes, words))
        if len(classes) == 1 and classes[0][0] not in "#?"
    ]
    rng.shuffle(places)
    often = Counter(words[at] for words, at, _ in places)
    places = [p for p in places if rng.random() < math.sqrt(min(1, COMMON / often[p[0][p[1]]]))]
    features = [list(near.features(words, at)) for words, at, _ in places[:EXAMPLES]]
    counts = Counter(name for names in features for name in names)
    known = [name for name, n in counts.most_common() if n >= LEAST_FEATURE]
    number = {name: i for i, name in enumerate(known)}
    classes = Counter(name for _, _, name in places[:EXAMPLES])
    kept = {n: i for i, n in enumerate(n for n, k in classes.most_common() if k >= LEAST_CLASS)}
    rows, starts, gold = [], [0], []
    for names, (_, _, name) in zip(features, places, strict=False):
        if name in kept:
            rows += [number[n] for n in names if n in number]
            starts.append(len(rows))
            gold.append(kept[name])
    x = csr_matrix(
        (np.ones(len(rows), np.float32), np.array(rows, np.int32), starts),
        shape=(len(gold), len(known)),
    )
    weights, shares = descend(x, np.array(gold), len(kept))
    step = float(np.abs(weights).max()) / 127
    small = np.round(weights / step).astype(np.int8)
    small[np.abs(small) < LEAST_WEIGHT] = 0
    np.savez_compressed(HERE / "surroundings.npz", weights=small, step=np.float32(step))
    write_rows(HERE / "surroundings.tsv.xz", [kept, *([name] for name in known)])
    print(len(known), "features", len(kept), "classes", len(gold), "examples")
    return {name: float(shares[i]) for name, i in kept.items()}


def descend(x: csr_matrix, gold: np.ndarray, classes: int) -> tuple[np.ndarray, np.ndarray]:
    """Softmax by AdaGrad; the logarithms of the classes' shares are given."""
    rng = np.random.default_rng(0)
    shares = np.log(np.bincount(gold, minlength=classes) / len(gold)).astype(np.float32)
    weights = np.zeros((x.shape[1], classes), np.float32)
    seen = np.full(weights.shape, 1e-6, np.float32)
    for epoch in range(EPOCHS):
        rate, order, total = (
            0.5 * (RATE * (1 - epoch / EPOCHS) + 0.02),
            rng.permutation(len(gold)),
            0.0,
        )
        for begin in range(0, len(gold), BATCH):
            its = order[begin : begin + BATCH]
            rows = x[its]
            p = rows @ weights + shares
            p = np.exp(p - p.max(1, keepdims=True))
            p /= p.sum(1, keepdims=True)
            at = np.arange(len(its)), gold[its]
            total -= float(np.log(p[at]).sum())
            p[at] -= 1
            columns = np.unique(rows.indices)
            slope = rows[:, columns].T @ (p / len(its)) + 1e-6 * weights[columns]
            seen[columns] += slope * slope
            weights[columns] -= rate * slope / np.sqrt(seen[columns])
        print("epoch", epoch + 1, "loss", round(total / len(gold), 4), flush=True)
    return weights, shares


def candidates(form: str, analyse, seen: Counter) -> set[tuple[str, str]]:
    """Lemma and class of what a form may be, where its neighbours could tell; else nothing.

    A verb against anything, or two nominals of different classes. What is a participle, a
    conjunction or an adverb against a nominal hangs on the treebank's conventions, not on these.
    """
    readings = analyse(form)
    fewest = min((len(reading.parts) for reading in readings), default=0)
    plain = [r for r in readings if len(r.parts) <= fewest and r.lemma.islower()]
    if any(r.participle or r.pos in ("CONJ", "INTJ", "PREFIX", "X") for r in plain):
        return set()
    found = set()
    for r in plain:
        if r.mood in ("Inf2", "Inf4"):
            continue  # mennessä and lähtien are adverbs by convention
        kind = word_class(r, form)
        lemma = (_PRONOUNS if r.pos == "PRON" else _MODERN).get(r.lemma, r.lemma)
        lemma = plural_only(lemma) if r.number == "Plur" else lemma
        if lemma in NEVER_MEANT:
            continue
        found.add((form if kind in ADVERBS else lemma, kind))
    if seen[form] > 1 and form not in {lemma for lemma, _ in found}:
        found |= {(form, kind) for kind in ADVERBS}  # an adverb that Voikko does not know
    kinds = {kind if kind in ADVERBS else kind[0] for _, kind in found}
    if "V" not in kinds and kinds - {"N", "A", "Q"}:
        return set()
    apart = len({lemma for lemma, _ in found}) > 1 and len({kind for _, kind in found}) > 1
    return found if apart else set()


def write_pairs(sentences: Sentences) -> None:
    """Write how much more often than by chance two words stand beside each other."""
    often: Counter[str] = Counter()
    together: Counter[tuple[str, str]] = Counter()
    for words in sentences:
        row = [EDGE, *(word for word in words if any(map(str.isalnum, word))), EDGE]
        often.update(row)
        together.update(pairwise(row))
    total = often.total()
    after: dict[str, list[str]] = defaultdict(list)
    for (word, following), n in sorted(together.items()):
        if n >= LEAST_PAIR:
            odds = math.log((n - DISCOUNT) * total / (often[word] * often[following]))
            if abs(odds) >= LEAST_ODDS:
                after[word].append(f"{following}:{round(10 * min(odds, MOST_ODDS))}")
    write_rows(HERE / "pairs.tsv.xz", ([word, *its] for word, its in after.items()))
    print(sum(map(len, after.values())), "pairs of words")


def learn_shares(sentences: Sentences, near: Neighbourhood, analyse, shares) -> None:
    often = train.count_lemmas(analyse)
    annotated = train.drop_doubtful(train.read_tdt2013(), analyse)
    annotated = train.prefer_common_twins(annotated, analyse, often)
    gold: dict[str, Counter] = defaultdict(Counter)
    for sentence in annotated:
        for form, lemma, _, _ in sentence:
            if lemma:
                gold[form.lower()][lemma] += 1
    forms = {form for form, n in train.count_forms().items() if n >= train.LEAST_OFTEN} | set(gold)
    table = {}
    for form in sorted(forms):
        if form.isalpha() and len(form) <= 20 and form not in usual_lemmas():
            settled = max(gold[form].values(), default=0) >= ALWAYS * gold[form].total()
            if settled and gold[form].total() >= OFTEN:
                continue
            found = candidates(form, analyse, gold[form])
            if found:
                table[form] = sorted(found)
    surroundings = Surroundings(HERE)
    guess, heard, met = {}, defaultdict(list), Counter()
    for form, found in table.items():
        p = np.array([
            math.exp(shares.get(kind, -9.0))
            * (2e-3 if kind in ADVERBS else (often[lemma] + 0.3) / 2e5)
            for lemma, kind in found
        ])  # fmt: skip
        guess[form] = p / p.sum()
    for words in sentences:
        for at, word in enumerate(words):
            if word in table and met[word] < OCCURRENCES:
                met[word] += 1
                kinds = [kind for _, kind in table[word]]
                heard[word].append(np.exp(surroundings.scores(near.features(words, at), kinds)))
    rows = []
    for form, found in table.items():
        now = guess[form]
        for _ in range(ROUNDS):
            sums = GUESS * guess[form]
            for odds in heard[form]:
                sums = sums + now * odds / (now * odds).sum()
            for lemma, n in gold[form].items():
                its = np.array([own == lemma for own, _ in found])
                if its.any():
                    sums = sums + 2 * n * its * now / now[its].sum()
            now = sums / sums.sum()
        for (lemma, kind), share in zip(found, now, strict=True):
            usual = round(100 * math.log(share + 1e-6))
            rows.append((form, "" if lemma == form else lemma, kind, usual))
    write_readings(rows, RARELY[0])


def write_readings(rows: list[tuple[str, str, str, int]], rarely: float) -> None:
    """Write what a form is often enough, where that is more than one word."""
    kept = [row for row in rows if row[3] >= 100 * math.log(rarely)]
    words: dict[str, set[str]] = defaultdict(set)
    for form, lemma, *_ in kept:
        words[form].add(lemma)
    kept = [row for row in kept if len(words[row[0]]) > 1]
    write_rows(HERE / "readings.tsv.xz", (map(str, row) for row in kept))
    print(rarely, len({row[0] for row in kept}), "forms", len(kept), "readings")


class Case(NamedTuple):
    """A homograph in its sentence: votes, logarithm of share, lemma and truth of every reading."""

    votes: np.ndarray
    usual: np.ndarray
    lemmas: list[str]
    right: np.ndarray
    #: Whether the lemma is right without the votes.
    otherwise: bool
    weight: float
    half: str

    def prune(self, rarely: float) -> Case | None:
        kept = self.usual >= math.log(rarely)
        lemmas = [lemma for lemma, its in zip(self.lemmas, kept, strict=True) if its]
        if len(set(lemmas)) < 2:
            return None
        return self._replace(
            votes=self.votes[kept], usual=self.usual[kept], lemmas=lemmas, right=self.right[kept]
        )

    def is_right(self, weights: np.ndarray) -> bool:
        shares: dict[str, float] = defaultdict(float)
        for lemma, score in zip(self.lemmas, self.votes @ weights, strict=True):
            shares[lemma] += math.exp(score)
        return bool(self.right[self.lemmas.index(max(shares, key=shares.__getitem__))])


def learn_choice(analyse) -> None:
    """Weights of the votes: a conditional logit over the readings of every homograph."""
    (HERE / "readings.json").write_text(json.dumps({"fast": [1] * 4, "accurate": [1] * 6}))
    readings = Readings(HERE, analyse)
    fast, accurate = Lemmatizer("fast"), Lemmatizer("accurate")
    path = train.DATA / "ud-finnish-tdt" / "fi_tdt-ud-dev.conllu"
    dev = [
        [(token[0], {token[1].lower()}) for token in sentence]
        for sentence in train.read_conllu(path)
    ]
    with (HERE.parents[1] / "benchmarks" / "spoken" / "homographs.tsv").open(
        encoding="utf-8", newline=""
    ) as rows:
        listed = [row for row in csv.DictReader(rows, delimiter="\t") if row["half"] != "report"]
    spoken = {
        half: [
            [
                (w, set(r["lemma"].split("|")) if w == r["form"] else None)
                for w in r["sentence"].split(" ")
            ]
            for r in listed
            if r["half"] == half
        ]
        for half in ("develop", "fit")
    }
    written = [s for s in dev if any(form.lower() in readings for form, _ in s)][:WRITTEN]
    cases: dict[str, list[Case]] = {"fast": [], "accurate": []}
    for half, sentences in (("written", written), *spoken.items()):
        words = [[form for form, _ in sentence] for sentence in sentences]
        tags = tag(words)
        for number, forms in enumerate(fast.standard_forms(words)):
            plain = [form.rpartition(" ")[2] for form in forms]
            lower = [form.lower() for form in plain]
            speech = forms != words[number] or any(map(certainly_spoken, words[number]))
            starts = sentence_starts(words[number])
            for at, (word, gold) in enumerate(sentences[number]):
                form = plain[at] if " " in forms[at] else forms[at]
                if gold is None or lower[at] not in readings or (form[:1].isupper() and at):
                    continue
                clause = homograph_lemma(plain, at, analyse, speech=True)
                shown = word if form == word else form
                its = tags[number][at]
                for mode, told, own in (
                    ("fast", None, fast._word_lemma(shown, starts[at] or shown.islower())),
                    ("accurate", its, accurate._tagged_lemma(shown, starts[at], its)),
                ):
                    its_readings = readings._readings[lower[at]]
                    before = clause if speech and told is None else None
                    cases[mode].append(
                        Case(
                            np.array(readings.votes(lower, at, own, clause, told)),
                            np.array([r.usual for r in its_readings]),
                            [r.lemma for r in its_readings],
                            np.array([r.lemma.lower() in gold for r in its_readings]),
                            (before or own).lower() in gold,
                            WEIGHT if half == "written" else 1.0,
                            half,
                        )
                    )
    choose(cases)


def choose(cases: dict[str, list[Case]]) -> None:
    """Fit the weights for every pruning; keep the pruning and the weights that ``fit`` asks for."""
    best: tuple[int, float, dict[str, list[float]]] | None = None
    for rarely in RARELY:
        weights, right = {}, Counter()
        for mode, all_cases in cases.items():
            pruned = [case.prune(rarely) for case in all_cases]
            problem = [case for case in pruned if case is not None and case.right.any()]
            start = np.full(problem[0].votes.shape[1], 0.5)
            found = np.round(minimize(_loss, start, args=(problem,)).x, 2)
            weights[mode] = [float(w) for w in found]
            for case, its in zip(all_cases, pruned, strict=True):
                right[case.half] += case.otherwise if its is None else its.is_right(found)
        print(rarely, weights, dict(right))
        if best is None or right["fit"] > best[0]:
            best = (right["fit"], rarely, weights)
    assert best is not None
    _, rarely, weights = best
    rows = [
        (form, "" if r.lemma == form else r.lemma, r.kind, round(100 * r.usual))
        for form, its in read_readings(HERE / "readings.tsv.xz").items()
        for r in its
    ]
    write_readings(rows, rarely)
    (HERE / "readings.json").write_text(json.dumps(weights) + "\n", encoding="utf-8")


def _loss(weights: np.ndarray, problem: list[Case]) -> float:
    total = weights @ weights / 2
    for case in problem:
        scores = case.votes @ weights
        odds = np.exp(scores - scores.max())
        total -= case.weight * math.log(odds[case.right].sum() / odds.sum())
    return float(total)


def main() -> None:
    steps = set(sys.argv[1:]) or {"classes", "shares", "choice", "pairs"}
    analyse = lru_cache(None)(load_voikko("auto").analyses)
    near = Neighbourhood(analyse)
    sentences = corpus() if steps - {"choice"} else []
    if "pairs" in steps:
        write_pairs(sentences)
    if steps & {"classes", "shares"}:
        shares = learn_classes(sentences, near)
        learn_shares(sentences, near, analyse, shares)
    if "choice" in steps:
        learn_choice(analyse)


if __name__ == "__main__":
    main()
