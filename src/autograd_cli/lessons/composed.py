"""Calls of entries that are written out as they are lowered, each as one gate of a trace.

Takes: a lowered program. Returns: which nodes a gate hides, and what it passes back to an operand, as a formula. A call
is no gate where something else uses a node inside of it, where such a node has a name, or where it takes an axis.
"""

from collections.abc import Mapping
from typing import NamedTuple

from autograd_cli.graphs.expressions import Gate
from autograd_cli.graphs.graph import INPUT, Function, Graph, NodeId
from autograd_cli.graphs.lift import lift
from autograd_cli.graphs.lower import Lowered, lower_expression
from autograd_cli.primitives import PRIMITIVES
from autograd_cli.sweeps.reverse import adjoints
from autograd_cli.syntax.ast import NOWHERE, Operation, Tree
from autograd_cli.syntax.parser import parse_expression


class Gates(NamedTuple):
    """The gates by the nodes of their values, and by each node of a gate the node of its value."""

    calls: Mapping[NodeId, Gate]
    owner: Mapping[NodeId, NodeId]

    def hides(self, node: NodeId) -> bool:
        """Whether a node is inside a gate."""
        return self.owner.get(node, node) != node

    def of(self, node: NodeId) -> NodeId:
        """The node that stands for a node: that of its gate's value, or itself."""
        return self.owner.get(node, node)


def gates_of(lowered: Lowered) -> Gates:
    """The gates of a program."""
    function = lowered.function
    nodes = function.graph.nodes
    kept = {*function.outputs, *lowered.names.values(), *lowered.literals.values()}
    users: dict[NodeId, set[NodeId]] = {}
    for node in function.live:
        for operand in nodes[node].operands:
            users.setdefault(operand, set()).add(node)
    live = set(function.live)
    owner: dict[NodeId, NodeId] = {}
    calls: dict[NodeId, Gate] = {}
    for value, gate in lowered.gates.items():
        if PRIMITIVES[gate.entry].statics:
            continue  # its axis or place is in the nodes inside, and nowhere else
        inside = live.intersection(gate.inside)
        whole = {value, *inside}
        # A constant inside may be used outside as well, and is shown then.
        shared = {node for node in inside if node in kept or not users[node] <= whole}
        if value in live and not any(nodes[node].operands for node in shared):
            calls[value] = gate
            owner |= dict.fromkeys(whole - shared, value)
    return Gates(calls, owner)


def passed_back(
    function: Function, node: NodeId, gate: Gate, operand: NodeId, labels: Mapping[NodeId, str], adjoint: str
) -> Tree:
    """What a gate passes back to an operand, as a formula of the labels and the word for its own adjoint."""
    entry = PRIMITIVES[gate.entry]
    graph = Graph()
    inputs = {
        name: graph.add(INPUT, (), name, None, function.graph.nodes[given].shape)
        for name, given in zip(entry.names, gate.operands, strict=True)
    }
    value = lower_expression(graph, parse_expression(entry.definition), inputs, {})
    seed = graph.add(INPUT, (), adjoint, None, graph.nodes[value].shape)
    found = adjoints(Function(graph, tuple(inputs.values()), (value,)), tuple(inputs.values()), (seed,))
    shown = {node: labels[given] for node, given in zip(inputs.values(), gate.operands, strict=True)}
    shown |= {seed: adjoint, value: labels[node]}
    ways = [one for one, given in zip(inputs.values(), gate.operands, strict=True) if given == operand and one in found]
    first, *others = [lift(graph, found[one], shown) for one in ways]
    for other in others:
        first = Operation(NOWHERE, "add", (first, other))
    return first
