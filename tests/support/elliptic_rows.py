"""What complete elliptic integrals should be, and where to compare, as in `float_rows`."""

from typing import Any

from flint import acb, arb
from mpmath import mp  # type: ignore[import-untyped, unused-ignore]

from support.float_rows import Row, alone, below, sharp


def exact_ellipk(m: Any) -> Any:
    return sharp(lambda: acb(arb(m)).elliptic_k().real)


def exact_ellipe(m: Any) -> Any:
    return sharp(lambda: acb(arb(m)).elliptic_e().real)


def exact_ellipk_derivative(m: Any, n: Any) -> Any:
    """The derivative of the integrand of K, integrated."""
    return mp.rf(mp.mpf(1) / 2, int(n)) * _integral(m, n, -n - mp.mpf(1) / 2)


def exact_ellipe_derivative(m: Any, n: Any) -> Any:
    """The derivative of the integrand of E, integrated."""
    return mp.rf(-mp.mpf(1) / 2, int(n)) * _integral(m, n, mp.mpf(1) / 2 - n)


def _integral(m: Any, n: Any, power: Any) -> Any:
    """Of sin(t)^(2 n) (1 - m sin(t)^2)^power over a quarter of a turn, by the trapezoidal rule."""
    count = int(mp.dps * 2 * (mp.sqrt(1 - m) + 1 / mp.sqrt(1 - m)))

    def total() -> Any:
        width, x, whole = arb.pi() / (2 * count), arb(m), int(n)
        squares = ((width * (k + arb(0.5))).sin() ** 2 for k in range(count))
        return width * sum((square**whole * (1 - x * square) ** arb(power) for square in squares), arb(0))

    return sharp(total)


SIZES = [1e-300, 1e-20, 1e-5, 0.017, 0.3, 0.7, 0.95]
BELOW = [-x for x in (*SIZES, 1.0, 4.0, 17.0, 400.0, 1e5, 1e20, 1e300)]
ORDINARY = [*SIZES[2:], -0.5, -2.0, -17.0]
ROWS = [
    Row("ellipk", exact_ellipk, alone(SIZES, BELOW, below(1.0))),
    Row("ellipe", exact_ellipe, alone(SIZES, BELOW, below(1.0))),
    Row("ellipk_derivative", exact_ellipk_derivative, [(m, n) for n in (0.0, 1.0, 2.0, 7.0) for m in ORDINARY]),
    Row("ellipe_derivative", exact_ellipe_derivative, [(m, n) for n in (0.0, 1.0, 2.0, 7.0) for m in ORDINARY]),
]
