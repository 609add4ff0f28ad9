"""Signals: a status for each, no traceback, and nothing left behind."""

import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest
from support.sessions import ROOT

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
    # Where the tests run under `nohup`, the signal is ignored, and the command means to leave it so.
    usual = {"preexec_fn": partial(signal.signal, number, signal.SIG_DFL)} if number == signal.SIGHUP else {}
    with subprocess.Popen(words, stdin=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path, **usual) as process:
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


# The signal comes while a destructor is run, where Python would print the exception and go on.
LOST = """
import os, signal, sys
import autograd_cli.__main__ as entry
class Kept:
    def __del__(self):
        os.kill(os.getpid(), int(sys.argv[1]))
        sum(range(1000))
class Command:
    def main(self):
        kept = Kept()
        del kept
        while True:
            pass
entry.importlib.import_module = lambda name: Command()
entry.run()
"""


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_a_signal_during_a_destructor_is_not_lost(number: signal.Signals, status: int) -> None:
    usual = {"preexec_fn": partial(signal.signal, number, signal.SIG_DFL)}
    words = [sys.executable, "-c", LOST, str(int(number))]
    done = subprocess.run(words, capture_output=True, timeout=30, check=False, **usual)
    assert done.returncode == status
    assert done.stderr == b""


def test_little_is_imported_before_an_interrupt_is_handled() -> None:
    text = f"import sys; sys.path.insert(0, {str(ROOT / 'src')!r}); import autograd_cli; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-S", "-c", text], capture_output=True, text=True, check=True).stdout
    assert "autograd_cli.version" in loaded
    assert not {"typing", "re", "enum"} & {*loaded.split()}


STREAMS = [
    ("24 help", "autograd --help > /dev/full", 3, "error: standard output cannot be written: no space left on device"),
    ("24 help of a command", "autograd eval --help > /dev/full", 3, "cannot be written"),
    ("24 help by name", "autograd help batch > /dev/full", 3, "cannot be written"),
    ("24 version", "autograd --version > /dev/full", 3, "cannot be written"),
    ("24 functions", "autograd functions > /dev/full", 3, "cannot be written"),
    ("24 error as JSON", "autograd eval 'sin(' --json > /dev/full", 3, "cannot be written"),
    ("24 error", "autograd eval 'sin(' 2> /dev/full", 2, ""),
    ("24 finding", "autograd eval 'abs(x)' --x 0 -o value.txt 2> /dev/full", 0, ""),
    ("24 failed rows", "autograd batch -e 'log(x)' --x=-1,1 -o rows.csv 2> /dev/full", 1, ""),
    ("24 closed help", "autograd --help >&-", 3, "error: standard output is closed"),
    ("24 closed version", "autograd -V >&-", 3, "error: standard output is closed"),
    ("24 closed result", "autograd eval 'x' --x 0 >&-", 3, "error: standard output is closed"),
    ("24 closed, and not needed", "autograd eval 'x' --x 0 -o value.txt >&-", 0, ""),
    ("24 closed errors", "autograd eval 'sin(' 2>&-", 2, ""),
    ("24 closed findings", "autograd eval 'abs(x)' --x 0 --format value -o value.txt 2>&-", 0, ""),
    ("24 nobody reads errors", "(autograd eval 'sin('; echo $? > s) 2>&1 >&- | head -c0; exit $(cat s)", 2, ""),
]  # fmt: skip


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
@pytest.mark.parametrize(("line", "status", "told"), [row[1:] for row in STREAMS], ids=[row[0] for row in STREAMS])
def test_a_stream_that_takes_nothing_has_its_status(line: str, status: int, told: str, tmp_path: Path) -> None:
    shell = f"autograd() {{ '{sys.executable}' -m autograd_cli \"$@\"; }}; {line}"
    done = subprocess.run(["bash", "-c", shell], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == status
    assert done.stdout == ""
    assert (told in done.stderr) if told else (done.stderr == "")


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_is_heard_while_a_library_computes(number: signal.Signals, status: int) -> None:
    words = [*AUTOGRAD, "eval", "polygamma(3, x)*lgamma(x)*erf(x)", "--x", "2.3", "--digits", "10000"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        # The process that computes is there.
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        deadline = time.monotonic() + 60
        while not (child := children.read_text().split()):
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.02)
        time.sleep(0.5)
        process.send_signal(number)
        told = process.communicate(timeout=10)[1]
    assert process.returncode == status
    assert b"Traceback" not in told
    assert not Path(f"/proc/{child[0]}").exists()
