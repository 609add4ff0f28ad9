"""How many values an evaluation holds: each freed after its last use, against those the backward pass keeps.

In: a function and which of its nodes are active. Out: a `Memory`. What a node keeps is read off its rules.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from autograd_cli.graph.analysis import LEAVES, edges
from autograd_cli.graph.graph import Function
from autograd_cli.graph.templates import OUT, effective_primitive, partial_template, row_position
from autograd_cli.primitives import PRIMITIVES


@dataclass(frozen=True, slots=True)
class Memory:
    """How many values are held at most: each freed after its last use, and kept for the backward pass."""

    freed: int
    kept: int


def held_at_most(function: Function, numbers: Sequence[int]) -> int:
    """The most values held at once when each is freed after its last use."""
    nodes = function.graph.nodes
    last = {operand: number for number in numbers for operand in nodes[number].operands}
    held = most = 0
    for number in numbers:
        held += 1
        most = max(most, held)
        held -= sum(last[operand] == number for operand in set(nodes[number].operands))
    return most


def kept_of(function: Function, number: int, moves: Sequence[int]) -> tuple[int, ...]:
    """The nodes whose values a node's rules read, towards the operands that a derivative is wanted of."""
    node = function.graph.nodes[number]
    if node.primitive in LEAVES or not moves[number]:
        return ()
    primitive = effective_primitive(node, moves)
    row = PRIMITIVES[primitive]
    count = len(node.operands)
    read: dict[int, None] = {}
    for position, edge in enumerate(edges(primitive, count)):
        rule = partial_template(primitive, position, count) if moves[node.operands[position]] and edge.flows else None
        if rule is None:
            continue
        for other, operand in enumerate(node.operands):
            if row.names[row_position(row, other)] in rule.uses or (row.variadic and other >= len(row.names) - 1):
                read[operand] = None
        if OUT in rule.uses:
            read[number] = None
    return tuple(read)


def memory(function: Function, numbers: Sequence[int], moves: Sequence[int]) -> Memory:
    """The memory of a function, of which `numbers` are the live nodes, ascending, and `moves` flags the active ones."""
    kept = {read for number in numbers for read in kept_of(function, number, moves)}
    return Memory(held_at_most(function, numbers), len(kept))
