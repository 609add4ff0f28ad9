"""The local partial of one use of a node, as a formula in labels and as a number.

Takes: a `Tracing`, a use that a sweep recorded, and the values by node, if there are any. Returns: trees, and numbers
that are 0 where the operand is a branch that is not taken.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from autograd_cli.graphs.analysis import Edge, edges
from autograd_cli.graphs.graph import Node, NodeId
from autograd_cli.graphs.lift import lift
from autograd_cli.graphs.templates import OUT, effective_primitive, taught_rules
from autograd_cli.lessons.nested import masked
from autograd_cli.lessons.tracing import Tracing
from autograd_cli.numerals import Values, elements
from autograd_cli.primitives import PRIMITIVES
from autograd_cli.symbolic.plain import plain
from autograd_cli.symbolic.textbook import filled
from autograd_cli.syntax.ast import NOWHERE, Call, Name, Number, Operation, Tree
from autograd_cli.syntax.parser import parse_expression
from autograd_cli.syntax.unparse import unparse


class Point(NamedTuple):
    """The values by node, and which nodes are on the taken path.

    `masks` say of a node whose elements are selected one by one which are; elsewhere an adjoint means nothing.
    `gradient` are the partials as `eval` gives them.
    """

    values: Sequence[Any]
    taken: Sequence[bool]
    masks: Mapping[NodeId, Values]
    gradient: Mapping[str, Values]

    def read(self, node: NodeId, adjoint: NodeId) -> Any:
        """The value of an adjoint's node, 0 for elements that are not selected."""
        return self.masked(node, self.values[adjoint])

    def masked(self, node: NodeId, adjoint: Any) -> Any:
        """The same of a value."""
        return masked(adjoint, self.masks[node], True) if node in self.masks else adjoint


class Use(Protocol):
    """One use of a node by another, as both sweeps record it."""

    @property
    def operand(self) -> NodeId: ...
    @property
    def user(self) -> NodeId: ...
    @property
    def partial(self) -> NodeId | None: ...


class Way(NamedTuple):
    """How an operand is read: its user, its place among the operands, and under which condition."""

    user: Node
    position: int
    edge: Edge


def way_of(program: Tracing, use: Use, count: int) -> Way:
    """The way of a use; `count` says how many uses of the operand by the same user were before."""
    user = program.graph.nodes[use.user]
    ways = edges(user.primitive, len(user.operands))
    positions = [i for i, operand in enumerate(user.operands) if operand == use.operand and ways[i].flows]
    position = positions[min(count, len(positions) - 1)]
    return Way(user, position, ways[position])


def local_partial(
    program: Tracing, use: Use, way: Way, point: Point | None
) -> tuple[Tree | None, Tree | None, Values | None]:
    """The partial as the rule has it, under its condition or as it is at the point, and its number.

    All are None where there is no partial, the number where there is no point.
    """
    if use.partial is None:
        return None, None, None
    partial = _taught(program, use, way) or _plain(program, use)
    if point is None:
        return partial, under(program, way, partial), None
    number: Values = point.values[use.partial]
    if way.edge.condition is None:
        return partial, partial, number
    condition = point.values[way.user.operands[way.edge.condition]]
    taken = {bool(one) == way.edge.when for one in elements(condition)}
    shown: Tree = partial
    if taken == {False}:
        shown = Number(NOWHERE, "0")
    elif False in taken:
        shown = under(program, way, partial)
    return partial, shown, masked(number, condition, way.edge.when)


def _taught(program: Tracing, use: Use, way: Way) -> Tree | None:
    """The partial as a textbook writes it; None where it is not asked for, or no textbook has another one."""
    if not program.textbook:
        return None
    row = PRIMITIVES[effective_primitive(way.user, program.moves)]
    rules = taught_rules(row, program.kinks)
    if not rules:
        return None
    places = {
        name: lift(program.graph, one, program.written) for name, one in zip(row.names, way.user.operands, strict=True)
    }
    return filled(parse_expression(rules[way.position]), {**places, OUT: Name(NOWHERE, program.labels[use.user])})


def _plain(program: Tracing, use: Use) -> Tree:
    """The partial as `diff` writes it."""
    assert use.partial is not None
    partial = lift(program.graph, use.partial, program.written)
    if isinstance(partial, Name | Number):
        return partial
    label = program.labels[use.user]
    operands = program.graph.nodes[use.user].operands
    known = {operand: program.written[operand] for operand in operands if operand in program.written}
    operation = lift(program.graph, use.user, known)
    return plain(partial, {label: operation})


def words(way: Way, number: Values | None) -> str | None:
    """What a number says of an operand that may not be taken; empty where the number is enough, None where it has none.

    Example: `the largest` for the 1 of a maximum, `blocks` for the 0 of a relu.
    """
    if not way.edge.defeats or not isinstance(number, float):
        return None
    if len(way.user.operands) == 1:
        return {1.0: "passes", 0.0: "blocks"}.get(number)
    if not PRIMITIVES[way.user.primitive].variadic:
        return None
    less, _ = way.edge.defeats[0]
    extreme = "largest" if less.number is None and less.position == way.position else "smallest"
    if not 0.0 < number <= 1.0:
        return ""
    return f"the {extreme}" if number == 1.0 else f"one of {round(1 / number)} {extreme}"


def under(program: Tracing, way: Way, term: Tree) -> Tree:
    """A term under the condition of a way."""
    if way.edge.condition is None:
        return term
    condition = Name(NOWHERE, program.labels[way.user.operands[way.edge.condition]])
    sides = (term, Number(NOWHERE, "0"))
    return Call(NOWHERE, "where", (condition, *(sides if way.edge.when else sides[::-1])), NOWHERE)


def product(name: str, partial: Tree) -> Tree:
    """What comes in times the partial, both as they are; no two signs stand side by side."""
    negative = (
        isinstance(partial, Operation) and PRIMITIVES[partial.primitive].operator == "-" and len(partial.operands) == 1
    )
    factor = Name(NOWHERE, f"({unparse(partial)})") if negative else partial
    return Operation(NOWHERE, "multiply", (Name(NOWHERE, name), factor))


def summed(terms: Sequence[str]) -> str:
    """Terms as a sum; empty where there are none."""
    return " + ".join(terms).replace("+ -", "- ")
