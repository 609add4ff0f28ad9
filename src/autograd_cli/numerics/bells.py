"""The float kernels of Gaussians and their integrals.

In and out as the package has it. Far out, where an exponential is subnormal or underflows, factors are kept apart.
"""

import math
from math import nan

from autograd_cli.numerics.arithmetic import product_error
from autograd_cli.numerics.elementary import exp

# log(2) in two parts; the first has so few digits that its multiples up to 2^20 are exact (fdlibm, e_exp.c).
_LOG2_HIGH = 6.93147180369123816490e-01
_LOG2_LOW = 1.90821492927058770002e-10

# s^2 and exp(-s^2/2)/8 at the nodes s of the trapezoidal rule below.
TAIL_NODES = [(s * s, 0.125 * math.exp(-0.5 * s * s)) for s in (n * math.pi / 8.0 for n in range(1, 25))]


def erf(x: float) -> float:
    """2/sqrt(pi) times the integral of exp(-t^2) from 0 to x."""
    return math.erf(x)


def erfc(x: float) -> float:
    """1 - erf(x), accurate where it is small."""
    return math.erfc(x)


def gauss(x: float) -> float:
    """exp(-x^2)."""
    return gaussian(1.0, 1.0, x)


def gaussian(c: float, k: float, x: float) -> float:
    """c*exp(-k*x^2) for k >= 0, also where the exponential alone is subnormal or underflows.

    Closed under differentiation, hence the factor: d/dx = gaussian(-2*c*k*x, k, x), d/dc = gaussian(1, k, x)
    and d/dk = gaussian(-c*x^2, k, x). A product `-2*x*gauss(x)` would have few digits left at 27.
    """
    if k < 0.0:
        return nan
    # k = mantissa*2^binary: an even power of 2 goes to x without rounding, so that x^2 can't overflow alone.
    mantissa, binary = math.frexp(k)
    x *= 2.0 ** (binary // 2)
    k = mantissa * 2.0 ** (binary % 2)
    squared = x * x
    exponent = k * squared
    if not exponent < 1500.0:
        # exp(-1500) is too small for any finite c, and an infinite one is a polynomial in x that overflowed.
        return math.copysign(0.0, c) if math.isinf(c) and exponent == exponent else c * exp(-exponent)
    # exponent = n*log(2) + rest, and 2^-n comes last. The first difference is exact. A divisor a little above
    # log(2) keeps `rest` from being negative, where c*exp(-rest) might overflow.
    n = math.floor(exponent / 0.6932)
    reduced = exponent - n * _LOG2_HIGH
    rest = reduced - n * _LOG2_LOW
    # What rounding took from the two products and from `rest`; in the exponent it would count 1500 times.
    missing = k * product_error(x, x, squared) + product_error(k, squared, exponent)
    missing += (reduced - rest) - n * _LOG2_LOW
    size = math.exp(-rest)
    return math.ldexp(c * (size - size * missing), -n)


def normal_cdf(x: float) -> float:
    """The standard normal distribution function, erfc(-x/sqrt(2))/2."""
    if x > -1.0 or x != x:
        return 0.5 * math.erfc(-x * math.sqrt(0.5))
    return 0.0 if x < -40.0 else gaussian(normal_tail_ratio(-x), 0.5, x)


def normal_tail_ratio(t: float) -> float:
    """normal_cdf(-t)*exp(t^2/2) for t >= 1.

    It is t/(2 pi) times the integral of exp(-s^2/2)/(t^2 + s^2) over all s (DLMF 7.7.1). The trapezoidal rule
    with the step 2 pi/16 gives it beyond the last digit, once the pole at s = i*t is allowed for.
    Source: Chiarella & Reichel 1968, "On the evaluation of integrals related to the error function".
    """
    terms = [weight / (t + squared / t) for squared, weight in TAIL_NODES]
    terms.append(0.0625 / t)
    if t < 4.0:
        # The residue; further out it is below the last digit.
        terms.append(-math.exp(0.5 * t * t) / math.expm1(16.0 * t))
    return math.fsum(terms)
