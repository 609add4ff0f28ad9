"""What entries by definition should be: the function in mpmath numbers, and where to compare, as in `float_rows`."""

import math
from collections.abc import Callable
from typing import Any

from flint import arb, ctx
from mpmath import mp  # type: ignore[import-untyped, unused-ignore]

from support.bessel_rows import ROWS as BESSEL
from support.elliptic_rows import ROWS as ELLIPTIC
from support.float_rows import (
    BETWEEN_POLES,
    EVERYWHERE,
    EXPONENTS,
    MODERATE,
    POSITIVE,
    Row,
    above,
    alone,
    below,
    both,
    near,
    pairs,
    spread,
    uniform,
)
from support.series_rows import ROWS as SERIES

PI = 3.141592653589793
ABOVE_ONE = both([*above(1.0), *(x for x in POSITIVE if x > 1.0), *uniform(1.0, 9.0, 80)])


def inverse(function: Any) -> Any:
    """The inverse of 1/f from the inverse of f, with digits to lose where 1/x is near 1."""

    def exact(x: Any) -> Any:
        with mp.workdps(2 * mp.dps + 40):
            return mp.re(function(1 / x))

    return exact


def exact_fmod(x: Any, y: Any) -> Any:
    with mp.workdps(mp.dps + 60):
        return mp.sign(x) * (abs(x) - abs(y) * mp.floor(abs(x / y)))


def exact_factorial(x: Any) -> Any:
    return by_arb(lambda ball: (ball + 1).gamma(), x)


def exact_trigamma(x: Any) -> Any:
    if x > 0:
        return by_arb(arb(2).zeta, x)
    return by_arb(lambda ball: (arb.pi() / (arb.pi() * ball).sin()) ** 2 - arb(2).zeta(1 - ball), x)


def by_arb(function: Callable[..., Any], *arguments: Any) -> Any:
    """The number that a function of balls encloses, in a hundredth of the time that mpmath takes."""
    for more in range(100, 20000, 800):
        with ctx.workprec(mp.prec + more):
            ball = function(*map(arb, arguments))
            if ball.rel_accuracy_bits() > mp.prec:
                return +mp.make_mpf(ball.mid()._mpf_)
    raise AssertionError(arguments)


def exact_softplus(x: Any) -> Any:
    return mp.log1p(mp.exp(x))


def exact_log1mexp(x: Any) -> Any:
    return mp.log(-mp.expm1(x)) if x > -1 else mp.log1p(-mp.exp(x))


def exact_squareplus(x: Any, b: Any) -> Any:
    root = mp.sqrt(x * x + b)
    return b / (root - x) / 2 if x < 0 else (x + root) / 2


def exact_huber(x: Any, delta: Any) -> Any:
    return x * x / 2 if abs(x) <= delta else delta * (abs(x) - delta / 2)


def exact_bce(x: Any, y: Any) -> Any:
    return y * exact_softplus(-x) + (1 - y) * exact_softplus(x)


def exact_celu(x: Any, alpha: Any) -> Any:
    return x if x > 0 else alpha * mp.expm1(x / alpha)


def exact_lbeta(a: Any, b: Any) -> Any:
    return by_arb(lambda x, y: x.lgamma() + y.lgamma() - (x + y).lgamma(), a, b)


def exact_polygamma_difference(n: Any, x: Any, y: Any) -> Any:
    size = (-1) ** (int(n) + 1) * mp.factorial(int(n))
    if n == 0:
        return by_arb(lambda one, step: (one + step).digamma() - one.digamma(), x, y)
    return size * by_arb(lambda one, step: arb(int(n) + 1).zeta(one + step) - arb(int(n) + 1).zeta(one), x, y)


SHAPES = [*pairs(uniform(0.0, 9.0), uniform(0.0, 9.0), 40), *pairs(spread(-9, 6), spread(-9, 6), 60)]


def exact_mish_derivative(x: Any) -> Any:
    share = mp.tanh(exact_softplus(x))
    return share + x * (1 - share**2) / (1 + mp.exp(-x))


def exact_residual(x: Any, y: Any) -> Any:
    return (1 - y) / (1 + mp.exp(-x)) - y / (1 + mp.exp(x))


SHARES = [*uniform(0.0, 1.0, 60), 1e-10, 1e-3, 1.0, 0.5]
ROWS = [
    Row("sec", mp.sec, alone(EVERYWHERE, near(PI / 2, 11.0), [1e300], uniform(-50, 50))),
    Row("csc", mp.csc, alone(EVERYWHERE, near(PI, 22.0), [1e300], uniform(-50, 50))),
    Row("cot", mp.cot, alone(EVERYWHERE, near(PI / 2, PI, 11.0, 22.0), uniform(-50, 50))),
    Row("csch", mp.csch, alone(EXPONENTS, near(0.0, 710.47), both(uniform(700, 745, 40)))),
    Row("coth", mp.coth, alone(EXPONENTS, near(0.0, 19.0, 22.0))),
    Row("asec", inverse(mp.acos), alone(ABOVE_ONE)),
    Row("acsc", inverse(mp.asin), alone(ABOVE_ONE)),
    Row("acot", lambda x: mp.atan(1 / x), alone(EVERYWHERE, uniform(-5, 5))),
    Row("asech", inverse(mp.acosh), alone([*spread(-323, 0), *spread(-5, 0), *uniform(0.0, 1.0, 80), *below(1.0)])),
    Row("acsch", lambda x: mp.asinh(1 / x), alone(EVERYWHERE, near(1.0), uniform(-3, 3))),
    Row("acoth", inverse(mp.atanh), alone(ABOVE_ONE)),
    Row("radians", lambda x: x * mp.pi / 180, alone(EVERYWHERE)),
    Row("degrees", lambda x: x * 180 / mp.pi, alone(EVERYWHERE)),
    Row("exp10", lambda x: mp.mpf(10) ** x, alone(MODERATE, uniform(-323, 308), near(308.0, -307.0))),
    Row("rsqrt", lambda x: 1 / mp.sqrt(x), alone(POSITIVE)),
    Row("log1mexp", exact_log1mexp, alone([-abs(x) for x in EXPONENTS], near(-0.693, -37.0))),
    Row("heaviside", lambda x, h: h if x == 0 else mp.mpf(x > 0), pairs([0.0, *MODERATE], MODERATE, 100)),
    Row("copysign", lambda x, y: -abs(x) if y < 0 else abs(x), pairs(EVERYWHERE, EVERYWHERE, 100)),
    Row("frac", lambda x: x - mp.sign(x) * mp.floor(abs(x)), alone(MODERATE, uniform(-1e6, 1e6, 60))),
    Row("fmod", exact_fmod, pairs(both(spread(-20, 20)), both(spread(-20, 20)))),
    Row(
        "factorial",
        exact_factorial,
        alone(both(spread(-308, 0)), uniform(0.0, 170.7, 200), BETWEEN_POLES, near(0.4616321449683623)),
        bound=10.0,
    ),
    Row(
        "trigamma",
        exact_trigamma,
        alone([*spread(-20, 2, 20), *uniform(0.0, 9.0, 20), *uniform(-6.0, 0.0, 20)]),
        bound=10.0,
    ),
    Row("celu", exact_celu, pairs(EXPONENTS, spread(-3, 3)) + pairs(MODERATE, [1.0, *uniform(0.1, 9.0, 20)])),
    Row("lbeta", exact_lbeta, [*SHAPES, (1.0, 1.0 + 1e-9), (2.0, 0.5), (1e300, 1e-300), (1e-300, 3.0)], bound=10.0),
    Row("beta", lambda a, b: mp.exp(exact_lbeta(a, b)), SHAPES, bound=10.0),
    Row(
        "binomial",
        lambda n, k: mp.exp(-exact_lbeta(n - k + 1, k + 1)) / (n + 1),
        [(a + b, b) for a, b in SHAPES]
        + [(float(n), float(k)) for n in (5, 50, 999) for k in (0, 1, 2, n // 2, n - 1)],
        bound=10.0,
    ),
    Row(
        "polygamma_difference",
        exact_polygamma_difference,
        [(n, x, y) for n in (0.0, 1.0, 3.0) for x, y in SHAPES[:40]] + [(0.0, x, -x * 0.3) for x, _ in SHAPES[:20]],
        bound=10.0,
    ),
    Row(
        "mish",
        lambda x: x * mp.tanh(exact_softplus(x)),
        alone(EXPONENTS, uniform(-740, -690, 40), uniform(-3.0, 0.0), near(-1.1924312145154937), spread(3, 300)),
    ),
    Row(
        "mish_derivative",
        exact_mish_derivative,
        alone([x for x in EXPONENTS if x > -700], uniform(-3.0, 0.0), near(-1.1924312145154952), spread(3, 300)),
    ),
    Row(
        "sigmoid_residual",
        exact_residual,
        pairs(MODERATE, SHARES)
        + [(x, 1 / (1 + math.exp(-x)) * (1 + s)) for x in uniform(-9, 9, 40) for s in (0, 1e-9)],
    ),
    Row("root_of_squares", mp.sqrt, alone(POSITIVE)),
    Row("hard_sigmoid", lambda x: min(max(x + 3, mp.mpf(0)), mp.mpf(6)) / 6, alone(MODERATE, near(3.0, -3.0))),
    Row(
        "hard_swish",
        lambda x: x * min(max(x + 3, mp.mpf(0)), mp.mpf(6)) / 6,
        alone(EVERYWHERE, MODERATE, near(3.0, -3.0, -1.5)),
    ),
    Row(
        "softshrink",
        lambda x, t: mp.sign(x) * max(abs(x) - t, mp.mpf(0)),
        pairs(MODERATE, [0.5, 1e-3, 3.0, *uniform(0.0, 2.0, 20)]),
    ),
    Row("squareplus", exact_squareplus, pairs(EVERYWHERE, spread(-290, 290)) + pairs(MODERATE, uniform(0.1, 9.0, 40))),
    Row("huber", exact_huber, pairs(MODERATE, uniform(0.01, 9.0, 40)) + pairs(both(spread(-150, 150)), spread(-3, 3))),
    Row("binary_cross_entropy", exact_bce, pairs(MODERATE, SHARES) + pairs(EXPONENTS, SHARES, 100)),
    *BESSEL,
    *ELLIPTIC,
    *SERIES,
]
