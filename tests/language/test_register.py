"""Which interviews are in spoken Finnish, and agreement compared by it."""

import pandas as pd
import pytest

import aineisto
from aineisto.codebook import Codebook
from aineisto.codings import make_codings
from aineisto.language import register_of
from aineisto.language._register import SPOKEN_FROM
from aineisto.project import Project
from aineisto.reliability import agreement_by_subgroup
from aineisto.stance._zero_shot import reader_parameters

SAID = {
    "puhe": ["Emmä tiiä mitä ne siel tekee.", "Nii, mut kyl se meil toimii ihan hyvin."],
    "kirje": ["En tiedä, mitä siellä tehdään.", "Palvelu toimii meillä hyvin."],
}


@pytest.fixture
def statements():
    rows = []
    for document, said in SAID.items():
        turns = [("interviewer", "Miten palvelu toimii?"), *(("interviewee", one) for one in said)]
        for start, (role, text) in enumerate(turns):
            rows.append((f"{document}{start}", document, document, role, start, text))
    columns = ["statement_id", "document", "participant", "role", "start", "clean"]
    frame = pd.DataFrame(rows, columns=columns)
    # Rows in no order and with an index of their own, as frames that users have filtered.
    return frame.iloc[[4, 0, 5, 2, 1, 3]].set_axis(list("abcdef"))


def test_an_interview_has_one_register_the_interviewer_too(statements):
    found = register_of(statements)
    assert found.index.tolist() == list("abcdef")
    expected = statements["document"].map({"puhe": "spoken", "kirje": "standard"})
    assert found.tolist() == expected.tolist()


def test_agreement_by_register_is_that_of_its_interviews(tmp_path):
    """Two coders who agree on the letter and differ on the speech, of a project and without one."""
    for name, said in SAID.items():
        lines = ["H: Miten palvelu toimii?", *(f"V: {one}" for one in said)]
        (tmp_path / f"{name}.txt").write_text("\n\n".join(lines), encoding="utf-8")
    corpus = aineisto.read(tmp_path)
    told = corpus.statements.query("role == 'interviewee'")
    rows = []
    for name, document in zip(told["statement_id"], told["document"], strict=True):
        for coder, value in (("anna", 1), ("eero", -1 if document == "puhe" else 1)):
            row = {"statement_id": name, "family": "stance", "code": "stance", "value": value}
            rows.append(row | {"coder": f"human:{coder}", "status": "blind"})
    codings = make_codings(rows)
    statements = corpus.statements.assign(register=register_of(corpus.statements))
    found = agreement_by_subgroup(codings, statements, "register").set_index("subgroup")
    assert found["distance"].to_dict() == {"standard": 0.0, "spoken": 2.0}
    counts = told["document"].map({"kirje": "standard", "puhe": "spoken"}).value_counts()
    assert found["n"].to_dict() == counts.to_dict()
    with Project.create(tmp_path / "study.aineisto", corpus, Codebook("Kaksi")) as project:
        project.add_decisions(codings)
        pd.testing.assert_frame_equal(
            project.agreement(by="register").set_index("subgroup"), found, check_exact=False
        )


def test_speech_begins_where_it_does_for_the_stance_coder():
    assert reader_parameters().much == SPOKEN_FROM
