"""Kernels in rigorous balls of Bessel functions and Airy functions.

In: enclosures. Out: an enclosure of what the entry is on them, at the precision in force. `balls.py` makes the system.
An order may be a narrow enclosure, as that of 0.3 is.

*Source*: Johansson 2017, "Arb: efficient arbitrary-precision midpoint-radius interval arithmetic"; DLMF as in the
table.
"""

from collections.abc import Callable
from fractions import Fraction
from functools import partial
from typing import Any

from flint import arb

from autograd_cli.enclosures.enclosure import (
    INFINITE,
    NEGATIVE,
    NOUGHT,
    POSITIVE,
    SQRT,
    UNDEFINED,
    UNIT,
    ZERO,
    Enclosure,
    Kernel,
    add,
    clip,
    enclosing,
    floor_of,
    fraction,
    hull,
    integer,
    magnitude,
    meet,
    middle_of,
    monotone,
    multiply,
    negative,
    point,
    sharp,
    square,
    subtract,
    whole_number,
)

HIGHEST_ORDER = 1_100
# How often the bits for a Bessel function are doubled.
DOUBLINGS = 6
# A little before the first place where Y_0 has its greatest value; those of higher orders are further on.
BESSEL_TURN = arb(2.197)
# All values of Ai lie between these.
AIRY_LEAST, AIRY_MOST = arb(-0.4191), arb(0.5357)


def besselj(n: Enclosure, x: Enclosure) -> Enclosure:
    """J_n; for n >= 0, and all whole n, its values lie between -1 and 1. At whole n by the mean value theorem."""
    if not _is_order(n):
        return UNDEFINED
    if not x.is_bounded and x.is_point and (x.lower > 0 or integer(n) is not None):
        return ZERO
    if (order := integer(n)) is not None:
        # Each time another object, since one object is one number.
        return _near(arb.bessel_j, order, x, _between) if x.is_bounded else _between(order)
    limits = _between(0) if n.lower >= 0 else Enclosure(NEGATIVE, POSITIVE)
    return _on_positive(n, x, lambda one: meet(_ball(arb.bessel_j, n, one), limits), limits)


def bessely(n: Enclosure, x: Enclosure) -> Enclosure:
    """Y_n of positive numbers: at a whole n >= 0 it rises until beyond n; from there on, the mean value theorem.

    The sum of the squares of J_n and Y_n falls; DLMF 10.18, 10.21.
    """
    if not _is_order(n) or x.upper < 0:
        return UNDEFINED
    order = integer(n)
    if order is None:
        if x.is_point and not x.is_bounded:
            return ZERO
        everything = Enclosure(NEGATIVE, POSITIVE)
        return _ball(arb.bessel_y, n, x) if x.lower > 0 and x.is_bounded else everything
    if order < 0:
        opposite = bessely(negative(n), x)
        return negative(opposite) if order % 2 else opposite
    x = clip(x, 0, POSITIVE)
    turn = arb(order) if order > 2 else BESSEL_TURN
    rising = monotone(lambda v: _sharp(arb.bessel_y, order, v), NOUGHT, turn, NEGATIVE)(x)
    beyond = clip(x, turn, POSITIVE)
    if beyond is UNDEFINED:
        return rising
    if x.is_point and not x.is_bounded:
        return ZERO

    def limits(one: int) -> Enclosure:
        j, y = (enclosing(_sharp(function, one, beyond.lower)) for function in (arb.bessel_j, arb.bessel_y))
        most = SQRT(add(square(j), square(y))).upper
        return Enclosure(-most, most)

    return hull(rising, _near(arb.bessel_y, order, beyond, limits) if beyond.is_bounded else limits(order))


def besseli(n: Enclosure, x: Enclosure) -> Enclosure:
    """I_n, which for n >= 0, and all whole n, rises with positive x."""
    if not _is_order(n):
        return UNDEFINED
    order = integer(n)
    if order is None:
        if n.lower < 0:
            everything = Enclosure(NEGATIVE, POSITIVE)
            return _on_positive(n, x, lambda one: _ball(arb.bessel_i, n, one), everything)
        rising = monotone(lambda v: _sharp(arb.bessel_i, n.ball, v), NOUGHT, at_start=NOUGHT, at_stop=POSITIVE)
        return _on_positive(n, x, rising, Enclosure(NOUGHT, POSITIVE), from_zero=True)
    if order % 2:
        return monotone(lambda v: v.bessel_i(order), at_start=NEGATIVE, at_stop=POSITIVE)(x)
    first = NOUGHT if order else UNIT
    return monotone(lambda v: v.bessel_i(order), NOUGHT, at_start=first, at_stop=POSITIVE)(magnitude(x))


def ive(n: Enclosure, x: Enclosure) -> Enclosure:
    """exp(-abs(x))*I_n(x), which for n >= 0, and all whole n, is between 0 and 1 for positive x."""
    if not _is_order(n):
        return UNDEFINED
    order = integer(n)
    if order == 0:
        falling = monotone(lambda v: v.bessel_i(0, scaled=True), NOUGHT, at_start=UNIT, at_stop=NOUGHT, sign=-1)
        return falling(magnitude(x))
    limits = Enclosure(NOUGHT, UNIT) if order is not None or n.lower >= 0 else Enclosure(NEGATIVE, POSITIVE)

    def right(one: Enclosure) -> Enclosure:
        if not one.is_bounded:
            return ZERO if one.is_point else limits
        return meet(_ball(lambda v, each: v.bessel_i(each, scaled=True), n, one), limits)

    if order is None:
        return _on_positive(n, x, right, limits)
    left = right(negative(clip(x, NEGATIVE, 0))) if x.lower < 0 else UNDEFINED
    mirrored = negative(left) if left is not UNDEFINED and order % 2 else left
    return hull(mirrored, right(clip(x, 0, POSITIVE)) if x.upper >= 0 else UNDEFINED)


def besselk(n: Enclosure, x: Enclosure, scaled: bool = False) -> Enclosure:
    """K_n of positive numbers, or exp(x)*K_n(x): both fall."""
    if not _is_order(n):
        return UNDEFINED
    order = n.ball
    function = partial(arb.bessel_k, scaled=scaled)
    falling = monotone(lambda v: _sharp(function, order, v), NOUGHT, at_start=POSITIVE, at_stop=NOUGHT, sign=-1)
    return falling(x)


def _is_order(n: Enclosure) -> bool:
    return bool(n.lower >= -HIGHEST_ORDER and n.upper <= HIGHEST_ORDER)


def _between(_: Any) -> Enclosure:
    return Enclosure(-UNIT, UNIT)


def _on_positive(n: Enclosure, x: Enclosure, kernel: Kernel, limits: Enclosure, from_zero: bool = False) -> Enclosure:
    """A function of the first kind of an order that is not known to be whole: negative arguments are outside."""
    if x.lower < 0 and not n.is_point and floor_of(n.upper) >= n.lower:
        return Enclosure(NEGATIVE, POSITIVE)  # some of the orders are whole
    x = clip(x, 0, POSITIVE)
    if x is UNDEFINED:
        return UNDEFINED
    if x.is_point and x.lower == 0:
        if not n.is_point:
            return limits
        if n.lower > 0:
            return ZERO
        return INFINITE if whole_number(floor_of(n.lower)) % 2 else negative(INFINITE)
    return kernel(x) if from_zero or (x.is_bounded and x.lower > 0) else limits


def _ball(function: Callable[[Any, Any], Any], n: Enclosure, x: Enclosure) -> Enclosure:
    """A function on all of two enclosures."""
    return enclosing(_sharp(function, n.ball, x.ball))


def airy(ball: Callable[[Any], Any], sign: int, far: Any, least: Any, most: Any) -> Kernel:
    """An Airy function or derivative: on positive numbers it rises or falls to `far`."""
    right = monotone(ball, NOUGHT, at_stop=far, sign=sign)

    def kernel(x: Enclosure) -> Enclosure:
        if x.lower >= 0:
            return right(x)
        if x.is_bounded:
            return meet(enclosing(ball(x.ball)), Enclosure(least, most))
        if x.is_point:
            return UNDEFINED if least is NEGATIVE and most is POSITIVE else ZERO
        return Enclosure(least, most)

    return kernel


def _near(
    function: Callable[[Any, Any], Any], order: Any, x: Enclosure, limits: Callable[[Any], Enclosure]
) -> Enclosure:
    """A Bessel function, by its value at the middle and bounds of its slope, itself found so from all it can be."""
    if x.is_point:
        return enclosing(_sharp(function, order, x.lower))
    middle = point(middle_of(x))
    away, half = subtract(x, middle), fraction(Fraction(1, 2))

    def there(one: Any, slope: Enclosure) -> Enclosure:
        return meet(add(enclosing(_sharp(function, one, middle.lower)), multiply(slope, away)), limits(one))

    def slope(one: Any, part: Callable[[Any], Enclosure]) -> Enclosure:
        return multiply(subtract(part(one - 1), part(one + 1)), half)

    return there(order, slope(order, lambda one: there(one, slope(one, limits))))


def _sharp(function: Callable[[Any, Any], Any], order: Any, x: Any) -> Any:
    """The ball of a Bessel function at a point, with more bits where its terms cancel, as they do near the order."""
    return sharp(DOUBLINGS, function, x, order)


KERNELS: dict[str, Kernel] = {
    "besselj": besselj,
    "bessely": bessely,
    "besseli": besseli,
    "besselk": besselk,
    "ive": ive,
    "kve": lambda n, x: besselk(n, x, scaled=True),
    "airyai": airy(lambda x: x.airy_ai(), -1, NOUGHT, AIRY_LEAST, AIRY_MOST),
    "airybi": airy(lambda x: x.airy_bi(), 1, POSITIVE, arb(-0.4550), POSITIVE),
    "airyaiprime": airy(lambda x: x.airy_ai(derivative=1), 1, NOUGHT, NEGATIVE, POSITIVE),
    "airybiprime": airy(lambda x: x.airy_bi(derivative=1), 1, POSITIVE, NEGATIVE, POSITIVE),
}
