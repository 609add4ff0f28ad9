"""Kernels in rigorous balls of inverses of error functions, scaled error functions, and the normal tail.

In and out as in `special_balls.py`.

*Source*: DLMF 7.17, 7.18; Sampford 1953, "Some inequalities on Mill's ratio and related functions" (what is monotone).
"""

from typing import Any

from flint import arb

from autograd_cli.systems.enclosure import (
    NEGATIVE,
    NOUGHT,
    POSITIVE,
    UNDEFINED,
    UNIT,
    ZERO,
    Enclosure,
    Kernel,
    integer,
    monotone,
    sharp,
)
from autograd_cli.systems.special_balls import normal_cdf

HIGHEST_ORDER = 1_001
# How often the bits are doubled where terms cancel.
DOUBLINGS = 8


def erfcx_derivative(x: Enclosure, n: Enclosure) -> Enclosure:
    """The n-th derivative of exp(x^2)*erfc(x), of one sign and monotone: an integral of terms with the sign (-1)^n."""
    order = integer(n)
    if order is None or not 0 <= order <= HIGHEST_ORDER:
        return UNDEFINED
    sign = 1 if order % 2 else -1

    def function(x: arb) -> arb:
        if x > 1:  # DLMF 7.18.10, which knows an expansion far out
            size = (x * x).hypgeom_u(arb(order + 1) / 2, arb(1) / 2) * arb(order).fac() / arb.pi().sqrt()
            return size if sign < 0 else -size
        value = (x * x).exp() * x.erfc()
        after = 2 * x * value - 2 / arb.pi().sqrt()
        for k in range(1, order + 1):
            value, after = after, 2 * x * after + 2 * k * value
        return value

    return monotone(lambda one: sharp(DOUBLINGS, function, one), at_start=-sign * POSITIVE, at_stop=NOUGHT, sign=sign)(
        x
    )


def _quantile(p: arb) -> Any:
    return -((2 * p).erfcinv()) * arb(2).sqrt()


def _scaled_tail(x: arb) -> Any:
    """normal_cdf(x)*exp(x^2/2) for x < -1."""
    return (x * x / 2).hypgeom_u(arb(1) / 2, arb(1) / 2) / (2 * arb.pi().sqrt())


def _log_normal_cdf(x: arb) -> Any:
    if x < -1:
        return _scaled_tail(x).log() - x * x / 2
    return (-normal_cdf(-x)).log1p() if x > 0 else normal_cdf(x).log()


def _inverse_mills(x: arb) -> Any:
    if x < -1:
        return 1 / ((2 * arb.pi()).sqrt() * _scaled_tail(x))
    return (-x * x / 2).exp() / ((2 * arb.pi()).sqrt() * normal_cdf(x))


def _inverse_mills_slope(x: arb) -> Any:
    return _inverse_mills(x) * (x + _inverse_mills(x))


KERNELS: dict[str, Kernel] = {
    "erfinv": monotone(lambda x: x.erfinv(), -UNIT, UNIT, NEGATIVE, POSITIVE),
    "erfcinv": monotone(lambda x: x.erfcinv(), NOUGHT, arb(2), POSITIVE, NEGATIVE, -1),
    "normal_quantile": monotone(_quantile, NOUGHT, UNIT, NEGATIVE, POSITIVE),
    "erfcx": lambda x: erfcx_derivative(x, ZERO),
    "erfcx_derivative": erfcx_derivative,
    "log_normal_cdf": monotone(lambda x: sharp(DOUBLINGS, _log_normal_cdf, x), at_start=NEGATIVE, at_stop=NOUGHT),
    "inverse_mills": monotone(
        lambda x: sharp(DOUBLINGS, _inverse_mills, x), at_start=POSITIVE, at_stop=NOUGHT, sign=-1
    ),
    "inverse_mills_slope": monotone(
        lambda x: sharp(DOUBLINGS, _inverse_mills_slope, x), at_start=UNIT, at_stop=NOUGHT, sign=-1
    ),
}
