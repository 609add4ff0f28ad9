"""Points at which two functions may be told apart, as they are written, simple ones first.

Takes: a function, and ranges of its inputs. Returns: points without end, each once.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from math import isfinite
from typing import Any

from autograd_cli.graphs.graph import CONSTANT, Function
from autograd_cli.run.evaluate import evaluate
from autograd_cli.symbolic.rationals import decimal_text
from autograd_cli.systems.rational import constant
from autograd_cli.systems.systems import NumberSystem

# Values of inputs that a person would try, and a unit of those that are drawn.
SIMPLE = tuple(map(Fraction, ("2", "3", "0.5", "-1", "1", "-2", "0", "-0.5", "1.5", "4", "5", "0.25", "10", "-3")))
PARTS = 64
RANGE = (Fraction(-8), Fraction(8))
NEAR = Fraction(1, 16)

Ranges = Mapping[str, tuple[Fraction, Fraction]]
Point = Mapping[str, Fraction]


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


def _literals(function: Function) -> list[Fraction]:
    """The numbers in the formulas, near which something may change."""
    nodes = function.graph.nodes
    texts = {nodes[node].payload or "" for node in function.live if nodes[node].primitive == CONSTANT}
    numbers = {constant(text) for text in texts if len(text) < 12 and isfinite(float(text))}
    return sorted(number for number in numbers if isinstance(number, Fraction))


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


def values_at(function: Function, point: Point, system: NumberSystem) -> Sequence[Any]:
    """The values of a function's nodes at a point, whose numbers are read as they are written."""
    return evaluate(function, {name: system.constant(decimal_text(value)) for name, value in point.items()}, system)
