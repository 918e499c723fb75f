"""The codebook's themes: renamed, merged, split. Each change is a new version of the codebook."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from aineisto.codings import is_human
from aineisto.page._open_study import OpenStudy, PageError, form_field, form_fields


async def themes(study: OpenStudy, request: Request) -> Response:
    """Show the themes with how many statements people and the machine gave each."""
    project = study.project
    codings = project.codings
    rows = codings[codings["family"] == "theme"]
    people = _statements(rows[is_human(rows["coder"])])
    machine = _statements(rows[~is_human(rows["coder"])])
    codebook = project.codebook
    labels = codebook.theme_labels(study.lang(request))
    changes, left = project.log, project.not_in_codebook
    left = left[left["family"] == "theme"]
    return study.page(
        request,
        "themes",
        themes=[
            {
                "theme": theme,
                "label": labels[theme.code],
                "people": int(people.get(theme.code, 0)),
                "machine": int(machine.get(theme.code, 0)),
            }
            for theme in codebook.themes
        ],
        gone={code: int(n) for code, n in _statements(left).items()},
        versions=1 + int((changes["event"] == "codebook").sum()),
        split=request.query_params.get("split", ""),
    )


def _statements(rows: pd.DataFrame) -> pd.Series:
    return rows.groupby("code")["statement_id"].nunique()


async def rename(study: OpenStudy, request: Request) -> Response:
    """Give a theme another name or definition; its code stays."""
    form = await form_fields(request)
    codebook = study.project.codebook
    theme = codebook.theme(_known(study, form_field(form, "code")))
    names = {lang: form_field(form, f"name_{lang}") for lang in study.languages}
    names = {lang: name for lang, name in names.items() if name}
    if not names:
        raise PageError("no_name")
    keywords = tuple(
        word.strip() for word in form_field(form, "keywords").split(",") if word.strip()
    )
    changed = replace(
        theme, name=names, definition=form_field(form, "definition"), keywords=keywords
    )
    study.project.update_codebook(
        replace(
            codebook,
            themes=tuple(changed if other is theme else other for other in codebook.themes),
        )
    )
    return _back("renamed")


async def merge(study: OpenStudy, request: Request) -> Response:
    """Take one theme into another; the codes given before count for the whole."""
    form = await form_fields(request)
    kept = _known(study, form_field(form, "kept"))
    merged = [_known(study, code) for code in form.get("merged", [])]
    if not merged or kept in merged:
        raise PageError("no_merge")
    study.project.update_codebook(study.project.codebook.merge(kept, *merged))
    return _back("merged")


async def split(study: OpenStudy, request: Request) -> Response:
    """Put themes under a theme; its statements are then coded anew by people."""
    form = await form_fields(request)
    code, names = _known(study, form_field(form, "code")), form.get("part", [])
    if len(names) < 2:
        raise PageError("no_parts")
    study.project.update_codebook(
        study.project.codebook.split(code, [{study.lang(request): name} for name in names])
    )
    return RedirectResponse(f"/coding?theme={code}&said=split", 303)


def _known(study: OpenStudy, code: str) -> str:
    # A page that was opened earlier may show a theme that is no longer there.
    if code not in study.project.codebook.theme_codes:
        raise PageError("no_theme", theme=code)
    return code


def _back(said: str) -> Response:
    return RedirectResponse(f"/themes?said={said}", 303)
