"""The backward pass of a trace: every node's adjoint as the sum of what its uses contribute.

Takes: a `Tracing`, the contributions that the reverse sweep recorded, and the values by node, if there are any.
Returns: a `BackwardStep` for each node that has an adjoint, from the result to the inputs.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from autograd_cli.graphs.graph import INPUT, NodeId
from autograd_cli.graphs.lift import lift_pullback
from autograd_cli.lessons.composed import passed_back
from autograd_cli.lessons.nested import total
from autograd_cli.lessons.partials import Point, Way, local_partial, summed, under, way_of, words
from autograd_cli.lessons.partials import product as product_of
from autograd_cli.lessons.traced import BackwardStep, Share
from autograd_cli.lessons.tracing import Tracing, barred
from autograd_cli.numerals import Values, elements, short_text
from autograd_cli.primitives import PRIMITIVES
from autograd_cli.sweeps.reverse import Contribution
from autograd_cli.symbolic.trees import times
from autograd_cli.syntax.ast import NOWHERE, Call, Name, Tree
from autograd_cli.syntax.unparse import unparse

# A product whose one input is so large hands the other an exploding gradient.
LARGE = 100.0


def backward_pass(
    program: Tracing, adjoint: Mapping[NodeId, NodeId], record: Iterable[Contribution], point: Point | None
) -> tuple[BackwardStep, ...]:
    """A step for each node on the taken path, and for inputs that it does not take.

    `adjoint` has the adjoint's node by node.
    """
    by_operand: dict[NodeId, list[Contribution]] = {}
    for step in record:
        if point is None or point.taken[step.user]:
            by_operand.setdefault(step.operand, []).append(step)
    return tuple(
        _step(program, node, adjoint, by_operand.get(node, ()), point)
        for node in reversed(program.function.live)
        if (point is None or point.taken[node] or (node in program.wanted and node in by_operand))
        and not program.gates.hides(node)
        and node in adjoint
        and (program.moves[node] or node in program.wanted)
    )


def large_factors(program: Tracing, steps: Iterable[BackwardStep], values: Sequence[Values]) -> list[str]:
    """Notes on products whose other input is so large that the gradient explodes; `values` are those of all nodes."""
    notes = []
    for step in steps:
        for share in step.shares:
            record = program.graph.nodes[share.user]
            if not PRIMITIVES[record.primitive].factors:
                continue
            others = [values[operand] for operand in record.operands if operand != step.node]
            factors = others if share.partial is None else [share.partial]
            if max((abs(number) for factor in factors for number in elements(factor)), default=0.0) < LARGE:
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
    formula = summed([share.term for share in shares])
    start = program.seed_text if node in program.function.outputs else "0"
    return BackwardStep(node, label, value, barred(label), formula or start, tuple(shares))


def _share(program: Tracing, step: Contribution, count: int, point: Point | None) -> Share:
    """What one use of a node contributes; `count` counts the uses of one operand by one user."""
    way = way_of(program, step, count)
    rule, partial, number = local_partial(program, step, way, point)
    if way.user.shape != program.graph.nodes[step.operand].shape:  # summed over where it is broadcast
        partial = number = None
    if rule is None:
        pullback, term = (
            lift_pullback(program.graph, step.user, way.position, program.labels, adjoint)
            for adjoint in (program.adjoint, barred(program.labels[step.user]))
        )
    else:
        pullback, term = (
            _broadcast(program, step, way, under(program, way, product))
            for product in (
                times(Name(NOWHERE, program.adjoint), rule),
                product_of(barred(program.labels[step.user]), rule),
            )
        )
    return Share(
        user=step.user,
        label=program.labels[step.user],
        upstream=None if point is None else point.read(step.user, step.upstream),
        formula=None if partial is None else unparse(partial, program.words),
        partial=number,
        words=words(way, number),
        pullback=unparse(pullback, program.words),
        term=unparse(term, program.words),
        contribution=None if point is None else point.read(step.operand, step.product),
    )


def _broadcast(program: Tracing, step: Contribution, way: Way, term: Tree) -> Tree:
    """A contribution, summed over the axes along which the operand is broadcast."""
    if way.user.shape == program.graph.nodes[step.operand].shape:
        return term
    return Call(NOWHERE, "sum_to", (term, Name(NOWHERE, program.labels[step.operand])), NOWHERE)


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
        words=None,
        pullback=pullback,
        term=term,
        contribution=None if point is None or parts is None else point.masked(node, total(parts)),
    )
