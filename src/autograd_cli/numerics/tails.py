"""The float kernels of the normal tail.

In and out as the package has it. A density over a share is computed from the scaled tail, in which the exponentials
have cancelled.
"""

import math
from math import inf

from autograd_cli.numerics.bells import gaussian, normal_cdf, normal_tail_ratio

ROOT = math.sqrt(2.0 * math.pi)


def log_normal_cdf(x: float) -> float:
    """log(normal_cdf(x)); -inf at -inf."""
    if x > 0.0:
        return math.log1p(-normal_cdf(-x))
    if x > -1.0 or x != x:
        return math.log(normal_cdf(x))
    return -inf if x < -1e160 else math.log(normal_tail_ratio(-x)) - 0.5 * x * x


def inverse_mills(x: float) -> float:
    """exp(-x^2/2)/(sqrt(2*pi)*normal_cdf(x)); inf at -inf, 0 at inf."""
    if x > -1.0 or x != x:
        return gaussian(1.0 / ROOT, 0.5, x) / normal_cdf(x)
    return -x if x < -1e160 else 1.0 / (ROOT * normal_tail_ratio(-x))
