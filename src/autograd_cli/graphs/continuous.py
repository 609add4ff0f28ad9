"""Quotients that are 0/0 at a point, and the formulas of the table that are continuous there.

Takes: a node, and the trees of operands. Returns: the formula in these, `sin_over_x(2*t)` for `sin(2*t)/(2*t)`. The
pairs of quotient and formula are a column of the table, `continues`.
"""

from collections.abc import Callable, Iterator
from functools import cache

from autograd_cli.graphs.graph import CONSTANT, INPUT, Function, Graph, Node, NodeId
from autograd_cli.graphs.templates import template
from autograd_cli.primitives import PRIMITIVES
from autograd_cli.syntax.ast import Tree
from autograd_cli.syntax.parser import parse_expression
from autograd_cli.syntax.substitute import substitute
from autograd_cli.syntax.unparse import unparse

# What the quotients of the table are quotients in.
VARIABLE = "x"


def continuous(graph: Graph, node: NodeId, tree_of: Callable[[NodeId], Tree | None]) -> str | None:
    """The formula that has a quotient's values, and its limit where it is 0/0; None where the table has none."""
    for pattern, formula in pairs():
        operand = _matched(graph, node, template(pattern, (VARIABLE,)).function)
        tree = None if operand is None else tree_of(operand)
        if tree is not None:
            return unparse(substitute(parse_expression(formula), {VARIABLE: tree}))
    return None


@cache
def pairs() -> tuple[tuple[str, str], ...]:
    """All quotients of the table with their formulas."""
    return tuple(_pairs())


def _pairs() -> Iterator[tuple[str, str]]:
    for row in PRIMITIVES.values():
        for text in row.continues:
            quotient, _, formula = text.partition(" = ")
            yield quotient, formula


def _matched(graph: Graph, node: NodeId, pattern: Function) -> NodeId | None:
    """The node that stands for the variable of a pattern, where a node is of its form."""
    found: NodeId | None = None
    stack = [(node, pattern.outputs[0])]
    while stack:
        here, there = stack.pop()
        record, wanted = graph.nodes[here], pattern.graph.nodes[there]
        if wanted.primitive == INPUT:
            if found not in (None, here):
                return None
            found = here
        elif _alike(record, wanted):
            stack += zip(record.operands, wanted.operands, strict=True)
        else:
            return None
    return found


def _alike(record: Node, wanted: Node) -> bool:
    """Whether two nodes are the same operation, or the same number."""
    if record.primitive != wanted.primitive or len(record.operands) != len(wanted.operands):
        return False
    return wanted.primitive != CONSTANT or float(record.payload or "nan") == float(wanted.payload or "nan")
