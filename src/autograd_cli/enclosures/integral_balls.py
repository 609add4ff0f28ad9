"""Kernels in rigorous balls of Lambert's function, of exponential, sine, cosine and Fresnel integrals, and of Owen's.

In and out as in `special_balls.py`. What oscillates is enclosed by the mean value theorem.

*Source*: Johansson 2017, "Computing the Lambert W function in arbitrary-precision complex interval arithmetic"; DLMF as
in the table.
"""

from typing import Any

from flint import arb

from autograd_cli.enclosures.enclosure import (
    NEGATIVE,
    NOUGHT,
    POSITIVE,
    UNDEFINED,
    UNIT,
    ZERO,
    Ball,
    Enclosure,
    Kernel,
    clip,
    enclosing,
    hull,
    integer,
    magnitude,
    monotone,
    negative,
    sharp,
)
from autograd_cli.enclosures.mean_value import mean_value
from autograd_cli.special.fresnel import owen_density_of_balls, owen_of_balls
from autograd_cli.special.integrals import HIGHEST_ORDER, LOWER, lambert_slope_of_balls

# How often the bits are doubled where terms cancel.
DOUBLINGS = 8
# What Si and Ci lie between; Ci rises up to a little before its greatest value at pi/2.
SI_MOST, CI_MOST, CI_TURN = arb(1.852), arb(0.4721), arb(1.57)
# What a Fresnel integral lies between.
FRESNEL_MOST = arb(0.78)


def lambertw(x: Enclosure) -> Enclosure:
    """The principal branch, which rises from -1 at -1/e; nearby it is below -1 + sqrt(2*(1 + e*x))."""
    edge = -arb(-1).exp()
    if x.upper < edge:
        return UNDEFINED
    if x.upper > edge:
        last = enclosing(POSITIVE if x.upper == POSITIVE else sharp(DOUBLINGS, arb.lambertw, x.upper))
    else:
        rest = (2 * (1 + arb(1).exp() * x.upper)).upper()
        last = enclosing(-1 + (rest if rest > 0 else NOUGHT).sqrt())
    first = last if x.is_point else enclosing(sharp(DOUBLINGS, arb.lambertw, x.lower)) if x.lower > edge else last
    return Enclosure(first.lower if x.lower > edge else -UNIT, last.upper)


def lambertw_slope(x: Enclosure) -> Enclosure:
    """The derivative, which falls from infinity at -1/e."""
    edge = -arb(-1).exp()
    if x.upper < edge:
        return UNDEFINED
    if not x.upper > edge:
        return Enclosure(UNIT, POSITIVE)
    falling = monotone(lambda v: sharp(DOUBLINGS, lambert_slope_of_balls, v), at_stop=NOUGHT, sign=-1)
    if x.lower > edge:
        return falling(x)
    return Enclosure(falling(Enclosure(x.upper, x.upper)).lower, POSITIVE)


def lambertw_lower(x: Enclosure) -> Enclosure:
    """The lower branch, which falls from -1 at -1/e; nearby it is above -1 - 2*sqrt(2*(1 + e*x))."""
    edge = -arb(-1).exp()
    if x.upper < edge or x.lower > 0:
        return UNDEFINED
    if not x.upper < 0:
        last = NEGATIVE
    elif x.upper > edge:
        last = enclosing(sharp(DOUBLINGS, _lower, x.upper)).lower
    else:
        rest = (2 * (1 + arb(1).exp() * x.upper)).upper()
        last = (-1 - 2 * (rest if rest > 0 else NOUGHT).sqrt()).lower()
    if not x.lower < 0:
        return Enclosure(NEGATIVE, NEGATIVE)
    return Enclosure(last, enclosing(sharp(DOUBLINGS, _lower, x.lower)).upper if x.lower > edge else -UNIT)


def lambertw_lower_slope(x: Enclosure) -> Enclosure:
    """The derivative, which rises from -infinity at -1/e to -e^2 at -2/e^2, and falls to -infinity at 0."""
    edge, turn = -arb(-1).exp(), -2 * arb(-2).exp()
    if x.upper < edge or x.lower > 0:
        return UNDEFINED
    ends = [
        enclosing(sharp(DOUBLINGS, lambert_slope_of_balls, end, LOWER))
        if end > edge and end < 0
        else Enclosure(NEGATIVE, NEGATIVE)
        for end in (x.lower, x.upper)
    ]
    highest = max(one.upper for one in ends)
    if not (x.upper < turn or x.lower > turn) or not (x.lower > edge or x.upper > edge):
        highest = (-arb(2).exp()).upper()
    return Enclosure(min(one.lower for one in ends), highest)


def _lower(x: arb) -> arb:
    return x.lambertw(LOWER)


def expi(x: Enclosure) -> Enclosure:
    """Ei, which falls to -inf at 0 and rises from there."""
    left = monotone(_expi, stop=NOUGHT, at_start=NOUGHT, at_stop=NEGATIVE, sign=-1)
    right = monotone(_expi, NOUGHT, at_start=NEGATIVE, at_stop=POSITIVE)
    return right(x) if x.lower >= 0 else hull(left(x), right(x))


def _expi(x: Any) -> Any:
    return sharp(DOUBLINGS, arb.ei, x)


def expn(n: Enclosure, x: Enclosure) -> Enclosure:
    """E_n of positive numbers, which falls to 0."""
    order = integer(n)
    if order is None or abs(order) > HIGHEST_ORDER:
        return UNDEFINED
    start = 1 / arb(order - 1) if order > 1 else POSITIVE
    return monotone(lambda v: v.expint(order), NOUGHT, at_start=start, at_stop=NOUGHT, sign=-1)(x)


def cosine_integral(x: Enclosure) -> Enclosure:
    """Ci of positive numbers, which rises from -inf at first."""
    rising = monotone(_at(arb.ci, NOUGHT), NOUGHT, CI_TURN, NEGATIVE)(x)
    beyond = clip(x, CI_TURN, POSITIVE)
    if beyond is UNDEFINED:
        return rising
    least = arb(-0.2)
    waves = mean_value(_at(arb.ci, NOUGHT), lambda v: enclosing(v.ball.cos() / v.ball), Enclosure(least, CI_MOST))
    return waves(x) if x.lower >= CI_TURN else hull(rising, waves(beyond))


def fresnel(function: Ball, slope: Ball) -> Kernel:
    """A Fresnel integral, whose greatest value is its first."""
    waves = mean_value(
        _at(function, arb(1) / 2),
        lambda v: enclosing(slope(v.ball * v.ball / 2)),
        Enclosure(-FRESNEL_MOST, FRESNEL_MOST),
    )
    return lambda x: waves(x)


def owens_t(h: Enclosure, a: Enclosure) -> Enclosure:
    """Owen's function, which falls with the size of h and rises with a, whose sign it has."""
    far = magnitude(h)

    def at(size: Any, slope: Any) -> Enclosure:
        if slope < 0:
            return negative(at(size, -slope))
        if slope == 0 or not size.is_finite():
            return ZERO
        if not slope.is_finite():
            return enclosing((size / arb(2).sqrt()).erfc() / 4)
        return enclosing(sharp(DOUBLINGS, owen_of_balls, size, slope))

    low = at(far.upper if a.lower > 0 else far.lower, a.lower)
    return (
        low
        if h.is_point and a.is_point
        else Enclosure(low.lower, at(far.lower if a.upper > 0 else far.upper, a.upper).upper)
    )


def owens_t_density(h: Enclosure, a: Enclosure) -> Enclosure:
    """Its derivative in a, which falls with both sizes."""
    far, size = magnitude(h), magnitude(a)

    def at(one: Any, other: Any) -> Enclosure:
        return enclosing(owen_density_of_balls(one, other)) if one.is_finite() and other.is_finite() else ZERO

    return Enclosure(at(far.upper, size.upper).lower, at(far.lower, size.lower).upper)


def _at(function: Ball, far: Any) -> Ball:
    """A function at exact numbers, whose limit at infinity is known."""

    def value(x: Any) -> Any:
        return sharp(DOUBLINGS, function, x) if x.is_finite() else far if x > 0 else -far

    return value


KERNELS: dict[str, Kernel] = {
    "lambertw": lambertw,
    "lambertw_slope": lambertw_slope,
    "lambertw_lower": lambertw_lower,
    "lambertw_lower_slope": lambertw_lower_slope,
    "expi": expi,
    "exp1": lambda x: expn(Enclosure(UNIT, UNIT), x),
    "expn": expn,
    "sine_integral": lambda x: mean_value(
        _at(arb.si, arb.pi() / 2), lambda v: enclosing(v.ball.sinc()), Enclosure(-SI_MOST, SI_MOST)
    )(x),
    "cosine_integral": cosine_integral,
    "fresnels": fresnel(arb.fresnel_s, arb.sin_pi),
    "fresnelc": fresnel(arb.fresnel_c, arb.cos_pi),
    "owens_t": owens_t,
    "owens_t_density": owens_t_density,
    "sinh_integral": monotone(lambda x: x.shi(), at_start=NEGATIVE, at_stop=POSITIVE),
    "cosh_integral": monotone(lambda x: sharp(DOUBLINGS, arb.chi, x), NOUGHT, at_start=NEGATIVE, at_stop=POSITIVE),
}
