"""Train the stance prior: n-grams on FinnSentiment, AFINN on lemmas, one scale for all.

    python models/stance-fi/train.py
    python models/stance-fi/train.py --calibrate   # keep weights and lexicon

Reads ``finnsentiment/``, ``afinn/``, ``eduskunta-vkk/`` and ``skn-spoken/`` under ``AINEISTO_DATA``
(or ``../shared/data`` beside the repository) and the interviews of ``corpora/demo-study`` (their
texts only, no codes). Writes ``weights.npz``, ``lexicon.tsv`` and ``model.json`` here. Nothing is
drawn at random; the same data give the same files.
"""

from __future__ import annotations

import csv
import json
import lzma
import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.optimize import brentq
from sklearn.linear_model import Ridge

from aineisto.language import shared_lemmatizer
from aineisto.stance import _ngrams, _ordinal
from aineisto.stance._prior import StancePrior
from aineisto.stance._vectors import encoder_polarity
from aineisto.stance._words import read_words

HERE = Path(__file__).parent
REPOSITORY = HERE.parent.parent
DATA = Path(os.environ.get("AINEISTO_DATA", REPOSITORY.parent / "shared" / "data"))
VERSION = "0.4"
PENALTY = 2.0
TRAIN, TUNE, TEST = range(1, 17), range(17, 19), range(19, 21)  # FinnSentiment's own 20 parts
#: Shares of −2…2 that sentences of interviews are taken to have (see the card).
INTERVIEW_SHARES = (0.06, 0.14, 0.60, 0.14, 0.06)
#: Worries alone stop at 1.25 (see _polarity.py) and must not reach the class of weaknesses.
LEAST_OUTER_CUT = 1.35
#: The n-grams were learnt from online talk: they may move a statement less than a step.
TONE_LIMIT = 0.8
#: A unit of theirs against a unit of the cues. On FinnSentiment, where they learnt, they deserve
#: more (printed by this script); elsewhere they keep less of their worth than words of judgement.
TONE_SHARE = 2.0
#: Words of AFINN-fi that in Finnish are grammar or say nothing by themselves.
NO_POLARITY = re.compile(
    r"ei|en|et|ette|emme|eivät|joo|no|yksi|yhtä|asia|tuntea|haluta|luopua|kuin|syy|olla|voida|saada"
    r"|jäädä|jakaa|koko|suuri|iso|oikea|antaa|ottaa|tulla|mennä|käydä|tehdä"
    # Translations whose Finnish word means something else, or nothing good or bad.
    r"|tapa|tavat|hyödyntää|hyödyntäminen|huolehtia|suorittaa|oikeuttaa|vaikutus|kaupallinen|määrittää"
    r"|tuottaa|parlamentaarinen|sovittelu|suostumus|sopia|sovittaa|sopiva|pystyä|luova|lause|viiva|aula"
    r"|neuvotella|huomio|huomata|vaali|vaaliminen|käteinen|merkintä|ominaisuus|luovuttaa|kiitos|kova"
    r"|korjata|perustella|tallentaa|tarjous|ennakoida|väite|poistaa|ylittää|eettinen|eheys|vara|terve"
    r"|yksin|vammainen|sairaus|kuristaa|savu|huutaa|sattua|temppu|huvi|asianmukaisesti|uudistaa"
    # English left in the translation, and pieces of words.
    r"|.{1,2}|miss|sla|taint|wow"
)
LEAST_POLARITY = 1.5
#: A word seen so often must lean its way by so much in FinnSentiment's training parts; one seen
#: more seldom must have so much in AFINN.
LEAST_SEEN, LEAST_TONE, LEAST_UNSEEN = 8, 0.2, 2.0
#: The encoder's share of the tone beside the n-grams, and how far the tone may then move a
#: statement: it reads the whole sentence, where n-grams hear words.
POLARITY_SHARE, POLARITY_LIMIT = 0.5, 1.2
#: Width of the interviews' probabilities: a judgement, narrower than what FinnSentiment asks for
#: (printed by this script), where cues tell less.
WIDTH = 0.45


Facts = dict[str, object]
#: What nothing needs before it is calibrated.
START: Facts = {
    "cuts": [-1.5, -0.5, 0.5, 1.5],
    "proba_cuts": [-1.5, -0.5, 0.5, 1.5],
    "finnsentiment_cuts": [-1.5, -0.5, 0.5, 1.5],
    "finnsentiment_width": 0.5,
    "finnsentiment_weights": [0.2, 1.2, 0.0],
    "nonconformity": [0.5],
    "tone_share": TONE_SHARE,
    "tone_limit": TONE_LIMIT,
    "tone_neutral": [0.0, 0.0],
    "polarity_share": 0.0,
    "with_polarity": {},
}


@dataclass(frozen=True)
class Sentences:
    """What the prior is calibrated on."""

    tune: list[str]
    tune_values: np.ndarray
    written: list[str]
    spoken: list[str]
    interviews: list[str]


def finnsentiment(data: Path = DATA) -> tuple[list[str], np.ndarray, np.ndarray]:
    """Return sentences, derived values as −2…2 and parts 1…20."""
    frame = pd.read_csv(
        data / "finnsentiment" / "FinnSentiment-1.1.tsv",
        sep="\t",
        header=None,
        quoting=csv.QUOTE_NONE,
        dtype=str,
        keep_default_na=False,
    )
    return frame[19].tolist(), frame[4].astype(int).to_numpy() - 3, frame[16].astype(int).to_numpy()


def administrative_sentences(n: int = 500) -> list[str]:
    """Return sentences of ministers' answers, evenly from the file."""
    frame = pd.read_csv(DATA / "eduskunta-vkk" / "train.csv")
    sentences = frame["sentence"].dropna().astype(str)
    return sentences.iloc[:: max(len(sentences) // n, 1)].head(n).tolist()


def spoken_sentences(n: int = 500) -> list[str]:
    """Return utterances of dialect interviews as they were spoken."""
    with lzma.open(DATA / "skn-spoken" / "train.tsv.xz", "rt", encoding="utf-8") as lines:
        utterances = lines.read().split("\n\n")
    step = max(len(utterances) // n, 1)
    return [
        " ".join(line.split("\t")[0] for line in utterance.splitlines() if line)
        for utterance in utterances[::step][:n]
    ]


def interview_sentences() -> list[str]:
    """Return the interviewees' sentences of the demo study."""
    texts = []
    for file in sorted((REPOSITORY / "corpora" / "demo-study" / "source").glob("*.txt")):
        turns = re.split(r"^(?=[VI]: )", file.read_text(encoding="utf-8"), flags=re.MULTILINE)
        texts += [turn[3:].strip() for turn in turns if turn.startswith("V: ")]
    return [s for text in texts for s in re.split(r"(?<=[.!?])\s+|\n+", text) if len(s) > 3]


def features(texts: list[str]) -> sparse.csr_matrix:
    found = _ngrams.occurrences([read_words(text) for text in texts])
    shape = (len(texts), _ngrams.N_BUCKETS)
    # What occurs twice in a text is added up.
    return sparse.csr_matrix((_ngrams.values(found), (found.statement, found.bucket)), shape=shape)


def train_ngrams(matrix: sparse.csr_matrix, target: np.ndarray) -> np.ndarray:
    """Return weights; inverse document frequency is folded into the weights."""
    frequency = np.bincount(matrix.indices, minlength=matrix.shape[1])
    rarity = np.sqrt(np.log((1 + matrix.shape[0]) / (1 + frequency)) + 1)
    rarity /= rarity[frequency > 0].mean()
    ridge = Ridge(alpha=PENALTY, solver="lsqr", tol=1e-5)
    ridge.fit(matrix @ sparse.diags(rarity), target)
    return ridge.coef_ * rarity


def save_ngrams(weights: np.ndarray) -> None:
    """Write the weights as eight-bit integers, each table with its scale."""
    sizes = np.cumsum([1 << bits for bits in _ngrams.BITS])[:-1]
    tables = np.split(weights, sizes)
    # A few weights lie far out; clipping them keeps the rest fine.
    scales = [np.quantile(np.abs(table[table != 0]), 0.9995) / 127 for table in tables]
    packed = [
        np.clip(np.round(table / scale), -127, 127).astype(np.int8)
        for table, scale in zip(tables, scales, strict=True)
    ]
    np.savez_compressed(
        HERE / "weights.npz",
        forms=packed[0],
        lemmas=packed[1],
        characters=packed[2],
        scale=np.array(scales, dtype=np.float32),
    )


def read_afinn() -> dict[str, float]:
    """Return AFINN-fi by form and by lemma: the mean of the entries that share one."""
    rows: dict[str, list[float]] = {}
    lemmatizer = shared_lemmatizer()
    source = DATA / "afinn" / "AFINN-fi-165.txt"
    for line in source.read_text(encoding="utf-8").splitlines():
        phrase, _, value = line.rpartition("\t")
        if phrase and " " not in phrase.strip():
            word = phrase.strip().lower()
            for key in {word, lemmatizer.lemma(word).lower()}:
                rows.setdefault(key, []).append(float(value))
    return {key: float(np.mean(found)) for key, found in sorted(rows.items())}


def save_lexicon(texts: list[str], target: np.ndarray) -> None:
    """Write the entries of AFINN-fi that mean something and that FinnSentiment bears out.

    AFINN-fi is a translation, and many English words of judgement have a Finnish lemma that
    judges nothing (*tarkoittaa*, *käyttää*).
    """
    tone: dict[str, list[float]] = {}
    calm = float(target.mean())
    for text, value in zip(texts, target, strict=True):
        for key in {key for word in read_words(text) for key in (word.form, word.lemma)}:
            tone.setdefault(key, []).append(value - calm)
    lines = [
        "# AFINN-fi-165 (Finn Årup Nielsen; Apache License 2.0,",
        "# https://github.com/fnielsen/afinn), changed: phrases left out, words brought to lemmas,",
        "# the mean where words share one; words of grammar, faint ones and those whose tone",
        "# FinnSentiment does not bear out left out.",
    ]
    for lemma, value in read_afinn().items():
        seen = tone.get(lemma, [])
        heard = float(np.mean(seen)) * np.sign(value) if seen else 0.0
        common = len(seen) >= LEAST_SEEN
        borne_out = heard >= LEAST_TONE if common else abs(value) >= LEAST_UNSEEN
        if abs(value) >= LEAST_POLARITY and borne_out and not NO_POLARITY.fullmatch(lemma):
            lines.append(f"{lemma}\t{value:.2f}")
    (HERE / "lexicon.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def matched_cuts(scores: np.ndarray, width: float) -> np.ndarray:
    """Return the cut points under which the mean probabilities are the interviews' shares."""

    def excess(cut: float, share: float) -> float:
        return float(np.mean(1 / (1 + np.exp((scores - cut) / width)))) - share

    shares = np.cumsum(INTERVIEW_SHARES)[:-1]
    return np.array([brentq(excess, -20, 20, args=(share,)) for share in shares])


def calibrated(prior: StancePrior, facts: Facts, sentences: Sentences) -> Facts:
    """Return the facts that depend on what takes part in the tone: the encoder, or n-grams alone.

    The tone of text that judges nothing; how FinnSentiment's tuning parts weigh the parts; cut
    points, widths and conformal calibration.
    """
    calm = [
        np.median(prior.parts(texts), axis=0)[1:] for texts in (sentences.written, sentences.spoken)
    ]
    found: Facts = {"tone_neutral": np.mean(calm, axis=0).round(4).tolist()}
    parts = prior.parts(sentences.tune)
    columns = np.column_stack([parts, np.ones(len(parts))])
    slopes, *_ = np.linalg.lstsq(columns, sentences.tune_values, rcond=None)
    print(f"FinnSentiment, tuning parts: cues, n-grams, polarity weigh {slopes.round(3)[:3]}")
    found["finnsentiment_weights"] = slopes[:3].round(4).tolist()

    scores, classes = parts @ slopes[:3], sentences.tune_values + 2
    proba_cuts, width = _ordinal.fit_probabilities(scores, classes, 5)
    proba = _ordinal.probabilities(scores, proba_cuts, width)
    nonconformity = np.quantile(1 - proba[np.arange(len(classes)), classes], np.linspace(0, 1, 201))
    found |= {
        "finnsentiment_cuts": _ordinal.kappa_cuts(scores, proba).tolist(),
        "finnsentiment_width": width,
        "nonconformity": nonconformity.round(5).tolist(),
    }
    polarity = encoder_polarity if "encoder" in facts else None
    shipped = StancePrior(HERE, polarity=polarity, facts=facts | found)
    interviews = shipped.scores(sentences.interviews)
    cuts = np.quantile(interviews, np.cumsum(INTERVIEW_SHARES)[:-1])
    cuts[0], cuts[3] = min(cuts[0], -LEAST_OUTER_CUT), max(cuts[3], LEAST_OUTER_CUT)
    shares = np.bincount(_ordinal.classify(interviews, cuts), minlength=5) / len(interviews)
    print(
        f"shares of the demo's {len(interviews)} sentences: {shares.round(3)}; cuts {cuts.round(2)}"
    )
    found["cuts"] = cuts.round(4).tolist()
    found["proba_cuts"] = matched_cuts(interviews, WIDTH).round(4).tolist()
    return found


def trained_encoder() -> str:
    """Return the version of the encoder where its head for polarity has been trained, else ""."""
    try:
        note = json.loads((HERE.parent / "encoder-fi" / "config.json").read_text(encoding="utf-8"))
    except OSError:
        return ""
    return f"{note['name']}@{note['version']}" if note.get("steps") else ""


def main() -> None:
    texts, target, part = finnsentiment()
    train, tune = np.isin(part, TRAIN), np.isin(part, TUNE)
    if "--calibrate" not in sys.argv:
        matrix = features(texts)
        save_ngrams(train_ngrams(matrix[train], target[train].astype(float)))
        rows = np.flatnonzero(train)
        save_lexicon([texts[row] for row in rows], target[rows])
    sentences = Sentences(
        # Every second one: enough for a handful of numbers, and the encoder takes its time.
        tune=[texts[row] for row in np.flatnonzero(tune)[::2]],
        tune_values=target[np.flatnonzero(tune)[::2]],
        written=administrative_sentences(200),
        spoken=spoken_sentences(200),
        interviews=interview_sentences()[::2],
    )
    facts = START | {"version": VERSION, "width": WIDTH}
    facts |= calibrated(StancePrior(HERE, facts=facts), facts, sentences)
    encoder = trained_encoder()
    if encoder:
        own = {"encoder": encoder, "polarity_share": POLARITY_SHARE, "tone_limit": POLARITY_LIMIT}
        prior = StancePrior(HERE, polarity=encoder_polarity, facts=facts | own)
        facts["with_polarity"] = own | calibrated(prior, facts | own, sentences)
    (HERE / "model.json").write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")
    print({file.name: file.stat().st_size for file in HERE.iterdir() if file.is_file()})


if __name__ == "__main__":
    main()
