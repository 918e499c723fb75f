"""Weigh the encoder's reading of statements against the cue words: ``reader`` in ``model.json``.

    python calibrate.py PATH_OF_DATA

On studies that took no part in training the encoder (``apart`` in ``benchmarks/speech/study.py``).
S3 stays the test. The share of the reader in written Finnish is not fitted: half, as in the trial
that averaged the logarithms of both.
"""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
sys.path.append(str(HERE.parent.parent / "benchmarks/speech"))
from study import apart, load  # noqa: E402

from aineisto.encoder import shared_encoder  # noqa: E402
from aineisto.language import read_corpus  # noqa: E402
from aineisto.stance import _ordinal  # noqa: E402
from aineisto.stance._prior import StancePrior, encoder_polarity, read_parameters  # noqa: E402
from aineisto.stance._zero_shot import STEPS, ZeroShotCoder  # noqa: E402

WRITTEN, MUCH, LEAST = 0.5, 0.05, 1e-4
SHARES, TEMPERATURES = np.arange(0.6, 1.01, 0.05), np.arange(0.8, 2.01, 0.05)


def mixed(reader: np.ndarray, cues: np.ndarray, share: float, temperature: float) -> np.ndarray:
    logs = share * np.log(np.maximum(reader, LEAST)) + (1 - share) * np.log(np.maximum(cues, LEAST))
    powers = np.exp((logs - logs.max(axis=1, keepdims=True)) / temperature)
    return powers / powers.sum(axis=1, keepdims=True)


def calibrate(data: Path) -> dict:
    read = [_read(folder) for folder in apart(data)]
    reader, cues, place, spoken = (np.concatenate(parts) for parts in zip(*read, strict=True))
    rows = np.arange(len(place))

    def surprise(share: float, temperature: float) -> float:
        proba = mixed(reader, cues, share, temperature)
        return float(-np.log(np.maximum(proba[rows, place], LEAST)).mean())

    share, temperature = min(
        ((a, b) for a in SHARES for b in TEMPERATURES), key=lambda pair: surprise(*pair)
    )
    proba = mixed(reader, cues, share, temperature)
    mean = proba @ STEPS
    print("log loss", surprise(share, temperature), "spoken", spoken.mean())
    return {
        "encoder": shared_encoder().version,
        "spoken": round(float(share), 2),
        "written": WRITTEN,
        "much": MUCH,
        "temperature": round(float(temperature), 2),
        "written_cuts": written_cuts(data).round(4).tolist(),
        "cuts": _ordinal.kappa_cuts(mean, proba).round(4).tolist(),
        "nonconformity": np.sort(1 - proba[rows, place]).round(5).tolist()[::5],
    }


def _read(folder: Path) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return what reader and cue words say of a study, its agreed codes, and its speech."""
    corpus, codebook, gold = load(folder)
    frame = corpus.statements.reset_index(drop=True)
    known = gold[gold["stance"].notna()].merge(frame.reset_index(), on="statement_id")
    reading = read_corpus(frame, corpus.questions).take(known["index"])
    facts = read_parameters(HERE)
    facts["with_polarity"]["encoder"] = shared_encoder().version
    facts |= facts["with_polarity"]
    prior = StancePrior(HERE, codebook.cues, encoder_polarity, facts)
    scores = prior.scores(known["clean"].tolist())
    cues = _ordinal.probabilities(scores, prior.proba_cuts, prior.width)
    return reading.stance, cues, known["stance"].to_numpy(int) + 2, reading.spoken


def written_cuts(data: Path, many: int = 900) -> np.ndarray:
    """Return the cut points of written Finnish, by the probabilities alone: no code is read."""
    with (data / "coded-statements/statements.tsv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
    chosen = np.random.default_rng(0).choice(len(rows), many, replace=False)
    answer = ZeroShotCoder((), "default", len(STEPS)).answer([rows[row]["text"] for row in chosen])
    return _ordinal.kappa_cuts(answer.scores, answer.proba)


def _write(path: Path, facts: dict) -> None:
    path.write_text(json.dumps(facts, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def main() -> None:
    path = HERE / "model.json"
    facts = json.loads(path.read_text(encoding="utf-8"))
    # First, since the polarity of another version takes no part in what is calibrated.
    facts["with_polarity"]["encoder"] = shared_encoder().version
    _write(path, facts)
    facts["reader"] = calibrate(Path(sys.argv[1]))
    _write(path, facts)
    print({k: v for k, v in facts["reader"].items() if k != "nonconformity"})


if __name__ == "__main__":
    main()
