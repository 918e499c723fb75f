"""Import → export → import is the identity, and other programs can read what we write."""

import os
import tempfile
import warnings
import zipfile
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from lxml import etree

import aineisto
from aineisto import AineistoWarning, read_qdpx, write_qdpx
from aineisto.exchange import qdpx_losses

from . import studies
from .studies import strip

SCHEMA = etree.XMLSchema(etree.parse(Path(__file__).parent / "Project.xsd"))
DATA = Path(os.environ.get("AINEISTO_DATA", Path(__file__).parents[3] / "shared" / "data"))
SAMPLES = sorted((DATA / "refi-qda").rglob("*.qdpx"))


def check_valid(path):
    with zipfile.ZipFile(path) as archive:
        SCHEMA.assertValid(etree.fromstring(archive.read("project.qde")))


def check_round_trip(study, folder):
    """Write, read and write again: the same study, the same bytes."""
    first = write_qdpx(study, folder / "first.qdpx")
    check_valid(first)
    back = read_qdpx(first)
    second = write_qdpx(back, folder / "second.qdpx")
    studies.same(read_qdpx(second), back)
    assert write_qdpx(study, folder / "again.qdpx").read_bytes() == first.read_bytes()
    return back, second


@pytest.mark.skipif(not SAMPLES, reason="other programs' samples are not here")
@pytest.mark.parametrize("sample", SAMPLES, ids=[path.stem for path in SAMPLES])
def test_other_programs_samples_come_back_as_they_were(sample, tmp_path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", AineistoWarning)  # one sample's offsets are wrong
        study = read_qdpx(sample)
        back, second = check_round_trip(study, tmp_path)
    studies.same(back, study)
    assert second.read_bytes() == (tmp_path / "first.qdpx").read_bytes()


@st.composite
def generated(draw, folder):
    """A study made of generated transcripts, as `read` reads them."""
    for number in range(draw(st.integers(1, 3))):
        name = draw(st.sampled_from(["haastattelu ä", "a.b", "K1"])) + f"-{number}"
        (folder / f"{name}.txt").write_bytes(draw(studies.transcripts()).encode("utf-8"))
    corpus = aineisto.read(folder)
    codebook = draw(studies.codebooks())
    return SimpleNamespace(
        corpus=corpus, codebook=codebook, codings=draw(studies.codings(corpus, codebook))
    )


@settings(
    max_examples=15,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(data=st.data())
def test_a_generated_study_comes_back_as_it_was(data):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "texts").mkdir()
        study = data.draw(generated(folder / "texts"))
        back, second = check_round_trip(study, folder)
        expected = study.corpus.participants["participant"].tolist()
        assert back.corpus.participants["participant"].tolist() == expected
        written = SimpleNamespace(**vars(study))
        written.corpus = replace(study.corpus, participants=back.corpus.participants)
        studies.same(back, written, exactly=False)
        assert second.read_bytes() == (folder / "first.qdpx").read_bytes()
        # Without what lies beside the project, as when another program has had it in between,
        # the codings and the themes are the same still.
        bare = strip(second, folder / "bare.qdpx")
        plain = read_qdpx(bare)
        keys = ["statement_id", "family", "code", "value", "coder"]
        assert studies.in_order(plain.codings[keys]).equals(studies.in_order(back.codings[keys]))
        assert set(plain.codebook.theme_codes) == set(back.codebook.theme_codes)
        studies.same(check_round_trip(plain, folder)[0], plain)


RICH = """<Project xmlns="urn:QDA-XML:project:1.0" name="Rikas" origin="NVivo for Mac 15.0"
    modifiedDateTime="2026-04-01T10:00:00Z">
  <Users><User guid="{1}" name="Maija" id="MM"/><User guid="{2}" name="Pekka"/></Users>
  <CodeBook><Codes>
    <Code guid="{3}" name="Luottamus" isCodable="false" color="#AA0033">
      <Description>Keneen luotetaan.</Description><NoteRef targetGUID="{20}"/>
      <Code guid="{4}" name="Viranomaiset" isCodable="true" color="#0a3"/></Code>
    <Code guid="{5}" name="Luottamus" isCodable="true"/></Codes></CodeBook>
  <Variables><Variable guid="{6}" name="Ikä" typeOfVariable="Integer"/>
    <Variable guid="{7}" name="group" typeOfVariable="Text"/></Variables>
  <Cases><Case guid="{8}" name="Anni">
      <VariableValue><VariableRef targetGUID="{6}"/><IntegerValue>47</IntegerValue></VariableValue>
      <VariableValue><VariableRef targetGUID="{7}"/><TextValue>Kunta</TextValue></VariableValue>
      <SourceRef targetGUID="{9}"/></Case>
    <Case guid="{10}" name="Poissa oleva"/></Cases>
  <Sources><TextSource guid="{9}" name="Haastattelu 1">
      <PlainTextContent>H: Mitä kuuluu?\nV: Luotan Kelaan. En luota muihin.\n</PlainTextContent>
      <PlainTextSelection guid="{11}" startPosition="19" endPosition="32"
          creatingUser="{1}" creationDateTime="2026-03-01T09:00:00Z">
        <Description>Näin hän sanoi.</Description>
        <Coding guid="{12}" creatingUser="{1}" creationDateTime="2026-03-01T09:00:00Z">
          <CodeRef targetGUID="{4}"/><NoteRef targetGUID="{21}"/></Coding>
      </PlainTextSelection>
      <NoteRef targetGUID="{22}"/>
      <VariableValue><VariableRef targetGUID="{6}"/><IntegerValue>99</IntegerValue></VariableValue>
    </TextSource>
    <PDFSource guid="{13}" name="Liite" path="internal://x.pdf">
      <Representation guid="{14}"><PlainTextContent>V: Liitteen lause on tässä.\n</PlainTextContent>
      <PlainTextSelection guid="{15}" startPosition="3" endPosition="27"><Coding guid="{16}">
        <CodeRef targetGUID="{5}"/></Coding></PlainTextSelection></Representation></PDFSource>
  </Sources>
  <Notes>
    <Note guid="{20}" name="Koodista"><PlainTextContent>Mieti tätä.</PlainTextContent></Note>
    <Note guid="{21}" creatingUser="{2}"><PlainTextContent>Ironiaa?</PlainTextContent></Note>
    <Note guid="{22}" name="Tilanne"><PlainTextContent>Kahvilassa.</PlainTextContent></Note>
    <Note guid="{23}" name="Päiväkirja"><PlainTextContent>Alku.</PlainTextContent></Note></Notes>
  <Links><Link guid="{30}" name="l" direction="OneWay" color="#fff" originGUID="{3}"
    targetGUID="{4}"/></Links>
  <Sets><Set guid="{31}" name="Ydin"><Description>Tärkeimmät</Description>
      <MemberCode targetGUID="{4}"/><MemberSource targetGUID="{9}"/>
      <MemberNote targetGUID="{23}"/></Set>
    <Set guid="{32}" name="Tyhjä"/></Sets>
</Project>"""


@pytest.fixture
def rich(tmp_path):
    xml = RICH
    for number in range(40):
        guid = f"{number:08d}-0000-4000-8000-00000000000a"
        # Programs write identifiers with and without braces.
        xml = xml.replace(f'guid="{{{number}}}"', f'guid="{{{guid}}}"')
        xml = xml.replace(f'"{{{number}}}"', f'"{guid}"')
    path = tmp_path / "rich.qdpx"
    SCHEMA.assertValid(etree.fromstring(xml.encode()))
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("project.qde", xml.encode())
    return path


def test_what_another_program_has_is_kept(rich):
    study = read_qdpx(rich)
    codebook = study.codebook
    assert [theme.code for theme in codebook.themes] == ["Luottamus", "Viranomaiset", "Luottamus-2"]
    assert codebook.theme("Viranomaiset").parent == "Luottamus"
    assert codebook.theme("Luottamus").definition == "Keneen luotetaan."
    assert study.provenance.colours == {"Luottamus": "#AA0033", "Viranomaiset": "#0a3"}
    assert study.provenance.groups == {"Luottamus"}
    assert study.provenance.variables == {"Ikä": "Integer"}
    assert study.provenance.users == {"Maija": "MM", "Pekka": "", "tuntematon": ""}
    people = study.corpus.participants.set_index("participant")
    assert people.loc["Anni", ["Ikä", "group"]].tolist() == ["47", "Kunta"]
    assert "Poissa oleva" in people.index
    assert set(study.corpus.answers["participant"]) == {"Anni", "Liite"}
    assert list(study.codings["coder"]) == ["human:Maija", "human:tuntematon"]
    notes = study.notes.set_index("text")
    assert notes.loc["Mieti tätä.", ["kind", "target"]].tolist() == ["code", "Luottamus"]
    assert notes.loc["Kahvilassa.", ["kind", "target"]].tolist() == ["source", "Haastattelu 1"]
    assert notes.loc["Alku.", "kind"] == ""
    assert set(study.memos["text"]) == {"Ironiaa?", "Näin hän sanoi."}
    assert study.memos.set_index("text").loc["Ironiaa?", "coder"] == "human:Pekka"
    members = study.sets[["set", "kind", "member"]].to_numpy().tolist()
    assert members[:2] == [["Ydin", "code", "Viranomaiset"], ["Ydin", "source", "Haastattelu 1"]]
    assert members[3] == ["Tyhjä", "", ""]
    assert study.left_out.empty
    assert study.carried["problem"].tolist() == ["1 links"]


def test_and_goes_back_under_the_identifiers_it_came_with(rich, tmp_path):
    study = read_qdpx(rich)
    back, second = check_round_trip(study, tmp_path)
    studies.same(back, study)
    with zipfile.ZipFile(second) as archive:
        root = etree.fromstring(archive.read("project.qde"))
    theirs = etree.fromstring(zipfile.ZipFile(rich).read("project.qde"))
    for kind in ("Code", "User", "Variable", "Case", "Note", "Set", "TextSource"):
        wanted = {one.get("guid").strip("{}") for one in theirs.iterfind(f".//{{*}}{kind}")}
        found = {one.get("guid").strip("{}") for one in root.iterfind(f".//{{*}}{kind}")}
        assert wanted <= found, kind
    assert [one.text for one in root.iterfind(".//{*}IntegerValue")] == ["47", "99"]


def test_a_project_of_ours_takes_it_over_and_gives_it_back(rich, tmp_path):
    study = read_qdpx(rich)
    with pytest.warns(aineisto.AineistoWarning, match="'Luottamus' and 'Luottamus-2'"):
        made = aineisto.Project.create(tmp_path / "x.aineisto", study.corpus, study.codebook)
    with made as project:
        project.add_decisions(study.codings)
        (statement, *_) = study.corpus.answers["statement_id"]
        project.memo("Uusi muistio.", "human:anna", statement)
        written = write_qdpx(project, tmp_path / "out.qdpx", like=study)
        again = write_qdpx(project, tmp_path / "again.qdpx", like=study)
        assert written.read_bytes() == again.read_bytes()
    check_valid(written)
    back = read_qdpx(written)
    assert back.provenance.colours == study.provenance.colours
    assert set(back.notes["text"]) == {*study.notes["text"], "Uusi muistio."}
    keys = ["statement_id", "family", "code", "coder", "status"]
    assert studies.in_order(back.codings[keys]).equals(studies.in_order(study.codings[keys]))


def test_files_of_ours_load_in_pyrefiqda(study, rich, tmp_path):
    pyrefiqda = pytest.importorskip("pyrefiqda")
    for number, one in enumerate((study, read_qdpx(rich))):
        path = write_qdpx(one, tmp_path / f"{number}.qdpx")
        project = pyrefiqda.RefiProject.load(path, extract_dir=tmp_path / str(number))
        texts = len(project.sources.text_source) + len(project.sources.pdfsource)
        assert texts == len(one.corpus.documents)
        cases = {case.name for case in project.cases.case}
        assert cases == {*one.corpus.participants["participant"]} - {"Liite"}  # a text, no case
    (code,) = [c for c in project.code_book.codes.code if c.name == "Luottamus" and c.code]
    assert [child.name for child in code.code] == ["Viranomaiset"]
    assert {user.name for user in project.users.user} == {"Maija", "Pekka"}


def test_what_another_program_will_not_see_is_listed(study):
    losses = set(qdpx_losses(study)["problem"])
    assert "1 rejected suggestions" in losses
    assert "1 characters outside the basic plane, which programs count in different ways" in losses


def test_a_damaged_sidecar_is_passed_over_and_told(study, tmp_path):
    good = write_qdpx(study, tmp_path / "good.qdpx")
    expected = read_qdpx(good)
    for number, data in enumerate([b"", b"[" * 100_000, b"{}", b'{"version": 1}', b"\xff\x00"]):
        path = strip(good, tmp_path / f"{number}.qdpx")
        with zipfile.ZipFile(path, "a") as archive:
            archive.writestr("aineisto.json", data)
        found = read_qdpx(path)
        assert "aineisto.json" in found.left_out["place"].tolist()
        assert len(found.codings) == len(expected.codings)
