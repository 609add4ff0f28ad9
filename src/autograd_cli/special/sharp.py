"""Doubles nearest to what a function has in balls, with more bits where its terms cancel.

Takes: a function of nothing that computes a ball of python-flint at the precision in force. Returns: a float, or None
where that library is not installed, or many bits do not suffice; then mpmath computes it. Both give the same double,
but where the exact number is as near as 2^-80 of itself to the middle of two; balls take a tenth of the time.
"""

from collections.abc import Callable
from math import inf
from typing import Any

from autograd_cli.special.contexts import CONTEXT, ONE_AT_A_TIME, rounded

__all__ = ["BITS", "acb", "arb", "arb_mat", "arb_series", "ctx", "nearest", "sharp"]

try:
    from flint import acb, arb, arb_mat, arb_series, ctx
except ImportError:
    acb = arb = arb_mat = arb_series = ctx = None  # type: ignore[assignment, misc]

# What is wanted, and what is tried for it, in bits; how many times as many are tried then.
WANTED, BITS = 80, 112
MORE = (1, 2, 4, 12, 32)


def sharp(function: Callable[[], Any], bits: int = BITS) -> float | None:
    """The double nearest to the ball that a function computes; None where it has none that is narrow enough.

    `bits` is what is tried first.
    """
    if arb is None:
        return None
    with ONE_AT_A_TIME:
        for more in MORE:
            with ctx.workprec(more * bits):
                ball = function()
                if ball.is_finite() and (ball.is_exact() or ball.rel_accuracy_bits() >= WANTED):
                    return _double(ball)
    return None


def nearest(balls: Callable[..., Any], wide: Callable[..., Any], *operands: float) -> float:
    """The double nearest to what a function has in balls, or else in mpmath's numbers with their context."""
    value = sharp(lambda: balls(*map(arb, operands)))
    return rounded(wide(CONTEXT, *map(CONTEXT.mpf, operands))) if value is None else value


def _double(ball: Any) -> float:
    """The double nearest to the middle of a ball: infinite or zero where that lies beyond the doubles."""
    mantissa, exponent = ball.mid().man_exp()
    whole, power = int(mantissa), int(exponent)
    size = whole.bit_length() + power
    if not whole or size < -1100:
        return -0.0 if whole < 0 else 0.0
    if size > 1024:
        return -inf if whole < 0 else inf
    try:
        # A quotient of whole numbers is rounded once, also below the normal doubles.
        return float(whole << power) if power >= 0 else whole / (1 << -power)
    except OverflowError:
        return -inf if whole < 0 else inf
