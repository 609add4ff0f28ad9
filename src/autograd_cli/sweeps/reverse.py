"""The reverse sweep: adjoints from the outputs back to the inputs, one sweep for all inputs.

In: a function, the nodes wanted, a seed an output. Out: a function whose outputs are the vector-Jacobian products.

*Units and conventions*: the adjoint of a node v is d(seed . outputs)/dv; for a single output with seed 1, its gradient.
*Source*: Griewank & Walther 2008, section 3.2.
"""

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from autograd_cli.graphs.analysis import ALWAYS, Guards, active, choices, reading_guards
from autograd_cli.graphs.graph import Function, NodeId, is_structural
from autograd_cli.graphs.simplify import shaped, simplified, summed
from autograd_cli.graphs.templates import OURS
from autograd_cli.primitives import UNGUARDED
from autograd_cli.sweeps.rules import InnerSweep, pulled_back


class Contribution(NamedTuple):
    """The contribution of one use of a node to its adjoint: the user's adjoint times the local partial. All are nodes.

    A user that is not elementwise has no partial, but a pullback.
    """

    operand: NodeId
    user: NodeId
    upstream: NodeId
    partial: NodeId | None
    product: NodeId


def gradient(function: Function, wanted: Sequence[NodeId], kinks: str = OURS) -> Function:
    """The partials of the one output with respect to each wanted node, under the conventions of a preset."""
    (_,) = function.outputs
    return pull_back(function, wanted, (function.graph.constant("1"),), kinks)


def pull_back(function: Function, wanted: Sequence[NodeId], seeds: Sequence[NodeId], kinks: str = OURS) -> Function:
    """The VJP: sum over outputs of seed times d output / d node, for each wanted node."""
    adjoint = adjoints(function, wanted, seeds, kinks)
    graph = function.graph
    zero = graph.constant("0")
    outputs = (adjoint[node] if node in adjoint else shaped(graph, zero, graph.nodes[node].shape) for node in wanted)
    return Function(graph, function.inputs, tuple(outputs))


def adjoints(
    function: Function,
    wanted: Sequence[NodeId],
    seeds: Sequence[NodeId],
    kinks: str = OURS,
    record: list[Contribution] | None = None,
) -> dict[NodeId, NodeId]:
    """The adjoint's node of every node between the wanted ones and the outputs; the contributions go into `record`.

    Under a guard an adjoint means something only where the guard holds; a contribution is selected on the edge where it
    leaves for an operand that is read more widely, so that 0 times infinity is never formed.
    """
    graph = function.graph
    moves = active(function, wanted)
    arrays = function.has_arrays
    guards = Guards(graph)
    chosen = choices(function) if kinks == OURS else b""
    read = reading_guards(guards, function, wanted, chosen)
    inner = transposed(kinks)
    adjoint: dict[NodeId, NodeId] = {}
    for output, seed in zip(function.outputs, seeds, strict=True):
        adjoint[output] = simplified(graph, "add", (adjoint[output], seed)) if output in adjoint else seed
    for node in reversed(function.live):
        if node not in adjoint or not moves[node]:
            continue
        upstream = adjoint[node]
        own = read.get(node, ALWAYS)
        # What is not elementwise mixes elements that are read with others that are not.
        mixes = arrays and is_structural(graph.nodes[node].primitive)
        if mixes and own != ALWAYS:
            upstream = guards.select(own, upstream)
        for operand, edge, partial, contribution in pulled_back(graph, node, moves, upstream, kinks, inner):
            if kinks in UNGUARDED:
                if edge.condition is not None:
                    alone = guards.along(ALWAYS, node, edge)
                    contribution = guards.select(alone, contribution)
            elif read or (chosen and edge.defeats):
                along = guards.along(own, node, edge)
                if edge.defeats and chosen and chosen[node]:
                    along = guards.taking(along, node, edge)
                if mixes:
                    along = guards.reaching(along, node, operand)
                if along != read.get(operand, ALWAYS):
                    contribution = guards.select(along, contribution)
            if arrays:
                contribution = summed(graph, contribution, graph.nodes[operand].shape)
            if record is not None:
                record.append(Contribution(operand, node, adjoint[node], partial, contribution))
            known = adjoint.get(operand)
            adjoint[operand] = contribution if known is None else simplified(graph, "add", (known, contribution))
    return adjoint


@cache
def transposed(kinks: str) -> InnerSweep:
    """The pullback of a function of one node, for a row that is made of others."""

    def pull(function: Function, wanted: NodeId, seed: NodeId) -> NodeId:
        """The adjoint of one node."""
        return pull_back(function, (wanted,), (seed,), kinks).outputs[0]

    return pull
