"""Formulas without values: vectors declared, seen from indices, or noted where a number was read; slips in numbers."""

import json
import math
import time

import pytest
from support.calls import call

from autograd_cli import gradient
from autograd_cli.errors import Source
from autograd_cli.syntax.parser import parse
from autograd_cli.syntax.readings import refuse_products

DERIVATIVES = [
    ("A1 given a value", "given x=[0,0]; mean(x^3)", ["x"], {"d/dx": "3*x^2/2"}),
    ("A1 given a shape", "given x = vector(2); mean(x^2)", ["x"], {"d/dx": "x"}),
    ("A1 a matrix", "given A = matrix(1, 2); sum(A^2)", ["A"], {"d/dA": "2*A"}),
    ("A1 a constant's name", "given e = vector(1); sum(e^2)", ["e"], {"d/de": "2*e"}),
    ("A5 indices", "x[0]*x[1]", ["x"], {"d/dx[0]": "x[1]", "d/dx[1]": "x[0]"}),
    ("A5 indices of a matrix", "A[0, 0]*y", ["A"], {"d/dA[0, 0]": "y"}),
    ("A5 mixed", "x[0]^2*y", ["x,y"], {"d^2/dx[0] dy": "2*x[0]"}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("formula", "wrt", "derivatives"), [row[1:] for row in DERIVATIVES], ids=[row[0] for row in DERIVATIVES]
)
def test_the_derivative_of_a_vector_without_a_value(formula: str, wrt: list[str], derivatives: dict[str, str]) -> None:
    status, out, told = call("diff", formula, *(word for name in wrt for word in ("--wrt", name)))
    lines = [f"{name} = {text}" for name, text in derivatives.items()]
    assert (status, out, told) == (0, "\n".join(lines if len(lines) > 1 else derivatives.values()) + "\n", "")


NOTED = ["mean(x^2)", "softmax(x)", "norm(x - y)", "logsumexp(x)", "mse(x, y)", "max(x)", "sum(x)"]


@pytest.mark.parametrize("formula", NOTED)
def test_a_function_of_a_vector_given_a_number_is_noted(formula: str) -> None:
    status, _, told = call("diff", formula, "--wrt", "x")
    assert status == 0
    assert told.startswith("name: `x` is read as a number; `given x = vector(3);`")
    assert "name:" not in call("diff", f"given x = 1, y = 1; {formula}", "--wrt", "x")[2]
    assert "name:" not in call("diff", f"given x = vector(3), y = vector(3); sum({formula})", "--wrt", "x")[2]


REFUSED = [
    ("A1 dot", ["diff", "dot(w, x)"], "`given w = vector(3);` before the formula makes it a vector"),
    ("A5 whole and in parts", ["diff", "sum(x)*x[0]"], "`given x = vector(3);` before the formula makes it a vector"),
    ("another shape", ["eval", "given x = vector(3); sum(x)", "x=[1,2]"], "declared as (3,), and its value is (2,)"),
    ("no value", ["eval", "given x = vector(3); sum(x)"], "give values: --x '[1, 1, 1]'"),
    ("an unknown length", ["diff", "given x = vector(n); sum(x)"], "a shape is declared by whole numbers"),
    ("A4 exponent cut short", ["eval", "3e-.5*x", "x=1"], "hint: write `3*e - .5` or `3*10^(-.5)`"),
    ("A4 blank in an exponent", ["eval", "1e- 1", "x=1"], "hint: write `1*e - 1` or `1e-1`"),
    ("A4 in a value", ["eval", "x", "x=1e- 1"], "hint: write `1*e - 1` or `1e-1`"),
    ("D1 in a formula", ["eval", "1.10(2)*x", "x=1"], "hint: write `1.10*2` for the product"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "told"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_what_may_be_meant_otherwise_is_refused(words: list[str], told: str) -> None:
    done = call(*words)
    assert done[0] == 2
    assert told in done[2]


NUMBERS = [("2(3)*x", 6), ("1e−3*x", 1e-3), ("3e - 5*x", 3 * math.e - 5), ("x # 1e- 1", 1), ("1.5(x + 1)", 3)]


@pytest.mark.parametrize(("formula", "value"), NUMBERS)
def test_what_has_one_meaning_is_read(formula: str, value: float) -> None:
    assert gradient(formula, {"x": 1}, literals=True).value == value


UNCERTAIN = [
    ("1.10(2)", 1.1, 0.02),
    ("6.626(13)e-34", 6.626e-34, 0.013e-34),
    ("-1.5(12)", -1.5, 1.2),
    (".5(1)", 0.5, 0.1),
    ("12(3)e2", 1200, 300),
    ("12.3(1.2)", 12.3, 1.2),
    ("1.23(0.12)e1", 12.3, 1.2),
    ("300.(5)", 300, 5),
    ("(2.006±0.002)", 2.006, 0.002),
    ("1.10(.5)", 1.1, 0.5),
    ("(2±1%)e-3", 0.002, 0.00002),
    ("(pi±0.1)", math.pi, 0.1),
    ("(6.626+/-0.013)e-34", 6.626e-34, 0.013e-34),
    ("3.02+-0.05", 3.02, 0.05),
    ("3.02 +/- 0.05", 3.02, 0.05),
    ("40±1%", 40, 0.4),
    ("-40±1%", -40, 0.4),
]


@pytest.mark.parametrize(("text", "value", "uncertainty"), UNCERTAIN)
def test_an_uncertainty_is_read_as_tables_write_it(text: str, value: float, uncertainty: float) -> None:
    status, out, _ = call("eval", "x", f"x={text}", "--json")
    report = json.loads(out)
    assert (status, report["value"]) == (0, value)
    assert report["uncertainty"]["standard"] == pytest.approx(uncertainty, rel=1e-15)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("300(5)", "write `300*5` or `300±5`"),
        ("-3(1.2)", "write `-3*1.2` or `-3±1.2`"),
        ("300(5) ", "write `300*5` or `300±5`"),
        ("1e3(2)", "write `1e3*2` or `1e3±2`"),
        ("2(.5)", "write `2*.5` or `2±.5`"),
        ("1.0e3(2)", "write `1.0e3*2` for the product; an uncertainty belongs to a value, `x=1.0(2)e3`"),
    ],
)
def test_a_number_before_another_in_parentheses_is_refused_with_both_readings(text: str, hint: str) -> None:
    status, _, told = call("eval", "x", f"x={text}")
    assert status == 2
    assert hint in told


def test_a_command_without_uncertainties_offers_none() -> None:
    status, _, told = call("trace", "x", "x=300(5)")
    assert status == 2
    assert "write `300*5` or `300`" in told


@pytest.mark.parametrize("text", ["(1e3±2)e-3", "(pi±0.1)e-3"])
def test_an_exponent_behind_an_uncertain_expression_is_refused(text: str) -> None:
    assert call("eval", "x", f"x={text}")[0] == 2


def test_elements_may_be_uncertain_by_a_percentage() -> None:
    report = json.loads(call("eval", "sum(x)", "x=[3, 4]±1%", "--json")[1])
    assert report["uncertainty"]["inputs"]["x"] == pytest.approx([0.03, 0.04])


def test_looking_for_products_takes_no_longer_than_parsing() -> None:
    source = Source(" + ".join(["alpha"] * 100_000))
    start = time.process_time()
    program = parse(source)
    parsed = time.process_time()
    assert refuse_products(program, source, {"alpha"}, ()) == ()
    assert time.process_time() - parsed < parsed - start


@pytest.mark.parametrize("formula", ["softmax(x)", "mean(x*y)", "norm(x)", "std(x)"])
def test_a_function_of_vectors_that_is_given_one_number_is_noted(formula: str) -> None:
    report = gradient(formula, {"x": 3} | ({"y": 2} if "y" in formula else {}))
    notes = [finding.case for finding in report.findings if finding.kind == "name"]
    assert notes == ["one-number"]


@pytest.mark.parametrize(
    "formula", ["given x = 3; norm(x)", "sum(k*y, k = 1:3)", "max(y, 1)", "max(y, y)", "mean([y, 2])"]
)
def test_a_number_that_is_meant_is_not_noted(formula: str) -> None:
    assert not gradient(formula, {"y": 2} if "y" in formula else {}).findings


@pytest.mark.parametrize("formula", ["kron(u, v)", "kron(A, v)", "tril(v)", "triu(v)"])
def test_a_matrix_that_is_needed_is_asked_for(formula: str) -> None:
    values = {name: value for name, value in {"A": "[[1, 2]]", "u": "[1, 2]", "v": "[3, 4]"}.items() if name in formula}
    status, out, told = call("eval", formula, *(f"{name}={value}" for name, value in values.items()))
    assert (status, out) == (2, "")
    assert "a matrix is needed, and this is a vector" in told
