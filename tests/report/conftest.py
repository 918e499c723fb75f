"""A small invented study whose numbers can be counted by hand."""

import pandas as pd
import pytest

from aineisto.codebook import Codebook, Question, Theme
from aineisto.codings import make_codings
from aineisto.corpus import Corpus

#: participant, group, question, stance by the machine, theme, actor, what was said
SAID = [
    (
        "p1",
        "Kunnat",
        "q1",
        2,
        "raha",
        "Kela",
        "Rahoitus riittää hyvin, ja Kela auttaa rahoituksessa.",
    ),
    ("p1", "Kunnat", "q1", 1, "raha", "", "Budjetti on kunnossa, vaikka rahoitus on tiukka."),
    ("p1", "Kunnat", "q2", -1, "none", "", "En osaa sanoa tuosta mitään."),
    ("p2", "Kunnat", "q1", 0, "raha", "Kela", "Kelan rahoitus on mitä on."),
    ("p2", "Kunnat", "q2", -2, "none", "THL", "THL ei ole kysynyt meiltä kertaakaan."),
    ("p3", "Virastot", "q1", -1, "raha", "Kela", "Kela vie rahoituksen ja jättää laskut meille."),
    ("p3", "Virastot", "q2", -1, "none", "THL", "THL:n ohjeet tulevat aina liian myöhään."),
    ("p3", "Virastot", "q1", -2, "none", "Kela", "Kela ei vastaa edes puhelimeen."),
]


def make_study(said=SAID):
    """Return corpus, codebook and codings; p3's statements alone are coded by a person."""
    statements, rows, texts = [], [], {}
    for number, (participant, _group, question, value, theme, actor, text) in enumerate(said):
        document = f"haastattelu-{participant}"
        start = len(texts.get(document, ""))
        texts[document] = texts.get(document, "") + text + "\n"
        identifier = f"s{number}"
        statements.append(
            {
                "statement_id": identifier, "document": document, "participant": participant,
                "speaker": "V", "role": "interviewee", "question": question, "turn": number,
                "start": start, "end": start + len(text), "text": text, "clean": text,
            }
        )  # fmt: skip
        base = {"statement_id": identifier, "status": "suggested", "confidence": 0.8}
        rows.append(
            base
            | {"family": "stance", "code": "stance", "value": value, "coder": "machine:stance@1"}
        )
        rows.append(base | {"family": "theme", "code": theme, "coder": "machine:themes@1"})
        if actor:
            rows.append(base | {"family": "actor", "code": actor, "coder": "machine:actors@1"})
    documents = pd.DataFrame(
        [{"document": d, "path": d, "format": "txt", "text": t} for d, t in texts.items()]
    )
    groups = dict.fromkeys((p, g) for p, g, *_ in said)
    participants = pd.DataFrame(list(groups), columns=["participant", "group"])
    corpus = Corpus(documents, participants, pd.DataFrame(statements))
    codebook = Codebook(
        name="Pieni tutkimus",
        themes=(Theme("raha", {"fi": "Raha", "en": "Money"}, "Mitä rahasta sanotaan."),),
        questions=(
            Question("q1", {"fi": "Rahoitus", "en": "Funding"}, "Miten rahoitus toimii?"),
            Question("q2", {"fi": "Ohjaus", "en": "Guidance"}, "Miten ohjaus toimii?"),
        ),
    )
    return corpus, codebook, make_codings(rows)


def by_person(codings, statement, value, status="accepted", coder="human:anna"):
    """Return the codings with a person's stance added."""
    row = {"statement_id": statement, "family": "stance", "code": "stance", "value": value}
    return pd.concat(
        [codings, make_codings([row | {"coder": coder, "status": status}])], ignore_index=True
    )


@pytest.fixture(scope="session")
def study():
    return make_study()


@pytest.fixture(scope="session")
def summary(study):
    from aineisto.report import build_summary

    return build_summary(*study)


@pytest.fixture(scope="session")
def pages(summary):
    from aineisto.report._write import render

    return {lang: render(summary, lang=lang) for lang in ("fi", "en")}
