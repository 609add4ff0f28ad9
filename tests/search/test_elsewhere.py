"""What is said of places that a search did not go to: lower points beyond jumps and far away, and convex functions."""

import json
from math import inf
from typing import Any

import pytest
from support.calls import call

from autograd_cli.ask.problem import pose
from autograd_cli.errors import Source
from autograd_cli.graphs.templates import OURS
from autograd_cli.search.convexity import is_convex
from autograd_cli.search.ends import objective_of

WHOLE = (-inf, inf)


def cases(*words: str) -> tuple[Any, list[str]]:
    """The value, and the cases of the findings."""
    _, out, _ = call("minimize", *words, "--json")
    document = json.loads(out)
    return document["value"], [one["case"] for one in document["findings"]]


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (("-x^2", "x=1", "--subject-to", "x <= 3"), "x = -27"),
        (("-x^2", "x=0", "--bounds", "x=..3"), "x = -27"),
        (("x^3 - 3*x", "x=2"), "x = -19"),
        (("3*x - x^3", "x=2", "--maximize"), "x = -19"),
        (("x^3 - 3*x + y^2", "x=2", "y=1"), "x = -19"),
        (("1e-9*(x^3 - 3*x)", "x=2"), "x = -19"),
        (("1e-40*(x^3 - 3*x + 2)", "x=2"), "x = -19"),
    ],
)
def test_a_minimum_with_lower_values_far_away_is_a_local_one(words: tuple[str, ...], text: str) -> None:
    _, _, err = call("minimize", *words)
    goal = "maximum" if "--maximize" in words else "minimum"
    assert f"convergence: the {goal} is a local one: at {text} the value is " in err


@pytest.mark.parametrize(
    "words",
    [
        ("x^3 - 3*x", "x=2", "--bounds", "x=0..3"),
        ("-x^2", "x=1", "--subject-to", "x <= 3", "--subject-to", "x >= 0"),
        ("sin(x)", "x=2"),
        ("1e-9*sin(x)", "x=2"),
        ("1e9*sin(x)^2", "x=2"),
        ("(1 - x)^2 + 100*(y - x^2)^2", "x=-1.2", "y=1"),
    ],
)
def test_a_minimum_is_compared_with_allowed_points_alone(words: tuple[str, ...]) -> None:
    assert "local" not in cases(*words)[1]


@pytest.mark.parametrize("start", ["x=1", "x=-3..3", "x=0"])
def test_a_lower_side_of_a_jump_is_gone_to(start: str) -> None:
    value, found = cases("floor(x) + x^2", start)
    assert value == pytest.approx(-1)
    assert "limit" in found


@pytest.mark.parametrize("start", ["x=1", "x=-1.5", "x=0"])
def test_a_point_on_the_lower_side_of_a_jump_stays(start: str) -> None:
    value, found = cases("ceil(x) + 3*x^2", start)
    assert (value, found) == (0.0, ["condition"])


@pytest.mark.parametrize(
    ("text", "bounds", "expected"),
    [
        ("x^2", WHOLE, True),
        ("x^4 + exp(x)", WHOLE, True),
        ("cosh(x) + 3*x", WHOLE, True),
        ("x^2 + 3*x*y + 5*y^2", WHOLE, True),
        ("(x - y)^2", WHOLE, True),
        ("(x + 2*y - 7)^2 + (2*x + y - 5)^2 + exp(x)", WHOLE, True),
        ("x - log(x)", (0.5, 9.0), True),
        ("x^3", (0.0, inf), True),
        ("x - log(x)", WHOLE, False),
        ("x^3", WHOLE, False),
        ("x*y", WHOLE, False),
        ("x^2 + 3*x*y + 2*y^2", WHOLE, False),
        ("-abs(x)", WHOLE, False),
        ("floor(x) + x^2", WHOLE, False),
        ("where(x > 0, x^2, x)", WHOLE, False),
        ("-x^2", WHOLE, False),
    ],
)
def test_a_function_is_convex_where_that_is_proved(text: str, bounds: tuple[float, float], expected: bool) -> None:
    problem = pose(Source(text), {}, {"x": 1.0, "y": 1.0})
    names = tuple(problem.lowered.inputs)
    objective = objective_of(problem.function, names, {}, OURS)
    assert is_convex(objective, [bounds[0]] * len(names), [bounds[1]] * len(names)) is expected


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("x^2 + exp(x)", "x=-3..3"), False),
        (("x - log(x)", "x=1..3", "--bounds", "x=0.1..9"), False),
        (("x^4 - x^2", "x=-3..3"), True),
        (("x^2", "x=-3..3", "--subject-to", "x^3 >= 0"), True),
    ],
)
def test_more_starts_are_advised_for_what_is_not_proved_to_be_convex(words: tuple[str, ...], said: bool) -> None:
    assert ("one-start" in cases(*words)[1]) is said
