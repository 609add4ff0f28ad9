"""How long a fit of a million rows takes, and NIST's digits, beside `curve_fit` and, where it is installed, lmfit.

    python tests/benchmarks/fit.py [ROWS]

Takes: how many rows. Returns: lines on standard output, with seconds of the wall. `curve_fit` gets the same
data and starts, and derivatives by differences.
"""

import importlib
import json
import math
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import polars
from scipy.optimize import curve_fit

FORMULA = "y = a*exp(-b*x) + c*exp(-((x - m)/s)^2)"
STARTS = {"a": 1.0, "b": 1.0, "c": 1.0, "m": 4.0, "s": 1.0}
NIST = Path(__file__).parents[1] / "fit" / "nist"


def model(x, a, b, c, m, s):
    return a * np.exp(-b * x) + c * np.exp(-(((x - m) / s) ** 2))


def million(rows: int) -> None:
    random = np.random.default_rng(1)
    x = random.uniform(0, 10, rows)
    y = model(x, 3, 0.7, 1.5, 5, 1.2) + random.normal(0, 0.05, rows)
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/data.parquet"
        polars.DataFrame({"x": x, "y": y}).write_parquet(path)
        words = [sys.executable, "-m", "autograd_cli", "fit", path, "-e", FORMULA, "--json"]
        start = time.perf_counter()
        subprocess.run(
            [*words, *(f"{name}={value}" for name, value in STARTS.items())], check=True, capture_output=True
        )
        print(f"autograd fit, the whole command: {time.perf_counter() - start:.2f} s")
    start = time.perf_counter()
    curve_fit(model, x, y, [*STARTS.values()])
    print(f"curve_fit, the fit alone: {time.perf_counter() - start:.2f} s")
    try:
        lmfit = importlib.import_module("lmfit")
    except ModuleNotFoundError:
        return
    start = time.perf_counter()
    lmfit.Model(model).fit(y, x=x, **STARTS)
    print(f"lmfit, the fit alone: {time.perf_counter() - start:.2f} s")


def digits(value: float, certified: str) -> float:
    true = float(certified)
    return 11.0 if value == true else min(11.0, -math.log10(abs(value - true) / abs(true)))


def nist() -> None:
    for path in sorted(NIST.glob("*.json")):
        problem = json.loads(path.read_text("utf-8"))
        for which in ("start1", "start2"):
            starts = [f"{one['name']}={one[which]}" for one in problem["parameters"]]
            words = [sys.executable, "-m", "autograd_cli", "fit", str(path.with_suffix(".csv")), "-e", problem["model"]]
            start = time.perf_counter()
            ended = subprocess.run([*words, *starts, "--json"], check=True, capture_output=True, text=True)
            seconds = time.perf_counter() - start
            found = json.loads(ended.stdout)["parameters"]
            least = min(digits(found[one["name"]]["estimate"], one["certified"]) for one in problem["parameters"])
            print(f"{path.stem} {which}: {least:.1f} digits, {seconds:.2f} s")


if __name__ == "__main__":
    million(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
    nist()
