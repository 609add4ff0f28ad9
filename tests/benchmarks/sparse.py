"""Sparse derivatives against CasADi and JAX: run by hand, `python tests/benchmarks/sparse.py`.

In: nothing, or sizes as words. Out: two tables, the Hessian of the extended Rosenbrock function and the Jacobian of the
Broyden tridiagonal system: the processor's seconds to build, microseconds an evaluation, the ratio to CasADi's. Ours
begins with the text; it is evaluated by machine code where that kernel is there. CasADi's graph is sparse, and run by
its own virtual machine; JAX's matrix is dense and compiled. The evaluations are interleaved, medians are taken, and the
entries compared. It asserts nothing.
"""

import importlib
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import numpy as np

from autograd_cli.errors import Source
from autograd_cli.execute.evaluate import evaluate
from autograd_cli.graph.analysis import live
from autograd_cli.graph.graph import Function
from autograd_cli.problem import pose
from autograd_cli.sweeps.higher import Matrix, hessian, jacobian

sys.path.insert(0, str(Path(__file__).parents[1]))
from references.more_garbow_hillstrom import SYSTEMS, System

RUNS = 31
# A dense matrix of more variables than this is not asked of anyone.
MOST_DENSE = 4000
ROSENBROCK, BROYDEN = "extended Rosenbrock", "Broyden tridiagonal"
SIZES = {ROSENBROCK: (100, 10_000), BROYDEN: (100, 10_000)}


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
    """From the text: by machine code where it is there, and by the loop over the nodes."""
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

    with suppress(ModuleNotFoundError):
        straight = importlib.import_module("autograd_cli.execute.straight")
        start = time.process_time()
        run = straight.compile_point(function)
        yield Built("autograd, machine code", swept - begun + time.process_time() - start, run, entries)
    numbers = live(function)
    names = list(system.values)

    def loop(point: Any) -> list[float]:
        values = evaluate(function, dict(zip(names, point, strict=True)), numbers)
        return [values[output] for output in function.outputs]

    yield Built("autograd, interpreted", swept - begun, loop, entries)


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

    call.kept = buffer, function  # type: ignore[attr-defined]  # which `run` does not keep itself

    def entries(values: Any) -> dict[tuple[int, int], float]:
        return dict(zip(zip(rows, columns, strict=True), map(float, values), strict=True))

    yield Built("CasADi SX, sparse", seconds, call, entries)


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
            begun = time.perf_counter()
            one.call(point)
            times[one.name].append(time.perf_counter() - begun)
    wanted = system.hessian if name == ROSENBROCK else system.jacobian
    base = next((median(times[one.name]) for one in built if one.name.startswith("CasADi")), None)
    print("| | build, s | an evaluation, µs | times CasADi | as the closed form |")
    print("| --- | ---: | ---: | ---: | --- |")
    for one in built:
        found = {place: value for place, value in one.entries(one.call(point)).items() if value}
        exact = {place: value for place, value in wanted.items() if value}
        same = found.keys() == exact.keys() and all(
            abs(found[place] - value) <= 1e-12 * max(1, abs(value)) for place, value in exact.items()
        )
        seconds = median(times[one.name])
        ratio = f"{seconds / base:.2f}" if base else ""
        print(f"| {one.name} | {one.seconds:.2f} | {seconds * 1e6:.1f} | {ratio} | {'yes' if same else 'no'} |")


if __name__ == "__main__":
    for title, sizes in SIZES.items():
        for size in map(int, sys.argv[1:]) if sys.argv[1:] else sizes:
            measure(title, size)
