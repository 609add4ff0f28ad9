"""The command's entry: `autograd`, and `python -m autograd_cli`.

Takes signals; returns an exit status for each. Until `run` is called, Ctrl-C ends the process at once: nothing is open
yet that would have to be cleaned up, and an exception within an import would be printed as a traceback.
"""

import os
import signal
import sys

# 128 and the number of the signal, as shells count.
INTERRUPTED = 130
if os.path.basename(sys.argv[0]).startswith(("autograd", "__main__", "-m")):  # else some program imports this module
    signal.signal(signal.SIGINT, lambda number, frame: os._exit(INTERRUPTED))

import atexit  # noqa: E402
import codecs  # noqa: E402
import gc  # noqa: E402
import importlib  # noqa: E402
import io  # noqa: E402
from contextlib import suppress  # noqa: E402
from functools import partial  # noqa: E402
from types import FrameType  # noqa: E402
from typing import TYPE_CHECKING, Any, NoReturn  # noqa: E402

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

COMMAND = "autograd_cli.cli"
AGAIN = 0.001  # seconds until a signal that was lost comes again


def escape(problem: UnicodeError) -> tuple[str, int]:
    """What stands for a sign that the encoding of a stream lacks: the escape of JSON, in UTF-16."""
    assert isinstance(problem, UnicodeEncodeError)
    units = problem.object[problem.start : problem.end].encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[i : i + 4]}" for i in range(0, len(units), 4)), problem.end


class Unfailing(io.FileIO):
    """Standard error: what nobody takes is lost, since a full disk or a reader that has gone changes no result."""

    def write(self, data: Any) -> int:
        with suppress(OSError):
            return super().write(data)
        return len(data)


class Terminated(BaseException):
    """A signal that ends the process; an exception, so that files that are being written are removed on the way."""

    def __init__(self, number: int) -> None:
        self.status = 128 + number


def terminate(number: int, frame: FrameType | None) -> NoReturn:
    """Ends what is under way; a second signal has its own way."""
    signal.signal(number, signal.SIG_DFL)
    raise Terminated(number)


def again(lost: "UnraisableHookArgs") -> None:
    """A signal that came during a callback or a destructor, where Python prints the exception and goes on, comes again.

    Other exceptions are printed as usual.
    """
    if isinstance(lost.exc_value, KeyboardInterrupt | Terminated):
        with suppress(ValueError):  # in another thread, where no handler can be set, and no signal comes
            signal.signal(signal.SIGALRM, partial(rethrow, lost.exc_value))
            signal.setitimer(signal.ITIMER_REAL, AGAIN)
            return
    sys.__unraisablehook__(lost)


def rethrow(problem: BaseException, number: int, frame: FrameType | None) -> NoReturn:
    """Raises what was lost, where the program is now."""
    raise problem


def run() -> None:
    """Runs the command and exits."""
    sys.unraisablehook = again
    try:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        for number in (signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(number) is signal.SIG_DFL:  # `nohup` has SIGHUP ignored, and means it
                signal.signal(number, terminate)
        status = _status()
    except KeyboardInterrupt:  # while the modules were still being imported
        status = INTERRUPTED
    except Terminated as end:
        status = end.status
    leave(status)


def _status() -> int:
    """The exit status of the command line; results are printed."""
    # A graph has no cycles and the process is short: the collector would find nothing but time, from the imports on.
    gc.disable()
    codecs.register_error("escape", escape)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="escape")
    if sys.stderr is None:  # closed: `print` would take standard output instead
        sys.stderr = open(os.devnull, "w")  # noqa: SIM115
    elif isinstance(sys.stderr, io.TextIOWrapper):
        raw = io.BufferedWriter(Unfailing(sys.stderr.fileno(), "w", closefd=False))
        sys.stderr = io.TextIOWrapper(raw, sys.stderr.encoding, "escape", line_buffering=True)
    status: int = importlib.import_module(COMMAND).main()
    return status


def leave(status: int) -> NoReturn:
    """Ends the process without taking the interpreter apart, which would take a fifth of a short call's time.

    What is registered to be done at the end is done, and what is printed is out.
    """
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            with suppress(OSError):  # nobody reads on, and whoever printed has told what there was to tell
                stream.flush()
    os._exit(status)


if __name__ == "__main__":
    run()
