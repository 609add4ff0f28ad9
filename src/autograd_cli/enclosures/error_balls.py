"""Kernels in rigorous balls of inverses of error functions, scaled and imaginary ones, Dawson's, and the normal tail.

In and out as in `special_balls.py`.

*Source*: DLMF 7.7 (Dawson's integral as one of sines), 7.17, 7.18;
Sampford 1953, "Some inequalities on Mill's ratio and related functions" (what is monotone).
"""

from typing import Any

from flint import arb

from autograd_cli.enclosures.enclosure import (
    NEGATIVE,
    NOUGHT,
    POSITIVE,
    UNDEFINED,
    UNIT,
    ZERO,
    Enclosure,
    Kernel,
    clip,
    hull,
    integer,
    magnitude,
    monotone,
    negative,
    sharp,
)
from autograd_cli.enclosures.mean_value import mean_value
from autograd_cli.enclosures.special_balls import normal_cdf
from autograd_cli.special.errors import dawson_of_balls, inverse_mills_of_balls, inverse_mills_slope_of_balls

HIGHEST_ORDER = 1_001
# How often the bits are doubled where terms cancel.
DOUBLINGS = 8
# On both sides of the place where Dawson's integral is greatest; what it is less than.
DAWSON_TURN, DAWSON_NEXT, DAWSON_MOST = arb(0.924138873), arb(0.924138874), arb(0.5410442246352)


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


def dawsn(x: Enclosure) -> Enclosure:
    """Dawson's integral, which is odd: it rises until the turn and falls from there to 0."""
    left = x if x.upper <= 0 else clip(x, NEGATIVE, 0)
    right = _right_dawsn(x if x.lower >= 0 else clip(x, 0, POSITIVE))
    return right if x.lower >= 0 else hull(negative(_right_dawsn(negative(left))), right)


def _right_dawsn(x: Enclosure) -> Enclosure:
    if x is UNDEFINED:
        return UNDEFINED
    rising = monotone(_dawson, NOUGHT, DAWSON_TURN)(x)
    falling = monotone(_dawson, DAWSON_NEXT, at_stop=NOUGHT, sign=-1)(x)
    if clip(x, DAWSON_TURN, DAWSON_NEXT) is UNDEFINED:
        return hull(rising, falling)
    return hull(rising, falling, Enclosure(_dawson(DAWSON_TURN).lower(), DAWSON_MOST))


def dawsn_derivative(x: Enclosure, n: Enclosure) -> Enclosure:
    """Its n-th derivative, a half of the integral of t^n*exp(-t^2/4) times a sine or cosine, which bounds it."""
    order = integer(n)
    if order is None or not 0 <= order <= HIGHEST_ORDER:
        return UNDEFINED
    if order == 0:
        return dawsn(x)
    if x.is_point and not x.is_bounded:
        return ZERO

    def bounds(k: int) -> Enclosure:
        size = (arb(2) ** (k - 1) * (arb(k + 1) / 2).gamma()).upper()
        return Enclosure(-size, size)

    def one(k: int, slope: Kernel) -> Kernel:
        return mean_value(lambda v: sharp(DOUBLINGS, dawson_of_balls, v, k), slope, bounds(k))

    return one(order, one(order + 1, lambda _: bounds(order + 2)))(x)


def _dawson(x: arb) -> Any:
    return sharp(DOUBLINGS, dawson_of_balls, x, 0)


def _quantile(p: arb) -> Any:
    return -((2 * p).erfcinv()) * arb(2).sqrt()


def _scaled_tail(x: arb) -> Any:
    """normal_cdf(x)*exp(x^2/2) for x < -1."""
    return (x * x / 2).hypgeom_u(arb(1) / 2, arb(1) / 2) / (2 * arb.pi().sqrt())


def _log_normal_cdf(x: arb) -> Any:
    if x < -1:
        return _scaled_tail(x).log() - x * x / 2
    return (-normal_cdf(-x)).log1p() if x > 0 else normal_cdf(x).log()


_ERFI_SLOPE = monotone(lambda x: 2 / arb.pi().sqrt() * (x * x).exp(), NOUGHT, at_stop=POSITIVE)
KERNELS: dict[str, Kernel] = {
    "erfinv": monotone(lambda x: x.erfinv(), -UNIT, UNIT, NEGATIVE, POSITIVE),
    "erfcinv": monotone(lambda x: x.erfcinv(), NOUGHT, arb(2), POSITIVE, NEGATIVE, -1),
    "normal_quantile": monotone(_quantile, NOUGHT, UNIT, NEGATIVE, POSITIVE),
    "erfcx": lambda x: erfcx_derivative(x, ZERO),
    "erfcx_derivative": erfcx_derivative,
    "dawsn": dawsn,
    "dawsn_derivative": dawsn_derivative,
    "erfi": monotone(lambda x: x.erfi(), at_start=NEGATIVE, at_stop=POSITIVE),
    "erfi_slope": lambda x: _ERFI_SLOPE(magnitude(x)),
    "log_normal_cdf": monotone(lambda x: sharp(DOUBLINGS, _log_normal_cdf, x), at_start=NEGATIVE, at_stop=NOUGHT),
    "inverse_mills": monotone(
        lambda x: sharp(DOUBLINGS, inverse_mills_of_balls, x), at_start=POSITIVE, at_stop=NOUGHT, sign=-1
    ),
    "inverse_mills_slope": monotone(
        lambda x: sharp(DOUBLINGS, inverse_mills_slope_of_balls, x), at_start=UNIT, at_stop=NOUGHT, sign=-1
    ),
}
