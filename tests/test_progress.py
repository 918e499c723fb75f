"""Where progress is shown."""


def test_a_kernel_that_is_only_imported_shows_no_progress(run_alone):
    run_alone(
        "import ipykernel, IPython\n"
        "from aineisto.core.progress import is_watched, shown\n"
        "assert not is_watched(); assert shown([1, 2], 'Reading', 'file') == [1, 2]\n"
    )


def test_a_kernel_that_runs_shows_it(run_alone):
    run_alone(
        "import IPython\n"
        "from IPython.core.interactiveshell import InteractiveShell\n"
        "InteractiveShell.instance().kernel = object()\n"
        "from aineisto.core.progress import is_watched\n"
        "assert is_watched()\n"
    )
