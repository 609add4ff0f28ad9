"""Engines: what calls a function for many items in processes of this machine or of a cluster.

Takes: a function and items that can be pickled. Returns: results as they come, each with the place of its item. What
the function does is not known here; it is the same whichever engine calls it.
"""

import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing import resource_tracker
from typing import Any, NamedTuple, Protocol

# So many processes may end while they work on an item; then the item is given up.
ATTEMPTS = 3


class Result(NamedTuple):
    """The place of an item, and what the function returned for it; None where its processes were killed."""

    place: int
    value: Any


# Is told when a process was lost: of what became of it, and the places of items that are tried again.
Notice = Callable[[str, Sequence[int]], None]


class Engine(Protocol):
    """What calls the function, and gives notice of lost processes."""

    def __call__(
        self,
        function: Callable[[Any], Any],
        items: Sequence[Any],
        jobs: int,
        notice: Notice,
    ) -> Iterator[Result]: ...


@contextmanager
def unheard_signals() -> Iterator[None]:
    """Processes, and threads, that are started within never hear Ctrl-C, or that the terminal was closed.

    Both reach all processes of a terminal; the command ends its own ones. It hears what came meanwhile in the end.
    """
    # The first process of `multiprocessing` starts its tracker, which lets signals through again once it runs.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGINT, signal.SIGHUP))
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
