"""Sums of fractions times powers of constants, such as `sqrt(2)/2` or `pi/4 + log(2)`: their arithmetic, signs, text.

Takes: fractions, and such sums. Returns: one of both. Nothing is read off a float: a sign is that of a value with far
more digits than the terms cancel, and where they seem to cancel altogether there is none.
"""

import re
from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from typing import Any

from autograd_cli.graphs.templates import template
from autograd_cli.numerals import to_double
from autograd_cli.systems import rational
from autograd_cli.systems.definitions import steps_kernel, steps_of
from autograd_cli.systems.systems import FLOAT, load

# A power of a constant by its text, and a product of such powers; that of none is 1.
Monomial = tuple[tuple[str, Fraction], ...]
Terms = Mapping[Monomial, Fraction]
E = "e"
HALF = Fraction(1, 2)
# A sum of more terms is not worked out.
MOST_TERMS = 60
# The digits that decide a sign, in bits: terms may cancel all but the last half.
BITS = (256, 2048)
# What is not 0 by itself: logarithms of whole numbers from 2, powers of e, and sums, whose sign was looked at.
NEVER_ZERO = re.compile(r"log\(\d+\)$|exp\(|\(")


class UndecidedError(Exception):
    """Raised where terms seem to cancel, and nothing says that they do."""


class UnknownError(Exception):
    """Raised where a number is none of this kind, or one that is too long."""


class Closed:
    """A sum of terms, of which one at least is no fraction. Comparisons raise `UndecidedError`."""

    __slots__ = ("terms",)

    def __init__(self, terms: Terms) -> None:
        self.terms = terms

    def __add__(self, other: Any) -> Any:
        if isinstance(other, float):
            return to_double_of(self) + other
        return NotImplemented if isinstance(other, rational.Mark) else summed(self, other)

    def __mul__(self, other: Any) -> Any:
        if isinstance(other, float):
            return to_double_of(self) * other
        return NotImplemented if isinstance(other, rational.Mark) else multiplied(self, other)

    def __truediv__(self, other: Any) -> Any:
        return NotImplemented if isinstance(other, rational.Mark | float) else multiplied(self, inverse(other))

    def __rtruediv__(self, other: Any) -> Any:
        return multiplied(other, inverse(self))

    __radd__, __rmul__ = __add__, __mul__

    def __neg__(self) -> "Closed":
        return Closed({monomial: -number for monomial, number in self.terms.items()})

    def __sub__(self, other: Any) -> Any:
        return self + -other if not isinstance(other, rational.Mark) else NotImplemented

    def __rsub__(self, other: Any) -> Any:
        return -self + other

    def __abs__(self) -> "Closed":
        return self if sign(self) > 0 else -self

    def __eq__(self, other: object) -> bool:
        return sign(self - other) == 0

    __hash__ = None  # type: ignore[assignment]

    def __lt__(self, other: Any) -> bool:
        return sign(self - other) < 0

    def __gt__(self, other: Any) -> bool:
        return sign(self - other) > 0

    def __le__(self, other: Any) -> bool:
        return sign(self - other) <= 0

    def __ge__(self, other: Any) -> bool:
        return sign(self - other) >= 0

    def __str__(self) -> str:
        return text(self)

    @property
    def leads_negative(self) -> bool:
        """Whether the text begins with a minus sign."""
        return text(self).startswith("-")


# A number of `rational`, or a sum.
Value = Any


# Sums and products


def terms_of(value: Value) -> Terms:
    if isinstance(value, Closed):
        return value.terms
    return {(): Fraction(value)} if value else {}


def simplest(terms: dict[Monomial, Fraction]) -> Value:
    """The sum without terms that are 0; a fraction where it is one."""
    left = {monomial: number for monomial, number in terms.items() if number}
    if len(left) > MOST_TERMS:
        raise UnknownError
    return Closed(left) if left.keys() - {()} else left.get((), Fraction(0))


def summed(one: Value, other: Value) -> Value:
    terms = dict(terms_of(one))
    for monomial, number in terms_of(other).items():
        terms[monomial] = terms.get(monomial, Fraction(0)) + number
    return simplest(terms)


def multiplied(one: Value, other: Value) -> Value:
    terms: dict[Monomial, Fraction] = {}
    for a, first in terms_of(one).items():
        for b, second in terms_of(other).items():
            exponents = dict(a)
            for name, exponent in b:
                exponents[name] = exponents.get(name, Fraction(0)) + exponent
            monomial, number = normal(exponents, first * second)
            terms[monomial] = terms.get(monomial, Fraction(0)) + number
    return simplest(terms)


def normal(exponents: Mapping[str, Fraction], number: Fraction) -> tuple[Monomial, Fraction]:
    """A product of powers with its number; what is a whole power of a whole number is part of that."""
    left = {}
    for name, exponent in exponents.items():
        if name.isdecimal():
            whole = exponent.numerator // exponent.denominator
            number, exponent = number * Fraction(int(name)) ** whole, exponent - whole
        if exponent:
            left[name] = exponent
    return tuple(sorted(left.items())), number


def inverse(value: Value) -> Value:
    terms = terms_of(value)
    if not terms:
        raise ZeroDivisionError
    if len(terms) == 1:
        ((monomial, number),) = terms.items()
        if not _is_product_of_known(monomial):
            raise UndecidedError
        inverted, scale = normal({name: -exponent for name, exponent in monomial}, 1 / number)
        return simplest({inverted: scale})
    if sign(value) == 0:
        raise ZeroDivisionError
    roots = {name for monomial in terms for name, _ in monomial}
    if all(name.isdecimal() and exponent == HALF for monomial in terms for name, exponent in monomial):
        # (a + b*sqrt(p))*(a - b*sqrt(p)) has no sqrt(p).
        chosen = min(roots)
        other = Closed({one: -number if (chosen, HALF) in one else number for one, number in terms.items()})
        return multiplied(other, inverse(multiplied(value, other)))
    return Closed({((f"({text(value)})", Fraction(-1)),): Fraction(1)})


# Values


def _value(value: Closed, bits: int) -> tuple[Any, Any]:
    """The sum in so many bits, and that of the sizes of its terms."""
    sizes = (f"abs({_term_text(monomial, abs(number))})" for monomial, number in value.terms.items())
    return _evaluated(text(value), bits), _evaluated(" + ".join(sizes), bits)


def _evaluated(written: str, bits: int) -> Any:
    """The value of a formula of constants in so many bits."""
    system = load("unlimited", bits)
    return steps_kernel(steps_of(template(written, ())), system.kernel, system.constant)()


def is_finite(written: str) -> bool:
    """Whether a formula of constants is a number, as large as it may be; False where that takes too long to see."""
    try:
        return bool(load("unlimited", BITS[0]).is_finite(_evaluated(written, BITS[0])))
    except TimeoutError:
        return False


def is_zero(written: str) -> bool:
    """Whether a formula of constants is 0 without any rounding; False where that takes too long to see."""
    try:
        return bool(_evaluated(written, BITS[0]) == 0)
    except TimeoutError:
        return False


def sign(value: Value) -> int:
    """1, 0 or -1. Raises: `UndecidedError` where terms cancel in more digits than are looked at."""
    if isinstance(value, rational.Mark | float):
        raise UndecidedError
    if not isinstance(value, Closed):
        return int(value > 0) - int(value < 0)
    if not all(map(_is_product_of_known, value.terms)):
        raise UndecidedError
    for bits in BITS:
        try:
            total, size = _value(value, bits)
        except TimeoutError:
            break
        if abs(total) > size / 2 ** (bits // 2):
            above: bool = total > 0
            return 1 if above else -1
    raise UndecidedError


def _is_product_of_known(monomial: Monomial) -> bool:
    """Whether no factor of a product may be 0: functions such as `besselj(1/2, pi)` may be, without a word of it."""
    try:
        return all(_is_not_zero(name) for name, _ in monomial if "(" in name and not NEVER_ZERO.match(name))
    except TimeoutError:
        return False


@cache
def _is_not_zero(name: str) -> bool:
    """Whether the value of a formula of constants is more than what rounding may leave of 0.

    Raises: `TimeoutError`, which the cache does not keep: another time may have the time.
    """
    return any(abs(_evaluated(name, bits)) > 2.0 ** -(bits // 2) for bits in BITS)


def to_double_of(value: Value) -> float:
    """The double next to a number of the system."""
    if isinstance(value, float):
        return value
    if not isinstance(value, Closed):
        return to_double(value)
    try:
        return to_double(_evaluated(text(value), BITS[0]))
    except TimeoutError:
        return float(steps_kernel(steps_of(template(text(value), ())), FLOAT.kernel, FLOAT.constant)())


# Text


def text(value: Value) -> str:
    """The number as a formula of the language: what is added before what is subtracted, a fraction last."""
    if not isinstance(value, Closed):
        return rational.text(value)
    written = ""
    for monomial, number in sorted(value.terms.items(), key=lambda term: (term[1] < 0, not term[0], term[0])):
        between = (" - " if number < 0 else " + ") if written else "-" * (number < 0)
        written += between + _term_text(monomial, abs(number))
    return written


def grouped(value: Value) -> str:
    """The text as a factor, a sum in parentheses."""
    written = text(value)
    return f"({written})" if isinstance(value, Closed) and len(value.terms) > 1 else written


def _term_text(monomial: Monomial, number: Fraction) -> str:
    above, below = [], [str(number.denominator)] * (number.denominator > 1)
    roots: dict[Fraction, int] = {}
    for name, exponent in monomial:
        if name.isdecimal():
            roots[exponent] = roots.get(exponent, 1) * int(name)
        elif name == E and exponent.denominator > 1:
            above.append(f"exp({exponent})")
        elif exponent < 0:
            below.append(_power_text(name, -exponent))
        else:
            above.append(_power_text(name, exponent))
    # sqrt(2) and cbrt(4), in front of constants.
    above[:0] = [_power_text(str(base), exponent) for exponent, base in sorted(roots.items(), reverse=True)]
    if number.numerator != 1 or not above:
        above.insert(0, str(number.numerator))
    divisor = below[0] if len(below) == 1 else f"({'*'.join(below)})"
    return "*".join(above) + (f"/{divisor}" if below else "")


def _power_text(base: str, exponent: Fraction) -> str:
    if exponent == 1:
        return base
    shown = base[1:-1] if base[0] == "(" else base
    if exponent == HALF:
        return f"sqrt({shown})"
    if exponent == Fraction(1, 3):
        return f"cbrt({shown})"
    if exponent == Fraction(2, 3) and base.isdecimal():
        return f"cbrt({int(base) ** 2})"
    return f"{base}^{exponent}" if exponent.denominator == 1 else f"{base}^({exponent})"
