"""The exponential function as instructions, for vectors: within 0.8 ulp, and without a call.

In: an emitter and an argument. Out: e^x, with infinity, 0, nan and subnormal results as IEEE 754 has them. glibc's
vector exponential is good to 2 ulp, too little for what is made of it here, and a call spills every register.

*Source*: reduction by multiples of log(2) in two parts (Cody & Waite 1980, chapter 6), with fused multiply-adds; the
polynomial is the Chebyshev fit to (exp(r) - 1 - r)/r^2 for |r| <= log(2)/2, with an error of 0.07 ulp of the result.
"""

from autograd_cli.rows.emitter import Emitter
from autograd_cli.rows.ir_values import Value

COEFFICIENTS = (
    2.510038549551032e-08,
    2.7620088445409746e-07,
    2.7557268459997064e-06,
    2.4801521295954376e-05,
    0.00019841269863053618,
    0.0013888888917213717,
    0.008333333333330062,
    0.04166666666662413,
    0.16666666666666669,
    0.5000000000000001,
)
LOG2_HIGH, LOG2_LOW = 0.6931471805599453, 2.3190468138462996e-17
PER_LOG2 = 1.4426950408889634
# Beyond these the result is infinite or 0; the power of 2 stays a moderate one.
LARGEST, LEAST = 720.0, -760.0


def exponential(m: Emitter, x: Value) -> Value:
    # Written so that each is one instruction, which keeps a nan.
    least = m.where(m.value(LEAST) > x, LEAST, x)
    bounded = m.where(m.value(LARGEST) < least, LARGEST, least)
    n = m.elementary("round", bounded * PER_LOG2)
    r = m.fma(n, -LOG2_LOW, m.fma(n, -LOG2_HIGH, bounded))
    # Pairs of coefficients side by side, lest every step wait for the one before.
    squared = r * r
    pairs = [m.fma(r, COEFFICIENTS[i], COEFFICIENTS[i + 1]) for i in range(0, len(COEFFICIENTS), 2)]
    total = pairs[0]
    for pair in pairs[1:]:
        total = m.fma(total, squared, pair)
    return m.scale(m.fma(squared, total, r) + 1.0, n)
