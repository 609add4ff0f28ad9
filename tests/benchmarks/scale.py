"""What an operator costs, from a thousand of them to a million: run by hand, `python tests/benchmarks/scale.py`.

In: nothing, or sizes as words. Out: two tables, microseconds an operator for each stage and, beside them, what other
systems take for the same derivative. Times are the processor's, so that whatever else the machine does counts little.
Each measurement has a process of its own, so that its peak memory is its own; runs are interleaved and medians are
taken. It asserts nothing; the bounds stand beside what was found.
"""

import gc
import json
import math
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from statistics import linear_regression, median

from bytecode import cache

SIZES = (10**3, 10**4, 10**5, 10**6)
RUNS = 3
VARIABLES = 1000
STAGES = ("parse", "lower", "sweep", "evaluate")
# Seconds after which a peer is given up.
PATIENCE = 60
# The bounds: microseconds an operator for the four stages together, the slope of the total, bytes at the peak.
MOST_MICROSECONDS, MOST_SLOPE, MOST_MEMORY = 40.0, 1.1, 2 << 30


def sum_of(count: int) -> str:
    """`count` additions."""
    return "+".join(f"x{i % VARIABLES}" for i in range(count + 1))


def chain_of(count: int) -> str:
    """`count` sines, one within the other."""
    return "sin(" * count + "x0" + ")" * count


def product_of(count: int) -> str:
    """`count` multiplications as a balanced tree. No two of its pairs are equal, so no sub-expression is shared."""
    parts = [f"x{factor}" for factor in product_factors(count)]
    while len(parts) > 1:
        odd = [parts[-1]] if len(parts) % 2 else []
        parts = [f"({a}*{b})" for a, b in zip(parts[::2], parts[1::2], strict=False)] + odd
    return parts[0]


def product_factors(count: int) -> list[int]:
    """The variables' numbers in a product: a mixed counter in pairs, which repeats after a million pairs."""
    pairs = ((i % VARIABLES, i // VARIABLES % VARIABLES) for i in range(count // 2 + 1))
    return [factor for pair in pairs for factor in pair][: count + 1]


SHAPES: dict[str, Callable[[int], str]] = {"sum": sum_of, "chain": chain_of, "product": product_of}


def point() -> dict[str, float]:
    """Values near 1, so that no product leaves the doubles and no finding is made."""
    return {f"x{i}": 1.001 if i % 2 else 0.999 for i in range(VARIABLES)}


def stages(shape: str, count: int) -> dict[str, float]:
    """Seconds for each stage, nodes of the graph, bytes at the peak. A short formula has read the rules beforehand."""
    from autograd_cli.errors import Source
    from autograd_cli.graphs.graph import Function
    from autograd_cli.graphs.lower import lower
    from autograd_cli.run.evaluate import evaluate
    from autograd_cli.sweeps.reverse import gradient
    from autograd_cli.syntax.parser import parse

    gc.disable()  # as `cli.main` has it
    values = point()
    clock: list[float] = []
    nodes = 0
    for text in (SHAPES[shape](10), SHAPES[shape](count)):
        clock = [time.process_time()]
        program = parse(Source(text))
        clock.append(time.process_time())
        lowered = lower(program)
        clock.append(time.process_time())
        swept = gradient(lowered.function, tuple(lowered.inputs.values()))
        clock.append(time.process_time())
        whole = Function(swept.graph, swept.inputs, lowered.function.outputs + swept.outputs)
        evaluate(whole, values)
        clock.append(time.process_time())
        nodes = len(whole.graph.nodes)
    seconds = {stage: b - a for stage, a, b in zip(STAGES, clock, clock[1:], strict=False)}
    return {**seconds, "nodes": nodes, "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}


def command(shape: str, count: int) -> dict[str, float]:
    """Seconds and peak bytes of `autograd eval` as a person calls it, with findings and JSON and all."""
    with tempfile.TemporaryDirectory() as folder:
        formula, values = Path(folder, "formula.ag"), Path(folder, "point.json")
        formula.write_text(SHAPES[shape](count))
        values.write_text(json.dumps(point()))
        words = [sys.executable, "-m", "autograd_cli", "eval", "--file", str(formula), "--at", str(values), "--json"]
        with subprocess.Popen(words, stdout=subprocess.DEVNULL) as process:
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        assert process.returncode == 0, shape
        return {"command": usage.ru_utime + usage.ru_stime, "command peak": usage.ru_maxrss * 1024}


def casadi(shape: str, count: int) -> float:
    """Seconds for building the graph of scalars, its gradient, and one evaluation."""
    import casadi

    start = time.process_time()
    names = [casadi.SX.sym(name) for name in point()]
    inputs = casadi.vertcat(*names)
    gradient = casadi.gradient(_compute(shape, count, names, casadi.sin), inputs)
    casadi.Function("gradient", [inputs], [gradient])(list(point().values()))
    return time.process_time() - start


def hips(shape: str, count: int) -> float:
    """Seconds for HIPS autograd: the trace, the backward pass, and the values, which are one."""
    import autograd
    import autograd.numpy

    values = list(point().values())
    start = time.process_time()
    autograd.grad(lambda xs: _compute(shape, count, xs, autograd.numpy.sin))(values)
    return time.process_time() - start


def jax(shape: str, count: int) -> float:
    """Seconds for tracing, compiling and one evaluation."""
    import jax

    values = list(point().values())
    start = time.process_time()
    jax.block_until_ready(jax.jit(jax.grad(lambda xs: _compute(shape, count, xs, jax.numpy.sin)))(values))
    return time.process_time() - start


def sympy(shape: str, count: int) -> float:
    """Seconds for building the expression, the derivatives by the variables in it, and their values."""
    import sympy

    names = sympy.symbols(list(point()))
    values = dict(zip(names, point().values(), strict=True))
    start = time.process_time()
    expression = _compute(shape, count, names, sympy.sin)
    for name in expression.free_symbols:
        expression.diff(name).subs(values).evalf()
    return time.process_time() - start


PEERS: dict[str, tuple[str, Callable[[str, int], float], int]] = {
    # The module, the measurement, and the most operators for which it is tried.
    "CasADi": ("casadi", casadi, 10**5),
    "HIPS autograd": ("autograd", hips, 10**5),
    "JAX": ("jax", jax, 10**2),
    "SymPy": ("sympy", sympy, 10**2),
}


def main(sizes: list[int]) -> None:
    tables: dict[tuple[str, int], list[dict[str, float]]] = {(shape, n): [] for shape in SHAPES for n in sizes}
    for _ in range(RUNS):
        for (shape, count), found in tables.items():
            found.append({**_apart("stages", shape, count), **command(shape, count)})
    results = {key: {name: median(run[name] for run in runs) for name in runs[0]} for key, runs in tables.items()}
    headings = ("shape", "operators", "nodes", *STAGES, "in all", "peak MiB", "command", "command peak MiB")
    print("Microseconds an operator\n")
    print(_row(headings), _row(["---"] * len(headings)), sep="\n")
    for (shape, count), result in results.items():
        times = [result[stage] / count * 1e6 for stage in STAGES]
        cells = [*(f"{t:.1f}" for t in (*times, sum(times))), f"{result['peak'] / 2**20:.0f}"]
        whole = [f"{result['command'] / count * 1e6:.1f}", f"{result['command peak'] / 2**20:.0f}"]
        print(_row([shape, f"{count:,}", f"{result['nodes']:,.0f}", *cells, *whole]))
    totals = {key: sum(result[stage] for stage in STAGES) for key, result in results.items()}
    slopes = {}
    if len(sizes) > 1:
        logs = [math.log(count) for count in sizes]
        slopes = {
            shape: linear_regression(logs, [math.log(totals[shape, count]) for count in sizes]).slope
            for shape in SHAPES
        }
    most = max(total / count * 1e6 for (_, count), total in totals.items())
    peak = max(max(result["peak"], result["command peak"]) for result in results.values())
    print(f"\nat most {most:.1f} microseconds an operator (bound {MOST_MICROSECONDS:.0f})")
    print(f"slope {', '.join(f'{shape} {slope:.2f}' for shape, slope in slopes.items())} (bound {MOST_SLOPE})")
    print(f"peak {peak / 2**20:,.0f} MiB (bound {MOST_MEMORY / 2**20:,.0f})")
    _compare(sizes, totals)


def _compare(sizes: list[int], totals: dict[tuple[str, int], float]) -> None:
    """Prints what the peers take, as multiples of the four stages together."""
    print("\nTimes what the four stages take, from formulas the peers need not parse\n")
    print(_row(("peer", "operators", *SHAPES)), _row(["---"] * 5), sep="\n")
    for peer, (module, _, most) in PEERS.items():
        if find_spec(module) is None:
            print(_row((peer, "", *["not installed"] * len(SHAPES))))
            continue
        count = min(most, max(sizes))
        ratios = []
        for shape in SHAPES:
            own = totals.get((shape, count)) or sum(_apart("stages", shape, count)[stage] for stage in STAGES)
            found = _apart(peer, shape, count)
            ratios.append(f"{found['seconds'] / own:.2g}" if found else "gives up")
        print(_row((peer, f"{count:,}", *ratios)))


def _compute(shape: str, count: int, xs: list, sine: Callable) -> object:  # type: ignore[type-arg]
    """The formula's value by a peer's own operators, in the order of our text."""
    if shape == "chain":
        value = xs[0]
        for _ in range(count):
            value = sine(value)
        return value
    if shape == "sum":
        value = xs[0]
        for i in range(1, count + 1):
            value = value + xs[i % VARIABLES]
        return value
    parts = [xs[factor] for factor in product_factors(count)]
    while len(parts) > 1:
        odd = [parts[-1]] if len(parts) % 2 else []
        parts = [a * b for a, b in zip(parts[::2], parts[1::2], strict=False)] + odd
    return parts[0]


def _apart(what: str, shape: str, count: int) -> dict[str, float]:
    """A measurement in a process of its own; empty where a peer fails or takes too long."""
    words = [sys.executable, __file__, "--one", what, shape, str(count)]
    try:
        done = subprocess.run(words, capture_output=True, text=True, timeout=None if what == "stages" else PATIENCE)
    except subprocess.TimeoutExpired:
        return {}
    if done.returncode != 0 and what == "stages":
        raise SystemExit(done.stderr)
    return json.loads(done.stdout.splitlines()[-1]) if done.returncode == 0 else {}


def _row(cells: tuple[str, ...] | list[str]) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        what, shape, count = sys.argv[2], sys.argv[3], int(sys.argv[4])
        print(json.dumps(stages(shape, count) if what == "stages" else {"seconds": PEERS[what][1](shape, count)}))
    else:
        cache()
        main([int(word) for word in sys.argv[1:]] or list(SIZES))
