"""Which rows meet a kink, a jump, an edge, a pole or the end of a domain, by arrays.

Takes: a function, the inputs wanted, and rows. Returns: rows put together that meet the same conditions on the taken
path, which have findings of the same kinds. What the findings say is not known here, nor what rounding does to a row.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from autograd_cli.arrays.numpy_math import MATHEMATICS, UFUNCS
from autograd_cli.graphs.analysis import LEAVES, Edge, active, compared, described, edges
from autograd_cli.graphs.graph import Function, NodeId
from autograd_cli.graphs.templates import condition_template, effective_primitive
from autograd_cli.lanes.vectormath import has_kernel, vector_kernel
from autograd_cli.primitives import PRIMITIVES
from autograd_cli.run.evaluate import evaluate
from autograd_cli.systems.definitions import definition_kernel, is_defined
from autograd_cli.systems.systems import FLOAT, NumberSystem


class Alike(NamedTuple):
    """Rows of one kind; those of another call of the same kind have an equal key."""

    key: bytes
    rows: Sequence[int]


class Meeting(NamedTuple):
    """A condition of a node, and the truth of it that is worth a finding."""

    node: NodeId
    rule: Any
    truth: bool


def meetings(function: Function, wanted: Sequence[NodeId]) -> tuple[Meeting, ...]:
    """What to ask of a function's nodes, by the table's columns."""
    nodes = function.graph.nodes
    moves = active(function, wanted)
    found = []
    for node in function.live:
        record = nodes[node]
        if record.primitive in LEAVES:
            continue
        row = described(effective_primitive(record, moves))
        moved = [bool(moves[operand]) for operand in record.operands]
        asked = [(row.pole, True), (row.boundary, True), (row.domain, False)]
        asked += [(row.kink, True)] * bool(moves[node]) + [(row.jump, True)] * any(moved)
        asked += [(text, False) for text, moving in zip(row.partial_domains, moved, strict=False) if moving]
        for text, truth in asked:
            if text:
                found.append(Meeting(node, condition_template(row.name, text, len(record.operands)), truth))
    return tuple(found)


def meeting_rows(function: Function, asked: Sequence[Meeting], inputs: Mapping[str, Any], rows: int) -> Sequence[Alike]:
    """The rows that meet some condition, those together that meet the same."""
    if not asked or not rows:
        return ()
    with np.errstate(all="ignore"):
        values = [
            None if one is None else np.broadcast_to(one, rows) for one in evaluate(function, inputs, ROWS_OF_FLOATS)
        ]
        taken = taken_rows(function, values, rows)
        signs = [taken[one.node] & (condition_rows(function, one.rule, one.node, values) == one.truth) for one in asked]
    chosen = np.flatnonzero(np.any(signs, axis=0))
    return grouped(np.packbits(np.array([sign[chosen] for sign in signs]), axis=0), chosen) if len(chosen) else ()


def grouped(keys: Any, chosen: Any, begun: bytes = b"") -> list[Alike]:
    """Chosen rows by their keys, of which `keys` has one in each column."""
    kinds, which = np.unique(keys, axis=1, return_inverse=True)
    order = np.argsort(which, kind="stable")
    ends = np.flatnonzero(np.diff(which[order])) + 1
    parts = np.split(order, ends)
    return [Alike(begun + kinds[:, i].tobytes(), chosen[part].tolist()) for i, part in enumerate(parts)]


def taken_rows(function: Function, values: Sequence[Any], rows: int) -> dict[NodeId, Any]:
    """By live node, in which rows it is on the taken path."""
    nodes = function.graph.nodes
    taken = {node: np.zeros(rows, dtype=bool) for node in function.live}
    for output in function.outputs:
        taken[output][:] = True
    for node in reversed(function.live):
        operands = nodes[node].operands
        for operand, edge in zip(operands, edges(nodes[node].primitive, len(operands)), strict=True):
            taken[operand] |= taken[node] & _chosen(edge, operands, node, values)
    return taken


def choices(function: Function, values: Sequence[Any]) -> Iterator[Any]:
    """In which rows each operand is taken that a node chooses, or not."""
    nodes = function.graph.nodes
    for node in function.live:
        operands = nodes[node].operands
        for edge in edges(nodes[node].primitive, len(operands)) if operands else ():
            if edge.condition is not None or edge.defeats:
                yield _chosen(edge, operands, node, values)


def _chosen(edge: Edge, operands: Sequence[NodeId], node: NodeId, values: Sequence[Any]) -> Any:
    """In which rows a node takes the operand of an edge."""
    own: Any = np.True_
    if edge.condition is not None:
        own = (values[operands[edge.condition]] != 0) == edge.when
    for less, greater in edge.defeats:
        own = own & ~(compared(less, operands, node, values) < compared(greater, operands, node, values))
    return own


def condition_rows(function: Function, rule: Any, node: NodeId, values: Sequence[Any]) -> Any:
    """In which rows a condition holds of a node."""
    given = [*(values[operand] for operand in function.graph.nodes[node].operands), values[node]]
    names = dict(zip(rule.names, given, strict=True))
    return evaluate(rule.function, names, AS_THEY_ARE)[rule.function.outputs[0]] != 0


def _system(kernel: Callable[[str], Callable[..., Any]], number: Callable[[Any], Any]) -> NumberSystem:
    return NumberSystem(kernel, lambda text: number(float(text)), number, np.isnan, np.isfinite, repr)


def _double(primitive: str) -> Callable[..., Any]:
    if primitive in UFUNCS:
        kernel = UFUNCS[primitive]
    elif not PRIMITIVES[primitive].parameters:
        kernel = FLOAT.kernel(primitive)
    elif not has_kernel(primitive) and is_defined(primitive):
        kernel = definition_kernel(primitive, _double, float)
    else:
        kernel = partial(vector_kernel(primitive), MATHEMATICS)
    # A comparison gives truths, and truths do not add up.
    return lambda *operands: np.asarray(kernel(*operands)).astype(np.float64, copy=False)


# Floats of many rows; numbers as arrays, or as they are given.
ROWS_OF_FLOATS = _system(_double, np.asarray)
AS_THEY_ARE = _system(_double, lambda value: value)
