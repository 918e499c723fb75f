"""What of another program's project could be lost, an item a test: read, and back in its place."""

import zipfile
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from xml.etree.ElementTree import canonicalize

import pytest
from lxml import etree

import aineisto
from aineisto import Codebook, read_qdpx, write_qdc, write_qdpx
from aineisto.codebook import Theme
from aineisto.exchange import qdpx_losses

HERE = Path(__file__).parent
CODEBOOK = etree.XMLSchema(etree.parse(HERE / "Codebook.xsd"))
PROJECT = etree.XMLSchema(etree.parse(HERE / "Project.xsd"))
XML = """<Project xmlns="urn:QDA-XML:project:1.0" name="Koe">
  <Users><User guid="{1}" name="Maija"/><User guid="{2}" name="Maija"/></Users>
  <CodeBook><Codes><Code guid="{3}" name="Luottamus" isCodable="true"/></Codes></CodeBook>
  <Variables>
    <Variable guid="{4}" name="document" typeOfVariable="Text">
      <Description>Minkä asiakirjan.</Description></Variable>
    <Variable guid="{5}" name="participant" typeOfVariable="Integer"/></Variables>
  <Cases>
    <Case guid="{6}" name="Anni"><Description>Asuu Oulussa.</Description>
      <VariableValue><VariableRef targetGUID="{4}"/><TextValue>Kirje</TextValue></VariableValue>
      <SourceRef targetGUID="{10}"/></Case>
    <Case guid="{7}" name="Anni">
      <VariableValue><VariableRef targetGUID="{5}"/><IntegerValue>7</IntegerValue></VariableValue>
      </Case>
    <Case guid="{8}">
      <VariableValue><VariableRef targetGUID="{5}"/><IntegerValue>8</IntegerValue></VariableValue>
      <SourceRef targetGUID="{11}"/></Case></Cases>
  <Sources>
    <TextSource guid="{10}" name="h01">
      <PlainTextContent>H: Mitä kuuluu?\nV: Luotan Kelaan. En luota muihin.\n</PlainTextContent>
      <PlainTextSelection guid="{12}" startPosition="19" endPosition="33" creatingUser="{1}">
        <Coding guid="{13}" creatingUser="{1}"><CodeRef targetGUID="{3}"/></Coding>
        <Coding guid="{14}" creatingUser="{2}"><CodeRef targetGUID="{3}"/></Coding>
      </PlainTextSelection>
      <PlainTextSelection guid="{15}" name="Muihin" startPosition="34" endPosition="50"/>
    </TextSource>
    <TextSource guid="{11}" name="h02">
      <PlainTextContent>H: Entä sinä?\nV: Samaa mieltä.\n</PlainTextContent></TextSource>
    <PictureSource guid="{16}" name="Kuva" path="internal://k.png">
      <PictureSelection guid="{17}" firstX="1" firstY="1" secondX="9" secondY="9">
        <Coding guid="{18}"><CodeRef targetGUID="{3}"/></Coding></PictureSelection>
    </PictureSource>
    <AudioSource guid="{19}" name="Ääni" path="internal://a.mp3"/>
    <PDFSource guid="{24}" name="Liite" path="internal://l.pdf">
      <PDFSelection guid="{25}" page="1" firstX="1" firstY="1" secondX="9" secondY="9">
        <Coding guid="{26}"><CodeRef targetGUID="{3}"/></Coding></PDFSelection>
      <Representation guid="{27}"><PlainTextContent>V: Liitteen lause.\n</PlainTextContent>
        <PlainTextSelection guid="{28}" startPosition="3" endPosition="18" creatingUser="{1}">
          <Coding guid="{29}" creatingUser="{1}"><CodeRef targetGUID="{3}"/></Coding>
        </PlainTextSelection></Representation></PDFSource>
  </Sources>
  <Notes><Note guid="{20}" name="Linkitetty"><Description>Tästä muistiosta.</Description>
    <PlainTextContent>Ketkä muut?</PlainTextContent></Note></Notes>
  <Links><Link guid="{21}" name="l" direction="OneWay" originGUID="{20}" targetGUID="{15}"/></Links>
  <Graphs><Graph guid="{22}" name="Kuvio"><Vertex guid="{23}" firstX="0" firstY="0"
    representedGUID="{3}"/></Graph></Graphs>
</Project>"""
FILES = {"k.png": b"\x89PNG kuva", "a.mp3": b"ID3 \xff", "l.pdf": b"%PDF-1.7"}


@pytest.fixture
def path(tmp_path):
    xml = XML
    for number in range(1, 30):
        xml = xml.replace(f"{{{number}}}", f"{number:08d}-0000-4000-8000-00000000000a")
    PROJECT.assertValid(etree.fromstring(xml))
    with zipfile.ZipFile(tmp_path / "koe.qdpx", "w") as archive:
        archive.writestr("project.qde", xml.encode())
        for name, data in FILES.items():
            archive.writestr(f"sources/{name}", data)
    return tmp_path / "koe.qdpx"


@pytest.fixture
def edited(path, tmp_path):
    """The project as it goes back of a study that has changed: a coding less, a theme more."""
    study = read_qdpx(path)
    more = (*study.codebook.themes, Theme("uusi", {"fi": "Uusi"}))
    one = SimpleNamespace(
        corpus=study.corpus,
        codebook=replace(study.codebook, themes=more),
        codings=study.codings.iloc[1:],
    )
    return write_qdpx(one, tmp_path / "back.qdpx", like=study)


def root_of(path):
    with zipfile.ZipFile(path) as archive:
        return etree.fromstring(archive.read("project.qde"))


def canonical(element):
    return canonicalize(etree.tostring(element, encoding="unicode"), strip_text=True)


def person(study, name):
    return study.corpus.participants.set_index("participant").loc[name]


def words_of(study, statement):
    return study.corpus.statements.set_index("statement_id").loc[statement, "clean"]


def test_two_users_of_one_name_are_two_coders(path):
    coders = read_qdpx(path).codings.value_counts("coder")
    assert coders.to_dict() == {"human:Maija": 2, "human:Maija-2": 1}


def test_two_cases_of_one_name_are_two_people(path):
    study = read_qdpx(path)
    assert person(study, "Anni")["document-2"] == "Kirje"
    assert person(study, "Anni-2")["participant-2"] == "7"


def test_a_case_without_a_name_is_called_as_its_one_source(path):
    study = read_qdpx(path)
    assert study.corpus.participants["participant"].tolist() == ["Anni", "Anni-2", "h02", "Liite"]
    assert person(study, "h02")["participant-2"] == "8"
    assert study.corpus.answers["participant"].tolist() == ["Anni", "Anni", "h02", "Liite"]


def test_variables_called_as_our_columns_have_columns_of_their_own(path):
    study = read_qdpx(path)
    assert person(study, "Anni")[["document", "document-2"]].tolist() == ["h01", "Kirje"]
    assert study.provenance.variables == {"participant-2": "Integer"}


def test_the_description_of_a_case_is_a_note_on_it(path):
    notes = read_qdpx(path).notes.set_index("text")
    assert notes.loc["Asuu Oulussa.", ["kind", "target"]].tolist() == ["case", "Anni"]


def test_a_note_linked_to_a_selection_is_on_its_statement(path):
    study = read_qdpx(path)
    (memo,) = study.memos.itertuples()
    assert memo.text == "Ketkä muut?"
    assert words_of(study, memo.statement_id) == "En luota muihin."


def test_what_is_carried_unread_is_listed(path):
    study = read_qdpx(path)
    assert set(study.carried.itertuples(index=False, name=None)) == {
        ("h01", "1 selections without a code"),
        ("Kuva", "PictureSource with 1 codings of what is no text"),
        ("Ääni", "AudioSource with 0 codings of what is no text"),
        ("Liite", "PDFSource with 1 codings of what is no text"),
        ("project", "1 links"),
        ("project", "1 graphs"),
    }
    assert study.left_out.empty


def test_a_changed_study_goes_back_with_all_that_it_has_no_room_for(path, edited):
    PROJECT.assertValid(root_of(edited))
    root, theirs = root_of(edited), root_of(path)
    sources = [f"Sources/{{*}}{kind}Source" for kind in ("Picture", "Audio", "PDF")]
    holders = [f"{kind}/*" for kind in ("Users", "Variables", "Cases", "Links", "Graphs", "Notes")]
    for kind in holders + sources:
        wanted, found = (
            [canonical(one) for one in tree.findall(f"{{*}}{kind}")] for tree in (theirs, root)
        )
        assert found == wanted != [], kind
    assert len(list(root.iter("{*}Coding"))) == len(list(theirs.iter("{*}Coding"))) - 1
    (quoted,) = root.xpath("//*[@name='Muihin']")
    assert (quoted.get("startPosition"), quoted.get("endPosition")) == ("34", "50")
    with zipfile.ZipFile(edited) as archive:
        assert {name: archive.read(f"sources/{name}") for name in FILES} == FILES


def test_what_does_not_go_back_of_a_text_that_is_another_now_is_listed(path, tmp_path):
    study = read_qdpx(path)
    assert not set(qdpx_losses(study, like=study)["place"]) & {"h01", "h02", "Liite"}
    documents = study.corpus.documents.copy()
    texts = documents["text"].str
    documents["text"] = texts.replace("Kela", "[X]").str.replace("Liit", "Kirj")
    corpus = replace(study.corpus, documents=documents)
    one = SimpleNamespace(corpus=corpus, codebook=study.codebook, codings=study.codings)
    losses = qdpx_losses(one, like=study)
    assert losses[losses["place"].isin(documents["document"])].to_numpy().tolist() == [
        ["h01", "1 selections without a code"],
        ["Liite", "1 PDFSource, whose text alone is written"],
        ["Liite", "1 codings of the whole, or of what is no text"],
    ]
    with pytest.warns(aineisto.AineistoWarning, match="1 notes.* 1 recordings, 1 pictures"):
        root = root_of(write_qdpx(one, tmp_path / "back.qdpx", like=study))
    assert not root.xpath("//*[@name='Muihin']")
    assert {etree.QName(s).localname for s in root.iterfind("{*}Sources/*")} == {
        "TextSource", "PictureSource", "AudioSource"
    }  # fmt: skip
    # All that is not told of is there: the three codings in texts and the picture's.
    assert len(list(root.iter("{*}Coding"))) == 4


QDC = """<CodeBook xmlns="urn:QDA-XML:codebook:1.0" origin="MAXQDA 22"><Codes>
  <Code guid="00000001-0000-4000-8000-00000000000A" name="Luottamus" isCodable="false"
    color="#AA0033"><Description>Keneen.</Description>
    <Code guid="00000002-0000-4000-8000-00000000000A" name="Kela" isCodable="true" color="#0a3"/>
  </Code></Codes>
  <Sets><Set guid="00000003-0000-4000-8000-00000000000A" name="Ydin">
    <MemberCode guid="00000002-0000-4000-8000-00000000000A"/></Set></Sets></CodeBook>"""


def test_a_codebook_goes_back_with_its_identifiers_colours_and_groups(tmp_path):
    source = tmp_path / "theirs.qdc"
    source.write_text(QDC, "utf-8")
    CODEBOOK.assertValid(etree.parse(source))
    path = write_qdc(Codebook.load(source), tmp_path / "ours.qdc", like=source)
    CODEBOOK.assertValid(etree.parse(path))
    attributes = {
        one.get("name"): dict(one.attrib)
        for one in etree.parse(path).iterfind(".//{*}Code")
        if one.get("name") in ("Luottamus", "Kela")
    }
    assert attributes == {
        "Luottamus": {"guid": "00000001-0000-4000-8000-00000000000A", "name": "Luottamus",
                      "isCodable": "false", "color": "#AA0033"},
        "Kela": {"guid": "00000002-0000-4000-8000-00000000000A", "name": "Kela",
                 "isCodable": "true", "color": "#0a3"},
    }  # fmt: skip
    (member,) = etree.parse(path).iterfind(".//{*}MemberCode")
    assert member.get("guid") == "00000002-0000-4000-8000-00000000000A"
