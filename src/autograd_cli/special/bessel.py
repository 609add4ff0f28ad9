"""Bessel functions of real orders and Airy functions.

As the package has them. An order is at most 1100 in size, a hundred more than the table promises, since derivatives ask
for neighbours. At a whole order the functions of the first kind have negative arguments too; at any other they have
none. The *slope* of a function is its derivative, which is made of the orders n - 1 and n + 1 as if these were exact.
"""

import math
from collections.abc import Callable, Sequence
from math import inf, nan
from typing import Any

from autograd_cli.special.contexts import CONTEXT, rounded
from autograd_cli.special.sharp import BITS, arb, sharp

HIGHEST_BESSEL_ORDER = 1100
# Beyond so many bits before the point no number is worth an answer other than IEEE's.
LARGEST_BITS = 2**17
# An order of the second kind so near to 0 is as good as 0: the functions differ by less than that part of themselves.
NEGLIGIBLE = 2.0**-200
FIRST_KIND = frozenset({"bessel_j", "bessel_i", "scaled_i"})
# From here on an expansion for large arguments has all bits of functions of the second kind. Before it the power series
# have them, of which many cancel, and so many more bits as to do without the expansion take a tenth of the time.
WITHOUT_EXPANSION = 60.0
# So many bits are lost at a whole order of the second kind, which is a limit; to have them at once takes half the time.
LIMIT_BITS = 56.0
# A sum of terms: each a factor, and what is added to the order.
Terms = Sequence[tuple[float, int]]
HERE: Terms = ((1.0, 0),)


# Of floats


def besselj(n: float, x: float) -> float:
    """J_n(x); at x = 0 by its limit, at an infinite x 0."""
    return _first_kind("bessel_j", HERE, n, x)


def besselj_slope(n: float, x: float) -> float:
    """The derivative of J_n at x."""
    return _first_kind("bessel_j", _terms("bessel_j"), n, x)


def besseli(n: float, x: float) -> float:
    """The modified Bessel function I_n(x)."""
    return _first_kind("bessel_i", HERE, n, x)


def besseli_slope(n: float, x: float) -> float:
    """The derivative of I_n at x."""
    return _first_kind("bessel_i", _terms("bessel_i"), n, x)


def ive(n: float, x: float) -> float:
    """exp(-|x|)*I_n(x)."""
    return _first_kind("scaled_i", HERE, n, x)


def ive_slope(n: float, x: float) -> float:
    """The derivative of exp(-|x|)*I_n(x), at 0 that of I_n."""
    return _first_kind("scaled_i", _terms("scaled_i"), n, x)


def bessely(n: float, x: float) -> float:
    """Y_n(x) for x > 0; infinite at 0, or 0 where the order is half of an odd negative number; 0 at infinity."""
    if _is_outside(n, x):
        return nan
    if x == 0.0:
        turn = n % 2.0 if n < 0.0 else 0.0
        return 0.0 if turn in (0.5, 1.5) else inf if 0.5 < turn < 1.5 else -inf
    return 0.0 if x == inf else _computed("bessel_y", HERE, n, x)


def bessely_slope(n: float, x: float) -> float:
    """The derivative of Y_n at x > 0."""
    if _is_outside(n, x):
        return nan
    if x == 0.0:
        return -bessely(n, x) if bessely(n, x) else inf if n == -0.5 else 0.0
    return 0.0 if x == inf else _computed("bessel_y", _terms("bessel_y"), n, x)


def besselk(n: float, x: float) -> float:
    """The modified Bessel function K_n(x) for x > 0; infinite at 0, 0 at infinity."""
    return _second_kind("bessel_k", HERE, n, x, inf, 0.0)


def besselk_slope(n: float, x: float) -> float:
    """The derivative of K_n at x > 0."""
    return _second_kind("bessel_k", _terms("bessel_k"), n, x, -inf, -0.0)


def kve(n: float, x: float) -> float:
    """exp(x)*K_n(x) for x > 0; infinite at 0, 0 at infinity."""
    return _second_kind("scaled_k", HERE, n, x, inf, 0.0)


def kve_slope(n: float, x: float) -> float:
    """The derivative of exp(x)*K_n(x) at x > 0."""
    return _second_kind("scaled_k", _terms("scaled_k"), n, x, -inf, -0.0)


def airyai(x: float) -> float:
    """The Airy function Ai(x); 0 at both infinities."""
    return 0.0 if math.isinf(x) else _airy("airyai", x)


def airybi(x: float) -> float:
    """The Airy function Bi(x)."""
    return max(x, 0.0) if math.isinf(x) else _airy("airybi", x)


def airyaiprime(x: float) -> float:
    """The derivative of Ai at x, which grows without a limit towards -inf."""
    return (-0.0 if x > 0.0 else nan) if math.isinf(x) else _airy("airyaiprime", x)


def airybiprime(x: float) -> float:
    """The derivative of Bi at x, which grows without a limit towards -inf."""
    return (x if x > 0.0 else nan) if math.isinf(x) else _airy("airybiprime", x)


def _is_outside(n: float, x: float) -> bool:
    return not abs(n) <= HIGHEST_BESSEL_ORDER or not x >= 0.0


def _terms(function: str) -> Terms:
    """The terms of the derivative; DLMF 10.6, 10.29."""
    return {
        "bessel_j": ((0.5, -1), (-0.5, 1)),
        "bessel_y": ((0.5, -1), (-0.5, 1)),
        "bessel_i": ((0.5, -1), (0.5, 1)),
        "bessel_k": ((-0.5, -1), (-0.5, 1)),
        "scaled_i": ((0.5, -1), (-1.0, 0), (0.5, 1)),
        "scaled_k": ((-0.5, -1), (1.0, 0), (-0.5, 1)),
    }[function]


def _first_kind(function: str, terms: Terms, n: float, x: float) -> float:
    """A function of the first kind, or its derivative."""
    if not abs(n) <= HIGHEST_BESSEL_ORDER or x != x:
        return nan
    whole = n == math.floor(n)
    if x < 0.0 or (x == 0.0 and math.copysign(1.0, x) < 0.0):
        if not whole and x < 0.0:
            return nan
        if whole:
            value = _first_kind(function, terms, n, -x)
            even = (n % 2.0 == 0.0) == (terms is HERE)
            return value if even else -value
    if x == 0.0:
        return _first_kind_at_zero(function, terms, n)
    if x == inf:
        return inf if function == "bessel_i" else -0.0 if function == "scaled_i" and terms is not HERE else 0.0
    return _computed(function, terms, n, x)


def _first_kind_at_zero(function: str, terms: Terms, n: float) -> float:
    """The limit at 0 of a function that is (x/2)^n/gamma(n + 1) there, or of its derivative."""
    alternates = function == "bessel_j"
    if n == math.floor(n):
        if terms is HERE:
            sign = -1.0 if alternates and n < 0.0 and n % 2.0 == 1.0 else 1.0
            return 1.0 if n == 0.0 else 0.0 * sign
        if abs(n) == 1.0:
            return -0.5 if alternates and n < 0.0 else 0.5
        return 0.0
    power = n if terms is HERE else n - 1.0
    if power > 0.0:
        return 0.0
    sign = 1.0 if n > 0.0 or math.floor(n) % 2 == 1 else -1.0
    return sign * inf if terms is HERE or n > 0.0 else -sign * inf


def _second_kind(function: str, terms: Terms, n: float, x: float, at_zero: float, at_infinity: float) -> float:
    """A modified function of the second kind, or its derivative."""
    if _is_outside(n, x):
        return nan
    return at_zero if x == 0.0 else at_infinity if x == inf else _computed(function, terms, n, x)


def _computed(function: str, terms: Terms, n: float, x: float) -> float:
    """The sum of terms at a positive x, by balls or else by mpmath."""
    if abs(n) < NEGLIGIBLE and function not in FIRST_KIND:
        n = 0.0
    cancels = 7.0 * x if function in ("bessel_k", "scaled_k") and x < WITHOUT_EXPANSION else 0.0
    if function == "bessel_y" and n == math.floor(n):
        cancels = LIMIT_BITS
    value = sharp(lambda: _sum_of_balls(function, terms, n, x), BITS + int(cancels))
    return rounded(_sum(CONTEXT, function, terms, CONTEXT.mpf(n), CONTEXT.mpf(x))) if value is None else value


def _sum_of_balls(function: str, terms: Terms, n: float, x: float) -> Any:
    order, point = arb(n), arb(x)
    if function.startswith("scaled"):
        scaled = getattr(arb, function.replace("scaled", "bessel"))
        return sum((factor * scaled(point, order + step, scaled=True) for factor, step in terms), arb(0))
    plain = getattr(arb, function)
    return sum((factor * plain(point, order + step) for factor, step in terms), arb(0))


def _airy(name: str, x: float) -> float:
    if x != x:
        return nan
    value = sharp(lambda: _airy_ball(name, arb(x)))
    return rounded(WIDE[name](CONTEXT, CONTEXT.mpf(x))) if value is None else value


def _airy_ball(name: str, x: Any) -> Any:
    function = x.airy_ai if name.startswith("airyai") else x.airy_bi
    return function(derivative=1) if name.endswith("prime") else function()


# In any context


def _wide(function: str, terms: Terms) -> Callable[..., Any]:
    def kernel(m: Any, n: Any, x: Any) -> Any:
        n = n.real
        if not abs(n) <= HIGHEST_BESSEL_ORDER or m.mag(x) > LARGEST_BITS:
            raise ZeroDivisionError
        whole, beyond = n == m.floor(n), function in FIRST_KIND
        if not isinstance(x, m.mpc) and (x < 0 or (x == 0 and not whole)) and not (beyond and whole):
            raise ZeroDivisionError
        if not isinstance(x, m.mpc) and x == 0 and not beyond:
            raise ZeroDivisionError
        if x.real < 0 and function == "scaled_i":
            value = kernel(m, n, -x)
            even = (int(n) % 2 == 0) == (terms is HERE)
            return value if even else -value
        return _sum(m, function, terms, n, x)

    return kernel


def _sum(m: Any, function: str, terms: Terms, n: Any, x: Any) -> Any:
    """The sum of terms, as exact as each, since so much of neighbours of large arguments cancels."""
    cancels = 2 * max(m.mag(x), 0) if function.startswith("scaled") and len(terms) > 1 else 0
    with m.workprec(m.prec + min(cancels, LARGEST_BITS) + 10):
        one = PLAIN[function]
        total = sum((factor * one(m, _order(m, n + step), x) for factor, step in terms), m.zero)
    return +total


def _order(m: Any, n: Any) -> Any:
    """A whole order as a whole number, for which mpmath has shorter ways."""
    return int(n) if n == m.floor(n) else n


def _besseli(m: Any, n: Any, x: Any) -> Any:
    return m.besseli(abs(n) if isinstance(n, int) else n, x)


def _besselk(m: Any, n: Any, x: Any) -> Any:
    return _whole_besselk(m, abs(n), x) if isinstance(n, int) else m.besselk(n, x)


def _scaled_i(m: Any, n: Any, x: Any) -> Any:
    return m.exp(-x) * _besseli(m, n, x)


def _scaled_k(m: Any, n: Any, x: Any) -> Any:
    return m.exp(x) * _besselk(m, n, x)


def _besselj(m: Any, n: Any, x: Any) -> Any:
    return m.besselj(n, x)


def _bessely(m: Any, n: Any, x: Any) -> Any:
    return _whole_bessely(m, n, x) if isinstance(n, int) else m.bessely(n, x)


PLAIN: dict[str, Callable[..., Any]] = {
    "bessel_j": _besselj,
    "bessel_y": _bessely,
    "bessel_i": _besseli,
    "bessel_k": _besselk,
    "scaled_i": _scaled_i,
    "scaled_k": _scaled_k,
}


def _whole_bessely(m: Any, order: int, x: Any) -> Any:
    """By recurrence from the orders 0 and 1, which is stable; again with more bits where it comes near to 0.

    mpmath's own takes up to seconds.
    """
    bits, extra = m.prec, 40
    while True:
        with m.workprec(bits + extra):
            before, value = _bessely_0_and_1(m, x)
            size = max(abs(before), abs(value))
            for k in range(1, abs(order)):
                before, value = value, 2 * k / x * value - before
            value = before if order == 0 else value
            lost = m.mag(size) - m.mag(value) if value else extra
        if lost + 12 < extra or extra > 40 * bits:
            return -value if order < 0 and order % 2 else +value
        extra *= 2


def _bessely_0_and_1(m: Any, x: Any) -> tuple[Any, Any]:
    """Y_0(x) and Y_1(x), far out by Hankel's expansions, else by the power series; DLMF 10.8, 10.17."""
    if abs(x) > 0.4 * m.prec + 8:
        return _bessely_far_out(m, 0, x), _bessely_far_out(m, 1, x)
    first, second = _power_series(m, x, -1)
    return 2 / m.pi * first, (x / 2 * second - 2 / x) / m.pi


def _whole_besselk(m: Any, order: int, x: Any) -> Any:
    """By recurrence from the orders 0 and 1, in which nothing cancels; mpmath's own takes up to seconds."""
    with m.workprec(m.prec + 20 + order.bit_length()):
        before, value = _besselk_0_and_1(m, x)
        for k in range(1, order):
            before, value = value, 2 * k / x * value + before
        value = before if order == 0 else value
    return +value


def _besselk_0_and_1(m: Any, x: Any) -> tuple[Any, Any]:
    """K_0(x) and K_1(x), far out by Hankel's expansions, else by the power series; DLMF 10.31, 10.40."""
    if abs(x) > 0.4 * m.prec + 8:
        return _besselk_far_out(m, 0, x), _besselk_far_out(m, 1, x)
    with m.workprec(m.prec + int(3 * abs(x)) + 10):  # of K_1, too, as much cancels
        first, second = _power_series(m, x, 1)
        return -first, x / 4 * second + 1 / x


def _besselk_far_out(m: Any, order: int, x: Any) -> Any:
    total = m.zero
    term, k = m.one, 0
    while term and m.mag(term) > -m.prec:
        total += term
        k += 1
        term *= (4 * order**2 - (2 * k - 1) ** 2) / (8 * k * x)
    return m.sqrt(m.pi / (2 * x)) * m.exp(-x) * total


def _power_series(m: Any, x: Any, sign: int) -> tuple[Any, Any]:
    """The sums in the power series of the orders 0 and 1 of the second kind; with sign 1 of the modified ones."""
    # The largest of the terms is about exp(x), and the sum may be exp(-x).
    with m.workprec(m.prec + int(3 * abs(x)) + 10):
        log, step = m.log(x / 2) + m.euler, sign * (x / 2) ** 2
        term, harmonic, k = m.one, m.zero, 0
        first = second = m.zero
        while term and (k == 0 or m.mag(term) + 8 >= m.mag(first) - m.prec):
            k += 1
            following = harmonic + m.one / k
            first += term * (log - harmonic)
            second += term / k * (2 * log - harmonic - following)
            term *= step / (k * k)
            harmonic = following
        return first, second


def _bessely_far_out(m: Any, order: int, x: Any) -> Any:
    even = odd = m.zero
    term, k = m.one, 0
    while term and m.mag(term) > -m.prec:
        if k % 2:
            odd += term
        else:
            even += term
        k += 1
        term *= (4 * order**2 - (2 * k - 1) ** 2) / (8 * k * x)
        if k % 2 == 0:
            term = -term
    with m.workprec(m.prec + max(m.mag(x), 0)):
        cosine, sine = m.cos_sin(x - (2 * order + 1) * m.pi / 4)
    return m.sqrt(2 / (m.pi * x)) * (sine * even + cosine * odd)


def _wide_airy(function: str, derivative: int) -> Callable[..., Any]:
    def kernel(m: Any, x: Any) -> Any:
        if m.mag(x) > LARGEST_BITS:
            raise ZeroDivisionError
        return getattr(m, function)(x, derivative=derivative)

    return kernel


WIDE: dict[str, Callable[..., Any]] = {
    "besselj": _wide("bessel_j", HERE),
    "bessely": _wide("bessel_y", HERE),
    "besseli": _wide("bessel_i", HERE),
    "besselk": _wide("bessel_k", HERE),
    "ive": _wide("scaled_i", HERE),
    "kve": _wide("scaled_k", HERE),
    "besselj_slope": _wide("bessel_j", _terms("bessel_j")),
    "bessely_slope": _wide("bessel_y", _terms("bessel_y")),
    "besseli_slope": _wide("bessel_i", _terms("bessel_i")),
    "besselk_slope": _wide("bessel_k", _terms("bessel_k")),
    "ive_slope": _wide("scaled_i", _terms("scaled_i")),
    "kve_slope": _wide("scaled_k", _terms("scaled_k")),
    "airyai": _wide_airy("airyai", 0),
    "airybi": _wide_airy("airybi", 0),
    "airyaiprime": _wide_airy("airyai", 1),
    "airybiprime": _wide_airy("airybi", 1),
}
