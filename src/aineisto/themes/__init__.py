"""Themes: given by a codebook, or found in the data."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from aineisto.themes._assigner import ThemeAssigner
    from aineisto.themes._finder import ThemeFinder

__all__ = ["ThemeAssigner", "ThemeFinder"]


def __getattr__(name: str) -> Any:
    # scikit-learn is imported only when a coder is asked for.
    if name == "ThemeAssigner":
        from aineisto.themes._assigner import ThemeAssigner

        return ThemeAssigner
    if name == "ThemeFinder":
        from aineisto.themes._finder import ThemeFinder

        return ThemeFinder
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
