"""Which outputs depend on which inputs: the structure of a Jacobian or Hessian, read off the graph.

In: a function, the wanted nodes. Out: for each output a row of columns. Nothing is computed; an entry that is not in
the pattern is zero at every point. A set of columns is an integer, column j its bit 2^j, so that a union is one
operation on words and a set of 10,000 columns takes a kilobyte while it is needed.

*Source*: Griewank & Walther 2008, section 7.1 (index domains).
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from autograd_cli.errors import refuse
from autograd_cli.graphs.analysis import edges, takes
from autograd_cli.graphs.graph import Function, NodeId

Columns = int
# A matrix of more entries than this would take gigabytes.
MOST_ENTRIES = 4_000_000


class Pattern(NamedTuple):
    """The structural non-zeros: for each row its columns, ascending. *Shapes*: `(len(rows), width)`."""

    rows: tuple[tuple[int, ...], ...]
    width: int

    @property
    def size(self) -> int:
        return sum(map(len, self.rows))

    def transposed(self) -> "Pattern":
        columns: list[list[int]] = [[] for _ in range(self.width)]
        for i, row in enumerate(self.rows):
            for j in row:
                columns[j].append(i)
        return Pattern(tuple(map(tuple, columns)), len(self.rows))


def pattern(function: Function, wanted: Sequence[NodeId]) -> Pattern:
    """The rows of the Jacobian: row i has the wanted nodes that a derivative of output i flows from.

    Raises: `AutogradError` with code `too-large` for more entries than can be held.
    """
    reached = dependencies(function, wanted)
    size = sum(columns.bit_count() for columns in reached)
    if size > MOST_ENTRIES:
        refuse("too-large", "matrix", entries=size, most=MOST_ENTRIES)
    return Pattern(tuple(tuple(members(columns)) for columns in reached), len(wanted))


def symmetric(one: Pattern) -> Pattern:
    """A square pattern with its transpose."""
    other = one.transposed()
    return Pattern(
        tuple(tuple(sorted({*a, *b})) if a != b else a for a, b in zip(one.rows, other.rows, strict=True)), one.width
    )


def dependencies(
    function: Function,
    wanted: Sequence[NodeId],
    values: Sequence[Any] | None = None,
    through: frozenset[NodeId] | None = None,
) -> list[Columns]:
    """The wanted nodes that each output depends on by edges along which a derivative flows.

    With `values` only the edges on the taken path count; with `through` only the ways that lead by one of these nodes.
    """
    graph = function.graph
    last: dict[NodeId, int] = {operand: node for node in function.live for operand in graph.nodes[node].operands}
    last.update(dict.fromkeys(function.outputs, len(graph.nodes)))
    held: dict[NodeId, Columns] = {node: 1 << j for j, node in enumerate(wanted)}
    marked: dict[NodeId, Columns] = {}
    for node in function.live:
        primitive, operands, _, _ = graph.nodes[node]
        columns = held.get(node, 0)
        passed = 0
        for operand, edge in zip(operands, edges(primitive, len(operands)), strict=True):
            if edge.flows and (values is None or takes(edge, operands, node, values)):
                columns |= held.get(operand, 0)
                passed |= marked.get(operand, 0)
        if columns:
            held[node] = columns
        if through is not None and (passed or node in through):
            marked[node] = columns if node in through else passed
        for operand in operands:  # what nobody reads any more is let go
            if last[operand] == node:
                held.pop(operand, None)
                marked.pop(operand, None)
    found = held if through is None else marked
    return [found.get(output, 0) for output in function.outputs]


def members(columns: Columns) -> Iterator[int]:
    """The columns of a set, ascending."""
    while columns:
        lowest = columns & -columns
        yield lowest.bit_length() - 1
        columns ^= lowest
