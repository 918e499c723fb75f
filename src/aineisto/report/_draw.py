"""An Altair chart as SVG inside a page (no script, no link, tooltips of its own) or as PNG."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as ET

from altair.utils.schemapi import debug_mode

_SVG = "{http://www.w3.org/2000/svg}"
_DROP = ("aria-label", "aria-roledescription", "aria-hidden", "role", "class", "pointer-events")


def to_svg(chart: Any, *, title: str, name: str) -> str:
    """Return a chart as an ``<svg>`` element for a page.

    Parameters
    ----------
    chart : altair chart
        What to draw; a mark's ``description`` becomes its tooltip.
    title : str
        The figure's title for a screen reader.
    name : str
        A prefix of its own for the identifiers within, since a page holds many figures.
    """
    import vl_convert

    root = ET.fromstring(vl_convert.vegalite_to_svg(specification(chart)))
    for element in list(root.iter()):
        element.tag = element.tag.removeprefix(_SVG)
        _tooltip(element)
        for attribute in _DROP:
            element.attrib.pop(attribute, None)
        for attribute, value in element.attrib.items():
            if value.startswith("url(#"):
                element.set(attribute, value.replace("url(#", f"url(#{name}-"))
        if "id" in element.attrib:
            element.set("id", f"{name}-{element.get('id')}")
    _prune(root)
    width, height = root.attrib.pop("width"), root.attrib.pop("height")
    root.attrib.pop("version", None)
    root.attrib |= {"role": "img", "aria-label": title, "style": f"max-width:{width}px"}
    root.set("viewBox", root.get("viewBox", f"0 0 {width} {height}"))
    return ET.tostring(root, encoding="unicode")


def to_png(chart: Any, scale: float = 2.0) -> bytes:
    """Return a chart on white as PNG; `scale` is pixels of the picture a pixel of the chart."""
    import vl_convert

    drawn = specification(chart)
    drawn["config"]["background"] = "white"
    return bytes(vl_convert.vegalite_to_png(drawn, scale=scale))


def specification(chart: Any) -> dict[str, Any]:
    """Return a chart's Vega-Lite specification, without checking it against the schema."""
    with debug_mode(False):
        return dict(chart.to_dict(validate=False))


def _tooltip(element: ET.Element) -> None:
    """Turn a mark's description into the element that browsers show at the pointer."""
    if element.get("aria-roledescription") is None or element.tag not in ("path", "line", "rect"):
        return
    text = element.get("aria-label")
    if text:
        ET.SubElement(element, "title").text = text


def _prune(element: ET.Element) -> None:
    """Leave out what draws nothing."""
    for child in list(element):
        _prune(child)
        hidden = child.get("display") == "none"
        bare = child.tag == "path" and child.get("fill") is None and child.get("stroke") is None
        empty = child.tag == "g" and not len(child)
        if hidden or empty or (bare and not len(child)):
            element.remove(child)
