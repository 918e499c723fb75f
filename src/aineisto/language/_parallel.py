"""Work on many texts, over the cores, with no more of it in memory than a window."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar

Result = TypeVar("Result")
# Texts a process takes at a time: enough to outweigh sending them.
_BATCH = 256
# Batches under way for each process: what is held in memory.
_AHEAD = 4


def map_texts(
    work: Callable[[str], Result], texts: Iterable[str], *, n_jobs: int | None = None
) -> Iterator[Result]:
    """Results of a function over texts, in their order.

    Parameters
    ----------
    work : callable
        Text → result; sent to each process once a batch.
    texts : iterable of str
        Read as they are needed.
    n_jobs : int or None
        Processes, as joblib counts them; None is one, -1 all cores.
    """
    if n_jobs in (None, 1):
        yield from map(work, texts)
        return
    from joblib import Parallel, delayed, effective_n_jobs

    stream = iter(texts)
    batches = iter(lambda: list(islice(stream, _BATCH)), [])
    ahead = _AHEAD * effective_n_jobs(n_jobs)
    with Parallel(n_jobs=n_jobs) as pool:
        while window := list(islice(batches, ahead)):
            for results in pool(delayed(_work_through)(work, batch) for batch in window):
                yield from results


def _work_through(work: Callable[[str], Any], batch: list[str]) -> list[Any]:
    return [work(text) for text in batch]
