"""Projects of any size and of vaalikone's comments."""

import csv

import numpy as np
import pandas as pd

from aineisto.codebook import Codebook
from aineisto.corpus import Corpus
from aineisto.project import Project

WORDS = [
    "rahoitus",
    "yhteistyö",
    "kunta",
    "tieto",
    "palvelu",
    "riski",
    "huoli",
    "toimii",
    "sujuu",
    "puuttuu",
    "selvä",
    "johto",
    "muutos",
    "järjestelmä",
    "asiakas",
    "ongelma",
    "mahdollisuus",
    "hyöty",
    "epäselvä",
    "vastuu",
    "aikataulu",
    "resurssi",
]


def vaalikone(data):
    """Return the comments with their stance, or None where the data are not there."""
    path = data / "vaalikone2015" / "comments.tsv"
    if not path.is_file():
        print("(vaalikone: no data)")
        return None
    frame = pd.read_csv(path, sep="\t", quoting=csv.QUOTE_NONE, dtype=str).dropna()
    return frame.assign(stance=frame["stance"].astype(int))


def drawn(frame, rng, size, questions=8):
    """Return a study: comments on a few questions, whole respondents, in a mixed order."""
    common = frame["qid"].value_counts().index[:26]
    study = frame[frame["qid"].isin(rng.choice(common, questions, replace=False))]
    people = rng.permutation(study["respondent"].unique())
    order = study["respondent"].map({name: place for place, name in enumerate(people)})
    study = study.assign(order=order).sort_values("order", kind="stable").head(size)
    return study.sample(frac=1, random_state=int(rng.integers(2**31))).reset_index(drop=True)


def invented(size, rng):
    """Return a study of random words, whose first words decide the stance."""
    draws = rng.integers(len(WORDS), size=(size, 12))
    texts = [" ".join(WORDS[k] for k in row) + f" {n}." for n, row in enumerate(draws)]
    return pd.DataFrame(
        {
            "qid": [f"q{n % 10}" for n in range(size)],
            "respondent": [f"p{n // 50}" for n in range(size)],
            "stance": np.clip((draws[:, :3] % 5 - 2).sum(axis=1) // 2, -2, 2),
            "text": texts,
        }
    )


def project_of(study, path):
    """Make a project of a study's comments, a document of each respondent's."""
    rows, documents = [], []
    for name, group in study.groupby("respondent", sort=False):
        start = 0
        for turn, row in enumerate(group.itertuples()):
            rows.append((f"{name}:{turn}", name, row.qid, turn, start, row.text))
            start += len(row.text) + 1
        documents.append((name, f"{name}.txt", "txt", "\n".join(group["text"])))
    names = ["statement_id", "document", "question", "turn", "start", "text"]
    statements = pd.DataFrame(rows, columns=names).assign(speaker="V", role="interviewee")
    statements = statements.assign(
        participant=statements["document"],
        clean=statements["text"],
        end=statements["start"] + statements["text"].str.len(),
    )
    corpus = Corpus(
        pd.DataFrame(documents, columns=["document", "path", "format", "text"]),
        pd.DataFrame({"participant": statements["document"].unique()}),
        statements,
    )
    return Project.create(path, corpus, Codebook("Benchmark"))
