"""Minima of collections of test problems from their standard starts, and what else a search can end at."""

import json
import math
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from mpmath import mp, mpf
from references.constrained import HOCK_SCHITTKOWSKI, Constrained
from references.objectives import MORE_GARBOW_HILLSTROM, STANDARD_STARTS, Objective
from support.calls import call

SCHEMA = json.loads((files("autograd_cli.schemas") / "minimize-1.json").read_text("utf-8"))
# The search of one goes to infinity, as the collection itself says of it.
AT_INFINITY = ("biggs",)
QUICK = 5


def report(*words: str, status: int = 0) -> Any:
    found, out, err = call("minimize", *words, "--json")
    assert found == status, err or out
    document = json.loads(out)
    Draft202012Validator(SCHEMA).validate(document)
    return document


@pytest.mark.parametrize(
    "one",
    [
        pytest.param(one, id=one.name, marks=[pytest.mark.slow] if i % QUICK else [])
        for i, one in enumerate(MORE_GARBOW_HILLSTROM)
        if one.name not in AT_INFINITY
    ],
)
def test_a_problem_of_more_garbow_and_hillstrom_is_minimised_from_its_start(one: Objective) -> None:
    found = report(one.formula, f"x={json.dumps(STANDARD_STARTS[one.name])}")
    assert found["converged"]
    assert found["kind"] in ("minimum", "valley")
    assert found["convergence"]["gradient"] <= 1e-10


@pytest.mark.parametrize(
    "one",
    [
        pytest.param(one, id=f"{one.number}", marks=[pytest.mark.slow] if i % 3 else [])
        for i, one in enumerate(HOCK_SCHITTKOWSKI)
    ],
)
def test_a_problem_of_hock_and_schittkowski_has_its_published_optimum(one: Constrained) -> None:
    words = [one.formula, *(f"{name}={value}" for name, value in one.start.items())]
    words += [word for text in one.constraints for word in ("--subject-to", text)]
    found = report(*words, *(["--bounds", one.bounds] if one.bounds else []))
    assert found["converged"]
    assert math.isclose(found["value"], one.optimum, rel_tol=1e-8, abs_tol=1e-8)
    assert all(one["multiplier"] >= -1e-8 for one in found.get("constraints", ()) if "<=" in one["text"])


@pytest.mark.parametrize(
    ("words", "kind", "status"),
    [
        (("x", "x=1"), "unbounded", 1),
        (("x^2 - y^2", "x=0", "y=0"), "unbounded", 1),
        (("exp(-x)", "x=1"), "infinity", 1),
        (("sqrt(x)", "x=2"), "edge", 1),
        (("x^2", "x=3", "--subject-to", "x >= 1", "--subject-to", "x <= 0"), "infeasible", 1),
        (("(x + y - 1)^2", "x=3", "y=5"), "valley", 0),
        (("abs(x - 1) + abs(y + 2)", "x=3", "y=4"), "kink", 0),
        (("max(x^4 + y^2, (2-x)^2 + (2-y)^2, 2*exp(y-x))", "x=1", "y=-0.1"), "kink", 0),
        (("x^4 + y^4", "x=1", "y=2"), "minimum", 0),
        (("-(x - 1)^2", "x=3", "--maximize"), "maximum", 0),
        (("exp(-x^2)", "x=1e-10"), "infinity", 1),
        (("exp(-x) + y^2", "x=1", "y=3"), "infinity", 1),
        (("x^3", "x=1"), "unbounded", 1),
        (("x^3 + 1", "x=0"), "unbounded", 1),
        (("x^5", "x=1"), "unbounded", 1),
        (("sinh(x)^3", "x=1"), "unbounded", 1),
        (("x^3 + y^2", "x=1", "y=1"), "unbounded", 1),
        (("x^2*y", "x=1", "y=1"), "valley", 0),
        (("x^2*y + x", "x=1", "y=1"), "unbounded", 1),
        (("(x - 5)^4", "x=0.001"), "minimum", 0),
        (("-x*log(x)", "x=0.3", "--bounds", "x=0..1"), "edge", 1),
        (("-x*log(x) - y*log(y)", "x=0.3", "y=0.7", "--subject-to", "x+y=1", "--bounds", "x=0..,y=0.."), "edge", 1),
        (("x", "x=1", "--subject-to", "sqrt(x) >= 0"), "edge", 1),
        (("x^2", "x=1", "--subject-to", "2 <= 1"), "infeasible", 1),
        (("x^2", "x=1", "--subject-to", "1 <= 2"), "minimum", 0),
        (("abs(x) + abs(y - 1)", "x=2", "y=3", "--bounds", "x=-1.."), "kink", 0),
        (("abs(x) + y", "x=3", "y=1", "--bounds", "y=0.."), "kink", 0),
        (("abs(x - 2) + y^2", "x=3", "y=1", "--bounds", "x=0..5,y=-1..1"), "kink", 0),
        (("abs(x) + exp(-y) + z", "x=3", "y=1", "z=3", "--bounds", "y=0..2,z=1.."), "kink", 0),
    ],
)
def test_what_a_search_ends_at_is_said(words: tuple[str, ...], kind: str, status: int) -> None:
    assert report(*words, status=status)["kind"] == kind


@pytest.mark.parametrize(
    ("words", "point"),
    [
        (("(R/1e6-2)^2 + (C*1e12-3)^2", "R=0", "C=0"), {"R": 2e6, "C": 3e-12}),
        (("(R/1e6-2)^2 + (C*1e12-3)^2", "R=0", "C=0", "--bounds", "R=0..1e9"), {"R": 2e6, "C": 3e-12}),
        (("1e-20*(x-3)^2 + 1e20*(y-2)^2", "x=0", "y=0"), {"x": 3, "y": 2}),
        (("(V/1e4-1)^2 + (I*1e9-2)^2", "V=0", "I=0"), {"V": 1e4, "I": 2e-9}),
        (("(V/1e4-1)^2 + (I*1e9-2)^2", "V=1", "I=1"), {"V": 1e4, "I": 2e-9}),
        (("(V/1e4-1)^2 + (I*1e9-2)^2", "V=1", "I=1", "--subject-to", "V = 1e13*I"), {"V": 15000, "I": 1.5e-9}),
        (("(V/1e4-1)^2 + (I*1e9-2)^2", "V=1", "I=1", "--subject-to", "1e-20*(V - 5e12*I) = 0"), {"V": 1e4, "I": 2e-9}),
        (("(p/101325-1)^2 + (d*1e9-50)^2", "p=0", "d=0"), {"p": 101325, "d": 5e-8}),
    ],
)
def test_units_do_not_matter(words: tuple[str, ...], point: dict[str, float]) -> None:
    found = report(*words)
    assert found["kind"] == "minimum"
    assert found["point"] == pytest.approx(point, rel=1e-9, abs=0.0)
    assert not [one for one in found["findings"] if one["kind"] == "undetermined"]


@pytest.mark.parametrize("text", ["sin(y)^2 + cos(y)^2 + x^2", "sqrt(y^2 + 1)^2 - y^2 + x^2", "exp(y)*exp(-y) + x^2"])
def test_rounding_of_a_hessian_is_no_curvature(text: str) -> None:
    assert report(text, "x=1.3", "y=0.7")["kind"] == "valley"


def test_a_saddle_at_the_start_is_left() -> None:
    found = report("(x^2 - 1)^2 + y^2", "x=0", "y=3")
    assert found["kind"] == "minimum"
    assert abs(found["point"]["x"]) == pytest.approx(1)


@pytest.mark.parametrize(
    ("words", "point"),
    [
        (("sin(x)", "x=pi/2"), {"x": 1.5 * math.pi}),
        (("cos(x)", f"x={math.pi!r}", "--maximize"), {"x": 2 * math.pi}),
        (("cos(x)", f"x={math.pi!r}"), {"x": math.pi}),
        (("cos(x) + cos(y)", "x=1e-9", "y=1e-9"), {"x": math.pi, "y": math.pi}),
        (("x^3", "x=0", "--bounds", "x=-1..1"), {"x": -1.0}),
        (("x^3", "x=1", "--bounds", "x=-1..1"), {"x": -1.0}),
        (("-x^2", "x=0", "--bounds", "x=0..3"), {"x": 3.0}),
        (("(x^2 - 1)^2", "x=0", "--bounds", "x=-3..3"), {"x": 1.0}),
        (("(x^2 - 1)^2 + y^2", "x=0", "y=1", "--subject-to", "x*y = 0", "--bounds", "x=-0.5..2"), {"x": 1.0, "y": 0.0}),
        (("(x + y - 1)^2", "x=3", "y=5"), {"x": 39 / 34, "y": -5 / 34}),
    ],
)
def test_a_search_leaves_maxima_saddles_and_inflections(words: tuple[str, ...], point: dict[str, float]) -> None:
    assert report(*words)["point"] == pytest.approx(point, abs=1e-9)


def test_starts_that_lead_to_another_value_are_told_apart_in_small_units() -> None:
    found = report("1e-20*((x^2 - 1)^2 + x/10)", "x=-2..2", "--starts", "10")
    assert 0 < found["convergence"]["reached"] < 10


@pytest.mark.parametrize(
    "words",
    [
        ("x^4", "x=1"),
        ("(x - 3)^4 + y^2", "x=1", "y=1"),
        ("(1e6*x - 3)^4 + y^2", "x=1e-6", "y=1"),
        ("(x + y)^4 + (x - y)^2", "x=1", "y=2"),
        ("x^6", "x=1", "--bounds", "x=-2..2"),
    ],
)
def test_few_digits_are_known_next_to_a_minimum_that_is_flat(words: tuple[str, ...]) -> None:
    found = report(*words, "--strict", status=1)
    assert (found["kind"], [one["kind"] for one in found["findings"]]) == ("minimum", ["undetermined"])


@pytest.mark.parametrize(
    "words",
    [("exp(x) - x", "x=30"), ("x^2 + 1e12*x^4", "x=1"), ("(x^2 - 2)^2", "x=100"), ("x - log(x)", "x=1e-6")],
)
def test_a_curved_minimum_is_known_however_steep_the_way_to_it_is(words: tuple[str, ...]) -> None:
    assert report(*words, "--strict")["findings"] == []


def test_starts_are_drawn_from_what_bounds_leave_of_a_range() -> None:
    words = ("sin(x)", "x=0..100", "--starts", "20", "--seed", "3")
    found = report(*words, "--bounds", "x=0..10")
    assert math.isclose(found["point"]["x"], 1.5 * math.pi, rel_tol=1e-12)
    assert found["convergence"]["reached"] < 20
    status, out, _ = call("minimize", *words, "--bounds", "x=-5..-1", "--json")
    assert (status, json.loads(out)["error"]["message"]) == (
        2,
        "the starts of `x` are in 0..100, all outside of its bounds -5..-1",
    )
    assert call("minimize", *words, "--bounds", "x=..-1", "--json")[0] == 2


def test_a_flat_valley_is_entered_next_to_the_start() -> None:
    found = report("(x + y - 1)^2", "x=3", "y=3")
    assert found["point"]["x"] == pytest.approx(0.5)
    assert found["findings"][0]["text"] == "x - y"


@pytest.mark.slow
def test_a_chain_of_two_hundred_variables_is_followed_to_its_end() -> None:
    start = json.dumps([-1.2, 1.0] * 100)
    assert report("sum(100*(x[1:] - x[:-1]^2)^2 + (1 - x[:-1])^2)", f"x={start}")["kind"] == "minimum"


def test_an_element_that_alone_is_searched_for_has_its_own_name() -> None:
    assert report("sum(v^2)", "v=[1,2,3]", "--for", "v[1]")["point"] == {"v[1]": 0.0}


def test_a_constraint_may_name_values_first() -> None:
    found = report("x^2 + y^2", "x=1", "y=1", "--subject-to", "s = x + y; s >= 1")
    assert found["point"] == pytest.approx({"x": 0.5, "y": 0.5})


def test_a_kink_that_a_curve_makes_is_found_to_all_digits() -> None:
    found = report("abs(x^3 - 2) + (y - x)^2", "x=3", "y=1")
    assert found["point"]["x"] == pytest.approx(2 ** (1 / 3), rel=1e-12)


@pytest.mark.parametrize(
    "words",
    [
        ("(x - a)^2 + exp(b*x)", "x=0"),
        ("x^4/4 + a*x^2 + (y - b*x)^2 + y", "x=1", "y=1"),
        ("x*y + a*x", "x=1", "y=1", "--subject-to", "x^2 + y^2 <= b + 2", "--maximize"),
        ("(x - a)^2 + (y - b)^2", "x=1", "y=1", "--subject-to", "x + 2*y = a*b", "--bounds", "y=0.5.."),
    ],
)
def test_the_derivative_of_a_minimiser_is_that_of_the_problem_solved_again(words: tuple[str, ...]) -> None:
    found = report(*words, "a=1.5", "b=0.75", "--wrt", "a,b", "--check")
    for name in ("a", "b"):
        assert found["derivatives"][name] == pytest.approx(found["differences"][name], rel=1e-7, abs=1e-8)
        assert found["value_derivatives"][name] == pytest.approx(found["value_differences"][name], rel=1e-7, abs=1e-8)


def test_unknowns_are_those_for_or_those_not_fixed() -> None:
    words = ("(x - a)^2 + (y - b)^2", "x=0", "y=0", "a=1", "b=2")
    expected = {"x": 1.0, "y": 2.0}
    assert report(*words, "--for", "x,y")["point"] == expected
    assert report(*words, "--fix", "a,b")["point"] == expected
    assert report(*words[:-2], "--fix", "a=1,b=2")["point"] == expected


def test_a_variable_may_be_in_a_constraint_alone() -> None:
    found = report("t", "x=1", "t=5", "--subject-to", "t >= x^2", "--subject-to", "t >= (x - 2)^2")
    assert found["point"] == pytest.approx({"t": 1.0, "x": 1.0})


def test_a_chain_is_several_constraints_and_vectors_have_one_each() -> None:
    found = report("sum(x)", "x=[1,2]", "--subject-to", "[1, 2] <= x <= 5")
    assert found["point"] == {"x": [1.0, 2.0]}
    assert [one["text"] for one in found["constraints"]][:2] == ["([1, 2] <= x)[0]", "([1, 2] <= x)[1]"]


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("x >= -1", [1.0]),
        ("x > -1", [1.0]),
        ("-1 <= x", [-1.0]),
        ("x <= 7", [-7.0]),
        ("7 >= x >= -1", [7.0, 1.0]),
        ("x >= 0", [0.0]),
        ("x - 2 >= 0", [0.0]),
    ],
)
def test_a_constraint_has_its_left_side_minus_its_right(constraint: str, values: list[float]) -> None:
    found = report("x^2", "x=3", "--subject-to", constraint)
    assert [str(one["value"]) for one in found["constraints"]] == [str(value) for value in values]
    assert all(one["multiplier"] >= 0 for one in found["constraints"])


@pytest.mark.parametrize(
    ("formula", "words", "point", "value"),
    [
        ("where(x > 1, x, 2 - x)", ("x=3",), {"x": 1.0}, 1.0),
        ("where(x >= 1, x, 2 - x) + y^2", ("x=-3", "y=2"), {"x": 1.0, "y": 0.0}, 1.0),
        ("where(x > y, x - y, y - x) + (y - 2)^2", ("x=-3", "y=0"), {"x": 2.0, "y": 2.0}, 0.0),
        ("max(x, y, -x - y)", ("x=3", "y=-2"), {"x": 0.0, "y": 0.0}, 0.0),
    ],
)
def test_pieces_that_meet_have_a_minimum_at_a_kink(
    formula: str, words: tuple[str, ...], point: dict[str, float], value: float
) -> None:
    found = report(formula, *words)
    assert (found["kind"], found["converged"]) == ("kink", True)
    assert found["point"] == pytest.approx(point, rel=1e-9, abs=1e-9)
    assert found["value"] == pytest.approx(value, rel=1e-9, abs=1e-9)
    assert not [one for one in found["findings"] if one["kind"] == "jump"]


def test_a_note_that_more_starts_may_find_more_is_no_failure() -> None:
    status, _, err = call("minimize", "(x^2 - 1)^2", "x=-5..5", "--strict")
    assert (status, "`--starts 20` keeps the best of 20" in err) == (0, True)


@pytest.mark.parametrize(
    ("words", "kind", "point", "value"),
    [
        (("floor(x) + x^2", "x=0.3"), "limit", {"x": -5e-324}, -1.0),
        (("floor(x) + floor(y) + x^2 + y^2", "x=0.3", "y=0.3"), "limit", {"x": -5e-324, "y": -5e-324}, -2.0),
        (("sign(x) + x^2", "x=2"), "limit", {"x": -5e-324}, -1.0),
        (("where(x > 1, x, 5 - x)", "x=3"), "limit", {"x": 1 + 2**-52}, 1.0),
        (("where(x >= 1, x, 1/2 - x)", "x=3"), "limit", {"x": 1 - 2**-53}, -0.5),
        (("where(x < 1, x, -5)", "x=0", "--maximize"), "limit", {"x": 1 - 2**-53}, 1.0),
        (
            ("where(x < 1, -x, 5) + y^2", "x=0", "y=1", "--bounds", "x=-3..5"),
            "limit",
            {"x": 1 - 2**-53, "y": 0.0},
            -1.0,
        ),
        (("where(x >= 1, x, 5 - x)", "x=3"), "jump", {"x": 1.0}, 1.0),
        (("where(x > 1, x, -x)", "x=3"), "jump", {"x": 1.0}, -1.0),
        (("where(x <= 1, x, -5)", "x=0", "--maximize"), "jump", {"x": 1.0}, 1.0),
        (("where(x <= 1, -x, 5) + (y - 2)^2", "x=0", "y=0"), "jump", {"x": 1.0, "y": 2.0}, -1.0),
        (("where(x <= 2, -x, 5) + y^2", "x=0", "y=1", "--subject-to", "x + y < 5"), "jump", {"x": 2.0, "y": 0.0}, -2.0),
        (("where(x^2 < 2, -x, 5)", "x=1"), "jump", {"x": 2**0.5}, -(2**0.5)),
        (("where(x < 1, (x - 2)^2, inf)", "x=0"), "limit", {"x": 1 - 2**-53}, 1.0),
        (("where(x <= 1, (x - 2)^2, inf)", "x=0"), "jump", {"x": 1.0}, 1.0),
        (("where(x < 1, -(x - 2)^2, -inf)", "x=0", "--maximize"), "limit", {"x": 1 - 2**-53}, -1.0),
        (("where(x <= 1, -(x - 2)^2, -inf)", "x=0", "--maximize"), "jump", {"x": 1.0}, -1.0),
        (("where(x < 1, (x - 2)^2, log(-1))", "x=0"), "limit", {"x": 1 - 2**-53}, 1.0),
        (("where(x <= 1, -(x - 2)^2, log(-1))", "x=0", "--maximize"), "jump", {"x": 1.0}, -1.0),
        (("where(x > 1, x, inf) + y^2", "x=3", "y=1"), "limit", {"x": 1 + 2**-52, "y": 0.0}, 1.0),
    ],
)
def test_a_least_value_beside_a_jump_is_attained_or_is_a_limit(
    words: tuple[str, ...], kind: str, point: dict[str, float], value: float
) -> None:
    status, out, _ = call("minimize", *words, "--json")
    found = json.loads(out)
    assert (status, found["kind"], found["converged"]) == (int(kind == "limit"), kind, kind == "jump")
    assert found["point"] == pytest.approx(point, rel=3e-16, abs=1e-15)
    assert found["value"] == pytest.approx(value, rel=1e-15)
    assert (found["findings"][0]["kind"], found["findings"][0]["case"]) == ("jump", kind)


@pytest.mark.parametrize(
    "formula", ["where(x <= 1, -x, 1e308*x^9)", "where(x < 1, -x, where(x <= 1 + 1e-11, -0.5, 100))"]
)
def test_a_search_that_stopped_beside_a_jump_is_in_no_valley(formula: str) -> None:
    status, out, _ = call("minimize", formula, "x=0", "--json")
    found = json.loads(out)
    assert (status, found["kind"], found["converged"]) == (1, "unknown", False)
    assert found["value"] == pytest.approx(-1.0, rel=1e-15)


def test_a_value_that_is_not_attained_is_called_no_minimum() -> None:
    _, out, err = call("minimize", "floor(x) + x^2", "x=0.3")
    assert out.startswith("floor(x) + x^2: no minimum: it is approached at a jump\n")
    assert "not attained: the value tends to -1 on this side of the jump at x = 0, and has another" in err


@pytest.mark.parametrize("formula", ["(x - 1)^2 + where(x > 1 + 1e-12, 5, 0)", "ceil(x + 2) + 3*(x - 1)^2"])
def test_a_minimum_before_a_jump_stays_one(formula: str) -> None:
    found = report(formula, "x=0.5")
    assert (found["kind"], found["point"]["x"]) == ("minimum", 1.0)


@pytest.mark.parametrize(
    ("words", "value"),
    [
        (("floor(x)^2", "x=3.5"), 0.0),
        (("-floor(x)^2", "x=3.5", "--maximize"), 0.0),
        (("floor(x)^2 + (y - 1)^2", "x=3.5", "y=7"), 0.0),
        (("floor(x)^2", "x=3.5", "--bounds", "x=1..5"), 1.0),
        (("floor(x)^2 + y^2", "x=3.5", "y=1", "--subject-to", "x >= 1"), 1.0),
    ],
)
def test_a_plateau_is_left_for_a_lower_one_and_told(words: tuple[str, ...], value: float) -> None:
    found = report(*words)
    assert (found["value"], found["kind"]) == (pytest.approx(value, abs=1e-12), "valley")
    assert "jumps farther along" in found["findings"][0]["message"]
    assert found["findings"][0]["kind"] == "jump"
    assert call("minimize", *words, "--strict")[0] == 1


@pytest.mark.parametrize("formula", ["x^4 + floor(x/100)^2", "(x - 1)^2 + where(x > 3, 0, 0)", "(x^2 - 1)^2 + sign(x)"])
def test_a_minimum_beside_jumps_is_no_plateau(formula: str) -> None:
    found = report(formula, "x=3.5")
    assert found["kind"] == "minimum"
    assert not [one for one in found["findings"] if one.get("case") == "plateau"]


def test_digits_are_rounded_to_the_significant_ones() -> None:
    words = ("(x - a)^2 + exp(x)", "x=0", "a=0.1", "--for", "x", "--digits", "40", "--significant", "4")
    out = call("minimize", *words)[1].splitlines()
    assert [line.split()[:2] for line in (out[4], out[6])] == [["x", "-0.2785"], ["minimum", "0.9002"]]
    out = call("solve", "x^2 = a", "x=1", "a=2", "--for", "x", "--wrt", "a", *words[-4:])[1]
    assert "x         1.414\n" in out
    assert "0.3536\n" in out


def test_a_gradient_within_bounds_is_called_so() -> None:
    out = call("minimize", "-2*x + 2*y", "x=0.5", "y=0.5", "--bounds", "x=0..1,y=0..1")[1]
    assert "gradient norm within the bounds   0\n" in out


@pytest.mark.parametrize(
    ("formula", "start", "bounds", "point"),
    [
        ("sum(x^2)", "x=[1,1]", "x[0]=0.5..", {"x": [0.5, 0.0]}),
        ("sum(x^2)", "x=[1,1]", "x[ 0 ]=0.5..,x=-1..-0.25", {"x": [0.5, -0.25]}),
        ("sum(x^2)", "x=[1,1]", "x=-1..-0.25,x[0]=0.5..", {"x": [0.5, -0.25]}),
        ("sum(A^2)", "A=[[1,1],[2,3]]", "A[0,1]=0.5..", {"A": [[0.0, 0.5], [0.0, 0.0]]}),
    ],
)
def test_an_element_has_bounds_of_its_own(formula: str, start: str, bounds: str, point: dict[str, object]) -> None:
    assert report(formula, start, "--bounds", bounds)["point"] == point


@pytest.mark.parametrize(
    ("words", "message", "hint"),
    [
        (("x^2", "x=1±0.1"), "`x` is given with an uncertainty, 1±0.1, which", "write `x=1`"),
        (
            ("x^2*a", "x=1", "a=2(1)e3", "--for", "x"),
            "`a` is given with an uncertainty, 2e3±1e3, which",
            "write `a=2e3`",
        ),
        (("a*(x-1)^2", "x=3", "a=1..2", "--for", "x"), "`a` has a range, 1..2, and is no unknown", "write `a=1`"),
        (
            ("sum(x^2)", "x=[1,1]", "--bounds", "x[2]=0.."),
            "`x[2]`, which is not a variable",
            "did you mean `x[0]`?",
        ),
    ],
)
def test_values_that_no_search_takes_are_refused(words: tuple[str, ...], message: str, hint: str) -> None:
    status, _, err = call("minimize", *words)
    assert status == 2
    assert message in err
    assert f"hint: {hint}" in err


def test_parameters_that_were_moved_are_named() -> None:
    words = ("a*x^2 + b*x", "x=1", "a=2", "b=3")
    assert "all of `a`, `x` and `b` were moved: `--for` names those" in call("minimize", *words)[2]
    assert "were moved" not in call("minimize", "a*x", "x=1", "a=2", "--for", "x")[2]
    assert "`--for` names the unknowns" in call("solve", "a*x^2 + b*x = 3", *words[1:])[2]


def test_several_starts_keep_the_least() -> None:
    found = report("x^2/50 - cos(x)", "x=-20..20", "--starts", "20")
    assert found["point"]["x"] == pytest.approx(0, abs=1e-8)
    assert 0 < found["convergence"]["reached"] < found["convergence"]["starts"] == 20


def test_a_trace_begins_at_the_start_and_ends_at_the_point() -> None:
    found = report("(1 - x)^2 + 100*(y - x^2)^2", "x=-1.2", "y=1", "--trace")
    assert found["trace"][0]["point"] == found["start"] == {"x": -1.2, "y": 1.0}
    assert found["trace"][-1]["point"] == pytest.approx(found["point"])


def test_ctrl_c_prints_the_best_point(monkeypatch: pytest.MonkeyPatch) -> None:
    def tell(self: Any, count: int, value: float) -> None:
        if count == 5:
            raise KeyboardInterrupt

    monkeypatch.setattr("autograd_cli.commands.searches.Progress.tell", tell)
    found = report("(1 - x)^2 + 100*(y - x^2)^2", "x=-1.2", "y=1", status=130)
    assert not found["converged"]
    assert found["findings"][0]["case"] == "interrupted"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("x^2", "x=1", "--fix", "x"), "nothing to search for"),
        (("x^2", "x=1", "--for", "x", "--wrt", "x"), "`x` is in `--for` and in `--wrt`"),
        (("log(x)", "x=-1"), "not defined at the start"),
        (("x^2", "x=1", "--subject-to", "x + 1"), "`x + 1` is not a constraint"),
        (("x^2", "x=1", "--starts", "5"), "--starts"),
        (("x^2", "x=1", "--check"), "--wrt"),
        (("[x, 2*x]", "x=1"), "the result is a vector"),
        (("x^2", "x=0:1"), "a range is written `x=0..1`"),
        (("x^2", "x=1", "--bounds", "x=1:5"), "a range is written `x=1..5`"),
        (("3",), "autograd minimize 'x^2' --x 1"),
    ],
)
def test_what_cannot_be_searched_for_is_refused(words: tuple[str, ...], said: str) -> None:
    status, _, err = call("minimize", *words)
    assert status == 2
    assert said in err


def test_a_search_goes_on_from_what_one_found(tmp_path: Path) -> None:
    words = ("(x - a)^2 + (y - x)^4", "--for", "x,y")
    first = report(*words, "x=0", "y=5", "a=2")
    path = tmp_path / "found.json"
    path.write_text(json.dumps(first), "utf-8")
    assert report(*words, "--at", str(path))["start"] == first["point"]


def test_a_constraint_takes_elements_of_the_vectors_of_the_formula() -> None:
    found = report("(x[0] - 1)^2 + x[1]^2", "x=[0, 1]", "--subject-to", "x[0] + x[1] >= b", "b=3", "--fix", "b")
    assert found["point"] == {"x": pytest.approx([2, 1])}
    assert found["fixed"] == {"b": 3.0}


def test_a_variable_named_like_an_element_is_one_variable_in_the_report() -> None:
    found = report(
        "(`a[0]` - 1)^2 + x[0]^2 + (x[1] - y[1])^2", "`a[0]`=0", "x=[1, 2]", "y=[0, 3]", "--for", "`a[0]`,x,y[1]"
    )
    near = found["point"].pop("y[1]")
    assert found["point"] == {"a[0]": 1.0, "x": [0.0, pytest.approx(near)]}
    assert found["fixed"] == {"y[0]": 0.0}


def test_a_note_on_a_constraint_stands_under_no_other_formula() -> None:
    status, _, told = call("minimize", "x^2 + y^2", "x=3", "y=1", "--subject-to", "x >= e")
    assert status == 0
    assert told == ("name: `e` is a constant here, base of the natural logarithm; `given e = 1;` makes it a variable\n")


def test_all_digits_of_a_minimum_are_right() -> None:
    found = report("(x - a)^2 + exp(x)", "x=0", "a=0.1", "--for", "x", "--digits", "40")
    with mp.workdps(60):
        x = mp.findroot(lambda x: 2 * (x - mpf(1) / 10) + mp.exp(x), -0.3)
        for text, value in ((found["digits"]["x"], x), (found["value_digits"], (x - mpf(1) / 10) ** 2 + mp.exp(x))):
            assert abs(mpf(text) - value) <= abs(value) * mpf(10) ** -39


@pytest.mark.parametrize(
    "words",
    [
        ("abs(x - 1) + x^2/4", "x=3"),
        ("(x + y - 1)^2", "x=3", "y=5"),
        ("x^4", "x=1"),
        ("x^2 + y^2", "x=1", "y=2", "--subject-to", "x + y = 1"),
    ],
)
def test_digits_of_a_minimum_that_cannot_be_proved_are_not_printed(words: tuple[str, ...]) -> None:
    found = report(*words, "--digits", "30")
    assert "digits" not in found
    assert any(finding["case"] == "minimum-digits" for finding in found["findings"])


def test_an_unknown_at_its_bound_has_the_digits_of_the_bound() -> None:
    found = report("exp(x) - 2*x - 3*y", "x=1", "y=0", "--bounds", "y=0..1", "--digits", "30")
    assert found["digits"] == {"x": "0.693147180559945309417232121458", "y": "1"}
