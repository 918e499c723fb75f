"""Measures that the parts share."""

import numpy as np

from aineisto.stance._ordinal import quadratic_kappa


def calibration_error(proba, right, bins=10):
    """Return the mean gap between confidence and share right, over bins of confidence."""
    place = np.minimum((proba * bins).astype(int), bins - 1)
    gaps = [
        abs(proba[place == b].mean() - right[place == b].mean()) * np.mean(place == b)
        for b in np.unique(place)
    ]
    return float(np.sum(gaps))


def auc(scores, truth):
    """Return the chance that a positive statement scores above a negative one."""
    from sklearn.metrics import roc_auc_score

    polar = truth != 0
    return float(roc_auc_score(truth[polar] > 0, scores[polar]))


def alpha(*rows):
    """Return Krippendorff's ordinal alpha of coders' rows."""
    import krippendorff

    return float(krippendorff.alpha(np.array(rows, float), level_of_measurement="ordinal"))


def kappa(truth, codes):
    """Return the quadratic weighted kappa of codes −2…2."""
    return quadratic_kappa(np.asarray(truth) + 2, np.asarray(codes) + 2, 5)


def linear_kappa(truth, codes):
    """Return Cohen's kappa with linear weights."""
    from aineisto.stance import chance_error

    return 1.0 - float(np.abs(truth - codes).mean()) / chance_error(truth, codes)


def doubt(model, texts, truth, question=None):
    """Return how honest the probabilities and sets are."""
    rows, place = np.arange(len(truth)), np.asarray(truth) + 2
    proba = model.predict_proba(texts, question)
    sets = model.predict_set(texts, question)
    codes = model.predict(texts, question) + 2
    return {
        "90 % sets: coverage": float(np.mean(sets[rows, place])),
        "90 % sets: size": float(sets.sum(axis=1).mean()),
        "ECE": calibration_error(proba[rows, codes], codes == place),
    }
