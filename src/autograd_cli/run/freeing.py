"""The value alone: every intermediate is freed after its last use, since no backward pass will ask for it.

In: a function of one output and a value an input. Out: the output, and how many values were held at most. What is to be
said of the values has to be said while they are there, so a node's conditions are looked at as soon as it is computed.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from autograd_cli.graph.graph import CONSTANT, INPUT, Function, NodeId
from autograd_cli.systems.systems import FLOAT


class Freed(NamedTuple):
    """The output, the most values held at once, and whether some node asks for an explanation."""

    value: float
    held: int
    remarkable: bool


def evaluate_freeing(
    function: Function,
    values: Mapping[str, float],
    remarkable: Callable[[NodeId, Mapping[NodeId, float]], bool],
) -> Freed:
    """The value of the one output.

    `remarkable` is asked of each operation right after it is computed, with the values that are held.
    """
    nodes = function.graph.nodes
    (output,) = function.outputs
    last = {operand: node for node in function.live for operand in nodes[node].operands}
    held: dict[NodeId, float] = {}
    most = 0
    asked = False
    for node in function.live:
        primitive, operands, payload, _ = nodes[node]
        if primitive == CONSTANT:
            held[node] = float(payload or "")
        elif primitive == INPUT:
            held[node] = values[payload or ""]
        else:
            held[node] = FLOAT.kernel(primitive)(*[held[operand] for operand in operands])
            asked = asked or remarkable(node, held)
        most = max(most, len(held))
        for operand in set(operands):
            if last[operand] == node and operand != output:
                del held[operand]
    return Freed(held[output], most, asked)
