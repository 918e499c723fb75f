"""Line numbers, page numbers, running heads: what belongs to the page is no speech."""

import pytest

from aineisto import read
from aineisto.corpus.layout import line_marks
from aineisto.corpus.readers._pdf import table_source

SPOKEN = [
    "Haastattelija: Mistä palstaviljely sinulla", "sitten sai alkunsa?",
    "Haastateltava: Ystävä luopui omasta", "palstastaan ja antoi sen avaimen heti",
    "minulle. Meitä oli sinä kesänä siellä", "12 viljelijää.", "Haastattelija: Entä nyt?",
    "Haastateltava: Nyt kasvaa jo porkkanaa ja", "hernettä.",
]  # fmt: skip


def kept(text, pages=()):
    for start, end in reversed(line_marks(text, pages).spans):
        text = text[:start] + text[end:]
    return [line.strip() for line in text.split("\n") if line.strip()]


@pytest.mark.parametrize("every", [1, 5])
def test_numbers_before_lines(every):
    lines = SPOKEN * 4
    text = "\n".join(f"{n if n % every == 0 else '':>3}  {line}" for n, line in enumerate(lines, 1))
    assert kept(text) == lines


def test_numbers_in_rows_of_their_own_as_drawn_from_a_pdf():
    pages = [SPOKEN, SPOKEN]
    texts = [
        "\n".join([*lines, *map(str, range(1 + 9 * n, 10 + 9 * n))])
        for n, lines in enumerate(pages)
    ]
    assert kept("\n\n".join(texts), (0, len(texts[0]) + 2)) == [*SPOKEN, *SPOKEN]


def test_the_head_and_foot_of_two_pages_are_no_speech():
    halves = [SPOKEN[:5], SPOKEN[5:]]
    texts = ["\n".join(["Hanke VELKA – luottamuksellinen", f"Sivu {n}/2", *half, "Versio 3"])
             for n, half in enumerate(halves, 1)]  # fmt: skip
    assert kept("\n\n".join(texts), (0, len(texts[0]) + 2)) == SPOKEN


@pytest.mark.parametrize("said", ["V: Joo", "Joo niin.", "ja sitten se oli,"])
def test_what_is_said_at_the_top_of_two_pages_stays(said):
    texts = ["\n".join([said, "V: Joo", *half]) for half in (SPOKEN[:5], SPOKEN[5:])]
    lines = [line for text in texts for line in text.split("\n")]
    assert kept("\n\n".join(texts), (0, len(texts[0]) + 2)) == lines


@pytest.mark.parametrize("form", ["Sivu {}", "- {} -", "Page {} of 9", "s. {}"])
def test_page_numbers_of_a_text_without_pages(form):
    text = "\n".join(f"{line}\n{form.format(n)}" for n, line in enumerate(SPOKEN, 1))
    assert kept(text) == SPOKEN


@pytest.mark.parametrize(
    "text",
    [
        "H: Montako teitä oli?\nV: 12\nH: Entä nyt?\nV: 14",
        "12 ihmistä tuli.\n3 lähti.\n45 jäi.\n7 palasi.\n8 itki.\n90 nauroi.",
        "Vuosi\n2019\n2020\n2021\noli hyvä.",
        "Sivu 12\nSivu 3",
    ],
)
def test_numbers_that_are_said_stay(text):
    assert line_marks(text).spans == ()


def test_a_numbered_transcript_is_read_without_its_numbers(save):
    text = "\n".join(f"{n:>3} {line}" for n, line in enumerate(SPOKEN * 3, 1))
    corpus = read(save("a.txt", text))
    assert corpus.statements["clean"].tolist()[:5] == [
        "Mistä palstaviljely sinulla sitten sai alkunsa?",
        "Ystävä luopui omasta palstastaan ja antoi sen avaimen heti minulle.",
        "Meitä oli sinä kesänä siellä 12 viljelijää.",
        "Entä nyt?",
        "Nyt kasvaa jo porkkanaa ja hernettä.",
    ]


PAGE = """\
            Kotihoitotutkimus
Puhuja          Teksti                  Huomiot
Haastattelija   Voisitko kuvata, mitä
                kotihoidossa teet?
Hoitaja         Jaan lääkkeet, keitän   AJANKÄYTTÖ
                puuron ja kuun-
                telen.
Haastattelija   Ehditkö?
Hoitaja         En ehdi, rehellisesti sa
                nottuna.
"""


def test_a_table_on_pdf_pages_is_read_by_its_columns():
    ends = ("Haastattelija   Kiitos.", "Hoitaja         Ole hyvä.", "Haastattelija   Hei.")
    source = table_source([PAGE + "\n".join([*ends[n:], *ends[:n]]) for n in range(3)])
    texts = [source.text[p.start : p.end] for p in source.paragraphs]
    assert [p.speaker for p in source.paragraphs[:4]] == ["Haastattelija", "Hoitaja"] * 2
    assert texts[1] == "Jaan lääkkeet, keitän\npuuron ja kuun-\ntelen."
    assert source.paragraphs[1].data == (("Huomiot", "AJANKÄYTTÖ"),)
    assert len(texts) == 3 * 7
    assert "Kotihoitotutkimus" in source.remarks[0][1]
    edit = next(one for one in source.edits if source.text[one.start - 4 : one.start] == "kuun")
    assert edit.replacement == ""


def test_ordinary_pages_are_no_table():
    assert table_source(["\n".join(SPOKEN)]) is None
    assert table_source(["H:   Miten menee tänään ja muulloin?\n     Ihan hyvin."]) is None
