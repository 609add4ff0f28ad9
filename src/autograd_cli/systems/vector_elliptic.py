"""Vector kernels of elliptic integrals, first derivatives of the complete ones, and Carlson's, over SciPy's functions.

In and out as in `vectormath.py`, which has them where SciPy is installed. Far from ordinary numbers the scalar kernel
computes.

*Source*: DLMF 19.25.1, where the derivatives of complete integrals are Carlson's R_D.
"""

from collections.abc import Callable

from autograd_cli.systems.mathematics import Mathematics, Vector

# Angles and parameters of ordinary size.
LARGEST_ANGLE, LARGEST_PARAMETER, LEAST_ANGLE = 50.0, 1e9, 1e-9
# Carlson's numbers of ordinary size, and those that R_J may be far apart.
LEAST, LARGEST, NEAR = 1e-100, 1e100, 1e3


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
    size = m.absolute(phi)
    ordinary = (size < LARGEST_ANGLE) & (size > LEAST_ANGLE) & (parameter < 1.0) & (parameter > -LARGEST_PARAMETER)
    return m.lanes(name, ~ordinary, m.elementary(f"scipy.{name}", phi, parameter), phi, parameter)


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


KERNELS: dict[str, Callable[..., Vector]] = {
    "ellipk": ellipk,
    "ellipe": ellipe,
    "ellipk_derivative": ellipk_derivative,
    "ellipe_derivative": ellipe_derivative,
    "ellipkinc": ellipkinc,
    "ellipeinc": ellipeinc,
    "elliprf": elliprf,
    "elliprd": elliprd,
    "elliprj": elliprj,
    "elliprc": elliprc,
}
