"""The plan of the house: which package may import which. CONTRIBUTING draws it for people."""

import ast
import re
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "aineisto"
#: From the bottom to the top: a package imports from lines above its own, and from nowhere else.
PLAN = (
    ("core",),
    ("morphology",),
    ("encoder",),
    ("language",),
    ("codebook",),
    ("search",),
    ("corpus",),
    ("codings",),
    ("reliability",),
    ("actors", "stance", "themes"),
    ("coders",),
    ("pseudonyms", "scale", "store"),
    ("llm",),
    ("review",),
    ("report",),
    ("project",),
    ("exchange", "page"),
    ("__init__", "_options", "_study", "_told", "_working", "cli"),
)
TOP = frozenset(PLAN[-1])
RANK = {package: rank for rank, packages in enumerate(PLAN) for package in packages}


def imports(text: str) -> list[tuple[int, tuple[str, ...]]]:
    """Return line and path of everything a module imports from aineisto, wherever it does so."""
    found = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: write imports out"
            module = (node.module or "").split(".")
            found += [(node.lineno, (*module, alias.name)) for alias in node.names]
        elif isinstance(node, ast.Import):
            found += [(node.lineno, tuple(alias.name.split("."))) for alias in node.names]
    return [(line, path[1:]) for line, path in found if path[0] == "aineisto" and path[1:]]


def package_of(path: tuple[str, ...]) -> str:
    """Return the package that a name belongs to; names of `aineisto` itself belong to the top."""
    there = path[0] in RANK or (SOURCE / path[0]).is_dir() or (SOURCE / f"{path[0]}.py").exists()
    return path[0] if there else "__init__"


def faults(package: str, text: str) -> list[str]:
    """Return what a module of a package imports against the plan."""
    found = []
    for line, path in imports(text):
        other, name = package_of(path), ".".join(path)
        if other == package or {package, other} <= TOP:
            continue
        if RANK.get(other, len(PLAN)) >= RANK[package]:
            found.append(f"line {line}: {package} imports {name}, which is not below it")
        if any(part[0] == "_" and part != "__version__" for part in path):
            found.append(f"line {line}: {package} imports {name}, which is private")
    return found


def modules() -> list[tuple[str, Path]]:
    return [
        (path.relative_to(SOURCE).with_suffix("").parts[0], path)
        for path in sorted(SOURCE.rglob("*.py"))
    ]


def test_the_plan_names_every_package():
    assert {package for package, _ in modules()} == set(RANK)


def test_imports_follow_the_plan():
    found = [
        f"{path.relative_to(ROOT)}, {fault}"
        for package, path in modules()
        for fault in faults(package, path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_no_circle_of_packages():
    arrows = {
        (package, package_of(path))
        for package, file in modules()
        for _, path in imports(file.read_text(encoding="utf-8"))
        if package not in TOP
    }
    below: dict[str, set[str]] = {package: set() for package in RANK}
    for package, other in arrows:
        if package != other:
            below[package].add(other)
    left = set(below)
    while free := {package for package in left if not below[package] & left}:
        left -= free
    assert left == set()


@pytest.mark.parametrize(
    ("package", "text"),
    [
        ("core", "from aineisto.codebook import Codebook"),
        ("language", "def f():\n    from aineisto.corpus import split_sentences"),
        ("stance", "from aineisto.themes import ThemeAssigner"),
        ("review", "from aineisto import precode"),
        ("report", "import aineisto.project"),
        ("exchange", "from aineisto.codebook._codebook import Codebook"),
        ("exchange", "from aineisto.codebook import _codebook"),
    ],
)
def test_the_guard_sees(package, text):
    assert faults(package, text)


def test_contributing_draws_the_plan():
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    places = []
    for rank in PLAN[:-1]:
        cells = [f"`src/aineisto/{package}`" for package in rank]
        row = re.search(rf"^\| {', '.join(map(re.escape, cells))} \|", text, re.MULTILINE)
        assert row, f"CONTRIBUTING lacks a row for {cells}"
        places.append(row.start())
    assert all(first < second for first, second in pairwise(places))
