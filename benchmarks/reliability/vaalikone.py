"""Means of questions from few labels, alone and with the machine's score: vaalikone 2015."""

import csv

import numpy as np
import pandas as pd

from aineisto.reliability import cross_fitted_score, ppi_mean
from aineisto.stance import StanceClassifier

LABELS = (40, 100, 200, 400)
QUESTIONS, RESPONDENTS = 8, 200


def ppi_on_vaalikone(data, studies, draws):
    """Studies of eight questions and 200 respondents, labels drawn at random from each.

    The truth is the mean of all answers of the study. The classifier learns from the labels alone,
    ten-fold by respondents, so that no label helps to score its own statement.
    """
    path = data / "vaalikone2015" / "comments.tsv"
    if not path.is_file():
        print("(vaalikone: no data)")
        return None
    frame = pd.read_csv(path, sep="\t", quoting=csv.QUOTE_NONE, dtype=str).dropna()
    frame["stance"] = frame["stance"].astype(float)
    rows = []
    for number in range(studies):
        rng = np.random.default_rng(number)
        study = drawn_study(frame, rng)
        for run in range(draws):
            for labels in LABELS:
                rows += one_draw(study, labels, rng, number * draws + run)
    return shown(pd.DataFrame(rows))


def drawn_study(frame, rng):
    common = frame["qid"].value_counts().index[:26]
    study = frame[frame["qid"].isin(rng.choice(common, QUESTIONS, replace=False))]
    people = rng.permutation(study["respondent"].unique())[:RESPONDENTS]
    return study[study["respondent"].isin(people)].reset_index(drop=True)


def one_draw(study, labels, rng, draw):
    coded = rng.choice(len(study), labels, replace=False)
    values = np.full(len(study), np.nan)
    values[coded] = study["stance"].to_numpy()[coded]
    score = cross_fitted_score(
        StanceClassifier(),
        study["text"].tolist(),
        values,
        question=study["qid"].tolist(),
        respondent=study["respondent"].tolist(),
        seed=draw,
    )
    table = ppi_mean(values, score, by=study["qid"], respondent=study["respondent"])
    table = table[table["group"] != "all"].set_index("group")
    truth = study.groupby("qid")["stance"].mean().reindex(table.index)
    table = table[table["n_labels"] > 0]
    truth = truth[table.index]
    return [
        {
            "labels": labels,
            "draw": draw,
            "ppi": (row["mean"] - truth[question]) ** 2,
            "alone": (row["labels_mean"] - truth[question]) ** 2,
            "lambda": row["lambda"],
            "gained": row["gained"] / row["n_labels"],
            "held": held(row, "", truth[question]),
            "held_alone": held(row, "labels_", truth[question]),
        }
        for question, row in table.iterrows()
    ]


def held(row, prefix, truth):
    low, high = row[f"{prefix}low"], row[f"{prefix}high"]
    return np.nan if np.isnan(low) else float(low <= truth <= high)


def shown(rows):
    found = []
    for labels, part in rows.groupby("labels"):
        draws = part.groupby("draw")[["ppi", "alone"]].mean()
        less = draws["alone"] - draws["ppi"]
        alone, ppi = np.sqrt(draws["alone"].mean()), np.sqrt(draws["ppi"].mean())
        found.append(
            {
                "labels": int(labels),
                "rmse_alone": alone,
                "rmse_ppi": ppi,
                "ratio": ppi / alone,
                "mse_saved": less.mean(),
                "mse_saved_se": less.std(ddof=1) / np.sqrt(len(less)),
                "lambda": part["lambda"].mean(),
                "held_alone": part["held_alone"].mean(),
                "held_ppi": part["held"].mean(),
                "draws": len(draws),
            }
        )
    table = pd.DataFrame(found)
    print(table.round(4).to_string(index=False))
    overall = float(np.sqrt((table["rmse_ppi"] ** 2).mean() / (table["rmse_alone"] ** 2).mean()))
    print(f"RMSE of the means of {QUESTIONS} questions, labels in all; overall ratio {overall:.4f}")
    return {"table": table.round(5).to_dict("records"), "overall_ratio": round(overall, 5)}
