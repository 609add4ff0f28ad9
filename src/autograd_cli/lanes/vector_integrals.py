"""Vector kernels of Lambert's function and of exponential, sine and cosine integrals, over SciPy's functions.

In and out as in `vectormath.py`, which has them where SciPy is installed. Near a zero and near an edge of the domain,
where SciPy loses digits, the scalar kernel computes.
"""

import math
from collections.abc import Callable

from autograd_cli.lanes.mathematics import Mathematics, Vector

# From here on the series of Ei in 1/x has enough terms of those that fall.
FAR, FAR_TERMS = 40.0, 40
# Above this SciPy's Lambert function is accurate, and 1 + w with it.
INNER = -0.25
# Above this its lower branch is not.
OUTER = -1e-300
# Where SciPy's E_n is accurate.
LEAST, LARGEST, MOST_ORDER = 0.01, 100.0, 10.0


def lambertw(m: Mathematics, x: Vector) -> Vector:
    return m.lanes("lambertw", (x < INNER) | (x == math.inf), m.elementary("scipy.lambertw", x), x)


def lambertw_slope(m: Mathematics, x: Vector) -> Vector:
    value = m.elementary("scipy.lambertw", x)
    near = m.elementary("exp", -m.where(value < 1.0, value, 1.0)) / (1.0 + value)
    far = value / (1.0 + value) / x
    return m.lanes("lambertw_slope", (x < INNER) | (x == math.inf), m.where(value < 1.0, near, far), x)


def lambertw_lower(m: Mathematics, x: Vector) -> Vector:
    return m.lanes("lambertw_lower", _is_outer(x), m.elementary("scipy.lambertw_lower", x), x)


def lambertw_lower_slope(m: Mathematics, x: Vector) -> Vector:
    value = m.elementary("scipy.lambertw_lower", x)
    return m.lanes("lambertw_lower_slope", _is_outer(x), value / (1.0 + value) / x, x)


def _is_outer(x: Vector) -> Vector:
    """Where SciPy's lower branch is not known to be accurate."""
    return ~((x > INNER) & (x < OUTER))


def expi(m: Mathematics, x: Vector) -> Vector:
    inverse = 1.0 / m.where(x > FAR, x, FAR)
    total = 1.0 + inverse * FAR_TERMS
    for k in range(FAR_TERMS - 1, 0, -1):
        total = 1.0 + total * (inverse * k)
    far = m.elementary("exp", x) * (inverse * total)
    value = m.where(x > FAR, far, m.elementary("scipy.expi", x))
    return m.lanes("expi", ((x > 0.25) & (x < 0.6)) | (m.absolute(x) > 700.0), value, x)


def exp1(m: Mathematics, x: Vector) -> Vector:
    return m.lanes("exp1", ~((x > 0.0) & (x < 700.0)), m.elementary("scipy.exp1", x), x)


def sine_integral(m: Mathematics, x: Vector) -> Vector:
    return m.where(x == 0.0, x, m.elementary("scipy.sine_integral", x))


def cosine_integral(m: Mathematics, x: Vector) -> Vector:
    value = m.elementary("scipy.cosine_integral", x)
    zero = ((x > 0.4) & (m.absolute(value) * x < 0.1)) | ((x > 2.7) & (x < 4.6))
    return m.lanes("cosine_integral", zero | ~((x > 0.0) & (x < 1e8)), value, x)


def sinh_integral(m: Mathematics, x: Vector) -> Vector:
    value = m.where(x == 0.0, x, m.elementary("scipy.sinh_integral", x))
    return m.lanes("sinh_integral", m.absolute(x) > 700.0, value, x)


def cosh_integral(m: Mathematics, x: Vector) -> Vector:
    value = m.elementary("scipy.cosh_integral", x)
    return m.lanes("cosh_integral", ((x > 0.4) & (x < 0.7)) | ~((x > 0.0) & (x < 700.0)), value, x)


def expn(m: Mathematics, n: Vector, x: Vector) -> Vector:
    inside = (x > LEAST) & (x < LARGEST) & (m.elementary("floor", n) == n) & (n >= 0.0) & (n <= MOST_ORDER)
    value = m.elementary("scipy.expn", m.where(inside, n, 1.0), m.where(inside, x, 1.0))  # it warns of other orders
    return m.lanes("expn", ~inside, value, n, x)


KERNELS: dict[str, Callable[..., Vector]] = {
    "expn": expn,
    "lambertw": lambertw,
    "lambertw_slope": lambertw_slope,
    "lambertw_lower": lambertw_lower,
    "lambertw_lower_slope": lambertw_lower_slope,
    "expi": expi,
    "exp1": exp1,
    "sine_integral": sine_integral,
    "cosine_integral": cosine_integral,
    "sinh_integral": sinh_integral,
    "cosh_integral": cosh_integral,
}
