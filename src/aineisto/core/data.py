"""Where the models and the demo study lie: in the repository, or packed in the wheel."""

from __future__ import annotations

from pathlib import Path

from aineisto.core.errors import ModelError

_PACKAGE = Path(__file__).parent.parent
_ROOTS = (_PACKAGE / "_packed", _PACKAGE.parent.parent)


def data_path(relative: str) -> Path:
    """Return the path of a file or folder that ships with aineisto.

    Parameters
    ----------
    relative : str
        Path from the top of the repository, such as ``"models/stance-fi"``.

    Raises
    ------
    ModelError
        When the installation lacks it.
    """
    for root in _ROOTS:
        path = root / relative
        if path.exists():
            return path
    raise ModelError(
        f"{relative} is missing from this installation of aineisto.",
        remedy="Install aineisto again with pip.",
    )
