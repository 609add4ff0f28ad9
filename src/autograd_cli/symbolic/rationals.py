"""Exact numbers as text: decimals where the formula has decimals, fractions where it has not.

In: fractions. Out: how many digits they take, the decimal that they are, and whether a result is worth combining for.
"""

from decimal import Decimal, localcontext
from fractions import Fraction
from math import isqrt

from autograd_cli.graphs.graph import canonical_decimal
from autograd_cli.numerals import whole_text

# Exact numbers are combined only as long as a person would write the result.
MOST_DIGITS = 12
LARGEST_FRACTION = 10**6
MOST_EXPONENT = 64


def significant_digits(value: Fraction) -> int | None:
    """How many digits a number has as a decimal, None where it has no end.

    Example:
        >>> significant_digits(Fraction(5, 4)), significant_digits(Fraction(1000)), significant_digits(Fraction(1, 3))
        (3, 1, None)
    """
    if value.denominator == 1:
        return len(whole_text(abs(value.numerator)).rstrip("0")) or 1
    rest, twos, fives = value.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    if rest != 1:
        return None
    digits = whole_text(abs(value.numerator) * 2 ** max(0, fives - twos) * 5 ** max(0, twos - fives))
    return len(digits.rstrip("0")) or 1


def decimal_text(value: Fraction) -> str:
    """The decimal of a number that has an end.

    Example:
        >>> decimal_text(Fraction(5, 4)), decimal_text(Fraction(1, 10**9)), decimal_text(Fraction(12))
        ('1.25', '1e-9', '12')
    """
    if value.denominator == 1:
        return canonical_decimal(whole_text(value.numerator))
    with localcontext() as context:
        context.prec = 2000
        return canonical_decimal(str(Decimal(value.numerator) / Decimal(value.denominator)))


def exact_power(base: Fraction, exponent: Fraction) -> Fraction | None:
    """The exact power, None where there is none, or none a person would write."""
    if base == 1 or exponent == 1:
        return base
    if base == 0:
        return Fraction(0) if exponent > 0 else None
    times, part = exponent.as_integer_ratio()
    if abs(times) <= MOST_EXPONENT * part:
        if part == 1:
            return base**times
        if part == 2 and base > 0:
            root = Fraction(isqrt(base.numerator), isqrt(base.denominator))
            return root**times if root * root == base else None
    return None


def is_short(result: Fraction, *operands: Fraction) -> bool:
    """Whether an exact result is one that a person would write; a number written by the user is none the worse."""
    if result.denominator == 1 and abs(result.numerator) < 10**MOST_DIGITS:
        return True
    if result in operands or -result in operands:
        return True
    digits = significant_digits(result)
    if digits is not None:
        return digits <= MOST_DIGITS
    return max(abs(result.numerator), result.denominator) < LARGEST_FRACTION


def is_foldable(coefficient: Fraction, folded: Fraction, exponent: Fraction) -> bool:
    """Whether a power of a number becomes part of a product's coefficient: 1/8.314 stays a quotient, 1/1024 is one."""
    if exponent not in (1, -1) and not is_short(folded):
        return False
    if exponent.numerator < 0 and folded.numerator != 1 and not is_short(folded):
        return False
    return is_short(coefficient * folded, coefficient, folded)
