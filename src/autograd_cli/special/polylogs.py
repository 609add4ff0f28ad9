"""The polylogarithms and their derivatives: those of floats, and those in any mpmath context.

*Source*: DLMF 25.12; the derivatives of higher orders by Stirling's numbers, DLMF 26.8.
"""

import math
from collections.abc import Callable
from math import inf, nan
from typing import Any

from autograd_cli.special.contexts import ONE_AT_A_TIME
from autograd_cli.special.sharp import arb, ctx, nearest

# Of derivatives a little more than the table promises, since these ask for the next ones.
HIGHEST_DERIVATIVE, HIGHEST_ORDER = 40, 20
# Nearer to 0 a derivative is computed by its series.
SMALL = 0.25
# The same of balls with 0 in them; what its terms must fall with for the rest to be known.
WIDE_SMALL, FALLING = 0.9, 0.95
SPARE_BITS = 60


def polylog(s: float, x: float) -> float:
    """Li_s(x), the sum of x^k/k^s over k = 1, 2, ..., for x <= 1 and abs(s) <= 20, else nan."""
    return polylog_derivative(s, x, 0.0)


def polylog_derivative(s: float, x: float, n: float) -> float:
    """The n-th derivative of Li_s at x <= 1, for a whole n from 0 to 40, else nan."""
    if not (x <= 1.0 and abs(s) <= HIGHEST_ORDER and 0.0 <= n <= HIGHEST_DERIVATIVE and n == math.floor(n)):
        return nan
    order = int(n)
    if x == 0.0 and order == 0:
        return x
    if x == 1.0 and s - n <= 1.0:
        return inf
    if x == -inf:
        return (-inf if s > 0.0 else -1.0 if s == 0.0 else 0.0) if order == 0 else 0.0
    return nearest(
        lambda one, other: polylog_of_balls(one, other, order),
        lambda m, one, other: _wide_polylog(m, one, other, order),
        s,
        x,
    )


def polylog_of_balls(s: Any, x: Any, n: int) -> Any:
    """The n-th derivative of Li_s at a ball of python-flint: around 0 by its series, else by those of lower orders."""
    if n == 0:
        return s.zeta() if x == 1 else x.polylog(s)
    if not abs(x) < (SMALL if x > 0 or x < 0 else WIDE_SMALL):
        return _by_lower_orders(lambda order: order.zeta() if x == 1 else x.polylog(order), s, x, n)
    size = abs(x).upper()
    value, k, power = arb(0), n, arb(1)
    while True:
        term = arb(k) ** -s * _falling(k, n) * power
        value += term
        # How large the next terms are at most, each as a part of the one before it.
        growth = (1 + 1 / arb(k)) ** abs(s) * arb(k + 1) / (k + 1 - n) * size
        if growth < FALLING and not abs(term) > abs(value) * arb(2) ** -(ctx.prec + 8):
            return value + arb(0, (abs(term) * growth / (1 - growth)).upper())
        k, power = k + 1, power * x


def _falling(k: int, n: int) -> int:
    return math.factorial(k) // math.factorial(k - n)


def _by_lower_orders(function: Callable[[Any], Any], s: Any, x: Any, n: int) -> Any:
    """x^-n times the sum of the functions of the orders s - j, times Stirling's numbers of the first kind."""
    numbers = [1]
    for k in range(n):  # times (j - k)
        numbers = [a - k * b for a, b in zip([0, *numbers], [*numbers, 0], strict=True)]
    return sum(number * function(s - j) for j, number in enumerate(numbers) if number) / x**n


def _wide_polylog(m: Any, s: Any, x: Any, n: int) -> Any:
    s = s.real
    if not abs(s) <= HIGHEST_ORDER or (not isinstance(x, m.mpc) and x >= 1):
        raise ZeroDivisionError
    if x == 0 and n == 0:
        return x
    if arb is not None and not isinstance(x, m.mpc):
        with ONE_AT_A_TIME, ctx.workprec(m.prec + SPARE_BITS + 4 * n):
            return +m.make_mpf(polylog_of_balls(arb(s), arb(x), n).mid()._mpf_)
    with m.extraprec(SPARE_BITS + 4 * n):
        if n and abs(x) < SMALL:
            value, k, power = m.zero, n, m.one
            while True:
                term = m.mpf(k) ** -s * _falling(k, n) * power
                value += term
                if k > n + abs(s) and abs(term) <= m.ldexp(abs(value), -m.prec):
                    break
                k, power = k + 1, power * x
        else:
            value = _by_lower_orders(lambda order: m.polylog(order, x), s, x, n)
    return +value if isinstance(x, m.mpc) else +value.real


def _wide_polylog_derivative(m: Any, s: Any, x: Any, n: Any) -> Any:
    order = int(n.real)
    if order != n or not 0 <= order <= HIGHEST_DERIVATIVE:
        raise ZeroDivisionError
    return _wide_polylog(m, s, x, order)


WIDE: dict[str, Callable[..., Any]] = {
    "polylog": lambda m, s, x: _wide_polylog(m, s, x, 0),
    "polylog_derivative": _wide_polylog_derivative,
}
