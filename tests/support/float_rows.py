"""What every float kernel should be: its function in mpmath numbers and where to compare, and its special values."""

import math
import random
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import inf, nan
from typing import Any

from flint import arb, ctx
from mpmath import mp  # type: ignore[import-untyped, unused-ignore]

LARGEST = sys.float_info.max
SMALLEST_NORMAL = sys.float_info.min
SMALLEST = math.ulp(0.0)
DIGITS = 60

Points = Sequence[tuple[float, ...]]


# Measuring


def error_in_ulps(value: float, exact: Any) -> float:
    """The distance from an mpmath number in units of the last place of the double nearest to it.

    Infinity counts as 2^1024; a subnormal result is measured in the smallest double. A zero must have the
    sign of what underflowed.
    """
    if value != value:
        return inf
    if value == 0.0 and exact != 0 and math.copysign(1.0, value) != mp.sign(exact):
        return inf
    largest = mp.mpf(2) ** 1024
    if math.isinf(value):
        number = math.copysign(1.0, value) * largest
        if number * exact > 0 and abs(exact) >= largest:
            return 0.0
    else:
        number = mp.mpf(value)
    nearest = float(max(-LARGEST, min(LARGEST, exact)))
    return float(abs(number - exact) / mp.mpf(math.ulp(nearest)))


@dataclass(frozen=True)
class Row:
    """A kernel, what it should be in mpmath numbers, where to compare, and how many ulp it may be off."""

    name: str
    exact: Callable[..., Any]
    points: Points
    bound: float = 4.0


# Points


_random = random.Random(12)


def spread(low: float, high: float, count: int = 90) -> list[float]:
    """Positive numbers from 10^low to 10^high, evenly in the exponent, shaken a little."""
    gap = (high - low) / count
    exponents = [low + gap * (i + _random.random()) for i in range(count)]
    return [float(mp.mpf(10) ** exponent) for exponent in exponents]


def both(values: list[float]) -> list[float]:
    """The values and their negatives."""
    return [signed for value in values for signed in (value, -value)]


def uniform(low: float, high: float, count: int = 300) -> list[float]:
    """Evenly distributed random numbers."""
    return [_random.uniform(low, high) for _ in range(count)]


def near(*centres: float) -> list[float]:
    """Neighbours of each centre on both sides, from the next double to a tenth away, without the centre."""
    steps = [2.0**-k for k in (50, 44, 37, 30, 22, 15, 10, 7, 5, 3.4)]
    beside = [c + (abs(c) or 1.0) * s * step for c in centres for step in steps for s in (1, -1)]
    return beside + [math.nextafter(c, side) for c in centres for side in (inf, -inf)]


def above(centre: float) -> list[float]:
    """Those near the centre that are greater."""
    return [x for x in near(centre) if x > centre]


def below(centre: float) -> list[float]:
    """Those near the centre that are less."""
    return [x for x in near(centre) if x < centre]


def alone(*lists: list[float]) -> list[tuple[float, ...]]:
    """Points of one coordinate."""
    return [(x,) for values in lists for x in values]


def pairs(first: list[float], second: list[float], count: int = 400) -> list[tuple[float, ...]]:
    """Points of two coordinates, each drawn from its list."""
    return [(_random.choice(first), _random.choice(second)) for _ in range(count)]


TINY = both([SMALLEST, 3 * SMALLEST, 1e-320, SMALLEST_NORMAL, math.nextafter(SMALLEST_NORMAL, 0.0), 1e-300])
POSITIVE = [*(abs(x) for x in TINY[::2]), *spread(-323, 308, 100), *spread(-20, 20), LARGEST, 1.0, 2.0, 0.5]
EVERYWHERE = both(POSITIVE)
BELOW_ONE = [*TINY, *both(spread(-300, 0)), *both(spread(-9, 0)), *uniform(-1.0, 1.0), *both(below(1.0))]
EXPONENTS = [
    *TINY,
    *both(spread(-20, 2.85)),
    *uniform(-746.0, 711.0, 200),
    *uniform(-3.0, 3.0),
    *uniform(-40.0, 40.0),
]
MODERATE = [*TINY, *both(spread(-20, 2)), *uniform(-8.0, 8.0, 200), *near(0.0)]


REAL_ORDERS = [
    (n, x)
    for n in (0.1, 0.3, -0.7, 1e-20, -1.0 + 2.0**-53, 2.5, -3.5, 40.3)
    for x in (1e-250, 1e-5, 0.75, 17.0, 1000.5)
]

# What the kernels should be. The arguments are the doubles, exactly.


def exact_mod(x: Any, y: Any) -> Any:
    numerator, denominator = Fraction(float(x)), Fraction(float(y))
    rest = numerator - (numerator // denominator) * denominator
    return mp.mpf(rest.numerator) / rest.denominator


def exact_logaddexp(x: Any, y: Any) -> Any:
    with mp.workdps(700):
        return mp.log(mp.exp(x) + mp.exp(y))


def exact_sigmoid(x: Any) -> Any:
    return 1 / (1 + mp.exp(-x))


def exact_softplus(x: Any) -> Any:
    return mp.log1p(mp.exp(x))


def exact_normal_cdf(x: Any) -> Any:
    return mp.erfc(-x / mp.sqrt(2)) / 2


def exact_logit(x: Any) -> Any:
    with mp.workdps(350):
        return mp.log(x / (1 - x))


def exact_lgamma(x: Any) -> Any:
    return mp.re(mp.loggamma(x)) if x > 100 else mp.log(abs(mp.gamma(x)))


def exact_digamma(x: Any) -> Any:
    if x > 0:
        return mp.digamma(x)
    return mp.digamma(1 - x) - mp.pi * mp.cot(mp.pi * x)


def exact_besselj(n: Any, x: Any) -> Any:
    return bessel("bessel_j", n, x)


def exact_bessely(n: Any, x: Any) -> Any:
    return bessel("bessel_y", n, x)


def bessel(function: str, n: Any, x: Any, *terms: tuple[float, int], scaled: bool = False) -> Any:
    """By Arb, in a hundredth of the time that mpmath takes for hundreds of digits; a sum over neighbouring orders."""
    options = {"scaled": True} if scaled else {}

    def value() -> Any:
        call = getattr(arb(x if x > 0 or not scaled else -x), function)
        return sum((c * call(arb(n) + step, **options) for c, step in terms or ((1.0, 0),)), arb(0))

    return sharp(value)


def sharp(value: Callable[[], Any]) -> Any:
    """What Arb computes, with as many digits as are in force."""
    for more in range(200, 5000, 400):  # bits, of which so many cancel
        with ctx.workprec(mp.prec + more):
            ball = value()
            if ball.rel_accuracy_bits() > mp.prec:
                return +mp.make_mpf(ball.mid()._mpf_)
    raise AssertionError(ball)


def exact_polygamma(n: Any, x: Any) -> Any:
    return mp.polygamma(int(n), x)


def exact_sinc_derivative(x: Any, n: Any) -> Any:
    # x*f_n + n*f_(n-1) = sin(x + n*pi/2), with digits to lose for a small x.
    with mp.workdps(80 + (int(n) + 2) * 330 if abs(x) < 1 else 200):
        cosine, sine = mp.cos_sin(x)
        derivatives = (sine, cosine, -sine, -cosine)
        result = sine / x
        for order in range(1, int(n) + 1):
            result = (derivatives[order % 4] - order * result) / x
        return result


def exact_selu(x: Any) -> Any:
    scale, alpha = mp.mpf("1.0507009873554804934193349852946"), mp.mpf("1.6732632423543772848170429916717")
    return scale * (x if x >= 0 else alpha * mp.expm1(x))


def exact_logsubexp(x: Any, y: Any) -> Any:
    with mp.workdps(mp.dps + 700):
        return mp.log(mp.exp(x) - mp.exp(y))


def ordered(values: list[float], count: int) -> list[tuple[float, ...]]:
    """Pairs of which the first is the greater."""
    return [(max(one), min(one)) for one in pairs(values, values, count) if one[0] != one[1]]


ORDERS = [0.0, 1.0, 2.0, 3.0, 4.0, 7.0]
ROOTS_OF_LGAMMA = [-2.4570247382208006, -2.7476826467274127, -3.1435808883499798, -3.9552942848585979]
ROOTS_OF_DIGAMMA = [1.4616321449683623, -0.5040830082644554, -1.5734984731623904, -2.6107208684441447]
ROOTS_OF_LOGADDEXP: Points = [
    (x, math.log(-math.expm1(x)) * (1 + shift))
    for x in (-0.01, -0.3, -0.6931471805599453, -1.5, -30.0, -1e-9, -1e-40)
    for shift in (0.0, 1e-16, 1e-12, -1e-9, 1e-5, -1e-3, 0.02, -0.05)
]
ROOTS_OF_LOGSUBEXP: Points = [
    (x, math.log(math.expm1(x)) * (1 + shift))
    for x in (0.01, 0.3, 0.7, 1.5, 30.0, 1e-9, 1e-40)
    for shift in (0.0, 1e-16, 1e-12, -1e-9, 1e-5, -1e-3)
    if math.log(math.expm1(x)) * (1 + shift) < x
]
BETWEEN_POLES = [*uniform(-1.0, 0.0, 30), *uniform(-20.0, 0.0, 200), *uniform(-200.0, -20.0, 40)]

ROWS = [
    Row("add", lambda x, y: x + y, pairs(EVERYWHERE, EVERYWHERE)),
    Row("subtract", lambda x, y: x - y, pairs(EVERYWHERE, EVERYWHERE)),
    Row("multiply", lambda x, y: x * y, pairs(EVERYWHERE, EVERYWHERE)),
    Row("divide", lambda x, y: x / y, pairs(EVERYWHERE, EVERYWHERE)),
    Row("negative", lambda x: -x, alone(EVERYWHERE)),
    Row(
        "power",
        lambda x, y: x**y,
        pairs(POSITIVE, uniform(-5, 5))
        + pairs([*uniform(0.1, 9.0), *near(1.0)], EXPONENTS)
        + [(x, float(n)) for x in (-7.3, -0.02, 1e-40, -1e100, 3.0) for n in (-8, -3, -1, 1, 2, 3, 5, 250)]
        + [(1.0 + s * 2.0**-k, 709.7 * 2.0**k) for k in range(0, 52, 5) for s in (0.5, -0.5)]
        + [(x, math.log(LARGEST) / math.log(x)) for x in uniform(2.0, 900.0, 30)],
    ),
    Row(
        "reduced_power",
        lambda x, y, n: x ** (y - n),
        [
            (x, y, float(_random.choice([1, 1, 2, 3])))
            for x, y in pairs(POSITIVE, uniform(-5, 5)) + pairs(POSITIVE, spread(-6, 0)) + [(-7.3, 3.0), (1e300, 1e-5)]
        ]
        # y - n is odd where n is, though doubles there are even.
        + [(x, 2.0**54, float(n)) for x in (-1.0 - 2.0**-52, -1.0 + 2.0**-53) for n in (1, 2, 3)],
    ),
    Row(
        "sigmoid_difference",
        lambda x, y: exact_sigmoid(x - y),
        pairs(EXPONENTS, EXPONENTS) + pairs(uniform(-400, 400), uniform(-400, 400)) + [(-350.1, 350.3), (1e300, 1e300)],
    ),
    Row("square", lambda x: x * x, alone(EVERYWHERE)),
    Row("sqrt", mp.sqrt, alone(POSITIVE)),
    Row("cbrt", lambda x: mp.sign(x) * mp.cbrt(abs(x)), alone(EVERYWHERE, near(1.0), spread(-20, 300, 500))),
    Row("hypot", mp.hypot, pairs(EVERYWHERE, EVERYWHERE) + pairs(TINY, TINY) + pairs(MODERATE, MODERATE)),
    Row("direction", lambda x, y: x / mp.hypot(x, y), pairs(EVERYWHERE, EVERYWHERE) + pairs(TINY, TINY)),
    Row("inversion", lambda x, y: x / (x * x + y * y), pairs(EVERYWHERE, EVERYWHERE) + pairs(TINY, TINY)),
    Row("mod", exact_mod, pairs(both(spread(-20, 20)), both(spread(-20, 20))) + pairs(EVERYWHERE, EVERYWHERE)),
    Row("exp", mp.exp, alone(EXPONENTS, near(709.78, -708.4, -745.13))),
    Row("expm1", mp.expm1, alone(EXPONENTS, near(0.0, 709.78))),
    Row(
        "exp2",
        lambda x: mp.mpf(2) ** x,
        alone(EXPONENTS, uniform(-1075, 1024), near(1024.0, -1022.0, -1074.0)),
    ),
    Row("log", mp.log, alone(POSITIVE, near(1.0), uniform(0.5, 2.0))),
    Row("log1p", mp.log1p, alone(EVERYWHERE[::2], BELOW_ONE, above(-1.0), uniform(-0.9, 2.0))),
    Row("log2", lambda x: mp.log(x) / mp.log(2), alone(POSITIVE, near(1.0), uniform(0.5, 2.0))),
    Row("log10", mp.log10, alone(POSITIVE, near(1.0), uniform(0.5, 2.0))),
    Row(
        "log_base",
        lambda x, b: mp.log(x) / mp.log(b),
        pairs(POSITIVE, [*POSITIVE[:-3], *near(1.0), 2.0, 10.0])
        + pairs([*uniform(0.1, 3.0), *near(1.0)], [*uniform(0.1, 11.0), *near(1.0, 2.0, 10.0)], 500),
    ),
    Row("xlogy", lambda x, y: x * mp.log(y), pairs(EVERYWHERE, [*POSITIVE, *near(1.0)])),
    Row(
        "logaddexp",
        exact_logaddexp,
        pairs(MODERATE, MODERATE, 400)
        + pairs(uniform(-2.0, 1.0), uniform(-2.0, 1.0), 300)
        + pairs(both(spread(-16, 0)), uniform(-40.0, 0.0), 200)
        + pairs(EXPONENTS, EXPONENTS, 60)
        + [(x, x + d) for x in (1e3, -1e3, 0.3) for d in (0.0, 1.0, 40.0, 1e-9)]
        + [*ROOTS_OF_LOGADDEXP],
    ),
    Row("logsubexp", exact_logsubexp, ordered(MODERATE, 300) + ordered(EXPONENTS, 200) + ROOTS_OF_LOGSUBEXP),
    Row(
        "logsubexp_derivative", lambda x, y: -1 / mp.expm1(y - x), pairs(EXPONENTS, EXPONENTS) + ordered(MODERATE, 200)
    ),
    Row("exprel", lambda x: mp.expm1(x) / x, alone(EXPONENTS, near(709.0, 716.0), uniform(690.0, 717.0, 40))),
    Row(
        "exprel_derivative",
        lambda x, n: mp.hyp1f1(n + 1, n + 2, x) / (n + 1),
        [(x, n) for n in ORDERS for x in [*TINY, *both(spread(-20, 2.8, 12)), *uniform(-9, 9, 20)]],
    ),
    Row(
        "exp_of_quotient",
        lambda x, y: mp.exp(x / y),
        pairs(MODERATE, uniform(-9, 9)) + [(x * y, y) for x, y in pairs(EXPONENTS, EVERYWHERE)],
    ),
    Row("sin", mp.sin, alone(EVERYWHERE, near(math.pi, 2 * math.pi, 22.0), [1e300], uniform(-50, 50))),
    Row("cos", mp.cos, alone(EVERYWHERE, near(math.pi / 2, 11.0), [1e300], uniform(-50, 50))),
    Row("tan", mp.tan, alone(EVERYWHERE, near(math.pi / 2, math.pi, 11.0, 22.0), uniform(-50, 50))),
    Row("asin", mp.asin, alone(BELOW_ONE)),
    Row("acos", mp.acos, alone(BELOW_ONE)),
    Row("atan", mp.atan, alone(EVERYWHERE, uniform(-5, 5))),
    Row("atan2", mp.atan2, pairs(EVERYWHERE, EVERYWHERE, 500) + pairs(TINY, TINY) + pairs(MODERATE, MODERATE)),
    Row("sinh", mp.sinh, alone(EXPONENTS, near(0.0, 710.47))),
    Row("cosh", mp.cosh, alone(EXPONENTS, near(0.0, 710.47))),
    Row("sech", mp.sech, alone(EXPONENTS, near(700.0))),
    Row("tanh", mp.tanh, alone(EXPONENTS, near(0.0, 19.0, 22.0))),
    Row("asinh", mp.asinh, alone(EVERYWHERE, near(0.0), uniform(-3, 3))),
    Row("acosh", mp.acosh, alone([x for x in POSITIVE if x > 1.0], above(1.0), uniform(1.0, 9.0))),
    Row("atanh", mp.atanh, alone(BELOW_ONE)),
    Row("sin_over_x", lambda x: mp.sin(x) / x, alone(EVERYWHERE, near(math.pi, 2 * math.pi, 22.0), uniform(-30, 30))),
    Row(
        "sinc_derivative",
        exact_sinc_derivative,
        [(x, n) for n in ORDERS for x in [*TINY, *both(spread(-20, 3, 12)), *uniform(-9, 9, 30), 1e16, 1e300]]
        + [(x, 1.0) for x in near(4.493409457909064, 7.725251836937707)]
        + [(x, 12.0) for x in uniform(-30.0, 30.0, 30)],
    ),
    Row("sigmoid", exact_sigmoid, alone(EXPONENTS, [-745.0, -708.5, 36.7])),
    Row(
        "logit",
        exact_logit,
        alone([abs(x) for x in BELOW_ONE], near(0.25, 0.5), uniform(0.0, 1.0, 400), below(1.0)),
    ),
    Row("log_sigmoid", lambda x: -exact_softplus(-x), alone(EXPONENTS, both(spread(3, 300)))),
    Row("softplus", exact_softplus, alone(EXPONENTS, both(spread(3, 300)))),
    Row("relu", lambda x: max(x, mp.mpf(0)), alone(EVERYWHERE)),
    Row("leaky_relu", lambda x, slope: x if x > 0 else slope * x, pairs(EVERYWHERE, EVERYWHERE)),
    Row("relu6", lambda x: min(max(x, mp.mpf(0)), mp.mpf(6)), alone(EVERYWHERE, near(6.0))),
    Row(
        "elu",
        lambda x, alpha: x if x > 0 else alpha * mp.expm1(x),
        pairs(EXPONENTS, both(spread(-300, 300)), 400),
    ),
    Row("selu", exact_selu, alone(EXPONENTS, near(0.0))),
    Row(
        "silu",
        lambda x: x * exact_sigmoid(x),
        alone(EXPONENTS, uniform(-760, -690, 200), near(-700.0), spread(3, 300)),
    ),
    Row("gelu", lambda x: x * exact_normal_cdf(x), alone(EXPONENTS, uniform(-40, 2, 600), near(-1.0, -8.0))),
    Row(
        "silu_derivative",
        lambda x: exact_sigmoid(x) * (1 + x * exact_sigmoid(-x)),
        alone(EXPONENTS, uniform(-760, -690, 200), near(-700.0, -1.2784645427610737), spread(3, 300)),
    ),
    Row(
        "selu_derivative",
        lambda x: (
            mp.mpf("1.7580993408473768599402175208123") * mp.exp(x)
            if x < 0
            else mp.mpf("1.0507009873554804934193349852946")
        ),
        alone(MODERATE, near(0.0, -1.0)),
    ),
    Row(
        "gelu_derivative",
        lambda x: exact_normal_cdf(x) + x * mp.npdf(x),
        alone(EXPONENTS, uniform(-40, 2, 600), near(-1.0, -8.0, -0.7517915246935645, -0.25, -1.5)),
    ),
    Row("hardtanh", lambda x: max(min(x, mp.mpf(1)), mp.mpf(-1)), alone(EVERYWHERE, near(1.0, -1.0))),
    Row("softsign", lambda x: x / (1 + abs(x)), alone(EVERYWHERE, near(1.0))),
    Row("erf", mp.erf, alone(MODERATE, EVERYWHERE[::4], near(0.84375, 1.25))),
    Row("erfc", mp.erfc, alone(MODERATE, uniform(0.0, 27.5, 400), near(0.84375, 1.25, 26.5)), bound=10.0),
    Row("gauss", lambda x: mp.exp(-x * x), alone(MODERATE, uniform(-28, 28, 600))),
    Row("gauss_slope", lambda x: -2 * x * mp.exp(-x * x), alone(MODERATE, near(math.sqrt(0.5), 5.0, 26.5))),
    Row(
        "gaussian",
        lambda c, k, x: c * mp.exp(-k * x * x),
        [(c, k, x) for c in (1.0, -3.7, 1e300, 1e-300) for k in (1.0, 0.5) for x in uniform(-54.0, 54.0, 60)]
        + [(-2 * x, 1.0, x) for x in uniform(26.0, 27.5)]
        + [(_random.random(), k, math.sqrt(_random.uniform(0, 800) / k)) for k in spread(-307, 307, 200)],
    ),
    Row("normal_cdf", exact_normal_cdf, alone(EXPONENTS, uniform(-39, 2, 600), near(-1.0, -8.0))),
    Row(
        "gamma",
        mp.gamma,
        alone(
            both(spread(-308, 0)),
            uniform(0.0, 171.7, 300),
            uniform(1.0, 3.0),
            BETWEEN_POLES,
            near(-1.0, -7.0),
        ),
        bound=10.0,
    ),
    Row(
        "lgamma",
        exact_lgamma,
        alone(
            [*TINY, *both(spread(-323, 0)), *spread(0, 305), *uniform(0.0, 6.0, 200), *BETWEEN_POLES],
            near(1.0, 2.0, 0.2, 4.5, -1.0, -2.0, -3.0, -10.0, -20.0, *ROOTS_OF_LGAMMA),
            [-n + s * 2.0**-k for n in range(4, 30) for k in (10, 25, 45) for s in (1, -1)],
        ),
        bound=10.0,
    ),
    Row(
        "digamma",
        exact_digamma,
        alone(
            [*both(spread(-307, 0)), *spread(0, 308), *uniform(0.0, 6.0, 60), *BETWEEN_POLES, -1e9 - 0.25],
            near(-1.0, -2.0, -10.0, *ROOTS_OF_DIGAMMA),
        ),
        bound=10.0,
    ),
    Row(
        "polygamma",
        exact_polygamma,
        [(n, x) for n in ORDERS for x in [*spread(-20, 2, 8), *uniform(0.0, 9.0, 5), *uniform(-6.0, 0.0, 8)]]
        + [(2.0, x) for x in near(-0.5, -1.5, -2.0)]
        + [(30.0, x) for x in [*spread(-5, 3, 8), *uniform(-3.0, 0.0, 8)]]
        + [(160.0, x) for x in spread(-1, 3, 8)],
        bound=10.0,
    ),
    Row(
        "besselj",
        exact_besselj,
        [(n, x) for n in (0.0, 1.0, 2.0, -1.0, -4.0) for x in [*both(spread(-20, 9, 12)), *uniform(0.0, 40.0, 8)]]
        + [(n, x) for n in (7.0, -30.0, 100.0) for x in uniform(5.0, 300.0, 12)]
        + [(n, x) for n in (0.0, 3.0) for x in near(2.404825557695773, 6.380161895923984)]
        + REAL_ORDERS,
        bound=10.0,
    ),
    Row(
        "bessely",
        exact_bessely,
        [(n, x) for n in (0.0, 1.0, 2.0, -1.0, -4.0) for x in [*spread(-20, 9, 8), *uniform(0.0, 40.0, 6)]]
        + [(n, x) for n in (7.0, -30.0, 100.0) for x in uniform(5.0, 300.0, 6)]
        + [(n, x) for n in (0.0, 1.0) for x in near(0.8935769662791675, 2.197141326031017, 95.0, 104.0)]
        + REAL_ORDERS,
        bound=10.0,
    ),
]


# Special values

MANY = [-inf, -LARGEST, -3.0, -2.5, -1.0, -0.5, -SMALLEST, -0.0, nan]
MANY += [inf, LARGEST, 4.0, 2.5, 1.5, 1.0, 0.5, SMALLEST, 0.0]

EXACT: list[tuple[str, Points]] = [
    ("step", [(-2.0, 0.0), (-0.0, 0.0), (0.0, 0.0), (SMALLEST, 1.0), (inf, 1.0), (-inf, 0.0), (nan, nan)]),
    ("min", [(3.0, 3.0), (3.0, 1.0, 2.0, 1.0), (0.0, -0.0, -0.0), (-0.0, 0.0, -0.0), (inf, -inf, -inf)]),
    ("min", [(nan, 1.0, nan), (1.0, nan, nan), (1.0, nan, 0.0, nan), (-inf, nan, nan)]),
    ("max", [(3.0, 3.0), (1.0, 3.0, 2.0, 3.0), (0.0, -0.0, 0.0), (-0.0, 0.0, 0.0), (inf, -inf, inf)]),
    ("max", [(nan, 1.0, nan), (1.0, nan, nan), (1.0, nan, 2.0, nan), (inf, nan, nan)]),
    ("clamp", [(0.5, 0.0, 1.0, 0.5), (-2.0, 0.0, 1.0, 0.0), (7.0, 0.0, 1.0, 1.0), (inf, 0.0, 1.0, 1.0)]),
    ("clamp", [(0.5, 2.0, 1.0, 1.0), (nan, 0.0, 1.0, nan), (0.5, nan, 1.0, nan), (0.5, 0.0, nan, nan)]),
    ("where", [(1.0, 2.0, nan, 2.0), (0.0, nan, 3.0, 3.0), (-0.0, 2.0, 3.0, 3.0), (nan, 2.0, 3.0, 2.0)]),
    ("cbrt", [(float(n) ** 3, float(n)) for n in range(-400, 401)]),
    ("log_base", [(8.0, 2.0, 3.0), (0.125, 2.0, -3.0), (1000.0, 10.0, 3.0)]),
    ("log_base", [(0.0, 3.0, -inf), (0.0, 0.5, inf)]),
    ("log_base", [(2.0, 1.0, inf), (0.5, 1.0, -inf), (1.0, 1.0, nan), (-1.0, 2.0, nan), (3.0, -1.0, nan)]),
    ("log_base", [(inf, 3.0, inf), (3.0, inf, 0.0), (3.0, 0.0, -0.0), (nan, 3.0, nan), (3.0, nan, nan)]),
    ("xlogy", [(0.0, 0.0, 0.0), (0.0, 3.0, 0.0), (0.0, inf, 0.0)]),
    ("xlogy", [(0.0, nan, nan), (0.0, -1.0, nan), (2.0, 0.0, -inf)]),
    ("sin_over_x", [(0.0, 1.0), (-0.0, 1.0), (SMALLEST, 1.0), (inf, 0.0), (-inf, 0.0), (nan, nan)]),
    ("sinc_derivative", [(0.0, 0.0, 1.0), (0.0, 2.0, -1 / 3), (0.0, 4.0, 0.2)]),
    ("sinc_derivative", [(-0.0, 1.0, 0.0), (0.0, 1.0, -0.0)]),
    ("sinc_derivative", [(0.0, 3.0, 0.0), (inf, 1.0, 0.0), (nan, 1.0, nan)]),
    ("sinc_derivative", [(1.0, 0.5, nan), (1.0, -1.0, nan)]),
    ("sigmoid", [(-1000.0, 0.0), (1000.0, 1.0), (-inf, 0.0), (inf, 1.0), (0.0, 0.5), (nan, nan)]),
    ("logit", [(0.0, -inf), (-0.0, -inf), (1.0, inf), (0.5, 0.0)]),
    ("logit", [(-0.1, nan), (1.1, nan), (inf, nan), (nan, nan)]),
    ("log_sigmoid", [(-inf, -inf), (inf, -0.0), (1000.0, -0.0), (-1000.0, -1000.0), (nan, nan)]),
    ("softplus", [(-inf, 0.0), (inf, inf), (1000.0, 1000.0), (-1000.0, 0.0), (nan, nan)]),
    ("relu", [(-inf, 0.0), (-0.0, 0.0), (0.0, 0.0), (inf, inf), (nan, nan)]),
    ("leaky_relu", [(-2.0, 0.5, -1.0), (0.0, inf, 0.0), (-0.0, 0.1, -0.0)]),
    ("leaky_relu", [(-inf, 0.1, -inf), (nan, 0.1, nan)]),
    ("relu6", [(-inf, 0.0), (5.0, 5.0), (6.0, 6.0), (inf, 6.0), (nan, nan)]),
    ("elu", [(0.0, inf, 0.0), (-0.0, 1.0, -0.0), (-inf, 2.0, -2.0), (inf, 2.0, inf), (nan, 2.0, nan)]),
    ("selu", [(0.0, 0.0), (-0.0, -0.0), (inf, inf), (-inf, -1.7580993408473766), (nan, nan)]),
    ("silu", [(-inf, -0.0), (-1000.0, -0.0), (-0.0, -0.0), (0.0, 0.0), (inf, inf), (nan, nan)]),
    ("gelu", [(-inf, -0.0), (-1000.0, -0.0), (-0.0, -0.0), (0.0, 0.0), (inf, inf), (nan, nan)]),
    ("hardtanh", [(-inf, -1.0), (-0.0, -0.0), (0.5, 0.5), (inf, 1.0), (nan, nan)]),
    ("softsign", [(-inf, -1.0), (-0.0, -0.0), (1.0, 0.5), (LARGEST, 1.0), (inf, 1.0), (nan, nan)]),
    ("erf", [(-inf, -1.0), (-0.0, -0.0), (inf, 1.0), (nan, nan)]),
    ("erfc", [(-inf, 2.0), (0.0, 1.0), (inf, 0.0), (30.0, 0.0), (nan, nan)]),
    ("gauss", [(-inf, 0.0), (0.0, 1.0), (inf, 0.0), (1e300, 0.0), (nan, nan)]),
    ("gaussian", [(2.0, 0.0, 7.0, 2.0), (-2.0, 1.0, 1e9, -0.0), (2.0, 0.0, inf, nan), (1.0, -1.0, 2.0, nan)]),
    ("normal_cdf", [(-inf, 0.0), (0.0, 0.5), (inf, 1.0), (nan, nan)]),
    ("gamma", [(0.0, inf), (-0.0, -inf), (-1.0, nan), (-2.0, nan)]),
    ("gamma", [(5.0, 24.0), (172.0, inf), (inf, inf), (-inf, nan)]),
    ("gamma", [(SMALLEST, inf), (-SMALLEST, -inf), (-200.5, -0.0), (-201.5, 0.0), (-1e300, nan), (nan, nan)]),
    ("lgamma", [(1.0, 0.0), (2.0, 0.0), (0.0, inf), (-0.0, inf)]),
    ("lgamma", [(-1.0, inf), (inf, inf), (-inf, inf), (nan, nan)]),
    ("digamma", [(0.0, -inf), (-0.0, inf), (-1.0, nan), (-1e300, nan), (inf, inf), (-inf, nan), (nan, nan)]),
    ("digamma", [(SMALLEST, -inf), (-SMALLEST, inf)]),
    ("polygamma", [(0.0, inf, inf), (1.0, inf, 0.0), (2.0, inf, -0.0), (1.0, -inf, nan), (1.0, nan, nan)]),
    ("polygamma", [(1.0, 0.0, inf), (1.0, -0.0, inf), (1.0, -3.0, inf), (2.0, 0.0, -inf), (2.0, -0.0, inf)]),
    ("polygamma", [(2.0, -3.0, nan), (0.5, 1.0, nan), (-1.0, 1.0, nan), (inf, 1.0, nan), (nan, 1.0, nan)]),
    ("polygamma", [(1e6, 1.0, -inf), (1e6, 1e6, -0.0), (1.0, 1e300, 1e-300), (1.0, SMALLEST, inf)]),
    ("besselj", [(0.0, 0.0, 1.0), (0.0, -0.0, 1.0), (1.0, 0.0, 0.0), (1.0, -0.0, -0.0), (-1.0, 0.0, -0.0)]),
    ("besselj", [(0.5, -1.0, nan), (0.5, 0.0, 0.0), (-0.5, 0.0, inf), (-1.5, 0.0, -inf)]),
    ("besselj", [(2.0, -0.0, 0.0), (2000.0, 1.0, nan), (0.0, inf, 0.0), (0.0, nan, nan)]),
    ("bessely", [(0.0, 0.0, -inf), (0.0, -0.0, -inf), (1.0, 0.0, -inf), (-1.0, 0.0, inf), (-2.0, 0.0, -inf)]),
    ("bessely", [(0.0, inf, 0.0), (0.0, -1.0, nan), (0.5, -1.0, nan), (2000.0, 1.0, nan), (0.0, -inf, nan)]),
    ("bessely", [(-0.5, 0.0, 0.0), (-1.0, 0.0, inf), (-1.7, 0.0, -inf), (-0.7, 0.0, inf), (0.3, 0.0, -inf)]),
    ("besseli", [(0.0, 0.0, 1.0), (1.0, -0.0, -0.0), (-1.0, 0.0, 0.0), (0.5, -1.0, nan), (-0.5, 0.0, inf)]),
    ("besseli", [(1.0, -inf, -inf), (2.0, -inf, inf), (0.5, inf, inf), (2000.0, 1.0, nan), (1.0, nan, nan)]),
    ("besselk", [(0.0, 0.0, inf), (0.5, -0.0, inf), (0.0, inf, 0.0), (0.0, -1.0, nan), (nan, 1.0, nan)]),
    ("ive", [(0.0, 0.0, 1.0), (0.0, inf, 0.0), (1.0, -inf, -0.0), (0.5, -1.0, nan), (0.5, 0.0, 0.0)]),
    ("kve", [(0.0, 0.0, inf), (0.0, inf, 0.0), (0.0, -1.0, nan), (0.0, nan, nan)]),
    ("besselj_slope", [(1.0, 0.0, 0.5), (-1.0, 0.0, -0.5), (0.5, 0.0, inf), (2.5, 0.0, 0.0), (0.0, inf, 0.0)]),
    ("besseli_slope", [(1.0, 0.0, 0.5), (-1.0, 0.0, 0.5), (0.5, 0.0, inf), (-0.5, 0.0, -inf), (0.0, inf, inf)]),
    ("bessely_slope", [(0.0, 0.0, inf), (-1.0, 0.0, -inf), (-0.5, 0.0, inf), (-1.5, 0.0, 0.0), (0.0, inf, 0.0)]),
    ("besselk_slope", [(0.0, 0.0, -inf), (0.0, inf, -0.0), (0.0, -1.0, nan)]),
    ("ive_slope", [(0.0, 0.0, 0.0), (1.0, 0.0, 0.5), (0.0, inf, -0.0), (0.5, 0.0, inf)]),
    ("kve_slope", [(0.0, 0.0, -inf), (0.0, inf, -0.0), (0.0, -1.0, nan)]),
    ("ellipk", [(1.0, inf), (-inf, 0.0), (1.5, nan), (nan, nan)]),
    ("ellipe", [(1.0, 1.0), (-inf, inf), (1.5, nan), (nan, nan)]),
    ("ellipk_derivative", [(1.0, 1.0, inf), (-inf, 1.0, 0.0), (0.5, 0.5, nan), (0.5, -1.0, nan), (1.5, 1.0, nan)]),
    ("ellipe_derivative", [(1.0, 1.0, -inf), (-inf, 1.0, -0.0), (0.5, 0.5, nan), (1.0, 0.0, 1.0), (1.5, 1.0, nan)]),
    ("zeta", [(2.0, 0.0, inf), (2.0, inf, 0.0), (1.0, 2.0, nan), (0.5, 2.0, nan), (2.0, -1.0, nan), (nan, 1.0, nan)]),
    ("dilogarithm", [(0.0, 0.0), (-0.0, -0.0), (1.0, 1.6449340668482264), (1.5, nan), (-inf, -inf), (nan, nan)]),
    ("airyai", [(inf, 0.0), (-inf, 0.0), (nan, nan), (1e300, 0.0)]),
    ("airybi", [(inf, inf), (-inf, 0.0), (nan, nan), (1e300, inf)]),
    ("airyaiprime", [(inf, -0.0), (-inf, nan), (nan, nan)]),
    ("airybiprime", [(inf, inf), (-inf, nan), (nan, nan)]),
    ("bessely", [(50.0, 1e-300, -inf), (-51.0, 1e-300, inf), (inf, 1.0, nan), (nan, 1.0, nan), (0.0, nan, nan)]),
    ("besselj", [(50.0, 1e-300, 0.0), (51.0, -1e-300, -0.0), (inf, 1.0, nan), (nan, 1.0, nan)]),
    ("power", [(-8.0, 1 / 3, nan), (0.0, 0.0, 1.0), (0.0, -1.0, inf), (-0.0, -1.0, -inf), (-0.0, -2.0, inf)]),
    ("power", [(-inf, 0.5, inf), (-0.0, 0.5, 0.0)]),
    ("power", [(-0.0, 3.0, -0.0), (-10.0, 401.0, -inf)]),
    ("power", [(-10.0, 400.0, inf), (nan, 0.0, 1.0), (1.0, nan, 1.0)]),
    ("divide", [(1.0, 0.0, inf), (1.0, -0.0, -inf), (-1.0, 0.0, -inf), (0.0, 0.0, nan), (nan, 0.0, nan)]),
    ("mod", [(-7.0, 3.0, 2.0), (7.0, -3.0, -2.0), (5.0, inf, 5.0)]),
    ("mod", [(-5.0, inf, inf), (5.0, 0.0, nan), (inf, 3.0, nan)]),
    ("round", [(0.5, 0.0), (1.5, 2.0), (2.5, 2.0), (-0.5, -0.0), (-1.5, -2.0), (1e300, 1e300)]),
    ("exp", [(1000.0, inf), (-1000.0, 0.0)]),
    ("log", [(0.0, -inf), (-0.0, -inf), (-1.0, nan)]),
    ("hypot", [(inf, nan, inf), (LARGEST, LARGEST, inf), (0.0, -0.0, 0.0)]),
]  # fmt: skip


def same(value: float, expected: float) -> bool:
    """Equal, with equal signs of zeros, or both nan."""
    if expected != expected:
        return value != value
    return value == expected and math.copysign(1.0, value) == math.copysign(1.0, expected)
