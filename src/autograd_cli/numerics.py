"""The float kernels: every primitive's value at one point.

In: floats. Out: one float, within 4 ulp of the exact result (10 for gamma, lgamma, digamma, polygamma, erfc).
A kernel never raises: outside a domain it gives nan, at a pole or beyond the largest double an infinity, as
NumPy and IEEE 754 do. What tends to a limit at an infinite argument has that limit (`silu(-inf)` is -0.0).

It reports nothing (findings are another pass), differentiates nothing, and imports no library: functions for
which the standard library is no help are in the module `special`, found there by name when first wanted.
"""

import math
from collections.abc import Callable
from importlib import import_module
from math import inf, nan

from autograd_cli.primitives import PRIMITIVES

# Where the kernels are that need mpmath.
SPECIAL = "autograd_cli.special"


def float_kernel(name: str) -> Callable[..., float]:
    """The function that computes the primitive `name` with floats.

    It is the one in `FLOAT_KERNELS`, or the function of that name in the module `special`.

    Raises: `KeyError` for any other name.
    """
    ready = FLOAT_KERNELS.get(name)
    if ready is not None:
        return ready
    if not _is_special(name):
        raise KeyError(name)
    return _special(name)


def has_kernel(name: str) -> bool:
    """Whether there is a float kernel of that name, which is known without loading it."""
    return name in FLOAT_KERNELS or _is_special(name)


def _is_special(name: str) -> bool:
    """Whether an entry is an elementwise one with neither a kernel here nor a definition."""
    if name in FLOAT_KERNELS or name not in PRIMITIVES:
        return False
    entry = PRIMITIVES[name]
    return not entry.definition and not entry.shape


def _special(name: str) -> Callable[..., float]:
    kernel: Callable[..., float] = getattr(import_module(SPECIAL), name)
    return kernel


# Arithmetic


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
    missing = (mantissa - cubed) - _product_error(squared, root, cubed) - root * _product_error(root, root, squared)
    return math.ldexp(root + missing / (3.0 * squared), third)


def hypot(x: float, y: float) -> float:
    """sqrt(x^2 + y^2), without overflow or underflow on the way."""
    return math.hypot(x, y)


def mod(x: float, y: float) -> float:
    """The remainder of x/y with the sign of y; nan for y = 0."""
    return nan if y == 0.0 else x % y


# Exponentials and logarithms


def exp(x: float) -> float:
    """e^x."""
    try:
        return math.exp(x)
    except OverflowError:
        return inf


def expm1(x: float) -> float:
    """e^x - 1, accurate near 0."""
    try:
        return math.expm1(x)
    except OverflowError:
        return inf


def exp2(x: float) -> float:
    """2^x."""
    try:
        return math.exp2(x)
    except OverflowError:
        return inf


def log(x: float) -> float:
    """The natural logarithm; -inf at 0, nan below."""
    return math.log(x) if x > 0.0 else _log_at_or_below_zero(x)


def log1p(x: float) -> float:
    """log(1 + x), accurate near 0; -inf at -1, nan below."""
    return math.log1p(x) if x > -1.0 else _log_at_or_below_zero(x + 1.0)


def log2(x: float) -> float:
    """The logarithm to base 2; -inf at 0, nan below."""
    return math.log2(x) if x > 0.0 else _log_at_or_below_zero(x)


def log10(x: float) -> float:
    """The logarithm to base 10; -inf at 0, nan below."""
    return math.log10(x) if x > 0.0 else _log_at_or_below_zero(x)


def log_base(x: float, b: float) -> float:
    """log(x)/log(b), exact at whole powers of 2 and 10."""
    if b == 2.0:
        return log2(x)
    if b == 10.0:
        return log10(x)
    return divide(log(x), log(b))


def xlogy(x: float, y: float) -> float:
    """x*log(y), and 0 where x = 0 and y >= 0."""
    if x == 0.0 and y >= 0.0:
        return 0.0
    return x * log(y)


def logaddexp(x: float, y: float) -> float:
    """log(exp(x) + exp(y)), without overflow or underflow on the way."""
    if x != x or y != y:
        return nan
    lower, upper = (x, y) if x < y else (y, x)
    if lower == -inf or upper == inf:
        return upper + 0.0  # log(1) is 0.0, also where it was written -0.0
    if abs(upper) >= 1.0:
        return upper + log1p(exp(lower - upper))
    # exp(x) + exp(y) - 1; the subtraction `lower - upper` would lose what counts where the result is near 0.
    excess = expm1(upper) + exp(lower)
    if abs(excess) < exp(lower):
        return _special("logaddexp_near_zero")(x, y)
    return log1p(excess)


# Trigonometric and hyperbolic functions


def sin(x: float) -> float:
    """The sine; nan for an infinite x."""
    return nan if math.isinf(x) else math.sin(x)


def cos(x: float) -> float:
    """The cosine; nan for an infinite x."""
    return nan if math.isinf(x) else math.cos(x)


def tan(x: float) -> float:
    """The tangent; nan for an infinite x."""
    return nan if math.isinf(x) else math.tan(x)


def asin(x: float) -> float:
    """The angle in [-pi/2, pi/2] whose sine is x; nan outside [-1, 1]."""
    return nan if abs(x) > 1.0 else math.asin(x)


def acos(x: float) -> float:
    """The angle in [0, pi] whose cosine is x; nan outside [-1, 1]."""
    return nan if abs(x) > 1.0 else math.acos(x)


def atan(x: float) -> float:
    """The angle in [-pi/2, pi/2] whose tangent is x."""
    return math.atan(x)


def atan2(y: float, x: float) -> float:
    """The angle of the point (x, y) in [-pi, pi]; a zero's sign chooses the side, as in IEEE 754."""
    return math.atan2(y, x)


def sinh(x: float) -> float:
    """The hyperbolic sine."""
    try:
        return math.sinh(x)
    except OverflowError:
        return math.copysign(inf, x)


def cosh(x: float) -> float:
    """The hyperbolic cosine."""
    try:
        return math.cosh(x)
    except OverflowError:
        return inf


def sech(x: float) -> float:
    """1/cosh(x), also where cosh overflows."""
    growth = math.exp(-abs(x))
    squared = growth * growth
    # 2*growth/(1 + squared), of which the last operation alone rounds much.
    return 2.0 * growth - 2.0 * growth * (squared / (1.0 + squared))


def tanh(x: float) -> float:
    """The hyperbolic tangent."""
    return math.tanh(x)


def asinh(x: float) -> float:
    """The inverse of sinh."""
    return math.asinh(x)


def acosh(x: float) -> float:
    """The inverse of cosh that is not negative; nan for x < 1."""
    return nan if x < 1.0 else math.acosh(x)


def atanh(x: float) -> float:
    """The inverse of tanh; infinite at -1 and 1, nan beyond."""
    if abs(x) < 1.0:
        return math.atanh(x)
    return math.copysign(inf, x) if abs(x) == 1.0 else nan


def sinc(x: float) -> float:
    """sin(x)/x, 1 at 0, and its limit 0 at an infinite x."""
    if x == 0.0:
        return 1.0
    return 0.0 if math.isinf(x) else math.sin(x) / x


# Pieces and steps


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
    return float(sum(y == one for one in x))


def reduced_power(x: float, y: float, n: float) -> float:
    """x^(y - n), to the accuracy of a power although y - n is rounded: its error is made good to first order."""
    exponent = y - n
    result = power(x, exponent)
    back = exponent - y
    lost = (y - (exponent - back)) - (n + back)  # Knuth's two-sum
    if lost == 0.0 or not (x > 0.0 and math.isfinite(x) and math.isfinite(result) and math.isfinite(lost)):
        return result
    return result + result * (lost * math.log(x))


def sigmoid_difference(x: float, y: float) -> float:
    """sigmoid(x - y), accurate although x - y is rounded: its error (Knuth's two-sum) is made good to first order."""
    difference = x - y
    result = sigmoid(difference)
    if not math.isfinite(difference) or result == 0.0:
        return result
    back = difference - x
    lost = (x - (difference - back)) - (y + back)
    return result + result * (lost * sigmoid(-difference))


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
    lost += _product_error(x, x, first) + _product_error(y, y, second)
    try:
        quotient = numerator / squared
        return math.ldexp(quotient - quotient * (lost / squared), own - 2 * binary) if numerator else quotient
    except OverflowError:
        return math.copysign(inf, numerator)


# Activations


def sigmoid(x: float) -> float:
    """1/(1 + exp(-x))."""
    if x < 0.0:
        growth = math.exp(x)
        return growth / (1.0 + growth)
    return 1.0 / (1.0 + math.exp(-x))


def logit(x: float) -> float:
    """log(x/(1 - x)), the inverse of sigmoid; infinite at 0 and 1, nan outside [0, 1]."""
    if x < 0.25:
        return log(x) - log1p(-x)
    # Near 1/2 the quotient is near 1: log1p takes the excess. 1 - 2x, and 1 - x from 1/2 on, are exact.
    if x < 0.5:
        return -log1p((1.0 - 2.0 * x) / x)
    if x <= 1.0:
        return log1p(divide(2.0 * x - 1.0, 1.0 - x))
    return nan


def log_sigmoid(x: float) -> float:
    """log(sigmoid(x)), without underflow on the way."""
    return x - log1p(math.exp(x)) if x < 0.0 else -log1p(math.exp(-x))


def softplus(x: float) -> float:
    """log(1 + exp(x)), without overflow on the way."""
    return x + log1p(math.exp(-x)) if x > 0.0 else log1p(math.exp(x))


def relu(x: float) -> float:
    """max(x, 0)."""
    return 0.0 if x <= 0.0 else x


def leaky_relu(x: float, slope: float) -> float:
    """x for x >= 0, slope*x below."""
    return x if x >= 0.0 else slope * x


def relu6(x: float) -> float:
    """min(max(x, 0), 6)."""
    return 6.0 if x > 6.0 else relu(x)


def elu(x: float, alpha: float) -> float:
    """x for x >= 0, alpha*(exp(x) - 1) below."""
    return x if x >= 0.0 else alpha * expm1(x)


def silu(x: float) -> float:
    """x*sigmoid(x)."""
    if x >= 0.0:
        return x / (1.0 + math.exp(-x))
    if x < -760.0:
        return -0.0
    if x < -700.0:
        # exp(x) would be subnormal, with few digits for x to multiply; 1 + exp(x) is 1.
        root = math.exp(0.5 * x)
        return x * root * root
    growth = exp(x)
    return x * growth / (1.0 + growth)


def silu_derivative(x: float) -> float:
    """sigmoid(x)*(1 + x*sigmoid(-x)), to the last digits also near its zero."""
    if x > -0.64:
        return sigmoid(x) * (1.0 + (x * sigmoid(-x) if x < 800.0 else 0.0))
    if not x >= -760.0:
        return x if x != x else -0.0
    if x > -2.0:
        # 1 + x + exp(x) vanishes at the root r, where exp(r) = -(1 + r). In terms of x - r nothing cancels.
        offset = (x - SILU_ROOT) - SILU_ROOT_REST
        bracket = offset - (1.0 + SILU_ROOT) * math.expm1(offset)
    else:
        bracket = (1.0 + x) + exp(x)
    if x < -700.0:
        # exp(x) would be subnormal; 1 + exp(x) is 1.
        root = math.exp(0.5 * x)
        return root * bracket * root
    growth = math.exp(x)
    return growth * bracket / (1.0 + growth * (2.0 + growth))


def gelu_derivative(x: float) -> float:
    """normal_cdf(x) + x*exp(-x^2/2)/sqrt(2 pi), to the last digits also near its zero."""
    if x > -0.25 or x != x:
        return normal_cdf(x) + gaussian(x * DENSITY, 0.5, x)
    if x > -1.5:
        offset = (x - GELU_ROOT) - GELU_ROOT_REST
        total = 0.0
        for coefficient in GELU_SERIES:
            total = total * offset + coefficient
        return total * offset
    if x < -40.0:
        return -0.0
    factor = x * DENSITY
    lost = _product_error(x, DENSITY, factor) + x * DENSITY_REST
    return gaussian(factor + (_normal_tail_ratio(-x) + lost), 0.5, x)


def gelu(x: float) -> float:
    """x*normal_cdf(x)."""
    if x > -1.0 or x != x:
        return x * normal_cdf(x)
    if x < -40.0:
        return -0.0
    return gaussian(x * _normal_tail_ratio(-x), 0.5, x)


def softsign(x: float) -> float:
    """x/(1 + |x|)."""
    return math.copysign(1.0, x) if math.isinf(x) else x / (1.0 + abs(x))


# Error functions and Gaussians


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
    missing = k * _product_error(x, x, squared) + _product_error(k, squared, exponent)
    missing += (reduced - rest) - n * _LOG2_LOW
    size = math.exp(-rest)
    return math.ldexp(c * (size - size * missing), -n)


def normal_cdf(x: float) -> float:
    """The standard normal distribution function, erfc(-x/sqrt(2))/2."""
    if x > -1.0 or x != x:
        return 0.5 * math.erfc(-x * math.sqrt(0.5))
    return 0.0 if x < -40.0 else gaussian(_normal_tail_ratio(-x), 0.5, x)


# The gamma function


def gamma(x: float) -> float:
    """The gamma function; infinite at 0 with the sign of the zero, nan at the negative whole numbers."""
    if x == 0.0:
        return math.copysign(inf, x)
    try:
        return math.gamma(x)
    except OverflowError:
        return math.copysign(inf, x)
    except ValueError:
        return nan


def lgamma(x: float) -> float:
    """log|gamma(x)|; inf at 0 and the negative whole numbers."""
    try:
        value = math.lgamma(x)
    except (OverflowError, ValueError):
        return inf
    # The library's error is a few ulp of the largest term it adds, too much where the terms cancel: near the
    # zeros at 1 and 2, and near those on both sides of each negative whole number.
    if 0.2 < x < 4.5 or (x < 0.0 and abs(value) < 0.5 * (1.0 - x * math.log(1.0 - x))):
        return _special("lgamma_near_zero")(x)
    return value


# Comparisons and logic: 1.0 for true, 0.0 for false. As in NumPy a nan equals nothing, and counts as true.


def less(x: float, y: float) -> float:
    """1 where x < y, else 0."""
    return float(x < y)


def less_equal(x: float, y: float) -> float:
    """1 where x <= y, else 0."""
    return float(x <= y)


def greater(x: float, y: float) -> float:
    """1 where x > y, else 0."""
    return float(x > y)


def greater_equal(x: float, y: float) -> float:
    """1 where x >= y, else 0."""
    return float(x >= y)


def equal(x: float, y: float) -> float:
    """1 where x = y, else 0."""
    return float(x == y)


def not_equal(x: float, y: float) -> float:
    """1 where x and y differ, else 0."""
    return float(x != y)


def logical_not(x: float) -> float:
    """1 where x is 0, else 0."""
    return float(x == 0.0)


def logical_and(x: float, y: float) -> float:
    """1 where neither x nor y is 0, else 0."""
    return float(x != 0.0 and y != 0.0)


def logical_or(x: float, y: float) -> float:
    """1 where x or y is not 0, else 0."""
    return float(x != 0.0 or y != 0.0)


def where(condition: float, a: float, b: float) -> float:
    """a where the condition is not 0, else b."""
    return a if condition != 0.0 else b


# 1/sqrt(2 pi), and what that lacks
DENSITY, DENSITY_REST = 0.3989422804014327, -2.49232720277773e-17

# Where the derivatives of silu and gelu vanish, each in two parts.
SILU_ROOT, SILU_ROOT_REST = -1.2784645427610737, -1.0946994183093437e-16
GELU_ROOT, GELU_ROOT_REST = -0.7517915246935645, 1.4956759177009883e-17


def _gelu_series(count: int) -> list[float]:
    """The Taylor coefficients of gelu's derivative at its zero, the highest powers first, without the constant.

    It is differentiated to f - f'', with f the normal density; f's derivatives obey f_(n+1) = -x*f_n - n*f_(n-1).
    """
    density = [DENSITY * math.exp(-0.5 * GELU_ROOT * GELU_ROOT)]
    density.append(-GELU_ROOT * density[0])
    for n in range(1, count + 1):
        density.append(-GELU_ROOT * density[n] - n * density[n - 1])
    return [(density[n] - density[n + 2]) / math.factorial(n + 1) for n in range(count)][::-1]


GELU_SERIES = _gelu_series(28)

# From here on every double is a whole number (and infinity and nan are not below it).
_ALL_WHOLE = 2.0**52


# log(2) in two parts; the first has so few digits that its multiples up to 2^20 are exact (fdlibm, e_exp.c).
_LOG2_HIGH = 6.93147180369123816490e-01
_LOG2_LOW = 1.90821492927058770002e-10


def _is_odd(y: float) -> bool:
    return y % 2.0 == 1.0


def _log_at_or_below_zero(x: float) -> float:
    return -inf if x == 0.0 else nan


def _product_error(x: float, y: float, product: float) -> float:
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


# s^2 and exp(-s^2/2)/8 at the nodes s of the trapezoidal rule below.
_TAIL_NODES = [(s * s, 0.125 * math.exp(-0.5 * s * s)) for s in (n * math.pi / 8.0 for n in range(1, 25))]


def _normal_tail_ratio(t: float) -> float:
    """normal_cdf(-t)*exp(t^2/2) for t >= 1.

    It is t/(2 pi) times the integral of exp(-s^2/2)/(t^2 + s^2) over all s (DLMF 7.7.1). The trapezoidal rule
    with the step 2 pi/16 gives it beyond the last digit, once the pole at s = i*t is allowed for.
    Source: Chiarella & Reichel 1968, "On the evaluation of integrals related to the error function".
    """
    terms = [weight / (t + squared / t) for squared, weight in _TAIL_NODES]
    terms.append(0.0625 / t)
    if t < 4.0:
        # The residue; further out it is below the last digit.
        terms.append(-math.exp(0.5 * t * t) / math.expm1(16.0 * t))
    return math.fsum(terms)


# Entries whose definition is as accurate have none, but where it takes several times as long (`exp2`, `tan`, `relu`) or
# a logarithm is exact at powers of its base.
FLOAT_KERNELS: dict[str, Callable[..., float]] = {
    "pi": lambda: math.pi,
    "e": lambda: math.e,
    "tau": lambda: math.tau,
    "inf": lambda: math.inf,
    "add": add,
    "subtract": subtract,
    "multiply": multiply,
    "divide": divide,
    "negative": negative,
    "power": power,
    "power_constant": power,
    "reduced_power": reduced_power,
    "square": square,
    "sqrt": sqrt,
    "cbrt": cbrt,
    "hypot": hypot,
    "direction": direction,
    "inversion": inversion,
    "mod": mod,
    "exp": exp,
    "expm1": expm1,
    "exp2": exp2,
    "log": log,
    "log1p": log1p,
    "log2": log2,
    "log10": log10,
    "log_base": log_base,
    "xlogy": xlogy,
    "logaddexp": logaddexp,
    "sin": sin,
    "cos": cos,
    "tan": tan,
    "asin": asin,
    "acos": acos,
    "atan": atan,
    "atan2": atan2,
    "sinh": sinh,
    "cosh": cosh,
    "sech": sech,
    "tanh": tanh,
    "asinh": asinh,
    "acosh": acosh,
    "atanh": atanh,
    "sinc": sinc,
    "abs": absolute,
    "sign": sign,
    "step": step,
    "floor": floor,
    "ceil": ceil,
    "round": round_half_to_even,
    "min": minimum,
    "max": maximum,
    "count_equal": count_equal,
    "sigmoid": sigmoid,
    "sigmoid_difference": sigmoid_difference,
    "logit": logit,
    "log_sigmoid": log_sigmoid,
    "softplus": softplus,
    "relu": relu,
    "leaky_relu": leaky_relu,
    "relu6": relu6,
    "elu": elu,
    "silu": silu,
    "gelu": gelu,
    "silu_derivative": silu_derivative,
    "gelu_derivative": gelu_derivative,
    "softsign": softsign,
    "erf": erf,
    "erfc": erfc,
    "gauss": gauss,
    "gaussian": gaussian,
    "normal_cdf": normal_cdf,
    "gamma": gamma,
    "lgamma": lgamma,
    "less": less,
    "less_equal": less_equal,
    "greater": greater,
    "greater_equal": greater_equal,
    "equal": equal,
    "not_equal": not_equal,
    "logical_not": logical_not,
    "logical_and": logical_and,
    "logical_or": logical_or,
    "where": where,
}
