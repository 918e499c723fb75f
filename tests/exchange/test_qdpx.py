"""REFI-QDA projects: what others can read, what comes back, what is refused."""

import stat
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest
from lxml import etree

from aineisto import ExchangeError, read_qdpx, write_qdpx

# The schema of the standard, 1.0 (MIT).
SCHEMA = Path(__file__).parent / "Project.xsd"


def project_xml(path):
    with zipfile.ZipFile(path) as archive:
        return etree.fromstring(archive.read("project.qde"))


@pytest.fixture
def written(study, tmp_path):
    return write_qdpx(study, tmp_path / "study.qdpx")


def test_the_file_is_valid_by_the_schema_of_the_standard(written):
    schema = etree.XMLSchema(etree.parse(SCHEMA))
    schema.assertValid(project_xml(written))


def test_selections_are_code_points_into_the_source(written):
    with zipfile.ZipFile(written) as archive:
        root = etree.fromstring(archive.read("project.qde"))
        selected = []
        for source in root.iterfind(".//{*}TextSource"):
            name = source.get("plainTextPath").removeprefix("internal://")
            text = archive.read(f"sources/{name}").decode("utf-8")
            for selection in source.iterfind("{*}PlainTextSelection"):
                start, end = int(selection.get("startPosition")), int(selection.get("endPosition"))
                selected.append(text[start:end])
    assert "Rajapinnat puuttuvat 😀 kokonaan." in selected
    assert "KELA:lle" in selected


def test_the_machine_and_decisions_with_a_suggestion_in_view_are_users_of_their_own(written):
    users = {user.get("name") for user in project_xml(written).iterfind(".//{*}User")}
    assert users == {
        "machine:themes@0.1",
        "machine:actors@0.1",
        "anna",
        "ville (ehdotuksen nähneenä)",
    }


def test_the_scale_is_five_codes_under_a_parent_that_cannot_be_coded(written):
    (parent,) = project_xml(written).xpath("//*[local-name()='Code'][@name='Suhtautuminen']")
    assert parent.get("isCodable") == "false"
    assert [child.get("name") for child in parent] == ["-2", "-1", "0", "+1", "+2"]


def test_the_same_project_gives_the_same_bytes(study, written, tmp_path):
    again = write_qdpx(study, tmp_path / "again.qdpx")
    assert again.read_bytes() == written.read_bytes()


def test_what_was_written_comes_back(study, written):
    back = read_qdpx(written)
    keys = ["statement_id", "family", "code", "value", "coder", "status"]
    expected = study.codings[study.codings["status"] != "rejected"][keys]

    def as_set(frame):
        return {tuple(map(str, row)) for row in frame[keys].itertuples(index=False)}

    assert as_set(back.codings) == as_set(expected)
    assert back.left_out.empty
    assert [theme.code for theme in back.codebook.themes] == ["yt", "rp"]
    assert back.codebook.theme("rp").parent == "yt"
    assert back.codebook.theme("yt").keywords == ("rajapinta", "kanta")
    assert back.codebook.theme("yt").definition == "Järjestelmät yhteen."
    assert list(back.corpus.documents["text"]) == list(study.corpus.documents["text"])
    assert dict(back.corpus.participants[["participant", "group"]].to_numpy()) == {
        "anni": "Kaupungit",
        "olli": "",
    }


def test_writing_what_was_read_gives_the_same_sources_and_codes(written, tmp_path):
    back = read_qdpx(written)
    again = read_qdpx(write_qdpx(back, tmp_path / "again.qdpx"))
    assert list(again.corpus.statements["text"]) == list(back.corpus.statements["text"])
    assert len(again.codings) == len(back.codings)


def archive(tmp_path, entries):
    path = tmp_path / "hostile.qdpx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as stream:
        for name, data in entries.items():
            stream.writestr(name, data)
    return path


PROJECT = '<Project xmlns="urn:QDA-XML:project:1.0" name="x"/>'
BOMB = '<!DOCTYPE x [<!ENTITY a "b">]><Project xmlns="urn:QDA-XML:project:1.0" name="&a;"/>'
SOURCE = (
    '<Project xmlns="urn:QDA-XML:project:1.0" name="x"><Sources><TextSource '
    'guid="11111111-1111-1111-1111-111111111111" name="a" plainTextPath="{path}"/></Sources>'
    "</Project>"
)


@pytest.mark.parametrize(
    ("entries", "problem"),
    [
        ({"../out.txt": "x", "project.qde": PROJECT}, "leads out"),
        ({"/etc/out.txt": "x", "project.qde": PROJECT}, "leads out"),
        ({"C:\\out.txt": "x", "project.qde": PROJECT}, "leads out"),
        ({"project.qde": PROJECT, "sources/a.txt": "0" * 5_000_000}, "far more"),
        ({"project.qde": BOMB}, "cannot be read"),
        ({"project.qde": "<Project"}, "cannot be read"),
        ({"project.qde": "<Project/>"}, "no REFI-QDA"),
        ({"readme.txt": "x"}, "0 project files"),
        ({"project.qde": SOURCE.format(path="internal://b.txt")}, "lacks"),
        (
            {"project.qde": SOURCE.format(path="internal://a.txt"), "sources/a.txt": b"\xe4\xff"},
            "UTF-8",
        ),
    ],
)
def test_a_hostile_or_damaged_archive_is_refused(tmp_path, entries, problem):
    path = archive(tmp_path, entries)
    with pytest.raises(ExchangeError, match=problem) as caught:
        read_qdpx(path)
    assert str(path) in str(caught.value)
    assert [entry.name for entry in tmp_path.iterdir()] == ["hostile.qdpx"]


def test_a_link_in_an_archive_is_refused(tmp_path):
    path = archive(tmp_path, {"project.qde": SOURCE.format(path="internal://a.txt")})
    link = zipfile.ZipInfo("sources/a.txt")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "a") as stream:
        stream.writestr(link, "/etc/passwd")
    with pytest.raises(ExchangeError, match="link"):
        read_qdpx(path)
    assert [entry.name for entry in tmp_path.iterdir()] == ["hostile.qdpx"]


def test_what_macos_leaves_in_an_archive_is_passed_over(tmp_path):
    path = archive(tmp_path, {"project.qde": PROJECT, "__MACOSX/._project.qde": b"\x00\x05"})
    assert read_qdpx(path).left_out.empty


def test_a_project_without_text_gives_its_codes_and_cases(tmp_path):
    code = '<Code guid="22222222-2222-2222-2222-222222222222" name="Luottamus" isCodable="true"/>'
    xml = f"""<Project xmlns="urn:QDA-XML:project:1.0" name="Tyhjä">
      <CodeBook><Codes>{code}</Codes></CodeBook>
      <Variables><Variable guid="33333333-3333-3333-3333-333333333333" name="group"
        typeOfVariable="Text"/></Variables>
      <Cases><Case guid="44444444-4444-4444-4444-444444444444" name="Anni"><VariableValue>
        <VariableRef targetGUID="33333333-3333-3333-3333-333333333333"/>
        <TextValue>Kunta</TextValue></VariableValue></Case></Cases></Project>"""
    study = read_qdpx(archive(tmp_path, {"project.qde": xml}))
    assert study.codebook.theme_codes == ("Luottamus",)
    assert study.corpus.participants[["participant", "group"]].to_numpy().tolist() == [
        ["Anni", "Kunta"]
    ]
    assert study.corpus.statements.empty
    assert study.codings.empty
    write_qdpx(study, tmp_path / "again.qdpx")


@pytest.mark.parametrize(
    "inside", ["", "<CodeBook/>", "<CodeBook><Codes/></CodeBook>", "<Users/><Cases/><Sets/>"]
)
def test_a_blank_project_goes_back_without_empty_elements(tmp_path, inside):
    # ATLAS.ti writes a project without codes with no CodeBook at all.
    xml = f'<Project xmlns="urn:QDA-XML:project:1.0" name="x">{inside}</Project>'
    study = read_qdpx(archive(tmp_path, {"project.qde": xml}))
    root = project_xml(write_qdpx(study, tmp_path / "again.qdpx"))
    etree.XMLSchema(etree.parse(SCHEMA)).assertValid(root)
    assert not len(root)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 not a zip", b"text"])
def test_what_is_no_archive_is_refused(tmp_path, data):
    path = tmp_path / "x.qdpx"
    path.write_bytes(data)
    with pytest.raises(ExchangeError, match="zip archive"):
        read_qdpx(path)


def test_a_folder_that_cannot_be_written_is_an_error_of_ours(study, tmp_path):
    with pytest.raises(ExchangeError, match="cannot be written"):
        write_qdpx(study, tmp_path / "missing" / "study.qdpx")


def project_of(text, passage, user=""):
    """A project of another program with one coded passage; QualCoder says who coded it."""
    start = text.index(passage)
    maker = "{11111111-1111-1111-1111-111111111111}"
    origin = ' origin="QualCoder 3.8"' if user else ""
    users = f'<Users><User guid="{maker}" name="{user}"/></Users>' if user else ""
    by = f' creatingUser="{maker}"' if user else ""
    return f"""<Project xmlns="urn:QDA-XML:project:1.0" name="Muu"{origin}>
      {users}<CodeBook><Codes>
        <Code guid="22222222-2222-2222-2222-222222222222" name="Luottamus" isCodable="true"/>
      </Codes></CodeBook>
      <Sources><TextSource guid="33333333-3333-3333-3333-333333333333" name="Haastattelu: 1/2">
        <PlainTextContent>{text}</PlainTextContent>
        <PlainTextSelection guid="44444444-4444-4444-4444-444444444444"
            startPosition="{start}" endPosition="{start + len(passage)}">
          <Coding guid="55555555-5555-5555-5555-555555555555"{by}>
            <CodeRef targetGUID="22222222-2222-2222-2222-222222222222"/></Coding>
        </PlainTextSelection></TextSource></Sources></Project>"""


def test_a_project_of_another_program_is_blind_human_coding(tmp_path):
    text = "V: Ensimmäinen lause on tässä. Toinen lause on tuossa.\n"
    xml = project_of(text, "Toinen", user="Maija")
    back = read_qdpx(archive(tmp_path, {"project.qde": xml}))
    (row,) = back.codings.itertuples(index=False)
    assert (row.code, row.coder, row.status) == ("Luottamus", "human:Maija", "blind")
    clean = back.corpus.statements.set_index("statement_id")["clean"]
    assert clean[row.statement_id] == "Toinen lause on tuossa."


@pytest.mark.parametrize(
    ("passage", "coded", "told"),
    [
        ("raha loppuu.\nH: Entä työ?\nV: Työ", ["Entä työ?", "Äiti sanoi että raha loppuu."], 0),
        ("H: Entä työ?\nV: Työ on", ["Entä työ?", "Työ on pitkän päivän jälkeen ohi."], 0),
        ("Entä työ?", ["Entä työ?"], 1),
        ("Ei muuta.", ["Ei muuta."], 0),
    ],
)
def test_a_passage_that_reaches_into_an_answer_is_of_the_answer_too(tmp_path, passage, coded, told):
    text = (
        "H: Mitä kuuluu?\nV: Äiti sanoi että raha loppuu.\nH: Entä työ?\n"
        "V: Työ on pitkän päivän jälkeen ohi.\nH: Muuta?\nV: Ei muuta.\n"
    )
    xml = project_of(text, passage)
    back = read_qdpx(archive(tmp_path, {"project.qde": xml}))
    clean = back.corpus.statements.set_index("statement_id")["clean"]
    assert sorted(clean[name] for name in back.codings["statement_id"]) == coded
    assert sum("interviewer's words alone" in one for one in back.left_out["problem"]) == told


def test_a_study_without_codings_is_still_valid(study, tmp_path):
    bare = SimpleNamespace(
        corpus=study.corpus, codebook=study.codebook, codings=study.codings.iloc[:0]
    )
    root = project_xml(write_qdpx(bare, tmp_path / "bare.qdpx"))
    etree.XMLSchema(etree.parse(SCHEMA)).assertValid(root)
