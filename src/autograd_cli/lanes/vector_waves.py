"""Vector kernels of waves and bells of a square, without loss in the square, and of what is integrated from them.

In and out as in `vectormath.py`. Those of `OVER_SCIPY` are there where SciPy is installed.

*Source*: DLMF 7.6, 7.12 (series of the Fresnel integrals).
"""

import math
from collections.abc import Callable
from functools import cache

from autograd_cli.lanes.mathematics import Mathematics, Vector

ROOT_OF_PI = math.sqrt(math.pi)
# Up to where a Fresnel integral is computed by its series, and from where on by one in 1/x; how many terms these have.
NEAR, NEAR_TERMS, FAR, FAR_TERMS = 1.2, 12, 6.0, 9
# The square root of 1/2 in two parts.
_ROOT, _ROOT_REST = 0.7071067811865476, -4.833646656726457e-17
# How many nodes Gauss' rule has; how far out a bell is followed, of which 1e-18 is left there.
NODES, REACH = 44, 9.0
# Squares of larger numbers are not split.
LARGEST = 1e100


def normal_cdf(m: Mathematics, x: Vector) -> Vector:
    # erfc(t + rest) to first order: far out, the rounding error of t = -x/sqrt(2) would count 1500 times.
    t = -x * _ROOT
    rest = m.product_error(-x, _ROOT, t) - x * _ROOT_REST
    rest = m.where(m.absolute(x) < 40.0, rest, 0.0)
    slope = 1.1283791670955126 * m.elementary("exp", -(0.5 * (x * x)))
    result = 0.5 * (m.elementary("erfc", t) - slope * rest)
    return m.lanes("normal_cdf", (x < -37.0) & (x > -40.0), result, x)


def erfi_slope(m: Mathematics, x: Vector) -> Vector:
    squared = x * x
    rest = m.where(m.absolute(x) < 30.0, m.product_error(x, x, squared), 0.0)
    bell = m.elementary("exp", squared)
    return m.lanes("erfi_slope", m.absolute(x) > 26.6, 2.0 / ROOT_OF_PI * (bell + bell * rest), x)


def fresnels_slope(m: Mathematics, x: Vector) -> Vector:
    return _wave(m, "fresnels_slope", x, 0)


def fresnelc_slope(m: Mathematics, x: Vector) -> Vector:
    return _wave(m, "fresnelc_slope", x, 1)


def _wave(m: Mathematics, name: str, x: Vector, ahead: int) -> Vector:
    """The sine of x^2 + `ahead` quarters of a turn."""
    squared = x * x
    rest = m.product_error(x, x, squared)
    quarters = m.elementary("fmod", squared, 4.0) + m.elementary("fmod", rest, 4.0)
    nearest = m.elementary("round", quarters)
    beside = (m.elementary("fmod", squared, 4.0) - nearest) + m.elementary("fmod", rest, 4.0)
    angle = math.pi / 2.0 * beside
    turn = nearest + (8.0 + ahead)
    turn = turn - 4.0 * m.elementary("floor", 0.25 * turn)
    sine, cosine = m.elementary("sin", angle), m.elementary("cos", angle)
    upright = m.where((turn == 0.0) | (turn == 2.0), sine, cosine)
    value = m.where(turn >= 2.0, -upright, upright)
    return m.lanes(name, m.absolute(x) > LARGEST, value, x)


def fresnels(m: Mathematics, x: Vector) -> Vector:
    squared = x * x
    near = x * (squared * _series(squared, [_term(k, 2 * k + 1, 4 * k + 3) for k in range(NEAR_TERMS)]))
    first, second = _far(m, x)
    far = -first * fresnelc_slope(m, x) - second * fresnels_slope(m, x)
    return _fresnel(m, "fresnels", x, near, far)


def fresnelc(m: Mathematics, x: Vector) -> Vector:
    near = x * _series(x * x, [_term(k, 2 * k, 4 * k + 1) for k in range(NEAR_TERMS)])
    first, second = _far(m, x)
    far = first * fresnels_slope(m, x) - second * fresnelc_slope(m, x)
    return _fresnel(m, "fresnelc", x, near, far)


def _fresnel(m: Mathematics, name: str, x: Vector, near: Vector, far: Vector) -> Vector:
    size = m.absolute(x)
    value = m.where(size < NEAR, near, m.where(size > FAR, m.copysign(0.5, x) + far, m.elementary(f"scipy.{name}", x)))
    return m.lanes(name, (size > 1e15) | (size < 1e-90), value, x)


def _term(k: int, power: int, divisor: int) -> float:
    return (-1.0) ** k * (math.pi / 2.0) ** power / (math.factorial(power) * divisor)


def _series(squared: Vector, terms: list[float]) -> Vector:
    fourth = squared * squared
    total = terms[-1] + fourth * 0.0
    for term in terms[-2::-1]:
        total = total * fourth + term
    return total


def _far(m: Mathematics, x: Vector) -> tuple[Vector, Vector]:
    """The factors f and g of the waves, odd in x."""
    size = m.absolute(x)
    inner = m.where(size > FAR, x, FAR)
    inverse = 1.0 / (math.pi * inner * inner)
    squared = inverse * inverse
    first, second = 1.0 + squared * 0.0, 1.0 + squared * 0.0
    for k in range(FAR_TERMS, 0, -1):
        first = 1.0 - first * ((4 * k - 1) * (4 * k - 3)) * squared
        second = 1.0 - second * ((4 * k + 1) * (4 * k - 1)) * squared
    factor = 1.0 / (math.pi * inner)
    return factor * first, factor * inverse * second


def owens_t(m: Mathematics, h: Vector, a: Vector) -> Vector:
    # SciPy loses digits; beyond 1 by the function of a*h and 1/a.
    far, size = m.absolute(h), m.absolute(a)
    beyond = size > 1.0
    product = size * far
    place = m.where(beyond, product, far)
    lost = m.where(beyond, m.product_error(size, far, product), 0.0)
    part = _small_owen(m, place, lost, m.where(beyond, 1.0 / size, size), m.where(beyond, far, product))
    share, other = normal_cdf(m, -far), normal_cdf(m, -product)
    value = m.where(beyond, 0.5 * (share + other) - share * other - part, part)
    ordinary = (value > 1e-290) & (far > 1e-100) & (size < 1e100) & (size > 1e-100)
    return m.lanes("owens_t", ~ordinary, m.copysign(value, a), h, a)


def _small_owen(m: Mathematics, h: Vector, lost: Vector, a: Vector, product: Vector) -> Vector:
    """The function for 0 < a <= 1 by Gauss' rule, up to where the bell of `product`, which is a*h, has fallen."""
    reach = m.where(product > REACH, REACH / product, 1.0)
    bell, squared = product * reach, a * reach
    bell, squared = bell * bell, squared * squared
    total = h * 0.0
    for node, weight in _rule():
        place = node * node
        total = total + weight * m.elementary("exp", (-0.5 * place) * bell) / (1.0 + place * squared)
    whole = m.elementary("exp", -0.5 * (h * h))
    rest = 0.5 * m.product_error(h, h, h * h) + h * lost
    return (whole - whole * rest) * (a * reach) * total / (2.0 * math.pi)


@cache
def _rule() -> tuple[tuple[float, float], ...]:
    """Nodes and weights of Gauss' rule between 0 and 1, by Newton's method for the zeros of Legendre's polynomial."""
    rule = []
    for i in range(NODES):
        x = math.cos(math.pi * (i + 0.75) / (NODES + 0.5))
        for _ in range(8):
            before, here = 1.0, x
            for k in range(2, NODES + 1):
                before, here = here, ((2 * k - 1) * x * here - (k - 1) * before) / k
            slope = NODES * (x * here - before) / (x * x - 1.0)
            x -= here / slope
        rule.append(((1.0 + x) / 2.0, 1.0 / ((1.0 - x * x) * slope * slope)))
    return tuple(rule)


def owens_t_density(m: Mathematics, h: Vector, a: Vector) -> Vector:
    product, squared = a * h, h * h
    bell = m.elementary("exp", -0.5 * squared)
    other = m.elementary("exp", -0.5 * (product * product))
    lost = 0.5 * m.product_error(h, h, squared)
    lost = lost + product * m.product_error(a, h, product) + 0.5 * m.product_error(product, product, product * product)
    whole = bell * other
    value = (whole - whole * lost) / (2.0 * math.pi * (1.0 + a * a))
    return m.lanes("owens_t_density", ~((value > 1e-290) & (m.absolute(a) < 1e100)), value, h, a)


KERNELS: dict[str, Callable[..., Vector]] = {
    "erfi_slope": erfi_slope,
    "fresnels_slope": fresnels_slope,
    "fresnelc_slope": fresnelc_slope,
    "owens_t": owens_t,
    "owens_t_density": owens_t_density,
}
OVER_SCIPY: dict[str, Callable[..., Vector]] = {"fresnels": fresnels, "fresnelc": fresnelc}
