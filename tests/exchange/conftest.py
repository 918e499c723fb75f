"""A small study of two interviews, two coders and the machine."""

from types import SimpleNamespace

import pytest
from tests.coded import coded, stance_of

import aineisto
from aineisto.codebook import Codebook, Theme
from aineisto.codings import NO_THEME, make_codings

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

    codings = make_codings(
        [
            coded(first, "machine:themes@0.1", "rp", "suggested"),
            coded(first, "human:anna", "rp", "blind"),
            coded(fourth, "human:anna", NO_THEME, "blind"),
            stance_of(first, "human:anna", -2, "blind"),
            stance_of(third, "human:ville", 2, "accepted"),
            stance_of(fourth, "human:ville", 0, "rejected"),
            coded(
                second, "machine:actors@0.1", "Kela", "suggested", "actor",
                start=kela, end=kela + 8,
            ),
        ]
    )  # fmt: skip
    return SimpleNamespace(corpus=corpus, codebook=codebook, codings=codings)
