"""Words of a corpus: concordances, frequencies, dispersion, keyness."""

from aineisto.search._concordance import Concordance, search
from aineisto.search._frequencies import frequencies, gries_dp
from aineisto.search._keyness import keyness, log_likelihood

__all__ = ["Concordance", "frequencies", "gries_dp", "keyness", "log_likelihood", "search"]
