"""The forward pass of a trace: every node's operation, value, gate, and what the backward pass needs of it.

Takes: a `Tracing` and the values by node, if there are any. Returns: a `ForwardStep` for each node that is shown.
"""

from collections.abc import Mapping, Sequence

from autograd_cli.graphs.graph import CONSTANT, INPUT, NodeId
from autograd_cli.graphs.lift import lift, structured
from autograd_cli.graphs.templates import taught_rules
from autograd_cli.lessons.gates import gate
from autograd_cli.lessons.traced import ForwardStep
from autograd_cli.lessons.tracing import Tracing
from autograd_cli.numerals import Values
from autograd_cli.primitives import PRIMITIVES, Entry
from autograd_cli.report.memory import bytes_of, kept_of
from autograd_cli.syntax.ast import NOWHERE, Name
from autograd_cli.syntax.unparse import NO_WORDS, between, unparse, written_name

TAUGHT = "local partials are written as in a textbook"
COMPUTED = "; the numbers come from rules that keep all digits"
# What a number is whose adjoint is asked for.
WRITTEN = "number written"


def forward_pass(
    program: Tracing, values: Sequence[Values] | None, taken: Sequence[bool] | None
) -> tuple[ForwardStep, ...]:
    """A step for each node, in the order in which they are computed; `taken` flags those that are selected."""
    return tuple(
        _step(program, node, None if values is None else values[node], taken is None or bool(taken[node]))
        for node in program.function.live
        if not program.gates.hides(node)
    )


def remarks(program: Tracing, steps: Sequence[ForwardStep]) -> list[str]:
    """What the table remarks on the entries that a derivative passes through; in a textbook, what computes instead."""
    used = {step.primitive: None for step in steps if step.gate and step.operands and step.selected}
    if program.taught is not None:
        others = [name for name in used if taught_rules(PRIMITIVES[name], program.taught)]
        return [TAUGHT + COMPUTED * any(step.value is not None for step in steps)] if others else []
    return [f"{name}: {PRIMITIVES[name].remark}" for name in used if PRIMITIVES[name].remark]


def _step(program: Tracing, node: NodeId, value: Values | None, is_selected: bool) -> ForwardStep:
    record = program.graph.nodes[node]
    call = program.gates.calls.get(node)
    kept = _kept(program, node)
    return ForwardStep(
        node=node,
        label=program.labels[node],
        primitive=call.entry if call else record.primitive,
        operands=program.operands(node),
        operation=_operation(program, node),
        shape=record.shape,
        value=value,
        keeps=tuple(program.labels.get(read) or unparse(lift(program.graph, read, program.labels)) for read in kept),
        bytes=bytes_of(program.function, kept),
        selected=is_selected,
        gate=_gate(program, node),
        spans=tuple(dict.fromkeys(program.graph.origins[node])),
    )


def _kept(program: Tracing, node: NodeId) -> tuple[NodeId, ...]:
    """The nodes whose values the backward pass needs for a node, and for those that it hides."""
    hidden = [one for one, owner in program.gates.owner.items() if owner == node]
    own = sorted({node, *hidden})
    return tuple(
        dict.fromkeys(read for one in own for read in kept_of(program.function, one, program.moves, program.taught))
    )


def _operation(program: Tracing, node: NodeId) -> str:
    """A node's operation as it is written, in labels; for a leaf, what it is."""
    record = program.graph.nodes[node]
    if record.primitive == INPUT:
        return WRITTEN if node in program.lowered.literals.values() else "input"
    if record.primitive == CONSTANT or not record.operands:
        index = program.indices.get(node)
        return f"{unparse(index.start)}:{unparse(index.stop)}" if index else "constant"
    call = program.gates.calls.get(node)
    row = PRIMITIVES[call.entry if call else record.primitive]
    labels = [program.labels[operand] for operand in program.operands(node)]
    if call is None and row.shape:
        return unparse(structured(record, tuple(Name(NOWHERE, label) for label in labels)))
    return written(row, [*map(written_name, labels)], program.words)


def _gate(program: Tracing, node: NodeId) -> str:
    """The node's pattern in the backward pass; a node that is used several times is a fork as well."""
    record = program.graph.nodes[node]
    if not program.moves[node]:
        return ""
    call = program.gates.calls.get(node)
    primitive = call.entry if call else record.primitive
    patterns = [gate(primitive, len(program.operands(node)))] if record.operands else []
    return ", ".join([*patterns, *(["sums over its uses"] if program.uses[node] > 1 else [])])


def written(row: Entry, labels: Sequence[str], words: Mapping[str, str] = NO_WORDS) -> str:
    """An operation as it is written, with labels for operands, and other names for functions."""
    if not row.operator:
        return f"{words.get(row.call, row.call)}({', '.join(labels)})"
    if len(labels) == 1:
        return f"{row.operator}{' ' if row.operator.isalpha() else ''}{labels[0]}"
    return between(row.operator).join(labels)
