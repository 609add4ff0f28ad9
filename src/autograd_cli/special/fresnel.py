"""Fresnel integrals, the waves of which they are integrals, and Owen's function.

As the package has them: those of floats, by python-flint where it is installed, and those in any mpmath context.

*Source*: DLMF 7.2 (Fresnel integrals); Owen 1956, "Tables for computing bivariate normal probabilities"; Patefield &
Tandy 2000, "Fast and accurate calculation of Owen's T function".
"""

import math
from collections.abc import Callable
from fractions import Fraction
from math import inf, nan
from typing import Any

from autograd_cli.special.sharp import acb, arb, nearest

# From here on a Fresnel integral is its limit in every digit of a double.
FAR = 1e17
# Beyond this many bits before the point a wave takes longer than it is worth.
FARTHEST_BITS = 2**12
# Numbers with more bits before the point, and few in all, are even.
WHOLE_BITS = 53
# Beyond this the standard normal density is 0 in doubles.
LAST_BELL = 39.0
SPARE_BITS = 60


def fresnels(x: float) -> float:
    """The integral of sin(pi*t^2/2) from 0 to x."""
    if x == 0.0 or not abs(x) <= FAR:
        return math.copysign(0.5, x) if abs(x) > FAR else x
    return nearest(lambda ball: ball.fresnel_s(), _wide_fresnels, x)


def fresnelc(x: float) -> float:
    """The integral of cos(pi*t^2/2) from 0 to x."""
    if x == 0.0 or not abs(x) <= FAR:
        return math.copysign(0.5, x) if abs(x) > FAR else x
    return nearest(lambda ball: ball.fresnel_c(), _wide_fresnelc, x)


def fresnels_slope(x: float) -> float:
    """sin(pi*x^2/2), without loss in the square; nan at infinity."""
    return _wave(x, (math.sin, math.cos))


def fresnelc_slope(x: float) -> float:
    """cos(pi*x^2/2), without loss in the square; nan at infinity."""
    return _wave(x, (math.cos, lambda angle: -math.sin(angle)))


def _wave(x: float, waves: tuple[Callable[[float], float], Callable[[float], float]]) -> float:
    """A wave of which a quarter of a turn makes the second; x^2 counts quarters."""
    if not math.isfinite(x):
        return nan
    quarters = Fraction(x) ** 2 % 4
    whole = round(quarters)
    value = waves[whole % 2](math.pi / 2.0 * float(quarters - whole))
    return -value if whole % 4 >= 2 else value


def owens_t(h: float, a: float) -> float:
    """The integral of exp(-h^2*(1 + t^2)/2)/(1 + t^2)/(2*pi) for t from 0 to a."""
    if h != h or a != a:
        return nan
    far, size = abs(h), abs(a)
    if far > LAST_BELL or a == 0.0:
        return math.copysign(0.0, a)
    if far == 0.0:
        return math.atan(a) / (2.0 * math.pi)
    if size == inf:
        value = nearest(lambda ball: (ball / arb(2).sqrt()).erfc() / 4, lambda m, t: m.erfc(t / m.sqrt(2)) / 4, far)
    else:
        value = nearest(owen_of_balls, _wide_owens_t, far, size)
    return math.copysign(value, a)


def owens_t_density(h: float, a: float) -> float:
    """exp(-h^2*(1 + a^2)/2)/(2*pi*(1 + a^2)), the derivative of owens_t in a."""
    if h != h or a != a:
        return nan
    if math.isinf(h) or math.isinf(a) or abs(h) * max(1.0, abs(a)) > LAST_BELL:
        return 0.0
    return nearest(owen_density_of_balls, _wide_owens_t_density, h, a)


def owen_of_balls(h: Any, a: Any) -> Any:
    """Owen's function of two balls of python-flint of positive numbers; beyond 1 by that of a*h and 1/a."""
    if not a > 1:
        return _small_owen(h, a)
    share, other = ((one / arb(2).sqrt()).erfc() / 2 for one in (h, a * h))
    return (share + other) / 2 - share * other - _small_owen(a * h, 1 / a)


def _small_owen(h: Any, a: Any) -> Any:
    bell, squared = -((h * a) ** 2) / 2, a * a
    integral = acb.integral(lambda t, _: (bell * t * t).exp() / (1 + squared * t * t), 0, 1).real
    return (-h * h / 2).exp() / (2 * arb.pi()) * a * integral


def owen_density_of_balls(h: Any, a: Any) -> Any:
    """The derivative of Owen's function in a."""
    squared = 1 + a * a
    return (-h * h * squared / 2).exp() / (2 * arb.pi() * squared)


# In any context


def _wide_fresnels(m: Any, x: Any) -> Any:
    return _near(m, m.fresnels, x)


def _wide_fresnelc(m: Any, x: Any) -> Any:
    return _near(m, m.fresnelc, x)


def _wide_fresnels_slope(m: Any, x: Any) -> Any:
    return _wide_wave(m, m.sinpi, x)


def _wide_fresnelc_slope(m: Any, x: Any) -> Any:
    return _wide_wave(m, m.cospi, x)


def _wide_wave(m: Any, wave: Callable[[Any], Any], x: Any) -> Any:
    """A wave of x^2/2; nan at the powers of 2 by which limits are looked for, since all these are whole periods."""
    whole = m.mag(x) > WHOLE_BITS and m.ldexp(m.one, m.mag(x) - 1) == abs(x) if x else False
    return m.nan if whole else _near(m, lambda t: wave(t * t / 2), x)


def _near(m: Any, function: Callable[[Any], Any], x: Any) -> Any:
    """A function of the square of a number. Raises: `ZeroDivisionError` where it takes long; IEEE has an answer."""
    size = m.mag(x) if x else 0
    if size > FARTHEST_BITS:
        raise ZeroDivisionError
    with m.extraprec(SPARE_BITS + 2 * max(size, 0)):
        value = function(x)
    return +value


def _wide_owens_t(m: Any, h: Any, a: Any) -> Any:
    if a.real < 0:
        return -_wide_owens_t(m, h, -a)
    if m.mag(h) > FARTHEST_BITS or m.mag(a) > FARTHEST_BITS:
        raise ZeroDivisionError
    if h.real < 0:
        h = -h
    with m.extraprec(SPARE_BITS):
        if a.real <= 1:
            return +_wide_small_owen(m, h, a)
        share, other = (m.erfc(one / m.sqrt(2)) / 2 for one in (h, a * h))
        value = (share + other) / 2 - share * other - _wide_small_owen(m, a * h, 1 / a)
    return +value


def _wide_small_owen(m: Any, h: Any, a: Any) -> Any:
    bell, squared = (h * a) ** 2 / 2, a * a
    # From there on the bell is nothing in so many bits.
    stop = m.sqrt((m.prec + SPARE_BITS) / abs(bell)) if abs(bell) > m.prec else m.one
    nodes = [stop * k / 4 for k in range(5)]
    integral = m.quad(lambda t: m.exp(-bell * t * t) / (1 + squared * t * t), nodes)
    return m.exp(-h * h / 2) / (2 * m.pi) * a * integral


def _wide_owens_t_density(m: Any, h: Any, a: Any) -> Any:
    squared = 1 + a * a
    return m.exp(-h * h * squared / 2) / (2 * m.pi * squared)


WIDE: dict[str, Callable[..., Any]] = {
    "fresnels": _wide_fresnels,
    "fresnelc": _wide_fresnelc,
    "fresnels_slope": _wide_fresnels_slope,
    "fresnelc_slope": _wide_fresnelc_slope,
    "owens_t": _wide_owens_t,
    "owens_t_density": _wide_owens_t_density,
}
