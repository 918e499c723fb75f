"""REFI-QDA codebooks: out as the schema asks, and back as they were."""

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from lxml import etree

from aineisto import Codebook, CodebookError, ExchangeError
from aineisto.exchange import write_qdc

from . import studies

# The schema of the standard, 1.0 (MIT).
SCHEMA = etree.XMLSchema(etree.parse(Path(__file__).parent / "Codebook.xsd"))
DATA = Path(os.environ.get("AINEISTO_DATA", Path(__file__).parents[3] / "shared" / "data"))
SAMPLES = sorted((DATA / "refi-qda").rglob("*.qdc"))


def check(codebook, folder):
    path = write_qdc(codebook, folder / "k.qdc")
    SCHEMA.assertValid(etree.parse(path))
    first = path.read_bytes()
    assert write_qdc(codebook, path).read_bytes() == first
    return Codebook.load(path)


@settings(max_examples=40, deadline=None)
@given(codebook=studies.codebooks())
def test_a_codebook_comes_back_as_it_was(codebook, tmp_path_factory):
    back = check(codebook, tmp_path_factory.mktemp("qdc"))
    themes = [dict(vars(codebook.theme(code)), name=None) for code in back.theme_codes]
    assert themes == [dict(vars(theme), name=None) for theme in back.themes]
    assert set(back.theme_codes) == set(codebook.theme_codes)
    for lang in ("fi", "en"):
        labels = [codebook.theme(code).label(lang) for code in back.theme_codes]
        assert [theme.label(lang) for theme in back.themes] == labels
    assert {p.value: p.label("fi") for p in back.scale} == {
        p.value: p.label("fi") for p in codebook.scale
    }
    assert back.actors == codebook.actors
    assert check(back, tmp_path_factory.mktemp("qdc")) == back


@pytest.mark.skipif(not SAMPLES, reason="other programs' samples are not here")
@pytest.mark.parametrize("sample", SAMPLES, ids=[path.stem for path in SAMPLES])
def test_other_programs_codebooks_come_back_as_they_were(sample, tmp_path):
    codebook = Codebook.load(sample)
    codes = etree.parse(sample).findall(".//{*}Code")
    assert [theme.label("fi") for theme in codebook.themes] == [code.get("name") for code in codes]
    back = check(codebook, tmp_path)
    assert back.themes == codebook.themes


def test_codes_nested_without_end_are_read(tmp_path):
    deep = 3000
    code = '<Code guid="11111111-1111-1111-1111-111111111111" name="k" isCodable="true">'
    path = tmp_path / "deep.qdc"
    path.write_text(
        '<CodeBook xmlns="urn:QDA-XML:codebook:1.0"><Codes>'
        f"{code * deep}{'</Code>' * deep}</Codes></CodeBook>"
    )
    assert len(Codebook.load(path).themes) == deep


@pytest.mark.parametrize(
    "text", ["", "<a", "<!DOCTYPE x [<!ENTITY a 'b'>]><CodeBook>&a;</CodeBook>"]
)
def test_what_is_no_codebook_is_refused(tmp_path, text):
    path = tmp_path / "x.qdc"
    path.write_text(text)
    with pytest.raises(CodebookError, match="cannot be read"):
        Codebook.load(path)


def test_a_folder_that_cannot_be_written_is_an_error_of_ours(tmp_path):
    with pytest.raises(ExchangeError, match="cannot be written"):
        write_qdc(Codebook("x"), tmp_path / "missing" / "k.qdc")
