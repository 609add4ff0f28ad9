"""The float kernels of exponentials, logarithms, angles, hyperbolic functions and the gamma function.

In and out as the package has it. What a function loses near a zero is computed with mpmath, loaded for that alone.
"""

import math
from collections.abc import Callable
from importlib import import_module
from math import inf, nan

from autograd_cli.numerics.arithmetic import divide, product_error

# So many terms of the series of exp at 12 leave nothing that counts.
MOST_TERMS = 64
# Where the kernels are that need mpmath.
SPECIAL = "autograd_cli.special"


def special_kernel(name: str) -> Callable[..., float]:
    """A function of the package `special`, which is loaded when the first one is wanted."""
    kernel: Callable[..., float] = getattr(import_module(SPECIAL), name)
    return kernel


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
        return special_kernel("logaddexp_near_zero")(x, y)
    return log1p(excess)


def logsubexp(x: float, y: float) -> float:
    """log(exp(x) - exp(y)); -inf where they are equal, nan where y is the greater."""
    difference = y - x
    if not difference < 0.0 or math.isinf(difference):
        return -inf if x == y else nan if x != x or y != y or x < y else x + 0.0
    if difference > -1.0:
        # log(1 - exp(y - x)), and y - x loses nothing here.
        value = x + math.log(-math.expm1(difference))
        lost = abs(value) < 0.5 * x
    elif abs(x) >= 1.0:
        return x + math.log1p(-math.exp(difference))
    else:
        excess = math.expm1(x) - math.exp(y)
        value, lost = math.log1p(excess), abs(excess) < 0.5 * math.exp(y)
    return special_kernel("logsubexp_near_zero")(x, y) if lost else value


def logsubexp_derivative(x: float, y: float) -> float:
    """1/(1 - exp(y - x)), accurate although y - x is rounded: its error is made good to first order."""
    difference = y - x
    result = divide(-1.0, expm1(difference)) if difference < 700.0 else -exp(-difference)
    if not math.isfinite(difference) or result == 0.0 or difference == 0.0:
        return result
    back = difference - y
    lost = (y - (difference - back)) - (x + back)
    return result + result * (lost * divide(1.0, expm1(-difference)))


def exprel(x: float) -> float:
    """(e^x - 1)/x, 1 at 0, also where e^x alone overflows."""
    if x == 0.0:
        return 1.0
    if x > 700.0:
        root = exp(x / 2.0)
        return root if math.isinf(root) else root * (root / x)
    return expm1(x) / x


def exprel_derivative(x: float, n: float) -> float:
    """The n-th derivative of (e^x - 1)/x, for a whole n from 0 to 1001, else nan; with mpmath for orders above 4."""
    if n not in (0.0, 1.0, 2.0, 3.0, 4.0) or not abs(x) < 700.0:
        return special_kernel("exprel_derivative")(x, n)
    order = int(n)
    if abs(x) < 2.0 * n + 4.0:
        # Sums of positive terms: of x^k/(k! (n + 1 + k)), or of e^x (-x)^k n!/(n + 1 + k)!; DLMF 13.2.
        terms = [(1.0 if x >= 0.0 else math.exp(x)) / (n + 1.0)]
        for k in range(1, MOST_TERMS):
            ratio = x * (n + k) / (k * (n + k + 1.0)) if x >= 0.0 else -x / (n + k + 1.0)
            terms.append(terms[-1] * ratio)
        return math.fsum(terms)
    value = math.expm1(x) / x
    for k in range(1, order + 1):
        value = (math.exp(x) - k * value) / x
    return value


def exp_of_quotient(x: float, y: float) -> float:
    """e^(x/y), accurate although the quotient is rounded: its error is made good to first order."""
    result = exp(divide(x, y))
    if result in (0.0, 1.0) or not math.isfinite(result):
        return result
    (x, exponent), (y, below) = math.frexp(x), math.frexp(y)
    quotient = x / y
    product = quotient * y
    lost = ((x - product) - product_error(quotient, y, product)) / y
    return result + result * math.ldexp(lost, exponent - below)


def _log_at_or_below_zero(x: float) -> float:
    return -inf if x == 0.0 else nan


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


def sin_over_x(x: float) -> float:
    """sin(x)/x, 1 at 0, and its limit 0 at an infinite x."""
    if x == 0.0:
        return 1.0
    return 0.0 if math.isinf(x) else math.sin(x) / x


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
        return special_kernel("lgamma_near_zero")(x)
    return value


def lbeta(a: float, b: float) -> float:
    """log(gamma(a)*gamma(b)/gamma(a + b)) for a, b >= 0, else nan."""
    if math.isnan(a) or math.isnan(b) or min(a, b) < 0.0:
        return nan
    if min(a, b) == 0.0:
        return nan if max(a, b) == inf else inf
    return -inf if max(a, b) == inf else special_kernel("lbeta")(a, b)


def beta(a: float, b: float) -> float:
    """gamma(a)*gamma(b)/gamma(a + b) for a, b >= 0, else nan."""
    value = lbeta(a, b)
    return special_kernel("beta")(a, b) if math.isfinite(value) else exp(value)


def binomial(n: float, k: float) -> float:
    """gamma(n + 1)/(gamma(k + 1)*gamma(n - k + 1)), 0 at k = -1 and k = n + 1; beyond 0 for whole numbers, else nan."""
    if not (math.isfinite(n) and math.isfinite(k)) or n <= -1.0:
        return nan
    if k < -1.0 or n - k < -1.0:
        return 0.0 if n == math.floor(n) and k == math.floor(k) else nan
    return special_kernel("binomial")(n, k)


def polygamma_difference(n: float, x: float, y: float) -> float:
    """The n-th derivative of digamma at x + y, less that at x, for positive x and x + y, else nan."""
    return special_kernel("polygamma_difference")(n, x, y)
