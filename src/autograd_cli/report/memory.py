"""How many values an evaluation has in memory: each freed after its last use, against those the backward pass keeps.

In: a function and which of its nodes are active. Out: a `Memory`. What a node keeps is read off its rules.
"""

from collections.abc import Sequence
from typing import NamedTuple

from autograd_cli.graphs.analysis import LEAVES, edges
from autograd_cli.graphs.graph import Function, NodeId
from autograd_cli.graphs.shapes import BYTES, size
from autograd_cli.graphs.templates import (
    ADJOINT,
    OUT,
    effective_primitive,
    pullback_template,
    row_position,
    taught_rules,
    values_read,
)
from autograd_cli.primitives import PRIMITIVES
from autograd_cli.sweeps.rules import partial_rule


class Memory(NamedTuple):
    """The largest number of values in memory, where each is freed after its last use, and the number kept for the
    backward pass, with their `bytes`.
    """

    freed: int
    kept: int
    bytes: int


def held_at_most(function: Function, order: Sequence[NodeId]) -> int:
    """The most values held at once when each is freed after its last use."""
    nodes = function.graph.nodes
    last = {operand: node for node in order for operand in nodes[node].operands}
    held = most = 0
    for node in order:
        held += size(nodes[node].shape)
        most = max(most, held)
        held -= sum(size(nodes[operand].shape) for operand in set(nodes[node].operands) if last[operand] == node)
    return most


def kept_of(function: Function, node: NodeId, moves: Sequence[int], taught: str | None = None) -> tuple[NodeId, ...]:
    """The nodes whose values a node's rules read, towards the operands that a derivative is wanted of.

    With `taught` they are the rules of textbooks, where they have others under the conventions of that name.
    """
    record = function.graph.nodes[node]
    if record.primitive in LEAVES or not moves[node]:
        return ()
    if PRIMITIVES[record.primitive].shape:
        return _kept_of_shaped(function, node, moves)
    primitive = effective_primitive(record, moves)
    row = PRIMITIVES[primitive]
    texts = () if taught is None else taught_rules(row, taught)
    count = len(record.operands)
    read: dict[NodeId, None] = {}
    for position, edge in enumerate(edges(primitive, count)):
        rule = partial_rule(primitive, position, count) if moves[record.operands[position]] and edge.flows else None
        if rule is None:
            continue
        uses = values_read(texts[position]) if texts else rule.uses
        for other, operand in enumerate(record.operands):
            if row.names[row_position(row, other)] in uses or (row.variadic and other >= len(row.names) - 1):
                read[operand] = None
        if OUT in uses:
            read[node] = None
    return tuple(read)


def _kept_of_shaped(function: Function, node: NodeId, moves: Sequence[int]) -> tuple[NodeId, ...]:
    """The same for a node that is not elementwise, of whose operands a rule may read the shape alone."""
    record = function.graph.nodes[node]
    row = PRIMITIVES[record.primitive]
    if row.expansion:
        return record.operands
    shapes = tuple(function.graph.nodes[operand].shape for operand in record.operands)
    read: dict[NodeId, None] = {}
    for position, operand in enumerate(record.operands):
        if not moves[operand]:
            continue
        rule = pullback_template(record.primitive, position, shapes, record.shape, record.payload)
        if rule is not None:
            own = {*rule.uses} - {ADJOINT}
            read.update((record.operands[rule.names.index(name)] if name != OUT else node, None) for name in own)
    return tuple(read)


def memory(
    function: Function, moves: Sequence[int], order: Sequence[NodeId] | None = None, taught: str | None = None
) -> Memory:
    """The memory of a function, of which `moves` flags the active nodes.

    `order` are the nodes that are evaluated, where not all are; `taught` is that of `kept_of`.
    """
    order = function.live if order is None else order
    kept = {read for node in order for read in kept_of(function, node, moves, taught)}
    count = bytes_of(function, sorted(kept))
    return Memory(held_at_most(function, order), count // BYTES, count)


def bytes_of(function: Function, nodes: Sequence[NodeId]) -> int:
    """The bytes that the values of nodes take."""
    return BYTES * sum(size(function.graph.nodes[node].shape) for node in nodes)
