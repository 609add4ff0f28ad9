"""The graph as data to draw, stage by stage: its structure, values, rules, gradients.

Takes: a `Problem`. Returns: a `Drawing`, from which the graph can be built again. What a stage lacks is None.
"""

from collections.abc import Mapping, Sequence
from dataclasses import field

from autograd_cli.ask.problem import Problem
from autograd_cli.errors import Finding, Span
from autograd_cli.graphs.analysis import edges
from autograd_cli.graphs.graph import CONSTANT, INPUT, Graph, NodeId, Shape
from autograd_cli.graphs.templates import OURS
from autograd_cli.lessons.forward_pass import WRITTEN
from autograd_cli.lessons.groups import GateGroup, groups
from autograd_cli.lessons.trace import trace
from autograd_cli.lessons.traced import BackwardStep, ForwardStep, Share
from autograd_cli.numerals import Values
from autograd_cli.records import Shown, record
from autograd_cli.report.evaluation import fails
from autograd_cli.wording.languages import ENGLISH

# The pictures that a lecture draws one after the other; the first and the third need no values.
STAGES = (STRUCTURE, VALUES, RULES, GRADIENTS) = ("structure", "values", "rules", "gradients")
OPEN_STAGES = (STRUCTURE, RULES)


@record
class Vertex:
    """A node. `operation` is how it is written in the labels of its operands, empty for a leaf.

    `gradient` is d output / d node, the sum of what the edges out of it contribute, `formula` that sum in the names of
    adjoints, as `v3̄*1 + v2̄*v1`, and `adjoint` the node's own. `payload` is an input's name, a constant's exact text,
    an axis or a place. One that is not `selected` belongs to a branch that is not taken.
    """

    node: NodeId
    label: str
    primitive: str
    payload: str | None
    operands: tuple[NodeId, ...]
    operation: str
    shape: Shape
    value: Values | None
    gradient: Values | None
    adjoint: str | None
    formula: str | None
    selected: bool
    spans: tuple[Span, ...]


@record
class Arrow:
    """An edge from an operand to its user: the local partial d user / d operand, where a derivative flows.

    `contribution` is what flows back through it, a part of the operand's gradient, and `term` the same in the name of
    the user's adjoint, as `v2̄*v1`. A user that is not elementwise has no partial, nor has an operand that is
    broadcast; `pullback` is what the user passes back, as a formula of its adjoint `g`.
    """

    operand: NodeId
    user: NodeId
    formula: str | None = None
    partial: Values | None = None
    pullback: str | None = None
    term: str | None = None
    contribution: Values | None = None


@record
class Drawing(Shown):
    """The graph, in topological order; `output_node` is the number of the last one.

    At the stage `structure` there are nodes and edges alone; at `values` each node has its value; at `rules` there are
    no numbers, but the local partials and adjoints as formulas; at `gradients` there is everything. `groups` are gates
    that belong together, an outer group before those within it.
    """

    SCHEMA = "autograd.graph/1"
    FORMS = ("drawing",)
    expression: str
    stage: str
    inputs: Mapping[str, Values]
    output: str | None
    output_node: NodeId
    nodes: tuple[Vertex, ...]
    edges: tuple[Arrow, ...]
    groups: tuple[GateGroup, ...]
    value: Values | None
    gradient: Mapping[str, Values] | None
    findings: tuple[Finding, ...]
    language: str = field(default=ENGLISH, repr=False)

    @property
    def failed(self) -> bool:
        return self.value is not None and fails(self)

    @property
    def in_pullbacks(self) -> bool:
        """Whether some edge has no local partial, so that all are described by what they pass back."""
        return any(edge.pullback is not None and edge.formula is None for edge in self.edges)


def drawing(
    problem: Problem,
    *,
    wrt: Sequence[str] | None = None,
    literals: bool = False,
    kinks: str = OURS,
    stage: str | None = None,
    seed: Sequence[float] | None = None,
    group: Sequence[str] = (),
    textbook: bool = False,
) -> Drawing:
    """The drawing of a problem at a stage; without one, its gradients, or its structure where it has no values.

    With `literals` every number written has a gradient too; a `seed` has a weight for each element of the result. The
    names in `group` have gates that belong together; `textbook` is that of `trace`.
    Raises: `AutogradError` as `trace` and `groups` do.
    """
    stage = stage or (GRADIENTS if problem.is_complete else STRUCTURE)
    assert stage in STAGES
    differentiate = stage in (RULES, GRADIENTS)
    traced = trace(
        problem,
        wrt=wrt,
        literals=literals and differentiate,
        kinks=kinks,
        differentiate=differentiate,
        symbols=stage in OPEN_STAGES,
        seed=seed if differentiate else None,
        textbook=textbook,
    )
    lowered = problem.with_literals() if literals and differentiate else problem.lowered
    return Drawing(
        expression=traced.expression,
        stage=stage,
        inputs=traced.inputs,
        output=traced.output,
        output_node=traced.forward[-1].node,
        nodes=vertices(traced.forward, traced.backward, lowered.function.graph),
        edges=arrows(traced.forward, traced.backward),
        groups=groups(problem, lowered, {step.node for step in traced.forward if step.operands}, group),
        value=traced.value,
        gradient=traced.gradient,
        findings=traced.findings,
    )


def vertices(
    forward: Sequence[ForwardStep], backward: Sequence[BackwardStep] | None, graph: Graph
) -> tuple[Vertex, ...]:
    """A vertex for each node of the forward pass."""
    adjoints = {step.node: step for step in backward or ()}
    found = []
    for step in forward:
        own = adjoints.get(step.node)
        payload = None if step.operation == WRITTEN else graph.nodes[step.node].payload
        if payload is None and step.primitive in (INPUT, CONSTANT):
            payload = step.label
        found.append(
            Vertex(
                node=step.node,
                label=step.label,
                primitive=CONSTANT if step.operation == WRITTEN else step.primitive,
                payload=payload,
                operands=step.operands,
                operation=step.operation if step.operands else "",
                shape=step.shape,
                value=step.value,
                gradient=None if own is None else own.adjoint,
                adjoint=None if own is None else own.name,
                formula=None if own is None else own.formula,
                selected=step.selected,
                spans=step.spans,
            )
        )
    return tuple(found)


def arrows(forward: Sequence[ForwardStep], backward: Sequence[BackwardStep] | None) -> tuple[Arrow, ...]:
    """The edges in the order of their users and of the operands of each; equal ones take the shares one by one."""
    shares: dict[tuple[NodeId, NodeId], list[Share]] = {}
    for step in backward or ():
        for share in step.shares:
            shares.setdefault((step.node, share.user), []).append(share)
    found = []
    for user in forward:
        ways = edges(user.primitive, len(user.operands))
        for operand, way in zip(user.operands, ways, strict=True):
            waiting = shares.get((operand, user.node)) if way.flows else None
            if not waiting:
                found.append(Arrow(operand, user.node))
                continue
            share = waiting.pop(0)
            flow = (share.formula, share.partial, share.pullback, share.term, share.contribution)
            found.append(Arrow(operand, user.node, *flow))
    return tuple(found)
