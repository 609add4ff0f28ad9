"""A graph from the JSON that `autograd graph --json` prints: the way back.

In: the parsed object. Out: a `Lowered`, as lowering a text gives it. Every fact is checked, for a file is only data.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from autograd_cli.errors import AutogradError, Span, refuse
from autograd_cli.graphs.graph import CONSTANT, INPUT, Function, Graph, NodeId, Shape
from autograd_cli.graphs.lower import Lowered, lower_expression
from autograd_cli.graphs.shapes import AS_DEFINED, RANGE, Mismatch, Static, result_shape, shape_words, size, within
from autograd_cli.graphs.templates import statics_of
from autograd_cli.primitives import PRIMITIVES, Entry
from autograd_cli.syntax.parser import parse_expression

SCHEMA = "autograd.graph/1"
# How a gate is labelled that has no name.
LABEL = re.compile(r"v[0-9]+")


def restore(document: Any) -> Lowered:
    """The function a graph's JSON describes.

    Raises: `AutogradError` with code `graph`.
    """
    if not isinstance(document, Mapping) or document.get("schema") != SCHEMA:
        refuse("graph", "schema", schema=SCHEMA)
    graph = Graph()
    placed: dict[int, NodeId] = {}
    inputs: dict[str, NodeId] = {}
    labels: dict[str, NodeId] = {}
    nodes = document.get("nodes")
    for entry in nodes if isinstance(nodes, list) else ():
        node = _add(graph, entry, placed)
        if graph.nodes[node].primitive == INPUT:
            if entry["payload"] in inputs:
                refuse("graph", "two-inputs", node=entry["node"], name=entry["payload"])
            inputs[entry["payload"]] = node
        elif graph.nodes[node].operands and isinstance(label := entry.get("label"), str) and not LABEL.fullmatch(label):
            labels[label] = node
        placed[entry["node"]] = node
    result = document.get("output_node")
    if type(result) is not int or result not in placed:
        refuse("graph", "result", result=repr(result))
    output = document.get("output")
    function = Function(graph, tuple(inputs.values()), (placed[result],))
    return Lowered(function, output if isinstance(output, str) else None, inputs, {}, {}, {}, labels)


def _add(graph: Graph, entry: Any, placed: Mapping[int, NodeId]) -> NodeId:
    """The node of an entry, whose operands are there already."""
    if not isinstance(entry, Mapping) or type(entry.get("node")) is not int:
        refuse("graph", "node")
    node = entry["node"]
    primitive, payload, operands = entry.get("primitive"), entry.get("payload"), entry.get("operands")
    if not isinstance(operands, list) or not all(type(one) is int and one in placed for one in operands):
        refuse("graph", "operand", node=node)
    origin = _origin(entry.get("spans"))
    shape = _shape(entry.get("shape", []), node)
    if primitive == INPUT and isinstance(payload, str) and not operands:
        return graph.add(INPUT, (), payload, None, shape)
    if primitive == CONSTANT and isinstance(payload, str) and not operands and _is_decimal(payload):
        return graph.add(CONSTANT, (), payload, origin)
    if not isinstance(primitive, str) or primitive not in PRIMITIVES:
        refuse("graph", "primitive", node=node, primitive=repr(primitive))
    row = PRIMITIVES[primitive]
    if len(operands) != len(row.names) and not (row.variadic and len(operands) >= len(row.names)):
        refuse("graph", "operands", node=node, primitive=primitive, count=len(operands), wanted=len(row.names))
    payload = payload if row.statics and isinstance(payload, str) else None
    own = tuple(placed[operand] for operand in operands)
    if row.shape == AS_DEFINED:
        return _written_out(graph, row, own, statics_of(row, payload), shape, node)
    if not _agrees(row, [graph.nodes[operand].shape for operand in own], payload, shape):
        refuse("graph", "shape", node=node, primitive=primitive, shape=shape_words(shape))
    return graph.add(primitive, own, payload, origin, shape)


def _written_out(
    graph: Graph, row: Entry, operands: tuple[NodeId, ...], statics: Mapping[str, Static], shape: Shape, entry: int
) -> NodeId:
    """The node of an entry that is its definition."""
    try:
        names = dict(zip(row.names, operands, strict=True))
        node = lower_expression(graph, parse_expression(row.definition), names, {}, statics)
    except AutogradError:
        refuse("graph", "shape", node=entry, primitive=row.name, shape=shape_words(shape))
    if graph.nodes[node].shape != shape:
        refuse("graph", "shape", node=entry, primitive=row.name, shape=shape_words(shape))
    return node


def _shape(lengths: Any, entry: int) -> Shape:
    """The shape that a list of at most two lengths is."""
    whole = isinstance(lengths, list) and all(type(length) is int and length >= 0 for length in lengths)
    if not whole or len(lengths) > 2:
        refuse("graph", "lengths", node=entry)
    return tuple(lengths)


def _agrees(row: Entry, shapes: Sequence[Shape], payload: str | None, shape: Shape) -> bool:
    """Whether a node of these operands can have the shape."""
    try:
        statics = tuple(statics_of(row, payload).values())
        if (row.kind == "construction" and row.shape != RANGE) or row.shape == "lengths":
            return len(shape) in (1, 2) and all(size(shape) == size(one) for one in shapes)
        if row.shape == "place" and not within(payload or "", shapes[0]):
            return False
        return result_shape(row, shapes, statics, shape) == shape
    except (Mismatch, ValueError, IndexError, TypeError):
        return False


def _is_decimal(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return "_" not in text and text.isascii()


def _origin(spans: Any) -> Span | None:
    match spans:
        case [[int(start), int(stop)], *_] if 0 <= start <= stop:
            return Span(start, stop)
    return None
