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
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    base = {
        name: value
        for name, value in os.environ.items()
        if name not in ("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "TERM", "COLUMNS")
    }
    environment = {**base, "TERM": "xterm", **environment}
    process = subprocess.Popen([*AUTOGRAD, *words], stdin=theirs, stdout=theirs, stderr=theirs, env=environment)
    os.close(theirs)
    printed = b""
    try:
        while chunk := os.read(ours, 65536):
            printed += chunk
    except OSError:  # the terminal's other end is closed
        pass
    os.close(ours)
    assert process.wait() == status, printed
    return printed.decode()
