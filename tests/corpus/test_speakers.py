"""Labels, roles and turns."""

import pytest

from aineisto import SpeakerError
from aineisto.corpus import read


def turns(corpus):
    """Return (speaker, role's first word, joined text) turn by turn."""
    frame = corpus.statements
    return [
        (own["speaker"].iloc[0], own["role"].iloc[0], " ".join(own["clean"]))
        for _, own in frame.groupby("turn", sort=True)
    ]


A, B = "interviewer", "interviewee"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("H:", "V:"),
        ("K:", "V:"),
        ("I:", "V:"),
        ("I:", "R:"),
        ("H1:", "V2:"),
        ("Haastattelija:", "Haastateltava 4:"),
        ("Haastattelija:", "Anna Virtanen:"),
        ("[Haastattelija]", "[Anna]"),
        ("[Kysyjä]:", "[Vastaaja]:"),
        ("[00:01:23] Haastattelija:", "[00:01:25] Anna:"),
        ("00:01:23 Haastattelija:", "00:02:23 Haastateltava:"),
        ("**Haastattelija:**", "**Vastaaja:**"),
        ("haastattelija:", "haastateltava:"),
        ("Interviewer:", "Interviewee:"),
        ("Moderator:", "P1:"),
        ("H)", "V)"),
        ("Haastattelija)", "Haastateltava 4)"),
        ("Haastattelija kysyy:", "Haastateltava vastaa:"),
        ("Haastattelija/Minna:", "Haastateltava/Pekka:"),
        ("Minna/haastattelija:", "Pekka:"),
    ],
)
def test_labels_of_known_kinds(save, one, other):
    text = (
        f"{one} Miten meni?\n\n{other} Hyvin meni. Kello oli klo 12:30.\nSanoin näin: ei käy.\n\n"
        f"{one} Entä sitten?\n\n{other} Ei mitään.\nVM:n linja oli selvä."
    )
    found = turns(read(save("h.txt", text)))
    assert [(role, said) for _, role, said in found] == [
        (A, "Miten meni?"),
        (B, "Hyvin meni. Kello oli klo 12:30. Sanoin näin: ei käy."),
        (A, "Entä sitten?"),
        (B, "Ei mitään. VM:n linja oli selvä."),
    ]


def test_speaker_names_before_times_on_a_line_of_their_own(save):
    text = "\n".join(
        f"{name} 0:{second}\nSano {word}.\n"
        for name, second, word in [
            ("Anna Virtanen", 10, "yksi"),
            ("Pekka Puro", 15, "kaksi"),
            ("Anna Virtanen", 25, "kolme"),
        ]
    )
    corpus = read(save("t.txt", text), interviewer="Anna Virtanen")
    assert turns(corpus) == [
        ("Anna Virtanen", A, "Sano yksi."),
        ("Pekka Puro", B, "Sano kaksi."),
        ("Anna Virtanen", A, "Sano kolme."),
    ]


def test_a_colon_in_a_sentence_is_no_label(save):
    text = "Esim: tämä on teksti.\n\nSanoin näin: ei.\n\nTulos: hyvä.\n\nVM:n kanta: ei."
    corpus = read(save("essee.txt", text))
    assert set(corpus.statements["speaker"]) == {""}
    assert set(corpus.statements["role"]) == {B}


def test_a_known_word_on_a_broken_line_is_no_label(save):
    text = "Kysyttiin, kuka päättää, ja saatiin\nvastaus: maakunta päättää. Se riittää.\n"
    statements = read(save("a.txt", text)).statements
    assert set(statements["role"]) == {"interviewee"}
    assert "vastaus" in " ".join(statements["clean"])


@pytest.mark.parametrize(("one", "other"), [("H:", "A:"), ("H1:", "H2:"), ("Anna:", "Pekka:")])
def test_open_roles_are_asked_and_the_answer_settles_them(save, one, other):
    path = save("h.txt", f"{one} Miten meni?\n{other} Hyvin.\n{one} Niinkö?\n{other} Niin.")
    with pytest.raises(SpeakerError) as caught:
        read(path)
    error = caught.value
    assert error.file == path
    for part in (one.strip(":"), other.strip(":"), "2 turns", "Miten meni?", "Hyvin."):
        assert part in error.problem
    assert f'interviewer="{one.strip(":")}"' in error.remedy
    assert "speaker" in error.remedy
    corpus = read(path, interviewer=one.strip(":"))
    assert [role for _, role, _ in turns(corpus)] == [A, B, A, B]


def test_the_guide_tells_who_asks(save):
    guide = [
        "Mitkä ovat hankkeen tärkeimmät tavoitteet?",
        "Miten rahoitus on järjestetty?",
        "Ketkä osallistuvat päätöksentekoon?",
    ]
    text = "\n".join(
        f"Speaker 1: No niin, {question.lower()}\nSpeaker 2: Vastaus numero {number} tulee tässä."
        for number, question in enumerate(guide)
    )
    corpus = read(save("h.txt", text), guide=guide)
    assert [role for _, role, _ in turns(corpus)] == [A, B] * 3
    answers = corpus.answers.groupby("turn")["question"].first().tolist()
    assert answers == ["K1", "K2", "K3"]


def test_participants_speaker_tells_who_answers(save):
    path = save("h.txt", "SPEAKER_00: Miten meni?\nSPEAKER_01: Hyvin.\nSPEAKER_00: Selvä.")
    table = save("p.csv", "participant,document,speaker\nanna,h,SPEAKER_01\n")
    corpus = read(path, participants=table)
    assert [role for _, role, _ in turns(corpus)] == [A, B, A]
    assert corpus.answers["participant"].tolist() == ["anna"]


def test_one_who_speaks_once_in_a_group_is_a_speaker(save):
    group = "Moderaattori: Mitä?\nAnna: Ei.\nPekka: Joo.\nAnna: Niin.\nLiisa: Hei.\nPekka: Hei."
    corpus = read(save("r.txt", group))
    assert corpus.answers["speaker"].tolist() == ["Anna", "Pekka", "Anna", "Liisa", "Pekka"]


def test_a_title_before_the_first_label_is_no_speech(save):
    corpus = read(save("h.txt", "Haastattelu 4\n\nH: Miten?\nV: Hyvin.\nH: Vai niin?\nV: Niin."))
    assert corpus.statements["clean"].tolist() == ["Miten?", "Hyvin.", "Vai niin?", "Niin."]
    assert corpus.answers["clean"].tolist() == ["Hyvin.", "Niin."]
    # Identifiers of what is coded do not move when a title is told from speech.
    assert corpus.statements["statement_id"].tolist()[0] == "h:0002"


def test_prose_before_the_first_label_is_context(save):
    prose = "Tapasimme kahvilassa, jossa oli kova hälinä. Haastateltava oli etukäteen hermostunut."
    corpus = read(save("h.txt", f"{prose}\n\nH: Miten?\nV: Hyvin.\nH: Vai niin?\nV: Niin."))
    assert corpus.statements["role"].tolist()[:2] == [A, A]
    assert corpus.answers["clean"].tolist() == ["Hyvin.", "Niin."]


def test_a_document_in_which_nobody_answers_is_refused(save):
    path = save("a.txt", "H: Miten menee?\nH: Entä sinulla?\n")
    with pytest.raises(SpeakerError, match="Nobody answers"):
        read(path, interviewer="H")


def test_an_interviewer_who_is_in_no_document_is_refused(save):
    path = save("a.txt", "H: Miten menee?\nV: Hyvin.\n")
    with pytest.raises(SpeakerError, match="labelled 'Z'"):
        read(path, interviewer="Z")


GUIDE = ["Mitä sinun työpäivääsi kuuluu?", "Mihin suuntaan ala on menossa?"]


@pytest.mark.parametrize("guide", [None, GUIDE])
def test_a_question_on_its_second_line_is_the_interviewers_own(save, guide):
    text = (
        f"H: No niin.\n{GUIDE[0]}\nV: Ajamista.\nH: Palataan tähän.\nMikä siinä on parasta?\n"
        f"V: Tie.\nH: Sitten viimeinen.\n{GUIDE[1]}\nV: Alas.\nH: Kiitos."
    )
    corpus = read(save("a.txt", text), guide=guide)
    assert [(speaker, said) for speaker, _, said in turns(corpus)][:3] == [
        ("H", f"No niin. {GUIDE[0]}"),
        ("V", "Ajamista."),
        ("H", "Palataan tähän. Mikä siinä on parasta?"),
    ]
    assert set(corpus.statements["speaker"]) == {"H", "V"}
    assert corpus.problems.empty


def test_a_question_that_one_asks_oneself_stays_an_answer_before_the_next_question(save):
    text = (
        "Haastattelija: Kerro työstä.\nAnna: Ajan bussia.\nMitä siitä nyt sanoisi?\n"
        "Haastattelija: Kerro lisää.\nAnna: Yövuorot ovat raskaita.\nJa kuka niitä tekee?\n"
        "Haastattelija: Kiitos.\nAnna: Kiitos."
    )
    corpus = read(save("a.txt", text))
    assert turns(corpus)[1] == ("Anna", B, "Ajan bussia. Mitä siitä nyt sanoisi?")
    assert turns(corpus)[3] == ("Anna", B, "Yövuorot ovat raskaita. Ja kuka niitä tekee?")
    assert corpus.problems.empty


def test_a_question_between_two_answers_of_one_is_the_interviewers(save):
    text = (
        "Haastattelija: Kerro työstä.\nAnna: Ajan bussia.\nMillaista se on?\nAnna: Raskasta.\n"
        "Missä ajat?\nAnna: Turussa.\nHaastattelija: Kiitos."
    )
    corpus = read(save("a.txt", text))
    assert [role for _, role, _ in turns(corpus)] == [A, B, A, B, A, B, A]
    assert "(Anna): 2 paragraphs" in corpus.problems["problem"].item()


@pytest.mark.parametrize(("one", "other"), [("K{}:", "V{}:"), ("Kysymys {}:", "Vastaus {}:")])
def test_numbers_that_count_the_questions_number_no_speakers(save, one, other):
    text = "\n".join(
        f"{one.format(n)} Mitä teit vuonna {n}?\n{other.format(n)} Kudoin mattoja {n}."
        for n in range(1, 5)
    )
    corpus = read(save("a.txt", text))
    assert corpus.participants["participant"].tolist() == ["a"]
    assert [role for _, role, _ in turns(corpus)] == [A, B] * 4
    assert corpus.problems["problem"].str.contains("count the questions").all()
    assert len(corpus.problems) == 1


@pytest.mark.parametrize(
    "order",
    [
        "H1 V1 V2 V3 H1 V2 V1 V3",  # a group
        "H1 V1 H2 V1 H1 V1 H2 V1",  # two who ask
        "H1 V1 H1 V2 H1 V3 H1 V1",
    ],
)
def test_numbers_of_speakers_stay(save, order):
    text = "\n".join(f"{label}: Tämä on puhetta." for label in order.split())
    corpus = read(save("a.txt", text))
    assert set(corpus.statements["speaker"]) == set(order.split())


@pytest.mark.parametrize("form", ["{}: ", "{}\n", "{} (0{t}:12)\n"])
@pytest.mark.parametrize("other", ["Pekka", "Haastateltava 7"])
def test_names_with_questions_on_a_second_line_keep_them(save, form, other):
    turn = [
        ("Minna", f"No niin.\n{GUIDE[0]}"), (other, "Ajamista."), ("Minna", "Ahaa. Entä vuorot?"),
        (other, "Raskaita."), ("Minna", f"Sitten viimeinen.\n{GUIDE[1]}"), (other, "Alas."),
    ]  # fmt: skip
    text = "\n\n".join(form.format(name, t=t) + said for t, (name, said) in enumerate(turn))
    corpus = read(save("a.txt", text), guide=GUIDE)
    assert [(name, role) for name, role, _ in turns(corpus)] == [("Minna", A), (other, B)] * 3
    assert corpus.problems.empty
    assert set(corpus.answers["question"]) == {"K1", "K2"}


def test_questions_without_a_label_between_two_who_answer_are_nobodys_of_them(save):
    text = f"{GUIDE[0]}\nAnna: Ajamista.\nPekka: Ja huoltoa.\n{GUIDE[1]}\nAnna: Alas.\nPekka: Ei."
    corpus = read(save("a.txt", text), guide=GUIDE)
    assert [role for _, role, _ in turns(corpus)] == [A, B, B, A, B, B]


@pytest.mark.parametrize("other", ["ohjaaja", "Nainen, 45 v.", "Mies 62 v", "Yrittäjä, nainen"])
@pytest.mark.parametrize("after", ["", "\nja ne, joita en muista."])
def test_labels_that_describe_who_speaks(save, other, after):
    text = "\n".join(
        f"Haastattelija: Mitä teet, kun on {when}?\n{other}: Ohjaan ryhmiä.{after}"
        for when in ("kesä", "talvi", "kevät", "syksy")
    )
    corpus = read(save("a.txt", text))
    assert [(name, role) for name, role, _ in turns(corpus)] == [
        ("Haastattelija", A), (other, B)
    ] * 4  # fmt: skip
    assert "Haastattelija" not in " ".join(corpus.statements["clean"])
    assert other not in " ".join(corpus.statements["clean"])
    assert corpus.problems.empty


def test_what_recurs_before_a_colon_within_answers_is_no_label(save):
    text = "\n".join(
        f"H: Entä {what}?\nV: Siitä on sanottava kaksi asiaa.\nToinen asia on tämä: {what} riittää."
        for what in ("leipä", "maito", "kala", "liha")
    )
    corpus = read(save("a.txt", text))
    assert set(corpus.statements["speaker"]) == {"H", "V"}
    assert corpus.statements["clean"].str.startswith("Toinen asia on tämä:").sum() == 4


@pytest.mark.parametrize(("one", "other"), [("H", "V"), ("Haastattelija", "Haastateltava")])
@pytest.mark.parametrize(
    "form", ["{q} {a}\n{q2} {a2}", "{q}\n{a} {q2} {a2}", "{q} {a} {q2} {a2}\n{q} {a}"]
)
def test_turns_within_a_line(save, one, other, form):
    said = {"q": f"{one}: Mitä teet?", "a": f"{other}: Ohjaan. Tai no.", "q2": f"{one}: Missä?",
            "a2": f"{other}: Turussa."}  # fmt: skip
    found = turns(read(save("a.txt", form.format(**said))))
    assert found[:4] == [
        (one, A, "Mitä teet?"), (other, B, "Ohjaan. Tai no."), (one, A, "Missä?"),
        (other, B, "Turussa."),
    ]  # fmt: skip


def test_words_before_a_colon_within_a_line_are_no_label(save):
    text = "H: Mitä Kela sanoi?\nV: Ei mitään. Kela: ei vastausta. Anna: samoin.\nH: Niin.\nV: Joo."
    corpus = read(save("a.txt", text))
    assert set(corpus.statements["speaker"]) == {"H", "V"}
    assert [role for _, role, _ in turns(corpus)] == [A, B, A, B]


@pytest.mark.parametrize(("one", "other"), [("H", "V"), ("Haastattelija", "Anna Virtanen")])
@pytest.mark.parametrize("form", ["({}: joo)", "[{}: joo]", "({}: niin, aivan.)"])
def test_what_the_interviewer_says_in_brackets_is_not_the_interviewees(save, one, other, form):
    aside = form.format(one)
    text = (
        f"{one}: Mitä teet?\n{other}: Ohjaan {aside} ryhmiä {aside}. {aside} Ja muuta {aside}\n"
        f"{aside} Ja luen.\n{one}: Kiva.\n{other}: Joo."
    )
    corpus = read(save("a.txt", text))
    said = corpus.statements
    assert said["clean"].tolist() == [
        "Mitä teet?", "Ohjaan ryhmiä.", "Ja muuta", "Ja luen.", "Kiva.", "Joo."
    ]  # fmt: skip
    assert said["text"][1] == f"Ohjaan {aside} ryhmiä {aside}."
    assert corpus.documents["text"][0] == text
    assert (
        f"5) is not counted as words of the one who speaks: “{aside}”"
        in corpus.problems["problem"].item()
    )


@pytest.mark.parametrize(("one", "other"), [("A", "B"), ("a", "b"), ("H", "I")])
def test_items_of_a_list_are_no_labels(save, one, other):
    text = f"{one}) Mitä teet?\n{other}) Ohjaan.\n{one}) Missä?\n{other}) Turussa."
    assert set(read(save("a.txt", text)).statements["speaker"]) == {""}


def test_trades_with_a_stroke_are_asked(save):
    text = "Tutkija/Minna: Mitä?\nOpettaja/Pekka: Ohjaan.\n"
    with pytest.raises(SpeakerError, match="Which of these"):
        read(save("a.txt", text * 3))


def test_brackets_of_others_than_speakers_stay(save):
    said = "Soitin (Kela: ei mitään) taas [Kela: ei] (V: siis minä) ja (naurahtaa) odotin."
    corpus = read(save("a.txt", f"H: Mitä teet?\nV: {said}\nH: Kiva.\nV: Joo."))
    assert corpus.statements["clean"][1] == said
    assert corpus.problems.empty


def test_brackets_in_lines_that_go_on_below_and_have_times(save):
    long = "ryhmiä (H: joo) [00:00:{}] missä niitä (H: mm 00:00:{}) tarvitaan ja missä\nkaikki "
    text = "[00:00:01] H: Mitä teet?\n[00:00:02] V: Ohjaan " + "".join(
        long.format(10 + n, 40 + n) for n in range(8)
    )
    said = read(save("a.txt", text + "käyvät.")).statements
    assert said["clean"][1] == (
        "Ohjaan " + "ryhmiä missä niitä tarvitaan ja missä kaikki " * 8 + "käyvät."
    )


def test_a_row_of_a_table_that_is_an_aside_says_it(save):
    rows = "speaker,text\nH,Mitä teet?\nV,(H: joo)\nV,Ohjaan (H: joo) ryhmiä.\n"
    corpus = read(save("a.csv", rows), interviewer="H")
    assert corpus.statements["clean"].tolist() == ["Mitä teet?", "(H: joo)", "Ohjaan ryhmiä."]


@pytest.mark.parametrize(
    ("above", "told"),
    [
        ("Haastattelu 9", False),
        ("Haastattelu 9, 12.3.2024.", False),
        ("Haastattelu kestää noin tunnin, ja voitte palata asioihin.", True),
        ("Mennäänkö sitten asiaan saman tien?", True),
    ],
)
def test_a_beginning_of_whole_sentences_that_is_left_out_is_told(save, above, told):
    guide = ["Mitä sinun työpäivääsi kuuluu?", "Mihin suuntaan ala on menossa?"]
    text = f"{above}\n{guide[0]}\nAjamista ja purkamista.\n{guide[1]}\nAlaspäin kai."
    corpus = read(save("a.txt", text), guide=guide)
    assert above not in " ".join(corpus.statements["clean"])
    assert [above in problem for problem in corpus.problems["problem"]] == [True] * told


DASHED = (
    ("Kiva kun pääsit tulemaan tänne.", "Eipä mitään, mulla oli aikaa."),
    ("Mitä sinun työpäivääsi kuuluu?", "Ajamista. Ja purkamista."),
    ("Onko se raskasta?", "Välillä on."),
    ("No niin. Mihin suuntaan ala on menossa?", "Alaspäin kai."),
    ("Mistä sen huomaa?", "Palkasta."),
)


@pytest.mark.parametrize("dash", ["– ", "- ", "—\t"])
@pytest.mark.parametrize("title", ["", "Haastattelu 9\n\n"])
@pytest.mark.parametrize("guide", [None, [DASHED[1][0], "Mihin suuntaan ala on menossa?"]])
@pytest.mark.parametrize("first", [0, 1])
def test_turns_that_begin_with_dashes_alternate(save, dash, title, guide, first):
    said = [turn for pair in DASHED for turn in pair][first:]
    corpus = read(save("a.txt", title + "\n".join(dash + turn for turn in said)), guide=guide)
    roles = [A, B] * len(DASHED)
    found = [(role, words) for _, role, words in turns(corpus)]
    assert found == list(zip(roles[first:], said, strict=False))
    assert "every other turn" in corpus.problems["problem"].item()


def test_dashes_that_do_not_alternate_tell_nobody_apart(save):
    said = [turn for pair in DASHED for turn in pair]
    said.insert(4, "Lastaus on siinä pahin osa.")
    corpus = read(save("a.txt", "\n".join(f"– {turn}" for turn in said)))
    assert "every other turn" not in " ".join(corpus.problems["problem"])
