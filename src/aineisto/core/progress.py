"""Show how far long work is, where somebody looks: in notebooks and terminals."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sized
from typing import TypeVar

T = TypeVar("T")


def is_watched() -> bool:
    """Tell whether what is shown is seen: standard error is a terminal, or a notebook runs."""
    return sys.stderr.isatty() or _in_notebook()


def _in_notebook() -> bool:
    # A kernel that only was imported shows nothing.
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    return hasattr(shell, "kernel")


def shown(
    items: Iterable[T], what: str, unit: str, progress: bool | None = None, total: int | None = None
) -> Iterable[T]:
    """Return the items, with a bar that tells how many of them are done.

    Parameters
    ----------
    items : iterable
        What is worked on.
    what, unit : str
        What is done and to what: *Reading*, *file*.
    progress : bool, optional
        Whether to show it; by default where it is seen.
    total : int, optional
        How many items there are, where they do not know it themselves.
    """
    show = is_watched() if progress is None else progress
    if not show or (progress is None and isinstance(items, Sized) and len(items) < 2):
        return items
    from tqdm.auto import tqdm

    return tqdm(items, desc=what, unit=unit, total=total, file=sys.stderr)
