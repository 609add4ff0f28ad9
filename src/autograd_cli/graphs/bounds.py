"""Whole numbers that are known before anything is computed, read from nodes: bounds, lengths, places.

Takes: a tree or a node, and the lowering that knows the values of inputs. Returns: the number that it is, or a linear
form in the indices of the sums around it, or None.
"""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from math import ceil, floor
from typing import Any, NoReturn

from autograd_cli.errors import Span, refuse
from autograd_cli.graphs.expressions import Lowering
from autograd_cli.graphs.graph import CONSTANT, INPUT, NodeId
from autograd_cli.numerals import Written
from autograd_cli.syntax.ast import Index, Number, Slice, Tree

# What is constant in a form, and the factor of each index, by the axis that it runs along.
Form = dict[int | None, Fraction]
# A node, and whether it is met as a column: two indices of the same numbers are one node.
Place = tuple[NodeId, bool]
NO_INDICES: Mapping[Place, int] = {}
# A whole number beyond this is none that a double holds.
LARGEST = 2**53


def whole(lowering: Lowering, tree: Tree, scope: Mapping[str, NodeId]) -> int | None:
    """The whole number that a tree is before anything is computed; None where it is none.

    The numbers in it are no literals that vary.
    """
    if any(isinstance(part, Index | Slice) for part in tree.walk()):
        return None
    literals, lowering.literals = lowering.literals, False
    node = lowering.expression(tree, scope)
    lowering.literals = literals
    return constant(linear(lowering, node, tree.span))


def whole_value(value: Any) -> int | None:
    """The whole number that an input's value is; None for any other, an interval or an uncertain one among them."""
    if hasattr(value, "shape") or not isinstance(value, float | int):
        return None
    if isinstance(value, Written) and (value.until or value.uncertainty):
        return None
    return int(value) if abs(value) < LARGEST and value == int(value) else None


def given_counts(defaults: Mapping[str, Tree], names: Sequence[str]) -> dict[str, int]:
    """The whole numbers among what a program gives to names."""
    numbers = {name: tree for name in names if isinstance(tree := defaults.get(name), Number)}
    counts = {name: whole_value(float(number.text)) for name, number in numbers.items()}
    return {name: count for name, count in counts.items() if count is not None}


def linear(
    lowering: Lowering,
    root: NodeId,
    span: Span,
    indices: Mapping[Place, int] = NO_INDICES,
) -> Form | None:
    """The value of a node as a linear form, None where it is none; the tree at `span` asks for it."""
    graph = lowering.graph
    forms: dict[Place, Form | None] = {place: {axis: Fraction(1)} for place, axis in indices.items()}
    stack: list[Place] = [(root, False)]
    while stack:
        place = node, column = stack[-1]
        primitive, operands, payload, _ = graph.nodes[node]
        needed = [] if place in forms else [(operand, column or primitive == "reshape") for operand in operands]
        missing = [one for one in needed if one not in forms]
        if missing:
            stack += missing
            continue
        stack.pop()
        if place in forms:
            continue
        if primitive == CONSTANT:
            value = _constant(payload or "")
            forms[place] = None if value is None else {None: value}
        elif primitive == INPUT:
            count = _count(lowering, payload or "", span)
            forms[place] = None if count is None else {None: Fraction(count)}
        else:
            parts = [forms[one] for one in needed]
            known = [part for part in parts if part is not None]
            forms[place] = _combined(primitive, known) if len(known) == len(parts) else None
    return forms[root, False]


def constant(form: Form | None) -> int | None:
    """The whole number that a form is, None where it depends on an index or is no such number."""
    if form is None or any(factor for axis, factor in form.items() if axis is not None):
        return None
    value = form.get(None, Fraction(0))
    return int(value) if value.denominator == 1 and abs(value) < LARGEST else None


def refuse_bound(lowering: Lowering, bound: Tree, scope: Mapping[str, NodeId]) -> NoReturn:
    """Refuses a bound that is not known, with the variable in it that has no value."""
    names = (name.name for name in bound.free_names() if name.name not in scope)
    name = next((name for name in names if name in lowering.inputs and name not in lowering.values), None)
    refuse("shape", "bound" if name is None else "bound-of-variable", bound.span, name=name)


def _count(lowering: Lowering, name: str, span: Span) -> int | None:
    """The whole number that an input is. It is kept that it was asked for, and where first."""
    value, default = lowering.values.get(name), lowering.defaults.get(name)
    if value is None and isinstance(default, Number):
        value = float(default.text)
    count = whole_value(value)
    if count is not None:
        lowering.counted.setdefault(name, lowering.origin or span)
    return count


def _constant(text: str) -> Fraction | None:
    """The exact value of a constant's text, None where it is beyond whole numbers of doubles."""
    return Fraction(text) if abs(float(text)) < LARGEST else None


def _combined(primitive: str, parts: list[Form]) -> Form | None:
    if primitive in LINEAR:
        return LINEAR[primitive](*parts)
    numbers = [part.get(None, Fraction(0)) for part in parts if not any(axis is not None for axis in part)]
    if len(numbers) < len(parts) or primitive not in OF_NUMBERS:
        return None
    try:
        value = OF_NUMBERS[primitive](*numbers)
    except (ArithmeticError, ValueError):
        return None
    return {None: Fraction(value)}


def _sum(a: Form, b: Form, sign: int = 1) -> Form:
    both = {axis: a.get(axis, Fraction(0)) + sign * b.get(axis, Fraction(0)) for axis in a.keys() | b.keys()}
    return {axis: factor for axis, factor in both.items() if factor}


def _product(a: Form, b: Form) -> Form | None:
    if a.keys() - {None}:
        a, b = b, a
    if a.keys() - {None}:
        return None
    own = a.get(None, Fraction(0))
    return {axis: own * factor for axis, factor in b.items() if own}


def _quotient(a: Form, b: Form) -> Form | None:
    divisor = b.get(None, Fraction(0))
    return None if b.keys() - {None} or not divisor else {axis: factor / divisor for axis, factor in a.items()}


LINEAR: Mapping[str, Callable[..., Form | None]] = {
    "add": _sum,
    "subtract": lambda a, b: _sum(a, b, -1),
    "negative": lambda a: _sum({}, a, -1),
    "multiply": _product,
    "divide": _quotient,
    # A column of an index is the index.
    "reshape": lambda a: a,
}
OF_NUMBERS: Mapping[str, Callable[..., Fraction | int]] = {
    "floor": floor,
    "ceil": ceil,
    "abs": abs,
    "square": lambda a: a * a,
    "power": lambda a, b: a**b if b.denominator == 1 and abs(b) < 64 else _no_number(),
    "mod": lambda a, b: a % b,
    "min": lambda *numbers: min(numbers),  # of one number, too
    "max": lambda *numbers: max(numbers),
}


def _no_number() -> Fraction:
    raise ArithmeticError
