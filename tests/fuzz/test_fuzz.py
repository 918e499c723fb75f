"""No input makes a traceback, hangs, takes a gigabyte or reaches for the network.

Here a few mutants of each format are read; ``python -m tests.fuzz.run`` reads as many as time
allows.
"""

import socket
import subprocess
import sys
import threading

import pytest

from . import bombs, hostile, mutate
from .harness import FOUND, HERE, ROOT, SEEDS, Child, mutants, seeds

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="the bounds of memory and time are those of Linux"
)
#: Of each seed: how its bytes are changed, how its tree is, and how often.
MUTANTS = {"bytes": (mutate.mutant, 4), "tree": (hostile.hostile, 2)}


@pytest.fixture(scope="module")
def child(tmp_path_factory):
    with Child(tmp_path_factory.mktemp("child")) as running:
        yield running


@pytest.fixture(scope="module")
def listener():
    """A server that nobody should call: its address, and who did."""
    callers = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        over = threading.Event()

        def listen():
            while not over.is_set():
                try:
                    connection, caller = server.accept()
                except TimeoutError:
                    continue
                callers.append(caller)
                connection.close()

        thread = threading.Thread(target=listen, daemon=True)
        thread.start()
        yield "{}:{}".format(*server.getsockname()), callers
        over.set()
        thread.join()


def faults(child, paths):
    outcomes = [(path.name, *child.run(path)) for path in paths]
    return [one for one in outcomes if one[1] == "fault"]


def test_the_seeds_are_valid(child):
    assert [(path.name, *child.run(path)) for path in seeds()] == [
        (path.name, "ok", "") for path in seeds()
    ]


@pytest.mark.parametrize("kind", MUTANTS)
def test_mutants_are_read_or_refused(child, tmp_path, kind):
    found = []
    change, turns = MUTANTS[kind]
    for path, turn in mutants(tmp_path, turns, change=change):
        outcome, what = child.run(path)
        if outcome == "fault":
            found.append((path.name, turn, what))
    assert found == []


def test_what_once_made_a_fault_makes_none(child):
    found = sorted(FOUND.iterdir())
    assert found
    assert faults(child, found) == []


def test_bombs_are_read_or_refused_in_bounds_and_call_nobody(child, tmp_path, listener):
    address, callers = listener
    made = bombs.make(tmp_path, SEEDS, address, most=15_000)
    assert faults(child, made) == []
    assert callers == []


def test_all_readers_work_without_a_network(tmp_path):
    """In a namespace of its own, where not even loopback is up."""
    alone = ["unshare", "--map-root-user", "--net"]
    if subprocess.run([*alone, "true"], capture_output=True, check=False).returncode:
        pytest.skip("this machine gives no network namespace")
    code = "import socket; socket.create_connection(('127.0.0.1', 9), 1)"
    tried = subprocess.run([*alone, sys.executable, "-c", code], capture_output=True, check=False)
    assert b"unreachable" in tried.stderr
    with Child(tmp_path, alone) as cut_off:
        assert [cut_off.run(path)[0] for path in seeds()] == ["ok"] * len(seeds())


#: Structures whose cost grew with the square of their size, and sizes at which that is too much.
ENDLESS = {
    "notes.rtf": 64_000, "key.toml": 64_000, "table.toml": 64_000,
    "ABC .txt": 200_000, "names.txt": 250_000, "half rows.rtf": 2_500_000, "styles.docx": 1_000_000,
    "one word.txt": 200_000, "one wide row.csv": 400_000, "edits.cha": 1_000_000,
    "sheet_columns.csv": 300_000, "identifiers_word.txt": 300_000,
    "identifiers_capitals.txt": 200_000, "identifiers_telephones.txt": 600_000,
    "stamps.txt": 200_000, "abbreviations.txt": 800_000,
}  # fmt: skip


@pytest.mark.parametrize("name", ENDLESS)
def test_what_is_nested_or_long_without_end_costs_no_more_than_its_size(child, tmp_path, name):
    """`benchmarks/fuzz` has all the structures that grow, at full size."""
    path = hostile.grown(tmp_path, name, ENDLESS[name])
    assert faults(child, [path]) == []


def test_the_bounds_bind(tmp_path):
    """A reader that takes too much, too long or a connection is found out."""
    harmful = {
        "memory": "list(range(10**9))",
        "time": "[None for _ in iter(int, 1)]",
        "network": "__import__('socket').create_connection(('127.0.0.1', 9), 1)",
        "traceback": "1 / 0",
    }
    shown = {
        "memory": "MemoryError",
        "network": "reached for the network: socket.",
        "traceback": "ZeroDivisionError",
    }
    (tmp_path / "harmed.py").write_text(
        f"import sys; sys.path.insert(0, {str(HERE)!r})\n"
        "import child\n"
        "child.SECONDS_A_MB = 1\n"
        "child._readers = lambda: {'read': lambda path: eval(open(path).read())}\n"
        "child.main()\n",
        "utf-8",
    )
    (tmp_path / "warm.txt").write_text("", "utf-8")
    for name, code in harmful.items():
        (tmp_path / f"{name}.txt").write_text(code, "utf-8")
        done = subprocess.run(
            [sys.executable, tmp_path / "harmed.py", tmp_path / "warm.txt"],
            input=f"read\t{tmp_path / name}.txt\n",
            capture_output=True,
            text=True,
            check=False,
            cwd=ROOT,
        )
        if name == "time":
            assert (done.returncode, done.stdout) == (-24, "ready\n"), (name, done.stderr)
        else:
            assert done.stdout.startswith("ready\nfault\t"), (name, done.stdout, done.stderr)
            assert shown[name] in done.stdout
