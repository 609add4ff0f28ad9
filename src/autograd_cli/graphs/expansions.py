"""Rows made of others where that takes more than a text: how a node is written out for its derivative.

In: a node. Out: a node of the same value, made of rows that have rules of their own.
"""

from collections.abc import Callable
from math import prod

from autograd_cli.graphs.graph import Graph, NodeId
from autograd_cli.graphs.shapes import ALL, Place, place_text
from autograd_cli.primitives import PRIMITIVES


def expanded(graph: Graph, node: NodeId) -> NodeId:
    """The node that stands for a node whose row has an expansion."""
    return EXPANSIONS[PRIMITIVES[graph.nodes[node].primitive].expansion](graph, node)


def _halves(graph: Graph, node: NodeId) -> NodeId:
    """A product as the elementwise product of its halves, and so on: no division by a factor that may be 0."""
    _, (operand,), payload, shape = graph.nodes[node]
    current = operand
    if payload == ALL:
        current = graph.add("flatten", (current,), None, None, (prod(graph.nodes[operand].shape),))
    axis = 0 if payload == ALL else int(payload or "0")
    while (length := graph.nodes[current].shape[axis]) > 1:
        half = length // 2
        halves = [_along(graph, current, axis, start, start + half) for start in (0, half)]
        product = graph.add("multiply", (halves[0], halves[1]))
        if length % 2:
            first = _along(graph, product, axis, 0, 1)
            last = graph.add("multiply", (first, _along(graph, current, axis, length - 1, length)))
            rest = [_along(graph, product, axis, 1, half)] if half > 1 else []
            joined = [*graph.nodes[product].shape]
            product = graph.add("concat", (last, *rest), str(axis), None, tuple(joined)) if rest else last
        current = product
    if graph.nodes[current].shape[axis] == 0:
        one = graph.constant("1")
        return graph.add("expand", (one,), None, None, shape) if shape else one
    return graph.add("index", (current,), _place(axis, 0, None, graph.nodes[current].shape[0]), None, shape)


def _along(graph: Graph, node: NodeId, axis: int, start: int, stop: int) -> NodeId:
    lengths = list(graph.nodes[node].shape)
    lengths[axis] = stop - start
    return graph.add("index", (node,), _place(axis, start, stop, graph.nodes[node].shape[0]), None, tuple(lengths))


def _place(axis: int, start: int, stop: int | None, rows: int) -> str:
    part = start if stop is None else (start, stop)
    whole: Place = () if axis == 0 else ((0, rows),)
    return place_text((*whole, part))


EXPANSIONS: dict[str, Callable[[Graph, NodeId], NodeId]] = {"halves": _halves}
