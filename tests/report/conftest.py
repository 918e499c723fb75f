"""A small invented study whose numbers can be counted by hand."""

from dataclasses import replace

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


@pytest.fixture(scope="session", params=[0, 1, 2])
def drawn(request, tmp_path_factory):
    """Return a study drawn at random, as its files and its report tell it."""
    from .recomputed import Study

    return Study(request.param, tmp_path_factory.mktemp("study"))


@pytest.fixture(scope="session")
def study():
    return make_study()


@pytest.fixture(scope="session")
def summary(study):
    from aineisto.report import build_summary

    return build_summary(*study)


#: What a transcript must never do to a page, a document or a Markdown file.
HOSTILE = "<script>alert('Kela')</script> & <em>rahoitus</em> | *on* _tässä_ [x](y) tärkeä ~~asia~~"


@pytest.fixture(scope="session")
def hostile():
    """Return the summary of a study that is full of markup, with two blind coders."""
    from aineisto.report import build_summary

    said = [("Matti <i>Virtanen" if row[0] == "p1" else row[0], *row[1:]) for row in SAID]
    said[0] = (said[0][0], "Kunnat & <u>co", "q1", 2, "raha", "<img src=x>", HOSTILE)
    corpus, codebook, codings = make_study(said)
    theme = replace(codebook.themes[0], definition="</style><em> # 1. määritelmä")
    codebook = replace(codebook, name="<script>otsikko</script>", themes=(theme,))
    for statement, anna, eero in (("s0", 2, -2), ("s3", 1, 1), ("s5", -1, -2), ("s6", 0, -1)):
        codings = by_person(codings, statement, anna, status="blind")
        codings = by_person(codings, statement, eero, status="blind", coder="human:eero")
    return build_summary(corpus, codebook, codings)


@pytest.fixture(scope="session")
def reports(hostile):
    from aineisto.report._content import make_report

    return {lang: make_report(hostile, lang) for lang in ("fi", "en")}


@pytest.fixture(scope="session")
def html(reports):
    from aineisto.report._html import to_html

    return to_html(reports["fi"])
