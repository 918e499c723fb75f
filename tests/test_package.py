"""The package as a whole: its public names, its lightness, its errors."""

import inspect
import pickle
import re
import tomllib
from importlib.metadata import entry_points
from pathlib import Path

import pytest

import aineisto
from aineisto import AineistoError


@pytest.mark.parametrize("name", aineisto.__all__)
def test_every_public_name_is_there(name):
    assert getattr(aineisto, name).__doc__


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="nonsense"):
        _ = aineisto.nonsense


def test_importing_brings_in_no_heavy_library(run_alone):
    code = "import sys, aineisto; print(*sys.modules)"
    loaded = set(run_alone(code).split())
    assert "aineisto" in loaded
    assert not loaded & {"pandas", "numpy", "sklearn", "spacy", "altair", "docx", "pyvoikko"}


def test_a_function_is_not_hidden_by_a_module_of_its_name(run_alone):
    code = (
        "import aineisto, importlib, pkgutil\n"
        "for module in pkgutil.iter_modules(aineisto.__path__):\n"
        "    if module.ispkg: importlib.import_module(f'aineisto.{module.name}')\n"
        "kinds = {name: type(getattr(aineisto, name)).__name__ for name in aineisto.__all__}\n"
        "print([name for name, kind in kinds.items() if kind == 'module'])"
    )
    assert run_alone(code).strip() == "[]"


def test_errors_name_file_place_and_remedy_and_travel_between_processes():
    error = AineistoError("It is wrong.", file="a.txt", place="line 3", remedy="Mend it.")
    assert str(error) == "a.txt, line 3: It is wrong. Mend it."
    # Only what a process of ours sends is unpickled here; nothing is read from disk.
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), again.place) == (str(error), "line 3")


ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
#: Licences that cards of models and data name, and the name of their text.
LICENCES = {
    "CC BY-SA 4.0": "CC-BY-SA-4.0",
    "CC BY 4.0": "CC-BY-4.0",
    "MIT": "MIT",
    "Apache": "Apache-2.0",
}


def test_wheel_carries_the_licences_of_what_it_ships():
    project = PROJECT["project"]
    carried = {path for glob in project["license-files"] for path in ROOT.glob(glob)}
    named = set()
    for card in (ROOT / "models").glob("*/README.md"):
        text = card.read_text(encoding="utf-8")
        named |= {spdx for name, spdx in LICENCES.items() if name in text}
    assert named == set(LICENCES.values())
    for spdx in named:
        text = ROOT / "LICENSES" / f"{spdx}.txt"
        assert text in carried
        assert len(text.read_text(encoding="utf-8")) > 1000
        assert spdx in project["license"].split(" AND ")
    assert "LICENSES" in PROJECT["tool"]["hatch"]["build"]["targets"]["sdist"]["include"]


def test_what_is_distilled_from_a_share_alike_model_says_so():
    card = (ROOT / "models" / "embedding-fi" / "README.md").read_text(encoding="utf-8")
    assert re.search(r"encoder-fi.*\n?.*CC BY-SA 4\.0", card)
    assert "released under the MIT" not in card


def test_no_extra_repeats_the_core():
    core = {re.split(r"[<>=\[ ]", one)[0] for one in PROJECT["project"]["dependencies"]}
    extras = PROJECT["project"]["optional-dependencies"]
    for name, wanted in extras.items():
        assert not core & {re.split(r"[<>=\[ ]", one)[0] for one in wanted}, name


def test_factories_of_spacy_have_annotations_that_the_oldest_spacy_reads():
    ours = [one for one in entry_points(group="spacy_factories") if "aineisto" in one.value]
    assert len(ours) == 4
    for factory in ours:
        given = inspect.signature(factory.load()).parameters.values()
        assert not [one for one in given if isinstance(one.annotation, str)], factory.name
