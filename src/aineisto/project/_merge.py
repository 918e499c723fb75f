"""Two copies of a study made into one."""

from __future__ import annotations

from os import PathLike
from pathlib import Path

from aineisto.store import Merged, merge_files


def merge_projects(
    one: str | PathLike[str], other: str | PathLike[str], out: str | PathLike[str]
) -> Merged:
    """Merge two copies of a study that were coded apart into a new project.

    The decisions, memos, suggestions and versions of the codebook of both are there, in the order
    of their time; the copies stay as they are.

    Parameters
    ----------
    one, other : path-like
        Copies of one study, made with `Project.backup` or as the file was closed.
    out : path-like
        The new project.

    Returns
    -------
    Merged
        Its ``path``, how many events were ``added``, and the ``conflicts``: what the same coder
        decided differently in the two; the later decision stands.

    Raises
    ------
    ProjectError
        When they are no copies of one study, or the new file is there already.

    Examples
    --------
    >>> import shutil
    >>> project.close()
    >>> copied = shutil.copy("study.aineisto", "back.aineisto")
    >>> merge_projects("study.aineisto", copied, "both.aineisto").added
    0
    """
    return merge_files(Path(one), Path(other), Path(out))
