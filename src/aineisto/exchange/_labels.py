"""A study's codes as labels in layers, for programs that know texts and labels of spans only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pandas as pd

from aineisto.codebook import Codebook
from aineisto.codebook.refi import describe, describe_actor
from aineisto.codings import NO_THEME, STANCE
from aineisto.exchange import _refi
from aineisto.exchange._draft import Draft
from aineisto.exchange._provenance import QdpxStudy
from aineisto.exchange._refi import guid

#: The layers that are ours, each a family.
FAMILIES = ("theme", "stance", "actor")


def label_of(family: str, code: str, value: Any) -> str:
    """Return the label of a code in the layer of its family: ``rp``, ``+2``, ``Kela``."""
    if family == STANCE:
        return f"{int(value):+d}" if int(value) else "0"
    return code


def labels(codebook: Codebook, located: pd.DataFrame) -> Iterator[tuple[str, str, str]]:
    """Yield layer, label and shown name of the codebook's codes, and of others that are used."""
    for theme in codebook.themes:
        yield "theme", theme.code, theme.label("fi")
    coded = located.loc[located["family"] == "theme", "code"].unique()
    for code in sorted(set(coded) - set(codebook.theme_codes)):
        yield "theme", code, _refi.NO_THEME_NAME if code == NO_THEME else code
    for point in codebook.scale:
        label = label_of(STANCE, "", point.value)
        yield "stance", label, f"{label} {point.label('fi')}"
    entries = [entry.name for entry in codebook.actors]
    used = located.loc[located["family"] == "actor", "code"].unique()
    for name in dict.fromkeys([*entries, *sorted(used)]):
        yield "actor", name, name


class Labels:
    """The codes of a draft by layer and label, each added when it is first met.

    Parameters
    ----------
    draft : Draft
        The project that is drawn up.
    codebook : Codebook, optional
        The study's, whose codes are all added.
    """

    def __init__(self, draft: Draft, codebook: Codebook | None = None) -> None:
        self._draft = draft
        codebook = codebook or Codebook()
        waiting = list(codebook.themes)
        while waiting:
            theme = waiting.pop(0)
            parent = ("theme", theme.parent) if theme.parent else None
            if parent is not None and not draft.has("code", parent):
                waiting.append(theme)
                continue
            name = theme.label("fi")
            draft.code(
                ("theme", theme.code),
                name,
                parent=parent,
                identifier=guid("theme", theme.code),
                description=describe(theme, name),
            )
        if codebook.themes:
            for point in codebook.scale:
                self._step(point.value, point.label("fi"))
        for entry in codebook.actors:
            self._actor(entry.name, describe_actor(entry))

    def key(self, layer: str, label: str) -> object:
        """Return the code of a label, which is added where there is none."""
        key = (layer, label)
        if layer == "stance" and _is_step(label):
            key = ("stance", label_of(STANCE, "", int(label)))
        if self._draft.has("code", key):
            return key
        if layer == "stance" and _is_step(label):
            self._step(int(label))
        elif layer == "actor":
            self._actor(label)
        elif layer in FAMILIES or not layer:
            name = _refi.NO_THEME_NAME if label == NO_THEME else label
            self._draft.code(key, name, identifier=guid("theme", label))
        else:
            self._draft.code(key, label, parent=self._group(("layer", layer), layer))
        return key

    def _group(self, key: object, name: str, identifier: str = "") -> object:
        if not self._draft.has("code", key):
            self._draft.code(key, name, codable=False, identifier=identifier)
        return key

    def _step(self, value: int, told: str = "") -> None:
        parent = self._group("scale", _refi.SCALE_PARENT, guid("scale"))
        label = label_of(STANCE, "", value)
        self._draft.code(("stance", label), label, parent=parent, description=told,
                         identifier=guid("stance", value))  # fmt: skip

    def _actor(self, name: str, told: str = "") -> None:
        parent = self._group("actors", _refi.ACTORS_PARENT, guid("actors"))
        self._draft.code(("actor", name), name, parent=parent, description=told,
                         identifier=guid("actor", name))  # fmt: skip


def _is_step(label: str) -> bool:
    digits = label.removeprefix("+").removeprefix("-")
    return digits.isdecimal() and len(digits) < 3


def with_codes(study: QdpxStudy, codebook: Codebook | None) -> QdpxStudy:
    """Return a study with its codebook as it is, and the codes after it that it lacks."""
    if codebook is None:
        return study
    known = set(codebook.theme_codes)
    more = tuple(theme for theme in study.codebook.themes if theme.code not in known)
    return replace(study, codebook=replace(codebook, themes=codebook.themes + more))
