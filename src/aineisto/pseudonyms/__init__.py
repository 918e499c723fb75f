"""Pseudonyms for persons and brackets for what identifies them; never a claim of anonymity."""

from aineisto.pseudonyms._confirm import read_confirmation, write_confirmation
from aineisto.pseudonyms._pseudonymise import pseudonymise
from aineisto.pseudonyms._result import Pseudonymised

__all__ = ["Pseudonymised", "pseudonymise", "read_confirmation", "write_confirmation"]
