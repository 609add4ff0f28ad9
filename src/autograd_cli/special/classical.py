"""Kernels that need mpmath: gamma functions, Bessel functions, and derivatives of quotients.

As the package has them.
"""

import math
from collections.abc import Callable
from functools import partial
from math import inf, nan
from typing import Any

from autograd_cli.special.contexts import ADAPTIVE, CONTEXT, LARGEST_ANGLE_BITS, ONE_AT_A_TIME, rounded

# Between two poles the sums on both sides may cancel.
CANCELLING_BITS = 64
# Beyond this a factorial is infinite, or 0.
LARGEST_FACTORIAL = 200.0
# Of two numbers so many bits apart the first order of the smaller one is all that a double can show.
APART_BITS = 80


def digamma(x: float) -> float:
    """The derivative of lgamma; at 0 infinite against the zero's sign, nan at the negative whole numbers."""
    if x == inf:
        return inf
    if _is_pole(x):
        return -math.copysign(inf, x) if x == 0.0 else nan
    return nan if x != x or x == -inf else rounded(CONTEXT.digamma(x))


def polygamma(n: float, x: float) -> float:
    """The n-th derivative of digamma, for a whole n >= 0 below 2^53, else nan.

    At x = 0, -1, -2, ... it is inf where n is odd; where n is even, infinite against the zero's sign or nan.
    """
    if not 0.0 <= n < 2.0**53 or n != math.floor(n) or x != x or x == -inf:
        return nan
    if n == 0.0:
        return digamma(x)
    order = int(n)
    if x == inf:
        return 0.0 if order % 2 == 1 else -0.0
    if _is_pole(x):
        if order % 2 == 1:
            return inf
        return -math.copysign(inf, x) if x == 0.0 else nan
    return rounded(_polygamma(CONTEXT, order, CONTEXT.mpf(x)))


def factorial_slope(x: float) -> float:
    """The derivative of gamma(x + 1), with x + 1 as if it were exact; nan at the poles, -inf at -1."""
    if x != x or x == -inf or _is_pole(x + 1.0):
        return -inf if x == -1.0 else nan
    if abs(x) > LARGEST_FACTORIAL:
        return inf if x > 0.0 else math.gamma(x + 1.0) * digamma(x + 1.0)
    place = CONTEXT.mpf(x) + 1
    return rounded(CONTEXT.gamma(place) * CONTEXT.digamma(place))


def sinc_derivative(x: float, n: float) -> float:
    """The n-th derivative of sin(x)/x, for a whole n from 0 to 10000, else nan; 0 at an infinite x."""
    if not 0.0 <= n <= 1e4 or n != math.floor(n) or x != x:
        return nan
    order = int(n)
    if math.isinf(x):
        return 0.0
    if x == 0.0 and order % 2 == 1:
        return -x if order % 4 == 1 else x
    # The derivative is the integral of t^n*cos(x*t + n*pi/2) for t from 0 to 1. Integration by parts, either
    # way, makes it a sum over the derivatives of sin at x; of the two sums that with falling terms is taken.
    point = CONTEXT.mpf(x)
    cosine, sine = CONTEXT.cos_sin(point)
    derivatives = (sine, cosine, -sine, -cosine)
    total = CONTEXT.zero
    if abs(x) > order:
        term = 1 / point
        for k in range(order + 1):
            total += term * derivatives[(order - k) % 4]
            term *= (k - order) / point
            if abs(term) < abs(total) * CONTEXT.eps:
                break
    else:
        term = CONTEXT.one / (order + 1)
        k = order + 1
        while abs(term) > CONTEXT.eps * min(1.0, abs(x)) / k:
            total += term * derivatives[k % 4]
            k += 1
            term *= -point / k
    return rounded(total)


def lgamma_near_zero(x: float) -> float:
    """log|gamma(x)| for a moderate x that is no pole, accurate also where it is nearly 0."""
    return rounded(CONTEXT.log(abs(CONTEXT.gamma(x))))


def logaddexp_near_zero(x: float, y: float) -> float:
    """log(exp(x) + exp(y)) where that is nearly 0."""
    lower, upper = min(x, y), max(x, y)
    return rounded(CONTEXT.log1p(CONTEXT.expm1(upper) + CONTEXT.exp(lower)))


def logsubexp_near_zero(x: float, y: float) -> float:
    """log(exp(x) - exp(y)) where that is nearly 0."""
    return rounded(CONTEXT.log1p(CONTEXT.expm1(x) - CONTEXT.exp(y)))


def sigmoid_residual_near_zero(x: float, y: float) -> float:
    """sigmoid(x) - y where that is nearly 0."""
    return rounded(1 / (1 + CONTEXT.exp(-CONTEXT.mpf(x))) - y)


def exprel_derivative(x: float, n: float) -> float:
    """The n-th derivative of (exp(x) - 1)/x, for a whole n from 0 to 1001, else nan."""
    if not 0.0 <= n <= 1001.0 or n != math.floor(n) or x != x:
        return nan
    if math.isinf(x) or x > 1e4:
        return inf if x > 0.0 else 0.0
    with ONE_AT_A_TIME:
        return rounded(_wide_exprel_derivative(ADAPTIVE, ADAPTIVE.mpf(x), ADAPTIVE.mpf(n)))


def lbeta(a: float, b: float) -> float:
    """log(gamma(a)*gamma(b)/gamma(a + b)) for positive a and b."""
    return rounded(_lbeta(a, b))


def beta(a: float, b: float) -> float:
    """gamma(a)*gamma(b)/gamma(a + b) for positive a and b."""
    return rounded(CONTEXT.exp(_lbeta(a, b)))


def binomial(n: float, k: float) -> float:
    """gamma(n + 1)/(gamma(k + 1)*gamma(n - k + 1)) for -1 <= k <= n + 1."""
    wide = CONTEXT.mpf
    if n == math.floor(n) and k == math.floor(k) and min(k, n - k) < 1000.0:
        return rounded(wide(math.comb(int(n), int(k)))) if min(n, k, n - k) >= 0.0 else 0.0
    rest = wide(n) - wide(k)
    if k == -1.0 or rest == -1:
        return 0.0
    return rounded(CONTEXT.exp(-_lbeta(rest + 1, wide(k) + 1)) / (wide(n) + 1))


def _lbeta(a: Any, b: Any) -> Any:
    """The logarithm of the beta function of positive numbers; of two very different ones most digits cancel."""
    less, greater = sorted(map(CONTEXT.mpf, (a, b)))
    with ONE_AT_A_TIME, ADAPTIVE.workprec(ADAPTIVE.prec + 2 * APART_BITS):
        first = ADAPTIVE.loggamma(less)
        if ADAPTIVE.mag(less) < ADAPTIVE.mag(greater) - APART_BITS:
            return first - less * ADAPTIVE.psi(0, greater)
        return first + ADAPTIVE.loggamma(greater) - ADAPTIVE.loggamma(less + greater)


def polygamma_difference(n: float, x: float, y: float) -> float:
    """The n-th derivative of digamma at x + y, less that at x, for positive x and x + y, else nan."""
    if x < 0.0 or x + y < 0.0:
        return nan
    if math.isinf(x) or math.isinf(y) or not (x > 0.0 and x + y > 0.0):
        return polygamma(n, x + y) - polygamma(n, x)
    if not 0.0 <= n < 2.0**53 or n != math.floor(n):
        return nan
    if y == 0.0:
        return 0.0
    order, left, step = int(n), ADAPTIVE.mpf(x), ADAPTIVE.mpf(y)
    apart = max(ADAPTIVE.mag(left) - ADAPTIVE.mag(step), 0)
    with ONE_AT_A_TIME, ADAPTIVE.workprec(ADAPTIVE.prec + min(apart, APART_BITS)):
        if apart > APART_BITS:
            return rounded(step * _polygamma(ADAPTIVE, order + 1, left))
        function = partial(_polygamma, ADAPTIVE, order) if order else partial(ADAPTIVE.psi, 0)
        return rounded(function(left + step) - function(left))


def _is_pole(x: float) -> bool:
    return x <= 0.0 and not math.isinf(x) and x == math.floor(x)


# In any context. Some of its angles and numbers are too large to be worth an answer other than IEEE's.


def _polygamma(m: Any, order: int, x: Any) -> Any:
    """The derivative of digamma of an order >= 1, for a real x that is no pole; DLMF 25.11.12."""
    size = m.factorial(order) * _zeta(m, order + 1, x)
    return size if order % 2 == 1 else -size


def _zeta(m: Any, s: int, x: Any) -> Any:
    """The sum of 1/(x + k)^s over k = 0, 1, 2, ..., for s >= 2 and an x that is no pole."""
    if x > 0:
        return zeta_of_positive(m, s, x)
    # The sum over all whole k, less that over the negative ones; both come down to sums at positive numbers.
    # The distances to the whole numbers on both sides are exact: x + 1 would lose a tiny x.
    above = x - m.floor(x)
    below = m.ceil(x) - x
    sign = 1 if s % 2 == 0 else -1
    with m.extraprec(CANCELLING_BITS):
        mirrored = zeta_of_positive(m, s, below) - zeta_of_positive(m, s, 1 - x)
        return zeta_of_positive(m, s, above) + sign * mirrored


def zeta_of_positive(m: Any, s: Any, a: Any) -> Any:
    """The sum of 1/(a + k)^s over k = 0, 1, 2, ..., for real s > 1 and an a right of 0."""
    total = m.zero
    # Add term by term until the asymptotic expansion is good or, for a large s, until the rest is negligible.
    while a.real < s + m.prec // 6:
        term = a**-s
        total += term
        # The exponents are enough: term*(1 + a) < total*eps.
        if m.mag(term) + m.mag(a) < m.mag(total) - m.prec:
            return total
        a += 1
    # DLMF 25.11.43: the rest is a^(1-s)/(s-1) + a^-s/2 + the sum of B_2k/(2k)! (s)_(2k-1) a^(1-s-2k).
    power = a**-s
    total += power * (a / (s - 1) + m.mpf(0.5))
    term = power * s / (2 * a)
    square, negligible = a * a, abs(total) * m.eps
    k = 1
    while abs(added := m.bernoulli(2 * k) * term) > negligible:
        total += added
        term *= (s + 2 * k - 1) * (s + 2 * k) / ((2 * k + 1) * (2 * k + 2) * square)
        k += 1
    return total


def _wide_digamma(m: Any, x: Any) -> Any:
    return _wide_polygamma(m, m.zero, x)


def _wide_polygamma(m: Any, n: Any, x: Any) -> Any:
    order = int(n.real)
    if isinstance(x, m.mpc):
        return m.psi(order, x)
    if (x <= 0 and x == m.floor(x)) or abs(x) > m.ldexp(1, 2**16) or n > 1000 or n != order:
        raise ZeroDivisionError
    return _polygamma(m, order, x) if order else m.psi(0, x)


def _wide_sinc_derivative(m: Any, x: Any, n: Any) -> Any:
    """By its series near 0, by recurrence elsewhere."""
    order = int(n.real)
    if not isinstance(x, m.mpc) and (n > 1000 or x == 0):
        raise ZeroDivisionError
    if x and m.mag(x) > LARGEST_ANGLE_BITS:
        raise TimeoutError
    if abs(x) < 1:
        # The terms are powers by their factorials, of the order's parity and alternating, by k + 1.
        exponent = order % 2
        power = (-1) ** ((order + exponent) // 2) * (x if exponent else m.one)
        terms = [power / (order + exponent + 1)]
        while abs(terms[-1]) > abs(terms[0]) * m.eps:
            exponent += 2
            power *= -x * x / (exponent * (exponent - 1))
            terms.append(power / (order + exponent + 1))
        return m.fsum(terms)
    value = m.sin(x) / x
    for i in range(1, order + 1):
        value = ((m.sin, m.cos)[i % 2](x) * (1, 1, -1, -1)[i % 4] - i * value) / x
    return value


def _wide_exprel_derivative(m: Any, x: Any, n: Any) -> Any:
    """The integral of t^n exp(x t) for t from 0 to 1."""
    order = int(n.real)
    if order != n or not 0 <= order <= 1001:
        raise ZeroDivisionError
    return m.hyp1f1(order + 1, order + 2, x) / (order + 1)


WIDE: dict[str, Callable[..., Any]] = {
    "digamma": _wide_digamma,
    "polygamma": _wide_polygamma,
    "sinc_derivative": _wide_sinc_derivative,
    "exprel_derivative": _wide_exprel_derivative,
}
