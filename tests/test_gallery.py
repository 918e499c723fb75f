"""Every cell of the gallery runs, and what it draws is the picture that the page shows."""

import importlib.util
import re
from pathlib import Path
from xml.etree import ElementTree as ET

DOCS = Path(__file__).parent.parent / "docs"


def words(svg):
    return {text.strip() for text in ET.fromstring(svg).itertext() if text.strip()}


def test_each_cell_draws_the_picture_below_it(tmp_path, monkeypatch):
    spec = importlib.util.spec_from_file_location("make_gallery", DOCS / "make_gallery.py")
    gallery = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(gallery)
    page = (DOCS / "gallery.md").read_text(encoding="utf-8")
    shown = re.findall(r"\(images/gallery/([\w-]+)\.svg\)", page)
    monkeypatch.chdir(tmp_path)
    pictures = dict(gallery.drawn())
    assert list(pictures) == shown
    assert {path.stem for path in gallery.PICTURES.glob("*.svg")} == set(shown)
    for name, svg in pictures.items():
        stored = (gallery.PICTURES / f"{name}.svg").read_text(encoding="utf-8")
        assert len(stored) < 200_000, name
        assert ET.fromstring(stored).tag == "{http://www.w3.org/2000/svg}svg"  # a file of its own
        # Figures of people's codes say the same words; what the machine finds may move.
        if "figures[" in page.split(f"/{name}.svg")[0].rpartition("```python")[2]:
            assert words(svg) == words(stored), f"{name}: run docs/make_gallery.py"
