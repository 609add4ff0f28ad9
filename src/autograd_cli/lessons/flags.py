"""What findings hold and what is on the taken path, as nodes of the graph: so they can be asked for at any point.

Takes: a `Tracing` of numbers alone. Returns: nodes of truths, and remarks: texts of findings, each with the node that
says whether it is to be made. It is `run/findings.py` before there are values; the texts are made there.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from autograd_cli.errors import Finding, Source
from autograd_cli.graphs.analysis import LEAVES, Compared, Edge, described, edges
from autograd_cli.graphs.conditions import constant_value
from autograd_cli.graphs.graph import CONSTANT, Node, NodeId
from autograd_cli.graphs.simplify import FALSE, TRUE, both, decided, either, negated, simplified
from autograd_cli.graphs.templates import OURS, apply, condition_template, effective_primitive
from autograd_cli.lessons.tracing import Tracing
from autograd_cli.primitives import Entry
from autograd_cli.run.findings import FIRST_ONLY, Pass
from autograd_cli.run.truths import NumberTruths, conditional
from autograd_cli.sweeps.rules import partial_rule
from autograd_cli.systems.systems import FLOAT

# What stands for a number in a text.
Mark = str


class Remark(NamedTuple):
    """A finding that is made where the number at `flag` is not 0; marks stand for numbers in its text.

    Of those that are `first` only the first one is made, since others follow from it.
    """

    flag: int
    kind: str
    text: str
    first: bool


class Flags:
    """The truths of a program; `mark` gives what stands for a node's value in a text."""

    def __init__(self, program: Tracing, source: Source, slot: Callable[[NodeId], int]) -> None:
        self.program = program
        self.function, self.graph = program.function, program.graph
        self.slot = slot
        zeros = [0.0] * len(self.graph.nodes)
        truths = NumberTruths(self.function, zeros, FLOAT)
        self.words = Pass(self.function, zeros, source, program.wanted, program.kinks, truths)
        self.moves = self.words.moves
        self.true, self.false = self.graph.constant(TRUE), self.graph.constant(FALSE)
        self.taken = dict.fromkeys(self.function.live, self.false) | {self.function.outputs[0]: self.true}
        for node in reversed(self.function.live):
            for operand, edge in self.edges(node):
                along = both(self.graph, self.taken[node], self.takes(node, edge))
                self.taken[operand] = either(self.graph, self.taken[operand], along)
        self.broken: dict[NodeId, NodeId] = {}
        self.made = list(self._made())
        self.undefined = self._undefined() if self.broken and program.kinks == OURS else {}

    def edges(self, node: NodeId) -> Iterator[tuple[NodeId, Edge]]:
        primitive, operands, _, _ = self.graph.nodes[node]
        return zip(operands, edges(primitive, len(operands)), strict=True)

    def varies(self, node: NodeId) -> bool:
        """Whether values decide if a node is on the taken path."""
        return self.taken[node] not in (self.true, self.false)

    def takes(self, node: NodeId, edge: Edge) -> NodeId:
        """The node that says whether a node takes the operand at the end of an edge."""
        operands = self.graph.nodes[node].operands
        found = self.true
        if edge.condition is not None:
            condition = operands[edge.condition]
            found = condition if edge.when else negated(self.graph, condition)
        for less, greater in edge.defeats:
            pair = tuple(self.compared(one, (*operands, node)) for one in (less, greater))
            found = both(self.graph, found, negated(self.graph, self.graph.add("less", pair)))
        return found

    def compared(self, one: Compared, own: tuple[NodeId, ...]) -> NodeId:
        return own[one.position] if one.number is None else self.graph.constant(str(one.number))

    def under(self, node: NodeId, edge: Edge, local: NodeId) -> NodeId:
        """A local partial, 0 where the condition of its edge does not hold."""
        if edge.condition is None:
            return local
        condition = self.graph.nodes[node].operands[edge.condition]
        sides = (local, self.graph.constant("0"))
        return simplified(self.graph, "where", (condition, *(sides if edge.when else sides[::-1])))

    def defined(self, node: NodeId, adjoint: NodeId) -> NodeId:
        """A node's adjoint; nan where it is undefined whatever the floats say."""
        if self.undefined.get(node, self.false) == self.false:
            return adjoint
        return self.graph.add("where", (self.undefined[node], self.graph.add(CONSTANT, (), "nan"), adjoint))

    def remarks(self) -> Iterator[Remark]:
        """The findings that may be made, in the order of the graph."""
        for flag, finding in self.made:
            yield Remark(self.slot(flag), finding.kind, finding.message, finding.kind in FIRST_ONLY)

    def _made(self) -> Iterator[tuple[NodeId, Finding]]:
        for node in self.function.live:
            record = self.graph.nodes[node]
            if record.primitive not in LEAVES and self.taken[node] != self.false and conditional(record.primitive):
                for flag, finding in self._of(node, record):
                    if flag != self.false:
                        yield flag, finding

    def _of(self, node: NodeId, record: Node) -> Iterator[tuple[NodeId, Finding]]:
        """The findings of one operation, as `Pass.node` makes them."""
        row = described(effective_primitive(record, self.moves))
        words = self.words
        differentiated = bool(self.moves[node])
        sound = self.taken[node]
        for operand in dict.fromkeys(record.operands):
            if self.graph.nodes[operand].primitive != CONSTANT:
                sound = both(self.graph, sound, self.graph.add("equal", (operand, operand)))  # not nan
        inside = sound
        broken = []
        if row.pole:
            pole = both(self.graph, sound, self.holds(row.pole, row, node))
            broken.append(pole)
            number = self.graph.add("equal", (node, node))
            for case, given in (("pole", number), ("undefined", negated(self.graph, number))):
                found = words.where("domain", case, node, row, row.pole, True, differentiated=differentiated)
                yield both(self.graph, pole, given), found
            inside = both(self.graph, inside, negated(self.graph, pole))
        if row.boundary:
            edge = both(self.graph, inside, self.holds(row.boundary, row, node))
            size = self.graph.add("abs", (node,))
            lost = negated(self.graph, self.graph.add("less", (size, self.graph.add("inf", (), "inf"))))
            yield (
                edge if differentiated else both(self.graph, edge, lost),
                words.where("boundary", "edge", node, row, row.boundary, True),
            )
            inside = both(self.graph, inside, negated(self.graph, edge))
        if row.domain and words.condition(row.domain, row, node) is not None:  # numbers written may settle it
            outside = both(self.graph, inside, negated(self.graph, self.holds(row.domain, row, node)))
            broken.append(outside)
            found, shown = words.outside(node)
            yield outside, replace(found, values={text: self.mark(record.operands[place]) for place, text in shown})
        for one in broken:
            self.broken[node] = either(self.graph, self.broken.get(node, self.false), one)
        if row.kink and differentiated:
            yield both(self.graph, sound, self.holds(row.kink, row, node)), self._kink(row, node, record)
        if row.jump and any(self.moves[operand] for operand in record.operands):
            case = "alone" if row.isolated else "condition"
            found = words.where("jump", case, node, row, row.jump, True)
            yield both(self.graph, sound, self.holds(row.jump, row, node)), found

    def _kink(self, row: Entry, node: NodeId, record: Node) -> Finding:
        used = tuple(map(self.mark, self._partials(node, record)))
        if not row.tie:
            return self.words.where("kink", "condition", node, row, row.kink, True, used=used)
        return self.words.finding("kink", "tie", node, where=row.tie.format(out=self.mark(node)), used=used)

    def _partials(self, node: NodeId, record: Node) -> Iterator[NodeId]:
        """A node's partials towards the operands that move."""
        primitive = effective_primitive(record, self.moves)
        for position, operand in enumerate(record.operands):
            rule = partial_rule(primitive, position, len(record.operands), self.program.kinks)
            if self.moves[operand] and rule is not None:
                yield apply(self.graph, rule, record.operands, node)

    def mark(self, node: NodeId) -> Mark:
        """What stands for all digits of a node's value."""
        return f"⟦{self.slot(node)}⟧"

    def holds(self, text: str, row: Entry, node: NodeId) -> NodeId:
        """The node that says whether a condition of an entry holds."""
        operands = self.graph.nodes[node].operands
        condition = apply(self.graph, condition_template(row.name, text, len(operands)), operands, node)
        return decided(self.graph, condition, partial(constant_value, self.graph, unknown={*operands, node}))

    def _undefined(self) -> dict[NodeId, NodeId]:
        """The truths by wanted node that a derivative flows to it through a node outside its domain."""
        carries = {self.function.outputs[0]: self.true}
        tainted: dict[NodeId, NodeId] = {}
        for node in reversed(self.function.live):
            if node not in carries:
                continue
            broken = both(self.graph, carries[node], self.broken.get(node, self.false))
            own = tainted[node] = either(self.graph, tainted.get(node, self.false), broken)
            for operand, edge in self.edges(node):
                if edge.flows and self.moves[operand]:
                    takes = self.takes(node, edge)
                    flows, lost = (both(self.graph, one, takes) for one in (carries[node], own))
                    carries[operand] = either(self.graph, carries.get(operand, self.false), flows)
                    tainted[operand] = either(self.graph, tainted.get(operand, self.false), lost)
        return {node: tainted[node] for node in self.program.wanted if node in tainted}
