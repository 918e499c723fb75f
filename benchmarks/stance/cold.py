"""What the prior knows before anyone has coded: FinnSentiment, the interview report, the demo."""

import re
import sys
import time

import numpy as np
import pandas as pd
from measures import alpha, auc, doubt, kappa

from aineisto.stance import StanceClassifier
from aineisto.stance._ordinal import classify
from aineisto.stance._prior import prior_of
from aineisto.stance._words import read_words

#: The cue words of the first measurement; a harder masking leaves out every cue that is found.
CUE_WORDS = re.compile(
    r"(?:risk|huol[ei]|haaste|haasta|uhk[ai]|uhat|ongelm|puute|puutte|epäselv|hyöty|hyödy|hyödy"
    r"|mahdollisuu|vahvuu|onnistu|läpimurt)"
)


def _ways():
    return {"n-grams": None, "static table": "fast", "encoder": "default"}.items()


def finnsentiment(data, repository):
    """Parts 19–20 (2,700 sentences); the prior learnt on 1–16 and was weighed on 17–18."""
    sys.path.insert(0, str(repository / "models" / "stance-fi"))
    import train

    texts, values, part = train.finnsentiment(data)
    rows = np.flatnonzero(np.isin(part, train.TEST))
    texts, truth = [texts[row] for row in rows], values[rows]
    result = {}
    for name, embedder in _ways():
        prior = prior_of((), embedder)
        scores = prior.online_scores(texts)
        guess = classify(scores, prior.finnsentiment_cuts) - 2
        result[name] = {
            "n": len(texts),
            "QWK": kappa(truth, guess),
            "accuracy": float(np.mean(guess == truth)),
            "MAE": float(np.mean(np.abs(guess - truth))),
            "AUC + against −": auc(scores, truth),
            "weighed for interviews: AUC": auc(prior.scores(texts), truth),
            "prior": prior.version,
        }
    return result


def interview_report(data, _):
    """The report's 75 statements that two coders coded: cold, masked, and with labels."""
    folder = data / "interview-report"
    coders = [
        pd.read_csv(folder / f"coder_{name}.csv").set_index("statement_id")["stance"]
        for name in ("a", "b")
    ]
    statements = pd.read_csv(folder / "statements.csv").set_index("statement_id")
    both = pd.concat(coders, axis=1, keys=["a", "b"]).dropna().astype(int)
    # Agreed code, else the mean rounded towards neutral.
    consensus = np.trunc(both.mean(axis=1)).astype(int).to_numpy()
    texts = statements.loc[both.index, "text"].tolist()
    sections = statements.loc[both.index, "section"].astype(str).to_numpy()
    result = {}
    for name, embedder in _ways():
        cold = StanceClassifier(embedder=embedder)
        guess = cold.predict(texts)
        result[name] = {
            "n": len(both),
            "alpha of the two coders": alpha(both["a"].to_numpy(), both["b"].to_numpy()),
            "alpha cold against consensus": alpha(guess, consensus),
            "AUC + against −": auc(cold.decision_score(texts), consensus),
            "AUC masked of 12 cue words": auc(
                cold.decision_score([_masked(text, CUE_WORDS.match) for text in texts]), consensus
            ),
            "AUC masked of every cue": auc(
                cold.decision_score([_masked(text, _found(text)) for text in texts]), consensus
            ),
            "QWK": kappa(consensus, guess),
            "within one": float(np.mean(np.abs(guess - consensus) <= 1)),
            **doubt(cold, texts, consensus),
            "QWK 5-fold by section, with labels": _by_section(texts, consensus, sections, embedder),
        }
    return result


def _found(text):
    """Return a test of whether a cue or word of the lexicon was found at a word's place."""
    reading = prior_of((), None).read(text)
    places = {reading.words[i].start for sign in reading.reading.signs for i in sign.positions}
    places -= {word.start for word in reading.words if word.form in ("ei", "eivät", "en", "eikä")}
    return lambda form, at=None: at in places


def _masked(text, is_cue):
    """Put a word that says nothing in the place of cue words."""
    parts, last = [], 0
    for word in read_words(text):
        if not word.is_word:
            continue
        forms = {word.form, *word.lemmas, *word.heads}
        cue = (
            any(is_cue(form) for form in forms)
            if is_cue.__name__ == "match"
            else is_cue(word.form, word.start)
        )
        if cue:
            parts += [text[last : word.start], "asia"]
            last = word.end
    return "".join([*parts, text[last:]])


def _by_section(texts, truth, sections, embedder):
    from sklearn.model_selection import GroupKFold

    guess = np.zeros(len(texts), dtype=int)
    for known, new in GroupKFold(5).split(texts, groups=sections):
        model = StanceClassifier(embedder=embedder).fit([texts[i] for i in known], truth[known])
        guess[new] = model.predict([texts[i] for i in new])
    return kappa(truth, guess)


def demo_study(_, repository):
    """Spoken interviews of our own invention, two coders, and what the machine says cold."""
    folder = repository / "corpora" / "demo-study" / "coders"
    result = {}
    for name in ("a", "b"):
        rows = pd.read_csv(folder / f"coder_{name}.csv").dropna(subset=["stance"])
        texts, truth = rows["text"].tolist(), rows["stance"].astype(int).to_numpy()
        cold = StanceClassifier()
        result[f"coder {name}"] = {
            "n": len(rows),
            "alpha cold": alpha(cold.predict(texts), truth),
            "AUC + against −": auc(cold.decision_score(texts), truth),
        }
    return result


def speed(_, repository):
    """The demo study's sentences, cold, in a fresh process with loading; refit at 500 labels."""
    started = time.process_time()
    texts = []
    for file in sorted((repository / "corpora" / "demo-study" / "source").glob("*.txt")):
        turns = re.split(r"^(?=[VI]: )", file.read_text(encoding="utf-8"), flags=re.MULTILINE)
        answers = [turn[3:] for turn in turns if turn.startswith("V: ")]
        texts += [s for a in answers for s in re.split(r"(?<=[.!?])\s+|\n+", a) if s.strip()]
    frame = pd.DataFrame({"statement_id": [str(i) for i in range(len(texts))], "clean": texts})
    model = StanceClassifier(embedder=None)
    codings = model.code(frame)
    seconds = time.process_time() - started
    shares = codings["value"].value_counts(normalize=True).sort_index()
    labels = np.random.default_rng(0).integers(-2, 3, 500)
    asked, said = [f"q{i % 8}" for i in range(500)], [f"p{i % 60}" for i in range(500)]
    model.fit(texts[:500], labels, question=asked, respondent=said)
    refits = []
    for _ in range(5):
        started = time.process_time()
        model.fit(texts[:500], labels, question=asked, respondent=said)
        refits.append(1000 * (time.process_time() - started))
    return {
        "sentences": len(texts),
        "CPU s": seconds,
        "refit at 500, CPU ms": float(np.median(refits)),
    } | {f"share {value:+d}": float(share) for value, share in shares.items()}
