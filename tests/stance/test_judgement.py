"""What statements get that are judged together, in a dialogue."""

import numpy as np
import pandas as pd
import pytest

from aineisto.language import can_read, read_statements
from aineisto.stance import StanceClassifier
from aineisto.stance._constants import SHARES_SHARPNESS

pytestmark = pytest.mark.skipif(not can_read(), reason="the encoder is not installed")

BLAME = ["Ei se toimi ollenkaan.", "Se on aivan surkea.", "Siitä oli pelkkää haittaa meille."]
PRAISE = ["Se toimii tosi hyvin.", "Oon ollu siihen tyytyväinen.", "Siitä oli paljon apua."]
VAGUE = "No se meni sitten niin kuin se nyt meni."


def interviews(n=30):
    """Answers to two questions, of which one is blamed and one praised, and vague ones to both."""
    texts = [*[BLAME[i % 3] if i % 3 else VAGUE for i in range(n)]]
    texts += [PRAISE[i % 3] if i % 3 else VAGUE for i in range(n)]
    questions = ["Q1"] * n + ["Q2"] * n
    return texts, questions, pd.DataFrame({"asked": ["Mites se meni?"] * (2 * n)})


def test_a_vague_answer_leans_to_where_its_question_leans():
    texts, questions, around = interviews()
    together = StanceClassifier().predict_proba(texts, question=questions, context=around)
    model = StanceClassifier(together=False)
    apart = model.predict_proba(texts, question=questions, context=around)
    blamed, praised = texts.index(VAGUE), 30 + texts[30:].index(VAGUE)
    side = (together @ np.arange(-2, 3))[[blamed, praised]]
    alone = (apart @ np.arange(-2, 3))[[blamed, praised]]
    # As far as was chosen: at a strength of .5 or .8 in the place of .65 these fail.
    assert -0.38 < side[0] - alone[0] < -0.25
    assert 0.25 < side[1] - alone[1] < 0.38
    # One question tells nothing apart, and what stands alone has no study around it.
    same = StanceClassifier().predict_proba(texts, question=["Q1"] * 60, context=around)
    assert same == pytest.approx(model.predict_proba(texts, context=around))
    lone = StanceClassifier().predict_proba(texts, question=questions)
    assert lone == pytest.approx(model.predict_proba(texts, question=questions))


def test_the_logarithms_move_as_far_as_was_chosen():
    """Two questions of the same answers: nothing but the sharpness is left of the shares."""
    texts, _, around = interviews()
    questions = ["Q1", "Q2"] * 30
    texts = [texts[i // 2] for i in range(60)]
    found = StanceClassifier().predict_proba(texts, question=questions, context=around)
    alone = StanceClassifier(together=False).predict_proba(texts, context=around)
    gap = np.log(alone[:, 3] / alone[:, 1])
    moved = np.log(found[:, 3] / found[:, 1])
    assert np.polyfit(gap, moved, 1)[0] == pytest.approx(SHARES_SHARPNESS, abs=0.02)


def test_a_coder_who_blames_oftener_is_followed_before_any_word_is_learnt():
    texts = [f"No se on asia numero {i}." for i in range(60)]
    codes = [0, *[-1, -1, -1] * 12, 0, 0, 1]
    around = pd.DataFrame({"asked": ["Mitä siellä tapahtui?"] * 60})
    before = StanceClassifier().predict_proba(texts, context=around)
    model = StanceClassifier().fit(
        texts[:40], codes, question=["Q1"] * 40, context=around.iloc[:40]
    )
    after = model.predict_proba(texts, question=["Q1"] * 60, context=around)
    assert after[40:, 0].mean() > before[40:, 1].mean() + 0.1


def test_where_to_cut_is_asked_of_the_study_itself():
    texts, questions, around = interviews()
    model = StanceClassifier()
    said = model.predict(texts, question=questions, context=around)
    statements = pd.DataFrame({"statement_id": [f"s{i}" for i in range(60)], "clean": texts})
    coded = model.code(
        statements.assign(question=questions), context=read_statements(texts, around)
    )
    assert coded["value"].tolist() == said.tolist()


def test_by_themselves_statements_do_not_depend_on_the_others_of_a_call():
    texts, questions, around = interviews()
    ids = [f"s{i}" for i in range(60)]
    statements = pd.DataFrame({"statement_id": ids, "clean": texts, "question": questions})
    model = StanceClassifier(together=False)
    whole = model.code(statements, context=read_statements(texts, around))
    part = model.code(statements[:9], context=read_statements(texts[:9], around[:9]))
    assert whole["value"].tolist()[:9] == part["value"].tolist()
    assert whole["score"].to_numpy()[:9] == pytest.approx(part["score"].to_numpy())
    assert model.coder == StanceClassifier().coder + "+alone"
