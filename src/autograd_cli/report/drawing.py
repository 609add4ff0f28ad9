"""The graph at a point, as data to draw: nodes with value and gradient, edges with local partials.

In: a `Problem`. Out: a `Drawing`, from which the graph can be built again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from autograd_cli.ask.problem import Problem
from autograd_cli.errors import Finding, Span
from autograd_cli.graph.graph import CONSTANT, INPUT, NodeId, Shape
from autograd_cli.graph.templates import OURS
from autograd_cli.numerals import Values
from autograd_cli.report.evaluation import fails
from autograd_cli.report.trace import trace

# Of an edge through which no derivative flows.
NO_FLOW = (None, None, None, None)


@dataclass(frozen=True, slots=True)
class Vertex:
    """A node. `gradient` is d output / d node, the sum of what the edges out of it contribute.

    `payload` is an input's name, a constant's exact text, an axis or a place. One that is not `selected` belongs to a
    branch that is not taken.
    """

    node: NodeId
    label: str
    primitive: str
    payload: str | None
    operands: tuple[NodeId, ...]
    shape: Shape
    value: Values
    gradient: Values | None
    selected: bool
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Arrow:
    """An edge from an operand to its user: the local partial d user / d operand, where a derivative flows.

    `contribution` is what flows back through it, a part of the operand's gradient. A user that is not elementwise has
    no partial; `pullback` is what it passes back, as a formula of its adjoint `g`.
    """

    operand: NodeId
    user: NodeId
    formula: str | None
    partial: Values | None
    pullback: str | None
    contribution: Values | None


@dataclass(frozen=True, slots=True)
class Drawing:
    """The graph, in topological order; `output_node` is the number of the last one."""

    SCHEMA: ClassVar[str] = "autograd.graph/1"
    FORMS: ClassVar[tuple[str, ...]] = ("drawing",)
    expression: str
    inputs: Mapping[str, Values]
    output: str | None
    output_node: NodeId
    nodes: tuple[Vertex, ...]
    edges: tuple[Arrow, ...]
    value: Values
    gradient: Mapping[str, Values] | None
    findings: tuple[Finding, ...]

    failed = property(fails)


def drawing(
    problem: Problem, *, wrt: Sequence[str] | None = None, literals: bool = False, kinks: str = OURS
) -> Drawing:
    """The drawing of a problem. With `literals` every number written has a gradient too.

    Raises: `AutogradError` as `evaluation` does.
    """
    told = trace(problem, wrt=wrt, literals=literals, kinks=kinks)
    adjoints = {step.node: step.adjoint for step in told.backward or ()}
    shares = {(step.node, share.user, i): share for step in told.backward or () for i, share in enumerate(step.shares)}
    by_edge: dict[tuple[NodeId, NodeId], list[tuple[str | None, Values | None, str, Values]]] = {}
    for (operand, user, _), share in shares.items():
        by_edge.setdefault((operand, user), []).append(
            (share.formula, share.partial, share.pullback, share.contribution)
        )
    graph = (problem.with_literals() if literals else problem.lowered).function.graph
    vertices = []
    arrows = []
    for step in told.forward:
        payload = graph.nodes[step.node].payload if not literals or step.operands else None
        if step.primitive in (INPUT, CONSTANT) and payload is None:
            payload = step.label
        primitive = CONSTANT if step.operation == "number written" else step.primitive
        gradient = adjoints.get(step.node)
        vertices.append(
            Vertex(
                step.node,
                step.label,
                primitive,
                payload,
                step.operands,
                step.shape,
                step.value,
                gradient,
                step.selected,
                step.spans,
            )
        )
        for operand in step.operands:
            partials = by_edge.get((operand, step.node), [])
            arrows.append(Arrow(operand, step.node, *(partials.pop(0) if partials else NO_FLOW)))
    return Drawing(
        expression=told.expression,
        inputs=told.inputs,
        output=told.output,
        output_node=told.forward[-1].node,
        nodes=tuple(vertices),
        edges=tuple(arrows),
        value=told.value,
        gradient=told.gradient,
        findings=told.findings,
    )
