import numpy as np
import pytest

from aineisto.core.errors import AineistoError
from aineisto.stance import StanceClassifier, chance_error, selective_coverage


def mistakes(n, seed, slope=1.0):
    """Expected errors 0…2, and errors of which they are the means (on the steps 0…4)."""
    rng = np.random.default_rng(seed)
    expected = rng.uniform(0, 2, n)
    return rng.binomial(4, slope * expected / 4), expected


def test_chance_error_is_the_mean_over_all_pairs():
    truth, codes = np.array([-2, 0, 1]), np.array([2, 0, 0])
    pairs = [abs(a - b) for a in truth for b in codes]
    assert chance_error(truth, codes) == pytest.approx(np.mean(pairs))


def test_machine_that_never_errs_may_code_everything():
    said = selective_coverage(np.zeros(60), np.full(60, 0.1), np.full(30, 0.1), 1.6, agreement=0.9)
    assert (said.share, said.low, said.high) == (1, 1, 1)
    assert said.automatable
    assert len(said.rows) == 30
    assert "100%" in str(said)


def test_machine_no_better_than_chance_may_code_nothing():
    rng = np.random.default_rng(0)
    error = rng.choice([0, 1, 2, 3], 200)
    said = selective_coverage(
        error, rng.uniform(size=200), rng.uniform(size=50), float(error.mean())
    )
    assert not said.automatable
    assert said.reason == "unsure"
    assert said.rows == ()
    assert "Not automatable" in str(said)
    assert said.reached == pytest.approx(0)


def test_higher_agreement_leaves_less_to_the_machine():
    error, expected = mistakes(400, seed=1)
    shares = [
        selective_coverage(error, expected, expected, 1.6, agreement=level).share
        for level in (0.4, 0.6, 0.8, 0.95)
    ]
    assert shares == sorted(shares, reverse=True)
    assert shares[0] > shares[-1]


def test_surest_statements_go_to_the_machine():
    error, expected = mistakes(400, seed=2)
    rest = np.random.default_rng(3).uniform(0, 2, 100)
    said = selective_coverage(error, expected, rest, 1.6, agreement=0.6)
    assert list(said.rows) == list(np.argsort(rest)[: len(said.rows)])
    assert len(said.rows) == round(100 * said.low)


def test_part_left_to_the_machine_keeps_the_agreement_in_nineteen_of_twenty_studies():
    kept = []
    for seed in range(60):
        error, expected = mistakes(300, seed)
        new_error, rest = mistakes(2000, 1000 + seed)
        said = selective_coverage(error, expected, rest, 1.6, agreement=0.6, seed=seed)
        if said.rows:
            kept.append(new_error[list(said.rows)].mean() <= 0.4 * 1.6)
    assert len(kept) >= 30
    # The lower end of a 90 % interval; three standard errors below 95 %.
    assert np.mean(kept) >= 0.86


def test_respondents_who_are_alike_make_the_interval_wider():
    rng = np.random.default_rng(4)
    person = np.repeat(np.arange(15), 20)
    expected = rng.uniform(0, 2, 300)
    error = np.clip(expected + np.repeat(rng.normal(0, 1, 15), 20), 0, 4)
    alone = selective_coverage(error, expected, expected, 1.6, agreement=0.6)
    whole = selective_coverage(error, expected, expected, 1.6, agreement=0.6, groups=person)
    assert whole.high - whole.low > alone.high - alone.low


@pytest.mark.parametrize(("n", "m", "reason"), [(49, 10, "few"), (50, 0, "done")])
def test_reasons_why_there_is_no_verdict(n, m, reason):
    said = selective_coverage(np.zeros(n), np.zeros(n), np.zeros(m), 1.6)
    assert said.reason == reason
    assert not said.automatable


@pytest.mark.parametrize("agreement", [0, 1.2])
def test_agreement_out_of_range_is_refused(agreement):
    with pytest.raises(AineistoError, match="between 0 and 1"):
        selective_coverage(np.zeros(60), np.zeros(60), np.zeros(5), 1.6, agreement=agreement)


TEXTS = [f"numero {k % 7} on {'punainen' if k % 2 else 'sininen'}" for k in range(120)]
LABELS = np.where(np.arange(120) % 2, 2, -2)


def test_classifier_tells_what_it_could_code():
    people = [f"p{k % 12}" for k in range(120)]
    model = StanceClassifier(embedder=None).fit(TEXTS, LABELS, respondent=people)
    said = model.selective_coverage(0.9, ["numero 3 on sininen", "numero 4 on punainen"])
    assert said.labels == 120
    assert said.rows == (0, 1) or said.rows == (1, 0)
    assert model.selective_coverage(0.9, judged=np.arange(120) < 60).labels == 60


def test_classifier_without_labels_gives_no_verdict():
    with pytest.raises(AineistoError, match="labels"):
        StanceClassifier(embedder=None).selective_coverage()
