"""A long computation in a process of its own, so that a signal is heard while a library computes.

Takes: a function without arguments, whose result can be pickled. Returns: its result, or raises its error. Functions of
C run to their end before Python hears a signal, and those of python-flint keep other threads waiting as well; a
process can be ended at any moment. Where there is no `fork`, the function is called in this process.
"""

import os
import pickle
import select
import signal
from collections.abc import Callable
from typing import NoReturn, TypeVar

Result = TypeVar("Result")

HEARD = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def apart(work: Callable[[], Result], seconds: float | None = None) -> Result:
    """What a function returns or raises. Raises: `TimeoutError` after so many seconds, where they are limited."""
    if not hasattr(os, "fork"):
        return work()
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        _answer(work, writing)
    os.close(writing)
    try:
        with open(reading, "rb") as pipe:
            if seconds is not None and not select.select([pipe], (), (), seconds)[0]:
                raise TimeoutError
            answer = pipe.read()
    except BaseException:
        os.kill(child, signal.SIGKILL)
        raise
    finally:
        os.waitpid(child, 0)
    if not answer:  # the process was ended by another
        raise MemoryError
    result, error = pickle.loads(answer)
    if error is not None:
        raise error
    found: Result = result
    return found


def _answer(work: Callable[[], Result], writing: int) -> NoReturn:
    """Writes the result and the error, of which one is None, and ends the process without any of its handlers."""
    status = 1
    try:
        for number in HEARD:
            if signal.getsignal(number) is not signal.SIG_IGN:  # as `nohup` has it
                signal.signal(number, signal.SIG_DFL)
        try:
            answer = pickle.dumps((work(), None))
        except Exception as error:  # whatever it is, it is raised where the result was wanted
            answer = pickle.dumps((None, error))
        with open(writing, "wb") as pipe:
            pipe.write(answer)
        status = 0
    finally:
        os._exit(status)
