"""Kernels in rigorous balls of gamma and error functions, and of the derivatives of sin_over_x.

In: enclosures. Out: an enclosure of what the entry is on them, at the precision in force. `balls.py` makes the system.

*Source*: Johansson 2017, "Arb: efficient arbitrary-precision midpoint-radius interval arithmetic"; DLMF as in the
table.
"""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from flint import arb, ctx, fmpz

from autograd_cli.enclosures.enclosure import (
    INFINITE,
    NEGATIVE,
    NOUGHT,
    POSITIVE,
    UNDEFINED,
    UNIT,
    ZERO,
    Enclosure,
    Kernel,
    clip,
    enclosing,
    floor_of,
    fraction,
    integer,
    magnitude,
    meet,
    monotone,
    negative,
    valley,
    whole_number,
)

# How high an order of a derivative is, and of sin_over_x's where it comes by recurrence from all lower ones.
HIGHEST_ORDER, MOST_STEPS, HIGHEST_BESSEL_ORDER = 1_000_000, 10_000, 1_100
# From here on every double is even.
ALL_EVEN = 2**54
# All values of sin_over_x lie between these.
SINC_LEAST = arb(-0.2172336282112217)
# Where gamma has its least value for positive numbers, from below and from above.
GAMMA_TURN = (arb(1.4616321449683622), arb(1.4616321449683624))


def sin_over_x(x: Enclosure) -> Enclosure:
    """sin(x)/x, and 1 at 0."""
    if not x.is_bounded:
        return ZERO if x.is_point else Enclosure(SINC_LEAST, UNIT)
    return clip(enclosing(x.ball.sinc()), SINC_LEAST, 1)


def sinc_derivative(x: Enclosure, n: Enclosure) -> Enclosure:
    """The n-th derivative of sin_over_x, which is never beyond 1/(n + 1)."""
    order = _order(n)
    if order is None:
        return UNDEFINED
    if order == 0:
        return sin_over_x(x)
    if not x.is_bounded and x.is_point:
        return ZERO
    most = fraction(Fraction(1, order + 1))
    limits = Enclosure(-most.upper, most.upper)
    small = magnitude(x).upper <= order + 2
    if not x.is_bounded or order > HIGHEST_ORDER or (order > MOST_STEPS and not small):
        return limits
    ball = x.ball
    return meet(enclosing(_sinc_series(ball, order) if small else _sinc_recurrence(ball, order)), limits)


def _sinc_series(x: arb, n: int) -> arb:
    """The Taylor series: sum of (-1)^k x^(2k - n)/((2k + 1) (2k - n)!) over 2k >= n."""
    total = arb(0)
    size = abs(x).upper()
    power = n % 2  # of x
    term = x if power else arb(1)  # x^power/power!
    while True:
        k = (n + power) // 2
        total += (-term if k % 2 else term) / (2 * k + 1)
        term = term * x * x / ((power + 1) * (power + 2))
        power += 2
        # What is left out is less than twice its first term, once each is less than half of the one before.
        if power > 2 * size and 2 * abs(term).upper() < arb(2) ** -ctx.prec:
            return total + arb(0, 2 * abs(term).upper())


def _sinc_recurrence(x: arb, n: int) -> arb:
    """x times the n-th derivative is the n-th derivative of sine less n times the derivative before."""
    sine, cosine = x.sin(), x.cos()
    value = sine / x
    for order in range(1, n + 1):
        turned = (sine, cosine, -sine, -cosine)[order % 4]
        value = (turned - order * value) / x
    return value


def exprel_derivative(x: Enclosure, n: Enclosure) -> Enclosure:
    """The n-th derivative of (exp(x) - 1)/x, the integral of t^n exp(x t) for t from 0 to 1, which rises with x."""
    order = integer(n)
    if order is None or not 0 <= order <= HIGHEST_BESSEL_ORDER:
        return UNDEFINED
    return monotone(lambda one: one.hypgeom_1f1(order + 1, order + 2) / (order + 1), at_start=NOUGHT, at_stop=POSITIVE)(
        x
    )


# Gamma and its relatives


def _strip(x: Enclosure) -> arb | None:
    """The whole number below negative numbers that lie between two poles; None where there is a pole among them."""
    low = floor_of(x.lower)
    return low if x.upper < 0 and low < x.lower and low == floor_of(x.upper) else None


def gamma(x: Enclosure) -> Enclosure:
    """The gamma function."""
    if x.lower >= 0 and not (x.is_point and x.lower == 0):
        return GAMMA_RIGHT(x)
    if x.is_point and x.lower == floor_of(x.lower):
        return INFINITE if x.lower == 0 else UNDEFINED
    return enclosing(x.ball.gamma()) if _strip(x) is not None else Enclosure(NEGATIVE, POSITIVE)


def lgamma(x: Enclosure) -> Enclosure:
    """log(abs(gamma(x)))."""
    if x.lower >= 0:
        return LGAMMA_RIGHT(x)
    if x.is_point and x.lower == floor_of(x.lower):
        return INFINITE
    if _strip(x) is None:
        return Enclosure(NEGATIVE, POSITIVE)
    ball = x.ball
    return enclosing((arb.pi() / abs(ball.sin_pi())).log() - (1 - ball).lgamma())


def _order(n: Enclosure) -> int | None:
    """The order of a derivative, None where it is no whole number; of what may be a very large one only that it is."""
    if not n.lower >= 0 or not n.upper.is_finite() or floor_of(n.upper) < n.lower:
        return None
    return whole_number(n.lower) if n.is_point and n.lower < ALL_EVEN else ALL_EVEN


def polygamma(n: Enclosure, x: Enclosure) -> Enclosure:
    """The n-th derivative of digamma; between two poles, and right of them all, of one sign and monotone for even n."""
    order = _order(n)
    if order is None:
        return UNDEFINED
    if x.is_point and x.lower <= 0 and x.lower == floor_of(x.lower):
        if order % 2:
            return INFINITE
        return negative(INFINITE) if x.lower == 0 else UNDEFINED  # a zero without a sign counts as +0, as in 1/x
    if order > HIGHEST_ORDER:
        return Enclosure(NEGATIVE, POSITIVE)
    sign = -1 if order % 2 else 1
    if x.lower >= 0:
        far = POSITIVE if order == 0 else NOUGHT
        return monotone(_polygamma(order), NOUGHT, at_start=-sign * POSITIVE, at_stop=far, sign=sign)(x)
    strip = _strip(x)
    if strip is None:
        return Enclosure(NEGATIVE, POSITIVE)
    function = _polygamma(order, strip)
    return monotone(function)(x) if sign > 0 else enclosing(function(x.ball))


def _polygamma(order: int, strip: arb | None = None) -> Callable[[Any], Any]:
    """digamma, or (-1)^(n + 1) n! zeta(n + 1, x); `strip` is the whole number below an x that is negative.

    The sum over x + k for k >= 0 is then the one over all whole k, less that over the negative ones.
    """

    def function(x: arb) -> arb:
        if order == 0:
            return x.digamma()
        s = arb(order + 1)
        if strip is None:
            total = s.zeta(x)
        else:
            mirrored = s.zeta(strip + 1 - x) - s.zeta(1 - x)
            total = s.zeta(x - strip) + (mirrored if order % 2 else -mirrored)
        size = arb(fmpz(order)).fac() * total
        return size if order % 2 else -size

    return function


GAMMA_RIGHT = valley(lambda x: x.gamma(), GAMMA_TURN, NOUGHT, POSITIVE, POSITIVE, POSITIVE)
LGAMMA_RIGHT = valley(lambda x: x.lgamma(), GAMMA_TURN, NOUGHT, POSITIVE, POSITIVE, POSITIVE)


# Integrals of bells


def normal_cdf(x: arb) -> arb:
    """The standard normal distribution function of a bound."""
    return (-x / arb(2).sqrt()).erfc() / 2


NORMAL_CDF = monotone(normal_cdf, at_start=NOUGHT, at_stop=UNIT)
ERFC = monotone(lambda x: x.erfc(), at_start=arb(2), at_stop=NOUGHT, sign=-1)


KERNELS: dict[str, Kernel] = {
    "sin_over_x": sin_over_x,
    "sinc_derivative": sinc_derivative,
    "exprel": lambda x: exprel_derivative(x, ZERO),
    "exprel_derivative": exprel_derivative,
    "gamma": gamma,
    "lgamma": lgamma,
    "digamma": lambda x: polygamma(ZERO, x),
    "polygamma": polygamma,
    "erf": monotone(lambda x: x.erf(), at_start=-UNIT, at_stop=UNIT),
    "erfc": ERFC,
    "normal_cdf": NORMAL_CDF,
}
