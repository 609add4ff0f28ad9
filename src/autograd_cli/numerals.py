"""Numbers as text, and back: the shortest decimal that reads as the same double.

In: floats, or the strings that stand for them in files. Out: text, or floats.
"""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from itertools import product
from math import inf, isfinite, isnan, nan
from typing import Annotated, Any

# A number, a vector or a matrix as a report has it; and one whose numbers are text, since doubles cannot hold them.
Values = float | Sequence["Values"]
# The same for type checkers of who uses a report: which of them it is, the values decide.
Shaped = Annotated[Any, Values]
Texts = str | Sequence["Texts"]

# JSON has no numbers for these; they are strings there, and are read as such.
NON_FINITE = {"NaN": nan, "Infinity": inf, "-Infinity": -inf}
# Every whole number of fewer digits is a double, and of a smaller size.
ROUNDED_DIGITS, EXACT_INTEGERS = 16, 2**53
# What `str` writes whatever limit a program has, which is of more digits.
WRITTEN = 10**640
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

    def __getnewargs__(self) -> tuple[Any, ...]:
        return float(self), self.text, self.until, self.uncertainty


def number_text(value: Number) -> str:
    """The shortest text that round-trips, without a needless `.0`; a number that is text already stays as it is.

    Example:
        >>> number_text(327.0), number_text(1e300), number_text(-0.0), number_text(float("inf"))
        ('327', '1e+300', '-0', 'inf')
    """
    if isinstance(value, str):
        return repr(NON_FINITE[value]) if value in NON_FINITE else value
    return repr(value).removesuffix(".0")


def table_text(value: Number) -> str:
    """The same as people read it: a zero has no sign, which JSON, CSV and bare values keep.

    Example:
        >>> table_text(-0.0), table_text(0.1), table_text("1/3")
        ('0', '0.1', '1/3')
    """
    return number_text(value if isinstance(value, str) else value + 0.0)


def short_text(value: float) -> str:
    """At most seven significant digits, for tables in which many numbers stand side by side; nine of a whole number.

    Example:
        >>> short_text(0.7310585786300049), short_text(12.345678), short_text(327.0), short_text(-123456789.0)
        ('0.7310586', '12.34568', '327', '-123456789')
    """
    text = table_text(value)
    return text if "." not in text and len(text.lstrip("-")) <= 9 else f"{value + 0.0:.7g}"


def apart_texts(one: float, other: float, shown: Callable[[float], str] = short_text) -> tuple[str, str]:
    """Two numbers side by side, with as many digits as it takes to see that they differ, up to those of a double.

    Example:
        >>> apart_texts(2 / 3, 1.0), apart_texts(0.6931471805599453, 0.6931471805609453)
        (('0.6666667', '1'), ('0.69314718056', '0.693147180561'))
    """
    texts = shown(one), shown(other)
    for digits in range(8, 18):
        if one == other or texts[0] != texts[1]:
            break
        texts = f"{one:.{digits}g}", f"{other:.{digits}g}"
    return texts


def is_rounded(text: str) -> bool:
    """Whether a text is a whole number, written out in digits, that no double has.

    Example:
        >>> is_rounded("9007199254740993"), is_rounded("9007199254740992"), is_rounded("1e23"), is_rounded("0.1")
        (True, False, False, False)
    """
    digits = text.strip().lstrip("+-").lstrip("0")
    if len(digits) < ROUNDED_DIGITS or not (digits.isascii() and digits.isdecimal()):
        return False
    return isfinite(value := float(digits)) and int(value) != int(digits)


def is_finite(value: Number) -> bool:
    """Whether a number, as double or text, is neither infinite nor nan."""
    return value not in NON_FINITE if isinstance(value, str) else isfinite(value)


def is_nan(value: Number) -> bool:
    """Whether a number, as double or text, is nan."""
    return value == "NaN" if isinstance(value, str) else isnan(value)


def elements(value: Values | Texts) -> Iterator[Any]:
    """The numbers of a value, row by row.

    Example:
        >>> list(elements([[1.0, 2.0], [3.0, 4.0]])), list(elements(5.0))
        ([1.0, 2.0, 3.0, 4.0], [5.0])
    """
    if isinstance(value, int | float | str):
        yield value
    else:
        for part in value:
            yield from elements(part)


def named_elements(name: str, value: Values | Texts) -> Iterator[tuple[str, Any]]:
    """Each element with its place.

    Example:
        >>> dict(named_elements("A", [[1.0, 2.0]])), dict(named_elements("x", 3.0))
        ({'A[0, 0]': 1.0, 'A[0, 1]': 2.0}, {'x': 3.0})
    """
    yield from zip(element_names(name, shape_of(value)), elements(value), strict=True)


def element_names(name: str, shape: Sequence[int]) -> list[str]:
    """The names of a value's elements, row by row: its own name where it is a number.

    Example:
        >>> element_names("A", (1, 2)), element_names("x", ())
        (['A[0, 0]', 'A[0, 1]'], ['x'])
    """
    places = product(*map(range, shape))
    return [f"{name}[{', '.join(map(str, place))}]" for place in places] if shape else [name]


def place_in(name: str) -> tuple[str, tuple[int, ...]]:
    """The value and the place in it that an element's name has; of any other name itself, and no place.

    Example:
        >>> place_in("A[0, 1]"), place_in("x"), place_in("F [N]")
        (('A', (0, 1)), ('x', ()), ('F [N]', ()))
    """
    base, _, place = name.rpartition("[")
    parts = place.removesuffix("]").split(",")
    if base and place.endswith("]") and all(part.strip().isdecimal() for part in parts):
        return base, tuple(map(int, parts))
    return name, ()


def owner(name: str) -> str:
    """The name of the value of which a name means an element; any other name itself."""
    return place_in(name)[0]


def split_outside(text: str, separators: Sequence[str]) -> list[str]:
    """A text cut at the separators that are outside of brackets and backticks; every other part is a separator.

    Example:
        >>> split_outside("x=[1, 2], y=3", ","), split_outside("max(1, 2)", ",")
        (['x=[1, 2]', ',', ' y=3'], ['max(1, 2)'])
    """
    parts, depth, start, quoted = [], 0, 0, False
    for i, character in enumerate(text):
        quoted ^= character == "`"
        depth += 0 if quoted else (character in "([{") - (character in ")]}")
        if depth <= 0 and not quoted and i >= start:
            for separator in separators:
                if text.startswith(separator, i):
                    parts += [text[start:i], separator]
                    start = i + len(separator)
                    break
    return [*parts, text[start:]]


def nested(numbers: Iterator[Any], shape: Sequence[int]) -> Any:
    """The numbers in order, as lists of a shape; the first number alone where the shape is that of a number.

    Example:
        >>> nested(iter([1.0, 2.0, 3.0, 4.0]), (2, 2)), nested(iter([1.0]), ())
        ([[1.0, 2.0], [3.0, 4.0]], 1.0)
    """
    return [nested(numbers, shape[1:]) for _ in range(shape[0])] if shape else next(numbers)


def shape_of(value: Values | Texts) -> tuple[int, ...]:
    """The lengths of a value: none for a number, one for a vector, two for a matrix."""
    if isinstance(value, int | float | str):
        return ()
    return (len(value), *(shape_of(value[0]) if len(value) else ()))


def shape_text(shape: Sequence[int]) -> str:
    """A shape as NumPy writes it, and nothing for a number.

    Example:
        >>> shape_text((3,)), shape_text((3, 2)), shape_text(())
        ('(3,)', '(3, 2)', '')
    """
    return str(tuple(shape)) if shape else ""


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


def whole_text(number: int) -> str:
    """The digits of a whole number of any length: how many `str` writes is for the program to choose."""
    return str(number) if -WRITTEN < number < WRITTEN else format(Decimal(number), "f")


def to_double(value: Any) -> float:
    """The double nearest to a number of any system; infinite beyond the largest."""
    try:
        return float(value)
    except OverflowError:
        return inf if value > 0 else -inf
