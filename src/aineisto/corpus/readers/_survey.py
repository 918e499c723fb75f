"""Open answers of a questionnaire: a row a respondent, a column a question."""

from __future__ import annotations

import re
from collections.abc import Sequence

from aineisto.core.text import words

Rows = Sequence[tuple[int, Sequence[str]]]

_RESPONDENT = words(
    """
    id tunnus tunniste vastaaja vastaajat vastaajanumero vastaajatunnus vastaajantunnus vastaajaid
    vastaajanid vastausnumero vastausid osallistuja haastateltava participant respondent
    respondentid responseid nro numero number
    """
)
_TIMES = words("aika aikaleima time timestamp vastausaika lähetysaika starttime endtime submitted")
_LETTER = re.compile(r"[^\W_]")
_QUESTION = re.compile(r"\?|\A\W*\d{1,2}[.)]\s*\S")
_LEAST_WORDS = 1.5  # of an answer in one's own words, on average
_DIFFERENT = 0.5  # share of such answers that no other respondent gives
_FEWEST = 2  # respondents


def answers_of_survey(
    rows: Rows, stem: str
) -> tuple[list[tuple[int, list[str]]], list[str], list[str]]:
    """Return the open answers of a questionnaire as a table of statements, and their questions.

    Parameters
    ----------
    rows : sequence of (int, sequence of str)
        Numbered rows, of which the first names the columns.
    stem : str
        The file's name without its ending: each respondent is a document of it.

    Returns
    -------
    list of (int, list of str)
        ``document``, ``participant``, ``question``, ``text`` and the other columns, an answer a
        row below a row of their names; none where no column has a question for its name and
        answers in people's own words.
    list of str, list of str
        The names of those columns, and of the others.
    """
    if len(rows) <= _FEWEST:
        return [], [], []
    names = [name.strip() for name in rows[0][1]]
    body = [(number, [*row, *[""] * len(names)][: len(names)]) for number, row in rows[1:]]
    cells = list(zip(*(row for _, row in body), strict=True))
    asked = [n for n, name in enumerate(names) if _QUESTION.search(name) and _is_open(cells[n])]
    if not asked:
        return [], [], []
    who = next((n for n, name in enumerate(names) if _is_respondent(name, cells[n])), None)
    kept = [n for n, name in enumerate(names) if name and n not in asked and n != who]
    others = ["answered_at" if _plain(names[n]) in _TIMES else names[n] for n in kept]
    found = [(rows[0][0], ["document", "participant", "question", "text", *others])]
    for place, (number, row) in enumerate(body, start=1):
        respondent = str(place) if who is None else row[who].strip()
        about = [row[n] for n in kept]
        found += [
            (number, [f"{stem}-{respondent}", respondent, names[n], row[n], *about])
            for n in asked
            if row[n].strip()
        ]
    return found, [names[n] for n in asked], [names[n] for n in kept]


def _is_open(cells: Sequence[str]) -> bool:
    """Tell whether cells are answers in people's own words, and no choices or numbers."""
    said = [cell.strip() for cell in cells if _LETTER.search(cell)]
    if not said:
        return False
    own = len(set(map(_plain, said))) >= _DIFFERENT * len(said)
    return own and sum(len(cell.split()) for cell in said) >= _LEAST_WORDS * len(said)


def _is_respondent(name: str, cells: Sequence[str]) -> bool:
    given = [cell.strip() for cell in cells]
    return _plain(name) in _RESPONDENT and all(given) and len(set(given)) == len(given)


def _plain(name: str) -> str:
    return "".join(_LETTER.findall(name.casefold()))
