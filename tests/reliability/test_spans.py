"""Agreement on spans, counted by hand."""

import importlib.util

import numpy as np
import pytest

from aineisto import AineistoError
from aineisto.codings import make_codings
from aineisto.reliability import gamma_agreement, span_agreement

A, B, M = "human:a", "human:b", "machine:actors@1"


def mention(statement, coder, code, start, end, status="blind"):
    return {
        "statement_id": statement,
        "family": "actor",
        "code": code,
        "start": start,
        "end": end,
        "coder": coder,
        "status": "suggested" if coder == M else status,
    }


@pytest.fixture
def codings():
    return make_codings(
        [
            mention("s1", A, "Kela", 0, 4),
            mention("s1", A, "THL", 10, 13),
            mention("s1", B, "Kela", 0, 6),  # the same but for its end
            mention("s1", B, "Valvira", 10, 13),  # the same span, another actor
            mention("s2", A, "Kela", 5, 9),
            mention("s2", B, "Kela", 5, 9),
            mention("s2", B, "Kela", 20, 24),  # Bo alone
            mention("s3", A, "THL", 0, 3),  # Bo did not read it
        ]
    )


def row(table, code, match):
    return table[(table["code"] == code) & (table["match"] == match)].iloc[0]


def test_spans_by_hand(codings):
    table = span_agreement(codings, A, B)
    exact, overlap = row(table, "all", "exact"), row(table, "all", "overlap")
    assert (exact["n_both"], exact["n_a"], exact["n_b"], exact["statements"]) == (1, 3, 4, 2)
    assert exact["precision"] == pytest.approx(1 / 4)
    assert exact["recall"] == pytest.approx(1 / 3)
    assert exact["f1"] == pytest.approx(2 / 7)
    assert overlap["n_both"] == 2
    assert row(table, "spans", "exact")["n_both"] == 2
    assert row(table, "spans", "overlap")["n_both"] == 3
    kela = row(table, "Kela", "overlap")
    assert (kela["n_both"], kela["n_a"], kela["n_b"]) == (2, 2, 3)
    thl = row(table, "THL", "exact")
    assert (thl["recall"], thl["f1"], thl["note"]) == (0, 0, "no mention with its place by b")
    assert np.isnan(thl["precision"])


def test_precision_and_recall_change_places_and_f1_stays(codings):
    one, other = span_agreement(codings, A, B), span_agreement(codings, B, A)
    first, second = row(one, "all", "overlap"), row(other, "all", "overlap")
    assert (first["precision"], first["recall"]) == (second["recall"], second["precision"])
    assert first["f1"] == second["f1"]


def test_a_mention_is_matched_once():
    codings = make_codings(
        [
            mention("s", A, "Kela", 0, 10),
            mention("s", B, "Kela", 0, 3),
            mention("s", B, "Kela", 5, 9),
            mention("s", A, "Kela", 8, 12),
        ]
    )
    # 0–10 meets both of Bo's, 8–12 the second alone: two pairs, which a greedy choice could miss.
    assert row(span_agreement(codings, A, B), "all", "overlap")["n_both"] == 2


def test_touching_spans_do_not_overlap():
    codings = make_codings([mention("s", A, "Kela", 0, 4), mention("s", B, "Kela", 4, 8)])
    assert row(span_agreement(codings, A, B), "all", "overlap")["f1"] == 0


def test_only_blind_codes_of_people_count(codings):
    rows = [mention("s1", M, "Kela", 0, 4), mention("s2", M, "Kela", 5, 9)]
    later = [mention("s1", "human:c", "Kela", 0, 4, status="accepted")]
    more = make_codings([*codings.to_dict("records"), *rows, *later])
    assert row(span_agreement(more, A, M), "Kela", "exact")["f1"] == 1
    blind = row(span_agreement(more, M, "human:c"), "all", "exact")
    assert (blind["n_a"], blind["note"]) == (0, "no mention with its place by either")
    asked = row(span_agreement(more, M, "human:c", include_suggested=True), "all", "exact")
    assert asked["f1"] == 1
    assert "after seeing a suggestion" in asked["note"]


def test_a_machine_read_what_any_machine_coded(codings):
    theme = {"family": "theme", "code": "none", "coder": "machine:themes@1", "status": "suggested"}
    rows = [mention("s1", M, "Kela", 0, 4), *({**theme, "statement_id": f"s{i}"} for i in (1, 2))]
    table = span_agreement(make_codings([*codings.to_dict("records"), *rows]), A, M)
    found = row(table, "all", "exact")
    assert (found["statements"], found["n_a"], found["n_b"]) == (2, 3, 1)


def test_statements_that_both_read_may_be_named(codings):
    table = span_agreement(codings, A, B, statements=["s1", "s2", "s3"])
    assert row(table, "all", "exact")["n_a"] == 4


@pytest.mark.parametrize(
    "bad", [{"b": "human:x"}, {"b": A}, {"family": "place"}], ids=["unknown", "itself", "family"]
)
def test_bad_requests_are_refused(codings, bad):
    with pytest.raises(AineistoError):
        span_agreement(codings, **{"a": A, "b": B, **bad})


@pytest.mark.skipif(
    importlib.util.find_spec("pygamma_agreement") is not None, reason="pygamma is installed"
)
def test_gamma_says_what_it_needs(codings):
    with pytest.raises(AineistoError, match="pip install pygamma-agreement"):
        gamma_agreement(codings, [A, B])


def test_gamma_orders_coders_rightly(codings):
    pytest.importorskip("pygamma_agreement")
    same = make_codings(
        [*codings.to_dict("records")]
        + [row | {"coder": "human:c"} for row in codings[codings["coder"] == A].to_dict("records")]
    )
    assert gamma_agreement(same, [A, "human:c"]) == pytest.approx(1, abs=1e-6)
    assert gamma_agreement(same, [A, B]) < 0.9
