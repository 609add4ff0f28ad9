"""Processes of our own, each with a pipe; one that is killed is replaced, and its item tried again.

Takes: a function, items, how many processes. Returns: results as they come. A process that loses its parent finishes
its item and ends.
"""

import multiprocessing
import os
import signal
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import Any

from autograd_cli.engines import ATTEMPTS, Notice, Result, unheard_signals
from autograd_cli.errors import FileError

READY = "ready"
# What a connection ends in whose other end has gone.
GONE = (EOFError, OSError)


@dataclass(slots=True)
class _Worker:
    """A process, this end of its pipe, and the place of the item that it works on."""

    process: Any
    pipe: Connection
    place: int | None = None
    ready: bool = False


def run(
    function: Callable[[Any], Any],
    items: Sequence[Any],
    jobs: int,
    notice: Notice,
) -> Iterator[Result]:
    """The results of the function. Raises: `FileError` where no process comes to life."""
    waiting = deque(range(len(items)))
    attempts = Counter[int]()
    stillborn = 0
    left = len(items)
    workers = [_start(function) for _ in range(min(jobs, left))]
    try:
        while left:
            for worker in _heard(workers):
                try:
                    message = worker.pipe.recv()
                except GONE:
                    workers.remove(worker)
                    ended, place = _ended(worker), worker.place
                    stillborn += not worker.ready
                    if stillborn >= ATTEMPTS * jobs:
                        raise FileError("file", "no-worker", reason=ended) from None
                    again: Sequence[int] = ()
                    if place is not None:
                        attempts[place] += 1
                        if attempts[place] < ATTEMPTS:
                            again = (place,)
                            waiting.append(place)
                        else:
                            left -= 1
                    notice(ended, again)
                    if place is not None and not again:
                        yield Result(place, None)
                    if len(workers) < min(jobs, left):
                        workers.append(_start(function))
                    continue
                if message != READY:
                    left -= 1
                    worker.place = None
                    yield Result(*message)
                worker.ready, stillborn = True, 0
            for worker in workers:
                if waiting and worker.ready and worker.place is None:
                    worker.place = waiting.popleft()
                    with suppress(*GONE):  # read as the end of the pipe, next
                        worker.pipe.send((worker.place, items[worker.place]))
    finally:
        for worker in workers:
            if left:
                worker.process.kill()
            worker.pipe.close()
        for worker in workers:
            worker.process.join()


def _heard(workers: Sequence[_Worker]) -> list[_Worker]:
    """The workers that have sent something, or have gone; waits for one."""
    ready = wait([worker.pipe for worker in workers])
    return [worker for worker in workers if worker.pipe in ready]


def _start(function: Callable[[Any], Any]) -> _Worker:
    """A process that waits for items."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs,), daemon=True)
    with unheard_signals():
        process.start()
    theirs.close()
    with suppress(*GONE):  # read as the end of the pipe, next
        ours.send(function)
    return _Worker(process, ours)


def _ended(worker: _Worker) -> str:
    """How a process ended, for a person."""
    worker.pipe.close()
    worker.process.join()
    status = worker.process.exitcode
    return signal.Signals(-status).name if status < 0 else f"status {status}"


def _serve(pipe: Connection) -> None:
    """Takes the function, then item after item, until nobody sends any."""
    # There are as many processes as cores; read when polars is imported, with the function.
    os.environ.setdefault("POLARS_MAX_THREADS", "1")
    with suppress(*GONE):
        function = pipe.recv()
        pipe.send(READY)
        while True:
            place, item = pipe.recv()
            pipe.send((place, function(item)))
