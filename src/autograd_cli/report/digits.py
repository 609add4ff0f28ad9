"""Claimed numbers that are written with fewer digits than a double has.

Takes: a claim as it is written, and the right number. Returns: to how many digits the claim is right.
"""

from collections.abc import Sequence
from decimal import Decimal
from math import isfinite

from autograd_cli.ask.values import PLAIN_NUMBER

# Fewer significant digits say too little: 0.5 is no claim about 0.54.
FEWEST = 2


def digits_right(text: str | None, right: float) -> int | None:
    """To how many digits a decimal number, as it is written, is the right one rounded; None where it is not.

    Example:
        >>> digits_right("0.5403023", 0.5403023058681398), digits_right("0.5403024", 0.5403023058681398)
        (7, None)
        >>> digits_right("0.5", 0.54), digits_right("81", 81.3)
        (None, None)
    """
    if text is None or "." not in text or not PLAIN_NUMBER.fullmatch(text) or not isfinite(right):
        return None
    claimed = Decimal(text)
    _, digits, exponent = claimed.as_tuple()
    assert isinstance(exponent, int)
    near = abs(claimed - Decimal(right)) * 2 <= Decimal(1).scaleb(exponent)
    return len(digits) if near and len(digits) >= FEWEST and any(digits) else None


def numbers_written(text: str, count: int) -> Sequence[str | None]:
    """The numbers of a vector or matrix, or the one number, as they are written; Nones where it is a formula.

    Example:
        >>> numbers_written("[1, 0.5403]", 2), numbers_written("2*x", 1)
        (['1', '0.5403'], [None])
    """
    numbers = [part.strip(" []") for part in text.split(",")]
    plain = len(numbers) == count and all(map(PLAIN_NUMBER.fullmatch, numbers))
    return numbers if plain else [None] * count
