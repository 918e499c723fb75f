import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aineisto import AineistoError, read
from aineisto.codings import make_codings
from aineisto.corpus import Edit, EditMap
from aineisto.pseudonyms import pseudonymise, read_confirmation, write_confirmation
from aineisto.pseudonyms._replacer import inverse, new_place

TEXT = (
    "Haastattelija: Mitä mieltä olette Kelasta?\n"
    "Vastaaja: Matti Virtanen sanoi sen. Virtasen mukaan Kelan Kanta toimii. "
    "Matille soitettiin numeroon 040 123 4567. M. Virtaselle riittää. "
    "Liisa Lehtimäki asuu osoitteessa Mannerheimintie 5 A 12. "
    "Pekka Haaviston posti on pekka.h@stm.fi.\n"
)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    folder = tmp_path_factory.mktemp("interviews")
    (folder / "a.txt").write_text(TEXT, encoding="utf-8")
    return read(folder)


@pytest.fixture(scope="module")
def result(corpus):
    return pseudonymise(corpus)


def new_text(result):
    return result.corpus.documents["text"].iat[0]


def replacement(result, text):
    return result.log.set_index("text").loc[text, "replacement"]


def test_no_name_or_identifier_is_left_and_actors_are(result):
    text = new_text(result)
    for hidden in ("Virta", "Mati", "Matti", "Lehtimä", "Haavisto", "stm.fi", "4567", "Mannerheim"):
        assert hidden not in text
    assert "Kelan Kanta toimii" in text
    assert "mieltä olette Kelasta?" in text


def test_a_person_has_one_pseudonym_in_the_case_of_each_mention(result):
    first, last = replacement(result, "Matti Virtanen").split()
    assert last.endswith("nen")
    assert replacement(result, "Virtasen") == last[:-3] + "sen"
    assert replacement(result, "M. Virtaselle") == f"{first[0]}. {last[:-3]}selle"
    assert replacement(result, "Matille") == first + "lle"
    assert replacement(result, "Pekka Haaviston").endswith("n")


def test_brackets_of_the_archive_with_endings(corpus):
    text = new_text(pseudonymise(corpus, style="brackets"))
    assert "[nimi1] sanoi sen. [nimi1]:n mukaan" in text
    assert "[nimi1]:lle soitettiin numeroon [puhelinnumero1]" in text
    assert "[nimi3]:n posti on [sähköposti1]" in text
    assert "[[nimi1]]:n" in new_text(pseudonymise(corpus, style="brackets", marks="[[ ]]"))


def test_a_second_run_changes_nothing(corpus, result):
    brackets = pseudonymise(corpus, style="brackets")
    assert new_text(pseudonymise(brackets.corpus, style="brackets")) == new_text(brackets)
    again = pseudonymise(result.corpus, keep=result.pseudonyms)
    assert new_text(again) == new_text(result)


def test_the_same_seed_gives_the_same_pseudonyms(corpus, result):
    assert new_text(pseudonymise(corpus)) == new_text(result)
    assert new_text(pseudonymise(corpus, seed=1)) != new_text(result)


def test_statements_are_slices_of_the_new_text(result):
    text = new_text(result)
    for row in result.corpus.statements.itertuples():
        assert row.text == text[row.start : row.end]
        assert "Virtas" not in row.clean


def test_codings_move_to_the_same_words(corpus, result):
    place = TEXT.index("Kanta toimii")
    answer = corpus.answers[corpus.answers["clean"].str.contains("Kanta")].iloc[0]
    codings = make_codings(
        [
            {
                "statement_id": answer["statement_id"], "family": "actor", "code": "Kanta",
                "start": place, "end": place + 5, "coder": "human:a", "status": "blind",
                "evidence": "Virtasen mukaan Kanta",
            }
        ]
    )  # fmt: skip
    moved = result.move(codings)
    assert new_text(result)[moved["start"].iat[0] : moved["end"].iat[0]] == "Kanta"
    assert "Virtasen" not in moved["evidence"].iat[0]
    assert moved["statement_id"].iat[0] in set(result.corpus.statements["statement_id"])


def test_edits_lead_back_to_the_original(corpus, result):
    (edits,) = result.edits.values()
    assert edits.apply(new_text(result)) == corpus.documents["text"].iat[0]


def test_exactly_what_was_confirmed_is_replaced(corpus, result):
    found = result.found.copy()
    found["accept"] = found["text"] == "Virtasen"
    added = pd.DataFrame(
        [{"text": "Kanta", "kind": "person", "replacement": "Rekisteri", "accept": "yes"}]
    )
    text = new_text(pseudonymise(corpus, found=pd.concat([found, added], ignore_index=True)))
    assert "Matti Virtanen" in text
    assert "Virtasen" not in text
    assert "Kelan Rekisteri toimii" in text
    assert "040 123 4567" in text


def test_a_confirmation_travels_through_a_sheet(corpus, result, tmp_path):
    sheet = tmp_path / "found.xlsx"
    write_confirmation(result.found, sheet)
    assert new_text(pseudonymise(corpus, found=read_confirmation(sheet))) == new_text(result)


def test_a_sheet_in_which_somebody_confirmed_is_not_written_over(result, tmp_path):
    sheet = tmp_path / "found.xlsx"
    for _ in range(2):  # a cell that runs twice, before anything is confirmed
        write_confirmation(result.found, sheet)
    filled = read_confirmation(sheet)
    filled["accept"] = "no"
    filled.to_excel(sheet, index=False)
    with pytest.raises(AineistoError, match=r"found\.xlsx: A sheet of this name is there already"):
        write_confirmation(result.found, sheet)
    assert set(read_confirmation(sheet)["accept"]) == {"no"}


def test_a_confirmation_that_does_not_fit_says_where(corpus, result):
    found = result.found.head(1).assign(start=3, end=9)
    with pytest.raises(AineistoError, match="row 1 of the confirmation"):
        pseudonymise(corpus, found=found)
    with pytest.raises(AineistoError, match="brackets"):
        pseudonymise(corpus, style="anonymous")


def test_given_names_and_kept_texts(corpus):
    result = pseudonymise(
        corpus, names={"Matti Virtanen": "Kaino Lahtinen"}, keep=["pekka.h@stm.fi"]
    )
    text = new_text(result)
    assert "Kaino Lahtinen sanoi sen. Lahtisen mukaan" in text
    assert "pekka.h@stm.fi" in text


def test_a_file_named_after_its_speaker_is_renamed(tmp_path):
    (tmp_path / "Virtanen.txt").write_text(TEXT, encoding="utf-8")
    result = pseudonymise(read(tmp_path))
    named = result.corpus.documents[["document", "path"]].iloc[0]
    assert not named.str.contains("Virtanen").any()
    assert not result.corpus.statements["statement_id"].str.contains("Virtanen").any()


def test_a_name_broken_over_lines_is_replaced_whole(tmp_path):
    lines = (
        "Vastaaja: Tätä asiaa on selvitetty pitkään ja siitä kertoi meille johtaja Liisa Lehti-\n"
        "mäki omassa esityksessään, jossa hän kävi läpi koko uudistuksen historian ja myös sen\n"
        "miten rahoitus on järjestetty eri vuosina ja mitä siitä on opittu tähän mennessä, kun\n"
        "asiaa katsotaan kuntien ja valtion kannalta yhdessä ja erikseen.\n"
    )
    (tmp_path / "a.txt").write_text(lines, encoding="utf-8")
    result = pseudonymise(read(tmp_path))
    assert "Lehti-" not in new_text(result)
    assert "\nmäki omassa" not in new_text(result)


def test_the_summary_never_calls_a_text_anonymous(result):
    assert "is not anonymous" in result.summary()


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_spans_outside_edits_keep_their_words(data):
    text = data.draw(st.text("abcå ", min_size=1, max_size=40))
    cuts = data.draw(st.lists(st.integers(0, len(text)), max_size=8, unique=True).map(sorted))
    pairs = list(zip(cuts[::2], cuts[1::2], strict=False))
    edits = EditMap(Edit(a, b, data.draw(st.text("XYZ", max_size=9))) for a, b in pairs)
    new, back = edits.apply(text), inverse(text, edits)
    assert back.apply(new) == text
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    low, high = new_place(back, start, end)
    if not any(a < end and start < b for a, b in pairs):
        assert text[start:end] in new[low:high]
        assert 0 <= low <= high <= len(new)
