"""Derivatives as formulas in LaTeX and in Python: every row of the table, names, pieces, parentheses."""

import math
import re
from collections.abc import Iterator
from typing import Any

import pytest
from matplotlib.mathtext import MathTextParser
from support.calls import call
from support.derivatives import DIFFERENTIATED, derived, program, value
from support.table_rows import formula, ordinary

from autograd_cli import AutogradError
from autograd_cli.ask.problem import pose_open
from autograd_cli.errors import Source
from autograd_cli.formats import Page, render
from autograd_cli.formats.python_special import UNWRITTEN
from autograd_cli.primitives import PRIMITIVES, Entry
from autograd_cli.report.differentiation import Differentiation, differentiation
from autograd_cli.special.density_terms import IN_PARAMETERS
from autograd_cli.syntax.symbols import symbol

# LaTeX.

MATHTEXT = MathTextParser("path")
WITHIN = r"((?:(?!\\begin\{cases\}).)*?)"
CASES = re.compile(rf"\\begin\{{cases\}} {WITHIN} \\end\{{cases\}}")


def pieces(text: str) -> Iterator[str]:
    """What mathtext can draw of a formula: it knows no `cases`, so each branch and condition, and the rest around.

    Nor does it know the sign of a remainder, which TeX and MathJax have.
    """
    text = text.replace(r"\bmod", r"\mathrm{mod}")
    while match := CASES.search(text):
        for row in match[1].split(r" \\ "):
            yield from row.split(" & ")
        text = text[: match.start()] + "z" + text[match.end() :]
    yield text


@pytest.mark.parametrize("row", PRIMITIVES.values(), ids=lambda row: row.name)
def test_latex_of_derivatives_of_a_row_is_rendered(row: Entry) -> None:
    texts = []
    for name in row.names:
        if name not in row.undifferentiated and not row.shape:
            texts += [derived(formula(row), name, order=order).derivatives[0].latex for order in (1, 2, 3)]
    texts.append(row.latex.format(**dict.fromkeys((*row.names, *row.statics), "u")) or "length")
    for text in texts:
        for piece in pieces(text):
            assert MATHTEXT.parse(f"${piece}$").width > 0, piece


LATEX = [
    ("x^2*sin(y)", r"2x \sin y"),
    ("1/x", r"-\frac{1}{x^{2}}"),
    ("exp(-x^2/2)", r"-x e^{-\frac{x^{2}}{2}}"),
    ("(alpha_1*x + 1)^3", r"3 \alpha_{1} \left(\alpha_{1} x + 1\right)^{2}"),
    ("where(x > 0, x^2, -x)", r"\begin{cases} 2x & x > 0 \\ -1 & \text{otherwise} \end{cases}"),
    ("log(x, 2)*speed", r"\frac{\mathrm{speed}}{x \ln 2}"),
    (
        "where(x > 0, x^2, where(x < -1, 2*x, 3*x))",
        r"\begin{cases} 2x & x > 0 \\ 2 & x < -1 \\ 3 & \text{otherwise} \end{cases}",
    ),
    ("sin(x)^3", r"3 \sin^{2} x \cos x"),
    ("y*sin(x)/(1 + y)^2", r"\frac{y \cos x}{\left(1 + y\right)^{2}}"),
    ("x*log1p(-2*y*z)", r"\operatorname{log1p}(-2 y z)"),
    ("x*log(y, z)^2", r"\log_{z}(y)^{2}"),
    ("x*gamma(-y)*lgamma(y)^2", r"\Gamma(-y) \left(\ln \left|\Gamma(y)\right|\right)^{2}"),
    ("x*factorial(-y)", r"\left(-y\right)!"),
    ("x*radians(y)^2", r"\operatorname{radians}(y)^{2}"),
    ("x*y*(y > 0)", r"y \left[y > 0\right]"),
]


@pytest.mark.parametrize(("text", "expected"), LATEX)
def test_latex_has_right_parentheses(text: str, expected: str) -> None:
    assert derived(text, "x").derivatives[0].latex == expected


def test_latex_of_several_derivatives_is_aligned() -> None:
    assert render(derived("x^2*y"), "latex", Page()) == (
        "\\begin{aligned}\n"
        "\\frac{\\partial}{\\partial x} &= 2x y \\\\\n"
        "\\frac{\\partial}{\\partial y} &= x^{2}\n"
        "\\end{aligned}"
    )


# Python.


def python_value(report: Differentiation, point: dict[str, float]) -> Any:
    scope: dict[str, Any] = {}
    exec(render(report, "python", Page()), scope)
    return scope["derivative"](*(point[name] for name in report.variables))


# Calls that Python has no short function for; of derivatives of densities, those in a parameter.
WITHOUT_FUNCTION = [rf"{name}\(" for name in UNWRITTEN]
WITHOUT_FUNCTION += [rf"{name}\((?!{'0, ' * count})" for name, count in IN_PARAMETERS.items()]


@pytest.mark.parametrize("order", [1, 2])
@pytest.mark.parametrize(("row", "position"), DIFFERENTIATED, ids=lambda one: getattr(one, "name", one))
def test_python_of_a_row_computes_what_the_text_does(row: Entry, position: int, order: int) -> None:
    report = derived(formula(row), row.names[position], order=order)
    if any(re.search(rf"\b{one}", report.derivatives[0].text) for one in WITHOUT_FUNCTION):
        with pytest.raises(AutogradError, match="no short function"):
            render(report, "python", Page())
        return
    for values in ordinary(row)[:3]:
        point = dict(zip(row.names, values, strict=True))
        expected = value(program(report), point)
        if math.isfinite(expected):
            assert python_value(report, point) == pytest.approx(expected, rel=1e-11, abs=1e-13)


def test_python_is_a_function_to_paste() -> None:
    assert render(derived("x^2*sigmoid(lambda*gamma)", "x", "lambda"), "python", Page()) == (
        "from math import exp\n\n\n"
        "def sigmoid(x):\n    return 1/(1 + exp(-x)) if x >= 0 else exp(x)/(1 + exp(x))\n\n\n"
        "def derivative(x, lambda_, gamma_):\n"
        '    """d/dx, d/dlambda of x^2*sigmoid(lambda*gamma)"""\n'
        "    return 2 * x * sigmoid(lambda_ * gamma_), "
        "x ** 2 * gamma_ * sigmoid(lambda_ * gamma_) * sigmoid(-lambda_ * gamma_)"
    )


def test_names_are_the_same_in_the_latex_of_every_command() -> None:
    values = [f"{name}=1" for name in ("alpha", "x₁", "w_12", "β", "rate")]
    names = [r"\alpha", "x_{1}", "w_{12}", r"\beta", r"\mathrm{rate}"]
    for command in ("tangent", "trace"):
        printed = call(command, "alpha*x₁*w_12 + β*rate", *values, "--format", "latex")[1]
        assert [name for name in names if name not in printed] == []
    assert [symbol(name) for name in ("alpha", "x₁", "w_12", "β", "rate", "λ", "ω")] == [*names, r"\lambda", r"\omega"]


@pytest.mark.parametrize("text", ["gamma*gamma_*gamma", "ϕ^2*φ", "x₁^2*x1", "lambda*if*x", "ͺ*_*x"])
def test_python_has_a_name_of_its_own_for_each_variable(text: str) -> None:
    report = derived(text)
    point = {name: 0.7 + i for i, name in enumerate(report.variables)}
    expected = [value(program(report, one.text), point) for one in report.derivatives]
    assert python_value(report, point) == pytest.approx(expected, rel=1e-13)


@pytest.mark.parametrize(
    "text", ["where(x > 0 and not x > 1, x^y, max(x, y)*abs(x))", "mod(x, y)*round(x)", "sin_over_x(x)*y"]
)
def test_python_has_conditions_and_pieces(text: str) -> None:
    report = derived(text)
    point = {"x": 0.7, "y": 1.9}
    expected = [value(program(report, one.text), point) for one in report.derivatives]
    assert python_value(report, point) == pytest.approx(expected, rel=1e-13)


def test_python_of_a_deep_formula_is_refused() -> None:
    with pytest.raises(AutogradError, match="too deep for Python") as caught:
        render(derived("x + sin(y + " * 100 + "x" + ")" * 100, "x"), "python", Page())
    assert caught.value.code == "too-large"


# Steps in text.

LONG = "sigmoid(w*x + b)*y + tanh(x*w*b)*y*sin(x*y + w) + exp(x*y*w)"


@pytest.mark.parametrize("width", [50, 60, 80])
def test_steps_are_broken_at_signs_outside_of_parentheses(width: int) -> None:
    report = differentiation(pose_open(Source(LONG)), wrt=["w"], steps=True)
    lines = render(report, "text", Page(width=width)).split("\n\n")[1].splitlines()
    further = [line for line in lines if line.startswith("      ")]
    assert further
    assert max(map(len, lines)) <= width
    assert all(line.count("(") == line.count(")") for line in lines)
    whole = re.sub(r"(?<=\*)\n      |\n     (?= [+-])", "", "\n".join(lines))
    assert [line for line in whole.splitlines() if line.startswith("  = ")] == [
        f"  = {line.text}" for line in report.steps[0].parts[0].lines
    ]


def test_heading_of_steps_tells_the_variable_from_what_is_held() -> None:
    report = differentiation(pose_open(Source("w*x + b*y")), wrt=["w"], steps=True)
    heading = render(report, "text", Page()).splitlines()[0]
    assert heading == "w*x + b*y, differentiated with respect to w; x, b and y held constant"
