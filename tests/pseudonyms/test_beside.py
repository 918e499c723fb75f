"""What a study holds beside its transcripts is treated by the same rules."""

import dataclasses
import stat

import pandas as pd
import pytest

import aineisto
from aineisto import Codebook
from aineisto.pseudonyms import pseudonymise

VTT = """WEBVTT

00:00:01.000 --> 00:00:04.000
<v Haastattelija>Mitä mieltä olet Kelasta?</v>

00:00:05.000 --> 00:00:09.000
<v Virtanen Matti>No kyllä minä sitä kehun, Digihumalaa myös. Minun numeroni on 040 123 4567.</v>

00:00:10.000 --> 00:00:12.000
<v Virtanen Matti>Digihumalan Kaarna toimii minulle, ja Kaarnassa on hyvä tiimi.</v>
"""
PEOPLE = (
    "participant,document,group,tiimi,sähköposti,puhelin,esimies,ikä\n"
    "Virtanen Matti,{name},kunta,Liisa Korhosen tiimi,matti.virtanen@kunta.fi,040 123 4567,"
    "Korhonen Liisa,47\n"
)
HIDDEN = ("Virta", "Matti", "matti", "virta", "Korho", "Liisa", "4567")
CODEBOOK = Codebook.from_toml(
    """
name = "Koe"
[[themes]]
code = "tiimi"
definition = "Kuten Matti Virtasen tiimissä."
examples = ["Virtasen Matti sanoi, että Kaarnassa on hyvä tiimi."]
[[actors]]
name = "Kaarna"
kind = "other"
"""
)


def study(folder, name="kokous"):
    (folder / f"{name}.vtt").write_text(VTT, encoding="utf-8")
    (folder / "people.csv").write_text(PEOPLE.format(name=name), encoding="utf-8")
    return aineisto.read(
        folder / f"{name}.vtt", participants=folder / "people.csv", interviewer="Haastattelija"
    )


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    return study(tmp_path_factory.mktemp("teams"))


@pytest.fixture(scope="module")
def result(corpus):
    return pseudonymise(corpus, codebook=CODEBOOK)


def everything(corpus):
    """Return every text that a corpus holds, in one."""
    frames = [getattr(corpus, name) for name in ("documents", "participants", "statements")]
    return "\n".join(frame.astype("str").to_csv() for frame in frames)


def test_a_participant_named_only_by_labels_and_attributes_is_hidden_everywhere(result):
    held = everything(result.corpus)
    assert [name for name in HIDDEN if name in held] == []
    (row,) = result.corpus.participants.to_dict("records")
    assert set(result.corpus.answers["participant"]) == {row["participant"]}
    assert set(result.corpus.answers["speaker"]) == {row["participant"]}
    assert row["tiimi"].endswith(" tiimi")
    last, first = row["esimies"].split()
    assert row["tiimi"] == f"{first} {last[:-3]}sen tiimi"  # one person, one pseudonym
    assert (row["group"], row["ikä"], row["document"]) == ("kunta", "47", "kokous")


def test_an_identifier_has_one_number_in_text_and_attributes(result):
    (row,) = result.corpus.participants.to_dict("records")
    assert row["puhelin"] in result.corpus.documents["text"].iat[0]
    assert row["puhelin"] == "[puhelinnumero1]"


def test_what_was_replaced_outside_is_listed_and_told(result):
    places = {(row.table, row.column) for row in result.outside.itertuples()}
    columns = ("participant", "tiimi", "sähköposti", "puhelin", "esimies")
    assert places >= {("participants", column) for column in columns}
    assert ("statements", "speaker") in places
    assert "participants, tiimi: 1" in result.summary()
    assert "Nothing was replaced" not in result.summary()


def test_the_key_is_its_owners_alone(result, tmp_path):
    key = result.save_log(tmp_path / "key.csv")
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert {"Virtanen Matti", "040 123 4567"} <= set(pd.read_csv(key)["text"])


def test_the_studys_own_actors_stay_in_all_their_forms(corpus, result):
    assert "Kaarna toimii" in result.corpus.documents["text"].iat[0]
    assert "Kaarnassa on" in result.corpus.documents["text"].iat[0]
    kept = pseudonymise(corpus, names=["Kaarna"], keep=["Kaarna"])
    assert "Kaarnassa on" in kept.corpus.documents["text"].iat[0]
    gone = pseudonymise(corpus, names=["Kaarna"])
    assert "Kaarna" not in gone.corpus.documents["text"].iat[0]


def test_roles_given_afterwards_bring_no_name_back(result):
    with pytest.raises(aineisto.AineistoError, match="pseudonymise after"):
        result.corpus.roles({"Haastattelija": "interviewee"})


def test_the_questions_of_a_codebook_that_is_given_are_the_studys_own(tmp_path):
    codebook = Codebook.from_toml(
        '[[questions]]\ncode = "k"\ntext = "Mitä mieltä olet Kelasta?"\n'
        'name = { fi = "Hyödyt", en = "Benefits and worries" }'
    )
    corpus = dataclasses.replace(study(tmp_path), questions=codebook.questions)
    assert pseudonymise(corpus, names=["Benefits"]).corpus.questions != codebook.questions
    result = pseudonymise(corpus, names=["Benefits"], codebook=codebook)
    assert result.corpus.questions == codebook.questions
    assert "questions" not in set(result.outside["table"])


def test_memos_and_examples_of_the_codebook_follow(result):
    codebook = result.codebook(CODEBOOK)
    (theme,) = codebook.themes
    held = f"{theme.definition} {theme.examples}"
    assert [name for name in HIDDEN if name in held] == []
    assert "Kaarnassa on hyvä tiimi" in held
    assert codebook.actors == CODEBOOK.actors
    memos = pd.DataFrame({"coder": ["human:anna"], "text": ["Korhosen Liisan alainen"]})
    assert "Korho" not in result.frame(memos)["text"].iat[0]
    assert result.frame(memos)["coder"].iat[0] == "human:anna"


@pytest.mark.parametrize("name", ["matti_virtanen", "Haastattelu-VIRTANEN-Matti", "virtanen_m"])
def test_a_file_named_after_a_participant_is_renamed(tmp_path, name):
    renamed = pseudonymise(study(tmp_path, name)).corpus
    held = everything(renamed).lower()
    assert "virtanen" not in held
    assert "matti" not in held
    assert set(renamed.statements["document"]) == set(renamed.documents["document"])
    assert set(renamed.participants["document"]) == set(renamed.documents["document"])


def test_the_rest_of_a_project_holds_no_name(result, tmp_path):
    with aineisto.Project.create(
        tmp_path / "study.aineisto", result.corpus, result.codebook(CODEBOOK)
    ) as project:
        written = [aineisto.write_qdpx(project, tmp_path / "study.qdpx")]
        written += aineisto.write_tables(project, tmp_path / "tables").values()
    back = aineisto.read_qdpx(written[0])
    held = everything(back.corpus) + "".join(p.read_text("utf-8") for p in written[1:])
    assert [name for name in HIDDEN if name in held] == []


def test_labels_that_are_no_names_and_organisations_stay(tmp_path):
    (tmp_path / "a.txt").write_text(
        "H: Mitä mieltä olet?\nV1: Kyllä se Kelan kanssa toimii.\nV2: Niin toimii.\n", "utf-8"
    )
    corpus = aineisto.read(tmp_path / "a.txt", interviewer="H")
    people = corpus.participants.assign(
        organisaatio="Kela", kunta="Oulu", sukupuoli="Nainen", ryhmä="maakunta B"
    )
    corpus = dataclasses.replace(corpus, participants=people)
    result = pseudonymise(corpus)
    assert result.outside.empty
    assert result.summary().startswith("Nothing was replaced")
    pd.testing.assert_frame_equal(result.corpus.participants, corpus.participants)
    pd.testing.assert_frame_equal(result.corpus.statements, corpus.statements)


def test_what_the_researcher_left_stays_outside_too(corpus):
    found = pseudonymise(corpus).found.head(0)
    left = pd.DataFrame([{"document": "", "text": "Virtanen Matti", "accept": False}])
    result = pseudonymise(corpus, found=pd.concat([found, left]))
    assert set(result.corpus.answers["speaker"]) == {"Virtanen Matti"}
    assert "Korho" not in everything(result.corpus)


def test_what_was_deleted_or_remarked_in_a_file_is_not_quoted_and_its_folder_not_named(tmp_path):
    from docx import Document
    from docx.oxml import parse_xml

    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    written = Document()
    written.sections[0].header.paragraphs[0].text = "Haastateltava: Aune Ristolan-Pöyhö"
    line = written.add_paragraph("V: Kyllä se toimii hyvin.")
    deleted = "<w:r><w:delText>Ristolan-Pöyhö asui Kylänpäässä.</w:delText></w:r>"
    line._p.append(parse_xml(f'<w:del {space} w:author="Essi Eläkeläinen">{deleted}</w:del>'))
    folder = tmp_path / "essi_elakelainen"
    folder.mkdir()
    written.save(folder / "virtanen_maija.docx")
    corpus = aineisto.read(folder)
    assert "Pöyhö" in corpus.problems.to_csv()
    new = pseudonymise(corpus, names=["Maija Virtanen"]).corpus
    assert len(new.problems) == len(corpus.problems)
    held = everything(new) + new.problems.to_csv()
    hidden = ("Pöyhö", "Kylänpää", "essi", "Essi", "virtanen", "maija")
    assert [name for name in hidden if name in held] == []


@pytest.mark.parametrize(
    "name",
    ["virtasen_haastattelu", "koskinen2", "aalto_kirsti", "040-123 4567", "131052-308T"],
)
def test_a_file_named_by_a_case_a_number_or_an_identifier_is_renamed(tmp_path, name):
    folder = tmp_path / "h"
    folder.mkdir()
    (folder / f"{name}.txt").write_text("H: Mitä kuuluu?\nV: Hyvää kuuluu.\n", encoding="utf-8")
    held = everything(pseudonymise(aineisto.read(folder)).corpus).lower()
    assert [part for part in name.split("_") if part.strip("2") in held] in ([], ["haastattelu"])


def test_who_is_called_after_a_file_or_a_user_name_is_hidden_with_what_was_left_out(tmp_path):
    folder = tmp_path / "essi"
    folder.mkdir()
    turns = "H: Mitä kuuluu?\nV1: Hyvää kuuluu.\nV2: Ei kuulu.\n"
    (folder / "koskinen2.txt").write_text(turns, encoding="utf-8")
    group = pseudonymise(aineisto.read(folder)).corpus
    assert "koskinen" not in everything(group)
    assert set(group.answers["participant"]) == {
        f"{group.documents['document'].iat[0]} {label}" for label in ("V1", "V2")
    }
    (folder / "aalto_kirsti.txt").write_text("H: Niinkö?\nV: Niin on.\n", encoding="utf-8")
    people = "participant,document,ryhmä\nvirtanen_m,aalto_kirsti,koskinen2-ryhmä\n"
    (folder / "p.csv").write_text(f"{people}mj.lahtinen,koskinen2,\n", encoding="utf-8")
    with pytest.warns(aineisto.AineistoWarning, match="left out"):
        corpus = aineisto.read(folder, participants=folder / "p.csv")
    new = pseudonymise(corpus).corpus
    held = everything(new) + new.problems.to_csv()
    hidden = ("koskinen", "aalto", "kirsti", "virtanen", "lahtinen", "essi")
    assert [name for name in hidden if name in held] == []


def test_a_name_written_small_has_a_pseudonym_written_small(tmp_path):
    (tmp_path / "a.txt").write_text("no pekka lahtiselta mä sen kuulin\n", encoding="utf-8")
    text = pseudonymise(aineisto.read(tmp_path / "a.txt")).corpus.documents["text"].iat[0]
    assert text.islower()
    assert "lahti" not in text


@pytest.mark.parametrize(
    "words", ["Virtasen", "Virtasen kanssa", "hyvin, Virtasen", "Kirkkokujalla"]
)
def test_evidence_that_is_a_part_of_a_name_or_an_address_holds_none_of_it(tmp_path, words):
    said = "V: Hyvää. Maija Virtasen kanssa meni hyvin. Kirkkokujalla 5 asuttiin.\n"
    (tmp_path / "a.txt").write_text(f"H: Niinkö?\n{said}", encoding="utf-8")
    corpus = aineisto.read(tmp_path / "a.txt")
    start = corpus.documents["text"].iat[0].find(words)
    coding = {
        "statement_id": corpus.answers["statement_id"].iat[-1],
        "start": start if start >= 0 else pd.NA,
        "end": start + len(words) if start >= 0 else pd.NA,
        "evidence": words,
    }
    frame = pd.DataFrame([coding]).astype({"start": "Int64", "end": "Int64"})
    evidence = pseudonymise(corpus).move(frame)["evidence"].iat[0]
    assert "Virta" not in evidence
    assert "kuja" not in evidence
    assert evidence.endswith("kanssa") == words.endswith("kanssa")
