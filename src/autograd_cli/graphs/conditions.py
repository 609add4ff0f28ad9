"""What an entry leaves to its definition: where it is defined, and where it has poles, kinks and jumps.

Takes: an entry. Returns: the entry with these columns filled, as texts in its own parameters. They are what the entries
of the definition say of their operands, each under the condition that the definition reads it.
"""

from collections.abc import Container, Iterable
from functools import partial, reduce

from autograd_cli import numerics
from autograd_cli.graphs.analysis import ALWAYS, LEAVES, Guards, active, described, reading_guards
from autograd_cli.graphs.graph import CONSTANT, INPUT, Function, Graph, NodeId
from autograd_cli.graphs.lift import lift
from autograd_cli.graphs.simplify import FALSE, TRUE, both, decided, either, negated
from autograd_cli.graphs.templates import apply, condition_template, effective_primitive, fresh_template
from autograd_cli.primitives import Entry
from autograd_cli.syntax.unparse import unparse


def filled(entry: Entry) -> Entry:
    """The entry with the columns of its definition. Use `described`, which asks whether it gives its own."""
    return _Conditions(entry).entry()


def constant_value(graph: Graph, node: NodeId, unknown: Container[NodeId] = ()) -> float | None:
    """What a node is that depends on constants alone, and not on what counts as `unknown`."""
    primitive, operands, payload, _ = graph.nodes[node]
    if primitive == CONSTANT:
        return float(payload or "")
    if primitive == INPUT or node in unknown:
        return None
    parts = [constant_value(graph, operand, unknown) for operand in operands]
    known = [part for part in parts if part is not None]
    if len(known) < len(parts) or not numerics.has_kernel(primitive):
        return None
    return numerics.float_kernel(primitive)(*known)


class _Conditions:
    """The conditions of a definition's nodes, put together on the definition's own graph."""

    def __init__(self, entry: Entry) -> None:
        rule = fresh_template(entry.definition, entry.names)
        self.described = entry
        self.graph: Graph = rule.function.graph
        self.parameters = rule.function.inputs[: len(entry.names)]
        self.output = rule.function.outputs[0]
        self.nodes = [node for node in rule.function.live if self.graph.nodes[node].primitive not in LEAVES]
        guards = Guards(self.graph)
        read = reading_guards(guards, rule.function, ())
        self.guards = {node: guards.node(read[node]) for node in self.nodes if read.get(node, ALWAYS) != ALWAYS}
        self.varies = dict(self._varying(rule.function))
        self.moves = bytearray(map(any, zip(*self.varies.values(), strict=True)))

    def _varying(self, function: Function) -> Iterable[tuple[str, bytearray]]:
        length = len(self.graph.nodes)
        for name, node in zip(self.described.names, self.parameters, strict=True):
            flags = active(function, (node,))
            yield name, flags + bytearray(length - len(flags))

    def entry(self) -> Entry:
        inside, closed, edge, pole, kink, jump = [], [], [], [], [], []
        for node in self.nodes:
            inner = described(effective_primitive(self.graph.nodes[node], self.moves))
            domain = self.condition(inner, inner.domain, node, TRUE)
            boundary = self.condition(inner, inner.boundary, node, FALSE)
            inside.append(self.where_read(node, domain))
            closed.append(self.where_read(node, either(self.graph, domain, boundary)))
            edge.append(self.also_read(node, boundary))
            pole.append(self.also_read(node, self.condition(inner, inner.pole, node, FALSE)))
            if self.moves[node]:
                kink.append(self.also_read(node, self.condition(inner, inner.kink, node, FALSE)))
            if any(self.moves[operand] for operand in self.graph.nodes[node].operands):
                jump.append(self.also_read(node, self.condition(inner, inner.jump, node, FALSE)))
        at_edge = both(self.graph, self.any(edge), self.all(closed))
        return self.described._replace(
            domain=self.text(self.all(inside), TRUE),
            boundary=self.text(at_edge, FALSE),
            pole=self.text(self.any(pole), FALSE),
            kink=self.text(self.any(kink), FALSE),
            jump=self.text(self.any(jump), FALSE),
            partial_domains=self.partial_domains(),
        )

    def partial_domains(self) -> tuple[str, ...]:
        """By parameter, what the partials towards the operands that it moves ask for beyond the value's domain."""
        found = []
        for name in self.described.names:
            needs = []
            for node in self.nodes:
                inner = described(effective_primitive(self.graph.nodes[node], self.moves))
                for operand, text in zip(self.graph.nodes[node].operands, inner.partial_domains, strict=False):
                    if self.varies[name][operand]:
                        needs.append(self.where_read(node, self.condition(inner, text, node, TRUE)))
            found.append(self.text(self.all(needs), TRUE))
        return tuple(found) if any(found) else ()

    def condition(self, inner: Entry, text: str, node: NodeId, empty: str) -> NodeId:
        """The node of a condition of an entry at a node; what the entry does not say is `empty`."""
        if not text:
            return self.graph.constant(empty)
        operands = self.graph.nodes[node].operands
        condition = apply(self.graph, condition_template(inner.name, text, len(operands)), operands, node)
        return decided(self.graph, condition, partial(constant_value, self.graph))

    def where_read(self, node: NodeId, condition: NodeId) -> NodeId:
        """The condition, or that the node is not read."""
        guard = self.guards.get(node)
        return condition if guard is None else either(self.graph, negated(self.graph, guard), condition)

    def also_read(self, node: NodeId, condition: NodeId) -> NodeId:
        """The condition, and that the node is read."""
        guard = self.guards.get(node)
        return condition if guard is None else both(self.graph, guard, condition)

    def all(self, conditions: list[NodeId]) -> NodeId:
        return reduce(partial(both, self.graph), dict.fromkeys(conditions), self.graph.constant(TRUE))

    def any(self, conditions: list[NodeId]) -> NodeId:
        return reduce(partial(either, self.graph), dict.fromkeys(conditions), self.graph.constant(FALSE))

    def text(self, condition: NodeId, empty: str) -> str:
        if self.graph.constant_text(condition) == empty:
            return ""
        labels = dict(zip(self.parameters, self.described.names, strict=True))
        return unparse(lift(self.graph, condition, labels))
