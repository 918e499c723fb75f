"""Coding sheets of a project: which statements and suggestions go out, with what was said before,
and the marks of what was shown, signed so that no file can claim it.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from os import PathLike
from typing import TYPE_CHECKING, Any

import pandas as pd

from aineisto.codings import FAMILIES, coder_key, suggestions, write_sheet
from aineisto.core.shown import word
from aineisto.corpus import INTERVIEWER, asks_anything
from aineisto.store._statements import note_all_shown
from aineisto.store._store import Store
from aineisto.store._team import BLIND_SHEET

if TYPE_CHECKING:
    from aineisto.codebook import Codebook
    from aineisto.corpus import Corpus
    from aineisto.store._file import ProjectFile


#: Columns of what `write` tells of its sheet.
_ROWS = ("statement_id", "document", "participant", "question", "before", "clean")
_LAST = 2  # statements that are always shown
_LONGEST = 400  # characters of one turn; of a longer one its end, where the question is
BLIND, SHOWN = "blind", "shown"
_KEY = "sheet_key"
_LENGTH = 16  # hexadecimal digits: 64 bits


def write(
    project: ProjectFile,
    store: Store,
    path: str | PathLike[str],
    coder: str,
    *,
    blind: bool,
    n: int | None,
    lang: str,
    seed: int = 0,
) -> pd.DataFrame:
    """Write a coding sheet: a blind sample, or statements with their suggestions; return its rows.

    The sheet carries a mark for each row that says what was shown, and the project remembers it.
    """
    answers = _in_context(project.corpus, project.codebook, lang)
    suggested = None
    if blind:
        seen = project.seen(coder)
        chosen = [one for one in project.blind_sample(n, seed) if one not in seen]
        answers = answers.set_index("statement_id", drop=False).loc[chosen]
    else:
        suggested = suggestions(project.codings)
        answers = answers.head(n)
    names = answers["statement_id"].tolist()
    marks = Marks(store).make(coder, names, shown=not blind)
    write_sheet(answers, path, project.codebook, coder, suggested, lang=lang, marks=marks)
    if blind:
        project.note(BLIND_SHEET, {"statements": names}, coder)
    else:
        note_all_shown(store, names, coder, FAMILIES)
    return answers[list(_ROWS)].reset_index(drop=True)


def _in_context(corpus: Corpus, codebook: Codebook, lang: str) -> pd.DataFrame:
    """Return the answers with the question's name and what was said before, by whom."""
    names = {question.code: question.label(lang) for question in codebook.questions}
    statements = corpus.statements
    before = said_before(statements, lang)
    question = statements["question"].map(lambda code: names.get(code, code))
    return statements.assign(before=before, question=question).loc[corpus.answers.index]


def said_before(statements: pd.DataFrame, lang: str) -> pd.Series:
    """Return what was said before each statement, a line a turn, with who speaks.

    It is what the interviewer asked last and the two statements before; a line with an ellipsis
    stands for what lies between them.

    Parameters
    ----------
    statements : DataFrame
        Of a corpus, in their order.
    lang : {"fi", "en"}
        Language in which the interviewer is called so.

    Returns
    -------
    Series of str
        By the index of the statements.

    Examples
    --------
    >>> print(said_before(corpus.statements.head(2), "fi")[1])
    Haastattelija: Moi, ja kiitos kun löysit ajan.
    """
    found: dict[Any, str] = {}
    columns = ["turn", "role", "participant", "speaker", "clean"]
    for _, own in statements.groupby("document", sort=False):
        rows = list(own[columns].itertuples(index=False, name=None))
        found.update(zip(own.index, _of_document(rows, lang), strict=True))
    return pd.Series(found, dtype="object").reindex(statements.index).astype("str")


def _of_document(rows: Sequence[tuple[Any, ...]], lang: str) -> Iterator[str]:
    asked: list[int] = []  # the rows of the turn that asked last
    for row, (turn, role, _, _, text) in enumerate(rows):
        shown = sorted({*asked, *range(max(row - _LAST, 0), row)})
        yield "\n".join(_lines([(at, rows[at]) for at in shown], lang))
        if role == INTERVIEWER:
            if asked and rows[asked[-1]][0] == turn:
                asked = [*asked, row]
            elif asks_anything(text):
                asked = [row]


def _lines(shown: Sequence[tuple[int, tuple[Any, ...]]], lang: str) -> Iterator[str]:
    turns: list[tuple[int, tuple[Any, ...], list[str]]] = []  # last row, who speaks, what
    for at, (turn, role, participant, speaker, text) in shown:
        if turns and turns[-1][:2] == (at - 1, (turn, role, participant, speaker)):
            turns[-1] = (at, turns[-1][1], [*turns[-1][2], text])
        else:
            turns.append((at, (turn, role, participant, speaker), [text]))
    before: int | None = None
    for last, (_, role, participant, speaker), texts in turns:
        if before is not None and last - len(texts) != before:
            yield "…"
        before = last
        name = "" if role == INTERVIEWER else participant or speaker
        yield f"{name or word(role, lang).capitalize()}: {_end(' '.join(texts))}"


def _end(text: str) -> str:
    return text if len(text) <= _LONGEST else f"… {text[-_LONGEST:].split(' ', 1)[-1]}"


class Marks:
    """The marks of one project's sheets; `found` are those that sheets bring back.

    A mark is ``blind:…`` or ``shown:…`` with a code that follows from the project's key, the
    coder, the statement and that word.
    """

    def __init__(self, store: Store, found: Mapping[tuple[str, str], str] | None = None) -> None:
        self._key = _key(store)
        self._found = {
            (coder_key(coder), statement): mark
            for (coder, statement), mark in (found or {}).items()
        }

    def make(self, coder: str, statements: Iterable[str], shown: bool) -> dict[str, str]:
        """Return the mark of each statement on a coder's sheet."""
        word = SHOWN if shown else BLIND
        return {name: f"{word}:{self._code(coder, name, word)}" for name in statements}

    def of(self, coder: str, statement: str) -> str:
        """Return what the sheet's mark says, empty where there is none of this project's."""
        word, _, code = self._found.get((coder_key(coder), statement), "").partition(":")
        right = word in (BLIND, SHOWN) and hmac.compare_digest(
            code.encode(), self._code(coder, statement, word).encode()
        )
        return word if right else ""

    def _code(self, coder: str, statement: str, word: str) -> str:
        name = coder_key(coder).removeprefix("human:")
        text = "\n".join((word, name, statement)).encode()
        return hmac.new(self._key, text, hashlib.sha256).hexdigest()[:_LENGTH]


def _key(store: Store) -> bytes:
    """Return the project's key, made where it is missing."""
    sql = "SELECT value FROM study WHERE key = ?"
    found = store.rows(sql, (_KEY,))
    if not found:
        with store.transaction() as connection:
            connection.execute(
                "INSERT OR IGNORE INTO study VALUES (?, ?)", (_KEY, secrets.token_hex(32))
            )
        found = store.rows(sql, (_KEY,))
    return bytes.fromhex(found[0][0])
