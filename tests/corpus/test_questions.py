"""Interviewer's turns matched to the guide, and the guide inferred from them."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aineisto import AineistoWarning, options
from aineisto.codebook import Codebook, Question
from aineisto.corpus import read
from aineisto.corpus._guide import Similar

GUIDE = (
    Question("tavoitteet", {"fi": "Tavoitteet"}, "Mitkä ovat ohjauksen tärkeimmät tavoitteet?"),
    Question("roolit", {"fi": "Roolit"}, "Miten kuvaisit keskeisten toimijoiden rooleja?"),
    Question("raha", {"fi": "Raha"}, "Miten investoinnit pitäisi rahoittaa?", ("investointi",)),
)
INTERVIEW = """H: Kiitos ajasta.
V: Kiitos.
H: Aloitetaan. Mitkä sinusta ovat ohjauksen tärkeimpiä tavoitteita?
V: Selkeys.
H: Osaatko antaa esimerkin?
V: En osaa.
H: No sitten, miten kuvailisit keskeisten toimijoiden rooleja teillä?
V: Sekavat. Tavoitteet ovat ohjauksessa tärkeimmät.
H: Mitä tarkoitat?
V: Rooleja.
H: Entä miten investoinnit pitäisi sun mielestä rahoittaa?
V: Valtion rahalla."""


def asked(corpus):
    return corpus.statements.groupby("turn")["question"].first().tolist()


EXPECTED = [""] * 2 + ["tavoitteet"] * 4 + ["roolit"] * 4 + ["raha"] * 2


def test_turns_and_what_follows_carry_the_question(save):
    corpus = read(save("h.txt", INTERVIEW), guide=Codebook(questions=GUIDE))
    assert asked(corpus) == EXPECTED
    assert corpus.questions == GUIDE


def test_keywords_tell_a_question_that_is_asked_in_other_words(save):
    said = "Entä miten investoinnit pitäisi sun mielestä rahoittaa?"
    path = save("h.txt", INTERVIEW.replace(said, "Ja sitten raha, riittääkö sitä?"))
    *others, last = GUIDE
    assert "raha" not in asked(read(path, guide=GUIDE))
    assert asked(read(path, guide=[*others, replace(last, keywords=("raha",))])) == EXPECTED


def test_a_question_may_be_asked_in_several_wordings(save):
    said = "Entä miten investoinnit pitäisi sun mielestä rahoittaa?"
    path = save("h.txt", INTERVIEW.replace(said, "Kenen pussista nää sit maksettais?"))
    *others, last = GUIDE
    worded = Codebook(questions=(*others, replace(last, wordings=("Kenen pussista maksetaan?",))))
    assert "raha" not in asked(read(path, guide=GUIDE))
    assert asked(read(path, guide=Codebook.from_toml(worded.to_toml()))) == EXPECTED
    # The words that several wordings of one question share tell it as well as if it had one.
    alike = [replace(last, wordings=(last.text, "Miten investoinnit rahoitetaan?")), *others]
    assert "raha" in asked(read(save("i.txt", INTERVIEW), guide=alike))


def test_another_studys_guide_is_not_passed_over_in_silence(save):
    path = save("h.txt", INTERVIEW + "\nH: Entä muuta?\nV: " + "Ei ole. " * 60)
    assert asked(read(path, guide=GUIDE))[-1] == "raha"
    with pytest.warns(AineistoWarning, match="None of the guide's questions was recognised"):
        read(path, guide=["Kumpi on parempi, kissa vai koira?"])


def test_guide_from_text_file_and_toml(save):
    path = save("h.txt", INTERVIEW)
    lines = save("runko.txt", "\n".join(f"{n}. {q.text}" for n, q in enumerate(GUIDE, 1)))
    corpus = read(path, guide=lines)
    assert [question.text for question in corpus.questions] == [q.text for q in GUIDE]
    toml = save("k.toml", "")
    Codebook(questions=GUIDE).save(toml)
    assert asked(read(path, guide=toml)) == EXPECTED


def test_recurring_questions_are_inferred_without_a_guide(save, tmp_path):
    for number, opening in enumerate(["Aloitetaan. ", "No niin. ", "", "Sitten: "]):
        text = INTERVIEW.replace("Aloitetaan. ", opening).replace("kuvailisit", "kuvaisit")
        text = text.replace("H: Mitä tarkoitat?", "H: Osaatko antaa siitä esimerkin?")
        text = text.replace("H: Osaatko antaa esimerkin?", "H: Osaatko antaa siitä esimerkin?")
        save(f"h{number}.txt", text)
    corpus = read(tmp_path)
    assert [question.code for question in corpus.questions] == ["K1", "K2", "K3"]
    assert "tavoitteita" in corpus.questions[0].text
    assert corpus.questions[2].text.startswith("Entä miten investoinnit")
    assert set(asked(read(tmp_path))) == {"", "K1", "K2", "K3"}


def test_two_interviews_are_too_few_to_infer_a_guide(save, tmp_path):
    save("a.txt", INTERVIEW)
    save("b.txt", INTERVIEW)
    assert read(tmp_path).questions == ()


def test_an_unlabelled_transcript_is_parted_by_the_guide(save):
    lines = [question.text + "\n\nVastaus tähän on pitkä ja monipolvinen.\n" for question in GUIDE]
    corpus = read(save("h.txt", "\n".join(lines)), guide=GUIDE)
    assert corpus.answers["question"].tolist() == ["tavoitteet", "roolit", "raha"]
    assert set(corpus.answers["clean"]) == {"Vastaus tähän on pitkä ja monipolvinen."}


def test_what_the_guide_does_not_ask_is_told_with_its_answers(save, tmp_path):
    more = "\nH: Joo niin.\nV: Niin se on.\n"
    more += "H: {}nko vielä jotain, mitä haluaisit lisätä?\nV: Ei. Kiitos."
    for number, opening in enumerate(["O", "Kiitos. O"]):
        save(f"h{number}.txt", INTERVIEW + more.format(opening))
    corpus = read(tmp_path, guide=GUIDE)
    told = corpus.off_guide()
    columns = ["text", "question", "answers", "documents"]
    assert told.loc[told["document"] == "h0", columns].to_numpy().tolist() == [
        ["Osaatko antaa esimerkin?", "tavoitteet", 1, 2],
        ["Mitä tarkoitat?", "roolit", 1, 2],
        ["Onko vielä jotain, mitä haluaisit lisätä?", "raha", 2, 2],
    ]  # neither what comes before the guide's first question nor assent
    assert told["documents"].tolist() == [2] * 6
    first = corpus.statements.set_index("statement_id").loc[told["statement_id"], "clean"]
    assert first.tolist()[2::3] == ["Onko vielä jotain, mitä haluaisit lisätä?", "Kiitos."]
    row = corpus.check().iloc[1]
    assert row["off_guide"] == 4
    assert (
        "“Kiitos. Onko vielä jotain, mitä haluaisit lisätä?”: answers 2" in row["off_guide_turns"]
    )

    added = read(tmp_path, guide=[*GUIDE, "Onko vielä jotain, mitä haluaisit lisätä?"])
    assert added.check()["off_guide"].tolist() == [2, 2]
    assert added.answers.groupby("question").size()["K4"] == 4
    assert read(tmp_path / "h0.txt").off_guide().empty  # no guide


def test_turns_before_the_first_recognised_question_are_told_where_one_was_missed(save):
    text = INTERVIEW.replace("ohjauksen tärkeimpiä tavoitteita?", "tärkeintä?")
    corpus = read(save("h.txt", text), guide=GUIDE)
    told = corpus.off_guide()[["text", "question", "answers"]].to_numpy().tolist()
    assert told[:2] == [
        ["Aloitetaan. Mitkä sinusta ovat tärkeintä?", "", 1],
        ["Osaatko antaa esimerkin?", "", 1],
    ]
    (row,) = corpus.check().to_dict("records")
    assert row["questions_missed"] == "tavoitteet"
    assert "ovat tärkeintä?”: answers 1" in row["off_guide_turns"]


def test_questions_that_a_table_gives_follow_no_guide(save):
    rows = "speaker,role,question,text\nH,interviewer,tavoitteet,Mitkä ovat ohjauksen tärkeimmät"
    rows += " tavoitteet?\nV,interviewee,tavoitteet,Selkeys.\n"
    rows += "H,interviewer,raha,Kerrotko lisää siitä?\nV,interviewee,raha,En.\n"
    assert read(save("t.csv", rows), guide=GUIDE).off_guide().empty
    assert len(read(save("u.csv", rows.replace(",question,", ",x,")), guide=GUIDE).off_guide()) == 1


def test_a_tables_questions_that_the_guide_lacks_are_told(save, monkeypatch):
    rows = "document,speaker,role,question,text\na,H,interviewer,tavoitteet,Mikä on tärkeää?\n"
    rows += "a,V,interviewee,tavoiteet,Selkeys.\na,V,interviewee,tavoiteet,Ja aika.\n"
    rows += "b,H,interviewer,,Entä sitten?\nb,V,interviewee,Rahat,Valtio maksaa.\n"
    path = save("t.csv", rows)
    assert set(read(path).answers["question"]) == {"tavoiteet", "Rahat"}  # without a guide: its own
    with pytest.warns(AineistoWarning) as told:
        corpus = read(path, guide=Codebook(questions=GUIDE))
    (message,) = [str(one.message) for one in told]
    assert message.startswith(f"{path}, row 3, row 4, row 6: ")
    assert "“tavoiteet”, “Rahat”. The guide's own are tavoitteet, roolit, raha. Write" in message
    checked = corpus.check()
    assert all("“tavoiteet”, “Rahat”" in line for line in checked["warnings"])
    monkeypatch.setattr(options, "lang", "fi")
    assert "rivi 3, rivi 4, rivi 6: Kysymysten sarakkeessa" in checked._repr_html_()
    right = rows.replace("tavoiteet", "tavoitteet").replace("Rahat", "raha")
    assert read(save("t.csv", right), guide=GUIDE).problems.empty


@given(st.lists(st.frozensets(st.sampled_from("abcdefghij"), max_size=9), unique=True))
def test_sets_alike_are_all_found_without_comparing_every_two(sets):
    similar = Similar(sets)
    for one in sets:
        alike = {other for other in sets if one and len(one & other) >= 0.75 * len(one | other)}
        assert similar.to(one) == alike
