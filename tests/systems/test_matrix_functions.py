"""Functions of whole matrices: against mpmath's to many digits, and what is said where they have no derivative."""

import json
from collections.abc import Sequence
from typing import Any

import mpmath
import numpy as np
import pytest
from support.calls import call

from autograd_cli import gradient
from autograd_cli.arrays.whole_matrices import FUNCTIONS
from autograd_cli.special import wide_matrices
from autograd_cli.systems.systems import load

WIDE = mpmath.mp.clone()
WIDE.dps = 50
# A matrix that is far from normal: its exponential is small, and loses digits where its powers are added up.
STEEP = [[-49.0, 24.0], [-64.0, 31.0]]


def random_matrix(seed: int, n: int, size: float) -> Any:
    return np.random.default_rng(seed).normal(size=(n, n)) * size


def near(found: Any, expected: Sequence[Any], bound: float) -> None:
    """Whether all elements are within a share of the largest one."""
    wide = np.array(expected, dtype=object).astype(float)
    assert np.shape(found) == wide.shape
    np.testing.assert_allclose(found, wide, rtol=0, atol=bound * np.max(np.abs(wide)))


@pytest.mark.parametrize("size", [1e-8, 0.1, 1.0, 5.0, 20.0])
@pytest.mark.parametrize("n", [1, 2, 3, 6])
def test_exponential_is_mpmath_s_to_50_digits(n: int, size: float) -> None:
    matrix = random_matrix(n, n, size)
    along = random_matrix(n + 10, n, 1e6)
    near(FUNCTIONS["expm"](matrix), wide_matrices.expm(WIDE, matrix.tolist()), 1e-13)
    exact = wide_matrices.expm_frechet(WIDE, matrix.tolist(), along.tolist())
    near(FUNCTIONS["expm_frechet"](matrix, along), exact, 2e-13)


@pytest.mark.parametrize("n", [1, 2, 3, 6])
def test_eigenvalues_and_vectors_are_mpmath_s_to_50_digits(n: int) -> None:
    matrix = random_matrix(n, n, 2.0)
    near(FUNCTIONS["eigvalsh"](matrix), wide_matrices.eigvalsh(WIDE, matrix.tolist()), 1e-14)
    near(FUNCTIONS["eigvecsh"](matrix), wide_matrices.eigvecsh(WIDE, matrix.tolist()), 1e-13)


@pytest.mark.parametrize("name", sorted(set(FUNCTIONS) - {"tied"}))
def test_many_matrices_are_each_alone(name: str) -> None:
    sizes = (1e-3, 1.0, 30.0, np.nan, 8.0)
    operands = [
        np.stack([random_matrix(seed, 3, size) for seed, size in enumerate(sizes, start)])
        for start in range(2 if name == "expm_frechet" else 1)
    ]
    found = FUNCTIONS[name](*operands)
    for i in range(len(sizes)):
        np.testing.assert_array_equal(found[i], FUNCTIONS[name](*(one[i] for one in operands)))
    assert np.isnan(found[3]).all()
    assert np.isfinite(np.delete(found, 3, 0)).all()


def test_enclosures_hold_the_numbers() -> None:
    balls = load("balls", 200)
    matrix = random_matrix(4, 4, 2.0)
    rows = [[balls.number(one) for one in row] for row in matrix.tolist()]
    numbers = [[WIDE.mpf(one) for one in row] for row in matrix.tolist()]
    for name in set(FUNCTIONS) - {"tied"}:
        operands = (rows, rows) if name == "expm_frechet" else (rows,)
        exact = np.array(wide_matrices.REAL[name](WIDE, *[numbers] * len(operands)), dtype=object).ravel()
        for one, number in zip(np.array(balls.of_matrices(name)(*operands), dtype=object).ravel(), exact, strict=True):
            # As far as the number of mpmath, of so many bits, is known itself.
            low, high = (WIDE.mpf(bound.str(60, radius=False)) for bound in (one.lower, one.upper))
            assert low - 1e-46 <= number <= high + 1e-46
            assert high - low < 1e-40


def test_exponential_of_a_steep_matrix_has_its_digits() -> None:
    exact = wide_matrices.expm(WIDE, STEEP)
    found = gradient("expm(A)[0, 0]", {"A": STEEP})
    assert found.value == pytest.approx(float(exact[0][0]), rel=1e-12)
    unit = [[0.0, 1.0], [0.0, 0.0]]
    assert found.gradient["A"][0][1] == pytest.approx(
        float(wide_matrices.expm_frechet(WIDE, STEEP, unit)[0][0]), rel=1e-11
    )


@pytest.mark.parametrize("matrix", [np.eye(3), [[2, 1, 1], [1, 2, 1], [1, 1, 2]], np.zeros((3, 3)), np.ones((6, 6))])
def test_equal_eigenvalues_are_told_and_share_their_derivative(matrix: Any) -> None:
    first = gradient("eigvalsh(A)[0]", {"A": matrix})
    assert [finding.kind for finding in first.findings if finding.kind == "kink"]
    assert np.trace(first.gradient["A"]) == pytest.approx(1, rel=1e-13)
    last = gradient("eigvalsh(A)[-1]", {"A": matrix})
    values = np.linalg.eigvalsh(matrix)
    assert any(finding.kind == "kink" for finding in last.findings) == (values[-1] - values[-2] < 1e-12)
    total = gradient("sum(eigvalsh(A))", {"A": matrix})
    np.testing.assert_allclose(total.gradient["A"], np.eye(len(matrix)), atol=1e-13)
    squares = gradient("sum(eigvalsh(A)^3)", {"A": matrix})
    np.testing.assert_allclose(squares.gradient["A"], 3 * np.linalg.matrix_power(matrix, 2), atol=1e-12)


def test_eigenvalues_near_to_each_other_are_not_equal() -> None:
    matrix = np.diag([1.0, 1.0 + 1e-12, 3.0])
    found = gradient("eigvalsh(A)[0]", {"A": matrix})
    assert not found.findings
    np.testing.assert_allclose(found.gradient["A"], np.diag([1.0, 0.0, 0.0]), atol=1e-12)


@pytest.mark.parametrize(
    "matrix",
    [
        [[1.0, 2.0], [2.0, 4.0 + 2.0**-30]],
        [[1e20, 1.0, 1e10], [1.0, 1e-20, 1e-10], [1e10, 1e-10, 3.0]],
        [[1.0, 1e-9, 1e-9], [1e-9, 1e-8, 1e-10], [1e-9, 1e-10, 2e-17]],
        [[1e200, 1.0], [1.0, 3e-200]],
    ],
)
def test_a_small_eigenvalue_has_its_digits(matrix: list[list[float]]) -> None:
    found = gradient("eigvalsh(A)[0]", {"A": matrix})
    assert found.value == pytest.approx(float(wide_matrices.eigvalsh(WIDE, matrix)[0]), rel=1e-12)


def digits_of(text: str, **values: str) -> tuple[dict[str, Any], str]:
    given = [f"{name}={value}" for name, value in values.items()]
    answer = json.loads(call("eval", text, *given, "--digits", "30", "--json")[1])
    return answer, " ".join(finding["kind"] for finding in answer["findings"])


@pytest.mark.parametrize(
    ("matrix", "shares"),
    [
        ("[[1, 0], [0, 1.00000000000000000001]]", ["1", "0"]),
        ("[[1.00000000000000000001, 0], [0, 1]]", ["0", "1"]),
        ("[[2, 0], [0, 2]]", ["0.5", "0.5"]),
        ("[[0.1, 0], [0, 0.1]]", ["0.5", "0.5"]),
        ("[[1/3, 0, 0], [0, 1/3, 0], [0, 0, 1]]", ["0.5", "0.5", "0"]),
        ("[[2/3, 1/3, 1/3], [1/3, 2/3, 1/3], [1/3, 1/3, 2/3]]", ["1/3", "1/3", "1/3"]),
        ("[[0.2, 0, 0, 0], [0, 0.3, 0, 0], [0, 0, 0.2, 0], [0, 0, 0, 0.2]]", ["1/3", "0", "1/3", "1/3"]),
        ("[[2, 0, 1], [0, 3, 0], [1, 0, 2]]", ["1/2", "0", "1/2"]),
        ("[[1e-300, 0], [0, 2e-300]]", ["1", "0"]),
    ],
)
def test_digits_distinguish_eigenvalues_that_doubles_do_not(matrix: str, shares: list[str]) -> None:
    answer, kinds = digits_of("eigvalsh(A)[0]", A=matrix)
    for i, share in enumerate(shares):
        numerator, _, denominator = share.partition("/")
        expected = WIDE.mpf(numerator) / int(denominator or 1)
        assert abs(WIDE.mpf(answer["gradient"]["A"][i][i]) - expected) < WIDE.mpf(10) ** -29
    assert kinds == ("" if "1" in shares else "kink")
    same, _ = digits_of("sum(eigvalsh(A)^2) - trace(A' @ A)", A=matrix)
    assert all(abs(float(one)) < 1e-28 for row in same["gradient"]["A"] for one in row)


def test_digits_say_where_it_is_not_known_whether_eigenvalues_are_equal() -> None:
    answer, kinds = digits_of("eigvalsh([[sqrt(a), 0], [0, sqrt(2*b)]])[0]", a="2", b="1")
    assert answer["gradient"] == {"a": "NaN", "b": "NaN"}
    assert kinds == "precision precision"


def test_second_derivatives_that_equal_eigenvalues_take_are_named() -> None:
    answer = json.loads(call("hessian", "eigvalsh([[a, b], [b, c]])[0]^2", "a=1", "b=0", "c=1", "--json")[1])
    (finding,) = answer["findings"]
    assert finding["message"].endswith("so d2/da2 is nan, d2/dadb is nan, d2/dadc is nan, 3 others are not finite")


@pytest.mark.parametrize("text", ["sum(expm([[a, b], [1, a*b]]))", "eigvalsh([[a, b, 1], [b, 2, a], [0, a, b]])[1]"])
def test_every_way_agrees(text: str) -> None:
    answer = json.loads(call("check", text, "a=0.75", "b=-1.5", "--json")[1])
    assert answer["agrees"]
    ways = {way["name"]: way["reason"] for way in answer["ways"]}
    assert [name for name, reason in ways.items() if reason] == (["complex step"] if "eig" in text else [])


def test_fifty_digits_are_those_of_mpmath() -> None:
    text = "eigvalsh([[a, 2], [2, 1]])[0] + expm([[a, 1], [0, 1]])[0, 1]"
    answer = json.loads(call("eval", text, "a=0.5", "--digits", "40", "--json")[1])
    a = WIDE.mpf(1) / 2
    value = (a + 1) / 2 - WIDE.sqrt((a - 1) ** 2 / 4 + 4) + (WIDE.exp(1) - WIDE.exp(a)) / (1 - a)
    slope = WIDE.mpf(1) / 2 - (a - 1) / 4 / WIDE.sqrt((a - 1) ** 2 / 4 + 4)
    slope += (WIDE.exp(1) - WIDE.exp(a) * (2 - a)) / (1 - a) ** 2
    assert abs(WIDE.mpf(answer["value"]) - value) < WIDE.mpf(10) ** -38
    assert abs(WIDE.mpf(answer["gradient"]["a"]) - slope) < WIDE.mpf(10) ** -38


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["taylor", "expm([[a, 1], [1, 0]])[0, 0]", "a=1"], "there is no Taylor series of `expm`"),
        (["eval", "expm([[a, 1], [1, 0]])[0, 0]", "a=1..2"], "there are no bounds of `expm` over intervals"),
        (["minimize", "eigvalsh([[a, 1], [1, a^2]])[1]", "a=1"], "no search computes `eigvalsh`"),
        (["solve", "eigvalsh([[a, 1], [1, a^2]])[1] = 3", "a=1"], "no search computes `eigvalsh`"),
        (["same", "sum(eigvalsh([[a, b], [b, c]]))", "a + c"], "formulas with `eigvalsh` are not compared"),
        (["eval", "eigvalsh([[a, 1], [1, 0]])[0]", "a=1", "--exact"], "`eigvalsh([[a, 1], [1, 0]])` is not a fraction"),
    ],
)
def test_what_cannot_be_had_of_a_whole_matrix_is_refused_in_words(words: list[str], message: str) -> None:
    status, _, said = call(*words)
    assert status == 2
    assert message in said


def test_rows_of_a_table_are_single_points() -> None:
    text = "eigvalsh([[a, b], [b, 1]])[0]*sum(expm([[a, b], [1, b]]))"
    _, table, _ = call("batch", "-", "-e", text, stdin="a,b\n1,2\n-0.5,3\n")
    for line in table.splitlines()[1:]:
        a, b, value, by_a, by_b, _ = line.split(",")
        alone = gradient(text, {"a": float(a), "b": float(b)})
        found = [float(value), float(by_a), float(by_b)]
        np.testing.assert_allclose(found, [alone.value, *alone.gradient.values()], rtol=1e-13)
