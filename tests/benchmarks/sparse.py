"""Sparse derivatives against CasADi and JAX: run by hand, `python tests/benchmarks/sparse.py`.

In: nothing, or sizes as words. Out: two tables, the Hessian of the extended Rosenbrock function and the Jacobian of
the Broyden tridiagonal system, with the processor's seconds to build, microseconds an evaluation and the ratio to
CasADi's; then both matrices of all banded systems against their closed forms. Ours begins with the text, and is
evaluated by the loop over the nodes. CasADi's graph is sparse, and run by its own virtual machine; JAX's matrix is
dense and compiled. The evaluations are interleaved, medians are taken, and the entries compared. It asserts nothing.
"""

import importlib
import sys
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import numpy as np

from autograd_cli.ask.problem import pose
from autograd_cli.errors import Source
from autograd_cli.graphs.graph import Function
from autograd_cli.report.matrices import hessian_report, jacobian_report
from autograd_cli.run.evaluate import evaluate
from autograd_cli.sweeps.higher import Matrix, hessian, jacobian

sys.path.insert(0, str(Path(__file__).parents[1]))
from references.more_garbow_hillstrom import SYSTEMS, System

RUNS = 31
# A dense matrix of more variables than this is not asked of anyone.
MOST_DENSE = 4000
ROSENBROCK, BROYDEN = "extended Rosenbrock", "Broyden tridiagonal"
SIZES = {ROSENBROCK: (100, 10_000), BROYDEN: (100, 10_000)}


# What CasADi writes to has to stay where it is.
KEPT: list[Any] = []


class Built(NamedTuple):
    """A way to the matrix: what it took to build, and a call that evaluates the entries at a point."""

    name: str
    seconds: float
    call: Callable[[Any], Any]
    # The entries of a result as {(row, column): value}.
    entries: Callable[[Any], dict[tuple[int, int], float]]


def text_of(name: str, system: System) -> str:
    """Rosenbrock as it is written, and not as a sum of squared residuals, since CasADi is given the same."""
    return rosenbrock_text(len(system.point)) if name == ROSENBROCK else system.vector


def rosenbrock_text(n: int) -> str:
    return " + ".join(f"100*(x{i + 2} - x{i + 1}^2)^2 + (1 - x{i + 1})^2" for i in range(0, n, 2))


def ours(name: str, system: System) -> Iterator[Built]:
    """From the text, by the loop over the nodes."""
    begun = time.process_time()
    problem = pose(Source(text_of(name, system)), system.values)
    posed = time.process_time()
    wanted = [problem.lowered.inputs[one] for one in system.values]
    matrix: Matrix = (hessian if name == ROSENBROCK else jacobian)(problem.function, wanted)
    swept = time.process_time()
    print(
        f"  text to graph {posed - begun:.2f} s, matrix {swept - posed:.2f} s, "
        f"{matrix.sweeps} sweeps instead of {matrix.full}"
    )
    function = Function(matrix.function.graph, tuple(wanted), matrix.function.outputs)
    places = [(i, j) for i, row in enumerate(matrix.pattern.rows) for j in row]

    def entries(values: Any) -> dict[tuple[int, int], float]:
        return dict(zip(places, map(float, values), strict=True))

    names = list(system.values)

    def loop(point: Any) -> list[float]:
        values = evaluate(function, dict(zip(names, point, strict=True)))
        return [values[output] for output in function.outputs]

    yield Built("autograd, node by node", swept - begun, loop, entries)


def casadi(name: str, system: System) -> Iterator[Built]:
    ca = importlib.import_module("casadi")
    n = len(system.point)
    begun = time.process_time()
    x = ca.SX.sym("x", n)
    if name == ROSENBROCK:
        f = sum(100 * (x[i + 1] - x[i] ** 2) ** 2 + (1 - x[i]) ** 2 for i in range(0, n, 2))
        matrix, _ = ca.hessian(f, x)
    else:
        before = ca.vertcat(0, x[:-1])
        after = ca.vertcat(x[1:], 0)
        matrix = ca.jacobian((3 - 2 * x) * x - before - 2 * after + 1, x)
    function = ca.Function("matrix", [x], [matrix])
    # Its fastest way in: memory that is there, and no conversion.
    buffer, run = function.buffer()
    point = np.zeros(n)
    result = np.zeros(matrix.nnz())
    buffer.set_arg(0, memoryview(point))
    buffer.set_res(0, memoryview(result))
    seconds = time.process_time() - begun
    rows, columns = matrix.sparsity().get_triplet()

    def call(given: Any) -> Any:
        point[:] = given
        run()
        return result

    KEPT.append((buffer, run, function, point, result))

    def entries(values: Any) -> dict[tuple[int, int], float]:
        return dict(zip(zip(rows, columns, strict=True), map(float, values), strict=True))

    yield Built("CasADi, memory that is there", seconds, call, entries)
    yield Built(
        "CasADi, arrays in and out", seconds, lambda given: function(given), lambda out: entries(out.nonzeros())
    )


def jax(name: str, system: System) -> Iterator[Built]:
    n = len(system.point)
    if n > MOST_DENSE:
        return
    library = importlib.import_module("jax")
    library.config.update("jax_enable_x64", True)
    jnp = library.numpy

    def rosenbrock(x: Any) -> Any:
        return jnp.sum(100 * (x[1::2] - x[::2] ** 2) ** 2 + (1 - x[::2]) ** 2)

    def broyden(x: Any) -> Any:
        zero = jnp.zeros(1)
        return (3 - 2 * x) * x - jnp.concatenate([zero, x[:-1]]) - 2 * jnp.concatenate([x[1:], zero]) + 1

    begun = time.process_time()
    run = library.jit(library.hessian(rosenbrock) if name == ROSENBROCK else library.jacfwd(broyden))
    run(np.array(system.point)).block_until_ready()
    seconds = time.process_time() - begun

    def entries(values: Any) -> dict[tuple[int, int], float]:
        dense = np.asarray(values)
        return {(int(i), int(j)): float(dense[i, j]) for i, j in zip(*np.nonzero(dense), strict=True)}

    yield Built("JAX, dense", seconds, lambda point: run(point).block_until_ready(), entries)


def ending(name: str) -> str:
    """How values are handed over: arrays against arrays, and memory that is there against the same."""
    return name.partition(", ")[2]


def measure(name: str, n: int) -> None:
    system = SYSTEMS[name][0](n)
    print(f"\n{name}, {n} variables")
    built = [*ours(name, system)]
    for library, build in (("casadi", casadi), ("jax", jax)):
        if find_spec(library) is None:
            print(f"  {library} is not installed")
        else:
            built += build(name, system)
    point = np.array(system.point)
    times: dict[str, list[float]] = {one.name: [] for one in built}
    for _ in range(RUNS):
        for one in built:
            one.call(point)  # so that none finds the cache full of another's
            begun = time.perf_counter()
            one.call(point)
            times[one.name].append(time.perf_counter() - begun)
    wanted = system.hessian if name == ROSENBROCK else system.jacobian
    base = {ending(one.name): median(times[one.name]) for one in built if one.name.startswith("CasADi")}
    print("| | build, s | an evaluation, µs | times CasADi | as the closed form |")
    print("| --- | ---: | ---: | ---: | --- |")
    for one in built:
        found = {place: value for place, value in one.entries(one.call(point)).items() if value}
        exact = {place: value for place, value in wanted.items() if value}
        same = found.keys() == exact.keys() and all(
            abs(found[place] - value) <= 1e-12 * max(1, abs(value)) for place, value in exact.items()
        )
        seconds = median(times[one.name])
        peer = base.get(ending(one.name)) or next(iter(base.values()), None)
        ratio = f"{seconds / peer:.2f}" if peer else ""
        print(f"| {one.name} | {one.seconds:.2f} | {seconds * 1e6:.1f} | {ratio} | {'yes' if same else 'no'} |")


def structures(n: int) -> None:
    """Every banded system's matrices, by the reports that the commands print: pattern, sweeps, values, seconds."""
    print(f"\nBoth matrices of each system, {n} variables")
    print("| | sweeps | the pattern is exact | largest error | text to graph, s | matrix and values, s |")
    print("| --- | ---: | --- | ---: | ---: | ---: |")
    for name, (build, _, _) in SYSTEMS.items():
        system = build(n)
        for text, report_of, wanted in (
            (system.vector, jacobian_report, system.jacobian),
            (system.sum_of_squares, hessian_report, system.hessian),
        ):
            begun = time.process_time()
            problem = pose(Source(text), system.values)
            posed = time.process_time()
            report = report_of(problem, wrt=[*system.values])
            done = time.process_time()
            found = {(i, j): value for i, j, value in report.entries()}
            exact = "yes" if found.keys() == wanted.keys() else "no"
            error = max(abs(found.get(place, 0) - value) / max(1, abs(value)) for place, value in wanted.items())
            kind = "Jacobian" if report_of is jacobian_report else "Hessian"
            print(
                f"| {name}, {kind} | {report.cost.sweeps} | {exact} | {error:.0e} "
                f"| {posed - begun:.1f} | {done - posed:.1f} |"
            )


if __name__ == "__main__":
    for title, sizes in SIZES.items():
        for size in map(int, sys.argv[1:]) if sys.argv[1:] else sizes:
            measure(title, size)
    structures(max(map(int, sys.argv[1:]), default=10_000))
