"""UIMA CAS: INCEpTION's annotations are read, and a study goes there and comes back."""

import zipfile

import pytest

from aineisto import ExchangeError
from aineisto.exchange import read_cas, write_cas

from .test_label_studio import FACTS, facts

cassis = pytest.importorskip("cassis", reason="dkpro-cassis is not installed")

TEXT = "H: Mitä hyötyä?\nV: Rajapinnat 😀 puuttuvat kokonaan. Kanta toimii hyvin.\n"
FIRST, SECOND = "Rajapinnat 😀 puuttuvat kokonaan.", "Kanta toimii hyvin."
ENTITY = "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity"
METADATA = "de.tudarmstadt.ukp.clarin.webanno.api.type.CASMetadata"


def annotated(user, spans, text=TEXT):
    """A CAS as INCEpTION exports it: its own types about the document, tokens, and layers."""
    types = cassis.load_dkpro_core_typesystem()
    layer = types.create_type("webanno.custom.Teema", "uima.tcas.Annotation")
    types.create_feature(layer, "aihe", "uima.cas.String")
    types.create_feature(layer, "sävyt", "uima.cas.StringArray")
    about = types.create_type(METADATA, "uima.tcas.Annotation")
    for feature in ("username", "sourceDocumentName", "projectName"):
        types.create_feature(about, feature, "uima.cas.String")
    cas = cassis.Cas(typesystem=types)
    cas.sofa_string, cas.sofa_mime = text, "text/plain"
    cas.add(types.get_type(METADATA)(begin=0, end=len(text), username=user,
                                     sourceDocumentName="h01.txt"))  # fmt: skip
    token = types.get_type("de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Token")
    cas.add(token(begin=0, end=2))
    for kind, words, values in spans:
        low = text.index(words)
        span = types.get_type(kind)(begin=low, end=low + len(words), **values)
        if "sävyt" in values:
            span.sävyt = types.get_type("uima.cas.StringArray")(elements=values["sävyt"])
        cas.add(span)
    return cas, types


MAIJA = [("webanno.custom.Teema", FIRST, {"aihe": "Tekniikka", "sävyt": ["moite", "toive"]}),
         (ENTITY, "Kanta", {"value": "ORG"})]  # fmt: skip
PEKKA = [("webanno.custom.Teema", SECOND, {"aihe": "Tekniikka"})]


def project(path, form):
    """A project of INCEpTION: an archive with one of each annotator's archives."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("exportedproject.json", '{"name": "Koe"}')
        for user, spans in (("maija", MAIJA), ("pekka", PEKKA)):
            cas, types = annotated(user, spans)
            place = f"annotation/h01.txt/{user}"
            if form == "json":
                archive.writestr(f"{place}.json", cas.to_json())
                continue
            with zipfile.ZipFile(path.with_suffix(".inner"), "w") as inner:
                inner.writestr(f"{user}.xmi", cas.to_xmi())
                inner.writestr("TypeSystem.xml", types.to_xml())
            archive.writestr(f"{place}.zip", path.with_suffix(".inner").read_bytes())
    return path


@pytest.mark.parametrize("form", ["json", "xmi"])
def test_a_project_of_inception_is_read(tmp_path, form):
    study = read_cas(project(tmp_path / "p.zip", form))
    spans = study.corpus.statements.set_index("statement_id")["clean"]
    found = {(c.coder, c.code, spans[c.statement_id]) for c in study.codings.itertuples()}
    assert found == {
        ("human:maija", "Tekniikka", FIRST),
        ("human:maija", "moite", FIRST),
        ("human:maija", "toive", FIRST),
        ("human:maija", "ORG", SECOND),
        ("human:pekka", "Tekniikka", SECOND),
    }
    parents = {theme.code: theme.parent for theme in study.codebook.themes}
    assert (parents["Tekniikka"], parents["ORG"]) == ("Teema", "NamedEntity")
    assert study.corpus.documents["document"].tolist() == ["h01"]
    entity = study.codings[study.codings["code"] == "ORG"]
    assert TEXT[int(entity["start"].item()) : int(entity["end"].item())] == "Kanta"


def test_one_annotator_s_file_is_read_alone(tmp_path):
    cas, types = annotated("maija", MAIJA)
    cas.to_json(tmp_path / "a.json")
    (tmp_path / "x").mkdir()
    cas.to_xmi(tmp_path / "x" / "a.xmi")
    types.to_xml(tmp_path / "x" / "TypeSystem.xml")
    expected = facts(read_cas(tmp_path / "a.json").codings)
    assert len(expected) == 4
    assert facts(read_cas(tmp_path / "x" / "a.xmi").codings) == expected
    assert facts(read_cas(tmp_path / "x").codings) == expected


def test_a_study_goes_as_cas_and_comes_back(study, tmp_path):
    written = write_cas(study, tmp_path / "study.zip")
    back = read_cas(written, codebook=study.codebook, corpus=study.corpus)
    expected = study.codings[study.codings["status"] != "rejected"]
    columns = [*FACTS, "confidence", "created"]
    assert facts(back.codings, columns) == facts(expected, columns)
    assert back.codebook == study.codebook
    assert back.left_out.empty
    anew = read_cas(written)
    assert facts(anew.codings, FACTS[1:6]) == facts(expected, FACTS[1:6])
    first = written.read_bytes()
    assert write_cas(study, written).read_bytes() == first
    with zipfile.ZipFile(written) as archive:
        types = cassis.load_typesystem(archive.read("TypeSystem.xml").decode("utf-8"))
    assert types.contains_type("webanno.custom.AineistoTheme")


def test_what_is_said_of_a_whole_document_is_told(tmp_path):
    cas, types = annotated("maija", MAIJA)
    about = types.create_type("webanno.custom.Haastattelu", "uima.cas.AnnotationBase")
    types.create_feature(about, "paikka", "uima.cas.String")
    cas.add(types.get_type("webanno.custom.Haastattelu")(paikka="Oulu"))
    cas.to_json(tmp_path / "a.json")
    study = read_cas(tmp_path / "a.json")
    problem = "what webanno.custom.Haastattelu says of the whole document"
    assert study.left_out["problem"].tolist() == [problem]


def test_annotators_of_different_texts_are_refused(tmp_path):
    for user, text in (("maija", TEXT), ("pekka", TEXT + "Lisä.\n")):
        annotated(user, [], text)[0].to_json(tmp_path / f"{user}.json")
    with pytest.raises(ExchangeError, match="different texts"):
        read_cas(tmp_path)


def test_what_is_no_cas_is_refused(tmp_path):
    for name, data in {"a.json": "{}", "b.zip": "no", "c.xmi": "<a/>", "d.json": "["}.items():
        (tmp_path / name).write_text(data)
        with pytest.raises(ExchangeError, match="CAS"):
            read_cas(tmp_path / name)
    with pytest.raises(ExchangeError):
        read_cas(tmp_path / "missing.json")
