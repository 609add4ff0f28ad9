"""What is to be said of values: domains left, kinks and jumps met, numbers that a double cannot hold.

In: a function, its values at a point, the inputs wanted. Out: findings, and the inputs whose partials are undefined.
The kernels say nothing of this; a nan or an infinity is explained here, from the table's columns, on the taken path.
There is one pass, whatever the values are: it asks all it has to know of them of their `Truths`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from math import inf, isfinite, nan
from typing import Any, NamedTuple

from autograd_cli.errors import AutogradError, Finding, Source, Span
from autograd_cli.graphs.analysis import LEAVES, active, described
from autograd_cli.graphs.graph import CONSTANT, INPUT, Function, Node, NodeId
from autograd_cli.graphs.templates import OURS, effective_primitive
from autograd_cli.numerals import is_rounded
from autograd_cli.primitives import KINKS, LACKING, Entry
from autograd_cli.run.conditions import settled, without_settled
from autograd_cli.run.truths import NumberTruths, Truths, conditional, evaluated
from autograd_cli.sweeps.rules import partial_rule
from autograd_cli.syntax.ast import Name, Number, Tree
from autograd_cli.syntax.names import written_element
from autograd_cli.syntax.parser import parse_expression
from autograd_cli.syntax.substitute import substitute
from autograd_cli.syntax.unparse import unparse
from autograd_cli.systems.systems import FLOAT, NumberSystem, resolve

# An operand's text of more characters than this is not repeated within a message.
LONGEST_SHOWN = 40
# What makes a value nan or infinite is told of the first node alone; the others follow from it.
FIRST_ONLY = frozenset({"domain", "overflow"})
# The truths of vectors and matrices, loaded only where some value is one.
ARRAYS = "autograd_cli.run.array_findings:ArrayTruths"
# Those of the matrices within a formula of numbers, where these are no doubles.
WIDE_ARRAYS = "autograd_cli.run.array_findings:WideTruths"
# The entry with the columns of its definition.
FILLED = "autograd_cli.graphs.conditions:filled"
# What makes a formula of a definition's nodes, for a finding at one of them.
LIFT = "autograd_cli.graphs.lift:lift"
# What names the formula that is continuous where a quotient is 0/0.
CONTINUOUS = "autograd_cli.graphs.continuous:continuous"


class Diagnosis(NamedTuple):
    """The findings in the order of the graph, and the wanted nodes whose partial is undefined whatever floats say.

    `undefined` says by wanted node where that is so, and `broken` by node where it is outside its domain: True, or an
    array of truths.
    """

    findings: tuple[Finding, ...]
    undefined: Mapping[NodeId, Any]
    broken: Mapping[NodeId, Any]


def diagnose(
    function: Function,
    values: Sequence[Any],
    source: Source,
    wanted: Sequence[NodeId],
    system: NumberSystem = FLOAT,
    kinks: str = OURS,
) -> Diagnosis:
    """The findings at a point. `wanted` is empty where no derivative is."""
    if not function.has_arrays:
        truths: Truths = NumberTruths(function, values, system)
    elif system is FLOAT:
        truths = resolve(ARRAYS)(function, values)
    else:
        truths = resolve(WIDE_ARRAYS)(function, values, system)
    return Pass(function, values, source, wanted, kinks, truths).run()


def with_edge(row: Entry, operands: Sequence[float]) -> str:
    """The domain of an entry with its edge, where it has a finite value there: `x >= 0` for the square root.

    The `operands` beside the one at the edge decide, those of them that are known: `x >= 0` for `x^0.5`.
    """
    left, _, limit = row.boundary.partition(" and ")[0].partition(" == ")
    strict, *others = row.domain.split(" or ")
    name = left.removeprefix("abs(").removesuffix(")")
    if row.shape or name not in row.names or not limit.lstrip("-").isdecimal():
        return row.domain
    for sign in ("<", ">"):
        if strict == f"{left} {sign} {limit}":
            at = [float(limit) if one == name else value for one, value in zip(row.names, operands, strict=True)]
            if isfinite(FLOAT.kernel(row.name)(*at)):
                return " or ".join([f"{left} {sign}= {limit}", *others])
    return row.domain


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
    unknown = [nan] * len(function.graph.nodes)
    return Pass(function, unknown, source, (), OURS, NumberTruths(function, unknown, FLOAT)).outside(node)


def odd_literal(function: Function, node: NodeId) -> bool:
    """Whether a node is a number written that a double cannot hold: too large, too small, or a longer whole one."""
    record = function.graph.nodes[node]
    if record.primitive != CONSTANT or record.payload in (None, "0", "-0"):
        return False
    return float(record.payload or "") in (0, inf, -inf) or is_rounded(record.payload or "")


def literal_finding(function: Function, node: NodeId, source: Source, value: str) -> Finding:
    """What is said of a literal that is odd; `value` is what it is read as."""
    record = function.graph.nodes[node]
    case = {0.0: "small", inf: "large", -inf: "large"}.get(float(record.payload or ""), "whole")
    spans = tuple(dict.fromkeys(function.graph.origins[node]))
    return Finding("literal", spans, node, case, node_text(function, node, source), value=value)


class Pass:
    """One look at all nodes. What it says of a node is put together from the table's columns."""

    def __init__(
        self,
        function: Function,
        values: Sequence[Any],
        source: Source,
        wanted: Sequence[NodeId],
        kinks: str,
        truths: Truths,
    ) -> None:
        self.function = function
        self.graph = function.graph
        self.values = values
        self.source = source
        self.wanted = wanted
        self.kinks = kinks
        self.truths = truths
        self.system = truths.system
        self.moves = active(function, wanted)
        self.broken: dict[NodeId, Any] = {}

    def run(self) -> Diagnosis:
        """What is to be said of all nodes on the taken path."""
        found: list[Finding] = []
        explained = False
        for node in self.function.live:
            if not self.truths.taken[node]:
                continue
            record = self.graph.nodes[node]
            if record.primitive in LEAVES:
                found += self.leaf(node, record)
                continue
            if not conditional(record.primitive) and self.system.is_finite(self.values[node]):
                continue
            for finding in self.node(node, record):
                if finding.kind in FIRST_ONLY:
                    if explained:
                        continue
                    explained = True
                    finding = replace(finding, makes=self.trail(node))
                elif finding.kind == "boundary" and not explained and not self.system.is_finite(self.values[node]):
                    explained = True
                    finding = replace(finding, makes=self.trail(node))
                found.append(finding)
            if not self.function.has_arrays:
                found += self.partial_domains(node, record)
        # Other systems' conventions know no domains: what their rule gives there stands.
        flows = self.broken and self.wanted and self.kinks == OURS
        undefined = self.truths.undefined(self.broken, self.wanted) if flows else {}
        return Diagnosis(tuple(found), undefined, self.broken)

    def leaf(self, node: NodeId, record: Node) -> Iterator[Finding]:
        """What is to be said of an input or a constant."""
        value = self.values[node]
        if record.primitive == INPUT:
            missing = self.truths.missing(value)
            if self.truths.some(missing):
                name = f"{record.payload}{self.truths.place(missing) or ''}"
                yield Finding("input", self.spans(node), node, "nan", name=name)
        elif odd_literal(self.function, node) and (
            self.system.of_doubles or value == 0 or not self.system.is_finite(value)
        ):
            yield literal_finding(self.function, node, self.source, self.system.text(value))

    def node(self, node: NodeId, record: Node) -> Iterator[Finding]:
        """What is to be said of one operation."""
        truths = self.truths
        sound = truths.sound(node, record)
        if not truths.some(sound):
            return
        row = described(effective_primitive(record, self.moves))
        value = self.values[node]
        differentiated = bool(self.moves[node])
        inside = sound
        told = row.domain or row.boundary or row.pole
        if row.definition and row.kind == "elementwise" and not (told or self.system.is_finite(value)):
            # In exact numbers it may have its definition's pole, which doubles do not meet, as the tangent has.
            row = row._replace(pole=resolve(FILLED)(row).pole)
        if row.pole:
            pole = sound & truths.holds(row.pole, row, node)
            if truths.some(pole):
                self.broken[node] = pole
                # 0/0 is no pole, and neither is 0^0.
                valued = self.system.is_finite(value) and not (row.shape or row.definition)
                case = "undefined" if self.system.is_nan(value) else "without-slope" if valued else "pole"
                fields = {"differentiated": differentiated, "gives": self.others(node)}
                if case == "undefined":
                    fields["continuous"] = resolve(CONTINUOUS)(self.graph, node, self.short_tree)
                yield self.where("domain", case, node, row, row.pole, pole, **fields)
                inside = inside > pole
        if row.boundary and truths.some(inside):
            edge = inside & truths.holds(row.boundary, row, node)
            # Of an entry that is not elementwise the result may be finite though an element is at the edge.
            if truths.some(edge) and truths.some(edge & (differentiated or bool(row.shape) or truths.lost(value))):
                yield self.where("boundary", "edge", node, row, row.boundary, edge, gives=self.others(node))
            inside = inside > edge
        if row.domain and truths.some(inside):
            outside = inside > truths.holds(row.domain, row, node)
            if truths.some(outside):
                self.broken[node] = self.broken.get(node, False) | outside
                finding, shown = self.outside(node)
                values = truths.shown(shown, node, outside)
                yield replace(finding, at=truths.place(outside), values=values, gives=self.others(node))
                inside = inside > outside
        finite_operands = record.operands and all(self.system.is_finite(self.values[i]) for i in record.operands)
        if finite_operands and not self.system.is_finite(value):  # `inf` written is meant
            infinite = inside & truths.infinite(value)
            if truths.some(infinite):
                yield self.finding("overflow", "operation", node, at=truths.place(infinite))
            unknown = inside & truths.missing(value)
            if not row.shape and truths.some(unknown):
                yield self.finding("precision", "unknown", node, at=truths.place(unknown))
        if not self.system.is_finite(value) and not finite_operands:
            missing = inside & truths.missing(value)  # as `x - x` and `sin(x)` are for an infinite x
            if truths.some(missing):
                operands = dict.fromkeys(i for i in record.operands if truths.some(truths.infinite(self.values[i])))
                texts = tuple(self.text(i) for i in operands)
                if texts:
                    yield self.finding("domain", "infinite", node, names=texts, at=truths.place(missing))
        if row.kink and differentiated:
            kink = sound & truths.holds(row.kink, row, node)
            if truths.some(kink):
                yield self.kink(row, node, kink)
        if row.jump and any(self.moves[operand] for operand in record.operands):
            jump = sound & truths.holds(row.jump, row, node)
            if truths.some(jump):
                case = "alone" if row.isolated else "condition"
                yield self.where("jump", case, node, row, row.jump, jump)

    def finding(self, kind: str, case: str, node: NodeId, **fields: Any) -> Finding:
        """A finding at a node, with its text."""
        return Finding(kind, self.spans(node), node, case, self.text(node), **fields)

    def where(self, kind: str, case: str, node: NodeId, row: Entry, text: str, truth: Any, **fields: Any) -> Finding:
        """A finding at a node of which a condition is true."""
        where = self.condition(text, row, node)
        return self.finding(kind, case, node, where=where, at=self.truths.place(truth), **fields)

    def partial_domains(self, node: NodeId, record: Node) -> Iterator[Finding]:
        """What one partial asks for beyond the value's domain; it breaks no other partial."""
        row = described(effective_primitive(record, self.moves))
        for position, text in enumerate(row.partial_domains):
            if text and self.moves[record.operands[position]] and not self.truths.holds(text, row, node):
                own = set(self.input_names(record.operands[position]))
                yield self.finding(
                    "domain",
                    "partial",
                    node,
                    by=self.text(record.operands[position]),
                    where=self.condition(text, row, node),
                    values=self.truths.shown(self.shown_operands(text, row, node), node, True),
                    names=tuple(name for name in self.input_names(record.operands[1 - position]) if name not in own),
                )

    def outside(self, node: NodeId) -> tuple[Finding, tuple[tuple[int, str], ...]]:
        """What a domain finding says of a node, but for the values, and the operands whose values it wants."""
        record = self.graph.nodes[node]
        row = described(effective_primitive(record, self.moves))
        definite = "diag(out)" in row.domain  # the result's own diagonal shows whether it is there
        case = "power" if row.operator == "^" else "indefinite" if definite else "outside"
        domain = with_edge(row, [self.known(operand) for operand in record.operands])
        where = self.condition(domain, row, node)
        if where is None:
            # It is of numbers written: false, or true but not as doubles, as sinh(1024) is infinite there.
            where = unparse(substitute(parse_expression(domain), self.own_words(row, node)))
        finding = self.finding("domain", case, node, where=where)
        shown = self.shown_operands(row.domain, row, node)
        return finding, tuple(one for one in shown if one[1] in where)  # some part may be true of numbers written

    def known(self, node: NodeId) -> float:
        """The number that a node is in every row; nan where it is none."""
        record = self.graph.nodes[node]
        return float(record.payload or "") if record.primitive == CONSTANT else nan

    def kink(self, row: Entry, node: NodeId, truth: Any) -> Finding:
        used: tuple[str, ...] | None = None if self.kinks == OURS else (f"that of {self.kinks}",)
        if not row.shape:
            used = tuple(map(self.system.text, self.partials(node, self.kinks, truth)))
        if not row.tie:
            case = "vertical" if used is not None and {"inf", "-inf"} & {*used} else "condition"
            return self.where("kink", case, node, row, row.kink, truth, used=used, gives=self.others(node))
        tied = self.values[node] if row.shape else self.truths.first(truth, self.values[node])
        where = row.tie.format(out=self.system.text(tied))  # the condition's own words would not help
        at = self.truths.place(truth)
        return self.finding("kink", "tie", node, where=where, at=at, used=used, gives=self.others(node))

    def others(self, node: NodeId) -> dict[str, str] | None:
        """What the other conventions give for a number's partials, those that differ from the ones in force."""
        if not self.moves[node] or self.function.has_arrays:
            return None
        own = self.partials_text(node, self.kinks)
        name = self.graph.nodes[node].primitive
        presets = [preset for preset in (OURS, *KINKS) if preset != self.kinks and name not in LACKING.get(preset, ())]
        given = {preset: self.partials_text(node, preset) for preset in presets}
        return {preset: text for preset, text in given.items() if text != own} or None

    def partials_text(self, node: NodeId, kinks: str) -> str:
        """A node's partials under a preset, as text; undefined where ours finds the domain left."""
        row = described(effective_primitive(self.graph.nodes[node], self.moves))
        holds = self.truths.holds
        broken = bool(row.pole and holds(row.pole, row, node)) or bool(
            row.domain and not holds(row.domain, row, node) and not (row.boundary and holds(row.boundary, row, node))
        )
        values = self.partials(node, kinks)
        return "nan" if broken and kinks == OURS else ", ".join(map(self.system.text, values))

    def partials(self, node: NodeId, kinks: str, truth: Any = True) -> list[Any]:
        """A node's partials under a preset, towards the operands that move, at the first element of a truth."""
        record = self.graph.nodes[node]
        primitive = effective_primitive(record, self.moves)
        count = len(record.operands)
        given = [self.truths.first(truth, self.values[one]) for one in (*record.operands, node)]
        found = []
        for position, operand in enumerate(record.operands):
            rule = partial_rule(primitive, position, count, kinks)
            if self.moves[operand] and rule is not None:
                found.append(evaluated(rule, given, self.system))
        return found

    def trail(self, node: NodeId) -> tuple[tuple[str, str], ...] | None:
        """How a value that is not finite reaches the result: the nodes that it makes so, and their values."""
        reached = node
        steps = []
        for later in self.function.live:
            record = self.graph.nodes[later]
            value = self.values[later]
            if self.truths.taken[later] and reached in record.operands and not self.system.is_finite(value):
                reached = later
                steps.append((self.text(later), self.system.text(value)))
        return tuple(steps) or None

    def condition(self, text: str, row: Entry, node: NodeId) -> str | None:
        """A condition as it reads for a node, with the operands' own text; None where it is true of numbers written."""
        condition = without_settled(substitute(parse_expression(text), self.own_words(row, node)))
        return None if settled(condition) else unparse(condition)

    def shown_operands(self, text: str, row: Entry, node: NodeId) -> tuple[tuple[int, str], ...]:
        """The operands that a condition reads, by position, with the words for them; numbers written need none."""
        used = {part.name for part in parse_expression(text).walk() if isinstance(part, Name)}
        words = self.own_words(row, node)
        read = [(i, name) for i, name in enumerate(row.names) if name in used]
        read = [(i, name) for i, name in read if not isinstance(words.get(name), Number)]
        return tuple((i, unparse(words[name]) if name in words else name) for i, name in read)

    def own_words(self, row: Entry, node: NodeId) -> dict[str, Tree]:
        """The operands' own text by parameter; all of them, lest a parameter be taken for the user's variable.

        In `y > 2` the parameter `y` is the 2, and in `log(-1) + x` the `x` of the logarithm is no variable at all.
        """
        if row.variadic:
            return {}
        pairs = zip(row.names, [self.operand_tree(one, node) for one in self.graph.nodes[node].operands], strict=True)
        words = {name: tree for name, tree in pairs if tree is not None}
        own = self.short_tree(node)
        return words if own is None else {**words, "out": own}

    def operand_tree(self, operand: NodeId, user: NodeId) -> Tree | None:
        """The tree of an operand's text. Within a definition, whose nodes all have the call's, it is its formula."""
        spans, record = self.graph.origins[operand], self.graph.nodes[operand]
        if spans == self.graph.origins[user] and record.primitive == CONSTANT:
            return parse_expression(record.payload or "")
        if not spans or spans != self.graph.origins[user] or record.primitive in LEAVES:
            return self.short_tree(operand)
        labels: dict[NodeId, str] = {}
        trees: dict[str, Tree] = {}
        stack, inside = [operand], 0
        while stack:
            node = stack.pop()
            if node in labels or self.graph.nodes[node].primitive == CONSTANT:
                continue
            if self.graph.origins[node] == spans and self.graph.nodes[node].primitive not in LEAVES:
                inside += 1
                if inside > LONGEST_SHOWN:
                    return None
                stack.extend(self.graph.nodes[node].operands)
                continue
            tree = self.short_tree(node)
            if tree is None:
                return None
            labels[node] = f"operand{node}"
            trees[labels[node]] = tree
        return substitute(resolve(LIFT)(self.graph, operand, labels), trees)

    def short_tree(self, node: NodeId) -> Tree | None:
        """The tree of a node's own text, where that is short."""
        record = self.graph.nodes[node]
        # A parameter's default is written nowhere.
        default = record.primitive == CONSTANT and not self.graph.origins[node]
        text = (record.payload or "") if default else self.text(node)
        text = written_element(text) if record.primitive == INPUT else text
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
