"""QualCoder and Taguette: their own files read, and our files as QualCoder reads them."""

import sqlite3
import zipfile
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree as ET

import pandas as pd
import pytest

from aineisto import ExchangeError, read_qdpx, write_qdpx
from aineisto.exchange import read_qualcoder, read_taguette

NS = "{urn:QDA-XML:project:1.0}"
TEXT = "H: Mitä hyötyä?\nV: Rajapinnat 😀 puuttuvat.\r\nKELA:lle siitä on iloa.\n"
#: The columns of QualCoder 3, as its own CREATE TABLE has them, less pictures' and graphs'.
QUALCODER_3 = """
CREATE TABLE project (databaseversion text, date text, memo text, about text);
CREATE TABLE source (id integer primary key, name text, fulltext text, mediapath text, memo text,
  owner text, date text, av_text_id integer, risid integer, unique(name));
CREATE TABLE code_image (imid integer primary key, id integer, x1 integer, y1 integer,
  width integer, height integer, cid integer, memo text, date text, owner text, important integer);
CREATE TABLE code_av (avid integer primary key, id integer, pos0 integer, pos1 integer,
  cid integer, memo text, date text, owner text, important integer);
CREATE TABLE annotation (anid integer primary key, fid integer, pos0 integer, pos1 integer,
  memo text, owner text, date text, unique(fid, pos0, pos1, owner));
CREATE TABLE attribute_type (name text primary key, date text, owner text, memo text,
  caseOrFile text, valuetype text);
CREATE TABLE attribute (attrid integer primary key, name text, attr_type text, value text,
  id integer, date text, owner text, unique(name, attr_type, id));
CREATE TABLE case_text (id integer primary key, caseid integer, fid integer, pos0 integer,
  pos1 integer, owner text, date text, memo text);
CREATE TABLE cases (caseid integer primary key, name text, memo text, owner text, date text,
  constraint ucm unique(name));
CREATE TABLE code_cat (catid integer primary key, name text, owner text, date text, memo text,
  supercatid integer, unique(name));
CREATE TABLE code_text (ctid integer primary key, cid integer, fid integer, seltext text,
  pos0 integer, pos1 integer, owner text, date text, memo text, avid integer, important integer,
  unique(cid, fid, pos0, pos1, owner));
CREATE TABLE code_name (cid integer primary key, name text, memo text, catid integer, owner text,
  date text, color text, unique(name));
CREATE TABLE journal (jid integer primary key, name text, jentry text, date text, owner text);
"""


def schema(program):
    if program == "QualCoder 3":
        return [(one, ()) for one in QUALCODER_3.split(";\n") if one.strip()]
    exegete = pytest.importorskip("exegete.new_project", reason="exegete is not installed")
    return exegete.creation_statements("maija", exegete.about_line("1"), "2026-03-01 09:00:00")


def fill(database):
    when = "2026-03-01 09:00:00"

    def add(table, **row):
        columns = ", ".join(row)
        marks = ", ".join("?" for _ in row)
        database.execute(f"INSERT INTO {table} ({columns}) VALUES ({marks})", tuple(row.values()))

    add("source", id=1, name="h01", fulltext=TEXT, memo="Kahvilassa.", owner="maija", date=when)
    add("source", id=2, name="kuva.png", mediapath="/images/kuva.png", owner="maija", date=when)
    add("code_cat", catid=1, name="Tekniikka", owner="maija", date=when, memo="Kaikki.")
    add("code_cat", catid=2, name="Alla", owner="maija", date=when, supercatid=1)
    add("code_name", cid=1, name="Rajapinnat", catid=2, owner="maija", date=when, color="#AA0033")
    add("code_name", cid=2, name="Hyöty", memo="Iloa.", owner="maija", date=when, color="#0a3")
    for number, (code, words, owner, memo) in enumerate(
        [(1, "Rajapinnat 😀 puuttuvat.", "maija", ""), (1, "Rajapinnat 😀 puuttuvat.", "pekka", ""),
         (2, "KELA:lle siitä on iloa.", "pekka", "Ironiaa?")], 1
    ):  # fmt: skip
        low = TEXT.index(words)
        add("code_text", ctid=number, cid=code, fid=1, seltext=words, pos0=low,
            pos1=low + len(words), owner=owner, date=when, memo=memo)  # fmt: skip
    add("annotation", anid=1, fid=1, pos0=TEXT.index("V:"), pos1=len(TEXT) - 1, memo="Katso tätä.",
        owner="pekka", date=when)  # fmt: skip
    add("attribute_type", name="Ikä", owner="maija", date=when, memo="", caseOrFile="case",
        valuetype="numeric")  # fmt: skip
    add("attribute", name="Ikä", attr_type="case", value="47", id=1, owner="maija", date=when)
    add("cases", caseid=1, name="Anni", memo="Vapaa.", owner="maija", date=when)
    add("case_text", caseid=1, fid=1, pos0=0, pos1=0, owner="maija", date=when)
    add("case_text", caseid=1, fid=1, pos0=3, pos1=9, owner="maija", date=when)
    database.execute("UPDATE code_text SET important = 1 WHERE ctid = 1")
    database.execute("DELETE FROM project")
    database.execute("INSERT INTO project (memo) VALUES ('Koko hankkeesta.')")
    add("journal", jid=1, name="Päiväkirja", jentry="Alku.", date=when, owner="maija")
    # As of its version 3.7 a journal has attributes too; its number is a text's as well.
    add("attribute_type", name="Paikka", owner="maija", date=when, memo="", caseOrFile="file",
        valuetype="character")  # fmt: skip
    add("attribute", name="Paikka", attr_type="journal", value="Turku", id=1, date=when)
    add("attribute", name="Paikka", attr_type="file", value="Oulu", id=1, date=when)
    database.execute("CREATE TABLE IF NOT EXISTS ris (risid integer, tag text, longtag text, "
                     "value text)")  # fmt: skip
    add("ris", risid=1, tag="TI", longtag="Title", value="Kirja")
    add("code_image", imid=1, id=2, x1=0, y1=0, width=5, height=5, cid=1, owner="maija", date=when)


def coded(study):
    """Who coded which words with what."""
    spans = study.corpus.statements.set_index("statement_id")
    return sorted(
        (row.coder.removeprefix("human:"), row.code, spans.loc[row.statement_id, "clean"])
        for row in study.codings.itertuples()
    )


CODED = [
    ("maija", "Rajapinnat", "Rajapinnat 😀 puuttuvat."),
    ("pekka", "Hyöty", "KELA:lle siitä on iloa."),
    ("pekka", "Rajapinnat", "Rajapinnat 😀 puuttuvat."),
]


@pytest.mark.parametrize("program", ["QualCoder 3", "QualCoder 4"])
def test_a_project_of_qualcoder_is_read_as_it_lies_in_its_folder(tmp_path, program):
    folder = tmp_path / "koe.qda"
    folder.mkdir()
    with sqlite3.connect(folder / "data.qda") as database:
        for statement, values in schema(program):
            database.execute(statement, values)
        fill(database)
    database.close()
    before = (folder / "data.qda").read_bytes()
    study = read_qualcoder(folder)
    assert coded(study) == CODED
    assert study.codings["start"].isna().all()  # each is a whole statement, to the letter
    parents = {theme.code: theme.parent for theme in study.codebook.themes}
    assert parents == {"Tekniikka": "", "Alla": "Tekniikka", "Rajapinnat": "Alla", "Hyöty": ""}
    assert study.provenance.groups == {"Tekniikka", "Alla"}
    assert study.provenance.colours == {"Rajapinnat": "#AA0033", "Hyöty": "#0a3"}
    (person,) = study.corpus.participants.to_dict("records")
    assert person == {"participant": "Anni", "document": "h01", "Ikä": "47", "Paikka": "Oulu"}
    assert study.provenance.variables == {"Ikä": "Float"}
    texts = {"Katso tätä.", "Ironiaa?", "Alku.", "Kahvilassa.", "Vapaa.", "Koko hankkeesta."}
    assert set(study.notes["text"]) == texts
    left_out = set(study.left_out["problem"])
    assert {"1 codings of pictures", "1 codings are marked as important there",
            "that only 3–9 of a text is the case's", "a value of a journal: Turku",
            "1 lines of bibliography"} <= left_out  # fmt: skip
    assert (folder / "data.qda").read_bytes() == before
    assert [one.name for one in folder.iterdir()] == ["data.qda"]
    back = read_qdpx(write_qdpx(study, tmp_path / "koe.qdpx"))
    assert coded(back) == CODED
    assert set(back.notes["text"]) == texts
    assert [row[:2] for row in as_qualcoder_reads(tmp_path / "koe.qdpx")] == [
        row[:2] for row in CODED
    ]


def test_a_project_of_taguette_is_read_as_its_database(tmp_path):
    file = tmp_path / "taguette.sqlite3"
    dump = (Path(__file__).parent / "samples" / "taguette.sql").read_text("utf-8")
    with sqlite3.connect(file) as database:
        database.executescript(dump)
    database.close()
    study = read_taguette(file)
    expected = [
        ("maija", "ongelma", "Ensimmäinen"),
        ("maija", "ongelma", "Rajapinnat puuttuvat 😀 kokonaan."),
        ("maija", "tekniikka.rajapinnat", "Rajapinnat puuttuvat 😀 kokonaan."),
        ("pekka", "hyöty", "Kanta toimii, se on vahvuus."),
        ("pekka", "ongelma", "Rajapinnat puuttuvat 😀 kokonaan."),
    ]
    assert coded(study) == expected
    assert study.codings["start"].isna().all()
    assert study.codebook.theme("tekniikka.rajapinnat").parent == "tekniikka"
    assert study.codebook.theme("ongelma").definition == "Mitä ongelma on."
    assert study.left_out.empty
    assert "Pieni." in set(study.notes["text"])  # what the project is described as
    back = read_qdpx(write_qdpx(study, tmp_path / "koe.qdpx"))
    assert coded(back) == expected
    assert read_taguette(file, project="Kokeilu").codings.equals(study.codings)
    with pytest.raises(ExchangeError, match="1: Kokeilu"):
        read_taguette(file, project="Muu")


@pytest.mark.parametrize("read", [read_qualcoder, read_taguette])
def test_what_is_no_database_of_the_program_is_refused(tmp_path, read):
    with pytest.raises(ExchangeError, match="no such file"):
        read(tmp_path / "data.qda")
    (tmp_path / "text").write_text("Ei tietokanta, vaan pitkä teksti." * 99)
    with pytest.raises(ExchangeError, match="no project"):
        read(tmp_path / "text")
    sqlite3.connect(tmp_path / "empty").execute("CREATE TABLE projects (id)").connection.close()
    with pytest.raises(ExchangeError, match="no project"):
        read(tmp_path / "empty")


def as_qualcoder_reads(path):
    """The codings that QualCoder's importer would find: (coder, code, words).

    By its source, refi.py of version 4: users and times are those of the selection, identifiers
    are compared to the letter, a code is known by its name, and a note without a time is an error.
    """
    with zipfile.ZipFile(path) as archive:
        root = ET.fromstring(archive.read("project.qde"))
        users = {one.get("guid"): one.get("name") for one in root.iter(NS + "User")}
        codes = {}
        for code in root.iter(NS + "Code"):
            if code.get("isCodable") != "false" and code.get("name") not in codes.values():
                codes[code.get("guid")] = code.get("name")
        assert all(one.get("creationDateTime") for one in root.iter(NS + "Note"))
        found = []
        for source in root.iter(NS + "TextSource"):
            name = source.get("plainTextPath").removeprefix("internal://")
            text = archive.read(f"sources/{name}").decode("utf-8")
            for selection in source.iterfind(NS + "PlainTextSelection"):
                low, high = int(selection.get("startPosition")), int(selection.get("endPosition"))
                coder = users.get(selection.get("creatingUser"), "default")
                found += [
                    (coder, codes[coding[0].get("targetGUID")], text[low:high])
                    for coding in selection.iterfind(NS + "Coding")
                ]
    return sorted(found)


def also_by_ville(study):
    """Let a second coder give the codes that the first gave."""
    second = study.codings[study.codings["coder"] == "human:anna"].assign(coder="human:ville")
    study.codings = pd.concat([study.codings, second], ignore_index=True)


def test_qualcoder_knows_our_coders_from_the_selections(study, tmp_path):
    also_by_ville(study)
    found = as_qualcoder_reads(write_qdpx(study, tmp_path / "koe.qdpx"))
    words = "Rajapinnat puuttuvat 😀 kokonaan."
    assert ("anna", "Rajapinnat", words) in found
    assert ("ville", "Rajapinnat", words) in found
    assert "default" not in {coder for coder, *_ in found}
    assert len(found) == len(study.codings) - 1  # one was rejected


def test_themes_of_one_name_are_told_apart_by_a_program_that_knows_codes_by_name(study, tmp_path):
    from dataclasses import replace

    one, other = study.codebook.themes
    same = replace(other, name=one.name)
    study.codebook = replace(study.codebook, themes=(one, same))
    path = write_qdpx(study, tmp_path / "koe.qdpx")
    codes = {code for _, code, _ in as_qualcoder_reads(path)}
    assert "Yhteentoimivuus (rp)" in codes
    assert read_qdpx(path).codebook.themes == study.codebook.themes


#: As its exporter writes a project: texts with a byte order mark, owners that are nobody, numbers
#: that are not there, an annotation as a note that selects in the source, categories.
QUALCODER_WRITES = """<Project xmlns="urn:QDA-XML:project:1.0" name="koe.qda" origin="QualCoder 4.0"
  creatingUserGUID="{9}" creationDateTime="2026-03-01T09:00:00Z">
<Users><User guid="{1}" name="maija" /><User guid="{2}" name="pekka" /></Users>
<CodeBook><Codes><Code guid="{3}" name="Tekniikka" isCodable="false" >
  <Code guid="{4}" name="Rajapinnat" color="#AA0033" isCodable="true" /></Code></Codes></CodeBook>
<Variables><Variable guid="{5}" name="Ikä" typeOfVariable="Float" ><Description /></Variable>
</Variables>
<Cases><Case guid="{6}" name="Anni"><Description /><VariableValue>
  <VariableRef targetGUID="{5}" /></VariableValue><SourceRef targetGUID="{7}"/></Case>
  <Case guid="{12}" name="Olli"><Description /></Case></Cases>
<Sources><TextSource plainTextPath="internal://a.txt" creatingUser="" guid="{7}" name="h01"
  creationDateTime="2026-03-01T09:00:00Z">
  <PlainTextSelection guid="{8}" startPosition="19" endPosition="42" name="Rajapinnat 😀 puuttuvat."
    creatingUser="{1}" creationDateTime="2026-03-01T09:00:00Z"><Coding guid="{10}"
    creatingUser="{1}" ><CodeRef targetGUID="{4}" /></Coding></PlainTextSelection>
  <PlainTextSelection guid="{13}" startPosition="19" endPosition="42"
    name="Rajapinnat 😀 puuttuvat."
    creatingUser="{2}" creationDateTime="2026-03-01T09:00:00Z"><Coding guid="{14}"
    creatingUser="{2}" ><CodeRef targetGUID="{4}" /></Coding></PlainTextSelection>
  <NoteRef targetGUID="{11}" /></TextSource></Sources>
<Notes><Note guid="{11}" creatingUser="{2}" creationDateTime="2026-03-01T09:00:00Z" >
  <PlainTextContent>Katso.</PlainTextContent>
  <PlainTextSelection guid="{15}" startPosition="43" endPosition="66" /></Note></Notes>
<Description>Muistio</Description></Project>"""


def test_what_qualcoder_s_exporter_writes_is_read_to_the_last_coding(tmp_path):
    xml = QUALCODER_WRITES
    for number in range(1, 16):
        xml = xml.replace(f"{{{number}}}", f"{number:08d}-0000-4000-8000-00000000000a")
    text = "H: Mitä hyötyä?\nV: Rajapinnat 😀 puuttuvat.\nKELA:lle siitä on iloa.\n"
    with zipfile.ZipFile(tmp_path / "koe.qdpx", "w") as archive:
        archive.writestr("project.qde", xml.encode())
        archive.writestr("sources/a.txt", text.encode("utf-8-sig"))
    study = read_qdpx(tmp_path / "koe.qdpx")
    words = "Rajapinnat 😀 puuttuvat."
    assert coded(study) == [("maija", "Rajapinnat", words), ("pekka", "Rajapinnat", words)]
    assert study.codings["start"].isna().all()
    assert list(study.corpus.participants["participant"]) == ["Anni", "Olli"]
    (note,) = study.notes[study.notes["text"] == "Katso."].itertuples()
    spans = study.corpus.statements.set_index("statement_id")["clean"]
    assert (note.coder, spans[note.target]) == ("human:pekka", "KELA:lle siitä on iloa.")
    back = read_qdpx(write_qdpx(study, tmp_path / "ours.qdpx"))
    assert coded(back) == coded(study)
    assert set(back.notes["text"]) == {"Katso.", "Muistio"}


@pytest.fixture
def qualcoder(tmp_path, monkeypatch):
    """QualCoder's own importer and exporter, without its windows."""
    pytest.importorskip("PyQt6", reason="PyQt6 is not installed: pip install aineisto[interop]")
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    monkeypatch.setenv("HOME", str(tmp_path))  # the exporter works in ~/.qualcoder
    refi = pytest.importorskip(
        "qualcoder.refi", reason="QualCoder is in no package index: install it from its repository"
    )
    from PyQt6 import QtWidgets

    application = QtWidgets.QApplication.instance() or QtWidgets.QApplication([])
    monkeypatch.setattr("builtins._", lambda text: text, raising=False)
    quiet = SimpleNamespace(exec=lambda: None)
    endings = SimpleNamespace(radioButton_maxqda=SimpleNamespace(isChecked=lambda: False))
    dialogue = SimpleNamespace(exec=lambda: None, ui=endings)
    monkeypatch.setattr(refi, "Message", lambda *_: quiet)
    monkeypatch.setattr(refi, "RefiLineEndings", lambda *_: dialogue, raising=False)
    folder = tmp_path / "koe.qda"
    for name in ("documents", "images", "audio", "video"):
        (folder / name).mkdir(parents=True)
    (tmp_path / ".qualcoder").mkdir()
    (tmp_path / "out").mkdir()
    database = sqlite3.connect(folder / "data.qda")
    for statement, values in schema("QualCoder 4"):
        database.execute(statement, values)
    database.commit()
    app = SimpleNamespace(
        conn=database, project_path=str(folder), project_name="koe.qda", ai_models=[],
        settings={"directory": str(tmp_path), "codername": "default", "ai_enable": "False"},
        version="QualCoder", write_config_ini=lambda *_: None, get_annotations=list,
    )  # fmt: skip
    log = SimpleNamespace(append=lambda _: None)
    dialogs = QtWidgets.QFileDialog

    def take(ours):
        monkeypatch.setattr(dialogs, "getOpenFileName", lambda *_, **__: (str(ours), ""))
        refi.RefiImport(app, log, "qdpx")
        return folder

    def give():
        out = str(tmp_path / "out")
        monkeypatch.setattr(dialogs, "getExistingDirectory", lambda *_, **__: out)
        refi.RefiExport(app, log, "project")
        return tmp_path / "out" / "koe.qdpx"

    yield SimpleNamespace(take=take, give=give)
    database.close()
    application.quit()


def test_qualcoder_itself_takes_our_file_and_gives_it_back(study, tmp_path, qualcoder):
    """Into its importer, out of its exporter: the same words with the same codes by each coder."""
    also_by_ville(study)
    ours = write_qdpx(study, tmp_path / "ours.qdpx")
    expected = as_qualcoder_reads(ours)
    database = qualcoder.take(ours)
    wanted = {(coder, words) for coder, _, words in expected}
    assert {(coder, words) for coder, _, words in coded(read_qualcoder(database))} == wanted
    theirs = qualcoder.give()
    assert as_qualcoder_reads(theirs) == expected
    back = read_qdpx(theirs)
    assert {(coder, words) for coder, _, words in coded(back)} == wanted
