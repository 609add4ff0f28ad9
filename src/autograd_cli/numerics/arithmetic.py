"""The float kernels of arithmetic, powers, pieces, comparisons and logic.

In and out as the package has it.
"""

import math
from math import inf, nan


def add(x: float, y: float) -> float:
    """x + y."""
    return x + y


def subtract(x: float, y: float) -> float:
    """x - y."""
    return x - y


def multiply(x: float, y: float) -> float:
    """x*y."""
    return x * y


def divide(x: float, y: float) -> float:
    """x/y; an infinity with the sign of the quotient where only y is zero."""
    if y != 0.0:
        return x / y
    if x == 0.0 or x != x:
        return nan
    return math.copysign(inf, x) * math.copysign(1.0, y)


def negative(x: float) -> float:
    """-x."""
    return -x


def mod(x: float, y: float) -> float:
    """The remainder of x/y with the sign of y; nan for y = 0."""
    return nan if y == 0.0 else x % y


# Powers and lengths


def power(x: float, y: float) -> float:
    """x^y for real results: nan for a negative x with a fractional y; 0^0 is 1."""
    try:
        return math.pow(x, y)
    except OverflowError:
        return -inf if x < 0.0 and _is_odd(y) else inf
    except ValueError:
        if x != 0.0:
            return nan
        return math.copysign(inf, x) if _is_odd(y) else inf


def square(x: float) -> float:
    """x*x."""
    return x * x


def sqrt(x: float) -> float:
    """The square root; nan for x < 0, and -0.0 for -0.0."""
    return nan if x < 0.0 else math.sqrt(x)


def cbrt(x: float) -> float:
    """The real cube root, exact for cubes."""
    if x == 0.0 or not math.isfinite(x):
        return x
    # The C library's is off by an ulp or more (glibc's cbrt(27) is 3.0000000000000004): a Newton step mends it, on
    # x = mantissa*2^(3*third), where nothing overflows or underflows.
    mantissa, binary = math.frexp(x)
    third = binary // 3
    mantissa = math.ldexp(mantissa, binary - 3 * third)
    root = math.cbrt(mantissa)
    squared = root * root
    cubed = squared * root
    missing = (mantissa - cubed) - product_error(squared, root, cubed) - root * product_error(root, root, squared)
    return math.ldexp(root + missing / (3.0 * squared), third)


def hypot(x: float, y: float) -> float:
    """sqrt(x^2 + y^2), without overflow or underflow on the way."""
    return math.hypot(x, y)


def reduced_power(x: float, y: float, n: float) -> float:
    """x^(y - n), to the accuracy of a power although y - n is rounded: its error is made good to first order."""
    exponent = y - n
    result = power(x, exponent)
    back = exponent - y
    lost = (y - (exponent - back)) - (n + back)  # Knuth's two-sum
    if lost != 0.0 and x < 0.0 and y % 2.0 == n % 1.0 == 0.0:  # y beyond 2^53, and y - n is odd where n is
        size = reduced_power(-x, y, n)
        return -size if n % 2.0 else size
    if lost == 0.0 or not (x > 0.0 and math.isfinite(x) and math.isfinite(result) and math.isfinite(lost)):
        return result
    return result + result * (lost * math.log(x))


def direction(x: float, y: float) -> float:
    """x/hypot(x, y), also where hypot is subnormal; 0 at the origin."""
    if abs(x) < 1e-290 and abs(y) < 1e-290:
        x, y = x * 2.0**600, y * 2.0**600
    elif abs(x) > 1e300 or abs(y) > 1e300:
        if math.isinf(x) and math.isfinite(y):
            return math.copysign(1.0, x)
        x, y = x * 2.0**-30, y * 2.0**-30
    length = hypot(x, y)
    return 0.0 if length == 0.0 else divide(x, length)


def inversion(x: float, y: float) -> float:
    """x/(x^2 + y^2), the real part of 1/(x + i*y), without overflow or underflow on the way."""
    largest = max(abs(x), abs(y))
    if x != x or y != y or largest == 0.0 or (math.isinf(x) and math.isinf(y)):
        return nan
    if math.isinf(largest):
        return math.copysign(0.0, x)
    _, binary = math.frexp(largest)
    # The numerator has a scale of its own, lest a tiny one makes a subnormal quotient.
    numerator, own = math.frexp(x)
    x, y = math.ldexp(x, -binary), math.ldexp(y, -binary)
    first, second = x * x, y * y
    squared = first + second
    # What rounding took from the squares and from their sum, to first order.
    lost = second - (squared - first) if first > second else first - (squared - second)
    lost += product_error(x, x, first) + product_error(y, y, second)
    try:
        quotient = numerator / squared
        return math.ldexp(quotient - quotient * (lost / squared), own - 2 * binary) if numerator else quotient
    except OverflowError:
        return math.copysign(inf, numerator)


def _is_odd(y: float) -> bool:
    return y % 2.0 == 1.0


def product_error(x: float, y: float, product: float) -> float:
    """x*y - product exactly, where product is x*y rounded and nothing overflows or underflows.

    Source: Dekker 1971, "A floating-point technique for extending the available precision", section 5.
    """
    x_high, x_low = _split(x)
    y_high, y_low = _split(y)
    return ((x_high * y_high - product) + x_high * y_low + x_low * y_high) + x_low * y_low


def _split(x: float) -> tuple[float, float]:
    """Two numbers of at most 26 bits whose sum is x."""
    scaled = 134217729.0 * x  # 2^27 + 1
    high = scaled - (scaled - x)
    return high, x - high


# Pieces and steps


# From here on every double is a whole number (and infinity and nan are not below it).
_ALL_WHOLE = 2.0**52


def absolute(x: float) -> float:
    """|x|."""
    return abs(x)


def sign(x: float) -> float:
    """-1, 0 or 1; 0.0 at -0.0, as NumPy has it."""
    return x if x != x else float(x > 0.0) - float(x < 0.0)


def step(x: float) -> float:
    """1 for x > 0, else 0."""
    return x if x != x else float(x > 0.0)


def floor(x: float) -> float:
    """The largest whole number not above x; the sign of a zero is that of x."""
    return math.copysign(float(math.floor(x)), x) if abs(x) < _ALL_WHOLE else x


def ceil(x: float) -> float:
    """The smallest whole number not below x; the sign of a zero is that of x."""
    return math.copysign(float(math.ceil(x)), x) if abs(x) < _ALL_WHOLE else x


def round_half_to_even(x: float) -> float:
    """The nearest whole number, of two the even one; the sign of a zero is that of x."""
    return math.copysign(float(round(x)), x) if abs(x) < _ALL_WHOLE else x


def minimum(first: float, *others: float) -> float:
    """The least argument; nan if any is nan, and -0.0 is less than 0.0 (IEEE 754-2019, section 9.6)."""
    least = first
    for value in others:
        if value < least or value != value or (value == least and math.copysign(1.0, value) < 0.0):
            least = value
        if least != least:
            return nan
    return least


def maximum(first: float, *others: float) -> float:
    """The greatest argument; nan if any is nan, and 0.0 is greater than -0.0 (IEEE 754-2019, section 9.6)."""
    greatest = first
    for value in others:
        if value > greatest or value != value or (value == greatest and math.copysign(1.0, value) > 0.0):
            greatest = value
        if greatest != greatest:
            return nan
    return greatest


def count_equal(y: float, *x: float) -> float:
    """How many of the further arguments equal the first."""
    return float(sum([y == one for one in x]))


# Comparisons and logic: 1.0 for true, 0.0 for false. As in NumPy a nan equals nothing, and counts as true.


def less(x: float, y: float) -> float:
    """1 where x < y, else 0."""
    return 1.0 if x < y else 0.0


def less_equal(x: float, y: float) -> float:
    """1 where x <= y, else 0."""
    return 1.0 if x <= y else 0.0


def greater(x: float, y: float) -> float:
    """1 where x > y, else 0."""
    return 1.0 if x > y else 0.0


def greater_equal(x: float, y: float) -> float:
    """1 where x >= y, else 0."""
    return 1.0 if x >= y else 0.0


def equal(x: float, y: float) -> float:
    """1 where x = y, else 0."""
    return 1.0 if x == y else 0.0


def not_equal(x: float, y: float) -> float:
    """1 where x and y differ, else 0."""
    return 1.0 if x != y else 0.0


def logical_not(x: float) -> float:
    """1 where x is 0, else 0."""
    return 1.0 if x == 0.0 else 0.0


def logical_and(x: float, y: float) -> float:
    """1 where neither x nor y is 0, else 0."""
    return 1.0 if x != 0.0 and y != 0.0 else 0.0


def logical_or(x: float, y: float) -> float:
    """1 where x or y is not 0, else 0."""
    return 1.0 if x != 0.0 or y != 0.0 else 0.0


def where(condition: float, a: float, b: float) -> float:
    """a where the condition is not 0, else b."""
    return a if condition != 0.0 else b
