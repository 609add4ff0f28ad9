"""The command, called: in this process, and on a terminal of its own."""

import fcntl
import io
import os
import pty
import struct
import subprocess
import sys
import termios
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import IO
from unittest import mock

from autograd_cli.cli import main

AUTOGRAD = [sys.executable, "-m", "autograd_cli"]


def call(*words: str, stdin: str = "") -> tuple[int, str, str]:
    """Status, standard output and standard error of a command line, run in this process."""
    streams = sys.stdin, sys.stdout, sys.stderr
    out, err = io.StringIO(), io.StringIO()
    sys.stdin, sys.stdout, sys.stderr = io.TextIOWrapper(io.BytesIO(stdin.encode())), out, err
    try:
        status = main(words)
    finally:
        sys.stdin, sys.stdout, sys.stderr = streams
    return status, out.getvalue(), err.getvalue()


def on_terminal(words: list[str], columns: int, environment: Mapping[str, str], status: int = 0) -> str:
    """What a command prints on a terminal of so many columns, errors and findings too, where its status is that."""
    ours, theirs = _terminal(columns)
    process = subprocess.Popen(
        [*AUTOGRAD, *words], stdin=theirs, stdout=theirs, stderr=theirs, env=_environment(environment)
    )
    os.close(theirs)
    printed = _printed(ours)
    assert process.wait() == status, printed
    return printed


def call_on_terminal(words: list[str], columns: int, environment: Mapping[str, str], status: int = 0) -> str:
    """The same by a call in this process, whose standard streams are the terminal meanwhile."""
    ours, theirs = _terminal(columns)
    kept = [os.dup(place) for place in range(3)]
    streams = sys.stdin, sys.stdout, sys.stderr
    with ThreadPoolExecutor(1) as reader, mock.patch.dict(os.environ, _environment(environment), clear=True):
        printed = reader.submit(_printed, ours)
        try:
            for place in range(3):
                os.dup2(theirs, place)
            os.close(theirs)
            with open(0, closefd=False) as sys.stdin, _lines(1) as sys.stdout, _lines(2) as sys.stderr:
                found = main(words)
        finally:
            sys.stdin, sys.stdout, sys.stderr = streams
            for place, own in enumerate(kept):
                os.dup2(own, place)
                os.close(own)
        assert found == status, printed.result()
        return printed.result()


def _lines(place: int) -> IO[str]:
    return open(place, "w", buffering=1, encoding="utf-8", closefd=False)


def _terminal(columns: int) -> tuple[int, int]:
    """Both ends of a terminal of so many columns."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    return ours, theirs


def _environment(environment: Mapping[str, str]) -> dict[str, str]:
    """That of this process without what says how a terminal is, and more."""
    said = ("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "TERM", "COLUMNS")
    return {**{name: value for name, value in os.environ.items() if name not in said}, "TERM": "xterm", **environment}


def _printed(ours: int) -> str:
    """All that is printed on a terminal until its other end is closed."""
    printed = b""
    try:
        while chunk := os.read(ours, 65536):
            printed += chunk
    except OSError:
        pass
    os.close(ours)
    return printed.decode()
