"""Group discussions: several voices at once, unknown ones, and more than one who asks."""

import docx
import pandas as pd
import pytest

from aineisto.codings import answers
from aineisto.corpus import read

GUIDE = ["Miten käytätte kirjaston palveluja?", "Mitä mieltä olette omatoimikirjastosta?"]


def group(label, asks="Moderaattori", *others):
    one, other = others or ("P1", "P2")
    return (
        f"{asks}: Miten käytätte kirjaston palveluja?\n\n{one}: Luen siellä lehtiä.\n\n"
        f"{label} Niin minäkin.\n\n{other}: En käy.\nKaikki on netissä.\n\n"
        f"{asks}: Mitä mieltä olette omatoimikirjastosta?\n\n{other}: Hyvä on.\n"
    )


@pytest.mark.parametrize(
    "label",
    [
        "?:", "P?:", "P2?:", "P1 (?):", "Useita:", "Useat puhujat:", "Joku naisista:",
        "**Kaikki:**", "Tuntematon mies:", "P1 ja P2:", "P1+P2:", "P1 & P2:", "[Muut]:",
        "Unknown speaker:",
    ],
)  # fmt: skip
def test_several_voices_and_unknown_ones_are_not_the_one_who_spoke_before(save, label):
    corpus = read(save("r.txt", group(label)))
    (said,) = corpus.statements[corpus.statements["clean"] == "Niin minäkin."].itertuples()
    assert (said.speaker, said.role, said.participant) == (
        label.strip(":*[]"),
        "interviewee",
        "",
    )
    assert corpus.participants["participant"].tolist() == ["r P1", "r P2"]
    assert said.speaker in corpus.problems["problem"].item()


def test_several_voices_on_a_line_of_their_own(save):
    text = "".join(
        f"{who}\n{said}\n\n"
        for who, said in [
            ("Moderaattori", "Miten meni?"), ("Anna Salo", "Hyvin."), ("Useita", "Niin meni."),
            ("Olli Aho", "Huonosti."), ("?", "Eikä."), ("Anna Salo", "Ei niin huonosti."),
            ("Olli Aho", "Ehkä ei."),
        ]
    )  # fmt: skip
    rows = read(save("r.txt", text)).statements
    assert rows["speaker"].tolist() == [
        "Moderaattori", "Anna Salo", "Useita", "Olli Aho", "?", "Anna Salo", "Olli Aho",
    ]  # fmt: skip


def test_unknown_voices_leave_it_plain_who_asks(save):
    corpus = read(save("p.txt", "H: Miten?\nV1: Hyvin.\n?: Niin.\nV2: Joo.\nH: Vai?\nV1: Niin."))
    assert set(corpus.statements.query("role == 'interviewer'")["speaker"]) == {"H"}


def test_several_voices_need_no_row_of_the_participants_and_may_have_one(save):
    path = save("r.txt", group("Useita:"))
    table = "participant,document,speaker\nanna,r,P1\nolli,r,P2\n"
    corpus = read(path, participants=save("a.csv", table))
    assert set(corpus.answers["participant"]) == {"anna", "olli", ""}
    corpus = read(path, participants=save("b.csv", table + "muut,r,Useita\n"))
    assert set(corpus.answers["participant"]) == {"anna", "olli", "muut"}


def test_one_who_is_called_unknown_is_the_interviewee_where_nobody_else_is(save):
    corpus = read(save("h.txt", "Haastattelija: Miten?\nTuntematon: Hyvin.\nTuntematon: Niin."))
    assert set(corpus.answers["participant"]) == {"h"}


def test_words_that_begin_a_paragraph_are_no_voices(save):
    text = (
        "H: Miten meni?\nV: Hyvin.\nJoku sanoi: ei käy.\nKaikki muistivat: ei.\nH: Vai?\nV: Niin.\n"
    )
    assert set(read(save("h.txt", text)).statements["speaker"]) == {"H", "V"}


def test_what_several_say_is_nobodys_answer(save):
    corpus = read(save("r.txt", group("Useita:")), guide=GUIDE)
    said = corpus.answers["statement_id"]
    codings = pd.DataFrame(
        {
            "statement_id": said, "family": "stance", "code": "stance", "value": 1,
            "status": "blind", "coder": "human:anna", "created": "2024-01-01",
        }
    )  # fmt: skip
    found = answers(corpus.statements, codings)
    assert found.groupby("participant")["n"].sum().to_dict() == {"r P1": 1, "r P2": 3}


@pytest.mark.parametrize(
    ("asks", "other", "others"),
    [
        ("M1", "M2", ("Aino", "Olli", "Eeva")),
        ("M1", "M2", ("P1", "P2", "P3")),
        ("Moderaattori", "Havainnoija", ("P1", "P2", "P3")),
        ("Ryhmänvetäjä", "Apumoderaattori", ("P1", "P2", "P3")),
    ],
)
def test_a_second_moderator_is_no_participant(save, asks, other, others):
    text = group(f"{others[2]}: Joo.\n\n{other}:", asks, *others[:2])
    corpus = read(save("r.txt", text), guide=GUIDE)
    assert set(corpus.answers["speaker"]) == set(others)
    assert other in set(corpus.statements["speaker"])


def test_men_numbered_as_the_moderator_is_not_are_participants(save):
    text = group("M2: Joo.\n\nM1:", "M", "N1", "N2")
    assert set(read(save("r.txt", text), guide=GUIDE).answers["speaker"]) == {
        "M1", "M2", "N1", "N2",
    }  # fmt: skip


SPOKEN = [
    ("Anna", "Miten meni?"), ("Olli", "Hyvin.\nTai ei.\nMutta siis."), ("Eeva", "Hyvin."),
    ("Liisa", "Minä en käy."), ("Olli", "Enkä minä.\nEikä kukaan muu."), ("Anna", "Vai niin?"),
    ("Eeva", "Niin."),
]  # fmt: skip


@pytest.mark.parametrize("form", ["{}: {}\n", "{}\n{}\n\n", "{}\t{}\n", "[{}] {}\n"])
def test_a_person_who_speaks_once_is_not_the_one_who_spoke_before(save, form):
    text = "".join(form.format(*one) for one in SPOKEN)
    if "\t" in form:
        text = text.replace(".\nT", ". T").replace(".\nM", ". M").replace(".\nE", ". E")
    rows = read(save("r.txt", text), interviewer="Anna").statements
    assert rows.loc[rows["clean"] == "Minä en käy.", "speaker"].item() == "Liisa"


def test_a_word_before_a_colon_that_may_be_a_speaker_is_told(save):
    text = "H: Miten?\n\nV: Hyvin.\n\nKummitäti: Niin.\n\nJoo.\n\nEi.\n\nH: Vai?\n\nV: Niin.\n"
    corpus = read(save("h.txt", text))
    (told,) = corpus.problems.itertuples()
    assert (told.place, "Kummitäti" in told.problem) == ("line 5", True)
    corpus = corpus.roles({"Kummitäti": "interviewee"})
    assert corpus.answers["speaker"].drop_duplicates().tolist() == ["V", "Kummitäti"]
    assert "begin with a word" not in "".join(corpus.problems["problem"])


def test_numbered_speakers_and_likely_names_are_no_slips_of_the_fingers(save):
    text = (
        "Vetäjä: Miten?\nOsallistuja A: Luen.\nOsallistuja B: En.\nOsallistuja A: Ai?\nAnna: Joo.\n"
        "Anna: Niin.\nHanna: En minä.\nVetäjä: Vai?\nAnna: Niin.\nOsallistuja A: Juu.\n"
    )
    corpus = read(save("r.txt", text))
    said = corpus.statements.set_index("clean")["speaker"]
    assert (said["En."], said["En minä."]) == ("Osallistuja B", "Hanna")
    assert "'Hanna' or 'Anna'" in corpus.problems["problem"].str.cat()


@pytest.mark.parametrize("who", ["Anna", "V1"])
@pytest.mark.parametrize(
    "how", ["{} (hiljaa):", "{} [keskeyttää]:", "**{}** (nauraa):", "{} (V2:n päälle):"]
)
def test_how_it_is_said_is_no_other_speakers(save, who, how):
    text = f"H: Miten?\n{who}: Hyvin.\nOlli: En.\n{how.format(who)} Eikä!\nH: Vai?\nOlli: Niin.\n"
    corpus = read(save("r.txt", text), interviewer="H")
    assert corpus.statements.set_index("clean")["speaker"]["Eikä!"] == who
    assert corpus.participants["participant"].tolist() == [f"r {who}", "r Olli"]


def test_how_several_say_it_is_no_other_speakers(save):
    corpus = read(save("r.txt", group("P1 & P2 (yhtä aikaa):")))
    assert corpus.participants["participant"].tolist() == ["r P1", "r P2"]
    assert "P1 & P2 (yhtä aikaa)" in set(corpus.answers["speaker"])


@pytest.mark.parametrize("form", ["{}\t{}\n", "{}: {}\n", "({}) {}\n", "[{}] {}\n"])
def test_numbered_speakers_who_speak_once_are_speakers(save, form):
    said = [
        ("H", "Miten?"), ("N1", "Luen."), ("N2", "En lue."), ("M1", "Minä luen.\n\tUsein."),
        ("N3", "Joskus."), ("H", "Vai?"), ("M1", "Niin."), ("N1", "Joo."),
    ]  # fmt: skip
    text = "".join(form.format(*one) for one in said)
    rows = read(save("r.txt", text), interviewer="H").statements
    assert rows["speaker"].drop_duplicates().tolist() == ["H", "N1", "N2", "M1", "N3"]


def test_unknown_speakers_in_brackets(save):
    said = [
        ("speaker 0", "Miten?"), ("speaker 1", "Luen."), ("speaker ?", "En lue."),
        ("speaker 1", "Joskus."), ("speaker 0", "Vai?"), ("speaker 1", "Niin."),
    ]  # fmt: skip
    text = "".join(f"[00:00:0{n}.000]  ({who}) {words}\n" for n, (who, words) in enumerate(said))
    rows = read(save("r.txt", text), interviewer="speaker 0").statements
    assert list(zip(rows["speaker"], rows["clean"], strict=True)) == said


def test_speakers_may_be_numbers(save):
    said = [
        ("M", "Miten?"), ("1", "Luen."), ("2", "En lue."), ("3", "Joskus."), ("1", "Usein."),
        ("M", "Vai?"), ("2", "Hyvä."), ("1", "On."),
    ]  # fmt: skip
    text = "".join(f"{who}: {words}\n" for who, words in said)
    rows = read(save("r.txt", text), interviewer="M").statements
    assert list(zip(rows["speaker"], rows["clean"], strict=True)) == said


def test_moderators_of_a_legend_ask(save):
    text = (
        "Ryhmä 5\nModeraattorit: Jenni (J) ja Tuomas (T)\nOsallistujat: Aada (A), Benny (B)\n\n"
        "J: Miten?\nA: Luen.\nB: En lue.\nT: Etkö?\nB: En.\nA: Minä luen.\nJ: Kiitos.\n"
    )
    rows = read(save("r.txt", text)).statements
    assert set(rows.loc[rows["role"] == "interviewer", "speaker"]) == {"J", "T"}


def test_a_table_may_have_unknown_speakers(tmp_path):
    said = [
        ("Mod.", "Miten meni?"), ("N1", "Hyvin."), ("N2", "En tiedä."), ("Useita", "Joo, joo."),
        ("M1", "Niin se on."), ("?", "Eikä."), ("N1", "On se."),
    ]  # fmt: skip
    document = docx.Document()
    table = document.add_table(0, 2)
    for row in said:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    document.save(tmp_path / "r.docx")
    rows = read(tmp_path / "r.docx").statements
    assert list(zip(rows["speaker"], rows["clean"], strict=True)) == said


@pytest.mark.parametrize(
    "title",
    ["Ryhmähaastattelu: eläkeläiset", "Fokusryhmä 2: opettajat", "Parikeskustelu: sisarukset"],
)
def test_a_title_with_a_colon_is_no_speaker(save, title):
    said = [("Sari", "Miten?"), ("Eila", "Luen."), ("Toivo", "En lue."), ("Sari", "Vai?")]
    text = f"{title}\n\n" + "".join(f"{who}: {words}\n" for who, words in [*said, ("Eila", "Joo.")])
    corpus = read(save("r.txt", text), interviewer="Sari")
    assert corpus.participants["participant"].tolist() == ["r Eila", "r Toivo"]
