"""What is to be said of vectors and matrices: domains left, kinks and jumps met, by the first element that does.

Takes: a function and its values at a point. Returns: what the pass of `findings.py` has to know of them. Elements of a
branch that is not taken for them count for nothing.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np

from autograd_cli.graphs.analysis import LEAVES, Edge, chooses, compared, edges, is_guarded
from autograd_cli.graphs.graph import INPUT, Function, Graph, Node, NodeId
from autograd_cli.graphs.shapes import ALL, size
from autograd_cli.graphs.templates import OUT, pullback_template, shaped_condition
from autograd_cli.numerals import number_text
from autograd_cli.primitives import PRIMITIVES, Entry
from autograd_cli.run.evaluate import evaluate
from autograd_cli.run.truths import NumberTruths, evaluated
from autograd_cli.sweeps.reverse import pull_back
from autograd_cli.systems.systems import FLOAT, NumberSystem

# Kinds of entries whose result is linear in each operand; but for those whose rules read the result.
LINEAR = ("product", "rearrangement", "reduction", "scan")
# So many pairs of elements at most are looked at for which is read.
MOST_MASKED = 10**7
# The input through which undefined adjoints are sent back.
SEED = "undefined"


def selected_elements(function: Function, values: Sequence[Any]) -> dict[NodeId, Any]:
    """By node, which of its elements are on the taken path: True for all, or an array of its shape."""
    nodes = function.graph.nodes
    masks: dict[NodeId, Any] = dict.fromkeys(function.outputs, True)
    if not any(_leaves_out(nodes[node].primitive) for node in function.live):
        return dict.fromkeys(function.live, True)
    for node in reversed(function.live):
        record = nodes[node]
        mask = masks.get(node, False)
        for operand, edge in zip(record.operands, edges(record.primitive, len(record.operands)), strict=True):
            own = mask
            if edge.condition is not None:
                own = own & ((np.asarray(values[record.operands[edge.condition]]) != 0) == edge.when)
            shape = nodes[operand].shape
            if PRIMITIVES[record.primitive].shape:
                own = _read(function.graph, node, operand, own) & ~_defeated(record, edge, node, values)
            else:
                own = own & ~_defeated(record, edge, node, values)
                own = own if np.shape(own) == shape else _reduced(own, shape)
            masks[operand] = masks.get(operand, False) | own
    return masks


@cache
def _leaves_out(primitive: str) -> bool:
    """Whether a node may leave out elements of its operands, by their values or by their places."""
    if primitive in LEAVES:
        return False
    entry = PRIMITIVES[primitive]
    by_place = entry.notation == "subscript" or entry.reach == "on diagonal"
    return by_place or is_guarded(primitive) or chooses(primitive)


def _read(graph: Graph, node: NodeId, operand: NodeId, mask: Any) -> Any:
    """Which elements of an operand the marked elements of a node read, where the node is not elementwise.

    A pullback of ones towards an operand that enters linearly is not 0 there.
    """
    record = graph.nodes[node]
    if not np.any(mask):
        return False
    shapes = tuple([graph.nodes[one].shape for one in record.operands])
    entry = PRIMITIVES[record.primitive]
    if entry.kind not in LINEAR or not entry.rules or np.prod(record.shape) * max(map(size, shapes)) > MOST_MASKED:
        return True
    rule = pullback_template(record.primitive, record.operands.index(operand), shapes, record.shape, record.payload)
    if rule is None or (OUT in rule.uses):
        return True
    adjoint = np.broadcast_to(np.asarray(mask, dtype=np.float64), record.shape)
    return np.asarray(evaluated(rule, [*map(np.ones, shapes), np.ones(record.shape), adjoint], FLOAT)) != 0


def _defeated(record: Node, edge: Edge, node: NodeId, values: Sequence[Any]) -> Any:
    """Which elements of an operand are not taken; those of a result along an axis are compared with all on it."""
    found: Any = np.False_
    along = PRIMITIVES[record.primitive].shape and record.payload not in (None, ALL)
    for pair in edge.defeats:
        less, greater = (np.asarray(compared(one, record.operands, node, values)) for one in pair)
        if along:
            axis = int(record.payload or 0)
            most = max(less.ndim, greater.ndim)
            less, greater = (one if one.ndim == most else np.expand_dims(one, axis) for one in (less, greater))
        found = found | (less < greater)
    return found


def _reduced(mask: Any, shape: tuple[int, ...]) -> Any:
    """Where any element that an element was broadcast to is marked."""
    mask = np.asarray(mask)
    while mask.ndim > len(shape):
        mask = mask.any(axis=0)
    for axis, length in enumerate(shape[-mask.ndim :] if mask.ndim else ()):
        if length == 1 and mask.shape[axis] != 1:
            mask = mask.any(axis=axis, keepdims=True)
    return mask


def _text(value: Any) -> str:
    if np.ndim(value) == 0:
        return number_text(float(value))
    if np.size(value) <= 4 and np.ndim(value) == 1:
        return f"[{', '.join(number_text(float(one)) for one in value)}]"
    return f"an array {np.shape(value)}"


ARRAYS: NumberSystem = FLOAT._replace(
    is_nan=lambda value: bool(np.size(value)) and bool(np.isnan(value).all()),
    is_finite=lambda value: bool(np.isfinite(value).all()),
    text=_text,
)


class ArrayTruths:
    """The truths of values that are numbers and arrays of doubles.

    `masks` say by node which of its elements are on the taken path, those of `selected_elements` where none are given.
    """

    system = ARRAYS

    def __init__(self, function: Function, values: Sequence[Any], masks: Mapping[NodeId, Any] | None = None) -> None:
        self.function, self.values = function, values
        self.masks = selected_elements(function, values) if masks is None else masks
        taken = bytearray(len(function.graph.nodes))
        self.taken: Sequence[int] = taken
        for node, mask in self.masks.items():
            taken[node] = bool(np.any(mask))

    def sound(self, node: NodeId, record: Node) -> Any:
        mask: Any = np.asarray(self.masks[node])
        for operand in record.operands:
            missing = np.isnan(self.values[operand])
            mask = mask & ~(np.any(missing) if PRIMITIVES[record.primitive].shape else missing)
        return mask

    def holds(self, text: str, row: Entry, node: NodeId) -> Any:
        nodes = self.function.graph.nodes
        record = nodes[node]
        given = [*(self.values[operand] for operand in record.operands), self.values[node]]
        if row.variadic:  # whether several of any number of arguments are the result
            return sum((np.asarray(one) == given[-1]).astype(int) for one in given[:-1]) > 1
        shapes = tuple(nodes[operand].shape for operand in record.operands)
        rule = shaped_condition(row.name, text, shapes, record.shape, record.payload)
        return np.asarray(evaluated(rule, given, FLOAT)) != 0

    def missing(self, value: Any) -> Any:
        return np.isnan(value)

    def infinite(self, value: Any) -> Any:
        return np.isinf(value)

    def lost(self, value: Any) -> Any:
        return ~np.isfinite(value)

    def some(self, truth: Any) -> bool:
        return bool(np.any(truth))

    def place(self, truth: Any) -> str | None:
        if np.ndim(truth) == 0:
            return None
        return f"[{', '.join(map(str, np.unravel_index(int(np.argmax(truth)), np.shape(truth))))}]"

    def first(self, truth: Any, value: Any) -> Any:
        """A value at the first element of which a truth is true."""
        place = int(np.argmax(truth))
        return float(np.broadcast_to(value, np.shape(truth)).flat[place])

    def shown(self, texts: Sequence[tuple[int, str]], node: NodeId, truth: Any) -> dict[str, str]:
        """The operands' values at the first element of which a truth is true, by their texts."""
        record = self.function.graph.nodes[node]
        shown = {}
        for position, word in texts if PRIMITIVES[record.primitive].shape == "" else ():
            value = np.asarray(self.values[record.operands[position]])
            if value.ndim == 0:
                shown[word] = number_text(float(value))
                continue
            broadcast = np.broadcast_to(value, np.shape(truth))
            place = np.unravel_index(int(np.argmax(truth)), np.shape(truth))
            own = [0 if length == 1 else i for i, length in zip(place[-value.ndim :], value.shape, strict=True)]
            plain = word if word.isidentifier() else f"({word})"
            shown[f"{plain}[{', '.join(map(str, own))}]"] = number_text(float(broadcast[place]))
        return shown

    def undefined(self, broken: Mapping[NodeId, Any], wanted: Sequence[NodeId]) -> dict[NodeId, Any]:
        """By wanted node, the elements to which a derivative flows through an element that is outside its domain.

        The sweep that gives the gradient is sent back from each broken node, with nan for the adjoint of a broken
        element.
        """
        undefined: dict[NodeId, Any] = {}
        graph = self.function.graph
        inputs = {graph.nodes[node].payload or "": self.values[node] for node in self.function.inputs}
        for node, mask in broken.items():
            shape = graph.nodes[node].shape
            seed = graph.add(INPUT, (), f"{SEED} {node}", None, shape)
            swept = pull_back(Function(graph, self.function.inputs, (node,)), wanted, (seed,))
            adjoint = np.where(mask, np.nan, 0.0)
            given = {**inputs, f"{SEED} {node}": float(adjoint) if shape == () else np.broadcast_to(adjoint, shape)}
            values = evaluate(swept, given)
            for one, output in zip(wanted, swept.outputs, strict=True):
                undefined[one] = undefined.get(one, False) | np.isnan(values[output])
        return undefined


class WideTruths(NumberTruths):
    """The truths of numbers of another system than floats, some of which are gathered in vectors and matrices."""

    def __init__(self, function: Function, values: Sequence[Any], system: NumberSystem) -> None:
        of_arrays = system._replace(
            is_nan=lambda value: any(map(system.is_nan, np.ravel(value))),
            is_finite=lambda value: all(map(system.is_finite, np.ravel(value))),
            text=lambda value: system.text(value) if np.ndim(value) == 0 else f"an array {np.shape(value)}",
        )
        super().__init__(function, values, of_arrays)

    def holds(self, text: str, row: Entry, node: NodeId) -> bool:
        record = self.function.graph.nodes[node]
        if not row.shape:
            return super().holds(text, row, node)
        shapes = tuple(self.function.graph.nodes[operand].shape for operand in record.operands)
        rule = shaped_condition(row.name, text, shapes, record.shape, record.payload)
        given = [*(self.values[operand] for operand in record.operands), self.values[node]]
        return any(map(bool, np.ravel(evaluated(rule, given, self.system))))
