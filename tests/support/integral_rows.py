"""What Lambert's function and the integrals should be, and where to compare, as in `float_rows`."""

from collections.abc import Callable
from typing import Any

from flint import acb, arb
from mpmath import mp  # type: ignore[import-untyped, unused-ignore]

from support.float_rows import Points, Row, alone, both, sharp, spread, uniform

inf, nan = float("inf"), float("nan")
# The least double above -1/e, and the one nearest to it, which stands for it.
LEAST, EDGE = -0.3678794411714423, -0.36787944117144233
SIZES = [*spread(-300, 0, 15), *uniform(0.0, 1.0, 10), *uniform(0.0, 30.0, 20)]
EXPONENTS = [*SIZES, *uniform(30.0, 690.0, 10)]
WAVES = [*SIZES, *spread(1, 8, 20), 0.6165054856207162, 3.3841804225, 6.427047744050368]
ABOVE_EDGE = [*SIZES, *spread(1, 300, 15), *uniform(-0.36, 0.0, 20), *(LEAST + 10.0**-k for k in range(2, 12, 3))]
BELOW_ZERO = [
    *(-0.7 * 10.0**-k for k in range(1, 300, 15)),
    *(LEAST * k / 23 for k in range(1, 23)),
    *(LEAST + 10.0**-k for k in range(2, 9, 3)),
    -0.27067056647322535,
]


def of_balls(function: Callable[[Any], Any]) -> Callable[..., Any]:
    """The function in mpmath's numbers of one that is written in balls."""
    return lambda x: sharp(lambda: function(arb(x)))


def slope(x: Any, branch: int = 0) -> Any:
    value = x.lambertw(branch)
    return (-value).exp() / (1 + value)


ROWS = [
    Row("lambertw", of_balls(arb.lambertw), alone(ABOVE_EDGE, [LEAST])),
    Row("lambertw_slope", of_balls(slope), alone(ABOVE_EDGE, [LEAST])),
    Row("lambertw_lower", of_balls(lambda x: x.lambertw(-1)), alone(BELOW_ZERO)),
    Row("lambertw_lower_slope", of_balls(lambda x: slope(x, -1)), alone(BELOW_ZERO)),
    Row(
        "lambertw_branch",
        lambda x, k: sharp(lambda: arb(x).lambertw(int(k))),
        [*((x, -1.0) for x in BELOW_ZERO[::3]), *((x, 0.0) for x in ABOVE_EDGE[::4])],
    ),
    Row("expi", of_balls(arb.ei), alone(both(EXPONENTS), [0.37250741078136663])),
    Row("exp1", of_balls(lambda x: x.expint(1)), alone(EXPONENTS)),
    Row(
        "expn",
        lambda n, x: sharp(lambda: arb(x).expint(int(n))),
        [(n, x) for n in (-2.0, 0.0, 1.0, 2.0, 7.0, 50.0) for x in SIZES[::4] if x > 1e-30],
    ),
    Row("sine_integral", of_balls(arb.si), alone(both(WAVES))),
    Row("cosine_integral", of_balls(arb.ci), alone(WAVES)),
    Row("sinh_integral", of_balls(arb.shi), alone(both(EXPONENTS))),
    Row("cosh_integral", of_balls(arb.chi), alone(EXPONENTS, [0.523822571389864])),
]
HALF_PI = float(mp.pi / 2)
EXACT: list[tuple[str, Points]] = [
    (
        "lambertw",
        [(0.0, 0.0), (-0.0, -0.0), (inf, inf), (EDGE, -1.0), (-0.37, nan), (-inf, nan), (nan, nan)],
    ),
    ("lambertw_slope", [(0.0, 1.0), (inf, 0.0), (EDGE, inf), (-0.37, nan), (-inf, nan), (nan, nan)]),
    ("lambertw_lower", [(0.0, -inf), (-0.0, -inf), (EDGE, -1.0), (-0.37, nan), (0.1, nan), (inf, nan), (nan, nan)]),
    ("lambertw_lower_slope", [(0.0, -inf), (EDGE, -inf), (-0.37, nan), (0.1, nan), (nan, nan)]),
    ("lambertw_branch", [(0.0, -1.0, -inf), (0.0, 0.0, 0.0), (EDGE, -1.0, -1.0), (1.0, -1.0, nan), (-0.1, 1.0, nan)]),
    ("expi", [(0.0, -inf), (-0.0, -inf), (inf, inf), (-inf, -0.0), (717.0, inf), (nan, nan)]),
    ("exp1", [(0.0, inf), (inf, 0.0), (-1.0, nan), (-inf, nan), (nan, nan)]),
    ("expn", [(2.0, 0.0, 1.0), (3.0, 0.0, 0.5), (1.0, 0.0, inf), (0.0, 0.0, inf), (-3.0, 0.0, inf), (2.0, inf, 0.0)]),
    ("expn", [(0.5, 1.0, nan), (2.0, -1.0, nan), (2.0, nan, nan), (nan, 2.0, nan), (2000.0, 1.0, nan)]),
    ("sine_integral", [(0.0, 0.0), (-0.0, -0.0), (inf, HALF_PI), (-inf, -HALF_PI), (nan, nan)]),
    ("cosine_integral", [(0.0, -inf), (inf, 0.0), (-1.0, nan), (-inf, nan), (nan, nan)]),
    ("sinh_integral", [(0.0, 0.0), (-0.0, -0.0), (inf, inf), (-inf, -inf), (nan, nan)]),
    ("cosh_integral", [(0.0, -inf), (inf, inf), (-1.0, nan), (nan, nan)]),
]


def wave(sine: bool) -> Callable[[Any], Any]:
    return lambda x: (x * x / 2).sin_pi() if sine else (x * x / 2).cos_pi()


def owen(h: Any, a: Any) -> Any:
    """The integral itself, over the whole interval."""
    h, a = abs(h), arb(a)

    def value() -> Any:
        bell = arb(h * h) / 2
        inner = acb.integral(lambda t, _: (-bell * (a * t) ** 2).exp() / (1 + (a * t) ** 2), 0, 1).real
        return (-bell).exp() / (2 * arb.pi()) * a * inner

    return sharp(value)


SQUARES = [*uniform(-30.0, 30.0, 40), *uniform(-2.0, 2.0, 20), *both(spread(-90, 0, 10)), *both(spread(1, 15, 10))]
CORRELATED = [(h, a) for h in (-7.3, -1.1, 1e-9, 0.4, 2.0, 5.5) for a in (1e-12, 0.03, 0.7, 1.0, 2.4, 31.0)]
ROWS += [
    Row("fresnels", of_balls(arb.fresnel_s), alone(SQUARES)),
    Row("fresnelc", of_balls(arb.fresnel_c), alone(SQUARES)),
    Row("fresnels_slope", of_balls(wave(True)), alone(SQUARES)),
    Row("fresnelc_slope", of_balls(wave(False)), alone(SQUARES)),
    Row("owens_t", owen, CORRELATED),
    Row(
        "owens_t_density",
        lambda h, a: mp.exp(-h * h * (1 + a * a) / 2) / (2 * mp.pi * (1 + a * a)),
        [(h, a) for h, a in CORRELATED if abs(h * a) < 30],
    ),
]
EXACT += [
    ("fresnels", [(0.0, 0.0), (-0.0, -0.0), (inf, 0.5), (-inf, -0.5), (1e300, 0.5), (nan, nan)]),
    ("fresnelc", [(0.0, 0.0), (-0.0, -0.0), (inf, 0.5), (-inf, -0.5), (1e300, 0.5), (nan, nan)]),
    ("fresnels_slope", [(0.0, 0.0), (1.0, 1.0), (2.0, 0.0), (3.0, 1.0), (1e300, 0.0), (inf, nan), (nan, nan)]),
    ("fresnelc_slope", [(0.0, 1.0), (2.0, 1.0), (1e300, 1.0), (inf, nan), (nan, nan)]),
    ("owens_t", [(0.0, 1.0, 0.125), (inf, 2.0, 0.0), (0.0, inf, 0.25), (1.0, -0.0, -0.0), (nan, 1.0, nan)]),
    ("owens_t", [(-inf, -2.0, -0.0), (50.0, 0.5, 0.0), (1.0, nan, nan)]),
    ("owens_t_density", [(inf, 1.0, 0.0), (1.0, inf, 0.0), (1.0, nan, nan)]),
]
