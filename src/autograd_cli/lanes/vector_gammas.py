"""Vector kernels of incomplete gamma and beta functions, over SciPy's where these are accurate.

In and out as in `vectormath.py`. SciPy loses digits in the tails, where the logarithm of the density is large: there
the scalar kernel computes.
"""

from collections.abc import Callable

from autograd_cli.lanes.mathematics import Mathematics, Vector

# Of smaller results SciPy has too few digits, but for such parameters, and arguments of the upper function.
LEAST = 0.01
FIRST, LAST_LOWER, LAST_UPPER, LARGEST_ARGUMENT = 1.0, 5.0, 20.0, 30.0
# Where the upper function loses digits although it is large: for parameters and arguments below these.
LOST_PARAMETER, LOST_ARGUMENT = 0.6, 1.25
SMALLEST, LARGEST = 1e-9, 1e5
# How large the terms of the logarithm of a density may be.
MOST = 8.0
# Where exp(-x) is a normal number, and far from none.
FARTHEST = 600.0


def gammainc(m: Mathematics, a: Vector, x: Vector) -> Vector:
    value = m.elementary("scipy.gammainc", a, x)
    ordinary = (value > LEAST) & (a >= SMALLEST) & (a <= LARGEST)
    moderate = (a >= FIRST) & (a <= LAST_LOWER) & (x > LEAST)
    return m.lanes("gammainc", ~(ordinary | moderate), value, a, x)


def gammaincc(m: Mathematics, a: Vector, x: Vector) -> Vector:
    value = m.elementary("scipy.gammaincc", a, x)
    lost = (a < LOST_PARAMETER) & (x < LOST_ARGUMENT)
    ordinary = (value > LEAST) & (a >= SMALLEST) & (a <= LARGEST) & ~lost
    moderate = (a >= FIRST) & (a <= LAST_UPPER) & (x > 0.0) & (x < LARGEST_ARGUMENT)
    return m.lanes("gammaincc", ~(ordinary | moderate), value, a, x)


def betainc(m: Mathematics, a: Vector, b: Vector, x: Vector) -> Vector:
    return _incomplete(m, "betainc", (a >= SMALLEST) & (a <= LARGEST) & (b >= SMALLEST) & (b <= LARGEST), a, b, x)


def betaincc(m: Mathematics, a: Vector, b: Vector, x: Vector) -> Vector:
    return _incomplete(m, "betaincc", (a >= SMALLEST) & (a <= LARGEST) & (b >= SMALLEST) & (b <= LARGEST), a, b, x)


def _incomplete(m: Mathematics, name: str, inside: Vector, *operands: Vector) -> Vector:
    value = m.elementary(f"scipy.{name}", *operands)
    return m.lanes(name, ~((value > LEAST) & inside), value, *operands)


def gamma_density(m: Mathematics, a: Vector, x: Vector) -> Vector:
    power, rest = (a - 1.0) * m.elementary("log", x), m.elementary("lgamma", a)
    near = (m.absolute(power) < MOST) & (m.absolute(rest) < MOST) & (x < FARTHEST) & (x > 0.0) & (a >= SMALLEST)
    return m.lanes("gamma_density", ~near, m.elementary("exp", power - rest) * m.elementary("exp", -x), a, x)


def beta_density(m: Mathematics, a: Vector, b: Vector, x: Vector) -> Vector:
    left, right = (a - 1.0) * m.elementary("log", x), (b - 1.0) * m.elementary("log1p", -x)
    rest = m.elementary("lgamma", a) + m.elementary("lgamma", b) - m.elementary("lgamma", a + b)
    near = (m.absolute(left) < MOST) & (m.absolute(right) < MOST) & (x > 0.0) & (x < 1.0)
    near = near & (a >= SMALLEST) & (b >= SMALLEST) & (a < MOST) & (b < MOST) & (m.absolute(rest) < MOST)
    return m.lanes("beta_density", ~near, m.elementary("exp", left + right - rest), a, b, x)


def gamma_density_ax(m: Mathematics, k: Vector, n: Vector, a: Vector, x: Vector) -> Vector:
    orders = (m.known(k), m.known(n))
    out = gamma_density(m, a, x)
    if orders == (0.0, 1.0):
        value = out * ((a - 1.0) / x - 1.0)
    elif orders == (1.0, 0.0):
        value = out * (m.elementary("log", x) - _scalar(m, "digamma", a))
    else:
        return _scalar(m, "gamma_density_ax", k, n, a, x)
    return m.lanes("gamma_density_ax", x == 0.0, value, k, n, a, x)


def beta_density_abx(m: Mathematics, k: Vector, j: Vector, n: Vector, a: Vector, b: Vector, x: Vector) -> Vector:
    orders = (m.known(k), m.known(j), m.known(n))
    out = beta_density(m, a, b, x)
    if orders == (0.0, 0.0, 1.0):
        value = out * ((a - 1.0) / x - (b - 1.0) / (1.0 - x))
    elif orders == (1.0, 0.0, 0.0):
        value = out * (m.elementary("log", x) + _scalar(m, "polygamma_difference", 0.0, a, b))
    elif orders == (0.0, 1.0, 0.0):
        value = out * (m.elementary("log1p", -x) + _scalar(m, "polygamma_difference", 0.0, b, a))
    else:
        return _scalar(m, "beta_density_abx", k, j, n, a, b, x)
    return m.lanes("beta_density_abx", (x == 0.0) | (x == 1.0), value, k, j, n, a, b, x)


def _scalar(m: Mathematics, name: str, *operands: Vector) -> Vector:
    return m.lanes(name, operands[-1] == operands[-1], operands[-1], *operands)


KERNELS: dict[str, Callable[..., Vector]] = {
    "gammainc": gammainc,
    "gammaincc": gammaincc,
    "gamma_density": gamma_density,
    "beta_density": beta_density,
    "gamma_density_ax": gamma_density_ax,
    "beta_density_abx": beta_density_abx,
    "betainc": betainc,
    "betaincc": betaincc,
}
