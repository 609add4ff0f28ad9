"""Engines: every item once, killed processes replaced, the same bytes whichever engine is asked for."""

import hashlib
import os
import random
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest
from support.amounts import amount
from support.calls import AUTOGRAD

from autograd_cli.engines import ATTEMPTS, Result, local

FORMULA = "sin(x)*y^2 + exp(-x)*cos(y)"
NAMES = ("a", "b", "c", "deep/d", "deep/e", "deep/f")


def square(item: int) -> int:
    return item * item


def once_killed(folder: str, item: int) -> int:
    """The square; the first process that works on 3 is killed, and every one that works on 5."""
    mark = Path(folder, "mark")
    if item == 5 or (item == 3 and not mark.exists()):
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return item * item


def test_every_item_is_worked_on_once() -> None:
    assert sorted(local.run(square, range(9), 2, None)) == [Result(place, place * place) for place in range(9)]


def test_an_item_whose_process_was_killed_is_tried_again_and_given_up_in_the_end(tmp_path: Path) -> None:
    told: list[tuple[str, list[int]]] = []
    notice = lambda ended, again: told.append((ended, [*again]))  # noqa: E731
    results = dict(local.run(partial(once_killed, str(tmp_path)), range(8), 2, notice))
    assert results == {place: None if place == 5 else place * place for place in range(8)}
    again = [("SIGKILL", [3]), *[("SIGKILL", [5])] * (ATTEMPTS - 1), ("SIGKILL", [])]
    assert sorted(told) == sorted(again)


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some tables, and what the local engine makes of them."""
    folder = tmp_path_factory.mktemp("engines")
    (folder / "in/deep").mkdir(parents=True)
    draw = random.Random(1)
    for name in NAMES:  # each takes longer than a process waits for its kill
        rows = "".join(f"{draw.random()!r},{draw.random()!r}\n" for _ in range(draw.randrange(60_000, 120_000)))
        (folder / f"in/{name}.csv").write_text(f"x,y\n{rows}")
    assert run(folder, "reference").returncode == 0
    return folder


def words(target: str, *further: str) -> list[str]:
    return [*AUTOGRAD, "batch", "in", "-e", FORMULA, "--careful", "--jobs", "2", "-o", target, *further]


def run(folder: Path, target: str, *further: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(words(target, *further), cwd=folder, capture_output=True, text=True, timeout=300)


def contents(folder: Path) -> dict[str, str]:
    """The digest of every file, the manifest's too."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def children(process: int) -> list[int]:
    """The processes that a process has started to work on items."""
    try:
        own = Path(f"/proc/{process}/task/{process}/children").read_text().split()
        return [int(one) for one in own if b"spawn_main" in Path(f"/proc/{one}/cmdline").read_bytes()]
    except OSError:
        return []


@pytest.mark.slow
def test_dask_writes_the_same_bytes(tables: Path) -> None:
    pytest.importorskip("distributed")
    done = run(tables, "dask", "--engine", "dask")
    assert (done.returncode, done.stderr) == (0, "")
    assert contents(tables / "dask") == contents(tables / "reference")


@pytest.mark.slow
def test_a_cluster_that_is_not_there_is_an_error_of_its_own(tables: Path) -> None:
    pytest.importorskip("distributed")
    done = run(tables, "none", "--engine", "dask:scheduler.json")
    assert done.returncode == 3
    assert "the cluster `scheduler.json` cannot be reached: there is no such file" in done.stderr


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the processes are found in /proc")
@pytest.mark.parametrize("moment", range(amount("KILLS", 3, 20)))
def test_a_process_killed_at_any_moment_changes_no_byte(moment: int, tables: Path) -> None:
    target = f"killed{moment}"
    draw = random.Random(moment)
    # While at least two files are left both processes are at work, however fast the machine is.
    complete = draw.randrange(len(NAMES) - 2)
    process = subprocess.Popen(words(target), cwd=tables, stderr=subprocess.PIPE, text=True)
    while len(found := children(process.pid)) < 2 or len([*(tables / target).rglob("[!.]*.csv")]) < complete:
        assert process.poll() is None
        time.sleep(0.005)
    time.sleep(draw.uniform(0, 0.02 if complete else 0.3))
    os.kill(draw.choice(found), signal.SIGKILL)
    _, told = process.communicate(timeout=300)
    assert process.returncode == 0
    assert told.startswith("a process of the engine was lost (SIGKILL)")
    assert contents(tables / target) == contents(tables / "reference")


@pytest.mark.slow
@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_a_signal_leaves_whole_files_alone(number: signal.Signals, status: int, tables: Path) -> None:
    target = tables / f"signal{status}"
    process = subprocess.Popen(
        words(target.name), cwd=tables, stderr=subprocess.PIPE, start_new_session=True, preexec_fn=as_usual
    )
    while not [*target.rglob(".*.part")]:
        assert process.poll() is None
        time.sleep(0.005)
    os.killpg(process.pid, number)  # as a terminal does it
    _, told = process.communicate(timeout=60)
    assert process.returncode == status
    assert b"Traceback" not in told
    assert contents(target).items() <= {**contents(tables / "reference"), **manifest(target)}.items()
    if number == signal.SIGINT:
        assert run(tables, target.name, "--resume").returncode == 0
        assert contents(target) == contents(tables / "reference")


def as_usual() -> None:
    """Restores the signals that are ignored where the tests run under `nohup`, or in the background of a script."""
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)


def manifest(folder: Path) -> dict[str, str]:
    return {name: digest for name, digest in contents(folder).items() if name == "manifest.jsonl"}
