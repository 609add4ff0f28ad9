"""What one node passes on, as nodes: what both sweeps are made of.

In: a node, which of its operands are active, an adjoint or tangents. Out: the nodes of the contributions, built by the
row's rules.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache

from autograd_cli.graphs.analysis import Edge, edges
from autograd_cli.graphs.expansions import expanded
from autograd_cli.graphs.graph import INPUT, Function, Graph, NodeId, Shape
from autograd_cli.graphs.simplify import simplified
from autograd_cli.graphs.templates import (
    OURS,
    Template,
    apply,
    apply_shaped,
    effective_primitive,
    late,
    partial_template,
    pullback_template,
    template,
)
from autograd_cli.primitives import PRIMITIVES

# A sweep within a rule: of a function, from or to the one node, with the one seed.
InnerSweep = Callable[[Function, NodeId, NodeId], NodeId]
TANGENT = "t"
# What makes the rule of an entry that has a definition and no rules; it is made of the sweeps, and they of this.
SWEPT = "autograd_cli.sweeps.definitions:swept_partial"


def pulled_back(
    graph: Graph, node: NodeId, active: Sequence[int], upstream: NodeId, kinks: str, inner: InnerSweep
) -> Iterator[tuple[NodeId, Edge, NodeId | None, NodeId]]:
    """Operand, edge, local partial and contribution for each active operand along whose edge a derivative flows.

    The contribution is the adjoint `upstream` times the local partial; a row that is not elementwise has no partial but
    a pullback.
    """
    record = graph.nodes[node]
    if not record.operands:
        return
    if not PRIMITIVES[record.primitive].shape:
        for operand, edge, partial in local_partials(graph, node, active, kinks):
            yield operand, edge, partial, simplified(graph, "multiply", (upstream, partial))
        return
    shapes = tuple([graph.nodes[operand].shape for operand in record.operands])
    for position, edge in enumerate(edges(record.primitive, len(record.operands))):
        operand = record.operands[position]
        if not active[operand] or not edge.flows:
            continue
        if PRIMITIVES[record.primitive].expansion:
            yield operand, edge, None, inner(_alone(graph, node), operand, upstream)
            continue
        rule = pullback_template(record.primitive, position, shapes, record.shape, record.payload, kinks)
        if rule is not None:
            yield operand, edge, None, apply_shaped(graph, rule, (*record.operands, node, upstream))


def pushed_forward(
    graph: Graph,
    node: NodeId,
    active: Sequence[int],
    tangent: Mapping[NodeId, NodeId],
    kinks: str,
    inner: InnerSweep,
    transpose: InnerSweep,
) -> Iterator[tuple[NodeId, Edge, NodeId | None, NodeId]]:
    """Operand, edge, local partial and contribution for each operand that has a tangent: the partial times that.

    A row that is not elementwise has no partial.
    """
    record = graph.nodes[node]
    if not record.operands:
        return
    if not PRIMITIVES[record.primitive].shape:
        for operand, edge, partial in local_partials(graph, node, active, kinks):
            if operand in tangent:
                yield operand, edge, partial, simplified(graph, "multiply", (partial, tangent[operand]))
        return
    shapes = tuple([graph.nodes[operand].shape for operand in record.operands])
    for position, edge in enumerate(edges(record.primitive, len(record.operands))):
        operand = record.operands[position]
        if not active[operand] or not edge.flows or operand not in tangent:
            continue
        if PRIMITIVES[record.primitive].expansion:
            yield operand, edge, None, inner(_alone(graph, node), operand, tangent[operand])
            continue
        rule = pushforward_template(record.primitive, position, shapes, record.shape, record.payload, kinks, transpose)
        if rule is not None:
            yield operand, edge, None, apply_shaped(graph, rule, (*record.operands, node, tangent[operand]))


@cache
def pushforward_template(
    primitive: str,
    position: int,
    shapes: tuple[Shape, ...],
    out: Shape,
    payload: str | None,
    kinks: str,
    transpose: InnerSweep,
) -> Template | None:
    """The rule for the tangent of a node from that of operand `position`; None where nothing flows.

    A pullback is linear in the adjoint `g`, so its own pullback towards `g` is the map from tangents to tangents. Its
    inputs are the operands, `out` and the operand's tangent.

    *Source*: Christianson 1992, Automatic Hessians by reverse accumulation, section 3.
    """
    rule = pullback_template(primitive, position, shapes, out, payload, kinks)
    if rule is None:
        return None
    graph = Graph()
    given = zip((*shapes, out, out, shapes[position]), (*rule.names, TANGENT), strict=True)
    inputs = [graph.add(INPUT, (), name, None, shape) for shape, name in given]
    *operands, adjoint, tangent = inputs
    pulled = apply_shaped(graph, rule, (*operands, adjoint))
    output = transpose(Function(graph, tuple(inputs), (pulled,)), adjoint, tangent)
    # The adjoint itself is no part of what came out, since the pullback is linear in it.
    order = [*operands, tangent]
    return renumbered(graph, order, output)


def renumbered(graph: Graph, inputs: Sequence[NodeId], output: NodeId) -> Template:
    """A template whose first nodes are these inputs, with what the output needs and no more."""
    needed, stack = {output}, [output]
    while stack:
        for operand in graph.nodes[stack.pop()].operands:
            if operand not in needed:
                needed.add(operand)
                stack.append(operand)
    fresh = Graph()
    placed: dict[NodeId, NodeId] = {}
    for node in [*inputs, *sorted(needed - set(inputs))]:
        primitive, operands, payload, shape = graph.nodes[node]
        placed[node] = fresh.add(primitive, tuple([placed[i] for i in operands]), payload, None, shape)
    names = tuple(graph.nodes[node].payload or "" for node in inputs)
    function = Function(fresh, tuple(placed[node] for node in inputs), (placed[output],))
    uses = frozenset(graph.nodes[i].payload or "" for i in needed if graph.nodes[i].primitive == INPUT)
    return Template(function, names, uses)


def _alone(graph: Graph, node: NodeId) -> Function:
    """A node as a function of its own, made of the rows that stand for it."""
    return Function(graph, (), (expanded(graph, node),))


@cache
def partial_rule(primitive: str, position: int, count: int, kinks: str = OURS) -> Template | None:
    """The rule for the partial towards operand `position` of `count`; None where nothing flows.

    It is the entry's own, or where the entry gives none, the sweep over its definition.
    """
    if PRIMITIVES[primitive].rules:
        return partial_template(primitive, position, count, kinks)
    found: Template | None = late(SWEPT)(primitive, position, kinks)
    return found


@cache
def series_rule(primitive: str, position: int, count: int, kinks: str = OURS) -> Template | None:
    """The rule for a partial whose own partials will be asked for, and theirs, to any order."""
    entry = PRIMITIVES[primitive]
    return (
        template(entry.series[position], entry.names)
        if entry.series
        else partial_rule(primitive, position, count, kinks)
    )


def local_partials(
    graph: Graph,
    node: NodeId,
    active: Sequence[int],
    kinks: str = OURS,
    rule_of: Callable[[str, int, int, str], Template | None] = partial_rule,
) -> Iterator[tuple[NodeId, Edge, NodeId]]:
    """Operand, edge and the node of d node / d operand, for each active operand of an elementwise node."""
    record = graph.nodes[node]
    operands = record.operands
    count = len(operands)
    primitive = effective_primitive(record, active)
    for position, edge in enumerate(edges(primitive, count)):
        operand = operands[position]
        if active[operand] and edge.flows:
            rule = rule_of(primitive, position, count, kinks)
            if rule is None:
                continue
            partial = apply(graph, rule, operands, node)
            # A rule may come out as 0, as that of x^0 does; an operand that happens to be 0 is no such zero.
            if graph.constant_text(partial) != "0" or partial in operands:
                yield operand, edge, partial
