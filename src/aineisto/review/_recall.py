"""Whether a coder may stop looking for a rare code, as a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aineisto.review._labels import RECALL

if TYPE_CHECKING:
    from aineisto.review._session import ReviewSession


def recall_notes(session: ReviewSession, lang: str) -> list[str]:
    """Return the advice on each rare code that a coder looks for among statements drawn by chance.

    The recall and the confidence are 95 %; see `ReviewSession.recall_advice`.
    """
    names = {theme.code: theme.label(lang) for theme in session.project.codebook.themes}
    notes = []
    for who, family, code in session.project.rare_searches:
        if who.removeprefix("human:") != session.coder or family not in session.families:
            continue
        advice = session.recall_advice(code, family)
        notes.append(
            RECALL[lang]["stop" if advice.stop else "on"].format(
                code=names.get(code, code) if family == "theme" else code,
                found=advice.found,
                missed=advice.missed_at_most,
                more=advice.more,
            )
        )
    return notes
