"""Jacobians, Hessians, series and models to many digits and in fractions, against mpmath and SymPy."""

import json
from collections.abc import Sequence
from typing import Any

import pytest
import sympy
from mpmath import mp  # type: ignore[import-untyped, unused-ignore]
from support.calls import call
from support.schemas import validate

DIGITS = 40


def printed(words: str, *, status: int = 0) -> Any:
    """What a command prints with `--json`, as its schema has it."""
    code, out, err = call(*words.split(), "--json")
    assert code == status, out + err
    document = json.loads(out)
    validate(document, document["schema"].removeprefix("autograd.").removesuffix("/1"))
    return document


def near(text: str, right: Any, digits: int = DIGITS) -> bool:
    """Whether a text has so many digits, of which the last is off by at most one."""
    with mp.workdps(digits + 20):
        if right == 0:
            return text == "0"
        unit = mp.mpf(10) ** (mp.floor(mp.log10(abs(right))) - digits + 1)
        return bool(abs(mp.mpf(text) - right) <= unit * 1.01)


# A formula as ours, as mpmath's, and the numbers x and y.
FORMULAS: Sequence[tuple[str, Any, str, str]] = [
    ("exp(x*y)/(1+x)", lambda x, y: mp.exp(x * y) / (1 + x), "0.1", "2.3"),
    ("sin(x)^2*log(y)", lambda x, y: mp.sin(x) ** 2 * mp.log(y), "0.7", "1e-3"),
    ("gamma(x)*sqrt(y)", lambda x, y: mp.gamma(x) * mp.sqrt(y), "0.3", "0.7"),
    ("x^y", lambda x, y: x**y, "1.1", "-2.7"),
]


@pytest.mark.parametrize(("text", "function", "x", "y"), FORMULAS)
def test_jacobians_and_hessians_have_all_digits(text: str, function: Any, x: str, y: str) -> None:
    first = printed(f"jacobian [{text},x-y] x={x} y={y} --digits {DIGITS}")
    second = printed(f"hessian {text} x={x} y={y} --digits {DIGITS}")
    assert first["digits"] == second["digits"] == DIGITS
    with mp.workdps(120):
        point = (mp.mpf(x), mp.mpf(y))
        assert near(first["value"][0], function(*point))
        assert near(second["value"], function(*point))
        for name, order in (("x", (1, 0)), ("y", (0, 1))):
            slope = mp.diff(function, point, order)
            assert near(first["jacobian"][name][0], slope)
            assert near(second["gradient"][name], slope)
        for one, other, orders in (("x", "x", (2, 0)), ("x", "y", (1, 1)), ("y", "x", (1, 1)), ("y", "y", (0, 2))):
            assert near(second["hessian"][one][other], mp.diff(function, point, orders)), (one, other)
    assert [first["jacobian"][name][1] for name in "xy"] == ["1", "-1"]


@pytest.mark.parametrize(("text", "function", "x", "y"), FORMULAS)
def test_series_and_models_have_all_digits(text: str, function: Any, x: str, y: str) -> None:
    series = printed(f"taylor {text} x={x} y={y} --wrt x --digits {DIGITS}")
    model = printed(f"tangent {text} x={x} y={y} --order 2 --digits {DIGITS}")
    with mp.workdps(160):
        point = (mp.mpf(x), mp.mpf(y))
        for order, coefficient in enumerate(series["coefficients"]):
            right = mp.diff(function, point, (order, 0)) / mp.factorial(order)
            assert near(coefficient, right), order
        half = mp.diff(function, point, (2, 0)) / 2
        terms = model["formula"].split(f"*(x - {x})^2")[0]
        assert near(terms.rpartition(" ")[2], abs(half))
        assert near(model["hessian"]["x"]["x"], 2 * half)
    assert series["digits"] == model["digits"] == DIGITS


def test_a_coefficient_that_is_zero_is_proved_to_be() -> None:
    # exp(sin(x)) = 1 + x + x^2/2 - x^4/8 - x^5/15 + ...: the sum of fractions at order 3 is no ball of width 0.
    found = printed("taylor exp(sin(x)) x=0 --digits 30")
    assert found["coefficients"][3] == "0"
    assert found["findings"] == []
    assert near(found["coefficients"][5], -mp.mpf(1) / 15, 15)


def test_numbers_are_those_that_are_written() -> None:
    assert printed("hessian x^2*y x=0.1 y=1/3 --digits 20")["hessian"]["x"]["y"] == "0.20000000000000000000"
    assert printed("taylor x*(x-0.1) x=0.1 --digits 20 --order 1")["coefficients"] == ["0", "0.10000000000000000000"]


def test_rational_functions_have_fractions() -> None:
    x, y = sympy.symbols("x y")
    formula = x**2 * y / (1 + x) + y**3 / 7
    at = {x: sympy.Rational(1, 3), y: sympy.Rational(-2, 5)}
    hessian = printed("hessian x^2*y/(1+x)+y^3/7 x=1/3 y=-2/5 --exact")
    jacobian = printed("jacobian [x^2*y/(1+x)+y^3/7] x=1/3 y=-2/5 --exact")
    for one in (x, y):
        assert jacobian["jacobian"][one.name] == [str(formula.diff(one).subs(at))]
        for other in (x, y):
            assert hessian["hessian"][one.name][other.name] == str(formula.diff(one, other).subs(at))
    assert "digits" not in hessian


def test_fractions_in_latex_are_fractions() -> None:
    assert call("hessian", "x^2/7 - x^3", "x=1", "--exact", "--format", "latex")[1].split("\n")[1] == r"-\frac{40}{7}"


@pytest.mark.parametrize("numbers", ["--digits 20", "--exact"])
def test_second_derivatives_at_a_kink_are_those_of_all_sides(numbers: str) -> None:
    # abs(x)^2 is x^2; abs(x)*x has -2 on one side and 2 on the other, and keeps the convention.
    assert float(printed(f"hessian abs(x)^2*y x=0 y=2 {numbers}")["hessian"]["x"]["x"]) == 4
    assert printed(f"hessian abs(x)*x x=0 {numbers}")["hessian"]["x"]["x"] == "0"


def test_only_the_rows_outside_a_domain_are_undefined() -> None:
    found = printed("jacobian [x*y,log(x)] x=-1 y=2 --digits 20", status=1)
    assert found["value"] == ["-2", "NaN"]
    assert found["jacobian"] == {"x": ["2", "NaN"], "y": ["-1", "0"]}
    assert "d/dx of output 1 is nan" in found["findings"][0]["message"]


def test_a_filled_hole_has_the_digits_of_both_sides() -> None:
    found = printed("taylor where(x==0,1,sin(x)/x) x=0 --digits 30 --order 4")
    with mp.workdps(50):
        rights = [1, 0, -1 / mp.mpf(6), 0, 1 / mp.mpf(120)]
        assert all(near(text, right, 30) for text, right in zip(found["coefficients"], rights, strict=True))
        model = printed("tangent where(x==0,1,sin(x)/x) x=0 --digits 30 --order 2")
        assert near(model["hessian"]["x"]["x"], -1 / mp.mpf(3), 30)


@pytest.mark.parametrize("sign", [-1, 1])
def test_numbers_beyond_doubles_at_a_kink_have_all_digits(sign: int) -> None:
    text, numbers = f"abs(x)^3+exp({sign}*y^2)", f"y=40 --digits {DIGITS}"
    with mp.workdps(80):
        value = mp.exp(sign * 1600)
        rights = [value, 80 * sign * value, (6400 + 2 * sign) * value]
        hessian = printed(f"hessian {text} x=0 {numbers}")
        model = printed(f"tangent {text} x=0 {numbers} --order 2")
        series = printed(f"taylor abs(x)^3+exp({sign}*(x+40)^2) x=0 --digits {DIGITS} --order 2")
        for found in (hessian, model):
            texts = (found["value"], found["gradient"]["y"], found["hessian"]["y"]["y"])
            assert all(map(near, texts, rights))
        assert all(map(near, series["coefficients"], [*rights[:2], rights[2] / 2]))


@pytest.mark.parametrize("words", ["hessian", "tangent --order 2"])
def test_a_derivative_that_is_not_known_is_named_once(words: str) -> None:
    found = printed(f"{words} (sin(x)^2+cos(x)^2)*y x=0.1 y=1 --digits 10")
    names = [one["message"].split()[0] for one in found["findings"]]
    assert names == ["d/dx", "d2/dx2", "d2/dxdy"]


@pytest.mark.parametrize(("text", "x", "kinds"), [("sin(x)", "inf", ["domain"]), ("sin(x)", "nan", ["input"])])
def test_a_series_without_a_value_says_only_why(text: str, x: str, kinds: Sequence[str]) -> None:
    found = printed(f"taylor {text} x={x} --order 2 --digits 10", status=int(kinds == ["domain"]))
    assert found["coefficients"] == ["NaN"] * 3
    assert [one["kind"] for one in found["findings"]] == kinds


def test_there_is_no_series_and_no_model_at_a_kink() -> None:
    assert printed("taylor abs(x) x=0 --digits 20", status=1)["polynomial"] is None
    assert printed("tangent abs(x) x=0 --digits 20", status=1)["formula"] is None


def test_a_sparse_matrix_has_strings_too() -> None:
    ones = ",".join(["0.1"] * 110)
    found = printed(f"jacobian x^2 x=[{ones}] --digits 20")
    assert found["layout"] == "sparse"
    assert found["jacobian"]["entries"][7] == [7, 7, "0.20000000000000000000"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("jacobian [x] x=1 --digits 20 --exact", "`--digits` and `--exact` exclude each other"),
        ("jacobian [x] --digits 20 --sparsity", "`--digits` and `--sparsity` exclude each other"),
        ("hessian x^2 x=1 --digits 20 --times x=1", "`--digits` and `--times` exclude each other"),
        ("hessian x^2 x=1 --exact --significant 3", "`--exact` and `--significant` exclude each other"),
        ("hessian x^2 x=1 --digits 0 --exact", "`--digits` and `--exact` exclude each other"),
        ("taylor x^2 x=1 --exact --digits 3", "`--digits` and `--exact` exclude each other"),
        ("tangent x^2 x=1 --digits 0", "`--digits 0` is not between 1 and 10,000"),
        ("hessian x^2 --digits 20", "`x` has no value"),
        ("hessian exp(x) x=1 --exact", "`exp(x)` is not a fraction"),
    ],
)
def test_what_excludes_digits_is_refused(words: str, said: str) -> None:
    code, _, err = call(*words.split())
    assert code == 2
    assert said in err
