"""Nothing leaves the machine, seen by the system itself: strace shows attempts that fail too."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

DAY = Path(__file__).with_name("a_day.py")
CALLS = "%network,openat,open,creat,mkdir,mkdirat,rename,renameat,renameat2,link,linkat,symlink"
_FAMILY = re.compile(r"\b(?:socket|socketpair)\((\w+)")
_ADDRESS = re.compile(r'sin6?_addr=\w*\(?(?:AF_INET6, )?"([^"]+)"|inet_pton\(AF_INET6, "([^"]+)"')
_PATH = re.compile(r'"((?:[^"\\]|\\.)*)"')
_MAKES = re.compile(r"O_CREAT|\b(?:creat|mkdir|mkdirat|rename\w*|link|linkat|symlink)\(")


def can_trace():
    strace = shutil.which("strace")
    if strace is None:
        return "strace is not installed"
    tried = subprocess.run([strace, "-f", "-o", os.devnull, "true"], capture_output=True)
    return "" if tried.returncode == 0 else "this system lets nobody trace a process"


needs_strace = pytest.mark.skipif(bool(can_trace()), reason=can_trace() or "strace is here")


@pytest.fixture
def home(tmp_path):
    for name in ("home", "tmp", "work"):
        (tmp_path / name).mkdir()
    return tmp_path


def environment(home):
    kept = {
        name: os.environ[name] for name in ("PATH", "LANG", "VIRTUAL_ENV") if name in os.environ
    }
    places = {"HOME": home / "home", "TMPDIR": home / "tmp"}
    return (
        kept | {name: str(path) for name, path in places.items()} | {"PYTHONDONTWRITEBYTECODE": "1"}
    )


def traced(home, *parts):
    """Return the lines of strace over parts of a day, all in one process."""
    log = home / "strace.log"
    command = ["strace", "-f", "-qq", "-e", f"trace={CALLS}", "-e", "signal=none", "-o", str(log)]
    done = subprocess.run(
        [*command, sys.executable, str(DAY), *parts],
        cwd=home / "work",
        env=environment(home),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return log.read_text(errors="replace").splitlines()


def families(lines):
    return {found[1]: line for line in lines if (found := _FAMILY.search(line))}


def made_outside(lines, home):
    """Return the calls that made something elsewhere than in the study, the cache or temp."""
    inside = (str(home / "work"), str(home / "tmp"), "/dev/", "/proc/", "/memfd")
    shared = ("/dev/shm/",)  # semaphores of processes that work together
    found = []
    for line in lines:
        if not _MAKES.search(line) or " = -1 E" in line:
            continue
        path = os.fsdecode(
            _PATH.findall(line)[-1].encode().decode("unicode_escape").encode("latin1")
        )
        if path.startswith("/") and not path.startswith(inside + shared):
            found.append(line)
    return found


@needs_strace
@pytest.mark.slow
def test_a_day_of_work_opens_no_socket_and_no_file_elsewhere(home):
    lines = traced(home, "import", "demo", "decide", "hide", "find", "annotate")
    assert any("openat(" in line for line in lines)  # the trace is one
    assert families(lines).keys() <= {"AF_UNIX"}, families(lines)
    assert made_outside(lines, home) == []
    assert list((home / "home").iterdir()) == []
    assert list((home / "tmp").iterdir()) == []


@needs_strace
@pytest.mark.slow
def test_dask_speaks_with_this_machine_alone(home):
    lines = traced(home, "dask")
    # AF_NETLINK asks the kernel which network cards there are.
    assert families(lines).keys() <= {"AF_UNIX", "AF_INET", "AF_INET6", "AF_NETLINK"}
    addresses = {"".join(found) for line in lines for found in _ADDRESS.findall(line)}
    assert {
        a for a in addresses if not a.startswith("127.") and a not in ("::1", "0.0.0.0", "::")
    } == set()
    assert addresses
    assert made_outside(lines, home) == []
    assert list((home / "home").iterdir()) == []


@pytest.mark.parametrize("first", ["aineisto.themes.figures", "aineisto.report.figures"])
def test_a_chart_in_a_notebook_names_no_address(run_alone, first):
    """Altair's own way to show a chart loads scripts from a public address."""
    run_alone(
        f"import re, {first}, altair as alt, pandas as pd\n"
        "chart = alt.Chart(pd.DataFrame({'a': [1]})).mark_point().encode(x='a')\n"
        "shown = str(chart._repr_mimebundle_())\n"
        "assert 'svg' in shown\n"
        "found = set(re.findall(r'https?://([^/\"]+)', shown))\n"
        "assert found <= {'www.w3.org'}, found\n"
    )


def test_a_choice_of_the_users_own_stays(run_alone):
    run_alone(
        "import altair as alt; alt.renderers.enable('mimetype')\n"
        "import aineisto.themes.figures; assert alt.renderers.active == 'mimetype'\n"
    )
