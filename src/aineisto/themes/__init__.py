"""Themes: given by a codebook, or found in the data.

How a statement gets its theme: `_assigner` has `_features` read it and compare it with the
codebook's themes, and `_utilities` judge that by the constants of `_prior`, among the statements
like it and with what `_learner` learnt; `_coding` makes codings with their evidence. How themes are
found: `_finder` clusters what `_dialogue` and `_words` make of texts, by `_clustering`.
"""

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
