"""Three studies drawn at random, each with something that reports have told wrongly."""

from dataclasses import replace

import numpy as np
import pandas as pd

from aineisto.codebook import Codebook, Question, Theme
from aineisto.codings import make_codings
from aineisto.corpus import Corpus

THEMES = ("raha", "raha-valtio", "raha-oma", "ohjaus", "tieto")
_PARENT = {"raha-valtio": "raha", "raha-oma": "raha"}
_WORDS = "rahoitus riittää huonosti vaikka kunta saa tukea ja ohjaus toimii tai tieto ei kulje nyt"


def _corpus(rng, people, groups, questions):
    statements, texts = [], {}
    for person in range(people):
        document = f"haastattelu-{person:02d}"
        for question in range(questions + 1):  # the last stands outside the questions
            for _ in range(int(rng.integers(0, 4)) + (question == 0)):
                text = " ".join(rng.choice(_WORDS.split(), size=int(rng.integers(6, 14)))) + "."
                start = len(texts.get(document, ""))
                texts[document] = texts.get(document, "") + text + "\n"
                asked = f"q{question}" if question < questions else ""
                statements.append(
                    {
                        "statement_id": f"s{len(statements):03d}", "document": document,
                        "participant": f"p{person}", "speaker": "V", "role": "interviewee",
                        "question": asked, "turn": len(statements), "start": start,
                        "end": start + len(text), "text": text, "clean": text,
                    }
                )  # fmt: skip
    documents = pd.DataFrame(
        [{"document": d, "path": d, "format": "txt", "text": t} for d, t in texts.items()]
    )
    participants = pd.DataFrame({"participant": [f"p{i}" for i in range(people)]})
    if groups:
        drawn = rng.choice(groups, size=people)
        participants["group"] = [None if name == "" else name for name in drawn]
    return Corpus(documents, participants, pd.DataFrame(statements))


def _codebook(questions):
    themes = tuple(
        Theme(code, {"fi": f"Teema {code}", "en": f"Theme {code}"}, parent=_PARENT.get(code, ""))
        for code in THEMES
    )
    asked = tuple(
        Question(f"q{i}", {"fi": f"Kysymys {i}", "en": f"Question {i}"}, f"Mitä {i}?")
        for i in range(questions)
    )
    return Codebook("Arvottu tutkimus", themes, questions=asked)


def _rows(statement, coder, status, value, themes, actors, **more):
    coded = pd.Timestamp("2026-03-02T08:00:00Z") + pd.Timedelta(minutes=int(statement[1:]))
    base = {"statement_id": statement, "coder": coder, "status": status, **more}
    base["created"] = coded.isoformat()
    rows = [base | {"family": "stance", "code": "stance", "value": value}]
    rows += [base | {"family": "theme", "code": code} for code in themes or ["none"]]
    return rows + [base | {"family": "actor", "code": code} for code in actors]


def _draw(rng, mood=0.0):
    value = int(np.clip(round(rng.normal(mood)), -2, 2))
    themes = [code for code in THEMES if rng.random() < 0.25]
    return value, themes, ["Kela"] if rng.random() < 0.4 else []


def generated(number):
    """Return corpus, codebook and codings of study 0, 1 or 2."""
    rng = np.random.default_rng(number)
    people, groups = ((12, ["Kunnat", "Virastot"]), (9, ["A", "B", ""]), (6, []))[number]
    corpus = _corpus(rng, people, groups, questions=3)
    noise = np.random.default_rng(number + 100)
    mood = {f"p{i}": rng.normal(scale=0.8) for i in range(people)}
    rows = []
    for line in corpus.statements.itertuples():
        name = line.statement_id
        machine = _draw(rng, 0.4)
        rows += _rows(name, "machine:m@1", "suggested", *machine, confidence=0.7)
        if int(name[1:]) % 4:  # scores of most, less certain than the code
            stance = next(row for row in reversed(rows) if row["family"] == "stance")
            stance["score"] = round(0.6 * machine[0] + noise.normal(scale=0.3), 4)
        anna, eero = (_draw(rng, mood[line.participant]) for _ in range(2))
        kind = rng.random()
        if number == 0:  # two blind coders, some statements settled
            rows += _rows(name, "human:anna", "blind", *anna)
            rows += _rows(name, "human:eero", "blind", *eero) if kind < 0.7 else []
            if kind < 0.3:
                rows += _rows(name, "human:konsensus", "consensus", *_draw(rng))
        elif number == 1:  # one coder, blind or accepting by chance; some changed, some unknown
            made = (
                ("blind", anna) if kind < 0.4 else
                ("accepted", machine) if kind < 0.75 else
                ("changed", anna) if kind < 0.9 else ("unknown", anna)
            )  # fmt: skip
            rows += _rows(name, "human:anna", made[0], *made[1])
        elif kind < 0.5:  # the machine alone, or a rejected stance, or a person
            rows += _rows(name, "human:anna", "changed", *anna)
        elif kind < 0.6:
            rows += _rows(name, "human:anna", "rejected", machine[0], [], [])[:1]
    codings = make_codings(rows)
    return replace(corpus), _codebook(3), codings
