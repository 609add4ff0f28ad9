"""How numbers are written in what people read: tables, pictures, LaTeX.

Takes numbers, vectors and matrices, and how many significant digits were asked for, if any. Returns text. JSON, CSV
and bare values have all digits, and take nothing from here.
"""

import decimal
from collections.abc import Callable
from decimal import Decimal
from typing import Any, NamedTuple

from autograd_cli.lessons.gaps import Gap
from autograd_cli.numerals import (
    Number,
    Values,
    apart_texts,
    elements,
    is_finite,
    number_text,
    shape_of,
    shape_text,
    short_text,
)

# The longest vector that a table shows whole, and the longest where many stand side by side.
LONGEST_SHOWN = 64
LONGEST_BRIEF = 30
# Of what is to be computed with, as on a sheet, so many elements are written.
MOST_WRITTEN = 48
# What has no more elements than this is never cut; what stands for the elements that are.
MOST_BRIEF, CUT = 12, ", ..., "
# A number with more digits before the point, or so many zeros after it, is written with a power of ten, as by `repr`.
MOST_PLACES, MOST_ZEROS = 16, 4


class Notation(NamedTuple):
    """With `significant`, so many digits of every number; else as many as there is room for.

    Where they are `needed`, no elements of small vectors and matrices are left out.
    """

    significant: int | None = None
    needed: bool = False

    def given(self, value: Number) -> str:
        """A number as the user gave it: all digits, and the sign of a zero."""
        return number_text(value) if self.significant is None else rounded_text(value, self.significant)

    def full(self, value: Number) -> str:
        """A number with all digits.

        Example:
            >>> Notation().full(2 / 3), Notation(3).full(2 / 3), Notation(3).full(-0.0)
            ('0.6666666666666666', '0.667', '0')
        """
        return self.given(value if isinstance(value, str) else value + 0.0)

    def gap(self, value: Gap) -> str:
        """A blank, or an answer in its place."""
        return value.text.replace("{}", self.short(float(value)))

    def short(self, value: float) -> str:
        """A number where many stand side by side.

        Example:
            >>> Notation().short(2 / 3), Notation(3).short(2 / 3), Notation(12).short(2 / 3)
            ('0.6666667', '0.667', '0.666666666667')
        """
        if isinstance(value, Gap):
            return self.gap(value)
        return short_text(value) if self.significant is None else self.full(value)

    def apart(self, one: float, other: float) -> tuple[str, str]:
        """Two numbers side by side, with as many digits as it takes to see that they differ."""
        return apart_texts(one, other, self.short)

    def value(self, value: Values | str, number: Callable[[Any], str] | None = None) -> str:
        """A value as a table's cell: a number, a short vector or matrix whole, of a long one the shape and both ends.

        Example:
            >>> Notation().value([[1.0, 2.0], [3.0, 4.5]]), Notation().value([float(i) for i in range(100)])
            ('[[1, 2], [3, 4.5]]', '(100,): 0, 1, ..., 99')
        """
        text = number or self.full
        if isinstance(value, int | float | str):
            return text(value)
        if len(value) <= LONGEST_SHOWN:
            for shown in (text, self.short):
                whole = f"[{', '.join(self.value(part, shown) for part in value)}]"
                if len(whole) <= LONGEST_SHOWN:
                    return whole
        numbers = list(elements(value))
        if not numbers:
            return shape_text(shape_of(value))
        first, second, last = map(self.short, (*numbers[:2], numbers[-1]))
        return f"{shape_of(value)}: {first}, {second}, ..., {last}"

    def brief(self, value: Values) -> str:
        """A value where many stand side by side: a vector or matrix with few digits, of a large one both ends.

        Example:
            >>> Notation().brief([1.0, 2 / 3]), Notation().brief([[1.0, 2.0]] * 9), Notation().brief(2 / 3)
            ('[1, 0.6667]', '[[1, ..., 2]]', '0.6666667')
        """
        if isinstance(value, int | float):
            return self.short(value)
        numbers = list(elements(value))
        most = MOST_WRITTEN if self.needed else MOST_BRIEF
        if any(isinstance(one, Gap) for one in numbers) or 0 < len(numbers) <= most:
            return self._bracketed(value)
        if 2 * len(numbers) <= LONGEST_BRIEF:
            whole = self._bracketed(value)
            if len(whole) <= LONGEST_BRIEF:
                return whole
        if not numbers:
            return "[]"
        depth = len(shape_of(value))
        return f"{'[' * depth}{self.element(numbers[0])}{CUT}{self.element(numbers[-1])}{']' * depth}"

    def element(self, value: float) -> str:
        """A number within a brief vector or matrix."""
        if isinstance(value, Gap):
            return self.gap(value)
        text = self.full(value)
        return text if self.significant is not None or len(text) <= 6 else f"{value:.4g}"

    def interval(self, low: float, high: float) -> str:
        """An interval, or the one number that it is; rounded outward, so that it holds what it held.

        Example:
            >>> Notation().interval(0.1, 2 / 3), Notation(2).interval(0.6612, 0.6612001), Notation(2).interval(1.5, 1.5)
            ('[0.1, 0.6666666666666666]', '[0.66, 0.67]', '1.5')
        """
        if self.significant is None or low == high:
            ends = [self.full(low), self.full(high)]
        else:
            ends = [
                rounded_text(low + 0.0, self.significant, decimal.ROUND_FLOOR),
                rounded_text(high + 0.0, self.significant, decimal.ROUND_CEILING),
            ]
        return ends[0] if low == high else f"[{', '.join(ends)}]"

    def uncertain(self, value: float, standard: float) -> str:
        """A value and its standard uncertainty: digits are counted in that, and the value ends at the same place.

        Example:
            >>> Notation().uncertain(29.259387, 1.8738), Notation(2).uncertain(29.259387, 1.8738)
            ('29.259387 ± 1.8738', '29.3 ± 1.9')
            >>> Notation(1).uncertain(327.0, 9.03), Notation(2).uncertain(327.0, 9.03), Notation(1).uncertain(327.0, 45)
            ('327 ± 9', '327.0 ± 9.0', '330 ± 40')
        """
        if self.significant is None or not (is_finite(value) and is_finite(standard) and standard):
            return f"{self.full(value)} ± {self.short(standard)}"
        first = _context(self.significant).plus(Decimal(standard)).adjusted()
        place = Decimal(1).scaleb(first - self.significant + 1)
        ends = [_exact.quantize(Decimal(number), place) for number in (value, standard)]
        large = max(map(Decimal.adjusted, ends)) >= MOST_PLACES or first < -MOST_ZEROS
        return " ± ".join(spelled(end) if large else f"{end:f}" for end in ends)

    def bound(self, value: Any, uncertainty: Any) -> str:
        """The value of an input as it was given; one with an uncertainty ends where that does."""
        if isinstance(uncertainty, int | float) and uncertainty:
            return self.uncertain(value, uncertainty).partition(" ± ")[0]
        return self.value(value, self.given)

    def _bracketed(self, value: Values) -> str:
        if isinstance(value, int | float):
            return self.element(value)
        return f"[{', '.join(map(self._bracketed, value))}]"


def rounded_text(value: Number, digits: int, rounding: str = decimal.ROUND_HALF_EVEN) -> str:
    """A number with at most so many significant digits, in the notation that all numbers have.

    Example:
        >>> rounded_text(2 / 3, 3), rounded_text(327.0, 2), rounded_text(1.79769313e308, 1), rounded_text(0.1, 17)
        ('0.667', '330', '2e+308', '0.1')
        >>> rounded_text("0.66666666666666666666", 3), rounded_text("1.98765e-1000", 3), rounded_text("NaN", 3)
        ('0.667', '1.99e-1000', 'nan')
    """
    text = number_text(value)
    if not is_finite(value) or len(text.partition("e")[0].lstrip("-0.").replace(".", "")) <= digits:
        return text
    return spelled(_context(digits, rounding).plus(Decimal(value)))


def spelled(number: Decimal) -> str:
    """A decimal as floats are spelled: `330`, `0.0001`, `1e-05`, `1.5e+16`."""
    sign, digits, exponent = _exact.normalize(number).as_tuple()
    assert isinstance(exponent, int)
    point = len(digits) + exponent
    if not any(digits) or -MOST_ZEROS < point <= MOST_PLACES:
        return f"{_exact.normalize(number):f}"
    first, rest = str(digits[0]), "".join(map(str, digits[1:]))
    return f"{'-' * sign}{first}{'.' * bool(rest)}{rest}e{point - 1:+03d}"


def _context(digits: int, rounding: str = decimal.ROUND_HALF_EVEN) -> decimal.Context:
    """Decimal arithmetic with so many digits, and exponents without limits."""
    return decimal.Context(digits, rounding, decimal.MIN_EMIN, decimal.MAX_EMAX)


# A double has 767 significant digits at most.
_exact = _context(1100)
