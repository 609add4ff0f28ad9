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
DIVIDE, MULTIPLY = "divide", "multiply"


def continuous(graph: Graph, node: NodeId, tree_of: Callable[[NodeId], Tree | None]) -> str | None:
    """The formula that has a quotient's values, and its limit where it is 0/0; None where the table has none.

    A quotient may also have a factor more, above or below, as `sin(2*x)/x` and `sin(x)/(2*x)`.
    """
    for pattern, formula in pairs():
        quotient = template(pattern, (VARIABLE,)).function
        operand = _matched(graph, node, quotient, quotient.outputs[0])
        tree = None if operand is None else tree_of(operand)
        if tree is not None:
            return unparse(substitute(parse_expression(formula), {VARIABLE: tree}))
        scaled = _scaled(graph, node, quotient)
        trees = {name: tree_of(one) for name, one in scaled[1].items()} if scaled else {}
        known = {name: tree for name, tree in trees.items() if tree is not None}
        if scaled and len(known) == len(trees):
            return unparse(substitute(parse_expression(scaled[0].format(formula)), known))
    return None


def _scaled(graph: Graph, node: NodeId, quotient: Function) -> tuple[str, dict[str, NodeId]] | None:
    """How the formula of a quotient by its variable becomes that of a node with a factor more, and what is in it."""
    record, wanted = graph.nodes[node], quotient.graph.nodes[quotient.outputs[0]]
    if record.primitive != DIVIDE or wanted.primitive != DIVIDE or wanted.operands[1] != quotient.inputs[0]:
        return None
    above, below = record.operands
    operand = _matched(graph, above, quotient, wanted.operands[0])
    if operand is None:
        return None
    for product, part, form in ((operand, below, "c*({})"), (below, operand, "({})/c")):
        factors = graph.nodes[product].operands if graph.nodes[product].primitive == MULTIPLY else ()
        if part in factors:
            other = factors[1 - factors.index(part)]
            return form, {VARIABLE: operand, "c": other}
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


def _matched(graph: Graph, node: NodeId, pattern: Function, part: NodeId) -> NodeId | None:
    """The node that stands for the variable of a pattern, where a node is of the form of a part of it."""
    found: NodeId | None = None
    stack = [(node, part)]
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
