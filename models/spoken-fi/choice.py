"""The memory of what was seen, and the weights that choose among the proposals."""

from __future__ import annotations

import csv
import json
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from colloquial import speak
from material import ROOT, Utterance, skn, standard_text, subtitles

HERE = Path(__file__).parent
FITTED = 2300  # utterances of dev


def remember(parts: tuple[str, ...]) -> None:
    """Write the memory of some parts of the dialect interviews."""
    from aineisto.language._spoken_memory import write_memory
    from aineisto.morphology import load_voikko

    seen = Counter(pair for part in parts for utterance in skn(part) for pair in utterance)
    counts = {pair: often for pair, often in seen.items() if pair[1]}
    words = {word for spoken, form in counts for word in (spoken, *form.split(" "))}
    lookup = load_voikko().lookup
    write_memory(HERE, counts, {word: bool(lookup(word)) for word in words})


def fit_choice() -> None:
    """Weights of `FEATURES`: a log-linear model over the options of every word.

    Fitted on places that the network and the memory have not seen (write the memory of
    train alone first), on standard text, on speech made of subtitles that the network has
    not seen and on the developing half of the colloquial forms.
    """
    from scipy.optimize import minimize

    from aineisto.language._spoken_choice import FEATURES
    from aineisto.language._spoken_context import CONTEXT_FEATURES

    names = FEATURES + CONTEXT_FEATURES
    rows, gold, weights = _choices()
    sizes = np.array([len(row) for row in rows])
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    owner = np.repeat(np.arange(len(rows)), sizes)
    x, right, weight = np.concatenate(rows), starts + np.array(gold), np.array(weights)

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        scores = x @ w
        top = np.maximum.reduceat(scores, starts)
        shares = np.exp(scores - top[owner])
        total = np.add.reduceat(shares, starts)
        gain = (weight * (scores[right] - top - np.log(total))).sum()
        slope = weight @ x[right] - (weight[owner] * shares / total[owner]) @ x
        return 2 * w @ w - gain, 4 * w - slope

    found = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B").x
    choice = {name: round(float(w), 3) for name, w in zip(names, found, strict=True)}
    (HERE / "choice.json").write_text(json.dumps(choice, indent=1) + "\n", encoding="utf-8")
    print(choice)


def _choices() -> tuple[list[np.ndarray], list[int], list[float]]:
    """Features of the options of words, which option is right, how much each word weighs."""
    from aineisto.language import shared_lemmatizer, tokenize
    from aineisto.language._spoken_normalizer import load_normalizer

    rng = random.Random(99)
    lemmatizer = shared_lemmatizer()
    normalizer = load_normalizer(lemmatizer._voikko, lemmatizer._alone.lexicon)
    speech = [speak(words, rng) for words in rng.sample(subtitles("fi-projections.tsv"), 700)]
    path = ROOT / "benchmarks" / "spoken" / "colloquial.tsv"
    with path.open(encoding="utf-8", newline="") as lines:
        listed = [row for row in csv.DictReader(lines, delimiter="\t") if row["half"] == "develop"]
    today = [
        [
            (t.text, row["standard"] if t.text == row["form"] else "")
            for t in tokenize(row["sentence"])
        ]
        for row in listed
    ]
    sets = (
        (skn("dev")[:FITTED], 40, 1.0),
        (standard_text(), 40, 3.0),
        (speech, 4, 1.0),
        (today, 1, 3.0),
    )
    rows, gold, weights = [], [], []
    for utterances, together, weight in sets:
        for begin in range(0, len(utterances), together):
            for features, right in _options(normalizer, utterances[begin : begin + together]):
                rows.append(features)
                gold.append(right)
                weights.append(weight)
    return rows, gold, weights


def _options(normalizer, utterances: list[Utterance]) -> Iterator[tuple[np.ndarray, int]]:
    from aineisto.language._spoken_choice import IN_SPEECH, net_features

    judge = normalizer.judge
    keys = [tuple(spoken for spoken, _ in utterance) for utterance in utterances]
    shares = normalizer.speech(keys)
    rows = zip(keys, utterances, shares, normalizer.read(keys, shares), strict=True)
    for key, utterance, share, read in rows:
        if share is None:
            continue
        forms, _ = normalizer.choose_alone(key, read, share)
        asked = {at: [o.form for o in its] for at, its in enumerate(read) if len(its) > 1}
        around = normalizer.context.features(forms, asked)
        for at, (options, (spoken, standard)) in enumerate(zip(read, utterance, strict=True)):
            forms = [option.form for option in options]
            if len(forms) < 2 or standard.lower() not in forms:
                continue
            word, name = spoken.lower(), at > 0 and spoken[:1].isupper()
            x = np.array([
                net_features(option.net) + judge.form_features(word, option.form, name)
                for option in options
            ])  # fmt: skip
            x[:, -IN_SPEECH:] *= share
            yield np.hstack([x, around[at]]), forms.index(standard.lower())
