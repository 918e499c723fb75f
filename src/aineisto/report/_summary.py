"""Everything the report says, as data: the page is a function of this."""

from __future__ import annotations

import platform
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from importlib import metadata
from typing import TYPE_CHECKING, Any

import pandas as pd

from aineisto.codebook import Codebook, name_actors
from aineisto.codings import is_blind, is_human, make_codings, same_coders, same_codes
from aineisto.core.progress import shown
from aineisto.corpus import interview_dates
from aineisto.report._actors import summarise_actors
from aineisto.report._agreement import AgreementSummary, summarise_agreement
from aineisto.report._codes import (
    MACHINE,
    MARKED,
    NONE,
    PEOPLE,
    chosen_codes,
    source_of,
    standing_suggestions,
    statement_values,
)
from aineisto.report._crosstabs import actors_by_theme, quote_groups, stance_by_source
from aineisto.report._language_models import LanguageModelUse, used_models
from aineisto.report._respondents import (
    Counts,
    count_all,
    count_documents,
    count_groups,
    group_order,
    respondents,
)
from aineisto.report._stance import (
    question_order,
    stance_as_in_the_model,
    stance_by_blind_codes,
    stance_by_group,
    stance_by_question,
    stance_distribution,
    stance_tests,
)
from aineisto.report._themes import (
    ThemeSummary,
    count_gone,
    count_without_theme,
    summarise_themes,
    themes_by_group,
)

if TYPE_CHECKING:
    from aineisto.corpus import Corpus
    from aineisto.report._team import TeamSummary
    from aineisto.report._work import TeamWork


#: Actors whose themes are shown.
CROSSED_ACTORS = 10


@dataclass(frozen=True)
class FamilySource:
    """Whose codes of a family count in the report.

    Attributes
    ----------
    family : str
        ``theme``, ``stance`` or ``actor``.
    source : str
        ``people``, ``machine``, ``mixed`` or ``none``.
    people, machine, accepted, unknown : int
        Statements whose codes are people's, and the machine's suggestions; and of people's those
        that rest on a suggestion accepted as it was, and on a code not known to be blind.
    coders : tuple of str
        The coders whose codes count.
    suggested : tuple of str
        The machine coder that suggested, whether or not its suggestions still count.
    """

    family: str
    source: str
    people: int
    machine: int
    coders: tuple[str, ...]
    accepted: int = 0
    unknown: int = 0
    suggested: tuple[str, ...] = ()

    @property
    def basis(self) -> dict[str, Any]:
        """What the family's numbers rest on, as columns of a frame of them."""
        return {"source": self.source} | {status: getattr(self, status) for status in MARKED}


@dataclass(frozen=True)
class Methods:
    """With what the numbers were made."""

    aineisto: str
    python: str
    lemmatizer: str
    date: str
    language_models: tuple[LanguageModelUse, ...] = ()


@dataclass(frozen=True, eq=False)
class Summary:
    """Everything a report says, without its language.

    Attributes
    ----------
    codebook : Codebook
        Names and definitions of themes, questions and the scale.
    counts : Counts
        Size of the study.
    group_names : tuple of str
        The groups, in the order of the participants' table.
    groups, documents, reading, problems : DataFrame
        Who was interviewed, how the transcripts were read, and what could not be read.
    sources : dict of str to FamilySource
        By family: whose codes count.
    questions : tuple of str
        The questions with a stance, in order.
    stance, stance_tests, stance_model, stance_blind, stance_groups, stance_sources : DataFrame
        Means by question; ranks and ordinal model; the model report's method; beside the codes
        that people gave blind; by question and group; from people's codes, from the machine's and
        from both, where both coded.
    distribution : DataFrame
        The spread over the scale.
    themes : tuple of ThemeSummary
        The most frequent first.
    without_theme : float
        Statements that a coder read and found no theme in.
    themes_gone : dict
        Statements of each theme that was coded and is not in the codebook.
    theme_groups : DataFrame
        Shares of themes by group, each with the themes under it.
    actors : DataFrame
        The most mentioned first.
    actor_themes : DataFrame
        Themes of the statements that mention the most mentioned actors.
    agreement : AgreementSummary
        Agreement between coders, where people coded blind.
    coders : DataFrame
        Who coded what, blind or in sight of a suggestion (`summarise_coding`).
    accepted, unknown : int
        Codes that count and are suggestions that a person accepted as they were, and those of
        which it is not known whether a suggestion was seen.
    team : TeamSummary
        What coders did together, agreement by group, drift and saturation.
    work : TeamWork
        What the project knows of the work: rounds, versions, who settled, rare codes.
    anchoring : DataFrame
        The rows of `aineisto.reliability.anchoring`.
    methods : Methods
        Versions and the date.

    Examples
    --------
    >>> summary.stance.columns[:4].tolist()
    ['question', 'mean', 'sd', 'n']
    """

    codebook: Codebook
    counts: Counts
    group_names: tuple[str, ...]
    groups: pd.DataFrame
    documents: pd.DataFrame
    reading: pd.DataFrame
    problems: pd.DataFrame
    sources: dict[str, FamilySource]
    questions: tuple[str, ...]
    stance: pd.DataFrame
    stance_tests: pd.DataFrame
    stance_model: pd.DataFrame
    stance_blind: pd.DataFrame
    stance_groups: pd.DataFrame
    stance_sources: pd.DataFrame
    distribution: pd.DataFrame
    themes: tuple[ThemeSummary, ...]
    without_theme: float
    themes_gone: dict[str, int]
    theme_groups: pd.DataFrame
    actors: pd.DataFrame
    actor_themes: pd.DataFrame
    agreement: AgreementSummary
    coders: pd.DataFrame
    accepted: int
    unknown: int
    anchoring: pd.DataFrame
    team: TeamSummary
    work: TeamWork
    methods: Methods


def build_summary(
    corpus: Corpus,
    codebook: Codebook,
    codings: pd.DataFrame,
    models: pd.DataFrame | None = None,
    work: TeamWork | None = None,
    progress: bool | None = False,
) -> Summary:
    """Return everything the report says, as data.

    Parameters
    ----------
    corpus, codebook, codings, models, work, progress
        As in `write_report`.

    Raises
    ------
    CodingsError
        When the codings table breaks its rules.

    Examples
    --------
    >>> summary = build_summary(corpus, codebook, codings)
    >>> sorted(summary.sources)
    ['actor', 'stance', 'theme']
    """
    from aineisto.reliability import anchoring
    from aineisto.report._coding import summarise_coding
    from aineisto.report._reading import count_reading
    from aineisto.report._team import summarise_team
    from aineisto.report._work import TeamWork

    days = interview_dates(corpus)
    table = name_actors(
        _honest(same_coders(same_codes(make_codings(codings), codebook.theme_codes))),
        codebook.actors,
        days,
    )
    answers = respondents(corpus)
    groups = group_order(corpus, answers)
    codes = chosen_codes(table, answers)
    values = statement_values(codes)
    questions = question_order(values, [question.code for question in codebook.questions])
    themes = summarise_themes(codes, values, codebook)
    actors = summarise_actors(codes, values, codebook)
    suggested = standing_suggestions(table)
    stance = stance_by_question(values, questions)
    work = work or TeamWork()
    # Codes of training rounds are practice: they are in no agreement.
    compared = work.without_training(table)
    scale = [point.value for point in codebook.scale]
    parts: dict[str, Callable[[], Any]] = {
        "codebook": lambda: codebook,
        "counts": lambda: count_all(corpus, answers, groups),
        "group_names": lambda: tuple(groups),
        "groups": lambda: quote_groups(count_groups(answers, groups), values),
        "documents": lambda: count_documents(corpus, answers),
        "reading": lambda: count_reading(corpus),
        "problems": lambda: corpus.left_out.reset_index(drop=True),
        "sources": lambda: {
            name: _source(codes, suggested, name) for name in ("stance", "theme", "actor")
        },
        "questions": lambda: tuple(questions),
        "stance": lambda: stance,
        "stance_model": lambda: stance_as_in_the_model(values, questions),
        "stance_blind": lambda: stance_by_blind_codes(_blind_values(table, answers), stance, codes),
        "stance_tests": lambda: stance_tests(values, questions),
        "stance_groups": lambda: stance_by_group(values, questions, groups),
        "stance_sources": lambda: stance_by_source(table, answers, values, questions),
        "distribution": lambda: stance_distribution(codes, questions, scale),
        "themes": lambda: themes,
        "without_theme": lambda: count_without_theme(codes),
        "themes_gone": lambda: count_gone(codes, codebook),
        "theme_groups": lambda: themes_by_group(codes, themes, groups),
        "actors": lambda: actors,
        "actor_themes": lambda: actors_by_theme(
            codes, actors["actor"].head(CROSSED_ACTORS).tolist(), themes
        ),
        "agreement": lambda: summarise_agreement(compared, answers, scale),
        "coders": lambda: summarise_coding(
            table[table["statement_id"].isin(answers["statement_id"])]
        ),
        "accepted": lambda: int(codes["accepted"].sum()),
        "unknown": lambda: int(codes["unknown"].sum()),
        "team": lambda: summarise_team(table, compared, codes, answers, scale),
        "work": lambda: work,
        "anchoring": lambda: anchoring(table, answers, respondent="respondent"),
        "methods": lambda: _methods(used_models(table, models)),
    }
    made = shown(parts.items(), "Report", "part", progress)
    return Summary(**{name: make() for name, make in made})


def _honest(table: pd.DataFrame) -> pd.DataFrame:
    """Return the codings with what only claims to be blind told as unknown."""
    claimed = is_human(table["coder"]) & (table["status"] == "blind") & ~is_blind(table)
    return table.assign(status=table["status"].mask(claimed, "unknown"))


def _source(codes: pd.DataFrame, suggested: pd.DataFrame, family: str) -> FamilySource:
    part = codes[codes["family"] == family]
    whose = part.drop_duplicates("statement_id")["source"]
    return FamilySource(
        family=family,
        source=source_of(whose) if len(whose) else NONE,
        people=int((whose == PEOPLE).sum()),
        machine=int((whose == MACHINE).sum()),
        coders=tuple(sorted(part["coder"].unique())),
        **{name: int(part.loc[part[name], "statement_id"].nunique()) for name in MARKED},
        suggested=tuple(suggested.loc[suggested["family"] == family, "coder"].unique()),
    )


def _blind_values(table: pd.DataFrame, answers: pd.DataFrame) -> pd.DataFrame:
    """Return the statements' stances by people's blind codes alone."""
    return statement_values(chosen_codes(table[is_blind(table)], answers))


def _methods(models: tuple[LanguageModelUse, ...]) -> Methods:
    from aineisto.language import shared_lemmatizer

    try:
        version = metadata.version("aineisto")
    except metadata.PackageNotFoundError:
        version = "—"
    return Methods(
        aineisto=version,
        python=platform.python_version(),
        # After the semicolon comes advice for whoever installs, not for the reader.
        lemmatizer=shared_lemmatizer().describe().split(";")[0].rstrip(),
        date=date.today().isoformat(),
        language_models=models,
    )
