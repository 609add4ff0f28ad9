"""The value alone: every intermediate is freed after its last use, since no backward pass will ask for it.

Takes: a function of one output and a value an input. Returns: the output with a bound of its error, and how many values
were held at most. Findings at a node have to be found while its operands are there, so its conditions are checked as
soon as it is computed.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from autograd_cli.graphs.analysis import LEAVES
from autograd_cli.graphs.graph import Function, NodeId
from autograd_cli.graphs.lifetimes import last_uses
from autograd_cli.run.doubt import error_of
from autograd_cli.run.evaluate import evaluate


class Freed(NamedTuple):
    """The output, a bound of its error, the most values held at once, and whether some node needs an explanation."""

    value: float
    error: float
    held: int
    remarkable: bool


def evaluate_freeing(
    function: Function,
    values: Mapping[str, float],
    remarkable: Callable[[NodeId, Sequence[float]], bool],
) -> Freed:
    """The value of the one output.

    `remarkable` is asked of each operation right after it is computed, with the values that are held.
    """
    nodes = function.graph.nodes
    (output,) = function.outputs
    forget = last_uses(function, ())
    dying = iter(forget)
    error: dict[NodeId, float] = {}
    most = 0
    asked = False

    def watch(node: NodeId, held: Sequence[float]) -> None:
        nonlocal most, asked
        operands = nodes[node].operands
        error[node] = error_of(nodes, node, held, error) if operands else 0.0
        asked = asked or (nodes[node].primitive not in LEAVES and remarkable(node, held))
        most = max(most, len(error))
        for operand in next(dying):
            del error[operand]

    held = evaluate(function, values, forget=forget, watch=watch)
    return Freed(held[output], error[output], most, asked)
