"""What entries over libraries of special functions should be, and where to compare, as in `float_rows`."""

import itertools
from collections.abc import Callable
from typing import Any

from flint import arb, ctx
from mpmath import mp  # type: ignore[import-untyped, unused-ignore]

from support.carlson_rows import EXACT as EXACT_CARLSON
from support.carlson_rows import ROWS as CARLSON
from support.defined_rows import by_arb
from support.float_rows import Points, Row, alone, both, near, spread, uniform
from support.integral_rows import EXACT as EXACT_INTEGRALS
from support.integral_rows import ROWS as INTEGRALS

inf, nan = float("inf"), float("nan")
SHARES = [*spread(-307, 0, 30), *uniform(0.0, 1.0, 40), *(1.0 - 2.0**-k for k in range(2, 31, 5))]
SIGNED = [*both(spread(-300, 0, 20)), *uniform(-1.0, 1.0, 30), *(1.0 - 2.0**-k for k in range(2, 31, 5))]
UP_TO_TWO = [*spread(-307, 0, 20), *uniform(0.0, 2.0, 30), *(2.0 - 2.0**-k for k in range(1, 31, 5)), *near(1.0)]
TAILS = [*uniform(-37.0, 25.0, 40), *uniform(-3.0, 3.0, 30), *both(spread(-200, 0, 10)), *near(-0.5, -1.0)]
SCALED = [*uniform(-26.0, 30.0, 30), *uniform(-3.0, 3.0, 30), *both(spread(-300, 0, 10)), *spread(1, 150, 20)]


def of_balls(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function in mpmath's numbers of one that is written in balls."""
    return lambda *arguments: by_arb(function, *arguments)


def quantile(p: Any) -> Any:
    return -((2 * p).erfcinv()) * arb(2).sqrt()


def bell_of(value: Any) -> Any:
    return arb.pi().sqrt() / 2 * (value * value).exp()


def share(x: Any) -> Any:
    return (-x / arb(2).sqrt()).erfc() / 2


def log_share(x: Any) -> Any:
    if x < -1:
        return ((x * x / 2).hypgeom_u(arb(1) / 2, arb(1) / 2) / (2 * arb.pi().sqrt())).log() - x * x / 2
    return (-share(-x)).log1p() if x > 0 else share(x).log()


def mills(x: Any) -> Any:
    return (-x * x / 2).exp() / ((2 * arb.pi()).sqrt() * share(x))


def scaled(x: Any, n: Any) -> Any:
    value = (x * x).exp() * x.erfc()
    after = 2 * x * value - 2 / arb.pi().sqrt()
    for k in range(1, int(n.mid().str(radius=False, condense=0).split(".")[0]) + 1):
        value, after = after, 2 * x * after + 2 * k * value
    return value


def dawson(x: Any, n: Any) -> Any:
    """By recurrence, of which the bits that cancel are to spare; beyond reach by the leading term."""
    order = int(n.mid().str(radius=False, condense=0).split(".")[0])
    if abs(x) > 1e15:
        return (-1) ** order * arb(order).fac() / (2 * x ** (order + 1)) * (1 + arb(0, 1e-27))
    with ctx.workprec(ctx.prec + 400 + 120 * (order + 1)):
        value = x * (-x * x).hypgeom_1f1(1, arb(3) / 2)
        after = 1 - 2 * x * value
        for k in range(1, order + 1):
            value, after = after, -2 * x * after - 2 * k * value
        return value


NEARER = [*uniform(-12.0, 12.0, 40), *uniform(-1.0, 1.0, 20), *both(spread(-300, 0, 10)), *both(spread(1, 14, 10))]
GROWING = [*uniform(-26.6, 26.6, 40), *uniform(-1.0, 1.0, 20), *both(spread(-300, 0, 10))]
ROWS = [
    Row("dawsn", of_balls(lambda x: dawson(x, arb(0))), alone(NEARER), bound=4.0),
    Row(
        "dawsn_derivative",
        of_balls(dawson),
        [(x, n) for n in (0.0, 1.0, 2.0, 5.0) for x in NEARER[:: 3 + int(n)]],
        bound=10.0,
    ),
    Row("erfi", of_balls(arb.erfi), alone(GROWING)),
    Row("erfi_slope", of_balls(lambda x: 2 / arb.pi().sqrt() * (x * x).exp()), alone(GROWING)),
    Row("normal_quantile", of_balls(quantile), alone(SHARES)),
    Row("erfinv", of_balls(arb.erfinv), alone(SIGNED)),
    Row("erfcinv", of_balls(arb.erfcinv), alone(UP_TO_TWO)),
    Row(
        "normal_quantile_slope",
        of_balls(lambda p: (2 * arb.pi()).sqrt() * (quantile(p) ** 2 / 2).exp()),
        alone(SHARES),
        bound=8.0,
    ),
    Row("erfinv_slope", of_balls(lambda x: bell_of(x.erfinv())), alone(SIGNED), bound=8.0),
    Row("erfcinv_slope", of_balls(lambda x: bell_of(x.erfcinv())), alone(UP_TO_TWO), bound=8.0),
    Row("erfcx", of_balls(lambda x: scaled(x, arb(0))), alone(SCALED), bound=8.0),
    Row(
        "erfcx_derivative",
        of_balls(scaled),
        [(x, n) for n in (0.0, 1.0, 2.0, 5.0) for x in SCALED[:: 3 + int(n)]],
        bound=10.0,
    ),
    Row("log_normal_cdf", of_balls(log_share), alone(TAILS, [-x for x in spread(1, 150, 20)])),
    Row("inverse_mills", of_balls(mills), alone(TAILS), bound=10.0),
    Row("inverse_mills_slope", of_balls(lambda x: mills(x) * (x + mills(x))), alone(TAILS), bound=20.0),
]

ROWS += [*INTEGRALS, *CARLSON]

UPPER = [(a, x) for a in (1e-3, 0.4, 1.0, 2.5, 17.0, 90.0) for x in (a / 99, 0.6 * a, a, 1.3 * a + 0.1, 2 * a + 9)]
MIDDLE = [(a, b, x) for a in (0.02, 1.0, 2.5, 40.0) for b in (0.3, 1.0, 7.0) for x in (1e-4, 0.3, 0.75, 0.999)]


def derived(function: Callable[..., Any], places: int) -> Callable[..., Any]:
    """The derivative of a function of balls in its first parameters, of the orders that stand before them."""

    def exact(*operands: Any) -> Any:
        orders, parameters, rest = operands[:places], operands[places : 2 * places], operands[2 * places :]
        value = mp.diff(lambda *one: by_arb(function, *one, *rest), parameters, tuple(int(n) for n in orders))
        return value if any(orders) else by_arb(function, *parameters, *rest)

    return exact


def within(function: Callable[..., Any], places: int) -> Callable[..., Any]:
    """The derivative of a function of balls in its first parameters and its last, of the orders before them."""

    def exact(*operands: Any) -> Any:
        orders, inner = tuple(int(n) for n in operands[: places + 1]), operands[places + 1 :]
        if not any(orders):
            return by_arb(function, *inner)
        return mp.diff(lambda *one: by_arb(function, *one), inner, orders)

    return exact


def gamma_density(a: Any, x: Any) -> Any:
    return x ** (a - 1) * (-x).exp() / a.gamma()


def beta_density(a: Any, b: Any, x: Any) -> Any:
    return ((a - 1) * x.log() + (b - 1) * (-x).log1p() + (a + b).lgamma() - a.lgamma() - b.lgamma()).exp()


ROWS += [
    Row("gammainc", of_balls(lambda a, x: x.gamma_lower(a, 1)), UPPER, bound=10.0),
    Row("gammaincc", of_balls(lambda a, x: x.gamma_upper(a, 1)), UPPER, bound=10.0),
    Row("gamma_density", of_balls(gamma_density), UPPER, bound=10.0),
    Row(
        "gammainc_a",
        derived(lambda a, x: x.gamma_lower(a, 1), 1),
        [(n, a, x) for n in (0.0, 1.0, 2.0) for a, x in UPPER[2:20:4]],
        bound=10.0,
    ),
    Row(
        "gamma_density_ax",
        within(gamma_density, 1),
        [
            (m, n, a, x)
            for m, n in ((0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (2.0, 1.0), (0.0, 3.0))
            for a, x in UPPER[2:20:4]
        ],
    ),
    Row("betainc", of_balls(lambda a, b, x: x.beta_lower(a, b, 1)), MIDDLE, bound=10.0),
    Row("betaincc", of_balls(lambda a, b, x: (1 - x).beta_lower(b, a, 1)), MIDDLE, bound=10.0),
    Row("beta_density", of_balls(beta_density), MIDDLE, bound=10.0),
    Row(
        "betainc_ab",
        derived(lambda a, b, x: x.beta_lower(a, b, 1), 2),
        [(*n, *point) for n in ((0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0)) for point in MIDDLE[5:40:9]],
        bound=10.0,
    ),
    Row(
        "beta_density_abx",
        within(beta_density, 2),
        [(*n, *point) for n in (*itertools.product((0.0, 1.0), repeat=3), (0.0, 0.0, 3.0)) for point in MIDDLE[5:40:9]],
    ),
]

EXACT: list[tuple[str, Points]] = [
    *EXACT_INTEGRALS,
    *EXACT_CARLSON,
    ("dawsn", [(0.0, 0.0), (-0.0, -0.0), (inf, 0.0), (-inf, -0.0), (1e300, 5e-301), (nan, nan)]),
    ("dawsn_derivative", [(0.0, 1.0, 1.0), (0.0, 2.0, -0.0), (inf, 1.0, -0.0), (1.0, 0.5, nan), (nan, 1.0, nan)]),
    ("erfi", [(0.0, 0.0), (-0.0, -0.0), (inf, inf), (-inf, -inf), (27.0, inf), (-1e300, -inf), (nan, nan)]),
    ("erfi_slope", [(inf, inf), (-inf, inf), (27.0, inf), (-1e300, inf), (nan, nan)]),
    ("normal_quantile", [(0.0, -inf), (0.5, 0.0), (1.0, inf), (-1e-300, nan), (1.5, nan), (inf, nan), (nan, nan)]),
    ("normal_quantile_slope", [(0.0, inf), (1.0, inf), (-1e-300, nan), (nan, nan)]),
    ("erfinv", [(0.0, 0.0), (-0.0, -0.0), (1.0, inf), (-1.0, -inf), (1.5, nan), (-inf, nan), (nan, nan)]),
    ("erfinv_slope", [(1.0, inf), (-1.0, inf), (1.5, nan), (nan, nan)]),
    ("erfcinv", [(0.0, inf), (1.0, 0.0), (2.0, -inf), (-0.5, nan), (2.5, nan), (nan, nan)]),
    ("erfcinv_slope", [(0.0, inf), (2.0, inf), (2.5, nan), (nan, nan)]),
    ("erfcx", [(-inf, inf), (-30.0, inf), (0.0, 1.0), (inf, 0.0), (nan, nan)]),
    ("erfcx_derivative", [(inf, 1.0, -0.0), (-inf, 1.0, -inf), (1.0, 0.5, nan), (1.0, -1.0, nan), (nan, 1.0, nan)]),
    ("log_normal_cdf", [(-inf, -inf), (inf, -0.0), (nan, nan)]),
    ("inverse_mills", [(-inf, inf), (inf, 0.0), (nan, nan)]),
    (
        "gammainc",
        [(2.5, 0.0, 0.0), (2.5, inf, 1.0), (-1.0, 1.0, nan), (1.0, -1.0, nan), (2e6, 1.0, nan), (nan, 1.0, nan)],
    ),
    ("gammaincc", [(2.5, 0.0, 1.0), (2.5, inf, 0.0), (0.5, 1e5, 0.0), (1.0, -1.0, nan), (1.0, nan, nan)]),
    ("gamma_density", [(0.5, 0.0, inf), (1.0, 0.0, 1.0), (2.0, 0.0, 0.0), (2.0, inf, 0.0), (2.0, -1.0, nan)]),
    (
        "gamma_density_ax",
        [
            *((0.0, 1.0, 0.5, 0.0, -inf), (0.0, 1.0, 1.0, 0.0, -1.0), (0.0, 1.0, 1.5, 0.0, inf)),
            *((0.0, 1.0, 2.0, 0.0, 1.0), (0.0, 1.0, 2.5, 0.0, 0.0), (0.0, 4.0, 3.0, 0.0, 6.0)),
            *((1.0, 0.0, 2.0, 0.0, 0.0), (1.0, 0.0, 1.0, 0.0, -inf), (1.0, 1.0, 1.0, 0.0, inf)),
            *((0.0, 1.0, 2.0, inf, 0.0), (0.5, 1.0, 2.0, 1.0, nan), (0.0, 1.0, 2.0, -1.0, nan)),
        ],
    ),
    ("gammainc_a", [(1.0, 2.0, 0.0, 0.0), (1.0, 2.0, inf, 0.0), (0.5, 2.0, 1.0, nan), (-1.0, 2.0, 1.0, nan)]),
    ("betainc", [(2.0, 3.0, 0.0, 0.0), (2.0, 3.0, 1.0, 1.0), (2.0, 3.0, 1.5, nan), (0.0, 3.0, 0.5, nan)]),
    ("betaincc", [(2.0, 3.0, 0.0, 1.0), (2.0, 3.0, 1.0, 0.0), (2.0, 3.0, -0.5, nan), (2.0, nan, 0.5, nan)]),
    ("beta_density", [(0.5, 3.0, 0.0, inf), (1.0, 3.0, 0.0, 3.0), (2.0, 0.5, 1.0, inf), (2.0, 3.0, 2.0, nan)]),
    (
        "beta_density_abx",
        [
            *((0.0, 0.0, 1.0, 0.5, 0.5, 0.0, -inf), (0.0, 0.0, 1.0, 0.5, 0.5, 1.0, inf)),
            *((0.0, 0.0, 1.0, 1.0, 3.0, 0.0, -6.0), (0.0, 0.0, 1.0, 2.0, 3.0, 0.0, 12.0)),
            *((0.0, 0.0, 1.0, 2.0, 3.0, 1.0, 0.0), (0.0, 0.0, 2.0, 2.0, 3.0, 1.0, 24.0)),
            *((0.0, 1.0, 1.0, 2.0, 3.0, 0.0, 7.0), (1.0, 0.0, 0.0, 1.0, 3.0, 0.0, -inf)),
            (0.0, 0.5, 1.0, 2.0, 3.0, 0.5, nan),
        ],
    ),
    ("inverse_mills_slope", [(-inf, 1.0), (inf, 0.0), (nan, nan)]),
]
