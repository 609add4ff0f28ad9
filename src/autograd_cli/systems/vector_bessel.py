"""Vector kernels of Bessel functions and their slopes, over SciPy's functions.

In and out as in `vectormath.py`, which has them where SciPy is installed. They stand where SciPy keeps to the stated
bound: at whole orders that are not large, away from the zeros of J and Y, whose errors are relative to the waves'
height there. Elsewhere the scalar kernel computes.

*Source*: DLMF 10.6 and 10.29 (the slopes), 10.17 (the height of waves); bounds measured against 30 digits.
"""

import math
from collections.abc import Callable

from autograd_cli.systems.mathematics import Mathematics, Vector

# Up to which whole order, and between which arguments.
MOST_J, MOST_Y, MOST_I, MOST_K = 3.0, 6.0, 20.0, 10.0
# Orders of K that are not whole are good to this one, from this argument on.
MOST_BETWEEN, LEAST_BETWEEN = 5.0, 2.2
LEAST_WAVE, LARGEST_WAVE = 1e-6, 1e8
LEAST_GROWTH, LARGEST_GROWTH = 1e-3, 600.0
# What part of its height a wave must have, lest its zeros be near; J before `FAR`, where SciPy has another way, more.
HIGH, HIGH_NEAR, FAR = 0.1, 0.25, 25.0


def besselj(m: Mathematics, n: Vector, x: Vector) -> Vector:
    return _wave(m, "besselj", m.elementary("scipy.jv", n, x), MOST_J, HIGH_NEAR, n, x)


def besselj_slope(m: Mathematics, n: Vector, x: Vector) -> Vector:
    slope = (m.elementary("scipy.jv", n - 1.0, x) - m.elementary("scipy.jv", n + 1.0, x)) * 0.5
    return _wave(m, "besselj_slope", slope, MOST_J - 1.0, HIGH_NEAR, n, x)


def bessely(m: Mathematics, n: Vector, x: Vector) -> Vector:
    return _wave(m, "bessely", m.elementary("scipy.yv", n, x), MOST_Y, HIGH, n, x)


def bessely_slope(m: Mathematics, n: Vector, x: Vector) -> Vector:
    slope = (m.elementary("scipy.yv", n - 1.0, x) - m.elementary("scipy.yv", n + 1.0, x)) * 0.5
    return _wave(m, "bessely_slope", slope, MOST_Y - 1.0, HIGH, n, x)


def besseli(m: Mathematics, n: Vector, x: Vector) -> Vector:
    return _growth(m, "besseli", m.elementary("scipy.iv", n, x), (n >= 0.0) & (n <= MOST_I), n, x)


def besseli_slope(m: Mathematics, n: Vector, x: Vector) -> Vector:
    slope = (m.elementary("scipy.iv", n - 1.0, x) + m.elementary("scipy.iv", n + 1.0, x)) * 0.5
    return _growth(m, "besseli_slope", slope, ((n == 0.0) | (n >= 1.0)) & (n < MOST_I), n, x)


def besselk(m: Mathematics, n: Vector, x: Vector) -> Vector:
    inside = (_whole(m, n) & (n <= MOST_K)) | ((n <= MOST_BETWEEN) & (x > LEAST_BETWEEN))
    return _growth(m, "besselk", m.elementary("scipy.kv", n, x), inside & (n >= 0.0), n, x)


def besselk_slope(m: Mathematics, n: Vector, x: Vector) -> Vector:
    slope = (m.elementary("scipy.kv", n - 1.0, x) + m.elementary("scipy.kv", n + 1.0, x)) * -0.5
    inside = (_whole(m, n) & (n < MOST_K)) | ((n <= MOST_BETWEEN - 1.0) & (x > LEAST_BETWEEN))
    return _growth(m, "besselk_slope", slope, inside & (n >= 0.0), n, x)


def _whole(m: Mathematics, n: Vector) -> Vector:
    return m.elementary("floor", n) == n


def _wave(m: Mathematics, name: str, value: Vector, most: float, near: float, n: Vector, x: Vector) -> Vector:
    inside = (x > LEAST_WAVE) & (x < LARGEST_WAVE) & _whole(m, n) & (n >= 0.0) & (n <= most)
    height = m.elementary("sqrt", math.tau / 4.0 * m.where(inside, x, 1.0)) * m.absolute(value)
    return m.lanes(name, ~(inside & (height > m.where(x < FAR, near, HIGH))), value, n, x)


def _growth(m: Mathematics, name: str, value: Vector, inside: Vector, n: Vector, x: Vector) -> Vector:
    return m.lanes(name, ~(inside & (x > LEAST_GROWTH) & (x < LARGEST_GROWTH)), value, n, x)


KERNELS: dict[str, Callable[..., Vector]] = {
    "besselj": besselj,
    "besselj_slope": besselj_slope,
    "bessely": bessely,
    "bessely_slope": bessely_slope,
    "besseli": besseli,
    "besseli_slope": besseli_slope,
    "besselk": besselk,
    "besselk_slope": besselk_slope,
}
