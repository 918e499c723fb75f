"""What coders dispute, talked over and settled."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from aineisto.codings import NO_THEME, is_human
from aineisto.core.errors import AineistoError
from aineisto.page._desk import Desk, fields, one
from aineisto.project import Choice


async def disputes(desk: Desk, request: Request) -> Response:
    """Show one dispute, with what each coder said, and the list of the others."""
    table = desk.project.disputes()
    found = list(table.to_dict("records"))
    place = request.query_params.get("at", "0")
    at = min(int(place) if place.isdigit() else 0, max(0, len(found) - 1))
    shown = _dispute(desk, request, found[at]) if found else None
    return desk.page(
        request,
        "disputes",
        disputes=found,
        at=at,
        shown=shown,
        settled=len(desk.project.consensus),
    )


def _dispute(desk: Desk, request: Request, row: dict[str, Any]) -> dict[str, Any]:
    project, lang = desk.project, desk.lang(request)
    corpus, codebook = project.corpus, project.codebook
    statements = corpus.statements
    places = statements.index[statements["statement_id"] == row["statement_id"]]
    place = int(places[0])
    document = statements.at[place, "document"]
    around = statements.iloc[max(0, place - 2) : place + 2]
    codings = project.codings
    own = codings[
        (codings["statement_id"] == row["statement_id"])
        & (codings["family"] == row["family"])
        & is_human(codings["coder"])
        & (codings["status"] != "consensus")
    ]
    # Who looks here sees the others' codes: from now on hers stay as they are. Whoever named no
    # actor has no row, and said that too.
    coders = sorted(row["coders"])
    project.open_dispute(row["statement_id"], row["family"], coders)
    themes = [(theme.code, theme.label(lang), theme.definition) for theme in codebook.themes]
    scale = [(point.value, point.label(lang)) for point in codebook.scale]
    none = desk.text(request, "no_theme")
    said = {
        str(coder).removeprefix("human:"): ", ".join(
            _label(entry, themes, scale, none)
            for entry in own[own["coder"] == coder].to_dict("records")
        )
        or "–"
        for coder in coders
    }
    return {
        **row,
        "document": document,
        "around": [
            {
                "text": entry["clean"],
                "speaker": entry["speaker"],
                "role": entry["role"],
                "it": entry["statement_id"] == row["statement_id"],
            }
            for entry in around[around["document"] == document].to_dict("records")
        ],
        "said": said,
        "people": ", ".join(said),
        "themes": [*themes, (NO_THEME, desk.text(request, "no_theme"), "")],
        "scale": scale,
        "given": sorted(set(own["code"])),
        "values": sorted({int(value) for value in own["value"].dropna()}),
    }


def _label(entry: dict[str, Any], themes: Any, scale: Any, none: str) -> str:
    if entry["family"] == "stance":
        return next((f"{v:+d} {name}" for v, name in scale if v == entry["value"]), "–")
    if entry["code"] == NO_THEME:
        return none
    return next((name for code, name, _ in themes if code == entry["code"]), entry["code"])


async def settle(desk: Desk, request: Request) -> Response:
    """Store what was settled, and lead to the next dispute."""
    form = await fields(request)
    family = one(form, "family")
    if family == "stance":
        value = one(form, "value")
        if not value:
            raise AineistoError(
                desk.text(request, "nothing_chosen"), remedy=desk.text(request, "choose")
            )
        choice = Choice("stance", value=int(value))
    else:
        codes = form.get("code", [])
        if family == "actor":
            codes = [name.strip() for name in one(form, "actors").split(";") if name.strip()]
        elif not codes:
            raise AineistoError(
                desk.text(request, "nothing_chosen"), remedy=desk.text(request, "choose")
            )
        choice = Choice(family, tuple(code for code in codes if code != NO_THEME))
    people = [name.strip() for name in one(form, "people").split(",") if name.strip()]
    desk.project.settle(one(form, "statement"), choice, people, one(form, "reason"))
    return RedirectResponse(f"/disputes?at={one(form, 'at', '0')}&said=saved", 303)
