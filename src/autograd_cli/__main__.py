"""The command's entry: `autograd`, and `python -m autograd_cli`."""

import atexit
import codecs
import gc
import importlib
import io
import os
import sys
from contextlib import suppress
from typing import NoReturn

from autograd_cli.errors import INTERRUPTED

COMMAND = "autograd_cli.cli"


def escape(problem: UnicodeError) -> tuple[str, int]:
    """What stands for a sign that the encoding of a stream lacks: the escape of JSON, in UTF-16."""
    assert isinstance(problem, UnicodeEncodeError)
    units = problem.object[problem.start : problem.end].encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[i : i + 4]}" for i in range(0, len(units), 4)), problem.end


def run() -> None:
    """Runs the command and exits."""
    # A graph has no cycles and the process is short: the collector would find nothing but time, from the imports on.
    gc.disable()
    codecs.register_error("escape", escape)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="escape")
    try:
        status = importlib.import_module(COMMAND).main()
    except KeyboardInterrupt:  # while the modules were still being imported
        status = INTERRUPTED
    leave(status)


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
