"""One spelling for each coder and each code of a codings table."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from aineisto.core.codings import NO_THEME, coder_key, is_machine
from aineisto.core.errors import CodingsError
from aineisto.core.labels import code_key, no_label, no_value


def same_coders(codings: pd.DataFrame) -> pd.DataFrame:
    """Return codings in which each person has one name, the spelling used first.

    Examples
    --------
    >>> some = codings.head(2).assign(coder=["human:Anna", "human:anna"])
    >>> same_coders(some)["coder"].tolist()
    ['human:Anna', 'human:Anna']
    """
    first: dict[str, str] = {}
    for name in codings["coder"].unique():
        first.setdefault(coder_key(name), name)
    if len(first) == codings["coder"].nunique():
        return codings
    return codings.assign(coder=codings["coder"].map(lambda name: first[coder_key(name)]))


def same_codes(codings: pd.DataFrame, themes: Iterable[str] = ()) -> pd.DataFrame:
    """Return codings in which each theme and actor has one spelling.

    That is the one among `themes` (a codebook's codes), else a machine's, else the first.

    Capitals, kinds of dashes and what cannot be seen make no other code; nor does *None* of
    *none*. Spellings that the codebook or a machine tells apart stay apart.

    Raises
    ------
    CodingsError
        Where a code is what a spreadsheet or a program writes in the place of one.

    Examples
    --------
    >>> some = codings[codings["family"] == "theme"].head(2).assign(code=["Raha", "raha\u200b"])
    >>> same_codes(some)["code"].tolist()
    ['Raha', 'Raha']
    """
    several = codings["family"] != "stance"
    machine = is_machine(codings["coder"])
    given = codings.loc[several].assign(own=~machine[several])[["family", "code", "own"]]
    first: dict[tuple[str, str], list[str]] = {}
    for code in themes:
        first.setdefault(("theme", code_key(code)), []).append(code)
    found = {("theme", code): code for codes in first.values() for code in codes}
    # A machine's spellings first: they are the codebook's.
    for family, code, own in given.drop_duplicates().sort_values("own", kind="stable").to_numpy():
        if (family, code) in found:
            continue
        key = code_key(code)
        problem = no_label(code) or ("no code" if no_value(code) and key != "na" else "")
        if problem:
            row = int((several & (codings["code"] == code)).to_numpy().nonzero()[0][0])
            raise CodingsError(
                f"The code {code!r} is {problem}.",
                place=f"row {row + 1} ({codings['statement_id'].iloc[row]!r})",
                remedy=f"Write the code itself, or {NO_THEME} where no theme applies.",
            )
        if family == "theme" and key == NO_THEME:
            found[family, code] = NO_THEME
            continue
        spellings = first.setdefault((family, key), [])
        if not own or not spellings:
            spellings.append(code)
        found[family, code] = code if code in spellings else spellings[0]
    if all(code == kept for (_, code), kept in found.items()):
        return codings
    codes = [
        found.get(pair, pair[1]) for pair in zip(codings["family"], codings["code"], strict=True)
    ]
    return codings.assign(code=pd.Series(codes, index=codings.index, dtype=codings["code"].dtype))
