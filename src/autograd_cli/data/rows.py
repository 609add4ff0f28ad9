"""A run of rows of a table, whatever it was read from: its columns, the numbers in them, what is wrong with cells.

In: a frame of columns, or objects of JSON. Out: float64 arrays by name, with the complaint about each cell that is no
number; the columns as they were, to be carried through.
"""

import json
import math
import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Protocol, Self

import numpy
import polars

from autograd_cli.ask.values import BELOW
from autograd_cli.errors import AutogradError, Complaint
from autograd_cli.numerals import (
    EXACT_INTEGERS,
    NON_FINITE,
    Written,
    is_rounded,
    json_number,
    number_text,
    place_in,
    to_double,
)

# The length of what is no list.
NO_LIST = -1


NONE: Mapping[int, Complaint] = {}


class Column(NamedTuple):
    """Float64 values, and by row what is wrong with a cell; the value there is nan.

    `inexact` has by row what is to be said of a cell that is another number than the double it is read as: it is read
    as 0, or is whole with more digits than doubles have.
    """

    values: Any
    complaints: Mapping[int, Complaint]
    inexact: Mapping[int, Complaint] = NONE


class Rows(Protocol):
    """What a reader makes of a block. `place` says where a row stands, as the number of its line or of itself.

    `complaints` are about rows as a whole. `frame` has text for what the file has as text.
    """

    @property
    def names(self) -> Sequence[str]: ...

    @property
    def height(self) -> int: ...

    def place(self, row: int) -> int: ...

    def column(self, name: str) -> Column: ...

    def lengths(self, name: str) -> Sequence[int | None]: ...

    def texts(self, name: str) -> Sequence[str | None]: ...

    def frame(self, names: Sequence[str]) -> polars.DataFrame: ...

    def keep(self, chosen: Sequence[int]) -> Self: ...

    def complaints(self) -> Mapping[int, Complaint]: ...


class FrameRows(NamedTuple):
    """Rows as columns: of text where the file has text, else of the file's own types.

    `plain` is a separator that no cell has, nor any other sign that would have to be quoted. `whole` are the lines as
    they stand, for a target of the same notation. With a decimal `comma` the numbers in text have that.
    """

    data: polars.DataFrame
    lines: Sequence[int]
    broken: Mapping[int, Complaint]
    plain: str | None = None
    whole: polars.Series | None = None
    comma: bool = False

    @property
    def names(self) -> Sequence[str]:
        return self.data.columns

    @property
    def height(self) -> int:
        return len(self.lines)

    def place(self, row: int) -> int:
        return self.lines[row]

    def frame(self, names: Sequence[str]) -> polars.DataFrame:
        return self.data[[*names]]  # `select` would take the name `^F$` for a pattern

    def keep(self, chosen: Sequence[int]) -> Self:
        """Some of the rows, without what is wrong with them."""
        whole = None if self.whole is None else self.whole[chosen]
        lines = [self.lines[row] for row in chosen]
        return self._replace(data=self.data[chosen], lines=lines, broken={}, whole=whole)

    def complaints(self) -> Mapping[int, Complaint]:
        """By row, what is wrong with it as a whole."""
        return self.broken

    def texts(self, name: str) -> Sequence[str | None]:
        return self.data[name].cast(polars.String).to_list()

    def lengths(self, name: str) -> Sequence[int | None]:
        """By row, how many elements a list has."""
        cells = unnamed(self.data[name])
        return (
            [cells.dtype.shape[0]] * len(cells) if isinstance(cells.dtype, polars.Array) else cells.list.len().to_list()
        )

    def column(self, name: str) -> Column:
        base, place = element(name)
        if place is None or name in self.data.columns:
            cells = unnamed(self.data[name])
        else:
            cells = unnamed(self.data[base])
            cells = (
                cells.arr.get(place)
                if isinstance(cells.dtype, polars.Array)
                else cells.list.get(place, null_on_oob=True)
            )
        if cells.dtype != polars.String:
            numbers = cells.cast(polars.Float64)
            missing = _true(numbers.is_null()) if numbers.null_count() else []
            complaints = dict.fromkeys(missing, AutogradError("row", "missing", name=name)) if missing else {}
            values = numbers.to_numpy()
            large = _large(values) if cells.dtype.is_integer() else []
            return Column(values, complaints, _rounded(name, {row: str(cells[row]) for row in large}))
        complaints, written = {}, cells
        if self.comma:
            wrong = cells.str.contains(".", literal=True)
            complaints = {row: _unread(name, cells[row].strip(), COMMA) for row in _true(wrong)}
            cells = cells.set(wrong.fill_null(False), "nan").str.replace(",", ".", literal=True)
        numbers = cells.cast(polars.Float64, strict=False)
        if numbers.null_count():
            stripped = cells.str.strip_chars()
            numbers = stripped.cast(polars.Float64, strict=False)
            truths = stripped.str.to_lowercase().replace_strict(TRUTHS, default=None, return_dtype=polars.Float64)
            numbers = numbers.zip_with(numbers.is_not_null(), truths)
            for row in _true(numbers.is_null()):
                complaints[row] = _unread(name, (written[row] or "").strip(), COMMA if self.comma else POINT)
        values = numbers.to_numpy()
        if numpy.isinf(values).any():
            for row in numpy.flatnonzero(numpy.isinf(values)).tolist():
                if "inf" not in (text := written[row].lower()):
                    complaints[row] = AutogradError("row", "too-large", name=name, text=text)
        zeros = numpy.flatnonzero(values == 0)
        if len(zeros):
            zeros = zeros[_true(written[zeros].str.contains(NOT_ZERO))]
        below = {row: _below(name, written[row]) for row in zeros.tolist()}
        return Column(values, complaints, below | _rounded(name, {row: written[row] for row in _large(values)}))


class Style(NamedTuple):
    """What stands between the members of an object, and between a name and its value."""

    comma: str
    colon: str


SPACED, COMPACT = Style(", ", ": "), Style(",", ":")
# Why a value of JSON is not a number, by its type.
NO_NUMBERS: Mapping[type, str] = {dict: "object", list: "list", str: "text", type(None): "missing"}
# A number as many countries write it: `1,5`.
DECIMAL_COMMA = re.compile(r"[+-]?\d*,\d+(?:[eE][+-]?\d+)?")
DECIMAL_POINT = re.compile(DECIMAL_COMMA.pattern.replace(",", r"\."))
# One with its uncertainty, `2.01±0.01`, `(2.01±0.01)e3`, `2.01(1)` in the last digits or `2.01(0.01)` as it is; no
# product is meant.
UNSIGNED, EXPONENT = r"(?:[0-9]+\.?[0-9]*|\.[0-9]+)", r"(?:[eE][+-]?[0-9]+)?"
SIGN = r"\s*(?:±|\+/-|\+-)\s*"
WITH_SIGN = rf"^\s*([+-]?{UNSIGNED}{EXPONENT}){SIGN}({UNSIGNED}{EXPONENT})\s*(%?)\s*$"
IN_BRACKETS = rf"^\s*([+-]?{UNSIGNED})\s*\(\s*({UNSIGNED})\s*\)({EXPONENT})\s*$"
BEFORE_EXPONENT = rf"^\s*\(\s*[+-]?{UNSIGNED}{SIGN}{UNSIGNED}\s*%?\s*\){EXPONENT}\s*$"
UNCERTAIN_NUMBER = re.compile(f"{WITH_SIGN}|{IN_BRACKETS}|{BEFORE_EXPONENT}")
# What decimals are written with, and what may then be between thousands.
POINT, COMMA = ".", ","
THOUSANDS = {
    POINT: re.compile(r"[+-]?\d{1,3}(?:(?:,\d{3})+\.\d*|(?:,\d{3}){2,})"),
    COMMA: re.compile(r"[+-]?\d{1,3}(?:(?:\.\d{3})+,\d*|(?:\.\d{3}){2,})"),
}
# What is 1 and 0 in columns of truths, in capitals too; those of Parquet and JSON are it by their type.
TRUTHS: Mapping[Any, Any] = {"true": 1.0, "false": 0.0}
# In text that is 0 as a double, that it is another number; and in a line of JSON, that one may be.
NOT_ZERO = r"^[^eE]*[1-9]"
TINY_IN_LINE = re.compile(r"[eE]-[0-9]{3}|0{300}")
# An object whose first name has its value right after the colon.
COMPACT_OBJECT = re.compile(r'\{\s*"(?:[^"\\]|\\.)*":\S')


class ObjectRows(NamedTuple):
    """Rows as objects of JSON, with their texts; an object is None where its line could not be read."""

    objects: Sequence[dict[str, Any] | None]
    written: Sequence[str]
    lines: Sequence[int]
    broken: Mapping[int, Complaint]
    names: Sequence[str]

    @property
    def height(self) -> int:
        return len(self.objects)

    def place(self, row: int) -> int:
        return self.lines[row]

    def complaints(self) -> Mapping[int, Complaint]:
        """By row, why its line could not be read."""
        return self.broken

    def texts(self, name: str) -> Sequence[str | None]:
        return [cell if isinstance(cell, str) else None for cell in self.cells(name)]

    def cells(self, name: str) -> list[Any]:
        """What the objects have under a key or a path; None where there is nothing."""
        if "." in name:
            return [cell_of(row, name) if row else None for row in self.objects]
        return [row.get(name) if row else None for row in self.objects]

    def lengths(self, name: str) -> Sequence[int | None]:
        """By row, how many elements a list has; None where there is nothing, `NO_LIST` for what is no list."""
        cells = self.cells(name)
        return [None if cell is None else len(cell) if isinstance(cell, list) else NO_LIST for cell in cells]

    def _values(self, name: str) -> list[Any]:
        """By row, what is under a name, or the element that it means."""
        base, place = element(name)
        if place is not None and name not in self.names and (base in self.names or "." in base):
            cells = self.cells(base)
            return [cell[place] if isinstance(cell, list) and place < len(cell) else None for cell in cells]
        return self.cells(name)

    def column(self, name: str) -> Column:
        values = self._values(name)
        complaints: dict[int, Complaint] = {}
        whole: dict[int, str] = {}
        for row, value in enumerate(values):
            if type(value) is not float:
                values[row] = _json_number(value, name, row, complaints)
                if type(value) is int and EXACT_INTEGERS <= abs(values[row]) < math.inf:
                    whole[row] = str(value)
        numbers = numpy.array(values, dtype=numpy.float64)
        for row in numpy.isinf(numbers).nonzero()[0].tolist():
            if "Infinity" not in self.written[row]:
                complaints[row] = AutogradError("row", "too-large-in-line", name=name)
        below = self._below(name, numpy.flatnonzero(numbers == 0).tolist())
        return Column(numbers, complaints, {**below, **_rounded(name, whole)})

    def _below(self, name: str, zeros: Sequence[int]) -> Mapping[int, Complaint]:
        """What is to be said of zeros of a column, by row, where something else is written."""
        rows = [row for row in zeros if TINY_IN_LINE.search(self.written[row])]
        if not rows:
            return NONE
        read = [json.loads(self.written[row], parse_float=_written) for row in rows]
        texts = [getattr(cell, "text", "") for cell in self._replace(objects=read)._values(name)]
        return {row: _below(name, text) for row, text in zip(rows, texts, strict=True) if re.fullmatch(BELOW, text)}

    def frame(self, names: Sequence[str]) -> polars.DataFrame:
        rows = [row or {} for row in self.objects]
        cells = {name: [_text(cell_of(row, name)) for row in rows] for name in names}
        return polars.DataFrame(cells, dict.fromkeys(names, polars.String))

    @property
    def style(self) -> Style:
        """How the first object is written."""
        first = next((text for text, row in zip(self.written, self.objects, strict=True) if row), "")
        return COMPACT if COMPACT_OBJECT.match(first) else SPACED

    def only(self, names: Sequence[str]) -> Self:
        """The rows with these keys alone."""
        nested = [name for name in names if "." in name]
        objects = [
            row and {name: cell_of(row, name) for name in names if name in row or name in nested}
            for row in self.objects
        ]
        style = self.style
        written = [
            text if row is None else json.dumps(_finite(row), ensure_ascii=False, separators=style)
            for text, row in zip(self.written, objects, strict=True)
        ]
        return self._replace(objects=objects, written=written)

    def keep(self, chosen: Sequence[int]) -> Self:
        """Some of the rows, without what is wrong with them."""
        return self._replace(
            objects=[self.objects[row] for row in chosen],
            written=[self.written[row] for row in chosen],
            lines=[self.lines[row] for row in chosen],
            broken={},
        )


def unnamed(column: polars.Series) -> polars.Series:
    """The column without its name, since the methods of a series take the name `^F$` for a pattern."""
    return column.alias("")


def cell_of(row: Mapping[str, Any], name: str) -> Any:
    """The value under a key, or under a path such as `a.x`; None where there is none."""
    if name in row or "." not in name:
        return row.get(name)
    value: Any = row
    for key in name.split("."):
        value = value.get(key) if isinstance(value, dict) else None
    return value


def element(name: str) -> tuple[str, int | None]:
    """The vector and the place that a name such as `x[0]` means; of any other name itself, and no place."""
    base, place = place_in(name)
    return (base, place[0]) if len(place) == 1 else (name, None)


def of_variable(complaint: Complaint, variable: str | None, case: str = "uncertain") -> Complaint:
    """A complaint about a cell, its hint with the `variable` that the column is, if cells may have uncertainties.

    The `case` says by which option.
    """
    if not isinstance(complaint, AutogradError) or complaint.case != "uncertain":
        return complaint
    if variable is None:
        fields = complaint.fields
        return AutogradError("row", "not-number", name=fields["name"], text=fields["text"])
    return AutogradError("row", case, name=complaint.fields["name"], text=complaint.fields["text"], by=variable)


def _true(flags: polars.Series) -> list[int]:
    return flags.arg_true().to_list()


def _unread(name: str, text: str, decimal: str) -> AutogradError:
    """What is wrong with a cell that is not a number, where decimals are written with a comma or a point."""
    other = POINT if decimal == COMMA else COMMA
    if not text:
        return AutogradError("row", "missing", name=name, text=text)
    if THOUSANDS[decimal].fullmatch(text):
        return AutogradError("row", "thousands", name=name, text=text, sign=other, plain=text.replace(other, ""))
    if decimal == COMMA and POINT in text:
        read = COMMA not in text and (DECIMAL_POINT.fullmatch(text) or UNCERTAIN_NUMBER.fullmatch(text))
        case = "decimal-point" if read else "not-number"
        return AutogradError("row", case, name=name, text=text, meant=text.replace(POINT, COMMA))
    if UNCERTAIN_NUMBER.fullmatch(text.replace(decimal, POINT)):
        return AutogradError("row", "uncertain", name=name, text=text, by=name)
    return AutogradError(
        "row", "decimal-comma" if DECIMAL_COMMA.fullmatch(text) else "not-number", name=name, text=text
    )


def _json_number(value: object, name: str, row: int, complaints: dict[int, Complaint]) -> float:
    if isinstance(value, int | float):  # true is 1, as in Parquet
        return to_double(value)
    if isinstance(value, str) and value in NON_FINITE:
        return NON_FINITE[value]
    case = next((case for kind, case in NO_NUMBERS.items() if isinstance(value, kind)), "not-number")
    case = "uncertain" if isinstance(value, str) and UNCERTAIN_NUMBER.fullmatch(value.strip()) else case
    complaints[row] = AutogradError("row", case, name=name, text=_text(value), by=name)
    return math.nan


def _written(text: str) -> float:
    """A number of JSON with its text."""
    return Written(float(text), text)


def _below(name: str, text: str) -> Complaint:
    """What is to be said of a number that is read as 0."""
    return AutogradError("row", "below", name=name, text=text.strip())


def _large(values: Any) -> list[int]:
    """The rows of numbers from which on doubles lack whole ones; infinite ones are left out."""
    return numpy.flatnonzero((abs(values) >= EXACT_INTEGERS) & numpy.isfinite(values)).tolist()


def _rounded(name: str, texts: Mapping[int, str]) -> dict[int, Complaint]:
    """What is to be said of whole numbers, by row, that are read as others."""
    return {
        row: AutogradError("row", "rounded", name=name, text=text.strip(), value=number_text(float(text)))
        for row, text in texts.items()
        if is_rounded(text)
    }


def _finite(value: Any) -> Any:
    """A value of JSON, with strings for what it has no numbers for."""
    if isinstance(value, float):
        return json_number(value)
    if isinstance(value, list):
        return [_finite(part) for part in value]
    return {name: _finite(part) for name, part in value.items()} if isinstance(value, dict) else value


def _text(value: Any) -> str | None:
    """A value of JSON as a cell of a table."""
    return value if isinstance(value, str | None) else json.dumps(value, ensure_ascii=False)
