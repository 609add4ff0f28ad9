"""What is read off a graph before anything is computed: which nodes count, which vary, which are selected.

In: functions. Out: flags by node. *Live*: an output depends on it. *Active*: it depends on a wanted input by edges
along which a derivative flows. *Guarded*: it counts only under a condition, as the branches of `where` do.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, NamedTuple

from autograd_cli import numerics
from autograd_cli.graph.graph import CONSTANT, INPUT, SCALAR, Function, Graph, NodeId, Shape, broadcast
from autograd_cli.graph.simplify import simplified
from autograd_cli.graph.templates import fresh_template, late, partial_template, row_position
from autograd_cli.primitives import PRIMITIVES, Entry
from autograd_cli.primitives.entry import Guard

LEAVES = frozenset({INPUT, CONSTANT})
# What fills the columns that an entry leaves to its definition; seldom needed, and made of what is here.
CONDITIONS = "autograd_cli.graph.conditions:filled"


class Edge(NamedTuple):
    """From a node to one of its operands: whether a derivative flows, and under which condition the operand is read.

    `condition` is the position of the operand that decides, None where it is always read; `when` says how it must be.
    """

    flows: bool
    condition: int | None
    when: bool


@cache
def edges(primitive: str, count: int) -> tuple[Edge, ...]:
    """The edges of a node with `count` operands, in their order."""
    if primitive in LEAVES:
        return ()
    row = PRIMITIVES[primitive]
    conditions = reading_conditions(primitive)
    result = []
    for position in range(count):
        name, holds = conditions[row_position(row, position)] or (None, True)
        result.append(Edge(flows(row, position, count), None if name is None else row.names.index(name), holds))
    return tuple(result)


@cache
def reading_conditions(primitive: str) -> tuple[Guard | None, ...]:
    """What decides whether an operand is read, one a parameter; None where it always is.

    An entry that leaves its rules to its definition leaves these to it too, as far as a parameter alone decides.
    """
    entry = PRIMITIVES[primitive]
    if entry.rules or entry.shape or not entry.definition or any(entry.conditions):
        return entry.conditions
    rule = fresh_template(entry.definition, entry.names)
    guards = Guards(rule.function.graph)
    read = reading_guards(guards, rule.function, ())
    names = dict(zip(rule.function.inputs, entry.names, strict=False))
    conditions: list[Guard | None] = []
    for parameter in names:
        kind, before, condition, when = guards.entry(read.get(parameter, ALWAYS))
        alone = kind == "and" and before == ALWAYS and condition in names
        conditions.append((names[condition], when) if alone else None)
    return tuple(conditions)


def is_guarded(primitive: str) -> bool:
    """Whether some operand of an entry is read under a condition only."""
    return primitive not in LEAVES and any(reading_conditions(primitive))


@cache
def described(primitive: str) -> Entry:
    """The entry, with its domain, boundary, pole, kink and jump by its definition where it leaves them to that.

    An entry that gives one of them gives them all; so does one with a kernel of its own, whose definition may pass
    through what the function does not have, as that of `softsign` passes through a kink.
    """
    entry = PRIMITIVES[primitive]
    own = (entry.domain, entry.boundary, entry.pole, entry.kink, entry.jump, *entry.partial_domains)
    if not entry.definition or entry.shape or any(own) or numerics.has_kernel(primitive):
        return entry
    found: Entry = late(CONDITIONS)(entry)
    return found


def flows(row: Entry, position: int, count: int) -> bool:
    """Whether a derivative flows from an operand of a row to its result."""
    if row.expansion:
        return True
    if row.shape:
        return row.rules[row_position(row, position)] != "0"
    if row.rules:
        return partial_template(row.name, position, count) is not None
    rule = fresh_template(row.definition, row.names)
    moved = active(rule.function, (rule.function.inputs[position],))
    return row.names[position] not in row.integers and bool(moved[rule.function.outputs[0]])


def active(function: Function, wanted: Iterable[NodeId]) -> bytearray:
    """Flags by node: 1 where a derivative flows from a wanted node."""
    graph = function.graph
    flags = bytearray(len(graph.nodes))
    for node in wanted:
        flags[node] = 1
    for node in function.live:
        record = graph.nodes[node]
        operands = record.operands
        for operand, edge in zip(operands, edges(record.primitive, len(operands)), strict=True):
            if flags[operand] and edge.flows:
                flags[node] = 1
                break
    return flags


def operation_count(function: Function) -> int:
    """How many operations one evaluation takes; inputs and constants are none."""
    nodes = function.graph.nodes
    return sum(nodes[node].primitive not in LEAVES for node in function.live)


def selected(function: Function, values: Sequence[object]) -> bytearray:
    """Flags by node at a point: 1 where a node is on the taken path, so that some output reads it."""
    nodes = function.graph.nodes
    flags = bytearray(len(nodes))
    for output in function.outputs:
        flags[output] = 1
    for node in reversed(function.live):
        if flags[node]:
            record = nodes[node]
            operands = record.operands
            for operand, edge in zip(operands, edges(record.primitive, len(operands)), strict=True):
                if edge.condition is None or bool(values[operands[edge.condition]]) == edge.when:
                    flags[operand] = 1
    return flags


ALWAYS = 0
# Of a guard: its kind, what it is made of, and whether the condition or its negation counts.
Condition = tuple[str, int, Any, bool]


class Guards:
    """The conditions under which nodes are read, as nodes of the graph that are made only where one is asked for.

    A guard is a number: `ALWAYS`, or an entry that is a conjunction (a guard and one more condition), a disjunction of
    two guards, or of all elements of one. Equal guards are one number, so that comparing them is comparing what selects
    the nodes.
    """

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self._entries: list[Condition] = [("always", 0, 0, True)]
        self._numbers: dict[Condition, int] = {}
        self._shapes: dict[int, Shape] = {ALWAYS: SCALAR}
        self._made: dict[int, NodeId] = {}

    def entry(self, guard: int) -> Condition:
        """What a guard is: `and` of a guard and a condition's node that must (or must not) hold, or `or` of two."""
        return self._entries[guard]

    def both(self, guard: int, condition: NodeId, when: bool) -> int:
        """The guard of what is read under `guard` where a condition's node is (or, `when` false, is not) true."""
        kind, _, last, polarity = self._entries[guard]
        if kind == "and" and last == condition and polarity == when:
            return guard
        return self._number(("and", guard, condition, when))

    def either(self, a: int, b: int) -> int:
        """The guard of what is read under one guard and also under another."""
        if a == b:
            return a
        if ALWAYS in (a, b):
            return ALWAYS
        kind_a, parent_a, condition_a, when_a = self._entries[a]
        kind_b, parent_b, condition_b, when_b = self._entries[b]
        if kind_a == kind_b == "and":
            if (parent_a, condition_a) == (parent_b, condition_b):  # (p and c) or (p and not c) -> p
                assert when_a != when_b
                return parent_a
            if parent_a == b:  # (p and c) or p -> p
                return b
            if parent_b == a:
                return a
        return self._number(("or", min(a, b), max(a, b), True))

    def along(self, guard: int, operands: Sequence[NodeId], edge: Edge) -> int:
        """The guard under which a node that is read under `guard` reads the operand at the end of an edge."""
        return guard if edge.condition is None else self.both(guard, operands[edge.condition], edge.when)

    def reaching(self, guard: int, user: NodeId, operand: NodeId) -> int:
        """A user's guard as it holds for an operand of another shape: wherever it holds for an element that reads it.

        An element of the operand is read by those that it was broadcast to; by all, where the row is not elementwise.
        """
        if guard == ALWAYS or not self.graph.shaped:
            return guard
        nodes = self.graph.nodes
        shape = SCALAR if PRIMITIVES[nodes[user].primitive].shape else nodes[operand].shape
        return guard if self.shape(guard) in (SCALAR, shape) else self._number(("some", guard, shape, True))

    def shape(self, guard: int) -> Shape:
        """The shape of a guard's node."""
        if guard not in self._shapes:
            kind, first, second, _ = self._entries[guard]
            if kind == "some":
                self._shapes[guard] = second
            else:
                other = self.graph.nodes[second].shape if kind == "and" else self.shape(second)
                self._shapes[guard] = broadcast(self.shape(first), other)
        return self._shapes[guard]

    def node(self, guard: int) -> NodeId:
        """The node whose value says whether what is so guarded is read."""
        stack = [guard]
        while stack:
            current = stack[-1]
            kind, first, second, when = self._entries[current]
            if current in self._made:
                stack.pop()
            elif kind == "and":
                if first != ALWAYS and first not in self._made:
                    stack.append(first)
                    continue
                own = second if when else self.graph.add("logical_not", (second,))
                self._made[current] = (
                    own if first == ALWAYS else self.graph.add("logical_and", (self._made[first], own))
                )
            elif kind == "some":
                if first not in self._made:
                    stack.append(first)
                    continue
                count = self.graph.add("sum_to", (self._made[first],), None, None, second)
                self._made[current] = self.graph.add("greater", (count, self.graph.constant("0")))
            else:
                missing = [part for part in (first, second) if part not in self._made]
                if missing:
                    stack += missing
                    continue
                self._made[current] = self.graph.add("logical_or", (self._made[first], self._made[second]))
        return self._made[guard]

    def select(self, guard: int, node: NodeId) -> NodeId:
        """The node that is `node` where the guard holds, and 0 elsewhere, whatever `node` is there."""
        return simplified(self.graph, "where", (self.node(guard), node, self.graph.constant("0")))

    def _number(self, entry: Condition) -> int:
        number = self._numbers.setdefault(entry, len(self._entries))
        if number == len(self._entries):
            self._entries.append(entry)
        return number


def reading_guards(guards: Guards, function: Function, always: Sequence[NodeId]) -> dict[NodeId, int]:
    """The guard under which each live node is read: the disjunction over its uses. Empty where nothing is guarded.

    The nodes in `always` count as read whatever their uses are.
    """
    nodes = function.graph.nodes
    if not any(is_guarded(nodes[node].primitive) for node in function.live):
        return {}
    read = dict.fromkeys((*function.outputs, *always), ALWAYS)
    for node in reversed(function.live):
        record = nodes[node]
        for operand, edge in zip(record.operands, edges(record.primitive, len(record.operands)), strict=True):
            along = guards.reaching(guards.along(read[node], record.operands, edge), node, operand)
            read[operand] = guards.either(read[operand], along) if operand in read else along
    return read
