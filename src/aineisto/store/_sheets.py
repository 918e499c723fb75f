"""Coding sheets of a project: which statements and suggestions go out."""

from __future__ import annotations

from os import PathLike
from typing import TYPE_CHECKING

from aineisto.codings import FAMILIES, suggestions, write_sheet
from aineisto.store._marks import Marks
from aineisto.store._said import said_before
from aineisto.store._statements import note_all_shown
from aineisto.store._team import BLIND_SHEET

if TYPE_CHECKING:
    import pandas as pd

    from aineisto.codebook import Codebook
    from aineisto.corpus import Corpus
    from aineisto.store._file import ProjectFile
    from aineisto.store._store import Store

#: Columns of what `write` tells of its sheet.
_ROWS = ("statement_id", "document", "participant", "question", "before", "clean")


def write(
    project: ProjectFile,
    store: Store,
    path: str | PathLike[str],
    coder: str,
    *,
    blind: bool,
    n: int | None,
    lang: str,
) -> pd.DataFrame:
    """Write a coding sheet: a blind sample, or statements with their suggestions; return its rows.

    The sheet carries a mark for each row that says what was shown, and the project remembers it.
    """
    answers = _in_context(project.corpus, project.codebook, lang)
    suggested = None
    if blind:
        seen = project.seen(coder)
        chosen = [one for one in project.blind_sample(n) if one not in seen]
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
