"""Do two coders mark the same words? Agreement on where mentions begin and end."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib import import_module
from typing import Any

import numpy as np
import pandas as pd

from aineisto.codings import check_codings, is_machine, same_codes
from aineisto.core.errors import AineistoError
from aineisto.reliability._select import (
    AFTER,
    check_coders,
    check_family,
    check_two,
    independent_judgements,
    noted,
)
from aineisto.reliability._table import ALL

_COLUMNS = [
    "code", "match", "precision", "recall", "f1", "n_both", "n_a", "n_b", "statements", "note",
]  # fmt: skip


def span_agreement(
    codings: pd.DataFrame,
    a: str,
    b: str,
    *,
    family: str = "actor",
    include_suggested: bool = False,
    statements: Iterable[str] | None = None,
) -> pd.DataFrame:
    """Return how far two coders mark the same spans with the same codes.

    A chance-corrected coefficient has no meaning for spans, since there is no number of places
    where neither marked anything; F1 is what kappa tends to when that number grows.

    Parameters
    ----------
    codings : DataFrame
        The codings table; rows of `family` with ``start`` and ``end`` are mentions.
    a, b : str
        The two coders. Precision and recall take `a` as the truth: b's mentions that a has too,
        of all b's; and a's that b has too, of all a's. F1 is the same both ways.
    family : {"actor", "theme", "stance"}
        Whose spans to compare.
    include_suggested : bool
        Let people's codes count that were made after seeing a suggestion; the note says so.
    statements : iterable of str, optional
        Statements that both read. By default those where both coded anything at all (a machine:
        where any machine did).

    Returns
    -------
    DataFrame
        Two rows a code, ``match`` ``exact`` (same start and end) and ``overlap`` (at least one
        shared character), first for ``all`` codes together, where the code must be the same too,
        and for ``spans``, where it need not: ``precision``, ``recall``, ``f1`` (0…1; NaN with its
        reason in ``note`` where there is no mention), ``n_both`` (mentions matched, each once),
        ``n_a``, ``n_b``, ``statements``.

    Raises
    ------
    CodingsError
        When a coder or the family is not there.

    References
    ----------
    Hripcsak, G. & Rothschild, A. S. (2005). Agreement, the F-measure, and reliability in
    information retrieval. *JAMIA* 12(3), 296–298.

    Examples
    --------
    >>> first = mentions.assign(coder="human:anna", status="blind", confidence=float("nan"))
    >>> second = first.iloc[:-6].assign(coder="human:bea")
    >>> both = pd.concat([first, second])
    >>> shared = first["statement_id"].unique()
    >>> found = span_agreement(both, "human:anna", "human:bea", statements=shared)
    >>> found[["code", "match", "precision", "recall", "note"]].head(1)
      code  match  precision    recall note
    0  all  exact        1.0  0.921053
    """
    used, shared, after = _mentions(codings, a, b, family, include_suggested, statements)
    first, second = used[used["coder"] == a], used[used["coder"] == b]
    rows = [
        *_rows(ALL, first, second, True),
        *_rows("spans", first, second, False),
    ]
    for code in sorted(set(used["code"])):
        rows += _rows(code, first[first["code"] == code], second[second["code"] == code], True)
    table = pd.DataFrame(rows, columns=[name for name in _COLUMNS if name != "statements"])
    table.insert(8, "statements", shared)
    if after:
        table["note"] = [noted(note, AFTER) for note in table["note"]]
    return table


def _mentions(
    codings: pd.DataFrame,
    a: str,
    b: str,
    family: str,
    include_suggested: bool,
    statements: Iterable[str] | None,
) -> tuple[pd.DataFrame, int, bool]:
    """Return both coders' mentions in the statements that both read, and how many these are."""
    check_family(family)
    checked = same_codes(check_codings(codings))
    check_coders(checked, (a, b))
    check_two(a, b)
    counted = independent_judgements(checked, include_suggested)
    used = counted[counted["coder"].isin([a, b])]
    shared = _read(counted, a) & _read(counted, b) if statements is None else set(statements)
    spans = used[
        (used["family"] == family) & used["statement_id"].isin(shared) & used["start"].notna()
    ]
    spans = spans[spans["end"].notna() & (spans["status"] != "rejected")]
    after = bool(spans["status"].isin(["accepted", "changed"]).any())
    keys = ["coder", "statement_id", "code", "start", "end"]
    return spans.drop_duplicates(keys)[keys], len(shared), after


def _read(counted: pd.DataFrame, coder: str) -> set[str]:
    """Return the statements that a coder read; a machine those that any machine coded."""
    machine = coder.startswith("machine:")
    rows = is_machine(counted["coder"]) if machine else counted["coder"] == coder
    return set(counted.loc[rows, "statement_id"])


def _rows(
    code: str, first: pd.DataFrame, second: pd.DataFrame, same_code: bool
) -> list[dict[str, Any]]:
    n_a, n_b = len(first), len(second)
    rows = []
    for match in ("exact", "overlap"):
        both = _matched(first, second, exact=match == "exact", same_code=same_code)
        row: dict[str, Any] = {"code": code, "match": match, "n_both": both}
        row |= {"n_a": n_a, "n_b": n_b}
        row["precision"] = both / n_b if n_b else np.nan
        row["recall"] = both / n_a if n_a else np.nan
        row["f1"] = 2 * both / (n_a + n_b) if n_a + n_b else np.nan
        row["note"] = "" if n_a and n_b else f"no mention with its place by {_who(n_a, n_b)}"
        rows.append(row)
    return rows


def _who(n_a: int, n_b: int) -> str:
    if n_a or n_b:
        return "b" if n_a else "a"
    return "either"


def _matched(first: pd.DataFrame, second: pd.DataFrame, *, exact: bool, same_code: bool) -> int:
    """Return how many mentions can be paired, each with one of the other coder's at most."""
    total = 0
    others = dict(list(second.groupby("statement_id")))
    for name, part in first.groupby("statement_id"):
        if name in others:
            fits = _fits(part, others[name], exact=exact, same_code=same_code)
            total += _pairs(fits)
    return total


def _fits(first: pd.DataFrame, second: pd.DataFrame, *, exact: bool, same_code: bool) -> np.ndarray:
    def crossed(column: str) -> tuple[np.ndarray, np.ndarray]:
        kind = object if column == "code" else np.int64
        left, right = first[column].to_numpy(dtype=kind), second[column].to_numpy(dtype=kind)
        return left[:, None], right[None, :]

    (start_a, start_b), (end_a, end_b) = crossed("start"), crossed("end")
    if exact:
        fits = (start_a == start_b) & (end_a == end_b)
    else:
        fits = np.minimum(end_a, end_b) > np.maximum(start_a, start_b)
    if same_code:
        code_a, code_b = crossed("code")
        fits = fits & (code_a == code_b)
    return np.asarray(fits, dtype=bool)


def _pairs(fits: np.ndarray) -> int:
    """Return the size of the largest one-to-one matching."""
    if not fits.any():
        return 0
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import maximum_bipartite_matching

    return int((maximum_bipartite_matching(csr_array(fits.astype(np.int8))) >= 0).sum())


def gamma_agreement(
    codings: pd.DataFrame,
    coders: Sequence[str],
    *,
    family: str = "actor",
    include_suggested: bool = False,
    statements: Iterable[str] | None = None,
    precision: float = 0.02,
    seed: int = 0,
) -> float:
    """Return gamma, the agreement on place and code of spans corrected for chance.

    Statements are laid end to end, so that spans are aligned within the whole text. It is computed
    by the package ``pygamma-agreement``, which aineisto does not bring with it.

    Parameters
    ----------
    codings : DataFrame
        The codings table.
    coders : sequence of str
        Two coders or more.
    family, include_suggested, statements
        As in `span_agreement`; statements where all coded anything by default.
    precision : float
        How near to the expected disagreement sampling should come, 0…1.
    seed : int
        Seed of the sampling.

    Returns
    -------
    float
        At most 1; NaN when there is no mention.

    Raises
    ------
    AineistoError
        When ``pygamma-agreement`` is not installed, or a coder is not there.

    References
    ----------
    Mathet, Y., Widlöcher, A. & Métivier, J.-P. (2015). The unified and holistic method gamma (γ)
    for inter-annotator agreement measure and alignment. *Computational Linguistics* 41(3).
    """
    try:
        pygamma = import_module("pygamma_agreement")
        segment_of = import_module("pyannote.core").Segment
    except ImportError as error:
        raise AineistoError(
            "Gamma needs the package pygamma-agreement, which is not installed.",
            remedy="pip install pygamma-agreement, or use span_agreement.",
        ) from error
    names = list(coders)
    if len(names) < 2:
        raise AineistoError("Gamma compares two coders or more.", remedy="Name two coders.")
    parts, shared = [], None
    for name in names[1:]:
        spans, _, _ = _mentions(codings, names[0], name, family, include_suggested, statements)
        parts.append(spans)
        found = set(spans["statement_id"])
        shared = found if shared is None else shared | found
    spans = pd.concat(parts).drop_duplicates()
    if spans.empty:
        return float("nan")
    longest = int(spans["end"].max()) + 1
    offset = {name: place * longest for place, name in enumerate(sorted(shared or ()))}
    continuum = pygamma.Continuum()
    for span in spans.itertuples():
        begin = offset[span.statement_id]
        segment = segment_of(begin + int(span.start), begin + int(span.end))
        continuum.add(span.coder, segment, span.code)
    np.random.seed(seed)  # noqa: NPY002 (pygamma draws from the global generator)
    dissimilarity = pygamma.CombinedCategoricalDissimilarity(
        cat_dissim=pygamma.AbsoluteCategoricalDissimilarity()
    )
    return float(continuum.compute_gamma(dissimilarity, precision_level=precision).gamma)
