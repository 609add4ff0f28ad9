"""The command's entry: `autograd`, and `python -m autograd_cli`."""

import gc
import importlib
import io
import sys

from autograd_cli.errors import INTERRUPTED

COMMAND = "autograd_cli.cli"


def run() -> None:
    """Runs the command and exits."""
    # A graph has no cycles and the process is short: the collector would find nothing but time, from the imports on.
    gc.disable()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a sign the encoding lacks is written as JSON and Python escape it
            stream.reconfigure(errors="backslashreplace")
    try:
        sys.exit(importlib.import_module(COMMAND).main())
    except KeyboardInterrupt:  # while the modules were still being imported
        sys.exit(INTERRUPTED)


if __name__ == "__main__":
    run()
