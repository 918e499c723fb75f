"""How every test is run, and what the tests of pages share."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import settings

# How long an example takes says how busy the machine is, not whether the example holds.
settings.register_profile("aineisto", deadline=None)
settings.load_profile("aineisto")


@pytest.fixture(scope="session")
def axe_core():
    """Return axe-core's script, which looks over a page's accessibility.

    It is found after ``npm install axe-core`` in the repository or globally, or where ``AXE_CORE``
    says.
    """
    nodes = (Path(__file__).parents[1], Path("/usr/lib"), Path("/usr/local/lib"))
    places = [node / "node_modules/axe-core/axe.min.js" for node in nodes]
    places.insert(0, Path(os.environ.get("AXE_CORE", "axe.min.js")))
    found = next((place for place in places if place.is_file()), None)
    if found is None:
        pytest.skip("axe-core is not installed (npm install axe-core)")
    return found.read_text(encoding="utf-8")


@pytest.fixture
def run_alone():
    """Run Python code in a process of its own, which must end well; return what it printed."""

    def run(code):
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run
