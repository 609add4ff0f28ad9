"""Vector kernels of inverses of error functions, scaled and imaginary ones, Dawson's integral, and the normal tail.

In and out as in `vectormath.py`, which has them where SciPy is installed, whose functions they call. A lane in which
SciPy is not accurate is put together from functions that are, or handed to the scalar kernel.
"""

import math
from collections.abc import Callable

from autograd_cli.lanes.mathematics import Mathematics, Vector
from autograd_cli.lanes.vector_waves import erfi_slope, normal_cdf
from autograd_cli.numerics.bells import TAIL_NODES

ROOT_OF_PI, ROOT_OF_2, ROOT_OF_2_PI = math.sqrt(math.pi), math.sqrt(2.0), math.sqrt(2.0 * math.pi)
# Up to where the pole counts in the rule for the tail.
NEAR_POLE = 4.0
# How many terms of Dawson's integral are taken near 0 and far out.
NEAR_TERMS, FAR_TERMS = 16, 16
# The step of a trapezoidal rule with bells.
STEP = 0.5


def normal_quantile(m: Mathematics, p: Vector) -> Vector:
    return m.elementary("scipy.ndtri", p)


def erfinv(m: Mathematics, x: Vector) -> Vector:
    return m.where(x == 0.0, x, m.elementary("scipy.erfinv", x))


def erfcinv(m: Mathematics, x: Vector) -> Vector:
    # 1 - x is exact from 1/2 on.
    value = m.where(x < 0.5, m.elementary("scipy.erfcinv", x), m.elementary("scipy.erfinv", 1.0 - x))
    return m.lanes("erfcinv", (x > 0.0) & (x < 1e-300), value, x)


def normal_quantile_slope(m: Mathematics, p: Vector) -> Vector:
    # The share beyond is erfcx(t/sqrt(2))/2*exp(-t^2/2), and known.
    scaled = m.elementary("scipy.erfcx", m.absolute(normal_quantile(m, p)) / ROOT_OF_2)
    return _infinite(m, ROOT_OF_2_PI / 2.0 * scaled / m.where(p < 0.5, p, 1.0 - p), (p == 0.0) | (p == 1.0))


def erfinv_slope(m: Mathematics, x: Vector) -> Vector:
    size = m.absolute(x)
    scaled = m.elementary("scipy.erfcx", m.absolute(erfinv(m, x)))
    return _infinite(m, ROOT_OF_PI / 2.0 * scaled / (1.0 - size), size == 1.0)


def erfcinv_slope(m: Mathematics, x: Vector) -> Vector:
    scaled = m.elementary("scipy.erfcx", m.absolute(erfcinv(m, x)))
    return _infinite(m, ROOT_OF_PI / 2.0 * scaled / m.where(x < 1.0, x, 2.0 - x), (x == 0.0) | (x == 2.0))


def _infinite(m: Mathematics, value: Vector, mask: Vector) -> Vector:
    return m.where(mask, math.inf, value)


def erfcx(m: Mathematics, x: Vector) -> Vector:
    # Left of -1 the square in SciPy's exponent has too few digits.
    return m.where(x < -1.0, _left(m, x), m.elementary("scipy.erfcx", x))


def _left(m: Mathematics, x: Vector) -> Vector:
    """2*exp(x^2) - erfcx(-x), with what the square loses by rounding."""
    squared = x * x
    rest = m.where(m.absolute(x) < 30.0, m.product_error(x, x, squared), 0.0)
    bell = m.elementary("exp", squared)
    return 2.0 * (bell + m.where(bell < math.inf, bell * rest, 0.0)) - m.elementary("scipy.erfcx", -x)


def erfcx_derivative(m: Mathematics, x: Vector, n: Vector) -> Vector:
    if m.known(n) != 1.0:
        return m.lanes("erfcx_derivative", (x == x) | (x != x), x * 0.0, x, n)
    far = -2.0 * ROOT_OF_2 * _tail_excess(m, ROOT_OF_2 * x)
    near = 2.0 * x * erfcx(m, x) - 2.0 / ROOT_OF_PI
    value = m.where(x > 0.45, far, near)
    return m.lanes("erfcx_derivative", (x < -26.0) | (x > 1e150), value, x, n)


def _tail_excess(m: Mathematics, t: Vector) -> Vector:
    """1/sqrt(2*pi) - t*normal_tail_ratio(t) for t >= 1/2, by that one's rule with all terms positive."""
    squared = t * t
    total = sum((weight * (node / (squared + node)) for node, weight in TAIL_NODES[1:]), _term(squared, 0))
    inner = m.where(t < NEAR_POLE, t, NEAR_POLE)
    pole = inner * m.elementary("exp", 0.5 * inner * inner) / m.elementary("expm1", 16.0 * inner)
    return total + m.where(t < NEAR_POLE, pole, 0.0)


def _term(squared: Vector, place: int) -> Vector:
    node, weight = TAIL_NODES[place]
    return weight * (node / (squared + node))


def _tail_ratio(m: Mathematics, t: Vector) -> Vector:
    """`normal_tail_ratio` of `numerics`, for t >= 0."""
    return 0.5 * m.elementary("scipy.erfcx", t / ROOT_OF_2)


def dawsn(m: Mathematics, x: Vector) -> Vector:
    # SciPy's is good in the middle; near 0 a series, and far out one in 1/x^2, DLMF 7.12.
    squared = x * x
    near = 1.0 - squared / (NEAR_TERMS + 0.5)
    for k in range(NEAR_TERMS - 1, 0, -1):
        near = 1.0 - near * squared / (k + 0.5)
    far = 0.5 * _far_dawsn(_halved_inverse(m, squared), 1) / x
    return m.where(squared < 0.5, x * near, m.where(squared > 100.0, far, m.elementary("scipy.dawsn", x)))


def _halved_inverse(m: Mathematics, squared: Vector) -> Vector:
    """1/(2*x^2), of huge numbers 0 or nearly so."""
    return 0.5 / m.where(squared < 1e300, squared, 1e300)


def _far_dawsn(halved: Vector, first: int) -> Vector:
    """The series of 2*x*dawsn(x) from a term on, the first being 1, over that one."""
    far = 1.0 + halved * (2 * FAR_TERMS - 1)
    for k in range(FAR_TERMS - 1, first - 1, -1):
        far = 1.0 + far * ((2 * k - 1) * halved)
    return far


def dawsn_derivative(m: Mathematics, x: Vector, n: Vector) -> Vector:
    if m.known(n) != 1.0:
        return m.lanes("dawsn_derivative", (x == x) | (x != x), x * 0.0, x, n)
    size, squared = m.absolute(x), x * x
    halved = _halved_inverse(m, squared)
    near, far = 1.0 - 2.0 * x * dawsn(m, x), -_far_dawsn(halved, 2) * halved
    value = m.where(squared < 0.5, near, m.where(squared > 100.0, far, _middle_dawsn(m, size)))
    zero = (size > 0.7) & (size < 1.2)
    return m.lanes("dawsn_derivative", zero | (squared > 1e290), value, x, n)


def _middle_dawsn(m: Mathematics, x: Vector) -> Vector:
    """The derivative, -1/sqrt(pi) times the principal value of the integral of exp(-t^2)*t^2/(x^2 - t^2).

    By the trapezoidal rule, whose nodes are the whole or the half steps, whichever are farther from x.
    """
    x = m.where(x < 11.0, x, 11.0)
    steps = x / STEP
    beside = steps - m.elementary("round", steps)
    tangent = m.elementary("tan", math.pi * beside)
    between = m.absolute(beside) > 0.25
    pole = ROOT_OF_PI * x * m.elementary("exp", -x * x) * m.where(between, 1.0 / tangent, -tangent)
    whole, half = (_nodes(x, first) for first in (1.0, 0.5))
    return pole - m.where(between, whole, half)


def _nodes(x: Vector, first: float) -> Vector:
    total = x * 0.0
    for k in range(int(7.0 / STEP)):
        node = (k + first) * STEP
        weight = 2.0 * STEP / ROOT_OF_PI * math.exp(-node * node) * node * node
        total = total + weight / ((x - node) * (x + node))
    return total


def erfi(m: Mathematics, x: Vector) -> Vector:
    return m.lanes("erfi", m.absolute(x) > 26.6, erfi_slope(m, x) * dawsn(m, x), x)


def log_normal_cdf(m: Mathematics, x: Vector) -> Vector:
    low = m.elementary("log", _tail_ratio(m, -x)) - 0.5 * x * x
    share = normal_cdf(m, -m.absolute(x))
    high = m.elementary("log1p", -share)
    value = m.where(x < -1.0, low, m.where(x > 0.0, high, m.elementary("log", share)))
    return m.lanes("log_normal_cdf", x < -1e150, value, x)


def inverse_mills(m: Mathematics, x: Vector) -> Vector:
    low = 1.0 / (ROOT_OF_2_PI * _tail_ratio(m, -x))
    squared = x * x
    bell = m.elementary("exp", -0.5 * squared)
    bell = bell - bell * (0.5 * m.where(m.absolute(x) < 40.0, m.product_error(x, x, squared), 0.0))
    high = bell / (ROOT_OF_2_PI * normal_cdf(m, x))
    return m.lanes("inverse_mills", (x < -1e150) | (x > 37.0), m.where(x < 0.0, low, high), x)


def inverse_mills_slope(m: Mathematics, x: Vector) -> Vector:
    ratio = inverse_mills(m, x)
    low = ratio * ratio * (ROOT_OF_2_PI * _tail_excess(m, -x))
    value = m.where(x < -0.5, low, ratio * (x + ratio))
    return m.lanes("inverse_mills_slope", (x < -1e9) | (x > 37.0), value, x)


KERNELS: dict[str, Callable[..., Vector]] = {
    "normal_quantile": normal_quantile,
    "normal_quantile_slope": normal_quantile_slope,
    "erfinv": erfinv,
    "erfinv_slope": erfinv_slope,
    "erfcinv": erfcinv,
    "erfcinv_slope": erfcinv_slope,
    "erfcx": erfcx,
    "erfcx_derivative": erfcx_derivative,
    "dawsn": dawsn,
    "dawsn_derivative": dawsn_derivative,
    "erfi": erfi,
    "log_normal_cdf": log_normal_cdf,
    "inverse_mills": inverse_mills,
    "inverse_mills_slope": inverse_mills_slope,
}
