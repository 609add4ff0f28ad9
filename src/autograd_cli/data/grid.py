"""A grid of points as a table: every combination of the axes' values, the last axis fastest.

In: axes as a person writes them, `0:10:0.1` or `1,2,3`. Out: a table that gives blocks of rows. Points of a range are
start + i*step in decimal arithmetic, both ends included, so that `0:10:0.1` has 101 of them and the fourth is 0.3.
"""

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

import numpy
import polars

from autograd_cli.ask.values import PLAIN_NUMBER, read_value
from autograd_cli.data.columnar import BATCH
from autograd_cli.data.rows import FrameRows
from autograd_cli.errors import AutogradError
from autograd_cli.numerals import split_outside

# Integers up to here, and powers of ten up to the 22nd, are doubles, so that their quotient is rounded once.
EXACT_INTEGERS, EXACT_POWERS = 2**53, 22


class Stretch(NamedTuple):
    """Numbers (start + i*step)/scale, i from 0 on."""

    start: int
    step: int
    scale: int
    points: int

    def values(self, index: Any) -> Any:
        """The doubles nearest to the numbers at these places."""
        last = self.start + self.step * (self.points - 1)
        if max(abs(self.start), abs(last), abs(self.step)) < EXACT_INTEGERS and self.scale <= 10**EXACT_POWERS:
            return (self.start + index * self.step) / float(self.scale)
        exact = [float(Fraction(self.start + i * self.step, self.scale)) for i in index.tolist()]
        return numpy.array(exact, dtype=numpy.float64)


class Axis(NamedTuple):
    """A variable and its values, in stretches one after the other; a value alone is a stretch of one, or not finite."""

    name: str
    stretches: tuple[Stretch | float, ...]

    @property
    def points(self) -> int:
        return sum(one.points if isinstance(one, Stretch) else 1 for one in self.stretches)

    def values(self, index: Any) -> Any:
        """The values at these places."""
        result = numpy.empty(len(index))
        first = 0
        for one in self.stretches:
            count = one.points if isinstance(one, Stretch) else 1
            within = (index >= first) & (index < first + count)
            if within.any():
                result[within] = one.values(index[within] - first) if isinstance(one, Stretch) else one
            first += count
        return result


def is_axis(text: str) -> bool:
    """Whether a binding's text is several values; `@a.npz:w` is a file."""
    if text.startswith("@"):
        return False
    return len(split_outside(text, ",")[::2]) > 1 or len(split_outside(text, ":")[::2]) > 1


def read_axis(name: str, text: str) -> Axis:
    """The axis that a binding's text describes.

    Raises: `AutogradError` with code `binding`, or that of a value's own mistake.
    """
    return Axis(name, tuple(_stretch(name, part) for part in split_outside(text, ",")[::2]))


def _stretch(name: str, text: str) -> Stretch | float:
    parts = split_outside(text, ":")[::2]
    if any(not part.strip() for part in parts) or len(parts) > 3:
        raise AutogradError("binding", "axis", name=name, text=text)
    numbers = [_decimal(name, part.strip()) for part in parts]
    if any(hasattr(number, "shape") for number in numbers):
        raise AutogradError("binding", "axis", name=name, text=text)
    if len(numbers) == 1 and not isinstance(numbers[0], Fraction):
        return numbers[0]
    exact = [number for number in numbers if isinstance(number, Fraction)]
    if len(exact) < len(numbers):
        raise AutogradError("binding", "axis-not-finite", name=name, text=text)
    start, stop, step = (*exact, *([exact[0], Fraction(1)] if len(exact) == 1 else [Fraction(1)]))[:3]
    if step == 0:
        raise AutogradError("binding", "axis-no-step", name=name, start=parts[0], stop=parts[1])
    if (stop - start) / step < 0:
        way = parts[2] if len(parts) == 3 else "1"
        opposite = f"{'-' if step > 0 else ''}{way.lstrip('-')}"
        raise AutogradError(
            "binding", "axis-other-way", name=name, start=parts[0], stop=parts[1], step=way, opposite=opposite
        )
    scale = math.lcm(start.denominator, step.denominator)
    return Stretch(int(start * scale), int(step * scale), scale, math.floor((stop - start) / step) + 1)


def _decimal(name: str, text: str) -> Fraction | float:
    """A number as it is written; an expression as the double it comes to, or as the array."""
    exponent = text.lower().partition("e")[2].lstrip("+-0")
    if PLAIN_NUMBER.fullmatch(text) and len(exponent) <= 3 and abs(Decimal(text).adjusted()) < 400:
        return Fraction(text)
    value = read_value(text, name)
    return Fraction(value) if not hasattr(value, "shape") and math.isfinite(value) else value


class Grid:
    """The points of a grid, as a table without a file."""

    file = ""
    place = "row"

    def __init__(self, axes: Sequence[Axis]) -> None:
        self.axes = axes
        self.names = tuple(axis.name for axis in axes)
        self.height = math.prod(axis.points for axis in axes)
        if self.height >= 2**63:
            raise AutogradError("too-large", "grid", points=f"{Decimal(self.height):.1e}".replace("e+", "e"))

    def expect(self, numbers: Collection[str], text: bool, whole: bool) -> None:
        """Takes no notice: all are numbers."""

    @property
    def types(self) -> Mapping[str, Any]:
        return dict.fromkeys(self.names, polars.Float64)

    def blocks(self) -> Iterator[range]:
        for first in range(0, self.height, BATCH):
            yield range(first, min(first + BATCH, self.height))

    def rows(self, block: range) -> FrameRows:
        """The points with these numbers."""
        index = numpy.arange(block.start, block.stop)
        columns = []
        for axis in reversed(self.axes):
            index, place = numpy.divmod(index, axis.points)
            columns.append(polars.Series(axis.name, axis.values(place)))
        return FrameRows(polars.DataFrame(columns[::-1]), range(block.start + 1, block.stop + 1), {})
