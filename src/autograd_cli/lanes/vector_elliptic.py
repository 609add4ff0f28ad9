"""Vector kernels of elliptic integrals and their first derivatives, and Carlson's, over SciPy's functions.

In and out as in `vectormath.py`, which has them where SciPy is installed. Far from ordinary numbers the scalar kernel
computes.

*Source*: DLMF 19.25.1 (the derivatives in m as Carlson's R_D); Takahasi & Mori 1974, "Double exponential formulas for
numerical integration".
"""

import math
from collections.abc import Callable

from autograd_cli.lanes.mathematics import Mathematics, Vector

# Angles and parameters of ordinary size.
LARGEST_ANGLE, LARGEST_PARAMETER, LEAST_ANGLE = 50.0, 1e9, 1e-9
# Carlson's numbers of ordinary size, and those that R_J may be far apart.
LEAST, LARGEST, NEAR = 1e-100, 1e100, 1e3
# How far apart and how large the numbers of his integrals are of which sums are taken, and their powers.
SPREAD, LARGEST_SUM, MOST_POWER, LEAST_POWERS = 1e4, 1e20, 15.0, 5.0


def _nodes() -> list[tuple[float, float]]:
    """Nodes and weights for the integral over positive t: log(t) is v - exp(-left - v) + exp(v - right)."""
    half = math.log(SPREAD) / 2.0
    left, right, step = half + 5.0, half + 3.0, 0.32
    nodes = []
    for place in range(math.floor((-left - 3.7) / step), math.ceil((right + 3.6) / step)):
        low, high = math.exp(-left - place * step), math.exp(place * step - right)
        node = math.exp(place * step - low + high)
        nodes.append((node, step * (1.0 + low + high) * node))
    return nodes


NODES = _nodes()


def ellipk(m: Mathematics, x: Vector) -> Vector:
    return m.elementary("scipy.ellipk", x)


def ellipe(m: Mathematics, x: Vector) -> Vector:
    return m.lanes("ellipe", x < -LARGEST_PARAMETER, m.elementary("scipy.ellipe", x), x)


def ellipk_derivative(m: Mathematics, x: Vector, n: Vector) -> Vector:
    slope = m.elementary("scipy.elliprd", x * 0.0, x * 0.0 + 1.0, 1.0 - x) / 6.0
    return _of_order_one(m, "ellipk_derivative", slope, x, n)


def ellipe_derivative(m: Mathematics, x: Vector, n: Vector) -> Vector:
    slope = m.elementary("scipy.elliprd", x * 0.0, 1.0 - x, x * 0.0 + 1.0) / -6.0
    return _of_order_one(m, "ellipe_derivative", slope, x, n)


def _of_order_one(m: Mathematics, name: str, slope: Vector, x: Vector, n: Vector) -> Vector:
    ordinary = (x < 1.0) & (x > -LARGEST) & (n == 1.0)
    return m.lanes(name, ~ordinary, slope, x, n)


def ellipkinc(m: Mathematics, phi: Vector, parameter: Vector) -> Vector:
    return _incomplete(m, "ellipkinc", phi, parameter)


def ellipeinc(m: Mathematics, phi: Vector, parameter: Vector) -> Vector:
    return _incomplete(m, "ellipeinc", phi, parameter)


def _incomplete(m: Mathematics, name: str, phi: Vector, parameter: Vector) -> Vector:
    value = m.elementary(f"scipy.{name}", phi, parameter)
    return m.lanes(name, ~_ordinary(m, phi, parameter), value, phi, parameter)


def _ordinary(m: Mathematics, phi: Vector, parameter: Vector) -> Vector:
    size = m.absolute(phi)
    return (size < LARGEST_ANGLE) & (size > LEAST_ANGLE) & (parameter < 1.0) & (parameter > -LARGEST_PARAMETER)


def ellipkinc_derivative(m: Mathematics, phi: Vector, parameter: Vector, n: Vector) -> Vector:
    sine, cosine, beside = _sides(m, phi, parameter)
    part = m.elementary("scipy.elliprd", cosine * cosine, phi * 0.0 + 1.0, beside)
    return _slope_in_parameter(m, "ellipkinc_derivative", ellipk_derivative, sine, part / 6.0, phi, parameter, n)


def ellipeinc_derivative(m: Mathematics, phi: Vector, parameter: Vector, n: Vector) -> Vector:
    sine, cosine, beside = _sides(m, phi, parameter)
    part = m.elementary("scipy.elliprd", cosine * cosine, beside, phi * 0.0 + 1.0)
    return _slope_in_parameter(m, "ellipeinc_derivative", ellipe_derivative, sine, part / -6.0, phi, parameter, n)


def _sides(m: Mathematics, phi: Vector, parameter: Vector) -> tuple[Vector, Vector, Vector]:
    """sin(phi), cos(phi) and 1 - m*sin(phi)^2."""
    sine, cosine = m.elementary("sin", phi), m.elementary("cos", phi)
    return sine, cosine, cosine * cosine + (1.0 - parameter) * (sine * sine)


def _slope_in_parameter(
    m: Mathematics, name: str, complete: Callable[..., Vector], sine: Vector, part: Vector, *operands: Vector
) -> Vector:
    """The derivative in m of an incomplete integral: of half turns, complete ones, and what is left."""
    phi, parameter, n = operands
    turns = m.elementary("round", phi / math.pi)
    left = m.where(m.elementary("floor", turns / 2.0) == turns / 2.0, sine, -sine)
    value = left * left * left * part + m.where(turns != 0.0, 2.0 * turns * complete(m, parameter, n), 0.0)
    return m.lanes(name, ~(_ordinary(m, phi, parameter) & (n == 1.0)), value, *operands)


def elliprf(m: Mathematics, x: Vector, y: Vector, z: Vector) -> Vector:
    return _carlson(m, "elliprf", LEAST, LARGEST, x, y, z)


def elliprd(m: Mathematics, x: Vector, y: Vector, z: Vector) -> Vector:
    return _carlson(m, "elliprd", LEAST, LARGEST, x, y, z)


def elliprj(m: Mathematics, x: Vector, y: Vector, z: Vector, p: Vector) -> Vector:
    return _carlson(m, "elliprj", 1.0 / NEAR, NEAR, x, y, z, p)


def elliprc(m: Mathematics, x: Vector, y: Vector) -> Vector:
    return _carlson(m, "elliprc", LEAST, LARGEST, x, y)


def _carlson(m: Mathematics, name: str, least: float, largest: float, *numbers: Vector) -> Vector:
    ordinary = (numbers[0] > least) & (numbers[0] < largest)
    for number in numbers[1:]:
        ordinary = ordinary & (number > least) & (number < largest)
    return m.lanes(name, ~ordinary, m.elementary(f"scipy.{name}", *numbers), *numbers)


def carlson_integral(m: Mathematics, *operands: Vector) -> Vector:
    """By the trapezoidal rule in a variable in which the integrand falls doubly exponentially on both sides."""
    powers = [power for one in operands[:4] if (power := m.known(one)) is not None]
    numbers = operands[4:]
    if len(powers) < len(numbers) or max(powers) > MOST_POWER or sum(powers) < LEAST_POWERS:
        first = numbers[0]
        return m.lanes("carlson_integral", (first == first) | (first != first), first * 0.0, *operands)
    used = [(number, int(power)) for number, power in zip(numbers, powers, strict=True) if power]
    least = largest = used[0][0]
    for number, _ in used[1:]:
        least = m.where(number < least, number, least)
        largest = m.where(number > largest, number, largest)
    ordinary = (least > 1.0 / LARGEST_SUM) & (largest < LARGEST_SUM) & (largest < SPREAD * least)
    scale = m.elementary("sqrt", m.where(ordinary, least * largest, 1.0))
    total = 0.0
    for node, weight in NODES:
        roots, product = 1.0, 1.0
        for number, power in used:
            one = scale * node + number
            roots = roots * one if power % 2 else roots
            for _ in range(power // 2):
                product = product * one
        total = total + weight / (product * m.elementary("sqrt", roots))
    return m.lanes("carlson_integral", ~ordinary, scale * total, *operands)


KERNELS: dict[str, Callable[..., Vector]] = {
    "ellipk": ellipk,
    "ellipe": ellipe,
    "ellipk_derivative": ellipk_derivative,
    "ellipe_derivative": ellipe_derivative,
    "ellipkinc": ellipkinc,
    "ellipeinc": ellipeinc,
    "ellipkinc_derivative": ellipkinc_derivative,
    "ellipeinc_derivative": ellipeinc_derivative,
    "carlson_integral": carlson_integral,
    "elliprf": elliprf,
    "elliprd": elliprd,
    "elliprj": elliprj,
    "elliprc": elliprc,
}
