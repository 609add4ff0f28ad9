"""Enclosures as decimal digits: whether so many are known, and the text of them.

In: an enclosure, or one bound of it, and how many digits. Out: text as floats are written. At which precision the
digits suffice is not decided here.
"""

from math import log2

from flint import arb, ctx, fmpz

from autograd_cli.enclosures.enclosure import UNDEFINED, Enclosure, decimal, enclosing, floor_of, round_of, whole_number

BITS_A_DIGIT = log2(10)
# What may be off is a tenth of the last digit before rounding, and half of it after.
SAFETY = 10
# Exponents from which a number is written with one: as floats are.
SMALLEST_PLAIN, LARGEST_PLAIN = -5, 16


def read(text: str) -> Enclosure:
    """The enclosure of a decimal number as it is written."""
    return enclosing(arb(text))


def has_digits(value: Enclosure, digits: int) -> bool:
    """Whether an enclosure is narrower than a fraction of the last digit."""
    if value is UNDEFINED or value.is_point:
        return True
    if not value.is_bounded or value.lower <= 0 <= value.upper:
        return False
    width = (value.upper - value.lower) * arb(10) ** fmpz(digits) * SAFETY
    return bool(width < min(abs(value.lower), abs(value.upper)))


def digits_of(value: Enclosure, most: int) -> int:
    """How many digits an enclosure is narrow enough for, at most so many."""
    if has_digits(value, most):
        return most
    if not value.is_bounded or value.lower <= 0 <= value.upper:
        return 0
    relative = (value.upper - value.lower) / min(abs(value.lower), abs(value.upper))
    return max(0, min(most, -whole_number(floor_of((relative.log() / arb(10).log()).upper())) - 2))


def below_digits(value: Enclosure, digits: int) -> bool:
    """Whether an enclosure of 0 lies within so many digits after the point."""
    if not value.is_bounded or not value.lower <= 0 <= value.upper:
        return False
    return bool(max(-value.lower, value.upper) * arb(10) ** fmpz(digits) < 1)


def digits_text(value: Enclosure, digits: int) -> str:
    """The number with so many significant digits, off by at most one unit in the last of them.

    What is a decimal number of fewer digits is written without further zeros.
    """
    if value is UNDEFINED:
        return "NaN"
    middle = value.lower if value.is_point else ((value.lower + value.upper) / 2).mid()
    if not middle.is_finite():
        return "Infinity" if middle > 0 else "-Infinity"
    if middle == 0:
        return "0"
    exponent, mantissa = _rounded(_size(middle), digits)
    written = str(fmpz(mantissa))
    if value.is_point and decimal(mantissa, exponent - digits + 1).ball == abs(middle):
        written = written.rstrip("0")
    return ("-" if middle < 0 else "") + positional(written, exponent)


def bound_text(bound: arb, digits: int, up: bool) -> str:
    """A bound with so many digits, rounded outward: never down where it is an upper one."""
    if not bound.is_finite():
        return "Infinity" if bound > 0 else "-Infinity"
    if bound == 0:
        return "0"
    exponent, mantissa = _rounded(abs(bound), digits)
    away = up == bool(bound > 0)
    scaled = decimal(mantissa, exponent - digits + 1)
    if away and not scaled.lower >= abs(bound):
        mantissa += 1
    elif not away and not scaled.upper <= abs(bound):
        mantissa -= 1
    if mantissa == 10**digits:  # a digit more
        exponent += 1
    elif mantissa < 10 ** (digits - 1):  # a digit less, so that one more can be had
        mantissa, exponent = 10**digits - 1, exponent - 1
    written = str(fmpz(mantissa)).rstrip("0")
    return ("-" if bound < 0 else "") + positional(written, exponent)


def positional(written: str, exponent: int) -> str:
    """Digits of which the first stands for 10^exponent, as floats are written.

    Example:
        >>> positional("125", 0), positional("125", -3), positional("5", 20), positional("327", 2)
        ('1.25', '0.00125', '5e+20', '327')
    """
    if SMALLEST_PLAIN < exponent < max(LARGEST_PLAIN, len(written)):
        if exponent < 0:
            return f"0.{'0' * (-exponent - 1)}{written}"
        whole = written[: exponent + 1].ljust(exponent + 1, "0")
        return f"{whole}.{written[exponent + 1 :]}".rstrip(".")
    fraction = f".{written[1:]}" if len(written) > 1 else ""
    return f"{written[0]}{fraction}e{exponent:+03d}"


def _rounded(size: arb, digits: int) -> tuple[int, int]:
    """Decimal exponent and mantissa of so many digits, nearest to a positive exact number."""
    with ctx.workprec(int(digits * BITS_A_DIGIT) + 128 + _exponent_bits(size)):
        guess = whole_number(floor_of((size.log() / arb(10).log()).lower()))
        for exponent in (guess, guess + 1):
            scaled = size * arb(10) ** fmpz(digits - 1 - exponent)
            mantissa = whole_number(round_of(scaled.mid()))
            if mantissa < 10**digits:
                return exponent, mantissa
        raise AssertionError("one of two exponents is right")


def _size(middle: arb) -> arb:
    """The absolute value of an exact number, exactly: one with more bits than the precision would be rounded."""
    with ctx.workprec(max(ctx.prec, middle.bits())):
        return abs(middle)


def _exponent_bits(size: arb) -> int:
    _, exponent = size.man_exp()
    return int(abs(exponent)).bit_length()
