"""The backward pass of a trace: every node's adjoint as the sum of what its uses contribute.

Takes: a `Tracing`, the contributions that the reverse sweep recorded, and the values by node. Returns: a `BackwardStep`
for each node that has an adjoint, from the result to the inputs.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from autograd_cli.graph.analysis import Edge, edges
from autograd_cli.graph.graph import INPUT, Node, NodeId
from autograd_cli.graph.lift import lift, lift_pullback
from autograd_cli.numerals import Values, elements, short_text
from autograd_cli.primitives import PRIMITIVES
from autograd_cli.report.composed import passed_back
from autograd_cli.report.nested import masked, total
from autograd_cli.report.traced import BackwardStep, Share
from autograd_cli.report.tracing import Tracing
from autograd_cli.sweeps.reverse import Contribution
from autograd_cli.symbolic.trees import times
from autograd_cli.syntax.ast import NOWHERE, Call, Name, Number, Tree
from autograd_cli.syntax.unparse import unparse

# A product whose one input is so large hands the other an exploding gradient.
LARGE = 100.0


class Point(NamedTuple):
    """The values by node, and which nodes are on the taken path.

    `masks` say of a node whose elements are selected one by one which are; elsewhere an adjoint means nothing.
    `gradient` are the partials as `eval` gives them.
    """

    values: Sequence[Any]
    taken: Sequence[bool]
    masks: Mapping[NodeId, Values]
    gradient: Mapping[str, Values]

    def read(self, node: NodeId, adjoint: Any) -> Any:
        """An adjoint, 0 for elements that are not selected."""
        return masked(adjoint, self.masks[node], True) if node in self.masks else adjoint


def backward_pass(
    program: Tracing, adjoint: Mapping[NodeId, NodeId], record: Iterable[Contribution], point: Point
) -> tuple[BackwardStep, ...]:
    """A step for each node on the taken path; `adjoint` has the adjoint's node by node."""
    by_operand: dict[NodeId, list[Contribution]] = {}
    for step in record:
        if point.taken[step.user]:
            by_operand.setdefault(step.operand, []).append(step)
    return tuple(
        _step(program, node, adjoint, by_operand.get(node, ()), point)
        for node in reversed(program.function.live)
        if point.taken[node]
        and not program.gates.hides(node)
        and node in adjoint
        and (program.moves[node] or node in program.wanted)
    )


def large_factors(program: Tracing, steps: Iterable[BackwardStep]) -> list[str]:
    """Notes on products whose other input is so large that the gradient explodes."""
    notes = []
    for step in steps:
        for share in step.shares:
            record = program.graph.nodes[share.user]
            if share.partial is None or not PRIMITIVES[record.primitive].factors:
                continue
            if max(map(abs, elements(share.partial)), default=0.0) < LARGE:
                continue
            note = f"{share.label} multiplies, so the gradient of {step.label} grows with the other input"
            if isinstance(share.partial, float) and isinstance(share.upstream, float):
                number_text = short_text(share.partial)
                note += f": {share.formula} = {number_text} times the upstream {short_text(share.upstream)}"
            notes.append(note)
    return notes


def _step(
    program: Tracing, node: NodeId, adjoint: Mapping[NodeId, NodeId], steps: Iterable[Contribution], point: Point
) -> BackwardStep:
    used: Counter[NodeId] = Counter()
    shares = []
    grouped: dict[NodeId, list[Contribution]] = {}
    for step in steps:
        if step.user in program.gates.owner:
            grouped.setdefault(program.gates.of(step.user), []).append(step)
            continue
        shares.append(_share(program, step, used[step.user], point))
        used[step.user] += 1
    shares += [_share_of_gate(program, node, user, adjoint[user], own, point) for user, own in grouped.items()]
    value = point.read(node, point.values[adjoint[node]])
    if program.graph.nodes[node].primitive == INPUT:
        # As `eval` gives it: undefined outside a domain, and recomputed where floats overflow.
        value = point.gradient.get(program.graph.nodes[node].payload or "", value)
    return BackwardStep(node, program.labels[node], value, tuple(shares))


def _share(program: Tracing, step: Contribution, use: int, point: Point) -> Share:
    """What one use of a node contributes; `use` counts the uses of one operand by one user."""
    partial = None if step.partial is None else lift(program.graph, step.partial, program.labels)
    number: Values | None = None if step.partial is None else point.values[step.partial]
    pullback = unparse(_pullback(program, step, partial, use))
    if partial is not None and number is not None:
        partial, number = _selected(program, step, use, partial, number, point.values)
    return Share(
        user=step.user,
        label=program.labels[step.user],
        upstream=point.read(step.user, point.values[step.upstream]),
        formula=None if partial is None else unparse(partial),
        partial=number,
        pullback=pullback,
        contribution=point.read(step.operand, point.values[step.product]),
    )


def _share_of_gate(
    program: Tracing, node: NodeId, user: NodeId, upstream: NodeId, steps: Sequence[Contribution], point: Point
) -> Share:
    """What an entry that is written out passes back to an operand, by all ways inside of it."""
    gate = program.gates.calls[user]
    return Share(
        user=user,
        label=program.labels[user],
        upstream=point.read(user, point.values[upstream]),
        formula=None,
        partial=None,
        pullback=unparse(passed_back(program.function, user, gate, node, program.labels, program.adjoint)),
        contribution=point.read(node, total([point.values[step.product] for step in steps])),
    )


def _pullback(program: Tracing, step: Contribution, partial: Tree | None, use: int) -> Tree:
    """A contribution as a formula of the upstream."""
    user, position, way = _way(program, step, use)
    if partial is None:
        return lift_pullback(program.graph, step.user, position, program.labels, program.adjoint)
    term = _under(program, way, user, times(Name(NOWHERE, program.adjoint), partial))
    if user.shape != program.graph.nodes[step.operand].shape:
        term = Call(NOWHERE, "sum_to", (term, Name(NOWHERE, program.labels[step.operand])), NOWHERE)
    return term


def _way(program: Tracing, step: Contribution, use: int) -> tuple[Node, int, Edge]:
    """The user of a contribution, and the operand's place and way in it."""
    user = program.graph.nodes[step.user]
    ways = edges(user.primitive, len(user.operands))
    positions = [i for i, operand in enumerate(user.operands) if operand == step.operand and ways[i].flows]
    position = positions[min(use, len(positions) - 1)]
    return user, position, ways[position]


def _under(program: Tracing, way: Edge, user: Node, term: Tree) -> Tree:
    """A term under the condition of a way."""
    if way.condition is None:
        return term
    condition = Name(NOWHERE, program.labels[user.operands[way.condition]])
    sides = (term, Number(NOWHERE, "0"))
    return Call(NOWHERE, "where", (condition, *(sides if way.when else sides[::-1])), NOWHERE)


def _selected(
    program: Tracing, step: Contribution, use: int, partial: Tree, number: Values, values: Sequence[Any]
) -> tuple[Tree, Values]:
    """A local partial and its number, 0 where the operand is a branch that is not taken."""
    user, _, way = _way(program, step, use)
    if way.condition is None:
        return partial, number
    condition = values[user.operands[way.condition]]
    taken = {bool(one) == way.when for one in elements(condition)}
    if taken == {False}:
        partial = Number(NOWHERE, "0")
    elif False in taken:
        partial = _under(program, way, user, partial)
    return partial, masked(number, condition, way.when)
