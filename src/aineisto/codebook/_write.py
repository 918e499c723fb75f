"""Write a codebook as TOML."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from aineisto.codebook._codebook import Codebook


def to_toml(codebook: Codebook) -> str:
    """Return the codebook as TOML that `Codebook.load` reads back to the same codebook."""
    parts = [f"name = {_value(codebook.name)}", "", "[scale]"]
    parts += [f"{_value(str(point.value))} = {_value(point.name)}" for point in codebook.scale]
    tables: dict[str, Iterable[Any]] = {
        "questions": codebook.questions,
        "themes": codebook.themes,
        "actors": codebook.actors,
        "cues": codebook.cues,
    }
    for table, entries in tables.items():
        for entry in entries:
            parts += ["", f"[[{table}]]"]
            parts += [
                f"{key} = {_value(value)}" for key, value in vars(entry).items() if _said(value)
            ]
    return "\n".join(parts) + "\n"


def _said(value: object) -> bool:
    return bool(value) or isinstance(value, float)


def _value(value: str | float | Mapping[str, str] | tuple[str, ...]) -> str:
    if isinstance(value, str):
        # JSON's escapes are a subset of TOML's, but for the one character it leaves as it is.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, Mapping):
        pairs = (f"{_value(key)} = {_value(text)}" for key, text in value.items())
        return "{ " + ", ".join(pairs) + " }"
    return "[" + ", ".join(_value(item) for item in value) + "]"
