"""The formula that holds on one side of a kink or a jump, as `x` does for `abs(x)` on the right of 0.

Takes: a function of numbers, its values at the point, and those at a point beside it. Returns: the function on a graph
of its own, without the entries that have a kink or jump at the point; what such an entry is beside it, its values say.
"""

from collections.abc import Sequence
from typing import Any

from autograd_cli.graphs.analysis import LEAVES, described
from autograd_cli.graphs.graph import Function, Graph, NodeId
from autograd_cli.run.truths import NumberTruths
from autograd_cli.systems.systems import NumberSystem

# A jump to a larger whole number is not looked for: of an entry that is so large, beside the point, `int` is endless.
LARGEST_WHOLE = 2**53


def one_side(function: Function, values: Sequence[Any], system: NumberSystem, beside: Sequence[Any]) -> Function | None:
    """The function where each such entry is an operand, its negative or a whole number; None where one is neither."""
    truths = NumberTruths(function, values, system)
    graph = Graph()
    placed: dict[NodeId, NodeId] = {}
    for node in function.live:
        primitive, operands, payload, _ = function.graph.nodes[node]
        own = tuple(placed[operand] for operand in operands)
        row = None if primitive in LEAVES or not truths.taken[node] else described(primitive)
        changes = row is not None and any(text and truths.holds(text, row, node) for text in (row.kink, row.jump))
        if not changes:
            placed[node] = graph.add(primitive, own, payload)
            continue
        value = beside[node]
        same = {one for one, operand in zip(own, operands, strict=True) if beside[operand] == value}
        opposite = {one for one, operand in zip(own, operands, strict=True) if beside[operand] == -value}
        if len(same) > 1:  # the digits do not tell which: exp(exp(30)), or exp(exp(30)) + x
            return None
        if same:
            (placed[node],) = same
        elif len(opposite) == 1:
            placed[node] = graph.add("negative", tuple(opposite))
        elif abs(value) < LARGEST_WHOLE and value == int(value):  # false of a nan, and of what is too large to write
            placed[node] = graph.constant(str(int(value)))
        else:
            return None
    inputs = tuple(placed.get(node) or graph.add(*function.graph.nodes[node][:3]) for node in function.inputs)
    return Function(graph, inputs, tuple(placed[output] for output in function.outputs))
