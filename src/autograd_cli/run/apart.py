"""A long computation in a process of its own, so that a signal is heard while a library computes.

Takes: a function without arguments, whose result can be pickled. Returns: its result, or raises its error. Functions of
C run to their end before Python hears a signal, and those of python-flint keep other threads waiting as well; a
process can be ended at any moment. Where there is no `fork`, the function is called in this process.
"""

import importlib
import os
import pickle
import signal
from collections.abc import Callable
from typing import Any, NoReturn, TypeVar

Result = TypeVar("Result")

HEARD = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def apart(work: Callable[[], Result], seconds: int | None = None) -> Result:
    """What a function returns or raises.

    Raises: `TimeoutError` after so many seconds of the processor, where they are limited; other work of the machine
    does not count.
    """
    if not hasattr(os, "fork"):
        return work()
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        _answer(work, writing, seconds)
    os.close(writing)
    try:
        with open(reading, "rb") as pipe:
            answer = pipe.read()
    except BaseException:
        os.kill(child, signal.SIGKILL)
        raise
    finally:
        _, status = os.waitpid(child, 0)
    if not answer:
        if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGXCPU:
            raise TimeoutError
        raise MemoryError  # the process was ended by another
    result, error = pickle.loads(answer)
    if error is not None:
        raise error
    found: Result = result
    return found


def _answer(work: Callable[[], Result], writing: int, seconds: int | None) -> NoReturn:
    """Writes the result and the error, of which one is None, and ends the process without any of its handlers."""
    status = 1
    try:
        for number in HEARD:
            if signal.getsignal(number) is not signal.SIG_IGN:  # as `nohup` has it
                signal.signal(number, signal.SIG_DFL)
        if seconds is not None:
            _limit(seconds)
        try:
            answer = pickle.dumps((work(), None))
        except Exception as error:  # whatever it is, it is raised where the result was wanted
            answer = pickle.dumps((None, error))
        with open(writing, "wb") as pipe:
            pipe.write(answer)
        status = 0
    finally:
        os._exit(status)


def _limit(seconds: int) -> None:
    """Has the system end this process after so many seconds of the processor, leaving no image of its memory."""
    resource: Any = importlib.import_module("resource")  # not on every system, but wherever there is `fork`
    for limit, wanted in ((resource.RLIMIT_CORE, 0), (resource.RLIMIT_CPU, seconds)):
        most = resource.getrlimit(limit)[1]
        resource.setrlimit(limit, (wanted if most == resource.RLIM_INFINITY else min(wanted, most), most))
