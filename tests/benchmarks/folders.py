"""What a folder and an engine cost on one machine, beside one file with the same rows.

    python tests/benchmarks/folders.py [RUNS]

In: how many runs, 3 where nothing is said. Out: seconds of the clock and of the processors, medians of runs in turn,
for Black-Scholes over 2 million rows of Parquet as one file and as 8, and over 10,000 files of 100 rows of CSV. It
asserts nothing; the bounds stand beside what was found.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import numpy
import polars
from bytecode import cache

PROGRAM = Path(__file__).parents[2] / "samples" / "black_scholes.ag"
COLUMNS = {"S": (50, 150), "K": (50, 150), "T": (0.1, 2), "r": (0, 0.1), "sigma": (0.1, 0.5)}
# Name, what is read, what is written, further words.
CASES = [
    ("2,000,000 rows in one file", "one/0.parquet", "one.parquet", []),
    ("the same in 8, `--engine local`", "eight", "eight-local", []),
    ("the same in 8, `--engine dask`", "eight", "eight-dask", ["--engine", "dask"]),
    ("10,000 files of 100 rows, `--engine local`", "many", "many-local", []),
    ("the same with `--resume`, all complete", "many", "many-local", ["--resume"]),
    ("10,000 files of 100 rows, `--engine dask`", "many", "many-dask", ["--engine", "dask"]),
]


def make(folder: Path) -> None:
    """The tables."""
    draw = numpy.random.default_rng(1)
    frame = polars.DataFrame({name: draw.uniform(*between, 2_000_000) for name, between in COLUMNS.items()})
    for name, files in (("one", 1), ("eight", 8), ("many", 10_000)):
        (folder / name).mkdir()
        rows = 100 if name == "many" else frame.height // files
        for i in range(files):
            part = frame.slice(i * rows, rows)
            if name == "many":
                part.write_csv(folder / name / f"{i}.csv")
            else:
                part.write_parquet(folder / name / f"{i}.parquet")


def timed(folder: Path, read: str, written: str, further: list[str]) -> tuple[float, float]:
    """Seconds of the clock, and of all processes together."""
    if "--resume" not in further:
        shutil.rmtree(folder / written, ignore_errors=True)
    before, start = os.times(), time.perf_counter()
    words = ["batch", read, "--file", str(PROGRAM), "-o", written, "--quiet", *further]
    subprocess.run([sys.executable, "-m", "autograd_cli", *words], cwd=folder, check=True)
    clock, after = time.perf_counter() - start, os.times()
    return clock, after.children_user + after.children_system - before.children_user - before.children_system


def main(runs: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make(folder)
        found = [[timed(folder, *case) for _, *case in CASES] for _ in range(runs)]
    print("| | seconds | of the processors |\n| --- | ---: | ---: |")
    for place, (label, *_) in enumerate(CASES):
        clock, processors = (median(run[place][i] for run in found) for i in (0, 1))
        print(f"| {label} | {clock:.1f} | {processors:.1f} |")


if __name__ == "__main__":
    cache()
    main(int(sys.argv[1]) if sys.argv[1:] else 3)
