"""What the documentation promises: every page is found, the table of benchmarks is fresh."""

import importlib.util
import json
import re
import tomllib
from pathlib import Path

import pytest

import aineisto

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"


def test_the_index_links_every_page():
    text = (DOCS / "index.md").read_text(encoding="utf-8")
    linked = set(re.findall(r"\]\(([^)#]+\.md)", text))
    pages = {str(path.relative_to(DOCS)) for path in DOCS.rglob("*.md")} - {"index.md"}
    assert pages - linked == set()


def test_the_page_of_benchmarks_is_what_its_script_writes():
    path = ROOT / "benchmarks" / "table.py"
    spec = importlib.util.spec_from_file_location("table", path)
    table = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(table)
    assert (DOCS / "benchmarks.md").read_text(encoding="utf-8") == table.page()
    for row in json.loads(table.SOURCE.read_text(encoding="utf-8"))["rows"]:
        assert (ROOT / row["command"].split()[0]).is_file(), row["what"]
        assert row["means"].endswith("."), row["what"]


@pytest.mark.parametrize(
    "page", ["README.md", *sorted(str(p.relative_to(ROOT)) for p in DOCS.rglob("*.md"))]
)
def test_links_lead_somewhere(page):
    path = ROOT / page
    text = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)#:]+)\)", text):
        assert (path.parent / target).exists(), target


def test_the_version_is_one():
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"][
        "version"
    ]
    assert aineisto.__version__ == version
    assert f"\nversion: {version}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")


def test_the_readme_is_a_page():
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    assert len(lines) < 90
    assert "|---" not in "\n".join(lines)
