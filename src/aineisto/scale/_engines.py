"""Who does the work of a partition: this process, or the workers of a Dask cluster."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from tempfile import gettempdir
from typing import TYPE_CHECKING, Any, Protocol
from uuid import uuid4

import pandas as pd

from aineisto.core.errors import AineistoError, ArgumentError
from aineisto.core.unfinished import unfinished_folder

if TYPE_CHECKING:
    from distributed import Client, Future

Work = Callable[[pd.DataFrame], pd.DataFrame]
#: A partition's key, and the frame to work on.
Task = tuple[Any, pd.DataFrame]
ENGINES = ("local", "dask")
#: Seconds to wait for a cluster to answer and to have a worker.
PATIENCE = 30


class Engine(Protocol):
    """What yields the result of each task under its key, in the order they are done."""

    def __call__(self, work: Work, tasks: Iterable[Task]) -> Iterator[Task]: ...


@contextmanager
def open_engine(
    name: str, scheduler: str | None = None, workers: int | None = None
) -> Iterator[Engine]:
    """Give the engine of a name for as long as it is needed.

    Raises
    ------
    AineistoError
        When it is not known, its package is not installed, or its cluster cannot be reached.
    """
    if name not in ENGINES:
        raise ArgumentError(
            f"The engine {name!r} is not known.", remedy=f"Choose {' or '.join(ENGINES)}."
        )
    if name == "local":
        if scheduler or workers:
            raise ArgumentError(
                "The local engine has neither a scheduler nor workers.",
                remedy="Choose the engine dask.",
            )
        yield _local
        return
    with _client(scheduler, workers) as client:
        yield _Dask(client)


def _local(work: Work, tasks: Iterable[Task]) -> Iterator[Task]:
    for key, frame in tasks:
        yield key, work(frame)


@contextmanager
def _client(scheduler: str | None, workers: int | None) -> Iterator[Client]:
    try:
        from distributed import Client, LocalCluster
    except ImportError as error:
        raise AineistoError(
            "The engine dask needs the package dask[distributed].",
            remedy='pip install "aineisto[scale]"',
        ) from error
    with ExitStack() as stack:
        address: Any = scheduler
        if scheduler is None:
            # What the workers have no room for in memory goes where nobody else reads it.
            spilled = stack.enter_context(unfinished_folder(Path(gettempdir())))
            address = stack.enter_context(
                # One thread a worker: the work is Python's, which runs one thread at a time.
                LocalCluster(
                    n_workers=workers,
                    threads_per_worker=1,
                    dashboard_address=None,
                    local_directory=str(spilled),
                    silence_logs=logging.ERROR,
                )
            )
        elif workers:
            raise ArgumentError(
                "The number of workers is the scheduler's to say.",
                remedy="Give the scheduler or the number of workers, not both.",
            )
        try:
            client = stack.enter_context(closing(Client(address, timeout=PATIENCE)))
            client.wait_for_workers(1, timeout=PATIENCE)
        except (OSError, TimeoutError, ValueError) as error:
            raise AineistoError(
                f"The cluster at {scheduler or 'this machine'} does not answer, or has no worker.",
                remedy="Start `dask scheduler` and `dask worker`, and give tcp://HOST:PORT.",
            ) from error
        yield client


class _Dask:
    """Keeps the cluster busy and holds no more than two tasks a thread at a time.

    A task carries its rows, so that a worker that dies takes nothing with it: the scheduler gives
    its tasks to another.
    """

    def __init__(self, client: Client) -> None:
        self._client = client

    def __call__(self, work: Work, tasks: Iterable[Task]) -> Iterator[Task]:
        from distributed import CancelledError, KilledWorker, as_completed

        run = uuid4().hex[:8]  # Dask would give an old answer to a known key
        waiting = iter(tasks)
        keys: dict[str, Any] = {}
        done: as_completed = as_completed()
        try:
            self._fill(done, keys, waiting, work, run)
            for future in done:
                yield keys.pop(future.key), future.result()
                del future
                self._fill(done, keys, waiting, work, run)
        except (KilledWorker, CancelledError, OSError, TimeoutError) as error:
            raise AineistoError(
                f"The cluster was lost ({error}).",
                remedy="What was done is kept: run the same command again to go on.",
            ) from error

    def _fill(
        self, done: Any, keys: dict[str, Any], waiting: Iterator[Task], work: Work, run: str
    ) -> None:
        room = 2 * max(sum(self._client.nthreads().values()), 1) - len(keys)
        for _ in range(room):
            task = next(waiting, None)
            if task is None:
                return
            key, frame = task
            name = f"annotate-{run}-{len(keys)}-{uuid4().hex}"
            future: Future = self._client.submit(work, frame, key=name, pure=False)
            keys[name] = key
            done.add(future)
