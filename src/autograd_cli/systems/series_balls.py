"""Kernels in rigorous balls of the zeta function of Hurwitz and the dilogarithm.

In: enclosures. Out: an enclosure of what the entry is on them, at the precision in force. `balls.py` makes the system.

*Source*: Johansson 2015, "Rigorous high-precision computation of the Hurwitz zeta function"; DLMF as in the table.
"""

from typing import Any

from flint import arb

from autograd_cli.systems.enclosure import (
    NEGATIVE,
    NOUGHT,
    POSITIVE,
    UNDEFINED,
    UNIT,
    Enclosure,
    Kernel,
    monotone,
)

HIGHEST_ORDER = 1_100


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


KERNELS: dict[str, Kernel] = {
    "zeta": zeta,
    "dilogarithm": monotone(_dilogarithm, stop=UNIT, at_start=NEGATIVE),
}
