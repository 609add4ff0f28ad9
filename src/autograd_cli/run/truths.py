"""What the findings have to know of values: what is true of them, and where; here of numbers.

Takes: a function and its values at a point, in any number system. Returns: truths, each True or False. Of vectors and
matrices `array_findings.py` has the same questions.
"""

from collections.abc import Callable, Container, Mapping, Sequence
from functools import cache
from typing import Any, Protocol

from autograd_cli.graphs.analysis import Edge, active, described, edges, selected, takes
from autograd_cli.graphs.graph import Function, Node, NodeId
from autograd_cli.graphs.templates import Template, condition_template
from autograd_cli.primitives import PRIMITIVES, Entry
from autograd_cli.run.evaluate import evaluate
from autograd_cli.systems.definitions import Steps, steps_kernel, steps_of
from autograd_cli.systems.systems import NumberSystem

# Whether a node takes the operand at the end of an edge: the edge, the node's operands, the node and all values.
Taken = Callable[[Edge, Sequence[NodeId], NodeId, Sequence[Any]], bool]


class Truths(Protocol):
    """What a pass has to know of values. A truth is True or False; of arrays it may be an array of these.

    `taken` flags by node whether it is on the taken path. A node is `sound` where it is, and none of its operands is
    nan. `place` is where a truth is true first, None of a number.
    """

    system: NumberSystem
    taken: Sequence[int]

    def sound(self, node: NodeId, record: Node) -> Any: ...
    def holds(self, text: str, row: Entry, node: NodeId) -> Any: ...
    def missing(self, value: Any) -> Any: ...
    def infinite(self, value: Any) -> Any: ...
    def lost(self, value: Any) -> Any: ...
    def some(self, truth: Any) -> bool: ...
    def place(self, truth: Any) -> str | None: ...
    def first(self, truth: Any, value: Any) -> Any: ...
    def shown(self, texts: Sequence[tuple[int, str]], node: NodeId, truth: Any) -> dict[str, str]: ...
    def undefined(self, broken: Mapping[NodeId, Any], wanted: Sequence[NodeId]) -> Mapping[NodeId, Any]: ...


class NumberTruths:
    """The truths of values that are numbers of a system."""

    def __init__(self, function: Function, values: Sequence[Any], system: NumberSystem) -> None:
        self.function, self.values, self.system = function, values, system
        self.taken: Sequence[int] = selected(function, values)
        # The conditions met so far as functions of numbers of the system: by entry, text and number of operands.
        self.conditions: dict[tuple[str, str, int], Callable[..., Any]] = {}

    def sound(self, node: NodeId, record: Node) -> bool:
        return not any(map(self.system.is_nan, map(self.values.__getitem__, record.operands)))

    def holds(self, text: str, row: Entry, node: NodeId) -> bool:
        operands = self.function.graph.nodes[node].operands
        key = row.name, text, len(operands)
        condition = self.conditions.get(key)
        if condition is None:
            condition = steps_kernel(condition_steps(*key), self.system.kernel, self.system.constant)
            self.conditions[key] = condition
        return bool(condition(*[self.values[operand] for operand in operands], self.values[node]))

    def missing(self, value: Any) -> bool:
        return self.system.is_nan(value)

    def infinite(self, value: Any) -> bool:
        return not self.system.is_nan(value) and not self.system.is_finite(value)

    def lost(self, value: Any) -> bool:
        return not self.system.is_finite(value)

    def some(self, truth: bool) -> bool:
        return truth

    def place(self, truth: bool) -> None:
        return None

    def first(self, truth: bool, value: Any) -> Any:
        return value

    def shown(self, texts: Sequence[tuple[int, str]], node: NodeId, truth: bool) -> dict[str, str]:
        own = self.function.graph.nodes[node].operands
        return {text: self.system.text(self.values[own[position]]) for position, text in texts}

    def undefined(self, broken: Mapping[NodeId, Any], wanted: Sequence[NodeId]) -> dict[NodeId, bool]:
        return dict.fromkeys(flowing(self.function, broken, wanted, self.values, takes), True)


def flowing(
    function: Function, broken: Container[NodeId], wanted: Sequence[NodeId], values: Sequence[Any], taken: Taken
) -> list[NodeId]:
    """The wanted nodes to which a derivative flows through a broken node, by edges that are taken."""
    nodes = function.graph.nodes
    moves = active(function, wanted)
    carries = bytearray(len(nodes))
    tainted = bytearray(len(nodes))
    for output in function.outputs:
        carries[output] = 1
    for node in reversed(function.live):
        if not carries[node]:
            continue
        if node in broken:
            tainted[node] = 1
        operands = nodes[node].operands
        for operand, edge in zip(operands, edges(nodes[node].primitive, len(operands)), strict=True):
            if edge.flows and moves[operand] and taken(edge, operands, node, values):
                carries[operand] = 1
                tainted[operand] |= tainted[node]
    return [node for node in wanted if tainted[node]]


def evaluated(rule: Template, given: Sequence[Any], system: NumberSystem) -> Any:
    """The value of a template at the values of its inputs."""
    return evaluate(rule.function, dict(zip(rule.names, given, strict=True)), system)[rule.function.outputs[0]]


@cache
def conditional(primitive: str) -> bool:
    """Whether something may have to be said of an entry's node though its value is finite."""
    constant = PRIMITIVES[primitive].constant
    rows = [described(name) for name in (primitive, *(constant[1:] if constant else ()))]
    return any(
        row.pole or row.boundary or row.domain or row.kink or row.jump or any(row.partial_domains) for row in rows
    )


@cache
def condition_steps(primitive: str, text: str, count: int) -> Steps:
    """A condition of an entry for `count` operands, ready to be evaluated."""
    return steps_of(condition_template(primitive, text, count))
