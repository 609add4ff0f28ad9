"""Kernels in rigorous balls of complete elliptic integrals and their derivatives.

In: enclosures. Out: an enclosure of what the entry is on them, at the precision in force. `balls.py` makes the system.
All derivatives of K are positive, and all of E negative.

*Source*: Johansson 2019, "Computing hypergeometric functions rigorously"; DLMF as in the table.
"""

from autograd_cli.enclosures.enclosure import (
    NEGATIVE,
    NOUGHT,
    POSITIVE,
    UNDEFINED,
    UNIT,
    ZERO,
    Enclosure,
    Kernel,
    integer,
    monotone,
)
from autograd_cli.special.elliptic import FIRST, HIGHEST_DERIVATIVE, SECOND, derivative_of_balls


def ellipk_derivative(m: Enclosure, n: Enclosure) -> Enclosure:
    """The n-th derivative of K, which rises."""
    order = _order(n)
    if order is None:
        return UNDEFINED
    return monotone(lambda v: derivative_of_balls(FIRST, v, order), stop=UNIT, at_start=NOUGHT, at_stop=POSITIVE)(m)


def ellipe_derivative(m: Enclosure, n: Enclosure) -> Enclosure:
    """The n-th derivative of E, which falls."""
    order = _order(n)
    if order is None:
        return UNDEFINED
    left, right = (NOUGHT, NEGATIVE) if order else (POSITIVE, UNIT)
    return monotone(lambda v: derivative_of_balls(SECOND, v, order), stop=UNIT, at_start=left, at_stop=right, sign=-1)(
        m
    )


def _order(n: Enclosure) -> int | None:
    order = integer(n)
    return order if order is not None and 0 <= order <= HIGHEST_DERIVATIVE else None


KERNELS: dict[str, Kernel] = {
    "ellipk": lambda m: ellipk_derivative(m, ZERO),
    "ellipe": lambda m: ellipe_derivative(m, ZERO),
    "ellipk_derivative": ellipk_derivative,
    "ellipe_derivative": ellipe_derivative,
}
