"""How far coders agree, where they do not, and how sure a mean's direction is.

An agreement: `_select` takes the independent judgements, `_table` pairs the coders, `_coefficients`
computes and `_interval` gives the interval. A mean: `_direction` (verdict and level) over `_means`
(standard error by respondent), `_ppi` where machine scores help.
"""

from aineisto.core.statistics import holm
from aineisto.reliability._against import alternative_annotator_test, machine_against_people
from aineisto.reliability._alpha_bootstrap import alpha_bootstrap
from aineisto.reliability._anchoring import anchoring
from aineisto.reliability._direction import (
    LEAST_FOR_VERDICT,
    Direction,
    direction,
    direction_table,
    verdict_label,
)
from aineisto.reliability._drift import agreement_by_subgroup, drift
from aineisto.reliability._groups import cliffs_delta, compare_groups, compare_pairs
from aineisto.reliability._interval import FEW as LEAST_FOR_BOOTSTRAP
from aineisto.reliability._interval import LEAST_RESPONDENTS, Estimate, estimate
from aineisto.reliability._means import Mean, mean_interval, share_interval
from aineisto.reliability._ppi import ppi_mean
from aineisto.reliability._ppi_table import cross_fitted_score, ppi_table
from aineisto.reliability._saturation import RecallAdvice, recall_advice, saturation
from aineisto.reliability._spans import gamma_agreement, span_agreement
from aineisto.reliability._table import agreement
from aineisto.reliability._tests import direction_tests
from aineisto.reliability._values import (
    brennan_prediger,
    cohen_kappa,
    conger_kappa,
    fleiss_kappa,
    gwet_ac,
    gwet_standard_error,
    krippendorff_alpha,
    percent_agreement,
    scott_pi,
)
from aineisto.reliability._views import (
    confusion,
    disagreements,
    disagreements_of_pairs,
    disputes,
    marginals,
)
from aineisto.reliability._weights import masi

__all__ = [
    "LEAST_FOR_BOOTSTRAP",
    "LEAST_FOR_VERDICT",
    "LEAST_RESPONDENTS",
    "Direction",
    "Estimate",
    "Mean",
    "RecallAdvice",
    "agreement",
    "agreement_by_subgroup",
    "alpha_bootstrap",
    "alternative_annotator_test",
    "anchoring",
    "brennan_prediger",
    "cliffs_delta",
    "cohen_kappa",
    "compare_groups",
    "compare_pairs",
    "confusion",
    "conger_kappa",
    "cross_fitted_score",
    "direction",
    "direction_table",
    "direction_tests",
    "disagreements",
    "disagreements_of_pairs",
    "disputes",
    "drift",
    "estimate",
    "fleiss_kappa",
    "gamma_agreement",
    "gwet_ac",
    "gwet_standard_error",
    "holm",
    "krippendorff_alpha",
    "machine_against_people",
    "marginals",
    "masi",
    "mean_interval",
    "percent_agreement",
    "ppi_mean",
    "ppi_table",
    "recall_advice",
    "saturation",
    "scott_pi",
    "share_interval",
    "span_agreement",
    "verdict_label",
]
