"""Whether people speak as they do among themselves or in standard Finnish."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from aineisto.core.renamed import renamed_parameters
from aineisto.language._dialogue import read_corpus
from aineisto.language._reading import ReadingStore

#: From this share of words not in their standard form on, an interview is spoken Finnish, as the
#: stance coder takes it (``much`` of ``models/stance-fi``).
SPOKEN_FROM = 0.05


@renamed_parameters(kept="readings")
def register_of(
    statements: pd.DataFrame, questions: Sequence[Any] = (), *, readings: ReadingStore | None = None
) -> pd.Series:
    """Return the register of each statement's interview: spoken or standard Finnish.

    An interview is ``"spoken"`` when at least one in twenty of the interviewees' words is not in
    its standard form (*mä*, *tuol*, *kattoo*). All statements of a document have its register, the
    interviewer's too; without a column ``document`` each statement has its own.

    Parameters
    ----------
    statements, questions, readings
        As `read_corpus` takes them: `Corpus.statements`, `Codebook.questions`,
        `Project.readings`.

    Returns
    -------
    Series of str
        ``"spoken"`` or ``"standard"``, index as that of `statements`: a column to compare by in
        `aineisto.reliability.agreement_by_subgroup`.

    Examples
    --------
    >>> few = pd.DataFrame({"clean": ["Emmä tiiä, se o iha sama.", "Palvelu toimii hyvin."]})
    >>> register_of(few).tolist()
    ['spoken', 'standard']
    """
    share = pd.Series(read_corpus(statements, questions, readings).spoken)
    if "document" in statements:
        # What the interviewer says is context, of which nothing is told: its share is zero.
        share = share.groupby(statements["document"].to_numpy(), dropna=False).transform("max")
    words = np.where(share >= SPOKEN_FROM, "spoken", "standard")
    return pd.Series(words, index=statements.index, name="register", dtype=object)
