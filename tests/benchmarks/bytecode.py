"""Bytecode of our modules, as an installer makes it: without it every process that is timed compiles them anew."""

import compileall
from pathlib import Path

import autograd_cli


def cache() -> None:
    """Writes what is missing, also where the environment forbids Python to do so on its own."""
    assert compileall.compile_dir(Path(autograd_cli.__file__).parent, quiet=1)


if __name__ == "__main__":
    cache()
