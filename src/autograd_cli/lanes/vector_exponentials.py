"""Exponentials and logarithms for many lanes at once, as `vectormath.py` has the other entries.

In: a `Mathematics` and operands. Out: the result, with the scalar kernel's value and special cases.
"""

import math

from autograd_cli.lanes.mathematics import Mathematics, Vector, finite

# So many terms of the series of exp at 2 leave nothing that counts.
NEAR_TERMS = 26


def log_base(m: Mathematics, x: Vector, b: Vector) -> Vector:
    base = m.known(b)
    if base in (2.0, 10.0):
        return m.elementary(f"log{base:.0f}", x)
    above, below = m.elementary("log", x), m.elementary("log", b)
    quotient = above / below
    if base is not None:
        return quotient
    # A derivative has three logarithms' errors, so the quotient shall have none.
    missing = (_missing_of_log(m, x, above) - quotient * _missing_of_log(m, b, below)) / below
    mended = m.where(finite(m, missing) & (missing != 0.0), quotient + missing, quotient)
    return m.lanes("log_base", (b == 2.0) | (b == 10.0), mended, x, b)


def _missing_of_log(m: Mathematics, x: Vector, logarithm: Vector) -> Vector:
    """What a logarithm far from 0 lacks: a step of Newton's method."""
    size = m.absolute(logarithm)
    return m.where((size > 2.0) & (size < 700.0), x * m.elementary("exp", -logarithm) - 1.0, 0.0)


def xlogy(m: Mathematics, x: Vector, y: Vector) -> Vector:
    return m.where((x == 0.0) & (y >= 0.0), 0.0, x * m.elementary("log", y))


def logaddexp(m: Mathematics, x: Vector, y: Vector) -> Vector:
    lower, upper = m.where(x < y, x, y), m.where(x < y, y, x)
    big = m.absolute(upper) >= 1.0
    growth = m.elementary("exp", m.where(big, lower - upper, lower))
    excess = m.where(big, growth, m.elementary("expm1", upper) + growth)
    result = m.where(big, upper, 0.0) + m.elementary("log1p", excess)
    result = m.where((lower == -math.inf) | (upper == math.inf), upper + 0.0, result)
    result = m.where((x != x) | (y != y), math.nan, result)
    return m.lanes("logaddexp", ~big & (m.absolute(excess) < growth), result, x, y)


def logsubexp(m: Mathematics, x: Vector, y: Vector) -> Vector:
    difference = y - x
    near = x + m.elementary("log", -m.elementary("expm1", difference))
    close = difference > -1.0
    result = m.where(close, near, x + m.elementary("log1p", -m.elementary("exp", difference)))
    lost = ~finite(m, difference) | (close & (m.absolute(result) < 0.5 * x)) | (~close & (m.absolute(x) < 1.0))
    return m.lanes("logsubexp", lost, result, x, y)


def logsubexp_derivative(m: Mathematics, x: Vector, y: Vector) -> Vector:
    difference = y - x
    result = m.where(difference < 700.0, -1.0 / m.elementary("expm1", difference), -m.elementary("exp", -difference))
    back = difference - y
    lost = (y - (difference - back)) - (x + back)
    mended = result + result * (lost / m.elementary("expm1", -difference))
    return m.where(finite(m, difference) & (result != 0.0) & (difference != 0.0), mended, result)


def exprel(m: Mathematics, x: Vector) -> Vector:
    result = m.where(x == 0.0, 1.0, m.elementary("expm1", x) / x)
    return m.lanes("exprel", (x > 700.0) | (x == -math.inf), result, x)


def exprel_derivative(m: Mathematics, x: Vector, n: Vector) -> Vector:
    if m.known(n) != 1.0:
        return m.lanes("exprel_derivative", (x == x) | (x != x), x * 0.0, x, n)
    size, growth = m.absolute(x), m.elementary("exp", x)
    # The sums of the scalar kernel, of x^k/(k! (2 + k)), or of e^x (-x)^k/(2 + k)!.
    right = left = size * 0.0
    for k in range(NEAR_TERMS, -1, -1):
        right = right * size + 1.0 / (math.factorial(k) * (k + 2))
        left = left * size + 1.0 / math.factorial(k + 2)
    near = m.where(x < 0.0, growth * left, right)
    far = (growth - m.elementary("expm1", x) / x) / x
    return m.lanes("exprel_derivative", ~(size < 700.0), m.where(size < 2.0, near, far), x, n)


def exp_of_quotient(m: Mathematics, x: Vector, y: Vector) -> Vector:
    quotient = x / y
    result = m.elementary("exp", quotient)
    product = quotient * y
    lost = ((x - product) - m.product_error(quotient, y, product)) / y
    size = m.absolute(y)
    plain = (result == 0.0) | (m.absolute(quotient) < 1e-20) | ~finite(m, result)
    mended = m.where(plain, result, result + result * lost)
    return m.lanes("exp_of_quotient", ~(plain | (size > 1e-250) & (size < 1e250)), mended, x, y)
