"""What is to be said of vectors and matrices: domains left, kinks and jumps met, by the first element that does.

In: a function, its values at a point, the inputs wanted. Out: findings, and by wanted input the elements whose partial
is undefined. Elements of a branch that is not taken for them count for nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from autograd_cli.errors import Finding, Source
from autograd_cli.graph.analysis import LEAVES, Edge, chooses, compared, described, edges, is_guarded
from autograd_cli.graph.graph import INPUT, Function, Graph, Node, NodeId
from autograd_cli.graph.shapes import ALL, size
from autograd_cli.graph.templates import OUT, effective_primitive, pullback_template, shaped_condition
from autograd_cli.numerals import number_text
from autograd_cli.primitives import PRIMITIVES, Entry
from autograd_cli.run.findings import FIRST_ONLY, Pass
from autograd_cli.sweeps.reverse import pull_back
from autograd_cli.syntax.ast import Name, Number
from autograd_cli.syntax.parser import parse_expression
from autograd_cli.syntax.unparse import unparse
from autograd_cli.systems.arrays import evaluate_arrays
from autograd_cli.systems.systems import FLOAT, NumberSystem

# Kinds of entries whose result is linear in each operand; but for those whose rules read the result.
LINEAR = ("product", "rearrangement", "reduction", "scan")
# So many pairs of elements at most are looked at for which is read.
MOST_MASKED = 10**7
# The input through which undefined adjoints are sent back.
SEED = "undefined"


class ArrayDiagnosis(NamedTuple):
    """The findings in the order of the graph; by wanted node, True where its partial is undefined."""

    findings: tuple[Finding, ...]
    undefined: Mapping[NodeId, Any]


def diagnose_arrays(
    function: Function,
    values: Sequence[Any],
    inputs: Mapping[str, Any],
    source: Source,
    wanted: Sequence[NodeId],
    kinks: str,
) -> ArrayDiagnosis:
    """The findings at a point. `wanted` is empty where no derivative is."""
    look = ArrayPass(function, values, source, wanted, ARRAYS, kinks)
    findings = look.look()
    undefined = _undefined(function, wanted, inputs, look.broken) if look.broken and wanted else {}
    return ArrayDiagnosis(findings, undefined)


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
    given = dict(zip(rule.names, (*map(np.ones, shapes), np.ones(record.shape), adjoint), strict=True))
    return np.asarray(evaluate_arrays(rule.function, given)[rule.function.outputs[0]]) != 0


def _defeated(record: Node, edge: Edge, node: NodeId, values: Sequence[Any]) -> Any:
    """Which elements of an operand are not taken; those of a result along an axis are compared with all on it."""
    found: Any = np.False_
    along = PRIMITIVES[record.primitive].shape and record.payload not in (None, ALL)
    for pair in edge.defeats:
        less, greater = (np.asarray(compared(one, record.operands, node, values)) for one in pair)
        if along:
            axis = int(record.payload or 0)
            less, greater = (one if one.ndim == 2 else np.expand_dims(one, axis) for one in (less, greater))
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
    is_nan=lambda value: bool(np.size(value)) and bool(np.all(np.isnan(value))),
    is_finite=lambda value: bool(np.all(np.isfinite(value))),
    text=_text,
)


class ArrayPass(Pass):
    """The look at all nodes, element by element."""

    def take(self) -> Sequence[int]:
        self.masks = selected_elements(self.function, self.values)
        flags = bytearray(len(self.graph.nodes))
        for node, mask in self.masks.items():
            flags[node] = bool(np.any(mask))
        return flags

    def look(self) -> tuple[Finding, ...]:
        """The findings; `broken` has the elements outside their domain afterwards."""
        self.broken: list[tuple[NodeId, Any]] = []
        found: list[Finding] = []
        explained = False
        with np.errstate(all="ignore"):
            for node in self.function.live:
                if not self.taken[node]:
                    continue
                record = self.graph.nodes[node]
                if record.primitive in LEAVES:
                    found += self.array_leaf(node, record)
                    continue
                for finding in self.array_node(node, record):
                    if finding.kind in FIRST_ONLY:
                        if explained:
                            continue
                        explained = True
                        finding = replace(finding, makes=self.trail(node))
                    found.append(finding)
        return tuple(found)

    def array_leaf(self, node: NodeId, record: Node) -> Iterator[Finding]:
        if np.ndim(self.values[node]) == 0:
            yield from self.leaf(node, record)
        elif record.primitive == INPUT and np.any(np.isnan(self.values[node])):
            place = _first(np.isnan(self.values[node]))
            yield Finding("input", self.spans(node), node, "nan", name=f"{record.payload}{place}")

    def array_node(self, node: NodeId, record: Node) -> Iterator[Finding]:
        """What is to be said of one operation."""
        row = described(effective_primitive(record, self.moves))
        value = self.values[node]
        known = self.known(node, record)
        differentiated = bool(self.moves[node])
        pole = known & self.true(row.pole, row, node)
        boundary = known & self.true(row.boundary, row, node) & ~pole
        outside = known & ~self.true(row.domain, row, node) & ~pole & ~boundary if row.domain else np.False_
        if np.any(pole):
            self.broken.append((node, pole))
            where = self.condition(row.pole, row, record)
            yield self.finding("domain", "pole", node, where=where, at=_first(pole), differentiated=differentiated)
        if np.any(boundary & (differentiated | ~np.isfinite(value) if row.shape == "" else True)):
            where = self.condition(row.boundary, row, record)
            yield self.finding("boundary", "edge", node, where=where, at=_first(boundary))
        if np.any(outside):
            self.broken.append((node, outside))
            where, values = (
                self.condition(row.domain, row, record),
                self.element_values(row.domain, row, record, outside),
            )
            yield self.finding("domain", "outside", node, where=where, values=values, at=_first(outside))
        if not np.any(pole) and not np.any(outside) and not np.any(boundary):
            finite = all(np.all(np.isfinite(self.values[operand])) for operand in record.operands)
            if finite and np.any(np.isinf(value) & self.masks[node]):
                yield self.finding("overflow", "operation", node, at=_first(np.isinf(value)))
        if row.kink and differentiated:
            kink = self.masks[node] & self.true(row.kink, row, node)
            if np.any(kink):
                yield self.kink(row, node, at=_first(kink))
        if row.jump and any(self.moves[operand] for operand in record.operands):
            jump = self.masks[node] & self.true(row.jump, row, node)
            if np.any(jump):
                where = self.condition(row.jump, row, record)
                yield self.finding("jump", "condition", node, where=where, at=_first(jump))

    def known(self, node: NodeId, record: Node) -> Any:
        """The elements on the taken path none of whose operands is nan."""
        mask: Any = np.asarray(self.masks[node])
        for operand in record.operands:
            missing = np.isnan(self.values[operand])
            mask = mask & ~(np.any(missing) if PRIMITIVES[record.primitive].shape else missing)
        return mask

    def true(self, text: str, row: Entry, node: NodeId) -> Any:
        """Where a condition of the row is true, elementwise; nowhere, where there is no condition."""
        if not text:
            return np.False_
        record = self.graph.nodes[node]
        if row.variadic or not self.graph.shaped:
            return np.bool_(self.holds_elementwise(text, row, node))
        shapes = tuple(self.graph.nodes[operand].shape for operand in record.operands)
        rule = shaped_condition(row.name, text, shapes, record.shape, record.payload)
        given = [*(self.values[operand] for operand in record.operands), self.values[node]]
        names = dict(zip(rule.names, given, strict=True))
        result = evaluate_arrays(rule.function, names)[rule.function.outputs[0]]
        return np.asarray(result) != 0

    def holds_elementwise(self, text: str, row: Entry, node: NodeId) -> bool:
        """Whether several of any number of arguments are the result, somewhere."""
        record = self.graph.nodes[node]
        count: Any = 0
        for operand in record.operands:
            count = count + (np.asarray(self.values[operand]) == self.values[node])
        return bool(np.any(count > 1))

    def element_values(self, text: str, row: Entry, node: Node, mask: Any) -> dict[str, str]:
        """The operands' values at the first marked element, by their texts."""
        used = {part.name for part in parse_expression(text).walk() if isinstance(part, Name)}
        words = self.own_words(row, node)
        shown = {}
        for name, operand in zip(row.names, node.operands, strict=True):
            value = np.asarray(self.values[operand])
            if name not in used or isinstance(words.get(name), Number) or row.shape:
                continue
            word = unparse(words[name]) if name in words else name
            if value.ndim == 0:
                shown[word] = number_text(float(value))
                continue
            broadcast = np.broadcast_to(value, np.shape(mask))
            place = np.unravel_index(int(np.argmax(mask)), np.shape(mask))
            own = [0 if length == 1 else i for i, length in zip(place[-value.ndim :], value.shape, strict=True)]
            plain = word if word.isidentifier() else f"({word})"
            shown[f"{plain}[{', '.join(map(str, own))}]"] = number_text(float(broadcast[place]))
        return shown


def _first(mask: Any) -> str | None:
    """Where the first marked element is; None for a number."""
    if np.ndim(mask) == 0:
        return None
    return f"[{', '.join(map(str, np.unravel_index(int(np.argmax(mask)), np.shape(mask))))}]"


def _undefined(
    function: Function, wanted: Sequence[NodeId], inputs: Mapping[str, Any], broken: Sequence[tuple[NodeId, Any]]
) -> dict[NodeId, Any]:
    """By wanted node, the elements to which a derivative flows through an element that is outside its domain.

    The sweep that gives the gradient is sent back from each broken node, with nan for the adjoint of a broken element.
    """
    undefined: dict[NodeId, Any] = {}
    graph = function.graph
    for node, mask in broken:
        shape = graph.nodes[node].shape
        seed = graph.add(INPUT, (), f"{SEED} {node}", None, shape)
        swept = pull_back(Function(graph, function.inputs, (node,)), wanted, (seed,))
        adjoint = np.where(mask, np.nan, 0.0)
        given = {**inputs, f"{SEED} {node}": float(adjoint) if shape == () else np.broadcast_to(adjoint, shape)}
        values = evaluate_arrays(swept, given)
        for one, output in zip(wanted, swept.outputs, strict=True):
            undefined[one] = undefined.get(one, False) | np.isnan(values[output])
    return undefined
