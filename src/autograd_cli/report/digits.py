"""Claimed numbers that are written with fewer digits than a double has.

Takes: a claim as it is written, and the right number. Returns: to how many digits the claim is right.
"""

import re
from collections.abc import Sequence
from decimal import Decimal
from math import isfinite

from autograd_cli.ask.values import PLAIN_NUMBER

# Fewer significant digits say too little: 0.5 is no claim about 0.54.
FEWEST = 2
# A term of a sum, with its sign.
TERM = re.compile(rf"\s*([+-]?)\s*({PLAIN_NUMBER.pattern.removeprefix('[+-]?')})\s*")


def digits_right(text: str | None, right: float) -> int | None:
    """To how many digits a decimal number, as it is written, is the right one rounded; None where it is not.

    Example:
        >>> digits_right("0.5403023", 0.5403023058681398), digits_right("0.5403024", 0.5403023058681398)
        (7, None)
        >>> digits_right("0.5", 0.54), digits_right("81", 81.3)
        (None, None)

    Each term of a sum may be rounded: to the digits of the one that has the most places.

        >>> digits_right("-0.2963 + 6.9", 6.603664), digits_right("-0.2963 + 6.8", 6.603664)
        (5, None)
    """
    digits = None if text is None or "." not in text else _digits_rounded(text, right)
    return digits if digits is None or digits >= FEWEST else None


def rounded_too_far(text: str | None, right: float) -> bool:
    """Whether a number is the right one rounded, and says too little of it: one digit, or none after a point.

    Example:
        >>> rounded_too_far("0.8", 0.7502601), rounded_too_far("3", 3.004166), rounded_too_far("0.75", 0.7502601)
        (True, True, False)
    """
    return text is not None and digits_right(text, right) is None and _digits_rounded(text, right) is not None


def _digits_rounded(text: str, right: float) -> int | None:
    """How many digits a number or a sum has that is the right one rounded to them; None of any other."""
    rounded = _rounded(text)
    if rounded is None or not isfinite(right):
        return None
    claimed, error = rounded
    digits = claimed.as_tuple().digits
    return len(digits) if abs(claimed - Decimal(right)) <= error and any(digits) else None


def rounding_error(text: str | None) -> float:
    """How far a number may be from what it is rounded from, by its digits; 0 where it need not be rounded.

    Example:
        >>> rounding_error("-0.396"), rounding_error("0.4"), rounding_error("3"), rounding_error("2/3")
        (0.0005, 0.0, 0.0, 0.0)
    """
    rounded = None if text is None or "." not in text else _rounded(text)
    if rounded is None or len(rounded[0].as_tuple().digits) < FEWEST:
        return 0.0
    return float(rounded[1])


def cut_off(text: str | None, right: float) -> bool:
    """Whether a number is the right one, of which the further digits are left out where they round up.

    Example:
        >>> cut_off("0.23", 0.2356), cut_off("0.24", 0.2356), cut_off("0.22", 0.2356), cut_off("-0.23", -0.2356)
        (True, False, False, True)
    """
    error = rounding_error(text)
    if text is None or not error or not isfinite(right) or digits_right(text, right) is not None:
        return False
    claimed = float(_rounded(text)[0])  # type: ignore[index]
    return abs(claimed) < abs(right) and abs(right - claimed) < 2 * error


def _rounded(text: str) -> tuple[Decimal, Decimal] | None:
    """A number or a sum, and half a unit of its last place for each term that has a point; None of any other text."""
    terms = _terms(text)
    if terms is None:
        return None
    claimed = sum(terms, Decimal(0))
    exponent = claimed.as_tuple().exponent
    assert isinstance(exponent, int)
    count = sum("." in str(term) for term in terms)
    return claimed, max(count, 1) * Decimal(1).scaleb(exponent) / 2


def _terms(text: str) -> list[Decimal] | None:
    """The numbers that a sum, or a number alone, is made of; None of any other formula."""
    terms: list[Decimal] = []
    place = 0
    while match := TERM.match(text, place):
        if terms and not match[1]:
            return None
        terms.append(Decimal(match[1] + match[2]))
        place = match.end()
    return terms if terms and place == len(text) else None


def numbers_written(text: str, count: int) -> Sequence[str | None]:
    """The numbers of a vector or matrix, or the one number, as they are written; Nones where it is a formula.

    Example:
        >>> numbers_written("[1, 0.5403]", 2), numbers_written("2*x", 1), numbers_written("1.5 - 0.2", 1)
        (['1', '0.5403'], [None], ['1.5 - 0.2'])
    """
    numbers = [part.strip(" []") for part in text.split(",")]
    plain = len(numbers) == count and all(_terms(number) is not None for number in numbers)
    return numbers if plain else [None] * count
