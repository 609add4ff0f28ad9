"""The float kernels of the logistic function, its relatives, and activations.

In and out as the package has it. Near the zeros of derivatives nothing cancels: the distance from the zero is taken.
"""

import math
from math import nan

from autograd_cli.numerics.arithmetic import divide, product_error
from autograd_cli.numerics.bells import gaussian, normal_cdf, normal_tail_ratio
from autograd_cli.numerics.elementary import exp, expm1, log, log1p, special_kernel

# Where the derivatives of silu and gelu vanish, each in two parts.
SILU_ROOT, SILU_ROOT_REST = -1.2784645427610737, -1.0946994183093437e-16
GELU_ROOT, GELU_ROOT_REST = -0.7517915246935645, 1.4956759177009883e-17
MISH_ROOT, MISH_ROOT_REST = -1.1924312145154952, -4.8484829848031044e-17
# With e = exp(MISH_ROOT): e*(4*MISH_ROOT + 6), 4*e^2 and e^3.
MISH_GROWTHS = (0.3733670191691929, 0.3684065968836178, 0.027951242009170138)

# 1/sqrt(2 pi), and what that lacks
DENSITY, DENSITY_REST = 0.3989422804014327, -2.49232720277773e-17


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


def sigmoid(x: float) -> float:
    """1/(1 + exp(-x))."""
    if x < 0.0:
        growth = math.exp(x)
        return growth / (1.0 + growth)
    return 1.0 / (1.0 + math.exp(-x))


def sigmoid_difference(x: float, y: float) -> float:
    """sigmoid(x - y), accurate although x - y is rounded: its error (Knuth's two-sum) is made good to first order."""
    difference = x - y
    result = sigmoid(difference)
    if not math.isfinite(difference) or result == 0.0:
        return result
    back = difference - x
    lost = (x - (difference - back)) - (y + back)
    return result + result * (lost * sigmoid(-difference))


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


def gelu(x: float) -> float:
    """x*normal_cdf(x)."""
    if x > -1.0 or x != x:
        return x * normal_cdf(x)
    if x < -40.0:
        return -0.0
    return gaussian(x * normal_tail_ratio(-x), 0.5, x)


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
    lost = product_error(x, DENSITY, factor) + x * DENSITY_REST
    return gaussian(factor + (normal_tail_ratio(-x) + lost), 0.5, x)


def mish_derivative(x: float) -> float:
    """The derivative of x*tanh(softplus(x)), to the last digits also near its zero."""
    if x > 0.0 or x != x:
        decay = math.exp(-x) if x == x else x
        numerator = 1.0 + decay * (4.0 + decay * ((4.0 * x + 6.0) + 4.0 * decay * (x + 1.0)))
        excess = 2.0 * decay * (1.0 + decay)
        return 1.0 if decay == 0.0 else numerator / (1.0 + excess * (2.0 + excess))
    if x < -745.0:
        return -0.0
    growth = math.exp(x)
    # 4*(x + 1) + exp(x)*(4*x + 6) + 4*exp(2*x) + exp(3*x), in terms of x - r a sum of terms of one sign.
    offset = (x - MISH_ROOT) - MISH_ROOT_REST
    first, second, third = MISH_GROWTHS
    rest = second * math.expm1(2.0 * offset) + third * math.expm1(3.0 * offset)
    numerator = 4.0 * offset + (4.0 * offset * growth + (first * math.expm1(offset) + rest))
    excess = growth * (2.0 + growth)
    return growth * numerator / (4.0 + excess * (4.0 + excess))


def sigmoid_residual(x: float, y: float) -> float:
    """sigmoid(x) - y, to the last digits also near its zero."""
    low, high = sigmoid(x), sigmoid(-x)
    value = low - y if x < 0.0 else (1.0 - y) - high
    if abs(value) < 0.25 * min(low, high) or x != x or y != y:
        return special_kernel("sigmoid_residual_near_zero")(x, y) if math.isfinite(value) else value
    return value


def softsign(x: float) -> float:
    """x/(1 + |x|)."""
    return math.copysign(1.0, x) if math.isinf(x) else x / (1.0 + abs(x))
