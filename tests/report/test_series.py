"""Taylor series, tangents, directional derivatives and seeds: against references, and pasted back into `eval`."""

import json
import time
from importlib.resources import files
from typing import Any
from unittest import mock

import mpmath
import pytest
from jsonschema import Draft202012Validator
from support.calls import call

from autograd_cli import gradient
from autograd_cli.ask.problem import Problem, pose
from autograd_cli.ask.values import read_value
from autograd_cli.cli import main
from autograd_cli.errors import AutogradError, Source
from autograd_cli.report.exact_series import exact_series
from autograd_cli.report.matrices import jacobian_report
from autograd_cli.report.products import directional, seeded, values_alone
from autograd_cli.report.series import series
from autograd_cli.report.tangent import tangent
from autograd_cli.run.evaluate import evaluate
from autograd_cli.sweeps.forward import push_forward
from autograd_cli.systems import closed_numbers
from autograd_cli.systems.closed import read
from autograd_cli.systems.rational import IRRATIONAL

ORDER = 20

# Formula, the same for mpmath, point.
SERIES = [
    ("sin(x)", mpmath.sin, 0.7),
    ("exp(sin(x))", lambda x: mpmath.exp(mpmath.sin(x)), 0.3),
    ("1/(1 + x^2)", lambda x: 1 / (1 + x**2), 0.0),
    ("1/(1 + x^2)", lambda x: 1 / (1 + x**2), 0.8),
    ("log(1 + x)", lambda x: mpmath.log(1 + x), 0.0),
    ("tan(x)", mpmath.tan, 0.5),
    ("sqrt(1 + x)", lambda x: mpmath.sqrt(1 + x), 0.0),
    ("x^5", lambda x: x**5, 2.0),
    ("x^2.5", lambda x: x ** mpmath.mpf(2.5), 1.3),
    ("x^x", lambda x: x**x, 1.5),
    ("tanh(x)", mpmath.tanh, 0.4),
    ("atan(x)", mpmath.atan, 0.9),
    ("asin(x)", mpmath.asin, 0.5),
    ("acosh(x)", mpmath.acosh, 2.0),
    ("erf(x)", mpmath.erf, 0.3),
    ("sigmoid(x)", lambda x: 1 / (1 + mpmath.exp(-x)), 0.5),
    ("exp(-x^2)*cos(3*x)", lambda x: mpmath.exp(-(x**2)) * mpmath.cos(3 * x), 0.25),
    ("hypot(x, 2)", lambda x: mpmath.sqrt(x**2 + 4), 0.7),
    ("atan2(x, 2)", lambda x: mpmath.atan2(x, 2), 0.7),
    ("(x^2 + 1)/(x^3 - 2)*exp(x)", lambda x: (x**2 + 1) / (x**3 - 2) * mpmath.exp(x), 0.7),
    ("log(x)^3", lambda x: mpmath.log(x) ** 3, 2.0),
    ("where(x > 0, sin(x), sqrt(x))", mpmath.sin, 0.7),
    ("max(x, 0)^2 + abs(x)", lambda x: x**2 + x, 0.7),
]


def posed(text: str, **values: float) -> Problem:
    return pose(Source(text), values)


@pytest.mark.parametrize(("text", "function", "point"), SERIES, ids=[f"{row[0]} at {row[2]}" for row in SERIES])
def test_coefficients_to_order_twenty_are_those_of_sixty_digits(text: str, function: Any, point: float) -> None:
    with mpmath.workdps(60):
        wanted = mpmath.taylor(function, mpmath.mpf(point), ORDER)
        # How fast the coefficients may grow, by their own record so far: near a zero of one, its neighbours count.
        sizes = [max(abs(one) for one in wanted[max(0, k - 1) : k + 2]) for k in range(ORDER + 1)]
        report = series(posed(text, x=point), order=ORDER)
        for found, exact, size in zip(report.coefficients, wanted, sizes, strict=True):
            assert abs(found - exact) <= 1e-13 * max(abs(exact), size / 4)
    assert not report.failed


def test_coefficients_of_gamma_are_those_of_the_exponential_of_its_logarithm() -> None:
    """Differentiating the gamma function numerically takes a minute; polygamma functions are its logarithm's series."""
    point = mpmath.mpf(2.5)
    with mpmath.workdps(60):
        digamma = [mpmath.polygamma(k, point) / mpmath.factorial(k) for k in range(ORDER + 1)]
        gamma = [mpmath.gamma(point)]
        for k in range(1, ORDER + 1):  # gamma' = gamma * digamma
            gamma.append(sum(gamma[j] * digamma[k - 1 - j] for j in range(k)) / k)
        logarithm = [mpmath.loggamma(point), *(one / (k + 1) for k, one in enumerate(digamma[:-1]))]
        for text, wanted in (("digamma(x)", digamma), ("gamma(x)", gamma), ("lgamma(x)", logarithm)):
            report = series(posed(text, x=2.5), order=ORDER)
            for found, exact in zip(report.coefficients, wanted, strict=True):
                assert abs(found - exact) <= 1e-13 * abs(exact)


@pytest.mark.parametrize("text", [row[0] for row in SERIES[:12]])
def test_jets_give_what_repeated_sweeps_give(text: str) -> None:
    problem = posed(text, x=0.75)
    function = problem.function
    one = function.graph.constant("1")
    report = series(problem, order=5)
    factorial = 1.0
    for k in range(6):
        factorial *= max(k, 1)
        value = evaluate(function, problem.values)[function.outputs[0]]
        assert report.coefficients[k] * factorial == pytest.approx(value, rel=1e-12, abs=1e-12)
        function = push_forward(function, function.inputs, (one,))


def test_order_twenty_takes_well_under_a_second() -> None:
    begun = time.process_time()
    for text in ("exp(sin(x))", "tan(x)", "gamma(x)", "sqrt(1 + x)/(1 + x^2)", "x^x"):
        series(posed(text, x=0.5), order=ORDER)
    assert time.process_time() - begun < 2.5  # for the five, with room for a slow machine


@pytest.mark.parametrize(
    ("text", "point", "wanted"),
    [
        ("x^5", {"x": 0.0}, [0, 0, 0, 0, 0, 1, 0, 0]),
        ("x^n", {"x": 0.0, "n": 2.0}, [0, 0, 1, 0, 0, 0, 0, 0]),
        ("5", {}, None),
        ("a*x^2 + b", {"x": 1.0, "a": 2.0, "b": 3.0}, [5, 4, 2, 0, 0, 0, 0, 0]),
        ("where(x < 1, x^2, log(x - 1))", {"x": 0.5}, [0.25, 1, 1, 0, 0, 0, 0, 0]),
        ("floor(x) + x", {"x": 1.5}, [2.5, 1, 0, 0, 0, 0, 0, 0]),
        ("abs(x)", {"x": -2.0}, [2, -1, 0, 0, 0, 0, 0, 0]),
    ],
)
def test_series_that_end(text: str, point: dict[str, float], wanted: list[float] | None) -> None:
    if wanted is None:
        with pytest.raises(Exception, match="there is no variable"):
            series(posed(text, **point))
        return
    report = series(posed(text, **point), wrt=["x"], order=7)
    assert list(report.coefficients) == wanted
    assert report.findings == ()


@pytest.mark.parametrize(
    ("text", "point", "kinds", "failed"),
    [
        ("abs(x)", 0.0, ["kink"], True),
        ("sqrt(x)", 0.0, ["boundary"], True),
        ("log(x)", -1.0, ["domain"], True),
        ("1/x", 0.0, ["domain"], True),
        ("floor(x)", 1.0, ["jump"], True),
        ("log(1 + exp(x))", 800.0, ["recomputed"], False),
    ],
)
def test_where_there_is_no_series_a_finding_says_so(text: str, point: float, kinds: list[str], failed: bool) -> None:
    report = series(posed(text, x=point), order=3)
    assert [finding.kind for finding in report.findings] == kinds
    assert report.failed is failed


def test_series_outside_a_domain_is_undefined_although_the_rules_give_numbers() -> None:
    assert [str(one) for one in series(posed("log(x)", x=-1.0), order=2).coefficients] == ["nan", "nan", "nan"]


def test_series_where_a_float_overflows_on_the_way() -> None:
    assert series(posed("log(1 + exp(x))", x=800.0), order=2).coefficients == pytest.approx([800, 1, 0], abs=1e-100)


def test_coefficients_of_which_neither_floats_nor_twice_as_many_bits_have_a_digit() -> None:
    report = series(posed("squareplus(3*x, 1/8)", x=1e15), order=3)
    with mpmath.workdps(200):
        exact = mpmath.taylor(lambda x: (3 * x + mpmath.sqrt(9 * x * x + 0.125)) / 2, 10**15, 3)
    assert report.coefficients == pytest.approx([*map(float, exact)], rel=1e-14, abs=0)
    assert [finding.kind for finding in report.findings] == ["recomputed"]


POINTS = [
    ("2*x*y + y + 3", {"x": 40.0, "y": 4.0}),
    ("exp(x)*y - 3*z", {"x": 0.0, "y": -4.5, "z": 1e-9}),
    ("sin(x*y)/z", {"x": -1e-5, "y": 2e7, "z": 3.0}),
    ("x1^2 + e*pi", {"x1": 1 / 3, "e": -2.0}),
    ("5 - x", {"x": 2.0}),
    ("-x", {"x": 0.0}),
]


@pytest.mark.parametrize(("text", "point"), POINTS)
@pytest.mark.parametrize("order", [1, 2])
def test_model_read_back_has_the_value_and_the_derivatives(text: str, point: dict[str, float], order: int) -> None:
    report = tangent(posed(text, **point), order=order)
    back = pose(Source(report.formula), {}, point)
    again = tangent(back, wrt=[*back.values], order=order)
    assert again.value == pytest.approx(report.value, rel=1e-15)
    for name, slope in report.gradient.items():
        assert again.gradient.get(name, 0.0) == pytest.approx(slope, rel=1e-15)
        for other, number in (report.hessian or {}).get(name, {}).items():
            assert again.hessian
            assert again.hessian.get(name, {}).get(other, 0.0) == pytest.approx(number, rel=1e-15)


PLACES = [
    ("x^2.5", "x=0", None),
    ("abs(x)", "x=0", None),
    ("floor(x)", "x=2", None),
    ("sqrt(x)", "x=0", None),
    ("sin(x)/x", "x=0", None),
    ("abs(x)*x", "x=0", "0"),
    ("abs(x)^2 + x", "x=0", "x"),
    ("relu(x)^3", "x=0", "0"),
    ("relu(x) - relu(-x)", "x=0", "x"),
    ("where(x == 0, 0, x)", "x=0", "x"),
    ("where(x == 0, 1, x)", "x=0", None),
]
PLACES_OF_SECOND_ORDER = [
    ("abs(x)*x", "x=0", None),
    ("abs(x)^2 + x", "x=0", "x + x^2"),
    ("where(x == 0, 0, x^2)", "x=0", "x^2"),
    ("where(x == 0, 0, x^3)", "x=0", "0"),
    ("where(x == 0, 0, x*abs(x))", "x=0", None),
    ("where(x == 1, 2, x + x^2)", "x=1", "2 + 3*(x - 1) + (x - 1)^2"),
]


@pytest.mark.parametrize("exact", [[], ["--exact"]])
@pytest.mark.parametrize(
    ("formula", "point", "shown", "order"),
    [*((*place, 1) for place in PLACES), *((*place, 2) for place in PLACES_OF_SECOND_ORDER)],
)
def test_series_and_models_are_at_the_same_places(
    formula: str, point: str, shown: str | None, order: int, exact: list[str]
) -> None:
    for command in ("taylor", "tangent"):
        status, out, _ = call(command, formula, point, "--order", str(order), "--format", "text", *exact)
        assert (status, out.startswith("there is no")) == (int(shown is None), shown is None), (command, out)
        assert shown is None or out == f"{shown}\n"


def test_a_model_of_several_variables_needs_one_gradient_on_all_sides() -> None:
    assert call("tangent", "max(x, y)", "x=1", "y=1")[0] == 1
    assert call("tangent", "max(x, y)^2", "x=0", "y=0")[:2] == (0, "0\n")
    assert call("tangent", "x*abs(x)", "x=0", "--order", "2")[0] == 1
    assert call("taylor", "sqrt(x^4)", "x=0", "--order", "3", "--format", "text")[:2] == (0, "x^2\n")
    assert call("tangent", "x*abs(y)", "x=0", "y=0")[:2] == (0, "0\n")
    assert call("tangent", "abs(x)", "x=0", "--kinks", "jax")[:2] == (0, "x\n")


@pytest.mark.parametrize("exact", [[], ["--exact"]])
@pytest.mark.parametrize(
    ("formula", "shown"),
    [
        ("where(x == 0, 0, x^2*y)", "0"),
        ("where(x == y, 0, x*y)", None),
        ("where(x == 0, y, x^2 + y)", None),
        ("relu(x) - relu(-x) + y^2", "x + y^2"),
    ],
)
def test_a_model_of_several_variables_is_that_of_a_branch_on_a_line_too(
    formula: str, shown: str | None, exact: list[str]
) -> None:
    status, out, _ = call("tangent", formula, "x=0", "y=0", "--order", "2", *exact)
    assert (status, out.startswith("there is no such model here")) == (int(shown is None), shown is None)
    assert shown is None or out == f"{shown}\n"


def test_a_model_has_the_derivatives_of_both_sides_of_a_point_with_a_branch_of_its_own() -> None:
    report = tangent(posed("where(x == 0, 1, sin(x)/x)", x=0.0), order=2)
    assert report.hessian == {"x": {"x": pytest.approx(-1 / 3, rel=1e-15)}}
    assert not report.findings


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (["2*x*y + y + 3", "x=40", "y=4"], "327 + 8*(x - 40) + 81*(y - 4)"),
        (["2*x*y + y + 3", "x=40", "y=4", "--order", "2"], "327 + 8*(x - 40) + 81*(y - 4) + 2*(x - 40)*(y - 4)"),
        (["2*x*y + y + 3", "x=40", "y=4", "--wrt", "y"], "327 + 81*(y - 4)"),
        (["x^2 - y", "x=0", "y=-1"], "1 - (y + 1)"),
        (["x^2 - y", "x=0", "y=-1", "--order", "2"], "1 - (y + 1) + x^2"),
        (["7", "--format", "latex"], "7"),
        (["x_1/rate", "x_1=0", "rate=4", "--format", "latex"], r"0.25 \, x_{1}"),
    ],
)
def test_tangent_prints_a_formula(words: list[str], shown: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["tangent", *words]) == 0
    assert capsys.readouterr().out == f"{shown}\n"


@pytest.mark.parametrize(
    ("words", "status", "shown"),
    [
        (["sin(x)", "x=0"], 0, "x - 1/6*x^3 + 1/120*x^5\n"),
        (["1/x", "x=1/3", "--order", "1"], 0, "3 - 9*(x - 1/3)\n"),
        (["exp(x)*y", "x=0", "y=1/3", "--wrt", "x", "--order", "2"], 0, "1/3 + 1/3*x + 1/6*x^2\n"),
        (["x^3/3 + 0.1", "x=2", "--order", "1"], 0, "83/30 + 4*(x - 2)\n"),
        (["sqrt(x)", "x=0"], 1, "there is no Taylor series here: a coefficient is not finite\n"),
        (["sin(x)", "x=1", "--order", "1"], 0, "sin(1) + cos(1)*(x - 1)\n"),
        (["atan(x)", "x=1", "--order", "2"], 0, "pi/4 + 1/2*(x - 1) - 1/4*(x - 1)^2\n"),
        (["sin(x)", "x=pi/4", "--order", "1"], 0, "sqrt(2)/2 + sqrt(2)/2*(x - pi/4)\n"),
        (["log(x)*sqrt(x)", "x=2", "--order", "1"], 0, "sqrt(2)*log(2) + (sqrt(2)/2 + sqrt(2)*log(2)/4)*(x - 2)\n"),
        (["exp(x)", "x=1", "--order", "2"], 0, "e + e*(x - 1) + e/2*(x - 1)^2\n"),
        (["abs(x - pi)", "x=3", "--order", "1"], 0, "pi - 3 - (x - 3)\n"),
        (["csc(x)", "x=pi"], 1, "there is no Taylor series here: a coefficient is not finite\n"),
        (["sinh(x)", "x=2000", "--order", "1"], 0, "sinh(2000) + cosh(2000)*(x - 2000)\n"),
        (["besselj(1, x)", "x=0", "--order", "1"], 0, "besselj(0, 0)/2*x\n"),
        (["besselj(0, x)", "x=0", "--order", "1"], 0, "besselj(0, 0)\n"),
        (["expn(0, x)", "x=1e9", "--order", "0"], 2, ""),
        (["atan(1/x)", "x=0"], 1, "there is no Taylor series here: a coefficient is not finite\n"),
        (["max(exp(exp(30)), exp(exp(30)) + x)", "x=0", "--order", "1"], 2, ""),
        (["exp(e)", "e=1"], 2, ""),
        (["sqrt(1 + x)", "x=sqrt(2)"], 2, ""),
        (["x", "x=1", "--significant", "3"], 2, ""),
    ],
)
def test_a_series_in_fractions(words: list[str], status: int, shown: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["taylor", *words, "--exact", "--format", "text"]) == status
    assert capsys.readouterr().out == shown


def test_fractions_in_latex_and_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["taylor", "sin(x)", "x=0", "--order", "3", "--exact", "--format", "latex"]) == 0
    assert capsys.readouterr().out == "x - \\frac{1}{6} \\, x^{3}\n"
    assert main(["taylor", "sin(x)", "x=0", "--order", "3", "--exact", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["exact"] == {"center": "0", "coefficients": ["0", "1", "0", "-1/6"]}
    assert answer["coefficients"] == [0.0, 1.0, 0.0, -1 / 6]


NOT_FINITE = "there is no Taylor series here: a coefficient is not finite"
TWO = "there is no Taylor series here: the function has another one on each side"
JUMPS = "there is no Taylor series here: the function jumps, or has another one on each side"
ALONE = "there is no Taylor series here: the branch is taken at this point alone, and the series beside it is another"


@pytest.mark.parametrize(
    ("formula", "point", "shown", "kind", "status"),
    [
        ("abs(sin(x))", "pi", TWO, "kink", 1),
        ("relu(sin(x))", "pi", TWO, "kink", 1),
        ("max(sin(x), 0)", "pi", TWO, "kink", 1),
        ("abs(x^2 - 2)", "sqrt(2)", TWO, "kink", 1),
        ("abs(3*x - 1)", "1/3", TWO, "kink", 1),
        ("abs(10*x - 1)", "0.1", TWO, "kink", 1),
        ("max(x, 1/3)", "1/3", TWO, "kink", 1),
        ("sign(sin(x))", "pi", JUMPS, "jump", 1),
        ("where(sin(x) > 0, 1, 2)", "pi", JUMPS, "jump", 1),
        ("floor(3*x)", "1/3", JUMPS, "jump", 1),
        ("where(x == 0, 5, x)", "0", ALONE, "jump", 1),
        ("where(x == 0, 1, 1 + x^2)", "0", "1 + x^2", "", 0),
        *(
            (name, point, NOT_FINITE, "domain", 1)
            for name in ("tan(x)", "sec(x)", "1/cos(x)")
            for point in ("pi/2", "90°")
        ),
        *((name, "pi", NOT_FINITE, "domain", 1) for name in ("cot(x)", "csc(x)", "1/sin(x)")),
        ("log(sin(x))", "pi", NOT_FINITE, "boundary", 1),
        ("1/sin(0) + x", "0", NOT_FINITE, "domain", 1),
        # A kink of doubles that is none of the decimals, and kinks that are none of the function.
        (
            "abs(3*x - 1)",
            "0.3333333333333333",
            "1/10000000000000000 - 3*(x - 3333333333333333/10000000000000000)",
            "",
            0,
        ),
        ("abs(sin(x))^2", "pi", "(x - pi)^2", "kink", 0),
        ("abs(x)^2", "0", "x^2", "kink", 0),
        ("atan(1/x)", "0", NOT_FINITE, "domain", 1),
        ("relu(sin(x)) - relu(-sin(x))", "pi", "-(x - pi)", "kink", 0),
    ],
)
def test_exact_numbers_decide_where_there_is_a_series(
    formula: str, point: str, shown: str, kind: str, status: int
) -> None:
    words = ("taylor", formula, f"x={point}", "--order", "2", "--exact")
    found, out, err = call(*words, "--format", "text")
    assert (found, out) == (status, f"{shown}\n")
    assert {line.partition(":")[0] for line in err.splitlines() if line[:1].strip()} == ({kind} if kind else set())
    latex = call(*words, "--format", "latex")[1]
    assert (shown in latex) is shown.startswith("there")


@pytest.mark.parametrize(
    ("formula", "coefficients"),
    [
        ("where(x == 0, 1, sin(x)/x)", [1, 0, -1 / 6, 0, 1 / 120, 0, -1 / 5040]),
        ("where(x == 0, 0, (exp(x) - 1 - x)/x)", [0, 1 / 2, 1 / 6, 1 / 24, 1 / 120, 1 / 720, 1 / 5040]),
        ("where(x == 0, 1/2, (1 - cos(x))/x^2)", [1 / 2, 0, -1 / 24, 0, 1 / 720, 0, -1 / 40320]),
    ],
)
def test_a_value_filled_in_at_one_point_has_the_series_of_both_sides(formula: str, coefficients: list[float]) -> None:
    status, out, _ = call("taylor", formula, "x=0", "--order", "6", "--json")
    answer = json.loads(out)
    assert (status, answer["findings"]) == (0, [])
    assert answer["coefficients"] == pytest.approx(coefficients)
    assert answer["polynomial"] is not None


@pytest.mark.parametrize(
    ("formula", "coefficients"),
    [
        ("sqrt(x^4)", [0, 0, 1, 0, 0, 0]),
        ("sqrt(x^4 + x^6)", [0, 0, 1, 0, 1 / 2, 0]),
        ("sqrt(sin(x)^4)", [0, 0, 1, 0, -1 / 3, 0]),
        ("(x^8)^0.25 + sin(x)", [0, 1, 1, -1 / 6, 0, 1 / 120]),
    ],
)
def test_a_root_of_an_even_power_has_the_series_of_both_sides(formula: str, coefficients: list[float]) -> None:
    status, out, _ = call("taylor", formula, "x=0", "--json")
    answer = json.loads(out)
    assert (status, answer["coefficients"]) == (0, pytest.approx(coefficients))


@pytest.mark.parametrize("formula", ["sqrt(x^2)", "x*sqrt(x^2)", "x^1.5", "sqrt(x^6)"])
def test_a_root_that_differs_by_side_has_no_series(formula: str) -> None:
    status, out, _ = call("taylor", formula, "x=0", "--json")
    assert (status, json.loads(out)["polynomial"]) == (1, None)


@pytest.mark.parametrize("formula", ["where(x == 0, 5, sin(x)/x)", "where(x == 0, 0, x + abs(x)^3)"])
def test_a_branch_taken_at_one_point_alone_is_no_part_of_a_series(formula: str) -> None:
    status, out, _ = call("taylor", formula, "x=0", "--order", "4", "--json")
    answer = json.loads(out)
    assert (status, answer["coefficients"][1:], answer["polynomial"]) == (1, [0, 0, 0, 0], None)
    assert "at this point alone" in answer["findings"][0]["message"]
    assert call("taylor", formula, "x=0", "--order", "4", "--format", "text")[1] == f"{ALONE}\n"


@pytest.mark.parametrize("formula", ["where(x == 0, 5, sin(x)/x)", "where(x == 0, 0, x + x*abs(x))"])
def test_a_branch_taken_at_one_point_alone_is_no_part_of_a_model(formula: str) -> None:
    status, out, err = call("tangent", formula, "x=0", "--order", "2")
    assert (status, "the branch is taken at this point alone" in out, err.startswith("jump")) == (1, True, True)


def test_what_may_be_zero_without_a_word_of_it_is_not_taken_for_a_number() -> None:
    """The Bessel function of order 1/2 is 0 at pi, and its value in any number of digits is what rounding leaves."""
    assert read("abs(besselj(1/2, pi))") is IRRATIONAL
    assert read("1/besselj(1/2, pi)") is IRRATIONAL
    assert str(read("cos(pi/2)")) == str(read("sin(pi - pi)")) == "0"
    assert call("taylor", "abs(besselj(1/2, x))", "x=pi", "--exact")[0] == 2


def test_a_sign_that_no_time_was_left_for_is_found_when_there_is_time(monkeypatch: pytest.MonkeyPatch) -> None:
    def late(written: str, bits: int) -> Any:
        raise TimeoutError

    with monkeypatch.context() as patched:
        patched.setattr(closed_numbers, "_evaluated", late)
        assert read("abs(zeta(7))") is IRRATIONAL
    assert str(read("abs(zeta(7))")) == "zeta(7, 1)"


@pytest.mark.parametrize(
    ("formula", "point", "shown", "kinds"),
    [
        ("abs(x - 1/10)", "0.1", "5.551115123125783e-18 + (x - 0.1)", ["recomputed"]),
        ("max(x, 1/3)", "1/3", "0.3333333333333333", ["recomputed"]),
        ("floor(3*x)", "1/3", "0", ["recomputed"]),
        ("where(x == 0, 1, sin(x)/x)", "0", "1 - 0.16666666666666666*x^2", []),
        ("floor(x)", "2", JUMPS, ["jump"]),
    ],
)
def test_findings_are_those_of_the_numbers_that_are_printed(
    formula: str, point: str, shown: str, kinds: list[str]
) -> None:
    report = series(posed(formula, x=read_value(point, "x")), order=2)
    assert (report.text(), [finding.kind for finding in report.findings]) == (shown, kinds)


@pytest.mark.parametrize(
    ("formula", "values", "shown", "kind", "status"),
    [
        ("tan(x)*y", ["x=pi/2", "y=3"], "there is no such model here", "domain", 1),
        ("besselj(1, x)", ["x=0"], "besselj(0, 0)/2*x", "boundary", 0),
        ("atan(1/x)", ["x=0"], "there is no such model here", "domain", 1),
        ("abs(x - 1/3)", ["x=1/3"], "there is no such model here", "kink", 1),
        ("abs(x - 1/3)*y", ["x=0.3333333333333333", "y=3"], "1/10000000000000000 - 3*(x", "", 0),
        ("max(sin(x), y)", ["x=pi", "y=0"], "there is no such model here", "kink", 1),
        ("abs(sin(x))^2", ["x=pi", "--order", "2"], "(x - pi)^2", "kink", 0),
    ],
)
def test_exact_numbers_decide_where_there_is_a_model(
    formula: str, values: list[str], shown: str, kind: str, status: int
) -> None:
    found, out, err = call("tangent", formula, *values, "--exact")
    assert (found, out[: len(shown)], err.partition(":")[0]) == (status, shown, kind)


VECTOR = "[x*y + z, sin(x)*z, y^2, 4]"
POINT = {"x": 0.7, "y": 1.3, "z": -0.4}


def test_direction_and_seeds_are_products_with_the_jacobian() -> None:
    entries = iter(jacobian_report(posed(VECTOR, **POINT)).numbers())
    rows = list(zip(entries, entries, entries, strict=True))
    along = directional(posed(VECTOR, **POINT), {"x": 0.5, "z": -2.0})
    assert along.derivatives == pytest.approx([0.5 * row[0] - 2 * row[2] for row in rows], rel=1e-15)
    weights = [1.0, 0.0, -0.5, 3.0]
    weighted = seeded(posed(VECTOR, **POINT), weights)
    wanted = [sum(weight * row[j] for weight, row in zip(weights, rows, strict=True)) for j in range(3)]
    assert list((weighted.gradient or {}).values()) == pytest.approx(wanted, rel=1e-15)


def test_dot_product_of_both_sweeps_is_the_same() -> None:
    vector, weights = {"x": 0.3, "y": -0.2, "z": 1.1}, [0.4, 1.2, -0.7, 2.0]
    along = directional(posed(VECTOR, **POINT), vector).derivatives
    weighted = seeded(posed(VECTOR, **POINT), weights).gradient or {}
    assert sum(a * b for a, b in zip(weights, along, strict=True)) == pytest.approx(
        sum(vector[name] * number for name, number in weighted.items()), rel=1e-14
    )


def test_direction_of_one_output_is_a_combination_of_its_partials() -> None:
    report = directional(posed("x^y*z", **POINT), {"x": 2.0, "y": 1.0})
    partials = gradient("x^y*z", POINT).gradient or {}
    assert report.derivative == pytest.approx(2 * partials["x"] + partials["y"], rel=1e-14)
    assert report.value == gradient("x^y*z", POINT).value


def test_direction_through_a_node_outside_its_domain_is_undefined() -> None:
    problem = posed("[x*y, log(x), y]", x=-1.0, y=2.0)
    assert [str(one) for one in directional(problem, {"x": 1.0}).derivatives] == ["2.0", "nan", "0.0"]
    assert [str(one) for one in directional(problem, {"y": 1.0}).derivatives] == ["-1.0", "0.0", "1.0"]
    assert [str(one) for one in (seeded(problem, [1.0, 1.0, 1.0]).gradient or {}).values()] == ["nan", "0.0"]
    assert [str(one) for one in (seeded(problem, [1.0, 0.0, 1.0]).gradient or {}).values()] == ["2.0", "0.0"]


def test_values_of_several_outputs_take_no_sweep() -> None:
    report = values_alone(posed(VECTOR, **POINT))
    assert report.values == pytest.approx((0.51, -0.4 * 0.644217687237691, 1.69, 4))
    assert (report.mode, report.gradient, report.cost) == (None, None, None)


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (["eval", "[x*y, sin(x)]", "x=1", "y=2"], "eval"),
        (["eval", "[x*y, sin(x)]", "x=1", "y=2", "--seed", "1,pi/2"], "eval"),
        (["eval", "[x*y, sin(x)]", "x=1", "y=2", "--direction", "x=1"], "eval"),
        (["eval", "x*y", "x=1", "y=2", "--direction", "x=1,y=log(2, 3)"], "eval"),
        (["eval", "x*y", "x=1", "y=2", "--seed", "3"], "eval"),
        (["taylor", "sin(x)", "x=1"], "taylor"),
        (["taylor", "sqrt(x)", "x=0"], "taylor"),
        (["tangent", "x*y", "x=1", "y=2"], "tangent"),
        (["tangent", "x*y", "x=1", "y=2", "--order", "2"], "tangent"),
    ],
)
def test_json_is_as_its_schema_has_it(words: list[str], name: str, capsys: pytest.CaptureFixture[str]) -> None:
    schema = json.loads((files("autograd_cli") / "schemas" / f"{name}-1.json").read_text(encoding="utf-8"))
    assert main([*words, "--json"]) in (0, 1)
    document = json.loads(capsys.readouterr().out)
    Draft202012Validator(schema).validate(document)
    assert document["schema"] == f"autograd.{name}/1"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["eval", "x*y", "x=1", "y=2", "--direction", "z=1"], "the direction has `z`"),
        (["eval", "x*y", "x=1", "y=2", "--direction", "x"], "`--direction` has `x`, which is not a name and a value"),
        (["eval", "x*y", "x=1", "y=2", "--direction", "x=1", "--mode", "reverse"], "exclude each other"),
        (["eval", "x*y", "x=1", "y=2", "--direction", "x=1", "--seed", "1"], "exclude each other"),
        (["eval", "x*y", "x=1", "y=2", "--seed", "1", "--literals"], "exclude each other"),
        (["eval", "x*y", "x=1", "y=2", "--direction", "x=1", "--wrt", "y"], "the direction has `x`"),
        (["eval", "[x, y]", "x=1", "y=2", "--seed", "1"], "there are 2 outputs, and `--seed` has 1"),
        (["eval", "[x, y]", "x=1", "y=2", "--seed", "1,"], "`--seed` lacks a number"),
        (["eval", "[x, y]", "x=1", "y=2", "--mode", "reverse"], "the result is a vector of 2"),
        (["eval", "[x, y]", "x=1", "y=2", "--literals"], "the result is a vector of 2"),
        (["taylor", "x*y", "x=1", "y=2"], "a Taylor series is in one variable, and there are 2"),
        (["taylor", "x", "x=1", "--order", "-1"], "`--order -1` is out of bounds"),
        (["taylor", "x", "x=1", "--order", "201"], "`--order 201` is out of bounds"),
        (["taylor", "[x, 1]", "x=1"], "the result is a vector of 2"),
        (["tangent", "x", "x=1", "--order", "3"], "`--order 3` is out of bounds"),
    ],
)
def test_mistakes_are_told(words: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 2
    assert message in capsys.readouterr().err


@pytest.mark.parametrize("text", ["(1 - cos(x))/x^2", "1 - cos(x)", "(exp(x) - 1)/x", "log(1 + x) - x"])
@pytest.mark.parametrize("x", [1e-8, 1e-3, 1e-2])
def test_coefficients_whose_digits_cancel_are_had_back(text: str, x: float) -> None:
    with mpmath.workprec(1000):
        context = {"cos": mpmath.cos, "exp": mpmath.exp, "log": mpmath.log}
        code = compile(text.replace("^", "**"), "", "eval")
        exact = mpmath.taylor(lambda at: eval(code, context, {"x": at}), mpmath.mpf(x), 4)
    report = series(pose(Source(text), {"x": x}), order=4)
    assert report.coefficients == pytest.approx([float(one) for one in exact], rel=1e-12)
    # At 1e-2 floats of some of these are right to what is promised, and nothing is to be said.
    said = [(one.kind, one.case) for one in report.findings]
    assert said == [("recomputed", "digits")] or (x == 1e-2 and said == [])


@pytest.mark.parametrize("text", ["exp(sin(x))", "sqrt(1 + x)", "x^3 - 2*x", "tanh(x)/(2 + x)"])
def test_coefficients_that_keep_their_digits_are_not_computed_again(text: str) -> None:
    with mock.patch("autograd_cli.report.series.widening", side_effect=AssertionError):
        assert series(pose(Source(text), {"x": 0.75}), order=8).findings == ()


def test_exact_coefficients_are_fractions_in_every_format() -> None:
    words = ("taylor", "exp(x)/3", "x=0", "--order", "2", "--exact")
    assert call(*words, "--format", "csv")[1].splitlines()[1:] == ["0,1/3", "1,1/3", "2,1/6"]
    assert call(*words, "--format", "value")[1].split() == ["1/3", "1/3", "1/6"]


# Functions at points that they know by name.
NAMED = [
    *("sin cos tan exp log sqrt cbrt atan asin acos sinh cosh tanh sigmoid erf gamma digamma softplus log2".split()),  # noqa: SIM905
]
POINTS = ["1", "1/2", "pi/4", "pi/6", "sqrt(2)/2", "log(2)", "-1/2", "sqrt(3)"]


@pytest.mark.parametrize("name", NAMED)
def test_exact_coefficients_are_those_of_floats_and_read_back(name: str) -> None:
    seen = 0
    for point in POINTS:
        problem = pose(Source(f"{name}(x)"), {"x": read_value(point, "x")})
        found = series(problem, order=3)
        if found.polynomial is None:
            continue
        try:
            exact = exact_series(problem, order=3)
        except AutogradError as error:
            assert error.code == "irrational"  # noqa: PT017
            continue
        assert exact.exact is not None
        assert exact.coefficients == pytest.approx(found.coefficients, rel=1e-10, abs=1e-13)
        for coefficient, text in zip(exact.coefficients, exact.exact.coefficients, strict=True):
            assert "." not in text
            assert float(read_value(text, "x")) == pytest.approx(coefficient, rel=1e-12, abs=1e-14)
            assert read_value(str(read(text)), "x") == pytest.approx(coefficient, rel=1e-12, abs=1e-14)
        seen += 1
    assert seen >= 2


def test_a_sign_is_that_of_a_value_and_never_of_a_float() -> None:
    """The quotient is pi to 16 digits: as floats they are one number."""
    near = "245850922/78256779"  # pi to 8e-17
    assert str(read(f"where(pi > {near}, 1, 2)")) == "1"
    assert str(read(f"abs(pi - {near})")) == f"pi - {near}"
    assert read("sin(1)^2 + cos(1)^2 > 1") is IRRATIONAL
    assert str(read("(sqrt(2) + sqrt(3))*(sqrt(3) - sqrt(2))")) == "1"


def test_a_model_in_exact_numbers_is_that_of_floats() -> None:
    words = ("tangent", "sin(x)*exp(y)", "x=pi/3", "y=1", "--order", "2", "--exact")
    status, printed, _ = call(*words)
    assert status == 0
    assert printed.startswith("sqrt(3)*e/2 + e/2*(x - pi/3) + sqrt(3)*e/2*(y - 1) - sqrt(3)*e/4*(x - pi/3)^2")
    answer = json.loads(call(*words, "--json")[1])
    assert answer["exact"]["gradient"] == {"x": "e/2", "y": "sqrt(3)*e/2"}
    assert answer["formula"] == printed.strip()
    at = ("x=1", "y=0.5", "--no-grad", "--format", "value")
    exact, plain = (float(call("eval", text.strip(), *at)[1]) for text in (printed, call(*words[:-1])[1]))
    assert exact == pytest.approx(plain, rel=1e-14)
    assert "\\frac{\\pi}{3}" in call(*words, "--format", "latex")[1]
    vectors = call("tangent", "sum(x^2)*pi", "x=[1/3, 2]", "--exact")[1]
    assert vectors == "37*pi/9 + 2*pi/3*(x[0] - 1/3) + 4*pi*(x[1] - 2)\n"
    assert call("tangent", "csc(x)", "x=pi", "--exact")[1].startswith("there is no such model here")
    assert call("tangent", "sqrt(1 + x)", "x=sqrt(2)", "--exact")[0] == 2
    assert call("tangent", "x", "x=1", "--exact", "--significant", "3")[0] == 2
