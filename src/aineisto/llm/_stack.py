"""Our score and a language model's together, learnt from people's blind codes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from aineisto.codings import NO_THEME, SCALE, STANCE, is_blind, is_machine, make_codings
from aineisto.core.codings import is_language_model, scores
from aineisto.core.errors import ArgumentError, CodingsError
from aineisto.core.renamed import warn_renamed
from aineisto.core.statistics import drawn_folds
from aineisto.llm._calibration import LEAST_CODES, LEAST_PEOPLE, blind_codes, calibrated
from aineisto.reliability import agreement

_FOLDS = 10
_MOST_THEMES = 3


@dataclass(frozen=True, eq=False)
class Stacked:
    """What two machine coders say together.

    Attributes
    ----------
    codings : DataFrame
        The codings table of ``machine:stacked@…``; codes of a respondent whom people coded come
        from the others' codes alone.
    improvement : DataFrame
        One row a coder (ours, the model, both stacked): ``alpha`` with people's blind codes
        (Krippendorff's, mean over people), ``n`` statements; of the last row also
        ``improvement`` over the better of the two with its 95 % interval ``low``, ``high``
        (jackknife over respondents). Where the interval reaches below zero, stacking has shown
        none.
    """

    codings: pd.DataFrame
    improvement: pd.DataFrame

    @property
    def gain(self) -> pd.DataFrame:
        """`improvement` under its old name."""
        warn_renamed("gain", "improvement")
        return self.improvement.rename(columns={"improvement": "gain"})


def stack(
    codings: pd.DataFrame,
    respondents: Mapping[str, str] | pd.Series,
    *,
    family: str = "stance",
    model: str | None = None,
    scale: Sequence[int] = SCALE,
) -> Stacked:
    """Learn from people's blind codes how to weigh our coder and a language model together.

    A ridge regression of the two scores, cut where the people's codes lie (stance), or a logistic
    one of how sure each is of a theme; always learnt from other respondents than it codes.

    Parameters
    ----------
    codings : DataFrame
        The codings table: people's blind codes, ours, the language model's.
    respondents : mapping of statement_id → str
        Who said what.
    family : {"stance", "theme"}
        What is coded. Actors are found, not scored: there is nothing to weigh.
    model : str, optional
        The language model's name in the codings; needed where there are several.
    scale : sequence of int
        Steps of the scale.

    Raises
    ------
    CodingsError
        When a coder is missing, or people coded too little blind (30 statements of 5 respondents).

    Examples
    --------
    >>> llm = codings[(codings["coder"] == "human:b") & (codings["family"] == "stance")]
    >>> llm = llm.assign(coder="machine:llm:qwen3@1", status="suggested", confidence=0.8)
    >>> both = pd.concat([codings[codings["coder"] == "human:a"], stances, llm])
    >>> who = dict(zip(coded["statement_id"], range(34), strict=True))
    >>> stack(both, who).improvement.columns.tolist()
    ['coder', 'alpha', 'n', 'improvement', 'low', 'high']
    """
    if family not in ("stance", "theme"):
        raise ArgumentError(f"{family!r} is not stacked.", remedy="Use stance or theme.")
    rows = codings[codings["family"] == family]
    ours, theirs = _machines(rows, model)
    who = dict(respondents)
    people = {name: codes for name, codes in blind_codes(codings, family).items() if name in who}
    first, second = rows[rows["coder"] == ours], rows[rows["coder"] == theirs]
    both = [
        name
        for name in dict.fromkeys(first["statement_id"])
        if name in who and name in set(second["statement_id"])
    ]
    coded = [name for name in both if name in people]
    if len(coded) < LEAST_CODES or len({who[name] for name in coded}) < LEAST_PEOPLE:
        raise CodingsError(
            f"People coded {len(coded)} statements of {len({who[n] for n in coded})} respondents "
            "blind that both machines coded.",
            remedy=f"Code {LEAST_CODES} of {LEAST_PEOPLE} respondents blind first.",
        )
    learn = _stance if family == "stance" else _themes
    found = _cross_fitted(learn, _Coded((first, second), people, list(scale)), both, coded, who)
    digest = hashlib.sha256(f"{ours} {theirs}".encode()).hexdigest()[:8]
    made = make_codings(
        {"family": family, "coder": f"machine:stacked@{digest}", "status": "suggested", **row}
        for row in found
    )
    made, _ = calibrated(made, codings, who)
    judged = pd.concat([rows[is_blind(rows)], first, second, made], ignore_index=True)
    judged = judged[judged["statement_id"].isin(coded)]
    names = (ours, theirs, made["coder"].iloc[0])
    return Stacked(made, _improvement(judged, names, who, scale))


def _machines(rows: pd.DataFrame, model: str | None) -> tuple[str, str]:
    machine = rows[is_machine(rows["coder"])].sort_values("created", kind="stable")
    llm = is_language_model(machine["coder"])
    own = machine.loc[~llm & ~machine["coder"].str.startswith("machine:stacked"), "coder"]
    models = machine.loc[llm, "coder"].unique().tolist()
    if own.empty or not models:
        raise CodingsError(
            "Stacking needs codings of aineisto's own coder and of a language model.",
            remedy='Run project.precode(coders=["aineisto", LanguageModelCoder(…)]) first.',
        )
    if model is None and len(models) > 1:
        raise CodingsError(
            f"There are several language models: {', '.join(models)}.", remedy="Give model."
        )
    if model is not None and model not in models:
        raise CodingsError(
            f"There is no language model {model!r}.", remedy=f"Use one of {', '.join(models)}."
        )
    return str(own.iloc[-1]), model or models[0]


@dataclass(frozen=True)
class _Coded:
    """What two machines and people made of statements."""

    machines: tuple[pd.DataFrame, pd.DataFrame]
    people: Mapping[str, list[frozenset[Any]]]
    scale: list[int]


def _cross_fitted(
    learn: Callable[[_Coded, Sequence[str], Sequence[str]], list[dict[str, Any]]],
    study: _Coded,
    both: Sequence[str],
    coded: Sequence[str],
    who: Mapping[str, str],
) -> list[dict[str, Any]]:
    """Return the codes of all statements, each from a model that saw no code of its respondent."""
    parts = [set(part) for part in drawn_folds([who[name] for name in coded], _FOLDS)]
    known = set().union(*parts)
    others = [name for name in both if who[name] not in known]
    rows = learn(study, coded, others) if others else []
    for held in parts:
        training = [name for name in coded if who[name] not in held]
        asked = [name for name in both if who[name] in held]
        rows += learn(study, training, asked)
    return rows


def _stance(study: _Coded, training: Sequence[str], asked: Sequence[str]) -> list[dict[str, Any]]:
    from sklearn.linear_model import Ridge

    last = [one.drop_duplicates("statement_id", keep="last") for one in study.machines]
    last = [one.set_index("statement_id") for one in last]
    known_scores = [scores(one) for one in last]

    def columns(names: Sequence[str]) -> np.ndarray:
        return np.column_stack([score.loc[list(names)].to_numpy() for score in known_scores])

    y = np.array([np.mean([next(iter(one)) for one in study.people[name]]) for name in training])
    model = Ridge(alpha=1.0).fit(columns(training), y)
    known, new = model.predict(columns(training)), model.predict(columns(asked))
    # Cut where as many predictions lie below as codes do.
    steps = np.array(study.scale)
    below = [float(np.mean(y <= (low + high) / 2)) for low, high in pairwise(steps)]
    cuts = np.quantile(known, below)
    cuts = np.where(np.array(below) <= 0, -np.inf, np.where(np.array(below) >= 1, np.inf, cuts))
    values = steps[(new[:, None] > cuts).sum(axis=1)]
    rows = []
    held: list[dict[Any, Any]] = [one["confidence"].to_dict() for one in last]
    said: list[dict[Any, Any]] = [one["value"].to_dict() for one in last]
    for name, value, score in zip(asked, values, new, strict=True):
        sure = [
            _known(confidence[name]) if one[name] == value else 1 / len(study.scale)
            for confidence, one in zip(held, said, strict=True)
        ]
        rows.append(
            {
                "statement_id": name,
                "code": STANCE,
                "value": int(value),
                "score": round(float(np.clip(score, steps[0], steps[-1])), 4),
                "confidence": float(np.mean(sure)),
            }
        )
    return rows


def _known(confidence: Any) -> float:
    return 0.5 if pd.isna(confidence) else float(confidence)


def _themes(study: _Coded, training: Sequence[str], asked: Sequence[str]) -> list[dict[str, Any]]:
    from sklearn.linear_model import LogisticRegression

    sure: list[dict[tuple[str, str], float]] = [
        {
            (name, code): _known(confidence)
            for name, code, confidence in zip(
                one["statement_id"], one["code"], one["confidence"], strict=True
            )
        }
        for one in study.machines
    ]
    codes = sorted({code for one in sure for _, code in one} - {NO_THEME})

    def columns(names: Sequence[str]) -> np.ndarray:
        return np.array(
            [
                [value for one in sure for value in (one.get((n, c), 0.0), (n, c) in one)]
                for n in names
                for c in codes
            ],
            dtype=float,
        )

    y = np.array(
        [
            np.mean([code in one for one in study.people[name]]) >= 0.5
            for name in training
            for code in codes
        ]
    )
    x = columns(training)
    if not codes or y.all() or not y.any():
        p = np.full(len(asked) * max(1, len(codes)), float(y.any() if len(y) else 0.0))
    else:
        p = LogisticRegression(C=1.0).fit(x, y).predict_proba(columns(asked))[:, 1]
    rows = []
    for name, shares in zip(asked, p.reshape(len(asked), -1), strict=True):
        best = [at for at in np.argsort(-shares)[:_MOST_THEMES] if codes and shares[at] >= 0.5]
        chosen = [(codes[at], float(shares[at])) for at in best]
        chosen = chosen or [(NO_THEME, 1 - float(shares.max(initial=0.0)))]
        rows += [{"statement_id": name, "code": c, "confidence": s} for c, s in chosen]
    return rows


def _improvement(
    judged: pd.DataFrame, names: Sequence[str], who: Mapping[str, str], scale: Sequence[int]
) -> pd.DataFrame:
    from scipy.stats import t

    alphas = _alphas(judged, names, scale)
    table = pd.DataFrame({"coder": names, "alpha": alphas})
    table["n"] = judged["statement_id"].nunique()
    more = alphas[-1] - max(alphas[:-1])
    respondent = judged["statement_id"].map(who)
    people = respondent.unique()
    left = [_alphas(judged[respondent != one], names, scale) for one in people]
    without = np.array([one[-1] - max(one[:-1]) for one in left])
    n = len(people)
    spread = float(np.sqrt((n - 1) / n * ((without - without.mean()) ** 2).sum()))
    reach = float(t.ppf(0.975, n - 1)) * spread
    last = [np.nan] * (len(names) - 1)
    return table.assign(
        improvement=[*last, more], low=[*last, more - reach], high=[*last, more + reach]
    )


def _alphas(judged: pd.DataFrame, names: Sequence[str], scale: Sequence[int]) -> list[float]:
    found = agreement(judged, by_code=False, n_boot=0, scale=scale)
    found = found[
        (found["coefficient"] == "krippendorff_alpha") & (found["kind"] == "machine-human")
    ]
    of = found["coders"].str.split(", ").str[0]
    return [float(found.loc[of == name, "value"].mean()) for name in names]
