"""The forward sweep: tangents from the inputs to the outputs, one sweep for all outputs.

In: a function, the nodes that vary, a seed for each. Out: a function whose outputs are the Jacobian-vector products.

*Units and conventions*: the tangent of a node v is the derivative of v along the direction that the seeds are.
*Source*: Griewank & Walther 2008, section 3.1.
"""

from collections.abc import Sequence

from autograd_cli.graph.analysis import active, live
from autograd_cli.graph.graph import Function, Graph
from autograd_cli.graph.simplify import simplified
from autograd_cli.graph.templates import OURS
from autograd_cli.sweeps.rules import local_partials


def push_forward(function: Function, varying: Sequence[int], seeds: Sequence[int], kinks: str = OURS) -> Function:
    """The JVP: for each output the sum over the varying nodes of d output / d node times seed."""
    tangent = tangents(function, varying, seeds, kinks)
    zero = function.graph.constant("0")
    return Function(function.graph, function.inputs, tuple(tangent.get(number, zero) for number in function.outputs))


def gradient_by_columns(function: Function, wanted: Sequence[int], kinks: str = OURS) -> Function:
    """The partials of the one output with respect to each wanted node, by a sweep for each."""
    one = function.graph.constant("1")
    columns = [push_forward(function, (number,), (one,), kinks).outputs[0] for number in wanted]
    return Function(function.graph, function.inputs, tuple(columns))


def tangents(function: Function, varying: Sequence[int], seeds: Sequence[int], kinks: str = OURS) -> dict[int, int]:
    """The tangent's node of every node between the varying ones and the outputs."""
    graph = function.graph
    numbers = live(function)
    moves = active(graph, numbers, varying)
    tangent = dict(zip(varying, seeds, strict=True))
    for number in numbers:
        if not moves[number]:
            continue
        total = tangent.get(number)
        # What is read under a condition: one pair of tangents a condition, for where it holds and where not.
        branches: dict[int, dict[bool, int]] = {}
        for operand, edge, partial in local_partials(graph, number, moves, kinks):
            if operand not in tangent:
                continue
            contribution = simplified(graph, "multiply", (partial, tangent[operand]))
            if edge.condition is None:
                total = _sum(graph, total, contribution)
            else:
                sides = branches.setdefault(graph.nodes[number].operands[edge.condition], {})
                sides[edge.when] = _sum(graph, sides.get(edge.when), contribution)
        zero = graph.constant("0")
        for condition, sides in branches.items():
            choice = simplified(graph, "where", (condition, sides.get(True, zero), sides.get(False, zero)))
            total = _sum(graph, total, choice)
        if total is not None:
            tangent[number] = total
    return tangent


def _sum(graph: Graph, total: int | None, term: int) -> int:
    return term if total is None else simplified(graph, "add", (total, term))
