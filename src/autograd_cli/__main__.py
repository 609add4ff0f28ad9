"""The command's entry: `autograd`, and `python -m autograd_cli`."""

import codecs
import gc
import importlib
import io
import sys

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
        sys.exit(importlib.import_module(COMMAND).main())
    except KeyboardInterrupt:  # while the modules were still being imported
        sys.exit(INTERRUPTED)


if __name__ == "__main__":
    run()
