"""How fast `autograd batch` is with files, beside what people would write: polars, pandas and JAX; and what it holds.

    python tests/benchmarks/batch.py [ROWS] [--large]

In: how many rows, 2,000,000 where nothing is said. Out: seconds and ratios for Black-Scholes from CSV to CSV and from
Parquet to Parquet, each as a process of its own, runs interleaved, medians; what second partials and uncertainties cost
besides; the seconds from a row's arrival in a pipe to its result; those for 10,000 distinct formulas; with `--large`
the peak memory for 20 million rows of Parquet and 2 GB of CSV, which takes some minutes and 8 GB of disk. It asserts
nothing; the bounds stand beside what was found.
"""

import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Collection
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import Any

import numpy
import polars
from bytecode import cache

RUNS, DESK_RUNS = 7, 7
KINDS = ("csv", "parquet")
PROGRAM = Path(__file__).parents[2] / "samples" / "black_scholes.ag"
COLUMNS = {"S": (50, 150), "K": (50, 150), "T": (0.1, 2), "r": (0, 0.1), "sigma": (0.1, 0.5)}
OURS, SAME = "autograd batch", "polars, writing the very same columns"
LEVEL = "the same at our level of compression"

# What a peer runs, with the names of two files and of one with the results that `autograd batch` has for the first;
# `{kind}` is csv or parquet.
POLARS_ALONE = """
import polars, sys
frame = polars.scan_{kind}(sys.argv[1])
results = [(polars.col("S") * (1.1 + i)).alias(name) for i, name in enumerate("value d_S d_K d_T d_r d_sigma".split())]
frame.with_columns(results).sink_{kind}(sys.argv[2])
"""
# The columns that `autograd batch` writes. Its results, read here from a file mapped into memory, take longer to write
# and to compress than multiples of one column, and there is a column for errors. Parquet is compressed at polars' own
# level, 3 of zstd, and beside that at the level 2 of `autograd batch`.
POLARS_SAME = """
import polars, sys
inputs, results = polars.scan_{kind}(sys.argv[1]), polars.scan_ipc(sys.argv[3])
polars.concat([inputs, results], how="horizontal").sink_{kind}(sys.argv[2]{options})
"""
JAX = """
import sys
import jax, numpy
jax.config.update("jax_enable_x64", True)
from jax import numpy as jnp
from jax.scipy.special import erf
def price(S, K, T, r, sigma):
    spread = sigma * jnp.sqrt(T)
    d1 = (jnp.log(S / K) + (r + sigma**2 / 2) * T) / spread
    phi = lambda x: (1 + erf(x / jnp.sqrt(2.0))) / 2
    return S * phi(d1) - K * jnp.exp(-r * T) * phi(d1 - spread)
both = jax.jit(jax.vmap(jax.value_and_grad(price, argnums=(0, 1, 2, 3, 4))))
def results(columns, chunk=None):
    count = len(columns[0])
    chunk = chunk or count
    parts = [both(*(column[i : i + chunk] for column in columns)) for i in range(0, count, chunk)]
    value = numpy.concatenate([numpy.asarray(part[0]) for part in parts])
    partials = [numpy.concatenate([numpy.asarray(part[1][i]) for part in parts]) for i in range(5)]
    return dict(zip("value d_S d_K d_T d_r d_sigma".split(), [value, *partials]))
NAMES = "S K T r sigma".split()
"""
PANDAS_JAX = (
    JAX
    + """
import pandas
frame = pandas.read_{kind}(sys.argv[1])
frame = frame.assign(**results([frame[name].to_numpy() for name in NAMES]))
getattr(frame, "to_{kind}")(sys.argv[2], index=False)
"""
)
POLARS_JAX = (
    JAX
    + """
import polars
frame = polars.read_{kind}(sys.argv[1])
columns = results([frame[name].to_numpy() for name in NAMES], {chunk})
frame.with_columns([polars.Series(name, column) for name, column in columns.items()]).write_{kind}(sys.argv[2])
"""
)

# A process whose peak memory begins with that of the one that starts it is started by a small one.
MEASURED = """
import os, subprocess, sys, time
start = time.perf_counter()
process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
_, status, usage = os.wait4(process.pid, 0)
wall, work = time.perf_counter() - start, usage.ru_utime + usage.ru_stime
print(os.waitstatus_to_exitcode(status), wall, work, usage.ru_maxrss)
"""


def peers(kind: str) -> dict[str, list[str]]:
    """The command lines, without the files, by name."""
    found = {"polars, reading and writing alone": POLARS_ALONE.format(kind=kind)}
    found[SAME] = POLARS_SAME.format(kind=kind, options="")
    if kind == "parquet":
        found[LEVEL] = POLARS_SAME.format(kind=kind, options=", compression_level=2")
    if find_spec("jax"):
        found["polars and JAX"] = POLARS_JAX.replace("{kind}", kind).replace("{chunk}", "None")
        found["polars and JAX, in chunks"] = POLARS_JAX.replace("{kind}", kind).replace("{chunk}", "62500")
        if find_spec("pandas"):
            found["pandas and JAX"] = PANDAS_JAX.replace("{kind}", kind)
    return {name: [sys.executable, "-c", text] for name, text in found.items()}


def seconds(words: list[str], statuses: Collection[int] = (0,)) -> tuple[float, float, float]:
    """The time a process takes on the clock and of the processors, and its peak memory in MiB."""
    told = subprocess.run([sys.executable, "-c", MEASURED, *words], stdout=subprocess.PIPE, check=True, text=True)
    status, wall, work, memory = map(float, told.stdout.split())
    assert status in statuses, words
    return wall, work, memory / 1024


def points(rows: int) -> polars.DataFrame:
    """Options to be priced."""
    source = numpy.random.default_rng(1)
    return polars.DataFrame({name: source.uniform(*ends, rows) for name, ends in COLUMNS.items()})


def ours(source: Path, target: Path) -> list[str]:
    return [sys.executable, "-m", "autograd_cli", "batch", str(source), "--file", str(PROGRAM), "-o", str(target)]


def files(rows: int, folder: Path) -> None:
    """Prints the files' part."""
    frame, results = points(rows), folder / "results.arrow"
    for kind in KINDS:
        getattr(frame, f"write_{kind}")(folder / f"in.{kind}")
    print("| files | program | seconds | of processors | MiB | times ours |")
    print("| --- | --- | ---: | ---: | ---: | ---: |")
    for kind in KINDS:
        source = folder / f"in.{kind}"
        # Rows whose digits cancel are computed again from the cells as they are written, which text has as decimals.
        subprocess.run([*ours(source, folder / "first.parquet"), "--quiet"], check=True)
        polars.read_parquet(folder / "first.parquet").drop(*COLUMNS).write_ipc(results, compression="uncompressed")
        runs: dict[str, list[tuple[float, float, float]]] = {}
        for _ in range(RUNS):
            programs = {OURS: ours(source, folder / f"out.{kind}")}
            for name, words in peers(kind).items():
                programs[name] = [*words, str(source), str(folder / f"out.{kind}"), str(results)]
            written = {}
            for name, words in programs.items():
                # To take an old file away costs a tenth of the time, whichever program has to do it.
                (folder / f"out.{kind}").unlink(missing_ok=True)
                runs.setdefault(name, []).append(seconds(words))
                if name in (OURS, SAME):
                    written[name] = getattr(polars, f"read_{kind}")(folder / f"out.{kind}")
            assert written[OURS].equals(written[SAME]), kind
        base = median(run[0] for run in runs[OURS])
        for name, measured in runs.items():
            wall, work, memory = (median(run[i] for run in measured) for i in range(3))
            print(f"| {kind} | {name} | {wall:.2f} | {work:.2f} | {memory:.0f} | {wall / base:.2f} |", flush=True)


def desk(rows: int, folder: Path) -> None:
    """Prints what gamma, all second partials and uncertainties cost beside the price and its five greeks."""
    frame = points(rows)
    errors = [(polars.col(name) * 0.01).alias(f"{name}_err") for name in COLUMNS]
    print("| files | beside price and greeks | seconds | of processors | times |")
    print("| --- | --- | ---: | ---: | ---: |")
    for kind in KINDS:
        source, uncertain, target = folder / f"in.{kind}", folder / f"uncertain.{kind}", folder / f"out.{kind}"
        getattr(frame, f"write_{kind}")(source)
        getattr(frame.with_columns(errors), f"write_{kind}")(uncertain)
        programs = {
            "nothing": ours(source, target),
            "gamma, `--second S`": [*ours(source, target), "--second", "S"],
            "all second partials, `--order 2`": [*ours(source, target), "--order", "2"],
            "nothing, of a table with uncertainties": ours(uncertain, target),
            "`--uncertainty '*_err'` of that": [*ours(uncertain, target), "--uncertainty", "*_err"],
        }
        runs: dict[str, list[tuple[float, float, float]]] = {}
        for _ in range(DESK_RUNS):
            for name, words in programs.items():
                target.unlink(missing_ok=True)
                runs.setdefault(name, []).append(seconds(words))
        base = 1.0
        for name, measured in runs.items():
            wall, work = (median(run[i] for run in measured) for i in range(2))
            base = work if name.startswith("nothing") else base
            print(f"| {kind} | {name} | {wall:.2f} | {work:.2f} | {work / base:.2f} |", flush=True)


def flagged(rows: int, folder: Path) -> None:
    """Prints what it costs that a hundredth of the rows, all different, needs a closer look."""
    text = "sin(x*y) + log(x)*sqrt(y) + tanh(x/y) + x^y + log(1 + exp(z))"
    source = numpy.random.default_rng(1)
    plain = {name: source.uniform(0.1, 3, rows) for name in "xyz"}
    few = source.random(rows) < 0.01
    kinds: dict[str, dict[str, Any]] = {
        "none": {},
        "outside a domain": {"x": -plain["x"]},
        "at the edge of one": {"x": 0 * plain["x"]},
        "overflow on the way": {"z": 1000 * plain["z"] + 1000},
        "underflow on the way": {"z": -1000 * plain["z"] - 1000},
    }
    taken: dict[str, list[float]] = {}
    for _ in range(RUNS):
        for kind, other in kinds.items():
            columns = {name: numpy.where(few, other.get(name, column), column) for name, column in plain.items()}
            polars.DataFrame(columns).write_parquet(folder / "flagged.parquet")
            (folder / "out.parquet").unlink(missing_ok=True)
            words = [sys.executable, "-m", "autograd_cli", "batch", str(folder / "flagged.parquet"), "-e", text, "-q"]
            taken.setdefault(kind, []).append(seconds([*words, "-o", str(folder / "out.parquet")], (0, 1))[0])
    base = median(taken["none"])
    shares = ", ".join(f"{kind} {base / median(runs):.2f}" for kind, runs in taken.items() if kind != "none")
    print(f"throughput with a hundredth of the rows flagged, Parquet: {shares} (bound 0.5)", flush=True)


def first_result() -> None:
    """Prints how long a row in a pipe waits for its result, the command once started."""
    words = [sys.executable, "-m", "autograd_cli", "batch", "-", "-e", "2*x*y"]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(b"x,y\n")
        process.stdin.flush()
        process.stdout.readline()
        waits = []
        for i in range(10):
            start = time.perf_counter()
            process.stdin.write(f"{i},2\n".encode())
            process.stdin.flush()
            process.stdout.readline()
            waits.append(time.perf_counter() - start)
            time.sleep(0.2)
        process.stdin.close()
    print(f"a row's result after it arrives: {median(waits):.2f} s, at worst {max(waits):.2f} (bound 0.3)")


def formulas(folder: Path) -> None:
    """Prints how long 10,000 distinct formulas of 10 operators take."""
    source = random.Random(1)
    with (folder / "formulas.jsonl").open("w", encoding="utf-8") as file:
        for _ in range(10_000):
            a = [round(source.uniform(0.1, 3), 6) for _ in range(4)]
            f, g = source.choices(["sin", "cos", "exp", "tanh", "sqrt"], k=2)
            text = f"{a[0]}*x*{f}({a[1]}*y) + {g}(x + {a[2]})/y - x^2 + {a[3]}"
            file.write(
                json.dumps({"expression": text, "x": source.uniform(0.1, 3), "y": source.uniform(0.1, 3)}) + "\n"
            )
    command = [sys.executable, "-m", "autograd_cli", "batch", str(folder / "formulas.jsonl"), "-o"]
    wall, work, _ = seconds([*command, str(folder / "out.jsonl")])
    print(f"10,000 distinct formulas: {wall:.1f} s, {work:.1f} of processors (bound 10)")


def large(folder: Path) -> None:
    """Prints the peak memory for files that are larger than it."""
    part = points(1_000_000)
    polars.concat([part.lazy()] * 20).sink_parquet(folder / "large.parquet")
    with (folder / "large.csv").open("wb") as file:
        while file.tell() < 2_000_000_000:
            part.write_csv(file, include_header=file.tell() == 0)
    for name in ("large.parquet", "large.csv"):
        wall, _, memory = seconds(ours(folder / name, folder / f"out-{name}"))
        print(f"{name}: {memory:.0f} MiB, {wall:.0f} s (bound 512 MiB)", flush=True)
        (folder / f"out-{name}").unlink()


if __name__ == "__main__":
    numbers = [word for word in sys.argv[1:] if word.isdigit()]
    cache()
    with tempfile.TemporaryDirectory() as name:
        files(int(numbers[0]) if numbers else 2_000_000, Path(name))
        desk(int(numbers[0]) if numbers else 2_000_000, Path(name))
        flagged(int(numbers[0]) if numbers else 2_000_000, Path(name))
        first_result()
        formulas(Path(name))
        if "--large" in sys.argv:
            large(Path(name))
