"""`autograd batch`, called in this process: files in a folder, and streams of bytes.

In: the words of a call. Out: an `Answer`.
"""

import io
import sys
from collections.abc import Sequence
from contextlib import redirect_stderr
from pathlib import Path
from unittest import mock

from autograd_cli import cli

FORMULA = "2*x*y + y + 3"
POINTS = "id,x,y\na,40,4\nb,1.5,-2\n"
COMMAND = [sys.executable, "-m", "autograd_cli", "batch"]


class Answer:
    """What a call came to: its status, what it printed."""

    def __init__(self, status: int, output: bytes, errors: str) -> None:
        self.status = status
        self.output = output.decode()
        self.errors = errors

    @property
    def lines(self) -> list[str]:
        return self.output.splitlines()


def run(words: Sequence[str | Path], folder: Path, stdin: bytes = b"") -> Answer:
    """The answer to `autograd batch` in a folder, with an output of its own in place of standard output."""
    return answer(["batch", *words], folder, stdin)


def answer(words: Sequence[str | Path], folder: Path, stdin: bytes = b"") -> Answer:
    """The same of any command."""
    out = folder / "standard-output"
    into = folder / "standard-input"
    into.write_bytes(stdin)
    with (
        out.open("wb") as file,
        into.open("rb") as source,
        io.TextIOWrapper(source) as stdin_text,
        io.TextIOWrapper(file) as stdout_text,
        mock.patch.object(sys, "stdin", stdin_text),
        mock.patch.object(sys, "stdout", stdout_text),
        redirect_stderr(io.StringIO()) as told,
    ):
        status = cli.main([*map(str, words)])
    return Answer(status, out.read_bytes(), told.getvalue())
