"""Kernels in rigorous balls of incomplete elliptic integrals and of Carlson's symmetric ones.

In and out as in `special_balls.py`. Carlson's fall with each of their numbers, so that their bounds are at the bounds
of these; the incomplete ones are odd in the angle, and rise or fall with the parameter.

*Source*: Johansson 2018, "Numerical evaluation of elliptic functions, elliptic integrals and modular forms"; DLMF as in
the table.
"""

from collections.abc import Callable
from typing import Any

from flint import acb

from autograd_cli.enclosures.enclosure import (
    INFINITE,
    NEGATIVE,
    POSITIVE,
    UNDEFINED,
    ZERO,
    Enclosure,
    Kernel,
    clip,
    enclosing,
    integer,
    sharp,
)
from autograd_cli.special.carlson import HIGHEST_DERIVATIVE, HIGHEST_POWER, carlson_of_balls, incomplete_of_balls
from autograd_cli.special.elliptic import FIRST, SECOND

# How often the bits are doubled where terms cancel.
DOUBLINGS = 6


def incomplete(kind: int, phi: Enclosure, m: Enclosure, n: Enclosure) -> Enclosure:
    """The n-th derivative in m of F or E, whose sign is that of the angle, or the opposite one."""
    order = integer(n)
    if order is None or not 0 <= order <= HIGHEST_DERIVATIVE:
        return UNDEFINED
    if m.lower >= 1:
        return UNDEFINED
    if m.upper >= 1 or not (phi.is_bounded and m.is_bounded):
        return Enclosure(NEGATIVE, POSITIVE)
    # Those of E fall with the angle but for E itself, and with the parameter right of 0.
    turned = kind == SECOND and order > 0
    falls = kind == SECOND

    def at(angle: Any, low: bool) -> Enclosure:
        """The least or greatest value at an angle."""
        if angle == 0:
            return ZERO
        parameter = m.lower if ((angle > 0) != falls) == low else m.upper
        return enclosing(
            sharp(DOUBLINGS, lambda one, other: incomplete_of_balls(kind, one, other, order), angle, parameter)
        )

    first, last = (phi.upper, phi.lower) if turned else (phi.lower, phi.upper)
    low = at(first, True)
    if phi.is_point and m.is_point:
        return low
    return Enclosure(low.lower, at(last, False).upper)


def _falling(function: Callable[..., Any], powers: tuple[int, ...], *numbers: Enclosure) -> Enclosure:
    """An integral of powers, in halves, of numbers of which none is negative."""
    parts = [clip(one, 0, POSITIVE) if power else one for one, power in zip(numbers, powers, strict=True)]
    if any(one is UNDEFINED for one in parts):
        return UNDEFINED

    def at(bounds: list[Any]) -> Enclosure:
        counted = [(bound, power) for bound, power in zip(bounds, powers, strict=True) if power]
        if sum(power for bound, power in counted if bound == 0) >= 2:
            return INFINITE
        if not all(bound.is_finite() for bound, _ in counted):
            return ZERO
        return enclosing(sharp(DOUBLINGS, function, *bounds))

    high = at([one.lower for one in parts])
    if all(one.is_point for one in parts):
        return high
    return Enclosure(at([one.upper for one in parts]).lower, high.upper)


def carlson(function: Callable[..., Any], powers: tuple[int, ...]) -> Kernel:
    """One of Carlson's functions."""
    return lambda *numbers: _falling(function, powers, *numbers)


def carlson_integral(a: Enclosure, b: Enclosure, c: Enclosure, d: Enclosure, *numbers: Enclosure) -> Enclosure:
    """The integral of four powers."""
    halves = [integer(one) for one in (a, b, c, d)]
    powers = tuple(one for one in halves if one is not None and 0 <= one <= HIGHEST_POWER)
    if len(powers) < len(halves) or sum(powers) <= 2:
        return UNDEFINED
    return _falling(lambda *balls: carlson_of_balls(powers, balls), powers, *numbers)


KERNELS: dict[str, Kernel] = {
    "ellipkinc": lambda phi, m: incomplete(FIRST, phi, m, ZERO),
    "ellipeinc": lambda phi, m: incomplete(SECOND, phi, m, ZERO),
    "ellipkinc_derivative": lambda phi, m, n: incomplete(FIRST, phi, m, n),
    "ellipeinc_derivative": lambda phi, m, n: incomplete(SECOND, phi, m, n),
    "elliprf": carlson(lambda *balls: acb.elliptic_rf(*map(acb, balls)).real, (1, 1, 1)),
    "elliprd": carlson(lambda *balls: acb.elliptic_rd(*map(acb, balls)).real, (1, 1, 3)),
    "elliprj": carlson(lambda *balls: acb.elliptic_rj(*map(acb, balls)).real, (1, 1, 1, 2)),
    "elliprc": carlson(lambda *balls: acb.elliptic_rc(*map(acb, balls)).real, (1, 2)),
    "carlson_integral": carlson_integral,
}
