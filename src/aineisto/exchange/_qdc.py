"""Write a codebook as a REFI-QDA codebook (.qdc)."""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from xml.etree import ElementTree as ET

from aineisto.codebook import Codebook
from aineisto.core import __version__
from aineisto.core.errors import ExchangeError
from aineisto.core.whole import write_whole
from aineisto.exchange import _refi
from aineisto.exchange._codes import CodeWriter
from aineisto.exchange._kept import Kept
from aineisto.exchange._refi import CODEBOOK_NAMESPACE, tag


def write_qdc(codebook: Codebook, path: str | PathLike[str], *, kept: Kept | None = None) -> Path:
    """Write a codebook as REFI-QDA (.qdc), for other programs; `Codebook.load` reads it back.

    Themes become codes, nested as they are; the steps of the scale and the actors codes under
    parents of their own. Keywords, examples and other languages stand in the last lines of a
    code's description. The interview guide has no place in the format. The same codebook gives
    the same file.

    Parameters
    ----------
    codebook : Codebook
        The codebook.
    path : path-like
        The file to write; it is replaced only when the new one is whole.
    kept : Kept, optional
        Identifiers and colours of the project that the codes came from (`QdpxStudy.kept`).

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    ExchangeError
        When the file cannot be written.
    """
    target = Path(path)
    ET.register_namespace("", CODEBOOK_NAMESPACE)
    root = ET.Element(tag("CodeBook", CODEBOOK_NAMESPACE), origin=f"{_refi.ORIGIN} {__version__}")
    codes = ET.SubElement(root, tag("Codes", CODEBOOK_NAMESPACE))
    writer = CodeWriter(kept or Kept(), CODEBOOK_NAMESPACE)
    writer.add_themes(codes, codebook)
    writer.add_scale(codes, codebook.scale)
    writer.add_actors(codes, {entry.name: entry for entry in codebook.actors})
    page = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return write_whole(target, page, "The codebook", error=ExchangeError)
