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
    ("sqrt(max(x, z))", {"x": -1, "z": 0}, 0.0, {"x": 0.0, "z": INF}),
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
    assert "`check` compares them" in finding.message


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
