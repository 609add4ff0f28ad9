"""Signals: a status for each, no traceback, and nothing left behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

AUTOGRAD = [sys.executable, "-m", "autograd_cli"]


def wait_for_part(folder: Path, process: subprocess.Popen[bytes]) -> None:
    """Waits until the process has begun a file beside its target."""
    deadline = time.monotonic() + 60
    while not list(folder.glob(".*.part")):
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.mark.parametrize(("number", "status"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGINT, 130)])
@pytest.mark.parametrize("target", ["out.csv", "out.csv.gz", "out.parquet", "out.jsonl"])
def test_a_signal_leaves_the_old_target_and_nothing_else(
    number: signal.Signals, status: int, target: str, tmp_path: Path
) -> None:
    (tmp_path / target).write_text("old")
    words = [*AUTOGRAD, "batch", "-", "-e", "x^2", "-o", target, "--errors", "bad.csv"]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path) as process:
        assert process.stdin is not None
        assert process.stderr is not None
        process.stdin.write(b"x\n1\n2\n")
        process.stdin.flush()
        wait_for_part(tmp_path, process)
        process.send_signal(number)
        told = process.stderr.read()
    assert process.returncode == status
    assert b"Traceback" not in told
    assert os.listdir(tmp_path) == [target]
    assert (tmp_path / target).read_text() == "old"


# As the installed script does it; what it prints first says that our first lines have been run.
START = """
import signal, sys
sys.argv = ["autograd", "eval", "2*x*y+y+3", "--x", "40", "--y", "4"]
original = signal.signal
def announced(number, handler):
    original(number, handler)
    signal.signal = original
    print(flush=True)
signal.signal = announced
from autograd_cli.__main__ import run
run()
"""


@pytest.mark.parametrize("milliseconds", range(0, 120, 10))
def test_an_interrupt_while_the_command_starts_is_no_traceback(milliseconds: int) -> None:
    with subprocess.Popen([sys.executable, "-c", START], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.read(1)
        time.sleep(milliseconds / 1000)
        process.send_signal(signal.SIGINT)
        _, told = process.communicate()
    assert b"Traceback" not in told
    assert process.returncode in (0, 130)
