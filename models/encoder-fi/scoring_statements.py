"""What is measured while the encoder learns to read statements: on studies that it does not see."""

from __future__ import annotations

import krippendorff
import numpy as np
import torch
from interviews import NO_THEME, STANCES, Dialogue, Study, Window
from sklearn.metrics import f1_score, roc_auc_score
from statement_batches import Pieces, batch_of, describe

from aineisto.encoder._statements import windows_of_dialogue


@torch.no_grad()
def read(model, heads, dialogues: list[Dialogue], pieces: Pieces, standard: bool = True):
    """Yield (dialogue, utterance, answers) of every coded utterance, read as the library reads."""
    model.eval(), heads.eval()
    for dialogue in dialogues:
        jobs = list(cut(dialogue, pieces, standard))
        for start in range(0, len(jobs), 4):
            some = jobs[start : start + 4]
            batch = batch_of([window for window, _ in some], pieces)
            states = model.trunk(batch["input_ids"], batch["attention_mask"])
            answer = heads(states, batch["spans"])
            for r, (window, first) in enumerate(some):
                for c in range(first, len(window.utterances)):
                    if window.utterances[c].stance is not None and c < len(batch["every"][r]):
                        yield (
                            dialogue,
                            window.utterances[c],
                            {
                                name: answer[name][r, c].numpy()
                                for name in ("stance", "kind", "aside", "subject")
                            },
                        )


def cut(dialogue: Dialogue, pieces: Pieces, standard: bool):
    """Yield windows and the number of their utterances that only stand before."""
    every = dialogue.utterances
    asks = [u.role == "K" for u in every]
    for start, at, stop in windows_of_dialogue([pieces.size(u) for u in every], asks):
        yield Window(every[start:stop], "", standard, dialogue.study), at - start


def score(model, heads, dialogues, studies: dict[str, Study], pieces: Pieces, keep: bool = False):
    rows = list(read(model, heads, dialogues, pieces))
    result: dict = {}
    for name in sorted({d.study for d, _, _ in rows}):
        some = [(u, a) for d, u, a in rows if d.study == name]
        result[name] = measures(model, heads, some, studies.get(name), pieces)
    return result


@torch.no_grad()
def measures(model, heads, rows, study: Study | None, pieces: Pieces) -> dict[str, float]:
    logits = np.stack([a["stance"] for _, a in rows])
    chances = np.exp(logits - logits.max(1, keepdims=True))
    chances /= chances.sum(1, keepdims=True)
    gold = np.stack([u.stance for u, _ in rows])
    sure = gold.max(1) == 1  # both coders agree
    truth, expected = gold.argmax(1)[sure] - 2, chances[sure] @ np.array(STANCES)
    said = chances[sure].argmax(1) - 2
    cuts = np.quantile(expected, np.cumsum(np.bincount(truth + 2, minlength=5) / len(truth))[:4])
    cutted = np.searchsorted(cuts, expected) - 2
    polar = truth != 0
    result = {
        "n": int(sure.sum()),
        "alpha": alpha(truth, said),
        "alpha, true shares": alpha(truth, cutted),
        "polar": float(roc_auc_score(polar, 1 - chances[sure][:, 2])),
        "side": float(roc_auc_score(truth[polar] > 0, expected[polar])),
        "ece": ece(chances[sure], truth + 2),
        "kind": float(np.mean([a["kind"].argmax() == u.kind.argmax() for u, a in rows])),
    }
    if study is not None:
        codes = list(study.themes)
        ids, mask, spans = pieces.texts([describe(*study.themes[code]) for code in codes])
        described = heads.subject(model.trunk(ids, mask), spans)[:, 0].numpy()
        close = np.stack([a["subject"] for _, a in rows]) @ described.T
        close *= float(heads.sharpness.exp())
        logits = np.concatenate([close, [[a["aside"]] for _, a in rows]], axis=1)
        gold = [max(u.themes, key=u.themes.get) for u, _ in rows]
        agreed = [
            sum(share for c, share in u.themes.items() if c == g) >= 0.7
            for (u, _), g in zip(rows, gold, strict=True)
        ]
        themed = [i for i, g in enumerate(gold) if g != NO_THEME and agreed[i]]
        order = np.argsort(-close, axis=1)
        result["theme"] = float(np.mean([codes[order[i, 0]] == gold[i] for i in themed]))
        result["theme3"] = float(
            np.mean([gold[i] in [codes[j] for j in order[i, :3]] for i in themed])
        )
        none = np.array([g == NO_THEME for g in gold])
        result["none F1"] = float(f1_score(none, logits.argmax(1) == len(codes)))
        margin = logits[:, -1] - close.max(1)
        result["none AUC"] = float(roc_auc_score(none, margin))
    return {name: round(value, 3) for name, value in result.items()}


def alpha(truth: np.ndarray, said: np.ndarray) -> float:
    return float(
        krippendorff.alpha([truth, said], level_of_measurement="ordinal", value_domain=[*STANCES])
    )


def ece(chances: np.ndarray, truth: np.ndarray, bins: int = 10) -> float:
    best = chances.max(1)
    right = chances.argmax(1) == truth
    edges = np.clip((best * bins).astype(int), 0, bins - 1)
    return float(
        sum(
            abs(right[edges == b].mean() - best[edges == b].mean()) * (edges == b).mean()
            for b in range(bins)
            if (edges == b).any()
        )
    )
