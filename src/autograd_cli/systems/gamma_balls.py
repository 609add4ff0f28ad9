"""Kernels in rigorous balls of incomplete gamma and beta functions, which are monotone in each operand.

In and out as in `special_balls.py`. Of derivatives in the parameters those of the gamma functions are series of Arb's;
of those of the beta functions, which no library encloses, it says that they are numbers.
"""

from typing import Any

from flint import arb, arb_series, ctx

from autograd_cli.systems.enclosure import (
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
    integer,
    meet,
    sharp,
)

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


def gamma_density_a(n: Enclosure, a: Enclosure, x: Enclosure) -> Enclosure:
    """The n-th derivative of the density in a, a coefficient of its series there."""
    order = integer(n)
    if order is None or not 0 <= order <= HIGHEST_ORDER or not a.lower > 0 or not x.lower >= 0:
        return UNDEFINED
    if x.lower == 0 or not x.is_bounded or not a.is_bounded:
        return ANYTHING
    return enclosing(sharp(DOUBLINGS, lambda: _density(a.ball, x.ball, order)[order] / x.ball * arb(order).fac()))


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
    return enclosing(sharp(DOUBLINGS, lambda: _parameter_series(a.ball, x.ball, order) * arb(order).fac()))


def _density(a: arb, x: arb, order: int) -> arb_series:
    """x^a*exp(-x)/gamma(a) at a + e, as a series in e."""
    exponent = arb_series([a * x.log() - x, x.log()], order + 1)
    return exponent.exp() * arb_series([a, 1], order + 1).rgamma()


def _parameter_series(a: arb, x: arb, order: int) -> Any:
    """The sum of x^(a + k)*exp(-x)/gamma(a + k + 1) at a + e, as a coefficient in e; DLMF 8.7.1."""
    length = order + 1
    old, ctx.cap = ctx.cap, length
    try:
        term = _density(a, x, order) / arb_series([a, 1], length)
        total = term
        for k in range(1, MOST_TERMS):
            last = a + k
            term = term * x / arb_series([last, 1], length)
            total = total + term
            if last > 2 * x and all(abs(term[i]).upper() < arb(2) ** -(2 * ctx.prec) for i in range(length)):
                break
        # Of what follows, each series is at most the one before times x/(last - e), coefficient by coefficient.
        size = arb_series([abs(term[i]).upper() for i in range(length)], length)
        nearer = arb_series([last.lower(), -1], length)
        rest = size * arb_series([x.upper()], length) / (nearer - arb_series([x.upper()], length))
        return total[order] + arb(0, rest[order].upper())
    finally:
        ctx.cap = old


def of_beta(*operands: Enclosure) -> Enclosure:
    """A derivative in a parameter of a beta function, of which is known that it is a number."""
    _, _, a, b, x = operands
    if not (a.lower > 0 and b.lower > 0 and x.lower >= 0 and x.upper <= 1):
        return UNDEFINED
    return ANYTHING


def betainc_ab(m: Enclosure, n: Enclosure, a: Enclosure, b: Enclosure, x: Enclosure) -> Enclosure:
    """A derivative of betainc in its parameters."""
    return betainc(a, b, x) if integer(m) == 0 == integer(n) else of_beta(m, n, a, b, x)


KERNELS: dict[str, Kernel] = {
    "gammainc": gammainc,
    "gammaincc": gammaincc,
    "gammainc_a": gammainc_a,
    "gamma_density_a": gamma_density_a,
    "betainc": betainc,
    "betaincc": betaincc,
    "betainc_ab": betainc_ab,
    "beta_density_ab": of_beta,
}
