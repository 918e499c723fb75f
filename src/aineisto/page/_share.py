"""Work carried between machines: coding sheets, and a copy of the study to be merged."""

from __future__ import annotations

import re
from pathlib import Path

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from aineisto.codings import open_sheet
from aineisto.core.errors import AineistoError
from aineisto.core.said import Said
from aineisto.core.whole import passing_folder, write_whole
from aineisto.page._open_study import (
    LARGEST_FILE,
    OpenStudy,
    PageError,
    body,
    coder_of,
    form_count,
    form_field,
    form_fields,
    people_of,
    say_error,
)
from aineisto.store import SeenOthersError

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_LONGEST = 60  # characters of a file's name that are kept
_ENDINGS = (".xlsx", ".csv")


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
