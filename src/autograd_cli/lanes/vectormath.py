"""The rows that are no single instruction, for many lanes at once: formulas over a vector mathematics.

In: a `Mathematics` (NumPy's, or one that emits LLVM IR) and operands. Out: the result, with the same value and the
same special cases as the scalar kernel in `numerics`, each written without branches. Lanes in which a formula would
not be accurate are handed to the scalar kernel by `lanes`; everyday values are in none of them.
"""

import math
from collections.abc import Callable

from autograd_cli import numerics
from autograd_cli.lanes import (
    scipy_special,
    vector_airy,
    vector_bessel,
    vector_elliptic,
    vector_gammas,
    vector_integrals,
    vector_series,
    vector_tails,
    vector_waves,
)
from autograd_cli.lanes.mathematics import Mathematics, Vector, finite
from autograd_cli.lanes.vector_exponentials import (
    exp_of_quotient,
    exprel,
    exprel_derivative,
    log_base,
    logaddexp,
    logsubexp,
    logsubexp_derivative,
    xlogy,
)
from autograd_cli.lanes.vector_waves import normal_cdf
from autograd_cli.numerics import neural


def _elementary(name: str) -> Callable[..., Vector]:
    def apply(m: Mathematics, *operands: Vector) -> Vector:
        return m.elementary(name, *operands)

    return apply


def _scalar(name: str) -> Callable[..., Vector]:
    def apply(m: Mathematics, *operands: Vector) -> Vector:
        first = operands[0]
        return m.lanes(name, (first == first) | (first != first), first * 0.0, *operands)

    return apply


def has_kernel(primitive: str) -> bool:
    """Whether an entry is computed for many lanes otherwise than by its definition."""
    return primitive in VECTOR_KERNELS or numerics.has_kernel(primitive)


def is_vectorised(primitive: str) -> bool:
    """Whether an entry has a kernel of its own for many lanes, one of SciPy's functions among them."""
    return primitive in VECTOR_KERNELS or (primitive in OVER_SCIPY and scipy_special.is_there())


def vector_kernel(primitive: str) -> Callable[..., Vector]:
    """The kernel of an entry, which takes a `Mathematics` and the operands; else the scalar one, lane by lane."""
    kernels = VECTOR_KERNELS if primitive in VECTOR_KERNELS or not scipy_special.is_there() else OVER_SCIPY
    return kernels.get(primitive) or _scalar(primitive)


# Arithmetic


def power(m: Mathematics, x: Vector, y: Vector) -> Vector:
    exponent = m.known(y)
    if exponent == 2.0:
        return x * x
    if exponent == 3.0:
        return x * x * x
    if exponent == 4.0:
        squared = x * x
        return squared * squared
    if exponent == -1.0:
        return 1.0 / x
    if exponent == -2.0:
        inverse = 1.0 / x
        return inverse * inverse
    if exponent == 0.5:
        # Of -0.0 the root is -0.0, the power 0.0; of -inf the root is nan, the power inf.
        return m.where(x == -math.inf, math.inf, m.elementary("sqrt", x) + 0.0)
    return m.elementary("power", x, y)


def reduced_power(m: Mathematics, x: Vector, y: Vector, n: Vector) -> Vector:
    order = m.known(n)
    if order in (1.0, 2.0):
        # The power itself is mostly there already; a quotient is as accurate.
        whole = power(m, x, y)
        result = whole / x if order == 1.0 else whole / x / x
        size, base = m.absolute(whole), m.absolute(x)
        good = (size > 1e-290) & (size < 1e300) & (base > 1e-290) & (base < 1e300)
        return m.lanes("reduced_power", ~good, result, x, y, n)
    exponent = y - n
    result = power(m, x, exponent)
    back = exponent - y
    lost = (y - (exponent - back)) - (n + back)
    mended = result + result * (lost * m.elementary("log", x))
    usable = (lost != 0.0) & (x > 0.0) & finite(m, x) & finite(m, result) & finite(m, lost)
    return m.lanes("reduced_power", (lost != 0.0) & (x < 0.0), m.where(usable, mended, result), x, y, n)


def cbrt(m: Mathematics, x: Vector) -> Vector:
    root = m.elementary("cbrt", x)
    squared = root * root
    cubed = squared * root
    # A Newton step, which makes the roots of cubes exact.
    missing = ((x - cubed) - m.product_error(squared, root, cubed) - root * m.product_error(root, root, squared)) / (
        3.0 * squared
    )
    size = m.absolute(x)
    within = (size > 1e-200) & (size < 1e200)
    beyond = ~within & (size > 0.0) & (size < math.inf)
    return m.lanes("cbrt", beyond, m.where(within, root + missing, root), x)


def direction(m: Mathematics, x: Vector, y: Vector) -> Vector:
    length = m.elementary("hypot", x, y)
    good = (length > 1e-290) & (length < 1e300)
    return m.lanes("direction", ~good, x / length, x, y)


def inversion(m: Mathematics, x: Vector, y: Vector) -> Vector:
    first, second = x * x, y * y
    squared = first + second
    # What rounding took from the squares and from their sum, to first order.
    added = squared - first
    lost = (first - (squared - added)) + (second - added) + m.product_error(x, x, first) + m.product_error(y, y, second)
    quotient = x / squared
    good = (squared > 1e-280) & (squared < 1e280)
    mended = m.where(quotient == 0.0, quotient, quotient - quotient * (lost / squared))
    return m.lanes("inversion", ~good, mended, x, y)


def mod(m: Mathematics, x: Vector, y: Vector) -> Vector:
    rest = m.elementary("fmod", x, y)
    moved = m.where((rest < 0.0) == (y < 0.0), rest, rest + y)
    return m.where(rest == 0.0, m.copysign(0.0, y), moved)


# Exponentials and logarithms


def sigmoid_difference(m: Mathematics, x: Vector, y: Vector) -> Vector:
    difference = x - y
    result = sigmoid(m, difference)
    back = difference - x
    lost = (x - (difference - back)) - (y + back)
    mended = result + result * (lost * sigmoid(m, -difference))
    return m.where(finite(m, difference) & (result != 0.0), mended, result)


# Trigonometric and hyperbolic functions


def sech(m: Mathematics, x: Vector) -> Vector:
    growth = m.elementary("exp", -m.absolute(x))
    squared = growth * growth
    # 2*growth/(1 + squared), of which the last operation alone rounds much.
    return 2.0 * growth - 2.0 * growth * (squared / (1.0 + squared))


def sin_over_x(m: Mathematics, x: Vector) -> Vector:
    return m.where(x == 0.0, 1.0, m.where(m.absolute(x) == math.inf, 0.0, m.elementary("sin", x) / x))


# Pieces and steps


def sign(m: Mathematics, x: Vector) -> Vector:
    return m.where(x != x, x, m.truth(x > 0.0) - m.truth(x < 0.0))


def step(m: Mathematics, x: Vector) -> Vector:
    return m.where(x != x, x, m.truth(x > 0.0))


def minimum(m: Mathematics, first: Vector, *others: Vector) -> Vector:
    least = first
    for value in others:
        least = m.elementary("minimum", least, value)
    return least


def maximum(m: Mathematics, first: Vector, *others: Vector) -> Vector:
    greatest = first
    for value in others:
        greatest = m.elementary("maximum", greatest, value)
    return greatest


def count_equal(m: Mathematics, y: Vector, *x: Vector) -> Vector:
    total = m.truth(y == x[0])
    for one in x[1:]:
        total = total + m.truth(y == one)
    return total


# Activations


def sigmoid(m: Mathematics, x: Vector) -> Vector:
    growth = m.elementary("exp", -m.absolute(x))
    return m.where(x < 0.0, growth, 1.0) / (1.0 + growth)


def logit(m: Mathematics, x: Vector) -> Vector:
    low = m.elementary("log", x) - m.elementary("log1p", -x)
    below = x < 0.5
    middle = m.elementary("log1p", m.where(below, (1.0 - 2.0 * x) / x, (2.0 * x - 1.0) / (1.0 - x)))
    return m.where(x < 0.25, low, m.where(below, -middle, m.where(x == 0.5, 0.0, middle)))


def log_sigmoid(m: Mathematics, x: Vector) -> Vector:
    rest = m.elementary("log1p", m.elementary("exp", -m.absolute(x)))
    return m.where(x < 0.0, x - rest, -rest)


def softplus(m: Mathematics, x: Vector) -> Vector:
    rest = m.elementary("log1p", m.elementary("exp", -m.absolute(x)))
    return m.where(x > 0.0, x + rest, rest)


def relu(m: Mathematics, x: Vector) -> Vector:
    return m.where(x <= 0.0, 0.0, x)


def leaky_relu(m: Mathematics, x: Vector, slope: Vector) -> Vector:
    return m.where(x >= 0.0, x, slope * x)


def relu6(m: Mathematics, x: Vector) -> Vector:
    return m.where(x > 6.0, 6.0, relu(m, x))


def elu(m: Mathematics, x: Vector, alpha: Vector) -> Vector:
    return m.where(x >= 0.0, x, alpha * m.elementary("expm1", x))


def silu(m: Mathematics, x: Vector) -> Vector:
    growth = m.elementary("exp", -m.absolute(x))
    return m.lanes("silu", x < -700.0, x * m.where(x < 0.0, growth, 1.0) / (1.0 + growth), x)


def silu_derivative(m: Mathematics, x: Vector) -> Vector:
    growth = m.elementary("exp", -m.absolute(x))
    whole = 1.0 + growth
    right = m.where(x < 0.0, growth, 1.0) / whole * (1.0 + x * (m.where(x < 0.0, 1.0, growth) / whole))
    # In terms of the distance from the zero nothing cancels, as in the scalar kernel.
    offset = (x - neural.SILU_ROOT) - neural.SILU_ROOT_REST
    near = offset - (1.0 + neural.SILU_ROOT) * m.elementary("expm1", offset)
    bracket = m.where(x < -2.0, (1.0 + x) + growth, near)
    result = m.where(x > -0.64, right, growth * bracket / (1.0 + growth * (2.0 + growth)))
    return m.lanes("silu_derivative", (x < -700.0) | (x > 700.0), result, x)


def gelu(m: Mathematics, x: Vector) -> Vector:
    return m.lanes("gelu", (x < -37.0) | (x == -math.inf), x * normal_cdf(m, x), x)


def gelu_derivative(m: Mathematics, x: Vector) -> Vector:
    factor = x * neural.DENSITY
    lost = m.product_error(x, neural.DENSITY, factor) + x * neural.DENSITY_REST
    bell = gaussian(m, 1.0, 0.5, x)
    share = normal_cdf(m, x)
    outside = m.where(m.absolute(x) < 40.0, bell * factor + (share + bell * lost), share)
    offset = (x - neural.GELU_ROOT) - neural.GELU_ROOT_REST
    total = offset * 0.0
    for coefficient in neural.GELU_SERIES:
        total = total * offset + coefficient
    near = (x < -0.25) & (x > -1.5)
    return m.lanes("gelu_derivative", x < -37.0, m.where(near, total * offset, outside), x)


def mish_derivative(m: Mathematics, x: Vector) -> Vector:
    size = m.elementary("exp", -m.absolute(x))
    right = 1.0 + size * (4.0 + size * ((4.0 * x + 6.0) + 4.0 * size * (x + 1.0)))
    offset = (x - neural.MISH_ROOT) - neural.MISH_ROOT_REST
    first, second, third = neural.MISH_GROWTHS
    rest = second * m.elementary("expm1", 2.0 * offset) + third * m.elementary("expm1", 3.0 * offset)
    left = 4.0 * offset + (4.0 * offset * size + (first * m.elementary("expm1", offset) + rest))
    excess = size * m.where(x <= 0.0, 2.0 + size, 2.0 * (1.0 + size))
    below, above = 4.0 + excess * (4.0 + excess), 1.0 + excess * (2.0 + excess)
    result = m.where(x <= 0.0, size * left / below, right / above)
    return m.lanes("mish_derivative", (x < -700.0) | (x > 700.0), result, x)


def sigmoid_residual(m: Mathematics, x: Vector, y: Vector) -> Vector:
    low, high = sigmoid(m, x), sigmoid(m, -x)
    value = m.where(x < 0.0, low - y, (1.0 - y) - high)
    least = m.where(x < 0.0, low, high)
    return m.lanes("sigmoid_residual", m.absolute(value) < 0.5 * least, value, x, y)


def softsign(m: Mathematics, x: Vector) -> Vector:
    return m.where(m.absolute(x) == math.inf, m.copysign(1.0, x), x / (1.0 + m.absolute(x)))


# Error functions and Gaussians


def gauss(m: Mathematics, x: Vector) -> Vector:
    return gaussian(m, 1.0, 1.0, x)


def gaussian(m: Mathematics, c: Vector, k: Vector, x: Vector) -> Vector:
    squared = x * x
    exponent = k * squared
    # What rounding took from the two products counts as often as the exponent is large.
    missing = k * m.product_error(x, x, squared) + m.product_error(k, squared, exponent)
    size = m.elementary("exp", -exponent)
    result = c * (size - size * missing)
    ordinary, nothing = exponent < 690.0, exponent > 1500.0
    factor = m.known(k)
    if factor is None or not 1e-100 < factor < 1e100:
        moderate = (m.absolute(k) > 1e-100) & (m.absolute(k) < 1e100) & (m.copysign(1.0, k) > 0.0)
        ordinary, nothing = ordinary & moderate, nothing & moderate

    def far_out() -> Vector:
        beyond = m.where(m.absolute(c) == math.inf, m.copysign(0.0, c), c * 0.0)
        half = m.elementary("exp", -exponent / 2.0)
        between = m.where(ordinary, result, c * half * half * (1.0 - missing))
        return m.lanes("gaussian", ~(ordinary | nothing), m.where(nothing, beyond, between), c, k, x)

    return m.rarely(~ordinary, far_out, result)


def gauss_curvature(m: Mathematics, x: Vector) -> Vector:
    squared = x * x
    # Near the two places where 2*x^2 is 1 the rounding of the square is all that is left.
    rest = m.where(m.absolute(x) < 30.0, m.product_error(x, x, squared), 0.0)
    return gaussian(m, (4.0 * squared - 2.0) + 4.0 * rest, 1.0, x)


# Logic


def logical_and(m: Mathematics, x: Vector, y: Vector) -> Vector:
    return m.truth((x != 0.0) & (y != 0.0))


def logical_or(m: Mathematics, x: Vector, y: Vector) -> Vector:
    return m.truth((x != 0.0) | (y != 0.0))


# Entries whose definition is as accurate have none, as in `numerics`.
VECTOR_KERNELS: dict[str, Callable[..., Vector]] = {
    "add": lambda m, x, y: x + y,
    "subtract": lambda m, x, y: x - y,
    "multiply": lambda m, x, y: x * y,
    "divide": lambda m, x, y: x / y,
    "negative": lambda m, x: -x,
    "power": power,
    "power_constant": power,
    "reduced_power": reduced_power,
    "square": lambda m, x: x * x,
    "cbrt": cbrt,
    "direction": direction,
    "inversion": inversion,
    "mod": mod,
    "log_base": log_base,
    "xlogy": xlogy,
    "logaddexp": logaddexp,
    "logsubexp": logsubexp,
    "logsubexp_derivative": logsubexp_derivative,
    "exprel": exprel,
    "exprel_derivative": exprel_derivative,
    "exp_of_quotient": exp_of_quotient,
    "sigmoid_difference": sigmoid_difference,
    "sech": sech,
    "sin_over_x": sin_over_x,
    "abs": lambda m, x: m.absolute(x),
    "sign": sign,
    "step": step,
    "min": minimum,
    "max": maximum,
    "count_equal": count_equal,
    "sigmoid": sigmoid,
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
    "mish_derivative": mish_derivative,
    "sigmoid_residual": sigmoid_residual,
    "softsign": softsign,
    "gauss": gauss,
    "gaussian": gaussian,
    "gauss_slope_by_x": gauss_curvature,
    "normal_cdf": normal_cdf,
    "less": lambda m, x, y: m.truth(x < y),
    "less_equal": lambda m, x, y: m.truth(x <= y),
    "greater": lambda m, x, y: m.truth(x > y),
    "greater_equal": lambda m, x, y: m.truth(x >= y),
    "equal": lambda m, x, y: m.truth(x == y),
    "not_equal": lambda m, x, y: m.truth(x != y),
    "logical_not": lambda m, x: m.truth(x == 0.0),
    "logical_and": logical_and,
    "logical_or": logical_or,
    "where": lambda m, c, x, y: m.where(c != 0.0, x, y),
    **vector_waves.KERNELS,
    **{
        name: _elementary(name)
        for name in (
            "sqrt", "hypot", "exp", "expm1", "exp2", "log", "log1p", "log2", "log10", "sin", "cos", "tan", "asin",
            "acos", "atan", "atan2", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh", "floor", "ceil", "round", "erf",
            "erfc", "gamma", "lgamma",
        )
    },
}  # fmt: skip
# Entries that have one where SciPy is installed.
OVER_SCIPY: dict[str, Callable[..., Vector]] = {
    **vector_tails.KERNELS,
    **vector_gammas.KERNELS,
    **vector_elliptic.KERNELS,
    **vector_bessel.KERNELS,
    **vector_airy.KERNELS,
    **vector_series.KERNELS,
    **vector_integrals.KERNELS,
    **vector_waves.OVER_SCIPY,
}
