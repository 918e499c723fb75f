"""Codebooks: what is read, what is refused, and that writing and reading agree."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aineisto import AineistoError, Codebook, CodebookError
from aineisto.codebook import DEFAULT_SCALE, ActorEntry, Question, ScalePoint, Theme
from aineisto.core.data import data_path


def write(tmp_path, text, name="codebook.toml"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_the_demo_codebook_holds_what_the_study_needs():
    codebook = Codebook.load(data_path("corpora/demo-study/codebook.toml"))
    assert len(codebook.themes) == 8
    assert [point.value for point in codebook.scale] == [-2, -1, 0, 1, 2]
    assert codebook.scale[0].label("fi") == "merkittävä heikkous"
    assert codebook.scale[0].label("en") == "significant weakness"
    assert [question.code for question in codebook.questions][-1] == "investoinnit"
    assert "rajapinta" in codebook.theme("yhteentoimivuus").keywords
    assert all(theme.definition and theme.keywords for theme in codebook.themes)


def test_a_codebook_without_a_scale_gets_the_default(tmp_path):
    codebook = Codebook.load(write(tmp_path, '[[themes]]\ncode = "a"\n'))
    assert codebook.scale == DEFAULT_SCALE


@pytest.mark.parametrize(
    ("toml", "problem", "place"),
    [
        ('[[themes]]\ncode="a"\n[[themes]]\ncode="a"', "twice", "theme 2"),
        ('[[themes]]\ncode=""', "no code", "theme 1"),
        ('[[themes]]\ncode="none"', "none", "theme 1"),
        ('[[themes]]\ncode="a"\nparent="b"', "lacks", "theme a"),
        ('[[themes]]\ncode="a"\nparent="b"\n[[themes]]\ncode="b"\nparent="a"', "circle", "theme"),
        ('[[themes]]\ncode="a"\nkeyword=["x"]', "unknown key", "[[themes]] 1"),
        ('[[themes]]\ncode="a"\nkeywords="x"', "list of texts", "[[themes]] 1"),
        ("[[themes]]\ncode=1", "not text", "[[themes]] 1"),
        ('[scale]\n"1"="a"\n"0"="b"', "ascending", "[scale]"),
        ('[scale]\n"hyvä"="a"', "whole number", "[scale]"),
        ('themes = "a"', "list of tables", "themes"),
        ('[[actors]]\nname="Kela"\n[[actors]]\nname="Kela"', "twice", "actor 2"),
        ('name = "a', "valid TOML", ""),
    ],
)
def test_a_bad_codebook_is_refused_with_file_place_and_remedy(tmp_path, toml, problem, place):
    path = write(tmp_path, toml)
    with pytest.raises(CodebookError) as caught:
        Codebook.load(path)
    error = caught.value
    assert problem in str(error)
    assert str(path) in str(error)
    assert error.place.startswith(place)
    assert error.remedy


@pytest.mark.parametrize("name", ["missing.toml", "codebook.docx"])
def test_a_missing_or_foreign_file_is_an_error_of_ours(tmp_path, name):
    with pytest.raises(AineistoError, match=name):
        Codebook.load(tmp_path / name)


def test_a_codebook_that_is_not_utf8_says_so(tmp_path):
    path = tmp_path / "codebook.toml"
    path.write_bytes('name = "Pöytä"'.encode("cp1252"))
    with pytest.raises(CodebookError, match="UTF-8"):
        Codebook.load(path)


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_csv_as_excel_saves_it(tmp_path, delimiter):
    rows = [
        ["code", "name", "definition", "parent"],
        ["a", "Äly", "Määritelmä\u2028kahdella rivillä", ""],
        ["b", "B", "", "a"],
    ]
    text = "\ufeff" + "\r\n".join(delimiter.join(row) for row in rows)
    codebook = Codebook.load(write(tmp_path, text, "codebook.csv"))
    assert codebook.theme("a").label() == "Äly"
    assert codebook.theme("a").definition == "Määritelmä\u2028kahdella rivillä"
    assert codebook.theme("b").parent == "a"


def test_refi_codebook_keeps_nesting_and_descriptions(tmp_path):
    xml = """<?xml version="1.0" encoding="utf-8"?>
    <CodeBook xmlns="urn:QDA-XML:codebook:1.0" origin="test"><Codes>
      <Code guid="11111111-1111-1111-1111-111111111111" name="Roolit" isCodable="true">
        <Description>Kuka vastaa</Description>
        <Code guid="22222222-2222-2222-2222-222222222222" name="Valtio" isCodable="true"/>
      </Code></Codes></CodeBook>"""
    codebook = Codebook.load(write(tmp_path, xml, "codebook.qdc"))
    assert codebook.theme("Roolit").definition == "Kuka vastaa"
    assert codebook.theme("Valtio").parent == "Roolit"


def test_entities_in_a_refi_codebook_are_refused(tmp_path):
    xml = '<!DOCTYPE x [<!ENTITY a "b">]><CodeBook>&a;</CodeBook>'
    with pytest.raises(CodebookError):
        Codebook.load(write(tmp_path, xml, "codebook.qdc"))


text = st.text(st.characters(exclude_categories=("Cs",)), max_size=20).map(str.strip)
names = st.dictionaries(st.sampled_from(["fi", "en", "sv"]), text.filter(bool), max_size=2)
words = st.lists(text.filter(bool), max_size=3).map(tuple)


@st.composite
def codebooks(draw):
    codes = draw(st.lists(text.filter(lambda c: c and c != "none"), unique=True, max_size=4))
    themes = tuple(
        Theme(code, draw(names), draw(text), draw(words), draw(words), codes[i - 1] if i else "")
        for i, code in enumerate(codes)
    )
    questions = tuple(
        Question(code, draw(names), draw(text), draw(words), draw(words)) for code in codes
    )
    actors = tuple(
        ActorEntry(code, draw(words), draw(text), draw(names), draw(text)) for code in codes
    )
    values = draw(st.lists(st.integers(-5, 5), min_size=2, unique=True))
    scale = tuple(ScalePoint(value, draw(names)) for value in sorted(values))
    return Codebook(draw(text), themes, scale, questions, actors)


@given(codebooks())
def test_saving_and_loading_gives_the_same_codebook(tmp_path_factory, codebook):
    path = tmp_path_factory.mktemp("codebook") / "codebook.toml"
    codebook.save(path)
    assert Codebook.load(path) == codebook


def test_no_two_themes_have_the_same_label():
    names = {"a": "", "b": "", "a1": "a", "a2": "a", "b1": "b"}
    themes = [Theme(code, {"fi": "Muu" if up else code}, parent=up) for code, up in names.items()]
    labels = Codebook(themes=themes).theme_labels()
    assert labels["a1"] == "a: Muu (a1)"
    assert labels["b1"] == "b: Muu"
    assert len(set(labels.values())) == len(names)
