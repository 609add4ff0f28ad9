"""Vector kernels of Airy functions and their derivatives.

In and out as in `vectormath.py`. Near 0 they are series, farther out the sums that Bessel functions of a third have in
`vector_bessel.py`, with what rounding takes from the exponent and the angle. Near zeros, and far out, the scalar kernel
computes.

*Source*: DLMF 9.4 (series), 9.6 (Bessel functions of 2/3*x^(3/2)).
"""

import math
from collections.abc import Callable
from fractions import Fraction

from autograd_cli.lanes.mathematics import Mathematics, Vector
from autograd_cli.lanes.vector_bessel import HIGH, rotated_sums, scaled_k

# Between which arguments the series are good, that of Bi to the right too; how far out sums are; terms of the series.
LEFT, RIGHT, RIGHT_OF_SECOND, FARTHEST, TERMS = -2.8, 1.0, 10.0, 100.0, 45
# What rounding takes from 2/3.
REST = float(Fraction(2, 3) - Fraction(2 / 3))
# Ai and minus Ai' at 0.
VALUE, SLOPE = 3.0 ** (-2.0 / 3.0) / math.gamma(2.0 / 3.0), 3.0 ** (-1.0 / 3.0) / math.gamma(1.0 / 3.0)


def airyai(m: Mathematics, x: Vector) -> Vector:
    return _first(m, "airyai", 0, x)


def airyaiprime(m: Mathematics, x: Vector) -> Vector:
    return _first(m, "airyaiprime", 1, x)


def airybi(m: Mathematics, x: Vector) -> Vector:
    return _second(m, "airybi", 0, x)


def airybiprime(m: Mathematics, x: Vector) -> Vector:
    return _second(m, "airybiprime", 1, x)


def _first(m: Mathematics, name: str, derivative: int, x: Vector) -> Vector:
    even, odd = _series(m, derivative, x)
    size, exponent, rest = _exponent(m, x)
    bell = m.elementary("exp", -exponent)
    fall = (bell - bell * rest) * scaled_k(m, (1 + derivative) / 3.0, exponent, 0) / math.pi
    sine, cosine, real, imaginary = _waves(m, derivative, exponent, rest)
    wave = imaginary * sine - real * cosine if derivative else real * sine + imaginary * cosine
    far = _scale(m, derivative, size) * m.where(x < 0.0, wave, -fall if derivative else fall)
    near = (x > LEFT) & (x < RIGHT)
    value = m.where(near, VALUE * even - SLOPE * odd, far)
    inside = (m.absolute(x) < FARTHEST) & ((x > 0.0) | _is_high(m, derivative, value, size))
    return m.lanes(name, ~inside, value, x)


def _second(m: Mathematics, name: str, derivative: int, x: Vector) -> Vector:
    even, odd = _series(m, derivative, x)
    size, exponent, rest = _exponent(m, x)
    sine, cosine, real, imaginary = _waves(m, derivative, exponent, rest)
    wave = real * sine + imaginary * cosine if derivative else real * cosine - imaginary * sine
    value = m.where(x > LEFT, math.sqrt(3.0) * (VALUE * even + SLOPE * odd), _scale(m, derivative, size) * wave)
    inside = (x > -FARTHEST) & (x < RIGHT_OF_SECOND) & ((x > 0.0) | _is_high(m, derivative, value, size))
    return m.lanes(name, ~inside, value, x)


def _series(m: Mathematics, derivative: int, x: Vector) -> tuple[Vector, Vector]:
    """The solutions of y'' = x*y that are 1 and x near 0, or their derivatives."""
    inner = m.where((x > LEFT) & (x < RIGHT_OF_SECOND), x, 0.0)
    thirds = [3 * k for k in range(1, TERMS)]
    if derivative:
        even = inner * inner * 0.5 * _sum(inner, [(k + 2) * k for k in thirds])
        return even, _sum(inner, [k * (k - 2) for k in thirds])
    return _sum(inner, [(k - 1) * k for k in thirds]), inner * _sum(inner, [k * (k + 1) for k in thirds])


def _sum(x: Vector, divisors: list[int]) -> Vector:
    """1 + x^3/d1 + x^6/(d1*d2) + ..."""
    cube, total = x * x * x, x * 0.0 + 1.0
    for divisor in reversed(divisors):
        total = 1.0 + cube * total * (1.0 / divisor)
    return total


def _exponent(m: Mathematics, x: Vector) -> tuple[Vector, Vector, Vector]:
    """The size of x where it is not near 0, 2/3*size^(3/2), and what rounding takes from that."""
    size = m.absolute(x)
    size = m.where((size > RIGHT) & (size < FARTHEST), size, RIGHT)
    root = m.elementary("sqrt", size)
    power = size * root
    lost = m.product_error(size, root, power) - size * m.product_error(root, root, size) / (2.0 * root)
    exponent = power * (2.0 / 3.0)
    return size, exponent, m.product_error(power, 2.0 / 3.0, exponent) + power * REST + lost * (2.0 / 3.0)


def _waves(m: Mathematics, derivative: int, exponent: Vector, rest: Vector) -> tuple[Vector, Vector, Vector, Vector]:
    sine, cosine = m.elementary("sin", exponent), m.elementary("cos", exponent)
    return sine + rest * cosine, cosine - rest * sine, *rotated_sums(m, (1 + derivative) / 3.0, exponent, 0)


def _scale(m: Mathematics, derivative: int, size: Vector) -> Vector:
    return size / math.sqrt(3.0) if derivative else m.elementary("sqrt", size / 3.0)


def _is_high(m: Mathematics, derivative: int, value: Vector, size: Vector) -> Vector:
    """Whether a value has a good part of the height of its waves."""
    root = m.elementary("sqrt", m.elementary("sqrt", size))
    return m.absolute(value) * math.sqrt(math.pi) > HIGH * (root if derivative else 1.0 / root)


KERNELS: dict[str, Callable[..., Vector]] = {
    "airyai": airyai,
    "airybi": airybi,
    "airyaiprime": airyaiprime,
    "airybiprime": airybiprime,
}
