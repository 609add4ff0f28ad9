"""Kernels in rigorous balls of incomplete gamma and beta functions, which are monotone in each operand.

In and out as in `special_balls.py`. Derivatives in the parameters are coefficients of sums of Arb's series.
"""

from collections.abc import Callable
from typing import Any

from flint import arb, arb_series, ctx

from autograd_cli.enclosures.enclosure import (
    FEW_BITS,
    NEGATIVE,
    NOUGHT,
    POSITIVE,
    UNDEFINED,
    UNIT,
    ZERO,
    Enclosure,
    Kernel,
    clip,
    enclosing,
    floor_of,
    integer,
    meet,
    negative,
    point,
    sharp,
    whole_number,
)
from autograd_cli.special.densities import (
    beta_density_of_balls,
    beta_series,
    gamma_density_of_balls,
    gamma_series,
    in_two,
)
from autograd_cli.special.density_terms import beta_end, gamma_end

HIGHEST_ORDER = 4
LARGEST = 1e5
SHARE = Enclosure(NOUGHT, UNIT)
ANYTHING = Enclosure(NEGATIVE, POSITIVE)
# How often the bits are doubled, and the most terms of a series.
DOUBLINGS, MOST_TERMS = 4, 20_000


def gammainc(a: Enclosure, x: Enclosure) -> Enclosure:
    """It falls with a and rises with x."""
    a, x = clip(a, NOUGHT, arb(LARGEST)), clip(x, NOUGHT, POSITIVE)
    if a is UNDEFINED or x is UNDEFINED or (a.is_point and a.lower == 0):
        return UNDEFINED
    low, high = _lower_gamma(a.upper, x.lower), _lower_gamma(a.lower, x.upper)
    return meet(Enclosure(low.lower, high.upper), SHARE)


def _lower_gamma(a: arb, x: arb) -> Enclosure:
    if x == 0:
        return ZERO
    if not x.is_finite() or a == 0:
        return Enclosure(UNIT, UNIT)
    # Arb's own takes minutes where a is large and x is near it, and loses all digits; it has them where this is tiny.
    ball = sharp(DOUBLINGS, lambda: 1 - x.gamma_upper(a, 1))
    if ball.rel_accuracy_bits() < ctx.prec - 20:
        ball = max(ball, sharp(DOUBLINGS, lambda: x.gamma_lower(a, 1)), key=arb.rel_accuracy_bits)
    return enclosing(ball)


def gammaincc(a: Enclosure, x: Enclosure) -> Enclosure:
    """It rises with a and falls with x."""
    a, x = clip(a, NOUGHT, arb(LARGEST)), clip(x, NOUGHT, POSITIVE)
    if a is UNDEFINED or x is UNDEFINED or (a.is_point and a.lower == 0):
        return UNDEFINED
    low, high = _upper_gamma(a.lower, x.upper), _upper_gamma(a.upper, x.lower)
    return meet(Enclosure(low.lower, high.upper), SHARE)


def _upper_gamma(a: arb, x: arb) -> Enclosure:
    if x == 0:
        return Enclosure(UNIT, UNIT)
    if not x.is_finite() or a == 0:
        return ZERO
    return enclosing(sharp(DOUBLINGS, lambda: x.gamma_upper(a, 1)))


def betainc(a: Enclosure, b: Enclosure, x: Enclosure) -> Enclosure:
    """It falls with a, and rises with b and x."""
    a, b, x = clip(a, NOUGHT, arb(LARGEST)), clip(b, NOUGHT, arb(LARGEST)), clip(x, NOUGHT, UNIT)
    if UNDEFINED in (a, b, x):
        return UNDEFINED
    low = _lower_beta(a.upper, b.lower, x.lower)
    return meet(Enclosure(low.lower, _lower_beta(a.lower, b.upper, x.upper).upper), SHARE)


def _lower_beta(a: arb, b: arb, x: arb) -> Enclosure:
    if x == 0 or x == 1:
        return Enclosure(x, x)
    if a == 0 or b == 0:
        return SHARE
    return enclosing(sharp(DOUBLINGS, lambda: x.beta_lower(a, b, 1)))


def betaincc(a: Enclosure, b: Enclosure, x: Enclosure) -> Enclosure:
    """1 - betainc, by the symmetry of the two parameters."""
    return betainc(b, a, Enclosure((1 - x.upper).lower(), (1 - x.lower).upper()))


def gamma_density_ax(m: Enclosure, n: Enclosure, a: Enclosure, x: Enclosure) -> Enclosure:
    """A derivative of the density in a and x."""
    in_a, in_x = integer(m), integer(n)
    if in_a is None or in_x is None or not 0 <= in_a <= HIGHEST_ORDER or not a.lower > 0 or not x.lower >= 0:
        return UNDEFINED
    shape = _shape(a)
    if x.is_point and x.lower == 0 and shape is not None:
        return point(gamma_end(in_a, in_x, shape))
    if x.lower == 0 or not x.is_bounded or not a.is_bounded:
        return ANYTHING
    return enclosing(sharp(DOUBLINGS, lambda *one: gamma_density_of_balls(in_a, in_x, *one), a.ball, x.ball))


def _shape(a: Enclosure) -> float | None:
    """A whole number, or for what lies between two of these the middle, which has the same limits; else None."""
    if not a.is_bounded:
        return None
    below = whole_number(floor_of(a.lower))
    whole = a.is_point and bool(a.lower == below)
    return float(below) if whole else below + 0.5 if bool(a.lower > below) and bool(a.upper < below + 1) else None


def gammainc_a(n: Enclosure, a: Enclosure, x: Enclosure) -> Enclosure:
    """The n-th derivative of gammainc in a: the coefficient of a sum of series, with a bound of what is left out."""
    order = integer(n)
    if order is None or not 0 <= order <= HIGHEST_ORDER or not a.lower > 0 or not x.lower >= 0:
        return UNDEFINED
    if order == 0:
        return gammainc(a, x)
    if x.is_point and x.lower == 0:
        return ZERO
    if x.lower == 0 or not x.is_bounded or not a.is_bounded or x.upper > MOST_TERMS / 4:
        return ANYTHING

    def derivative(a: arb, x: arb) -> Any:
        return _parameter_series(a, x, order) * arb(order).fac()

    return enclosing(sharp(DOUBLINGS, derivative, a.ball, x.ball))


def _parameter_series(a: arb, x: arb, order: int) -> Any:
    """The sum of x^(a + k)*exp(-x)/gamma(a + k + 1) at a + e, as a coefficient in e; DLMF 8.7.1."""
    length = order + 1

    def ratio(k: int, sign: int) -> arb_series:
        return arb_series([x], length) / arb_series([a + k, sign], length)

    return _total(gamma_series(a, x, order) / arb_series([a, 1], length), ratio, order)


def _total(first: arb_series, ratio: Callable[[int, int], arb_series], order: int) -> Any:
    """first*(1 + r(1) + r(1)*r(2) + ...) as a coefficient in e, with a bound of what is left out.

    The ratio of a k and -1 has coefficients that are positive, and none below those of the ratios from there on. The
    sum is nan where it takes too many terms.
    """
    old, ctx.cap = ctx.cap, order + 1
    try:
        total = term = first
        for k in range(1, MOST_TERMS):
            term = term * ratio(k, 1)
            total = total + term
            if not all(total[i].is_finite() for i in range(order + 1)):
                return arb.nan()
            # What is left out is below the digits that are computed, or those that the operands' balls leave known.
            least = total[0].upper() * arb(2) ** -(2 * ctx.prec)
            known = [max(least, total[i].rad() * arb(2) ** -FEW_BITS) for i in range(order + 1)]
            if ratio(k, -1)[0] < 1 and all(abs(term[i]).upper() < known[i] for i in range(order + 1)):
                break
        else:
            return arb.nan()
        size = arb_series([abs(term[i]).upper() for i in range(order + 1)], order + 1)
        rest = size * ratio(k, -1) / (1 - ratio(k, -1))
        return total[order] + arb(0, rest[order].upper())
    finally:
        ctx.cap = old


def betainc_ab(m: Enclosure, n: Enclosure, a: Enclosure, b: Enclosure, x: Enclosure) -> Enclosure:
    """A derivative of betainc in its parameters: that of the side on which its series is short."""
    if integer(m) == 0 == integer(n):
        return betainc(a, b, x)
    if x.is_point and x.lower in (0, 1) and a.lower > 0 and b.lower > 0:
        return ZERO
    if _terms(a.ball.mid(), b.ball.mid(), x.ball.mid()) > _terms(b.ball.mid(), a.ball.mid(), 1 - x.ball.mid()):
        beyond = Enclosure((1 - x.upper).lower(), (1 - x.lower).upper())
        return negative(_of_beta(_of_series, n, m, b, a, beyond))
    return _of_beta(_of_series, m, n, a, b, x)


def _terms(a: arb, b: arb, x: arb) -> Any:
    """About how many terms the series has that rise, and then those that fall."""
    return (max(x * (a + b) - a, NOUGHT) + ctx.prec) / (1 - x)


def beta_density_abx(k: Enclosure, m: Enclosure, n: Enclosure, a: Enclosure, b: Enclosure, x: Enclosure) -> Enclosure:
    """A derivative of the density in its parameters and x."""
    in_a, in_b, in_x = integer(k), integer(m), integer(n)
    if in_a is None or in_b is None or in_x is None:
        return UNDEFINED
    at_end = x.is_point and x.lower in (0, 1) and a.lower > 0 and b.lower > 0
    near, far = (a, b) if x.lower == 0 else (b, a)
    shape = _shape(near)
    if at_end and shape is not None:
        orders = (in_a, in_b)
        limit = arb(beta_end(orders if x.lower == 0 else orders[::-1], in_x, shape, far.ball))
        return enclosing(limit if x.lower == 0 else (-1) ** in_x * limit)
    return _of_beta(lambda orders, *balls: beta_density_of_balls(orders, in_x, *balls), k, m, a, b, x)


def _of_beta(function: Callable[..., Any], m: Enclosure, n: Enclosure, *operands: Enclosure) -> Enclosure:
    """A derivative of such orders in two parameters, of a function of balls."""
    in_a, in_b = integer(m), integer(n)
    a, b, x = operands
    if in_a is None or in_b is None or not (a.lower > 0 and b.lower > 0 and x.lower >= 0 and x.upper <= 1):
        return UNDEFINED
    if x.lower == 0 or x.upper == 1 or not (a.is_bounded and b.is_bounded):
        return ANYTHING
    return enclosing(sharp(DOUBLINGS, lambda *balls: function((in_a, in_b), *balls), a.ball, b.ball, x.ball))


def _of_series(orders: tuple[int, int], a: arb, b: arb, x: arb) -> Any:
    return in_two(orders, lambda p, q: _beta_series(a, b, x, p, q, sum(orders)))


def _beta_series(a: arb, b: arb, x: arb, p: int, q: int, order: int) -> Any:
    """The sum of x^(a + k)*(1 - x)^b*gamma(a + b + k)/(gamma(a + k + 1)*gamma(b)), as a coefficient; DLMF 8.17.8."""

    def ratio(k: int, sign: int) -> arb_series:
        beside = arb_series([b - 1 if sign > 0 else abs(b - 1), q], order + 1)
        return x * (1 + beside / arb_series([a + k, sign * p], order + 1))

    first = beta_series(a, b, x, p, q, order) * x * (1 - x) / arb_series([a, p], order + 1)
    return _total(first, ratio, order)


KERNELS: dict[str, Kernel] = {
    "gammainc": gammainc,
    "gammaincc": gammaincc,
    "gammainc_a": gammainc_a,
    "gamma_density_ax": gamma_density_ax,
    "betainc": betainc,
    "betaincc": betaincc,
    "betainc_ab": betainc_ab,
    "beta_density_abx": beta_density_abx,
}
