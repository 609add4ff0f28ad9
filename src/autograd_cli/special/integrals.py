"""Kernels that need mpmath: Lambert's function, exponential, sine and cosine integrals, circular and hyperbolic ones.

As the package has them: those of floats, by python-flint where it is installed, and those in any mpmath context.

*Source*: DLMF 4.13 (Lambert's function), 6.2 (integrals), 8.19 (generalised exponential integral).
"""

import math
from collections.abc import Callable
from math import inf, nan
from typing import Any

from autograd_cli.special.sharp import nearest

# The double nearest to -1/e, which stands for it.
EDGE = -0.36787944117144233
# The branch of Lambert's function below -1.
LOWER = -1
# Beyond this size exp(x) is beyond all doubles, with 1/x too.
LARGEST_EXPONENT = 800.0
# How large an order may be, either way; a little more than the table promises, since derivatives ask for the next ones.
HIGHEST_ORDER = 1100
# From here on an oscillating integral is its limit in every digit of a double, or its wave is not worth its time.
FAR_BITS = 2**16
# Bits to spare, of which a zero takes some.
SPARE_BITS = 60


def lambertw(x: float) -> float:
    """The w >= -1 for which w*exp(w) is x, for x >= -1/e, else nan."""
    if not x > EDGE:
        return -1.0 if x == EDGE else nan
    return x if x == 0.0 or x == inf else nearest(lambda ball: ball.lambertw(), _wide_lambertw, x)


def lambertw_slope(x: float) -> float:
    """The derivative of lambertw, infinite at -1/e, nan below."""
    if not x > EDGE:
        return inf if x == EDGE else nan
    return 0.0 if x == inf else nearest(lambert_slope_of_balls, _wide_lambertw_slope, x)


def lambertw_lower(x: float) -> float:
    """The w <= -1 for which w*exp(w) is x, for -1/e <= x <= 0, else nan; -inf at 0."""
    if not EDGE < x < 0.0:
        return -1.0 if x == EDGE else -inf if x == 0.0 else nan
    return nearest(lambda ball: ball.lambertw(LOWER), _wide_lambertw_lower, x)


def lambertw_lower_slope(x: float) -> float:
    """The derivative of lambertw_lower, infinite at -1/e and 0, nan elsewhere beyond these."""
    if not EDGE < x < 0.0:
        return -inf if x in (EDGE, 0.0) else nan
    return nearest(lambda ball: lambert_slope_of_balls(ball, LOWER), _wide_lambertw_lower_slope, x)


def lambert_slope_of_balls(x: Any, branch: int = 0) -> Any:
    """exp(-w)/(1 + w) for the w of a ball of python-flint above -1/e, of the branch 0 or, below 0, -1."""
    value = x.lambertw(branch)
    return (-value).exp() / (1 + value)


def expi(x: float) -> float:
    """The exponential integral Ei(x); -inf at 0."""
    if x == 0.0:
        return -inf
    if x != x or abs(x) > LARGEST_EXPONENT:
        return nan if x != x else -0.0 if x < 0.0 else inf
    return nearest(lambda ball: ball.ei(), _wide_expi, x)


def exp1(x: float) -> float:
    """The exponential integral E_1(x) for x > 0, inf at 0, else nan."""
    return expn(1.0, x)


def expn(n: float, x: float) -> float:
    """The integral of exp(-x*t)/t^n for t from 1 on, of a whole n and x >= 0, else nan."""
    if not x >= 0.0 or not abs(n) <= HIGHEST_ORDER or n != math.floor(n):
        return nan
    if x == 0.0:
        return 1.0 / (n - 1.0) if n > 1.0 else inf
    if x > LARGEST_EXPONENT:
        return 0.0
    return nearest(lambda ball: ball.expint(int(n)), lambda m, t: _wide_expn(m, m.mpf(n), t), x)


def sine_integral(x: float) -> float:
    """Si(x), the integral of sin(t)/t from 0 to x."""
    if x == 0.0 or x != x:
        return x
    return math.copysign(math.pi / 2.0, x) if abs(x) > 1e18 else nearest(lambda ball: ball.si(), _wide_si, x)


def cosine_integral(x: float) -> float:
    """Ci(x) for x > 0, -inf at 0, else nan."""
    if not x > 0.0 or x == inf:
        return 0.0 if x == inf else -inf if x == 0.0 else nan
    return nearest(lambda ball: ball.ci(), _wide_ci, x)


def sinh_integral(x: float) -> float:
    """Shi(x), the integral of sinh(t)/t from 0 to x."""
    if x == 0.0 or not abs(x) <= LARGEST_EXPONENT:
        return math.copysign(inf, x) if abs(x) > LARGEST_EXPONENT else x
    return nearest(lambda ball: ball.shi(), _wide_shi, x)


def cosh_integral(x: float) -> float:
    """Chi(x) for x > 0, -inf at 0, else nan."""
    if not 0.0 < x <= LARGEST_EXPONENT:
        return inf if x > 0.0 else -inf if x == 0.0 else nan
    return nearest(lambda ball: ball.chi(), _wide_chi, x)


# In any context


def _wide_lambertw(m: Any, x: Any, branch: int = 0) -> Any:
    with m.extraprec(m.prec + SPARE_BITS):
        value = _lambertw(m, x, branch)
    return +value


def _wide_lambertw_slope(m: Any, x: Any, branch: int = 0) -> Any:
    with m.extraprec(m.prec + SPARE_BITS):
        value = _lambertw(m, x, branch)
        value = m.exp(-value) / (1 + value)
    return +value


def _wide_lambertw_lower(m: Any, x: Any) -> Any:
    return _wide_lambertw(m, x, LOWER)


def _wide_lambertw_lower_slope(m: Any, x: Any) -> Any:
    return _wide_lambertw_slope(m, x, LOWER)


def _lambertw(m: Any, x: Any, branch: int) -> Any:
    if isinstance(x, m.mpc):
        # Below the real axis the branch that has the real values is the conjugate one.
        return m.lambertw(x, branch) if x.imag >= 0 else m.conj(m.lambertw(m.conj(x), branch))
    if not x * m.e > -1 or (branch and not x < 0):
        raise ZeroDivisionError
    return m.lambertw(x, branch).real


def _wide_expi(m: Any, x: Any) -> Any:
    return _reached(m, m.ei, x)


def _wide_expn(m: Any, n: Any, x: Any) -> Any:
    order = int(n.real)
    if order != n or abs(order) > HIGHEST_ORDER or not x.real > 0:
        raise ZeroDivisionError
    return _reached(m, m.e1 if order == 1 else lambda t: m.expint(order, t), x)


def _wide_si(m: Any, x: Any) -> Any:
    return x if x == 0 else _reached(m, m.si, x)


def _wide_ci(m: Any, x: Any) -> Any:
    return _on_positive(m, m.ci, x)


def _wide_shi(m: Any, x: Any) -> Any:
    return x if x == 0 else _reached(m, m.shi, x)


def _wide_chi(m: Any, x: Any) -> Any:
    return _on_positive(m, m.chi, x)


def _on_positive(m: Any, function: Callable[[Any], Any], x: Any) -> Any:
    if not x.real > 0:
        raise ZeroDivisionError
    return _reached(m, function, x)


def _reached(m: Any, function: Callable[[Any], Any], x: Any) -> Any:
    """A function of a number of ordinary size. Raises: `ZeroDivisionError` for others, whose limits IEEE knows."""
    if x == 0 or m.mag(x) > FAR_BITS:
        raise ZeroDivisionError
    with m.extraprec(SPARE_BITS):
        value = function(x)
    return +value if isinstance(x, m.mpc) else +value.real


WIDE: dict[str, Callable[..., Any]] = {
    "lambertw": _wide_lambertw,
    "lambertw_slope": _wide_lambertw_slope,
    "lambertw_lower": _wide_lambertw_lower,
    "lambertw_lower_slope": _wide_lambertw_lower_slope,
    "expi": _wide_expi,
    "exp1": lambda m, x: _wide_expn(m, m.one, x),
    "expn": _wide_expn,
    "sine_integral": _wide_si,
    "cosine_integral": _wide_ci,
    "sinh_integral": _wide_shi,
    "cosh_integral": _wide_chi,
}
