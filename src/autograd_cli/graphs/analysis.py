"""What is read off a graph before anything is computed: which nodes count, which vary, which are selected.

In: functions. Out: flags by node. *Live*: an output depends on it. *Active*: it depends on a wanted input by edges
along which a derivative flows. *Guarded*: it counts only under a condition, as the branches of `where` do.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache, cached_property
from typing import Any, NamedTuple

from autograd_cli import numerics
from autograd_cli.errors import AutogradError, Source
from autograd_cli.graphs.graph import CONSTANT, INPUT, SCALAR, Function, Graph, NodeId, Shape, broadcast
from autograd_cli.graphs.simplify import divisor, simplified
from autograd_cli.graphs.templates import OUT, fresh_template, late, partial_template, row_position
from autograd_cli.primitives import PRIMITIVES, Entry
from autograd_cli.primitives.entry import Guard

LEAVES = frozenset({INPUT, CONSTANT})
# What fills the columns that an entry leaves to its definition; seldom needed, and made of what is here.
CONDITIONS = "autograd_cli.graphs.conditions:filled"


# Values by node.
Values = Sequence[Any] | Mapping[NodeId, Any]


class Compared(NamedTuple):
    """What is compared: the operand at a position, of which the one past the last is the node itself, or a number."""

    position: int
    number: int | None = None


class Edge(NamedTuple):
    """From a node to one of its operands: whether a derivative flows, and under which condition the operand is read.

    `condition` is the position of the operand that decides, None where it is always read; `when` says how it must be.
    The operand is not taken where the first of one of the pairs `defeats` is less than the second.
    """

    flows: bool
    condition: int | None
    when: bool
    defeats: tuple[tuple[Compared, Compared], ...] = ()

    @property
    def guarded(self) -> bool:
        """Whether values decide about the operand."""
        return self.condition is not None or bool(self.defeats)


@cache
def edges(primitive: str, count: int) -> tuple[Edge, ...]:
    """The edges of a node with `count` operands, in their order."""
    if primitive in LEAVES:
        return ()
    row = PRIMITIVES[primitive]
    conditions = reading_conditions(primitive)
    result = []
    for position in range(count):
        parameter = row_position(row, position)
        name, holds = conditions[parameter] or (None, True)
        condition = None if name is None else row.names.index(name)
        places = {**{name: i for i, name in enumerate(row.names)}, row.names[parameter]: position, OUT: count}
        if row.variadic and count == len(row.names) + 1:  # of two arguments the other one decides
            places[OUT] = 1 - position
        defeats = tuple(
            (_compared(less, places), _compared(greater, places)) for less, greater in row.defeats[parameter]
        )
        result.append(Edge(flows(row, position, count), condition, holds, defeats))
    return tuple(result)


def _compared(text: str, places: Mapping[str, int]) -> Compared:
    return Compared(places[text]) if text in places else Compared(0, int(text))


def compared(one: Compared, operands: Sequence[NodeId], node: NodeId, values: Values) -> Any:
    """The value of what is compared."""
    return one.number if one.number is not None else values[(*operands, node)[one.position]]


def takes(edge: Edge, operands: Sequence[NodeId], node: NodeId, values: Values) -> bool:
    """Whether a node takes the operand at the end of an edge, at a point."""
    if edge.condition is not None and bool(values[operands[edge.condition]]) != edge.when:
        return False
    return not any(
        compared(less, operands, node, values) < compared(greater, operands, node, values)
        for less, greater in edge.defeats
    )


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


@cache
def is_guarded(primitive: str) -> bool:
    """Whether some operand of an entry is read under a condition only."""
    return primitive not in LEAVES and any(reading_conditions(primitive))


@cache
def described(primitive: str) -> Entry:
    """The entry, with its domain, boundary, pole, kink and jump by its definition where it leaves them to that.

    An entry that gives one of them gives them all; so does one with a kernel of its own, or one that is `smooth`: the
    definition may pass through what the function does not have, as that of `softsign` passes through a kink.
    """
    entry = PRIMITIVES[primitive]
    own = (entry.domain, entry.boundary, entry.pole, entry.kink, entry.jump, entry.smooth, *entry.partial_domains)
    if not entry.definition or entry.kind != "elementwise" or any(own) or numerics.has_kernel(primitive):
        return entry
    found: Entry = late(CONDITIONS)(entry)
    return found


def flows(row: Entry, position: int, count: int) -> bool:
    """Whether a derivative flows from an operand of a row to its result."""
    if row.expansion or (row.shape and not row.rules):
        return True
    if row.shape:
        return row.rules[row_position(row, position)] != "0"
    if row.rules:
        return partial_template(row.name, position, count) is not None
    rule = fresh_template(row.definition, row.names)
    moved = active(rule.function, (rule.function.inputs[position],))
    return row.names[position] not in row.undifferentiated and bool(moved[rule.function.outputs[0]])


def active(function: Function, wanted: Iterable[NodeId]) -> bytearray:
    """Flags by node: 1 where a derivative flows from a wanted node."""
    nodes = function.graph.nodes
    flags = bytearray(len(nodes))
    for node in wanted:
        flags[node] = 1
    for node in function.live:
        primitive, operands, _, _ = nodes[node]
        for position, operand in enumerate(operands):
            if flags[operand] and edges(primitive, len(operands))[position].flows:
                flags[node] = 1
                break
    return flags


# Of a node that takes some of its operands: nothing need be selected; where the derivative enters what is not taken; or
# wherever it leaves that.
NOWHERE, AT_ONCE, AT_LEAVING = 0, 1, 2


def choices(function: Function) -> bytes | bytearray:
    """By node that takes some of its operands: what has to be selected, lest a partial of 0 meet an infinite one.

    Nothing where no partial may be infinite. Empty where that is so of all; and of arrays, where the same problem in
    numbers alone decides about what is not finite.
    """
    graph = function.graph
    nodes = graph.nodes
    if function.has_arrays or not any(map(chooses, function.entries)):
        return b""
    sharp = bytearray(len(nodes))
    found = bytearray(len(nodes))
    for node in function.live:
        primitive, operands, _, _ = nodes[node]
        if not operands:
            continue
        below = 0
        for operand in operands:
            below |= sharp[operand]
        sharp[node] = below or _is_sharp(graph, node)
        if chooses(primitive):
            found[node] = AT_LEAVING if below else AT_ONCE
    return found if any(sharp) else b""


@cache
def chooses(primitive: str) -> bool:
    """Whether an entry takes some of its operands, by their values."""
    return primitive not in LEAVES and bool(PRIMITIVES[primitive].not_taken)


def _is_sharp(graph: Graph, node: NodeId) -> bool:
    """Whether a partial of a node may be infinite where its operands are finite."""
    primitive, operands, _, _ = graph.nodes[node]
    if not _may_be_sharp(primitive):
        return False
    entry = PRIMITIVES[primitive]
    below = divisor(primitive, operands)
    known = graph.constant_text(below) if below is not None else None
    if known is not None:  # x/2
        return known in ("0", "-0")
    exponent = None if entry.constant is None else operands[entry.names.index(entry.constant[0])]
    known = graph.constant_text(exponent) if exponent is not None else None
    return known is None or not known.isdigit() or known == "0"  # x^2


@cache
def _may_be_sharp(primitive: str) -> bool:
    if primitive in LEAVES:
        return False
    entry = described(primitive)
    return entry.sensitive or bool(entry.domain or entry.boundary or entry.pole or any(entry.partial_domains))


def operation_count(function: Function) -> int:
    """How many operations one evaluation takes; inputs and constants are none."""
    nodes = function.graph.nodes
    return sum(nodes[node].primitive not in LEAVES for node in function.live)


def refuse_matrices(function: Function, case: str, source: Source | None = None) -> None:
    """Refuses a function in numbers alone in which a function of whole matrices is left, as no element stands alone.

    Raises: `AutogradError` with code `unsupported` and the case.
    """
    nodes, graph = function.graph.nodes, function.graph
    operations = [one for one in function.live if nodes[one].primitive not in LEAVES] if function.has_arrays else []
    node = next((one for one in operations if PRIMITIVES[nodes[one].primitive].kind == "elimination"), None)
    if node is None:
        return
    span = next(iter(graph.origins[node]), None)
    raise AutogradError("unsupported", case, span=span, source=source, name=nodes[node].primitive)


def selected(function: Function, values: Sequence[Any]) -> bytearray:
    """Flags by node at a point: 1 where a node is on the taken path, so that some output reads it."""
    nodes = function.graph.nodes
    flags = bytearray(len(nodes))
    deciding = {primitive for primitive in function.entries if is_guarded(primitive) or chooses(primitive)}
    if not deciding:
        for node in function.live:
            flags[node] = 1
        return flags
    for output in function.outputs:
        flags[output] = 1
    for node in reversed(function.live):
        if flags[node]:
            primitive, operands, _, _ = nodes[node]
            if primitive in deciding:
                for operand, edge in zip(operands, edges(primitive, len(operands)), strict=True):
                    if takes(edge, operands, node, values):
                        flags[operand] = 1
            else:
                for operand in operands:
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
        self._taking: dict[tuple[int, NodeId, int], int] = {}

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

    def along(self, guard: int, node: NodeId, edge: Edge) -> int:
        """The guard under which a node that is read under `guard` reads the operand at the end of an edge."""
        if edge.condition is not None:
            guard = self.both(guard, self.graph.nodes[node].operands[edge.condition], edge.when)
        return guard

    def taking(self, guard: int, node: NodeId, edge: Edge) -> int:
        """The guard under which it takes that operand."""
        key = guard, node, id(edge)  # edges are kept by `edges`
        known = self._taking.get(key)
        if known is not None:
            return known
        own = (*self.graph.nodes[node].operands, node)
        for less, greater in edge.defeats:
            pair = self._compared(less, own), self._compared(greater, own)
            guard = self.both(guard, self.graph.add("less", pair), False)
        self._taking[key] = guard
        return guard

    def _compared(self, one: Compared, own: Sequence[NodeId]) -> NodeId:
        return own[one.position] if one.number is None else self.graph.constant(str(one.number))

    def reaching(self, guard: int, user: NodeId, operand: NodeId) -> int:
        """A user's guard as it holds for an operand of another shape: wherever it holds for an element that reads it.

        An element of the operand is read by those that it was broadcast to; by all, where the row is not elementwise.
        """
        if guard == ALWAYS or self.graph.scalar:
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
        zero = self._zero
        kind, before, condition, when = self._entries[guard]
        if kind == "and" and before == ALWAYS and not when:  # one condition that must not hold
            return simplified(self.graph, "where", (condition, zero, node))
        return simplified(self.graph, "where", (self.node(guard), node, zero))

    @cached_property
    def _zero(self) -> NodeId:
        return self.graph.constant("0")

    def _number(self, entry: Condition) -> int:
        number = self._numbers.setdefault(entry, len(self._entries))
        if number == len(self._entries):
            self._entries.append(entry)
        return number


def reading_guards(
    guards: Guards, function: Function, always: Sequence[NodeId], choices: Sequence[int] = b""
) -> dict[NodeId, int]:
    """The guard under which each live node is read: the disjunction over its uses. Empty where nothing is guarded.

    The nodes in `always` count as read whatever their uses are. `choices` says of which nodes the guard counts under
    which an operand is taken.
    """
    nodes = function.graph.nodes
    choosing = AT_LEAVING in choices
    guarded = {primitive for primitive in function.entries if is_guarded(primitive)}
    if not choosing and not guarded:
        return {}
    arrays = not function.graph.scalar
    read = dict.fromkeys((*function.outputs, *always), ALWAYS)
    for node in reversed(function.live):
        primitive, operands, _, _ = nodes[node]
        if not operands:
            continue
        own = read[node]
        taking = choosing and choices[node] == AT_LEAVING
        deciding = taking or primitive in guarded
        for position, operand in enumerate(operands):
            along = own
            if deciding:
                edge = edges(primitive, len(operands))[position]
                along = guards.along(own, node, edge)
                if taking and edge.defeats:
                    along = guards.taking(along, node, edge)
            if arrays and along != ALWAYS:
                along = guards.reaching(along, node, operand)
            known = read.get(operand)
            read[operand] = along if known is None else guards.either(known, along)
    return read
