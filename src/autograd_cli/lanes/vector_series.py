"""Vector kernels of the zeta function and the dilogarithm, over SciPy's functions.

In and out as in `vectormath.py`, which has them where SciPy is installed. SciPy's dilogarithm is a function of 1 - x,
which loses a small x: there stands the series. Where SciPy loses digits otherwise, the scalar kernel computes.

*Source*: DLMF 25.12.1 (the series); bounds measured against 30 digits.
"""

from collections.abc import Callable

from autograd_cli.lanes.mathematics import Mathematics, Vector

# Where the series of the dilogarithm stands, and how many of its terms.
SMALL, TERMS = 0.125, 18
LARGEST = 1e15


def zeta(m: Mathematics, s: Vector, q: Vector) -> Vector:
    inside = (s > 1.0) & (q > 1e-3) & (((s <= 10.0) & (q <= 50.0)) | ((s <= 3.0) & (q <= 1e6)))
    return m.lanes("zeta", ~inside, m.elementary("scipy.zeta", s, q), s, q)


def zeta_slope(m: Mathematics, s: Vector, q: Vector) -> Vector:
    return m.lanes("zeta_slope", _apart(s, q) | (s + 1.0 - 1.0 != s), -s * zeta(m, s + 1.0, q), s, q)


def zeta_curvature(m: Mathematics, s: Vector, q: Vector) -> Vector:
    value = s * (s + 1.0) * zeta(m, s + 2.0, q)
    return m.lanes("zeta_curvature", _apart(s, q) | (s + 2.0 - 2.0 != s), value, s, q)


def _apart(s: Vector, q: Vector) -> Vector:
    """Where a derivative of zeta is left to the scalar kernel."""
    return ~((s > 1.0) & (s <= 100.0) & (q > 1e-3) & (q < LARGEST))


def dilogarithm(m: Mathematics, x: Vector) -> Vector:
    total = x * 0.0 + 1.0 / TERMS**2
    for k in range(TERMS - 1, 0, -1):
        total = total * x + 1.0 / k**2
    value = m.where(m.absolute(x) < SMALL, total * x, m.elementary("scipy.spence", 1.0 - x))
    return m.lanes("dilogarithm", ~((x < 1.0) & (x > -LARGEST)), value, x)


KERNELS: dict[str, Callable[..., Vector]] = {
    "zeta": zeta,
    "zeta_slope": zeta_slope,
    "zeta_curvature": zeta_curvature,
    "dilogarithm": dilogarithm,
}
