"""What the zeta function and the dilogarithm should be, and where to compare, as in `float_rows`."""

from typing import Any

from flint import arb
from mpmath import mp  # type: ignore[import-untyped, unused-ignore]

from support.float_rows import Row, alone, below, sharp


def exact_zeta(s: Any, q: Any) -> Any:
    return sharp(lambda: arb(s).zeta(arb(q)))


def exact_dilogarithm(x: Any) -> Any:
    return mp.pi**2 / 6 if x == 1 else sharp(lambda: arb(x).polylog(2))


SIZES = [1e-300, 3e-160, 1e-20, 1e-5, 0.017, 0.3, 0.99, 1.0, 1.5, 2.0, 3.7, 11.3, 42.0, 999.5, 1e7, 1e100, 1e300]
ROWS = [
    Row(
        "zeta",
        exact_zeta,
        [(s, q) for s in (1.0 + 2.0**-50, 1.5, 2.0) for q in SIZES]
        + [(s, q) for s in (7.25, 30.0, 300.0, 1000.0) for q in (0.9, 1.0, 1.7, 2.0, 40.0, 1e5)],
        bound=10.0,
    ),
    Row(
        "dilogarithm",
        exact_dilogarithm,
        alone(
            [sign * x for x in SIZES for sign in (1.0, -1.0) if sign * x < 1.0],
            [x for x in below(1.0) if x < 1.0 - 1e-9],
            [-2.5, 0.5, 0.75, -1e9],
        ),
    ),
]


def exact_polylog_derivative(s: Any, x: Any, n: Any) -> Any:
    """By its series, up to where the rest is below all digits; beyond by powers of x d/dx."""
    order = int(n)
    if order == 0:
        return sharp(lambda: arb(x).polylog(arb(s)))
    if order == 1:
        return sharp(lambda: arb(x).polylog(arb(s) - 1) / arb(x))
    return sharp(lambda: (arb(x).polylog(arb(s) - 2) - arb(x).polylog(arb(s) - 1)) / arb(x) ** 2)


POLYLOGS = [(s, x) for s in (3.0, 2.5, 1.0, 0.5, 0.0, -1.0, -2.5) for x in (-40.0, -1.3, -0.2, 1e-9, 0.1, 0.6, 0.97)]
ROWS += [
    Row("polylog", lambda s, x: exact_polylog_derivative(s, x, 0), POLYLOGS, bound=8.0),
    Row(
        "polylog_derivative",
        exact_polylog_derivative,
        [(*one, n) for n in (0.0, 1.0, 2.0) for one in POLYLOGS[int(n) :: 3]],
        bound=8.0,
    ),
]
