"""The laws by which derivative nodes are kept small while they are built.

In: a primitive and its operands. Out: a node that has the same value. It is never applied to what the
user typed, and no law here is false for an infinite or undefined operand: `0*x` stays, since `0*inf` is not 0.
"""

import decimal
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from math import isinf

from autograd_cli.graphs.graph import CONSTANT, Function, Graph, Node, NodeId, Shape, node_ids
from autograd_cli.syntax.ast import NOWHERE, Number, Operation, Tree

# Constants are folded only where the result is exact, so that every number system means the same by it.
EXACT = decimal.Context(
    prec=40, traps=[decimal.Inexact, decimal.InvalidOperation, decimal.DivisionByZero, decimal.Overflow]
)

TRUE, FALSE = "1", "0"

FOLDS: dict[str, Callable[[Decimal, Decimal], Decimal]] = {
    "add": EXACT.add,
    "subtract": EXACT.subtract,
    "multiply": EXACT.multiply,
}
# Sums of doubles have at most so many decimal digits.
WIDE = decimal.Context(prec=1500)
OF_DOUBLES: dict[str, Callable[[Decimal, Decimal], Decimal]] = {"add": WIDE.add, "subtract": WIDE.subtract}
# Of whole numbers that doubles hold, with their product; most constants of derivatives are.
SHORT = 15
OF_WHOLES: dict[str, Callable[[int, int], int]] = {
    "add": int.__add__,
    "subtract": int.__sub__,
    "multiply": int.__mul__,
}
COMPARISONS: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "equal": Decimal.__eq__,
    "less": Decimal.__lt__,
    "greater": Decimal.__gt__,
}


def simplified(graph: Graph, primitive: str, operands: tuple[NodeId, ...]) -> NodeId:
    """A node equal to `primitive(operands)`, appended where no law gives one that is there."""
    law = LAWS.get(primitive)
    if law is not None:
        node = law(graph, operands)
        if node is not None:
            return node if graph.scalar else shaped(graph, node, graph.broadcast(operands))
    return graph.add(primitive, operands)


def shaped(graph: Graph, node: NodeId, shape: Shape) -> NodeId:
    """The node itself, or broadcast where a law gave one of a smaller shape."""
    return node if graph.nodes[node].shape == shape else graph.add("expand", (node,), None, None, shape)


def summed(graph: Graph, node: NodeId, shape: Shape) -> NodeId:
    """The node itself, or summed over what was broadcast where it has a larger shape."""
    return node if graph.nodes[node].shape == shape else graph.add("sum_to", (node,), None, None, shape)


def with_reciprocals(function: Function) -> Function:
    """The same function with quotients made products where the divisor's reciprocal is there anyway.

    It is the function itself where there are none. Only in what a sweep appended: what the user wrote is divided, for
    49*(1/49) is not 1. The nodes keep their numbers.
    """
    if "divide" not in function.entries:
        return function
    replaced: dict[NodeId, Node] = {}
    reciprocals: dict[NodeId, NodeId] = {}
    for place, node in zip(node_ids(len(function.graph.nodes)), function.graph.nodes, strict=True):
        if node.primitive != "divide" or function.graph.origins[place]:
            continue
        dividend, divisor = node.operands
        if function.graph.constant_text(dividend) == "1":
            reciprocals[divisor] = place
        elif divisor in reciprocals:
            replaced[place] = Node("multiply", (dividend, reciprocals[divisor]))
    if not replaced:
        return function
    graph = Graph()
    graph.nodes, graph.origins = list(function.graph.nodes), function.graph.origins
    for place, node in replaced.items():
        graph.nodes[place] = node
    return Function(graph, function.inputs, function.outputs)


def _add(graph: Graph, operands: tuple[NodeId, ...]) -> NodeId | None:
    a, b = operands
    x, y = graph.constant_text(a), graph.constant_text(b)
    if x == "0":  # 0 + x -> x
        return b
    if y == "0":  # x + 0 -> x
        return a
    if graph.nodes[b].primitive == "negative":  # x + (-y) -> x - y
        return simplified(graph, "subtract", (a, graph.nodes[b].operands[0]))
    return _fold(graph, "add", x, y)


def _subtract(graph: Graph, operands: tuple[NodeId, ...]) -> NodeId | None:
    a, b = operands
    x, y = graph.constant_text(a), graph.constant_text(b)
    if y == "0":  # x - 0 -> x
        return a
    if x == "0":  # 0 - x -> -x
        return simplified(graph, "negative", (b,))
    return _fold(graph, "subtract", x, y)


def _multiply(graph: Graph, operands: tuple[NodeId, ...]) -> NodeId | None:
    a, b = operands
    x, y = graph.constant_text(a), graph.constant_text(b)
    if x is None and y is None:
        return None
    if x == "1":  # 1*x -> x
        return b
    if x == "-1":  # -1*x -> -x
        return simplified(graph, "negative", (b,))
    if y == "1":  # x*1 -> x
        return a
    if y == "-1":  # x*-1 -> -x
        return simplified(graph, "negative", (a,))
    return _fold(graph, "multiply", x, y)


def _divide(graph: Graph, operands: tuple[NodeId, ...]) -> NodeId | None:
    return operands[0] if graph.constant_text(operands[1]) == "1" else None  # x/1 -> x


def _negative(graph: Graph, operands: tuple[NodeId, ...]) -> NodeId | None:
    (a,) = operands
    node = graph.nodes[a]
    if node.primitive == "negative":  # -(-x) -> x
        return node.operands[0]
    if node.primitive == CONSTANT and node.payload is not None and node.payload != "0":
        return graph.constant(node.payload[1:] if node.payload.startswith("-") else f"-{node.payload}")
    return None


def _power(graph: Graph, operands: tuple[NodeId, ...]) -> NodeId | None:
    base, exponent = operands
    known = graph.constant_text(exponent)
    if known == "1":  # x^1 -> x
        return base
    if known == "0":  # x^0 -> 1, also for inf and nan: so the power is defined
        return graph.constant("1")
    return None


def _reduced_power(graph: Graph, operands: tuple[NodeId, ...]) -> NodeId | None:
    base, exponent, order = operands
    reduced = _fold(graph, "subtract", graph.constant_text(exponent), graph.constant_text(order))
    return None if reduced is None else simplified(graph, "power", (base, reduced))  # x^(c - n), with c - n exact


def _where(graph: Graph, operands: tuple[NodeId, ...]) -> NodeId | None:
    condition, chosen, other = operands
    if chosen == other:  # where(c, x, x) -> x
        return chosen
    inner = graph.nodes[chosen]
    if inner.primitive == "where" and inner.operands[0] == condition:  # where(c, where(c, x, y), z) -> where(c, x, z)
        return simplified(graph, "where", (condition, inner.operands[1], other))
    inner = graph.nodes[other]
    if inner.primitive == "where" and inner.operands[0] == condition:  # where(c, x, where(c, y, z)) -> where(c, x, z)
        return simplified(graph, "where", (condition, chosen, inner.operands[2]))
    decision = graph.nodes[condition]
    if decision.primitive == "logical_not":  # where(not c, x, y) -> where(c, y, x)
        return simplified(graph, "where", (decision.operands[0], other, chosen))
    known = graph.constant_text(condition)
    if known is None or _beyond_doubles(known):  # a number system that has it may take the other one
        return None
    return other if known in ("0", "-0") else chosen


def _beyond_doubles(text: str) -> bool:
    """Whether a number that is not 0 is 0 as a double."""
    return text not in ("0", "-0") and float(text) == 0


def _fold(graph: Graph, primitive: str, x: str | None, y: str | None) -> NodeId | None:
    """The constant that an operation on two constants gives exactly, else None; the operands are texts."""
    if x is None or y is None:
        return None
    if x.isdigit() and y.isdigit() and len(x) + len(y) <= SHORT:
        return graph.constant(str(OF_WHOLES[primitive](int(x), int(y))))
    try:
        folded = FOLDS[primitive](Decimal(x), Decimal(y))
    except decimal.DecimalException:
        return None
    # 1.1 - 1 is a tenth, and as doubles it is not the double next to a tenth: what cancels shows how they are rounded.
    if primitive != "multiply" and _as_double(str(folded)) != OF_DOUBLES[primitive](_as_double(x), _as_double(y)):
        return None
    # Beyond the doubles a constant would be infinite or 0 where the operation, with wider exponents, is not.
    double = float(folded)
    return None if isinf(double) or (double == 0 and folded != 0) else graph.constant(str(folded))


def _as_double(text: str) -> Decimal:
    """The double that floats take for a number's text, exactly."""
    return Decimal(float(text))


def _compare(comparison: str) -> Callable[[Graph, tuple[NodeId, ...]], NodeId | None]:
    def law(graph: Graph, operands: tuple[NodeId, ...]) -> NodeId | None:
        x, y = graph.constant_text(operands[0]), graph.constant_text(operands[1])
        if x is None or y is None:
            return None
        holds = COMPARISONS[comparison](Decimal(x), Decimal(y))
        if holds != COMPARISONS[comparison](_as_double(x), _as_double(y)):  # doubles decide otherwise
            return None
        return graph.constant("1" if holds else "0")

    return law


# Laws of conditions, of which any value but 0 is true


def both(graph: Graph, a: NodeId, b: NodeId) -> NodeId:
    """The node of `a and b`."""
    texts = graph.constant_text(a), graph.constant_text(b)
    if FALSE in texts:
        return graph.constant(FALSE)
    if graph.nodes[b].primitive == "logical_or" and a in graph.nodes[b].operands:  # a and (b or a) -> a
        return a
    return b if texts[0] == TRUE or a == b else a if texts[1] == TRUE else graph.add("logical_and", (a, b))


def either(graph: Graph, a: NodeId, b: NodeId) -> NodeId:
    """The node of `a or b`."""
    texts = graph.constant_text(a), graph.constant_text(b)
    if TRUE in texts:
        return graph.constant(TRUE)
    return b if texts[0] == FALSE or a == b else a if texts[1] == FALSE else graph.add("logical_or", (a, b))


def negated(graph: Graph, condition: NodeId) -> NodeId:
    """The node of `not condition`."""
    primitive, operands, _, _ = graph.nodes[condition]
    return operands[0] if primitive == "logical_not" else graph.add("logical_not", (condition,))


def decided(graph: Graph, condition: NodeId, value: Callable[[NodeId], float | None]) -> NodeId:
    """The condition without those of its parts whose value is known. It nests no deeper than texts of the table do."""
    primitive, operands, _, _ = graph.nodes[condition]
    if primitive in ("logical_or", "logical_and"):
        first, second = (decided(graph, operand, value) for operand in operands)
        return (either if primitive == "logical_or" else both)(graph, first, second)
    known = value(condition)
    return condition if known is None else graph.constant(TRUE if known else FALSE)


def divisor(primitive: str, operands: tuple[NodeId, ...]) -> NodeId | None:
    """By what an operation divides, None where it is no quotient."""
    return operands[1] if primitive == "divide" else None


LAWS: dict[str, Callable[[Graph, tuple[NodeId, ...]], NodeId | None]] = {
    "add": _add,
    "subtract": _subtract,
    "multiply": _multiply,
    "divide": _divide,
    "negative": _negative,
    "power": _power,
    "power_constant": _power,
    "reduced_power": _reduced_power,
    "where": _where,
    **{name: _compare(name) for name in COMPARISONS},
}


# In trees that are shown


def with_differences(tree: Tree) -> Tree:
    """A definition with differences of numbers as the numbers they are: x^(1.1 - 1) as x^0.1."""
    match tree:
        case Operation(primitive="subtract", operands=(first, second)):
            a, b = _number(first), _number(second)
            return tree if a is None or b is None else _as_tree(a - b)
        case Operation(operands=operands):
            return replace(tree, operands=tuple(map(with_differences, operands)))
        case _:
            return tree


def _number(tree: Tree) -> Decimal | None:
    match tree:
        case Number(text=text):
            return Decimal(text)
        case Operation(primitive="negative", operands=(Number(text=text),)):
            return -Decimal(text)
        case _:
            return None


def _as_tree(number: Decimal) -> Tree:
    written = Number(NOWHERE, f"{abs(number):f}")
    return Operation(NOWHERE, "negative", (written,)) if number < 0 else written
