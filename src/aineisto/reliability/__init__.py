"""How far coders agree, where they do not, and how sure a mean's direction is."""

from aineisto.reliability._coefficients import (
    cohen_kappa,
    fleiss_kappa,
    gwet_ac,
    krippendorff_alpha,
    percent_agreement,
    scott_pi,
)
from aineisto.reliability._direction import Direction, direction, direction_table, verdict_label
from aineisto.reliability._estimate import Estimate, estimate
from aineisto.reliability._means import Mean, mean_interval
from aineisto.reliability._table import agreement, masi
from aineisto.reliability._views import confusion, disagreements, marginals

__all__ = [
    "Direction",
    "Estimate",
    "Mean",
    "agreement",
    "cohen_kappa",
    "confusion",
    "direction",
    "direction_table",
    "disagreements",
    "estimate",
    "fleiss_kappa",
    "gwet_ac",
    "krippendorff_alpha",
    "marginals",
    "masi",
    "mean_interval",
    "percent_agreement",
    "scott_pi",
    "verdict_label",
]
