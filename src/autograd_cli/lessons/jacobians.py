"""Every node's local derivative as a Jacobian: what the chain rule multiplies, and how little of it is there.

In: a function, its values, the nodes that move. Out: `LocalJacobian`s. They are formed here alone; the sweep passes
adjoints through the pullbacks of the rows instead.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from autograd_cli.graphs.analysis import edges
from autograd_cli.graphs.graph import Function, NodeId
from autograd_cli.graphs.shapes import size
from autograd_cli.records import record
from autograd_cli.systems.systems import resolve

# Loaded where Jacobians are asked for: they are arrays, whatever the values are.
JACOBIAN = "autograd_cli.run.jacobians:local_jacobian"
STRUCTURE = "autograd_cli.run.jacobians:structure"
POSSIBLE = "autograd_cli.run.jacobians:possible"
# A larger Jacobian is told by its shape and share.
MOST_ROWS, MOST_COLUMNS = 12, 8


@record
class LocalJacobian:
    """`values[i][j]` is d element i of the node / d element j of the operand `towards`, counted row by row; None where
    it is 0 at every point. `possible` counts the others. `values` is None for a large Jacobian.
    """

    node: NodeId
    label: str
    operand: NodeId
    towards: str
    rows: int
    columns: int
    possible: int
    values: tuple[tuple[float | None, ...], ...] | None


def jacobians(
    function: Function,
    nodes: Sequence[NodeId],
    moves: Sequence[int],
    values: Sequence[Any],
    labels: Mapping[NodeId, str],
    kinks: str,
) -> tuple[LocalJacobian, ...]:
    """The Jacobians of nodes by those of their operands that move."""
    graph = function.graph
    found = []
    for node in nodes:
        record = graph.nodes[node]
        ways = edges(record.primitive, len(record.operands))
        for operand in dict.fromkeys(one for one, way in zip(record.operands, ways, strict=True) if way.flows):
            if not moves[operand]:
                continue
            rows, columns = size(record.shape), size(graph.nodes[operand].shape)
            told: tuple[tuple[float | None, ...], ...] | None = None
            possible = resolve(POSSIBLE)(graph, node, operand)
            if rows <= MOST_ROWS and columns <= MOST_COLUMNS:
                there = resolve(STRUCTURE)(graph, node, operand)
                formed = resolve(JACOBIAN)(graph, node, operand, values, kinks)
                told = tuple(
                    tuple(value if can else None for value, can in zip(line, flags, strict=True))
                    for line, flags in zip(formed.tolist(), there.tolist(), strict=True)
                )
                possible = int(there.sum())
            found.append(LocalJacobian(node, labels[node], operand, labels[operand], rows, columns, possible, told))
    return tuple(found)
