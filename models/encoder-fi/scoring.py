"""What is measured while the encoder learns: tags, strict names, polarity, on held-out parts."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import torch
from batches import by_size
from sklearn.metrics import cohen_kappa_score

from aineisto.encoder._decoding import decode_names


def bio_spans(labels: list[str]) -> set[tuple[int, int, str]]:
    """Return (first, last + 1, type) of the names in a row of IOB2 labels."""
    spans, start, kind = set(), None, ""
    for i, label in enumerate([*labels, "O"]):
        if start is not None and label != f"I-{kind}":
            spans.add((start, i, kind))
            start = None
        if label[:2] == "B-" or (label[:2] == "I-" and start is None):
            start, kind = i, label[2:]
    return spans


def found_spans(logits: np.ndarray, labels: list[str]) -> set[tuple[int, int, str]]:
    """Return the names that the library reads from logits (words, labels), as `bio_spans`."""
    return {(name.start, name.end, name.label) for name in decode_names(logits, labels)}


@torch.no_grad()
def answers(
    model, words, device: str, limit: int = 96
) -> Iterator[tuple[int, int, np.ndarray, np.ndarray]]:
    """Yield (first word, last word + 1, tags, names) of groups of neighbouring sentences."""
    model.eval()
    chunks = words.chunks(np.random.default_rng(0), limit, 0.0)
    sizes = np.array(
        [words.piece_at[words.word_at[b]] - words.piece_at[words.word_at[a]] for a, b in chunks]
    )
    for rows in by_size(sizes + 5, 4000, np.random.default_rng(0)):
        part = [chunks[i] for i in rows]
        batch = words.batch(part, device)
        with torch.autocast(device, torch.bfloat16):
            states = model.trunk(batch["input_ids"], batch["attention_mask"])
        inputs = (states, batch["first"], batch["last"], batch["voikko"])
        tags, names = model.tags(*inputs)[1].float().cpu(), model.names(*inputs)[1].float().cpu()
        for r, (a, b) in enumerate(part):
            start, stop = words.word_at[a], words.word_at[b]
            k = stop - start
            yield start, stop, tags[r, :k].numpy(), names[r, :k].numpy()


def evaluate(model, labels: dict, choose, dev, tune, device: str) -> dict[str, float]:
    upos_right, feats_right, n = 0, 0, 0
    sizes = [len(values) for values in labels["feats"].values()]
    for start, stop, tags, _ in answers(model, choose, device):
        n += stop - start
        upos_right += int((tags[:, : model.upos].argmax(1) == choose.a["upos"][start:stop]).sum())
        parts = np.split(tags[:, model.upos :], np.cumsum(sizes)[:-1], axis=1)
        said = np.stack([part.argmax(1) for part in parts], axis=1)
        feats_right += int((said == choose.a["feats"][start:stop]).all(1).sum())
    found = right = wanted = 0
    for start, stop, _, scores in answers(model, dev, device):
        gold = bio_spans([labels["names"][i] for i in dev.a["names"][start:stop]])
        said = {
            (name.start, name.end, name.label) for name in decode_names(scores, labels["names"])
        }
        found, right, wanted = found + len(said), right + len(said & gold), wanted + len(gold)
    return {
        "upos": round(upos_right / n, 4),
        "feats": round(feats_right / n, 4),
        "names": round(2 * right / max(found + wanted, 1), 4),
        "polarity QWK": round(polarity_kappa(model, tune, device), 4),
    }


@torch.no_grad()
def polarity_kappa(model, tune, device: str) -> float:
    said = np.zeros(len(tune))
    for rows in by_size(tune.sizes + 5, 4000, np.random.default_rng(0)):
        ids, mask = tune.batch(rows, device)
        with torch.autocast(device, torch.bfloat16):
            states = model.trunk(ids, mask)
        chances = model.polarity_of(states, mask).softmax(-1).cpu().numpy()
        said[rows] = chances @ np.arange(5)
    # The five points are cut where the shares of the truth lie.
    cuts = np.quantile(said, np.cumsum(np.bincount(tune.values, minlength=5) / len(tune))[:4])
    return cohen_kappa_score(tune.values, np.searchsorted(cuts, said), weights="quadratic")
