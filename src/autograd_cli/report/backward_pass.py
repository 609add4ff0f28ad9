"""The backward pass of a trace: every node's adjoint as the sum of what its uses contribute.

Takes: a `Tracing`, the contributions that the reverse sweep recorded, and the values by node, if there are any.
Returns: a `BackwardStep` for each node that has an adjoint, from the result to the inputs.
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
from autograd_cli.report.tracing import Tracing, barred
from autograd_cli.sweeps.reverse import Contribution
from autograd_cli.symbolic.trees import times
from autograd_cli.syntax.ast import NOWHERE, Call, Name, Number, Operation, Tree
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

    def read(self, node: NodeId, adjoint: NodeId) -> Any:
        """The value of an adjoint's node, 0 for elements that are not selected."""
        return self.masked(node, self.values[adjoint])

    def masked(self, node: NodeId, adjoint: Any) -> Any:
        """The same of a value."""
        return masked(adjoint, self.masks[node], True) if node in self.masks else adjoint


def backward_pass(
    program: Tracing, adjoint: Mapping[NodeId, NodeId], record: Iterable[Contribution], point: Point | None
) -> tuple[BackwardStep, ...]:
    """A step for each node on the taken path; `adjoint` has the adjoint's node by node."""
    by_operand: dict[NodeId, list[Contribution]] = {}
    for step in record:
        if point is None or point.taken[step.user]:
            by_operand.setdefault(step.operand, []).append(step)
    return tuple(
        _step(program, node, adjoint, by_operand.get(node, ()), point)
        for node in reversed(program.function.live)
        if (point is None or point.taken[node])
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
    program: Tracing, node: NodeId, adjoint: Mapping[NodeId, NodeId], steps: Iterable[Contribution], point: Point | None
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
    value = None if point is None else point.read(node, adjoint[node])
    if point is not None and program.graph.nodes[node].primitive == INPUT:
        # As `eval` gives it: undefined outside a domain, and recomputed where floats overflow.
        value = point.gradient.get(program.graph.nodes[node].payload or "", value)
    label = program.labels[node]
    formula = " + ".join(share.term for share in shares).replace("+ -", "- ")
    return BackwardStep(node, label, value, barred(label), formula or program.seed_text, tuple(shares))


def _share(program: Tracing, step: Contribution, use: int, point: Point | None) -> Share:
    """What one use of a node contributes; `use` counts the uses of one operand by one user."""
    partial = None if step.partial is None else lift(program.graph, step.partial, program.labels)
    pullback, term = (_pullback(program, step, partial, use, adjoint) for adjoint in (None, step.user))
    number: Values | None = None
    if point is not None and partial is not None and step.partial is not None:
        partial, number = _selected(program, step, use, partial, point.values[step.partial], point.values)
    return Share(
        user=step.user,
        label=program.labels[step.user],
        upstream=None if point is None else point.read(step.user, step.upstream),
        formula=None if partial is None else unparse(partial),
        partial=number,
        pullback=unparse(pullback),
        term=unparse(term),
        contribution=None if point is None else point.read(step.operand, step.product),
    )


def _share_of_gate(
    program: Tracing, node: NodeId, user: NodeId, upstream: NodeId, steps: Sequence[Contribution], point: Point | None
) -> Share:
    """What an entry that is written out passes back to an operand, by all ways inside of it."""
    gate = program.gates.calls[user]
    label = program.labels[user]
    pullback, term = (
        unparse(passed_back(program.function, user, gate, node, program.labels, adjoint))
        for adjoint in (program.adjoint, barred(label))
    )
    parts = None if point is None else [point.values[step.product] for step in steps]
    return Share(
        user=user,
        label=label,
        upstream=None if point is None else point.read(user, upstream),
        formula=None,
        partial=None,
        pullback=pullback,
        term=term,
        contribution=None if point is None or parts is None else point.masked(node, total(parts)),
    )


def _pullback(program: Tracing, step: Contribution, partial: Tree | None, use: int, named: NodeId | None) -> Tree:
    """A contribution as a formula of the upstream, which has the name of that node's adjoint; without one, `g`.

    In names no factor is left out, so that one sees upstream and local partial.
    """
    user, position, way = _way(program, step, use)
    adjoint = program.adjoint if named is None else barred(program.labels[named])
    if partial is None:
        return lift_pullback(program.graph, step.user, position, program.labels, adjoint)
    upstream = Name(NOWHERE, adjoint)
    product = times(upstream, partial) if named is None else _product(upstream, partial)
    term = _under(program, way, user, product)
    if user.shape != program.graph.nodes[step.operand].shape:
        term = Call(NOWHERE, "sum_to", (term, Name(NOWHERE, program.labels[step.operand])), NOWHERE)
    return term


def _product(upstream: Tree, partial: Tree) -> Tree:
    """Both factors as they are; no two signs stand side by side."""
    negative = isinstance(partial, Operation) and partial.primitive == "negative"
    factor = Name(NOWHERE, f"({unparse(partial)})") if negative else partial
    return Operation(NOWHERE, "multiply", (upstream, factor))


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
