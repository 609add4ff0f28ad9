"""Numbers as text, and back: the shortest decimal that reads as the same double.

In: floats, or the strings that stand for them in files. Out: text, or floats.
"""

from math import inf, isfinite, isnan, nan
from typing import Any

# JSON has no numbers for these; they are strings there, and are read as such.
NON_FINITE = {"NaN": nan, "Infinity": inf, "-Infinity": -inf}
# A double, or the text of a number that has more digits than a double.
Number = float | str


class Written(float):
    """A double, with the text that was written for it: `0.1` means one tenth to whoever can hold that.

    An interval is its midpoint, and `until` is the text of its upper end; a value with a standard uncertainty has the
    text of that as `uncertainty`.
    """

    __slots__ = ("text", "uncertainty", "until")

    text: str
    until: str | None
    uncertainty: str | None

    def __new__(cls, value: float, text: str, until: str | None = None, uncertainty: str | None = None) -> "Written":
        self = super().__new__(cls, value)
        self.text = text
        self.until = until
        self.uncertainty = uncertainty
        return self


def number_text(value: Number) -> str:
    """The shortest text that round-trips, without a needless `.0`; a number that is text already stays as it is.

    Example:
        >>> number_text(327.0), number_text(1e300), number_text(-0.0), number_text(float("inf"))
        ('327', '1e+300', '-0', 'inf')
    """
    if isinstance(value, str):
        return repr(NON_FINITE[value]) if value in NON_FINITE else value
    return repr(value).removesuffix(".0")


def short_text(value: float) -> str:
    """At most seven significant digits, for tables in which many numbers stand side by side.

    Example:
        >>> short_text(0.7310585786300049), short_text(327.0), short_text(123456789.0)
        ('0.7310586', '327', '123456789')
    """
    text = number_text(value)
    return text if len(text) <= 9 else f"{value:.7g}"


def is_finite(value: Number) -> bool:
    """Whether a number, as double or text, is neither infinite nor nan."""
    return value not in NON_FINITE if isinstance(value, str) else isfinite(value)


def json_number(value: Number) -> Number:
    """The number as JSON can hold it: itself, or one of the strings for what is not finite."""
    if isinstance(value, str) or isfinite(value):
        return value
    return "NaN" if isnan(value) else "Infinity" if value > 0 else "-Infinity"


def json_value(value: object) -> float:
    """The float of a number in JSON, or of a string that stands for one; nan for anything else."""
    if isinstance(value, str):
        return NON_FINITE.get(value, nan)
    return to_double(value) if isinstance(value, int | float) and not isinstance(value, bool) else nan


def to_double(value: Any) -> float:
    """The double nearest to a number of any system; infinite beyond the largest."""
    try:
        return float(value)
    except OverflowError:
        return inf if value > 0 else -inf
