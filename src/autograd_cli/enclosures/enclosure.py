"""Enclosures: sets of real numbers between two bounds, and the arithmetic that never loses a number of them.

In: bounds, each an exact ball of python-flint, infinite ones included. Out: enclosures that contain the result for
every choice of numbers in the operands for which there is one; `UNDEFINED` where there is none. A point has two equal
bounds, and where they are infinite it answers as IEEE 754 does. Rounding is outward, at `ctx.prec` bits.

*Conventions*: an enclosure is an object, and one object is one number: `x == x` is true of it, however wide it is. So
an operation that chooses an operand returns that very operand. Zero has no sign; a division takes it as positive.

*Source*: Moore, Kearfott & Cloud 2009, chapters 2 and 5; IEEE 1788, natural domains.
"""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from flint import arb, ctx, fmpz

POSITIVE, NEGATIVE = arb.pos_inf(), arb.neg_inf()
NOUGHT, UNIT = arb(0), arb(1)


class UndecidedError(ArithmeticError):
    """An enclosure on both sides of a condition was asked for one truth."""


class Enclosure:
    """The numbers from `lower` to `upper`, both included. `whole` says that only whole numbers are meant."""

    __slots__ = ("lower", "upper", "whole")

    def __init__(self, lower: arb, upper: arb, whole: bool = False) -> None:
        self.lower = lower
        self.upper = upper
        self.whole = whole

    @property
    def is_point(self) -> bool:
        return self.lower is self.upper or bool(self.lower == self.upper)

    @property
    def is_bounded(self) -> bool:
        return bool(self.lower.is_finite() and self.upper.is_finite())

    @property
    def ball(self) -> arb:
        """A ball with all of the numbers, and a few more."""
        return self.lower if self.lower is self.upper else self.lower.union(self.upper)

    def __bool__(self) -> bool:
        """Whether all of it differs from 0. Raises: `UndecidedError`."""
        if self is UNDEFINED:
            return True  # as a nan is
        if not self.lower <= 0 <= self.upper:
            return True
        if self.is_point:
            return False
        raise UndecidedError

    def __lt__(self, other: "Enclosure | int") -> bool:
        """Whether all of it is certainly less than all of another."""
        return bool(self.upper < (other if isinstance(other, int) else other.lower))

    def __gt__(self, other: "Enclosure | int") -> bool:
        """Whether all of it is certainly greater than all of another."""
        return bool(self.lower > (other if isinstance(other, int) else other.upper))

    # Sums and products of matrices and of series, at the precision in force. What is not there yet is an empty sum's 0.

    def __add__(self, other: "Enclosure | int") -> "Enclosure":
        return self if other == 0 else add(self, _enclosure(other))

    __radd__ = __add__

    def __mul__(self, other: "Enclosure | int") -> "Enclosure":
        return multiply(self, _enclosure(other))

    __rmul__ = __mul__

    def __truediv__(self, other: "Enclosure | int") -> "Enclosure":
        return divide(self, _enclosure(other))

    def __float__(self) -> float:
        """A double within or next to it."""
        if self is UNDEFINED:
            return float("nan")
        return float(self.lower if self.is_point or not self.is_bounded else (self.lower + self.upper) / 2)

    def __repr__(self) -> str:
        return f"Enclosure({self.lower}, {self.upper})"


UNDEFINED = Enclosure(arb.nan(), arb.nan())
ZERO = Enclosure(NOUGHT, NOUGHT)
ONE = Enclosure(UNIT, UNIT)
INFINITE = Enclosure(POSITIVE, POSITIVE)
# A ball of no more bits is hardly known; what a function may lose of its operands' bits, and has to spare.
FEW_BITS, SPARE_BITS = 20, 64

Kernel = Callable[..., Enclosure]
# What python-flint computes of a ball; typed loosely, since its balls take numbers of every kind.
Ball = Callable[[Any], Any]


def point(value: Any) -> Enclosure:
    """A number that a ball holds exactly, as an enclosure; nan is undefined."""
    exact = arb(value)
    return UNDEFINED if exact.is_nan() else Enclosure(exact, exact)


def enclosing(ball: arb) -> Enclosure:
    """The bounds of a ball; of one that says nothing, infinite ones."""
    if ball.is_nan():
        return Enclosure(NEGATIVE, POSITIVE)
    if ball.is_exact():
        return Enclosure(ball, ball)
    return Enclosure(ball.lower(), ball.upper())


def fraction(value: Fraction) -> Enclosure:
    """The enclosure of a fraction."""
    return enclosing(arb(fmpz(value.numerator)) / arb(fmpz(value.denominator)))


def decimal(mantissa: int, exponent: int) -> Enclosure:
    """The enclosure of mantissa*10^exponent, a point where that is exact."""
    power = arb(10) ** fmpz(abs(exponent))
    return enclosing(arb(fmpz(mantissa)) * power if exponent >= 0 else arb(fmpz(mantissa)) / power)


def hull(*parts: Enclosure) -> Enclosure:
    """The least enclosure of all parts that are defined."""
    defined = [part for part in parts if part is not UNDEFINED]
    if len(defined) <= 1:
        return defined[0] if defined else UNDEFINED
    return Enclosure(min(part.lower for part in defined), max(part.upper for part in defined))


def meet(a: Enclosure, b: Enclosure) -> Enclosure:
    """The numbers that are in both of two enclosures of the same number."""
    return Enclosure(max((a.lower, b.lower)), min((a.upper, b.upper)))


def middle_of(x: Enclosure) -> Any:
    """A number about halfway, exactly representable."""
    return x.lower if x.is_point else ((x.lower + x.upper) / 2).mid()


def clip(x: Enclosure, start: Any, stop: Any) -> Enclosure:
    """The part of an enclosure between two numbers; undefined where there is none."""
    if x is UNDEFINED or x.upper < start or x.lower > stop:
        return UNDEFINED
    if x.lower >= start and x.upper <= stop:
        return x
    return Enclosure(arb(start) if x.lower < start else x.lower, arb(stop) if x.upper > stop else x.upper)


def defined(kernel: Kernel) -> Kernel:
    """The kernel, for which what comes of an undefined operand is undefined."""

    def checked(*operands: Enclosure) -> Enclosure:
        for operand in operands:
            if operand is UNDEFINED:
                return UNDEFINED
        return kernel(*operands)

    return checked


def monotone(
    function: Ball,
    start: Any = NEGATIVE,
    stop: Any = POSITIVE,
    at_start: Any = None,
    at_stop: Any = None,
    sign: int = 1,
) -> Kernel:
    """The kernel of a function that only rises (`sign` 1) or only falls between `start` and `stop`.

    `at_start` and `at_stop` are its limits there, where the ball function does not know them.
    """

    def end(value: Any) -> Any:
        if at_start is not None and value == start:
            return arb(at_start)
        if at_stop is not None and value == stop:
            return arb(at_stop)
        return function(value)

    def kernel(x: Enclosure) -> Enclosure:
        x = clip(x, start, stop)
        if x is UNDEFINED:
            return UNDEFINED
        first = enclosing(end(x.lower))
        if x.is_point:
            return first
        last = enclosing(end(x.upper))
        return Enclosure(first.lower, last.upper) if sign > 0 else Enclosure(last.lower, first.upper)

    return kernel


def valley(function: Ball, turn: tuple[Any, Any], start: Any, stop: Any, at_start: Any, at_stop: Any) -> Kernel:
    """The kernel of a function that falls from `start` to somewhere in `turn`, and rises from there to `stop`."""
    falling = monotone(function, start, turn[1], at_start, None, -1)
    rising = monotone(function, turn[0], stop, None, at_stop)

    def kernel(x: Enclosure) -> Enclosure:
        x = clip(x, start, stop)
        if x is UNDEFINED:
            return UNDEFINED
        if x.upper <= turn[0]:
            return falling(x)
        if x.lower >= turn[1]:
            return rising(x)
        bottom = enclosing(function(arb(turn[0]).union(arb(turn[1]))))
        return hull(bottom, falling(clip(x, start, turn[0])), rising(clip(x, turn[1], stop)))

    return kernel


# Arithmetic


def _enclosure(value: Enclosure | int) -> Enclosure:
    return value if isinstance(value, Enclosure) else point(value)


def add(x: Enclosure, y: Enclosure) -> Enclosure:
    """x + y."""
    if x.is_point and y.is_point:
        total = x.lower + y.lower
        return UNDEFINED if total.is_nan() else enclosing(total)
    return Enclosure(_down(x.lower + y.lower), _up(x.upper + y.upper))


def subtract(x: Enclosure, y: Enclosure) -> Enclosure:
    """x - y; 0 where both are one number."""
    if x is y and x.is_bounded:
        return ZERO
    return add(x, negative(y))


def negative(x: Enclosure) -> Enclosure:
    """-x."""
    return Enclosure(-x.upper, -x.lower)


def multiply(x: Enclosure, y: Enclosure) -> Enclosure:
    """x*y."""
    if x is y:
        return square(x)
    if x.is_point and y.is_point:
        product = x.lower * y.lower
        return UNDEFINED if product.is_nan() else enclosing(product)
    return _corners(_product, x, y)


def square(x: Enclosure) -> Enclosure:
    """x*x."""
    return _SQUARE(magnitude(x))


def divide(x: Enclosure, y: Enclosure) -> Enclosure:
    """x/y over the y other than 0."""
    if y.whole and y.lower == 0 and y.upper >= 1:
        y = Enclosure(UNIT, y.upper)
    if y.lower > 0 or y.upper < 0:
        if x is y and x.is_bounded:
            return ONE
        if x.is_point and y.is_point:
            quotient = x.lower / y.lower
            return UNDEFINED if quotient.is_nan() else enclosing(quotient)
        return _corners(_quotient, x, y)
    if y.is_point:
        if x.lower == 0 and x.upper == 0:
            return UNDEFINED
        return INFINITE if x.lower > 0 else Enclosure(NEGATIVE, NEGATIVE if x.upper < 0 else POSITIVE)
    if x.is_point and x.lower == 0:
        return ZERO
    if y.lower == 0:
        return multiply(x, Enclosure(enclosing(1 / y.upper).lower, POSITIVE))
    if y.upper == 0:
        return multiply(x, Enclosure(NEGATIVE, enclosing(1 / y.lower).upper))
    return Enclosure(NEGATIVE, POSITIVE)


def magnitude(x: Enclosure) -> Enclosure:
    """abs(x)."""
    if x.lower >= 0:
        return x
    if x.upper <= 0:
        return negative(x)
    return Enclosure(NOUGHT, max((-x.lower, x.upper)))


# Order


def flag(truth: bool | None) -> Enclosure:
    """1 or 0; both where the truth is not known."""
    # Each an object of its own, since two truths that are not known need not be the same.
    return Enclosure(NOUGHT, UNIT) if truth is None else ONE if truth else ZERO


def below(x: Enclosure, y: Enclosure) -> bool | None:
    """Whether x < y; None where it depends on which numbers they are."""
    if x is UNDEFINED or y is UNDEFINED or x is y or x.lower >= y.upper:
        return False
    return True if x.upper < y.lower else None


def alike(x: Enclosure, y: Enclosure) -> bool | None:
    """Whether x == y; None where it depends on which numbers they are."""
    if x is UNDEFINED or y is UNDEFINED or x.upper < y.lower or y.upper < x.lower:
        return False
    return True if x is y or (x.is_point and y.is_point) else None


def at_most(x: Enclosure, y: Enclosure) -> bool | None:
    """Whether x <= y; None where it depends on which numbers they are."""
    if x is UNDEFINED or y is UNDEFINED or x.lower > y.upper:
        return False
    return True if x is y or x.upper <= y.lower else None


def truth(x: Enclosure) -> bool | None:
    """Whether x differs from 0; None where it depends on which number it is."""
    if x is UNDEFINED or x.lower > 0 or x.upper < 0:
        return True
    return False if x.is_point else None


def largest(*operands: Enclosure) -> Enclosure:
    """The greatest operand, itself where it is known which one it is."""
    for operand in operands:
        if all(other is operand or other.upper <= operand.lower for other in operands):
            return operand
    return Enclosure(max(one.lower for one in operands), max(one.upper for one in operands))


def smallest(*operands: Enclosure) -> Enclosure:
    """The least operand, itself where it is known which one it is."""
    for operand in operands:
        if all(other is operand or operand.upper <= other.lower for other in operands):
            return operand
    return Enclosure(min(one.lower for one in operands), min(one.upper for one in operands))


def select(condition: Enclosure, x: Enclosure, y: Enclosure) -> Enclosure:
    """x where the condition is not 0, else y; both where that is not known."""
    known = truth(condition)
    return hull(x, y) if known is None else x if known else y


# Whole numbers


def floor(x: Enclosure) -> Enclosure:
    """The largest whole number not above x."""
    low = floor_of(x.lower)
    return Enclosure(low, low if x.is_point else floor_of(x.upper))


def floor_of(value: arb) -> arb:
    """The floor of an exact number, exactly, whatever the precision."""
    if not value.is_finite():
        return value
    mantissa, exponent = value.man_exp()
    return value if exponent >= 0 else arb(_shifted(mantissa, exponent))


def round_of(value: arb) -> arb:
    """The nearest whole number of an exact number, of two equally near the even one."""
    if not value.is_finite():
        return value
    mantissa, exponent = value.man_exp()
    if exponent >= 0:
        return value
    nearest = _shifted(2 * mantissa, exponent) + 1 >> 1
    if exponent == -1 and nearest % 2 == 1:  # halfway, and taken up to an odd number
        nearest -= 1
    return arb(nearest)


def _shifted(mantissa: fmpz, exponent: fmpz) -> fmpz:
    """The floor of mantissa*2^exponent, for an exponent below 0."""
    return mantissa >> int(-exponent) if -exponent < 2**40 else fmpz(-1 if mantissa < 0 else 0)


def integer(x: Enclosure) -> int | None:
    """The whole number that it is, None where it is none, or too large to be told from others."""
    if not x.is_point or not x.lower.is_finite() or abs(x.lower) >= arb(2) ** ctx.prec:
        return None
    return whole_number(x.lower) if floor_of(x.lower) == x.lower else None


def whole_number(value: arb) -> int:
    """An exact whole number as one of Python's."""
    mantissa, exponent = value.man_exp()
    return int(mantissa << int(exponent) if exponent >= 0 else mantissa >> int(-exponent))


def sharp(doublings: int, function: Callable[..., Any], *operands: Any) -> Any:
    """The ball of a function, with bits that are doubled up to so many times where its terms cancel.

    Of balls that are hardly known no bits are to be won; more than they have take up to a thousand times as long.
    """
    known = min((one.rel_accuracy_bits() for one in operands if isinstance(one, arb)), default=ctx.prec)
    wanted = min(ctx.prec, max(known, 0) + SPARE_BITS)
    for more in range(doublings if known > FEW_BITS else 1):
        with ctx.workprec(wanted << more):
            ball = function(*operands)
        if ball.rel_accuracy_bits() > min(wanted, known) - FEW_BITS:
            break
    return ball


def _down(ball: arb) -> arb:
    return NEGATIVE if ball.is_nan() else ball.lower()


def _up(ball: arb) -> arb:
    return POSITIVE if ball.is_nan() else ball.upper()


def _corners(operation: Callable[[arb, arb], arb], x: Enclosure, y: Enclosure) -> Enclosure:
    """The bounds of an operation that is monotone in each operand."""
    values = [operation(a, b) for a in (x.lower, x.upper) for b in (y.lower, y.upper)]
    return Enclosure(min(value.lower() for value in values), max(value.upper() for value in values))


def _product(a: arb, b: arb) -> arb:
    """A bound's product; 0 times a bound that is never reached is 0."""
    return NOUGHT if a == 0 or b == 0 else a * b


def _quotient(a: arb, b: arb) -> arb:
    if b.is_finite():
        return a / b
    return NOUGHT  # of two infinite bounds the other corners have the infinite quotient


_SQUARE = monotone(lambda x: x * x, NOUGHT)
SQRT = monotone(lambda x: x.sqrt(), NOUGHT)
