"""Kernels that need mpmath: inverses of error functions, scaled and imaginary ones, Dawson's integral, derivatives.

As the package has them. An inverse is found by Newton's method, of the logarithm far out, where it falls from above.

*Source*: DLMF 7.17 (inverses), 7.18 (repeated integrals), 7.5 (Dawson's integral as an error function).
"""

import math
from collections.abc import Callable
from math import inf, nan
from typing import Any

from autograd_cli.special.contexts import ADAPTIVE, ONE_AT_A_TIME, rounded
from autograd_cli.special.sharp import acb, arb, nearest

# How high an order of a derivative may be.
HIGHEST_ORDER = 1001
# More steps than Newton's method needs from where it begins.
MOST_STEPS = 200
# Bits beyond those that a recurrence loses; near a zero of a derivative some more.
SPARE_BITS = 70
# Beyond this many bits before the point exp(x^2) is beyond all exponents.
FARTHEST_BITS = 32
# Beyond these numbers exp(-x^2/2) is 0, and x^2 + 1 the square of a double.
LARGEST_BELL, FARTHEST_MILLS = 40.0, 1e9


def erfinv(x: float) -> float:
    """The inverse of erf; infinite at -1 and 1, nan beyond."""
    if not abs(x) < 1.0:
        return math.copysign(inf, x) if abs(x) == 1.0 else nan
    return _float(_wide_erfinv, x) if x else x


def erfcinv(x: float) -> float:
    """The inverse of erfc; infinite at 0 and 2, nan beyond."""
    if not 0.0 < x < 2.0:
        return inf if x == 0.0 else -inf if x == 2.0 else nan
    return _float(_wide_erfcinv, x)


def normal_quantile(p: float) -> float:
    """The inverse of normal_cdf; infinite at 0 and 1, nan beyond."""
    if not 0.0 < p < 1.0:
        return -inf if p == 0.0 else inf if p == 1.0 else nan
    return _float(_wide_normal_quantile, p)


def erfinv_slope(x: float) -> float:
    """The derivative of erfinv; infinite at -1 and 1, nan beyond."""
    return _slope(_wide_erfinv, x, erfinv(x), 2)


def erfcinv_slope(x: float) -> float:
    """The derivative of erfcinv, its sign aside; infinite at 0 and 2, nan beyond."""
    return _slope(_wide_erfcinv, x, erfcinv(x), 2)


def normal_quantile_slope(p: float) -> float:
    """The derivative of normal_quantile; infinite at 0 and 1, nan beyond."""
    return _slope(_wide_normal_quantile, p, normal_quantile(p), 1)


def erfcx(x: float) -> float:
    """exp(x^2)*erfc(x); infinite far below 0."""
    if math.isinf(x) or x < -27.0:
        return 0.0 if x > 0.0 else inf
    return nan if x != x else _float(_wide_erfcx, x)


def erfcx_derivative(x: float, n: float) -> float:
    """The n-th derivative of erfcx, for a whole n from 0 to 1001, else nan."""
    if not 0.0 <= n <= HIGHEST_ORDER or n != math.floor(n) or x != x:
        return nan
    odd = n % 2.0 == 1.0
    if math.isinf(x) or x < -27.0:
        size = 0.0 if x > 0.0 else inf
        return -size if odd else size
    return _float(_wide_erfcx_derivative, x, n)


def dawsn(x: float) -> float:
    """exp(-x^2) times the integral of exp(t^2) from 0 to x."""
    return dawsn_derivative(x, 0.0)


def dawsn_derivative(x: float, n: float) -> float:
    """The n-th derivative of dawsn, for a whole n from 0 to 1001, else nan."""
    if not 0.0 <= n <= HIGHEST_ORDER or n != math.floor(n) or x != x:
        return nan
    order = int(n)
    if math.isinf(x):
        return 0.0 if x > 0.0 and order % 2 == 0 else -0.0
    if x == 0.0 and order % 2 == 0:
        return -x if order % 4 else x
    return nearest(lambda ball: dawson_of_balls(ball, order), lambda m, t: _wide_dawsn_derivative(m, t, m.mpf(n)), x)


def erfi(x: float) -> float:
    """The error function of an imaginary number, 2/sqrt(pi) times the integral of exp(t^2) from 0 to x."""
    if x == 0.0 or x != x or abs(x) > 27.0:
        return math.copysign(inf, x) if abs(x) > 27.0 else x
    return nearest(lambda ball: ball.erfi(), _wide_erfi, x)


def erfi_slope(x: float) -> float:
    """2/sqrt(pi)*exp(x^2)."""
    if x != x or abs(x) > 27.0:
        return abs(x) * inf
    return nearest(lambda ball: 2 / arb.pi().sqrt() * (ball * ball).exp(), _wide_erfi_slope, x)


def inverse_mills_slope(x: float) -> float:
    """inverse_mills(x)*(x + inverse_mills(x)); 1 at -inf, 0 at inf."""
    if x != x or x > LARGEST_BELL or x < -FARTHEST_MILLS:
        return x if x != x else 0.0 if x > 0.0 else 1.0
    return nearest(inverse_mills_slope_of_balls, _wide_inverse_mills_slope, x)


def inverse_mills_slope_of_balls(x: Any) -> Any:
    """The slope of a ball of python-flint; far below 0 it needs twice the bits of its place beyond those wanted."""
    ratio = inverse_mills_of_balls(x)
    return ratio * (x + ratio)


def inverse_mills_of_balls(x: Any) -> Any:
    """exp(-x^2/2)/(sqrt(2*pi)*normal_cdf(x)), of a ball of python-flint."""
    square = x * x / 2
    if x < -20:
        return arb(2).sqrt() / square.hypgeom_u(arb(1) / 2, arb(1) / 2)
    return 2 * (-square).exp() / ((2 * arb.pi()).sqrt() * (-x / arb(2).sqrt()).erfc())


def dawson_of_balls(x: Any, n: int) -> Any:
    """The n-th derivative of dawsn, of a ball of python-flint: far out as an error function, nearer by recurrence."""
    if abs(x) > 8:
        far = acb(-x * x).hypgeom_u(arb(n + 1) / 2, arb(1) / 2) * acb(0, -1) ** n
        value = -far.imag * arb(n).fac() / 2
        return value if x > 0 or n % 2 else -value
    value = x * (-x * x).exp() * (x * x).hypgeom_1f1(arb(1) / 2, arb(3) / 2)
    after = 1 - 2 * x * value
    for k in range(1, n + 1):
        value, after = after, -2 * x * after - 2 * k * value
    return value


def _slope(function: Callable[..., Any], x: float, value: float, doubled: int) -> float:
    """The derivative of an inverse from its square, which stands alone or half in the exponent."""
    if not math.isfinite(value):
        return abs(value)
    with ONE_AT_A_TIME:
        place = function(ADAPTIVE, ADAPTIVE.mpf(x))
        root = ADAPTIVE.sqrt(ADAPTIVE.pi / 4 if doubled == 2 else 2 * ADAPTIVE.pi)
        return rounded(root * ADAPTIVE.exp(place * place * doubled / 2))


def _float(function: Callable[..., Any], *operands: float) -> float:
    with ONE_AT_A_TIME:
        return rounded(function(ADAPTIVE, *map(ADAPTIVE.mpf, operands)))


def _wide_erfinv(m: Any, x: Any) -> Any:
    if not isinstance(x, m.mpc) and not abs(x) < 1:
        raise ZeroDivisionError
    if x.real < 0:
        return -_wide_erfinv(m, -x)
    return _small_erfinv(m, x) if x.real < 0.5 else _far_erfcinv(m, 1 - x)


def _wide_erfcinv(m: Any, x: Any) -> Any:
    if not isinstance(x, m.mpc) and not 0 < x < 2:
        raise ZeroDivisionError
    if x.real > 1.5:
        return -_far_erfcinv(m, 2 - x)
    return _far_erfcinv(m, x) if x.real < 0.5 else _small_erfinv(m, 1 - x)


def _wide_normal_quantile(m: Any, p: Any) -> Any:
    with m.extraprec(10):
        value = m.sqrt(2) * (-_wide_erfcinv(m, 2 * p) if p.real <= 0.5 else _wide_erfcinv(m, 2 * (1 - p)))
    return +value


def _small_erfinv(m: Any, x: Any) -> Any:
    """The inverse of erf near 0."""
    if x == 0:
        return x
    return _newton(m, lambda t: (m.erf(t) - x) * m.exp(t * t) * m.sqrt(m.pi) / 2, x * m.sqrt(m.pi) / 2)


def _far_erfcinv(m: Any, y: Any) -> Any:
    """The inverse of erfc below 1/2: the logarithm of erfc is concave, and erfc(t) is below exp(-t^2)."""
    return _newton(
        m,
        lambda t: -m.log(m.erfc(t) / y) * m.erfc(t) * m.exp(t * t) * m.sqrt(m.pi) / 2,
        m.sqrt(-m.log(y.real)),
    )


def _newton(m: Any, step: Callable[[Any], Any], start: Any) -> Any:
    """The zero to which steps lead, each of which doubles the digits in the end."""
    with m.extraprec(20):
        place = +start
        for _ in range(MOST_STEPS):
            change = step(place)
            place -= change
            if change == 0 or m.mag(change) < m.mag(place) - m.prec // 2 - 10:
                break
        else:
            raise m.NoConvergence
    return +place


def _wide_erfcx(m: Any, x: Any) -> Any:
    return _wide_erfcx_derivative(m, x, m.zero)


def _wide_erfcx_derivative(m: Any, x: Any, n: Any) -> Any:
    """By recurrence from erfcx itself, with the bits to spare that it loses; far out by the leading term."""
    order = _order(m, n)
    size = max(m.mag(x), 0) if x else 0
    if x.real > 0 and 2 * size > m.prec + 2 * order + 10:
        return (-1) ** order * m.factorial(order) / (m.sqrt(m.pi) * x ** (order + 1))
    if size > m.prec + 2 * order + 10:
        raise ZeroDivisionError
    with m.extraprec((order + 1) * (2 * size + 4) + SPARE_BITS):
        value = m.exp(x * x) * m.erfc(x)
        after = 2 * x * value - 2 / m.sqrt(m.pi)
        for k in range(1, order + 1):
            value, after = after, 2 * x * after + 2 * k * value
    return +value


def _wide_dawsn_derivative(m: Any, x: Any, n: Any) -> Any:
    """By recurrence from dawsn itself, as erfcx_derivative."""
    order = _order(m, n)
    size = max(m.mag(x), 0) if x else 0
    if 2 * size > m.prec + 2 * order + 10:
        return (-1) ** order * m.factorial(order) / (2 * x ** (order + 1))
    with m.extraprec((order + 1) * (2 * size + 4) + SPARE_BITS):
        value = m.sqrt(m.pi) / 2 * m.exp(-x * x) * m.erfi(x)
        after = 1 - 2 * x * value
        for k in range(1, order + 1):
            value, after = after, -2 * x * after - 2 * k * value
    return +value


def _wide_erfi(m: Any, x: Any) -> Any:
    return m.erfi(_in_reach(m, x))


def _wide_erfi_slope(m: Any, x: Any) -> Any:
    with m.extraprec(2 * max(m.mag(x), 0) + 10 if x else 0):
        value = 2 / m.sqrt(m.pi) * m.exp(_in_reach(m, x) ** 2)
    return +value


def _in_reach(m: Any, x: Any) -> Any:
    """The number itself. Raises: `ZeroDivisionError` where exp(x^2) has no exponent that is worth its time."""
    if x and m.mag(x) > FARTHEST_BITS:
        raise ZeroDivisionError
    return x


def _order(m: Any, n: Any) -> int:
    order = int(n.real)
    if order != n or not 0 <= order <= HIGHEST_ORDER:
        raise ZeroDivisionError
    return order


def _wide_log_normal_cdf(m: Any, x: Any) -> Any:
    if x.real > 0:
        return m.log1p(-m.erfc(x / m.sqrt(2)) / 2)
    return m.log(_scaled_tail(m, x)) - x * x / 2


def _wide_inverse_mills(m: Any, x: Any) -> Any:
    if x.real > 0:
        return m.exp(-x * x / 2) / (m.sqrt(2 * m.pi) * (1 - m.erfc(x / m.sqrt(2)) / 2))
    return 1 / (m.sqrt(2 * m.pi) * _scaled_tail(m, x))


def _wide_inverse_mills_slope(m: Any, x: Any) -> Any:
    with m.extraprec(2 * max(m.mag(x), 0) + 20 if x and m.mag(x) < 2 * m.prec else 0):
        ratio = _wide_inverse_mills(m, x)
        if x.real < -1 and m.mag(x) > m.prec:
            return m.one + m.zero * x
        value = ratio * (x + ratio)
    return +value


def _scaled_tail(m: Any, x: Any) -> Any:
    """normal_cdf(x)*exp(x^2/2)."""
    return _wide_erfcx(m, -x / m.sqrt(2)) / 2


WIDE: dict[str, Callable[..., Any]] = {
    "erfinv": _wide_erfinv,
    "erfcinv": _wide_erfcinv,
    "normal_quantile": _wide_normal_quantile,
    "erfcx": _wide_erfcx,
    "erfcx_derivative": _wide_erfcx_derivative,
    "dawsn": lambda m, x: _wide_dawsn_derivative(m, x, m.zero),
    "dawsn_derivative": _wide_dawsn_derivative,
    "erfi": _wide_erfi,
    "erfi_slope": _wide_erfi_slope,
    "log_normal_cdf": _wide_log_normal_cdf,
    "inverse_mills": _wide_inverse_mills,
    "inverse_mills_slope": _wide_inverse_mills_slope,
}
