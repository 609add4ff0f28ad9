"""Pipes, terminals, interruptions, and what becomes of the target."""

import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from support.batches import COMMAND, run
from support.calls import on_terminal

from autograd_cli.extras import install_command


def test_results_appear_as_rows_arrive() -> None:
    with subprocess.Popen([*COMMAND, "-", "-e", "2x"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write(b"x\n")
        process.stdin.flush()
        assert process.stdout.readline() == b"x,value,d_x,error\n"
        for i in range(3):
            start = time.monotonic()
            process.stdin.write(b"%d\n" % i)
            process.stdin.flush()
            assert process.stdout.readline() == b"%d,%.1f,2.0,\n" % (i, 2 * i)
            assert time.monotonic() - start < 2  # 0.1 s where the machine is free; the benchmark measures it
        process.stdin.close()


@pytest.mark.parametrize("name", ["out.csv", "out.parquet"])
def test_interruption_leaves_no_file(name: str, here: Path) -> None:
    words = [*COMMAND, "-", "-e", "x", "-o", name]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stderr=subprocess.PIPE, cwd=here) as process:
        assert process.stdin
        assert process.stderr
        process.stdin.write(b"x\n1\n")
        process.stdin.flush()
        until = time.monotonic() + 30
        while not list(here.glob(f".{name}*")) and time.monotonic() < until:
            time.sleep(0.02)
        time.sleep(0.2)
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 130
        assert process.stderr.read() == f"interrupted: `{name}` is not written\n".encode()
    assert [path.name for path in here.iterdir()] == ["points.csv"]


def test_closed_pipe_ends_quietly() -> None:
    command = f"{sys.executable} -m autograd_cli batch -e x --x 0:300000 | head -n 1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("x,value,d_x,error\n141\n", "")


def test_progress_is_silent_unless_asked_for(here: Path) -> None:
    assert run(["points.csv", "-e", "x"], here).errors == ""
    assert run(["points.csv", "-e", "x", "--progress"], here).errors == "2 rows\n"
    (here / "one.csv").write_text("x\n1\n", "utf-8")
    assert run(["one.csv", "-e", "x", "--progress"], here).errors == "1 row\n"


@pytest.mark.parametrize(
    ("words", "shown"),
    [((), False), (("-o", "out.csv"), True), (("-o", "out.csv", "--no-progress"), False), (("--progress",), True)],
)
def test_progress_and_results_are_not_mixed_on_a_terminal(here: Path, words: tuple[str, ...], shown: bool) -> None:
    words = tuple(str(here / word) if word.endswith(".csv") else word for word in words)
    printed = on_terminal(["batch", str(here / "points.csv"), "-e", "x", *words], 120, {"NO_COLOR": "1"})
    assert ("%" in printed) is shown
    assert (re.search(r"2 rows, .*00:00 left", printed) is not None) is shown


def test_target_keeps_its_permissions_and_links(here: Path) -> None:
    (here / "real.csv").write_text("old", encoding="utf-8")
    (here / "real.csv").chmod(0o640)
    (here / "link.csv").symlink_to("real.csv")
    assert run(["points.csv", "-e", "x", "-o", "link.csv"], here).status == 0
    assert (here / "link.csv").is_symlink()
    assert (here / "real.csv").stat().st_mode & 0o777 == 0o640
    assert (here / "real.csv").read_text(encoding="utf-8").startswith("id,x,y,value")


def test_missing_extra_is_named_with_its_command(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "polars", None)
    answer = run(["points.csv", "-e", "x"], here)
    assert (answer.status, answer.errors) == (
        2,
        "error: `autograd batch` needs polars, which is not installed\n"
        f"hint: install it with `{install_command('batch')}`\n",
    )
