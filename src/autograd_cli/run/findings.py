"""What is to be said of values: domains left, kinks and jumps met, numbers that a double cannot hold.

In: a function, its values at a point, the inputs wanted. Out: findings, and the inputs whose partials are undefined.
The kernels say nothing of this; a nan or an infinity is explained here, from the table's columns, on the taken path.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import isinf
from typing import Any, NamedTuple

from autograd_cli.errors import AutogradError, Finding, Source, Span
from autograd_cli.graph.analysis import LEAVES, active, described, edges, selected, takes
from autograd_cli.graph.graph import CONSTANT, INPUT, Function, Node, NodeId
from autograd_cli.graph.templates import OURS, Template, condition_template, effective_primitive
from autograd_cli.primitives import KINKS, Entry
from autograd_cli.run.evaluate import evaluate
from autograd_cli.sweeps.rules import partial_rule
from autograd_cli.syntax.ast import Name, Number, Tree
from autograd_cli.syntax.parser import parse_expression
from autograd_cli.syntax.substitute import substitute
from autograd_cli.syntax.unparse import unparse
from autograd_cli.systems.systems import FLOAT, NumberSystem

# An operand's text of more characters than this is not repeated within a message.
LONGEST_SHOWN = 40
# What makes a value nan or infinite is told of the first node alone; the others follow from it.
FIRST_ONLY = frozenset({"domain", "overflow"})


class Diagnosis(NamedTuple):
    """The findings in the order of the graph, and the wanted nodes whose partial is undefined whatever floats say.

    `broken` are the nodes outside their domains.
    """

    findings: tuple[Finding, ...]
    undefined: frozenset[NodeId]
    broken: frozenset[NodeId] = frozenset()


def diagnose(
    function: Function,
    values: Sequence[Any],
    source: Source,
    wanted: Sequence[NodeId],
    system: NumberSystem = FLOAT,
    kinks: str = OURS,
) -> Diagnosis:
    """The findings at a point. `wanted` is empty where no derivative is."""
    return Pass(function, values, source, wanted, system, kinks).run()


def node_text(function: Function, node: NodeId, source: Source) -> str:
    """A node's text in the source, on one line and shortened in the middle."""
    record = function.graph.nodes[node]
    if record.primitive == INPUT:
        return record.payload or ""
    spans = function.graph.origins[node]
    if not spans:
        return record.primitive
    start, stop = spans[0]
    if stop - start > 10 * LONGEST_SHOWN:  # a text may have a million signs; a few of both ends are all that is shown
        ends = source.text[start : start + 4 * LONGEST_SHOWN], source.text[stop - 4 * LONGEST_SHOWN : stop]
        first, last = (" ".join(end.split()) for end in ends)
    else:
        first = last = " ".join(source.text[start:stop].split())
        if len(first) <= 2 * LONGEST_SHOWN:
            return first
    return f"{first[:LONGEST_SHOWN]} ... {last[-LONGEST_SHOWN // 2 :]}"


def domain_finding(function: Function, source: Source, node: NodeId) -> tuple[Finding, tuple[tuple[int, str], ...]]:
    """The domain finding of a node without the operands' values, and the operands whose values it wants."""
    zeros = [0.0] * len(function.graph.nodes)
    return Pass(function, zeros, source, (), FLOAT, OURS).outside(node)


def odd_literal(function: Function, node: NodeId) -> bool:
    """Whether a node is a number written that a double cannot hold, but as zero or infinity."""
    record = function.graph.nodes[node]
    if record.primitive != CONSTANT or record.payload in (None, "0", "-0"):
        return False
    return float(record.payload or "") == 0 or isinf(float(record.payload or ""))


class Pass:
    """One look at all nodes. What it says of a node is put together from the table's columns."""

    def __init__(
        self,
        function: Function,
        values: Sequence[Any],
        source: Source,
        wanted: Sequence[NodeId],
        system: NumberSystem,
        kinks: str,
    ) -> None:
        self.function = function
        self.graph = function.graph
        self.values = values
        self.source = source
        self.wanted = wanted
        self.system = system
        self.kinks = kinks
        self.taken = self.take()
        self.moves = active(function, wanted)

    def take(self) -> Sequence[int]:
        """Flags by node: 1 where a node is on the taken path."""
        return selected(self.function, self.values)

    def run(self) -> Diagnosis:
        found: list[Finding] = []
        broken: list[NodeId] = []
        explained = False
        for node in self.function.live:
            if not self.taken[node]:
                continue
            record = self.graph.nodes[node]
            if record.primitive in LEAVES:
                found += self.leaf(node, record)
                continue
            for finding in self.node(node, record):
                if finding.kind in FIRST_ONLY:
                    if finding.kind == "domain":
                        broken.append(node)
                    if explained:
                        continue
                    explained = True
                    finding = replace(finding, makes=self.trail(node))
                elif finding.kind == "boundary" and not explained and not self.system.is_finite(self.values[node]):
                    explained = True
                    finding = replace(finding, makes=self.trail(node))
                found.append(finding)
            found += self.partial_domains(node, record)
        # Other systems' conventions know no domains: what their rule gives there stands.
        undefined = self.undefined(broken) if self.kinks == OURS else frozenset[NodeId]()
        return Diagnosis(tuple(found), undefined, frozenset(broken))

    def leaf(self, node: NodeId, record: Node) -> Iterator[Finding]:
        value = self.values[node]
        if record.primitive == INPUT and self.system.is_nan(value):
            yield Finding("input", self.spans(node), node, "nan", name=record.payload)
        if odd_literal(self.function, node) and (value == 0 or not self.system.is_finite(value)):
            case = "large" if isinf(float(record.payload or "")) else "small"
            yield self.finding("literal", case, node, value=self.system.text(value))

    def node(self, node: NodeId, record: Node) -> Iterator[Finding]:
        """What is to be said of one operation."""
        row = described(effective_primitive(record, self.moves))
        operands = [self.values[operand] for operand in record.operands]
        if any(map(self.system.is_nan, operands)):
            return
        value = self.values[node]
        differentiated = bool(self.moves[node])
        if row.pole and self.holds(row.pole, row, node):
            where = self.condition(row.pole, row, record)
            case = "undefined" if self.system.is_nan(value) else "pole"  # 0/0 is no pole
            gives = self.others(node)
            yield self.finding("domain", case, node, where=where, differentiated=differentiated, gives=gives)
        elif row.boundary and self.holds(row.boundary, row, node):
            if differentiated or not self.system.is_finite(value):
                where = self.condition(row.boundary, row, record)
                yield self.finding("boundary", "edge", node, where=where, gives=self.others(node))
        elif row.domain and not self.holds(row.domain, row, node):
            finding, shown = self.outside(node)
            values = {text: self.system.text(operands[position]) for position, text in shown}
            yield replace(finding, values=values, gives=self.others(node))
        elif self.infinite(value) and all(map(self.system.is_finite, operands)):
            yield self.finding("overflow", "operation", node)
        if row.kink and differentiated and self.holds(row.kink, row, node):
            used = tuple(map(self.system.text, self.partials(node, self.kinks)))
            yield self.kink(row, node, used=used, gives=self.others(node))
        if row.jump and any(self.moves[operand] for operand in record.operands) and self.holds(row.jump, row, node):
            yield self.finding("jump", "condition", node, where=self.condition(row.jump, row, record))

    def finding(self, kind: str, case: str, node: NodeId, **fields: Any) -> Finding:
        """A finding at a node, with its text."""
        return Finding(kind, self.spans(node), node, case, self.text(node), **fields)

    def partial_domains(self, node: NodeId, record: Node) -> Iterator[Finding]:
        """What one partial asks for beyond the value's domain; it breaks no other partial."""
        row = described(effective_primitive(record, self.moves))
        for position, text in enumerate(row.partial_domains):
            if text and self.moves[record.operands[position]] and not self.holds(text, row, node):
                own = set(self.input_names(record.operands[position]))
                yield self.finding(
                    "domain",
                    "partial",
                    node,
                    by=self.text(record.operands[position]),
                    where=self.condition(text, row, record),
                    values={
                        words: self.system.text(self.values[record.operands[i]])
                        for i, words in self.shown_operands(text, row, record)
                    },
                    names=tuple(name for name in self.input_names(record.operands[1 - position]) if name not in own),
                )

    def outside(self, node: NodeId) -> tuple[Finding, tuple[tuple[int, str], ...]]:
        """What a domain finding says of a node, but for the values, and the operands whose values it wants."""
        record = self.graph.nodes[node]
        row = described(effective_primitive(record, self.moves))
        case = "power" if row.operator == "^" else "outside"
        finding = self.finding("domain", case, node, where=self.condition(row.domain, row, record))
        return finding, self.shown_operands(row.domain, row, record)

    def kink(self, row: Entry, node: NodeId, **fields: Any) -> Finding:
        if row.tie:  # the condition's own words would not help
            where = row.tie.format(out=self.system.text(self.values[node]))
            return self.finding("kink", "tie", node, where=where, **fields)
        where = self.condition(row.kink, row, self.graph.nodes[node])
        return self.finding("kink", "condition", node, where=where, **fields)

    def others(self, node: NodeId) -> dict[str, str] | None:
        """What the other conventions give for a node's partials, those that differ from the ones in force."""
        if not self.moves[node]:
            return None
        own = self.told(node, self.kinks)
        given = {preset: self.told(node, preset) for preset in (OURS, *KINKS) if preset != self.kinks}
        return {preset: text for preset, text in given.items() if text != own} or None

    def told(self, node: NodeId, kinks: str) -> str:
        """A node's partials under a preset, as text; undefined where ours finds the domain left."""
        row = described(effective_primitive(self.graph.nodes[node], self.moves))
        broken = bool(row.pole and self.holds(row.pole, row, node)) or (
            bool(row.domain) and not self.holds(row.domain, row, node) and not self.on_boundary(row, node)
        )
        values = self.partials(node, kinks)
        return "nan" if broken and kinks == OURS else ", ".join(map(self.system.text, values))

    def on_boundary(self, row: Entry, node: NodeId) -> bool:
        return bool(row.boundary) and self.holds(row.boundary, row, node)

    def partials(self, node: NodeId, kinks: str) -> list[Any]:
        """The values of a node's partials under a preset, towards the operands that move."""
        record = self.graph.nodes[node]
        primitive = effective_primitive(record, self.moves)
        count = len(record.operands)
        given = [*(self.values[operand] for operand in record.operands), self.values[node]]
        found = []
        for position, operand in enumerate(record.operands):
            rule = partial_rule(primitive, position, count, kinks)
            if self.moves[operand] and rule is not None:
                found.append(self.evaluated(rule, given))
        return found

    def trail(self, node: NodeId) -> tuple[tuple[str, str], ...] | None:
        """How a value that is not finite reaches the result: the nodes that it makes so, and their values."""
        reached = node
        steps = []
        for later in self.function.live:
            record = self.graph.nodes[later]
            if self.taken[later] and reached in record.operands and not self.system.is_finite(self.values[later]):
                reached = later
                steps.append((self.text(later), self.system.text(self.values[later])))
        return tuple(steps) or None

    def infinite(self, value: Any) -> bool:
        return not self.system.is_nan(value) and not self.system.is_finite(value)

    def holds(self, text: str, row: Entry, node: NodeId) -> bool:
        """Whether a condition of the row is true of a node at this point."""
        operands = self.graph.nodes[node].operands
        rule = condition_template(row.name, text, len(operands))
        return bool(self.evaluated(rule, [*(self.values[operand] for operand in operands), self.values[node]]))

    def evaluated(self, rule: Template, given: Sequence[Any]) -> Any:
        """The value of a template at the operands' values and the result."""
        names = dict(zip(rule.names, given, strict=True))
        return evaluate(rule.function, names, self.system)[rule.function.outputs[0]]

    def condition(self, text: str, row: Entry, node: Node) -> str:
        """A condition as it reads for a node: with the operands' own text where they have names to show."""
        return unparse(substitute(parse_expression(text), self.own_words(row, node)))

    def shown_operands(self, text: str, row: Entry, node: Node) -> tuple[tuple[int, str], ...]:
        """The operands that a condition reads, by position, with the words for them; numbers written need none."""
        used = {part.name for part in parse_expression(text).walk() if isinstance(part, Name)}
        words = self.own_words(row, node)
        read = [(i, name) for i, name in enumerate(row.names) if name in used]
        read = [(i, name) for i, name in read if not isinstance(words.get(name), Number)]
        return tuple((i, unparse(words[name]) if name in words else name) for i, name in read)

    def own_words(self, row: Entry, node: Node) -> dict[str, Tree]:
        """The operands' own text by parameter; all of them, lest a parameter be taken for the user's variable.

        In `y > 2` the parameter `y` is the 2, and in `log(-1) + x` the `x` of the logarithm is no variable at all.
        """
        if row.variadic:
            return {}
        pairs = zip(row.names, map(self.short_tree, node.operands), strict=True)
        trees = {name: tree for name, tree in pairs if tree is not None}
        if len(row.names) == 1 and not any(isinstance(part, Name) for tree in trees.values() for part in tree.walk()):
            return {row.names[0]: Name(Span(0, 0), "its argument")}
        return trees

    def short_tree(self, node: NodeId) -> Tree | None:
        """The tree of a node's own text, where that is short."""
        text = self.text(node)
        if len(text) > LONGEST_SHOWN:
            return None
        try:
            return parse_expression(text)
        except AutogradError:  # a comment within the text, for example
            return None

    def text(self, node: NodeId) -> str:
        return node_text(self.function, node, self.source)

    def spans(self, node: NodeId) -> tuple[Span, ...]:
        return tuple(dict.fromkeys(self.graph.origins[node]))

    def input_names(self, node: NodeId) -> list[str]:
        """The names of the wanted inputs that a node depends on."""
        seen, stack, names = {node}, [node], []
        while stack:
            current = stack.pop()
            if current in self.wanted:
                names.append(self.graph.nodes[current].payload or "")
            for operand in self.graph.nodes[current].operands:
                if operand not in seen:
                    seen.add(operand)
                    stack.append(operand)
        return names

    def undefined(self, broken: Sequence[NodeId]) -> frozenset[NodeId]:
        """The wanted nodes to which a derivative flows through a broken node on the taken path."""
        if not broken or not self.wanted:
            return frozenset()
        carries = bytearray(len(self.graph.nodes))
        tainted = bytearray(len(self.graph.nodes))
        for output in self.function.outputs:
            carries[output] = 1
        marks = set(broken)
        for node in reversed(self.function.live):
            if not carries[node]:
                continue
            if node in marks:
                tainted[node] = 1
            record = self.graph.nodes[node]
            for operand, edge in zip(record.operands, edges(record.primitive, len(record.operands)), strict=True):
                if edge.flows and self.moves[operand] and takes(edge, record.operands, node, self.values):
                    carries[operand] = 1
                    tainted[operand] |= tainted[node]
        return frozenset(node for node in self.wanted if tainted[node])
