"""What is done in the browser: coding, disputes, themes changed, work carried between machines."""

from __future__ import annotations

import json
import re
import secrets
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pandas as pd
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response

from aineisto.codings import is_human, open_sheet
from aineisto.core.errors import AineistoError, Said
from aineisto.core.whole import passing_folder, write_whole
from aineisto.page._open_study import (
    LARGEST_FILE,
    LARGEST_FORM,
    OpenStudy,
    PageError,
    body,
    coder_of,
    fields_of,
    form_count,
    form_field,
    form_fields,
    people_of,
    say_error,
)
from aineisto.store import SeenOthersError

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_PARTS = ("question", "document")  # of a study that one may code by itself
_LONGEST = 60  # characters of a file's name that are kept
_ENDINGS = (".xlsx", ".csv")


async def choose(study: OpenStudy, request: Request) -> Response:
    """Show who codes and how: blind, or with suggestions."""
    project = study.project
    coders = [coder.removeprefix("human:") for coder in project.coders]
    theme = request.query_params.get("theme", "")
    lang, corpus = study.lang(request), project.corpus
    labels = project.codebook.theme_labels(lang)
    guide = (*corpus.questions, *project.codebook.questions)
    answered, names = corpus.answers, {one.code: one.label(lang) for one in guide}
    return study.page(
        request,
        "coding",
        coders=coders,
        answers=len(answered),
        parts={
            "question": {one: names.get(one, one) for one in answered["question"].unique() if one},
            "document": {one: one for one in answered["document"].unique()},
        },
        theme=theme,
        theme_name=labels.get(theme, theme),
    )


async def begin(study: OpenStudy, request: Request) -> Response:
    """Open a session and lead to it."""
    form = await form_fields(request)
    name = await _begin(study, request, form)
    return RedirectResponse(f"/coding/{name}?{urlencode(form, doseq=True)}", 303)


async def _begin(
    study: OpenStudy, request: Request, form: dict[str, list[str]], name: str = ""
) -> str:
    """Open the session that a form asks for, and return its name."""
    name, lang = name or secrets.token_urlsafe(9), study.lang(request)
    if "people" in form:
        people = people_of(form)
        await run_in_threadpool(study.sessions.settle, name, people, lang)
        return name
    coder, blind = coder_of(form), form_field(form, "mode") == "blind"
    options: dict[str, Any] = {
        "blind": blind,
        "n": form_count(form, "n") if blind else None,
        "strategy": "in_order" if blind else form_field(form, "strategy", "in_order"),
    }
    theme = form_field(form, "theme")
    if theme:  # the statements of a theme that was split, decided though they are
        codings = study.project.codings
        of_theme = (codings["family"] == "theme") & (codings["code"] == theme)
        wanted = set(codings.loc[of_theme, "statement_id"])
        answers = study.project.corpus.answers["statement_id"]
        options |= {"statements": [one for one in answers if one in wanted], "families": ["theme"]}
        options["anew"] = True
    elif part := {name: form_field(form, name) for name in _PARTS if name in form}:
        answers = study.project.corpus.answers
        for column, wanted_part in part.items():
            answers = answers[answers[column] == wanted_part]
        chosen = set(answers["statement_id"])
        # In a sample no other statement than the other coders have: the part of it that is here.
        whole = study.project.blind_sample(options["n"]) if blind else answers["statement_id"]
        options["statements"] = [one for one in whole if one in chosen]
    await run_in_threadpool(study.sessions.begin, name, coder, lang, **options)
    return name


async def _session(study: OpenStudy, request: Request) -> str:
    """Return the name of the session that is asked for, which its address opens again.

    The server may have been started anew since, or have let go of it for others.
    """
    name: str = request.path_params["name"]
    asked = fields_of(request.url.query)
    if name not in study.sessions and ("coder" in asked or "people" in asked):
        await _begin(study, request, asked, name)
    return name


async def session(study: OpenStudy, request: Request) -> Response:
    """Show the widget of a session."""
    name = await _session(study, request)
    study.sessions.speak(name, study.lang(request))
    return study.page(
        request,
        "session",
        session=name,
        front_end=study.sessions.front_end(name),
        whose=study.sessions.whose(name),
    )


async def state(study: OpenStudy, request: Request) -> Response:
    """Return what a session's widget shows."""
    return JSONResponse(study.sessions.state(await _session(study, request)))


async def handle(study: OpenStudy, request: Request) -> Response:
    """Do what the coder chose."""
    try:
        command = json.loads(await body(request, LARGEST_FORM))
    except ValueError as error:
        raise AineistoError("The command is no JSON.", remedy="Load the page again.") from error
    if not isinstance(command, dict) or "action" not in command:
        raise AineistoError("The command says nothing.", remedy="Load the page again.")
    return JSONResponse(study.sessions.handle(await _session(study, request), command))


async def recording(study: OpenStudy, request: Request) -> Response:
    """Return the recording of the statement's document."""
    sound = study.sessions.recording(await _session(study, request))
    return Response(sound, media_type="application/octet-stream")


async def disputes(study: OpenStudy, request: Request) -> Response:
    """Show how many disputes are open, and ask who sits."""
    table = await study.cached("disputes", study.project.disputes)
    people = sorted({coder for coders in table["coders"] for coder in coders}) if len(table) else []
    return study.page(
        request,
        "disputes",
        open=len(table),
        settled=len(study.project.consensus),
        people=", ".join(coder.removeprefix("human:") for coder in people),
    )


async def settle(study: OpenStudy, request: Request) -> Response:
    """Open a session for those who sit and lead to it."""
    form = {"people": (await form_fields(request)).get("people", [])}
    name = await _begin(study, request, form)
    return RedirectResponse(f"/disputes/{name}?{urlencode(form, doseq=True)}", 303)


async def share(study: OpenStudy, request: Request) -> Response:
    """Show how coders on other machines take part."""
    return study.page(request, "share", file=study.project.path.name)


async def sheet(study: OpenStudy, request: Request) -> Response:
    """Return a coding sheet."""
    form = await form_fields(request)
    coder = coder_of(form)
    with passing_folder() as folder:
        path = folder / "sheet.xlsx"
        study.project.write_sheet(
            path,
            coder,
            blind=form_field(form, "mode") == "blind",
            n=form_count(form, "n"),
            lang=study.lang(request),
        )
        return _download(path.read_bytes(), f"{coder}.xlsx", _XLSX)


async def disputes_sheet(study: OpenStudy, request: Request) -> Response:
    """Return the disputes as a sheet, to be settled away from the computer."""
    form = await form_fields(request)
    with passing_folder() as folder:
        path = folder / "disputes.xlsx"
        study.project.write_disputes(path, people_of(form), study.lang(request))
        return _download(path.read_bytes(), path.name, _XLSX)


async def take(study: OpenStudy, request: Request) -> Response:
    """Store a filled sheet."""
    name = Path(request.query_params.get("name", ""))
    ending = name.suffix.lower()
    if ending not in _ENDINGS:
        raise PageError("no_sheet", name=name.name)
    with passing_folder() as folder:
        # A sheet without a column of coders is that of whom its file is called after.
        path = folder / f"{_safe(name.stem) or 'sheet'}{ending}"
        write_whole(
            path, await body(request, LARGEST_FILE), "The sheet", error=AineistoError, private=True
        )
        project = study.project
        try:
            filled = open_sheet(path)
            read = project.import_disputes if filled.is_of_disputes else project.import_sheet
            stored = read(filled)
        except SeenOthersError as error:
            raise PageError("seen_others", coder=error.coder, place=error.place) from error
        except AineistoError as error:
            # The file is named as she named it, not as it lies here.
            said = say_error(error)
            parts = (part.replace(str(path), name.name) for part in (said, said.fi))
            raise PageError("bad_sheet", error=Said(*parts)) from error
    told = [study.text(request, "stored", n=int(stored["new"].sum()), rows=len(stored))]
    if "status" in stored:  # what a terminal is warned of
        unknown = int((stored["new"] & (stored["status"] == "unknown")).sum())
        told += [study.text(request, "stored_unknown", n=unknown)] if unknown else []
    return PlainTextResponse(" ".join(told))


async def copy(study: OpenStudy, request: Request) -> Response:
    """Return a copy of the study as it is now."""
    with passing_folder() as folder:
        path = study.project.backup(folder / "copy.aineisto")
        return _download(path.read_bytes(), study.project.path.name, "application/vnd.sqlite3")


def _safe(stem: str) -> str:
    return re.sub(r"[^\w .-]", "-", stem)[:_LONGEST].strip(" .")


def _download(content: bytes, name: str, kind: str) -> Response:
    plain = re.sub(r"[^\w.-]", "-", name, flags=re.ASCII)
    headers = {"Content-Disposition": f'attachment; filename="{plain}"'}
    return Response(content, media_type=kind, headers=headers)


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
