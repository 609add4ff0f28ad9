"""Value and all partials of 2 million rows in memory, one thread: run by hand, `python tests/benchmarks/kernels.py`.

In: nothing, or how many repetitions. Out: million rows a second of the processor's time for every formula and peer, and
ratios. The repetitions of all peers are interleaved, and the best of each is taken; outputs are allocated once where a
peer lets us. A peer that is not there is `not installed`. It asserts nothing; the bounds stand beside what was found.
"""

import ctypes
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from autograd_cli.errors import Source
from autograd_cli.graphs.graph import Function
from autograd_cli.graphs.lower import lower
from autograd_cli.rows.kernel import compile_kernel
from autograd_cli.sweeps.reverse import gradient
from autograd_cli.syntax.parser import parse

ROWS = 2_000_000
CHUNK = 62_500
REPETITIONS = 7
os.environ.setdefault("XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1")


class Case(NamedTuple):
    """A formula in the language, in Python (with `m` for the library) and, differentiated by hand, in C."""

    text: str
    python: str
    inputs: tuple[str, ...]
    c: str
    low: float
    high: float


CDF = "(1 + erf(({})/sqrt(2)))/2"
DENSITY = "0.3989422804014327*exp(-({0})*({0})/2)"
TEN = [f"x{i}" for i in range(10)]
ROSENBROCK = "+".join(f"100*(x{i + 1}-x{i}^2)^2+(1-x{i})^2" for i in range(9))
CASES = {
    "2xy+y+3": Case("2*x*y+y+3", "2*x*y+y+3", ("x", "y"), "v = 2*x*y+y+3; g0 = 2*y; g1 = 2*x+1;", 0.1, 3),
    "CS231n neuron": Case(
        "1/(1+exp(-(w0*x0+w1*x1+w2)))",
        "1/(1+m.exp(-(w0*x0+w1*x1+w2)))",
        ("w0", "x0", "w1", "x1", "w2"),
        "v = 1/(1+exp(-(w0*x0+w1*x1+w2))); double d = v*(1-v); g0 = d*x0; g1 = d*w0; g2 = d*x1; g3 = d*w1; g4 = d;",
        -1,
        1,
    ),
    "Black-Scholes, 5 partials": Case(
        f"spread = sigma*sqrt(T)\nd1 = (log(S/K) + (r + sigma^2/2)*T)/spread\nd2 = d1 - spread\n"
        f"S*{CDF.format('d1')} - K*exp(-r*T)*{CDF.format('d2')}",
        "S*(1+m.erf(((m.log(S/K)+(r+sigma**2/2)*T)/(sigma*m.sqrt(T)))/2**0.5))/2"
        "-K*m.exp(-r*T)*(1+m.erf(((m.log(S/K)+(r+sigma**2/2)*T)/(sigma*m.sqrt(T))-sigma*m.sqrt(T))/2**0.5))/2",
        ("S", "K", "T", "r", "sigma"),
        "double root = sqrt(T), spread = sigma*root, d1 = (log(S/K)+(r+sigma*sigma/2)*T)/spread, d2 = d1-spread;"
        "double n1 = (1+erf(d1*0.7071067811865476))/2, n2 = (1+erf(d2*0.7071067811865476))/2, e = exp(-r*T);"
        f"double p = {DENSITY.format('d1')}; v = S*n1-K*e*n2;"
        "g0 = n1; g1 = -e*n2; g2 = S*p*sigma/(2*root)+r*K*e*n2; g3 = K*T*e*n2; g4 = S*p*root;",
        0.5,
        1.5,
    ),
    "the mix": Case(
        "sin(x*y)+log(x)*sqrt(y)+tanh(x/y)+x^y",
        "m.sin(x*y)+m.log(x)*m.sqrt(y)+m.tanh(x/y)+x**y",
        ("x", "y"),
        "double c = cosine(x*y), l = log(x), s = sqrt(y), t = tanh(x/y), p = pow(x, y), u = (1-t*t)/y;"
        "v = sin(x*y)+l*s+t+p; g0 = c*y+s/x+u+y*p/x; g1 = c*x+l/(2*s)-u*x/y+p*l;",
        0.1,
        3,
    ),
    "Rosenbrock, 10 variables": Case(
        ROSENBROCK,
        ROSENBROCK.replace("^", "**"),
        tuple(TEN),
        "".join(f"double a{i} = x{i + 1}-x{i}*x{i}, b{i} = 1-x{i};" for i in range(9))
        + f"v = {'+'.join(f'100*a{i}*a{i}+b{i}*b{i}' for i in range(9))};"
        + "".join(
            f"g{i} = {f'200*a{i - 1}' if i else '0'}{f'-400*a{i}*x{i}-2*b{i}' if i < 9 else ''};" for i in range(10)
        ),
        -1,
        1,
    ),
}
# gcc makes one call for the sine and the cosine of a number, and then vectorises neither; under this name it does both.
COSINE = 'double cosine(double) __asm__("cos") __attribute__((simd("notinbranch"), const));\n'


def in_c(case: Case, folder: Path) -> Callable[[Sequence[Any], Sequence[Any]], None] | None:
    """The hand-written loop, with value and all partials, vectorised by the C compiler."""
    compiler = shutil.which("gcc")
    if compiler is None:
        return None
    count = len(case.inputs)
    parameters = [f"const double *restrict c{i}" for i in range(count)] + [
        f"double *restrict o{i}" for i in range(count + 1)
    ]
    load = "".join(f"double {name} = c{i}[i];" for i, name in enumerate(case.inputs))
    store = "o0[i] = v;" + "".join(f"o{i + 1}[i] = g{i};" for i in range(count))
    partials = ", ".join(f"g{i}" for i in range(count))
    text = (
        f"#include <math.h>\n{COSINE}void run(long n, {', '.join(parameters)}) {{ for (long i = 0; i < n; i++) {{"
        f"{load} double v, {partials}; {case.c} {store} }} }}"
    )
    source, library = folder / "loop.c", folder / f"{abs(hash(case.text))}.so"
    source.write_text(text)
    words = [compiler, "-O3", "-march=native", "-ffast-math", "-mprefer-vector-width=512", "-shared", "-fPIC"]
    subprocess.run([*words, str(source), "-o", str(library), "-lmvec", "-lm"], check=True)
    function = ctypes.CDLL(str(library)).run

    def run(columns: Sequence[Any], outputs: Sequence[Any]) -> None:
        arrays = [ctypes.c_void_p(array.ctypes.data) for array in (*columns, *outputs)]
        function(ctypes.c_long(len(outputs[0])), *arrays)

    return run


def ours(case: Case, backend: str) -> Callable[[Sequence[Any], Sequence[Any]], None] | None:
    """Our kernel, flags included."""
    if backend == "llvm" and not find_spec("llvmlite"):
        return None
    start = time.perf_counter()
    lowered = lower(parse(Source(case.text)))
    wanted = tuple(lowered.inputs[name] for name in case.inputs)
    partials = gradient(lowered.function, wanted).outputs
    function = Function(lowered.function.graph, wanted, lowered.function.outputs + partials)
    built = time.perf_counter()
    kernel = compile_kernel(function, backend)
    end = time.perf_counter()
    print(f"  {backend}: parsed and swept in {1e3 * (built - start):.1f} ms, compiled in {1e3 * (end - built):.1f} ms")
    flags = np.empty(ROWS, dtype=np.uint8)

    def run(columns: Sequence[Any], outputs: Sequence[Any]) -> None:
        kernel.run(columns, outputs, flags)

    return run


def numba_loop(case: Case) -> Callable[[Sequence[Any], Sequence[Any]], None] | None:
    """The loop of the C version, in Python for numba, without its parallel threads."""
    if not find_spec("numba"):
        return None
    lines = [line.strip() for line in case.c.replace("double ", "").replace(", ", ",").split(";") if line.strip()]
    statements: list[str] = []
    for line in lines:
        statements += _split_declarations(line)
    count = len(case.inputs)
    text = f"def run({', '.join([*(f'c{i}' for i in range(count)), *(f'o{i}' for i in range(count + 1))])}):\n"
    text += "    for i in range(len(o0)):\n"
    text += "".join(f"        {name} = c{i}[i]\n" for i, name in enumerate(case.inputs))
    text += "".join(f"        {statement}\n" for statement in statements)
    text += "        o0[i] = v\n" + "".join(f"        o{i + 1}[i] = g{i}\n" for i in range(count))
    names: dict[str, Any] = {}
    exec("from math import *\ncosine = cos\n" + text, names)
    compiled = import_module("numba").njit(fastmath=True)(names["run"])

    def run(columns: Sequence[Any], outputs: Sequence[Any]) -> None:
        compiled(*columns, *outputs)

    return run


def _split_declarations(line: str) -> list[str]:
    """`a = f(x,y),b = 2` as two statements."""
    parts, depth, start = [], 0, 0
    for i, character in enumerate(line):
        depth += (character == "(") - (character == ")")
        if character == "," and depth == 0:
            parts.append(line[start:i])
            start = i + 1
    return [*parts, line[start:]]


def jax_function(case: Case, chunk: int) -> Callable[[Sequence[Any], Sequence[Any]], None] | None:
    """JAX: value_and_grad under vmap and jit, all rows at once or in chunks."""
    if not find_spec("jax"):
        return None
    jax = import_module("jax")
    jax.config.update("jax_enable_x64", True)
    m = import_module("jax.numpy")
    m.erf = import_module("jax.scipy.special").erf
    function = eval(f"lambda {', '.join(case.inputs)}: {case.python}", {"m": m})
    compiled = jax.jit(jax.vmap(jax.value_and_grad(function, argnums=tuple(range(len(case.inputs))))))

    def run(columns: Sequence[Any], outputs: Sequence[Any]) -> None:
        for start in range(0, len(outputs[0]), chunk):
            piece = slice(start, start + chunk)
            value, partials = compiled(*(column[piece] for column in columns))
            for output, found in zip(outputs, (value, *partials), strict=True):
                output[piece] = np.asarray(found)

    return run


def torch_function(case: Case) -> Callable[[Sequence[Any], Sequence[Any]], None] | None:
    """torch.compile of value and gradient."""
    if not find_spec("torch"):
        return None
    torch = import_module("torch")
    torch.set_num_threads(1)
    function = eval(f"lambda {', '.join(case.inputs)}: {case.python}", {"m": torch})
    both = torch.func.grad_and_value(function, argnums=tuple(range(len(case.inputs))))
    compiled = torch.compile(torch.func.vmap(both))

    def run(columns: Sequence[Any], outputs: Sequence[Any]) -> None:
        partials, value = compiled(*map(torch.from_numpy, columns))
        for output, found in zip(outputs, (value, *partials), strict=True):
            output[:] = found.numpy()

    return run


PEERS: dict[str, Callable[[Case, Path], Callable[[Sequence[Any], Sequence[Any]], None] | None]] = {
    "C": in_c,
    "ours, llvm": lambda case, _: ours(case, "llvm"),
    "ours, numpy": lambda case, _: ours(case, "numpy"),
    "numba": lambda case, _: numba_loop(case),
    "torch.compile": lambda case, _: torch_function(case),
    "JAX, chunks": lambda case, _: jax_function(case, CHUNK),
    "JAX": lambda case, _: jax_function(case, ROWS),
}


def measure(case: Case, folder: Path, repetitions: int) -> dict[str, float | None]:
    """Million rows a second by peer."""
    random = np.random.default_rng(1)
    columns = [random.uniform(case.low, case.high, ROWS) for _ in case.inputs]
    outputs = [np.empty(ROWS) for _ in range(len(case.inputs) + 1)]
    runs = {name: make(case, folder) for name, make in PEERS.items()}
    best: dict[str, float | None] = {name: None if run is None else float("inf") for name, run in runs.items()}
    expected: list[Any] = []
    for repetition in range(repetitions + 1):
        for name, run in runs.items():
            if run is None:
                continue
            start = time.process_time()
            run(columns, outputs)
            took = time.process_time() - start
            known = best[name]
            if repetition == 0:  # compiles, and is compared
                expected = expected or [output.copy() for output in outputs]
                for output, right in zip(outputs, expected, strict=True):
                    assert np.allclose(output, right, rtol=1e-9, atol=1e-9), name
            elif known is not None:
                best[name] = min(known, took)
    return {name: None if took is None else ROWS / took / 1e6 for name, took in best.items()}


def main() -> None:
    repetitions = int(sys.argv[1]) if len(sys.argv) > 1 else REPETITIONS
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for title, case in CASES.items():
            print(title)
            rows.append((title, measure(case, Path(folder), repetitions)))
    print(f"\n| formula | {' | '.join(PEERS)} | llvm / C | llvm / best framework |")
    print("| --- |" + " ---: |" * (len(PEERS) + 2))
    for title, found in rows:
        cells = ["not installed" if speed is None else f"{speed:.3g}" for speed in found.values()]
        llvm, c = found["ours, llvm"], found["C"]
        frameworks = [found[name] or 0.0 for name in ("torch.compile", "JAX, chunks", "JAX")]
        ratio = f"{llvm / c:.2f}" if llvm and c else ""
        over = f"{llvm / max(frameworks):.1f}" if llvm and max(frameworks) else ""
        print(f"| {title} | {' | '.join(cells)} | {ratio} | {over} |")


if __name__ == "__main__":
    main()
