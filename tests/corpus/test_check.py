"""The user looks over how her transcripts were read, and mends it without touching the files."""

import json
import re
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

import aineisto.corpus
from aineisto import AineistoError, ParticipantsError, SpeakerError
from aineisto.cli import main
from aineisto.codebook import Codebook
from aineisto.corpus import Corpus, _remarks, _sentences, read, told_problems, told_rows
from aineisto.corpus.readers._left_out import LeftOut
from aineisto.project import Project

PACKAGE = Path(aineisto.corpus.__file__).parent

TEXT = (
    "Haastattelu 4\nPäivä: 3.4.2020\nKesto: 48 min\n\n"
    "H1: Mitkä ovat ohjauksen tärkeimmät tavoitteet? [00:00:05]\n"
    "H2: Selkeys ennen kaikkea. Ja rauha.\n"
    "H1: Niinkö?\nH2: Niin juuri.\n"
)
GUIDE = ["Mitkä ovat ohjauksen tärkeimmät tavoitteet?", "Miten investoinnit pitäisi rahoittaa?"]


def test_words_are_what_stands_between_spaces_as_in_the_report(save):
    said = (
        "H: Kuka hoitaa?\nV: THL:lle kuuluu Suomi.fi, 9 milj. euroa.\nH: Niinkö?\nV: Niin juuri.\n"
    )
    corpus = read(save("h.txt", said), interviewer="H")
    assert corpus.check()["words_interviewee"].iloc[0] == 8


def test_check_shows_a_document_in_a_row(save):
    corpus = read(save("h.txt", TEXT), interviewer="H1", guide=GUIDE)
    row = corpus.check().iloc[0].to_dict()
    assert row["speakers"] == "H1: interviewer, 2 turns; H2: interviewee, 2 turns"
    assert (row["turns"], row["words_interviewer"], row["words_interviewee"]) == (4, 6, 7)
    assert row["unused"] == pytest.approx(4 / 21)  # Haastattelu, Päivä, Kesto, min
    assert (row["questions_found"], row["questions_missed"]) == ("K1", "K2")
    assert row["unused_words"] == "Haastattelu 4 / Päivä: 3.4.2020 / Kesto: 48 min"
    assert "H2: “Selkeys ennen kaikkea.”" in row["first_words"]
    assert row["format"] == "txt"


def test_a_file_that_was_left_out_has_a_row(save, tmp_path):
    save("a.txt", "H: Mitä?\nV: Ei mitään.\n")
    save("b.docx", b"PK\x03\x04 no")
    with pytest.warns(UserWarning, match="1 of 2"):
        corpus = read(tmp_path)
    table = corpus.check()
    assert table["document"].tolist() == ["a", "b.docx"]
    assert table["turns"].tolist() == [2, 0]
    assert "damaged" in table["warnings"][1]
    assert corpus.left_out["file"].tolist() == [str(tmp_path / "b.docx")]


UNREAD = {
    "a.docx": (b"PK\x03\x04 no", "Tiedosto on vioittunut, tai se ei ole Word-asiakirja (docx)"),
    "b.docx": (b"\xd0\xcf\x11\xe0 no", "suojattu salasanalla tai vanhassa Office-muodossa"),
    "c.pdf": (b"no", "ei ole pdf-asiakirja"),
    "d.rtf": (b"no", "ei ole rtf-tekstiä"),
    "e.txt": (b" ", "Tiedosto on tyhjä"),
    "f.txt": (b"\x89PNG", "Tiedosto ei ole tekstiä vaan kuva"),
    "g.srt": (b"moi", "ei ole yhtään aikaleimattua tekstiä"),
    "h.json": (b"{", "Tiedosto ei ole JSON-muotoa"),
    "i.csv": (b"text,text\nx,y\n", "on kahdesti"),
    "j.doc": (b"moi", "Muotoa .doc ei tunneta"),
    "k.eaf": (b"<", "ei ole ELAN-tiedosto"),
    "l.TextGrid": (b"moi", "ei ole Praatin TextGrid"),
}


@pytest.mark.filterwarnings("ignore:.* files left out")
def test_why_a_file_was_left_out_is_told_in_finnish_and_kept_in_english(save, tmp_path):
    save("z.txt", "H: Mitä?\nV: Ei mitään.\n")
    for name, (content, _) in UNREAD.items():
        save(name, content)
    found = read([tmp_path, tmp_path / "j.doc"]).left_out
    english, finnish = (told_problems(found, lang).set_index("file") for lang in ("en", "fi"))
    assert len(found) == len(UNREAD)
    assert english.reset_index().equals(found[english.reset_index().columns].reset_index(drop=True))
    for name, (_, said) in UNREAD.items():
        row = finnish.loc[str(tmp_path / name)]
        assert said in row["problem"]
        assert row["remedy"] != english.loc[str(tmp_path / name), "remedy"]


def test_roles_are_mended_without_touching_the_files(save):
    path = save("h.txt", "H: Mitä kuuluu?\nV: Hyvää.\nH: Entä sitten?\nV: Ei muuta.\n")
    corpus = read(path)
    mended = corpus.roles({"H": "interviewee", "V": "haastattelija"})
    assert mended.answers["clean"].tolist() == ["Mitä kuuluu?", "Entä sitten?"]
    assert mended.roles({"H": "interviewer", "V": "interviewee"}).answers.equals(corpus.answers)
    one = read(path, roles={"h": {"H": "interviewee", "V": "interviewer"}})
    assert one.statements.equals(mended.statements)


def test_roles_of_a_document_are_added_label_by_label(save):
    path = save("h.txt", "A: Mitä?\nB: Hyvää.\nC: Joo.\nA: Entä?\nB: Ei.\nC: En.\n")
    corpus = read(path, roles={"h": {"A": "interviewer", "B": "interviewee"}})
    mended = corpus.roles({"h": {"C": "interviewer"}})
    assert mended.answers["speaker"].unique().tolist() == ["B"]


@pytest.mark.parametrize(
    ("roles", "told"),
    [
        ({"Z": "interviewer"}, "found are 'H', 'V'"),
        ({"H": "chair"}, "no role"),
        ({"x": {"H": "interviewer"}}, "not read"),
        ("H", "no mapping"),
    ],
)
def test_roles_that_fit_nothing_are_refused(save, roles, told):
    with pytest.raises(SpeakerError, match=told):
        read(save("h.txt", "H: Mitä?\nV: Ei.\nH: Mitä?\nV: Ei.\n"), roles=roles)


def test_a_corpus_that_was_not_read_says_how_to_give_roles(save):
    corpus = read(save("h.txt", "H: Mitä?\nV: Ei.\n"))
    made = Corpus(corpus.documents, corpus.participants, corpus.statements)
    with pytest.raises(AineistoError) as caught:
        made.roles({"H": "interviewer"})
    assert "roles=" in caught.value.remedy


GROUP = "Moderaattori: Mitä?\nAnna K.: Ei.\nPekka Salo: Joo.\nAnna K.: Niin.\nPekka Salo: Hei.\n"


def test_close_names_are_proposed_and_not_guessed(save):
    table = save("p.csv", "participant,document,speaker\nP1,r,Korhonen Anna\nP2,r,Salo Pekka\n")
    with pytest.raises(ParticipantsError) as caught:
        read(save("r.txt", GROUP), participants=table)
    assert "'Anna K.' may be 'Korhonen Anna'" in caught.value.problem
    assert "'Pekka Salo' may be 'Salo Pekka'" in caught.value.problem


def test_a_participant_who_does_not_speak_is_an_error_that_lists_who_does(save):
    rows = "participant,document,speaker\nP1,r,Anna K.\nP2,r,Pekka Salo\nP3,r,Leena\n"
    with pytest.raises(ParticipantsError) as caught:
        read(save("r.txt", GROUP), participants=save("p.csv", rows))
    assert "'Leena'" in caught.value.problem
    assert "'Anna K.', 'Pekka Salo'" in caught.value.problem


def test_an_interviewer_who_is_not_found_is_told_with_what_was_found(save):
    with pytest.raises(SpeakerError) as caught:
        read(save("r.txt", GROUP), interviewer="Moderatori")
    assert "'Moderaattori', 'Anna K.', 'Pekka Salo'" in caught.value.problem
    assert "'Moderaattori'?" in caught.value.remedy


def test_check_on_the_command_line(save):
    path = save("h.txt", TEXT.replace("H2: Niin juuri", "h2: Niin juuri"))
    result = CliRunner().invoke(main, ["check", str(path), "--interviewer", "H1"])
    assert result.exit_code == 0
    assert "H1: interviewer, 2 turns" in result.output
    result = CliRunner().invoke(main, ["check", str(path), "--interviewer", "H1", "--csv"])
    assert result.output.startswith("document,format,speakers")
    options = ["--role", "H1=interviewee", "--role", "H2=interviewer"]
    result = CliRunner().invoke(main, ["check", str(path), *options])
    assert "H1: interviewee, 2 turns" in result.output
    assert CliRunner().invoke(main, ["check", str(path), "--role", "H1"]).exit_code == 2


def test_the_table_shows_itself_whole(save):
    text = TEXT.replace("48 min", "48 min; tauko & <kahvi>")
    table = read(save("h.txt", text), interviewer="H1", guide=GUIDE).check()
    page = table._repr_html_()
    for told in (
        "H1: haastattelija, vuoroja 2<br>H2: haastateltava, vuoroja 2",
        "<br>Haastattelu 4 / Päivä: 3.4.2020 / Kesto: 48 min; tauko &amp; &lt;kahvi&gt;</td>",
        ">K2</td>",
    ):
        assert told in page
    assert "not used: Haastattelu 4 / Päivä: 3.4.2020" in repr(table[table["turns"] > 0])
    assert type(table[["document", "turns"]]).__name__ == "DataFrame"


def remarks():
    """Yield a remark of each kind of thing that readers leave out."""
    left_out = LeftOut()
    for path in (PACKAGE / "readers").glob("*.py"):
        for kind in re.findall(r"\.add\(\s*\"([^\"]+)\",", path.read_text(encoding="utf-8")):
            left_out.add(kind, "sanat: kaksi.", "page 3")
    yield from left_out.remarks()


def test_what_readers_leave_out_has_a_finnish_name():
    made = list(remarks())
    assert len(made) > 8
    for one in made:
        finnish = _remarks.told(one.problem, one.facts, "fi")
        assert finnish.startswith("Ei luettu puheeksi: "), one
        assert json.loads(one.facts)["kind"] not in finnish.replace("sanat: kaksi.", "")
        assert _remarks.told_place(one.place, "fi") == "sivu 3"


def test_every_remark_says_what_to_do_in_finnish_too():
    without = {"none_recognised"}  # the warning of reading says what to do
    assert set(_sentences.REMEDIES) == set(_sentences.SENTENCES) - without
    told = _remarks.remark("above_labels", "", "Write it.", text="Olen ollut", n=2)
    problems = pd.DataFrame([{"file": "h.txt", **told._asdict()}])
    finnish, english = (told_problems(problems, lang)["remedy"].iat[0] for lang in ("fi", "en"))
    assert finnish.startswith("Jos haastateltava sanoo sen")
    assert english == "Write it."


@pytest.mark.parametrize(
    ("text", "finnish"),
    [
        ("H: Mitä?\nV: Ei: ei.\nH: Niinkö?\nV; Niin.\nH: Jaa?\nV: Joo.\n", "rivi 4: ”V; Niin.”"),
        ("Mitä kuuluu? Hyvää. Entä sitten? Ei muuta.", "tekstissä on 2 kysymysmerkkiä"),
        (
            "H: H?n tuli?\nV: T?m? on hyv? ty?t? ja n?in.\nH: Mik?\nV: N?in.\n",
            "Kirjaimia on kadonnut",
        ),
        (" ".join(["mä oon sitä mieltä että se on hyvä juttu ja niin"] * 60), "välimerkkejä"),
    ],
)
def test_remarks_are_shown_in_finnish_and_kept_in_english(save, text, finnish):
    corpus = read(save("h.txt", text))
    assert len(corpus.problems)
    table = corpus.check()
    assert finnish in table._repr_html_()
    assert finnish in corpus._repr_html_()
    assert finnish not in table["warnings"].iat[0]
    english, others = (told_rows(table, lang)[0]["warnings"] for lang in ("en", "fi"))
    assert english == table["warnings"].iat[0].split(" · ")
    assert not set(english) & set(others)


def test_a_row_knows_its_lines_however_the_rows_are_chosen(save):
    text = "H: Mitä?\nV: Ei: ei; 1 turn.\nH: Niinkö?\nV; Niin.\nH: Jaa?\nV: Joo.\n"
    table = read(save("h.txt", text), interviewer="H").check()
    (row,) = told_rows(table.sort_values("document").head(1), "fi")
    assert row["speakers"] == ["H: haastattelija, vuoroja 3", "V: haastateltava, vuoroja 3"]
    assert row["warnings"][0].startswith("rivi 4: ”V; Niin.” alkaa melkein kuin puhujan tunnus")
    plain = pd.DataFrame(table.to_dict("records"))  # nobody knows what its cells say
    assert told_rows(plain, "fi")[0]["warnings"] == [table["warnings"].iat[0]]


def test_remarks_are_told_in_finnish_after_a_project_was_opened_again(save, tmp_path):
    text = "H: Mitä?\nV: Ei.\nH: Niinkö?\nV; Niin.\nH: Jaa?\nV: Joo.\n"
    corpus = read(save("h.txt", text), interviewer="H")
    Project.create(tmp_path / "s.aineisto", corpus, Codebook()).close()
    with Project.open(tmp_path / "s.aineisto") as project:
        (row,) = told_rows(project.corpus.check(), "fi")
    assert row["warnings"] == told_rows(corpus.check(), "fi")[0]["warnings"]
    assert "tunnus" in row["warnings"][0]


def test_of_many_interviews_like_remarks_are_told_once_and_each_on_request(save, tmp_path):
    for number in range(1, 31):
        answer = "Selkeys ennen kaikkea." if number % 3 else "[äänet 3] Rauha on tärkeintä."
        label = "h2" if number % 2 else "H2"
        save(
            f"d/h{number:02}.txt",
            f"H1: {GUIDE[0]}\nH2: {answer} Kohta {number}.\nH1: Niinkö?\n{label}: Niin juuri.\n",
        )
    for name in ("x", "y"):
        save(f"d/{name}.txt", "Aino: Hei.\nBertta: No hei.\nAino: Joo.\nBertta: Joo.\n")
    guide = save("runko.txt", "\n".join(GUIDE))
    command = ["check", str(tmp_path / "d"), "--guide", str(guide), "--interviewer", "H1"]
    result = CliRunner().invoke(main, command)
    assert result.exit_code == 3  # some were left out
    assert len(result.output.splitlines()) < 40
    assert "30 documents (txt 30), 2 files left out" in result.output
    said = re.search(r"left out:\n  2 × .*\n +(.*)\n", result.output)
    assert all(f"{name}.txt" in said[1] for name in ("x", "y"))
    assert "K2, in 30 of 30: h01, h02, h03, h04, h05, h06, h07, h08 … and 22 more" in result.output
    whole = CliRunner().invoke(main, [*command, "--details"]).output
    assert all(f"h{number:02} (txt)" in whole for number in range(1, 31))
    assert len(whole.splitlines()) > 100
