"""Special functions over rows beside SciPy's own: run by hand, `python tests/benchmarks/special.py [ROWS]`.

In: nothing, or how many rows. Out: microseconds of the processor a row, of the value and of value and all partials that
there are, in the compiled loop of one thread, of SciPy's function of the same name, and what a call of SciPy costs
again and again. Runs are interleaved, and the best of each is taken. It asserts nothing.
"""

import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import scipy.special

from autograd_cli.errors import Source
from autograd_cli.graphs.graph import Function
from autograd_cli.graphs.lower import lower
from autograd_cli.rows.kernel import compile_kernel
from autograd_cli.sweeps.reverse import gradient
from autograd_cli.syntax.parser import parse

ROWS = 2_000
REPETITIONS = 3
# A formula, its inputs with their ranges, and SciPy's function of these.
CASES: dict[str, tuple[dict[str, tuple[float, float]], Callable[..., Any]]] = {
    "normal_quantile(p)": ({"p": (0.001, 0.999)}, scipy.special.ndtri),
    "erfinv(x)": ({"x": (-0.999, 0.999)}, scipy.special.erfinv),
    "erfcinv(x)": ({"x": (0.001, 1.999)}, scipy.special.erfcinv),
    "erfcx(x)": ({"x": (-3, 30)}, scipy.special.erfcx),
    "log_normal_cdf(x)": ({"x": (-30, 5)}, scipy.special.log_ndtr),
    "dawsn(x)": ({"x": (-10, 10)}, scipy.special.dawsn),
    "erfi(x)": ({"x": (-5, 5)}, scipy.special.erfi),
    "lambertw(x)": ({"x": (-0.3, 50)}, scipy.special.lambertw),
    "lambertw_lower(x)": ({"x": (-0.36, -0.01)}, lambda x: scipy.special.lambertw(x, -1)),
    "expi(x)": ({"x": (0.1, 30)}, scipy.special.expi),
    "exp1(x)": ({"x": (0.1, 30)}, scipy.special.exp1),
    "sine_integral(x)": ({"x": (0.1, 30)}, lambda x: scipy.special.sici(x)[0]),
    "cosine_integral(x)": ({"x": (0.1, 30)}, lambda x: scipy.special.sici(x)[1]),
    "sinh_integral(x)": ({"x": (0.1, 30)}, lambda x: scipy.special.shichi(x)[0]),
    "cosh_integral(x)": ({"x": (0.1, 30)}, lambda x: scipy.special.shichi(x)[1]),
    "fresnelc(x)": ({"x": (0.1, 10)}, lambda x: scipy.special.fresnel(x)[1]),
    "fresnels(x)": ({"x": (0.1, 10)}, lambda x: scipy.special.fresnel(x)[0]),
    "owens_t(h, a)": ({"h": (0.1, 3), "a": (0.1, 3)}, scipy.special.owens_t),
    "gammainc(2.5, x)": ({"x": (0.1, 10)}, lambda x: scipy.special.gammainc(2.5, x)),
    "gammaincc(2.5, x)": ({"x": (0.1, 10)}, lambda x: scipy.special.gammaincc(2.5, x)),
    "betainc(2, 3, x)": ({"x": (0.05, 0.95)}, lambda x: scipy.special.betainc(2, 3, x)),
    "besselj(0, x)": ({"x": (0.1, 30)}, lambda x: scipy.special.jv(0, x)),
    "bessely(1, x)": ({"x": (0.1, 30)}, lambda x: scipy.special.yv(1, x)),
    "besseli(0, x)": ({"x": (0.1, 30)}, lambda x: scipy.special.iv(0, x)),
    "besselk(0, x)": ({"x": (0.1, 30)}, lambda x: scipy.special.kv(0, x)),
    "besselk(1/3, x)": ({"x": (0.1, 30)}, lambda x: scipy.special.kv(1 / 3, x)),
    "besselj(1/3, x)": ({"x": (0.1, 30)}, lambda x: scipy.special.jv(1 / 3, x)),
    "ive(1, x)": ({"x": (0.1, 30)}, lambda x: scipy.special.ive(1, x)),
    "kve(1, x)": ({"x": (0.1, 30)}, lambda x: scipy.special.kve(1, x)),
    "airyai(x)": ({"x": (-10, 10)}, lambda x: scipy.special.airy(x)[0]),
    "airybi(x)": ({"x": (-10, 10)}, lambda x: scipy.special.airy(x)[2]),
    "ellipk(m)": ({"m": (0.01, 0.99)}, scipy.special.ellipk),
    "ellipe(m)": ({"m": (0.01, 0.99)}, scipy.special.ellipe),
    "ellipkinc(phi, m)": ({"phi": (0.1, 1.5), "m": (0.01, 0.99)}, scipy.special.ellipkinc),
    "ellipeinc(phi, m)": ({"phi": (0.1, 1.5), "m": (0.01, 0.99)}, scipy.special.ellipeinc),
    "elliprf(x, y, z)": ({"x": (0.1, 9), "y": (0.1, 9), "z": (0.1, 9)}, scipy.special.elliprf),
    "elliprd(x, y, z)": ({"x": (0.1, 9), "y": (0.1, 9), "z": (0.1, 9)}, scipy.special.elliprd),
    "elliprj(x, y, z, p)": ({"x": (0.1, 9), "y": (0.1, 9), "z": (0.1, 9), "p": (0.1, 9)}, scipy.special.elliprj),
    "elliprc(x, y)": ({"x": (0.1, 9), "y": (0.1, 9)}, scipy.special.elliprc),
    "expn(2, x)": ({"x": (0.1, 30)}, lambda x: scipy.special.expn(2, x)),
    "zeta(2, q)": ({"q": (0.1, 30)}, lambda q: scipy.special.zeta(2, q)),
    "dilogarithm(x)": ({"x": (-10, 0.9)}, lambda x: scipy.special.spence(1 - x)),
}


def ours(text: str, names: list[str], differentiate: bool, columns: list[Any]) -> Callable[[], None]:
    """A run of the compiled loop over the columns."""
    lowered = lower(parse(Source(text)))
    wanted = tuple(lowered.inputs[name] for name in names)
    partials = gradient(lowered.function, wanted).outputs if differentiate else ()
    kernel = compile_kernel(Function(lowered.function.graph, wanted, lowered.function.outputs + partials), "llvm")
    outputs = [np.empty(len(columns[0])) for _ in range(1 + len(partials))]
    flags = np.empty(len(columns[0]), dtype=np.uint8)
    return lambda: kernel.run(columns, outputs, flags)


def main(rows: int) -> None:
    random = np.random.default_rng(19)
    print("| function | value | and partials | SciPy, the value |\n| --- | ---: | ---: | ---: |")
    for text, (inputs, theirs) in CASES.items():
        columns = [random.uniform(low, high, rows) for low, high in inputs.values()]
        many = [random.uniform(low, high, 100 * rows) for low, high in inputs.values()]
        runs = [
            (ours(text, [*inputs], False, columns), rows),
            (ours(text, [*inputs], True, columns), rows),
            (lambda theirs=theirs, many=many: theirs(*many), 100 * rows),
        ]
        best = [float("inf")] * len(runs)
        for _ in range(REPETITIONS):
            for place, (run, count) in enumerate(runs):
                begun = time.process_time()
                run()
                best[place] = min(best[place], 1e6 * (time.process_time() - begun) / count)
        print(
            f"| `{text}` | " + " | ".join(f"{one:.2g}" if one < 10 else f"{one:.0f}" for one in best) + " |", flush=True
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS)
