"""The Jacobian of one node by one of its operands: its values, and which of them can be other than 0 at any point.

In: a node, its operands' values. Out: `J[i, j] = d element i of the node / d element j of the operand`, elements
counted row by row, and its structure. A sweep never forms these; they are for looking at.
"""

from collections.abc import Sequence
from math import prod
from typing import Any

import numpy as np

from autograd_cli.graphs.analysis import edges
from autograd_cli.graphs.cost import multiplications
from autograd_cli.graphs.graph import INPUT, Function, Graph, Node, NodeId, Shape
from autograd_cli.graphs.shapes import ALL, size
from autograd_cli.primitives import PRIMITIVES
from autograd_cli.run.evaluate import evaluate
from autograd_cli.sweeps.reverse import pull_back

SEED = "seed"


def local_jacobian(graph: Graph, node: NodeId, operand: NodeId, values: Sequence[Any], kinks: str) -> Any:
    """The Jacobian of a node by an operand, a pullback of a unit seed a row."""
    function, names = alone(graph, node)
    inner, record = function.graph, graph.nodes[node]
    seed = inner.add(INPUT, (), SEED, None, record.shape)
    wanted = function.inputs[list(names).index(operand)]
    swept = pull_back(function, (wanted,), (seed,), kinks)
    given = {f"{name}": values[name] for name in names}
    rows = np.empty((size(record.shape), size(graph.nodes[operand].shape)))
    for i in range(len(rows)):
        unit = np.zeros(record.shape)
        unit.flat[i] = 1
        point = {**given, SEED: unit if record.shape else 1.0}
        rows[i] = np.ravel(evaluate(swept, point)[swept.outputs[0]])
    return rows


def structure(graph: Graph, node: NodeId, operand: NodeId) -> Any:
    """Where a Jacobian can be other than 0: True by row and column.

    An elementwise row by its broadcasting; another by which elements become nan when one of the operand is nan.
    """
    record = graph.nodes[node]
    shape = graph.nodes[operand].shape
    rows, columns = size(record.shape), size(shape)
    result = np.zeros((rows, columns), dtype=bool)
    entry = PRIMITIVES[record.primitive]
    if not entry.shape:
        sources = np.broadcast_to(np.arange(columns).reshape(shape), record.shape)
        result[np.arange(rows), sources.ravel()] = True
        return result
    if entry.reach == "whole" or (entry.kind == "elimination" and not entry.reach and operand == record.operands[0]):
        # Elimination chooses its pivots by size, and nan has none.
        result[:] = True
        return result
    if entry.kind == "scan" and not all(edge.flows for edge in edges(record.primitive, len(record.operands))):
        # An operand that nothing flows to says where the numbers of another go.
        result[:] = True
        return result
    function, names = alone(graph, node)
    # Any point that is not special will do.
    given: dict[str, Any] = {
        f"{name}": 0.5 + np.modf(np.arange(1, size(own) + 1).reshape(own) * 0.6180339887)[0]
        for name in names
        for own in [graph.nodes[name].shape]
    }
    for j in range(columns):
        moved = np.array(given[f"{operand}"], dtype=np.float64)
        moved.flat[j] = np.nan
        value = evaluate(function, {**given, f"{operand}": moved})[function.outputs[0]]
        result[:, j] = np.ravel(np.isnan(value))
    return result


def possible(graph: Graph, node: NodeId, operand: NodeId) -> int:
    """How many numbers of a Jacobian can be other than 0, counted by the rows' shapes and without forming it.

    Of an operand that stands in several places, those of all of them together, at most.
    """
    record = graph.nodes[node]
    rows, columns = size(record.shape), size(graph.nodes[operand].shape)
    places = [i for i, one in enumerate(record.operands) if one == operand]
    if not PRIMITIVES[record.primitive].shape:
        return rows if columns else 0
    shapes = [graph.nodes[one].shape for one in record.operands]
    return min(rows * columns, sum(_possible(record, shapes, place) for place in places))


def _possible(node: Node, shapes: Sequence[Shape], place: int) -> int:
    shape, rows = shapes[place], size(node.shape)
    columns = size(shape)
    entry = PRIMITIVES[node.primitive]
    match entry.kind, entry.reach:
        case "product", _:
            return multiplications(entry, shapes)
        case "elimination", "minor":
            return rows * (shape[0] - 1) ** 2
        case "elimination", "whole":
            return rows * columns
        case "elimination", _:
            return rows * (columns if place == 0 else shape[0])
        case "scan", "earlier":
            return rows * (_length(node) + 1) // 2
        case "scan", _:
            return rows * _length(node)
        case "reduction", "on diagonal":
            return shape[0]
        case "reduction", _:
            return columns  # each element is read once
        case _, "repeated":
            return rows
        case _:
            return min(rows, columns)  # what moves numbers writes each element once


def _length(node: Node) -> int:
    """How many elements belong together where a row works along an axis."""
    return prod(node.shape) if node.payload == ALL else node.shape[int(node.payload or 0)]


def alone(graph: Graph, node: NodeId) -> tuple[Function, tuple[NodeId, ...]]:
    """A node as a function of its operands, each named by its node; and these nodes."""
    record = graph.nodes[node]
    names = tuple(dict.fromkeys(record.operands))
    inner = Graph()
    inputs = {name: inner.add(INPUT, (), f"{name}", None, graph.nodes[name].shape) for name in names}
    operands = tuple(inputs[name] for name in record.operands)
    own = inner.add(record.primitive, operands, record.payload, None, record.shape)
    return Function(inner, tuple(inputs.values()), (own,)), names
