"""The contexts of mpmath in which kernels for doubles compute, and the way back to doubles."""

import math
import threading
from math import inf
from typing import Any

from mpmath import mp  # type: ignore[import-untyped, unused-ignore]

# A context of our own, since mpmath's global precision is not ours to change. Of its bits some 120 may cancel
# (two free doubles can come that near to a zero of logaddexp); 53 are wanted.
CONTEXT = mp.clone()
CONTEXT.prec = 240
# A context for what takes more bits by itself where some cancel; it must not do so in two threads at once. What holds
# the lock may ask for another kernel that takes it.
ADAPTIVE = mp.clone()
ADAPTIVE.prec = 75
ONE_AT_A_TIME = threading.RLock()
# Beyond this many bits before the point, reducing an angle takes longer than any answer is worth.
LARGEST_ANGLE_BITS = 2**17


def is_finite(number: Any) -> bool:
    """Whether a real mpmath number is finite: what is not has no mantissa, as 0 has none, but an exponent."""
    _, mantissa, exponent, _ = number._mpf_
    return bool(mantissa or not exponent)


def rounded(number: Any) -> float:
    """The double nearest to an mpmath number: infinite or zero where that lies beyond the doubles."""
    if number == 0 or -1100 < CONTEXT.mag(number) < 1100:
        return float(number)
    return math.copysign(inf if CONTEXT.mag(number) > 0 else 0.0, CONTEXT.sign(number))
