"""Kernels that need mpmath: incomplete gamma and beta functions, their densities, and derivatives in the parameters.

As the package has them. Both functions are a density times a series of positive terms, and what is left to 1 comes with
as many bits more as it is small. A derivative in a parameter is mpmath's, of whichever part is the smaller one.

*Source*: DLMF 8.7.1 and 8.17.8 (the series); mpmath's documentation, "Differentiation".
"""

import math
import sys
from collections.abc import Callable
from fractions import Fraction
from math import inf, nan
from typing import Any

from autograd_cli.special.contexts import ADAPTIVE, ONE_AT_A_TIME, rounded
from autograd_cli.special.densities import (
    DERIVATIVE_BITS,
    beta_density_of_balls,
    gamma_density_of_balls,
    wide_beta_density,
    wide_gamma_density,
)
from autograd_cli.special.density_terms import beta_limit, gamma_end
from autograd_cli.special.sharp import nearest

# Parameters between these take less than some tenths of a second.
SMALLEST, LARGEST = 1e-9, 1e5
# How high the order of a derivative in a parameter may be.
HIGHEST_ORDER = 4
# The same in x, as high as that of a series.
MOST_IN_X = 200
# More bits than this are not looked for in what is left to 1.
MOST_BITS = 1 << 16
# Below this logarithm a double is 0.
MOST_BEYOND = -760.0
# So many terms are added before it is asked whether there are enough.
STEPS = 8
# Bits beyond those asked for.
SPARE_BITS = 20


def gammainc(a: float, x: float) -> float:
    """The regularised lower incomplete gamma function for 1e-9 <= a <= 1e5 and x >= 0, else nan."""
    if not (SMALLEST <= a <= LARGEST and x >= 0.0):
        return nan
    if x > a and _beyond(a, x) < MOST_BEYOND:
        return 1.0
    return 0.0 if x == 0.0 else _part(_gamma_sides, 0, a, x)


def gammaincc(a: float, x: float) -> float:
    """1 - gammainc(a, x)."""
    if not (SMALLEST <= a <= LARGEST and x >= 0.0):
        return nan
    if x > a and _beyond(a, x) < MOST_BEYOND:
        return 0.0
    return 1.0 if x == 0.0 else _part(_gamma_sides, 1, a, x)


def gamma_density(a: float, x: float) -> float:
    """x^(a - 1)*exp(-x)/gamma(a) for 1e-9 <= a <= 1e5 and x >= 0, else nan; its limits at x = 0 and infinity."""
    if not (SMALLEST <= a <= LARGEST and x >= 0.0):
        return nan
    if x == inf:
        return 0.0
    if x == 0.0:
        return inf if a < 1.0 else 1.0 if a == 1.0 else 0.0
    return _float(_wide_gamma_density, a, x)


def gammainc_a(n: float, a: float, x: float) -> float:
    """The n-th derivative of gammainc in a, for a whole n from 0 to 4, 1e-9 <= a <= 1e5 and x >= 0, else nan."""
    if not _is_order(n) or not (SMALLEST <= a <= LARGEST and x >= 0.0):
        return nan
    if n == 0.0:
        return gammainc(a, x)
    if x == 0.0 or (x > a and _beyond(a, x) < MOST_BEYOND):
        return 0.0
    return _float(_wide_gammainc_a, n, a, x)


def gamma_density_ax(m: float, n: float, a: float, x: float) -> float:
    """The m-th derivative in a and n-th in x of gamma_density, for whole orders from 0 to 4 and from 0 to 200."""
    if not (_is_order(m) and _is_order(n, MOST_IN_X)) or not (SMALLEST <= a <= LARGEST and x >= 0.0):
        return nan
    if m == n == 0.0:
        return gamma_density(a, x)
    if x == 0.0:
        return float(gamma_end(int(m), int(n), a))
    if x == inf:
        return 0.0
    return _nearest(lambda *one: gamma_density_of_balls(int(m), int(n), *one), _wide_gamma_density_ax, (m, n), (a, x))


def betainc(a: float, b: float, x: float) -> float:
    """The regularised incomplete beta function for 1e-9 <= a, b <= 1e5 and 0 <= x <= 1, else nan."""
    if not (SMALLEST <= a <= LARGEST and SMALLEST <= b <= LARGEST and 0.0 <= x <= 1.0):
        return nan
    return x if x in (0.0, 1.0) else _part(_beta_sides, 0, a, b, x)


def betaincc(a: float, b: float, x: float) -> float:
    """1 - betainc(a, b, x)."""
    if not (SMALLEST <= a <= LARGEST and SMALLEST <= b <= LARGEST and 0.0 <= x <= 1.0):
        return nan
    return 1.0 - x if x in (0.0, 1.0) else _part(_beta_sides, 1, a, b, x)


def beta_density(a: float, b: float, x: float) -> float:
    """x^(a - 1)*(1 - x)^(b - 1)/beta(a, b) for 1e-9 <= a, b <= 1e5 and 0 <= x <= 1, else nan; its limits at 0 and 1."""
    if not (SMALLEST <= a <= LARGEST and SMALLEST <= b <= LARGEST and 0.0 <= x <= 1.0):
        return nan
    if x in (0.0, 1.0):
        near, far = (a, b) if x == 0.0 else (b, a)
        return inf if near < 1.0 else far if near == 1.0 else 0.0
    return _float(_wide_beta_density, a, b, x)


def betainc_ab(m: float, n: float, a: float, b: float, x: float) -> float:
    """The m-th derivative in a and n-th in b of betainc, for whole orders from 0 to 4, else nan."""
    if not (_is_order(m) and _is_order(n) and 0.0 <= x <= 1.0) or betainc(a, b, 0.0) != 0.0:
        return nan
    if m == n == 0.0:
        return betainc(a, b, x)
    return 0.0 if x in (0.0, 1.0) else _float(_wide_betainc_ab, m, n, a, b, x)


def beta_density_abx(k: float, m: float, n: float, a: float, b: float, x: float) -> float:
    """The derivative of beta_density of orders k in a and m in b, from 0 to 4, and n in x, from 0 to 200, else nan."""
    if not (_is_order(k) and _is_order(m) and _is_order(n, MOST_IN_X)) or math.isnan(beta_density(a, b, x)):
        return nan
    if k == m == n == 0.0:
        return beta_density(a, b, x)
    if x in (0.0, 1.0):
        limit = beta_limit((int(k), int(m)), int(n), Fraction(a), Fraction(b), x)
        if isinstance(limit, float) or abs(limit) <= sys.float_info.max:
            return float(limit)
        return inf if limit > 0 else -inf
    return _nearest(
        lambda *one: beta_density_of_balls((int(k), int(m)), int(n), *one), _wide_beta_density_abx, (k, m, n), (a, b, x)
    )


def _beyond(a: float, x: float) -> float:
    """What the logarithm of gammaincc is below, for x > a."""
    return -inf if x == inf else a - x + a * math.log(x / a)


def _is_order(n: float, most: int = HIGHEST_ORDER) -> bool:
    return 0.0 <= n <= most and n == math.floor(n)


def _nearest(
    balls: Callable[..., Any], wide: Callable[..., Any], orders: tuple[float, ...], operands: tuple[float, ...]
) -> float:
    return nearest(balls, lambda m, *one: wide(m, *map(m.mpf, orders), *one), *operands)


def _float(function: Callable[..., Any], *operands: float) -> float:
    with ONE_AT_A_TIME:
        return rounded(function(ADAPTIVE, *map(ADAPTIVE.mpf, operands)))


def _part(sides: Callable[..., Any], place: int, *operands: float) -> float:
    return _float(lambda m, *numbers: sides(m, *numbers)[place], *operands)


# The functions and what they leave to 1


def _gamma_sides(m: Any, a: Any, x: Any) -> tuple[Any, Any]:
    """gammainc and 1 - gammainc."""
    _check(m, 0 < a.real <= 2 * LARGEST and x.real > 0)

    def lower() -> Any:
        return x / a * _wide_gamma_density(m, a, x) * _series(m, lambda k: x / (a + k))

    if x.real > a.real + 1:
        rest = m.gammainc(a, x, regularized=True)
        return 1 - rest, rest
    return _with_rest(m, lower, m.zero)


def _beta_sides(m: Any, a: Any, b: Any, x: Any) -> tuple[Any, Any]:
    """betainc and 1 - betainc, of which one is computed, by a series of few terms."""
    _check(m, 0 < a.real <= 2 * LARGEST and 0 < b.real <= 2 * LARGEST and 0 < x.real < 1)
    direct = x.real <= 0.5 and (x.real < 1e-3 or x.real * b.real < 100 * (1 + a.real))
    first, second, near = (a, b, x) if direct else (b, a, 1 - x)

    def lower() -> Any:
        start = near * (1 - near) / first * _wide_beta_density(m, first, second, near)
        return start * _series(m, lambda k: near * (first + second + k - 1) / (first + k))

    mean = first.real / (first.real + second.real)
    low = near.real
    beyond = m.zero
    if low > mean:
        beyond = first.real * m.log(low / mean) + second.real * m.log((1 - low) / (1 - mean))
    found = _with_rest(m, lower, beyond)
    return found if direct else found[::-1]


def _series(m: Any, ratio: Callable[[int], Any]) -> Any:
    """1 + r(1) + r(1)*r(2) + ..., for ratios that fall below 1 in the end."""
    total = term = m.one
    k = 0
    while True:
        for _ in range(STEPS):
            k += 1
            one = ratio(k)
            term *= one
            total += term
        size = one.real
        if size < 1 and m.mag(term) - m.mag(total) - m.mag(1 - size) < -m.prec:
            return total


def _with_rest(m: Any, lower: Callable[[], Any], exponent: Any) -> tuple[Any, Any]:
    """A share and what it leaves to 1, whose logarithm is about the exponent, with the bits that takes."""
    bits = int(-exponent / m.ln2) + SPARE_BITS + 10
    if bits > MOST_BITS:
        return m.one, m.zero
    with m.extraprec(bits):
        value = lower()
        rest = 1 - value
    return +value, +rest


# The densities


def _wide_gamma_density(m: Any, a: Any, x: Any) -> Any:
    _check(m, 0 < a.real <= 2 * LARGEST and x.real > 0)
    with m.extraprec(max(m.mag(a), m.mag(x), 0) + SPARE_BITS + 6):
        value = m.exp((a - 1) * m.log(x) - x - m.loggamma(a))
    return +value


def _wide_beta_density(m: Any, a: Any, b: Any, x: Any) -> Any:
    _check(m, 0 < a.real <= 2 * LARGEST and 0 < b.real <= 2 * LARGEST and 0 < x.real < 1)
    with m.extraprec(max(m.mag(a), m.mag(b), 0) + SPARE_BITS + 6):
        beta = m.loggamma(a) + m.loggamma(b) - m.loggamma(a + b)
        value = m.exp((a - 1) * m.log(x) + (b - 1) * m.log1p(-x) - beta)
    return +value


def _check(m: Any, holds: bool) -> None:
    if not holds:
        raise ZeroDivisionError


# In any context


def _wide_gammainc(m: Any, a: Any, x: Any) -> Any:
    return _gamma_sides(m, a, x)[0]


def _wide_gammaincc(m: Any, a: Any, x: Any) -> Any:
    return _gamma_sides(m, a, x)[1]


def _wide_gammainc_a(m: Any, n: Any, a: Any, x: Any) -> Any:
    order = _order(n)
    if order == 0:
        return _wide_gammainc(m, a, x)
    # Of two functions whose sum is 1 the smaller one keeps its digits.
    upper = x.real > a.real
    sign = -1 if upper else 1
    with m.extraprec(DERIVATIVE_BITS):
        value = sign * m.diff(lambda one: _gamma_sides(m, one, x)[upper], a, order, relative=True)
    return +value


def _wide_gamma_density_ax(m: Any, k: Any, n: Any, a: Any, x: Any) -> Any:
    return wide_gamma_density(m, _order(k), _order(n, MOST_IN_X), a, x, _wide_gamma_density)


def _wide_beta_density_abx(m: Any, k: Any, j: Any, n: Any, a: Any, b: Any, x: Any) -> Any:
    return wide_beta_density(m, (_order(k), _order(j)), _order(n, MOST_IN_X), a, b, x, _wide_beta_density)


def _wide_betainc(m: Any, a: Any, b: Any, x: Any) -> Any:
    return _beta_sides(m, a, b, x)[0]


def _wide_betaincc(m: Any, a: Any, b: Any, x: Any) -> Any:
    return _beta_sides(m, a, b, x)[1]


def _wide_betainc_ab(m: Any, k: Any, n: Any, a: Any, b: Any, x: Any) -> Any:
    orders = (_order(k), _order(n))
    if orders == (0, 0):
        return _wide_betainc(m, a, b, x)
    upper = x.real * (a.real + b.real) > a.real
    sign = -1 if upper else 1
    with m.extraprec(DERIVATIVE_BITS):
        value = sign * m.diff(lambda one, two: _beta_sides(m, one, two, x)[upper], (a, b), orders, relative=True)
    return +value


def _order(n: Any, most: int = HIGHEST_ORDER) -> int:
    order = int(n.real)
    if order != n or not 0 <= order <= most:
        raise ZeroDivisionError
    return order


WIDE: dict[str, Callable[..., Any]] = {
    "gammainc": _wide_gammainc,
    "gammaincc": _wide_gammaincc,
    "gamma_density": _wide_gamma_density,
    "gammainc_a": _wide_gammainc_a,
    "gamma_density_ax": _wide_gamma_density_ax,
    "betainc": _wide_betainc,
    "betaincc": _wide_betaincc,
    "beta_density": _wide_beta_density,
    "betainc_ab": _wide_betainc_ab,
    "beta_density_abx": _wide_beta_density_abx,
}
