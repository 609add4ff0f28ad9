"""Exact numbers as text: decimals where the formula has decimals, fractions where it has not.

In: fractions. Out: how many digits they take, and the decimal that they are.
"""

from decimal import Decimal, localcontext
from fractions import Fraction

from autograd_cli.graph.graph import canonical_decimal


def significant_digits(value: Fraction) -> int | None:
    """How many digits a number has as a decimal, None where it has no end.

    Example:
        >>> significant_digits(Fraction(5, 4)), significant_digits(Fraction(1000)), significant_digits(Fraction(1, 3))
        (3, 1, None)
    """
    rest, twos, fives = value.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    if rest != 1:
        return None
    digits = str(abs(value.numerator) * 2 ** max(0, fives - twos) * 5 ** max(0, twos - fives))
    return len(digits.rstrip("0")) or 1


def decimal_text(value: Fraction) -> str:
    """The decimal of a number that has an end.

    Example:
        >>> decimal_text(Fraction(5, 4)), decimal_text(Fraction(1, 10**9)), decimal_text(Fraction(12))
        ('1.25', '1e-9', '12')
    """
    if value.denominator == 1:
        return canonical_decimal(str(value.numerator))
    with localcontext() as context:
        context.prec = 2000
        return canonical_decimal(str(Decimal(value.numerator) / Decimal(value.denominator)))
