"""How often 95 % intervals hold the truth, by simulation: coefficients, PPI means, direction."""

import numpy as np
import pandas as pd

from aineisto.reliability import mean_interval, ppi_mean
from aineisto.reliability._coefficients import alpha_statistic, gwet_statistic
from aineisto.reliability._interval import FEW, interval
from aineisto.reliability._ratings import as_ratings
from aineisto.reliability._tests import latent_positions

SIZES = (30, 100, 300)
LOW, HIGH = 0.93, 0.97

#: Populations: how often each of the values is true, how often a coder gives it, coders. A coder
#: who does not give the true value gives it or a neighbour at random.
POPULATIONS = {
    "five steps, two coders": ((0.1, 0.3, 0.2, 0.3, 0.1), 0.6, 2),
    "rare code, two coders": ((0.8, 0.2), 0.7, 2),
    "five steps, three coders": ((0.05, 0.15, 0.3, 0.3, 0.2), 0.6, 3),
}


def coverage(runs):
    rows = [*coefficients(runs), *means_with_help(runs), *directions(runs)]
    table = pd.DataFrame(rows)
    wide = table.pivot(index=["statistic", "population", "method"], columns="n", values="coverage")
    default = table.drop_duplicates(["statistic", "population", "method"]).set_index(
        wide.index.names
    )
    order = [key for key in default.index if key in wide.index]
    print(wide.loc[order].round(3).to_string())
    used = table[table["default"]]
    outside = used[~used["coverage"].between(LOW, HIGH)]
    error = (0.05 * 0.95 / runs) ** 0.5
    print(f"\nWhat the library uses by default: {len(used) - len(outside)} of {len(used)} hold")
    print(f"{LOW:.0%}–{HIGH:.0%} (standard error of a share {error:.4f}); outside:")
    print(outside.to_string(index=False) if len(outside) else "none")
    return rows


def row(statistic, population, n, method, inside, default):
    return {
        "statistic": statistic,
        "population": population,
        "n": n,
        "method": method,
        "coverage": round(float(np.mean(inside)), 4),
        "runs": len(inside),
        "default": default,
    }


def draw(rng, units, shares, sure, coders):
    truth = rng.choice(len(shares), size=(units, 1), p=shares)
    near = np.clip(truth + rng.integers(-1, 2, size=(units, coders)), 0, len(shares) - 1)
    return np.where(rng.random((units, coders)) < sure, truth, near)


def statistics(table, values):
    ratings = as_ratings(table, range(values))
    return {
        "alpha nominal": alpha_statistic(ratings),
        "alpha ordinal": alpha_statistic(ratings, "ordinal"),
        "AC2 quadratic": gwet_statistic(ratings, "quadratic"),
    }


def coefficients(runs):
    rng = np.random.default_rng(0)
    rows = []
    for name, population in POPULATIONS.items():
        values = len(population[0])
        large = statistics(draw(rng, 1_000_000, *population), values)
        truth = {key: statistic.value for key, statistic in large.items()}
        for n in SIZES:
            hits = {(key, method): [] for key in truth for method in ("jackknife", "bootstrap")}
            for run in range(runs):
                sample = statistics(draw(rng, n, *population), values)
                for (key, method), inside in hits.items():
                    found = interval(sample[key], method=method, n_boot=600, seed=run)
                    if not np.isnan(found.low):
                        inside.append(found.low <= truth[key] <= found.high)
            chosen = "jackknife" if n < FEW else "bootstrap"
            rows += [
                row(key, name, n, method, inside, method == chosen)
                for (key, method), inside in hits.items()
            ]
    return rows


def answers_of(rng, leans):
    """Answers −2…2 of respondents who lean to one side or the other."""
    return np.clip(np.round(rng.normal(leans, 1)), -2, 2)


def leans_of(rng, respondents, each):
    return rng.normal(0.2, 0.6, size=(respondents, 1)).repeat(each, axis=1).ravel()


def means_with_help(runs):
    """Means of n human codes drawn from 6n statements, nine of each respondent."""
    rng = np.random.default_rng(1)
    truth = answers_of(rng, rng.normal(0.2, 0.6, size=5_000_000)).mean()
    rows = []
    for name, slope in (("a score that helps", 0.5), ("a score that does not", 0.0)):
        for n in SIZES:
            hits = {"PPI mean": [], "mean of labels alone": []}
            for _ in range(runs):
                respondents = max(2 * n // 3, 10)
                people = np.repeat(np.arange(respondents), 9)
                y = answers_of(rng, leans_of(rng, respondents, 9))
                score = slope * y + rng.normal(0, 0.6, size=len(y)) - 0.3
                values = np.full(len(y), np.nan)
                coded = rng.choice(len(y), n, replace=False)
                values[coded] = y[coded]
                found = ppi_mean(values, score, respondent=people).iloc[-1]
                hits["PPI mean"].append(found["low"] <= truth <= found["high"])
                labels = found["labels_low"] <= truth <= found["labels_high"]
                hits["mean of labels alone"].append(labels)
            rows += [
                row(key, name, n, "jackknife by respondent", inside, True)
                for key, inside in hits.items()
            ]
    return rows


def directions(runs):
    """Means of n answers, one or five of each respondent; and their place by the ordinal model."""
    rng = np.random.default_rng(2)
    truth = answers_of(rng, rng.normal(0.2, 0.6, size=5_000_000)).mean()
    whole = pd.Series(answers_of(rng, rng.normal(0.2, 0.6, size=200_000)))
    latent = latent_positions(whole, whole * 0, pd.Series(np.arange(len(whole))), 0.95)[0.0][0]
    rows = []
    for each, name in ((1, "one answer a respondent"), (5, "five answers a respondent")):
        for n in SIZES:
            hits = {
                ("direction: mean", "t" if each == 1 else "CR2 by respondent", True): [],
                ("direction: mean", "1.96 standard errors (model report)", False): [],
                ("direction: ordinal model", "sandwich by respondent", True): [],
            }
            mean, report, ordinal = hits
            for run in range(runs):
                people = np.repeat(np.arange(n // each), each)
                y = answers_of(rng, leans_of(rng, n // each, each))
                who = None if each == 1 else people
                found = mean_interval(y, respondent=who)
                hits[mean].append(found.low <= truth <= found.high)
                margin = 1.96 * y.std(ddof=1) / np.sqrt(n)
                hits[report].append(abs(y.mean() - truth) <= margin)
                if run < runs // 4:
                    values = pd.Series(y)
                    _, low, high = latent_positions(values, values * 0, pd.Series(people), 0.95)[
                        0.0
                    ]
                    hits[ordinal].append(low <= latent <= high)
            rows += [
                row(statistic, name, n, method, inside, default)
                for (statistic, method, default), inside in hits.items()
            ]
    return rows
