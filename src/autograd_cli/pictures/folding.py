"""Groups of gates as one node each.

Takes: a `Drawing`. Returns: one with fewer nodes.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from autograd_cli.graphs.graph import CONSTANT, NodeId
from autograd_cli.lessons.drawing import Arrow, Drawing, Vertex
from autograd_cli.numerals import Values
from autograd_cli.pictures.signs import FOLDED


def folded(report: Drawing) -> tuple[Drawing, Mapping[NodeId, NodeId]]:
    """The drawing with each outermost group as the node of its value, and for each node in a group that node.

    What flows back from a group into one node is one edge. A group that nothing goes into is left as it is.
    """
    vertices = {vertex.node: vertex for vertex in report.nodes}
    home: dict[NodeId, NodeId] = {}
    names: dict[NodeId, str] = {}
    for group in report.groups:
        if not home.keys() & {*group.nodes} and any(_entering(report, vertices, {*group.nodes})):
            home |= dict.fromkeys(group.nodes, group.node)
            names[group.node] = group.name
    flows: dict[tuple[NodeId, NodeId], Arrow] = {}
    arrows = []
    for arrow in report.edges:
        user = home.get(arrow.user)
        if user is None:
            arrows.append(arrow)
        elif home.get(arrow.operand) != user and vertices[arrow.operand].primitive != CONSTANT:
            met = flows.get((user, arrow.operand), Arrow(arrow.operand, user))
            flows[user, arrow.operand] = replace(
                met, term=met.term or arrow.term, contribution=_added(met.contribution, arrow.contribution)
            )
    arrows += flows.values()
    nodes = [vertex for vertex in report.nodes if not vertex.operands]
    met_groups = set()
    for vertex in report.nodes:
        own = home.get(vertex.node)
        if own is None and vertex.operands:
            nodes.append(vertex)
        elif own is not None and own not in met_groups:
            met_groups.add(own)
            operands = tuple(operand for user, operand in flows if user == own)
            nodes.append(replace(vertices[own], primitive=FOLDED, operands=operands, operation=names[own]))
    used = {report.output_node, *(operand for vertex in nodes for operand in vertex.operands)}
    shown = tuple(vertex for vertex in nodes if vertex.operands or vertex.node in used)
    return replace(report, nodes=shown, edges=tuple(arrows), groups=()), home


def _entering(report: Drawing, vertices: Mapping[NodeId, Vertex], inside: set[NodeId]) -> Iterator[bool]:
    for arrow in report.edges:
        yield arrow.user in inside and arrow.operand not in inside and vertices[arrow.operand].primitive != CONSTANT


def _added(one: Values | None, other: Values | None) -> Any:
    """The sum of what flows back, nothing where nothing does."""
    if one is None or other is None:
        return other if one is None else one
    if isinstance(one, int | float):
        return one + other  # type: ignore[operator]  # both have the same shape
    return [_added(a, b) for a, b in zip(one, other, strict=True)]  # type: ignore[arg-type]
