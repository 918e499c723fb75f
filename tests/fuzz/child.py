"""Reads files one after another, within bounds, and says how each went.

A line on standard input is a reader's name, a tab and a path; a line on standard output is
``ok``, ``refused`` or ``fault``, a tab, and what happened. A file that takes too long ends the
process (SIGXCPU); one that takes too much memory is a fault.
"""

import math
import os
import resource
import sys
import warnings
from pathlib import Path
from shutil import copy
from tempfile import TemporaryDirectory

#: The bounds: bytes of memory beyond what the library needs itself, and more for each MB of a file
#: beyond the first; seconds of CPU a MB.
MEMORY = 1_000_000_000
MEMORY_A_MB = 200_000_000
SECONDS_A_MB = 10

_NETWORK = {"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"}
_reached: list[str] = []


def _watch(event, arguments):
    if event in _NETWORK:
        _reached.append(f"{event} {arguments[1:]}")


def _readers():
    from aineisto import Codebook, Project, read, read_qdpx, read_sheets
    from aineisto.pseudonyms import read_confirmation
    from aineisto.pseudonyms._identifiers import find_identifiers

    text = Path(__file__).parent / "seeds" / "interview.txt"

    def project(path):
        # A copy: a project of an older version is written anew when it is opened.
        with TemporaryDirectory() as folder, Project.open(copy(path, folder)) as opened:
            opened.corpus.statements, opened.codebook, opened.codings  # noqa: B018

    # Every kind of a transcript's text goes through the whole of `read`, as a user's does.
    return {
        "read": read,
        "codebook": Codebook.load,
        "qdpx": read_qdpx,
        "sheet": read_sheets,
        "participants": lambda path: read(text, participants=path),
        "guide": lambda path: read(text, guide=path),
        "confirmation": read_confirmation,
        "aineisto": project,
        "identifiers": lambda path: find_identifiers(Path(path).read_text("utf-8")),
    }


def _try(reader, path):
    from aineisto import AineistoError

    _reached.clear()
    try:
        reader(path)
        outcome = ("ok", "")
    except AineistoError as error:
        outcome = ("refused", f"{type(error).__name__}: {str(error)[:200]!r}")
    except MemoryError:
        outcome = ("fault", "MemoryError")
    except Exception as error:
        import traceback

        frames = traceback.extract_tb(error.__traceback__)
        place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}"
        ours = [f"{Path(f.filename).name}:{f.lineno}" for f in frames if "aineisto" in f.filename]
        problem = f"{type(error).__name__}: {str(error)[:100]!r} at {place} from {ours[-1:]}"
        outcome = ("fault", problem)
    if _reached:
        outcome = ("fault", f"reached for the network: {_reached[0]}")
    return outcome


def main():
    warnings.simplefilter("ignore")
    readers = _readers()
    warm = Path(sys.argv[1])
    for line in warm.read_text("utf-8").splitlines():
        name, _, path = line.partition("\t")
        _try(readers[name], path)  # what is loaded once is no file's cost
    statm = Path("/proc/self/statm").read_text().split()
    used = int(statm[0]) * os.sysconf("SC_PAGE_SIZE")
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.addaudithook(_watch)
    print("ready", flush=True)
    for line in sys.stdin:
        name, _, path = line.rstrip("\n").partition("\t")
        megabytes = max(1.0, Path(path).stat().st_size / 1e6)
        memory = used + MEMORY + int(MEMORY_A_MB * (megabytes - 1))
        resource.setrlimit(resource.RLIMIT_AS, (memory, resource.RLIM_INFINITY))
        seconds = SECONDS_A_MB * megabytes
        spent = resource.getrusage(resource.RUSAGE_SELF)
        limit = math.ceil(spent.ru_utime + spent.ru_stime + seconds)
        resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.RLIM_INFINITY))
        kind, what = _try(readers[name], path)
        print(f"{kind}\t{what}", flush=True)


if __name__ == "__main__":
    main()
