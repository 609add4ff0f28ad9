"""Taylor coefficients by jets: every node's series, from the very rules by which the sweeps differentiate.

In: a function, the input that varies, an order. Out: an output's coefficients. With v' the sum of p*u' over a node's
local partials p and operands u, coefficient k of v is the sum over j of j/k * u[j] * p[k - j]. The partials are nodes
themselves, appended to the graph and hash-consed; a coefficient is computed when one is asked for that needs it, so
that a partial is followed one order less far than its node, and chains such as digamma, polygamma(1, x) ... end.

*Conventions*: coefficient k is the k-th derivative divided by k!. None is a structural zero, which multiplies nothing,
so that 0 times infinity is not formed.
*Source*: Griewank & Walther 2008, section 13.2.
"""

from collections.abc import Mapping
from typing import Any

from autograd_cli.errors import AutogradError, Source
from autograd_cli.graphs.analysis import Edge, edges, refuse_matrices, takes
from autograd_cli.graphs.graph import CONSTANT, INPUT, Function, Graph, NodeId, node_ids
from autograd_cli.graphs.templates import OURS
from autograd_cli.sweeps.rules import local_partials, series_rule
from autograd_cli.systems.systems import FLOAT, NumberSystem

# Functions whose derivatives are ever new functions, such as gamma, take the cube of the order; this is some seconds.
MOST_PRODUCTS = 10_000_000


def holding(
    function: Function, variable: NodeId, values: Mapping[str, float], source: Source | None = None
) -> Function:
    """The function on a graph of its own in which the other inputs are constants, as far as constants can hold them.

    Then `x^n` at n = 2 is a square, whose derivatives end.
    Raises: `AutogradError` with code `unsupported` for a function of whole matrices.
    """
    refuse_matrices(function, "series-of-matrices", source)
    graph = Graph()
    placed: dict[NodeId, NodeId] = {}
    reached = {*function.outputs, variable}
    for node in reversed(node_ids(max(reached) + 1)):
        if node in reached:
            reached.update(function.graph.nodes[node].operands)
    for node in sorted(reached):
        primitive, operands, payload, _ = function.graph.nodes[node]
        if primitive == INPUT and node != variable and abs(values[payload or ""]) < float("inf"):
            placed[node] = graph.constant(repr(values[payload or ""]))
        else:
            placed[node] = graph.add(primitive, tuple(placed[operand] for operand in operands), payload)
    inputs = tuple(node for node in placed.values() if graph.nodes[node].primitive == INPUT)
    return Function(graph, inputs, tuple(placed[output] for output in function.outputs))


class Jets:
    """The coefficients of a function's nodes in one variable, the other inputs held at their values."""

    def __init__(
        self,
        function: Function,
        variable: NodeId,
        values: Mapping[str, float],
        system: NumberSystem = FLOAT,
        kinks: str = OURS,
    ) -> None:
        self.function, self.graph = function, function.graph
        self.variable = variable
        self.values = values
        self.system = system
        self.kinks = kinks
        self.coefficients: dict[NodeId, list[Any]] = {}
        # Those from order 1 on that are not structurally 0, each with its order.
        self.factors: dict[NodeId, list[tuple[int, Any]]] = {}
        self.moves = bytearray()
        self.partials: dict[NodeId, list[tuple[NodeId, NodeId]]] = {}
        # The nodes that got one more coefficient, in this order, and the guarded edges with whether they were taken.
        self.steps: list[NodeId] = []
        self.guarded: list[tuple[NodeId, Edge, bool]] = []
        self.products = 0

    def series(self, output: NodeId, order: int) -> list[Any]:
        """The coefficients 0 to `order` of an output.

        Raises: `AutogradError` with code `too-large` where it would take more than `MOST_PRODUCTS`.
        """
        self.complete(output, order)
        zero = self.system.constant("0")
        return [zero if one is None else one for one in self.coefficients[output][: order + 1]]

    def complete(self, output: NodeId, order: int) -> None:
        """Computes a node's coefficients up to an order, and before them those that they need."""
        stack = [(output, order)]
        while stack:
            node, wanted = stack[-1]
            known = self.coefficients.get(node, ())
            if len(known) > wanted:
                stack.pop()
                continue
            missing = self.missing(node, len(known))
            if missing:
                stack += missing
            else:
                self.steps.append(node)
                self.extend(node)

    def again(self, system: NumberSystem) -> "Jets":
        """The coefficients in another system, by the steps found here, if they fit: if nodes take the same operands.

        If they do not, none is there yet, and they are computed when they are asked for.
        """
        jets = Jets(self.function, self.variable, self.values, system, self.kinks)
        jets.partials = self.partials
        for node in self.steps:
            jets.extend(node)
        if all(jets.takes(node, edge) == taken for node, edge, taken in self.guarded):
            return jets
        return Jets(self.function, self.variable, self.values, system, self.kinks)

    def extend(self, node: NodeId) -> None:
        """Computes a node's next coefficient."""
        known = self.coefficients.get(node)
        if known is None:
            self.coefficients[node], self.factors[node] = [self.value(node)], []
            return
        order = len(known)
        found = self.coefficient(node, order)
        known.append(found)
        if found is not None:
            self.factors[node].append((order, found))

    def missing(self, node: NodeId, order: int) -> list[tuple[NodeId, int]]:
        """What has to be there before a node's coefficient of an order, and is not."""
        there = self.coefficients
        if order == 0:
            return [(operand, 0) for operand in self.graph.nodes[node].operands if not there.get(operand)]
        found = []
        for operand, partial in self.terms(node):
            if len(there.get(operand, ())) <= order:
                found.append((operand, order))
            if len(there.get(partial, ())) < order:
                found.append((partial, order - 1))
        return found

    def value(self, node: NodeId) -> Any:
        primitive, operands, payload, _ = self.graph.nodes[node]
        if primitive == CONSTANT:
            return self.system.constant(payload or "")
        if primitive == INPUT:
            return self.system.number(self.values[payload or ""])
        return self.system.kernel(primitive)(*(self.coefficients[operand][0] for operand in operands))

    def coefficient(self, node: NodeId, order: int) -> Any:
        """Coefficient `order`, 1 or more, of a node whose lower ones are there; None where it is structurally 0."""
        if node == self.variable:
            return self.system.constant("1") if order == 1 else None
        total = None
        self.products += order
        if self.products > MOST_PRODUCTS:
            raise AutogradError("too-large", "series", most=MOST_PRODUCTS)
        for operand, partial in self.terms(node):
            local = self.coefficients[partial]
            for j, own in self.factors[operand]:
                if j > order:
                    break
                other = local[order - j]
                if other is not None:
                    term = j * (own * other)
                    total = term if total is None else total + term
        return None if total is None else total / order

    def terms(self, node: NodeId) -> list[tuple[NodeId, NodeId]]:
        """Operand and local partial, for each operand that the derivative flows from at this point."""
        known = self.partials.get(node)
        if known is None:
            self.mark()
            known = self.partials[node] = []
            if self.moves[node] and node != self.variable:
                for operand, edge, partial in local_partials(self.graph, node, self.moves, self.kinks, series_rule):
                    taken = not edge.guarded or self.takes(node, edge)
                    if edge.guarded:
                        self.guarded.append((node, edge, taken))
                    if taken:
                        known.append((operand, partial))
        return known

    def takes(self, node: NodeId, edge: Edge) -> bool:
        """Whether a node takes the operand at the end of an edge at this point."""
        operands = self.graph.nodes[node].operands
        values = {one: self.coefficients[one][0] for one in (*operands, node)}
        return takes(edge, operands, node, values)

    def mark(self) -> None:
        """Extends the flags of what the variable moves to the nodes appended since."""
        for node in range(len(self.moves), len(self.graph.nodes)):
            primitive, operands, _, _ = self.graph.nodes[node]
            flows = any(
                edge.flows and self.moves[operand]
                for operand, edge in zip(operands, edges(primitive, len(operands)), strict=True)
            )
            self.moves.append(node == self.variable or flows)
