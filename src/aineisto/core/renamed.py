"""Old names of what has a new one: they work as before, and warn."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Mapping
from typing import Any


class OldName:
    """An attribute or method under its old name: ``gains = OldName("improvements")``."""

    def __init__(self, new: str) -> None:
        self.new = new

    def __set_name__(self, owner: type, name: str) -> None:
        self.old = name

    def __get__(self, instance: object, owner: type | None = None) -> Any:
        if instance is None:
            return self
        _warn(self.old, self.new)
        return getattr(instance, self.new)


def renamed(module: str, name: str, names: Mapping[str, str]) -> Any:
    """Return what a module's old name stands for, by `names` from old to new: its `__getattr__`."""
    if name not in names:
        raise AttributeError(f"module {module!r} has no attribute {name!r}")
    _warn(name, names[name], stacklevel=4)
    return getattr(sys.modules[module], names[name])


def _warn(old: str, new: str, stacklevel: int = 3) -> None:
    warnings.warn(f"{old} is called {new}.", DeprecationWarning, stacklevel=stacklevel)
