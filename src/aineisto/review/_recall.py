"""Whether a coder may stop looking for a rare code, as a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from aineisto.review._labels import RECALL

if TYPE_CHECKING:
    from aineisto.store import ProjectFile


def recall_notes(project: ProjectFile, coder: str, families: Sequence[str], lang: str) -> list[str]:
    """Return the advice on each rare code that a coder looks for among statements drawn by chance.

    The recall and the confidence are 95 %; see `aineisto.reliability.recall_advice`.
    """
    from aineisto.reliability import recall_advice

    names = {theme.code: theme.label(lang) for theme in project.codebook.themes}
    me = coder.removeprefix("human:")
    notes = []
    for who, family, code in project.rare_searches:
        if who.removeprefix("human:") != me or family not in families:
            continue
        advice = recall_advice(*project.rare_counts(code, coder, family))
        notes.append(
            RECALL[lang]["stop" if advice.stop else "on"].format(
                code=names.get(code, code) if family == "theme" else code,
                found=advice.found,
                missed=advice.missed_at_most,
                more=advice.more,
            )
        )
    return notes
