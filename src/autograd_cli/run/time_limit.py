"""A limit on the time of what Python computes, which holds within a single call of a library too.

Takes: seconds. Returns: a context in which `TimeoutError` is raised once they are over. It interrupts Python code, as
that of mpmath is, at its next instruction; it cannot interrupt a function of C before it returns.

*Source*: `PyThreadState_SetAsyncExc`, Python/C API, "Thread State and the Global Interpreter Lock".
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import c_ulong, py_object, pythonapi

# A little more than a number system's own limit, which is looked at between two operations.
SECONDS = 1.2


@contextmanager
def time_limit(seconds: float = SECONDS) -> Iterator[None]:
    """Raises `TimeoutError` in the thread that enters it, after so many seconds within it."""
    thread = c_ulong(threading.get_ident())
    changing = threading.Lock()
    inside = True
    raised = False

    def expire() -> None:
        nonlocal raised
        with changing:
            if inside:
                raised = True
                pythonapi.PyThreadState_SetAsyncExc(thread, py_object(TimeoutError))

    timer = threading.Timer(seconds, expire)
    timer.daemon = True
    try:
        with changing:  # it shall not expire before it has begun
            timer.start()
        yield
    finally:
        with changing:
            inside = False
            if raised:  # it may be still to come, and shall not come later
                pythonapi.PyThreadState_SetAsyncExc(thread, None)
        timer.cancel()
