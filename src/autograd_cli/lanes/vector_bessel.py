"""Vector kernels of Bessel functions and their slopes, over SciPy's functions.

In and out as in `vectormath.py`, which has them where SciPy is installed. They stand where SciPy keeps to the stated
bound: at whole orders that are not large, away from the zeros of J and Y, whose errors are relative to the waves'
height there. Scaled functions of an order that is known, and K between whole orders, are integrals of which nothing
cancels, by the trapezoidal rule. Elsewhere the scalar kernel computes.

*Source*: DLMF 10.6 and 10.29 (the slopes), 10.17 (the height of waves), 10.32 (integrals), 10.40 (I far out); bounds
measured against 30 digits.
"""

import math
from collections.abc import Callable

from autograd_cli.lanes.mathematics import Mathematics, Vector

# Up to which whole order, and between which arguments.
MOST_J, MOST_Y, MOST_I, MOST_K = 3.0, 6.0, 20.0, 10.0
# Orders of K that are not whole are good to this one, from this argument on.
MOST_BETWEEN, LEAST_BETWEEN = 5.0, 2.2
LEAST_WAVE, LARGEST_WAVE = 1e-6, 1e8
LEAST_GROWTH, LARGEST_GROWTH = 1e-3, 600.0
# Scaled ones: from which argument on SciPy's I and its series are good, up to which order, and what part of the slope
# of order 0 another slope must have, lest its zero be near; between which arguments K is a sum, which changes.
FAR_GROWTH, MOST_SCALED, HIGH_SLOPE = 30.0, 10.0, 0.2
LEAST_SUM, CHANGE, LARGEST_SUM = 0.02, 2.0, 1e8
# Steps of the trapezoidal rule for K near 0 and elsewhere, with how many; half the nodes on a turn for I, and the terms
# of its series.
NEAR_STEP, NEAR_STEPS, FAR_STEP, FAR_STEPS, ANGLES, TERMS = 0.18, 50, 0.3, 25, 32, 22
# What part of its height a wave must have, lest its zeros be near: sums of orders up to `LOW`, all others, and J before
# `FAR`, where SciPy has another way.
HIGH_OF_SUMS, LOW, HIGH, HIGH_NEAR, FAR = 0.05, 3.0, 0.1, 0.25, 25.0
# Waves of a known order are sums: steps, how many, and from which argument on; also beyond 1.5 times the order and 1.
ROTATED_STEP, ROTATED_STEPS, LEAST_ROTATED = 0.25, 27, 3.0


def besselj(m: Mathematics, n: Vector, x: Vector) -> Vector:
    def near() -> Vector:
        return m.elementary("scipy.jv", n, x)

    def far(sine: Vector, cosine: Vector, real: Vector, imaginary: Vector) -> Vector:
        return real * sine + imaginary * cosine

    return _wave(m, "besselj", near, far, 0, MOST_J, HIGH_NEAR, n, x)


def besselj_slope(m: Mathematics, n: Vector, x: Vector) -> Vector:
    def near() -> Vector:
        return (m.elementary("scipy.jv", n - 1.0, x) - m.elementary("scipy.jv", n + 1.0, x)) * 0.5

    def far(sine: Vector, cosine: Vector, real: Vector, imaginary: Vector) -> Vector:
        return real * cosine - imaginary * sine

    return _wave(m, "besselj_slope", near, far, 1, MOST_J - 1.0, HIGH_NEAR, n, x)


def bessely(m: Mathematics, n: Vector, x: Vector) -> Vector:
    def near() -> Vector:
        return m.elementary("scipy.yv", n, x)

    def far(sine: Vector, cosine: Vector, real: Vector, imaginary: Vector) -> Vector:
        return imaginary * sine - real * cosine

    return _wave(m, "bessely", near, far, 0, MOST_Y, HIGH, n, x)


def bessely_slope(m: Mathematics, n: Vector, x: Vector) -> Vector:
    def near() -> Vector:
        return (m.elementary("scipy.yv", n - 1.0, x) - m.elementary("scipy.yv", n + 1.0, x)) * 0.5

    def far(sine: Vector, cosine: Vector, real: Vector, imaginary: Vector) -> Vector:
        return real * sine + imaginary * cosine

    return _wave(m, "bessely_slope", near, far, 1, MOST_Y - 1.0, HIGH, n, x)


def besseli(m: Mathematics, n: Vector, x: Vector) -> Vector:
    return _growth(m, "besseli", m.elementary("scipy.iv", n, x), (n >= 0.0) & (n <= MOST_I), n, x)


def besseli_slope(m: Mathematics, n: Vector, x: Vector) -> Vector:
    slope = (m.elementary("scipy.iv", n - 1.0, x) + m.elementary("scipy.iv", n + 1.0, x)) * 0.5
    return _growth(m, "besseli_slope", slope, ((n == 0.0) | (n >= 1.0)) & (n < MOST_I), n, x)


def besselk(m: Mathematics, n: Vector, x: Vector) -> Vector:
    order = _summed_order(m, n)
    if order is not None:
        value = m.elementary("exp", -x) * scaled_k(m, order, x, 0)
        return m.lanes("besselk", ~((x > LEAST_SUM) & (x < LARGEST_GROWTH)), value, n, x)
    inside = (_whole(m, n) & (n <= MOST_K)) | ((n <= MOST_BETWEEN) & (x > LEAST_BETWEEN))
    return _growth(m, "besselk", m.elementary("scipy.kv", n, x), inside & (n >= 0.0), n, x)


def besselk_slope(m: Mathematics, n: Vector, x: Vector) -> Vector:
    order = _summed_order(m, n)
    if order is not None:
        value = m.elementary("exp", -x) * -(scaled_k(m, order, x, 0) + scaled_k(m, order, x, 1))
        return m.lanes("besselk_slope", ~((x > LEAST_SUM) & (x < LARGEST_GROWTH)), value, n, x)
    slope = (m.elementary("scipy.kv", n - 1.0, x) + m.elementary("scipy.kv", n + 1.0, x)) * -0.5
    inside = (_whole(m, n) & (n < MOST_K)) | ((n <= MOST_BETWEEN - 1.0) & (x > LEAST_BETWEEN))
    return _growth(m, "besselk_slope", slope, inside & (n >= 0.0), n, x)


def ive(m: Mathematics, n: Vector, x: Vector) -> Vector:
    near = m.elementary("exp", -x) * m.elementary("scipy.iv", n, m.where(x < FAR_GROWTH, x, 1.0))
    inside = (x > LEAST_GROWTH) & (x < LARGEST_SUM) & (n >= 0.0) & (n <= MOST_SCALED)
    return m.lanes("ive", ~inside, m.where(x < FAR_GROWTH, near, m.elementary("scipy.ive", n, x)), n, x)


def ive_slope(m: Mathematics, n: Vector, x: Vector) -> Vector:
    order = m.known(n)
    if order not in (0.0, 1.0, 2.0, 3.0):
        return m.lanes("ive_slope", (x == x) | (x != x), x * 0.0, n, x)
    near = _turn(m, order, x)
    inside = (x > LEAST_GROWTH) & (x < LARGEST_SUM)
    if order:
        inside = inside & ((x > FAR_GROWTH) | (m.absolute(near) > HIGH_SLOPE * m.absolute(_turn(m, 0.0, x))))
    return m.lanes("ive_slope", ~inside, m.where(x < FAR_GROWTH, near, _far_slope(m, order, x)), n, x)


def _turn(m: Mathematics, order: float, x: Vector) -> Vector:
    """The mean of -(1 - cos(t))*exp(-x*(1 - cos(t)))*cos(order*t) over half a turn."""
    total = x * 0.0
    for place in range(ANGLES):
        angle = math.pi * (place + 0.5) / ANGLES
        fall = 2.0 * math.sin(angle / 2.0) ** 2
        total = total - (fall * math.cos(order * angle) / ANGLES) * m.elementary("exp", -fall * x)
    return total


def _far_slope(m: Mathematics, order: float, x: Vector) -> Vector:
    """The derivative of the series of ive in 1/x."""
    x = m.where(x > FAR_GROWTH, x, FAR_GROWTH)
    factor, factors = 1.0, []
    for k in range(TERMS):
        factors.append(factor * (k + 0.5))
        factor *= ((2 * k + 1) ** 2 - 4.0 * order * order) / (8.0 * (k + 1))
    total = x * 0.0
    for one in reversed(factors):
        total = (total + one) / x
    return -total / m.elementary("sqrt", math.tau * x)


def kve(m: Mathematics, n: Vector, x: Vector) -> Vector:
    return _scaled(m, "kve", 0, n, x)


def kve_slope(m: Mathematics, n: Vector, x: Vector) -> Vector:
    return _scaled(m, "kve_slope", 1, n, x)


def _scaled(m: Mathematics, name: str, derivative: int, n: Vector, x: Vector) -> Vector:
    order = m.known(n)
    if order is None or abs(order) > MOST_BETWEEN:
        return m.lanes(name, (x == x) | (x != x), x * 0.0, n, x)
    value = scaled_k(m, order, x, derivative)
    return m.lanes(name, ~((x > LEAST_SUM) & (x < LARGEST_SUM)), -value if derivative else value, n, x)


def _summed_order(m: Mathematics, n: Vector) -> float | None:
    """The order of a K that is a sum in rows: one between whole ones, for which SciPy's has errors near 1."""
    order = m.known(n)
    return None if order is None or order == math.floor(order) or abs(order) > MOST_BETWEEN else order


def scaled_k(m: Mathematics, order: float, x: Vector, power: int) -> Vector:
    """The integral of (cosh(t) - 1)^power*exp(-x*(cosh(t) - 1))*cosh(order*t) over positive t.

    From `CHANGE` on in u, where u^2 is the exponent, so that the bell is in the weights.
    """
    near, far, inverse = x * 0.0, x * 0.0, 1.0 / x
    for place in range(NEAR_STEPS):
        t = NEAR_STEP * place
        rise = 2.0 * math.sinh(t / 2.0) ** 2
        weight = NEAR_STEP * (1.0 if place else 0.5) * math.cosh(order * t) * rise**power
        near = near + weight * m.elementary("exp", -rise * x)
    for place in range(FAR_STEPS):
        square = (FAR_STEP * place) ** 2
        weight = FAR_STEP * (2.0 if place else 1.0) * math.exp(-square) * square**power
        far = far + weight * _bent(m, order, square * inverse) / m.elementary("sqrt", 2.0 * x + square)
    return m.where(x < CHANGE, near, far * inverse if power else far)


def _bent(m: Mathematics, order: float, rise: Vector) -> Vector:
    """cosh(order*t) where cosh(t) is 1 + rise: of whole orders by their recurrence."""
    if order != math.floor(order):
        return m.elementary("cosh", 2.0 * order * m.elementary("asinh", m.elementary("sqrt", 0.5 * rise)))
    before, value = 1.0 + rise, rise * 0.0 + 1.0
    for _ in range(int(abs(order))):
        before, value = value, 2.0 * (1.0 + rise) * value - before
    return value


def _whole(m: Mathematics, n: Vector) -> Vector:
    return m.elementary("floor", n) == n


def _wave(
    m: Mathematics,
    name: str,
    near: Callable[[], Vector],
    far: Callable[..., Vector],
    derivative: int,
    most: float,
    least: float,
    n: Vector,
    x: Vector,
) -> Vector:
    """SciPy's value `near`, or what is made of sums where the order is known and the argument is `far` enough."""
    inside = (x > LEAST_WAVE) & (x < LARGEST_WAVE) & _whole(m, n) & (n >= 0.0) & (n <= most)
    least = m.where(x < FAR, least, HIGH)
    order = m.known(n)
    if order is None or abs(order) > MOST_BETWEEN:
        value = near()
    else:
        beyond = x > max(LEAST_ROTATED, 1.5 * abs(order) + 1.0)
        value = far(*_wave_sums(m, order, x, derivative))
        value = m.rarely(~beyond, lambda: m.where(beyond, value, near()), value)
        inside = inside | (beyond & (x < LARGEST_WAVE))
        least = m.where(beyond, HIGH_OF_SUMS if abs(order) <= LOW else HIGH, least)
    height = m.elementary("sqrt", math.tau / 4.0 * m.where(inside, x, 1.0)) * m.absolute(value)
    return m.lanes(name, ~(inside & (height > least)), value, n, x)


def _wave_sums(m: Mathematics, order: float, x: Vector, power: int) -> tuple[Vector, Vector, Vector, Vector]:
    """sin(x - order*pi/2) and its cosine, and the sums by which they are multiplied."""
    sine, cosine = m.elementary("sin", x), m.elementary("cos", x)
    turn = math.remainder(order, 4.0) * math.pi / 2.0
    across, along = (math.sin(turn), math.cos(turn)) if order % 1.0 else (round(math.sin(turn)), round(math.cos(turn)))
    return sine * along - cosine * across, cosine * along + sine * across, *rotated_sums(m, order, x, power)


def rotated_sums(m: Mathematics, order: float, x: Vector, power: int) -> tuple[Vector, Vector]:
    """The parts of 2/pi*exp(z)*K at z = -i*x, or of minus its derivative, by which exp(i*x) is multiplied in J + i*Y.

    DLMF 10.27.8. With u^2/x for r, acosh(1 + i*r) has the parts a and b for which cosh(a) + cos(b) is sqrt(4 + r^2),
    and cosh(a) - cos(b) is r.
    """
    inverse, real, imaginary = 1.0 / x, x * 0.0, x * 0.0
    for place in reversed(range(ROTATED_STEPS)):
        square = (ROTATED_STEP * place) ** 2
        weight = 4.0 / math.pi * ROTATED_STEP * (1.0 if place else 0.5) * math.exp(-square)
        rise = square * inverse
        size = m.elementary("sqrt", square * square + 4.0 * x * x)
        first = m.elementary("sqrt", 0.5 * (size + square))
        parts = first / size, x / (first * size)
        for one, other in [_bent_parts(m, order, rise), *[(1.0, rise)] * power]:
            parts = parts[0] * one - parts[1] * other, parts[0] * other + parts[1] * one
        real, imaginary = real + weight * parts[0], imaginary + weight * parts[1]
    return real, imaginary


def _bent_parts(m: Mathematics, order: float, rise: Vector) -> tuple[Vector, Vector]:
    """The parts of cosh(order*t) where cosh(t) is 1 + i*rise."""
    if order == math.floor(order):
        before, value = (1.0, rise), (1.0, 0.0)
        for _ in range(int(abs(order))):
            following = tuple(
                2.0 * one - other
                for one, other in zip((value[0] - rise * value[1], value[1] + rise * value[0]), before, strict=True)
            )
            before, value = value, (following[0], following[1])
        return value
    size = m.elementary("sqrt", 4.0 + rise * rise)
    above = 0.5 * (rise + rise * rise / (size + 2.0))
    sinh = m.elementary("sqrt", above * (2.0 + above))
    growth = order * m.elementary("asinh", sinh)
    angle = 2.0 * order * m.elementary("asin", m.elementary("sqrt", above / (size + rise)))
    return (
        m.elementary("cosh", growth) * m.elementary("cos", angle),
        m.elementary("sinh", growth) * m.elementary("sin", angle),
    )


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
    "ive": ive,
    "ive_slope": ive_slope,
    "kve": kve,
    "kve_slope": kve_slope,
}
