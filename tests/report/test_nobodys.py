"""What several say at once, or someone unknown, counts as statements and not as people."""

from aineisto.corpus import read
from aineisto.report._codes import answer_values
from aineisto.report._quotations import pseudonym
from aineisto.report._respondents import count_all, count_documents, count_people, respondents


def test_nobodys_words_are_no_persons(tmp_path):
    path = tmp_path / "r.txt"
    path.write_text(
        "H: Miten?\nP1: Luen.\nUseita: Joo!\nP2: En.\nH: Vai?\nP1: Niin.\n", encoding="utf-8"
    )
    corpus = read(path, interviewer="H")
    said = respondents(corpus)
    assert said["respondent"].tolist() == [1, -1, 2, 1]
    assert count_all(corpus, said, []).participants == count_people(said["respondent"]) == 2
    assert count_all(corpus, said, []).statements == 4
    assert count_documents(corpus, said)["respondents"].tolist() == [(1, 2)]
    values = said.assign(value=[1.0, -2.0, 0.0, 1.0], source="people", accepted=0, unknown=0)
    assert answer_values(values, [])["respondent"].tolist() == [1, 2]
    assert pseudonym(-1, "en") == "several or unknown"
