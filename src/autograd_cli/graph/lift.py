"""Graph to abstract syntax tree: a derivative's nodes as the formula they are, in the labels of the nodes it stands on.

In: a node, and labels at which to stop. Out: a tree to print. It is meant for local partials, which are shallow between
labelled nodes, and so it recurses.
"""

from collections.abc import Mapping

from autograd_cli.errors import Span
from autograd_cli.graph.graph import CONSTANT, Graph
from autograd_cli.primitives import PRIMITIVES
from autograd_cli.syntax.ast import Call, Comparison, Name, Number, Operation, Tree
from autograd_cli.syntax.parser import parse_expression
from autograd_cli.syntax.substitute import substitute

NOWHERE = Span(0, 0)
COMPARATORS = frozenset({"less", "less_equal", "greater", "greater_equal", "equal", "not_equal"})
# Rows that stand for a form a person would write out.
WRITTEN_OUT = frozenset({"reduced_power"})


def lift(graph: Graph, number: int, labels: Mapping[int, str]) -> Tree:
    """The tree of a node; a node that has a label is its name."""
    if number in labels:
        return _leaf(labels[number])
    node = graph.nodes[number]
    if node.primitive == CONSTANT:
        return _leaf(node.payload or "")
    row = PRIMITIVES[node.primitive]
    operands = tuple(lift(graph, operand, labels) for operand in node.operands)
    if node.primitive in WRITTEN_OUT:
        return substitute(parse_expression(row.definition), dict(zip(row.names, operands, strict=True)))
    if node.primitive in COMPARATORS:
        return Comparison(NOWHERE, (node.primitive,), operands)
    if row.operator:
        return Operation(NOWHERE, "power" if row.operator == "^" else node.primitive, operands)
    if not operands:
        return Name(NOWHERE, node.primitive)
    return Call(NOWHERE, row.call, operands, NOWHERE)


def _leaf(text: str) -> Tree:
    """A name, or a number with its sign."""
    if text.startswith("-"):
        return Operation(NOWHERE, "negative", (Number(NOWHERE, text[1:]),))
    return Number(NOWHERE, text) if text[:1].isdigit() or text.startswith(".") else Name(NOWHERE, text)
