"""Two functions at points: where they are defined, and whether their values are proved to differ.

Takes: a function with two outputs, and ranges of its inputs. Returns: points as they are written, simple ones first,
and what holds at each. Values are enclosed, so that two that do not overlap are different numbers; where they overlap
to 30 digits they are said to agree, which proves nothing.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from fractions import Fraction
from math import isfinite
from typing import Any, NamedTuple

from flint import arb

from autograd_cli.equality.verdict import DIGITS
from autograd_cli.graphs.analysis import selected
from autograd_cli.graphs.graph import CONSTANT, Function
from autograd_cli.run.evaluate import evaluate
from autograd_cli.symbolic.rationals import decimal_text
from autograd_cli.systems.enclosure import UNDEFINED, Enclosure, UndecidedError, subtract
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
# Values of inputs that a person would try, and a unit of those that are drawn.
SIMPLE = tuple(map(Fraction, ("2", "3", "0.5", "-1", "1", "-2", "0", "-0.5", "1.5", "4", "5", "0.25", "10", "-3")))
PARTS = 64
RANGE = (Fraction(-8), Fraction(8))
NEAR = Fraction(1, 16)

Ranges = Mapping[str, tuple[Fraction, Fraction]]
Point = Mapping[str, Fraction]


class At(NamedTuple):
    """Two values at a point. A value is None where it is undefined, or where it is not known whether it is.

    `differ` says that they are proved to be two numbers, `agree` that they are the same to 30 digits; `defined` has for
    each whether it is defined, None where that is not known.
    """

    values: tuple[Any, Any]
    defined: tuple[bool | None, bool | None]
    differ: bool
    agree: bool


def points(function: Function, ranges: Ranges, seed: int = 1) -> Iterator[Point]:
    """Points without end, each once; in the ranges where there are any."""
    names = list(function.input_names)
    draw = random.Random(seed)
    written = [value for value in _literals(function) if abs(value) <= 10**6]
    choices = {name: _simple(ranges.get(name), written) for name in names}
    seen = set()
    for number in range(10**6):
        point = {name: _value(choices[name], ranges.get(name), number, place, draw) for place, name in enumerate(names)}
        key = tuple(point.values())
        if key not in seen:
            seen.add(key)
            yield point
        if not names:
            return


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


def decimal(value: Fraction) -> str:
    """A coordinate of a point as it is written."""
    return decimal_text(value)


def _at(function: Function, point: Point, system: NumberSystem) -> At:
    inputs = {name: system.constant(decimal_text(value)) for name, value in point.items()}
    numbers = evaluate(function, inputs, system)
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


def _literals(function: Function) -> list[Fraction]:
    """The numbers in the formulas, near which something may change."""
    nodes = function.graph.nodes
    texts = {nodes[node].payload or "" for node in function.live if nodes[node].primitive == CONSTANT}
    return sorted({Fraction(text) for text in texts if len(text) < 12 and isfinite(float(text))})


def _simple(span: tuple[Fraction, Fraction] | None, written: Sequence[Fraction]) -> list[Fraction]:
    """What a person would try: simple numbers, those of the formula, and the ends of the range."""
    around = [value + step for value in written for step in (0, -NEAR, NEAR)]
    values = [*SIMPLE, *around, *(-value for value in written)]
    if span is None:
        return [*dict.fromkeys(value for value in values if _is_short(value))]
    low, high = span
    inside = [value for value in values if low <= value <= high and _is_short(value)]
    return [*dict.fromkeys([*inside, (low + high) / 2, low, high])]


def _is_short(value: Fraction) -> bool:
    """Whether a number has an end as a decimal."""
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest == 1


def _value(
    choices: Sequence[Fraction], span: tuple[Fraction, Fraction] | None, number: int, place: int, draw: random.Random
) -> Fraction:
    """The value of an input at the point of a number: by turns simple ones and drawn ones."""
    count = len(SIMPLE)
    if number < count or number % 2 == 0:
        turn, step = divmod(number if number < count else (count + number) // 2, count)
        # Each input is as many values ahead of the one before it; on the second turn all are equal.
        return choices[(step + place * (1 - turn if turn < 2 else turn)) % len(choices)]
    low, high = span or RANGE
    return low + (high - low) * Fraction(draw.randrange(PARTS * PARTS + 1), PARTS * PARTS)
