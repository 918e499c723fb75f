"""Where progress is shown."""

import subprocess
import sys


def test_a_kernel_that_is_only_imported_shows_no_progress():
    code = (
        "import ipykernel, IPython\n"
        "from aineisto.core.progress import is_watched, shown\n"
        "assert not is_watched(); assert shown([1, 2], 'Reading', 'file') == [1, 2]\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_kernel_that_runs_shows_it():
    code = (
        "import IPython\n"
        "from IPython.core.interactiveshell import InteractiveShell\n"
        "InteractiveShell.instance().kernel = object()\n"
        "from aineisto.core.progress import is_watched\n"
        "assert is_watched()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
