"""The table of participants against the documents."""

import pandas as pd
import pytest

from aineisto import AineistoError, AineistoWarning, ParticipantsError
from aineisto.corpus import read

TEXT = "H: Miten meni?\nV: Hyvin.\nH: Niinkö?\nV: Niin."
GROUP = "Haastattelija: Miten?\nAnna: Hyvin.\nPekka: Huonosti.\nAnna: Niin.\nPekka: Joo."


def test_by_document_with_or_without_ending_or_by_stem(save, tmp_path):
    for name in ("h1.txt", "h2.txt", "h3.txt"):
        save(f"d/{name}", TEXT)
    table = save(
        "osallistujat.csv", "osallistuja;dokumentti;ryhmä\na;h1;kunta\nb;h2.txt;valtio\nh3;;kunta\n"
    )
    corpus = read(tmp_path / "d", participants=table)
    assert corpus.answers.groupby("document")["participant"].first().tolist() == ["a", "b", "h3"]
    assert corpus.participants.columns.tolist() == ["participant", "document", "group"]
    assert corpus.participants["group"].tolist() == ["kunta", "valtio", "kunta"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_encodings_of_the_table(save, encoding):
    path = save("h.txt", TEXT)
    table = save("p.csv", "participant\tdocument\nPäivi\th\n", encoding)
    assert set(read(path, participants=table).answers["participant"]) == {"Päivi"}


def test_table_from_xlsx_and_frame(save, tmp_path):
    path = save("h.txt", TEXT)
    frame = pd.DataFrame({"group": [1], "participant": ["x"], "document": ["h"]})
    frame.to_excel(tmp_path / "p.xlsx", index=False)
    for table in (frame, tmp_path / "p.xlsx"):
        corpus = read(path, participants=table)
        assert set(corpus.answers["participant"]) == {"x"}
        assert corpus.participants.columns[0] == "participant"


def test_a_group_interview_has_a_row_for_each_speaker(save):
    path = save("r.txt", GROUP)
    table = save("p.csv", "participant,document,speaker\np1,r,Anna\np2,r,Pekka\n")
    corpus = read(path, participants=table)
    assert corpus.answers["participant"].tolist() == ["p1", "p2", "p1", "p2"]


def test_one_who_lacks_a_row_is_named_with_the_row_to_add(save):
    path = save("r.txt", GROUP)
    table = save("p.csv", "participant,document,speaker\np1,r,Anna\n")
    with pytest.raises(ParticipantsError) as caught:
        read(path, participants=table)
    assert caught.value.file == path
    assert str(table) in str(caught.value)
    assert "document=r, speaker=Pekka" in caught.value.remedy


def test_in_a_folder_the_others_are_read(save, tmp_path):
    save("d/a.txt", TEXT)
    save("d/b.txt", TEXT)
    table = save("p.csv", "participant\na\n")
    with pytest.warns(AineistoWarning, match="left out"):
        corpus = read(tmp_path / "d", participants=table)
    assert corpus.documents["document"].tolist() == ["a"]
    assert corpus.problems["file"].tolist() == [str(tmp_path / "d" / "b.txt")]
    assert "document=b" in corpus.problems["remedy"][0]


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ("name,group\na,b\n", "columns name"),
        ("participant,group\na,x\nb,y\na,z\n", "rows 2 and 4"),
        ("participant,group\na,x\n,y\n", "row 3"),
        ("participant,group\na,x,too,many\n", "row 2"),
    ],
)
def test_a_broken_table_is_refused(save, content, place):
    path = save("h.txt", TEXT)
    table = save("p.csv", content)
    with pytest.raises(ParticipantsError) as caught:
        read(path, participants=table)
    assert caught.value.file == table
    assert place in caught.value.place
    assert caught.value.remedy


def test_without_a_table_documents_are_participants(save):
    corpus = read(save("h.txt", TEXT))
    assert corpus.participants["participant"].tolist() == ["h"]
    corpus = read(save("r.txt", GROUP))
    assert corpus.participants["participant"].tolist() == ["r Anna", "r Pekka"]


def test_files_of_the_same_name_need_their_folder(save, tmp_path):
    save("d/x/h1.txt", TEXT)
    save("d/y/h1.txt", TEXT)
    table = save("p.csv", "participant,document\na,x/h1.txt\nb,h1\n")
    with pytest.warns(AineistoWarning, match="left out"):
        corpus = read(tmp_path / "d", participants=table)
    assert set(corpus.answers["participant"]) == {"a"}
    assert "document=y/h1" in corpus.problems["remedy"][0]


def test_a_transcript_in_a_table_names_known_participants(save):
    path = save("t.csv", "participant,text\na,Hyvä.\nx,Huono.\n")
    with pytest.raises(ParticipantsError, match="lacks x"):
        read(path, participants=pd.DataFrame({"participant": ["a", "b"]}))


def test_documents_of_a_table_must_not_take_a_taken_name(save, tmp_path):
    save("d/a.txt", TEXT)
    save("d/t.csv", "document,text\na,Hyvä.\n")
    with pytest.warns(AineistoWarning, match="left out"):
        corpus = read(tmp_path / "d")
    assert corpus.documents["format"].tolist() == ["txt"]
    assert "'a' is there already" in corpus.problems["problem"][0]


def test_a_misspelt_column_is_not_passed_over(save):
    path = save("a.txt", TEXT)
    table = save("p.csv", "participant,documet\nanna,a\n")
    with pytest.raises(ParticipantsError, match="'documet'; is it meant to be 'document'"):
        read(path, participants=table)


def test_a_frame_is_read_as_its_file_would_be(tmp_path):
    (tmp_path / "d.txt").write_text("H: Mitä?\nV: Hyvää.\n", "utf-8")
    rows = pd.DataFrame({"Haastateltava": ["p1"], "document": ["d"], "group": ["kunta"]})
    indexed = rows.rename(columns={"Haastateltava": "participant"}).set_index("participant")
    for participants in (rows, indexed):
        corpus = read(tmp_path / "d.txt", participants=participants, interviewer="H")
        assert corpus.participants[["participant", "group"]].to_numpy().tolist() == [
            ["p1", "kunta"]
        ]


def test_whole_numbers_that_a_program_made_decimals_are_the_names_they_were(save, tmp_path):
    save("d/1.txt", TEXT)
    save("d/2.txt", TEXT.replace("Hyvin", "Huonosti"))
    frame = pd.DataFrame({"participant": [1.0, 2.0], "ikä": [45.0, 3.5]})
    frame.to_csv(tmp_path / "p.csv", index=False)
    assert "1.0" in (tmp_path / "p.csv").read_text("utf-8")
    for table in (frame, tmp_path / "p.csv"):
        corpus = read(tmp_path / "d", participants=table)
        assert corpus.participants["participant"].tolist() == ["1", "2"]
        assert set(corpus.answers["participant"]) == {"1", "2"}
    # These number the parts of a whole.
    parts = pd.DataFrame({"participant": ["1.0", "1.1"], "document": ["1", "2"]})
    assert set(read(tmp_path / "d", participants=parts).answers["participant"]) == {"1.0", "1.1"}


@pytest.mark.parametrize(
    ("file", "row"),
    [("h01", "1"), ("h 01", "H1"), ("H_01", "h-1"), ("007", "7"), ("Äiti 3", "aiti 3")],
)
def test_a_row_in_another_spelling_is_the_documents_and_told(save, tmp_path, file, row):
    save(f"d/{file}.txt", TEXT)
    save("d/h2.txt", TEXT.replace("Hyvin", "Huonosti"))
    table = save("p.csv", f"participant\n{row}\nH2\n")
    same = file not in ("h01", "Äiti 3")
    if not same:
        with pytest.warns(AineistoWarning, match="left out"):
            corpus = read(tmp_path / "d", participants=table)
    else:
        corpus = read(tmp_path / "d", participants=table)
        assert set(corpus.answers["participant"]) == {row, "H2"}
        assert f"“{row}”" in corpus.problems["problem"][0]
    assert len(corpus.documents) == 1 + same


def test_a_row_that_several_documents_may_mean_is_nobodys(save, tmp_path):
    save("d/h 1.txt", TEXT)
    save("d/h01.txt", TEXT.replace("Hyvin", "Huonosti"))
    with pytest.raises(AineistoError, match="No row"):
        read(tmp_path / "d", participants=save("p.csv", "participant\nH-001\n"))
    # What one of them is called exactly is its own.
    with pytest.warns(AineistoWarning, match="left out"):
        corpus = read(tmp_path / "d", participants=save("p.csv", "participant\nH01\n"))
    assert corpus.documents["document"].tolist() == ["h01"]


def test_participants_of_a_table_in_another_spelling_are_known(save):
    path = save("t.csv", "participant,text\nh01,Hyvä.\n H 2,Huono.\n")
    corpus = read(path, participants=pd.DataFrame({"participant": ["H1", "h_2"]}))
    assert corpus.statements["participant"].tolist() == ["H1", "h_2"]
    path = save("t.csv", "participant,text\n1.0,Hyvä.\n2.0,Huono.\n")
    assert read(path).participants["participant"].tolist() == ["1", "2"]
    numbers = pd.DataFrame({"participant": [1, 2]})
    assert read(path, participants=numbers).statements["participant"].tolist() == ["1", "2"]
