"""Pre-coding: the three machine coders over one corpus, in one table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import pandas as pd

from aineisto.codebook import Codebook, Question
from aineisto.codings import empty_codings, make_codings
from aineisto.core.checks import of_kind
from aineisto.core.progress import is_watched
from aineisto.core.renamed import renamed_parameters
from aineisto.corpus import Corpus, guide_of, interview_dates
from aineisto.language import Reading, ReadingStore, answers_of, can_read

Coder = Callable[[pd.DataFrame], pd.DataFrame]


@renamed_parameters(kept="readings")
def precode(
    corpus: Corpus,
    codebook: Codebook,
    *,
    progress: bool | None = None,
    readings: ReadingStore | None = None,
    together: bool = True,
) -> pd.DataFrame:
    """Suggest themes, stance and actors for every statement of the interviewees.

    Parameters
    ----------
    corpus : Corpus
        Interviews; the interviewer's statements are context and are not coded.
    codebook : Codebook
        Themes, scale and actors. Without themes, none are suggested.
    progress : bool, optional
        Whether to show what is being done; by default in notebooks and terminals.
    readings : ReadingStore, optional
        Where the encoder's readings are kept (`Project.readings`), so that none is made twice.
    together : bool, default True
        Whether themes and stance of a statement may follow what the others of the study say, above
        all the answers to the same question; False judges each by itself, and its coders' names
        end in ``+alone``.

    Returns
    -------
    DataFrame
        The codings table (see `aineisto.codings.COLUMNS`), sorted by statement: every row is
        ``suggested`` by a coder named ``machine:…``; ``start`` and ``end`` of the evidence are
        code points into the document's text.

    Examples
    --------
    >>> few = aineisto.read(folder / "interviews" / "haastattelu-12.txt", guide=codebook)
    >>> suggested = precode(few, codebook)
    >>> sorted(set(suggested["family"])), set(suggested["status"])
    (['actor', 'stance', 'theme'], {'suggested'})
    """
    from tqdm.auto import tqdm

    of_kind(corpus, Corpus, "corpus", "Read one first: aineisto.read(…).")
    of_kind(codebook, Codebook, "codebook", "Load it: Codebook.load(…).")
    if corpus.answers.empty:
        return empty_codings()
    show = is_watched() if progress is None else progress
    guide = guide_of(corpus, codebook)
    parts = []
    with tqdm(desc="Pre-coding", unit="step", disable=not show) as steps:
        steps.set_postfix_str("reading")
        # Read once, for the themes and for the stance.
        answers, reading = answers_of(corpus.statements, guide, reads=can_read(), readings=readings)
        coders = _coders(codebook, corpus, guide, reading, together)
        steps.total = 1 + len(coders)
        steps.update()
        for name, code in coders.items():
            steps.set_postfix_str(name)
            parts.append(code(answers))
            steps.update()
    codings = make_codings(pd.concat(parts, ignore_index=True))
    located = in_document(codings, corpus)
    return located.sort_values(
        ["statement_id", "family", "start"], kind="stable", ignore_index=True
    )


def _coders(
    codebook: Codebook,
    corpus: Corpus,
    guide: Sequence[Question],
    reading: Reading | None,
    together: bool,
) -> dict[str, Coder]:
    from aineisto.actors import ActorRecognizer
    from aineisto.stance import StanceClassifier
    from aineisto.themes import ThemeAssigner

    coders: dict[str, Coder] = {}
    if codebook.themes:
        themes = ThemeAssigner(codebook, together=together)
        coders["themes"] = partial(themes.code, questions=guide, context=reading)
    stance = StanceClassifier(_steps(codebook), cues=codebook.cues, together=together)
    coders["stance"] = partial(stance.code, questions=guide, context=reading)
    coders["actors"] = partial(ActorRecognizer(codebook.actors).code, dates=interview_dates(corpus))
    return coders


def _steps(codebook: Codebook) -> tuple[int, ...]:
    return tuple(point.value for point in codebook.scale)


def in_document(codings: pd.DataFrame, corpus: Corpus) -> pd.DataFrame:
    """Move the evidence's offsets from the statement's clean text to the document's text.

    Examples
    --------
    >>> first = in_document(mentions, corpus).iloc[0]
    >>> texts = corpus.documents.set_index("document")["text"]
    >>> text = texts[first["statement_id"].split(":")[0]]
    >>> text[int(first["start"]) : int(first["end"])]
    'VM:stä'
    """
    has_place = codings["start"].notna()
    spans = [
        corpus.locate(statement_id, start, end)
        for statement_id, start, end in codings.loc[
            has_place, ["statement_id", "start", "end"]
        ].itertuples(index=False)
    ]
    located = codings.copy()
    located.loc[has_place, "start"] = [start for start, _ in spans]
    located.loc[has_place, "end"] = [end for _, end in spans]
    return located
