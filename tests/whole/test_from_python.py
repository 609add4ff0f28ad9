"""The functions of the package give what the commands print, and refuse what these refuse."""

import json
import math
import pkgutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy
import pytest
from support.calls import call

import autograd_cli
from autograd_cli import AutogradError, check, diff, graph, hessian, jacobian, page, same, tangent, taylor, trace


def test_no_function_has_the_name_of_a_module_which_an_import_would_put_in_its_place() -> None:
    modules = {module.name for module in pkgutil.iter_modules(autograd_cli.__path__)}
    assert not modules & {*autograd_cli.__all__}


def same_as_the_command(report: Any, *words: str) -> bool:
    """Whether a report and the JSON of a command are one."""
    return bool(json.loads(report.render("json")) == json.loads(call(*words, "--json")[1]))


@pytest.mark.parametrize(
    ("explained", "words"),
    [
        (lambda: trace("tau*x", {"x": 1}), ("trace", "tau*x", "x=1")),
        (lambda: trace("tau*x"), ("trace", "tau*x")),
        (lambda: trace("tau*x", wrt="tau"), ("trace", "tau*x", "--wrt", "tau")),
        (lambda: graph("tau*x", {"x": 1}), ("graph", "tau*x", "x=1")),
        (lambda: page("tau*x", {"x": 1}), ("page", "tau*x", "x=1")),
        (lambda: diff("tau*x"), ("diff", "tau*x")),
        (lambda: diff("tau*x", "tau"), ("diff", "tau*x", "--wrt", "tau")),
        (lambda: diff("tau*x", ["x,tau"]), ("diff", "tau*x", "--wrt", "x,tau")),
    ],
)
def test_what_explains_a_formula_says_how_its_names_were_read(explained: Callable[[], Any], words: list[str]) -> None:
    report = explained()
    told = [finding.message for finding in report.findings]
    assert len(told) == (not any("tau" in word for word in words[2:]))
    if words[0] != "page":  # which has no JSON
        assert same_as_the_command(report, *words)


POINT = {"x": 1, "y": 2}
ARRAYS = {"A": [[1, 2], [3, 4]], "x": [1, 2]}
WITH_ARRAYS = ("A=[[1, 2], [3, 4]]", "x=[1, 2]")


@pytest.mark.parametrize(
    ("report", "words"),
    [
        (lambda: jacobian("[x*y, sin(x)]", POINT), ("jacobian", "[x*y, sin(x)]", "x=1", "y=2")),
        (lambda: jacobian("[tau*x, x^2]", {"x": 1}), ("jacobian", "[tau*x, x^2]", "x=1")),
        (lambda: jacobian("[r*cos(t), r*sin(t)]"), ("jacobian", "[r*cos(t), r*sin(t)]")),
        (lambda: jacobian("given r = 2; [r^2, r]"), ("jacobian", "given r = 2; [r^2, r]")),
        (lambda: jacobian("[x^2, x*y]", sparsity=True), ("jacobian", "[x^2, x*y]", "--sparsity")),
        (
            lambda: jacobian("A @ x", ARRAYS, wrt="x", mode="reverse"),
            ("jacobian", "A @ x", *WITH_ARRAYS, "--wrt", "x", "--mode", "reverse"),
        ),
        (
            lambda: jacobian("abs(x)", {"x": 0}, kinks="torch"),
            ("jacobian", "abs(x)", "x=0", "--kinks", "torch"),
        ),
        (lambda: hessian("x^2*y", POINT), ("hessian", "x^2*y", "x=1", "y=2")),
        (lambda: hessian("x^2*y"), ("hessian", "x^2*y")),
        (lambda: hessian("x^2*y", {"y": 2}, sparsity=True), ("hessian", "x^2*y", "y=2", "--sparsity")),
        (
            lambda: hessian("sum((A @ x)^2)", ARRAYS, times={"x": [0, 1]}, wrt=["x"]),
            ("hessian", "sum((A @ x)^2)", *WITH_ARRAYS, "--times", "x=[0, 1]", "--wrt", "x"),
        ),
        (
            lambda: hessian("x^3", {"x": 2}, mode="reverse-over-forward"),
            ("hessian", "x^3", "x=2", "--mode", "reverse-over-forward"),
        ),
    ],
)
def test_matrices_are_what_the_commands_print(report: Callable[[], Any], words: tuple[str, ...]) -> None:
    assert same_as_the_command(report(), *words)


@pytest.mark.parametrize(
    ("report", "words"),
    [
        (lambda: taylor("exp(sin(x))", {"x": 0}, order=8), ("taylor", "exp(sin(x))", "x=0", "--order", "8")),
        (lambda: taylor("tau*x^y", POINT, wrt="y"), ("taylor", "tau*x^y", "x=1", "y=2", "--wrt", "y")),
        (lambda: taylor("sin(x)", {"x": 0}, exact=True), ("taylor", "sin(x)", "x=0", "--exact")),
        (lambda: taylor("abs(x)", {"x": 0}), ("taylor", "abs(x)", "x=0")),
        (lambda: tangent("x^2*y", POINT, order=2), ("tangent", "x^2*y", "x=1", "y=2", "--order", "2")),
        (
            lambda: tangent("x^y", POINT, wrt=["x"], exact=True),
            ("tangent", "x^y", "x=1", "y=2", "--wrt=x", "--exact"),
        ),
        (lambda: tangent("given x = 3; x^2"), ("tangent", "given x = 3; x^2")),
    ],
)
def test_series_and_models_are_what_the_commands_print(report: Callable[[], Any], words: tuple[str, ...]) -> None:
    assert same_as_the_command(report(), *words)


OVER = {"x": (0, 1.5), "y": (1, 2)}
CLAIMED = {"x": "2*x*sin(y)", "y": "x^2"}
CLAIMS = ("--against", "x=2*x*sin(y)", "--against", "y=x^2")


@pytest.mark.parametrize(
    ("report", "words"),
    [
        (lambda: check("tau*x*exp(-y^2)", POINT, wrt="x"), ("check", "tau*x*exp(-y^2)", "x=1", "y=2", "--wrt", "x")),
        (lambda: check("abs(x)", {"x": 0}, kinks="torch"), ("check", "abs(x)", "x=0", "--kinks", "torch")),
        (lambda: check("x*y", POINT, tolerance=1e-3), ("check", "x*y", "x=1", "y=2", "--tolerance", "1e-3")),
        (lambda: check("x*y", POINT, study=True), ("check", "x*y", "x=1", "y=2", "--study")),
        (lambda: check("x^2*sin(y)", against=CLAIMED), ("check", "x^2*sin(y)", *CLAIMS)),
        (
            lambda: check("x^2*sin(y)", {"y": 2}, against={"x": "2*x*sin(2)"}, over={"x": (0.1, 1)}),
            ("check", "x^2*sin(y)", "y=2", "--against", "x=2*x*sin(2)", "--over", "x=0.1..1"),
        ),
        (
            lambda: check("x^2*sin(y)", against=CLAIMED, random=9, over=OVER),
            ("check", "x^2*sin(y)", *CLAIMS, "--random", "9", "--over", "x=0..1.5,y=1..2"),
        ),
        (
            lambda: check("sum(A @ x)", ARRAYS, against={"x": "[4, 6]", "A": "[[1, 2], [1, 2]]"}),
            ("check", "sum(A @ x)", *WITH_ARRAYS, "--against", "x=[4, 6]", "--against", "A=[[1, 2], [1, 2]]"),
        ),
        (lambda: check("x^3", {"x": 0.7}, against={"x": 1.5}), ("check", "x^3", "x=0.7", "--against", "x=1.5")),
        (
            lambda: check("2*x*y", POINT, adjoints={"x": 4, "v1": 1}),
            ("check", "2*x*y", "x=1", "y=2", "--adjoints", "x=4,v1=1"),
        ),
        (
            lambda: check("sum(A @ x)", ARRAYS, adjoints={"x": [4, 6]}),
            ("check", "sum(A @ x)", *WITH_ARRAYS, "--adjoints", "x=[4, 6]"),
        ),
        (lambda: same("sqrt(x^2)", "x"), ("same", "sqrt(x^2)", "x")),
        (
            lambda: same("tau*sqrt(x^2)", "tau*x", over={"x": (0, 1.5)}),
            ("same", "tau*sqrt(x^2)", "tau*x", "--over", "x=0..1.5"),
        ),
        (lambda: same(r"\frac{x}{2}", "x/2"), ("same", r"\frac{x}{2}", "x/2")),
        (
            lambda: same("sigmoid(x)", "1/(1 + exp(-x))", expand=["sigmoid"]),
            ("same", "sigmoid(x)", "1/(1 + exp(-x))", "--expand", "sigmoid"),
        ),
    ],
)
def test_verdicts_are_those_that_the_commands_print(report: Callable[[], Any], words: tuple[str, ...]) -> None:
    assert same_as_the_command(report(), *words)


@pytest.mark.parametrize(
    ("formula", "values", "claims"),
    [
        ("`my x`^2", {"my x": 2}, {"my x": 4, "`my x`": 4}),
        ("`dose/day`^2", {"dose/day": 2}, {"dose/day": "2*`dose/day`"}),
        ("`a[0]`^2", {"a[0]": 2}, {"a[0]": 4}),
        ("`a=b`^2", {"a=b": 2}, {"a=b": 4}),
        ("w @ w", {"w": [1, 2]}, {"w[0]": 2, "d/dw[1]": "2*w[1]"}),
        ("w @ w", {"w": [1, 2]}, {"w": numpy.array([2.0, 4.0])}),
        ("w @ w", {"w": [1, 2]}, {"w": [numpy.float64(2), "4"]}),
        ("sum(A)", {"A": [[1, 2], [3, 4]]}, {"A[0,1]": numpy.int64(1)}),
    ],
)
def test_claims_are_by_names_and_elements_as_they_are_written(
    formula: str, values: dict[str, Any], claims: dict[str, Any]
) -> None:
    for name, claim in claims.items():
        assert check(formula, values, against={name: claim}).agrees
    assert not check("w @ w", {"w": [1, 2]}, against={"w[1]": 2}).agrees


def test_claims_are_checked_at_the_points_of_lists(tmp_path: Path) -> None:
    points = {"x": [1, 2, 3], "y": numpy.array([0.5, 1.5, 2.5])}
    path = tmp_path / "points.json"
    path.write_text('{"x": [1, 2, 3], "y": [0.5, 1.5, 2.5]}', encoding="utf-8")
    told = check("x^2*sin(y)", against=CLAIMED, points=points)
    assert told.points == 3
    assert same_as_the_command(told, "check", "x^2*sin(y)", *CLAIMS, "--points", str(path))


def test_a_dense_matrix_has_a_row_for_each_label_and_a_column_for_each_name() -> None:
    found = jacobian("A @ x", ARRAYS)
    assert found.labels == ("(A @ x)[0]", "(A @ x)[1]")
    assert found.columns == ("A[0, 0]", "A[0, 1]", "A[1, 0]", "A[1, 1]", "x[0]", "x[1]")
    assert found.dense == [[1, 2, 0, 0, 1, 2], [0, 0, 1, 2, 3, 4]]
    assert numpy.array(hessian("x @ A @ x", ARRAYS, wrt="x").dense).tolist() == [[2, 5], [5, 8]]


def test_a_dense_matrix_has_the_zeros_that_a_sparse_one_leaves_out() -> None:
    numbers = [*range(150)]
    for found in (jacobian("x^2/2", {"x": numbers}), hessian("sum(x^3)/6", {"x": numbers})):
        assert found.layout == "sparse"
        assert numpy.array_equal(found.dense, numpy.diag(numbers))


@pytest.mark.parametrize(
    ("refused", "code"),
    [
        (lambda: jacobian("[x, y]", {"x": 1}), "missing-binding"),
        (lambda: jacobian("[x, y]", POINT, wrt="z"), "unknown-name"),
        (lambda: jacobian("[x, y]", POINT, mode="sideways"), "option"),
        (lambda: hessian("[x, y]", POINT), "unsupported"),
        (lambda: check("x*y", {"x": 1}), "missing-binding"),
        (lambda: check("x*y", against={"z": "x"}), "unknown-name"),
        (lambda: check("x*y", against={"x": " "}), "option"),
        (lambda: check("x*y", against={"x": "y"}, random=3), "option"),
        (lambda: check("x*y", against={"x": "y"}, over={"x": (0, math.inf)}), "option"),
        (lambda: check("x*y", against={"x": "y"}, over={"x": (1, 0)}), "option"),
        (lambda: check("x*y", against={"x": "y"}, points={"x": [1]}), "missing-binding"),
        (lambda: check("x*y", against={"x": "y"}, points={"x": [1], "y": [1, 2]}), "shape"),
        (lambda: check("x*y", against={"x": "y"}, points={"x": [], "y": []}), "usage"),
        (lambda: check("x*y", POINT, against={"x": "y"}, points={"x": [1], "y": [2]}), "usage"),
        (lambda: check("x*y", POINT, against={"x": "y"}, over={"x": (1, 2)}), "usage"),
        (lambda: check("x*y", POINT, against={"x": "y"}, wrt="y"), "usage"),
        (lambda: check("x*y", POINT, adjoints={"x": 2}, wrt="y"), "usage"),
        (lambda: check("x*y", POINT, study=True, tolerance=1e-3), "usage"),
        (lambda: check("x*y", POINT, against={}), "option"),
        (lambda: check("x*y", POINT, adjoints={}), "option"),
        (lambda: check("x*y", against={"x": "y"}, random=0, over=OVER), "option"),
        (lambda: check("x*y", against={"x": "y"}, random=-3, over=OVER), "option"),
        (lambda: check("x*y", against={"x": "y"}, kinks="none"), "option"),
        (lambda: check("x*y", against={"x": "y"}, points={"x": [1]}, random=1), "usage"),
        (lambda: check("x*y", POINT, points={"x": [1]}), "usage"),
        (lambda: check("x*y", POINT, adjoints={"w": 1}), "unknown-name"),
        (lambda: check("x*y", POINT, adjoints={"x": 1}, study=True), "usage"),
        (lambda: same("x", "[x, x]"), "shape"),
        (lambda: same("x", "x", over={"y": (0, 1)}), "unknown-name"),
        (lambda: same("x", "x("), "syntax"),
        (lambda: taylor("x*y", POINT), "usage"),
        (lambda: taylor("x", {"x": 1}, order=-1), "option"),
        (lambda: tangent("x", {"x": 1}, order=3), "option"),
        (lambda: tangent("x*y", {"x": 1}), "missing-binding"),
        (lambda: hessian("x*y", POINT, times={"z": 1}), "unknown-name"),
        (lambda: hessian("x*y", POINT, times=[1, 2]), "binding"),
        (lambda: hessian("x*y", POINT, times={"x": 1}, mode="forward"), "usage"),
        (lambda: hessian("x*y", POINT, times={"x": 1}, sparsity=True), "usage"),
    ],
)
def test_what_the_commands_refuse_is_an_error(refused: Callable[[], Any], code: str) -> None:
    with pytest.raises(AutogradError) as caught:
        refused()
    assert caught.value.code == code
    assert "--" not in f"{caught.value} {caught.value.hint}"


def test_long_numbers_are_written_whatever_limit_a_program_has() -> None:
    limit = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(640)
    try:
        (derivative,) = diff("x^2*1e5000").derivatives
    finally:
        sys.set_int_max_str_digits(limit)
    assert derivative.text == "2e5000*x"
