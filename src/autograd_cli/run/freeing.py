"""The value alone: every intermediate is freed after its last use, since no backward pass will ask for it.

Takes: a function of one output and a value an input. Returns: the output with a bound of its error, and how many values
were held at most. Findings at a node have to be found while its operands are there, so its conditions are checked as
soon as it is computed.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from autograd_cli.graph.graph import CONSTANT, INPUT, Function, NodeId
from autograd_cli.run.doubt import error_of
from autograd_cli.systems.systems import FLOAT


class Freed(NamedTuple):
    """The output, a bound of its error, the most values held at once, and whether some node needs an explanation."""

    value: float
    error: float
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
    error: dict[NodeId, float] = {}
    most = 0
    asked = False
    for node in function.live:
        primitive, operands, payload, _ = nodes[node]
        if primitive == CONSTANT:
            held[node] = float(payload or "")
            error[node] = 0.0
        elif primitive == INPUT:
            held[node] = values[payload or ""]
            error[node] = 0.0
        else:
            held[node] = FLOAT.kernel(primitive)(*[held[operand] for operand in operands])
            error[node] = error_of(nodes, node, held, error) if operands else 0.0
            asked = asked or remarkable(node, held)
        most = max(most, len(held))
        for operand in set(operands):
            if last[operand] == node and operand != output:
                del held[operand], error[operand]
    return Freed(held[output], error[output], most, asked)
