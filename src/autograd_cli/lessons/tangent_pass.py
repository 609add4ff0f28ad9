"""The tangents of a trace: every node's tangent as the sum of what its operands contribute.

Takes: a `Tracing`, the tangent's nodes of each sweep, the uses that a sweep for all inputs recorded, and the values by
node, if there are any. Returns: a `TangentStep` for each node that moves.

*Source*: the three-column evaluation trace of Baydin et al. 2018, section 3.1.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from autograd_cli.graphs.graph import NodeId
from autograd_cli.graphs.lift import lift
from autograd_cli.lessons.nested import filled, masked
from autograd_cli.lessons.partials import Point, local_partial, product, summed, under, way_of, words
from autograd_cli.lessons.traced import TangentShare, TangentStep
from autograd_cli.lessons.tracing import Tracing, dotted
from autograd_cli.numerals import Values
from autograd_cli.sweeps.forward import Push
from autograd_cli.syntax.unparse import unparse

# By node, the node of its tangent.
Column = Mapping[NodeId, NodeId]


def tangent_pass(
    program: Tracing,
    shown: Sequence[NodeId],
    columns: Mapping[str, Column],
    record: Iterable[Push],
    moved: Column,
    pushes: Mapping[str, Iterable[Push]],
    point: Point | None,
) -> tuple[TangentStep, ...]:
    """A step for each of the nodes shown that moves; by the name of a sweep `columns` has its tangents, and `pushes`
    its uses. `moved` has the tangents of the sweep that `record` is of, which formulas are of.
    """
    by_use: dict[tuple[NodeId, NodeId, int], dict[str, Values]] = {}
    for name, own in pushes.items():
        for push, count in _shown(program, own, point):
            if point is not None:
                number = _contribution(program, push, count, point)
                by_use.setdefault((push.user, push.operand, count), {})[name] = number
    by_user: dict[NodeId, list[TangentShare]] = {}
    for push, count in _shown(program, record, point):
        numbers = by_use.get((push.user, push.operand, count), {})
        by_user.setdefault(push.user, []).append(_share(program, push, count, moved, numbers, point))
    return tuple(
        _step(program, node, columns, tuple(by_user.get(node, ())), point) for node in shown if program.moves[node]
    )


def _shown(program: Tracing, record: Iterable[Push], point: Point | None) -> Iterator[tuple[Push, int]]:
    """The uses outside of gates on the taken path, each with how many uses by the same node came before."""
    used: Counter[tuple[NodeId, NodeId]] = Counter()
    for push in record:
        if push.user not in program.gates.owner and (point is None or point.taken[push.operand]):
            yield push, used[push.user, push.operand]
            used[push.user, push.operand] += 1


def _contribution(program: Tracing, push: Push, count: int, point: Point) -> Values:
    """The number of a contribution, 0 where the operand is a branch that is not taken."""
    way = way_of(program, push, count)
    number: Values = point.values[push.contribution]
    if way.edge.condition is None:
        return number
    return masked(number, point.values[way.user.operands[way.edge.condition]], way.edge.when)


def _step(
    program: Tracing,
    node: NodeId,
    columns: Mapping[str, Column],
    shares: tuple[TangentShare, ...],
    point: Point | None,
) -> TangentStep:
    shape = program.graph.nodes[node].shape
    label = program.labels[node]
    name = dotted(label)
    formula = summed([share.term for share in shares]) or name
    numbers = (
        {}
        if point is None
        else {
            towards: point.values[column[node]] if node in column else filled(shape)
            for towards, column in columns.items()
        }
    )
    return TangentStep(node, label, numbers, name, formula, shares)


def _share(
    program: Tracing,
    push: Push,
    count: int,
    moved: Column,
    contributions: Mapping[str, Values],
    point: Point | None,
) -> TangentShare:
    """What one operand contributes; `count` counts its uses by the same node."""
    way = way_of(program, push, count)
    rule, partial, number = local_partial(program, push, way, point)
    label = program.labels[push.operand]
    if rule is None:
        own = {**program.labels, moved[push.operand]: dotted(label)}
        term = lift(program.graph, push.contribution, own)
    else:
        term = under(program, way, product(dotted(label), rule))
    return TangentShare(
        operand=push.operand,
        label=label,
        formula=None if partial is None else unparse(partial, program.words),
        partial=number,
        words=words(way, number),
        term=unparse(term, program.words),
        contributions=contributions,
    )
