"""What Bessel functions and Airy functions should be, and where to compare, as in `float_rows`."""

import random
from collections.abc import Callable
from typing import Any

from flint import arb
from mpmath import mp  # type: ignore[import-untyped, unused-ignore]

from support.float_rows import REAL_ORDERS, TINY, Points, Row, alone, bessel, both, near, sharp

_random = random.Random(13)


def spread(low: float, high: float, count: int) -> list[float]:
    """Positive numbers from 10^low to 10^high, evenly in the exponent, shaken a little."""
    gap = (high - low) / count
    return [float(mp.mpf(10) ** (low + gap * (i + _random.random()))) for i in range(count)]


DIFFERENCE, MEAN = ((0.5, -1), (-0.5, 1)), ((0.5, -1), (0.5, 1))


def exact_besselj_slope(n: Any, x: Any) -> Any:
    return bessel("bessel_j", n, x, *DIFFERENCE)


def exact_bessely_slope(n: Any, x: Any) -> Any:
    return bessel("bessel_y", n, x, *DIFFERENCE)


def exact_besseli(n: Any, x: Any) -> Any:
    return bessel("bessel_i", n, x)


def exact_besseli_slope(n: Any, x: Any) -> Any:
    return bessel("bessel_i", n, x, *MEAN)


def exact_besselk(n: Any, x: Any) -> Any:
    return bessel("bessel_k", n, x)


def exact_besselk_slope(n: Any, x: Any) -> Any:
    return -bessel("bessel_k", n, x, *MEAN)


def exact_ive(n: Any, x: Any) -> Any:
    return bessel("bessel_i", n, x, scaled=True) * (-1 if x < 0 and n % 2 else 1)


def exact_ive_slope(n: Any, x: Any) -> Any:
    slope = bessel("bessel_i", n, x, (0.5, -1), (-1.0, 0), (0.5, 1), scaled=True)
    return slope * (-1 if x < 0 and n % 2 == 0 else 1)


def exact_kve(n: Any, x: Any) -> Any:
    return bessel("bessel_k", n, x, scaled=True)


def exact_kve_slope(n: Any, x: Any) -> Any:
    return bessel("bessel_k", n, x, (-0.5, -1), (1.0, 0), (-0.5, 1), scaled=True)


def exact_airy(function: str, derivative: int) -> Callable[..., Any]:
    return lambda x: sharp(lambda: getattr(arb(x), function)(derivative=derivative))


SIZES = [*spread(-20, 9, 14), *(_random.uniform(0.0, 40.0) for _ in range(10))]
WHOLE = (0.0, 1.0, 2.0, -1.0, -4.0, 7.0, -30.0, 100.0, 1000.0)
SECOND_KIND: Points = [*((_random.choice(WHOLE), x) for x in SIZES + SIZES), *REAL_ORDERS]
FIRST_KIND: Points = [*SECOND_KIND, *((n, -x) for n, x in SECOND_KIND[:20])]
AIRY = [*TINY, *both(spread(-20, 2, 14)), *(_random.uniform(-30.0, 30.0) for _ in range(30)), -1e9, -3e4]

ROWS = [
    Row("besselj_slope", exact_besselj_slope, [*FIRST_KIND, *((0.0, x) for x in near(3.8317059702075125))], bound=10.0),
    Row("bessely_slope", exact_bessely_slope, [*SECOND_KIND, *((0.0, x) for x in near(2.197141326031017))], bound=10.0),
    *(
        Row(name, exact, SECOND_KIND if name[0] == "k" or "selk" in name else FIRST_KIND, bound=10.0)
        for name, exact in {
            "besseli": exact_besseli,
            "besseli_slope": exact_besseli_slope,
            "besselk": exact_besselk,
            "besselk_slope": exact_besselk_slope,
            "ive": exact_ive,
            "ive_slope": exact_ive_slope,
            "kve": exact_kve,
            "kve_slope": exact_kve_slope,
        }.items()
    ),
    Row("airyai", exact_airy("airy_ai", 0), alone(AIRY, near(-2.338107410459767))),
    Row("airybi", exact_airy("airy_bi", 0), alone(AIRY, near(-1.173713222709128))),
    Row("airyaiprime", exact_airy("airy_ai", 1), alone(AIRY, near(-1.018792971647471))),
    Row("airybiprime", exact_airy("airy_bi", 1), alone(AIRY, near(-2.294439682614123))),
]
