"""Minima and roots of Moré, Garbow and Hillstrom's problems, beside SciPy with differences: digits, evaluations, time.

    python tests/benchmarks/search.py

In: nothing. Out: tables on standard output. All start where the collection does. SciPy's methods have their default
tolerances and differences, and the value comes from the same loop over the same graph as ours, so that an evaluation
costs the same; times are those of the searches in one process, ours with the sweeps that derive the derivatives.
Digits are by functions of mpmath that the product has no part in (`tests/references`).
"""

import statistics
import sys
import time
import warnings
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from mpmath import mp, mpf
from scipy import optimize

from autograd_cli.ask.problem import pose
from autograd_cli.errors import Source
from autograd_cli.graphs.graph import Function
from autograd_cli.run.evaluate import evaluate
from autograd_cli.search import root
from autograd_cli.search.minimum import minimum
from autograd_cli.search.task import Task

sys.path.append(str(Path(__file__).parents[1]))

from references.objectives import MORE_GARBOW_HILLSTROM, STANDARD_STARTS, Objective

MINIMISERS = ("BFGS", "L-BFGS-B", "trust-constr")
ROOT_FINDERS = ("hybr", "lm", "krylov")
OURS = "autograd"
DIGITS, MOST_DIGITS = 50, 16
ROUNDS = 3


class Run(NamedTuple):
    """Where a method ended: how many values, how many second derivatives or Jacobians it took, and the time."""

    point: list[float]
    values: int
    derivatives: int
    seconds: float


class Counted:
    """The outputs of a function at points, counted."""

    def __init__(self, function: Function, names: Sequence[str]) -> None:
        self.function, self.names = function, names
        self.calls = 0

    def __call__(self, point: Any) -> Any:
        self.calls += 1
        found = evaluate(self.function, dict(zip(self.names, np.asarray(point).tolist(), strict=True)))
        outputs = [found[node] for node in self.function.outputs]
        return outputs[0] if len(outputs) == 1 else np.array(outputs)


def least(run: Callable[[], Run]) -> Run:
    """The quickest of some runs, which end at the same point."""
    return min((run() for _ in range(ROUNDS)), key=lambda one: one.seconds)


def timed(found: Callable[[], tuple[Sequence[float], int, int]]) -> Run:
    begun = time.process_time()
    point, values, derivatives = found()
    return Run([*map(float, point)], values, derivatives, time.process_time() - begun)


def by_scipy(search: Callable[..., Any], function: Function, start: Sequence[float], method: str) -> Run:
    counted = Counted(function, [f"x[{i}]" for i in range(len(start))])
    with np.errstate(all="ignore"), warnings.catch_warnings(action="ignore"):
        return timed(lambda: (search(counted, np.array(start, dtype=float), method=method).x, counted.calls, 0))


def function_of(text: str, start: Sequence[float]) -> Function:
    return pose(Source(text), {"x": np.array(start, dtype=float)}).scattered().function


def our_minimum(text: str, start: Sequence[float]) -> Run:
    function = function_of(text, start)
    names = [f"x[{i}]" for i in range(len(start))]

    def search() -> tuple[Sequence[float], int, int]:
        task = Task(dict(zip(names, map(float, start), strict=True)), {})
        found = minimum(function, task)
        return found.point, found.evaluations, found.hessians

    return timed(search)


def our_root(text: str, start: Sequence[float]) -> Run:
    function = function_of(text, start)
    names = [f"x[{i}]" for i in range(len(start))]

    def search() -> tuple[Sequence[float], int, int]:
        found = root.solve([function], Task(dict(zip(names, map(float, start), strict=True)), {}))
        return found.point, found.evaluations, found.evaluations

    return timed(search)


def refined(function: Callable[[Sequence[Any]], Any], point: Sequence[float]) -> list[Any] | None:
    """The point at which a gradient by differences of many digits is 0; None where Newton's steps do not find it."""
    at, count = [mpf(one) for one in point], len(point)

    def partials(*orders: int) -> Any:
        return mp.diff(lambda *x: function(x), tuple(at), orders)

    for _ in range(4):
        unit = [tuple(int(i == j) for i in range(count)) for j in range(count)]
        slope = mp.matrix([partials(*one) for one in unit])
        curved = mp.matrix(count)
        for i in range(count):
            for j in range(i + 1):
                curved[i, j] = curved[j, i] = partials(*map(sum, zip(unit[i], unit[j], strict=True)))
        try:
            move = mp.lu_solve(curved, -slope)
        except ZeroDivisionError:
            return None
        at = [one + step for one, step in zip(at, move, strict=True)]
        if max(abs(step) for step in move) < mpf(10) ** -20 * max(map(abs, at)):
            return at
    return None


def digits(share: Any) -> float:
    return MOST_DIGITS if share <= mpf(10) ** -MOST_DIGITS else max(0.0, -float(mp.log10(share)))


def of_point(point: Sequence[float], exact: Sequence[Any]) -> float:
    """The digits of the worst unknown; those of one that is 0 are after the point."""
    pairs = zip(point, exact, strict=True)
    return digits(max(abs(one - true) / (abs(true) if abs(true) > 1e-20 else 1) for one, true in pairs))


def minima() -> None:
    runs: dict[str, list[Run]] = {way: [] for way in (OURS, *MINIMISERS)}
    fallen: dict[str, list[float]] = {way: [] for way in runs}
    near: dict[str, list[float]] = {way: [] for way in runs}
    for one in MORE_GARBOW_HILLSTROM:
        start = STANDARD_STARTS[one.name]
        function = function_of(one.formula, start)
        ways = {OURS: partial(our_minimum, one.formula, start)}
        ways |= {way: partial(by_scipy, optimize.minimize, function, start, way) for way in MINIMISERS}
        ended = {way: least(run) for way, run in ways.items()}
        tell(one, start, ended, fallen, near)
        for way, run in ended.items():
            runs[way].append(run)
        print(f"{one.name}:", ", ".join(f"{way} {fallen[way][-1]:.1f} in {ended[way].seconds:.3f} s" for way in runs))
    count = len(MORE_GARBOW_HILLSTROM)
    print(f"\n| minima, {count} problems | 6 digits | 10 digits | 14 digits | of the point | values | ms | s in all |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    for way, each in runs.items():
        reached = " | ".join(str(sum(one >= most for one in fallen[way])) for most in (6, 10, 14))
        print(f"| {way} | {reached} | {statistics.median(near[way]):.1f} | {spent(each)} |")


def tell(
    one: Objective, start: list[float], ended: dict[str, Run], fallen: dict[str, list[float]], near: dict[str, list]
) -> None:
    """Notes the digits of the fall from the start to the least value known, and those of the point."""
    with mp.workdps(DIGITS):
        values = {way: one.function([mpf(x) for x in run.point]) for way, run in ended.items()}
        finite = {way: value if mp.isfinite(value) else mp.inf for way, value in values.items()}
        lowest = min(finite, key=lambda way: finite[way])
        first = one.function([mpf(x) for x in start])
        exact = refined(one.function, ended[lowest].point)
        bottom = finite[lowest] if exact is None else min(finite[lowest], one.function(exact))
        for way, run in ended.items():
            fallen[way].append(digits((finite[way] - bottom) / (first - bottom)))
            if exact is not None:
                near[way].append(of_point(run.point, exact))


def spent(each: list[Run]) -> str:
    """The medians of how many values, and of how many derivatives by name where there are such; the time of all."""
    derivatives = statistics.median(one.derivatives for one in each)
    counts = f"{statistics.median(one.values for one in each):.0f}" + (f" and {derivatives:.0f}" if derivatives else "")
    seconds = [one.seconds for one in each]
    return f"{counts} | {statistics.median(seconds) * 1e3:.1f} | {sum(seconds):.2f}"


def rows(row: Callable[[int], str], count: int) -> str:
    return f"[{', '.join(row(i) for i in range(count))}]"


# The systems of the collection that have as many equations as unknowns, and a root.
SYSTEMS = {
    "rosenbrock": "[10*(x[1] - x[0]^2), 1 - x[0]]",
    "freudenstein and roth": "[-13 + x[0] + ((5 - x[1])*x[1] - 2)*x[1], -29 + x[0] + ((x[1] + 1)*x[1] - 14)*x[1]]",
    "powell badly scaled": "[10^4*x[0]*x[1] - 1, exp(-x[0]) + exp(-x[1]) - 10001/10^4]",
    "helical valley": "[10*(x[2] - 10*atan2(x[1], x[0])/(2*pi)), 10*(hypot(x[0], x[1]) - 1), x[2]]",
    "powell singular": "[x[0] + 10*x[1], sqrt(5)*(x[2] - x[3]), (x[1] - 2*x[2])^2, sqrt(10)*(x[0] - x[3])^2]",
    "trigonometric": "s = sum(cos(x)); " + rows(lambda i: f"10 - s + {i + 1}*(1 - cos(x[{i}])) - sin(x[{i}])", 10),
    "brown almost linear": "concat(x[:-1] + sum(x) - (length(x) + 1), [prod(x) - 1])",
    "discrete boundary value": "h = 1/11; y = concat([0], x, [0]); "
    + rows(lambda i: f"2*x[{i}] - y[{i}] - y[{i + 2}] + h^2*(x[{i}] + {i + 1}*h + 1)^3/2", 10),
    "discrete integral equation": "h = 1/11; c(j) = (x[j] + (j + 1)*h + 1)^3; "
    + rows(
        lambda i: (
            f"x[{i}] + h*((1 - {i + 1}*h)*sum((j+1)*h*c(j), j = 0:{i})"
            f" + {i + 1}*h*sum((1 - (j+1)*h)*c(j), j = {i + 1}:9))/2"
        ),
        10,
    ),
    "broyden tridiagonal": "y = concat([0], x, [0]); "
    + rows(lambda i: f"(3 - 2*x[{i}])*x[{i}] - y[{i}] - 2*y[{i + 2}] + 1", 10),
    "broyden banded": "g(t) = t*(1 + t); "
    + rows(
        lambda i: f"x[{i}]*(2 + 5*x[{i}]^2) + 1 + g(x[{i}]) - sum(g(x[j]), j = {max(0, i - 5)}:{min(9, i + 1)})",
        10,
    ),
}


def roots() -> None:
    runs: dict[str, list[Run]] = {way: [] for way in (OURS, *ROOT_FINDERS)}
    fallen: dict[str, list[float]] = {way: [] for way in runs}
    for name, text in SYSTEMS.items():
        start = STANDARD_STARTS[name]
        function = function_of(text, start)
        objective = next(one for one in MORE_GARBOW_HILLSTROM if one.name == name)
        ways = {OURS: partial(our_root, text, start)}
        ways |= {way: partial(by_scipy, optimize.root, function, start, way) for way in ROOT_FINDERS}
        for way, run in ways.items():
            runs[way].append(least(run))
            with mp.workdps(DIGITS):
                first, last = (mp.sqrt(objective.function([mpf(x) for x in at])) for at in (start, runs[way][-1].point))
                fallen[way].append(digits(last / first) if mp.isfinite(last) else 0.0)
        print(f"{name}:", ", ".join(f"{way} {fallen[way][-1]:.1f}" for way in runs))
    print(f"\n| roots, {len(SYSTEMS)} systems | 6 digits | 10 digits | 14 digits | values | ms | s in all |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    for way, each in runs.items():
        reached = " | ".join(str(sum(one >= most for one in fallen[way])) for most in (6, 10, 14))
        print(f"| {way} | {reached} | {spent(each)} |")


if __name__ == "__main__":
    minima()
    print()
    roots()
