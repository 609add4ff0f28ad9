"""How long a fit of a million rows takes, and NIST's digits, beside `curve_fit`, lmfit, R and gnuplot.

    python tests/benchmarks/fit.py [ROWS]

Takes: how many rows. Returns: lines on standard output, with seconds of the wall and of the processor for the rows, of
the processor for NIST's problems. The others get the same data and starts, and derivatives by differences. Those that
are not installed are left out.
"""

import importlib
import importlib.util
import json
import math
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import warnings
from functools import partial
from pathlib import Path

import numpy as np
import polars
from bytecode import cache
from scipy.optimize import curve_fit

from autograd_cli.ask.equations import equation
from autograd_cli.ask.problem import pose
from autograd_cli.cli import main
from autograd_cli.errors import Source
from autograd_cli.fitting.solve import Task, solve

FORMULA = "y = a*exp(-b*x) + c*exp(-((x - m)/s)^2)"
STARTS = {"a": 1.0, "b": 1.0, "c": 1.0, "m": 4.0, "s": 1.0}
ROUNDS = 4
NIST = Path(__file__).parents[1] / "fit" / "nist"


def model(x, a, b, c, m, s):
    return a * np.exp(-b * x) + c * np.exp(-(((x - m) / s) ** 2))


def million(rows: int) -> None:
    """Prints the least of several interleaved runs: seconds of the wall and of the processor."""
    random = np.random.default_rng(1)
    x = random.uniform(0, 10, rows)
    y = model(x, 3, 0.7, 1.5, 5, 1.2) + random.normal(0, 0.05, rows)
    problem = pose(source := Source(FORMULA), {}, {"x": 1.0, "y": 1.0}, complete=False, program=equation(source))
    inputs = problem.lowered.inputs
    task = Task({name: inputs[name] for name in STARTS}, {"x": x, "y": y}, {}, STARTS, {})
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/data.parquet"
        polars.DataFrame({"x": x, "y": y}).write_parquet(path)
        words = [sys.executable, "-m", "autograd_cli", "fit", path, "-e", FORMULA, "--json"]
        words += [f"{name}={value}" for name, value in STARTS.items()]
        ways = {
            "autograd fit, the whole command": partial(subprocess.run, words, check=True, capture_output=True),
            "autograd fit, the fit alone": partial(solve, problem.function, task),
            "curve_fit, the fit alone": partial(curve_fit, model, x, y, [*STARTS.values()]),
        }
        if importlib.util.find_spec("lmfit"):
            fitted = importlib.import_module("lmfit").Model(model)
            ways["lmfit, the fit alone"] = partial(fitted.fit, y, x=x, **STARTS)
        spent = dict.fromkeys(ways, (math.inf, math.inf))
        for _ in range(ROUNDS):
            for way, run in ways.items():
                wall, processor = time.perf_counter(), sum(os.times()[:4])
                run()
                now = time.perf_counter() - wall, sum(os.times()[:4]) - processor
                spent[way] = tuple(map(min, spent[way], now))
    for way, (wall, processor) in spent.items():
        print(f"{way}: {wall:.2f} s, {processor:.2f} s of the processor")


def digits(value: float, certified: str) -> float:
    true = float(certified)
    return 11.0 if value == true else min(11.0, -math.log10(abs(value - true) / abs(true)))


def ours(path: Path, problem: dict, starts: dict[str, float]) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        words = ["fit", str(path.with_suffix(".csv")), "-e", problem["model"], "--json", "-o", f"{folder}/fit.json"]
        main([*words, *(f"{name}={value!r}" for name, value in starts.items())])
        found = json.loads(Path(f"{folder}/fit.json").read_text("utf-8"))["parameters"]
    return {name: one["estimate"] for name, one in found.items()}


def theirs(path: Path, problem: dict, starts: dict[str, float], fitted) -> dict[str, float]:
    """What a library finds that is given the model as a function of NumPy's arrays."""
    columns = polars.read_csv(path.with_suffix(".csv"), infer_schema_length=None).to_dict()
    known = {name: getattr(np, name) for name in ("exp", "cos", "sin", "log", "pi")} | {"atan": np.arctan}
    known |= {name: column.to_numpy() for name, column in columns.items()}
    left, right = (
        eval(f"lambda {', '.join(starts)}: {side}", known) for side in problem["model"].replace("^", "**").split("=")
    )
    values = fitted(lambda x, *given: right(*given), left(*starts.values()), [*starts.values()])
    return dict(zip(starts, values, strict=True))


def by_curve_fit(model, y, starts):
    return curve_fit(model, np.arange(len(y)), y, starts, maxfev=100_000)[0]


def by_lmfit(model, y, starts):
    lmfit = importlib.import_module("lmfit")
    given = lmfit.Parameters()
    for i, value in enumerate(starts):
        given.add(f"p{i}", value)
    found = lmfit.minimize(lambda one: model(None, *(one[name].value for name in given)) - y, given, max_nfev=100_000)
    return [found.params[name].value for name in given]


def by_r(path: Path, problem: dict, starts: dict[str, float]) -> dict[str, float]:
    left, right = problem["model"].split("=")
    given = ", ".join(f"{name} = {value!r}" for name, value in starts.items())
    script = (
        f"found <- nls({left} ~ {right}, read.csv('{path.with_suffix('.csv')}'), list({given}));"
        "cat(sprintf('%.17g', coef(found)))"
    )
    return printed(starts, ["Rscript", "-e", script])


def by_gnuplot(path: Path, problem: dict, starts: dict[str, float]) -> dict[str, float]:
    table = path.with_suffix(".csv")
    names = table.read_text("utf-8").partition("\n")[0].split(",")
    left, right = problem["model"].replace("^", "**").split("=")
    for i, name in enumerate(names, 1):
        left = re.sub(rf"\b{name}\b", f"${i}", left)
    inputs = [name for name in names if re.search(rf"\b{name}\b", right)]
    columns = ":".join([*(str(names.index(name) + 1) for name in inputs), f"({left})"])
    script = "\n".join(
        [
            f"set datafile separator ','; set fit quiet; set fit nologfile; set dummy {', '.join(inputs)}",
            f"f({', '.join(inputs)}) = {right}",
            *(f"{name} = {value!r}" for name, value in starts.items()),
            f"fit f({', '.join(inputs)}) '{table}' every ::1 using {columns} via {', '.join(starts)}",
            f"print sprintf('{' '.join(['%.17g'] * len(starts))}', {', '.join(starts)})",
        ]
    )
    return printed(starts, ["gnuplot", "-"], script)


def printed(starts: dict[str, float], words: list[str], script: str | None = None) -> dict[str, float]:
    """The values that a program prints last. Raises: `ValueError` where it fails."""
    done = subprocess.run(words, input=script, capture_output=True, text=True)
    values = [*map(float, (done.stdout + done.stderr).split()[-len(starts) :])]
    return dict(zip(starts, values, strict=True))


def nist() -> None:
    """Prints for each run the least digits of a parameter, then in how many of the runs there are so many."""
    ways = {"autograd fit": ours, "curve_fit": partial(theirs, fitted=by_curve_fit)}
    if importlib.util.find_spec("lmfit"):
        ways["lmfit"] = partial(theirs, fitted=by_lmfit)
    ways |= {way: find for way, find in {"Rscript": by_r, "gnuplot": by_gnuplot}.items() if shutil.which(way)}
    reached = {way: [] for way in ways}
    spent = dict.fromkeys(ways, 0.0)
    for path in sorted(NIST.glob("*.json")):
        problem = json.loads(path.read_text("utf-8"))
        for which in ("start1", "start2"):
            starts = {one["name"]: float(one[which]) for one in problem["parameters"]}
            for way, find in ways.items():
                start = sum(os.times()[:4])
                try:
                    with np.errstate(all="ignore"), warnings.catch_warnings(action="ignore"):
                        found = find(path, problem, starts)
                    least = min(digits(found[one["name"]], one["certified"]) for one in problem["parameters"])
                except (RuntimeError, ValueError):
                    least = -math.inf
                spent[way] += sum(os.times()[:4]) - start
                reached[way].append(least)
            print(f"{path.stem} {which}:", ", ".join(f"{way} {reached[way][-1]:.1f}" for way in ways))
    for way, each in reached.items():
        counts = ", ".join(f"{sum(one >= least for one in each)} of {least} digits" for least in (4, 6, 9))
        print(f"{way}: of {len(each)} runs {counts}, {spent[way]:.1f} s of CPU")


if __name__ == "__main__":
    cache()
    million(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
    nist()
