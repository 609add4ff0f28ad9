"""What is to be said of values: domains left, kinks and jumps met, numbers that a double cannot hold.

In: a function, its values at a point, the inputs wanted. Out: findings, and the inputs whose partials are undefined.
The kernels say nothing of this; a nan or an infinity is explained here, from the table's columns, on the taken path.
"""

from collections.abc import Iterator, Sequence
from math import isinf
from typing import Any, NamedTuple

from autograd_cli.errors import AutogradError, Finding, Source, Span
from autograd_cli.execute.evaluate import evaluate
from autograd_cli.execute.systems import FLOAT, NumberSystem
from autograd_cli.graph.analysis import LEAVES, active, described, edges, selected
from autograd_cli.graph.graph import CONSTANT, INPUT, Function, Node
from autograd_cli.graph.templates import OURS, Template, condition_template, effective_primitive
from autograd_cli.primitives import KINKS, Entry
from autograd_cli.sweeps.rules import partial_rule
from autograd_cli.syntax.ast import Name, Number, Tree
from autograd_cli.syntax.parser import parse_expression
from autograd_cli.syntax.substitute import substitute
from autograd_cli.syntax.unparse import unparse

# An operand's text of more characters than this is not repeated within a message.
LONGEST_SHOWN = 40
LIMITS = "the limits from inside are used"
# How many nodes a trail names at the most.
LONGEST_TRAIL = 4
# What makes a value nan or infinite is told of the first node alone; the others follow from it.
FIRST_ONLY = frozenset({"domain", "overflow"})


class Diagnosis(NamedTuple):
    """The findings in the order of the graph, and the wanted nodes whose partial is undefined whatever floats say.

    `broken` are the nodes outside their domains.
    """

    findings: tuple[Finding, ...]
    undefined: frozenset[int]
    broken: frozenset[int] = frozenset()


def diagnose(
    function: Function,
    values: Sequence[Any],
    source: Source,
    wanted: Sequence[int],
    system: NumberSystem = FLOAT,
    kinks: str = OURS,
) -> Diagnosis:
    """The findings at a point. `wanted` is empty where no derivative is."""
    return Pass(function, values, source, wanted, system, kinks).run()


def node_text(function: Function, node: int, source: Source) -> str:
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


class DomainWords(NamedTuple):
    """What a domain finding says of a node, but for the values: text before them, by operand its text, text after."""

    before: str
    shown: tuple[tuple[int, str], ...]
    after: str

    def message(self, operands: Sequence[Any], system: NumberSystem = FLOAT) -> str:
        """The whole, with the operands' values; without what other systems give, and what follows from it."""
        values = [(shown, system.text(operands[position])) for position, shown in self.shown]
        told = dict.fromkeys(f"`{shown} = {value}`" for shown, value in values if shown != value)
        but = f", but {' and '.join(told)}" if told else ""
        return self.before + but + self.after


def domain_words(function: Function, source: Source, node: int) -> DomainWords:
    """The words of the domain finding of a node."""
    zeros = [0.0] * len(function.graph.nodes)
    return Pass(function, zeros, source, (), FLOAT, OURS).domain_words(node)


def odd_literal(function: Function, node: int) -> bool:
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
        wanted: Sequence[int],
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
        broken: list[int] = []
        explained = False
        for node in self.function.live:
            if not self.taken[node]:
                continue
            record = self.graph.nodes[node]
            if record.primitive in LEAVES:
                found += self.leaf(node, record)
                continue
            for kind, message in self.node(node, record):
                if kind in FIRST_ONLY:
                    if kind == "domain":
                        broken.append(node)
                    if explained:
                        continue
                    explained = True
                    message += self.trail(node)
                elif kind == "boundary" and not explained and not self.system.is_finite(self.values[node]):
                    explained = True
                    message += self.trail(node)
                found.append(Finding(kind, message, self.spans(node), node))
            for message in self.partial_domains(node, record):
                found.append(Finding("domain", message, self.spans(node), node))
        # Other systems' conventions know no domains: what their rule gives there stands.
        undefined = self.undefined(broken) if self.kinks == OURS else frozenset[int]()
        return Diagnosis(tuple(found), undefined, frozenset(broken))

    def leaf(self, node: int, record: Node) -> Iterator[Finding]:
        value = self.values[node]
        if record.primitive == INPUT and self.system.is_nan(value):
            yield Finding("input", f"`{record.payload}` is bound to nan, which flows through", self.spans(node), node)
        if odd_literal(self.function, node) and (value == 0 or not self.system.is_finite(value)):
            what = "beyond the largest double" if isinf(float(record.payload or "")) else "below the smallest double"
            message = f"`{self.text(node)}` is {what}, and is read as {self.system.text(value)}"
            yield Finding("literal", message, self.spans(node), node)

    def node(self, node: int, record: Node) -> Iterator[tuple[str, str]]:
        """Kind and message of what is to be said of one operation."""
        row = described(effective_primitive(record, self.moves))
        operands = [self.values[operand] for operand in record.operands]
        if any(map(self.system.is_nan, operands)):
            return
        value = self.values[node]
        differentiated = bool(self.moves[node])
        if row.pole and self.holds(row.pole, row, node):
            where = self.condition(row.pole, row, record)
            what = "is undefined" if self.system.is_nan(value) else "has a pole"  # 0/0 is no pole
            pole = f"{self.quoted(node)} {what} where {where}"
            yield "domain", f"{pole}{self.no_derivative(node)}{self.others(node)}"
        elif row.boundary and self.holds(row.boundary, row, node):
            if differentiated or not self.system.is_finite(value):
                where = self.condition(row.boundary, row, record)
                edge = f"{self.quoted(node)} is at the edge of its domain, where {where}"
                yield "boundary", f"{edge}; {LIMITS}{self.others(node)}"
        elif row.domain and not self.holds(row.domain, row, node):
            yield "domain", f"{self.domain_words(node).message(operands, self.system)}{self.others(node)}"
        elif self.infinite(value) and all(map(self.system.is_finite, operands)):
            yield "overflow", f"{self.quoted(node)} is too large for a double"
        if row.kink and differentiated and self.holds(row.kink, row, node):
            place = f"{self.kink_place(row, node)}{self.used(node)}"
            yield "kink", f"{self.quoted(node)} has no derivative here: {place}"
        if row.jump and any(self.moves[operand] for operand in record.operands) and self.holds(row.jump, row, node):
            where = self.condition(row.jump, row, record)
            yield "jump", f"{self.quoted(node)} jumps where {where}; the derivative is that of the pieces"

    def partial_domains(self, node: int, record: Node) -> Iterator[str]:
        """What one partial asks for beyond the value's domain; it breaks no other partial."""
        row = described(effective_primitive(record, self.moves))
        for position, text in enumerate(row.partial_domains):
            if text and self.moves[record.operands[position]] and not self.holds(text, row, node):
                needs, values = self.condition(text, row, record), self.operand_values(text, row, record)
                others = [
                    name
                    for name in self.input_names(record.operands[1 - position])
                    if name not in set(self.input_names(record.operands[position]))
                ]
                advice = f"; `--wrt {','.join(others)}` leaves it out" if others else ""
                partial = f"`{self.text(node)}` with respect to `{self.text(record.operands[position])}`"
                yield f"the derivative of {partial} needs {needs}, but {values}{advice}"

    def domain_words(self, node: int) -> DomainWords:
        """What a domain finding says of a node, but for the values."""
        record = self.graph.nodes[node]
        row = described(effective_primitive(record, self.moves))
        needs = self.condition(row.domain, row, record)
        after = "; the real cube root is `cbrt(x)`" if row.operator == "^" else ""
        return DomainWords(f"{self.quoted(node)} needs {needs}", self.shown_operands(row.domain, row, record), after)

    def kink_place(self, row: Entry, node: int) -> str:
        if row.tie:  # the condition's own words would not help
            return row.tie.format(out=self.system.text(self.values[node]))
        return self.condition(row.kink, row, self.graph.nodes[node])

    def used(self, node: int) -> str:
        """The subgradient that is used at a kink, and what other conventions would have given."""
        own = ", ".join(map(self.system.text, self.partials(node, self.kinks)))
        return f"; {own} {'are' if ',' in own else 'is'} used{self.others(node)}"

    def others(self, node: int) -> str:
        """What the other conventions give for a node's partials, those that differ from the ones in force."""
        if not self.moves[node]:
            return ""
        own = self.told(node, self.kinks)
        given = {preset: self.told(node, preset) for preset in (OURS, *KINKS) if preset != self.kinks}
        differing = [f"{preset}: {text}" for preset, text in given.items() if text != own]
        return f" ({'; '.join(differing)})" if differing else ""

    def told(self, node: int, kinks: str) -> str:
        """A node's partials under a preset, as text; undefined where ours finds the domain left."""
        row = described(effective_primitive(self.graph.nodes[node], self.moves))
        broken = bool(row.pole and self.holds(row.pole, row, node)) or (
            bool(row.domain) and not self.holds(row.domain, row, node) and not self.on_boundary(row, node)
        )
        values = self.partials(node, kinks)
        return "nan" if broken and kinks == OURS else ", ".join(map(self.system.text, values))

    def on_boundary(self, row: Entry, node: int) -> bool:
        return bool(row.boundary) and self.holds(row.boundary, row, node)

    def partials(self, node: int, kinks: str) -> list[Any]:
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

    def trail(self, node: int) -> str:
        """How a value that is not finite reaches the result: the nodes that it makes so, in the formula's words."""
        reached = node
        steps = []
        for later in self.function.live:
            record = self.graph.nodes[later]
            if self.taken[later] and reached in record.operands and not self.system.is_finite(self.values[later]):
                reached = later
                steps.append(f"`{self.text(later)}` {self.system.text(self.values[later])}")
        if not steps:
            return ""
        shown = steps if len(steps) <= LONGEST_TRAIL else [*steps[: LONGEST_TRAIL - 1], "...", steps[-1]]
        return f"; it makes {', '.join(shown)}"

    def infinite(self, value: Any) -> bool:
        return not self.system.is_nan(value) and not self.system.is_finite(value)

    def no_derivative(self, node: int) -> str:
        return "; there is no derivative" if self.moves[node] else ""

    def holds(self, text: str, row: Entry, node: int) -> bool:
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
        return f"`{unparse(substitute(parse_expression(text), self.own_words(row, node)))}`"

    def operand_values(self, text: str, row: Entry, node: Node) -> str:
        shown = self.shown_operands(text, row, node)
        values = [(words, self.system.text(self.values[node.operands[position]])) for position, words in shown]
        return " and ".join(dict.fromkeys(f"`{words} = {value}`" for words, value in values if words != value))

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

    def short_tree(self, node: int) -> Tree | None:
        """The tree of a node's own text, where that is short."""
        text = self.text(node)
        if len(text) > LONGEST_SHOWN:
            return None
        try:
            return parse_expression(text)
        except AutogradError:  # a comment within the text, for example
            return None

    def quoted(self, node: int) -> str:
        return f"`{self.text(node)}`"

    def text(self, node: int) -> str:
        return node_text(self.function, node, self.source)

    def spans(self, node: int) -> tuple[Span, ...]:
        return tuple(dict.fromkeys(self.graph.origins[node]))

    def input_names(self, node: int) -> list[str]:
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

    def undefined(self, broken: Sequence[int]) -> frozenset[int]:
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
                read = edge.condition is None or bool(self.values[record.operands[edge.condition]]) == edge.when
                if edge.flows and read and self.moves[operand]:
                    carries[operand] = 1
                    tainted[operand] |= tainted[node]
        return frozenset(node for node in self.wanted if tainted[node])
