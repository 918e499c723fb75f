"""Statements of the demo study, as a frame and as a file."""

import pytest

import aineisto
from aineisto.core.data import data_path

DEMO = data_path("corpora/demo-study")


@pytest.fixture(scope="session")
def codebook():
    return aineisto.Codebook.load(DEMO / "codebook.toml")


@pytest.fixture(scope="session")
def statements():
    corpus = aineisto.read(DEMO / "interviews", participants=DEMO / "participants.csv")
    return corpus.statements.reset_index(drop=True)
