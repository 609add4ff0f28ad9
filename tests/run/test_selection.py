"""What is not selected contributes nothing: the same value and the same partials in every way they are asked for."""

import math
from collections.abc import Mapping
from typing import Any

import pytest

from autograd_cli import gradient
from autograd_cli.ask.problem import pose
from autograd_cli.errors import Source
from autograd_cli.report.precise import precise

INF, NAN = math.inf, math.nan
MODES = ("reverse", "forward")

# A formula, a point, the value, the partials.
SELECTED: list[tuple[str, dict[str, Any], Any, dict[str, Any]]] = [
    # An index and a slice leave elements out.
    ("sum(sqrt(v)[1:])", {"v": [0, 4, 1]}, 3.0, {"v": [0.0, 0.25, 0.5]}),
    # A product reads what it multiplies, and no more.
    ("w @ v", {"w": [INF, 1], "v": [2, 3]}, INF, {"w": [2.0, 3.0], "v": [INF, 1.0]}),
    # A maximum takes its largest argument; clamp, relu and the like take their argument or a bound.
    ("min(1/x, y)", {"x": 0, "y": 1}, 1.0, {"x": 0.0, "y": 1.0}),
    ("min(-log(A), axis=0)[1]", {"A": [[0, 1], [2, 0]]}, 0.0, {"A": [[0.0, -1.0], [0.0, 0.0]]}),
    ("clamp(y, sqrt(x), 2)", {"x": 0, "y": 1}, 1.0, {"y": 1.0, "x": 0.0}),
    ("relu6(log(x))", {"x": 0}, 0.0, {"x": 0.0}),
    ("hardtanh(1/x)", {"x": 0}, 1.0, {"x": 0.0}),
    ("sum(relu(sqrt(v) - 1))", {"v": [0, 4]}, 1.0, {"v": [0.0, 0.25]}),
    ("f(a, b) = max(sqrt(a), b); f(x, f(x, y))", {"x": 0, "y": 1}, 1.0, {"x": 0.0, "y": 1.0}),
    ("s = sqrt(x); max(s, y) + where(x > 0, s, z)", {"x": 0, "y": 1, "z": 2}, 3.0, {"x": 0.0, "y": 1.0, "z": 1.0}),
    ("where(x < 1, max(sqrt(x), min(y, log(x))), 0)", {"x": 0, "y": 1}, 0.0, {"x": INF, "y": 0.0}),
    # What is not selected is not multiplied later either.
    ("1/where(x > 5, x, z)", {"x": 3, "z": 0}, INF, {"x": 0.0, "z": NAN}),
    ("sqrt(max(x, z))", {"x": -1, "z": 0}, 0.0, {"x": 0.0, "z": INF}),
    ("sum([4, z]^[y, z])", {"y": 0, "z": -1.33}, NAN, {"y": math.log(4), "z": NAN}),
    # A factor 0 selects nothing.
    ("x*log(x)", {"x": 0}, NAN, {"x": NAN}),
    ("sqrt(x^2)", {"x": 0}, 0.0, {"x": NAN}),
    ("sum(sqrt(v^2))", {"v": [0, 1]}, 1.0, {"v": [NAN, 1.0]}),
]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("text", "point", "value", "partials"), SELECTED)
def test_what_is_not_selected_contributes_nothing(
    text: str, point: Mapping[str, Any], value: Any, partials: Mapping[str, Any], mode: str
) -> None:
    report = gradient(text, dict(point), mode=mode)
    assert report.value == pytest.approx(value, nan_ok=True)
    assert {name: flat(one) for name, one in (report.gradient or {}).items()} == {
        name: pytest.approx(flat(one), nan_ok=True) for name, one in partials.items()
    }


def flat(values: Any) -> list[float]:
    return [one for part in values for one in flat(part)] if isinstance(values, list) else [values]


# By the finding that each row is of: a guard is decided by the value that is used, not by the text of a literal.
GUARDS: list[tuple[str, str, dict[str, Any], Any, dict[str, Any]]] = [
    ("faults 2", "where(1e-400, 3*y, 5*y)", {"y": 6}, 30.0, {"y": 5.0}),
    ("faults 2", "f(a) = where(1e-400, 3*a, 5*a); f(y)", {"y": 6}, 30.0, {"y": 5.0}),
    ("faults 10", "1/where(x > 5, x, z)", {"x": 3, "z": 0}, INF, {"x": 0.0, "z": NAN}),
    ("faults 38", "where(exp(-x), 3*y, 5*y)", {"x": 1000, "y": 6}, 18.0, {"x": 0.0, "y": 3.0}),
    ("faults 3", "(x^3)^-1", {"x": 1e60}, 1e-180, {"x": -3e-240}),
    ("faults 3", "((y^100)^3)^-1", {"y": 3.677734375}, 2.1178358116234264e-170, {"y": -1.7275601734750838e-168}),
]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("finding", "text", "point", "value", "partials"), GUARDS)
def test_a_guard_is_decided_by_the_value_that_is_used(
    finding: str, text: str, point: Mapping[str, Any], value: Any, partials: Mapping[str, Any], mode: str
) -> None:
    report = gradient(text, dict(point), mode=mode)
    assert report.value == pytest.approx(value, rel=1e-12)
    assert report.gradient == {name: pytest.approx(one, rel=1e-12, nan_ok=True) for name, one in partials.items()}


@pytest.mark.parametrize(
    ("text", "point"),
    [
        ("where(x == 0, 1, (exp(x) - 1)/x)", {"x": 0}),
        ("where(x != 0, sin(x)/x, 1)", {"x": 0}),
        ("sum(where(v == 1, 1, log(v)/(v - 1)))", {"v": [1, 2]}),
    ],
)
def test_a_condition_met_at_a_point_alone_says_so_in_its_own_words(text: str, point: Mapping[str, Any]) -> None:
    (finding,) = gradient(text, dict(point)).findings
    assert finding.kind == "jump"
    assert "at this point alone" in finding.message
    assert "`autograd check` compares them" in finding.message


@pytest.mark.parametrize(("text", "point", "value", "partials"), SELECTED)
def test_unselected_nodes_cause_no_finding(
    text: str, point: Mapping[str, Any], value: Any, partials: Mapping[str, Any]
) -> None:
    finite = all(math.isfinite(one) for one in (*flat([*partials.values()]), *flat(value)))
    kinds = {finding.kind for finding in gradient(text, dict(point)).findings}
    assert not finite or not kinds & {"domain", "boundary"}


@pytest.mark.parametrize("text", ["cbrt(x - x)", "cbrt(x^2 - 1)"])
def test_the_cube_root_of_an_exact_zero_has_digits(text: str) -> None:
    pytest.importorskip("flint")
    assert float(precise(pose(Source(text), {"x": 1.0}), 20).value) == 0.0
