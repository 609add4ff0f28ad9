"""Uncertainties of the inputs of rows: which column or number has them, and cells such as `2.01±0.01`.

Takes what `--uncertainty` says, the variables and the columns; and rows. Returns an `Uncertainty` by input, and rows in
which such a cell is two. How uncertainties are propagated is not known here.
"""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy
import polars

from autograd_cli.ask.values import PLAIN_NUMBER, UNCERTAIN, named_values, read_value, split_range
from autograd_cli.data.rows import (
    BEFORE_EXPONENT,
    COMMA,
    IN_BRACKETS,
    POINT,
    WITH_SIGN,
    Column,
    FrameRows,
    ObjectRows,
    Rows,
    element,
    unnamed,
)
from autograd_cli.errors import AutogradError, Complaint, Source, visible
from autograd_cli.numerals import split_outside
from autograd_cli.report.propagation import Covariances, chosen
from autograd_cli.report.rows import RowFormula, with_further
from autograd_cli.syntax.names import canonical_name, name_in
from autograd_cli.syntax.parser import parse

# What stands for a variable in a rule for columns, `*_err`; and what follows the name of a column with parted cells.
ANY, OF_CELLS = "*", " ±"
# What a decimal comma, which separates variables, leaves of `m=0,1`.
DIGITS_AFTER_SIGN = r"=\s*\d+$"


class Uncertainty(NamedTuple):
    """The standard uncertainty of an input: in a column, or one number for all rows, which may be `relative`.

    A column that is parted from the cells of another has that one's name as `cells_of`.
    """

    column: str | None = None
    number: float = 0.0
    relative: bool = False
    cells_of: str | None = None

    def of(self, rows: Rows, values: Any, complaints: dict[int, Complaint]) -> Any:
        """The uncertainties of rows, or the one of all; `values` are those of the input."""
        if self.column is None:
            return numpy.abs(values) * self.number if self.relative else self.number
        found: Column = rows.column(self.column)
        for row, complaint in found.complaints.items():
            complaints.setdefault(row, complaint)
        if not found.values.size or (found.values.min() >= 0 and found.values.max() < math.inf):
            return found.values
        wrong = (found.values < 0) | numpy.isinf(found.values)
        for row in numpy.flatnonzero(wrong).tolist():
            error = AutogradError("row", "uncertainty", name=self.column, text=repr(float(found.values[row])))
            complaints.setdefault(row, error)
        return numpy.where(wrong, numpy.nan, found.values)


NO_COVARIANCES: Covariances = {}


class Asked(NamedTuple):
    """What is wanted besides values and partials: the texts of `--uncertainty`, covariances, shares, sensitivities."""

    texts: Sequence[str] = ()
    covariances: Covariances = NO_COVARIANCES
    shares: bool = False
    sensitivities: bool = False


NOTHING = Asked()
NO_UNCERTAINTY: Mapping[str, Uncertainty] = {}


def read_uncertainties(
    texts: Sequence[str], variables: Sequence[str], columns: Mapping[str, str], table: str
) -> dict[str, Uncertainty]:
    """The uncertainties by variable, or by element, in `m=m_err,v=1%`, `*_err`, or `m`, whose own cells have them.

    `columns` has the table's spelling of each column by canonical name.
    Raises: `AutogradError` with codes `option`, `unknown-name` and `binding`.
    """
    found: dict[str, Uncertainty] = {}
    first = next(iter(variables), "x")
    before = ""
    if any(not text.strip() for text in texts):
        raise AutogradError("option", "no-names", option="uncertainty")
    for part in (part.strip() for text in texts for part in split_outside(text, ",")[::2]):
        left, equals, right = (side.strip() for side in part.partition("="))
        if not equals and ANY in left:
            ruled = [
                (name, canonical_name(left.replace(ANY, called)))
                for name in variables
                for called in (columns.get(name, name), name)
            ]
            own = {name: Uncertainty(columns[column]) for name, column in ruled if column in columns}
            if not own:
                raise AutogradError(
                    "option", "uncertainty-rule", text=left, name=first, example=left.replace(ANY, first)
                )
        else:
            name = name_in(left) or left
            if not ((name in variables or element(name)[0] in variables) and (right or not equals)):
                commas = part.isdecimal() and re.search(DIGITS_AFTER_SIGN, before)
                case, meant = ("uncertainty-comma", f"{before}.{part}") if commas else ("uncertainty", None)
                raise AutogradError(
                    "option", case, text=part, name=visible(name), known=variables, first=first, meant=meant
                )
            own = _read(name, right if equals else None, columns, table)
        before = part
        for name in own:
            if name in found:
                raise AutogradError("option", "component-twice", option="uncertainty", name=name)
        found |= own
    return found


def _read(name: str, text: str | None, columns: Mapping[str, str], table: str) -> dict[str, Uncertainty]:
    """The uncertainty that a text says, by the variable or by its elements."""
    named = name if text is None else name_in(text) or text
    if named in columns:
        column = columns[named]
        return {name: Uncertainty(column) if text is not None else Uncertainty(column + OF_CELLS, cells_of=column)}
    if text is None or name_in(text) is not None:
        known = [*map(visible, columns.values())]
        raise AutogradError("unknown-name", "column", table=table, name=visible(named), known=known)
    relative = text.endswith("%")
    value = read_value(text.removesuffix("%").strip(), name)
    numbers = {one: number / 100 if relative else float(number) for one, number in named_values(name, value)}
    if not all(number >= 0 and math.isfinite(number) for number in numbers.values()):
        raise AutogradError("option", "uncertainty-negative", name=name, text=text)
    return {one: Uncertainty(None, number, relative) for one, number in numbers.items()}


def uncertain_formula(
    formula_for: Callable[[Sequence[str]], RowFormula],
    asked: Asked,
    sources: Sequence[Source],
    columns: Mapping[str, str],
    lengths: Mapping[str, int],
    table: str,
) -> tuple[RowFormula, dict[str, Uncertainty]]:
    """The formula that is made with partials for certain variables, with what is asked for; and the uncertainties.

    `lengths` are those of columns of lists.
    Raises: `AutogradError` as `read_uncertainties` does, with code `usage` for an input that has two uncertainties.
    """
    variables = variables_of(sources) if asked.texts or asked.covariances else []
    uncertain = read_uncertainties(asked.texts, variables, columns, table)
    moved = {part for one in (*uncertain, *asked.covariances) for part in (one, element(one)[0])}
    also = [name for name in variables if name in moved]
    formula = formula_for(also)
    constants = {
        named: number
        for name, value in formula.problem.values.items()
        if name not in columns and element(name)[0] not in columns
        for named, number in named_values(name, value)
    }
    own: dict[str, Uncertainty] = {}
    for name in formula.elements:
        base, place = element(name)
        one = uncertain.get(name, uncertain.get(base))
        if one is None:
            continue
        if name in asked.covariances:
            raise AutogradError("usage", "uncertainty-twice", name=name)
        if one.relative and name in constants:
            one = Uncertainty(None, one.number * abs(constants[name]))
        own[name] = one._replace(column=f"{one.column}[{place}]") if one.column in lengths else one
    covariances = chosen(asked.covariances, formula.elements, dict.fromkeys(own, "")) if asked.covariances else {}
    return with_further(formula, [*own], covariances, asked.shares, asked.sensitivities), own


def variables_of(sources: Sequence[Source]) -> list[str]:
    """The names that formulas leave free, each once. Raises: `AutogradError` where one cannot be read."""
    return [*dict.fromkeys(part.name for source in sources for part in parse(source).free_names())]


def of_cells(uncertain: Mapping[str, Uncertainty]) -> list[str]:
    """The columns whose own cells have uncertainties."""
    return [*dict.fromkeys(own.cells_of for own in uncertain.values() if own.cells_of is not None)]


def split_cells(rows: Rows, names: Sequence[str]) -> Rows:
    """The rows with the cells of these columns parted: the numbers, and beside them their uncertainties, 0 for none."""
    if isinstance(rows, ObjectRows):
        return rows._replace(objects=[row and {**row, **_parted(row, names)} for row in rows.objects])
    assert isinstance(rows, FrameRows)
    columns: list[polars.Series] = []
    for name in names:
        cells = unnamed(rows.data[name])
        if cells.dtype != polars.String:
            columns.append(polars.Series(name + OF_CELLS, numpy.zeros(len(cells))))
            continue
        pointed = cells
        if rows.comma:  # what has a point is left as it is, and is not a number then
            mixed = cells.str.contains(POINT, literal=True).fill_null(False)
            pointed = cells.str.replace_all(COMMA, POINT, literal=True).set(mixed, None)
        parts = pointed.str.extract_groups(WITH_SIGN).struct.unnest()
        numbers = parts["2"].cast(polars.Float64)
        percents = (parts["3"] == "%").fill_null(False)
        sizes = parts["1"].cast(polars.Float64).abs() * numbers / 100
        numbers = numbers.zip_with(~percents, sizes)
        texts = parts["1"]
        brackets = pointed.str.contains(f"{IN_BRACKETS}|{BEFORE_EXPONENT}").fill_null(False).arg_true().to_list()
        if brackets:
            values, uncertainties = zip(*(parted(pointed[row]) for row in brackets), strict=True)
            texts, numbers = texts.scatter(brackets, values), numbers.scatter(brackets, uncertainties)
        if rows.comma:
            texts = texts.str.replace(POINT, COMMA, literal=True)
        columns += [texts.fill_null(cells).alias(name), numbers.fill_null(0.0).alias(name + OF_CELLS)]
    return rows._replace(data=rows.data.with_columns(columns))


def _parted(row: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """The cells of an object's keys and their uncertainties; a text that is no number remains one."""
    found: dict[str, Any] = {}
    for name in names:
        cell = row.get(name)
        found[name] = cell
        found[name + OF_CELLS] = 0.0
        if isinstance(cell, str) and PLAIN_NUMBER.fullmatch((parts := parted(cell))[0].strip()):
            found |= {name: float(parts[0]), name + OF_CELLS: parts[1]}
    return found


def parted(cell: str) -> tuple[str, float]:
    """A cell's number as text, and its uncertainty; the cell itself and 0 where it has none.

    Example:
        >>> parted("2.01(3)"), parted("40 ± 1%"), parted("2.01")
        (('2.01', 0.03), ('40', 0.4), ('2.01', 0.0))
        >>> parted("300(5)"), parted("1234.5(1.2)"), parted("2.0 (1)e3")
        (('300', 5.0), ('1234.5', 1.2), ('2.0e3', 100.0))
        >>> parted("(2.01±0.01)e3")
        ('2.01e3', 10.0)
    """
    if bracketed := re.fullmatch(IN_BRACKETS, cell):
        first, second, exponent = bracketed.groups()
        in_digits = 0 if POINT in second else len(first.partition(POINT)[2])
        return first + exponent, float(f"{second}e{int(exponent[1:] or 0) - in_digits}")
    sign, first, second = (part.strip() for part in split_range(cell))
    percent = second.endswith("%")
    second = second.removesuffix("%").strip()
    if sign not in UNCERTAIN or not (PLAIN_NUMBER.fullmatch(first) and PLAIN_NUMBER.fullmatch(second)):
        return cell, 0.0
    size = abs(float(first)) * float(second) / 100 if percent else float(second)
    return first, size
