"""The zeta function of Hurwitz and the dilogarithm: those of floats, and those in any mpmath context."""

import math
from collections.abc import Callable
from math import inf, nan
from typing import Any

from autograd_cli.special.classical import zeta_of_positive
from autograd_cli.special.contexts import CONTEXT, rounded
from autograd_cli.special.sharp import arb, nearest, sharp

# A little more than the table promises, since derivatives ask for the next ones.
HIGHEST_ZETA_ORDER = 1100


def zeta(s: float, q: float) -> float:
    """The sum of 1/(q + k)^s over k = 0, 1, 2, ... for an s from 1 to 1000 and q >= 0, else nan; infinite at q = 0."""
    if not 1.0 < s <= HIGHEST_ZETA_ORDER or not q >= 0.0:
        return nan
    if q == 0.0 or q == inf:
        return inf if q == 0.0 else 0.0
    value = sharp(lambda: arb(s).zeta(arb(q)))
    return rounded(_wide_zeta(CONTEXT, CONTEXT.mpf(s), CONTEXT.mpf(q))) if value is None else value


def zeta_slope(s: float, q: float) -> float:
    """The derivative of zeta in q; -inf at q = 0."""
    return _zeta_derivative(1, s, q)


def zeta_curvature(s: float, q: float) -> float:
    """The second derivative of zeta in q; inf at q = 0."""
    return _zeta_derivative(2, s, q)


def _zeta_derivative(n: int, s: float, q: float) -> float:
    """The n-th derivative of zeta in q, with s + n as if it were exact."""
    if not 1.0 < s <= HIGHEST_ZETA_ORDER - n or not q >= 0.0:
        return nan
    sign = 1.0 if n % 2 == 0 else -1.0
    if q == 0.0 or q == inf:
        return sign * (inf if q == 0.0 else 0.0)
    return sign * nearest(
        lambda one, place: one.rising(n) * (one + n).zeta(place),
        lambda m, one, place: m.rf(one, n) * _wide_zeta(m, one + n, place),
        s,
        q,
    )


def dilogarithm(x: float) -> float:
    """Li_2(x) for x <= 1, else nan; -inf at -inf."""
    if not x <= 1.0 or math.isinf(x):
        return x if x == -inf else nan
    value = None if x in (0.0, 1.0) else sharp(lambda: arb(x).polylog(2))
    if value is None:
        value = x if x == 0.0 else rounded(_wide_dilogarithm(CONTEXT, CONTEXT.mpf(x)))
    return value


# In any context


def _wide_zeta(m: Any, s: Any, q: Any) -> Any:
    s = s.real
    if not 1 < s <= HIGHEST_ZETA_ORDER or not q.real > 0:
        raise ZeroDivisionError
    return zeta_of_positive(m, s, q)


def _wide_dilogarithm(m: Any, x: Any) -> Any:
    if not isinstance(x, m.mpc) and x > 1:
        raise ZeroDivisionError
    value = m.polylog(2, x)
    return value if isinstance(x, m.mpc) else value.real


WIDE: dict[str, Callable[..., Any]] = {"zeta": _wide_zeta, "dilogarithm": _wide_dilogarithm}
