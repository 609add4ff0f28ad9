"""The double nearest to what an entry's definition is at one point, computed with digits to spare.

Takes: an entry's name, and its kernel that computes the definition in floats. Returns: a float kernel. The definition
is evaluated in balls or, where python-flint is not installed, in mpmath's numbers, with more bits until those of a
double are sure. Where that says nothing, at the edge of the domain for one, the float stands.

*Source*: Ziv's strategy (ACM TOMS 17, 1991).
"""

from collections.abc import Callable
from math import isfinite
from typing import Any

from autograd_cli.numerals import to_double
from autograd_cli.special.sharp import arb, ctx, sharp
from autograd_cli.systems.systems import load

# What is tried of numbers without bounds, in bits, and to which part of themselves two trials are the same.
BITS, AGREED = (140, 280, 560, 1680, 3584), 2.0**-70

Kernel = Callable[..., float]


def nearest_kernel(primitive: str, plain: Kernel) -> Kernel:
    """The kernel of an entry that is `sharp`."""
    compute = _by_agreement if arb is None else _by_balls

    def kernel(*operands: float) -> float:
        if not all(map(isfinite, operands)):
            return plain(*operands)
        value = compute(primitive, operands)
        return value or plain(*operands)  # a zero has the float's sign

    return kernel


def _by_balls(primitive: str, operands: tuple[float, ...]) -> float | None:
    """The double nearest to an enclosure; None where none is narrow enough."""

    def ball() -> Any:
        system = load("balls", ctx.prec)
        return system.kernel(primitive)(*map(system.number, operands)).ball

    return sharp(ball)


def _by_agreement(primitive: str, operands: tuple[float, ...]) -> float | None:
    """The double of which two precisions agree; None where none do, or there is no number."""
    before = None
    for bits in BITS:
        system = load("unlimited", bits)
        try:
            value = system.kernel(primitive)(*map(system.number, operands))
        except TimeoutError:
            return None
        if not system.is_finite(value):
            return None
        if before is not None and abs(value - before) <= abs(value) * AGREED:
            return to_double(value)
        before = value
    return None
