"""How far coders agree, where they do not, and how sure a mean's direction is."""

from aineisto.reliability._against import machine_against_people
from aineisto.reliability._alternative import alternative_annotator_test
from aineisto.reliability._coefficients import (
    cohen_kappa,
    fleiss_kappa,
    gwet_ac,
    krippendorff_alpha,
    percent_agreement,
    scott_pi,
)
from aineisto.reliability._crossfit import cross_fitted_score
from aineisto.reliability._direction import Direction, direction, direction_table, verdict_label
from aineisto.reliability._estimate import Estimate, estimate
from aineisto.reliability._means import Mean, mean_interval
from aineisto.reliability._ppi import ppi_mean
from aineisto.reliability._ppi_table import ppi_table
from aineisto.reliability._table import agreement, masi
from aineisto.reliability._views import confusion, disagreements, marginals

__all__ = [
    "Direction",
    "Estimate",
    "Mean",
    "agreement",
    "alternative_annotator_test",
    "cohen_kappa",
    "confusion",
    "cross_fitted_score",
    "direction",
    "direction_table",
    "disagreements",
    "estimate",
    "fleiss_kappa",
    "gwet_ac",
    "krippendorff_alpha",
    "machine_against_people",
    "marginals",
    "masi",
    "mean_interval",
    "percent_agreement",
    "ppi_mean",
    "ppi_table",
    "scott_pi",
    "verdict_label",
]
