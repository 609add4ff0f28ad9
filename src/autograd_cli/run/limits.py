"""Derivatives as limits, where the point itself has none: at infinite inputs, and of second order at kinks.

Takes: a function, its inputs, and which outputs are asked for. Returns: their limits as wide numbers, None where there
is none. It computes the outputs on several ways to the point, at finite inputs far beyond doubles or at a distance that
no double has, and a limit is what all ways agree on: towards (inf, inf), the slope of `hypot(x, y)` has none and that
of `exp(-x*y)` has one; at 0 the second derivative of `abs(x)` jumps and that of `abs(x)^2` does not. It decides nothing
about values.
"""

import math
import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import product
from typing import Any

from autograd_cli.graphs.graph import Function, NodeId
from autograd_cli.numerals import to_double
from autograd_cli.run.evaluate import evaluate
from autograd_cli.run.recompute import OUT_OF_REACH, TIME_LIMIT, wide_system
from autograd_cli.systems.systems import NumberSystem, load, resolve

BITS = 106
# Binary exponents of the inputs on two ways: further out than any double; and where exponentials of exponentials are
# finite still, from which only 0 and infinity are taken.
BEYOND, WITHIN = (3000, 5000), (54, 56)
# So many bits of two numbers agree where they are of one limit: those of a double.
AGREED = 53
# The binary exponent of how far points around a point are from it, below that of any double; and bits for such points.
DISTANCE, BITS_AROUND = 1200, 2700
# Of so many inputs all sides are looked at.
MOST_SIDED = 3


def limits(
    function: Function, inputs: Mapping[str, float], outputs: Sequence[NodeId], bits: int = BITS, agreed: int = AGREED
) -> list[Any]:
    """The limits of outputs where the infinite ones of scalar inputs grow without bound, as numbers of so many bits.

    They agree to `agreed` bits on all ways; None stands for those that do not.
    """
    wanted = Function(function.graph, function.inputs, tuple(outputs))
    found: list[Any] = [None] * len(outputs)
    with suppress(*OUT_OF_REACH), resolve(TIME_LIMIT)():
        for exponents in (BEYOND, WITHIN):
            by_way = _by_way(wanted, inputs, exponents, bits)
            if any(math.isinf(to_double(number)) for numbers in by_way for number in numbers):
                # It may be what rounding leaves of terms as large as the inputs, which cancel.
                by_way = _by_way(wanted, inputs, exponents, bits + 2 * max(exponents))
            for place, numbers in enumerate(zip(*by_way, strict=True)):
                if found[place] is None:
                    whole = _one_double(numbers) or (exponents == BEYOND and _agree(numbers, agreed))
                    found[place] = numbers[-1] if whole else None
            if None not in found:
                break
    return found


def limits_around(
    function: Function, inputs: Mapping[str, float], moved: Sequence[str], outputs: Sequence[NodeId]
) -> list[Any]:
    """The limits of outputs where scalar inputs come to the point from all sides, as numbers that agree to double."""
    return limits_beside(function, points_around(inputs, moved), outputs)


def limits_beside(
    function: Function,
    points: Iterable[tuple[NumberSystem, Mapping[str, Any]]],
    outputs: Sequence[NodeId],
    agreed: int = AGREED,
) -> list[Any]:
    """What outputs are at points beside a point, as numbers that agree to so many bits; None for those that do not."""
    wanted = Function(function.graph, function.inputs, tuple(outputs))
    found: list[list[Any]] = []
    with suppress(*OUT_OF_REACH), resolve(TIME_LIMIT)():
        for system, point in points:
            values = evaluate(wanted, point, system)
            found.append([values[output] for output in outputs])
        return [numbers[-1] if agree(numbers, agreed) else None for numbers in zip(*found, strict=True)]
    return [None] * len(outputs)


def points_around(
    inputs: Mapping[str, float],
    moved: Sequence[str],
    system_of: Callable[[int], NumberSystem] = wide_system,
    read: Callable[[Mapping[str, float], NumberSystem], Mapping[str, Any]] = lambda inputs, system: inputs,
    distance: int = DISTANCE,
) -> Iterator[tuple[NumberSystem, dict[str, Any]]]:
    """Points beside a point, in wide numbers: on each side of every input, or on some sides of many.

    `read` makes inputs numbers of a system: another than the doubles takes them as they are written. `distance` is the
    binary exponent of how near the points are.
    """
    draw = random.Random(len(moved))
    for signs in product((1, -1), repeat=min(len(moved), MOST_SIDED)):
        steps = [sign * draw.randint(17, 31) for sign in signs]
        steps += [draw.choice((1, -1)) * draw.randint(17, 31) for _ in moved[len(signs) :]]
        system = system_of(BITS_AROUND + 2 * (distance - DISTANCE))
        near, at = system.number(2.0) ** -distance, read(inputs, system)
        yield system, {**at, **{name: at[name] + step * near for name, step in zip(moved, steps, strict=True)}}


def as_written(bits: int) -> NumberSystem:
    """Wide numbers in which literals and constants are what is written, not the doubles next to them."""
    system = load("unlimited", bits)
    number: Any = system.number  # it reads a text, too
    return system._replace(constant=number)


def agree(numbers: Sequence[Any], bits: int = AGREED) -> bool:
    """Whether numbers of several ways have one limit: to so many bits, or 0 or infinite as doubles."""
    return _one_double(numbers) or _agree(numbers, bits)


def _by_way(function: Function, inputs: Mapping[str, float], exponents: tuple[int, int], bits: int) -> list[list[Any]]:
    """The outputs at one point of each way."""
    found = []
    for way in _ways([name for name, value in inputs.items() if math.isinf(value)], *exponents):
        system = wide_system(bits)
        two = system.number(2.0)
        point = {
            name: math.copysign(1.0, value) * two ** way[name] if name in way else value
            for name, value in inputs.items()
        }
        values = evaluate(function, point, system)
        found.append([values[output] for output in function.outputs])
    return found


def _ways(infinite: Sequence[str], near: int, far: int) -> Iterator[Mapping[str, int]]:
    """The exponents of infinite inputs on each way: all alike, apart by a factor, and one far beyond the other."""
    yield dict.fromkeys(infinite, near)
    yield dict.fromkeys(infinite, far)
    count = len(infinite)
    for step in (1, far - near) if count > 1 else ():
        yield {name: near + step * place for place, name in enumerate(infinite)}
        yield {name: near + step * (count - place) for place, name in enumerate(infinite)}


def _one_double(numbers: Sequence[Any]) -> bool:
    """Whether numbers are all 0, or all infinite with one sign, as doubles."""
    doubles = {to_double(one) for one in numbers}
    return len(doubles) == 1 and bool(doubles & {0.0, math.inf, -math.inf})


def _agree(numbers: Sequence[Any], bits: int) -> bool:
    """Whether numbers are one to so many bits; nan agrees with none."""
    last = numbers[-1]
    return all(abs(one - last) <= abs(last) * 2.0**-bits for one in numbers)
