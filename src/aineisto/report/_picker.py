"""Find quotations for a text: by theme, group, stance and actor, under a pseudonym."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import pandas as pd

from aineisto.codebook import Codebook
from aineisto.codings import make_codings
from aineisto.core.errors import AineistoError
from aineisto.report._codes import chosen_codes, statement_values
from aineisto.report._quotations import Quotation, pick, pseudonym
from aineisto.report._respondents import group_order, respondents
from aineisto.report._texts import printable, texts

if TYPE_CHECKING:
    from aineisto.corpus import Corpus

_COLUMNS = ["text", "label", "group", "stance", "source", "document", "statement_id"]


def quotations(
    corpus: Corpus,
    codebook: Codebook,
    codings: pd.DataFrame,
    *,
    theme: str | None = None,
    group: str | None = None,
    stance: int | Iterable[int] | None = None,
    actor: str | None = None,
    n: int = 5,
    lang: str = "fi",
    with_group: bool = False,
) -> pd.DataFrame:
    """Return quotations for a text, the most telling first, each speaker by number.

    People's codes come before the machine's, sure codes before unsure, whole thoughts before very
    short statements, and each interviewee once before anyone twice.

    Parameters
    ----------
    corpus, codebook, codings
        The study, as in `write_report`.
    theme : str, optional
        Code of a theme that the statement carries.
    group : str, optional
        Group of the speaker.
    stance : int or iterable of int, optional
        Stance of the statement, −2…2: ``2``, or ``(1, 2)``. Between two coders the median counts.
    actor : str, optional
        Name of an actor that the statement mentions.
    n : int
        How many at most.
    lang : {"fi", "en"}
        Language of the labels.
    with_group : bool
        Name the group in the label. In a small group that can give the speaker away.

    Returns
    -------
    DataFrame
        ``text`` (the whole statement), ``label`` (“Haastateltava 4”: interviewees are numbered in
        the order of the participants' table, the same in every report), ``group``, ``stance``
        (missing where nobody coded it), ``source`` (``people`` or ``machine``), and, for finding
        the place and not for print, ``document`` and ``statement_id``.

    Raises
    ------
    AineistoError
        When the study has no such theme, group or actor, or the language is unknown.

    Examples
    --------
    >>> found = quotations(corpus, codebook, codings, theme="roolit", n=1, lang="en")
    >>> found[["label", "document"]].values.tolist()
    [['Interviewee 2', 'haastattelu-09']]
    """
    texts(lang)
    answers = respondents(corpus)
    codes = chosen_codes(make_codings(codings), answers)
    _known("theme", theme, codebook.theme_codes)
    _known("group", group, group_order(corpus, answers))
    _known("actor", actor, codes.loc[codes["family"] == "actor", "code"].unique())
    values = statement_values(codes)
    found = _candidates(codes, values, answers, theme, actor)
    if group is not None:
        found = found[found["group"] == group]
    if stance is not None:
        wanted = [stance] if isinstance(stance, int) else list(stance)
        found = found[found["value"].isin(wanted)]
    chosen = _everyone_once_first(found, max(0, n))
    texts_by_id = found.drop_duplicates("statement_id").set_index("statement_id")
    rows = [
        (
            " ".join(printable(texts_by_id.at[q.statement_id, "clean"]).split()),
            q.label(lang) if with_group else pseudonym(q.respondent, lang),
            q.group,
            q.value,
            q.source,
            texts_by_id.at[q.statement_id, "document"],
            q.statement_id,
        )
        for q in chosen
    ]
    return pd.DataFrame(rows, columns=_COLUMNS)


def _known(kind: str, name: str | None, names: Iterable[str]) -> None:
    known = [str(found) for found in names]
    if name is None or name in known:
        return
    listed = ", ".join(known[:20]) or "none"
    raise AineistoError(
        f"The study has no {kind} {name!r}.", remedy=f"The study's {kind}s are: {listed}."
    )


def _candidates(
    codes: pd.DataFrame,
    values: pd.DataFrame,
    answers: pd.DataFrame,
    theme: str | None,
    actor: str | None,
) -> pd.DataFrame:
    """Return the statements with the codes asked for, with their stance and confidence."""
    sure = values.set_index("statement_id")
    frame = answers.assign(
        value=answers["statement_id"].map(sure["value"]),
        confidence=answers["statement_id"].map(sure["confidence"]).fillna(0.0),
        source=answers["statement_id"].map(sure["source"]),
    )
    for family, code in (("theme", theme), ("actor", actor)):
        if code is None:
            continue
        part = codes[(codes["family"] == family) & (codes["code"] == code)]
        part = part.drop_duplicates("statement_id").set_index("statement_id")
        frame = frame[frame["statement_id"].isin(part.index)]
        frame = frame.assign(
            confidence=frame["statement_id"].map(part["confidence"]).astype(float).fillna(1.0),
            source=frame["statement_id"].map(part["source"]),
        )
    coded = frame["statement_id"].isin(codes["statement_id"])
    return frame[coded].assign(source=lambda f: f["source"].fillna("machine"))


def _everyone_once_first(found: pd.DataFrame, n: int) -> list[Quotation]:
    chosen: list[Quotation] = []
    left = found
    while len(chosen) < n and len(left):
        chosen += pick(left, n - len(chosen))
        left = left[~left["statement_id"].isin([q.statement_id for q in chosen])]
    return chosen
