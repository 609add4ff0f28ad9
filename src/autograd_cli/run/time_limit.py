"""A limit on the time of what Python computes, which holds within a single call of a library too.

Takes: seconds. Returns: a context in which `TimeoutError` is raised once they are over. It interrupts Python code, as
that of mpmath is, at its next instruction; it cannot interrupt a function of C before it returns.

One thread watches all limits of a process, since starting one for each takes as long as many an evaluation.

*Source*: `PyThreadState_SetAsyncExc`, Python/C API, "Thread State and the Global Interpreter Lock".
"""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from ctypes import c_ulong, py_object, pythonapi
from queue import Empty, SimpleQueue

# A little more than a number system's own limit, which is looked at between two operations.
SECONDS = 1.2
# After so many seconds it is raised again: where an object is deleted, Python prints an exception and goes on.
AGAIN = 0.1
# Within so many steps of a loop an exception that was raised in a thread has come.
MOMENTS = 1000


class _Limit:
    """A limit that a thread has set itself, until `end`, in seconds of the monotonic clock."""

    def __init__(self, seconds: float) -> None:
        self.end = time.monotonic() + seconds
        self._thread = c_ulong(threading.get_ident())
        self._lock = threading.Lock()
        self._inside, self._raised = True, False

    def expire(self) -> None:
        """Raises `TimeoutError` in the thread that has set it, unless that is about to leave."""
        if self._lock.acquire(blocking=False):
            if self._inside:
                self._raised = True
                pythonapi.PyThreadState_SetAsyncExc(self._thread, py_object(TimeoutError))
            self._lock.release()

    def leave(self) -> None:
        with self._lock:
            self._inside = False
            if self._raised:
                # It may be still to come, and shall not come later. To take it back would leave the interpreter looking
                # for it for ever, and with a tracer CPython 3.11 would never go on.
                with suppress(TimeoutError):
                    for _ in range(MOMENTS):
                        pass


class _Watch:
    """The limits that are set, and the thread that waits for the next to be over; it begins with the first.

    Who sets a limit takes no lock that others need: `TimeoutError` may be raised in it at any moment.
    """

    def __init__(self) -> None:
        self._limits: set[_Limit] = set()
        self._begun = threading.Lock()
        self._sooner: SimpleQueue[None] = SimpleQueue()
        self._wakes = 0.0

    def add(self, limit: _Limit) -> None:
        self._limits.add(limit)
        if self._begun.acquire(blocking=False):
            threading.Thread(target=self._run, name="time limits", daemon=True).start()
        elif limit.end < self._wakes:
            self._sooner.put(None)

    def remove(self, limit: _Limit) -> None:
        limit.leave()
        self._limits.discard(limit)

    def _run(self) -> None:
        while True:
            # With no limit it wakes after a while all the same: so most need not wake it.
            limits, now = list(self._limits), time.monotonic()
            self._wakes = now + SECONDS
            for limit in limits:
                if limit.end <= now:
                    limit.expire()
                    limit.end = now + AGAIN
            self._wakes = min([self._wakes, *(one.end for one in limits if one.end > now)])
            with suppress(Empty):
                self._sooner.get(timeout=max(0.0, self._wakes - now))


_watch = _Watch()


def _renew() -> None:
    """Begins anew in a process that was forked: it has no thread but the one that forked it."""
    global _watch
    _watch = _Watch()


os.register_at_fork(after_in_child=_renew)


@contextmanager
def time_limit(seconds: float = SECONDS) -> Iterator[None]:
    """Raises `TimeoutError` in the thread that enters it, after so many seconds within it."""
    limit, watch = _Limit(seconds), _watch
    try:
        watch.add(limit)
        yield
    finally:
        watch.remove(limit)
