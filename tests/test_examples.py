"""Every public name has an example that runs, in the small study that the reference begins with."""

import doctest
import importlib
import inspect
import pkgutil
import re
import shutil
from pathlib import Path

import pytest

import aineisto

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "src" / "aineisto"
FLAGS = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS
#: Why a public name has no example that can run here.
WITHOUT = {
    "llm.Stacked": "what stack returns",
    "report.Figure": "what figures_of returns",
    "exchange.read_qualcoder": "needs a project of QualCoder",
    "exchange.read_taguette": "needs a project of Taguette",
    "language.ReadingStore": "a protocol",
    "language.spacy_pipeline": "needs spaCy's model",
    "page.serve": "runs until it is stopped",
    "reliability.gamma_agreement": "needs pygamma-agreement",
}


def public_names():
    """Yield the functions and classes that the public packages list, each once."""
    seen = set()
    rooms = [info.name for info in pkgutil.iter_modules([str(PACKAGE)])]
    for room in ("", *(room for room in rooms if not room.startswith("_"))):
        package = importlib.import_module(f"aineisto.{room}".rstrip("."))
        for name in getattr(package, "__all__", ()):
            thing = getattr(package, name)
            is_error = isinstance(thing, type) and issubclass(thing, Exception)
            if callable(thing) and not is_error and id(thing) not in seen:
                seen.add(id(thing))
                home = inspect.unwrap(thing).__module__.removeprefix("aineisto.").split(".")[0]
                yield f"{room or home}.{name}", thing


def test_every_public_name_has_an_example_or_a_reason_why_not():
    without = set()
    for name, thing in public_names():
        lines = re.findall(r">>> .*", inspect.getdoc(thing) or "")
        if not any("+SKIP" not in line for line in lines):
            without.add(name)
    assert without == set(WITHOUT)


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    """Run the study that the reference begins with; return its folder and its names."""
    folder = tmp_path_factory.mktemp("study")
    page = (ROOT / "docs" / "reference" / "index.md").read_text(encoding="utf-8")
    names = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        exec(re.search(r"```python\n(.*?)```", page, re.DOTALL)[1], names)
        names.pop("project").close()
    return folder, names


MODULES = sorted(
    ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")
    for path in PACKAGE.rglob("*.py")
    if ">>> " in path.read_text(encoding="utf-8")
)


@pytest.mark.parametrize("module", MODULES)
def test_the_examples_of_a_module_run(module, study, tmp_path, monkeypatch):
    folder, names = study
    home = importlib.import_module(module)
    package = importlib.import_module(".".join(module.split(".")[:2]))
    names = {
        **{name: getattr(package, name) for name in getattr(package, "__all__", ())},
        **vars(home),
        **names,
    }
    examples = [
        test
        for thing in (home, *map(inspect.unwrap, filter(callable, vars(home).values())))
        if thing is home or getattr(thing, "__module__", "") == module
        for test in doctest.DocTestFinder(recurse=thing is not home).find(
            thing, getattr(thing, "__name__", module), module=home, globs=names
        )
        if test.examples
    ]
    assert examples
    for number, example in enumerate(examples):
        here = tmp_path / str(number)
        here.mkdir()
        (here / "demo").symlink_to(folder / "demo")
        monkeypatch.chdir(here)
        if "project" in example.docstring:
            shutil.copy(folder / "study.aineisto", here)
            example.globs["project"] = aineisto.Project.open("study.aineisto")
        told = []
        try:
            done = doctest.DocTestRunner(optionflags=FLAGS).run(
                example, out=told.append, clear_globs=False
            )
        finally:
            if "project" in example.globs:
                example.globs["project"].close()
            aineisto.options.lang = "fi"
        assert not done.failed, "".join(told)
