"""The interface of `batch` for Python: a table in, a table of the same library out.

Takes a formula. Returns a callable that can be pickled, so that an engine may run it on its workers, each of which
compiles for itself.
"""

import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, partial
from typing import Any, NamedTuple, TypeVar

import polars

from autograd_cli.ask.calls import for_python
from autograd_cli.ask.problem import listed
from autograd_cli.ask.values import PLAIN_NUMBER, read_array
from autograd_cli.data.block import NO_ROW
from autograd_cli.data.columnar import BATCH, lengths
from autograd_cli.data.compute import EVERY_ROW, OneFormula
from autograd_cli.data.compute import column_names as own_names
from autograd_cli.data.libraries import beside, column_names, frame_of, lazily, with_results
from autograd_cli.data.rows import FrameRows, element
from autograd_cli.data.tables import clash, errors, numeric
from autograd_cli.data.uncertain import Asked, read_uncertainties, uncertain_formula, variables_of
from autograd_cli.errors import AutogradError, AutogradWarning, Complaint, Source
from autograd_cli.graphs.templates import OURS
from autograd_cli.report.evaluation import check_choices
from autograd_cli.report.rows import RowFormula, row_formula
from autograd_cli.syntax.names import canonical_name, written_name
from autograd_cli.wording.counts import INEXACT, INFINITE, STILL, counted
from autograd_cli.wording.rows import row_words

# What a message calls a table that has no file, and the column with what is wrong with a row.
TABLE, ERROR = "the table", "error"
Frame = TypeVar("Frame")


class Wanted(NamedTuple):
    """What is wanted of a formula, as the options of the command say it; it can be a key."""

    wrt: tuple[str, ...] | None = None
    differentiate: bool = True
    prefix: str = ""
    careful: bool = False
    keep: tuple[str, ...] = ()
    order: int = 1
    second: tuple[str, ...] | None = None
    uncertainty: tuple[str, ...] = ()
    covariance: tuple[tuple[str, tuple[tuple[str, float], ...]], ...] = ()
    shares: bool = False
    sensitivity: bool = False
    kinks: str = OURS
    rename: tuple[tuple[str, str], ...] = ()
    columns: tuple[str, ...] | None = None

    def called(self, name: str) -> str:
        """The name of a result as the table has it."""
        return dict(self.rename).get(name, self.prefix + name)

    @property
    def asked(self) -> Asked:
        covariances = {name: dict(row) for name, row in self.covariance}
        return Asked(self.uncertainty, covariances, self.shares, self.sensitivity)


@dataclass(frozen=True)
class Transform:
    """A formula for the rows of tables. `transform(table)` is the table with the results as further columns.

    A table is a `DataFrame` of pandas or polars, a polars `LazyFrame`, which stays lazy, a pyarrow `Table` or
    `RecordBatch`, and so is the result; of another object with the Arrow PyCapsule interface, or a dictionary of
    arrays, a polars `DataFrame` is made.
    """

    expressions: tuple[str, ...]
    values: Mapping[str, Any] = field(default_factory=dict)
    wanted: Wanted = Wanted()  # noqa: RUF009

    @cached_property
    def _written(self) -> str:
        """The values as text, which tells 0.0 and -0.0 apart."""
        return repr(self.values)

    @for_python
    def __call__(self, table: Frame) -> Frame:
        """The table with `value`, `d_x` for each partial, and `error`, which is null where the row did not fail.

        Warns: `AutogradWarning` of what there is to know of rows that did not: results that are infinite, numbers that
        doubles lack, values without an uncertainty to first order; and of how names were read.
        Raises: `AutogradError` where a variable is neither a column nor bound, where a column is not of numbers, or
        where a result would have the name of a column.
        """
        given: Any = table
        names = column_names(given)
        columns = {canonical_name(name): name for name in names}
        for name in self.values:
            if canonical_name(name) in columns:
                raise AutogradError("usage", "column-bound", name=name, table=TABLE)
        carried = self.wanted.columns
        if unknown := [name for name in carried or () if name not in names]:
            raise AutogradError("unknown-name", "column", table=TABLE, name=unknown[0], known=names)
        if isinstance(given, polars.LazyFrame):
            of_lists = lengths(given.head(1).collect())
            computation = self._computation(names, of_lists)
            numeric(computation.names, given.collect_schema(), TABLE)
            self._note(computation)
            results, error = [*computation.outputs, self._error], [self._error]
            apply = partial(self._apply, computation, streamed=True)
            kept = names if carried is None else carried
            lazy: Any = lazily(given, kept, results, error, lambda part: with_results(part, apply(part), kept))
            return lazy  # type: ignore[no-any-return]
        variables = variables_of([*map(Source, self.expressions)])
        own = read_uncertainties(self.wanted.uncertainty, variables, columns, TABLE).values()
        beside_them = [one.cells_of or one.column for one in own if one.column is not None]
        needed = dict.fromkeys([*(columns[name] for name in variables if name in columns), *beside_them])
        frame = frame_of(given, [*needed])
        computation = self._computation(names, lengths(frame))
        numeric(computation.names, frame.schema, TABLE)
        self._note(computation)
        return beside(table, frame, self._apply(computation, frame), carried)

    def _note(self, computation: OneFormula) -> None:
        """Warns of what is said once for all rows."""
        for finding in computation.notes:
            _warn(f"{finding.kind}: {finding.message}", 5)

    @property
    def _error(self) -> str:
        return self.wanted.called(ERROR)

    def _computation(self, names: Sequence[str], of_lists: Mapping[str, int]) -> OneFormula:
        """The compiled formula for a table with these columns."""
        values, vectors = tuple(self.values.items()), tuple(of_lists.items())
        computation = _computation(self.expressions, self._written, values, self.wanted, tuple(names), vectors)
        carried = names if self.wanted.columns is None else self.wanted.columns
        clash((*computation.outputs, self._error), carried, TABLE, dict(self.wanted.rename), self.wanted.prefix)
        return computation

    def _apply(self, computation: OneFormula, frame: polars.DataFrame, *, streamed: bool = False) -> polars.DataFrame:
        """The results for the rows of a frame; of one that is a part of a stream a warning has no place."""
        parts = []
        known: dict[str, dict[int, Complaint]] = {INEXACT: {}, STILL: {}, INFINITE: {}}
        start = 0
        for part in frame.iter_slices(BATCH) if frame.height else [frame]:
            computed = computation(FrameRows(part, range(part.height), {}))
            parts.append(computed.results.with_columns(errors(computed.complaints, part.height, self._error, True)))
            told = (computed.inexact, computed.still, computed.infinite)
            for found, own in zip(known.values(), told, strict=True):
                found.update((start + row, one) for row, one in own.items() if row not in computed.complaints)
            start += part.height
        for what, found in known.items():
            if found and streamed:
                _warn(f"some rows {what.format(have='have')}", 5)
            elif found:
                first = min(found)
                why = row_words({first: found[first]}, True)[first]
                _warn(f"{counted(len(found), frame.height, what)}; row {first + 1}: {why}", 5)
        return polars.concat(parts)


def _warn(text: str, level: int) -> None:
    """Warns who calls a transform, so many frames away."""
    warnings.warn(text, AutogradWarning, stacklevel=level)


@for_python
def batch(
    expression: str | Sequence[str],
    values: Mapping[str, Any] | None = None,
    *,
    wrt: Sequence[str] | str | None = None,
    differentiate: bool = True,
    prefix: str = "",
    careful: bool = False,
    keep: Sequence[str] | str = (),
    order: int = 1,
    second: Sequence[str] | str | None = None,
    uncertainty: Mapping[str, str | float] | Sequence[str] | str = (),
    covariance: Mapping[str, Mapping[str, float]] | None = None,
    shares: bool = False,
    sensitivity: bool = False,
    kinks: str = OURS,
    rename: Mapping[str, str] | None = None,
    columns: Sequence[str] | str | None = None,
) -> Transform:
    """A formula, or several, for the rows of tables, as a function from table to table.

    Columns are variables by their names, those of lists vectors; `values` are numbers, vectors and matrices that are
    the same for all rows. `wrt` chooses the variables to differentiate with respect to, and `prefix` begins the names
    of the results, of which `rename` gives some others, `{"value": "price"}`. Only `columns` are kept of the table, or
    all. `kinks` takes the conventions of another system. A `careful` transform computes again each row whose digits
    cancel. `keep` names intermediates whose values are results too, and with `order` 2 there are second partial
    derivatives, or with `second` those among some variables. `uncertainty` says by variable which column, number or
    percentage is its standard uncertainty, `{"m": "m_err", "v": "1%"}`, or is a text such as `m=m_err,v=1%`;
    `covariance` is by name and name. With these there is `u`, with `shares` what is due to each input. `sensitivity`
    adds relative sensitivities.

    Raises: `AutogradError` where the formula cannot be read, or has no variable of a name in `wrt` or `second`, and
    where there are no such conventions.

    Example:
        >>> transform = batch("2*x*y + y + 3", wrt="x")
        >>> transform(polars.DataFrame({"x": [40.0], "y": [4.0]})).row(0, named=True)
        {'x': 40.0, 'y': 4.0, 'value': 327.0, 'd_x': 8.0, 'error': None}
    """
    check_choices(None, (), kinks)
    if order not in (1, 2):
        whole = "order-of-rows" if order > 2 else "whole-number"
        raise AutogradError("option", whole, option="order", order=order, least=1, example=2)
    if shares and not (uncertainty or covariance):
        raise AutogradError("usage", "shares-of-none")
    wishes = {"wrt": wrt is not None, "order": order > 1, "second": second is not None, "sensitivity": sensitivity}
    wish = next((f"--{name}" for name, one in wishes.items() if one and not differentiate), None)
    if wish is not None:
        raise AutogradError("usage", "exclude", one=wish, other="--no-grad")
    several = isinstance(expression, Iterable) and not isinstance(expression, str)
    expressions: tuple[str, ...] = tuple(expression) if several else (expression,)  # type: ignore[assignment]
    if not all(isinstance(one, str) for one in expressions):
        raise AutogradError("binding", "expression")
    names = variables_of([*map(Source, expressions)])
    chosen, again = listed(wrt), listed(second)
    for asked in (chosen or (), again or ()):
        for name in asked:
            if canonical_name(name) not in names and element(canonical_name(name))[0] not in names:
                raise AutogradError("unknown-name", "wrt", name=name, known=names, listed=asked)
    fixed = {name: _frozen(read_array(name, value)) for name, value in (values or {}).items()}
    rows = (
        (name, tuple((other, float(one)) for other, one in row.items())) for name, row in (covariance or {}).items()
    )
    wanted = Wanted(
        chosen,
        differentiate,
        prefix,
        careful,
        listed(keep) or (),
        order,
        again,
        _uncertainties(uncertainty),
        tuple(rows),
        shares,
        sensitivity,
        kinks,
        tuple((rename or {}).items()),
        None if columns is None else tuple(dict.fromkeys(listed(columns) or ())),
    )
    return Transform(expressions, fixed, wanted)


def _uncertainties(given: Mapping[str, str | float] | Sequence[str] | str) -> tuple[str, ...]:
    """The texts that the command takes, of a text, several, or columns and numbers by name."""
    if isinstance(given, Mapping):
        return tuple(f"{written_name(name)}={_uncertainty(one)}" for name, one in given.items())
    return (given,) if isinstance(given, str) else tuple(given)


def _uncertainty(one: str | float) -> str:
    """A column, or a number or percentage, as the command takes it."""
    if not isinstance(one, str):
        return repr(float(one))
    return one if PLAIN_NUMBER.fullmatch(one.removesuffix("%").strip()) else written_name(one)


@lru_cache(maxsize=16)
def _computation(
    expressions: tuple[str, ...],
    written: str,
    values: tuple[tuple[str, Any], ...],
    wanted: Wanted,
    columns: tuple[str, ...],
    vectors: tuple[tuple[str, int], ...],
) -> OneFormula:
    """The compiled formula, for tables with these columns; kept for the next ones, by the values as `written` too."""
    constants = {name: read_array(name, value) for name, value in values}
    of_lists = {canonical_name(name): length for name, length in vectors}
    sources = [*map(Source, expressions)]
    named = {canonical_name(name): name for name in columns}

    def made(also: Sequence[str]) -> RowFormula:
        return row_formula(
            sources,
            columns,
            constants,
            wanted.wrt,
            wanted.differentiate,
            vectors=of_lists,
            keep=wanted.keep,
            order=wanted.order,
            second=wanted.second,
            also=also,
            kinks=wanted.kinks,
        )

    formula, uncertain = uncertain_formula(made, wanted.asked, sources, named, dict(vectors), TABLE)
    known = [*formula.shown, ERROR]
    if unknown := [name for name, _ in wanted.rename if name not in known]:
        raise AutogradError("unknown-name", "rename", name=unknown[0], known=known)
    return OneFormula(
        formula,
        own_names(formula.names, named),
        [wanted.called(name) for name in formula.shown],
        lengths=dict(vectors),
        careful=EVERY_ROW if wanted.careful else NO_ROW,
        uncertain=uncertain,
    )


def _frozen(value: Any) -> Any:
    """A value that can be a key: a vector or matrix as tuples."""
    listed = value.tolist() if hasattr(value, "tolist") else value
    return tuple(map(_frozen, listed)) if isinstance(listed, list) else listed
