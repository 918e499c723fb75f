"""Coding sheets of a project: which statements and suggestions go out."""

from __future__ import annotations

from os import PathLike
from typing import TYPE_CHECKING

from aineisto.codings import is_machine

if TYPE_CHECKING:
    import pandas as pd

    from aineisto.codebook import Codebook
    from aineisto.corpus import Corpus
    from aineisto.store._file import ProjectFile


def write(
    project: ProjectFile,
    path: str | PathLike[str],
    coder: str,
    *,
    blind: bool,
    n: int | None,
    lang: str,
) -> None:
    """Write a coding sheet: a blind sample, or statements with their suggestions."""
    from aineisto.codings import write_sheet

    answers = _in_context(project.corpus, project.codebook, lang)
    if blind:
        seen = project.seen(coder)
        chosen = [one for one in project.blind_sample(n) if one not in seen]
        answers = answers.set_index("statement_id", drop=False).loc[chosen]
        write_sheet(answers, path, project.codebook, coder, lang=lang)
        return
    codings = project.codings
    suggested = codings[is_machine(codings["coder"])]
    write_sheet(answers.head(n), path, project.codebook, coder, suggested, lang=lang)


def _in_context(corpus: Corpus, codebook: Codebook, lang: str) -> pd.DataFrame:
    """Return the answers with the question's name and what was said just before."""
    names = {question.code: question.label(lang) for question in codebook.questions}
    statements = corpus.statements
    before = statements.groupby("document", sort=False)["clean"].shift().fillna("")
    question = statements["question"].map(lambda code: names.get(code, code))
    return statements.assign(before=before, question=question).loc[corpus.answers.index]
