"""The local partials of a node, as nodes: what both sweeps are made of.

In: a node and which of its operands are active. Out: the numbers of the partials' nodes, built by the row's rules.
"""

from collections.abc import Iterator, Sequence

from autograd_cli.graph.analysis import Edge, edges
from autograd_cli.graph.graph import Graph
from autograd_cli.graph.templates import OURS, apply, effective_primitive, partial_template


def local_partials(
    graph: Graph, number: int, active: Sequence[int], kinks: str = OURS
) -> Iterator[tuple[int, Edge, int]]:
    """Operand, edge and the node of d node / d operand, for each active operand along whose edge a derivative flows."""
    node = graph.nodes[number]
    operands = node.operands
    if not operands:
        return
    count = len(operands)
    primitive = effective_primitive(node, active)
    for position, edge in enumerate(edges(primitive, count)):
        operand = operands[position]
        if active[operand] and edge.flows:
            rule = partial_template(primitive, position, count, kinks)
            if rule is None:
                continue
            partial = apply(graph, rule, operands, number)
            # A rule may come out as 0, as that of x^0 does; an operand that happens to be 0 is no such zero.
            if graph.constant_text(partial) != "0" or partial in operands:
                yield operand, edge, partial
