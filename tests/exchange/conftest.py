"""A small study of two interviews, two coders and the machine."""

from types import SimpleNamespace

import pytest

import aineisto
from aineisto.codebook import Codebook, Theme
from aineisto.codings import NO_THEME, STANCE, make_codings

TEXTS = {
    "h01": "H: Mitä hyötyä?\nV: Rajapinnat puuttuvat 😀 kokonaan. KELA:lle siitä on iloa.\n",
    "h02": "H: Mitä hyötyä?\r\nV: Kanta toimii, se on vahvuus.\r\nEn minä muuta.\r\n",
}


@pytest.fixture
def study(tmp_path):
    folder = tmp_path / "interviews"
    folder.mkdir()
    for name, text in TEXTS.items():
        (folder / f"{name}.txt").write_bytes(text.encode("utf-8"))
    participants = tmp_path / "participants.csv"
    participants.write_text("participant,document,group\nanni,h01,Kaupungit\nolli,h02,\n", "utf-8")
    corpus = aineisto.read(folder, participants=participants)
    codebook = Codebook(
        "Koe",
        (
            Theme("yt", {"fi": "Yhteentoimivuus"}, "Järjestelmät yhteen.", ("rajapinta", "kanta")),
            Theme("rp", {"fi": "Rajapinnat"}, parent="yt"),
        ),
    )
    first, second, third, fourth = corpus.answers["statement_id"]
    kela = corpus.answers["start"].iloc[1]

    def theme(statement, code, coder, status):
        return {
            "statement_id": statement,
            "family": "theme",
            "code": code,
            "coder": coder,
            "status": status,
        }

    def stance(statement, value, coder, status):
        return {**theme(statement, STANCE, coder, status), "family": "stance", "value": value}

    codings = make_codings(
        [
            theme(first, "rp", "machine:themes@0.1", "suggested"),
            theme(first, "rp", "human:anna", "blind"),
            theme(fourth, NO_THEME, "human:anna", "blind"),
            stance(first, -2, "human:anna", "blind"),
            stance(third, 2, "human:ville", "accepted"),
            stance(fourth, 0, "human:ville", "rejected"),
            {
                **theme(second, "Kela", "machine:actors@0.1", "suggested"),
                "family": "actor",
                "start": kela,
                "end": kela + 8,
            },
        ]
    )
    return SimpleNamespace(corpus=corpus, codebook=codebook, codings=codings)
