"""Objective functions of two collections, as the language writes them with ranges and, apart from that, in Python.

`MORE_GARBOW_HILLSTROM` are the 35 problems of Moré, Garbow & Hillstrom (ACM TOMS 7, 1981), as sums of squares;
`GLOBAL` are functions on which global optimisers are tried (Jamil & Yang 2013; Adorio 2005), as SciPy's benchmarks name
them. Nothing of the product is used. A function takes numbers of mpmath, and may be differentiated by differences.

*Conventions*: the variable is the vector `x`, counted from 0; the point is an ordinary one, away from kinks.
"""

import itertools
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from mpmath import mp, mpf


class Objective(NamedTuple):
    """A formula of `x`, a point, and the same function in Python."""

    name: str
    formula: str
    point: list[float]
    function: Callable[[Sequence[Any]], Any]


def total(terms: Iterable[Any]) -> Any:
    return mp.fsum(terms)


def squares(terms: Iterable[Any]) -> Any:
    return mp.fsum(term * term for term in terms)


def vector(numbers: Sequence[float]) -> str:
    return f"[{', '.join(map(str, numbers))}]"


BARD = [0.14, 0.18, 0.22, 0.25, 0.29, 0.32, 0.35, 0.39, 0.37, 0.58, 0.73, 0.96, 1.34, 2.10, 4.39]
GAUSSIAN = [0.0009, 0.0044, 0.0175, 0.0540, 0.1295, 0.2420, 0.3521, 0.3989]
GAUSSIAN += GAUSSIAN[6::-1]
MEYER = [34780, 28610, 23650, 19630, 16370, 13720, 11540, 9744, 8261, 7030, 6005, 5147, 4427, 3820, 3307, 2872]
KOWALIK = [0.1957, 0.1947, 0.1735, 0.1600, 0.0844, 0.0627, 0.0456, 0.0342, 0.0323, 0.0235, 0.0246]
KOWALIK_AT = [4, 2, 1, 0.5, 0.25, 0.167, 0.125, 0.1, 0.0833, 0.0714, 0.0625]
OSBORNE_1 = [0.844, 0.908, 0.932, 0.936, 0.925, 0.908, 0.881, 0.850, 0.818, 0.784, 0.751, 0.718, 0.685, 0.658, 0.628]
OSBORNE_1 += [0.603, 0.580, 0.558, 0.538, 0.522, 0.506, 0.490, 0.478, 0.467, 0.457, 0.448, 0.438, 0.431, 0.424, 0.420]
OSBORNE_1 += [0.414, 0.411, 0.406]
OSBORNE_2 = [1.366, 1.191, 1.112, 1.013, 0.991, 0.885, 0.831, 0.847, 0.786, 0.725, 0.746, 0.679, 0.608, 0.655, 0.616]
OSBORNE_2 += [0.606, 0.602, 0.626, 0.651, 0.724, 0.649, 0.649, 0.694, 0.644, 0.624, 0.661, 0.612, 0.558, 0.533, 0.495]
OSBORNE_2 += [0.500, 0.423, 0.395, 0.375, 0.372, 0.391, 0.396, 0.405, 0.428, 0.429, 0.523, 0.562, 0.607, 0.653, 0.672]
OSBORNE_2 += [0.708, 0.633, 0.668, 0.645, 0.632, 0.591, 0.559, 0.597, 0.625, 0.739, 0.710, 0.729, 0.720, 0.636, 0.581]
OSBORNE_2 += [0.428, 0.292, 0.162, 0.098, 0.054]


def gulf(x: Sequence[Any]) -> Any:
    at = [(mpf(i) / 100, 25 + (-50 * mp.log(mpf(i) / 100)) ** (mpf(2) / 3)) for i in range(1, 11)]
    return squares(mp.exp(-(abs(y - x[1]) ** x[2]) / x[0]) - t for t, y in at)


def watson(x: Sequence[Any]) -> Any:
    residuals = [x[0], x[1] - x[0] ** 2 - 1]
    for i in range(1, 30):
        t = mpf(i) / 29
        slope = total(j * x[j] * t ** (j - 1) for j in range(1, len(x)))
        residuals.append(slope - total(one * t**j for j, one in enumerate(x)) ** 2 - 1)
    return squares(residuals)


def integral_equation(x: Sequence[Any]) -> Any:
    n = len(x)
    h = 1 / mpf(n + 1)
    t = [h * (i + 1) for i in range(n)]
    cubes = [(x[j] + t[j] + 1) ** 3 for j in range(n)]
    residuals = []
    for i in range(n):
        below = total(t[j] * cubes[j] for j in range(i + 1))
        above = total((1 - t[j]) * cubes[j] for j in range(i + 1, n))
        residuals.append(x[i] + h * ((1 - t[i]) * below + t[i] * above) / 2)
    return squares(residuals)


def boundary_value(x: Sequence[Any]) -> Any:
    n = len(x)
    h = 1 / mpf(n + 1)
    padded = [mpf(0), *x, mpf(0)]
    return squares(
        2 * padded[i] - padded[i - 1] - padded[i + 1] + h * h * (padded[i] + i * h + 1) ** 3 / 2
        for i in range(1, n + 1)
    )


def penalty_2(x: Sequence[Any]) -> Any:
    n, a = len(x), mp.sqrt(mpf("1e-5"))
    tenth = [mp.exp(mpf(i) / 10) for i in range(2 * n + 1)]
    e = [mp.exp(one / 10) for one in x]
    residuals = [x[0] - mpf(1) / 5]
    residuals += [a * (e[i] + e[i - 1] - tenth[i + 1] - tenth[i]) for i in range(1, n)]
    residuals += [a * (e[i] - mp.exp(mpf(-1) / 10)) for i in range(1, n)]
    residuals.append(total((n - j) * x[j] ** 2 for j in range(n)) - 1)
    return squares(residuals)


def banded(x: Sequence[Any]) -> Any:
    n = len(x)
    return squares(
        x[i] * (2 + 5 * x[i] ** 2)
        + 1
        - total(x[j] * (1 + x[j]) for j in range(max(0, i - 5), min(n - 1, i + 1) + 1) if j != i)
        for i in range(n)
    )


def chebyquad(x: Sequence[Any]) -> Any:
    n, residuals = len(x), []
    for i in range(1, n + 1):
        integral = mpf(0) if i % 2 else -1 / mpf(i * i - 1)
        residuals.append(total(mp.chebyt(i, 2 * one - 1) for one in x) / n - integral)
    return squares(residuals)


def osborne_2(x: Sequence[Any]) -> Any:
    def model(t: Any) -> Any:
        return x[0] * mp.exp(-t * x[4]) + total(x[i] * mp.exp(-((t - x[i + 7]) ** 2) * x[i + 4]) for i in (1, 2, 3))

    return squares(y - model(mpf(i) / 10) for i, y in enumerate(OSBORNE_2))


MORE_GARBOW_HILLSTROM = [
    Objective(
        "rosenbrock",
        "100*(x[1] - x[0]^2)^2 + (1 - x[0])^2",
        [-1.2, 1.1],
        lambda x: squares([10 * (x[1] - x[0] ** 2), 1 - x[0]]),
    ),
    Objective(
        "freudenstein and roth",
        "(-13 + x[0] + ((5 - x[1])*x[1] - 2)*x[1])^2 + (-29 + x[0] + ((x[1] + 1)*x[1] - 14)*x[1])^2",
        [0.5, -2.0],
        lambda x: squares(
            [x[0] - x[1] ** 3 + 5 * x[1] ** 2 - 2 * x[1] - 13, x[0] + x[1] ** 3 + x[1] ** 2 - 14 * x[1] - 29]
        ),
    ),
    Objective(
        "powell badly scaled",
        "(10^4*x[0]*x[1] - 1)^2 + (sum(exp(-x[k]), k = 0:1) - 10001/10^4)^2",
        [0.25, 1.0],
        lambda x: squares([10000 * x[0] * x[1] - 1, mp.exp(-x[0]) + mp.exp(-x[1]) - mpf("1.0001")]),
    ),
    Objective(
        "brown badly scaled",
        "(x[0] - 10^6)^2 + (x[1] - 2/10^6)^2 + (x[0]*x[1] - 2)^2",
        [1.0, 1.5],
        lambda x: squares([x[0] - 10**6, x[1] - mpf("2e-6"), x[0] * x[1] - 2]),
    ),
    Objective(
        "beale",
        "y = [1.5, 2.25, 2.625]; sum((y[i-1] - x[0]*(1 - x[1]^i))^2, i = 1:3)",
        [1.0, 0.75],
        lambda x: squares(y - x[0] * (1 - x[1] ** i) for i, y in ((1, 1.5), (2, 2.25), (3, 2.625))),
    ),
    Objective(
        "jennrich and sampson",
        "sum((2 + 2*i - (exp(i*x[0]) + exp(i*x[1])))^2, i = 1:10)",
        [0.3, 0.4],
        lambda x: squares(2 + 2 * i - mp.exp(i * x[0]) - mp.exp(i * x[1]) for i in range(1, 11)),
    ),
    Objective(
        "helical valley",
        "100*(x[2] - 10*atan2(x[1], x[0])/(2*PI))^2 + 100*(hypot(x[0], x[1]) - 1)^2 + x[2]^2".replace("PI", "pi"),
        [-1.0, 0.5, 0.25],
        lambda x: squares(
            [
                10 * (x[2] - 10 * mp.atan2(x[1], x[0]) / (2 * mpf(float(mp.pi)))),
                10 * (mp.sqrt(x[0] ** 2 + x[1] ** 2) - 1),
                x[2],
            ]
        ),
    ),
    Objective(
        "bard",
        f"y = {vector(BARD)}; sum((y[i-1] - (x[0] + i/((16 - i)*x[1] + min(i, 16 - i)*x[2])))^2, i = 1:15)",
        [1.0, 1.25, 0.75],
        lambda x: squares(y - (x[0] + i / ((16 - i) * x[1] + min(i, 16 - i) * x[2])) for i, y in enumerate(BARD, 1)),
    ),
    Objective(
        "gaussian",
        f"y = {vector(GAUSSIAN)}; sum((x[0]*exp(-x[1]*((8 - i)/2 - x[2])^2/2) - y[i-1])^2, i = 1:15)",
        [0.4, 1.0, 0.25],
        lambda x: squares(
            x[0] * mp.exp(-x[1] * (mpf(8 - i) / 2 - x[2]) ** 2 / 2) - y for i, y in enumerate(GAUSSIAN, 1)
        ),
    ),
    Objective(
        "meyer",
        f"y = {vector(MEYER)}; sum((x[0]*exp(x[1]/(45 + 5*i + x[2])) - y[i-1])^2, i = 1:16)",
        [0.02, 4000.0, 250.0],
        lambda x: squares(x[0] * mp.exp(x[1] / (45 + 5 * i + x[2])) - y for i, y in enumerate(MEYER, 1)),
    ),
    Objective(
        "gulf",
        "sum((exp(-abs(25 + (-50*log(i/100))^(2/3) - x[1])^x[2]/x[0]) - i/100)^2, i = 1:10)",
        [5.0, 2.5, 0.125],
        gulf,
    ),
    Objective(
        "box",
        "sum((exp(-i/10*x[0]) - exp(-i/10*x[1]) - x[2]*(exp(-i/10) - exp(-i)))^2, i = 1:10)",
        [0.5, 10.0, 20.0],
        lambda x: squares(
            mp.exp(-mpf(i) / 10 * x[0]) - mp.exp(-mpf(i) / 10 * x[1]) - x[2] * (mp.exp(-mpf(i) / 10) - mp.exp(-i))
            for i in range(1, 11)
        ),
    ),
    Objective(
        "powell singular",
        "(x[0] + 10*x[1])^2 + 5*(x[2] - x[3])^2 + (x[1] - 2*x[2])^4 + 10*(x[0] - x[3])^4",
        [3.0, -1.0, 0.5, 1.0],
        lambda x: squares(
            [
                x[0] + 10 * x[1],
                mp.sqrt(5) * (x[2] - x[3]),
                (x[1] - 2 * x[2]) ** 2,
                mp.sqrt(10) * (x[0] - x[3]) ** 2,
            ]
        ),
    ),
    Objective(
        "wood",
        "100*(x[1] - x[0]^2)^2 + 90*(x[3] - x[2]^2)^2 + sum((1 - x[2*k])^2, k = 0:1)"
        " + 10*(x[1] + x[3] - 2)^2 + (x[1] - x[3])^2/10",
        [-3.0, -1.0, -2.5, 1.5],
        lambda x: total(
            [
                100 * (x[1] - x[0] ** 2) ** 2,
                (1 - x[0]) ** 2,
                90 * (x[3] - x[2] ** 2) ** 2,
                (1 - x[2]) ** 2,
                10 * (x[1] + x[3] - 2) ** 2,
                (x[1] - x[3]) ** 2 / 10,
            ]
        ),
    ),
    Objective(
        "kowalik and osborne",
        f"y = {vector(KOWALIK)}; u = {vector(KOWALIK_AT)};"
        " sum((y[i] - x[0]*(u[i]^2 + u[i]*x[1])/(u[i]^2 + u[i]*x[2] + x[3]))^2, i = 0:10)",
        [0.25, 0.39, 0.415, 0.39],
        lambda x: squares(
            y - x[0] * u * (u + x[1]) / (u * u + u * x[2] + x[3])
            for y, u in zip(KOWALIK, map(mpf, KOWALIK_AT), strict=True)
        ),
    ),
    Objective(
        "brown and dennis",
        "sum(((x[0] + i/5*x[1] - exp(i/5))^2 + (x[2] + x[3]*sin(i/5) - cos(i/5))^2)^2, i = 1:20)",
        [25.0, 5.0, -5.0, -1.0],
        lambda x: squares(
            (x[0] + t * x[1] - mp.exp(t)) ** 2 + (x[2] + x[3] * mp.sin(t) - mp.cos(t)) ** 2
            for t in (mpf(i) / 5 for i in range(1, 21))
        ),
    ),
    Objective(
        "osborne 1",
        f"y = {vector(OSBORNE_1)}; sum((y[i] - (x[0] + x[1]*exp(-10*i*x[3]) + x[2]*exp(-10*i*x[4])))^2, i = 0:32)",
        [0.5, 1.5, -1.0, 0.01, 0.02],
        lambda x: squares(
            y - (x[0] + x[1] * mp.exp(-10 * i * x[3]) + x[2] * mp.exp(-10 * i * x[4])) for i, y in enumerate(OSBORNE_1)
        ),
    ),
    Objective(
        "biggs",
        "sum((x[2]*exp(-i/10*x[0]) - x[3]*exp(-i/10*x[1]) + x[5]*exp(-i/10*x[4])"
        " - (exp(-i/10) - 5*exp(-i) + 3*exp(-4*i/10)))^2, i = 1:13)",
        [1.0, 2.0, 1.0, 1.5, 1.25, 0.75],
        lambda x: squares(
            x[2] * mp.exp(-t * x[0])
            - x[3] * mp.exp(-t * x[1])
            + x[5] * mp.exp(-t * x[4])
            - (mp.exp(-t) - 5 * mp.exp(-10 * t) + 3 * mp.exp(-4 * t))
            for t in (mpf(i) / 10 for i in range(1, 14))
        ),
    ),
    Objective(
        "osborne 2",
        f"y = {vector(OSBORNE_2)}; sum((y[i] - x[0]*exp(-i/10*x[4])"
        " - sum(x[j]*exp(-(i/10 - x[j+7])^2*x[j+4]), j = 1:3))^2, i = 0:64)",
        [1.3, 0.65, 0.65, 0.7, 0.6, 3.0, 5.0, 7.0, 2.0, 4.5, 5.5],
        osborne_2,
    ),
    Objective(
        "watson",
        "x[0]^2 + (x[1] - x[0]^2 - 1)^2 + sum((sum(j*x[j]*(i/29)^(j-1), j = 1:length(x)-1)"
        " - sum(x[j]*(i/29)^j, j = 0:length(x)-1)^2 - 1)^2, i = 1:29)",
        [0.5, -0.25, 1.0, 0.75],
        watson,
    ),
    Objective(
        "extended rosenbrock",
        "sum(100*(x[2*k+1] - x[2*k]^2)^2 + (1 - x[2*k])^2, k = 0:length(x)/2 - 1)",
        [-1.2, 1.1, 0.5, 0.75],
        lambda x: squares(one for k in range(0, len(x), 2) for one in (10 * (x[k + 1] - x[k] ** 2), 1 - x[k])),
    ),
    Objective(
        "extended powell",
        "sum((x[4*k] + 10*x[4*k+1])^2 + 5*(x[4*k+2] - x[4*k+3])^2 + (x[4*k+1] - 2*x[4*k+2])^4"
        " + 10*(x[4*k] - x[4*k+3])^4, k = 0:length(x)/4 - 1)",
        [3.0, -1.0, 0.5, 1.0, 2.0, -0.5, 0.25, 1.5],
        lambda x: total(
            (x[k] + 10 * x[k + 1]) ** 2
            + 5 * (x[k + 2] - x[k + 3]) ** 2
            + (x[k + 1] - 2 * x[k + 2]) ** 4
            + 10 * (x[k] - x[k + 3]) ** 4
            for k in range(0, len(x), 4)
        ),
    ),
    Objective(
        "penalty 1",
        "sum((x[k] - 1)^2, k = 0:3)/10^5 + (sum(x[k]^2, k = 0:3) - 1/4)^2",
        [1.0, 2.0, 3.0, 4.0],
        lambda x: squares(one - 1 for one in x) / 100000 + (squares(x) - mpf(1) / 4) ** 2,
    ),
    Objective(
        "penalty 2",
        "n = length(x); (x[0] - 1/5)^2 + (sum((n - j)*x[j]^2, j = 0:n-1) - 1)^2 + sum("
        "(exp(x[i]/10) + exp(x[i-1]/10) - exp((i + 1)/10) - exp(i/10))^2 + (exp(x[i]/10) - exp(-1/10))^2,"
        " i = 1:n-1)/10^5",
        [0.5, 0.25, 0.75, 1.0],
        penalty_2,
    ),
    Objective(
        "variably dimensioned",
        "n = length(x); s = sum(j*(x[j-1] - 1), j = 1:n); sum((x[k] - 1)^2, k = 0:n-1) + s^2 + s^4",
        [0.75, 0.5, 0.25],
        lambda x: (
            squares(one - 1 for one in x) + (lambda s: s**2 + s**4)(total(j * (one - 1) for j, one in enumerate(x, 1)))
        ),
    ),
    Objective(
        "trigonometric",
        "n = length(x); sum((n - sum(cos(x[j]), j = 0:n-1) + i*(1 - cos(x[i-1])) - sin(x[i-1]))^2, i = 1:n)",
        [0.2, 0.3, 0.5],
        lambda x: squares(
            len(x) - total(map(mp.cos, x)) + i * (1 - mp.cos(one)) - mp.sin(one) for i, one in enumerate(x, 1)
        ),
    ),
    Objective(
        "brown almost linear",
        "n = length(x); sum((x[i] + sum(x[j], j = 0:n-1) - (n + 1))^2, i = 0:n-2) + (prod(x[j], j = 0:n-1) - 1)^2",
        [0.5, 0.75, 1.25],
        lambda x: squares([*(one + total(x) - (len(x) + 1) for one in x[:-1]), mp.fprod(x) - 1]),
    ),
    Objective(
        "discrete boundary value",
        "n = length(x); h = 1/(n + 1); y = concat([0], x, [0]);"
        " sum((2*y[i] - y[i-1] - y[i+1] + h^2*(y[i] + i*h + 1)^3/2)^2, i = 1:n)",
        [-0.2, -0.25, -0.15],
        boundary_value,
    ),
    Objective(
        "discrete integral equation",
        "n = length(x); h = 1/(n + 1); c(j) = (x[j] + (j + 1)*h + 1)^3;"
        " sum((x[i] + h*((1 - (i+1)*h)*sum((j+1)*h*c(j), j = 0:i)"
        " + (i+1)*h*sum((1 - (j+1)*h)*c(j), j = i+1:n-1))/2)^2, i = 0:n-1)",
        [-0.2, -0.25, -0.15],
        integral_equation,
    ),
    Objective(
        "broyden tridiagonal",
        "n = length(x); y = concat([0], x, [0]); sum(((3 - 2*y[i])*y[i] - y[i-1] - 2*y[i+1] + 1)^2, i = 1:n)",
        [-1.0, -0.75, -0.5],
        lambda x: squares(
            (3 - 2 * one) * one - (x[i - 1] if i else 0) - 2 * (x[i + 1] if i + 1 < len(x) else 0) + 1
            for i, one in enumerate(x)
        ),
    ),
    Objective(
        "broyden banded",
        "n = length(x); g(t) = t*(1 + t);"
        " sum((x[i]*(2 + 5*x[i]^2) + 1 + g(x[i]) - sum(g(x[j]), j = max(0, i-5):min(n-1, i+1)))^2, i = 0:n-1)",
        [-1.0, -0.75, -0.5],
        banded,
    ),
    Objective(
        "linear, full rank",
        "n = length(x); m = 5; s = 2/m*sum(x[j], j = 0:n-1);"
        " sum((x[i] - s - 1)^2, i = 0:n-1) + sum((s + 1)^2, i = n+1:m)",
        [1.0, 0.5, -0.5],
        lambda x: squares([*(one - total(x) * 2 / 5 - 1 for one in x), *[-total(x) * 2 / 5 - 1] * 2]),
    ),
    Objective(
        "linear, rank 1",
        "sum((i*sum(j*x[j-1], j = 1:3) - 1)^2, i = 1:5)",
        [1.0, 0.5, -0.5],
        lambda x: squares(i * total(j * one for j, one in enumerate(x, 1)) - 1 for i in range(1, 6)),
    ),
    Objective(
        "linear, rank 1, zero columns and rows",
        "2 + sum(((i - 1)*sum(j*x[j-1], j = 2:3) - 1)^2, i = 2:4)",
        [1.0, 0.5, -0.5, 0.75],
        lambda x: 2 + squares((i - 1) * (2 * x[1] + 3 * x[2]) - 1 for i in range(2, 5)),
    ),
    Objective(
        "chebyquad",
        "n = length(x);"
        " sum((sum(cos(i*acos(2*x[j] - 1)), j = 0:n-1)/n + where(mod(i, 2) == 1, 0, 1/(i^2 - 1)))^2, i = 1:n)",
        [0.2, 0.4, 0.75],
        chebyquad,
    ),
]


def around(x: Sequence[Any]) -> list[tuple[Any, Any]]:
    """Neighbours, each with the one after it."""
    return list(itertools.pairwise(x))


def levy(x: Sequence[Any]) -> Any:
    pi = mpf(float(mp.pi))
    y = [1 + (one - 1) / 4 for one in x]
    inner = total((a - 1) ** 2 * (1 + 10 * mp.sin(pi * b) ** 2) for a, b in around(y))
    return mp.sin(pi * y[0]) ** 2 + inner + (y[-1] - 1) ** 2


def whitley(x: Sequence[Any]) -> Any:
    f = [(100 * (a * a - b) ** 2 + (1 - b) ** 2) for a in x for b in x]
    return total(one**2 / 4000 - mp.cos(one) + 1 for one in f)


def penalized(x: Sequence[Any]) -> Any:
    pi = mpf(float(mp.pi))
    ends = mp.sin(3 * pi * x[0]) ** 2 + (x[-1] - 1) ** 2 * (1 + mp.sin(2 * pi * x[-1]) ** 2)
    return (ends + total((a - 1) ** 2 * (1 + mp.sin(3 * pi * b) ** 2) for a, b in around(x))) / 10


def pinter(x: Sequence[Any]) -> Any:
    n, terms = len(x), []
    for i, one in enumerate(x, 1):
        before, after = x[i - 2], x[i % n]
        a = before * mp.sin(one) + mp.sin(after)
        b = before**2 - 2 * one + 3 * after - mp.cos(one) + 1
        terms += [i * one**2, 20 * i * mp.sin(a) ** 2, i * mp.log(1 + i * b**2, 10)]
    return total(terms)


def lennard_jones(x: Sequence[Any]) -> Any:
    places = [x[i : i + 3] for i in range(0, len(x), 3)]
    distances = [squares(a - b for a, b in zip(p, q, strict=True)) for i, p in enumerate(places) for q in places[:i]]
    return total(one**-6 - 2 * one**-3 for one in distances)


HARTMANN = ([[3, 10, 30], [0.1, 10, 35], [3, 10, 30], [0.1, 10, 35]], [1, 1.2, 3, 3.2])
HARTMANN_AT = [[0.3689, 0.117, 0.2673], [0.4699, 0.4387, 0.747], [0.1091, 0.8732, 0.5547], [0.03815, 0.5743, 0.8828]]
SHEKEL = [[4, 4, 4, 4], [1, 1, 1, 1], [8, 8, 8, 8], [6, 6, 6, 6], [3, 7, 3, 7]]
SHEKEL_C = [0.1, 0.2, 0.2, 0.4, 0.4]
LANGERMANN = ([3, 5, 2, 1, 7], [5, 2, 1, 4, 9], [1, 2, 5, 2, 3])
PI = mpf(float(mp.pi))
E = mpf(float(mp.e))
X = [0.75, -1.25, 0.5]
Y = [0.75, 1.25, 0.5]


def objective(name: str, formula: str, point: list[float], function: Callable[[Sequence[Any]], Any]) -> Objective:
    return Objective(name, f"n = length(x); {formula}" if "n" in formula else formula, point, function)


GLOBAL = [
    objective(
        "ackley 1",
        "-20*exp(-sqrt(sum(x[k]^2, k = 0:n-1)/n)/5) - exp(sum(cos(2*pi*x[k]), k = 0:n-1)/n) + 20 + e",
        X,
        lambda x: (
            20
            + E
            - 20 * mp.exp(-mp.sqrt(squares(x) / len(x)) / 5)
            - mp.exp(total(mp.cos(2 * PI * one) for one in x) / len(x))
        ),
    ),
    objective(
        "ackley 3",
        "-200*exp(-sqrt(sum(x[k]^2, k = 0:1))/50) + 5*exp(cos(3*x[0]) + sin(3*x[1]))",
        [0.5, -0.75],
        lambda x: -200 * mp.exp(-mp.sqrt(squares(x)) / 50) + 5 * mp.exp(mp.cos(3 * x[0]) + mp.sin(3 * x[1])),
    ),
    objective(
        "alpine 1",
        "sum(abs(x[k]*sin(x[k]) + x[k]/10), k = 0:n-1)",
        X,
        lambda x: total(abs(one * mp.sin(one) + one / 10) for one in x),
    ),
    objective(
        "alpine 2",
        "prod(sqrt(x[k])*sin(x[k]), k = 0:n-1)",
        Y,
        lambda x: mp.fprod(mp.sqrt(one) * mp.sin(one) for one in x),
    ),
    objective(
        "amgm",
        "(sum(abs(x[k]), k = 0:n-1)/n - prod(abs(x[k]), k = 0:n-1)^(1/n))^2",
        X,
        lambda x: (total(map(abs, x)) / 3 - mp.fprod(map(abs, x)) ** (mpf(1) / 3)) ** 2,
    ),
    objective(
        "bohachevsky",
        "sum(x[k]^2 + 2*x[k+1]^2 - 3/10*cos(3*pi*x[k]) - 4/10*cos(4*pi*x[k+1]) + 7/10, k = 0:n-2)",
        X,
        lambda x: total(
            a * a + 2 * b * b - 3 * mp.cos(3 * PI * a) / 10 - 4 * mp.cos(4 * PI * b) / 10 + mpf(7) / 10
            for a, b in around(x)
        ),
    ),
    objective(
        "biggs 2",
        "sum((exp(-i/10*x[0]) - 5*exp(-i/10*x[1]) - exp(-i/10) + 5*exp(-i))^2, i = 1:10)",
        [0.75, 1.25],
        lambda x: squares(
            mp.exp(-t * x[0]) - 5 * mp.exp(-t * x[1]) - mp.exp(-t) + 5 * mp.exp(-10 * t)
            for t in (mpf(i) / 10 for i in range(1, 11))
        ),
    ),
    objective(
        "brown",
        "sum((x[k]^2)^(x[k+1]^2 + 1) + (x[k+1]^2)^(x[k]^2 + 1), k = 0:n-2)",
        X,
        lambda x: total((a * a) ** (b * b + 1) + (b * b) ** (a * a + 1) for a, b in around(x)),
    ),
    objective("chung reynolds", "sum(x[k]^2, k = 0:n-1)^2", X, lambda x: squares(x) ** 2),
    objective("cigar", "x[0]^2 + 10^6*sum(x[k]^2, k = 1:n-1)", X, lambda x: x[0] ** 2 + 10**6 * squares(x[1:])),
    objective(
        "cosine mixture",
        "-sum(cos(5*pi*x[k]), k = 0:n-1)/10 - sum(x[k]^2, k = 0:n-1)",
        X,
        lambda x: -total(mp.cos(5 * PI * one) for one in x) / 10 - squares(x),
    ),
    objective(
        "csendes",
        "sum(x[k]^6*(2 + sin(1/x[k])), k = 0:n-1)",
        X,
        lambda x: total(one**6 * (2 + mp.sin(1 / one)) for one in x),
    ),
    objective(
        "deb 1",
        "-sum(sin(5*pi*x[k])^6, k = 0:n-1)/n",
        [0.75, -0.125, 0.5625],
        lambda x: -total(mp.sin(5 * PI * one) ** 6 for one in x) / len(x),
    ),
    objective(
        "de villiers and glasser 1",
        "sum((x[0]*x[1]^(i/10)*sin(x[2]*i/10 + x[3]) - 60*1.371^(i/10)*sin(3.112*i/10 + 1.761))^2, i = 0:23)",
        [50.0, 1.25, 3.0, 1.5],
        lambda x: squares(
            x[0] * x[1] ** t * mp.sin(x[2] * t + x[3]) - 60 * mpf(1.371) ** t * mp.sin(3.112 * t + 1.761)
            for t in (mpf(i) / 10 for i in range(24))
        ),
    ),
    objective(
        "dixon and price",
        "(x[0] - 1)^2 + sum((k + 1)*(2*x[k]^2 - x[k-1])^2, k = 1:n-1)",
        X,
        lambda x: (x[0] - 1) ** 2 + total(i * (2 * b * b - a) ** 2 for i, (a, b) in enumerate(around(x), 2)),
    ),
    objective(
        "egg holder",
        "sum(-x[k]*sin(sqrt(abs(x[k] - x[k+1] - 47))) - (x[k+1] + 47)*sin(sqrt(abs(x[k]/2 + x[k+1] + 47))), k = 0:n-2)",
        [12.5, -30.0, 5.25],
        lambda x: (
            -total(
                a * mp.sin(mp.sqrt(abs(a - b - 47))) + (b + 47) * mp.sin(mp.sqrt(abs(a / 2 + b + 47)))
                for a, b in around(x)
            )
        ),
    ),
    objective("exponential", "-exp(-sum(x[k]^2, k = 0:n-1)/2)", X, lambda x: -mp.exp(-squares(x) / 2)),
    objective(
        "griewank",
        "sum(x[k]^2, k = 0:n-1)/4000 - prod(cos(x[k]/sqrt(k + 1)), k = 0:n-1) + 1",
        X,
        lambda x: squares(x) / 4000 - mp.fprod(mp.cos(one / mp.sqrt(i)) for i, one in enumerate(x, 1)) + 1,
    ),
    objective(
        "hartmann 3",
        f"c = {HARTMANN[1]}; A = {HARTMANN[0]}; P = {HARTMANN_AT};"
        " -sum(c[i]*exp(-sum(A[i, j]*(x[j] - P[i, j])^2, j = 0:2)), i = 0:3)",
        [0.25, 0.5, 0.75],
        lambda x: (
            -total(
                c * mp.exp(-total(a * (one - p) ** 2 for a, p, one in zip(rates, at, x, strict=True)))
                for rates, c, at in zip(*HARTMANN, HARTMANN_AT, strict=True)
            )
        ),
    ),
    objective(
        "holzman",
        "sum((-i/10 + exp((25 + (-50*log(i/100))^(2/3) - x[1])^x[2]/x[0]))^2, i = 1:9)",
        [50.0, 5.0, 1.25],
        lambda x: squares(
            -mpf(i) / 10 + mp.exp((25 + (-50 * mp.log(mpf(i) / 100)) ** (mpf(2) / 3) - x[1]) ** x[2] / x[0])
            for i in range(1, 10)
        ),
    ),
    objective(
        "infinity",
        "sum(x[k]^6*(sin(1/x[k]) + 2), k = 0:n-1)",
        Y,
        lambda x: total(one**6 * (mp.sin(1 / one) + 2) for one in x),
    ),
    objective(
        "inverted cosine",
        "s(k) = x[k]^2 + x[k+1]^2 + x[k]*x[k+1]/2; -sum(exp(-s(k)/8)*cos(4*sqrt(s(k))), k = 0:1)",
        X,
        lambda x: (
            -total(mp.exp(-s / 8) * mp.cos(4 * mp.sqrt(s)) for s in (a * a + b * b + a * b / 2 for a, b in around(x)))
        ),
    ),
    objective(
        "katsuura",
        "prod(1 + (i + 1)*sum(abs(2^k*x[i] - round(2^k*x[i]))/2^k, k = 1:8), i = 0:n-1)",
        [0.3, 0.7, 0.45],
        lambda x: mp.fprod(
            1 + i * total(abs(2**k * one - mp.nint(2**k * one)) / 2**k for k in range(1, 9))
            for i, one in enumerate(x, 1)
        ),
    ),
    objective(
        "langermann",
        f"a = {LANGERMANN[0]}; b = {LANGERMANN[1]}; c = {LANGERMANN[2]}; d(i) = (x[0] - a[i])^2 + (x[1] - b[i])^2;"
        " -sum(c[i]*exp(-d(i)/pi)*cos(pi*d(i)), i = 0:4)",
        [2.25, 1.5],
        lambda x: (
            -total(
                c * mp.exp(-d / PI) * mp.cos(PI * d)
                for c, d in ((c, (x[0] - a) ** 2 + (x[1] - b) ** 2) for a, b, c in zip(*LANGERMANN, strict=True))
            )
        ),
    ),
    objective(
        "lennard and jones",
        "r(i, j) = sum((x[3*i+m] - x[3*j+m])^2, m = 0:2);"
        " sum(sum(1/r(i, j)^6 - 2/r(i, j)^3, j = 0:i-1), i = 1:length(x)/3 - 1)",
        [0.0, 0.25, 0.5, 1.0, 0.5, -0.25, 0.25, 1.25, 0.75],
        lennard_jones,
    ),
    objective(
        "levy",
        "y(k) = 1 + (x[k] - 1)/4; sin(pi*y(0))^2 + sum((y(k) - 1)^2*(1 + 10*sin(pi*y(k+1))^2), k = 0:n-2)"
        " + (y(n-1) - 1)^2",
        X,
        levy,
    ),
    objective(
        "michalewicz",
        "-sum(sin(x[k])*sin((k + 1)*x[k]^2/pi)^20, k = 0:n-1)",
        [2.25, 1.5, 1.25],
        lambda x: -total(mp.sin(one) * mp.sin(i * one**2 / PI) ** 20 for i, one in enumerate(x, 1)),
    ),
    objective(
        "mishra 1",
        "(1 + n - sum(x[k], k = 0:n-2))^(n - sum(x[k], k = 0:n-2))",
        Y,
        lambda x: (1 + 3 - x[0] - x[1]) ** (3 - x[0] - x[1]),
    ),
    objective("mishra 7", "(prod(x[k], k = 0:n-1) - 3!)^2", X, lambda x: (mp.fprod(x) - 6) ** 2),
    objective(
        "multimodal",
        "sum(abs(x[k]), k = 0:n-1)*prod(abs(x[k]), k = 0:n-1)",
        X,
        lambda x: total(map(abs, x)) * mp.fprod(map(abs, x)),
    ),
    objective(
        "pathological",
        "sum(1/2 + (sin(sqrt(100*x[k]^2 + x[k+1]^2))^2 - 1/2)/(1 + (x[k] - x[k+1])^4/1000), k = 0:n-2)",
        X,
        lambda x: total(
            mpf(1) / 2 + (mp.sin(mp.sqrt(100 * a * a + b * b)) ** 2 - mpf(1) / 2) / (1 + (a - b) ** 4 / 1000)
            for a, b in around(x)
        ),
    ),
    objective(
        "paviani",
        "sum(log(10 - x[k])^2 + log(x[k] - 2)^2, k = 0:n-1) - prod(x[k], k = 0:n-1)^(1/5)",
        [2.5, 4.5, 9.0],
        lambda x: squares(f for one in x for f in (mp.log(10 - one), mp.log(one - 2))) - mp.fprod(x) ** (mpf(1) / 5),
    ),
    objective(
        "penalty 2 of jamil",
        "(sin(3*pi*x[0])^2 + sum((x[k] - 1)^2*(1 + sin(3*pi*x[k+1])^2), k = 0:n-2)"
        " + (x[n-1] - 1)^2*(1 + sin(2*pi*x[n-1])^2))/10",
        X,
        penalized,
    ),
    objective(
        "perm 1",
        "sum(sum((j^k + 1/2)*((x[j-1]/j)^k - 1), j = 1:n)^2, k = 1:n)",
        X,
        lambda x: squares(
            total((j**k + mpf(1) / 2) * ((one / j) ** k - 1) for j, one in enumerate(x, 1)) for k in (1, 2, 3)
        ),
    ),
    objective(
        "perm 2",
        "sum(sum((j + 10)*(x[j-1]^k - (1/j)^k), j = 1:n)^2, k = 1:n)",
        X,
        lambda x: squares(
            total((j + 10) * (one**k - (mpf(1) / j) ** k) for j, one in enumerate(x, 1)) for k in (1, 2, 3)
        ),
    ),
    objective(
        "pinter",
        "z = concat([x[n-1]], x, [x[0]]); a(i) = z[i-1]*sin(z[i]) + sin(z[i+1]);"
        " b(i) = z[i-1]^2 - 2*z[i] + 3*z[i+1] - cos(z[i]) + 1;"
        " sum(i*z[i]^2 + 20*i*sin(a(i))^2 + i*log10(1 + i*b(i)^2), i = 1:n)",
        X,
        pinter,
    ),
    objective(
        "power sum",
        "b = [8, 18, 44]; sum((sum(x[k]^i, k = 0:n-1) - b[i-1])^2, i = 1:3)",
        Y,
        lambda x: squares(total(one**i for one in x) - b for i, b in ((1, 8), (2, 18), (3, 44))),
    ),
    objective("qing", "sum((x[i-1]^2 - i)^2, i = 1:n)", X, lambda x: squares(one**2 - i for i, one in enumerate(x, 1))),
    objective(
        "quintic",
        "sum(abs(x[k]^5 - 3*x[k]^4 + 4*x[k]^3 + 2*x[k]^2 - 10*x[k] - 4), k = 0:n-1)",
        X,
        lambda x: total(abs(a**5 - 3 * a**4 + 4 * a**3 + 2 * a**2 - 10 * a - 4) for a in x),
    ),
    objective(
        "rastrigin",
        "10*n + sum(x[k]^2 - 10*cos(2*pi*x[k]), k = 0:n-1)",
        X,
        lambda x: 10 * len(x) + total(one**2 - 10 * mp.cos(2 * PI * one) for one in x),
    ),
    objective(
        "ripple",
        "-sum(exp(-2*log(2)*((x[k] - 1/10)/0.8)^2)*(sin(5*pi*x[k])^6 + cos(500*pi*x[k])^2/10), k = 0:n-1)",
        [0.3, 0.7],
        lambda x: (
            -total(
                mp.exp(-2 * mp.log(2) * ((a - mpf(1) / 10) / 0.8) ** 2)
                * (mp.sin(5 * PI * a) ** 6 + mp.cos(500 * PI * a) ** 2 / 10)
                for a in x
            )
        ),
    ),
    objective(
        "rosenbrock of many",
        "sum(100*(x[k+1] - x[k]^2)^2 + (1 - x[k])^2, k = 0:n-2)",
        X,
        lambda x: total(100 * (b - a * a) ** 2 + (1 - a) ** 2 for a, b in around(x)),
    ),
    objective(
        "salomon",
        "r = sqrt(sum(x[k]^2, k = 0:n-1)); 1 - cos(2*pi*r) + r/10",
        X,
        lambda x: (lambda r: 1 - mp.cos(2 * PI * r) + r / 10)(mp.sqrt(squares(x))),
    ),
    objective(
        "sargan",
        "sum(n*(x[i]^2 + 4/10*(sum(x[i]*x[j], j = 0:n-1) - x[i]^2)), i = 0:n-1)",
        X,
        lambda x: total(3 * (a * a + 4 * (a * total(x) - a * a) / 10) for a in x),
    ),
    objective(
        "schwefel 2",
        "sum(sum(x[j], j = 0:i)^2, i = 0:n-1)",
        X,
        lambda x: squares(total(x[: i + 1]) for i in range(len(x))),
    ),
    objective(
        "schwefel 22",
        "sum(abs(x[k]), k = 0:n-1) + prod(abs(x[k]), k = 0:n-1)",
        X,
        lambda x: total(map(abs, x)) + mp.fprod(map(abs, x)),
    ),
    objective(
        "schwefel 26",
        "4189829/10^4*n - sum(x[k]*sin(sqrt(abs(x[k]))), k = 0:n-1)",
        [12.5, -30.0, 5.25],
        lambda x: mpf(4189829) / 10000 * 3 - total(a * mp.sin(mp.sqrt(abs(a))) for a in x),
    ),
    objective(
        "shekel 5",
        f"A = {SHEKEL}; c = {SHEKEL_C}; -sum(1/(c[i] + sum((x[j] - A[i, j])^2, j = 0:3)), i = 0:4)",
        [3.5, 4.5, 5.0, 3.0],
        lambda x: (
            -total(
                1 / (mpf(c) + squares(a - b for a, b in zip(x, row, strict=True)))
                for row, c in zip(SHEKEL, SHEKEL_C, strict=True)
            )
        ),
    ),
    objective(
        "shubert 1",
        "prod(sum(j*cos((j + 1)*x[k] + j), j = 1:5), k = 0:1)",
        [0.75, -1.25],
        lambda x: mp.fprod(total(j * mp.cos((j + 1) * a + j) for j in range(1, 6)) for a in x),
    ),
    objective(
        "shubert 3",
        "sum(sum(-j*sin((j + 1)*x[k] + j), j = 1:5), k = 0:1)",
        [0.75, -1.25],
        lambda x: total(-j * mp.sin((j + 1) * a + j) for j in range(1, 6) for a in x),
    ),
    objective(
        "sine envelope",
        "-sum((sin(sqrt(x[k+1]^2 + x[k]^2) - 1/2)^2)/(1 + (x[k+1]^2 + x[k]^2)/1000)^2 + 1/2, k = 0:n-2)",
        X,
        lambda x: (
            -total(
                mp.sin(mp.sqrt(a * a + b * b) - mpf(1) / 2) ** 2 / (1 + (a * a + b * b) / 1000) ** 2 + mpf(1) / 2
                for a, b in around(x)
            )
        ),
    ),
    objective(
        "stretched v",
        "t(k) = x[k+1]^2 + x[k]^2; sum(t(k)^(1/4)*(sin(50*t(k)^(1/10)) + 1)^2, k = 0:n-2)",
        X,
        lambda x: total(
            t ** (mpf(1) / 4) * (mp.sin(50 * t ** (mpf(1) / 10)) + 1) ** 2
            for t in (a * a + b * b for a, b in around(x))
        ),
    ),
    objective(
        "styblinski and tang",
        "sum(x[k]^4 - 16*x[k]^2 + 5*x[k], k = 0:n-1)/2",
        X,
        lambda x: total(a**4 - 16 * a**2 + 5 * a for a in x) / 2,
    ),
    objective(
        "trid",
        "sum((x[k] - 1)^2, k = 0:n-1) - sum(x[k]*x[k-1], k = 1:n-1)",
        X,
        lambda x: squares(a - 1 for a in x) - total(a * b for a, b in around(x)),
    ),
    objective("vincent", "-sum(sin(10*log(x[k])), k = 0:n-1)", Y, lambda x: -total(mp.sin(10 * mp.log(a)) for a in x)),
    objective(
        "wavy",
        "1 - sum(cos(10*x[k])*exp(-x[k]^2/2), k = 0:n-1)/n",
        X,
        lambda x: 1 - total(mp.cos(10 * a) * mp.exp(-a * a / 2) for a in x) / len(x),
    ),
    objective(
        "weierstrass",
        "sum(sum(cos(2*pi*3^k*(x[i] + 1/2))/2^k, k = 0:5), i = 0:n-1) - n*sum(cos(pi*3^k)/2^k, k = 0:5)",
        [0.3, -0.2],
        lambda x: (
            total(mp.cos(2 * PI * 3**k * (a + mpf(1) / 2)) / 2**k for k in range(6) for a in x)
            - 2 * total(mp.cos(PI * 3**k) / 2**k for k in range(6))
        ),
    ),
    objective(
        "whitley",
        "f(i, j) = 100*(x[i]^2 - x[j])^2 + (1 - x[j])^2;"
        " sum(sum(f(i, j)^2/4000 - cos(f(i, j)) + 1, j = 0:n-1), i = 0:n-1)",
        [0.75, 1.25],
        whitley,
    ),
    objective(
        "xin-she yang 2",
        "sum(abs(x[k]), k = 0:n-1)*exp(-sum(sin(x[k]^2), k = 0:n-1))",
        X,
        lambda x: total(map(abs, x)) * mp.exp(-total(mp.sin(a * a) for a in x)),
    ),
    objective(
        "xin-she yang 4",
        "(sum(sin(x[k])^2, k = 0:n-1) - exp(-sum(x[k]^2, k = 0:n-1)))*exp(-sum(sin(sqrt(abs(x[k])))^2, k = 0:n-1))",
        X,
        lambda x: (
            (squares(map(mp.sin, x)) - mp.exp(-squares(x))) * mp.exp(-squares(mp.sin(mp.sqrt(abs(a))) for a in x))
        ),
    ),
    objective(
        "zakharov",
        "s = sum(i*x[i-1], i = 1:n)/2; sum(x[k]^2, k = 0:n-1) + s^2 + s^4",
        X,
        lambda x: squares(x) + (lambda s: s**2 + s**4)(total(i * a for i, a in enumerate(x, 1)) / 2),
    ),
]

# The starts that the collection itself gives; where the number of variables is free, that of a few.
STANDARD_STARTS: dict[str, list[float]] = {
    "rosenbrock": [-1.2, 1],
    "freudenstein and roth": [0.5, -2],
    "powell badly scaled": [0, 1],
    "brown badly scaled": [1, 1],
    "beale": [1, 1],
    "jennrich and sampson": [0.3, 0.4],
    "helical valley": [-1, 0, 0],
    "bard": [1, 1, 1],
    "gaussian": [0.4, 1, 0],
    "meyer": [0.02, 4000, 250],
    "gulf": [5, 2.5, 0.15],
    "box": [0, 10, 20],
    "powell singular": [3, -1, 0, 1],
    "wood": [-3, -1, -3, -1],
    "kowalik and osborne": [0.25, 0.39, 0.415, 0.39],
    "brown and dennis": [25, 5, -5, -1],
    "osborne 1": [0.5, 1.5, -1, 0.01, 0.02],
    "biggs": [1, 2, 1, 1, 1, 1],
    "osborne 2": [1.3, 0.65, 0.65, 0.7, 0.6, 3, 5, 7, 2, 4.5, 5.5],
    "watson": [0] * 6,
    "extended rosenbrock": [-1.2, 1] * 5,
    "extended powell": [3, -1, 0, 1] * 3,
    "penalty 1": [1, 2, 3, 4],
    "penalty 2": [0.5] * 4,
    "variably dimensioned": [1 - j / 10 for j in range(1, 11)],
    "trigonometric": [0.1] * 10,
    "brown almost linear": [0.5] * 10,
    "discrete boundary value": [j / 11 * (j / 11 - 1) for j in range(1, 11)],
    "discrete integral equation": [j / 11 * (j / 11 - 1) for j in range(1, 11)],
    "broyden tridiagonal": [-1] * 10,
    "broyden banded": [-1] * 10,
    "linear, full rank": [1] * 3,
    "linear, rank 1": [1] * 3,
    "linear, rank 1, zero columns and rows": [1] * 4,
    "chebyquad": [j / 9 for j in range(1, 9)],
}
