"""The project's own house: style, types, the commands of the README, the documentation."""

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def run(*command):
    return subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    "command",
    [
        ("ruff", "check", "."),
        ("ruff", "format", "--check", "."),
        ("mypy",),
        ("mkdocs", "build", "--strict", "--site-dir", "build/site"),
    ],
    ids=" ".join,
)
def test_clean(command):
    if command[0] == "mkdocs" and find_spec("material") is None:
        pytest.skip("the theme of the pages is not installed (pip install -e '.[docs]')")
    done = run(*command)
    assert done.returncode == 0, done.stdout + done.stderr


def test_ci_runs_the_test_command_of_the_readme_before_it_installs_anything():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    lines = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    command, *after = [line for line in lines if line and not line.startswith(("#", "set", "cd"))]
    assert "pytest" in command
    assert f"\n{command}\n" in readme
    assert after == ['.ci/more "$SECONDS"']
    assert not set(after) & set(readme.splitlines())


@pytest.mark.parametrize("name", ["run", "more", "versions"])
def test_scripts_of_ci_can_be_run(name):
    script = ROOT / ".ci" / name
    assert script.stat().st_mode & 0o100
    subprocess.run(["bash", "-n", script], check=True)


def test_no_module_is_longer_than_a_reader_can_hold():
    long = {
        str(path.relative_to(ROOT)): lines
        for path in (ROOT / "src").rglob("*.py")
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 400
    }
    assert long == {}
