"""Complete elliptic integrals and their derivatives: those of floats, and those in any mpmath context.

Of the parameter m, K is pi/2 times Gauss' hypergeometric function of 1/2, 1/2 and 1, E that of -1/2, 1/2 and 1; their
derivatives are of all three parameters one more; DLMF 19.5, 15.5.
"""

import math
from collections.abc import Callable
from math import inf, nan
from typing import Any

from autograd_cli.special.contexts import CONTEXT, rounded
from autograd_cli.special.sharp import arb, sharp

# A little more than the table promises, since derivatives ask for the next ones.
HIGHEST_DERIVATIVE = 110
# Twice the first parameter.
FIRST, SECOND = 1, -1


def ellipk(m: float) -> float:
    """K(m) for m <= 1, else nan; inf at 1, 0 at -inf."""
    return ellipk_derivative(m, 0.0)


def ellipe(m: float) -> float:
    """E(m) for m <= 1, else nan; inf at -inf."""
    return ellipe_derivative(m, 0.0)


def ellipk_derivative(m: float, n: float) -> float:
    """The n-th derivative of K at m, for a whole n from 0 to 100, else nan."""
    return _derivative(FIRST, m, n, inf, 0.0)


def ellipe_derivative(m: float, n: float) -> float:
    """The n-th derivative of E at m, for a whole n from 0 to 100, else nan."""
    return _derivative(SECOND, m, n, 1.0 if n == 0.0 else -inf, inf if n == 0.0 else -0.0)


def _derivative(kind: int, m: float, n: float, at_one: float, far: float) -> float:
    if not 0.0 <= n <= HIGHEST_DERIVATIVE or n != math.floor(n) or not m <= 1.0:
        return nan
    if m == 1.0 or m == -inf:
        return at_one if m == 1.0 else far
    value = sharp(lambda: derivative_of_balls(kind, arb(m), int(n)))
    return rounded(_series(CONTEXT, kind, CONTEXT.mpf(m), int(n))) if value is None else value


def derivative_of_balls(kind: int, m: Any, n: int) -> Any:
    """The n-th derivative of an integral, of a ball of python-flint below 1."""
    return _factor(arb(1), arb.pi(), kind, n) * m.hypgeom_2f1(arb(kind + 2 * n) / 2, arb(1 + 2 * n) / 2, arb(n + 1))


def _factor(one: Any, pi: Any, kind: int, n: int) -> Any:
    """pi/2 times the n-th coefficient of the series, times n!."""
    factor = one * pi / 2
    for k in range(n):
        factor = factor * ((kind + 2 * k) * (1 + 2 * k)) / (4 * (k + 1))
    return factor


# In any context


def _wide(kind: int) -> Callable[..., Any]:
    def kernel(context: Any, m: Any, n: Any) -> Any:
        order = int(n.real)
        if not 0 <= order <= HIGHEST_DERIVATIVE or order != n or (not isinstance(m, context.mpc) and m >= 1):
            raise ZeroDivisionError
        return _series(context, kind, m, order)

    return kernel


def _series(context: Any, kind: int, m: Any, n: int) -> Any:
    half = context.mpf(1) / 2
    return _factor(context.one, context.pi, kind, n) * context.hyp2f1(kind * half + n, half + n, n + 1, m)


WIDE: dict[str, Callable[..., Any]] = {
    "ellipk": lambda context, m: _wide(FIRST)(context, m, context.zero),
    "ellipe": lambda context, m: _wide(SECOND)(context, m, context.zero),
    "ellipk_derivative": _wide(FIRST),
    "ellipe_derivative": _wide(SECOND),
}
