"""On which day each statement was said, where the study tells."""

from __future__ import annotations

import re

import pandas as pd

from aineisto.corpus._corpus import Corpus

_COLUMNS = (
    *("date", "interview_date", "interview date", "interviewed", "haastattelupäivä"),
    *("haastattelupvm", "haastattelun päivä", "haastattelun pvm", "haastateltu", "päivämäärä"),
    *("päivä", "pvm", "year", "vuosi", "haastatteluvuosi"),
)
_ISO = re.compile(r"((?:19|20)\d\d)-(\d\d?)(?:-(\d\d?))?")
_FINNISH = re.compile(r"(?<!\d)(\d\d?)\.\s?(\d\d?)\.\s?((?:19|20)\d\d)(?!\d)")
_YEAR = re.compile(r"(?:19|20)\d\d(?:\.0)?")
_IN_A_NAME = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_.]?([01]\d)[-_.]?([0-3]\d)(?!\d)")


def interview_dates(corpus: Corpus) -> dict[str, str]:
    """Return the day on which statements were said: statement → ISO date, or its beginning.

    The day stands in the table of participants, in a column ``date``, ``haastattelupäivä``,
    ``pvm``, ``year`` or the like (``2018-05-04``, ``4.5.2018``, ``2018``), or else in the name of
    the document's file (``haastattelu-2018-05-04.docx``). Statements of unknown day are left out.

    Examples
    --------
    >>> interview_dates(corpus)[coded["statement_id"].iloc[0]]
    '2018-02-19'
    """
    by_person: dict[str, str] = {}
    columns = {str(name).strip().casefold(): name for name in corpus.participants}
    column = next((columns[name] for name in _COLUMNS if name in columns), None)
    if column is not None:
        told = corpus.participants[["participant", column]].itertuples(index=False)
        by_person = {person: day for person, value in told if (day := as_date(value))}
    by_document = {
        document: _day(*found.groups())
        for document in corpus.statements["document"].unique()
        if (found := _IN_A_NAME.search(str(document)))
    }
    rows = corpus.statements[["statement_id", "participant", "document"]].itertuples(index=False)
    days = ((row[0], by_person.get(row[1]) or by_document.get(row[2], "")) for row in rows)
    return {statement: day for statement, day in days if day}


def as_date(value: object) -> str:
    """Return a cell as an ISO date, or as the beginning of one; ``""`` where it is none.

    Examples
    --------
    >>> as_date("4.5.2018"), as_date("2018-05"), as_date("2018"), as_date("keväällä")
    ('2018-05-04', '2018-05', '2018', '')
    """
    if isinstance(value, pd.Timestamp):
        return str(value.date().isoformat())
    text = str(value).strip()
    if found := _ISO.match(text):
        return _day(*found.groups())
    if found := _FINNISH.search(text):
        return _day(found[3], found[2], found[1])
    return text[:4] if _YEAR.fullmatch(text) else ""


def _day(year: str, month: str, day: str | None) -> str:
    return "-".join([year, month.zfill(2), *([day.zfill(2)] if day else [])])
