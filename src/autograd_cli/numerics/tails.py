"""The float kernels of the normal tail.

In and out as the package has it. A density over a share is computed from the scaled tail, in which the exponentials
have cancelled.
"""

import math
from math import inf

from autograd_cli.numerics.bells import TAIL_NODES, gaussian, normal_cdf, normal_tail_ratio

ROOT = math.sqrt(2.0 * math.pi)
# The nodes of the tail's rule, the weights with what they are multiplied with in sums over t^2 + node.
SCALED_NODES = [(node, ROOT * weight * node) for node, weight in TAIL_NODES]


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


def inverse_mills_slope(x: float) -> float:
    """inverse_mills(x)*(x + inverse_mills(x)); 1 at -inf, 0 at inf."""
    if x == inf:
        return 0.0
    if x > -0.5 or x != x:
        ratio = inverse_mills(x)
        return ratio * (x + ratio)
    if x > -2.0:
        # x + ratio is ratio*sqrt(2*pi)*(1/sqrt(2*pi) + x*tail), of which the second factor is the excess.
        ratio = inverse_mills(x)
        return ratio * ratio * (ROOT * normal_tail_excess(-x))
    return 1.0 if x < -1e9 else 1.0 - _below_one(-x)


def _below_one(t: float) -> float:
    """1 - r*(r - t) for t >= 2 and r = inverse_mills(-t), the small part of the slope there.

    With r = t/(1 - e) it is ((1 - e)^2 - t^2*e)/(1 - e)^2, and t^2*e = 1 - f, where e and f are sums of the rule's
    nodes and of their squares, weighted, over t^2 + node: all of their terms are positive.
    """
    squared = t * t
    first = [weight / (squared + node) for node, weight in SCALED_NODES]
    second = [node * part for (node, _), part in zip(SCALED_NODES, first, strict=True)]
    if t < 4.0:
        residue = ROOT * t * math.exp(0.5 * squared) / math.expm1(16.0 * t)
        first.append(residue)
        second.append(-squared * residue)
    e = math.fsum(first)
    return (math.fsum(second) - 2.0 * e + e * e) / (1.0 - e) ** 2


def normal_tail_excess(t: float) -> float:
    """1/sqrt(2 pi) - t*normal_tail_ratio(t) for t >= 1/2, by the same rule with all terms positive."""
    squared = t * t
    terms = [weight * (node / (squared + node)) for node, weight in TAIL_NODES]
    if t < 4.0:
        terms.append(t * math.exp(0.5 * squared) / math.expm1(16.0 * t))
    return math.fsum(terms)
