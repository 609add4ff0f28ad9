"""A grid of points as a table: every combination of the axes' values, the last axis fastest.

Takes: axes as a person writes them, `0:10:0.1`, `0:24#7`, `1e-3:1e3#13log` or `1,2,3`; points drawn at random. Returns:
a table that gives blocks of rows, made when they are asked for. Points of a range are start + i*step in exact
arithmetic, both ends included, so that `0:10:0.1` has 101 of them and the fourth is 0.3; those of a logarithmic one are
rounded once from 32 digits, so that they are the same on every machine.
"""

import math
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Context, Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any, NamedTuple

import numpy
import polars

from autograd_cli.arrays.numpy_math import MATHEMATICS
from autograd_cli.ask.values import PLAIN_NUMBER, literal_notes, read_value, split_range
from autograd_cli.data.columnar import BATCH
from autograd_cli.data.draws import Draws
from autograd_cli.data.rows import FrameRows
from autograd_cli.errors import AutogradError, Finding
from autograd_cli.numerals import EXACT_INTEGERS, Written, owner, split_outside

# How many points a range has, `7` or `13log`.
COUNT = re.compile(r"\s*([0-9]+)\s*(log)?\s*")
# Powers are tabled for so many points; of more, two tables are multiplied. Digits of what is tabled.
TABLED, DIGITS = 1 << 12, Context(prec=50)


class Stretch(NamedTuple):
    """Numbers (start + i*step)/scale, i from 0 on."""

    start: int
    step: int
    scale: int
    points: int

    def values(self, index: Any) -> Any:
        """The doubles nearest to the numbers at these places."""
        last = self.start + self.step * (self.points - 1)
        scale = float(self.scale) if self.scale < 10**300 else math.inf
        if max(abs(self.start), abs(last), abs(self.step)) < EXACT_INTEGERS and scale == self.scale:
            return (self.start + index * self.step) / scale
        exact = [(self.start + i * self.step) / self.scale for i in index.tolist()]  # of integers, rounded once
        return numpy.array(exact, dtype=numpy.float64)


class Powers(NamedTuple):
    """Numbers start*(stop/start)^(i/(points - 1)), i from 0 on."""

    start: Fraction
    stop: Fraction
    points: int

    def values(self, index: Any) -> Any:
        """The doubles nearest to the numbers at these places."""
        run, coarse, fine = _tables(self)
        (high, low), (factor, rest) = coarse[:, index // run], fine[:, index % run]
        mantissa, exponent = numpy.frexp(high)  # of the largest numbers there is no product to correct
        product = mantissa * factor
        error = MATHEMATICS.product_error(mantissa, factor, product)
        return numpy.ldexp(product + (error + mantissa * rest + numpy.ldexp(low, -exponent) * factor), exponent)


@lru_cache(maxsize=16)
def _tables(powers: Powers) -> tuple[int, Any, Any]:
    """The length of a run of places; the values where runs begin, and the ratios within one, each as two doubles."""
    run = 1 if powers.points <= TABLED else math.isqrt(powers.points)
    start, stop = (DIGITS.divide(Decimal(abs(x.numerator)), Decimal(x.denominator)) for x in powers[:2])
    steps, base, sign = Decimal(powers.points - 1), DIGITS.ln(start), -1 if powers.start < 0 else 1
    width = DIGITS.subtract(DIGITS.ln(stop), base)

    def pair(places: int, first: Decimal) -> tuple[float, float]:
        exact = DIGITS.exp(DIGITS.add(first, DIGITS.divide(DIGITS.multiply(Decimal(places), width), steps)))
        return float(exact), float(DIGITS.subtract(exact, Decimal(float(exact))))

    coarse = [pair(place, base) for place in range(0, powers.points, run)]
    fine = [pair(place, Decimal(0)) for place in range(run)]
    return run, sign * numpy.array(coarse).T, numpy.array(fine).T


class Axis(NamedTuple):
    """A variable and its values, in stretches one after the other; a value alone is a stretch of one, or not finite."""

    name: str
    stretches: tuple[Stretch | Powers | float, ...]
    notes: tuple[Finding, ...] = ()

    @property
    def points(self) -> int:
        return sum(1 if isinstance(one, float) else one.points for one in self.stretches)

    def values(self, index: Any) -> Any:
        """The values at these places."""
        result = numpy.empty(len(index))
        first = 0
        for one in self.stretches:
            count = 1 if isinstance(one, float) else one.points
            within = (index >= first) & (index < first + count)
            if within.any():
                result[within] = one if isinstance(one, float) else one.values(index[within] - first)
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
    parts = split_outside(text, ",")[::2]
    ends = [end.partition("#")[0].strip() for part in parts for end in split_outside(part, ":")[::2]]
    numbers = [Written(float(end), end) for end in ends if PLAIN_NUMBER.fullmatch(end)]
    notes = [note for number in numbers for note in literal_notes({name: number})]
    return Axis(name, tuple(_stretch(name, part) for part in parts), tuple(notes))


def read_interval(name: str, text: str) -> tuple[float, float]:
    """The two ends of an interval to draw from. Raises: `AutogradError` with code `binding`, or the text's own."""
    value = read_value(text, name, ranges=True)
    ends = () if hasattr(value, "shape") else tuple(float(read_value(end, name)) for end in split_range(text)[1:])
    if not ends or not all(map(math.isfinite, ends)):
        raise AutogradError("binding", "interval-to-draw", name=name, text=text)
    return ends[0], ends[1]


def _stretch(name: str, text: str) -> Stretch | Powers | float:
    ends, sign, count = text.partition("#")
    parts = split_outside(ends, ":")[::2]
    if any(not part.strip() for part in parts) or len(parts) > 3 or (sign and len(parts) != 2):
        raise AutogradError("binding", "axis", name=name, text=text)
    numbers = [_decimal(name, part.strip()) for part in parts]
    if any(hasattr(number, "shape") for number in numbers):
        raise AutogradError("binding", "axis", name=name, text=text)
    if len(numbers) == 1 and not isinstance(numbers[0], Fraction):
        return numbers[0]
    exact = [number for number in numbers if isinstance(number, Fraction)]
    if len(exact) < len(numbers):
        raise AutogradError("binding", "axis-not-finite", name=name, text=text)
    if sign:
        return _counted(name, text, count, exact)
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


def _counted(name: str, text: str, count: str, ends: Sequence[Fraction]) -> Stretch | Powers:
    """The points of `a:b#7` or `a:b#7log`, both ends among them."""
    found = COUNT.fullmatch(count)
    points = int(found[1]) if found and len(found[1]) < 20 else 0
    if points < 2:
        raise AutogradError("binding", "axis-count", name=name, text=text)
    start, stop = ends
    if found and found[2]:
        if start * stop <= 0:
            raise AutogradError("binding", "axis-log", name=name, text=text)
        return Powers(start, stop, points)
    step = (stop - start) / (points - 1)
    scale = math.lcm(start.denominator, step.denominator)
    return Stretch(int(start * scale), int(step * scale), scale, points)


def _decimal(name: str, text: str) -> Fraction | float:
    """A number as it is written; an expression as the double it comes to, or as the array."""
    exponent = text.lower().partition("e")[2].lstrip("+-0")
    if PLAIN_NUMBER.fullmatch(text) and len(exponent) <= 3 and abs(Decimal(text).adjusted()) < 400:
        return Fraction(text)
    value = read_value(text, name)
    return Fraction(value) if not hasattr(value, "shape") and math.isfinite(value) else value


class Grid:
    """The points of a grid, as a table without a file: each point that was drawn with every combination of the axes.

    The columns are in the order of `names`; the formulas' other numbers follow them. Those that are the same in all
    rows are there once they are fixed.
    """

    file = ""
    place = "row"

    def __init__(self, names: Sequence[str], axes: Sequence[Axis], draws: Draws | None = None) -> None:
        self.axes = axes
        self._order, self._draws = names, draws
        self._fixed: Mapping[str, float] = {}
        varying = {axis.name for axis in axes} | (draws.intervals.keys() if draws else set())
        self.names = tuple(name for name in names if name in varying)
        self.height = math.prod(axis.points for axis in axes) * (draws.points if draws else 1)
        if self.height >= 2**63:
            raise AutogradError("too-large", "grid", points=f"{Decimal(self.height):.1e}".replace("e+", "e"))

    def fix(self, values: Mapping[str, Any]) -> None:
        """Adds columns for the numbers among the values, without elements of vectors."""
        numbers = {name: value for name, value in values.items() if isinstance(value, float) and owner(name) == name}
        self._fixed = {name: float(value) for name, value in numbers.items() if name not in self.names}
        whole = dict.fromkeys((*self._order, *self._fixed))
        self.names = tuple(name for name in whole if name in self.names or name in self._fixed)

    @property
    def notes(self) -> list[Finding]:
        """What is said of numbers of the axes that doubles cannot hold."""
        return [note for axis in self.axes for note in axis.notes]

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
        columns: dict[str, Any] = dict(self._fixed)
        for axis in reversed(self.axes):
            index, place = numpy.divmod(index, axis.points)
            columns[axis.name] = axis.values(place)
        if self._draws:
            first = int(index[0])
            drawn = self._draws.values(first, int(index[-1]) + 1)
            columns |= {name: values[index - first] for name, values in drawn.items()}
        frame = polars.DataFrame(
            {name: columns[name] for name in self.names}, dict.fromkeys(self.names, polars.Float64)
        )
        return FrameRows(frame, range(block.start + 1, block.stop + 1), {})
