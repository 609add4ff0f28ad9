"""Test problems of Moré, Garbow & Hillstrom (ACM TOMS 7, 1981), as formulas and, apart from those, as arrays.

In: how many variables. Out: a `System`: the residuals' texts, a point, and the Jacobian and the Hessian of the sum of
squares as triplets from closed forms written here by hand. Nothing of the product is used.

*Conventions*: variables are `x1`, `x2` ...; a matrix is `{(row, column): value}`, counted from 0, with an entry exactly
where it need not be 0.
"""

from collections.abc import Callable
from typing import NamedTuple

Entries = dict[tuple[int, int], float]


class System(NamedTuple):
    """Residuals r and the point; `jacobian` is that of r, `hessian` that of the sum of their squares."""

    residuals: list[str]
    point: list[float]
    jacobian: Entries
    hessian: Entries

    @property
    def vector(self) -> str:
        return f"[{', '.join(self.residuals)}]"

    @property
    def sum_of_squares(self) -> str:
        return " + ".join(f"({residual})^2" for residual in self.residuals)

    @property
    def values(self) -> dict[str, float]:
        return {f"x{i + 1}": value for i, value in enumerate(self.point)}


def extended_rosenbrock(n: int) -> System:
    """Problem 21."""
    point = [-1.2 if i % 2 == 0 else 1.0 for i in range(n)]
    residuals, jacobian, hessian = [], {}, {}
    for a in range(0, n, 2):
        b = a + 1
        x, y = point[a], point[b]
        residuals += [f"10*(x{b + 1} - x{a + 1}^2)", f"1 - x{a + 1}"]
        jacobian |= {(a, a): -20 * x, (a, b): 10.0, (b, a): -1.0}
        hessian |= {(a, a): 1200 * x**2 - 400 * y + 2, (b, b): 200.0}
        hessian |= dict.fromkeys([(a, b), (b, a)], -400 * x)
    return System(residuals, point, jacobian, hessian)


def broyden_tridiagonal(n: int) -> System:
    """Problem 30."""
    point = [-1.0 + 0.001 * (i % 7) for i in range(n)]
    residuals, jacobian, second = [], {}, {}
    values = []
    for i, x in enumerate(point):
        before = f" - x{i}" if i > 0 else ""
        after = f" - 2*x{i + 2}" if i < n - 1 else ""
        residuals.append(f"(3 - 2*x{i + 1})*x{i + 1}{before}{after} + 1")
        values.append((3 - 2 * x) * x - (point[i - 1] if i > 0 else 0) - 2 * (point[i + 1] if i < n - 1 else 0) + 1)
        jacobian |= {(i, i): 3 - 4 * x}
        jacobian |= {(i, i - 1): -1.0} if i > 0 else {}
        jacobian |= {(i, i + 1): -2.0} if i < n - 1 else {}
        second[i, i, i] = -4.0
    return System(residuals, point, jacobian, gauss_newton(jacobian, values, second))


def extended_powell_singular(n: int) -> System:
    """Problem 22."""
    point = [(3.0, -1.0, 0.5, 1.0)[i % 4] for i in range(n)]
    residuals, jacobian, hessian = [], {}, {}
    for a in range(0, n, 4):
        b, c, d = a + 1, a + 2, a + 3
        w, x, y, z = point[a : a + 4]
        names = [f"x{i + 1}" for i in range(a, a + 4)]
        residuals += [
            f"{names[0]} + 10*{names[1]}",
            f"sqrt(5)*({names[2]} - {names[3]})",
            f"({names[1]} - 2*{names[2]})^2",
            f"sqrt(10)*({names[0]} - {names[3]})^2",
        ]
        jacobian |= {(a, a): 1.0, (a, b): 10.0, (b, c): 5**0.5, (b, d): -(5**0.5)}
        jacobian |= {(c, b): 2 * (x - 2 * y), (c, c): -4 * (x - 2 * y)}
        jacobian |= {(d, a): 2 * 10**0.5 * (w - z), (d, d): -2 * 10**0.5 * (w - z)}
        p, q = 12 * (x - 2 * y) ** 2, 120 * (w - z) ** 2
        hessian |= {(a, a): 2 + q, (b, b): 200 + p, (c, c): 10 + 4 * p, (d, d): 10 + q}
        for i, j, value in ((a, b, 20.0), (a, d, -q), (b, c, -2 * p), (c, d, -10.0)):
            hessian |= dict.fromkeys([(i, j), (j, i)], value)
    return System(residuals, point, jacobian, hessian)


def wood(n: int) -> System:
    """Problem 14, side by side for a multiple of four variables."""
    point = [(-3.0, -1.0, -3.0, -1.0)[i % 4] for i in range(n)]
    residuals, jacobian, hessian = [], {}, {}
    for block, a in enumerate(range(0, n, 4)):
        b, c, d = a + 1, a + 2, a + 3
        w, x, y, z = point[a : a + 4]
        names = [f"x{i + 1}" for i in range(a, a + 4)]
        residuals += [
            f"10*({names[1]} - {names[0]}^2)",
            f"1 - {names[0]}",
            f"sqrt(90)*({names[3]} - {names[2]}^2)",
            f"1 - {names[2]}",
            f"sqrt(10)*({names[1]} + {names[3]} - 2)",
            f"({names[1]} - {names[3]})/sqrt(10)",
        ]
        r = 6 * block
        root = 90**0.5
        jacobian |= {(r, a): -20 * w, (r, b): 10.0, (r + 1, a): -1.0}
        jacobian |= {(r + 2, c): -2 * root * y, (r + 2, d): root, (r + 3, c): -1.0}
        jacobian |= {(r + 4, b): 10**0.5, (r + 4, d): 10**0.5, (r + 5, b): 10**-0.5, (r + 5, d): -(10**-0.5)}
        hessian |= {(a, a): 1200 * w**2 - 400 * x + 2, (b, b): 220.2}
        hessian |= {(c, c): 1080 * y**2 - 360 * z + 2, (d, d): 200.2}
        for i, j, value in ((a, b, -400 * w), (c, d, -360 * y), (b, d, 19.8)):
            hessian |= dict.fromkeys([(i, j), (j, i)], value)
    return System(residuals, point, jacobian, hessian)


def brown_almost_linear(n: int) -> System:
    """Problem 27; every entry of its matrices need not be 0."""
    point = [0.5 + 0.01 * (i % 5) for i in range(n)]
    total = "+".join(f"x{i + 1}" for i in range(n))
    residuals = [f"x{i + 1} + ({total}) - {n + 1}" for i in range(n - 1)]
    residuals.append("*".join(f"x{i + 1}" for i in range(n)) + " - 1")
    product = 1.0
    for x in point:
        product *= x
    values = [x + sum(point) - (n + 1) for x in point[:-1]] + [product - 1]
    jacobian: Entries = {(i, j): 1.0 + (i == j) for i in range(n - 1) for j in range(n)}
    jacobian |= {(n - 1, j): product / x for j, x in enumerate(point)}
    second = {(n - 1, i, j): product / x / y for i, x in enumerate(point) for j, y in enumerate(point) if i != j}
    return System(residuals, point, jacobian, gauss_newton(jacobian, values, second))


def gauss_newton(jacobian: Entries, values: list[float], second: dict[tuple[int, int, int], float]) -> Entries:
    """The Hessian of the sum of squares, 2 J'J + 2 sum of r times its Hessian, whose entries are (row, i, j)."""
    rows: dict[int, list[tuple[int, float]]] = {}
    for (i, j), value in jacobian.items():
        rows.setdefault(i, []).append((j, value))
    hessian: Entries = {}
    for row in rows.values():
        for i, a in row:
            for j, b in row:
                hessian[i, j] = hessian.get((i, j), 0.0) + 2 * a * b
    for (k, i, j), value in second.items():
        hessian[i, j] += 2 * values[k] * value
    return hessian


# The system of so many variables, and the sweeps that its matrices take at any size.
SYSTEMS: dict[str, tuple[Callable[[int], System], int, int]] = {
    "extended Rosenbrock": (extended_rosenbrock, 2, 2),
    "Broyden tridiagonal": (broyden_tridiagonal, 3, 5),
    "extended Powell singular": (extended_powell_singular, 2, 3),
    "Wood": (wood, 3, 3),
}
