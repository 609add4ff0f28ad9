"""Kernels in rigorous balls of the zeta function of Hurwitz, the dilogarithm and the polylogarithms.

In: enclosures. Out: an enclosure of what the entry is on them, at the precision in force. `balls.py` makes the system.

*Source*: Johansson 2015, "Rigorous high-precision computation of the Hurwitz zeta function"; DLMF as in the table.
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
    Enclosure,
    Kernel,
    clip,
    enclosing,
    integer,
    monotone,
    sharp,
)
from autograd_cli.enclosures.mean_value import mean_value
from autograd_cli.special.polylogs import HIGHEST_DERIVATIVE, polylog_of_balls
from autograd_cli.special.polylogs import HIGHEST_ORDER as HIGHEST_POLYLOG

HIGHEST_ORDER = 1_100
# How often the bits are doubled where terms cancel.
DOUBLINGS = 6


def zeta(s: Enclosure, q: Enclosure) -> Enclosure:
    """The sum of 1/(q + k)^s over k = 0, 1, 2, ..., which falls with q."""
    if s.upper <= 1 or s.lower > HIGHEST_ORDER:
        return UNDEFINED
    if s.lower <= 1 or s.upper > HIGHEST_ORDER:
        return Enclosure(NOUGHT, POSITIVE)
    exponent = s.ball
    return monotone(lambda v: exponent.zeta(v), NOUGHT, at_start=POSITIVE, at_stop=NOUGHT, sign=-1)(q)


def _dilogarithm(x: Any) -> Any:
    return arb.pi() ** 2 / 6 if x == 1 else x.polylog(2)


def polylog_derivative(s: Enclosure, x: Enclosure, n: Enclosure) -> Enclosure:
    """The n-th derivative of the polylogarithm of an order s; from s = 1 on the function rises."""
    order = integer(n)
    if order is None or not 0 <= order <= HIGHEST_DERIVATIVE or s.lower < -HIGHEST_POLYLOG or s.upper > HIGHEST_POLYLOG:
        return UNDEFINED
    x = clip(x, NEGATIVE, UNIT)
    if x is UNDEFINED:
        return UNDEFINED
    exponent = s.ball

    def at(value: Any) -> Any:
        if value == 1 and not exponent - order > 1:
            return POSITIVE
        return sharp(DOUBLINGS, polylog_of_balls, exponent, value, order)

    if order == 0 and exponent >= 1:
        return monotone(at, at_start=NEGATIVE)(x)
    everything = Enclosure(NEGATIVE, POSITIVE)
    return mean_value(at, lambda v: enclosing(polylog_of_balls(exponent, v.ball, order + 1)), everything)(x)


KERNELS: dict[str, Kernel] = {
    "zeta": zeta,
    "polylog": lambda s, x: polylog_derivative(s, x, ZERO),
    "polylog_derivative": polylog_derivative,
    "dilogarithm": monotone(_dilogarithm, stop=UNIT, at_start=NEGATIVE),
}
