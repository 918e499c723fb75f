"""Train the chooser of lemmas: counts, endings and weights, from TDT 2013 and UD TDT dev.

    AINEISTO_DATA=path/to/data python models/lemma-fi/train.py [--evaluate] [--tagger spacy]

With ``--evaluate`` nothing is written: each third of UD TDT dev is judged by what TDT 2013 and the
other two thirds teach, which is how every choice here was made. Deterministic.
"""

from __future__ import annotations

import argparse
import csv
import json
import lzma
import os
import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from aineisto.language._candidates import (
    find_ways,
    fixed_lemma,
    plural_only,
    positive_adverb,
    sentence_starts,
)
from aineisto.language._lexicon import Answer, Lexicon, save_answers
from aineisto.language._models import Chooser, candidate_features, load_models
from aineisto.language._surroundings import Neighbourhood
from aineisto.language._tagging import tag
from aineisto.morphology import Tag, clean_word, load_voikko

HERE = Path(__file__).parent
DATA = Path(os.environ.get("AINEISTO_DATA", HERE.parent.parent.parent / "shared" / "data"))
PENALTY = 1.0
# How much more a token of UD dev weighs than one of TDT 2013, whose conventions are older.
DEV_WEIGHT = 2.0
# A twin is preferred where it is so many times as common.
TWIN_RATIO = 5
# A form met so often in unannotated text gets its lemma into the table of answers.
LEAST_OFTEN = 2
# Lemmas of TDT 2013 that are wrong or against the conventions of Universal Dependencies.
NOISE = {
    ("mä", "mä"),
    ("sä", "sä"),
    ("te", "te"),
    ("noin", "tuo"),
    ("kuin", "kuu"),
    ("vuosi", "vuo"),
    ("mm.", "mm"),
    ("tilanne", "tila"),
    ("ni", "ni"),
    ("te", "te"),
    ("kerran", "kerta"),
    ("silloin", "silla"),
    ("vähintään", "vähä"),
    ("pariin", "par"),
    ("jne", "jne"),
    ("parempaa", "parempi"),
    ("vaikkapa", "vaikkapa"),
    ("vieläkin", "vieläkin"),
    ("mahdollisimman", "mahdollinen"),
    ("ottaen", "ottaa"),
    ("aikoinaan", "aika"),
    ("työ", "sie"),
    ("lainkaan", "lain"),
    ("paria", "par"),
    ("parin", "par"),
    ("yhtä", "yks"),
    ("selvää", "selvätä"),
}
#: Degrees of comparison have the positive's lemma in Universal Dependencies throughout.
POSITIVES = {"parempi": "hyvä", "paremmin": "hyvin", "parhaiten": "hyvin"}
NOT_LEMMAS = {"niisi", "pidetä", "väli", "tasa", "kanna", "jäämi"}
#: Two words in one: the treebank of 2013 runs their lemmas together (ettei: ettäei).
FUSED = {
    "ettäei": {"ett": "ettei"},
    "josei": {"ell": "ellei", "joll": "jollei"},
    "miksiei": {"miks": "miksei"},
    "muttaei": {"mutt": "muttei"},
    "vaikkaei": {"vaikk": "vaikkei"},
}

Token = tuple[str, str, str, bool]  # form, lemma, UPOS|feats, begins a sentence


def read_tdt2013() -> list[list[Token]]:
    sentences: list[list[Token]] = [[]]
    path = DATA / "tdt2013" / "tdt2013.train.tsv.xz"
    for line in lzma.decompress(path.read_bytes()).decode("utf-8").splitlines():
        if line.strip():
            form, lemma, tag = line.rstrip("\n").split("\t")[:3]
            if (form.lower(), lemma) not in NOISE and lemma not in NOT_LEMMAS:
                lemma = plural_only(lemma) if "NUM_Pl" in tag else lemma
                lemma = as_spelt(form, POSITIVES.get(lemma, parted(form, lemma)))
                sentences[-1].append((form, lemma, tag, False))
            else:
                sentences[-1].append((form, "", tag, False))
        elif sentences[-1]:
            sentences.append([])
    return mark_initial([s for s in sentences if s])


def parted(form: str, lemma: str) -> str:
    """Return the form under which a fused conjunction and negation is looked up: etten, ettei."""
    starts = FUSED.get(lemma, {})
    return next((own for start, own in starts.items() if form.lower().startswith(start)), lemma)


def as_spelt(form: str, lemma: str) -> str:
    """Return a lemma with the hyphens of its form: *1990-luvulla* is of *1990-luku*.

    Treebanks write *1990#luku*; dictionaries, and people, write the hyphen.
    """
    for at, letter in enumerate(form):
        alike = form[:at].lower() == lemma[:at].lower() and at > 0
        if letter == "-" and alike and lemma[at:].isalpha():
            lemma = f"{lemma[:at]}-{lemma[at:]}"
    return lemma


def read_conllu(path: Path) -> list[list[Token]]:
    sentences: list[list[Token]] = [[]]
    for line in path.read_text(encoding="utf-8").splitlines():
        cells = line.split("\t")
        if len(cells) == 10 and cells[0].isdigit():
            lemma = cells[2].replace("#", "") if len(cells[2]) > 1 else cells[2]
            lemma = as_spelt(cells[1], lemma)
            sentences[-1].append((cells[1], lemma, f"{cells[3]}|{cells[5]}", False))
        elif not line and sentences[-1]:
            sentences.append([])
    return mark_initial([s for s in sentences if s])


def mark_initial(sentences: list[list[Token]]) -> list[list[Token]]:
    return [
        [
            (form, lemma, tag, initial)
            for (form, lemma, tag, _), initial in zip(
                sentence, sentence_starts([token[0] for token in sentence]), strict=True
            )
        ]
        for sentence in sentences
    ]


def usable(form: str, lemma: str) -> bool:
    return bool(lemma) and fixed_lemma(form) is None


def drop_doubtful(sentences: list[list[Token]], analyse) -> list[list[Token]]:
    """Empty the lemmas that no reading of Voikko supports where it knows the compound or -minen.

    TDT 2013 gives *perustamissopimus* as *perustaasopimus*, most nouns in -minen as verbs and
    adverbs in -mmin as adjectives; Universal Dependencies does not.
    """
    cleaned = []
    for sentence in sentences:
        tokens = []
        for form, lemma, gold_tag, initial in sentence:
            readings = analyse(form.lower())
            lemmas = {r.lemma.lower() for r in readings}
            # A word that Voikko knows has a lemma that it knows, not mainenterä (maisteriksi).
            whole = bool(readings) and lemma.isalpha() and not form.endswith("-")
            unheard = whole and not analyse(lemma.lower())
            doubtful = unheard or any(r.mood == "Inf4" for r in readings)
            adverbs = [positive_adverb(form.lower(), r, analyse) for r in readings]
            if form.lower().endswith("mmin") and any(adverbs):
                lemma = next(adverb for adverb in adverbs if adverb)
            elif doubtful and lemma.lower() not in lemmas:
                if len(lemmas) == 1:
                    lemma = readings[0].lemma
                elif not any(
                    lemma.lower() == root for r in readings for _, root in r.derived if r.participle
                ):
                    lemma = ""
            tokens.append((form, lemma, gold_tag, initial))
        cleaned.append(tokens)
    return cleaned


def prefer_common_twins(sentences: list[list[Token]], analyse, often: Counter) -> list[list[Token]]:
    """Where two nouns share a form, give it to the one that is common where forms tell them apart.

    TDT 2013 takes either: *kirjoja* has the lemma *kirjo* there, *pinnalle* has *pinna*.
    """

    @lru_cache(None)
    def better(form: str, lemma: str) -> str:
        readings = analyse(form)
        own = {_kind(r) for r in readings if r.lemma == lemma}
        twins = {r.lemma for r in readings if r.lemma.islower() and _kind(r) in own}
        best = max(sorted(twins), key=lambda twin: often[twin], default=lemma)
        if often[best] < TWIN_RATIO * (often[lemma] + 1):
            return lemma
        # *Teitä* may be ways or you, but hardly teas: nothing is learned from it.
        return "" if any(reading.pos == "PRON" for reading in readings) else best

    return [
        [
            (form, better(form.lower(), lemma) if lemma.islower() else lemma, tag, initial)
            for form, lemma, tag, initial in sentence
        ]
        for sentence in sentences
    ]


def _kind(reading) -> tuple[object, ...]:
    form = (reading.pos, reading.case, reading.number, reading.mood, reading.comparison)
    return (*form, len(reading.parts))


def count_lemmas(analyse) -> Counter:
    """How often lemmas occur in unannotated text, in forms that only they have."""
    counts: Counter = Counter()
    for form, n in count_forms().items():
        lemmas = {reading.lemma for reading in analyse(form)} if n >= LEAST_OFTEN else ()
        if len(lemmas) == 1:
            counts[lemmas.pop()] += n
    return counts


class Problem:
    """A softmax over the candidates of every distinct token."""

    def __init__(self, lexicon: Lexicon, analyse, given: dict[str, float] | None = None) -> None:
        # Weights that are given stay: only features without one are learned.
        self.lexicon, self.analyse, self.given = lexicon, analyse, given or {}
        self.offsets: list[float] = []
        self.index: dict[str, int] = {}
        self.rows: list[list[int]] = []
        self.starts: list[int] = []
        self.gold: list[int] = []
        self.counts: list[float] = []

    def add(
        self, form: str, lemma: str, initial: bool, count: float, tag: Tag | None, held: bool
    ) -> None:
        ways = find_ways(clean_word(form), initial, self.analyse, self.lexicon)
        features = candidate_features(
            clean_word(form), ways, self.lexicon, tag, lemma if held else None
        )
        if lemma not in features or len(features) < 2:
            return
        if held and self.lexicon.lemmas(form.lower()).get(lemma, 0) == 1:
            # Without this very token the table would not have offered its lemma.
            if {way.source for way in ways if way.lemma == lemma} == {"table"}:
                return
            features[lemma] = [f for f in features[lemma] if not f.startswith("table")]
        self.starts.append(len(self.rows))
        self.gold.append(len(self.rows) + list(features).index(lemma))
        self.counts.append(count)
        for names in features.values():
            known = [self.given[name] for name in dict.fromkeys(names) if name in self.given]
            self.offsets.append(sum(known))
            learned = [n for n in dict.fromkeys(names) if not self.given or n.startswith("t:")]
            self.rows.append([self.index.setdefault(n, len(self.index)) for n in learned])

    def solve(self, penalty: float = PENALTY) -> dict[str, float]:
        pointers = np.cumsum([0] + [len(row) for row in self.rows])
        columns = np.concatenate([np.asarray(row, dtype=np.int32) for row in self.rows])
        X = csr_matrix(
            (np.ones(len(columns)), columns, pointers), shape=(len(self.rows), len(self.index))
        )
        starts = np.asarray(self.starts)
        offsets = np.asarray(self.offsets)
        gold, counts = np.asarray(self.gold), np.asarray(self.counts)
        sizes = np.diff(np.append(starts, len(self.rows)))
        group = np.repeat(np.arange(len(starts)), sizes)

        def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
            score = X @ w + offsets
            score = score - np.maximum.reduceat(score, starts)[group]
            p = np.exp(score)
            p /= np.add.reduceat(p, starts)[group]
            value = -(counts * np.log(p[gold] + 1e-300)).sum() + penalty / 2 * w @ w
            p *= counts[group]
            np.subtract.at(p, gold, counts)
            return value, X.T @ p + penalty * w

        answer = minimize(
            loss, np.zeros(len(self.index)), jac=True, method="L-BFGS-B", options={"maxiter": 150}
        )
        return {
            name: round(float(answer.x[i]), 2)
            for name, i in self.index.items()
            if abs(answer.x[i]) >= 0.03
        }


def train(parts, lexicon, analyse, given=None) -> dict[str, float]:
    """Weights of words by themselves; of tags on top, where weights are given.

    ``parts`` are (sentences, tags or None, weight, whether the lexicon has counted them).
    """
    problem = Problem(lexicon, analyse, given)
    for sentences, tags, weight, held in parts:
        tokens: Counter = Counter()
        totals: Counter = Counter()
        for number, sentence in enumerate(sentences):
            for at, (form, lemma, _, initial) in enumerate(sentence):
                if usable(form, lemma):
                    tag = tags[number][at] if tags else None
                    tokens[form, lemma, initial, tag] += 1
                    totals[form, initial, tag] += 1
        for (form, lemma, initial, tag), count in tokens.items():
            # Common words would otherwise outvote the rest, and the table knows them anyway.
            damped = weight * count * min(1.0, 20 / totals[form, initial, tag])
            problem.add(form, lemma, initial, damped, tag, held)
    return problem.solve()


def accuracy(sentences, chooser, analyse, tags=None, show: int = 0) -> dict[str, float]:
    right = exact = total = reachable = 0
    wrong: Counter = Counter()
    for number, sentence in enumerate(sentences):
        for at, (form, lemma, gold_tag, initial) in enumerate(sentence):
            total += 1
            answer = fixed_lemma(form)
            found = {answer}
            if answer is None:
                ways = find_ways(clean_word(form), initial, analyse, chooser.lexicon)
                found = {way.lemma for way in ways}
                answer = chooser.best(clean_word(form), ways, tags[number][at] if tags else None)
            exact += answer == lemma
            reachable += lemma.lower() in {str(f).lower() for f in found}
            if answer.lower() == lemma.lower():
                right += 1
            else:
                wrong[form, lemma, answer, gold_tag.split("|")[0]] += 1
    for key, n in wrong.most_common(show):
        print(n, *key)
    return {
        "accuracy": right / total,
        "exact": exact / total,
        "oracle": reachable / total,
        "n": total,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--evaluate", action="store_true")
    parser.add_argument("--tagger", choices=("spacy", "encoder"), default="spacy")
    parser.add_argument("--show", type=int, default=0)
    arguments = parser.parse_args()

    analyse = lru_cache(None)(load_voikko("auto").analyses)
    sentences = drop_doubtful(read_tdt2013(), analyse)
    sentences = prefer_common_twins(sentences, analyse, count_lemmas(analyse))
    dev = read_conllu(DATA / "ud-finnish-tdt" / "fi_tdt-ud-dev.conllu")
    # The tagger was trained on what TDT 2013 holds and tags it too well to learn from:
    # the weights of tags come from dev, which it has not seen.
    tags = tag([[token[0] for token in sentence] for sentence in dev], tagger=arguments.tagger)
    if arguments.evaluate:
        cross_validate(sentences, dev, tags, analyse, arguments.show)
        return
    fast, accurate = both(sentences, dev, tags, analyse)
    # What ships also knows the forms of dev, twice: their lemmas follow UD throughout.
    lexicon = count(sentences + dev + dev)
    lexicon.save(HERE)
    name = "accurate" if arguments.tagger == "spacy" else f"accurate-{arguments.tagger}"
    for mode, weights in (("fast", fast), (name, accurate)):
        text = json.dumps(weights, ensure_ascii=False, indent=0, sort_keys=True)
        (HERE / f"weights-{mode}.json").write_text(text + "\n", encoding="utf-8")
        print(mode, len(weights), "weights")
    load_models.cache_clear()
    known = answers(load_models().fast, analyse)  # as they ship: rounded, and without what is rare
    save_answers(HERE, known)
    print(len(lexicon.forms), "forms", len(lexicon.endings), "endings", len(known), "answers")


def both(sentences, dev, tags, analyse) -> tuple[dict[str, float], dict[str, float]]:
    """Weights of words and, on top of them, of tags."""
    lexicon = count(sentences)
    parts = [(sentences, None, 1.0, True), (dev, None, DEV_WEIGHT, False)]
    fast = train(parts, lexicon, analyse)
    return fast, train([(dev, tags, 1.0, False)], lexicon, analyse, fast)


def answers(chooser: Chooser, analyse) -> dict[str, Answer]:
    """Lemmas that fast mode gives to the common lower-case forms of unannotated text."""
    found = {}
    near = Neighbourhood(analyse)
    for form in common_forms():
        if fixed_lemma(form) is None:
            lemmas = [
                chooser.best(word, find_ways(word, True, analyse, chooser.lexicon))
                for word in (form, form[:1].upper() + form[1:])
            ]
            found[form] = Answer(
                lemmas[0], lemmas[0] == lemmas[1], near.told(form) if analyse(form) else None
            )
    return found


def common_forms() -> list[str]:
    return sorted(f for f, n in count_forms().items() if n >= LEAST_OFTEN and len(f) < 40)


@lru_cache(1)
def count_forms() -> Counter:
    counts: Counter = Counter()
    for text in raw_texts():
        counts.update(re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", text.lower()))
    return counts


def raw_texts() -> Iterator[str]:
    with (DATA / "eduskunta-vkk" / "train.csv").open(encoding="utf-8", newline="") as rows:
        yield from (row["sentence"] for row in csv.DictReader(rows))
    columns = {
        "finnsentiment/FinnSentiment-1.1.tsv": -1,
        "xed/fi-annotated.tsv": 0,
        "xed/fi-projections.tsv": 0,
        "xed/neu_fi.txt": 1,
    }
    for name, column in columns.items():
        for line in (DATA / name).read_text(encoding="utf-8").splitlines():
            yield line.split("\t")[column]
    spoken = lzma.decompress((DATA / "skn-spoken" / "train.tsv.xz").read_bytes())
    for line in spoken.decode("utf-8").splitlines():
        yield line.split("\t")[-1]  # the standard form


def count(sentences: list[list[Token]]) -> Lexicon:
    return Lexicon.count(
        (clean_word(f), lemma) for s in sentences for f, lemma, _, _ in s if usable(f, lemma)
    )


def cross_validate(sentences, dev, tags, analyse, show: int, folds: int = 3) -> None:
    """Print the accuracy on dev, each part of it judged by what the others teach."""
    right: Counter = Counter()
    for fold in range(folds):
        outside = [i for i in range(len(dev)) if i * folds // len(dev) == fold]
        inside = [i for i in range(len(dev)) if i * folds // len(dev) != fold]
        its = [dev[i] for i in inside]
        fast, accurate = both(sentences, its, [tags[i] for i in inside], analyse)
        lexicon = count(sentences + its + its)
        judged = [dev[i] for i in outside]
        alone = accuracy(judged, Chooser(fast, lexicon), analyse)
        chooser = Chooser({**fast, **accurate}, lexicon)
        tagged = accuracy(judged, chooser, analyse, [tags[i] for i in outside], show)
        for name, result in (("fast", alone), ("accurate", tagged)):
            right[name] += result["accuracy"] * result["n"]
        right["oracle"] += tagged["oracle"] * tagged["n"]
        right["n"] += tagged["n"]
    print({name: round(100 * right[name] / right["n"], 2) for name in right if name != "n"})


if __name__ == "__main__":
    main()
