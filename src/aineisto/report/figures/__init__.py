"""Figures of a study, in Finnish and in English, as Altair charts.

Each function takes a tidy frame with one row a mark (the frames of `aineisto.report.build_summary`
fit as they are) and returns a chart whose tooltips show n and, where the frame has the column
``quotation``, the words behind the mark. Colours are told apart in every common colour blindness;
the background is transparent, so that a figure sits on paper as on a dark page.

Names to show are read from ``label`` (``group_label`` for groups) where the frame has it, else
from the column of codes. A chart in which the machine's suggestions count says so in its title.
"""

from aineisto.core.figures import together
from aineisto.report.figures._counts import (
    actors,
    actors_by_theme,
    interviewees_by_group,
    themes_by_group,
)
from aineisto.report.figures._profile import strengths_profile, strengths_radar
from aineisto.report.figures._quality import agreement_intervals, saturation, stance_by_source
from aineisto.report.figures._stance import (
    stance_by_question,
    stance_by_question_and_group,
    stance_distribution,
)

__all__ = [
    "actors",
    "actors_by_theme",
    "agreement_intervals",
    "interviewees_by_group",
    "saturation",
    "stance_by_question",
    "stance_by_question_and_group",
    "stance_by_source",
    "stance_distribution",
    "strengths_profile",
    "strengths_radar",
    "themes_by_group",
    "together",
]
