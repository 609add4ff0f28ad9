"""The forward sweep: tangents from the inputs to the outputs, one sweep for all outputs.

In: a function, the nodes that vary, a seed for each. Out: a function whose outputs are the Jacobian-vector products.

*Units and conventions*: the tangent of a node v is the derivative of v along the direction that the seeds are.
*Source*: Griewank & Walther 2008, section 3.1.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import product
from typing import NamedTuple

from autograd_cli.errors import AutogradError
from autograd_cli.graphs.analysis import ALWAYS, Guards, active, choices, edges, is_guarded
from autograd_cli.graphs.graph import SCALAR, Function, Graph, NodeId, Shape
from autograd_cli.graphs.shapes import place_text, size
from autograd_cli.graphs.simplify import shaped, simplified
from autograd_cli.graphs.templates import OURS
from autograd_cli.primitives import UNGUARDED
from autograd_cli.sweeps.reverse import transposed
from autograd_cli.sweeps.rules import InnerSweep, pushed_forward


class Push(NamedTuple):
    """What one use of a node contributes to the user's tangent: the operand's tangent times the local partial.

    All are nodes; a user that is not elementwise has no partial. A contribution counts where the use's condition holds.
    """

    operand: NodeId
    user: NodeId
    partial: NodeId | None
    contribution: NodeId


# The most elements that forward mode takes a sweep each for.
MOST_SWEEPS = 4096


def push_forward(function: Function, varying: Sequence[NodeId], seeds: Sequence[NodeId], kinks: str = OURS) -> Function:
    """The JVP: for each output the sum over the varying nodes of d output / d node times seed."""
    tangent = tangents(function, varying, seeds, kinks)
    graph = function.graph
    zero = graph.constant("0")
    outputs = (
        tangent[node] if node in tangent else shaped(graph, zero, graph.nodes[node].shape) for node in function.outputs
    )
    return Function(graph, function.inputs, tuple(outputs))


def gradient_by_columns(function: Function, wanted: Sequence[NodeId], kinks: str = OURS) -> Function:
    """The partials of the one output with respect to each wanted node, by a sweep for each element of it.

    *Shapes*: each partial has the shape of its node.
    Raises: `AutogradError` with code `too-large` where there are too many elements.
    """
    graph = function.graph
    refuse_many(sum(size(graph.nodes[node].shape) for node in wanted))
    columns = []
    for node in wanted:
        shape = graph.nodes[node].shape
        sweeps = (push_forward(function, (node,), (seed,), kinks) for seed in basis(graph, shape))
        partials = [swept.outputs[0] for swept in sweeps]
        columns.append(partials[0] if shape == SCALAR else assembled(graph, partials, shape))
    return Function(graph, function.inputs, tuple(columns))


def basis(graph: Graph, shape: Shape) -> Iterator[NodeId]:
    """The seeds that are 1 for one element and 0 for the others, for each element in turn."""
    one = graph.constant("1")
    if shape == SCALAR:
        yield one
        return
    for place in product(*map(range, shape)):
        yield graph.add("scatter", (one,), place_text(place), None, shape)


def assembled(graph: Graph, nodes: Sequence[NodeId], shape: Shape) -> NodeId:
    """Numbers as the vector or matrix that they are the elements of, row by row."""
    flat = graph.add("stack", tuple(nodes), None, None, (len(nodes),))
    return flat if len(shape) == 1 else graph.add("reshape", (flat,), None, None, shape)


def refuse_many(count: int) -> None:
    """Refuses a sweep each for more elements than are worth it. Raises: `AutogradError` with code `too-large`."""
    if count > MOST_SWEEPS:
        raise AutogradError("too-large", "forward-sweeps", count=count, most=MOST_SWEEPS)


def tangents(
    function: Function,
    varying: Sequence[NodeId],
    seeds: Sequence[NodeId],
    kinks: str = OURS,
    record: list[Push] | None = None,
) -> dict[NodeId, NodeId]:
    """The tangent's node of every node between the varying ones and the outputs; the contributions go into `record`.

    A tangent is 0 where what varies is not selected; it is not multiplied there, so that 0 times infinity is never
    formed.
    """
    graph = function.graph
    moves = active(function, varying)
    tangent = dict(zip(varying, seeds, strict=True))
    guards = Guards(graph)
    chosen = choices(function) if kinks == OURS else b""
    moved = _moving_guards(guards, function, varying, moves, chosen) if kinks not in UNGUARDED else {}
    for node in function.live:
        if not moves[node]:
            continue
        total = tangent.get(node)
        # What is read under a condition: one pair of tangents a condition, for where it holds and where not.
        branches: dict[NodeId, dict[bool, NodeId]] = {}
        for operand, edge, partial, contribution in pushed_forward(
            graph, node, moves, tangent, kinks, _inner(kinks), transposed(kinks)
        ):
            guard = moved.get(operand, ALWAYS) if contribution != tangent[operand] else ALWAYS
            if edge.defeats and chosen and chosen[node]:
                guard = guards.taking(guard, node, edge)
            if guard != ALWAYS:
                contribution = guards.select(guard, contribution)
            if record is not None:
                record.append(Push(operand, node, partial, contribution))
            if edge.condition is None:
                total = _sum(graph, total, contribution)
            else:
                sides = branches.setdefault(graph.nodes[node].operands[edge.condition], {})
                sides[edge.when] = _sum(graph, sides.get(edge.when), contribution)
        for condition, sides in branches.items():
            zero = graph.constant("0")
            choice = simplified(graph, "where", (condition, sides.get(True, zero), sides.get(False, zero)))
            total = _sum(graph, total, choice)
        if total is not None:
            tangent[node] = shaped(graph, total, graph.nodes[node].shape) if function.has_arrays else total
    return tangent


def _moving_guards(
    guards: Guards, function: Function, varying: Sequence[NodeId], moves: Sequence[int], chosen: Sequence[int]
) -> dict[NodeId, int]:
    """The guard under which a node depends on one that varies. Empty where nothing is guarded, and of arrays."""
    nodes = function.graph.nodes
    if function.has_arrays or not (chosen or any(map(is_guarded, function.entries))):
        return {}
    moved = dict.fromkeys(varying, ALWAYS)
    for node in function.live:
        primitive, operands, _, _ = nodes[node]
        for operand, edge in zip(operands, edges(primitive, len(operands)), strict=True):
            if moves[operand] and edge.flows and operand in moved:
                along = guards.along(moved[operand], node, edge)
                if edge.defeats and chosen and chosen[node]:
                    along = guards.taking(along, node, edge)
                moved[node] = guards.either(moved[node], along) if node in moved else along
    return moved


def _sum(graph: Graph, total: NodeId | None, term: NodeId) -> NodeId:
    return term if total is None else simplified(graph, "add", (total, term))


@cache
def _inner(kinks: str) -> InnerSweep:
    def push(function: Function, varying: NodeId, seed: NodeId) -> NodeId:
        """The tangent of the one output."""
        return push_forward(function, (varying,), (seed,), kinks).outputs[0]

    return push
