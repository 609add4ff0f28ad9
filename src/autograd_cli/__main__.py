"""The command's entry: `autograd`, and `python -m autograd_cli`."""

import gc
import importlib
import sys

COMMAND = "autograd_cli.cli"


def run() -> None:
    """Runs the command and exits."""
    # A graph has no cycles and the process is short: the collector would find nothing but time, from the imports on.
    gc.disable()
    sys.exit(importlib.import_module(COMMAND).main())


if __name__ == "__main__":
    run()
