"""Two functions at a point: where they are defined, and whether their values are proved to differ.

Takes: a function with two outputs, and a point. Returns: what holds there. Values are enclosed, so that two that do not
overlap are different numbers; where they overlap to 30 digits they are said to agree, which proves nothing.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

from flint import arb

from autograd_cli.enclosures.enclosure import UNDEFINED, Enclosure, UndecidedError, subtract
from autograd_cli.equality.candidates import Point, values_at
from autograd_cli.equality.verdict import DIGITS
from autograd_cli.graphs.analysis import selected
from autograd_cli.graphs.graph import Function
from autograd_cli.systems.systems import NumberSystem, load

# The systems tried one after the other until the values tell.
SYSTEMS = (("balls", 160), ("identified", 320), ("identified", 1280))
# Beyond these bounds the domain of an entry ends.
EDGES: Mapping[str, tuple[int, ...]] = {
    "sqrt": (0,),
    "log": (0,),
    "power": (0,),
    "power_constant": (0,),
    "asin": (-1, 1),
    "acos": (-1, 1),
    "acosh": (1,),
}


class At(NamedTuple):
    """Two values at a point. A value is None where it is undefined, or where it is not known whether it is.

    `differ` says that they are proved to be two numbers, `agree` that they are the same to 30 digits; `defined` has for
    each whether it is defined, None where that is not known.
    """

    values: tuple[Any, Any]
    defined: tuple[bool | None, bool | None]
    differ: bool
    agree: bool


def at(function: Function, point: Point) -> At:
    """What holds of the two outputs of a function at a point."""
    found = At((None, None), (None, None), differ=False, agree=False)
    for name, bits in SYSTEMS:
        system = load(name, bits)
        with suppress(UndecidedError, ArithmeticError, ValueError):
            found = _at(function, point, system)
            if None not in found.defined and (found.differ or found.agree or not all(found.defined)):
                return found
    return found


def _at(function: Function, point: Point, system: NumberSystem) -> At:
    numbers = values_at(function, point, system)
    defined = tuple(_is_defined(Function(function.graph, function.inputs, (one,)), numbers) for one in function.outputs)
    values = tuple(numbers[one] if known else None for one, known in zip(function.outputs, defined, strict=True))
    first, second = values
    if first is None or second is None:
        return At((first, second), (defined[0], defined[1]), differ=False, agree=False)
    apart = bool(first.upper < second.lower or second.upper < first.lower)
    return At((first, second), (True, True), apart, not apart and _is_near(first, second))


def _is_near(first: Enclosure, second: Enclosure) -> bool:
    """Whether no two numbers of both differ in their first digits; of 0 these are the first after the point."""
    difference = abs(subtract(first, second).ball)
    small = arb(10) ** -DIGITS
    if first.lower <= 0 <= first.upper or second.lower <= 0 <= second.upper:
        return bool(difference < small)
    return bool(difference < small * abs(first.ball))


def _is_defined(function: Function, values: Sequence[Any]) -> bool | None:
    """Whether every operation on the taken path has a finite value; None where that is not known."""
    taken = selected(function, values)
    nodes = function.graph.nodes
    known: bool | None = True
    for node in function.live:
        if not taken[node]:
            continue
        value = values[node]
        if value is UNDEFINED or (not value.is_bounded and value.is_point):
            return False
        edges = EDGES.get(nodes[node].primitive, ())
        around = values[nodes[node].operands[0] if edges else node]
        if not value.is_bounded or any(around.lower < edge < around.upper for edge in edges):
            known = None
    return known
