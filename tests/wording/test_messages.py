"""Messages that once misled, each by a command line and what it says now; what they no longer say is in `NOT`."""

import json
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from support.calls import call

from autograd_cli import gradient
from autograd_cli.errors import NOTES, AutogradError, Finding
from autograd_cli.primitives import LACKING, PRIMITIVES
from autograd_cli.wording.findings import FINDINGS

# A name, the words, what is printed, and what is not, on either stream.
MESSAGES: list[tuple[str, list[str], str, str]] = [
    ("a condition of numbers", ["eval", "0^x", "x=-1"], "`0^x` has a pole where `x <= 0`", "0 == 0"),
    ("numbers alone", ["eval", "1/0"], "`1/0` has a pole\n", "where"),
    ("a part that is false of numbers", ["eval", "x^0.5", "x=-1"], "`x^0.5` needs `x >= 0`,", "floor"),
    ("an edge that is a pole", ["eval", "x^-0.5", "x=-1"], "`x^-0.5` needs `x > 0`,", ">="),
    ("an edge by another value", ["eval", "x^y", "x=-1", "y=0.5"], "needs `x > 0 or y == floor(y)`,", "`x >= 0 or"),
    ("a value without a slope", ["eval", "x^x", "x=0"], "`x^x` has a value but no derivative where `x == 0`", "pole"),
    ("an order that is not whole", ["eval", "polygamma(1.5, x)", "x=1"], "needs `1.5 == floor(1.5)`", "0"),
    ("an edge that is no way out", ["eval", "sqrt(x)", "x=-1"], "`sqrt(x)` needs `x >= 0`, but `x = -1`", "`x > 0`"),
    ("an edge on both sides", ["eval", "asin(x)", "x=2"], "`asin(x)` needs `abs(x) <= 1`, but", "`abs(x) < 1`"),
    ("an edge without a number", ["eval", "log(x)", "x=-1"], "`log(x)` needs `x > 0`,", ">="),
    ("a number outside", ["eval", "sqrt(-1)"], "`sqrt(-1)` needs `-1 >= 0`", "argument"),
    ("a function between its arguments", ["eval", "5 choose 2"], "write `choose(5, 2)`", "`choose(2)`"),
    ("an equation to minimise", ["minimize", "2*x = 4", "x=1"], "`2*x = 4` is an equation, and", "the left side of"),
    ("the same in LaTeX", ["minimize", r"\frac{x}{2} = 4", "x=1"], " is an equation, and", "the left side of"),
    ("a derivative by name", ["same", "diff(x^2)", "2x"], '`autograd diff "x^2"`', "differences"),
    ("one symbol", ["diff", "x1*x_1", "--format", "latex"], "`x1` and `x_1` are one symbol in LaTeX", "``"),
    ("a missing size", ["network", "2-3-"], "a size is missing in `2-3-`", "``"),
    ("a cut exponent", ["eval", "x", "--x", "1e"], "hint: write `1*e` or `1e0`", "2.718"),
    ("another command's option alone", ["batch", "--exact"], "`batch` has no option `--exact`", "needs a value"),
    ("a point before a power", ["eval", "x.^2", "x=1"], "operators work on each element: write `^`", "product"),
    ("a point before a slash", ["eval", "x./y", "x=1", "y=2"], "write `/`", "product"),
    ("left division", ["eval", "A\\b", "x=1"], "write `solve(A, b)`", "LaTeX"),
    ("a command of LaTeX", ["eval", "2\\pix", "x=1"], "`\\pix` is not read from LaTeX", "solve"),
    ("Leibniz", ["eval", "d/dx x^2", "x=1"], '`autograd diff "x^2" --wrt x` differentiates', "product"),
    ("Leibniz with parentheses", ["eval", "d/dx(x^2)", "x=1"], '`autograd diff "x^2" --wrt x` differentiates', "lists"),
    ("derivative as a function", ["eval", "derivative(x^2, x)", "x=1"], '`autograd diff "x^2" --wrt x`', "lists"),
    ("no finite derivative", ["check", "x^y", "x=0", "y=0"], "not compared: a number is nan", "disagree"),
    ("places in a matrix", ["jacobian", "A*2", "A=[[1,2],[3,4]]"], "(A*2)[1, 0]", "(A*2)[2]"),
    (
        "an intermediate",
        ["eval", "h=w*x; h^2", "w=1", "x=2", "--wrt", "h"],
        "`autograd trace` shows its adjoint",
        "no var",
    ),
    ("the result", ["eval", "h = w*x", "w=1", "x=2", "--wrt", "h"], "`h` is the result of the program", "trace"),
    ("nothing kept", ["trace", "x*y", "x=1", "y=2", "--no-grad"], "a backward pass would keep 2", "the backward pass"),
    (
        "gates",
        ["trace", "x", "x=1", "--mode", "forward", "--show", "gates"],
        "`--show gates` and `--mode forward`",
        "=",
    ),
    ("thousands apart", ["eval", "5 000*x", "x=1"], "write `5000`, or `5*000` for the product", "x*y"),
    ("a power that is a sum", ["eval", "x²⁺¹", "x=1"], "as in `x^(2+1)`", "x^23"),
    ("a partial", ["eval", "∂/∂x x^2", "x=1"], "`autograd diff`", "names are made"),
    ("a sum sign", ["eval", "∑x", "x=1"], "`sum(k^2, k = 1:10)`", "names are made"),
    ("errors alone", ["check", "no-such-file.ag"], "program           verdict\n", "difference"),
    ("a size with many zeros", ["network", "0000000000000000000000003-2"], "# A network 3-2", "size 0"),
    ("places in a call", ["jacobian", "relu(x)", "x=[1,-2]"], "relu(x)[1]", "output["),
    ("places in the last formula", ["jacobian", "h = 2*x; h + 1", "x=[1,-2]"], "(h + 1)[1]", "output["),
    ("places in a named matrix", ["jacobian", "B = A*2", "A=[[1,2],[3,4]]"], "B[1, 0]", "B[2]"),
    ("one style of a number", ["graph", "--", "-1e8 + x", "x=1e8"], "= -100000000 = -100000000", "e+08"),
    ("no linear model", ["tangent", "1/x", "x=0"], "there is no such model here", "nan*x"),
    (
        "no linear model in LaTeX",
        ["tangent", "1/x", "x=0", "--format", "latex"],
        "\\text{there is no such model",
        "nan x",
    ),
    ("no linear model in JSON", ["tangent", "1/x", "x=0", "--json"], '"formula": null', "nan*x"),
    ("a transposed number", ["diff", "x'"], "`x'` is the transpose of `x`, for a number `x` itself", "error"),
    ("a transposed number in LaTeX", ["diff", r"x^\top A x"], "`x` is read as a number; a value makes it", "error"),
    ("a factor that may be a transpose", ["eval", "(a - b)^T (a)", "a=1", "b=2"], "the transpose of a matrix", "lists"),
    ("past the end in LaTeX", ["eval", r"\sum_{k=1}^{4} x_k", "x=[1,2]"], "the last element is `2`", "0:1"),
    ("a transposed vector", ["eval", "x' @ x", "x=[1,2]"], "= 5", "transpose"),
    ("a quotient with a factor", ["eval", "sin(2*x)/x", "x=0"], "`2*sin_over_x(2*x)` has the limit there", "error"),
    ("a factor below", ["eval", "sin(x)/(x*5)", "x=0"], "`sin_over_x(x)/5` has the limit there", "error"),
    ("no such factor", ["eval", "sin(x^2)/x", "x=0"], "undefined where `x == 0`", "limit"),
    ("a function that PyTorch lacks", ["eval", "gamma(x)", "x=0"], "there is no derivative (jax: -inf)", "torch"),
    ("branches that are not there", ["eval", "lambertw(x, 2)", "x=1"], "needs `2 == 0 or 2 == -1`; so", "`2 <= 0`"),
    ("a function that all lack", ["eval", "lambertw(x)", "x=-1"], "needs `x > -1/e`, but `x = -1`; so", "jax"),
    ("a function that all have", ["eval", "sin(x)/x", "x=0"], "in torch: inf, nan", "error"),
    ("a condition of a number written", ["eval", "zeta(1, q)", "q=2"], "`zeta(1, q)` needs `1 > 1`", "q = 2"),
    ("an order as a variable", ["eval", "zeta(t)", "t=3"], "no derivative of `zeta` with respect to `t`", "`s`"),
    ("an order as an unknown", ["solve", "zeta(t)=2", "t=3"], "`--fix t=1`", "--wrt"),
    ("an order beside a variable", ["eval", "zeta(t)*x", "t=3", "x=1"], "`--wrt x`", "no-grad"),
    (
        "a double root",
        ["solve", "(x-1)^2=0", "--over", "x=-5..5"],
        "at `x = 1` the Jacobian is singular, as at a double root",
        "0 roots, not",
    ),
    ("a pole is no root", ["solve", "1/x=0", "--over", "x=-5..5"], "1 box not settled", "double"),
    ("no series", ["taylor", "1/x", "x=0"], "there is no Taylor series here", "nan*x"),
    ("no series in JSON", ["taylor", "1/x", "x=0", "--json"], '"polynomial": null', "nan*x"),
]


@pytest.mark.parametrize(
    ("words", "printed", "absent"), [row[1:] for row in MESSAGES], ids=[row[0] for row in MESSAGES]
)
def test_a_message_says_what_helps(words: list[str], printed: str, absent: str) -> None:
    _, output, errors = call(*words)
    assert printed in output + errors
    assert absent not in output + errors


@pytest.mark.parametrize(
    ("values", "message"),
    [(None, "`x` has no value"), ([3], "the values are not given by name"), ({"x": None}, "it is None")],
)
def test_a_message_of_the_package_says_what_helps(values: Any, message: str) -> None:
    with pytest.raises(AutogradError) as caught:
        gradient("x^2", values)
    assert message in caught.value.message


def test_a_page_is_html_unless_another_format_is_asked_for() -> None:
    words = ("page", "x*y", "x=1", "y=2")
    assert call(*words)[1].startswith("<!doctype html>")
    assert json.loads(call(*words, "--json")[1])["schema"] == "autograd.page/1"
    with mock.patch("autograd_cli.commands.output.on_terminal", return_value=True):
        status, out, err = call(*words)
        assert (status, out) == (2, "")
        assert "`--output NAME.html`" in err
        assert call(*words, "--format", "html")[0] == 0


def test_functions_that_other_systems_lack_are_in_the_table() -> None:
    assert {name for names in LACKING.values() for name in names} <= PRIMITIVES.keys()


def test_a_column_of_text_that_the_formula_has_not_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text("sum_of,s,t\nfirst,a,1\nsecond,b,2\n")
    point = ["--at", str(tmp_path / "p.csv"), "--format", "value"]
    assert call("eval", "sum(t)", *point, "--no-grad")[:2] == (0, "3\n")
    assert "has `a` in row 1, which is not a number" in call("eval", "s + sum(t)", *point)[2]


def test_a_float_and_a_true_value_written_alike_are_written_once() -> None:
    assert "(0.0 for 1e-400)" in Finding("recomputed", case="underflow", text="x*y", value="0.0", true="1e-400").message
    assert "(5e-324);" in Finding("recomputed", case="underflow", text="x*y", value="5e-324", true="5e-324").message


def test_a_note_is_a_case_of_one_kind() -> None:
    assert FINDINGS.keys() >= NOTES
    for kind, case in NOTES:
        assert not Finding(kind, case=case, name="minimum", names=("a",)).weighty
        with mock.patch.dict(FINDINGS, {("domain", case): "of another kind"}):
            assert Finding("domain", case=case).weighty
