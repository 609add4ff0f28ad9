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
