"""Straight code against the loop over nodes, and how large a search may be."""

import json
import math
import struct

import pytest
from support.amounts import amount
from support.calls import call
from support.formulas_at_random import formula

from autograd_cli.ask.problem import pose
from autograd_cli.errors import Source
from autograd_cli.graphs.graph import Function
from autograd_cli.run.evaluate import evaluate
from autograd_cli.search.outputs import MANY, Outputs
from autograd_cli.sweeps.reverse import gradient

LARGE = amount("SEARCHED", 300, 1000)


def bits(numbers: list[float]) -> list[bytes]:
    return [b"nan" if math.isnan(one) else struct.pack("<d", one) for one in numbers]


def same_by_both_ways(text: str, points: list[dict[str, float]]) -> None:
    """Whether value and gradient are the same at points, which are asked for often enough to be compiled."""
    function = pose(Source(text), points[0]).function
    own = gradient(function, function.inputs)
    whole = Function(function.graph, function.inputs, function.outputs + own.outputs)
    names = [*points[0]]
    outputs = Outputs(whole, names[:1], {name: points[0][name] for name in names[1:]})
    for _ in range(MANY):
        outputs([points[0][names[0]]])
    assert outputs.is_straight
    for one in points:
        found = evaluate(whole, {**points[0], names[0]: one[names[0]]})
        assert bits(outputs([one[names[0]]])) == bits([found[node] for node in whole.outputs])


@pytest.mark.parametrize("seed", range(amount("STRAIGHT_CODE", 30, 3000)))
def test_straight_code_has_the_loops_numbers(seed: int) -> None:
    text, values = formula(seed)
    if values:
        first = next(iter(values))
        same_by_both_ways(text, [values, *({**values, first: one} for one in (0.0, -0.0, 1e200, -1e-200, 2.0))])


@pytest.mark.parametrize("text", ["1/x", "x^-2", "(-x)^0.5", "exp(1000*x)/x", "x^1000", "x*1e308 - x*1e308", "x*y/y"])
def test_straight_code_has_infinities_where_python_raises(text: str) -> None:
    same_by_both_ways(
        text, [{"x": 1.0, "y": 0.0} if "y" in text else {"x": 1.0}, *({"x": x} for x in (0.0, -0.0, 3e9))]
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "start"),
    [
        (f"sum(100*(x[k+1] - x[k]^2)^2 + (1 - x[k])^2, k = 0:{LARGE - 2})", [1.2, 1.0] * (LARGE // 2)),
        (f"sum((x[k] - k/100)^4 + (x[k] - 1)^2, k = 0:{LARGE - 1})", [0.5] * LARGE),
        ("y = concat([0], x, [0]); sum(((3 - 2*x)*x - y[:-2] - 2*y[2:] + 1)^2)", [-1.0] * LARGE),
    ],
)
def test_many_variables_are_searched_for(text: str, start: list[float]) -> None:
    status, out, _ = call("minimize", text, f"x={json.dumps(start)}", "--json")
    assert status == 0
    found = json.loads(out)
    assert found["kind"] == "minimum"
    assert found["convergence"]["gradient"] <= 1e-10
    assert 0 < found["eigenvalues"][0] < found["eigenvalues"][1]
