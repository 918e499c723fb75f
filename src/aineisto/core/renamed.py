"""Old names of what has a new one: they work as before, and warn."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, ParamSpec, TypeVar

_Given = ParamSpec("_Given")
_Returned = TypeVar("_Returned")


class OldName:
    """An attribute or method under its old name: ``gains = OldName("improvements")``."""

    def __init__(self, new: str) -> None:
        self.new = new

    def __set_name__(self, owner: type, name: str) -> None:
        self.old = name

    def __get__(self, instance: object, owner: type | None = None) -> Any:
        if instance is None:
            return self
        warn_renamed(self.old, self.new)
        return getattr(instance, self.new)


def renamed(module: str, name: str, names: Mapping[str, str]) -> Any:
    """Return what a module's old name stands for, by `names` from old to new: its `__getattr__`."""
    if name not in names:
        raise AttributeError(f"module {module!r} has no attribute {name!r}")
    warn_renamed(name, names[name], stacklevel=4)
    return getattr(sys.modules[module], names[name])


def renamed_parameters(
    **names: str,
) -> Callable[[Callable[_Given, _Returned]], Callable[_Given, _Returned]]:
    """Let a function take keywords by their old names, too: ``@renamed_parameters(old="new")``."""

    def of(function: Callable[_Given, _Returned]) -> Callable[_Given, _Returned]:
        @wraps(function)
        def called(*args: _Given.args, **given: _Given.kwargs) -> _Returned:
            for old, new in names.items():
                if old in given and new not in given:
                    warn_renamed(f"{old}=", f"{new}=")
                    given[new] = given.pop(old)
            return function(*args, **given)

        return called

    return of


def warn_renamed(old: str, new: str, stacklevel: int = 3) -> None:
    """Warn the caller of what was called by its old name."""
    warnings.warn(f"{old} is called {new}.", DeprecationWarning, stacklevel=stacklevel)
