"""Entries that are written out as their definitions: each has one reference, in mpmath's numbers.

Value and partials at doubles, to fifty digits and in intervals, second partials, and rows as the single points.
"""

import csv
import itertools
import json
import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
from mpmath import mp  # type: ignore[import-untyped, unused-ignore]

from autograd_cli import gradient
from autograd_cli.primitives import PRIMITIVES

Values = Mapping[str, Any]


class Reference(NamedTuple):
    """A formula with the entry, where, and what it is of mpmath numbers; of vectors and matrices, lists of them."""

    formula: str
    points: Sequence[Values]
    exact: Callable[..., Any]


def of_numbers(formula: str, exact: Callable[..., Any], *points: Sequence[float]) -> Reference:
    names = formula[formula.index("(") + 1 : -1].split(", ")
    return Reference(formula, [dict(zip(names, point, strict=True)) for point in points], exact)


V, W, SHARES = [1.5, -0.5, 2.0, 0.25], [0.5, 1.0, -1.5, 3.0], ([0.5, 0.125, 0.375], [0.25, 0.5, 0.25])
A = [[2.0, 0.5, -1.0], [0.25, 1.5, 0.5], [1.0, -0.5, 3.0]]
SPREAD = [[2.0, 0.5], [0.5, 1.0]]


def mean(x: Sequence[Any]) -> Any:
    return mp.fsum(x) / len(x)


def variance(x: Sequence[Any], ddof: int = 0) -> Any:
    return mp.fsum((one - mean(x)) ** 2 for one in x) / (len(x) - ddof)


def covariance(x: Sequence[Any], y: Sequence[Any]) -> Any:
    return mp.fsum((a - mean(x)) * (b - mean(y)) for a, b in zip(x, y, strict=True)) / (len(x) - 1)


def normed(x: Sequence[Any], eps: Any) -> list[Any]:
    return [(one - mean(x)) / mp.sqrt(variance(x) + eps) for one in x]


def inner(x: Sequence[Any], y: Sequence[Any]) -> Any:
    return mp.fsum(a * b for a, b in zip(x, y, strict=True))


def running(combine: Callable[[Sequence[Any]], Any]) -> Callable[..., Any]:
    return lambda x, w: inner([combine(x[: i + 1]) for i in range(len(x))], w)


def triangle(x: Sequence[Sequence[Any]], keep: Callable[[int, int], bool]) -> Any:
    return mp.matrix([[one if keep(i, j) else 0 for j, one in enumerate(row)] for i, row in enumerate(x)])


def weighted(x: Any, w: Sequence[Sequence[Any]]) -> Any:
    return mp.fsum(x[i, j] * one for i, row in enumerate(w) for j, one in enumerate(row))


def quantile(x: Sequence[Any], q: Any) -> Any:
    place, ordered = (len(x) - 1) * q, sorted(x)
    below = int(mp.floor(place))
    return ordered[below] + (place - below) * (ordered[min(below + 1, len(x) - 1)] - ordered[below])


def norm_p(x: Sequence[Any], p: Any) -> Any:
    return mp.fsum(abs(one) ** p for one in x) ** (1 / p)


def normal(y: Any, mu: Any, sigma: Any) -> Any:
    return mp.log(mp.npdf(y, mu, sigma))


def student_t(y: Any, nu: Any, mu: Any, sigma: Any) -> Any:
    constant = mp.beta(nu / 2, mp.mpf(1) / 2) * mp.sqrt(nu) * sigma
    return -mp.log(constant) - (nu + 1) / 2 * mp.log(1 + ((y - mu) / sigma) ** 2 / nu)


def multi_normal(y: Sequence[Any], mu: Sequence[Any], sigma: Sequence[Sequence[Any]]) -> Any:
    (a, b), (c, d) = sigma
    (p, q), determinant = [one - other for one, other in zip(y, mu, strict=True)], a * d - b * c
    return -(d * p * p - (b + c) * p * q + a * q * q) / determinant / 2 - mp.log(determinant * 4 * mp.pi**2) / 2


REFERENCES = {
    "normal_lpdf": of_numbers(
        "normal_lpdf(y, m, s)", normal, (0.75, -0.5, 1.5), (5.0, 4.75, 0.01), (-3.0, 100.0, 7.0)
    ),
    "lognormal_lpdf": of_numbers(
        "lognormal_lpdf(y, m, s)", lambda y, m, s: normal(mp.log(y), m, s) - mp.log(y),
        (0.75, -0.5, 1.5), (50.0, 1.0, 2.0)
    ),
    "student_t_lpdf": of_numbers(
        "student_t_lpdf(y, n, m, s)", student_t, (0.75, 3.5, -0.5, 1.5), (9.0, 1.0, 0.5, 0.1)
    ),
    "cauchy_lpdf": of_numbers(
        "cauchy_lpdf(y, m, s)", lambda y, m, s: mp.log(s / mp.pi / (s**2 + (y - m) ** 2)),
        (0.75, -0.5, 1.5), (1e3, 0.0, 0.5)
    ),
    "gamma_lpdf": of_numbers(
        "gamma_lpdf(y, a, b)",
        lambda y, a, b: mp.log(b**a / mp.gamma(a) * y ** (a - 1) * mp.exp(-b * y)),
        (0.75, 2.5, 1.25), (9.0, 0.25, 0.5), (1e-3, 30.0, 2.0),
    ),
    "beta_lpdf": of_numbers(
        "beta_lpdf(y, a, b)",
        lambda y, a, b: mp.log(y ** (a - 1) * (1 - y) ** (b - 1) / mp.beta(a, b)),
        (0.75, 2.5, 1.25), (1e-10, 0.25, 40.0), (0.999, 12.0, 0.5),
    ),
    "exponential_lpdf": of_numbers(
        "exponential_lpdf(y, b)", lambda y, b: mp.log(b * mp.exp(-b * y)), (0.75, 1.25), (100.0, 0.01)
    ),
    "uniform_lpdf": of_numbers("uniform_lpdf(y, a, b)", lambda y, a, b: -mp.log(b - a), (0.75, 0.5, 2.0)),
    "poisson_lpmf": of_numbers(
        "poisson_lpmf(y, r)", lambda y, r: mp.log(r**y * mp.exp(-r) / mp.gamma(y + 1)), (3.0, 2.5), (170.0, 150.0)
    ),
    "binomial_lpmf": of_numbers(
        "binomial_lpmf(y, n, p)",
        lambda y, n, p: mp.log(mp.binomial(n, y) * p**y * (1 - p) ** (n - y)),
        (3.0, 10.0, 0.25), (90.0, 1000.0, 0.1),
    ),
    "bernoulli_lpmf": of_numbers(
        "bernoulli_lpmf(y, p)", lambda y, p: mp.log(p**y * (1 - p) ** (1 - y)), (1.0, 0.25), (0.0, 0.01), (0.3, 0.9)
    ),
    "multi_normal_lpdf": Reference(
        "multi_normal_lpdf(y, m, S)", [{"y": [1.0, 2.0], "m": [0.5, -1.0], "S": SPREAD}], multi_normal
    ),
    "var": Reference("var(x, ddof=1)", [{"x": V}], lambda x: variance(x, 1)),
    "std": Reference("std(x)", [{"x": V}, {"x": [1e8 + 1, 1e8, 1e8 + 3]}], lambda x: mp.sqrt(variance(x))),
    "cov": Reference("cov(x, y, ddof=1)", [{"x": V, "y": W}], covariance),
    "layer_norm": Reference(
        "dot(layer_norm(x, e), w)", [{"x": V, "e": 0.25, "w": W}], lambda x, e, w: inner(normed(x, e), w)
    ),
    "cosine_similarity": Reference(
        "cosine_similarity(x, y)",
        [{"x": V, "y": W}, {"x": [3e200, 4e200], "y": [1e-200, 0.5e-200]}],
        lambda x, y: inner(x, y) / mp.sqrt(inner(x, x) * inner(y, y)),
    ),
    "kl": Reference(
        "kl(x, y)",
        [dict(zip("xy", SHARES, strict=True))],
        lambda x, y: mp.fsum(a * mp.log(a / b) for a, b in zip(x, y, strict=True)),
    ),
    "sort": Reference("dot(sort(x)^2, w)", [{"x": V, "w": W}], lambda x, w: inner([one**2 for one in sorted(x)], w)),
    "quantile": Reference("quantile(x, q)", [{"x": V, "q": 0.375}, {"x": V[:1], "q": 0.5}], quantile),
    "median": Reference("median(x)", [{"x": V}, {"x": V[:3]}], lambda x: quantile(x, mp.mpf(1) / 2)),
    "kron": Reference(
        "sum(kron(X, Y)*W)",
        [{"X": A[:2], "Y": SPREAD[:1], "W": (np.arange(12.0).reshape(2, 6) - 4).tolist()}],
        lambda x, y, w: mp.fsum(x[i // len(y)][j // 2] * y[i % len(y)][j % 2] * w[i][j] for i, j in np.ndindex(2, 6)),
    ),
    "norm1": Reference("norm1(x)", [{"x": V}], lambda x: mp.fsum(map(abs, x))),
    "norm_p": Reference("norm(x, p)", [{"x": V, "p": 2.5}, {"x": [3e200, -4e200], "p": 3.0}], norm_p),
    "differences": Reference(
        "dot(differences(x), w)",
        [{"x": V, "w": W[:3]}],
        lambda x, w: inner([after - before for before, after in itertools.pairwise(x)], w),
    ),
    "linspace": Reference(
        "dot(linspace(x, y, 4), w)",
        [{"x": 0.5, "y": -2.0, "w": W}],
        lambda x, y, w: inner([x + (y - x) * i / mp.mpf(3) for i in range(4)], w),
    ),
    "trapezoid": Reference("trapezoid(x)", [{"x": V}], lambda x: mp.fsum(x) - (x[0] + x[-1]) / 2),
    "trapezoid_at": Reference(
        "trapezoid(y, x)",
        [{"y": V, "x": [0.0, 0.5, 2.0, 2.25]}],
        lambda y, x: mp.fsum((x[i + 1] - x[i]) * (y[i] + y[i + 1]) / 2 for i in range(len(x) - 1)),
    ),
    "prefixes": Reference(
        "sum(prefixes(x, f)^2)",
        [{"x": V, "f": 0.5}],
        lambda x, f: mp.fsum((len(x) - i) * one**2 for i, one in enumerate(x)) + len(x) * (len(x) - 1) / 2 * f**2,
    ),
    "cumprod": Reference(
        "dot(cumprod(x), w)", [{"x": V, "w": W}, {"x": [2.0, 0.0, 3.0, 0.0], "w": W}], running(mp.fprod)
    ),
    "cummax": Reference("dot(cummax(x), w)", [{"x": V, "w": W}], running(max)),
    "cummin": Reference("dot(cummin(x), w)", [{"x": V, "w": W}], running(min)),
    "logcumsumexp": Reference(
        "dot(logcumsumexp(x), w)", [{"x": V, "w": W}], running(lambda part: mp.log(mp.fsum(map(mp.exp, part))))
    ),
    "cross": Reference(
        "dot(cross(x, y), w)",
        [{"x": V[:3], "y": W[:3], "w": [1.0, -2.0, 0.5]}],
        lambda x, y, w: mp.det(mp.matrix([w, x, y])),
    ),
    "tril": Reference(
        "sum(tril(X, 1)*W)", [{"X": A, "W": A}], lambda x, w: weighted(triangle(x, lambda i, j: j <= i + 1), w)
    ),
    "triu": Reference("sum(triu(X)*W)", [{"X": A, "W": A}], lambda x, w: weighted(triangle(x, lambda i, j: i <= j), w)),
    "solve_lower": Reference(
        "dot(solve_lower(X, y), w)",
        [{"X": A, "y": V[:3], "w": W[:3]}],
        lambda x, y, w: inner(mp.lu_solve(triangle(x, lambda i, j: j <= i), mp.matrix(y)), w),
    ),
    "beside": Reference(
        "concat(v, w) @ beside(X, Y, Y') @ concat(v, w)",
        [{"X": A, "Y": [[0.5, 2.0, -1.0], [1.5, 0.25, 3.0], [-2.0, 1.0, 0.75]], "v": V[:3], "w": W[:3]}],
        lambda x, y, v, w: sum(
            v[i] * x[i][j] * v[j] + v[i] * y[i][j] * w[j] + w[i] * y[j][i] * w[j] for i in range(3) for j in range(3)
        ),
    ),
    "evened": Reference(
        "dot(evened(y, [0, 0, 2]), w)",
        [{"y": V[:3], "w": W[:3]}],
        lambda y, w: (y[0] + y[1]) / 2 * (w[0] + w[1]) + y[2] * w[2],
    ),
    "solve_upper": Reference(
        "dot(solve_upper(X, y), w)",
        [{"X": A, "y": V[:3], "w": W[:3]}],
        lambda x, y, w: inner(mp.lu_solve(triangle(x, lambda i, j: i <= j), mp.matrix(y)), w),
    ),
}  # fmt: skip
AT = [(name, point) for name, reference in REFERENCES.items() for point in reference.points]
each_point = pytest.mark.parametrize(("name", "point"), AT, ids=[f"{name}-{i}" for i, (name, _) in enumerate(AT)])
each = pytest.mark.parametrize("name", REFERENCES)


def flat(point: Values) -> list[float]:
    return [float(one) for value in point.values() for one in np.ravel(value)]


def exact(name: str, point: Values, *places: int) -> Any:
    """The reference, or its derivative with respect to the numbers at these places, to 60 digits."""
    shapes = [np.shape(value) for value in point.values()]

    def of_flat(*numbers: Any) -> Any:
        rest, values = list(numbers), []
        for shape in shapes:
            part, rest = rest[: math.prod(shape)], rest[math.prod(shape) :]
            values.append(np.array(part, dtype=object).reshape(shape).tolist())
        return REFERENCES[name].exact(*values)

    at = flat(point)
    with mp.workdps(60):
        if not places:
            return of_flat(*map(mp.mpf, at))
    with mp.workdps(120):  # a difference loses half of them
        steps = [mp.mpf(10) ** -40 * (abs(one) or 1) for one in map(mp.mpf, at)]
        total = mp.mpf(0)
        for signs in itertools.product((1, -1), repeat=len(places)):
            moved = list(map(mp.mpf, at))
            for sign, place in zip(signs, places, strict=True):
                moved[place] += sign * steps[place]
            total += mp.fprod(signs) * of_flat(*moved)
        return total / mp.fprod(2 * steps[place] for place in places)


def test_every_entry_that_is_written_out_has_one_reference() -> None:
    assert REFERENCES.keys() == {entry.name for entry in PRIMITIVES.values() if entry.shape == "definition"}


@pytest.mark.parametrize("mode", ["reverse", "forward"])
@each_point
def test_value_and_partials_are_those_of_the_reference(name: str, point: Values, mode: str) -> None:
    report = gradient(REFERENCES[name].formula, point, mode=mode)
    assert report.value == pytest.approx(float(exact(name, point)), rel=1e-12, abs=0)
    assert report.gradient is not None
    for place, given in enumerate(flat({name: report.gradient[name] for name in point})):
        assert given == pytest.approx(float(exact(name, point, place)), rel=1e-12, abs=1e-250)


@each
def test_fifty_digits_and_bounds_are_those_of_the_reference(name: str, run: Callable[..., str]) -> None:
    point = REFERENCES[name].points[0]
    words = [f"{name}={json.dumps(value)}" for name, value in point.items()]
    report = json.loads(run("eval", REFERENCES[name].formula, "--digits", "50", "--json", *words))
    partials = [one for name in point for one in np.ravel(np.array(report["gradient"][name], dtype=object))]
    with mp.workdps(60):
        for given, places in zip(
            [report["value"], *partials], [(), *((i,) for i in range(len(partials)))], strict=True
        ):
            wanted = exact(name, point, *places)
            # What is less than the digits of a difference is 0.
            assert abs(mp.mpf(str(given)) - wanted) <= mp.mpf(10) ** -49 * max(abs(wanted), mp.mpf(10) ** -10)
    verified = json.loads(run("eval", REFERENCES[name].formula, "--verify", "--json", *words))
    assert verified["verified"]["value"]["digits"] >= 13


@each
def test_second_partials_are_those_of_the_reference(name: str, run: Callable[..., str]) -> None:
    point = REFERENCES[name].points[0]
    first = next(iter(point))
    words = [f"{name}={json.dumps(value)}" for name, value in point.items()]
    report = json.loads(run("hessian", REFERENCES[name].formula, "--wrt", first, "--json", *words))
    count = np.size(point[first])
    found = np.array(report["hessian"][first][first], dtype=float).reshape(count, count)
    for i, j in ((0, 0), (count - 1, 0), (count - 1, count - 1)):
        assert found[i, j] == pytest.approx(float(exact(name, point, i, j)), rel=1e-11, abs=1e-13)


@pytest.mark.parametrize("name", [name for name, reference in REFERENCES.items() if "lp" in name[-5:]])
def test_rows_are_the_single_points(name: str, run: Callable[..., str], tmp_path: Path) -> None:
    formula, points, _ = REFERENCES[name]
    if any(isinstance(value, list) for value in points[0].values()):
        pytest.skip("of vectors")
    table, result = tmp_path / "rows.csv", tmp_path / "result.csv"
    lines = [",".join(points[0]), *(",".join(map(repr, point.values())) for point in points)]
    table.write_text("\n".join(lines) + "\n")
    run("batch", str(table), "-e", formula, "-o", str(result))
    for point, row in zip(points, csv.DictReader(result.read_text().splitlines()), strict=True):
        assert float(row["value"]) == pytest.approx(float(exact(name, point)), rel=1e-12)
        for place, variable in enumerate(point):
            assert float(row[f"d_{variable}"]) == pytest.approx(float(exact(name, point, place)), rel=1e-12, abs=1e-250)


@pytest.mark.parametrize(
    ("formula", "values", "value", "kinds"),
    [
        ("exponential_lpdf(y, 2)", {"y": -1}, -math.inf, []),
        ("uniform_lpdf(y, 0, 1)", {"y": 2}, -math.inf, []),
        ("normal_lpdf(y, 0, s)", {"y": 1, "s": -1}, math.nan, ["domain"]),
        ("beta_lpdf(y, 2, 2)", {"y": 1.5}, math.nan, ["domain"]),
        ("bernoulli_lpmf(y, 1)", {"y": 1}, 0, ["boundary"]),
        ("bernoulli_lpmf(y, 1)", {"y": 0}, -math.inf, ["boundary"]),
        ("std(x)", {"x": [2, 2]}, 0, ["kink"]),
        ("norm(x, inf)", {"x": [3, -4]}, 4, []),
        ("median(x)", {"x": [1, 5, 5, 9]}, 5, ["kink"]),
        ("quantile(x, 2)", {"x": [1, 5]}, math.nan, ["domain"]),
        ("quantile(x, 1/3)", {"x": [3, 1, math.inf]}, 7 / 3, []),
        ("var(x, ddof=1)", {"x": [2]}, math.nan, ["domain"]),
    ],
)
def test_edges(formula: str, values: Values, value: float, kinds: list[str]) -> None:
    report = gradient(formula, values)
    assert report.value == pytest.approx(value, nan_ok=True)
    assert [finding.kind for finding in report.findings] == kinds


def test_a_finding_within_a_definition_is_told_in_its_words() -> None:
    (finding,) = gradient("student_t_lpdf(y, 3, m, s - 2)", {"y": 1, "m": 0, "s": 1}).findings
    assert "needs `s - 2 > 0`, but `s - 2 = -1`" in finding.message
    (finding,) = gradient("exponential_lpdf(y, 2)", {"y": 0}).findings
    assert "jumps where `y == 0`" in finding.message
    (finding,) = gradient("beta_lpdf(y, 2, 3)", {"y": 1.5}).findings
    assert "`1 - y = -0.5`" in finding.message


def test_keywords_and_defaults() -> None:
    x = [[1.0, 2.0], [4.0, 8.0]]
    assert gradient("std(x, axis=0, ddof=1)[1]", {"x": x}).value == pytest.approx(np.std(x, axis=0, ddof=1)[1])
    assert gradient("layer_norm(x, 0.5, axis=1)[0, 0]", {"x": x}).value == pytest.approx(-0.5 / math.sqrt(0.75))
