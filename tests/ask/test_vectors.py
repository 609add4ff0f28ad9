"""Vectors and matrices as a user has them: elementwise, broadcast, in branches; findings, bindings, errors."""

import itertools
import json
import math
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from support.float_rows import ROWS as KERNELS

from autograd_cli import AutogradError, gradient
from autograd_cli.arrays.kernels import Kernels
from autograd_cli.ask.problem import pose
from autograd_cli.cli import main
from autograd_cli.errors import Source, render_error
from autograd_cli.graphs.graph import Function
from autograd_cli.graphs.lifetimes import last_uses
from autograd_cli.numerics import float_kernel
from autograd_cli.primitives import PRIMITIVES
from autograd_cli.report.catalogue import written
from autograd_cli.run.evaluate import evaluate
from autograd_cli.sweeps.reverse import gradient as reverse_gradient
from autograd_cli.systems.systems import FLOAT, load

MODES = ("reverse", "forward")
MOST_POINTS = 40


def evaluated(text: str, values: Mapping[str, Any]) -> list[Any]:
    """The value and all partials, without findings and second evaluations."""
    problem = pose(Source(text), dict(values))
    swept = reverse_gradient(problem.function, tuple(problem.lowered.inputs.values()))
    whole = Function(swept.graph, swept.inputs, problem.function.outputs + swept.outputs)
    found = evaluate(whole, problem.values)
    return [found[number] for number in whole.outputs]


# Elementwise rows

POINTS = {row.name: row.points[:: max(1, len(row.points) // MOST_POINTS)] for row in KERNELS if row.points}
SPECIAL = (-0.0, 0.0, 1.0, -1.0, math.inf, -math.inf, math.nan, 5e-324)


@pytest.mark.parametrize("name", [name for name in POINTS if name in PRIMITIVES and PRIMITIVES[name].names])
def test_function_of_vectors_is_that_of_each_element(name: str) -> None:
    row = PRIMITIVES[name]
    points = [point for point in POINTS[name] if len(point) == len(POINTS[name][0])]
    names = row.names if len(row.names) == len(points[0]) else tuple(f"x{i}" for i in range(len(points[0])))
    text = f"({written(row)})" if row.operator else f"{row.call}({', '.join(names)})"
    columns = {one: np.array(column) for one, column in zip(names, zip(*points, strict=True), strict=True)}
    _, *together = evaluated(f"sum({text})", columns)
    values = elements(text, columns)
    for i, point in enumerate(points):
        value, *partials = evaluated(text, dict(zip(names, point, strict=True)))
        got = [values[i], *(column[i] for column in together)]
        np.testing.assert_allclose(got, [value, *partials], rtol=1e-14, atol=1e-307, err_msg=f"{name}{point}")


def elements(text: str, columns: Mapping[str, Any]) -> Any:
    problem = pose(Source(text), dict(columns))
    return evaluate(problem.function, problem.values)[problem.function.outputs[0]]


@pytest.mark.parametrize("name", ["relu", "step", "sign", "abs", "max", "min", "sigmoid", "where", "less", "equal"])
def test_special_elements_are_those_of_the_scalar_function(name: str) -> None:
    scalar, count = float_kernel(name), {"where": 3, "max": 2, "min": 2, "less": 2, "equal": 2}.get(name, 1)
    points = list(itertools.product(SPECIAL, repeat=count))
    columns = [np.array(column) for column in zip(*points, strict=True)]
    with np.errstate(all="ignore"):
        got = Kernels(FLOAT).elementwise(name)(*columns)
    assert [repr(float(one)) for one in got] == [repr(float(scalar(*point))) for point in points]


# Broadcasting

SHAPES: list[tuple[int, ...]] = [(), (0,), (1,), (3,), (1, 1), (1, 3), (2, 1), (2, 3), (0, 3), (2, 0)]


def agree(a: tuple[int, ...], b: tuple[int, ...]) -> bool:
    try:
        np.broadcast_shapes(a, b)
    except ValueError:
        return False
    return True


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("a", "b"), [pair for pair in itertools.product(SHAPES, SHAPES) if agree(*pair)])
def test_shapes_broadcast_as_numpy_s(a: tuple[int, ...], b: tuple[int, ...], mode: str) -> None:
    random = np.random.default_rng(3)
    x, y = random.normal(size=a), random.normal(size=b)
    report = gradient("sum(x*exp(y) + where(x > y, x, 2*y))", {"x": x, "y": y}, mode=mode)
    assert report.gradient is not None
    assert report.value == pytest.approx(np.sum(x * np.exp(y) + np.where(x > y, x, 2 * y)))
    result = np.broadcast_shapes(a, b)
    partials = (np.exp(y) + (x > y), x * np.exp(y) + 2 * (x <= y))
    for name, shape, partial in zip("xy", (a, b), partials, strict=True):
        whole = np.broadcast_to(partial, result)
        padded = (1,) * (len(result) - len(shape)) + shape
        axes = tuple(i for i, length in enumerate(padded) if length == 1 and result[i] != 1)
        expected = np.sum(whole, axis=axes, keepdims=True).reshape(shape)
        np.testing.assert_allclose(np.reshape(report.gradient[name], shape), expected, rtol=1e-13, atol=1e-15)


@pytest.mark.parametrize(("a", "b"), [pair for pair in itertools.product(SHAPES, SHAPES) if not agree(*pair)])
def test_shapes_that_do_not_broadcast_are_an_error(a: tuple[int, ...], b: tuple[int, ...]) -> None:
    with pytest.raises(AutogradError, match=r"x \+ y.*here.*there") as caught:
        gradient("sum(x + y)", {"x": np.ones(a), "y": np.ones(b)})
    assert caught.value.code == "shape"


# Branches


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    ("text", "x", "value", "partials"),
    [
        ("sum(where(x > 0, sqrt(x), x))", [-1, 0, 4], 1, [1, 1, 0.25]),
        ("prod(where(x > 0, sqrt(x), x))", [-1, 0, 4], 0, [0, -2, 0]),
        ("sum_of_squares(where(x > 0, sqrt(x), x))", [-2, 0, 4], 8, [-4, 0, 1]),
        ("max(where(x > 0, log(x), x))", [-2, 0.5, math.e], 1, [0, 0, 1 / math.e]),
        ("sum(cumsum(where(x > 0, log(x), x)))", [-2, 1], -4, [2, 1]),
        ("sum(where(x > 0, where(x > 2, log(x - 2), sqrt(x)), x))", [-1, 1, 3], 0, [1, 0.5, 1]),
        ("sum(where(x > 0, log(where(x > 0, x, -1)), x))", [-1, 1], -1, [1, 1]),
        ("sum(where(x > 0, sqrt(x), 0)*x)", [-1, 4], 8, [0, 3]),
        ("where(sum(x) > 0, 1, sum(x^2))", [-3, 1], 10, [-6, 2]),
        ("where(sum(x) < 0, sum(x), sum(log(x)))", [-3, 1], -2, [1, 1]),
        ("sum(where([1, 0, 1], log(x), 0))", [1, -1, 1], 0, [1, 0, 1]),
        ("sum(where(x > 0 and log(x) > 0, x, 2*x))", [-1, 0.5, 3], 2, [2, 2, 1]),
        ("sum(where(x < 0 or log(x) > 0, x, 2*x))", [-1, 0.5, 3], 3, [1, 2, 1]),
        ("[[1, 2], [3, 4]][0] @ where(x > 0, log(x), 2*x)", [1, -1], -4, [1, 4]),
        ("sum([[1, 1], [1, 1]] @ where(x > 0, log(x), 2*x))", [1, -1], -4, [2, 4]),
        ("softmax(where(x > 0, x, x^2))[0]", [1, -1], 0.5, [0.25, 0.5]),
    ],
)
def test_unselected_element_contributes_nothing(
    text: str, x: list[float], value: float, partials: list[float], mode: str
) -> None:
    report = gradient(text, {"x": x}, mode=mode)
    assert report.gradient is not None
    assert [report.value, *report.gradient["x"]] == pytest.approx([value, *partials], abs=1e-15)
    assert all(finding.kind == "jump" for finding in report.findings)


# Literals, functions, given


def test_literals_in_vectors_have_their_partials() -> None:
    report = gradient("sum([1, x]*[[2, 3], [4, 5]]) * 6", {"x": 7}, literals=True)
    assert report.literals is not None
    assert [(one.text, one.partial) for one in report.literals] == [
        ("1", 36), ("2", 6), ("3", 42), ("4", 6), ("5", 42), ("6", 62)
    ]  # fmt: skip
    assert report.gradient == {"x": 48}


def test_indices_and_axes_are_no_literals() -> None:
    report = gradient("2*sum(A, axis=0)[1] + sum(A[0, 0:1])", {"A": [[1, 2], [3, 4]]}, literals=True)
    assert report.literals is not None
    assert [(one.text, one.partial) for one in report.literals] == [("2", 6)]


@pytest.mark.parametrize(
    ("text", "values", "value", "partials"),
    [
        ("given x = [1, 2, 3]\nsum(x^2)", {}, 14, {"x": [2, 4, 6]}),
        ("given x = [1, 2, 3]\nsum(x^2)", {"x": [4]}, 16, {"x": [8]}),
        ("given A = [[1, 2], [3, 4]], x = [1, 1]\nsum(A @ x)", {}, 10, {"A": [[1, 1], [1, 1]], "x": [4, 6]}),
        ("given x = 2*ones(2)\nsum(x)", {}, 4, {"x": [1, 1]}),
        ("f(u, v) = u @ v\nf(x, y) + f(y, y)", {"x": [1, 2], "y": [3, 4]}, 36, {"x": [3, 4], "y": [7, 10]}),
        # One definition serves several shapes.
        ("f(u) = sum(u^2)\nf(A) + f(x) + f(a)", {"A": [[1]], "x": [2], "a": 3}, 14, {"A": [[2]], "x": [4], "a": 6}),
        ("f(u) = u[0]\nf(A)[1]", {"A": [[1, 2], [3, 4]]}, 2, {"A": [[0, 1], [0, 0]]}),
    ],
)
@pytest.mark.parametrize("mode", MODES)
def test_given_and_functions_take_vectors(
    text: str, values: dict[str, Any], value: float, partials: dict[str, Any], mode: str
) -> None:
    report = gradient(text, values, mode=mode)
    assert (report.value, report.gradient) == (value, partials)


# Findings


@pytest.mark.parametrize(
    ("text", "values", "kind", "message"),
    [
        ("sum(log(x))", {"x": [1, -2, -3]}, "domain", "`log(x)` needs `x > 0`, but `x[1] = -2`"),
        ("sum(log(A))", {"A": [[1, 2], [3, -4]]}, "domain", "`log(A)` needs `A > 0`, but `A[1, 1] = -4`"),
        ("sum(1/x)", {"x": [1, 0]}, "domain", "`1/x` has a pole where `x == 0`, first at [1]"),
        (
            "sum(sqrt(x))",
            {"x": [1, 0, 0]},
            "boundary",
            "`sqrt(x)` is at the edge of its domain, where `x == 0`, first at [1]",
        ),
        ("sum(abs(x))", {"x": [1, 0]}, "kink", "`abs(x)` has no derivative, first at [1]: `x == 0`; 0 is used"),
        (
            "sum(max(x, 0))",
            {"x": [1, 0]},
            "kink",
            "`max(x, 0)` has no derivative, first at [1]: several arguments equal 0; 0.5 is used",
        ),
        (
            "sum(hypot(x, y))",
            {"x": [1, 0], "y": 0},
            "kink",
            "`hypot(x, y)` has no derivative, first at [1]: `hypot(x, y) == 0`; 0, 0 are used",
        ),
        (
            "norm(x)",
            {"x": [0, 0]},
            "kink",
            "`norm(x)` has no derivative here: `norm(x) == 0`; one between those of its sides is used",
        ),
        ("cbrt(x)", {"x": 0}, "kink", "`cbrt(x)` has a vertical tangent here: `x == 0`"),
        ("cholesky(A)[1, 1]", {"A": [[1, 2], [2, 1]]}, "domain", "`cholesky(A)` needs a positive definite matrix"),
        ("sum(floor(x))", {"x": [0.5, 2]}, "jump", "`floor(x)` jumps where `x == floor(x)`, first at [1]"),
        ("sum(exp(x))", {"x": [1, 1000]}, "overflow", "`exp(x)` is too large for a double, first at [1]"),
        ("sum(x)", {"x": [1, math.nan]}, "input", "`x[1]` is bound to nan, which propagates"),
        ("logdet(A)", {"A": [[0, 1], [1, 0]]}, "domain", "`logdet(A)` needs `det_sign(A) > 0`"),
    ],
)
def test_finding_names_the_first_element(text: str, values: dict[str, Any], kind: str, message: str) -> None:
    (finding,) = gradient(text, values).findings
    own = "; ".join(finding.message.split("; ")[: message.count("; ") + 1])
    assert (finding.kind, own) == (kind, message)
    assert kind == "input" or finding.spans


@pytest.mark.parametrize("matrix", ["[[-1, 5], [5, 4]]", "[[4, 5], [5, -1]]", "[[4, 2], [2, 1]]"])
@pytest.mark.parametrize("place", ["0, 0", "0, 1", "1, 0", "1, 1"])
def test_no_element_of_a_cholesky_factor_is_a_number_outside_of_the_domain(matrix: str, place: str) -> None:
    text = f"cholesky(a*{matrix})[{place}]"
    problem = pose(Source(text), {"a": 1.0})
    for posed in (problem, problem.scattered()):
        for system in (FLOAT, load("unlimited", 200)):
            values = evaluate(posed.function, {"a": system.number(1.0)}, system=system)
            assert system.is_nan(values[posed.function.outputs[0]])


def test_undefined_elements_are_nan_and_the_others_stand() -> None:
    report = gradient("sum(log(x)) + sum(y/x)", {"x": [1, -2, 4], "y": [1, 1, 1]})
    assert report.gradient is not None
    assert math.isnan(report.gradient["x"][1])
    assert [report.gradient["x"][i] for i in (0, 2)] == [0, 0.1875]
    assert report.gradient["y"] == [1, -0.5, 0.25]


@pytest.mark.parametrize(
    ("text", "values", "value", "partials"),
    [
        ("log(sum(exp(x)))", {"x": [1, 1000]}, 1000, {"x": [0, 1]}),
        ("sum(1/(1 + exp(-x)))", {"x": [0, -1000]}, 0.5, {"x": [0.25, 0]}),
        ("sum(x/sqrt(x^2 + 1))", {"x": [1e200, 0]}, 1, {"x": [0, 1]}),
        ("sqrt(sum(x*x))", {"x": [3e200, 4e200]}, 5e200, {"x": [0.6, 0.8]}),
        ("log(prod(x))", {"x": [1e200, 1e200]}, math.log(1e200) * 2, {"x": [1e-200, 1e-200]}),
        ("sum(A @ x)/1e300", {"A": [[1e200]], "x": [1e200]}, 1e100, {"A": [[1e-100]], "x": [1e-100]}),
        ("sum(exp(x)/sum_to(exp(x), 0))", {"x": [1000, 1000]}, 1, {"x": [0, 0]}),
        ("sum(x/sqrt(x^2 + y^2))", {"x": [4e-200, 1], "y": 3e-200}, 1.8, {"x": [7.2e198, 0], "y": -9.6e198}),
    ],
)  # fmt: skip
def test_what_overflows_on_the_way_is_recomputed(
    text: str, values: dict[str, Any], value: float, partials: dict[str, Any]
) -> None:
    report = gradient(text, values)
    assert report.gradient is not None
    assert report.value == pytest.approx(value, rel=1e-14)
    for name, expected in partials.items():
        np.testing.assert_allclose(report.gradient[name], expected, rtol=1e-13, atol=1e-300)
    assert [finding.kind for finding in report.findings] == ["recomputed"]
    assert not report.failed


def test_guard_over_several_elements_is_evaluated_in_every_number_system() -> None:
    report = gradient("sum(where(x > 0, sum(log(x)), x))", {"x": [-1, 2]})
    assert [finding.kind for finding in report.findings] == ["domain"]
    assert report.gradient is not None
    assert math.isnan(report.gradient["x"][0])
    assert report.gradient["x"][1] == 0.5


# Bindings


@pytest.mark.parametrize(
    "value",
    [[1, 2], (1, 2), np.array([1, 2]), np.float32([1, 2]), np.array([1.0, 0, 2])[::2], np.array([1, 2], object)],
)
def test_vector_from_python_is_any_sequence_of_numbers(value: Any) -> None:
    report = gradient("sum(x^2)", {"x": value})
    assert (report.inputs, report.value, report.gradient) == ({"x": [1, 2]}, 5, {"x": [2, 4]})


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (np.zeros((2, 2, 2)), "the value of `x` has 3 dimensions"),
        ([[1], [1, 2]], "the value of `x` is neither a vector nor a matrix: its rows differ in length"),
        (np.array([1 + 2j]), "the value of `x` is neither a vector nor a matrix: its numbers are complex"),
    ],
)
def test_what_is_no_vector_is_refused(value: Any, message: str) -> None:
    with pytest.raises(AutogradError) as caught:
        gradient("sum(x)", {"x": value})
    assert (caught.value.code, caught.value.message) == ("shape", message)


def test_values_are_not_changed() -> None:
    x = np.array([1.0, 2.0])
    gradient("sum(relu(x)*2 + x)", {"x": x})
    assert x.tolist() == [1, 2]


@pytest.mark.parametrize(
    ("words", "value", "partials"),
    [
        (["sum(x^2)", "--x", "[1, 2]"], 5, {"x": [2, 4]}),
        (["sum(x^2)", "x=[1, 2]"], 5, {"x": [2, 4]}),
        (["sum(A)", "--A", "[[1, 2], [3, 4]]'"], 10, {"A": [[1, 1], [1, 1]]}),
        (["sum(x^2)", "--at", "point.json"], 5, {"x": [2, 4]}),
        (["sum(x^2)", "--at", "point.toml"], 5, {"x": [2, 4]}),
        (["sum(x^2)", "--at", "point.npz"], 5, {"x": [2, 4]}),
        (["sum(x^2)", "--x", "@x.json"], 5, {"x": [2, 4]}),
        (["sum(x^2)", "--x", "@row.csv"], 5, {"x": [2, 4]}),
        (["sum(x^2)", "--x", "@column.csv"], 5, {"x": [2, 4]}),
        (["sum(x^2)", "--x", "@x.npy"], 5, {"x": [2, 4]}),
        (["sum(x^2)", "--x", "@point.npz:x"], 5, {"x": [2, 4]}),
        (["sum(x^2)", "--x", "@matrix.csv"], 30, {"x": [[2, 4], [6, 8]]}),
        (["a*sum(x)", "--x", "@x.npy", "--a", "2"], 6, {"a": 3, "x": [2, 2]}),
    ],
)
def test_vectors_are_bound_from_the_command_line_and_files(
    words: list[str],
    value: float,
    partials: dict[str, Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("point.json").write_text('{"x": [1, 2]}', encoding="utf-8")
    Path("point.toml").write_text("x = [1, 2]", encoding="utf-8")
    Path("x.json").write_text("[1, 2]", encoding="utf-8")
    Path("row.csv").write_text("1,2\n", encoding="utf-8")
    Path("column.csv").write_text("x\n1\n2\n", encoding="utf-8")
    Path("matrix.csv").write_text("1,2\n3,4\n", encoding="utf-8")
    np.save("x.npy", np.array([1, 2]))
    np.savez("point.npz", x=np.array([1.0, 2.0]))
    assert main(["eval", *words, "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["value"], report["gradient"]) == (value, partials)


# Errors


@pytest.mark.parametrize(
    ("text", "values", "rendered"),
    [
        (
            "sum(sigmoid(A0 @ x))",
            {"A0": np.ones((3, 2)), "x": np.ones(3)},
            """\
error: `A0 @ x`: (3, 2) @ (3,): 2 here, 3 there
  sum(sigmoid(A0 @ x))
              ^^   ^
hint: with the transpose of `A0` they fit: `A0' @ x`
""",
        ),
        (
            "f = A0 @ x\nsum(f + b)",
            {"A0": np.ones((3, 2)), "x": np.ones(2), "b": np.ones(2)},
            """\
error: `f + b`: (3,) + (2,): 3 here, 2 there
  line 2, column 5:
  sum(f + b)
      ^   ^
hint: elements are paired, and a part of the longer vector is `f[0:2]`
""",
        ),
        (
            "det(A)",
            {"A": np.ones((3, 2))},
            """\
error: `det(A)`: a square matrix is needed, and this is (3, 2)
  det(A)
      ^
""",
        ),
        (
            "sum(quantile(x, q))",
            {"x": np.ones(3), "q": np.ones(2)},
            """\
error: `quantile(x, q)`: a scalar is needed, and this is a vector
  sum(quantile(x, q))
                  ^
""",
        ),
        (
            "norm(x, q)",
            {"x": np.ones(3), "q": np.ones(2)},
            """\
error: `norm(x, q)`: a scalar is needed, and this is a vector
  norm(x, q)
          ^
""",
        ),
        (
            "linspace(x, 2, 3)[0]",
            {"x": np.ones(3)},
            """\
error: `linspace(x, 2, 3)`: a scalar is needed, and this is a vector
  linspace(x, 2, 3)[0]
           ^
""",
        ),
        (
            "trapezoid(A)",
            {"A": np.ones((3, 2))},
            """\
error: `trapezoid(A)`: a vector is needed, and this is a matrix
  trapezoid(A)
            ^
""",
        ),
        (
            "softmax(A)[0, 0]",
            {"A": np.ones((3, 2))},
            """\
error: `softmax(A)`: a matrix (3, 2) has two axes
  softmax(A)[0, 0]
          ^
hint: choose one: `axis=0` along columns, `axis=1` along rows
""",
        ),
        (
            "x[3]",
            {"x": np.ones(3)},
            """\
error: there is no element 3 of 3
  x[3]
    ^
hint: elements are counted from 0; the last is 2
""",
        ),
        (
            "x[-4]",
            {"x": np.ones(3)},
            """\
error: there is no element -4 of 3
  x[-4]
    ^^
hint: elements are counted from 0; the last is 2
""",
        ),
        (
            "reshape(x, 2, 2)[0, 0]",
            {"x": np.ones(3)},
            """\
error: `reshape(x, 2, 2)`: (3,) has 3 elements, (2, 2) 4
  reshape(x, 2, 2)[0, 0]
          ^
""",
        ),
    ],
)
def test_shape_error_shows_both_shapes_and_both_places(text: str, values: dict[str, Any], rendered: str) -> None:
    with pytest.raises(AutogradError) as caught:
        gradient(text, values)
    assert render_error(caught.value).strip() == rendered.strip()
    assert caught.value.code == "shape"


# Batches


def test_batch_of_columns_is_the_sum_over_the_columns() -> None:
    # Of small whole numbers no operation rounds, so both ways give the same doubles, whatever the order of sums.
    random = np.random.default_rng(2)
    values = {
        "A0": random.integers(-3, 4, (4, 3)), "b0": random.integers(-3, 4, 4),
        "A1": random.integers(-3, 4, (2, 4)), "b1": random.integers(-3, 4, 2),
    }  # fmt: skip
    x, y = random.integers(-3, 4, (3, 8)), random.integers(-3, 4, (2, 8))
    batch = "f = relu(A0 @ x + reshape(b0, 4, 1))\nsum_of_squares(A1 @ f + reshape(b1, 2, 1) - y)"
    single = "f = relu(A0 @ x + b0)\nsum_of_squares(A1 @ f + b1 - y)"
    together = gradient(batch, {**values, "x": x, "y": y})
    apart = [gradient(single, {**values, "x": x[:, i], "y": y[:, i]}) for i in range(8)]
    assert together.gradient is not None
    assert together.value == sum(one.value for one in apart)
    for name in values:
        assert np.array_equal(together.gradient[name], sum(np.array((one.gradient or {})[name]) for one in apart))
    for name in ("x", "y"):
        assert np.array_equal(np.transpose(together.gradient[name]), [(one.gradient or {})[name] for one in apart])


def test_values_are_freed_after_their_last_use() -> None:
    problem = pose(Source("sum(exp(sin(cos(x))))"), {"x": np.ones(3)})
    function = problem.function
    found = evaluate(function, problem.values, forget=last_uses(function, ()))
    assert [number for number, value in enumerate(found) if value is not None] == list(function.outputs)


# Imports


@pytest.mark.parametrize(
    ("words", "loaded"),
    [
        (["sigmoid(x)*max(x, 0)", "--x", "2"], False),
        (["f(x) = x^2; f(x) + 1", "--x", "2"], False),
        (["sum([x, 2])", "--x", "2"], True),
        (["sum(x)", "--x", "[1, 2]"], True),
    ],
)
def test_numpy_is_imported_only_when_some_value_is_an_array(words: list[str], loaded: bool) -> None:
    program = (
        "import sys\nfrom autograd_cli.cli import main\n"
        f"status = main({['eval', *words, '--json']!r})\nprint(status, 'numpy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == f"0 {loaded}"


def test_an_infinite_slope_at_one_element_leaves_the_others_alone() -> None:
    for mode in ("reverse", "forward"):
        report = gradient("sum(sqrt(x))", {"x": [1, 0]}, mode=mode)
        assert report.gradient == {"x": [0.5, math.inf]}
