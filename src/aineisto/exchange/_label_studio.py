"""Read and write tasks of Label Studio: texts with labelled spans, and predictions.

Schema: https://labelstud.io/guide/task_format and https://labelstud.io/guide/export (JSON).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np
import pandas as pd

from aineisto.codebook import Codebook
from aineisto.core.checks import as_path
from aineisto.core.errors import ExchangeError, reading
from aineisto.core.whole import write_whole
from aineisto.corpus import Corpus
from aineisto.exchange._draft import Draft
from aineisto.exchange._labels import FAMILIES, Labels, label_of, labels, with_codes
from aineisto.exchange._located import by_document, located, warn_of_memos
from aineisto.exchange._offsets import sent
from aineisto.exchange._programs import text_of_html
from aineisto.exchange._provenance import QdpxStudy
from aineisto.exchange._read_qdpx import study_of
from aineisto.exchange._refi import guid, xml_text
from aineisto.exchange._write_qdpx import Study

_REMEDY = "Export the project from Label Studio as JSON."
#: How a coder is told that is no account there.
_CODER = "coder: "
Json = dict[str, Any]


def write_label_studio(project: Study, path: str | PathLike[str]) -> Path:
    """Write a study as tasks of Label Studio, and beside them its labels as a configuration.

    A document is a task, each coder's codings an annotation, the machine's a prediction. The
    configuration (``….xml``) goes into the project's *Labeling Interface*, the tasks into *Import*.
    Coders whose names are e-mail addresses are taken for those of the accounts there; what another
    coder did is told in the regions' meta text.

    Parameters
    ----------
    project : Project
        Anything with ``corpus``, ``codebook`` and ``codings``.
    path : path-like
        The file of tasks (``.json``).

    Returns
    -------
    Path
        The file of tasks.

    Raises
    ------
    ExchangeError
        When a file cannot be written.

    Warns
    -----
    AineistoWarning
        When the project has memos: they are left out.

    Examples
    --------
    >>> write_label_studio(project, "tasks.json").name
    'tasks.json'
    """
    target = as_path(path, error=ExchangeError)
    warn_of_memos(project, "a task of Label Studio")
    corpus, rows = project.corpus, located(project.codings, project.corpus)
    of_each = by_document(rows)
    tasks = []
    for name, text in corpus.documents[["document", "text"]].itertuples(index=False, name=None):
        text = sent(text)
        task: Json = {
            "data": {"text": text, "document": name},
            "annotations": [],
            "predictions": [],
        }
        some = of_each.get(name, rows.iloc[:0])
        for user, own in some.groupby("user", sort=True):
            _add(task, str(user), own, text)
        tasks.append(task)
    write_whole(
        target.with_suffix(".xml"), _configuration(project.codebook, rows), "The configuration",
        error=ExchangeError,
    )  # fmt: skip
    data = json.dumps(tasks, ensure_ascii=False, indent=1).encode("utf-8", "replace")
    return write_whole(target, data, "The tasks", error=ExchangeError)


def _add(task: Json, user: str, rows: pd.DataFrame, text: str) -> None:
    machine = user.startswith("machine:")
    regions: dict[tuple[int, int, str], Json] = {}
    for row in rows.to_dict("records"):
        low, high, family = int(row["low"]), int(row["high"]), str(row["family"])
        value: Json = {"start": low, "end": high, "text": text[low:high], "labels": []}
        region: Json = {
            "id": guid("region", row["document"], low, high, user, family)[:10],
            "from_name": family, "to_name": "text", "type": "labels", "value": value,
        }  # fmt: skip
        if machine and pd.notna(row["confidence"]):
            region["score"] = float(row["confidence"])
        elif not machine and "@" not in user:
            region["meta"] = {"text": [f"{_CODER}{user}"]}
        region = regions.setdefault((low, high, family), region)
        label = label_of(family, str(row["code"]), row["value"])
        if label not in region["value"]["labels"]:
            region["value"]["labels"].append(label)
    result = list(regions.values())
    if machine:
        task["predictions"].append({"model_version": user, "result": result})
        return
    made: Json = {"result": result, "created_at": min(rows["created"])}
    task["annotations"].append(made | ({"completed_by": {"email": user}} if "@" in user else {}))


def _configuration(codebook: Codebook, rows: pd.DataFrame) -> bytes:
    view = ET.Element("View")
    holders: dict[str, ET.Element] = {}
    for layer, label, shown in labels(codebook, rows):
        if layer not in holders:
            about = {"name": layer, "toName": "text", "choice": "multiple"}
            about["choice"] = "multiple" if layer != "stance" else "single"
            holders[layer] = ET.SubElement(view, "Labels", about)
        value = {"value": xml_text(shown)} | ({"alias": xml_text(label)} if shown != label else {})
        ET.SubElement(holders[layer], "Label", value)
    ET.SubElement(view, "Text", name="text", value="$text", granularity="word")
    ET.indent(view)
    return ET.tostring(view, encoding="utf-8") + b"\n"


def read_label_studio(
    path: str | PathLike[str],
    *,
    codebook: Codebook | None = None,
    corpus: Corpus | None = None,
    interviewer: str | Sequence[str] | None = None,
) -> QdpxStudy:
    """Read a project of Label Studio from its export (JSON).

    Texts and dialogues (``Paragraphs``) become documents, labels and choices themes, annotators
    coders, predictions the machine's suggestions. The layers ``theme``, ``stance`` and ``actor``
    of `write_label_studio` are the families.

    Parameters
    ----------
    path : path-like
        The file.
    codebook, corpus : Codebook and Corpus, optional
        The study that was handed out: its codes and statements stay as they are.
    interviewer : str or sequence of str, optional
        Label of the interviewer in the texts, as in `read`.

    Raises
    ------
    ExchangeError
        When it is no such export, or holds another text than the corpus.

    Examples
    --------
    >>> path = write_label_studio(project, "tasks.json")
    >>> study = read_label_studio(path, codebook=codebook, corpus=corpus)
    >>> len(study.codings) == len(codings)
    True
    """
    file = as_path(path, error=ExchangeError)
    with reading(path, "export of Label Studio", error=ExchangeError, remedy=_REMEDY):
        tasks = json.loads(file.read_text(encoding="utf-8-sig"))
    tasks = tasks if isinstance(tasks, list) else [tasks]
    if not all(isinstance(one, dict) and isinstance(one.get("data"), dict) for one in tasks):
        raise ExchangeError("This is no export of Label Studio.", file=file, remedy=_REMEDY)
    draft = Draft(file, file.stem, "Label Studio")
    reader = _Reader(draft, codebook, _layers(tasks))
    for number, task in enumerate(tasks, start=1):
        reader.read(task, number)
    study = study_of(draft, draft.root, interviewer, None, reader.left_out, corpus)
    return with_codes(study, codebook)


def _made(task: Json) -> Iterator[tuple[str, str, list[Json]]]:
    """Yield who made each annotation and prediction, when, and its results."""
    for one in task.get("annotations") or task.get("completions") or ():
        if not one.get("was_cancelled"):
            yield _person(one), str(one.get("created_at") or ""), one.get("result") or []
    for one in task.get("predictions") or ():
        if isinstance(one, dict):  # else a number alone
            version = str(one.get("model_version") or "label-studio")
            user = version if version.startswith("machine:") else f"machine:{version}"
            yield user, str(one.get("created_at") or ""), one.get("result") or []


def _person(annotation: Json) -> str:
    by = annotation.get("completed_by")
    if isinstance(by, Mapping):
        return str(by.get("email") or by.get("username") or by.get("id") or "")
    return "" if by is None else str(by)


def _layers(tasks: Sequence[Json]) -> set[str]:
    results = [one for task in tasks for _, _, some in _made(task) for one in some]
    return {str(one.get("from_name")) for one in results if "from_name" in one} - set(FAMILIES)


class _Reader:
    def __init__(self, draft: Draft, codebook: Codebook | None, layers: set[str]) -> None:
        self._draft = draft
        self._labels = Labels(draft, codebook)
        self._layers = layers
        self.left_out: list[tuple[str, str]] = []

    def read(self, task: Json, number: int) -> None:
        """Add a task."""
        data = task["data"]
        name = str(data.get("document") or data.get("title") or task.get("id") or number)
        found = _text_of(data, _in_html(task))
        text = found.text
        if not text.strip():
            self.left_out.append((name, "a task without text"))
            return
        key = number
        self._draft.text(key, name, text)
        cancelled = sum(bool(one.get("was_cancelled")) for one in task.get("annotations") or ())
        if cancelled:
            self.left_out.append((name, f"{cancelled} skipped annotations"))
        drafts = task.get("drafts") or ()
        if drafts:
            self.left_out.append((name, f"{len(drafts)} annotations that are not handed in"))
        others = sorted(set(data) - {found.field, "document", "title", "text"})
        if others:
            self.left_out.append((name, f"fields of the task: {', '.join(others)}"))
        for user, created, results in _made(task):
            spans = {one.get("id"): span for one in results if (span := found.span(one))}
            for one in results:
                self._result(key, name, one, spans, user, created, len(text))

    def _result(
        self, key: int, name: str, one: Json, spans: Mapping[Any, tuple[int, int, str]],
        user: str, created: str, length: int,
    ) -> None:  # fmt: skip
        kind, value = str(one.get("type")), one.get("value") or {}
        meta = (one.get("meta") or {}).get("text") or ()
        told = [meta] if isinstance(meta, str) else [str(text) for text in meta]
        named = [text.removeprefix(_CODER) for text in told if text.startswith(_CODER)]
        notes = [text for text in told if not text.startswith(_CODER)]
        low, high, words = spans.get(one.get("id")) or (0, length, "")
        found = value.get(kind)
        if kind in ("textarea",):
            notes += [str(text) for text in value.get("text") or ()]
        elif kind == "rating" or kind == "number":
            found = [str(found)]
        if not isinstance(found, list) and not notes:
            self.left_out.append((name, f"a result of the kind {kind}"))
            return
        layer = str(one.get("from_name") or "")
        layer = layer if layer in FAMILIES or len(self._layers) > 1 else ""
        keys = [self._labels.key(layer, _flat(label)) for label in found or ()]
        self._draft.select(
            key, low, high, keys, user=next(iter(named), user), created=created,
            description="\n".join(notes), key=(one.get("id"), kind), words=words,
            confidence=_share(one.get("score")),
        )  # fmt: skip


def _share(score: Any) -> float | None:
    """Return a confidence, where the score is one."""
    return float(score) if isinstance(score, int | float) and 0 <= score <= 1 else None


def _flat(label: Any) -> str:
    """Return a label; of a taxonomy its whole path."""
    return " / ".join(map(str, label)) if isinstance(label, list) else str(label)


def _in_html(task: Json) -> bool:
    results = [one for _, _, some in _made(task) for one in some]
    return any(str((one.get("value") or {}).get("start")).startswith("/") for one in results)


def _text_of(data: Json, in_html: bool) -> _Text:
    """Return a task's text: of a dialogue with its speakers, of HTML without its elements."""
    for field, value in data.items():
        if isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
            turns: list[str] = []
            starts: list[int] = []
            for one in value:
                author = str(one.get("author") or one.get("speaker") or "")
                label = f"{author}: " if author else ""
                starts.append(sum(len(turn) + 1 for turn in turns) + len(label))
                turns.append(label + str(one.get("text") or one.get("phrase") or ""))
            return _Text(field, "\n".join(turns), starts=starts)
    texts = {field: value for field, value in data.items() if isinstance(value, str)}
    field = "text" if texts.get("text") else max(texts, key=lambda f: len(texts[f]), default="")
    text = texts.get(field, "")
    if not in_html:
        return _Text(field, text)
    shown, numbers = text_of_html(text)
    return _Text(field, shown, counted=np.diff(numbers) > 0)


@dataclass(frozen=True)
class _Text:
    """The text of a task.

    ``starts`` are where the turns of a dialogue begin; ``counted`` tells of each character of what
    was HTML whether it stands there, and not between blocks only.
    """

    field: str
    text: str
    starts: Sequence[int] = ()
    counted: np.ndarray | None = None

    def span(self, one: Json) -> tuple[int, int, str] | None:
        """Return where a result's words stand, and the words; None of what has no place."""
        value = one.get("value") or {}
        words = str(value.get("text") or "")
        edges = value.get("globalOffsets") or value
        if self.starts and "startOffset" in value:
            turns = (value.get("start"), value.get("end"))
            edges = {"start": value["startOffset"], "end": value.get("endOffset")}
            try:
                bases = [self.starts[int(str(turn))] for turn in turns]
            except (ValueError, IndexError):
                return None
        elif self.counted is not None:
            bases = [0, 0]
        else:
            bases = []
        places = [p for p in (edges.get("start"), edges.get("end")) if isinstance(p, int)]
        if len(places) < 2:
            return None
        if not bases:
            return places[0], places[1], words
        # A browser counts UTF-16 units, other programs code points: the words decide.
        found = [self._located(bases, places, wide) for wide in (False, True)]
        same = [one for one in found if self.text[slice(*one)].split() == words.split()]
        low, high = (same or found)[0]
        return low, high, words

    def _located(self, bases: Sequence[int], places: Sequence[int], wide: bool) -> tuple[int, int]:
        points = np.frombuffer(self.text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
        width = 1 + (points > 0xFFFF) * wide
        if self.counted is not None:
            width = np.where(self.counted, width, 0)
        at = np.concatenate([[0], np.cumsum(width)])
        low, high = (int(at[base]) + place for base, place in zip(bases, places, strict=True))
        # At a border of blocks a span begins after their break, and ends before it.
        first = int(np.searchsorted(at, low, "right")) - 1
        return first, max(first, min(int(np.searchsorted(at, high)), len(self.text)))
