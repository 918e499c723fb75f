"""What the coders spare and find: decisions until an agreement is reached, and themes found."""

from functools import partial

import numpy as np
from sklearn.metrics import adjusted_mutual_info_score, cohen_kappa_score

from aineisto.codings import NO_THEME
from aineisto.stance import StanceClassifier
from aineisto.themes import ThemeAssigner, ThemeFinder
from aineisto.themes._clustering import consensus
from aineisto.themes._dialogue import permuted_words, random_vectors_in_dialogue, words_in_dialogue

TARGET, EVERY = 0.8, 25


def decisions(whole, alpha, seeds=3):
    """Return how many decisions a coder makes until the whole study agrees with her codes.

    The whole is what she has decided and, for the rest, the suggestions of that moment: stance by
    ordinal alpha, first themes by Cohen's kappa, until .8. With learning the suggestions are made
    anew every 25 decisions and the most doubtful are served first (stance: by the expected square
    of the distance); without, the first suggestions stay and statements are served by chance.
    """
    found = {}
    for family in ("stance", "theme"):
        frame = whole.frame[whole.frame[family].notna()].reset_index(drop=True)
        truth = frame[family].to_numpy()
        truth = truth.astype(int) if family == "stance" else truth.astype(str)
        agree = alpha if family == "stance" else cohen_kappa_score
        learner = partial(_suggested, whole, family, frame)
        said, _ = learner(np.zeros(0, int))
        orders = [
            np.argsort(np.random.default_rng(seed).permutation(len(frame))) for seed in range(seeds)
        ]
        without = [_until(agree, truth, partial(_unlearnt, said, order)) for order in orders]
        means = {"statements": len(frame), "without": np.mean(without)}
        means["learning"] = _until(agree, truth, learner)
        means["ratio"] = means["learning"] / means["without"]
        found[family] = {name: round(float(value), 3) for name, value in means.items()}
    return found


def _unlearnt(said, order, done):
    return said, order


def _until(agree, truth, suggest):
    """Decide what is least sure, 25 at a time, until the whole agrees; return how many that took.

    `suggest` gives, by what is decided, the codes of all and how sure each is.
    """
    done = np.zeros(0, int)
    while True:
        said, sure = suggest(done)
        codes = said.copy()
        codes[done] = truth[done]
        if agree(truth, codes) >= TARGET:
            return len(done)
        left = np.setdiff1d(np.arange(len(truth)), done)
        done = np.concatenate([done, left[np.argsort(sure[left], kind="stable")][:EVERY]])


def fitted(whole, family, known):
    """Return a family's coder that has learnt from the known rows of a study, if there are any."""
    if family == "stance":
        model = StanceClassifier(range(-2, 3), cues=whole.codebook.cues)
    else:
        model = ThemeAssigner(whole.codebook)
    if len(known):
        model.fit(
            known["clean"].tolist(),
            known[family].astype(int if family == "stance" else str).tolist(),
            question=known["question"].tolist(),
            respondent=known["participant"].tolist(),
            context=whole.context(known),
        )
    return model


def _suggested(whole, family, frame, done):
    model, texts = fitted(whole, family, frame.iloc[done]), frame["clean"].tolist()
    told = {"question": frame["question"].tolist(), "context": whole.context(frame)}
    proba = model.predict_proba(texts, **told)
    if family == "stance":
        said = np.asarray(model.predict(texts, **told))
        return said, _sure(proba, said, np.asarray(model.scale_))
    codes = np.array(model.classes_, dtype=str)
    return codes[proba.argmax(1)], proba.max(1)


def _sure(proba, said, scale):
    """Return how little a suggested step errs: less the expected square of its distance."""
    return -(proba * (scale[None] - said[:, None]) ** 2).sum(axis=1)


def found_themes(whole, seed=0):
    """Return how far themes found without a codebook are those of the coders.

    Adjusted mutual information with the coders' first themes, as many as they have: of statements
    alone, with their neighbours in the turn, in their dialogue; of random vectors read in the same
    dialogue; and of the guide's questions.
    """
    frame = whole.frame[whole.frame["theme"].notna() & (whole.frame["theme"] != NO_THEME)]
    truth, texts = frame["theme"].astype(str), frame["clean"].tolist()
    reading = whole.context(frame)
    turns = (frame["document"] + ":" + frame["turn"].astype(str)).tolist()
    many = truth.nunique()
    found = {}
    for name, options in {
        "alone": {},
        "with neighbours": {"turn": turns},
        "in dialogue": {"context": reading},
    }.items():
        finder = ThemeFinder(n_themes=many, n_subsamples=0).fit(texts, **options)
        found[name] = adjusted_mutual_info_score(truth, finder.labels_)
    random = np.random.default_rng(seed)
    noise = random_vectors_in_dialogue(reading, reading.vectors.shape[1], random)
    words = words_in_dialogue(reading, permuted_words(finder._told, random), range(len(texts)))
    made = consensus(noise, words, many, seed)
    found["random vectors in dialogue"] = adjusted_mutual_info_score(truth, made)
    found["the guide's questions"] = adjusted_mutual_info_score(truth, frame["question"])
    return {name: round(float(value), 3) for name, value in found.items()}


def told_by_others(whole):
    """Return what it changes that the answers to a question speak for each other.

    Of first themes and of steps: the share that changes, and how many of the changed are right with
    it and without. Of the mean stance of interviewees and of questions: slope and correlation
    with the coders' means, with it and without. Differences that it levelled out would lower both.
    """
    frame, context = whole.frame, whole.context(whole.frame)
    texts, asked = frame["clean"].tolist(), frame["question"].tolist()
    said, scores = {}, {}
    for together in (True, False):
        themes = ThemeAssigner(whole.codebook, together=together)
        stance = StanceClassifier(range(-2, 3), cues=whole.codebook.cues, together=together)
        proba = stance.predict_proba(texts, question=asked, context=context)
        scores[together] = proba @ np.arange(-2, 3)
        said["theme", together] = themes.predict(texts, question=asked, context=context)
        said["stance", together] = stance.predict(texts, question=asked, context=context)
    found = {}
    for family in ("theme", "stance"):
        known = frame[family].notna().to_numpy()
        changed = said[family, True] != said[family, False]
        found[f"{family} changed"] = changed.mean()
        truth = frame.loc[known & changed, family].tolist()
        for name, together in (("with", True), ("without", False)):
            right = [
                a == b for a, b in zip(said[family, together][known & changed], truth, strict=True)
            ]
            found[f"{family} right {name}"] = np.mean(right)
    known = frame["stance"].notna().to_numpy()
    means = frame.loc[known, ["participant", "question"]].assign(
        coders=frame.loc[known, "stance"].astype(float),
        **{"with": scores[True][known], "without": scores[False][known]},
    )
    for by in ("participant", "question"):
        each = means.groupby(by)[["coders", "with", "without"]].mean()
        for name in ("with", "without"):
            found[f"{by} slope {name}"] = np.polyfit(each["coders"], each[name], 1)[0]
            found[f"{by} r {name}"] = np.corrcoef(each["coders"], each[name])[0, 1]
    return {name: round(float(value), 3) for name, value in found.items()}
